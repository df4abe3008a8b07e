//! What readers hold: the state as of one commit, with the indexes made from it.
//! `advance` costs what the commit changes; a clone is a handful of pointers. The writer publishes one after each commit.
//! The search index is made when it is first asked for, so that commands that do not search do not pay for it; from then on
//! it follows each commit.

use std::sync::{Arc, OnceLock};

use crate::domain::{Commit, Lens, State};
use crate::search::Index;

/// The state and its indexes as of one commit.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    pub state: State,
    index: Arc<OnceLock<Index>>,
}

impl Snapshot {
    /// The snapshot of a state; its indexes are made when asked for.
    pub fn new(state: State) -> Self {
        Self { state, index: Arc::default() }
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
        Self { state, index: Arc::new(index) }
    }

    /// This snapshot as a reader sees it; the indexes are shared, and asked together with the state.
    #[must_use]
    pub fn through(&self, lens: Option<Arc<Lens>>) -> Self {
        Self { state: self.state.through(lens), index: Arc::clone(&self.index) }
    }

    /// The search index of this snapshot; the first call makes it, in time proportional to the number of records.
    pub fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::build(&self.state))
    }

    /// The commit it is as of.
    pub const fn seq(&self) -> u64 {
        self.state.seq()
    }
}
