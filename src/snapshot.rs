//! What readers hold: the state as of one commit, with the indexes made from it.
//! `advance` costs what the commit changes; a clone is a handful of pointers. The writer publishes one after each commit.

use crate::domain::{Commit, State};

/// The state and its indexes as of one commit.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    pub state: State,
}

impl Snapshot {
    /// The snapshot of a state, its indexes made anew.
    pub fn new(state: State) -> Self {
        Self { state }
    }

    /// The snapshot after one more commit.
    #[must_use]
    pub fn advance(&self, commit: &Commit) -> Self {
        let mut next = self.clone();
        next.state.apply(commit);
        next
    }

    /// The commit it is as of.
    pub const fn seq(&self) -> u64 {
        self.state.seq()
    }
}
