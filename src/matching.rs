//! Who fits what, why, and what is missing: two-sided matching whose every number can be read as a sum.
//! Invariant: a score is a pure function of the records, the day and the versioned weights, in integers; gates stand outside it;
//! what is unknown widens a range and never counts as nothing. Called by screens, the command line and rounds.

pub(crate) mod atlas;
pub mod candidate;
mod change;
pub(crate) mod columns;
pub mod explain;
pub(crate) mod fact;
pub mod gap;
pub mod gates;
pub mod measures;
pub mod opening;
pub(crate) mod pair;
mod parts;
pub mod place;
mod quick;
pub mod rank;
pub mod reason;
pub mod round;
pub mod sheet;
pub mod weights;
mod words;

use std::collections::BTreeMap;

use crate::field::{Date, Id, Kind};
use crate::lang::Lang;

pub use explain::{Account, Explanation, Line, Presented, Text, WhatIf, explain, exposure};
pub use gap::{Gap, gaps};
pub use gates::{Gate, Outcome};
pub use quick::Fits;
pub use rank::{hit_of, pinned, rank};
pub use reason::{Signs, short_reason};
pub use sheet::{Part, Range, Sign};
pub use weights::{Direction, PartName, WEIGHTS_VERSION};

/// How to rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// At most so many hits, and so many excluded; 0 for all.
    pub limit: usize,
    /// The day on which windows, consents and terms are looked at.
    pub today: Date,
    /// Whether the asker may see living needs; without the right they do not count.
    pub sees_needs: bool,
}

/// Why nothing was ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MatchError {
    #[error("there is no record {id}")]
    NotFound { id: Id },
    #[error("{from} and {wanted} are not matched with each other: choose people, jobs or regions")]
    Unpaired { from: &'static str, wanted: &'static str },
}

impl MatchError {
    /// The sentence for a person.
    pub fn text(self, lang: Lang) -> String {
        match (self, lang) {
            (Self::NotFound { id }, Lang::Ja) => format!("{id} という記録はありません"),
            (Self::Unpaired { .. }, Lang::Ja) => {
                "この組合せは候補を出せません。人・案件・地域から選んでください".to_owned()
            }
            (Self::NotFound { .. } | Self::Unpaired { .. }, Lang::En) => self.to_string(),
        }
    }
}

/// Counterparts in order, and those whom a gate kept out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranking {
    /// How many passed every gate, hits beyond the limit included.
    pub total: usize,
    /// By low end, score, waiting days, id.
    pub hits: Vec<Hit>,
    /// The best of those kept out, each under the first gate that failed.
    pub excluded: Vec<Excluded>,
    /// How many each gate kept out.
    pub excluded_total: BTreeMap<&'static str, usize>,
}

/// One counterpart with the account of its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub id: Id,
    /// The rounded harmonic mean of the two fits; `low` and `high` are what it could be once all is known.
    pub score: u32,
    pub low: u32,
    pub high: u32,
    /// Seen from the job (or the region): the sum of the `got` of its parts.
    pub fit_to_job: u32,
    /// Seen from the person.
    pub fit_to_person: u32,
    pub parts: Vec<Part>,
    /// Must-have skills that are not there in full.
    pub missing: Vec<Lack>,
    /// Keys of the fields whose value would narrow the range.
    pub unknown: Vec<&'static str>,
    pub gates: Vec<(Gate, Outcome)>,
}

/// A must-have skill that is not there in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lack {
    pub skill: Id,
    /// Level asked for, 1 to 4.
    pub need: u8,
    /// Level held; `None` where at most a related skill is there.
    pub has: Option<u8>,
}

/// Somebody or something that is not ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Excluded {
    pub id: Id,
    pub gate: Gate,
    /// What the score would be.
    pub score: u32,
}

impl Excluded {
    /// Why it is not ranked, for people.
    pub const fn reason(&self, lang: Lang) -> &'static str {
        self.gate.reason().text(lang)
    }
}

/// The kinds that are matched with a kind, in the order in which screens show them.
pub const fn counterparts(kind: Kind) -> &'static [Kind] {
    match kind {
        Kind::Person => &[Kind::Job, Kind::Region],
        Kind::Job => &[Kind::Person, Kind::Region],
        Kind::Region => &[Kind::Person, Kind::Job],
        Kind::Organisation
        | Kind::Case
        | Kind::Match
        | Kind::Skill
        | Kind::Measure
        | Kind::Activity
        | Kind::Note
        | Kind::User
        | Kind::View
        | Kind::Round
        | Kind::Gathering => &[],
    }
}
