//! A merge taken back: the merged record stands by itself again, what it brought goes back to it, and what was done since stays
//! where it is, as far as nothing is torn apart by that.

use super::{Reason, changes, merges};
use crate::domain::decide::shown::{paired, restorable, same_pair};
use crate::domain::decide::write::{changed, stamp};
use crate::domain::decide::{Context, check::check, target};
use crate::domain::event::{Event, Verb};
use crate::domain::merge::{merged_into, of_today, on_case, sameness};
use crate::domain::record::{Record, Stamp};
use crate::domain::rejection::Rejection;
use crate::domain::state::State;
use crate::field::tables::case;
use crate::field::{Field, Id, Kind, Value};

/// The merged record `id` stands by itself again. `told` holds what the merge did, among other events perhaps.
pub fn unmerge(
    state: &State,
    id: Id,
    told: Option<&[Event]>,
    reason: Reason,
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    let same = sameness(id.kind).ok_or(Rejection::NotMerged(id))?;
    let merged = state.record_raw(id).filter(|record| record.withdrawn).ok_or(Rejection::NotMerged(id))?;
    let into = merged_into(&merged).ok_or(Rejection::NotMerged(id))?;
    let survivor = target(state, into, id.kind)?;
    let own = told.and_then(|told| own(told, id, into)).ok_or(Rejection::MergeForgotten(id))?;
    restorable(state, &merged, (id, id))?;
    let mut apart =
        Apart { working: state.clone(), stamp: stamp(state, context), events: Vec::new(), id, into };
    apart.add(Event::Restored { first: id, last: id });
    apart.children(own)?;
    apart.matches(own);
    let mut after = survivor.clone();
    for change in own.iter().filter_map(changes).filter(|(about, _)| *about == into).flat_map(|(_, all)| all)
    {
        let now = survivor.value(change.field).cloned();
        let value = back(change.before.as_ref(), change.after.as_ref(), now);
        let value = value.and_then(|value| of_today(&value, into, change.field, &apart.working));
        after.set(change.field, value);
    }
    let mut alone = merged.clone();
    alone.set(same.merged_into.code, None);
    // Whom it was told apart from may have been merged meanwhile.
    for (code, value) in &merged.values {
        let value = of_today(value, id, *code, &apart.working);
        alone.set(*code, value.filter(|_| *code != same.merged_into.code));
    }
    for field in [same.not_same, same.maybe_same] {
        after.set(field.code, apart.said_of(&after, field, &alone));
        alone.set(field.code, apart.said_of(&alone, field, &after));
    }
    check(&apart.working, &after)?;
    apart.events.extend(changed(&survivor, &after, Verb::Unmerged, reason.clone()));
    apart.events.extend(changed(&merged, &alone, Verb::Unmerged, reason));
    Ok(apart.events)
}

/// The events of the merge among others: from what says so to the merged record's leaving.
fn own(told: &[Event], id: Id, into: Id) -> Option<&[Event]> {
    let from = told.iter().position(|event| merges(event, id) == Some(into))?;
    let rest = told.get(from..)?;
    let hides =
        |event: &Event| matches!(event, Event::Withdrawn { first, last } if (*first..=*last).contains(&id));
    let to = rest.iter().position(hides)?;
    rest.get(..=to)
}

/// A merge on its way back.
struct Apart {
    working: State,
    stamp: Stamp,
    events: Vec<Event>,
    id: Id,
    into: Id,
}

impl Apart {
    fn add(&mut self, event: Event) {
        self.working.apply_event(&event, &self.stamp);
        self.events.push(event);
    }

    /// Who is the same as whom is said on both sides: those who say it of one of the two that are taken apart. What a record
    /// said that has itself been merged since is of then. What it says now stays in its order, what is new follows by number.
    fn said_of(&self, one: &Record, field: &Field, other: &Record) -> Option<Value> {
        let mut asked: Vec<Id> = self.events.iter().filter_map(changes).map(|(about, _)| about).collect();
        asked.extend(one.references(field));
        asked.push(other.id);
        asked.retain(|by| by.kind == one.id.kind && *by != one.id);
        asked.sort_unstable();
        asked.dedup();
        asked.retain(|by| {
            let held = if *by == other.id { Some(other.clone()) } else { self.working.record_raw(*by) };
            held.filter(|held| merged_into(held).is_none())
                .is_some_and(|held| held.references(field).any(|named| named == one.id))
        });
        let said: Vec<Id> = one.references(field).collect();
        asked.sort_by_key(|by| said.iter().position(|held| held == by).unwrap_or(usize::MAX));
        (!asked.is_empty()).then(|| Value::references(asked))
    }

    /// What was moved goes back, cases first: what was done on a case stays with it and so with its person.
    fn children(&mut self, own: &[Event]) -> Result<(), Rejection> {
        let mut moved: Vec<&Event> = own
            .iter()
            .filter(|event| changes(event).is_some_and(|(about, _)| about != self.id && about != self.into))
            .collect();
        moved.sort_by_key(|event| event.id().kind != Kind::Case);
        let mut with_cases: Vec<Id> = Vec::new();
        for event in moved {
            let Some((child, all)) = changes(event) else { continue };
            let Some(before) = self.working.record_raw(child) else { continue };
            let mut after = before.clone();
            for change in all {
                let now = before.value(change.field).cloned();
                let value = back(change.before.as_ref(), change.after.as_ref(), now);
                let value = value.and_then(|value| of_today(&value, child, change.field, &self.working));
                after.set(change.field, value);
            }
            self.with_case(&mut after);
            self.put(&before, &after)?;
            if child.kind == Kind::Case {
                with_cases.extend(self.working.links_of(child));
            }
        }
        for child in with_cases {
            let Some(before) = self.working.record_raw(child) else { continue };
            let mut after = before.clone();
            self.with_case(&mut after);
            self.put(&before, &after)?;
        }
        Ok(())
    }

    /// What was done on a case was done with the person of the case, also where the case was named since.
    fn with_case(&self, record: &mut Record) {
        let Some((person, of_case)) = on_case(record.id.kind) else { return };
        let of_case = record.reference(of_case).and_then(|id| self.working.record_raw(id));
        let about = of_case.and_then(|of_case| of_case.reference(&case::PERSON));
        if let Some(about) = about.filter(|about| [self.id, self.into].contains(about)) {
            record.set(person.code, Some(Value::reference(about)));
        }
    }

    fn put(&mut self, before: &Record, after: &Record) -> Result<(), Rejection> {
        if let Some((person, job)) = paired(after).filter(|_| !after.withdrawn)
            && let Some(twin) = same_pair(&self.working, person, job).filter(|twin| *twin != after.id)
        {
            return Err(Rejection::Overtaken(vec![after.id, twin]));
        }
        for event in changed(before, after, Verb::Moved, None) {
            self.add(event);
        }
        Ok(())
    }

    /// Matches that went out of sight because the other one paired the same two come back, unless something else does by now.
    fn matches(&mut self, own: &[Event]) {
        let hidden = own.iter().filter_map(|event| match event {
            Event::Withdrawn { first, last } if first.kind == Kind::Match => Some((*first, *last)),
            _ => None,
        });
        for (first, last) in hidden {
            let ids: Vec<Id> = self.working.range(first, last).map(|(id, _)| id).collect();
            for id in ids {
                let record = self.working.record_raw(id).filter(|record| record.withdrawn);
                if record.is_some_and(|record| restorable(&self.working, &record, (id, id)).is_ok()) {
                    self.add(Event::Restored { first: id, last: id });
                }
            }
        }
    }
}

/// A value without what the merge did to it: the one before where nothing was done since; of lists, sets and rows what was added since
/// stays; any other value that was changed since stays as it is.
fn back(before: Option<&Value>, after: Option<&Value>, now: Option<Value>) -> Option<Value> {
    if now.as_ref() == after {
        return before.cloned();
    }
    match now {
        Some(Value::Set(bits)) => {
            let set = |value: Option<&Value>| if let Some(Value::Set(bits)) = value { *bits } else { 0 };
            let (before, after) = (set(before), set(after));
            Some(Value::Set(bits & !(after & !before) | before & !after))
        }
        Some(Value::List(items)) => {
            fn list(value: Option<&Value>) -> &[crate::field::Atom] {
                if let Some(Value::List(items)) = value { items } else { &[] }
            }
            Some(Value::List(three_ways(list(before), list(after), items)))
        }
        Some(Value::Rows(rows)) => {
            fn held(value: Option<&Value>) -> &[crate::field::Row] {
                if let Some(Value::Rows(rows)) = value { rows } else { &[] }
            }
            Some(Value::Rows(three_ways(held(before), held(after), rows)))
        }
        other => other,
    }
}

fn three_ways<T: PartialEq + Clone>(before: &[T], after: &[T], now: Vec<T>) -> Vec<T> {
    let mut left: Vec<T> =
        now.into_iter().filter(|item| !after.contains(item) || before.contains(item)).collect();
    for item in before.iter().filter(|item| !after.contains(item)) {
        if !left.contains(item) {
            left.push(item.clone());
        }
    }
    left
}
