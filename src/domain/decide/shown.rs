//! Records taken out of sight and shown again. No record in sight is linked to one that is not.

use super::target;
use crate::domain::event::Event;
use crate::domain::merge::merged_into;
use crate::domain::record::Record;
use crate::domain::rejection::Rejection;
use crate::domain::state::State;
use crate::field::tables::matched;
use crate::field::{Id, Kind, fields};

/// Takes a record out of sight, if no other is linked to it.
pub fn withdraw(state: &State, id: Id) -> Result<Vec<Event>, Rejection> {
    target(state, id, id.kind)?;
    let by = state.links(id).filter(|other| *other != id).count();
    if by > 0 {
        return Err(Rejection::Referenced { id, by });
    }
    Ok(vec![Event::Withdrawn { first: id, last: id }])
}

/// Shows a record again, if what it is linked to is in sight.
pub fn restore(state: &State, id: Id) -> Result<Vec<Event>, Rejection> {
    let record = state.record(id).ok_or(Rejection::NotFound(id))?;
    if !record.withdrawn {
        return Err(Rejection::Exists(id));
    }
    if let Some(into) = merged_into(&record) {
        return Err(Rejection::Merged { id, into });
    }
    restorable(state, &record, (id, id))?;
    Ok(vec![Event::Restored { first: id, last: id }])
}

/// Whether a withdrawn record may be shown again, together with those from `first` to `last`.
///
/// # Errors
/// `Withdrawn` naming what it is linked to that is out of sight, `Exists` naming the match that pairs the same two by now.
pub fn restorable(state: &State, record: &Record, (first, last): (Id, Id)) -> Result<(), Rejection> {
    let mut hidden = None;
    for value in
        fields(record.id.kind).iter().filter(|field| field.linked).filter_map(|field| record.get(field))
    {
        value.for_each_reference(|id| {
            if !(first..=last).contains(&id) && !state.has(id) {
                hidden = Some(id);
            }
        });
    }
    if let Some(id) = hidden {
        return Err(Rejection::Withdrawn(id));
    }
    let pair = (record.reference(&matched::PERSON), record.reference(&matched::JOB));
    match (record.id.kind, pair) {
        (Kind::Match, (Some(person), Some(job))) => {
            same_pair(state, person, job).map_or(Ok(()), |id| Err(Rejection::Exists(id)))
        }
        _ => Ok(()),
    }
}

/// The match in sight of a person and a job.
pub fn same_pair(state: &State, person: Id, job: Id) -> Option<Id> {
    state
        .linked(person, Kind::Match)
        .find(|id| state.live(*id).is_some_and(|other| other.reference(&matched::JOB) == Some(job)))
}
