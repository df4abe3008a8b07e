//! A large change on its way: how far it is, and Esc to give it up while it is not being saved yet.
//! Invariant: it goes when the reply to its request comes, whatever that is; given up, nothing has changed.

use super::layer::{Acts, Context, Step};
use super::message::{Effect, Reply, Request};
use super::port::{Errand, SoFar, Told};
use crate::action::{Action, Scope};
use crate::domain::Command;
use crate::lang::Label;

/// Commands from which on a change is waited for on a screen of its own.
pub const MANY: usize = 2000;

/// The wait.
#[derive(Debug)]
pub struct Working {
    ticket: u64,
    purpose: Label,
    /// How many records it is about.
    pub count: usize,
    so_far: SoFar,
}

impl Working {
    /// The wait for a request; `None` where it is small enough to be done at once.
    pub fn on(request: &Request) -> Option<Self> {
        let Command::Batch(commands) = &request.command else { return None };
        let Request { ticket, purpose, .. } = request;
        let wait =
            Self { ticket: *ticket, purpose: *purpose, count: commands.len(), so_far: SoFar::default() };
        (commands.len() > MANY).then_some(wait)
    }

    /// What is being done.
    pub const fn purpose(&self) -> Label {
        self.purpose
    }

    pub const fn so_far(&self) -> SoFar {
        self.so_far
    }
}

impl Acts for Working {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Import]
    }

    fn act(&mut self, action: Action, _count: Option<u32>, _context: &Context<'_>) -> Step {
        match action {
            Action::Back => Step::Do(Effect::Files(Errand::Stop)),
            other => super::import::meanwhile(other),
        }
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        vec![Action::Back]
    }

    fn told(&mut self, told: &Told, _context: &Context<'_>) -> Step {
        match told {
            Told::SoFar { number, so_far } if *number == self.ticket => {
                self.so_far = *so_far;
                Step::Done
            }
            _ => Step::Pass,
        }
    }

    fn replied(&mut self, reply: &Reply, _context: &Context<'_>) -> Step {
        if reply.ticket == self.ticket { Step::Pop } else { Step::Pass }
    }
}
