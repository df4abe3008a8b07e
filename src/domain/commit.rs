//! A commit: the events of one accepted command, stored, applied and undone together.

use super::event::Event;
use crate::field::Moment;

/// Who asks: the name of the operating system's user, or the one an administrator acts for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Author(pub Box<str>);

impl Author {
    /// An author's name, cleaned, at most 64 characters; an empty one becomes `unknown`.
    pub fn new(name: &str) -> Self {
        let name = crate::text::clean_line(name, 64).text;
        Self(if name.is_empty() { "unknown".into() } else { name.into() })
    }

    pub fn name(&self) -> &str {
        &self.0
    }
}

/// What made a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, bincode::Encode, bincode::Decode)]
pub enum Cause {
    Tui,
    Apply,
    Import,
    Init,
    /// Undo of the commit with that number.
    Undo(u64),
    /// Undo of the undo with that number.
    Redo(u64),
}

impl Cause {
    /// As logs and scripts name it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Tui => "tui",
            Self::Apply => "apply",
            Self::Import => "import",
            Self::Init => "init",
            Self::Undo(_) => "undo",
            Self::Redo(_) => "redo",
        }
    }
}

/// One atomic batch of events: one log key, one undo step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    pub seq: u64,
    pub at: Moment,
    pub author: Author,
    pub cause: Cause,
    pub events: Vec<Event>,
}
