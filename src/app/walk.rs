//! A list to walk through: the rows that a layer shows, and what a record's screen keeps of them to go on to the next one.
//! Neither copies the rows of a list.

use std::ops::Range;

use super::listing::{FrozenRows, Rows};
use crate::field::Id;

/// The records of a list, in its order.
#[derive(Debug, Clone)]
pub enum Walk {
    Ids(Vec<Id>),
    Rows(Rows, Range<usize>),
}

impl Walk {
    /// All rows.
    pub fn all(rows: &Rows) -> Self {
        Self::Rows(rows.clone(), 0..rows.len())
    }

    pub fn len(&self) -> usize {
        match self {
            Self::Ids(ids) => ids.len(),
            Self::Rows(_, range) => range.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The record at a place, counted from 0.
    pub fn at(&self, place: usize) -> Option<Id> {
        match self {
            Self::Ids(ids) => ids.get(place).copied(),
            Self::Rows(rows, range) => {
                let place = range.start.checked_add(place).filter(|place| range.contains(place))?;
                rows.id(place)
            }
        }
    }

    /// The list as it stands now, for whoever keeps it for long.
    pub fn freeze(&self) -> Frozen {
        match self {
            Self::Ids(ids) => Frozen::Ids(ids.clone()),
            Self::Rows(rows, range) => Frozen::Rows(rows.freeze(), range.clone()),
        }
    }

    /// The place of a record.
    pub fn find(&self, id: Id) -> Option<usize> {
        match self {
            Self::Ids(ids) => ids.iter().position(|one| *one == id),
            Self::Rows(rows, range) => {
                rows.position(id).filter(|place| range.contains(place)).map(|place| place - range.start)
            }
        }
    }
}

/// A list as it stood once: its records by place. It keeps no state alive.
#[derive(Debug, Clone)]
pub enum Frozen {
    Ids(Vec<Id>),
    Rows(FrozenRows, Range<usize>),
}

impl Frozen {
    pub fn len(&self) -> usize {
        match self {
            Self::Ids(ids) => ids.len(),
            Self::Rows(_, range) => range.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The record at a place, counted from 0.
    pub fn at(&self, place: usize) -> Option<Id> {
        match self {
            Self::Ids(ids) => ids.get(place).copied(),
            Self::Rows(rows, range) => {
                let place = range.start.checked_add(place).filter(|place| range.contains(place))?;
                rows.id(place)
            }
        }
    }
}
