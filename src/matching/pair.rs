//! A pair: the two sides that are judged together, whichever of them asked.
//! Called by the ranking, once per counterpart, and by the account of one pair.

use std::sync::Arc;

use super::atlas::Atlas;
use super::candidate::Candidate;
use super::fact::Fact;
use super::gates::{self, Gates};
use super::opening::Opening;
use super::parts::{Asking, judge_person, judge_placing};
use super::place::Place;
use super::sheet::{Entry, Sheet, Sign, UNIT};
use super::weights::{LIVING, PLACING, WORK, Weight};
use super::{Hit, Lack, MatchError};
use crate::domain::Record;
use crate::field::{Id, Kind};

/// One side of a pair, read for scoring.
#[derive(Debug, Clone)]
pub(crate) enum Side {
    Person(Candidate),
    Job(Opening),
    Region(Arc<Place>),
}

/// What was found about a pair.
#[derive(Debug)]
pub(crate) struct Judged {
    pub sheet: Sheet,
    pub gates: Gates,
}

impl Side {
    /// Reads a record; `None` for kinds that are not matched and for records merged into others.
    pub fn read(atlas: &Atlas<'_>, record: &Record) -> Option<Self> {
        match record.id.kind {
            Kind::Person => Candidate::read(record, atlas.today, atlas.sees_needs).map(Self::Person),
            Kind::Job => Opening::read(record, atlas.today).map(Self::Job),
            Kind::Region => atlas.place(record.id).map(Self::Region),
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
            | Kind::Gathering => None,
        }
    }

    /// Reads the record of an id.
    ///
    /// # Errors
    /// `NotFound` where there is none, or none that can be matched.
    pub fn find(atlas: &Atlas<'_>, id: Id) -> Result<Self, MatchError> {
        let record = if id.kind == Kind::Person {
            atlas.state.live_part(id, Candidate::part())
        } else {
            atlas.state.live(id)
        };
        let record = record.ok_or(MatchError::NotFound { id })?;
        Self::read(atlas, &record).ok_or(MatchError::NotFound { id })
    }

    pub fn id(&self) -> Id {
        match self {
            Self::Person(candidate) => candidate.id,
            Self::Job(opening) => opening.id,
            Self::Region(place) => place.id,
        }
    }
}

/// Judges `other` as a counterpart of `query`, noting every criterion where an account will be given.
/// `None` for two of one kind.
pub(crate) fn judge(atlas: &Atlas<'_>, query: &Side, other: &Side, with_facts: bool) -> Option<Judged> {
    let blank = |table: &'static [Weight]| if with_facts { Sheet::full(table) } else { Sheet::quick(table) };
    match (query, other) {
        (Side::Person(candidate), Side::Job(opening)) | (Side::Job(opening), Side::Person(candidate)) => {
            let mut sheet = blank(WORK);
            judge_person(atlas, candidate, Asking::Job(opening), &mut sheet);
            Some(Judged { sheet, gates: gates::for_work(atlas, candidate, opening) })
        }
        (Side::Person(candidate), Side::Region(place)) | (Side::Region(place), Side::Person(candidate)) => {
            let mut sheet = blank(LIVING);
            judge_person(atlas, candidate, Asking::Region(place), &mut sheet);
            let looks_for_people = matches!(query, Side::Region(_));
            let gates = if looks_for_people {
                gates::for_living(candidate)
            } else {
                gates::for_moving(candidate, place.id)
            };
            Some(Judged { sheet, gates })
        }
        (Side::Job(opening), Side::Region(place)) | (Side::Region(place), Side::Job(opening)) => {
            let mut sheet = blank(PLACING);
            judge_placing(atlas, opening, place, &mut sheet);
            let looks_for_jobs = matches!(query, Side::Region(_));
            let gates = if looks_for_jobs { gates::for_placing(opening) } else { Gates::new() };
            Some(Judged { sheet, gates })
        }
        (Side::Person(_), Side::Person(_))
        | (Side::Job(_), Side::Job(_))
        | (Side::Region(_), Side::Region(_)) => None,
    }
}

impl Judged {
    /// The hit that the pair makes.
    pub fn into_hit(self, id: Id) -> Hit {
        let totals = self.sheet.totals();
        Hit {
            id,
            score: totals.total.score,
            low: totals.total.low,
            high: totals.total.high,
            fit_to_job: totals.job.score,
            fit_to_person: totals.person.score,
            parts: self.sheet.parts(),
            missing: missing(self.sheet.entries()),
            unknown: unknown(self.sheet.entries()),
            gates: self.gates,
        }
    }
}

fn missing(entries: &[Entry]) -> Vec<Lack> {
    let lacks = entries.iter().filter(|entry| entry.worth.high < UNIT);
    lacks
        .filter_map(|entry| match entry.fact {
            Fact::Skill { skill, need, has, must: true, near } => {
                Some(Lack { skill, need, has: has.filter(|_| near.is_none()) })
            }
            _ => None,
        })
        .collect()
}

fn unknown(entries: &[Entry]) -> Vec<&'static str> {
    let mut keys = Vec::new();
    for entry in entries.iter().filter(|entry| Sign::of(entry.worth) == Sign::Unknown) {
        let key = entry.fact.field_key();
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}
