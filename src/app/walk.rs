//! A list to walk through from a record's screen: some rows of a layer as they stood, kept without copying them.

use std::ops::Range;

use super::listing::Rows;
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
