//! Documents that a term reaches in one way, and what is scored then.

use std::rc::Rc;

use crate::field::Id;
use crate::search::entry::Form;

/// Documents in which the term is found equally well.
#[derive(Debug, Clone)]
pub(in crate::search) struct Source<'a> {
    pub(super) docs: Docs<'a>,
    pub(super) origin: Origin,
}

#[derive(Debug, Clone)]
pub(super) enum Docs<'a> {
    Lent(&'a [u32]),
    Own(Rc<[u32]>),
}

/// Where the documents come from: what is scored then.
#[derive(Debug, Clone)]
pub(super) enum Origin {
    Family(u32),
    Given(u32),
    /// Documents that name this one.
    Target(Id),
    /// Faces that begin with the term as it is written.
    Beginning(Form),
    /// Faces that hold it.
    Faces(Rc<[u32]>),
    /// Names in which the letters stand apart.
    Scattered,
    /// What must be asked of each document.
    Other,
}

impl<'a> Source<'a> {
    /// Documents of which nothing else is known.
    pub const fn of(docs: &'a [u32]) -> Self {
        Self { docs: Docs::Lent(docs), origin: Origin::Other }
    }
}

impl Source<'_> {
    pub fn docs(&self) -> &[u32] {
        match &self.docs {
            Docs::Lent(docs) => docs,
            Docs::Own(docs) => docs,
        }
    }
}
