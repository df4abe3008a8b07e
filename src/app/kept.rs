//! The rows of a list as a layer keeps them: taken from the queue on every change, asked for beside the loop where they must
//! first be made.
//! Invariant: rows shown under a listing are rows of that listing, perhaps the first of them only, or, until they arrive, of the
//! one before; never copied.

use super::ask::{Answer, Question};
use super::layer::Context;
use super::listing::{self, Listing, Rows};
use crate::field::Date;

/// A list and its rows.
#[derive(Debug)]
pub struct Kept {
    pub listing: Listing,
    rows: Option<Rows>,
    /// What was asked last, as of which commit and day.
    asked: Option<(Question, u64, Date)>,
    /// The filtered list of which the beginning is known, whatever was found.
    begun: Option<Listing>,
}

/// What came of looking whether there is something new.
#[derive(Debug)]
pub enum News {
    Nothing,
    /// The rows are others than before.
    Rows,
    Ask(Question),
}

impl Kept {
    /// Nothing yet.
    pub const fn new(listing: Listing) -> Self {
        Self { listing, rows: None, asked: None, begun: None }
    }

    /// The rows; `None` until they have arrived once.
    pub const fn rows(&self) -> Option<&Rows> {
        self.rows.as_ref()
    }

    /// Whether the rows that are shown are still those of the list before, or not all there are.
    pub fn is_behind(&self) -> bool {
        self.rows.as_ref().is_some_and(|rows| !rows.is_of(&self.listing) || !rows.is_whole())
    }

    /// Brings the rows up to the context's snapshot, or says what to ask.
    pub fn follow(&mut self, context: &Context<'_>) -> News {
        let (snapshot, today) = (context.snapshot, context.today());
        // What other rights showed is not shown until it is found out again.
        self.rows.take_if(|rows| !rows.is_for(&snapshot.state));
        let held = self.rows.as_ref().filter(|rows| rows.is_of(&self.listing) && rows.is_whole());
        if held.is_some_and(|rows| rows.is_current(&snapshot.state, today)) {
            return News::Nothing;
        }
        if let Some(rows) = listing::rows_at_once(&self.listing, snapshot, today) {
            self.rows = Some(rows);
            self.asked = None;
            return News::Rows;
        }
        // Of a list that must be filtered its beginning is shown first.
        let begins =
            held.is_none() && !self.listing.filter.is_empty() && self.begun.as_ref() != Some(&self.listing);
        let question = if begins { Question::Begin } else { Question::List }(self.listing.clone());
        let asked = (question.clone(), snapshot.seq(), today);
        if self.asked.as_ref() == Some(&asked) {
            return News::Nothing;
        }
        self.asked = Some(asked);
        News::Ask(question)
    }

    /// Takes an answer in; false if it is to another question, or older than what is shown.
    pub fn answered(&mut self, answer: &Answer, context: &Context<'_>) -> bool {
        let Answer::List { rows } = answer else { return false };
        let held = self.rows.as_ref().filter(|held| held.is_of(&self.listing));
        let other_rights = !rows.is_for(&context.snapshot.state);
        if !rows.is_of(&self.listing) || other_rights || held.is_some_and(|held| held.seq() > rows.seq()) {
            return false;
        }
        self.begun = (!self.listing.filter.is_empty()).then(|| self.listing.clone());
        let is_less = !rows.is_whole() && (rows.is_empty() || held.is_some_and(Rows::is_whole));
        if is_less {
            return false;
        }
        self.rows = Some(rows.clone());
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::State;
    use crate::field::Kind;
    use crate::queue::Order;
    use crate::snapshot::Snapshot;

    #[test]
    fn rows_of_another_filter_are_behind() {
        let all = Listing { kind: Kind::Person, order: Order::Urgency, filter: String::new() };
        let rows = listing::rows(&all, &Snapshot::new(State::new()), Date::default());
        let mut kept = Kept::new(all.clone());
        assert!(!kept.is_behind(), "nothing is shown yet");
        kept.rows = Some(rows);
        assert!(!kept.is_behind());
        kept.listing = Listing { filter: "佐藤".into(), ..all };
        assert!(kept.is_behind(), "what stands there is not what the filter gave");
    }
}
