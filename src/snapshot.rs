//! What readers hold: the state as of one commit, with the indexes made from it.
//! `advance` costs what the commit changes; a clone is a handful of pointers. The writer publishes one after each commit.
//! The search index and the queue's lists are made when they are first asked for, so that commands that do not search or list
//! do not pay for them; from then on they follow each commit.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::domain::{Commit, Lens, State};
use crate::queue::Queues;
use crate::search::Index;

/// The state and its indexes as of one commit.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    pub state: State,
    index: Arc<OnceLock<Index>>,
    /// The same for all snapshots of a store: lists follow from one state to another.
    queues: Arc<Queues>,
    /// What was counted of this very state, by what was counted; another state starts anew.
    counted: Arc<Mutex<BTreeMap<Box<str>, Counts>>>,
}

/// How many records each of several views shows; `None` for a view that cannot be meant.
pub type Counts = Arc<[Option<usize>]>;

impl Snapshot {
    /// The snapshot of a state; its indexes are made when asked for.
    pub fn new(state: State) -> Self {
        Self { state, index: Arc::default(), queues: Arc::default(), counted: Arc::default() }
    }

    /// The snapshot after one more commit.
    #[must_use]
    pub fn advance(&self, commit: &Commit) -> Self {
        let mut state = self.state.clone();
        state.apply(commit);
        let index = OnceLock::new();
        if let Some(held) = self.index.get() {
            // A fresh cell is empty, so setting it cannot fail.
            let _set = index.set(held.advance(commit, &state));
        }
        Self { state, index: Arc::new(index), queues: Arc::clone(&self.queues), counted: Arc::default() }
    }

    /// This snapshot as a reader sees it. The index is shared, and asked together with the state; lists are shared by those
    /// who see the same.
    #[must_use]
    pub fn through(&self, lens: Option<Arc<Lens>>) -> Self {
        let queues = match &lens {
            Some(lens) => self.queues.of_reader(lens.rights()),
            None => Arc::clone(&self.queues),
        };
        Self {
            state: self.state.through(lens),
            index: Arc::clone(&self.index),
            queues,
            counted: Arc::default(),
        }
    }

    /// The search index of this snapshot; the first call makes it, in time proportional to the number of records.
    pub fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::build(&self.state))
    }

    /// What `count` counts, counted once for this state under one key.
    pub fn counted(&self, key: &str, count: impl FnOnce() -> Counts) -> Counts {
        let held = || self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(counts) = held().get(key) {
            return Arc::clone(counts);
        }
        let counts = count();
        held().insert(key.into(), Arc::clone(&counts));
        counts
    }

    /// The lists, to be asked with this snapshot's state.
    pub fn queues(&self) -> &Queues {
        &self.queues
    }

    /// The commit it is as of.
    pub const fn seq(&self) -> u64 {
        self.state.seq()
    }
}
