//! A question with yes and no, over the layer it is about.

use super::layer::{Acts, Context, Step};
use super::message::{Effect, Request};
use crate::action::{Action, Scope};

/// A question.
#[derive(Debug)]
pub struct Confirm {
    question: String,
    /// What a yes submits.
    request: Request,
}

impl Confirm {
    /// Asks `question`; a yes submits `request`.
    pub const fn new(question: String, request: Request) -> Self {
        Self { question, request }
    }

    pub fn question(&self) -> &str {
        &self.question
    }
}

impl Acts for Confirm {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Confirm]
    }

    fn act(&mut self, action: Action, _count: Option<u32>, _context: &Context<'_>) -> Step {
        match action {
            Action::Accept => Step::All(vec![Step::Pop, Step::Do(Effect::Submit(self.request.clone()))]),
            Action::Refuse | Action::Back => Step::Pop,
            _ => Step::Pass,
        }
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        vec![Action::Accept, Action::Refuse]
    }

    fn is_overlay(&self) -> bool {
        true
    }
}
