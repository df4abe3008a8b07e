//! The command of a match: where a candidate stands for a job. Presenting needs the person's consent and an open job.

use super::cases::write_ledger;
use super::shown::same_pair;
use super::write::{changed, fresh};
use super::{Context, target};
use crate::domain::command::{Advice, Standing};
use crate::domain::draft::{Draft, Put};
use crate::domain::event::{Event, Verb};
use crate::domain::gate::{ConsentState, consent, job_is_open};
use crate::domain::lead::leading_case;
use crate::domain::record::Record;
use crate::domain::rejection::Rejection;
use crate::domain::stage::Requirement;
use crate::domain::state::State;
use crate::field::choices::{MatchStatus, Purpose};
use crate::field::tables::{case, matched};
use crate::field::{Atom, Id, Kind, Value};

/// Moves the match of a person and a job to a status, making it first where there is none.
pub fn propose(
    state: &State,
    (person, job): (Id, Id),
    to: MatchStatus,
    reason: Option<Box<str>>,
    advice: Option<Advice>,
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    target(state, person, Kind::Person)?;
    target(state, job, Kind::Job)?;
    if let Some(id) = same_pair(state, person, job) {
        return set_status(state, id, to, reason, context);
    }
    let (mut events, added, working) = suggested(state, (person, job), advice, context)?;
    events.extend(set_status(&working, added, to, reason, context)?);
    Ok(events)
}

/// Sets the pair of a person and a job above or out of the ranking, making its match first where there is none. The reason
/// stays with the match and with the event.
pub fn set_standing(
    state: &State,
    (person, job): (Id, Id),
    standing: Standing,
    reason: Option<Box<str>>,
    advice: Option<Advice>,
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    target(state, person, Kind::Person)?;
    target(state, job, Kind::Job)?;
    let reason = reason.filter(|reason| !reason.trim().is_empty()).ok_or(Rejection::ReasonNeeded)?;
    let (mut events, id, working) = match same_pair(state, person, job) {
        Some(id) => (Vec::new(), id, state.clone()),
        None => suggested(state, (person, job), advice, context)?,
    };
    let before = target(&working, id, Kind::Match)?;
    let mut after = before.clone();
    let flag = |is_set: bool| is_set.then(|| Value::flag(true));
    after.set(matched::PINNED.code, flag(standing == Standing::Pinned));
    after.set(matched::HIDDEN.code, flag(standing == Standing::Hidden));
    after.set(matched::REASON.code, Some(Value::text(reason.clone())));
    fresh(&before, &after, context)?;
    events.extend(changed(&before, &after, Verb::Overridden, Some(reason)));
    Ok(events)
}

/// A new match with the advice that it was made on: the events, its id, and the state after them.
fn suggested(
    state: &State,
    (person, job): (Id, Id),
    advice: Option<Advice>,
    context: &Context,
) -> Result<(Vec<Event>, Id, State), Rejection> {
    let mut draft = Draft::new().with_ref(&matched::PERSON, person).with_ref(&matched::JOB, job);
    // The placement ledger is kept with the case that the introduction belongs to.
    if let Some(case) = leading_case(state, person) {
        draft = draft.with_ref(&matched::CASE, case.id);
    }
    if let Some(advice) = advice {
        draft.put(&matched::SCORE, Put::Set(Value::int(i64::from(advice.score.min(100)))));
        draft.put(&matched::WEIGHTS, Put::Set(Value::int(i64::from(advice.weights_version))));
    }
    let id = state.next_id(Kind::Match, context.at);
    let events = super::write::add(state, &Record::new(id), &draft, false, context)?;
    let stamp = super::write::stamp(state, context);
    let mut working = state.clone();
    for event in &events {
        working.apply_event(event, &stamp);
    }
    Ok((events, id, working))
}

/// Moves a match to a status.
pub fn set_status(
    state: &State,
    id: Id,
    to: MatchStatus,
    reason: Option<Box<str>>,
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    let before = target(state, id, Kind::Match)?;
    let from =
        before.choice(&matched::STATUS).and_then(MatchStatus::from_code).unwrap_or(MatchStatus::Suggested);
    if from == to {
        return Ok(Vec::new());
    }
    if !may_go(from, to) {
        return Err(Rejection::MatchTransition { from, to });
    }
    let declined = matches!(to, MatchStatus::DeclinedPerson | MatchStatus::DeclinedFirm);
    if (declined || is_over(from)) && reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
        return Err(Rejection::ReasonNeeded);
    }
    let missing = missing(state, &before, to, context);
    if !missing.is_empty() {
        return Err(Rejection::MatchGate { to, missing });
    }
    let mut after = before.clone();
    after.set(matched::STATUS.code, Some(Value::choice(to.code())));
    after.set(matched::STATUS_SINCE.code, Some(Value::date(context.today())));
    if to == MatchStatus::Presented {
        after.set(matched::PRESENTED_ON.code, Some(Value::date(context.today())));
    }
    let verb = match to {
        MatchStatus::Presented => Verb::Presented,
        MatchStatus::Accepted => Verb::Accepted,
        _ if declined => Verb::Declined,
        _ => Verb::StatusChanged,
    };
    fresh(&before, &after, context)?;
    let mut events = changed(&before, &after, verb, reason);
    events.extend(in_ledger(state, &before, to, context));
    Ok(events)
}

/// Whether nothing more is expected.
pub const fn is_over(status: MatchStatus) -> bool {
    use MatchStatus::{Accepted, DeclinedFirm, DeclinedPerson, Expired, Withdrawn};
    matches!(status, Accepted | DeclinedPerson | DeclinedFirm | Withdrawn | Expired)
}

/// Forward along the way, steps may be skipped; an end from anywhere; from an end only back to the shortlist.
pub fn may_go(from: MatchStatus, to: MatchStatus) -> bool {
    match (is_over(from), is_over(to)) {
        (true, _) => to == MatchStatus::Shortlisted,
        (false, true) => to != MatchStatus::Accepted || from >= MatchStatus::Presented,
        (false, false) => to > from || to == MatchStatus::Shortlisted,
    }
}

/// What the placement ledger of the match's case says of it: the day of presenting, and whether somebody was taken.
fn in_ledger(state: &State, matched: &Record, to: MatchStatus, context: &Context) -> Vec<Event> {
    let of_case = matched.reference(&matched::CASE).and_then(|id| state.live(id));
    let (Some(before), Some(job)) = (of_case, matched.reference(&matched::JOB)) else { return Vec::new() };
    let mut after = before.clone();
    if to == MatchStatus::Presented {
        write_ledger(&mut after, job, context.today());
    }
    let taken = is_over(to).then_some(Atom::Flag(to == MatchStatus::Accepted));
    let mut rows = after.rows(&case::LEDGER).to_vec();
    for row in rows.iter_mut().filter(|row| row.reference(case::ledger::JOB.code) == Some(job)) {
        row.set(case::ledger::RESULT.code, taken.clone());
    }
    after.set(case::LEDGER.code, Some(Value::Rows(rows)));
    changed(&before, &after, Verb::Introduced, None)
}

fn missing(state: &State, matched: &Record, to: MatchStatus, context: &Context) -> Vec<Requirement> {
    let with_firm =
        [MatchStatus::Presented, MatchStatus::FirmOk, MatchStatus::Interview, MatchStatus::Accepted];
    if !with_firm.contains(&to) {
        return Vec::new();
    }
    let person = matched.reference(&matched::PERSON).and_then(|id| state.live(id));
    let job = matched.reference(&matched::JOB).and_then(|id| state.live(id));
    let consents = person.is_some_and(|person| {
        consent(&person, Purpose::ShareCompany, context.today()) == ConsentState::Given
    });
    let open = to != MatchStatus::Presented || job.is_some_and(|job| job_is_open(&job, context.today()));
    let mut missing = Vec::new();
    if !consents {
        missing.push(Requirement::ConsentShareCompany);
    }
    if !open {
        missing.push(Requirement::JobOpen);
    }
    missing
}
