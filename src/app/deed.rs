//! A change that a person has decided on, without whom it is for: what a verb does to each record, and what `.` does again.
//! Invariant: the commands follow from the deed, the records and the newest snapshot, so that a repeated deed is decided like
//! a new one.

pub mod events;
pub mod rows;

use super::layer::Context;
use super::verb;
use crate::domain::gate::unmet;
use crate::domain::stage::Requirement;
use crate::domain::{Command, Draft, Put, Record};
use crate::field::choices::{Attendance, CaseKind, ClosedReason, Feeling, Purpose, Stage, Verdict, Want};
use crate::field::tables::{activity, case, note, person};
use crate::field::{Atom, Date, Field, Id, Kind, Value};
use crate::lang::Label;

type Reason = Option<Box<str>>;

/// The priority of a case of which nobody has said anything else.
const PRIORITY_USUAL: i64 = 1;

/// The change.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    Stage {
        to: Stage,
        draft: Draft,
        reason: Reason,
    },
    Assign(Box<str>),
    Hold {
        resume_on: Option<Date>,
        reason: Reason,
    },
    Close {
        closed_reason: Option<ClosedReason>,
        resume_on: Option<Date>,
        reason: Reason,
    },
    Reopen(Reason),
    /// A note or an activity on each.
    Told(Kind, Draft),
    /// Fields of the records themselves.
    Change(Kind, Draft),
    /// Words put to the tags of the case, or of somebody without one.
    Tag(Vec<Box<str>>),
    /// A new case for each person.
    Open(Draft),
    /// The check after the start that is due next.
    Check(Feeling),
    /// A paper that came.
    Paper(Box<str>),
    /// What came of the next step of a selection.
    Step(Verdict),
    /// A consent that the person gave.
    Consent(Purpose),
    /// On the list of an event.
    Enter {
        event: Id,
        how: Attendance,
    },
    /// How their part in an event went.
    Attend {
        event: Id,
        how: Attendance,
    },
    /// A new case, begun by an event, for each person who has no open one.
    OpenFrom(Id),
    /// To another owner, who finds what is next; the draft is for those that have nothing next.
    HandOver {
        to: Box<str>,
        draft: Draft,
        reason: Reason,
    },
}

impl Deed {
    /// What it is called in messages.
    pub const fn purpose(&self) -> Label {
        match self {
            Self::Stage { .. } => Label::new("段階", "Stage"),
            Self::Assign(_) => Label::new("担当", "Owner"),
            Self::Hold { .. } => Label::new("保留", "Hold"),
            Self::Close { .. } => Label::new("終結", "Closing"),
            Self::Reopen(_) => Label::new("再開", "Reopening"),
            Self::Told(Kind::Activity, _) => Label::new("対応記録", "Contact"),
            Self::Told(..) => Label::new("メモ", "Note"),
            Self::Change(..) => Label::new("変更", "Changed"),
            Self::Tag(_) => Label::new("タグ", "Tag"),
            Self::Open(_) | Self::OpenFrom(_) => Label::new("ケースの受付", "Case opened"),
            Self::Check(_) => Label::new("定着確認", "Check"),
            Self::Paper(_) => Label::new("書類", "Paper"),
            Self::Step(_) => Label::new("選考", "Selection"),
            Self::Consent(_) => Label::new("同意", "Consent"),
            Self::Enter { .. } => Label::new("催しの名簿", "Event list"),
            Self::Attend { how, .. } => how.label(),
            Self::HandOver { .. } => Label::new("引継ぎ", "Handover"),
        }
    }

    /// Whether it is about cases: of somebody chosen, the one that leads.
    const fn is_of_cases(&self) -> bool {
        !matches!(
            self,
            Self::Told(..)
                | Self::Change(..)
                | Self::Tag(_)
                | Self::Consent(_)
                | Self::Open(_)
                | Self::Enter { .. }
                | Self::Attend { .. }
                | Self::OpenFrom(_)
        )
    }

    /// What it does to each of the chosen records that it can be for.
    pub fn commands(&self, chosen: &[Id], context: &Context<'_>) -> Vec<(Id, Command)> {
        let of = if self.is_of_cases() { verb::cases(chosen, context) } else { chosen.to_vec() };
        of.into_iter().filter_map(|id| Some((id, self.command(id, context)?))).collect()
    }

    fn command(&self, id: Id, context: &Context<'_>) -> Option<Command> {
        Some(match self {
            Self::Stage { to, draft, reason } => {
                let draft = filled(id, *to, draft, context);
                Command::SetStage { case: id, to: *to, draft, reason: reason.clone() }
            }
            Self::Assign(owner) => verb::assign(id, owner),
            Self::Hold { resume_on, reason } => {
                Command::Hold { case: id, resume_on: *resume_on, reason: reason.clone() }
            }
            Self::Close { closed_reason, resume_on, reason } => Command::Close {
                case: id,
                closed_reason: *closed_reason,
                resume_on: *resume_on,
                reason: reason.clone(),
            },
            Self::Reopen(reason) => Command::Reopen { case: id, reason: reason.clone() },
            Self::Told(kind, draft) => {
                let mut whole = whose(id, *kind, context)?;
                whole.0.extend(draft.0.clone());
                Command::add(*kind, whole)
            }
            Self::Change(kind, draft) if *kind == id.kind => Command::update(id, draft.clone()),
            Self::Tag(words) => tag(id, words, context)?,
            Self::Open(draft) if id.kind == Kind::Person => {
                Command::add(Kind::Case, draft.clone().with_ref(&case::PERSON, id))
            }
            Self::Change(..) | Self::Open(_) => return None,
            Self::Check(feeling) => rows::check(id, *feeling, context)?,
            Self::Paper(name) => rows::paper(id, name, context)?,
            Self::Step(verdict) => rows::step(id, *verdict, context)?,
            Self::Enter { event, how } => events::enter(id, *event, *how, context)?,
            Self::Attend { event, how } => events::attend(id, *event, *how, context)?,
            Self::OpenFrom(event) => events::open_from(id, *event, context)?,
            Self::Consent(purpose) => rows::consent(id, *purpose, context)?,
            Self::HandOver { to, draft, reason } => {
                Command::HandOver { case: id, to: to.clone(), draft: draft.clone(), reason: reason.clone() }
            }
        })
    }
}

/// Whose a note or an activity on a record is; `None` where there can be none.
pub fn whose(id: Id, kind: Kind, context: &Context<'_>) -> Option<Draft> {
    let state = &context.snapshot.state;
    let (person_field, case_field) = match kind {
        Kind::Activity => (&activity::PERSON, &activity::CASE),
        _ => (&note::PERSON, &note::CASE),
    };
    let person = match id.kind {
        Kind::Person => Some(id),
        Kind::Case => state.live(id).and_then(|record| record.reference(&case::PERSON)),
        _ => None,
    };
    let of_case = if id.kind == Kind::Case { Some(id) } else { verb::cases(&[id], context).first().copied() };
    let with = Draft::new();
    Some(match (person, id.kind, kind) {
        (Some(person), ..) => {
            let with = with.with_ref(person_field, person);
            of_case.map_or(with.clone(), |of_case| with.with_ref(case_field, of_case))
        }
        (None, Kind::Job, Kind::Note) => with.with_ref(&note::JOB, id),
        (None, Kind::Region, Kind::Note) => with.with_ref(&note::REGION, id),
        (None, Kind::Organisation, Kind::Note) => with.with_ref(&note::ORGANISATION, id),
        _ => return None,
    })
}

/// The draft for one case: of fields that it has already only those that are not asked for by the gate are changed, and its
/// kind follows from what the person wishes where nobody has said it.
fn filled(id: Id, to: Stage, draft: &Draft, context: &Context<'_>) -> Draft {
    let state = &context.snapshot.state;
    let Some(record) = state.live(id) else { return draft.clone() };
    let missing = unmet(state, &record, to, context.today());
    let asked = verb::fields_for(&missing);
    let wanted = |code: u16| {
        record.values.iter().all(|(held, _)| *held != code) || asked.iter().any(|one| one.code == code)
    };
    let mut filled = Draft(draft.0.iter().filter(|(code, _)| wanted(*code)).cloned().collect());
    if missing.contains(&Requirement::Kind) && filled.get(case::KIND.code).is_none() {
        filled.put(&case::KIND, Put::Set(Value::choice(kind_of(&record, context).code())));
    }
    filled
}

/// What a field that a gate asks for may be proposed with.
pub fn proposal(field: &Field, record: Option<&Record>, context: &Context<'_>) -> Option<Value> {
    let today = || Value::date(context.today());
    match field.code {
        code if code == case::OWNER.code => Some(Value::text(context.user)),
        code if code == case::PRIORITY.code => Some(Value::int(PRIORITY_USUAL)),
        code if code == case::KIND.code => {
            record.map(|record| Value::choice(kind_of(record, context).code()))
        }
        code if [&case::DEDUPE_CHECKED, &case::PLAN_AGREED, &case::START_ON, &case::RULES_EXPLAINED]
            .iter()
            .any(|one| one.code == code) =>
        {
            Some(today())
        }
        _ => None,
    }
}

/// What a case is for, by the first wish of its person.
fn kind_of(record: &Record, context: &Context<'_>) -> CaseKind {
    let about = record.reference(&case::PERSON).and_then(|id| context.snapshot.state.live(id));
    let all = about.map_or(0, |about| about.set_bits(&person::WANT));
    let wished = |want: Want| all & want.bit() != 0;
    let kinds = [
        (Want::Startup, CaseKind::StartupLvs),
        (Want::Succession, CaseKind::Succession),
        (Want::SideJob, CaseKind::SideJob),
        (Want::ProBono, CaseKind::SideJob),
        (Want::Employment, CaseKind::Employment),
        (Want::TeleworkJob, CaseKind::Employment),
        (Want::TrialStay, CaseKind::TrialStay),
        (Want::Housing, CaseKind::HousingOnly),
    ];
    kinds.iter().find(|(want, _)| wished(*want)).map_or(CaseKind::Consult, |(_, kind)| *kind)
}

/// Puts words to the tags of somebody's case, or of the record itself where it has none; `None` where it has them all.
fn tag(id: Id, words: &[Box<str>], context: &Context<'_>) -> Option<Command> {
    let target = verb::cases(&[id], context).first().copied().unwrap_or(id);
    let field = match target.kind {
        Kind::Case => &case::TAGS,
        Kind::Person => &person::TAGS,
        Kind::Note => &note::TAGS,
        _ => return None,
    };
    let record = context.snapshot.state.live(target)?;
    let mut tags: Vec<Atom> = record.texts(field).map(|text| Atom::Text(text.into())).collect();
    let held = tags.len();
    for word in words {
        let atom = Atom::Text(word.clone());
        if !tags.contains(&atom) {
            tags.push(atom);
        }
    }
    if tags.len() == held {
        return None;
    }
    Some(Command::update(target, Draft::new().with(field, Value::List(tags))))
}
