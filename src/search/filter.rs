//! Filters: `field:value` on what records hold, not on how they are written.
//! One name may mean a field in several kinds; a record passes when its own kind has the field and the value fits. A person and
//! the open case that leads are asked as one: what the one does not have is looked up in the other, so that
//! `owner:none stage:received region:塩尻` means the same in the queue of people and in a list of cases. Only records and
//! fields that the state shows take part.

mod alike;
mod days;
mod named;
mod names;
mod range;
mod read;
mod reads;
mod subject;
mod test;

pub(super) use days::Looks;
pub(super) use named::{Named, Part, names_of_fields};
pub(super) use names::called_like;
pub(super) use read::is_comma;
pub(super) use reads::{Sources, joined, of as wanted};
pub(super) use subject::Subject;

use std::sync::Arc;

use crate::field::Kind;
use test::Test;

/// What must hold of a record.
#[derive(Debug, Clone)]
pub(super) enum Filter {
    Kinds(Vec<Kind>),
    /// One name with its values: what is asked of each kind that has it, in the order of kinds.
    Asks(Arc<[Ask]>),
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
}

/// What is asked of the records of one kind: one of the tests must fit that part of them.
#[derive(Debug)]
pub(super) struct Ask {
    kind: Kind,
    part: Part,
    tests: Vec<Test>,
}

impl Filter {
    /// The kinds among which this filter can let records pass, where that is known without looking at records.
    pub fn allows(&self, kind: Kind) -> bool {
        match self {
            Self::Kinds(kinds) => kinds.contains(&kind),
            Self::Asks(asks) => asks.iter().any(|ask| ask.kind == kind || Some(ask.kind) == partner(kind)),
            Self::All(members) => members.iter().all(|member| member.allows(kind)),
            Self::Any(members) => members.iter().any(|member| member.allows(kind)),
            Self::Not(one) => match &**one {
                Self::Kinds(kinds) => !kinds.contains(&kind),
                _ => true,
            },
        }
    }

    /// Whether records must be looked at.
    pub fn needs_record(&self) -> bool {
        match self {
            Self::Kinds(_) => false,
            Self::Asks(_) => true,
            Self::All(members) | Self::Any(members) => members.iter().any(Self::needs_record),
            Self::Not(one) => one.needs_record(),
        }
    }

    /// Whether a record passes.
    pub fn passes(&self, subject: &Subject<'_>) -> bool {
        match self {
            Self::Kinds(kinds) => kinds.contains(&subject.record.id.kind),
            Self::Asks(asks) => asked(asks, subject),
            Self::All(members) => members.iter().all(|member| member.passes(subject)),
            Self::Any(members) => members.iter().any(|member| member.passes(subject)),
            Self::Not(one) => !one.passes(subject),
        }
    }
}

/// A person is asked for a case's fields and a case for a person's.
const fn partner(kind: Kind) -> Option<Kind> {
    match kind {
        Kind::Person => Some(Kind::Case),
        Kind::Case => Some(Kind::Person),
        _ => None,
    }
}

/// The record's own value first; where it has none, the partner's.
fn asked(asks: &[Ask], subject: &Subject<'_>) -> bool {
    let kind = subject.record.id.kind;
    let of = |kind: Kind| asks.iter().find(|ask| ask.kind == kind);
    let own = of(kind).map(|ask| (ask, ask.part.value(subject.record, subject.state)));
    if let Some((ask, Some(value))) = &own {
        return ask.fits(Some(value), subject);
    }
    let other = partner(kind).and_then(of).and_then(|ask| Some((ask, subject.partner()?)));
    match (other, own) {
        (Some((ask, record)), _) => ask.fits(ask.part.value(record, subject.state).as_deref(), subject),
        (None, Some((ask, _))) => ask.fits(None, subject),
        (None, None) => false,
    }
}

impl Ask {
    fn fits(&self, value: Option<&crate::field::Value>, subject: &Subject<'_>) -> bool {
        self.tests.iter().any(|test| test.fits(&self.part, value, subject.state))
    }
}
