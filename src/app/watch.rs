//! Whether what an answer follows from was written since: a record, or the records of some kinds.
//! Invariant: nothing here keeps a state alive; a record is told from its later self by its bytes' place in memory, kinds by
//! the commit that last touched them.

use crate::domain::State;
use crate::domain::packed::Packed;
use crate::field::{Id, Kind};

/// A record as it was looked at.
#[derive(Debug, Clone)]
pub struct Seen {
    id: Id,
    packed: Option<Packed>,
}

impl Seen {
    /// The record as it is.
    pub fn of(id: Id, state: &State) -> Self {
        Self { id, packed: state.packed(id).cloned() }
    }

    pub const fn id(&self) -> Id {
        self.id
    }

    /// Whether it is still the same.
    pub fn is_current(&self, state: &State) -> bool {
        match (&self.packed, state.packed(self.id)) {
            (Some(seen), Some(held)) => seen.is_same(held),
            (None, None) => true,
            _ => false,
        }
    }
}

/// What matching one record with those of another kind follows from.
#[derive(Debug, Clone)]
pub struct Basis {
    anchor: Seen,
    kind: Kind,
    touched: [u64; SOURCES.len()],
}

/// What is read of any pair, and of users what the reader may see; people and their cases are read beside these where people
/// are ranked.
const SOURCES: [Kind; 8] = [
    Kind::Job,
    Kind::Region,
    Kind::Organisation,
    Kind::Skill,
    Kind::Match,
    Kind::User,
    Kind::Person,
    Kind::Case,
];
/// The last two: of people only.
const OF_PEOPLE: usize = 6;

impl Basis {
    /// What ranking `kind` for `anchor` follows from.
    pub fn of(anchor: Id, kind: Kind, state: &State) -> Self {
        Self { anchor: Seen::of(anchor, state), kind, touched: touched(kind, state) }
    }

    /// Whether the answer for that anchor is still right, if it was as of then.
    pub fn is_current(&self, anchor: Id, state: &State) -> bool {
        self.anchor.id == anchor && self.anchor.is_current(state) && self.touched == touched(self.kind, state)
    }

    pub const fn anchor(&self) -> Id {
        self.anchor.id
    }
}

fn touched(kind: Kind, state: &State) -> [u64; SOURCES.len()] {
    let mut touched = SOURCES.map(|source| state.touched(source));
    if kind != Kind::Person {
        touched.iter_mut().skip(OF_PEOPLE).for_each(|seq| *seq = 0);
    }
    touched
}
