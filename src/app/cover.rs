//! What covers the screen of somebody who has gone away: nothing of the office is to be read, and one key brings it back.
//! Invariant: while it is on top no key reaches a layer beneath, and none of them is changed by it.

use super::layer::{Acts, Context, Step};
use super::looks::Looks;
use crate::action::{Action, Scope};

/// The cover.
#[derive(Debug, Default)]
pub struct Cover;

impl Acts for Cover {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Cover]
    }

    fn act(&mut self, action: Action, _count: Option<u32>, _context: &Context<'_>) -> Step {
        match action {
            Action::Uncover => Step::Pop,
            // A garbled terminal may be drawn anew: it shows the cover again.
            Action::Redraw => Step::Pass,
            _ => Step::Done,
        }
    }

    /// It shows nothing of the records.
    fn looks(&self, _context: &Context<'_>, _looks: &mut Looks<'_>) {}

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        vec![Action::Uncover]
    }
}
