//! What a form is for: which command its lines become.

use super::field_line::FieldLine;
use crate::action::Action;
use crate::app::deed::Deed;
use crate::app::layer::{Context, Step};
use crate::app::message::{Effect, Notice, Request};
use crate::app::verb;
use crate::domain::Put;
use crate::domain::command::{Advice, Standing};
use crate::domain::{Command, Draft};
use crate::field::choices::{ClosedReason, MatchStatus, Stage};
use crate::field::tables::case;
use crate::field::{Atom, Date, Field, Id, Kind, Shape, TextKind, Value};
use crate::lang::Label;

/// A reason is no field of a record: it goes with the event.
pub const REASON: Field = Field::new(0, "reason", "理由", "Reason", Shape::Text(TextKind::Line));

const NOTE: Label = Label::new("メモ", "Note");
const CONTACT: Label = Label::new("対応記録", "Contact");

/// What saving the form does.
#[derive(Debug, Clone)]
pub enum Intent {
    /// A new record; the draft holds what the form does not ask (whose note it is).
    Add {
        kind: Kind,
        with: Draft,
    },
    Update(Id),
    SetStage {
        cases: Vec<Id>,
        to: Stage,
    },
    Assign(Vec<Id>),
    Hold(Vec<Id>),
    Close(Vec<Id>),
    Reopen(Vec<Id>),
    /// One verb on each of several records.
    Each {
        verb: Each,
        of: Vec<Id>,
    },
    /// Moves a person along for a job, for a reason.
    Propose {
        person: Id,
        job: Id,
        to: MatchStatus,
        advice: Option<Advice>,
    },
    /// Sets a pair above or out of the ranking, for a reason.
    Override {
        person: Id,
        job: Id,
        standing: Standing,
        advice: Option<Advice>,
    },
}

/// Verbs that a form does to each of several records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Each {
    Edit,
    Note,
    Activity,
    Tag,
    HandOver,
    /// A new case for each person.
    Open,
}

impl Each {
    const ALL: [(Self, &'static str, Action); 6] = [
        (Self::Edit, "edit", Action::Edit),
        (Self::Note, "note", Action::AddNote),
        (Self::Activity, "activity", Action::AddActivity),
        (Self::Tag, "tag", Action::Tag),
        (Self::HandOver, "hand_over", Action::HandOver),
        (Self::Open, "open", Action::Add),
    ];

    /// Its name in slips.
    pub fn key(self) -> &'static str {
        Self::ALL.iter().find(|(each, ..)| *each == self).map_or("", |(_, key, _)| key)
    }

    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == key).map(|(each, ..)| *each)
    }

    /// The verb whose key opens the form.
    pub fn action(self) -> Action {
        Self::ALL.iter().find(|(each, ..)| *each == self).map_or(Action::Edit, |(.., action)| *action)
    }

    /// The kind whose fields the lines of the form are.
    pub fn kind(self, of: &[Id]) -> Kind {
        match self {
            Self::Edit => of.first().map_or(Kind::Person, |id| id.kind),
            Self::Note => Kind::Note,
            Self::Activity => Kind::Activity,
            Self::Tag | Self::HandOver | Self::Open => Kind::Case,
        }
    }
}

impl Intent {
    /// Whether saving without a change would do nothing.
    pub const fn is_edit(&self) -> bool {
        matches!(self, Self::Update(_))
    }

    /// What it is called in messages.
    pub const fn purpose(&self) -> Label {
        match self {
            Self::Add { kind: Kind::Note, .. } | Self::Each { verb: Each::Note, .. } => NOTE,
            Self::Add { kind: Kind::Activity, .. } | Self::Each { verb: Each::Activity, .. } => CONTACT,
            Self::Add { kind: Kind::Case, .. } | Self::Each { verb: Each::Open, .. } => {
                Label::new("ケースの受付", "Case opened")
            }
            Self::Add { kind: Kind::View, .. } => Label::new("表示の保存", "View saved"),
            Self::Add { .. } => Label::new("登録", "Added"),
            Self::Update(_) | Self::Each { verb: Each::Edit, .. } => Label::new("変更", "Changed"),
            Self::Each { verb: Each::Tag, .. } => Label::new("タグ", "Tag"),
            Self::Each { verb: Each::HandOver, .. } => Label::new("引継ぎ", "Handover"),
            Self::SetStage { .. } => Label::new("段階", "Stage"),
            Self::Assign(_) => Label::new("担当", "Owner"),
            Self::Hold(_) => Label::new("保留", "Hold"),
            Self::Close(_) => Label::new("終結", "Closing"),
            Self::Reopen(_) => Label::new("再開", "Reopening"),
            Self::Propose { .. } => Label::new("候補", "Match"),
            Self::Override { standing: Standing::Pinned, .. } => Label::new("固定", "Pinned"),
            Self::Override { standing: Standing::Hidden, .. } => Label::new("候補から隠す", "Hidden"),
            Self::Override { standing: Standing::Ranked, .. } => Label::new("順位に戻す", "Ranked again"),
        }
    }

    /// The request that the lines make; a step instead where a look comes first.
    pub fn request(&self, lines: &[FieldLine], seen: u64, context: &Context<'_>) -> Result<Request, Step> {
        let draft = draft(lines);
        let command = match self {
            Self::Add { kind, with } => {
                let mut whole = with.clone();
                whole.0.extend(draft.0.clone());
                Command::add(*kind, whole)
            }
            Self::Update(id) => Command::update(*id, draft.clone()),
            Self::Propose { person, job, to, advice } => Command::Propose {
                person: *person,
                job: *job,
                to: *to,
                reason: reason(lines),
                advice: *advice,
            },
            Self::Override { person, job, standing, advice } => Command::Override {
                person: *person,
                job: *job,
                standing: *standing,
                reason: reason(lines),
                advice: *advice,
            },
            Self::SetStage { cases, .. }
            | Self::Assign(cases)
            | Self::Hold(cases)
            | Self::Close(cases)
            | Self::Reopen(cases)
            | Self::Each { of: cases, .. } => {
                return self
                    .to_each(cases, lines, draft)
                    .and_then(|deed| one_of(&deed, cases, seen, context));
            }
        };
        let request = Request { seen, ..Request::new(command, context, self.purpose()) };
        if let Self::Update(id) = self
            && verb::is_doubtful(*id, &draft, context)
        {
            return Err(verb::perform(&Deed::Change(id.kind, draft), &[*id], context));
        }
        Ok(match self {
            Self::Add { kind: kind @ (Kind::Note | Kind::Activity), .. } => {
                request.of(Deed::Told(*kind, draft))
            }
            Self::Update(id) => request.of(Deed::Change(id.kind, draft)),
            _ => request,
        })
    }

    /// What the lines decide for each of the records.
    fn to_each(&self, of: &[Id], lines: &[FieldLine], draft: Draft) -> Result<Deed, Step> {
        let reason = reason(lines);
        let resume_on = date_in(&draft, &case::RESUME_ON);
        Ok(match self {
            Self::SetStage { to, .. } => Deed::Stage { to: *to, draft, reason },
            Self::Assign(_) => Deed::Assign(text_in(lines, &case::OWNER).into()),
            Self::Hold(_) => Deed::Hold { resume_on, reason },
            Self::Close(_) => {
                let closed_reason = code_in(&draft, &case::CLOSED_REASON).and_then(ClosedReason::from_code);
                Deed::Close { closed_reason, resume_on, reason }
            }
            Self::Reopen(_) => Deed::Reopen(reason),
            Self::Each { verb: Each::Edit, .. } => Deed::Change(Each::Edit.kind(of), draft),
            Self::Each { verb: Each::Note, .. } => Deed::Told(Kind::Note, draft),
            Self::Each { verb: Each::Activity, .. } => Deed::Told(Kind::Activity, draft),
            Self::Each { verb: Each::Open, .. } => Deed::Open(draft),
            Self::Each { verb: Each::Tag, .. } => {
                let words = text_in(lines, &case::TAGS);
                let words = words.split([';', '；']).map(str::trim).filter(|word| !word.is_empty());
                Deed::Tag(words.map(Into::into).collect())
            }
            Self::Each { verb: Each::HandOver, .. } => {
                let to = text_in(lines, &case::OWNER).into();
                let mut draft = draft;
                draft.0.retain(|(code, _)| *code != case::OWNER.code);
                Deed::HandOver { to, draft, reason }
            }
            Self::Add { .. } | Self::Update(_) | Self::Propose { .. } | Self::Override { .. } => {
                return Err(Step::Done);
            }
        })
    }
}

/// The request where the deed is for one record and nothing speaks against it; else the step by which it is looked at. The
/// form waits beneath the question: a no comes back to what was typed.
fn one_of(deed: &Deed, of: &[Id], seen: u64, context: &Context<'_>) -> Result<Request, Step> {
    if verb::lacks_reason(deed, of, context) {
        return Err(Step::Say(Notice::refused(
            context.say("連絡の試みが少ないため、理由を入力してください", "tried too few times: say why"),
        )));
    }
    match verb::perform(deed, of, context) {
        Step::Do(Effect::Submit(request)) => Ok(Request { seen, ..request }),
        step => Err(step),
    }
}

/// The changed lines as a draft. Faults were checked before.
fn draft(lines: &[FieldLine]) -> Draft {
    let mut draft = Draft::new();
    for line in lines.iter().filter(|line| line.is_changed() && line.field.code != REASON.code) {
        // A line that cannot be read was stopped by the check before saving.
        let _checked = line.put(&mut draft);
    }
    draft
}

fn reason(lines: &[FieldLine]) -> Option<Box<str>> {
    let text = text_in(lines, &REASON);
    (!text.is_empty()).then(|| text.into())
}

fn text_in(lines: &[FieldLine], field: &Field) -> String {
    let line = lines.iter().find(|line| line.field.code == field.code && line.field.key == field.key);
    line.map(|line| line.area.text().trim().to_owned()).unwrap_or_default()
}

fn date_in(draft: &Draft, field: &Field) -> Option<Date> {
    match draft.get(field.code) {
        Some(Put::Set(Value::One(Atom::Date(date)))) => Some(*date),
        _ => None,
    }
}

fn code_in(draft: &Draft, field: &Field) -> Option<u16> {
    match draft.get(field.code) {
        Some(Put::Set(Value::One(Atom::Choice(code)))) => Some(*code),
        _ => None,
    }
}
