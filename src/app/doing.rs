//! What the application remembers of what was asked for, and what its layers may look at.

use super::deed::Deed;
use super::{Context, Person};
use crate::field::Moment;
use crate::input::Size;
use crate::snapshot::Snapshot;

/// What was asked for, and what can be done again.
#[derive(Debug, Default)]
pub(super) struct Doing {
    /// The number of the newest request or form.
    pub ticket: u64,
    /// The deed that is on its way, with its number.
    pub sent: Option<(u64, Deed)>,
    /// The deed that was done last.
    pub last: Option<Deed>,
}

/// The context of layers, made of the fields it borrows so that the layers stay free.
pub(super) fn context<'a>(
    snapshot: &'a Snapshot,
    person: &'a Person,
    now: Moment,
    size: Size,
    doing: &'a Doing,
) -> Context<'a> {
    Context {
        snapshot,
        lang: person.lang,
        now,
        user: &person.name,
        owner: person.owner,
        size,
        ticket: doing.ticket + 1,
        last: doing.last.as_ref(),
        hidden: false,
    }
}
