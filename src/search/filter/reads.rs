//! What a filter must know of a record: which of its fields are read, and from which records one comes at all that can pass.
//! Invariant: a record read so far passes just as the whole one does, and no record passes that these do not name. Called by
//! lists, which would otherwise unpack a million people to find a few hundred.

use super::named::{Counted, Part};
use super::test::Test;
use super::{Ask, Filter, partner};
use crate::domain::packed::Wanted;
use crate::field::tables::{case, job, person};
use crate::field::{Field, Kind};

/// The kinds of which a record must name somebody who passes.
pub(in crate::search) type Sources = Vec<Kind>;

impl Filter {
    /// The fields that are read of a record of this kind.
    pub fn reads(&self, kind: Kind) -> Wanted {
        match self {
            Self::Kinds(_) => Wanted::NOTHING,
            Self::Asks(asks) => asks.iter().fold(Wanted::NOTHING, |all, ask| all.and(ask.reads(kind))),
            Self::All(members) | Self::Any(members) => {
                members.iter().fold(Wanted::NOTHING, |all, member| all.and(member.reads(kind)))
            }
            Self::Not(one) => one.reads(kind),
        }
    }

    /// The kinds of which at least one record names each person that passes; `None` where others may pass too.
    pub fn comes_from(&self) -> Option<Sources> {
        match self {
            Self::Kinds(kinds) => (!kinds.contains(&Kind::Person)).then(Vec::new),
            Self::Asks(asks) => of_asks(asks),
            // The fewest records: cases and matches are few beside people, whichever they are.
            Self::All(members) => members.iter().filter_map(Self::comes_from).min_by_key(Vec::len),
            Self::Any(members) => {
                let all: Option<Vec<Sources>> = members.iter().map(Self::comes_from).collect();
                all.map(joined)
            }
            Self::Not(_) => None,
        }
    }
}

/// What any of several names.
pub(in crate::search) fn joined(all: Vec<Sources>) -> Sources {
    let mut kinds: Sources = all.into_iter().flatten().collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// What a person does not have is looked up in the case that leads: without one, and without a field of their own, nothing
/// fits.
fn of_asks(asks: &[Ask]) -> Option<Sources> {
    let own = asks.iter().find(|ask| ask.kind == Kind::Person);
    let of_case = asks.iter().any(|ask| ask.kind == Kind::Case).then_some(Kind::Case);
    let own = match own {
        None => None,
        Some(ask) => Some(ask.comes_from()?),
    };
    Some(own.into_iter().chain(of_case).collect()).map(|kinds| joined(vec![kinds]))
}

impl Ask {
    fn reads(&self, kind: Kind) -> Wanted {
        if self.kind == kind {
            self.part.reads(kind)
        } else if kind == Kind::Case && Some(self.kind) == partner(kind) {
            Wanted::field(&case::PERSON)
        } else {
            Wanted::NOTHING
        }
    }

    /// The kind that a value of a person comes from, where it is not their own.
    fn comes_from(&self) -> Option<Kind> {
        let counted = matches!(self.part, Part::Counted(Counted::Match));
        let absent = self.tests.iter().any(|test| matches!(test, Test::Absent));
        (counted && !absent).then_some(Kind::Match)
    }
}

impl Part {
    /// The fields that its value follows from in a record of this kind.
    fn reads(&self, kind: Kind) -> Wanted {
        match (self, kind) {
            (Self::Own(field) | Self::OfRows(field, _), _) => Wanted::field(field),
            (Self::Counted(Counted::Id | Counted::Candidates | Counted::Match), _) => Wanted::NOTHING,
            (Self::Counted(Counted::Updated | Counted::Created | Counted::Activity), _) => Wanted::STAMPS,
            (Self::Counted(Counted::Due), Kind::Job) => Wanted::field(&job::CLOSES_ON),
            (Self::Counted(Counted::Kept), _) => of(&[&person::ERASED_ON, &person::RETENTION_UNTIL]),
            (Self::Counted(Counted::Due | Counted::Check), _) => Wanted::ALL,
        }
    }
}

/// Several fields.
pub(in crate::search) fn of(fields: &[&'static Field]) -> Wanted {
    fields.iter().fold(Wanted::NOTHING, |all, field| all.and(Wanted::field(field)))
}
