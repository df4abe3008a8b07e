//! The case board: open cases in columns by stage. (The layer is wired; its content is to come.)

use super::layer::{Acts, Context, Step};
use crate::action::{Action, Scope};

/// The state of the board.
#[derive(Debug, Default)]
pub struct Board {}

impl Board {
    /// The board of all open cases.
    pub const fn new() -> Self {
        Self {}
    }
}

impl Acts for Board {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Board, Scope::List, Scope::Global]
    }

    fn act(&mut self, _action: Action, _count: Option<u32>, _context: &Context<'_>) -> Step {
        Step::Pass
    }
}
