//! The records that a verb is for: those marked one by one, and those of a range that grows with the cursor.
//! Invariant: every verb asks here, so that none can forget the range. Used by panes and lists.

use std::collections::BTreeSet;

use super::walk::Walk;
use crate::field::Id;

/// Marks and a range.
#[derive(Debug, Default)]
pub struct Marks {
    held: BTreeSet<Id>,
    /// Where the range began, and what is in it now.
    range: Option<(Id, BTreeSet<Id>)>,
}

impl Marks {
    /// Every marked record.
    pub fn all(&self) -> impl Iterator<Item = Id> {
        let ranged = self.range.iter().flat_map(|(_, ids)| ids).filter(|id| !self.held.contains(id));
        self.held.iter().chain(ranged).copied()
    }

    pub fn count(&self) -> usize {
        self.all().count()
    }

    pub fn has(&self, id: Id) -> bool {
        self.held.contains(&id) || self.range.as_ref().is_some_and(|(_, ids)| ids.contains(&id))
    }

    pub fn is_empty(&self) -> bool {
        self.held.is_empty() && self.range.is_none()
    }

    pub const fn is_ranging(&self) -> bool {
        self.range.is_some()
    }

    pub fn toggle(&mut self, id: Id) {
        if !self.held.remove(&id) {
            self.held.insert(id);
        }
    }

    pub fn add(&mut self, ids: impl Iterator<Item = Id>) {
        self.held.extend(ids);
    }

    /// Begins a range at a record, or ends the one that there is and keeps what is in it.
    pub fn range(&mut self, here: Option<Id>) {
        match (self.range.take(), here) {
            (Some((_, ids)), _) => self.held.extend(ids),
            (None, Some(id)) => self.range = Some((id, BTreeSet::from([id]))),
            (None, None) => {}
        }
    }

    /// The cursor is on another row: the range is all rows from where it began to there.
    pub fn stretch(&mut self, to: usize, rows: &Walk) {
        let Some((from, ids)) = &mut self.range else { return };
        let Some(begun) = rows.find(*from) else { return };
        *ids = (begun.min(to)..=begun.max(to)).filter_map(|place| rows.at(place)).collect();
    }

    /// Takes everything away; `false` where there is nothing.
    pub fn clear(&mut self) -> bool {
        let was = !self.is_empty();
        self.held.clear();
        self.range = None;
        was
    }

    /// Lets go of what is no longer shown.
    pub fn retain(&mut self, shown: impl Fn(Id) -> bool) {
        self.held.retain(|id| shown(*id));
        if let Some((_, ids)) = &mut self.range {
            ids.retain(|id| shown(*id));
        }
    }
}
