//! The undo of one event: the event that takes it back, if nothing was built on it since.

use super::decide::{restorable, twin};
use super::event::{Change, Event, Verb};
use super::merge::{merged_into, of_today, referrers, torn};
use super::rejection::Rejection;
use super::state::State;
use crate::field::Id;

/// The event that takes `event` back.
///
/// # Errors
/// `Overtaken` where a value is no longer the one that the event wrote, or a record that it made was changed or is referred to
/// by a record that the undo would leave behind.
pub fn invert(event: &Event, state: &State) -> Result<Event, Rejection> {
    match event {
        Event::Added(record) => {
            let held = state.live(record.id).ok_or_else(|| Rejection::Overtaken(vec![record.id]))?;
            let untouched = held.values == record.values && state.links(record.id).next().is_none();
            let span = Event::Withdrawn { first: record.id, last: record.id };
            if untouched { Ok(span) } else { Err(Rejection::Overtaken(vec![record.id])) }
        }
        Event::Changed { id, verb, changes, .. } => {
            // What refers to a merged record is moved whether it is in sight or not.
            let moved = *verb == Verb::Moved.code();
            let held = state.record(*id).filter(|held| moved || !held.withdrawn);
            let held = held.ok_or_else(|| Rejection::Overtaken(vec![*id]))?;
            let current = changes.iter().all(|change| held.value(change.field) == change.after.as_ref());
            if !current {
                return Err(Rejection::Overtaken(vec![*id]));
            }
            let back = changes.iter().map(|change| Change {
                field: change.field,
                before: change.after.clone(),
                after: change.before.as_ref().and_then(|value| of_today(value, *id, change.field, state)),
            });
            let verb = if moved { Verb::Moved } else { Verb::Reverted };
            Ok(Event::changed(*id, verb, back.collect(), None))
        }
        Event::Withdrawn { first, last } => span(state, *first, *last, true),
        Event::Restored { first, last } => span(state, *first, *last, false),
    }
}

/// The events that take a whole commit back, newest first: what was added last goes first, so that its links are gone before
/// what it linked to. Neighbouring records become one span.
///
/// # Errors
/// `Overtaken` with every record that was changed since; then nothing is to be undone.
pub fn invert_all(
    events: &[Event],
    state: &State,
    stamp: &super::record::Stamp,
) -> Result<Vec<Event>, Rejection> {
    let mut working = state.clone();
    let mut inverse: Vec<Event> = Vec::new();
    let mut overtaken = Vec::new();
    for event in events.iter().rev() {
        match invert(event, &working) {
            Ok(event) => {
                working.apply_event(&event, stamp);
                push(&mut inverse, event);
            }
            Err(Rejection::Overtaken(ids)) => overtaken.extend(ids),
            Err(other) => return Err(other),
        }
    }
    for event in &inverse {
        let Event::Changed { id, .. } = event else { continue };
        // What was done on a case that moves, or that is named again, would be about somebody else.
        overtaken.extend(torn(&working, *id));
        overtaken.extend(twin(&working, *id));
    }
    if overtaken.is_empty() { Ok(inverse) } else { Err(Rejection::Overtaken(overtaken)) }
}

/// Appends, joining spans of withdrawn or restored records that touch.
fn push(events: &mut Vec<Event>, event: Event) {
    let joined = match (events.last_mut(), &event) {
        (Some(Event::Withdrawn { first, last }), Event::Withdrawn { first: from, last: to })
        | (Some(Event::Restored { first, last }), Event::Restored { first: from, last: to }) => {
            if touches(*to, *first) {
                *first = *from;
                true
            } else if touches(*last, *from) {
                *last = *to;
                true
            } else {
                false
            }
        }
        _ => false,
    };
    if !joined {
        events.push(event);
    }
}

/// Whether `right` follows `left` directly.
fn touches(left: Id, right: Id) -> bool {
    left.kind == right.kind && left.number.checked_add(1) == Some(right.number)
}

/// Shows or hides a span again, if every record of it is as the event left it and what it is linked to is in sight.
fn span(state: &State, first: Id, last: Id, show: bool) -> Result<Event, Rejection> {
    let moved: Vec<Id> = state
        .range(first, last)
        .filter(|(_, packed)| packed.is_withdrawn() != show)
        .map(|(id, _)| id)
        .collect();
    if !moved.is_empty() {
        return Err(Rejection::Overtaken(moved));
    }
    let stuck = |id: Id| {
        if show {
            return state.record(id).is_some_and(|record| {
                let of_then = record
                    .values
                    .iter()
                    .any(|(code, value)| of_today(value, id, *code, state).as_ref() != Some(value));
                of_then || restorable(state, &record, (first, last)).is_err()
            });
        }
        // Nothing may refer to a merged record, by fields that are not linked either.
        let merged = state.record(id).is_some_and(|record| merged_into(&record).is_some());
        state.links(id).any(|other| !(first..=last).contains(&other))
            || merged && !referrers(state, id).is_empty()
    };
    let stuck: Vec<Id> = state.range(first, last).map(|(id, _)| id).filter(|id| stuck(*id)).collect();
    if !stuck.is_empty() {
        return Err(Rejection::Overtaken(stuck));
    }
    Ok(if show { Event::Restored { first, last } } else { Event::Withdrawn { first, last } })
}
