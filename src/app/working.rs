//! A look before a large change, or the change itself, on its way: how far it is, and Esc to give it up while it is not being
//! saved yet.
//! Invariant: it goes when the answer to its errand or its request comes, whatever that is; given up, nothing has changed.

use super::layer::{Acts, Context, Step};
use super::look::{Look, Looked};
use super::message::{Effect, Notice, Reply, Request};
use super::port::{Errand, SoFar, Told};
use crate::action::{Action, Scope};
use crate::domain::Command;
use crate::lang::Label;

/// Commands from which on a change, and the look before it, is waited for on a screen of its own.
pub const MANY: usize = 2000;

/// The wait.
#[derive(Debug)]
pub struct Working {
    ticket: u64,
    purpose: Label,
    /// How many records it is about.
    pub count: usize,
    so_far: SoFar,
    /// What is looked at, where nothing is changed yet.
    look: Option<Box<Look>>,
}

impl Working {
    /// The wait for a request; `None` where it is small enough to be done at once.
    pub fn on(request: &Request) -> Option<Self> {
        let Command::Batch(commands) = &request.command else { return None };
        let Request { ticket, purpose, .. } = request;
        let (count, so_far) = (commands.len(), SoFar::default());
        let wait = Self { ticket: *ticket, purpose: *purpose, count, so_far, look: None };
        (count > MANY).then_some(wait)
    }

    /// The wait for a look at what would happen.
    pub fn looking(look: Look) -> Self {
        let (ticket, purpose, count) = (look.number, look.deed.purpose(), look.chosen.len());
        Self { ticket, purpose, count, so_far: SoFar::default(), look: Some(Box::new(look)) }
    }

    /// Whether nothing is changed yet.
    pub const fn is_look(&self) -> bool {
        self.look.is_some()
    }

    /// What is made of a look: what it came to stands in the place of the wait.
    fn looked(&mut self, looked: &Looked, context: &Context<'_>) -> Step {
        let Some(look) = self.look.take() else { return Step::Pop };
        match looked.clone().step(&look.deed, &look.chosen, context) {
            Step::Push(layer) => Step::Swap(layer),
            step => Step::All(vec![Step::Pop, step]),
        }
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

    fn told(&mut self, told: &Told, context: &Context<'_>) -> Step {
        match told {
            Told::Looked { number, looked } if *number == self.ticket => self.looked(looked, context),
            Told::Stopped { number } if *number == self.ticket => Step::Pop,
            Told::Failed { number, why } if *number == self.ticket => {
                Step::All(vec![Step::Pop, Step::Say(Notice::refused(why.clone()))])
            }
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
