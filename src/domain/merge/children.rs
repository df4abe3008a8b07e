//! Everything that refers to a record, found by the field tables: by links where fields are linked, by going through the records of
//! the kinds that have other fields for it.

use super::join::{redirected, without};
use super::sameness;
use crate::domain::record::Record;
use crate::domain::state::State;
use crate::field::tables::{activity, case, matched, note};
use crate::field::{Field, Id, Kind, Value, by_code, fields};

/// The records that refer to `id` by any field, withdrawn ones too, ascending, whatever any lens hides; without itself. What was
/// merged into it goes on saying so and is not among them by that.
pub fn referrers(state: &State, id: Id) -> Vec<Id> {
    let mut found: Vec<Id> = state.links_of(id).to_vec();
    for kind in Kind::ALL.into_iter().filter(|kind| is_unlinked(*kind, id.kind)) {
        let through = state.through(None);
        found.extend(through.all(kind).filter(|(_, packed)| packed.names(id)).map(|(by, _)| by));
    }
    // Who is the same as whom is said on both sides, so that a million people need not be gone through.
    if let (Some(same), Some(record)) = (sameness(id.kind), state.record_raw(id)) {
        found.extend(
            [same.not_same, same.maybe_same]
                .into_iter()
                .flat_map(|field| record.references(field).collect::<Vec<_>>()),
        );
    }
    found.sort_unstable();
    found.dedup();
    found.retain(|by| *by != id && state.record_raw(*by).is_some_and(|record| names(&record, id)));
    found
}

/// Whether a record refers to `id` by a field that is not where it was merged into.
pub fn names(record: &Record, id: Id) -> bool {
    fields(record.id.kind).iter().filter(|field| !is_merged_into(record.id.kind, field)).any(|field| {
        let mut found = false;
        if let Some(value) = record.get(field) {
            value.for_each_reference(|named| found |= named == id);
        }
        found
    })
}

/// Whether a field says what a record was merged into.
pub fn is_merged_into(kind: Kind, field: &Field) -> bool {
    sameness(kind).is_some_and(|same| same.merged_into.code == field.code)
}

/// A value of then in a record of today: what it names may have been merged into others since.
pub fn of_today(value: &Value, id: Id, field: u16, state: &State) -> Option<Value> {
    if by_code(id.kind, field).is_some_and(|field| is_merged_into(id.kind, field)) {
        return Some(value.clone());
    }
    let mut merged = Vec::new();
    value.for_each_reference(|named| {
        let now = state.survivor(named);
        if now != named {
            merged.push((named, now));
        }
    });
    merged.into_iter().try_fold(value.clone(), |value, (named, now)| {
        redirected(&value, named, now)
            .and_then(|value| if now == id { without(value, id) } else { Some(value) })
    })
}

/// What is done on a case, or this record where it is on a case, without being about the person of the case, whatever any lens hides.
pub fn torn(state: &State, id: Id) -> Vec<Id> {
    let about_other = |id: &Id| {
        let (Some((person, of_case)), Some(record)) = (on_case(id.kind), state.record_raw(*id)) else {
            return false;
        };
        let held = record.reference(of_case).and_then(|id| state.record_raw(id));
        held.is_some_and(|held| record.reference(person) != held.reference(&case::PERSON))
    };
    let on_it = state.links_of(id).iter().copied().filter(|_| id.kind == Kind::Case);
    on_it.chain([id]).filter(about_other).collect()
}

/// The fields by which a kind names a person and a case of that person.
pub const fn on_case(kind: Kind) -> Option<(&'static Field, &'static Field)> {
    match kind {
        Kind::Match => Some((&matched::PERSON, &matched::CASE)),
        Kind::Activity => Some((&activity::PERSON, &activity::CASE)),
        Kind::Note => Some((&note::PERSON, &note::CASE)),
        _ => None,
    }
}

/// Whether records of `kind` may refer to records of `wanted` by fields that are neither linked nor said on both sides.
fn is_unlinked(kind: Kind, wanted: Kind) -> bool {
    let same = |field: &Field| {
        sameness(kind).is_some_and(|same| {
            [same.merged_into, same.not_same, same.maybe_same].iter().any(|one| one.code == field.code)
        })
    };
    fields(kind).iter().any(|field| field.refers_to(wanted) && !field.linked && !same(field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_goes_through_all_people() {
        for kind in Kind::ALL {
            assert!(
                !is_unlinked(Kind::Person, kind)
                    || !matches!(kind, Kind::Person | Kind::Job | Kind::Organisation),
                "{kind:?}"
            );
        }
    }
}
