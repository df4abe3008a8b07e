//! The commands of a case: stage, owner, holding, closing. Every way through the stages passes the one table.

use super::write::{changed, patched};
use super::{Context, target};
use crate::domain::draft::Draft;
use crate::domain::event::{Event, Verb};
use crate::domain::gate::unmet;
use crate::domain::record::Record;
use crate::domain::rejection::Rejection;
use crate::domain::stage::{Requirement, may_go};
use crate::domain::state::State;
use crate::field::choices::{ClosedReason, Stage};
use crate::field::tables::case;
use crate::field::{Atom, Date, Field, Id, Kind, Row, Value};

type Reason = Option<Box<str>>;

/// Moves a case to a stage, with what the draft brings.
pub fn set_stage(
    state: &State,
    id: Id,
    to: Stage,
    draft: &Draft,
    reason: Reason,
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    let before = target(state, id, Kind::Case)?;
    let from = stage_of(&before);
    match to {
        Stage::OnHold => return hold(state, id, date_in(draft, &case::RESUME_ON), reason, context),
        Stage::Closed => {
            let closed_reason = choice_in(draft, &case::CLOSED_REASON).and_then(ClosedReason::from_code);
            return close(state, id, (closed_reason, date_in(draft, &case::RESUME_ON)), reason, context);
        }
        _ if from == Stage::Closed => return reopen(state, id, reason, context),
        _ if from == Stage::OnHold && held_stage(&before) == to => return resume(state, id, context),
        _ => {}
    }
    if !may_go(from, to) {
        return Err(Rejection::Transition { from, to });
    }
    let (mut after, mut events) = patched(state, &before, draft, false, context)?;
    let mut missing = unmet(state, &after, to, context.today());
    if reason.is_some() {
        // Settling is the coordinator's decision where the year's check was not made.
        missing.retain(|one| *one != Requirement::TwelveMonthCheck);
    }
    // Going back asks for nothing: what was met may have been withdrawn, which is why the case goes back.
    if to > from && !missing.is_empty() {
        return Err(Rejection::Gate { to, missing });
    }
    enter(&mut after, to, context);
    if to == Stage::Introduced {
        write_ledger(&mut after, context.today());
    }
    events.extend(changed(&before, &after, Verb::StageChanged, reason));
    Ok(events)
}

/// Gives a case an owner, or none.
pub fn assign(
    state: &State,
    id: Id,
    owner: Option<&str>,
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    let before = target(state, id, Kind::Case)?;
    let mut after = before.clone();
    let owner = owner.map(|name| crate::text::clean_line(name, crate::text::NAME_GRAPHEMES).text);
    after.set(case::OWNER.code, owner.filter(|name| !name.is_empty()).map(Value::text));
    stale_owner(&before, &after, context)?;
    Ok(changed(&before, &after, Verb::Assigned, None))
}

/// Stops the clock until a date.
pub fn hold(
    state: &State,
    id: Id,
    resume_on: Option<Date>,
    reason: Reason,
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    let before = target(state, id, Kind::Case)?;
    let from = stage_of(&before);
    if !may_go(from, Stage::OnHold) {
        return Err(Rejection::Transition { from, to: Stage::OnHold });
    }
    let Some(resume_on) = resume_on else {
        return Err(Rejection::Gate { to: Stage::OnHold, missing: vec![Requirement::ResumeDate] });
    };
    let mut after = before.clone();
    enter(&mut after, Stage::OnHold, context);
    after.set(case::HELD_STAGE.code, Some(Value::choice(from.code())));
    after.set(case::RESUME_ON.code, Some(Value::date(resume_on)));
    Ok(changed(&before, &after, Verb::Held, reason))
}

/// Lets a held case go on in the stage it was held in.
pub fn resume(state: &State, id: Id, context: &Context) -> Result<Vec<Event>, Rejection> {
    let before = target(state, id, Kind::Case)?;
    let from = stage_of(&before);
    let to = held_stage(&before);
    if from != Stage::OnHold {
        return Err(Rejection::Transition { from, to });
    }
    let mut after = before.clone();
    enter(&mut after, to, context);
    after.set(case::HELD_STAGE.code, None);
    after.set(case::RESUME_ON.code, None);
    Ok(changed(&before, &after, Verb::Resumed, None))
}

/// Ends a case, for a reason.
pub fn close(
    state: &State,
    id: Id,
    (closed_reason, resume_on): (Option<ClosedReason>, Option<Date>),
    reason: Reason,
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    let before = target(state, id, Kind::Case)?;
    let from = stage_of(&before);
    if !may_go(from, Stage::Closed) {
        return Err(Rejection::Transition { from, to: Stage::Closed });
    }
    let Some(closed_reason) = closed_reason else {
        return Err(Rejection::Gate { to: Stage::Closed, missing: vec![Requirement::ClosedReason] });
    };
    let mut after = before.clone();
    enter(&mut after, Stage::Closed, context);
    after.set(case::HELD_STAGE.code, Some(Value::choice(from.code())));
    after.set(case::CLOSED_REASON.code, Some(Value::choice(closed_reason.code())));
    after.set(case::CLOSED_ON.code, Some(Value::date(context.today())));
    after.set(case::RESUME_ON.code, resume_on.map(Value::date));
    Ok(changed(&before, &after, Verb::Closed, reason))
}

/// Takes a closed case up again where it was, for a reason.
pub fn reopen(state: &State, id: Id, reason: Reason, context: &Context) -> Result<Vec<Event>, Rejection> {
    let before = target(state, id, Kind::Case)?;
    let from = stage_of(&before);
    let to = held_stage(&before);
    if from != Stage::Closed {
        return Err(Rejection::Transition { from, to });
    }
    if reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
        return Err(Rejection::ReasonNeeded);
    }
    let mut after = before.clone();
    enter(&mut after, to, context);
    for field in [&case::HELD_STAGE, &case::CLOSED_REASON, &case::CLOSED_ON, &case::RESUME_ON] {
        after.set(field.code, None);
    }
    Ok(changed(&before, &after, Verb::Reopened, reason))
}

/// The stage a case is in.
pub fn stage_of(case: &Record) -> Stage {
    case.choice(&case::STAGE).and_then(Stage::from_code).unwrap_or(Stage::Received)
}

/// The stage that a held or closed case would go back to.
fn held_stage(case: &Record) -> Stage {
    case.choice(&case::HELD_STAGE).and_then(Stage::from_code).unwrap_or(Stage::Received)
}

fn enter(case: &mut Record, stage: Stage, context: &Context) {
    case.set(case::STAGE.code, Some(Value::choice(stage.code())));
    case.set(case::STAGE_SINCE.code, Some(Value::date(context.today())));
}

/// Introducing writes the row of the placement ledger.
fn write_ledger(case: &mut Record, today: Date) {
    let Some(job) = case.reference(&case::JOB) else { return };
    let mut rows = case.rows(&case::LEDGER).to_vec();
    if rows.iter().any(|row| row.reference(case::ledger::JOB.code) == Some(job)) {
        return;
    }
    let mut row = Row::default();
    row.set(case::ledger::JOB.code, Some(Atom::Ref(job)));
    row.set(case::ledger::ON.code, Some(Atom::Date(today)));
    rows.push(row);
    case.set(case::LEDGER.code, Some(Value::Rows(rows)));
}

/// An owner that somebody else set since the author looked is not overwritten unseen.
fn stale_owner(before: &Record, after: &Record, context: &Context) -> Result<(), Rejection> {
    use crate::domain::rejection::StaleField;
    let stamp = before.stamps.iter().find(|(code, _)| *code == case::OWNER.code).map(|(_, stamp)| stamp);
    let newer = stamp.filter(|stamp| {
        context.seen.is_some_and(|seen| stamp.seq > seen) && stamp.author != context.author.0
    });
    match newer {
        Some(stamp) if before.get(&case::OWNER) != after.get(&case::OWNER) => Err(Rejection::Stale {
            id: before.id,
            fields: vec![StaleField {
                code: case::OWNER.code,
                label: case::OWNER.label,
                who: stamp.author.clone(),
                at: stamp.at,
                mine: after.get(&case::OWNER).cloned(),
                theirs: before.get(&case::OWNER).cloned(),
            }],
        }),
        _ => Ok(()),
    }
}

fn put_in<'a>(draft: &'a Draft, field: &Field) -> Option<&'a Atom> {
    match draft.get(field.code) {
        Some(crate::domain::draft::Put::Set(Value::One(atom))) => Some(atom),
        _ => None,
    }
}

fn date_in(draft: &Draft, field: &Field) -> Option<Date> {
    if let Some(Atom::Date(date)) = put_in(draft, field) { Some(*date) } else { None }
}

fn choice_in(draft: &Draft, field: &Field) -> Option<u16> {
    if let Some(Atom::Choice(code)) = put_in(draft, field) { Some(*code) } else { None }
}
