//! What readers hold: the state as of one commit, with the indexes made from it.
//! `advance` costs what the commit changes; a clone is a handful of pointers. The writer publishes one after each commit.
//! The search index, the queue's lists and what rankings are made from come about when they are first asked for, so that
//! commands that need none of them do not pay for them; from then on they follow each commit.

mod alike;
mod front;
mod pairs;

pub use alike::Alike;
pub use pairs::{Pair, Pairs};

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::domain::{Commit, Event, Rights, State};
use crate::field::{Id, Kind};
use crate::matching::Fits;
use crate::queue::Queues;
use crate::search::Index;

/// Where an index may lie ready, so that it need not be made.
pub trait Shelf: Send + Sync + std::fmt::Debug {
    /// The index of the state that the snapshot began with; `None` where there is none after all.
    fn index(&self, state: &State) -> Option<Index>;
}

/// An index that is made when it is first asked for, over everything, whoever asks.
#[derive(Debug, Default)]
struct Made {
    index: OnceLock<Index>,
    /// Where it may lie ready.
    shelf: Option<Arc<dyn Shelf>>,
    /// An earlier one that was not made yet when this one came, and what has changed since: it may be in the making, and is
    /// not to be made twice.
    earlier: Option<Earlier>,
}

/// An index in the making, the state it is made of, and the records that have changed since.
type Earlier = (Arc<Made>, State, Vec<(Id, Id)>);

/// Beyond this part of all records it is cheaper to make an index anew than to have it follow.
const PART_OF_ALL: usize = 8;
/// So many records it follows however few there were before, so that it is there for whoever asks.
const FOLLOWED_MAX: usize = 20_000;

/// The state and its indexes as of one commit.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    pub state: State,
    index: Arc<Made>,
    /// The same for all snapshots of a store: lists follow from one state to another.
    queues: Arc<Queues>,
    /// The same for all snapshots and all readers.
    fits: Arc<Fits>,
    /// What was counted of this very state, by what was counted; another state starts anew.
    counted: Arc<Mutex<BTreeMap<Box<str>, Counts>>>,
    /// Whether the state is a first page, and the rest still to come.
    page: bool,
}

/// How many records each of several views shows; `None` for a view that cannot be meant.
pub type Counts = Arc<[Option<usize>]>;

impl Snapshot {
    /// The snapshot of a state; its indexes are made when asked for.
    pub fn new(state: State) -> Self {
        Self { state, ..Self::default() }
    }

    /// A first page, to be looked at while the rest is read.
    pub fn of_page(state: State) -> Self {
        Self { page: true, ..Self::new(state) }
    }

    /// The snapshot of a state; its index may lie ready on `shelf`.
    #[must_use]
    pub fn with_shelf(state: State, shelf: Option<Arc<dyn Shelf>>) -> Self {
        Self { index: Arc::new(Made { shelf, ..Made::default() }), ..Self::new(state) }
    }

    /// Whether this is a first page: counts are of everything, records are not.
    pub const fn is_page(&self) -> bool {
        self.page
    }

    /// The index, if it is there already.
    pub fn index_if_made(&self) -> Option<&Index> {
        self.index.index.get()
    }

    /// The snapshot after one more commit.
    #[must_use]
    pub fn advance(&self, commit: &Commit) -> Self {
        let mut state = self.state.clone();
        state.apply(commit);
        let spans: Vec<(Id, Id)> = commit.events.iter().map(Event::span).collect();
        self.moved(&spans, state)
    }

    /// The snapshot of a later state of the same store, however much lies between: what is kept follows, at the cost of what
    /// was written.
    #[must_use]
    pub fn follow(&self, state: State) -> Self {
        let written = Kind::ALL.into_iter().flat_map(|kind| state.changed_since(&self.state, kind));
        let spans: Vec<(Id, Id)> = written.map(|id| (id, id)).collect();
        self.moved(&spans, state)
    }

    /// The snapshot of a later state, between which and this one's only records within these spans have changed.
    fn moved(&self, spans: &[(Id, Id)], state: State) -> Self {
        let index = Arc::new(self.index.follow(spans, &self.state, &state));
        let (queues, fits) = (Arc::clone(&self.queues), Arc::clone(&self.fits));
        Self { state, index, queues, fits, ..Self::default() }
    }

    /// This snapshot as a reader with these rights sees it. The index is shared, and asked together with the state; lists and
    /// what is known of their records are shared by those with equal rights.
    #[must_use]
    pub fn seen_with(&self, rights: &Rights) -> Self {
        if rights.sees_all() {
            return self.clone();
        }
        let queues = self.queues.of_reader(rights);
        let lens = queues.lens(&self.state, rights);
        let (index, fits) = (Arc::clone(&self.index), Arc::clone(&self.fits));
        let state = self.state.through(Some(lens));
        Self { state, index, queues, fits, counted: Arc::default(), page: self.page }
    }

    /// How many records of a kind there are to see; `None` where they must be counted with `count_all` first.
    pub fn count(&self, kind: Kind) -> Option<usize> {
        self.queues.count(&self.state, kind)
    }

    /// Counts what there is to see, in time proportional to the number of records.
    pub fn count_all(&self) {
        self.queues.count_all(&self.state);
    }

    /// The search index of this snapshot; the first call makes it, in time proportional to the number of records.
    pub fn index(&self) -> &Index {
        self.index.of(&self.state)
    }

    /// What `count` counts, counted once for this state under one key; `None` where it was given up.
    pub fn counted(&self, key: &str, count: impl FnOnce() -> Option<Counts>) -> Option<Counts> {
        let held = || self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(counts) = held().get(key) {
            return Some(Arc::clone(counts));
        }
        let counts = count()?;
        held().insert(key.into(), Arc::clone(&counts));
        Some(counts)
    }

    /// The lists, to be asked with this snapshot's state.
    pub fn queues(&self) -> &Queues {
        &self.queues
    }

    /// What rankings are made from, to be asked with this snapshot's state.
    pub const fn fits(&self) -> &Arc<Fits> {
        &self.fits
    }

    /// The commit it is as of.
    pub const fn seq(&self) -> u64 {
        self.state.seq()
    }
}

impl Made {
    /// The index of `state`, which is the one that this index is of.
    fn of(&self, state: &State) -> &Index {
        self.index.get_or_init(|| {
            let state = state.through(None);
            match &self.earlier {
                Some((earlier, before, spans)) if !is_much(spans, before) => {
                    earlier.of(before).follow(spans, &state)
                }
                // Where nearly everything is new, what was before is of no use.
                Some(_) => Index::build(&state),
                None => {
                    let ready = self.shelf.as_ref().and_then(|shelf| shelf.index(&state));
                    ready.unwrap_or_else(|| Index::build(&state))
                }
            }
        })
    }

    fn follow(self: &Arc<Self>, spans: &[(Id, Id)], before: &State, after: &State) -> Self {
        if let Some(index) = self.index.get() {
            if width(spans) > FOLLOWED_MAX && is_much(spans, before) {
                return Self::default();
            }
            return Self { index: OnceLock::from(index.follow(spans, after)), ..Self::default() };
        }
        let (first, state, mut all) = match &self.earlier {
            Some((earlier, state, spans)) => (Arc::clone(earlier), state.clone(), spans.clone()),
            None => (Arc::clone(self), before.clone(), Vec::new()),
        };
        all.extend_from_slice(spans);
        Self { earlier: Some((first, state, all)), ..Self::default() }
    }
}

/// Whether the records within `spans` are many beside those of a state.
fn is_much(spans: &[(Id, Id)], before: &State) -> bool {
    let held: usize = Kind::ALL.into_iter().map(|kind| before.count_raw(kind)).sum();
    width(spans) > held / PART_OF_ALL
}

/// How many numbers lie within `spans`.
fn width(spans: &[(Id, Id)]) -> usize {
    spans.iter().map(|(first, last)| last.number.abs_diff(first.number) as usize + 1).sum()
}
