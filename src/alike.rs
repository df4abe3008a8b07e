//! How likely two records are the same person, organisation or job: a sum of weights, every one of which can be read.
//! After Fellegi and Sunter (A Theory for Record Linkage, 1969): what two records have in common or not counts log2(m/u), where m is how
//! often that is so of one and the same, and u how often of two at random; the sum begins with how rare the same are at all. Integers
//! (tenths of bits) throughout, so that the lines printed add up to the total printed, on every machine.
//! Invariant: keys are for comparing only and are never shown or stored; nothing is ever merged by a score.
//! Called by the snapshot, which knows whom to compare, by screens and by import.

mod bits;
mod blocks;
mod keys;
mod others;
mod people;
mod words;

pub use bits::Bits;
pub use blocks::blocks;
pub use keys::{Keys, Spelling};
pub use words::What;

use crate::domain::{Record, merge};
use crate::field::{Id, Kind};

/// From here on a pair is put before people to be looked at: as likely the same as not.
pub const REVIEW: Bits = Bits(0);
/// From here on whoever makes the second record is warned first: 32 to 1.
pub const WARN: Bits = Bits(50);
/// One record in so many has a second one of the same. Own estimate; lists kept by hand are said to hold 2 to 10 in a hundred.
const RECORDS_PER_DUPLICATE: u64 = 32;

/// A small office is a sample of its town: fewer records than this say nothing of how common a name is.
const FEWEST: u64 = 400;

/// How many there are to compare with, at least.
fn all(often: &dyn Frequencies, kind: Kind) -> u64 {
    often.all(kind).max(FEWEST)
}

/// How two values stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    Same,
    /// A slip away, or alike in part.
    Near,
    Different,
}

/// One line of the account: what was compared and what it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub what: What,
    pub sign: Sign,
    /// Both values as they are written; empty for what is about no field.
    pub values: (String, String),
    pub weight: Bits,
    /// How many of all share the value, where that was counted.
    pub share: Option<(u64, u64)>,
}

/// The account of a pair. The weights of its lines add up to `total`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    pub lines: Vec<Line>,
    pub total: Bits,
}

/// How often values occur among the records there are: sharing what is rare says more.
pub trait Frequencies {
    /// How many records of the kind there are.
    fn all(&self, kind: Kind) -> u64;
    /// How many people bear a part of a name; `None` where nobody has counted.
    fn bearing(&self, what: What, name: &Spelling) -> Option<u64>;
    /// How many records of a kind name this one (a town, an employer).
    fn naming(&self, kind: Kind, what: What, id: Id) -> Option<u64>;
    /// How many records show a telephone number or mail address, by its key.
    fn showing(&self, kind: Kind, what: What, key: &str) -> Option<u64>;
}

/// The account of two records of one kind, people, organisations or jobs; `None` for other kinds.
pub fn compare(one: &Record, other: &Record, often: &dyn Frequencies) -> Option<Likeness> {
    if one.id.kind != other.id.kind {
        return None;
    }
    let lines = match one.id.kind {
        Kind::Person => people::lines(&Keys::of(one), &Keys::of(other), often),
        Kind::Organisation => others::organisations(one, other, often),
        Kind::Job => others::jobs(one, other, often),
        Kind::Region
        | Kind::Case
        | Kind::Match
        | Kind::Skill
        | Kind::Measure
        | Kind::Activity
        | Kind::Note
        | Kind::User
        | Kind::View
        | Kind::Round
        | Kind::Gathering => return None,
    };
    Some(sum(one.id.kind, lines, often))
}

/// The account of two people whose keys are made already, as where one is compared with many.
pub fn of_keys(one: &Keys, other: &Keys, often: &dyn Frequencies) -> Likeness {
    sum(Kind::Person, people::lines(one, other, often), often)
}

/// Whether records of a kind are compared at all.
pub const fn is_compared(kind: Kind) -> bool {
    merge::sameness(kind).is_some()
}

/// The lines with the prior in front, and their sum.
fn sum(kind: Kind, lines: Vec<Line>, often: &dyn Frequencies) -> Likeness {
    let all = all(often, kind);
    // Of all/32 pairs that are the same among all*all/2 pairs.
    let weight = Bits::ratio(2, RECORDS_PER_DUPLICATE.saturating_mul(all));
    let prior = Line {
        what: What::Prior,
        sign: Sign::Different,
        values: (String::new(), String::new()),
        weight,
        share: Some((1, all)),
    };
    let mut lines: Vec<Line> = std::iter::once(prior).chain(lines).collect();
    if often.all(kind) < all {
        // What is assumed is not shown as if it had been counted.
        for line in &mut lines {
            line.share = None;
        }
    }
    let total = lines.iter().map(|line| line.weight).sum();
    Likeness { lines, total }
}

impl Likeness {
    /// The lines that say most for it, best first: what a short sentence names.
    pub fn reasons(&self) -> impl Iterator<Item = &Line> {
        let mut lines: Vec<&Line> = self.lines.iter().filter(|line| line.weight > Bits(0)).collect();
        lines.sort_by_key(|line| std::cmp::Reverse(line.weight));
        lines.into_iter()
    }

    /// Whether whoever makes one of the two is warned.
    pub fn warns(&self) -> bool {
        self.total >= WARN
    }

    /// Whether the pair is put before people.
    pub fn is_suspected(&self) -> bool {
        self.total >= REVIEW
    }
}
