//! The seam between the screens and the queue: the rows of a list, and which records a written filter lets through.
//! Invariant: whether a row is shown follows from its own record, what it refers to and what links to it, so that a list
//! need look again at no more than that after a change.

pub use crate::queue::{Entry, FrozenRows, Listing, Order, Rows, Why, case_why, due, leading_case};

use crate::domain::State;
use crate::field::{Date, Id, Kind};
use crate::fold::{fold, sound_key};
use crate::queue::name_key;
use crate::snapshot::Snapshot;

/// The rows of `listing` as of `snapshot`; may take time proportional to the number of records, so beside the loop.
pub fn rows(listing: &Listing, snapshot: &Snapshot, today: Date) -> Rows {
    let sieve = Sieve::new(&listing.filter);
    snapshot.queues().rows(listing, &snapshot.state, today, &|state, id| sieve.lets_through(state, id))
}

/// The rows, where they are at hand.
pub fn rows_at_once(listing: &Listing, snapshot: &Snapshot, today: Date) -> Option<Rows> {
    let sieve = Sieve::new(&listing.filter);
    let test = |state: &State, id: Id| sieve.lets_through(state, id);
    snapshot.queues().rows_at_once(listing, &snapshot.state, today, &test)
}

/// A written filter, read once.
struct Sieve {
    wanted: String,
    /// A reading is found in romaji too.
    sound: Option<String>,
}

impl Sieve {
    fn new(written: &str) -> Self {
        Self { wanted: fold(written), sound: sound_key(written) }
    }

    /// Whether a list with this filter shows a record.
    fn lets_through(&self, state: &State, id: Id) -> bool {
        if self.wanted.is_empty() {
            return true;
        }
        let case = match id.kind {
            Kind::Person => leading_case(state, id),
            Kind::Case => state.live(id),
            _ => None,
        };
        let said = match case.and_then(|case| case_why(&case)) {
            Some(Why::Case { stage, .. }) => format!("{} {}", stage.label().ja, stage.label().en),
            _ => String::new(),
        };
        let label = state.label(id).unwrap_or_default();
        let reading = name_key(state, id);
        let sounds = |sound: &str| sound_key(&reading).is_some_and(|held| held.contains(sound));
        fold(&format!("{label} {id} {said}")).contains(&self.wanted)
            || reading.contains(&self.wanted)
            || self.sound.as_deref().is_some_and(sounds)
    }
}
