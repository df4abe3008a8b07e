//! Why a case stands where it does in the queue: the parts of its urgency, which add up to the number.
//! Invariant: the parts are those of the newest snapshot and today, as the queue's order is.

use super::layer::{Acts, Context, Step};
use crate::action::{Action, Scope};
use crate::domain::Record;
use crate::domain::urgency::{Part, Urgency};
use crate::field::Id;

/// The overlay.
#[derive(Debug)]
pub struct Parts {
    case: Id,
}

impl Parts {
    /// The parts of a case.
    pub const fn of(case: Id) -> Self {
        Self { case }
    }

    pub const fn case(&self) -> Id {
        self.case
    }

    /// The case and its urgency; `None` once it is closed.
    pub fn urgency(&self, context: &Context<'_>) -> Option<(Record, Urgency)> {
        let state = &context.snapshot.state;
        let record = state.live(self.case)?;
        let urgency = Urgency::of(state, &record, context.today())?;
        Some((record, urgency))
    }
}

impl Acts for Parts {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Parts]
    }

    fn act(&mut self, action: Action, _count: Option<u32>, _context: &Context<'_>) -> Step {
        match action {
            Action::Back | Action::ExplainUrgency => Step::Pop,
            _ => Step::Pass,
        }
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        vec![Action::Back]
    }

    fn is_overlay(&self) -> bool {
        true
    }
}

/// Rows that the parts of any case take at most.
pub const ROWS_MAX: usize = Part::ALL.len();
