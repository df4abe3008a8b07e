//! The rows of one list as of one state: a handle that is cheap to copy, read by place and found by id.
//! Invariant: however rows came to be, made anew or followed from older ones, equal states give equal rows.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::place::{compare, entry, first_of, item, name_key, newest_first};
use super::sorted::{Item, Sorted};
use super::touched::{sources, touched, turned};
use super::why::Entry;
use super::{Listing, Order, Stop, Test};
use crate::domain::{Lens, State};
use crate::field::choices::Stage;
use crate::field::{Date, Id, Kind};

/// From this many records on, a list is made by all processors.
const PARALLEL_FROM: usize = 8192;
/// Threads that make one list at most.
const THREADS_MAX: usize = 8;
/// Commits after which rows that nothing has moved take the newest state all the same, so that they keep no old one alive.
const LAG_MAX: u64 = 256;

/// Numbers after which it is asked whether rows are still wanted.
const STOP_EVERY: u32 = 256;
/// Rows with which a filtered list begins: more than a screen shows.
const FIRST_ROWS: usize = 200;
/// Records that are looked at to begin one, in some tens of milliseconds.
const LOOKED_MAX: usize = 30_000;

/// The rows.
#[derive(Debug, Clone)]
pub struct Rows(Arc<Held>);

#[derive(Debug)]
struct Held {
    listing: Listing,
    today: Date,
    /// Whether rows may follow from records further away than those the order looks at.
    wide: bool,
    /// Whether these are all rows, and not the first of them.
    whole: bool,
    state: State,
    items: Sorted,
}

/// The records of rows as they stood, without the state.
#[derive(Debug, Clone)]
pub struct FrozenRows(Kind, Sorted);

impl FrozenRows {
    /// The record of a row, counted from 0.
    pub fn id(&self, place: usize) -> Option<Id> {
        self.1.get(place).map(|item| Id::new(self.0, item.number))
    }
}

impl Rows {
    /// The rows made anew, in time proportional to the number of records, and whether they are all: what is left when
    /// `given_up` says that nobody waits for them is of no use.
    pub(super) fn make(
        listing: &Listing,
        state: &State,
        today: Date,
        (few, test): (Option<Vec<Id>>, Test<'_>),
        given_up: Stop<'_>,
    ) -> (Self, bool) {
        let watch = Watch::new(given_up);
        let wide = !listing.filter.is_empty() || state.lens().is_some();
        let numbers = |ids: &mut dyn Iterator<Item = Id>| ids.map(|id| id.number).collect::<Vec<u32>>();
        let mut numbers = match few {
            Some(few) => numbers(&mut few.into_iter().filter(|id| state.has(*id))),
            None => numbers(&mut state.ids(listing.kind)),
        };
        if newest_first(listing.kind) {
            numbers.reverse();
        }
        let passes =
            |number: &u32| listing.filter.is_empty() || test.passes(state, Id::new(listing.kind, *number));
        // Most do not pass, and where a record stands among the others is dear to say.
        let make = |number: u32| {
            if watch.goes_on(number) && passes(&number) { item(state, listing, today, number) } else { None }
        };
        let items = if listing.order == Order::Name {
            let named = |number: &u32| {
                let item = make(*number)?;
                Some((item, name_key(state, Id::new(listing.kind, *number))))
            };
            let mut named = in_parallel(&numbers, 1, named);
            named.sort_unstable_by(|(one, first), (other, second)| {
                let by_name = one.rank.cmp(&other.rank).then_with(|| first.cmp(second));
                by_name.then(one.number.cmp(&other.number))
            });
            named.into_iter().map(|(item, _)| item).collect()
        } else {
            let mut items = in_parallel(&numbers, 1, |number| make(*number));
            // Most are in order already, of which this sort makes use.
            items.sort_by(|one, other| compare(state, listing, one, other));
            items
        };
        let held = Held {
            listing: listing.clone(),
            today,
            wide,
            whole: true,
            state: state.clone(),
            items: Sorted::of(&items),
        };
        (Self(Arc::new(held)), !watch.is_over())
    }

    /// The rows of a filtered list out of `all` without the filter, whose order they have already, and whether they are all.
    pub(super) fn sift(all: &Self, listing: &Listing, test: Test<'_>, given_up: Stop<'_>) -> (Self, bool) {
        let watch = Watch::new(given_up);
        let Held { today, state, items, .. } = &*all.0;
        let sift = |chunk: &&[Item]| {
            let passes = |item: &&Item| {
                watch.goes_on(item.number) && test.passes(state, Id::new(listing.kind, item.number))
            };
            Some(chunk.iter().filter(passes).copied().collect::<Vec<Item>>())
        };
        let chunks: Vec<&[Item]> = items.chunks().collect();
        let passed = in_parallel(&chunks, items.len().div_ceil(chunks.len().max(1)), sift).concat();
        (all.with(listing, true, *today, &passed), !watch.is_over())
    }

    /// Rows of another list that these items are, as of the same state.
    fn with(&self, listing: &Listing, whole: bool, today: Date, items: &[Item]) -> Self {
        let (listing, state, items) = (listing.clone(), self.0.state.clone(), Sorted::of(items));
        Self(Arc::new(Held { listing, today, wide: true, whole, state, items }))
    }

    /// The first rows of a filtered list, out of `all` without the filter: until enough are found or enough records were
    /// looked at for one press of a key.
    pub(super) fn begin(all: &Self, listing: &Listing, test: Test<'_>) -> Self {
        let Held { today, state, items, .. } = &*all.0;
        let (mut first, mut looked) = (Vec::new(), 0);
        for one in items.iter().take(LOOKED_MAX) {
            if first.len() == FIRST_ROWS {
                break;
            }
            looked += 1;
            if test.passes(state, Id::new(listing.kind, one.number)) {
                first.push(*one);
            }
        }
        all.with(listing, looked == items.len(), *today, &first)
    }

    /// Whether these are all rows.
    pub fn is_whole(&self) -> bool {
        self.0.whole
    }

    /// These rows as of another state or day; `None` where more than `most` records could have moved.
    pub(super) fn follow(&self, state: &State, today: Date, most: usize, test: Test<'_>) -> Option<Self> {
        let Held { listing, wide, items, .. } = &*self.0;
        let wide = *wide;
        let mut numbers = touched(state, &self.0.state, listing, wide, most)?;
        if listing.kind == Kind::Job && listing.order == Order::Urgency {
            numbers.extend(turned(items, self.0.today, today).take(most + 1));
        }
        if numbers.len() > most {
            return None;
        }
        let mut items = items.clone();
        if !numbers.is_empty() {
            self.edit(&mut items, &numbers, state, today, test);
        }
        let (listing, state) = (listing.clone(), state.clone());
        Some(Self(Arc::new(Held { listing, today, wide, whole: true, state, items })))
    }

    fn edit(&self, items: &mut Sorted, numbers: &BTreeSet<u32>, state: &State, today: Date, test: Test<'_>) {
        let Held { listing, today: then, state: old, .. } = &*self.0;
        let passes =
            |number: u32| listing.filter.is_empty() || test.passes(state, Id::new(listing.kind, number));
        let out = numbers.iter().filter_map(|number| item(old, listing, *then, *number));
        let into = numbers.iter().filter_map(|number| item(state, listing, today, *number));
        let into: Vec<Item> = into.filter(|item| passes(item.number)).collect();
        let was = |one: &Item, other: &Item| compare(old, listing, one, other);
        let is = |one: &Item, other: &Item| compare(state, listing, one, other);
        items.edit(&out.collect::<Vec<_>>(), &was, &into, &is);
    }

    /// Whether these are the rows of that list, whatever it is as of.
    pub fn is_of(&self, listing: &Listing) -> bool {
        self.0.listing == *listing
    }

    pub(super) fn is_same_list(&self, other: &Self) -> bool {
        self.0.listing == other.0.listing
    }

    pub(super) fn is_filtered(&self) -> bool {
        !self.0.listing.filter.is_empty()
    }

    /// Whether they are right as of a state and a day, by comparing pointers alone.
    pub fn is_current(&self, state: &State, today: Date) -> bool {
        let Held { listing, wide, state: held, .. } = &*self.0;
        self.0.today == today
            && self.is_for(state)
            && held.seq().abs_diff(state.seq()) < LAG_MAX
            && sources(listing, *wide).iter().all(|kind| state.same_kind(held, *kind))
    }

    /// Whether they can follow to another day: what a filter says of a day nobody here knows, and with the day every case is
    /// more or less urgent.
    pub(super) fn can_turn(&self, today: Date) -> bool {
        let Listing { kind, order, filter } = &self.0.listing;
        let urgent =
            matches!(kind, Kind::Person | Kind::Case) && matches!(order, Order::Urgency | Order::Stage);
        self.0.today == today || (filter.is_empty() && !urgent)
    }

    /// Whether they were made with the rights through which a state is seen.
    pub fn is_for(&self, state: &State) -> bool {
        self.0.state.lens().map(Lens::rights) == state.lens().map(Lens::rights)
    }

    /// The commit they are as of.
    pub fn seq(&self) -> u64 {
        self.0.state.seq()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.items.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The record of a row, counted from 0.
    pub fn id(&self, place: usize) -> Option<Id> {
        self.0.items.get(place).map(|item| Id::new(self.0.listing.kind, item.number))
    }

    /// A row.
    pub fn entry(&self, place: usize) -> Option<Entry> {
        let Held { listing, today, state, items, .. } = &*self.0;
        items.get(place).map(|item| entry(state, listing, *today, item))
    }

    /// What a row is made of, without reading it: its record, a count, and the case that it tells of.
    pub fn glance(&self, place: usize) -> Option<(Id, u32, Option<Id>)> {
        let kind = self.0.listing.kind;
        let item = self.0.items.get(place)?;
        let case = (kind == Kind::Person && item.aux > 0).then(|| Id::new(Kind::Case, item.aux));
        Some((Id::new(kind, item.number), item.aux, case))
    }

    /// The row of a record; `None` where it has none.
    pub fn position(&self, id: Id) -> Option<usize> {
        let Held { listing, today, state, items, .. } = &*self.0;
        if id.kind != listing.kind {
            return None;
        }
        let order = |one: &Item, other: &Item| compare(state, listing, one, other);
        items.find(&item(state, listing, *today, id.number)?, &order)
    }

    /// The records of all rows, in order.
    pub fn ids(&self) -> impl Iterator<Item = Id> {
        self.0.items.iter().map(|item| Id::new(self.0.listing.kind, item.number))
    }

    /// The records of the rows as they stand, for whoever keeps them for long.
    pub fn freeze(&self) -> FrozenRows {
        FrozenRows(self.0.listing.kind, self.0.items.clone())
    }

    /// The rows of a stage in a list of cases by stage.
    pub fn in_stage(&self, stage: Stage) -> Range<usize> {
        let first = first_of(stage);
        self.0.items.below(first)..self.0.items.below(first + first_of(Stage::Triaged))
    }
}

/// Rows are equal when they show the same; what they are as of is another question.
impl PartialEq for Rows {
    fn eq(&self, other: &Self) -> bool {
        self.0.listing == other.0.listing && self.0.items.iter().eq(other.0.items.iter())
    }
}

/// Whether rows that are being made are still wanted; asked now and then, by all threads.
struct Watch<'a> {
    given_up: Stop<'a>,
    over: AtomicBool,
}

impl<'a> Watch<'a> {
    const fn new(given_up: Stop<'a>) -> Self {
        Self { given_up, over: AtomicBool::new(false) }
    }

    fn goes_on(&self, number: u32) -> bool {
        if number.is_multiple_of(STOP_EVERY) && (self.given_up)() {
            self.over.store(true, Ordering::Relaxed);
        }
        !self.is_over()
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }
}

/// What `make` makes of each, in their order, by several threads where they are many; `each` stands for so many records.
fn in_parallel<N: Sync, T: Send>(all: &[N], each: usize, make: impl Fn(&N) -> Option<T> + Sync) -> Vec<T> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS_MAX);
    if all.len() * each < PARALLEL_FROM || threads == 1 {
        return all.iter().filter_map(make).collect();
    }
    let (share, make) = (all.len().div_ceil(threads), &make);
    std::thread::scope(|scope| {
        let parts: Vec<_> = all
            .chunks(share)
            .map(|part| scope.spawn(move || part.iter().filter_map(make).collect::<Vec<T>>()))
            .collect();
        let done = parts.into_iter().map(std::thread::ScopedJoinHandle::join);
        done.flat_map(|part| part.unwrap_or_else(|fault| std::panic::resume_unwind(fault))).collect()
    })
}
