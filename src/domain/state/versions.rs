//! One state beside another of the same store: what was written between them, found without reading what they share.
//! Invariant: raw tables are compared, whatever any lens hides; whoever asks looks at what changed through their own state.
//! Called by lists and by whoever keeps an answer for as long as it is right.

use super::State;
use crate::domain::packed::Packed;
use crate::field::{Id, Kind};

impl State {
    /// The commit that last touched a record of a kind, for whoever keeps an answer without keeping the state it came from;
    /// 0 before the first since opening.
    pub fn touched(&self, kind: Kind) -> u64 {
        self.touched.get(kind.index()).copied().unwrap_or(0)
    }

    /// Whether both states hold the very same records of a kind. Compares pointers, whoever may see what.
    pub fn same_kind(&self, older: &Self, kind: Kind) -> bool {
        self.table(kind).is_same(older.table(kind))
    }

    /// A state of one kind's records alone: whoever keeps what was made of them sees by it later whether that still holds,
    /// and keeps no other records alive.
    #[must_use]
    pub fn only(&self, kind: Kind) -> Self {
        let mut only = Self::default();
        if let Some(table) = only.tables.get_mut(kind.index()) {
            table.clone_from(self.table(kind));
        }
        only
    }

    /// The records of a kind that were written between two states, ascending, withdrawn ones too, whoever may see them.
    /// Costs what was written, not what there is.
    pub fn changed_since<'a>(&'a self, older: &'a Self, kind: Kind) -> impl Iterator<Item = Id> + 'a {
        let numbers = self.table(kind).changed(older.table(kind), Packed::is_same);
        numbers.map(move |number| Id::new(kind, number))
    }
}
