//! The seam between the screens and the queue: the rows of a list, and which records a written filter lets through.
//! Invariant: whether a row is shown follows from its own record, what it refers to and what links to it, so that a list
//! need look again at no more than that after a change.

pub use crate::queue::{
    Entry, FrozenRows, Listing, Order, Rows, Why, case_why, due, last_presented, leading_case,
};

use std::sync::OnceLock;

use crate::domain::State;
use crate::field::{Date, Id, Kind};
use crate::search::{Asker, Cancel, Query, View};
use crate::snapshot::Snapshot;

/// The rows of `listing` as of `snapshot`; may take time proportional to the number of records, so beside the loop.
pub fn rows(listing: &Listing, snapshot: &Snapshot, today: Date) -> Rows {
    let sieve = Sieve::new(listing, today);
    snapshot.queues().rows(listing, &snapshot.state, today, &|state, id| sieve.lets_through(state, id))
}

/// The same; `None` once the question has been given up for a newer one.
pub fn rows_unless(cancel: &Cancel, listing: &Listing, snapshot: &Snapshot, today: Date) -> Option<Rows> {
    let sieve = Sieve::new(listing, today);
    let test = |state: &State, id: Id| sieve.lets_through(state, id);
    snapshot.queues().rows_unless(&|| cancel.is_cancelled(), listing, &snapshot.state, today, &test)
}

/// The first rows of a filtered list, as far as they are found in a moment; `None` where all must be asked for.
pub fn begin(listing: &Listing, snapshot: &Snapshot, today: Date) -> Option<Rows> {
    let sieve = Sieve::new(listing, today);
    let test = |state: &State, id: Id| sieve.lets_through(state, id);
    snapshot.queues().begin(listing, &snapshot.state, today, &test)
}

/// The rows, where they are at hand.
pub fn rows_at_once(listing: &Listing, snapshot: &Snapshot, today: Date) -> Option<Rows> {
    let sieve = Sieve::new(listing, today);
    let test = |state: &State, id: Id| sieve.lets_through(state, id);
    snapshot.queues().rows_at_once(listing, &snapshot.state, today, &test)
}

/// The order of the queue that a view asks for; by what is urgent where it asks for none that the queue has.
pub fn order_of(view: &View) -> Order {
    match view.sort.as_deref().map(|sort| sort.trim_start_matches('-')) {
        Some("newest" | "新しい順") => Order::Newest,
        Some("name" | "label" | "名前") => Order::Name,
        Some("unseen" | "提示の古い順") if view.kind == Kind::Person => Order::Unseen,
        _ => Order::Urgency,
    }
}

/// A written filter, read when it is first asked.
struct Sieve<'a> {
    written: &'a str,
    today: Date,
    /// `None` inside for a line that cannot be meant: it shows nothing.
    query: OnceLock<Option<Query>>,
}

impl<'a> Sieve<'a> {
    fn new(listing: &'a Listing, today: Date) -> Self {
        Self { written: &listing.filter, today, query: OnceLock::new() }
    }

    /// Whether a list with this filter shows a record.
    fn lets_through(&self, state: &State, id: Id) -> bool {
        // Whose `me` is has been written out by whoever typed it: lists are shared.
        let asker = Asker { state, today: self.today, user: "" };
        let query = self.query.get_or_init(|| Query::read(self.written, &asker).ok());
        let passes = |query: &Query| state.live(id).is_some_and(|record| query.passes(&record, state));
        query.as_ref().is_some_and(passes)
    }
}
