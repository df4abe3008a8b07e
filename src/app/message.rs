//! What goes into the application and what comes out of it: messages, effects, requests, replies, notices.
//! Invariant: plain data; the application does nothing but turn messages into effects.

use crate::action::Action;
use crate::domain::decide::stage_of;
use crate::domain::{Command, Rejection, State, attendance, retention};
use crate::field::choices::Stage;
use crate::field::print::display;
use crate::field::tables::{activity, case};
use crate::field::{Id, Kind, Moment, by_code};
use crate::input::Input;
use crate::lang::{Label, Lang};
use crate::snapshot::Snapshot;

use super::ask::{Answer, Question};
use super::company::Other;
use super::deed::Deed;
use super::form::conflict::deed;
use super::port::{Errand, Told};
use super::slip::{Found, Mark, Slip};

/// What `App::update` consumes.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "messages are consumed one by one and never kept")]
pub enum Message {
    Input(Input),
    /// The newest state, after each commit of anybody.
    Snapshot(Snapshot),
    /// What became of a request.
    Reply(Reply),
    /// Something that was asked.
    Answer(Answer),
    /// What time it is; sent before inputs, never by itself.
    Tick(Moment),
    /// Something everybody must know, or `None` when it is over.
    Banner(Option<Banner>),
    /// A verb from elsewhere than the keyboard.
    Run(Action),
    /// Something to tell the person.
    Notice(Notice),
    /// Who else is on the record on the screen.
    Company(Vec<Other>),
    /// The slips that earlier sessions left; `offer` says that they were looked for without being asked for.
    Drafts {
        rows: Vec<Found>,
        offer: bool,
    },
    /// What became of an errand with files.
    Files(Told),
    /// No key was pressed for a while.
    Idle,
}

/// What `App::update` asks its session to do.
#[derive(Debug)]
pub enum Effect {
    Submit(Request),
    Undo {
        ticket: u64,
    },
    Redo {
        ticket: u64,
    },
    Ask(Question),
    /// Keeps what was typed so far.
    Keep(Mark, Box<Slip>),
    /// What was typed is saved or no longer wanted.
    Forget(Mark),
    /// Looks for slips of earlier sessions.
    FindDrafts {
        offer: bool,
    },
    /// Has something done with files.
    Files(Errand),
    /// Puts text on the terminal's clipboard.
    Copy(String),
    Bell,
    /// Draws everything anew.
    Redraw,
    Quit,
}

/// A change that is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Which request of this session it is; the reply names it.
    pub ticket: u64,
    pub command: Command,
    /// The commit that the author's screen was as of.
    pub seen: u64,
    /// What it does, for the message: 「担当を割り当て」.
    pub purpose: Label,
    /// What was decided, to be done again to others.
    pub deed: Option<Box<Deed>>,
}

impl Request {
    /// A request made on what the context shows. A layer that waits for the reply keeps its `ticket`.
    pub const fn new(command: Command, context: &super::Context<'_>, purpose: Label) -> Self {
        Self { ticket: context.ticket, command, seen: context.snapshot.seq(), purpose, deed: None }
    }

    /// The request, as what a deed asks for.
    #[must_use]
    pub fn of(mut self, deed: Deed) -> Self {
        self.deed = Some(Box::new(deed));
        self
    }
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    pub ticket: u64,
    pub purpose: Label,
    pub outcome: Outcome,
}

/// How a request ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Stored under that commit. `touched` is what it made or changed, the first few.
    Saved { seq: u64, touched: Vec<Id> },
    /// There was nothing to change.
    Unchanged,
    /// A lawful no.
    Refused(Rejection),
    /// It could not be stored, for the reason said.
    Failed { ja: String, en: String },
}

/// How a notice sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Saved,
    Refused,
}

/// One line for the person, shown until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub text: String,
    pub tone: Tone,
}

impl Notice {
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Plain }
    }

    pub fn saved(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Saved }
    }

    pub fn refused(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Refused }
    }

    /// What a reply says to the person.
    pub fn of(reply: &Reply, state: &State, lang: Lang) -> Self {
        let purpose = reply.purpose.text(lang);
        match &reply.outcome {
            Outcome::Saved { seq, touched } => {
                let first = touched.first().map(|id| called(*id, state));
                let of = first.map(|name| format!(" {name}")).unwrap_or_default();
                let more = touched.len().saturating_sub(1);
                let more = match (more, lang) {
                    (0, _) => String::new(),
                    (more, Lang::Ja) => format!(" ほか{more}件"),
                    (more, Lang::En) => format!(" and {more} more"),
                };
                let kept = match touched.as_slice() {
                    [id] => kept_after(*id, state, lang).map(|text| format!("  {text}")),
                    _ => None,
                };
                let kept = kept.unwrap_or_default();
                Self::saved(match lang {
                    Lang::Ja => format!("{purpose}:{of}{more}{kept}  保存しました #{seq}"),
                    Lang::En => format!("{purpose}:{of}{more}{kept}  saved #{seq}"),
                })
            }
            Outcome::Unchanged => {
                Self::plain(lang.pick("変わるところはありませんでした", "there was nothing to change"))
            }
            Outcome::Refused(rejection) => Self::refused(refusal(rejection, state, lang)),
            Outcome::Failed { ja, en } => Self::refused(lang.pick(ja, en)),
        }
    }
}

/// What a record that was changed is called: of somebody's part in an event the person.
fn called(id: Id, state: &State) -> String {
    let said = state.live(id).filter(|said| attendance::how(said).is_some());
    let person = said.and_then(|said| said.reference(&activity::PERSON));
    state.label(person.unwrap_or(id)).unwrap_or_else(|| id.to_string())
}

/// Until when the person of a case that is closed now is kept: what the office's rule proposes.
fn kept_after(id: Id, state: &State, lang: Lang) -> Option<String> {
    let case = state.live(id).filter(|one| id.kind == Kind::Case && stage_of(one) == Stage::Closed)?;
    let person = case.reference(&case::PERSON).and_then(|id| state.live(id))?;
    let until = retention::kept(state, &person)?.until;
    Some(format!("{} {until}", lang.pick("保存期限", "kept until")))
}

/// Why not. Where others were faster, also what they did.
pub fn refusal(rejection: &Rejection, state: &State, lang: Lang) -> String {
    match rejection {
        Rejection::Stale { id, fields } => {
            let deeds = fields.iter().filter_map(|stale| {
                let field = by_code(id.kind, stale.code)?;
                let value = stale.theirs.as_ref().map(|value| display(field, value, lang, state));
                Some(deed(field, &stale.who, stale.at, value.as_deref(), lang))
            });
            let deeds = deeds.collect::<Vec<_>>().join(lang.pick("、", "; "));
            format!("{}{deeds}", lang.pick("先に変更がありました: ", "somebody was faster: "))
        }
        other => other.text(lang),
    }
}

/// Something that stays on every screen until it is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Banner {
    pub ja: String,
    pub en: String,
    /// Whether changes are impossible meanwhile.
    pub alarming: bool,
}
