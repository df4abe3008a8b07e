//! A record being asked, and the one it is asked together with: the case that leads for a person, the person of a case.
//! The partner is looked up once for all filters of a line, and only when one of them asks for it.

use std::cell::OnceCell;

use crate::domain::{Record, State, lead};
use crate::field::Kind;
use crate::field::tables::case;

/// A record that filters are asked about.
pub(in crate::search) struct Subject<'a> {
    pub record: &'a Record,
    pub state: &'a State,
    partner: OnceCell<Option<Record>>,
}

impl<'a> Subject<'a> {
    pub fn new(record: &'a Record, state: &'a State) -> Self {
        Self { record, state, partner: OnceCell::new() }
    }

    /// The open case that leads for a person, the person of a case; `None` for every other kind.
    pub fn partner(&self) -> Option<&Record> {
        let find = || match self.record.id.kind {
            Kind::Person => lead::leading_case(self.state, self.record.id),
            Kind::Case => self.record.reference(&case::PERSON).and_then(|id| self.state.live(id)),
            _ => None,
        };
        self.partner.get_or_init(find).as_ref()
    }

    /// The case itself, or the one that leads.
    pub fn case(&self) -> Option<&Record> {
        match self.record.id.kind {
            Kind::Case => Some(self.record),
            Kind::Person => self.partner(),
            _ => None,
        }
    }
}
