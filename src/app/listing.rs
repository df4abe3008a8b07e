//! The seam between the screens and the queue: the rows of a list, and which records a written filter lets through.
//! Invariant: whether a row is shown follows from its own record, what it refers to and what links to it, and for people and
//! cases from the same of each other; a list need look again at no more than that after a change.

pub use crate::queue::{
    Entry, FrozenRows, Listing, Order, Rows, Why, case_why, due, last_presented, leading_case,
};

use std::sync::OnceLock;

use crate::domain::State;
use crate::domain::packed::Wanted;
use crate::field::{Date, Id, Kind};
use crate::queue::Sieve;
use crate::search::{Asker, Cancel, Query, View, spelled_out};
use crate::snapshot::{Counts, Snapshot};

/// People from which on the lists of views take longer than one waits for them: they are made ahead, and views are counted by them.
pub const MANY_PEOPLE: usize = 20_000;

/// The rows of `listing` as of `snapshot`; may take time proportional to the number of records, so beside the loop.
pub fn rows(listing: &Listing, snapshot: &Snapshot, today: Date) -> Rows {
    snapshot.queues().rows(listing, &snapshot.state, today, &Filtered::new(listing, today))
}

/// The same; `None` once the question has been given up for a newer one.
pub fn rows_unless(cancel: &Cancel, listing: &Listing, snapshot: &Snapshot, today: Date) -> Option<Rows> {
    let filtered = Filtered::new(listing, today);
    snapshot.queues().rows_unless(&|| cancel.is_cancelled(), listing, &snapshot.state, today, &filtered)
}

/// The first rows of a filtered list, as far as they are found in a moment; `None` where all must be asked for.
pub fn begin(listing: &Listing, snapshot: &Snapshot, today: Date) -> Option<Rows> {
    snapshot.queues().begin(listing, &snapshot.state, today, &Filtered::new(listing, today))
}

/// The rows, where they are at hand.
pub fn rows_at_once(listing: &Listing, snapshot: &Snapshot, today: Date) -> Option<Rows> {
    snapshot.queues().rows_at_once(listing, &snapshot.state, today, &Filtered::new(listing, today))
}

/// How many rows each view shows that `user` opens; `None` inside for one whose line cannot be meant, outside once nobody waits.
/// Each is the length of the list that opens, which is kept: so count and list are one, and follow what changes together.
pub fn counts(
    cancel: &Cancel,
    views: &[View],
    snapshot: &Snapshot,
    (today, user): (Date, &str),
) -> Option<Counts> {
    let mut counts = Vec::with_capacity(views.len());
    for view in views {
        let listing = listing_of(view, user);
        let filtered = Filtered::new(&listing, today);
        let (queues, state) = (snapshot.queues(), &snapshot.state);
        let rows = match queues.rows_at_once(&listing, state, today, &filtered) {
            Some(rows) => rows,
            None => queues.rows_unless(&|| cancel.is_cancelled(), &listing, state, today, &filtered)?,
        };
        // Of an empty list only one that was read says whether its line can be meant.
        let is_meant = !rows.is_empty() || filtered.query(state).is_some();
        counts.push(is_meant.then(|| rows.len()));
    }
    Some(counts.into())
}

/// The list that a view is for `user`.
pub fn listing_of(view: &View, user: &str) -> Listing {
    Listing { kind: view.kind, order: order_of(view), filter: spelled_out(&view.query, user) }
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
struct Filtered<'a> {
    listing: &'a Listing,
    today: Date,
    /// `None` inside for a line that cannot be meant: it shows nothing.
    query: OnceLock<Option<(Query, Wanted)>>,
}

impl<'a> Filtered<'a> {
    const fn new(listing: &'a Listing, today: Date) -> Self {
        Self { listing, today, query: OnceLock::new() }
    }

    fn query(&self, state: &State) -> Option<&(Query, Wanted)> {
        // Whose `me` is has been written out by whoever typed it: lists are shared.
        let asker = Asker { state, today: self.today, user: "" };
        let read = || {
            let query = Query::read(&self.listing.filter, &asker).ok()?;
            let reads = query.reads(self.listing.kind);
            Some((query, reads))
        };
        self.query.get_or_init(read).as_ref()
    }
}

impl Sieve for Filtered<'_> {
    fn passes(&self, state: &State, id: Id) -> bool {
        let passes = |(query, reads): &(Query, Wanted)| {
            state.live_part(id, *reads).is_some_and(|record| query.passes(&record, state))
        };
        self.query(state).is_some_and(passes)
    }

    fn candidates(&self, state: &State) -> Option<Vec<Id>> {
        match self.query(state) {
            Some((query, _)) => query.candidates(self.listing.kind, state),
            None => Some(Vec::new()),
        }
    }
}
