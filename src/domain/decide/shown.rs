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
    match paired(record) {
        Some((person, job)) => same_pair(state, person, job).map_or(Ok(()), |id| Err(Rejection::Exists(id))),
        None => Ok(()),
    }
}

/// The match in sight of a person and a job.
pub fn same_pair(state: &State, person: Id, job: Id) -> Option<Id> {
    same_pairs(state, person, job).next()
}

/// Another match in sight that pairs the same two as a match in sight does.
pub fn twin(state: &State, id: Id) -> Option<Id> {
    let (person, job) = paired(&state.live(id)?)?;
    same_pairs(state, person, job).find(|other| *other != id)
}

/// The person and the job of a match; `None` for any other record.
pub fn paired(record: &Record) -> Option<(Id, Id)> {
    let is_match = record.id.kind == Kind::Match;
    is_match.then(|| record.reference(&matched::PERSON).zip(record.reference(&matched::JOB))).flatten()
}

fn same_pairs(state: &State, person: Id, job: Id) -> impl Iterator<Item = Id> + '_ {
    let is_on =
        move |id: &Id| state.live(*id).is_some_and(|other| other.reference(&matched::JOB) == Some(job));
    state.linked(person, Kind::Match).filter(is_on)
}
