//! The skills gap: what a region or a job asks for, and how many people there are who can do it.
//! Counted by skill: people who wish for the region or live there, and people anywhere; each at the level asked for, or with
//! less. Nobody is named, and no gate is asked: it tells where to look for people, not whom to present.
//! Called by the command line and by the screens of regions and jobs, beside the loop.

use std::collections::{BTreeMap, BTreeSet};

use super::MatchError;
use super::candidate::Candidate;
use super::opening::Opening;
use super::parts::region::HELPFUL_LEVEL;
use super::place::Place;
use crate::domain::State;
use crate::field::{Date, Id, Kind};

/// One skill that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    pub skill: Id,
    /// The level asked for, 1 to 4; of several jobs the highest.
    pub level: u8,
    /// How many open jobs must have it; of a job itself 1 or, where it would only be nice, 0.
    pub jobs: usize,
    /// People who wish for the region or live there.
    pub near: Able,
    /// Everybody.
    pub all: Able,
}

/// How many people have a skill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Able {
    /// At the level asked for.
    pub enough: usize,
    /// At a lower one, or one that nobody noted.
    pub less: usize,
}

impl Able {
    pub(super) const fn count(&mut self, enough: bool) {
        if enough {
            self.enough += 1;
        } else {
            self.less += 1;
        }
    }
}

/// What is asked for, before people are counted.
pub(super) struct Asked {
    pub region: Option<Id>,
    /// By skill: the level, and how many jobs must have it.
    pub skills: BTreeMap<Id, (u8, usize)>,
}

/// What a region or a job asks for.
///
/// # Errors
/// `NotFound` where it is not there, `Unpaired` for another kind.
pub(super) fn asked(state: &State, id: Id, today: Date) -> Result<Asked, MatchError> {
    let record = state.live(id).ok_or(MatchError::NotFound { id })?;
    let mut skills: BTreeMap<Id, (u8, usize)> = BTreeMap::new();
    let mut add = |skill: Id, level: u8, jobs: usize| {
        let held = skills.entry(skill).or_insert((level, 0));
        *held = (held.0.max(level), held.1 + jobs);
    };
    let region = match id.kind {
        Kind::Region => {
            Place::read(&record).need_skills.iter().for_each(|skill| add(*skill, HELPFUL_LEVEL, 0));
            let jobs = state.linked(id, Kind::Job).filter_map(|job| state.live(job));
            for opening in jobs.filter_map(|job| Opening::read(&job, today)).filter(|opening| opening.open) {
                opening.asks.must.iter().for_each(|must| add(must.skill, must.level, 1));
            }
            Some(id)
        }
        Kind::Job => {
            let opening = Opening::read(&record, today).ok_or(MatchError::NotFound { id })?;
            opening.asks.must.iter().for_each(|must| add(must.skill, must.level, 1));
            opening.asks.nice.iter().for_each(|nice| add(nice.skill, nice.level, 0));
            opening.region
        }
        other => return Err(MatchError::Unpaired { from: other.plural(), wanted: Kind::Skill.plural() }),
    };
    Ok(Asked { region, skills })
}

/// The gaps of a region or a job by reading everybody: the definition that the faster way is held to.
///
/// # Errors
/// `NotFound` where it is not there, `Unpaired` for another kind.
pub fn gaps(state: &State, id: Id, today: Date) -> Result<Vec<Gap>, MatchError> {
    let asked = asked(state, id, today)?;
    let mut counts = BTreeMap::new();
    for record in state.records(Kind::Person) {
        if let Some(candidate) = Candidate::read(&record, today, false) {
            count(&asked, &candidate, &mut counts);
        }
    }
    Ok(ordered(asked, &counts))
}

/// Counts one person.
pub(super) fn count(asked: &Asked, candidate: &Candidate, counts: &mut BTreeMap<Id, [Able; 2]>) {
    let near = asked
        .region
        .is_some_and(|region| candidate.lives_in(region) || candidate.wishes.regions.contains(&region));
    let held: BTreeSet<Id> = candidate.skills.iter().map(|held| held.skill).collect();
    for skill in held {
        let Some((level, _)) = asked.skills.get(&skill) else { continue };
        let of_skill = candidate.skills.iter().filter(|held| held.skill == skill);
        let enough = of_skill.filter_map(|held| held.level).max().is_some_and(|held| held >= *level);
        let [close, all] = counts.entry(skill).or_default();
        all.count(enough);
        if near {
            close.count(enough);
        }
    }
}

/// What is scarcest stands first: by the people near, by the people anywhere, then by how many jobs ask for it.
pub(super) fn ordered(asked: Asked, counts: &BTreeMap<Id, [Able; 2]>) -> Vec<Gap> {
    let gap = |(skill, (level, jobs)): (Id, (u8, usize))| {
        let [near, all] = counts.get(&skill).copied().unwrap_or_default();
        Gap { skill, level, jobs, near, all }
    };
    let mut gaps: Vec<Gap> = asked.skills.into_iter().map(gap).collect();
    gaps.sort_by_key(|gap| (gap.near.enough, gap.all.enough, std::cmp::Reverse(gap.jobs), gap.skill));
    gaps
}
