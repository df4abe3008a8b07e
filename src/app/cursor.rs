//! A cursor in a list that may change under it: it stays on its record, or where its record was.
//! Invariant: while the list has rows, the cursor is on one of them.

use super::walk::Walk;
use crate::action::Action;
use crate::field::Id;

/// A place in a list of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    id: Option<Id>,
    index: usize,
}

impl Cursor {
    /// The row it is on, counted from 0.
    pub const fn index(&self) -> usize {
        self.index
    }

    /// The record it is on.
    pub const fn id(&self) -> Option<Id> {
        self.id
    }

    /// Puts it on a row.
    pub fn set(&mut self, index: usize, rows: &Walk) {
        self.index = index.min(rows.len().saturating_sub(1));
        self.id = rows.at(self.index);
    }

    /// Puts it on a row whose record is known.
    pub const fn put(&mut self, index: usize, id: Option<Id>) {
        self.index = index;
        self.id = id;
    }

    /// Does a verb of moving; `false` where it is none. `page` is how many rows are seen at once.
    pub fn act(&mut self, action: Action, count: Option<u32>, page: usize, rows: &Walk) -> bool {
        let index = moved(self.index, action, count, page, rows.len());
        index.is_some_and(|index| {
            self.set(index, rows);
            true
        })
    }

    /// After the rows have changed: on the same record if it is still there, else where it was.
    pub fn follow(&mut self, rows: &Walk) {
        match self.id.and_then(|id| rows.find(id)) {
            Some(index) => self.index = index,
            None => self.set(self.index, rows),
        }
    }
}

/// Where a verb of moving leads from `index` in a list of `length`; `None` where it is none.
pub fn moved(index: usize, action: Action, count: Option<u32>, page: usize, length: usize) -> Option<usize> {
    let times = count.and_then(|count| usize::try_from(count).ok()).unwrap_or(1);
    let last = length.saturating_sub(1);
    let page = page.saturating_sub(1).max(1);
    let index = match action {
        Action::SelectNext => index.saturating_add(times),
        Action::SelectPrevious => index.saturating_sub(times),
        Action::PageDown => index.saturating_add(page.saturating_mul(times)),
        Action::PageUp => index.saturating_sub(page.saturating_mul(times)),
        Action::SelectFirst => count.map_or(0, |_| times.saturating_sub(1)),
        Action::SelectLast => count.map_or(last, |_| times.saturating_sub(1)),
        _ => return None,
    };
    Some(index.min(last))
}

/// The first row to show so that `index` is seen in `height` rows with as little movement as possible from `top`.
pub fn window(top: usize, index: usize, height: usize, length: usize) -> usize {
    let height = height.max(1);
    let margin = (height / 5).min(2);
    let lowest = (index + margin + 1).saturating_sub(height);
    let highest = index.saturating_sub(margin);
    top.clamp(lowest.min(highest), highest).min(length.saturating_sub(height))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Kind;

    fn ids(numbers: &[u32]) -> Walk {
        Walk::Ids(numbers.iter().map(|number| Id::new(Kind::Person, *number)).collect())
    }

    #[test]
    fn it_stays_on_its_record() {
        let mut cursor = Cursor::default();
        cursor.set(1, &ids(&[1, 2, 3]));
        cursor.follow(&ids(&[9, 8, 2, 3]));
        assert_eq!((cursor.index(), cursor.id()), (2, Some(Id::new(Kind::Person, 2))));
        cursor.follow(&ids(&[9, 8]));
        assert_eq!((cursor.index(), cursor.id()), (1, Some(Id::new(Kind::Person, 8))));
        cursor.follow(&ids(&[]));
        assert_eq!(cursor.id(), None);
    }

    #[test]
    fn moves_stop_at_the_ends() {
        assert_eq!(moved(2, Action::SelectNext, Some(9), 10, 5), Some(4));
        assert_eq!(moved(2, Action::SelectPrevious, None, 10, 0), Some(0));
        assert_eq!(moved(0, Action::SelectLast, None, 10, 5), Some(4));
        assert_eq!(moved(0, Action::Open, None, 10, 5), None);
    }

    #[test]
    fn the_window_moves_no_more_than_it_must() {
        assert_eq!(window(0, 0, 10, 100), 0);
        assert_eq!(window(0, 7, 10, 100), 0);
        assert_eq!(window(0, 9, 10, 100), 2);
        assert_eq!(window(50, 99, 10, 100), 90);
        assert_eq!(window(5, 1, 10, 3), 0);
    }
}
