//! A round: everybody placed at once by deferred acceptance with capacities, and with caps for regions by the flexible one
//! of Kamada and Kojima, "Efficient Matching under Distributional Constraints" (American Economic Review 105(1), 2015): a post first
//! takes applicants up to its target, then the posts of a capped region take turns, one applicant at a time in a fixed order, until
//! the cap or the capacities are full; who is left out is rejected for good. The result does not depend on the order of proposals or
//! of the input. Called by `round solve`, `round propose` and the screen of rounds.
//!
//! # What was read
//! Of the paper itself, of its working papers of 2010 to 2014 and of "Matching with Regional Constraints: An Equivalence"
//! (arXiv 2504.17467) only title pages, abstracts and introductions could be reached, not the section that states the algorithm. The
//! steps and the paper's first example were checked against the implementation of the University of Tokyo's Market Design Center
//! (`MatchingMarkets`, `two_sided_regional.py`), and against a second one that follows the Japanese textbook. A third, in a
//! published tutorial, empties one waiting list after the other instead of taking turns; that is not the paper's rule.
//! That targets are spread in proportion to capacity is this program's default, not the paper's: there they are given.
//!
//! # Households
//! A household is one applicant that takes several seats. With those, a stable answer need not exist (couples are the known case): the
//! answer then keeps every capacity and cap, and the pairs that still block are counted. Two people who apply apart and want one
//! place are not handled.

mod accept;
mod check;
mod names;
pub mod propose;
mod read;
pub mod setup;
mod sized;
mod solve;
mod target;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::lang::{Label, Lang};

pub use accept::{accept, withdraw};
pub use check::{Blocking, blocking};
pub use names::Names;
pub use propose::{Placing, Proposal, propose};
pub use read::{BadRound, SIZE_MAX};
pub use setup::Setup;

/// Undeclared names that a report tells at most.
const UNKNOWN_SHOWN: usize = 20;

/// A region's limit over all its posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cap(pub u32);

/// A place to be filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Post {
    pub capacity: u32,
    /// The place of its region in `Round::caps`, where that is capped.
    pub region: Option<u32>,
    /// Seats that the post fills before its region shares out the rest; at most the capacity.
    pub target: u32,
}

/// Who applies where, and who would have whom. Lists hold numbers, best first; a pair that is not on both lists is not acceptable.
#[derive(Debug, Clone, Default)]
pub struct Round {
    pub applicants: Names,
    pub wishes: Lists,
    pub posts: Names,
    pub prefers: Lists,
    pub terms: Vec<Post>,
    pub caps: Vec<Cap>,
    pub cap_names: Vec<Box<str>>,
    /// Seats that each applicant takes; empty where each takes one.
    pub sizes: Vec<u32>,
    pub seed: u64,
}

/// Lists of numbers, end to end in one allocation.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    items: Vec<u32>,
    /// Start and end of each list.
    spans: Vec<(u32, u32)>,
}

/// Who is where: for each applicant the post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment(pub Vec<Option<u32>>);

/// Why somebody was not placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    EmptyList,
    NotAcceptable,
    Outranked,
    CapFull,
    TooLarge,
}

/// The answer under the names of the input, sorted by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report<'a> {
    pub assignments: BTreeMap<&'a str, &'a str>,
    pub unmatched: Vec<Unmatched<'a>>,
    /// Posts with seats left, and how many.
    pub free: BTreeMap<&'a str, u32>,
    /// Pairs that would both gain, and whose move keeps every cap and balance.
    pub blocking_pairs: u64,
    /// Pairs that would both gain, but whose move a cap forbids.
    pub tolerated_pairs: u64,
    /// Names on somebody's list that nothing declares: a slip of the pen, mostly. The first few, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<&'a str>,
}

/// Somebody without a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Unmatched<'a> {
    pub applicant: &'a str,
    pub why: &'static str,
}

impl Why {
    /// As JSON names it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::EmptyList => "empty_list",
            Self::NotAcceptable => "not_acceptable",
            Self::Outranked => "outranked",
            Self::CapFull => "cap_full",
            Self::TooLarge => "too_large",
        }
    }

    /// The reason in a sentence.
    pub const fn label(self) -> Label {
        match self {
            Self::EmptyList => Label::new("希望先がない", "no post on the list"),
            Self::NotAcceptable => {
                Label::new("希望先のどこも候補に挙げていない", "no post on the list would take the applicant")
            }
            Self::Outranked => {
                Label::new("希望先は、より上位の人で埋まった", "outranked at every post on the list")
            }
            Self::CapFull => {
                Label::new("席はあるが、地域の上限に達した", "a seat is free, but the region's cap is full")
            }
            Self::TooLarge => Label::new(
                "空席はあるが、世帯の人数に足りない",
                "seats are free, but fewer than the household needs",
            ),
        }
    }
}

impl Round {
    /// Seats that an applicant takes.
    pub fn size(&self, applicant: usize) -> u32 {
        self.sizes.get(applicant).copied().unwrap_or(1)
    }

    /// Sets the targets of all posts to their share of their region's cap.
    pub fn spread_targets(&mut self) {
        target::spread_all(self);
    }
}

/// The assignment that is best for every applicant among the stable ones; with households, one that keeps capacities and caps.
pub fn solve(round: &Round) -> Assignment {
    if round.sizes.iter().all(|seats| *seats == 1) { solve::solve(round) } else { sized::solve(round) }
}

impl Lists {
    /// The list of one number.
    pub fn get(&self, number: usize) -> &[u32] {
        let span = self.spans.get(number).copied().unwrap_or_default();
        self.items.get(span.0 as usize..span.1 as usize).unwrap_or_default()
    }

    /// How many lists there are.
    pub const fn len(&self) -> usize {
        self.spans.len()
    }

    pub const fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Makes room for `count` lists, those not set being empty.
    pub fn grow(&mut self, count: usize) {
        if self.spans.len() < count {
            self.spans.resize(count, (0, 0));
        }
    }

    /// Sets the list of one number.
    pub fn set(&mut self, number: usize, list: &[u32]) {
        self.grow(number + 1);
        let start = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        self.items.extend_from_slice(list);
        let end = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        if let Some(span) = self.spans.get_mut(number) {
            *span = (start, end);
        }
    }
}

/// Solves a round and says everything about the answer.
pub fn report(round: &Round, lang: Lang) -> Report<'_> {
    let assignment = solve(round);
    let found = blocking(round, &assignment);
    let mut assignments = BTreeMap::new();
    let mut unmatched = Vec::new();
    for (applicant, post) in
        assignment.0.iter().enumerate().filter(|(one, _)| round.applicants.is_declared(*one))
    {
        let name = round.applicants.name(applicant);
        if let Some(post) = post {
            assignments.insert(name, round.posts.name(*post as usize));
        } else {
            let why = found.why(round, applicant).label().text(lang);
            unmatched.push(Unmatched { applicant: name, why });
        }
    }
    unmatched.sort_unstable_by_key(|one| one.applicant);
    let free = found.filled.iter().zip(&round.terms).enumerate().filter_map(|(post, (filled, terms))| {
        let free = terms.capacity.saturating_sub(*filled);
        (free > 0).then(|| (round.posts.name(post), free))
    });
    Report {
        assignments,
        unmatched,
        free: free.collect(),
        blocking_pairs: found.blocking,
        tolerated_pairs: found.tolerated,
        unknown: unknown(round),
    }
}

/// Names that are mentioned and not declared.
fn unknown(round: &Round) -> Vec<&str> {
    let undeclared =
        |names: &'_ Names| (0..names.len()).filter(|one| !names.is_declared(*one)).collect::<Vec<_>>();
    let applicants = undeclared(&round.applicants).into_iter().map(|one| round.applicants.name(one));
    let posts = undeclared(&round.posts).into_iter().map(|one| round.posts.name(one));
    let mut unknown: Vec<&str> = applicants.chain(posts).collect();
    unknown.sort_unstable();
    unknown.truncate(UNKNOWN_SHOWN);
    unknown
}
