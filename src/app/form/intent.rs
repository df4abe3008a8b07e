//! What a form is for: which command its lines become.

use super::field_line::FieldLine;
use crate::app::layer::{Context, Step};
use crate::app::message::Request;
use crate::app::verb;
use crate::domain::Put;
use crate::domain::command::Advice;
use crate::domain::{Command, Draft};
use crate::field::choices::{ClosedReason, MatchStatus, Stage};
use crate::field::tables::case;
use crate::field::{Atom, Date, Field, Id, Kind, Shape, TextKind, Value};
use crate::lang::Label;

/// A reason is no field of a record: it goes with the event.
pub const REASON: Field = Field::new(0, "reason", "理由", "Reason", Shape::Text(TextKind::Line));

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
    /// Moves a person along for a job, for a reason.
    Propose {
        person: Id,
        job: Id,
        to: MatchStatus,
        advice: Option<Advice>,
    },
}

impl Intent {
    /// Whether saving without a change would do nothing.
    pub const fn is_edit(&self) -> bool {
        matches!(self, Self::Update(_))
    }

    /// What it is called in messages.
    pub const fn purpose(&self) -> Label {
        match self {
            Self::Add { kind: Kind::Note, .. } => Label::new("メモ", "Note"),
            Self::Add { kind: Kind::Activity, .. } => Label::new("対応記録", "Contact"),
            Self::Add { kind: Kind::Case, .. } => Label::new("ケースの受付", "Case opened"),
            Self::Add { kind: Kind::View, .. } => Label::new("表示の保存", "View saved"),
            Self::Add { .. } => Label::new("登録", "Added"),
            Self::Update(_) => Label::new("変更", "Changed"),
            Self::SetStage { .. } => Label::new("段階", "Stage"),
            Self::Assign(_) => Label::new("担当", "Owner"),
            Self::Hold(_) => Label::new("保留", "Hold"),
            Self::Close(_) => Label::new("終結", "Closing"),
            Self::Reopen(_) => Label::new("再開", "Reopening"),
            Self::Propose { .. } => Label::new("候補", "Match"),
        }
    }

    /// The request that the lines make; a step instead where several records are meant and a look comes first.
    pub fn request(&self, lines: &[FieldLine], seen: u64, context: &Context<'_>) -> Result<Request, Step> {
        let of_cases = |cases: &[Id], command: &dyn Fn(Id) -> Command| {
            let commands: Vec<(Id, Command)> = cases.iter().map(|id| (*id, command(*id))).collect();
            match commands.as_slice() {
                [(_, only)] => Ok(only.clone()),
                // The form waits beneath the question: a no comes back to what was typed.
                _ => Err(verb::carry_out(commands, self.purpose(), context)),
            }
        };
        let draft = draft(lines);
        let reason = reason(lines);
        let command = match self {
            Self::Add { kind, with } => {
                let mut whole = with.clone();
                whole.0.extend(draft.0);
                Ok(Command::add(*kind, whole))
            }
            Self::Update(id) => Ok(Command::update(*id, draft)),
            Self::SetStage { cases, to } => of_cases(cases, &|case| Command::SetStage {
                case,
                to: *to,
                draft: draft.clone(),
                reason: reason.clone(),
            }),
            Self::Assign(cases) => {
                let owner = text_in(lines, &case::OWNER);
                of_cases(cases, &|case| verb::assign(case, &owner))
            }
            Self::Hold(cases) => {
                let resume_on = date_in(&draft, &case::RESUME_ON);
                of_cases(cases, &|case| Command::Hold { case, resume_on, reason: reason.clone() })
            }
            Self::Close(cases) => {
                let closed_reason = code_in(&draft, &case::CLOSED_REASON).and_then(ClosedReason::from_code);
                let resume_on = date_in(&draft, &case::RESUME_ON);
                of_cases(cases, &|case| Command::Close {
                    case,
                    closed_reason,
                    resume_on,
                    reason: reason.clone(),
                })
            }
            Self::Reopen(cases) => of_cases(cases, &|case| Command::Reopen { case, reason: reason.clone() }),
            Self::Propose { person, job, to, advice } => Ok(Command::Propose {
                person: *person,
                job: *job,
                to: *to,
                reason: reason.clone(),
                advice: *advice,
            }),
        }?;
        Ok(Request { seen, ..Request::new(command, context, self.purpose()) })
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
