//! What is worked out once for a search among jobs: tables of credits, gates by facet, ceilings.
#![expect(
    clippy::indexing_slicing,
    reason = "facets of the columns, by the numbers that the columns gave them"
)]

use std::collections::{BTreeMap, BTreeSet};

use crate::field::{Id, Kind};
use crate::matching::atlas::Atlas;
use crate::matching::candidate::{Candidate, Held};
use crate::matching::columns::jobs::{
    Ask, Facet, GATES, HOURS, KIND, ONSITE, PAY, REGION, SKILLS, TERM, WAY,
};
use crate::matching::columns::{ABSENT, Kin, place_of};
use crate::matching::gates::{Gate, failed, for_placing, for_work};
use crate::matching::opening::{Onsite, Opening, Required};
use crate::matching::parts::{Asking, Piece, region, work};
use crate::matching::quick::Found;
use crate::matching::quick::bound::{Ceiling, Scales};
use crate::matching::quick::table::{Survey, Table};
use crate::matching::sheet::{Credit, Sheet, UNIT, Worth, harmonic_mean};
use crate::matching::weights::{Direction, MUST, NICE, PLACING, PartName, WORK, Weight};

use super::{ANY_SKILL, LEVELS, SOME_JOB, Search, Seeker};

/// Shares of skills that are told apart.
pub(super) const STEPS: u32 = 64;

/// What one comparison looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    Piece(Piece),
    /// Whether the job lies in the region, or how near.
    Place,
    /// The same, as the person's side counts it.
    Here,
}

/// What is worked out once per query.
pub(super) struct Plan<'a> {
    pub search: Search<'a>,
    pub table: &'static [Weight],
    /// Those of the job's side, and those of the person's.
    pub tables: [Vec<(Sight, Table)>; 2],
    pub scales: Scales,
    pub constant: Vec<(usize, Credit)>,
    pub outcomes: Vec<Option<Gate>>,
    /// What comes of each skill asked for, by its code.
    pub asked: Vec<Asked>,
    /// By kind of work and class of regions: how much the mean and the person's side can come to at most.
    pub most: Vec<Vec<(u32, u32)>>,
    /// The class of each region.
    pub classes: Vec<usize>,
    pub presence: Presence,
}

/// What comes of one skill asked for: what it is worth of what, and the level held of a must-have.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Asked {
    pub low: u16,
    pub high: u16,
    pub of: u16,
    pub held: u8,
}

/// What is known of the person: whether the home is in each region, and whether each way of coming asks for any.
#[derive(Default)]
pub(super) struct Presence {
    pub lives: Vec<bool>,
    pub comes: Vec<bool>,
    /// The person's best level in any skill; `None` where none is known.
    pub top: Option<u8>,
    /// How much a job's side can come to at most, by the share of its skills.
    pub by_skills: Vec<u32>,
}

impl<'a> Plan<'a> {
    pub fn new(search: Search<'a>) -> Self {
        let table = match search.seeker {
            Seeker::Person(_) => WORK,
            Seeker::Region(_) => PLACING,
        };
        let mut plan = Self {
            search,
            table,
            tables: [Vec::new(), Vec::new()],
            scales: Scales::new(),
            constant: Vec::new(),
            outcomes: Vec::new(),
            asked: Vec::new(),
            most: Vec::new(),
            classes: Vec::new(),
            presence: Presence::default(),
        };
        let jobs = plan.search.jobs;
        let gates = jobs.dictionary(GATES).values().iter();
        plan.outcomes = gates.map(|facet| plan.outcome(facet)).collect();
        let skills = jobs.dictionary(SKILLS).values().iter();
        match plan.search.seeker {
            Seeker::Person(candidate) => {
                let near = related(candidate, plan.search.kin);
                let worths = skills.map(|facet| worths(plan.search.atlas, candidate, &near, facet));
                plan.asked = by_code(worths, [NICE, MUST]);
                let regions = jobs.dictionary(REGION).values().iter();
                plan.presence.lives = regions
                    .map(|facet| matches!(facet, Facet::Region(Some(region)) if candidate.lives_in(*region)))
                    .collect();
                let onsite = jobs.dictionary(ONSITE).values().iter();
                plan.presence.comes =
                    onsite.map(|facet| dressed(facet).onsite() != Onsite::NotAsked).collect();
                plan.presence.top = candidate.skills.iter().map(|held| held.level.unwrap_or(1)).max();
                plan.lay(&[
                    (Piece::Hours, HOURS, 1),
                    (Piece::Style, WAY, usize::from(LEVELS)),
                    (Piece::OnsiteVisits, ONSITE, 2),
                    (Piece::OnsiteWay, REGION, 1),
                    (Piece::Wish, KIND, 1),
                    (Piece::Rank, REGION, 1),
                    (Piece::Reward, PAY, 1),
                    (Piece::Term, TERM, 1),
                    (Piece::Needs, REGION, 1),
                ]);
            }
            Seeker::Region(place) => {
                let offer = plan.search.atlas.offer(place.id);
                let shared =
                    |facet: &Facet| matches!(facet, Facet::Skill(skill) if offer.skills.contains(skill));
                plan.asked = by_code(skills.map(|facet| ([Worth::met(Some(shared(facet))); 5], 0)), [0, 1]);
                for (sight, part) in [(Sight::Place, PartName::Place), (Sight::Here, PartName::Work)] {
                    plan.lay_one(sight, (part, REGION, 1));
                }
                let mut sheet = Sheet::quick(table);
                region::readiness(place, &mut sheet);
                let readiness = plan.place(PartName::Readiness);
                plan.constant.push((readiness, sheet.credit(readiness)));
            }
        }
        plan.ceil();
        plan
    }

    fn lay(&mut self, pieces: &[(Piece, usize, usize)]) {
        for (piece, column, variants) in pieces {
            self.lay_one(Sight::Piece(*piece), (piece.part(), *column, *variants));
        }
    }

    fn lay_one(&mut self, sight: Sight, (part, column, variants): (PartName, usize, usize)) {
        let (place, facets) = (self.place(part), self.search.jobs.dictionary(column).len());
        let [job, person] = &mut self.tables;
        let side = if self.table[place].direction == Direction::Person { person } else { job };
        side.push((sight, Table::new(place, column, facets, variants)));
    }

    pub fn place(&self, part: PartName) -> usize {
        self.table.iter().position(|line| line.part == part).unwrap_or(0)
    }

    /// The gate that keeps out jobs with such a facet.
    fn outcome(&self, facet: &Facet) -> Option<Gate> {
        let opening = dressed(facet);
        failed(&match self.search.seeker {
            Seeker::Person(candidate) => for_work(self.search.atlas, candidate, &opening),
            Seeker::Region(_) => for_placing(&opening),
        })
    }

    /// What a facet is worth in a table.
    pub fn work_out(&self, sight: Sight, table: &Table, code: u16, variant: usize) -> Credit {
        let facets = self.search.jobs.dictionary(table.column).values();
        let Some(facet) = facets.get(usize::from(code)) else { return Credit::NOTHING };
        let mut opening = dressed(facet);
        let mut sheet = Sheet::quick(self.table);
        match (sight, self.search.seeker) {
            (Sight::Piece(piece), Seeker::Person(candidate)) => {
                let mut other = None;
                match piece {
                    Piece::Style => {
                        opening.asks.must = vec![Required { skill: ANY_SKILL, level: 1 }];
                        other = Some(Candidate { skills: skills_at(variant), ..candidate.clone() });
                    }
                    Piece::OnsiteVisits if variant > 0 => {
                        opening.region = candidate.bases.domicile.or(candidate.bases.second.first().copied());
                    }
                    Piece::OnsiteWay => opening.asks.onsite_days_month = Some(1),
                    _ => {}
                }
                let candidate = other.as_ref().unwrap_or(candidate);
                piece.judge(self.search.atlas, candidate, Asking::Job(&opening), &mut sheet);
            }
            (Sight::Place | Sight::Here, Seeker::Region(place)) => {
                region::place(self.search.atlas, &opening, place, &mut sheet);
            }
            (Sight::Piece(_), Seeker::Region(_)) | (Sight::Place | Sight::Here, Seeker::Person(_)) => {}
        }
        sheet.credit(table.place)
    }

    /// How much a job of each kind in each region can come to at most.
    fn ceil(&mut self) {
        let mut ceiling = Ceiling::new(self.table);
        for (sight, table) in self.tables.iter().flatten() {
            let survey = match sight {
                // Dear to read for all, and most regions are much alike.
                Sight::Piece(Piece::OnsiteVisits | Piece::OnsiteWay | Piece::Style | Piece::Needs) => {
                    Survey { may_be_absent: true, best: Credit::FULL }
                }
                _ => table.survey(|code, variant| self.work_out(*sight, table, code, variant)),
            };
            ceiling.raise(table.place, survey);
        }
        for (place, credit) in &self.constant {
            ceiling.raise(*place, Survey { may_be_absent: false, best: *credit });
        }
        let skills = Survey { may_be_absent: true, best: Credit::FULL };
        ceiling.raise(self.place(PartName::Skills), skills);
        let jobs = self.search.jobs;
        let known = |column: usize, code: usize| {
            let code = u16::try_from(code).unwrap_or(ABSENT);
            let sure = |sight: Sight| match sight {
                Sight::Piece(piece) => matches!(piece, Piece::Wish | Piece::Rank),
                Sight::Place | Sight::Here => true,
            };
            let tables = self.tables.iter().flatten();
            let tables = tables.filter(|(sight, table)| table.column == column && sure(*sight));
            let mut known = [None; 2];
            for (slot, (sight, table)) in known.iter_mut().zip(tables) {
                let credit = table.credit(code, 0, || self.work_out(*sight, table, code, 0));
                *slot = Some((table.place, credit));
            }
            known
        };
        // Regions of equal worth are one class.
        let mut of_class: Vec<[Option<(usize, Credit)>; 2]> = Vec::new();
        let class = |region: usize| {
            let credits = known(REGION, region);
            of_class.iter().position(|held| *held == credits).unwrap_or_else(|| {
                of_class.push(credits);
                of_class.len() - 1
            })
        };
        let classes: Vec<usize> = (0..jobs.dictionary(REGION).len()).map(class).collect();
        let most = |kind: usize| {
            let kind = known(KIND, kind);
            let most = |region: &[Option<(usize, Credit)>; 2]| {
                let all: Vec<(usize, Credit)> = kind.iter().chain(region).flatten().copied().collect();
                let job = match self.search.seeker {
                    // Anything may be left out of a job's side.
                    Seeker::Person(_) => 100,
                    Seeker::Region(_) => ceiling.most(Direction::Job, &all),
                };
                let person = ceiling.most(Direction::Person, &all);
                (harmonic_mean(job, person), person)
            };
            of_class.iter().map(most).collect::<Vec<(u32, u32)>>()
        };
        let most = (0..jobs.dictionary(KIND).len()).map(most).collect();
        let by_skills = (0..=STEPS).map(|low| {
            let skills = (self.place(PartName::Skills), Credit { low, high: low, of: STEPS });
            ceiling.most(Direction::Job, &[skills])
        });
        self.presence.by_skills = by_skills.collect();
        (self.classes, self.most) = (classes, most);
    }

    /// How many pass, and how many each gate keeps out, those that are judged apart not among them.
    pub fn count(&self) -> Found {
        let mut counts = vec![0_usize; self.outcomes.len()];
        for (number, chunk) in &self.search.jobs.chunks {
            for (local, codes) in chunk.codes.iter().enumerate() {
                let code = codes[GATES];
                let seen = self.search.visible.is_none_or(|visible| visible.shows(*number, local));
                if code != ABSENT && seen {
                    counts[usize::from(code)] += 1;
                }
            }
        }
        let mut found =
            Found { total: 0, excluded_total: BTreeMap::new(), passed: Vec::new(), out: Vec::new() };
        for (outcome, count) in self.outcomes.iter().zip(counts).filter(|(_, count)| *count > 0) {
            found.count(*outcome, count);
        }
        for id in self.search.apart {
            let (number, local) = place_of(id.number);
            let seen = self.search.visible.is_none_or(|visible| visible.shows(number, usize::from(local)));
            if let Some((chunk, local)) = self.search.jobs.find(*id).filter(|_| seen) {
                found.uncount(self.outcomes[usize::from(chunk.codes[local][GATES])]);
            }
        }
        found
    }
}

/// A job with such a facet and nothing else.
fn dressed(facet: &Facet) -> Opening {
    let mut opening = Opening::blank(SOME_JOB);
    facet.dress(&mut opening);
    opening
}

/// The skills that somebody has and those that are near to them.
fn related(candidate: &Candidate, kin: &Kin) -> BTreeSet<Id> {
    let held = candidate.skills.iter().map(|held| held.skill);
    held.flat_map(|skill| std::iter::once(skill).chain(kin.of(skill))).collect()
}

/// What somebody has of a skill at each level asked for, and the level held of the skill itself.
fn worths(atlas: &Atlas<'_>, candidate: &Candidate, near: &BTreeSet<Id>, facet: &Facet) -> ([Worth; 5], u8) {
    let Facet::Skill(skill) = *facet else { return ([Worth::NONE; 5], 0) };
    if candidate.skills.is_empty() {
        return ([Worth::UNKNOWN; 5], 0);
    }
    if !near.contains(&skill) {
        return ([Worth::NONE; 5], 0);
    }
    let worth = |level: u8| work::skill(atlas, candidate, Required { skill, level }, false).0;
    let own = candidate.skills.iter().filter(|held| held.skill == skill);
    let level = own.map(|held| held.level.unwrap_or(1)).max().unwrap_or(0);
    ([Worth::NONE, worth(1), worth(2), worth(3), worth(4)], level)
}

/// What comes of each code, where skills are worth so much by level; `times` says how often those that would be nice count, and
/// those that must be.
fn by_code(worths: impl Iterator<Item = ([Worth; 5], u8)>, times: [u32; 2]) -> Vec<Asked> {
    let mut asked = Vec::new();
    for (skill, (worths, held)) in (0..=u16::MAX).zip(worths) {
        asked.resize(asked.len() + Ask::CODES, Asked::default());
        for ((level, worth), must) in (0..).zip(worths).flat_map(|one| [(one, false), (one, true)]) {
            let times = times[usize::from(must)];
            // A unit is small, and none counts often.
            let part = |worth: u32| u16::try_from(worth * times).unwrap_or(u16::MAX);
            asked[Ask::new(skill, level, must).code()] = Asked {
                low: part(worth.low),
                high: part(worth.high),
                of: part(UNIT),
                held: if must { held } else { 0 },
            };
        }
    }
    asked
}

/// Skills of which the best is at the level that a variant stands for.
fn skills_at(variant: usize) -> Vec<Held> {
    match u8::try_from(variant).unwrap_or(0) {
        0 => Vec::new(),
        1 => vec![Held { skill: Id::new(Kind::Skill, 0), level: Some(1) }],
        level => vec![Held { skill: ANY_SKILL, level: Some(level - 1) }],
    }
}
