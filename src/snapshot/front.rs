//! The first page: the records that the first screen needs, to be looked at while the others are still being read.

use std::collections::BTreeSet;

use super::Snapshot;
use crate::domain::State;
use crate::domain::packed::Packed;
use crate::field::{Date, Id, Kind, Value};
use crate::queue::{Listing, Order, Rows};

/// People on it: some screens full.
const PEOPLE: usize = 400;
/// Records that link to one of them, at most.
const LINKS_MAX: usize = 200;

/// Nothing is filtered out.
const ALL: fn(&State, Id) -> bool = |_, _| true;

/// What the first screen lists.
fn queue() -> Listing {
    Listing { kind: Kind::Person, order: Order::Urgency, filter: String::new() }
}

impl Snapshot {
    /// The first people of the queue, what links to them and what these name, and everything that decides on rights and views;
    /// `None` where the queue has not been asked for, unless it is to be made now, in time proportional to the people.
    pub fn front(&self, today: Date, make: bool) -> Option<Vec<Packed>> {
        let rows = match self.queues.rows_at_once(&queue(), &self.state, today, &ALL) {
            Some(rows) => rows,
            None if make => self.make_queue(today),
            None => return None,
        };
        let mut wanted: BTreeSet<Id> = [Kind::User, Kind::View, Kind::Skill]
            .into_iter()
            .flat_map(|kind| self.state.all(kind).map(|(id, _)| id))
            .collect();
        for person in rows.ids().take(PEOPLE) {
            wanted.insert(person);
            let links = self.state.links(person).take(LINKS_MAX);
            wanted.extend(links);
        }
        let named: Vec<Id> = wanted.iter().flat_map(|id| self.named_by(*id)).collect();
        wanted.extend(named);
        Some(wanted.into_iter().filter_map(|id| self.state.packed(id).cloned()).collect())
    }

    /// Makes the queue of people, so that the first frame has it: quick for a first page, proportional to the people else.
    pub fn make_queue(&self, today: Date) -> Rows {
        self.queues.rows(&queue(), &self.state, today, &ALL)
    }

    fn named_by(&self, id: Id) -> Vec<Id> {
        let mut named = Vec::new();
        let record = self.state.record(id);
        let values = record.iter().flat_map(|record| &record.values);
        values.for_each(|(_, value): &(u16, Value)| value.for_each_reference(|target| named.push(target)));
        named
    }
}
