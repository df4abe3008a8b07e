//! Why a person and a job suit each other, or do not: the score in parts that add up, the gates, what would change it.

use super::layer::{Acts, Context, Step};
use super::record::RecordView;
use crate::action::{Action, Scope};
use crate::field::Id;

/// The state of the explanation.
#[derive(Debug)]
pub struct Why {
    person: Id,
    job: Id,
    /// Rows scrolled away at the top.
    top: usize,
}

impl Why {
    /// The explanation of a pair.
    pub const fn new(person: Id, job: Id) -> Self {
        Self { person, job, top: 0 }
    }

    pub const fn person(&self) -> Id {
        self.person
    }

    pub const fn job(&self) -> Id {
        self.job
    }

    pub const fn top(&self) -> usize {
        self.top
    }
}

impl Acts for Why {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Why, Scope::List, Scope::Global]
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        let page = usize::from(context.size.rows.saturating_sub(6));
        match action {
            Action::Open => Step::push(RecordView::new(self.job)),
            Action::ExplainMatch => Step::Pop,
            other => match super::cursor::moved(self.top, other, count, page, 100) {
                Some(top) => {
                    self.top = top;
                    Step::Done
                }
                None => Step::Pass,
            },
        }
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        vec![Action::Present, Action::Decline, Action::Open, Action::Back]
    }
}
