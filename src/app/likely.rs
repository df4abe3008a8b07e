//! Who is likely the same as the record that is looked at: asked aside when another record is looked at or this one has changed.
//! Invariant: what is shown is of the record that is looked at, never of the one before. Held by the screens that show a record.

use std::sync::Arc;

use super::ask::{Answer, Question};
use super::layer::Context;
use super::watch::Seen;
use crate::alike::is_compared;
use crate::domain::State;
use crate::field::Id;
use crate::snapshot::Alike;

/// What was asked for a record, and what has come.
#[derive(Debug)]
pub struct Likely {
    seen: Seen,
    found: Option<Arc<[Alike]>>,
    /// The commit that had touched the kind last: anybody who is new may be the same.
    touched: u64,
}

impl Likely {
    /// What to ask for the record that is looked at by now, if anything.
    pub fn wants(held: &mut Option<Self>, of: Option<Id>, context: &Context<'_>) -> Option<Question> {
        let of = of.filter(|id| is_compared(id.kind) && !context.snapshot.is_page())?;
        // Nothing waits for the index to be made: as long as it is not there, other answers go first.
        context.snapshot.index_if_made()?;
        let state = &context.snapshot.state;
        if held.as_ref().is_some_and(|held| held.is_current(of, state)) {
            return None;
        }
        // What was found before stands until the new answer is there.
        let found = held.take().filter(|held| held.seen.id() == of).and_then(|held| held.found);
        *held = Some(Self { seen: Seen::of(of, state), found, touched: state.touched(of.kind) });
        Some(Question::Alike { of })
    }

    fn is_current(&self, of: Id, state: &State) -> bool {
        self.seen.id() == of && self.seen.is_current(state) && self.touched == state.touched(of.kind)
    }

    /// Takes an answer in, if it is to what was asked.
    pub fn answered(&mut self, answer: &Answer) {
        if let Answer::Alike { of, found } = answer
            && *of == self.seen.id()
        {
            self.found = Some(Arc::clone(found));
        }
    }

    /// The candidates for a record, the likeliest first; none as long as they are not known.
    pub fn of(&self, id: Id) -> &[Alike] {
        self.found.as_deref().filter(|_| self.seen.id() == id).unwrap_or_default()
    }
}
