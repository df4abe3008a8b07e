//! The queue: lists of records in the order in which somebody should look at them, kept as the records change.
//! One holder belongs to all snapshots of a store, so that a hundred sessions share one list; each list is made when it is
//! first asked for and then follows every change, at the cost of what the change touches. Rows are looked up by place and
//! found by id; nobody copies them.
//! Invariant: rows are those of the state they are asked for, equal to a list made anew. Used by the snapshot; the screens
//! hold `Rows`.

mod place;
mod rows;
mod sight;
mod sorted;
mod touched;
mod why;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::domain::{Lens, Rights, State};
use crate::field::{Date, Id, Kind};

pub use place::{last_presented, name_key};
pub use rows::{FrozenRows, Rows};
use sight::Sight;
pub use why::{Entry, Why, case_why, due, leading_case};

/// Lists that are kept at once; the one that was asked for longest ago goes first.
const LISTS_MAX: usize = 160;
/// Of these, lists with a filter: those of the ready views, which are counted by them, of some users, and each key typed into a
/// filter asks for another one.
const FILTERED_MAX: usize = 120;
/// And rows of these in all, at sixteen bytes each.
const FILTERED_ROWS_MAX: usize = 2_500_000;
/// Commits that a list may be behind before it is dropped: nobody looks at it.
const BEHIND_MAX: u64 = 4096;
/// Records whose places are looked up at once, in a few milliseconds at most; for more, one asks beside the loop.
const AT_ONCE_MAX: usize = 512;
/// A list of which this part could have moved is made anew.
const PART_MOVED: usize = 16;

/// What a list with a filter shows.
pub trait Sieve: Sync {
    /// Whether it shows a record.
    fn passes(&self, state: &State, id: Id) -> bool;

    /// The only records that it can show, ascending, where they are few and found without looking at each.
    fn candidates(&self, _state: &State) -> Option<Vec<Id>> {
        None
    }
}

impl<F: Fn(&State, Id) -> bool + Sync> Sieve for F {
    fn passes(&self, state: &State, id: Id) -> bool {
        self(state, id)
    }
}

/// The filter of a list.
pub type Test<'a> = &'a dyn Sieve;

/// Whether nobody waits any more.
pub type Stop<'a> = &'a (dyn Fn() -> bool + Sync);

/// By what a list is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// What needs somebody first.
    Urgency,
    Newest,
    /// By label.
    Name,
    /// Cases by stage, in each by urgency: the board.
    Stage,
    /// People by how long ago they were last presented to anybody, those who never were first and the longest known of them
    /// before the others. Records of other kinds as by `Newest`.
    Unseen,
}

impl Order {
    /// The orders that a person chooses from.
    pub const ALL: [Self; 3] = [Self::Urgency, Self::Newest, Self::Name];

    /// The one after this.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Urgency => Self::Newest,
            Self::Newest => Self::Name,
            Self::Name | Self::Stage | Self::Unseen => Self::Urgency,
        }
    }
}

/// A list that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    pub kind: Kind,
    pub order: Order,
    /// Only rows that this written line lets through; empty for all.
    pub filter: String,
}

/// The lists of one store, or of all who may see the same of it.
#[derive(Debug, Default)]
pub struct Queues {
    /// The lists, the one asked for last in front.
    held: Mutex<Vec<Rows>>,
    /// Taken by whoever makes a list, so that others wait for it instead of making it too.
    making: Mutex<()>,
    /// The lists of those who do not see everything, as long as one of them holds them.
    readers: Mutex<BTreeMap<Rights, Weak<Queues>>>,
    /// Where these are such lists.
    sight: Sight,
}

impl Queues {
    /// The lists of those with certain rights, to be asked with states that show no more than these.
    #[must_use]
    pub fn of_reader(&self, reader: &Rights) -> Arc<Self> {
        let mut readers = lock(&self.readers);
        if let Some(held) = readers.get(reader).and_then(Weak::upgrade) {
            return held;
        }
        readers.retain(|_, held| held.strong_count() > 0);
        let made = Arc::new(Self::default());
        readers.insert(reader.clone(), Arc::downgrade(&made));
        made
    }

    /// What those whose lists these are see of a whole state.
    pub fn lens(&self, whole: &State, rights: &Rights) -> Arc<Lens> {
        self.sight.lens(whole, rights)
    }

    /// How many records of a kind a state shows; `None` where they must be counted first.
    pub fn count(&self, state: &State, kind: Kind) -> Option<usize> {
        self.sight.count(state, kind)
    }

    /// Counts what a state shows, in time proportional to the number of records; others with the same lists wait.
    pub fn count_all(&self, state: &State) {
        let _making = lock(&self.making);
        if Kind::ALL.iter().any(|kind| self.count(state, *kind).is_none()) {
            self.sight.count_all(state);
        }
    }

    /// The rows as of a state, where that takes no longer than a key press may; `None` where one must ask with `rows`.
    pub fn rows_at_once(
        &self,
        listing: &Listing,
        state: &State,
        today: Date,
        test: Test<'_>,
    ) -> Option<Rows> {
        let mut held = lock(&self.held);
        let place = held.iter().position(|rows| rows.is_of(listing) && rows.can_turn(today))?;
        let rows = held.get(place)?;
        if rows.is_current(state, today) {
            let rows = held.remove(place);
            held.insert(0, rows.clone());
            return Some(rows);
        }
        let rows = rows.follow(state, today, AT_ONCE_MAX, test)?;
        keep(&mut held, &rows);
        Some(rows)
    }

    /// The rows as of a state, made if need be in time proportional to the number of records.
    pub fn rows(&self, listing: &Listing, state: &State, today: Date, test: Test<'_>) -> Rows {
        self.made(listing, state, today, test, &|| false).0
    }

    /// The same; `None` once nobody waits for them.
    pub fn rows_unless(
        &self,
        given_up: Stop<'_>,
        listing: &Listing,
        state: &State,
        today: Date,
        test: Test<'_>,
    ) -> Option<Rows> {
        let (rows, complete) = self.made(listing, state, today, test, given_up);
        complete.then_some(rows)
    }

    /// The first rows of a filtered list in a moment; `None` where it must be made to know them.
    pub fn begin(&self, listing: &Listing, state: &State, today: Date, test: Test<'_>) -> Option<Rows> {
        let rows = Rows::begin(&self.unfiltered(listing, state, today)?, listing, test);
        if rows.is_whole() {
            keep(&mut lock(&self.held), &rows);
        }
        Some(rows)
    }

    /// The list without its filter, where it is at hand.
    fn unfiltered(&self, listing: &Listing, state: &State, today: Date) -> Option<Rows> {
        let all = Listing { filter: String::new(), ..listing.clone() };
        self.rows_at_once(&all, state, today, &|_: &State, _| true)
    }

    fn made(
        &self,
        listing: &Listing,
        state: &State,
        today: Date,
        test: Test<'_>,
        given_up: Stop<'_>,
    ) -> (Rows, bool) {
        if let Some(rows) = self.rows_at_once(listing, state, today, test) {
            return (rows, true);
        }
        let _making = lock(&self.making);
        if let Some(rows) = self.rows_at_once(listing, state, today, test) {
            return (rows, true);
        }
        let older = lock(&self.held).iter().find(|rows| rows.is_of(listing) && rows.can_turn(today)).cloned();
        let most = state.count(listing.kind) / PART_MOVED;
        let followed = older.and_then(|older| older.follow(state, today, most, test));
        let made = || {
            let few = if listing.filter.is_empty() { None } else { test.candidates(state) };
            let all = few.is_none() && !listing.filter.is_empty();
            match all.then(|| self.unfiltered(listing, state, today)).flatten() {
                Some(all) => Rows::sift(&all, listing, test, given_up),
                None => Rows::make(listing, state, today, (few, test), given_up),
            }
        };
        let (rows, complete) = followed.map_or_else(made, |rows| (rows, true));
        if complete {
            keep(&mut lock(&self.held), &rows);
        }
        (rows, complete)
    }
}

/// Keeps rows in place of older ones of the same list, and lets go of what nobody asks for.
fn keep(held: &mut Vec<Rows>, rows: &Rows) {
    if let Some(place) = held.iter().position(|other| rows.is_same_list(other)) {
        // A reader behind the others must not take them back with it.
        if held.get(place).is_some_and(|other| other.seq() > rows.seq()) {
            return;
        }
        held.remove(place);
    }
    held.insert(0, rows.clone());
    let (mut filtered, mut all) = (0, 0);
    held.retain(|other| {
        let fits = filtered == 0 || (filtered < FILTERED_MAX && all + other.len() <= FILTERED_ROWS_MAX);
        let stays = other.seq() + BEHIND_MAX >= rows.seq() && (fits || !other.is_filtered());
        if stays && other.is_filtered() {
            (filtered, all) = (filtered + 1, all + other.len());
        }
        stays
    });
    held.truncate(LISTS_MAX);
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
