//! The best jobs for a person or a region, from the columns: the kind of work and the region tell for most that they cannot be
//! among the best; the others are added up from tables, and no record is read.
//! Invariant: the same jobs, numbers and counts as a plain scan gives.
#![expect(
    clippy::indexing_slicing,
    reason = "columns of one chunk, read at places below its length; measured"
)]

mod plan;

use std::collections::BTreeSet;

use super::best::{Best, One, key};
use super::later::{Last, Waiting, is_time};
use super::people::waiting;
use super::shared::Turns;
use super::{Found, Visible};
use crate::field::{Id, Kind};
use crate::matching::atlas::Atlas;
use crate::matching::candidate::Candidate;
use crate::matching::columns::jobs::{Ask, COLUMNS, Chunk, GATES, KIND, ONSITE, REGION};
use crate::matching::columns::{Jobs, Kin, id_at};
use crate::matching::parts::Piece;
use crate::matching::place::Place;
use crate::matching::sheet::{Credit, Sheet, Totals, harmonic_mean};
use crate::matching::weights::{Direction, PartName};

use plan::{Asked, Plan, STEPS, Sight};

const LEVELS: u8 = 17;
const ANY_SKILL: Id = Id::new(Kind::Skill, u32::MAX);
const SOME_JOB: Id = Id::new(Kind::Job, 0);

/// Who looks for jobs.
#[derive(Clone, Copy)]
pub(super) enum Seeker<'a> {
    Person(&'a Candidate),
    Region(&'a Place),
}

/// What is looked for, and by whom.
pub(super) struct Search<'a> {
    pub jobs: &'a Jobs,
    pub kin: &'a Kin,
    pub atlas: &'a Atlas<'a>,
    pub seeker: Seeker<'a>,
    /// What is judged from the record.
    pub apart: &'a BTreeSet<Id>,
    pub visible: Option<&'a Visible>,
}

/// Looks for the best jobs and the best of those kept out in the chunks whose turn it is, and counts all.
pub(super) fn search(search: Search<'_>, turns: &Turns) -> Found {
    let plan = Plan::new(search);
    let found = plan.count();
    let hunt = |best| Hunt { best, waiting: Waiting::new() };
    let chunks = plan.search.jobs.chunks.iter();
    let mut pass = Pass {
        plan: &plan,
        chunks: chunks.map(|(number, chunk)| (*number, &**chunk)).collect(),
        hunts: turns.best(&found).map(hunt),
    };
    for taken in 1.. {
        let place = turns.next();
        if place >= pass.chunks.len() {
            break;
        }
        pass.chunk(place);
        if is_time(taken) {
            pass.at_last();
        }
        for hunt in &mut pass.hunts {
            hunt.best.share();
            hunt.waiting.raise(hunt.best.least_low());
        }
    }
    pass.at_last();
    pass.hunts.iter_mut().for_each(|hunt| hunt.best.share());
    found
}

/// The pass over the jobs.
struct Pass<'a, 'p> {
    plan: &'p Plan<'a>,
    chunks: Vec<(u32, &'p Chunk)>,
    /// Of those that pass, and of those that are kept out.
    hunts: [Hunt<'p>; 2],
}

/// The best of those that pass, or of those that are kept out.
struct Hunt<'p> {
    best: Best<'p>,
    waiting: Waiting<Later>,
}

/// One job that is looked at now or later.
#[derive(Clone, Copy)]
struct Later {
    /// Which of the chunks, and the place in it.
    chunk: u32,
    local: u16,
    skilled: Skilled,
}

/// What the skills are worth, and which variant of a way of working they make.
#[derive(Clone, Copy)]
struct Skilled {
    credit: Credit,
    level: u8,
}

impl<'p> Last<'p, Later> for Pass<'_, 'p> {
    fn hunt(&mut self, hunt: usize) -> Option<(&mut Best<'p>, &mut Waiting<Later>)> {
        self.hunts.get_mut(hunt).map(|hunt| (&mut hunt.best, &mut hunt.waiting))
    }

    fn look_at(&mut self, batch: &[Later]) {
        let row = |later: &Later| self.chunks[later.chunk as usize].1.codes[usize::from(later.local)];
        let rows: Vec<[u16; COLUMNS]> = batch.iter().map(row).collect();
        for (later, codes) in batch.iter().zip(&rows) {
            self.look(*later, codes);
        }
    }
}

impl Pass<'_, '_> {
    /// Meets the jobs of one chunk.
    fn chunk(&mut self, place: usize) {
        let (plan, (number, chunk)) = (self.plan, self.chunks[place]);
        let Ok(place) = u32::try_from(place) else { return };
        for (local, codes) in (0..=u16::MAX).zip(&chunk.codes) {
            let Some(outcome) = plan.outcomes.get(usize::from(codes[GATES])) else { continue };
            let (row, hunt) = (usize::from(local), &mut self.hunts[usize::from(outcome.is_some())]);
            let least_low = hunt.best.least_low();
            let (mut most, person) =
                plan.most[usize::from(codes[KIND])][plan.classes[usize::from(codes[REGION])]];
            if most < least_low {
                continue;
            }
            // What of its skills is there tells of most jobs that they are not wanted.
            let skilled = plan.skills(chunk.asks(row));
            if matches!(plan.search.seeker, Seeker::Person(_)) {
                most = harmonic_mean(plan.job_at(skilled.credit), person);
            }
            if most < least_low || plan.search.visible.is_some_and(|visible| !visible.shows(number, row)) {
                continue;
            }
            let later = Later { chunk: place, local, skilled };
            if !hunt.waiting.keep(most, later) {
                self.look(later, codes);
            }
        }
    }

    /// Looks at one job, and takes it where it may be among the best.
    fn look(&mut self, Later { chunk, local, skilled }: Later, codes: &[u16; COLUMNS]) {
        let (plan, (number, chunk)) = (self.plan, self.chunks[chunk as usize]);
        let failed = plan.outcomes[usize::from(codes[GATES])];
        let best = &mut self.hunts[usize::from(failed.is_some())].best;
        let Some(totals) = plan.totals(codes, skilled, best.least_low()) else { return };
        let id = id_at(Kind::Job, number, local);
        if plan.search.apart.contains(&id) {
            return;
        }
        let (low, score) = (totals.total.low, totals.total.score);
        let since = chunk.since[usize::from(local)];
        let waiting = failed.is_none().then(|| waiting(plan.search.atlas.today, since));
        best.take(One { key: key(low, score, waiting.unwrap_or(0), Some(id.number)), id, failed, waiting });
    }
}

impl Plan<'_> {
    /// The numbers of one job; `None` where they cannot reach `least_low`.
    fn totals(&self, codes: &[u16; COLUMNS], skilled: Skilled, least_low: u32) -> Option<Totals> {
        let mut sheet = Sheet::quick(self.table);
        for (place, credit) in &self.constant {
            sheet.put(*place, *credit);
        }
        sheet.put(self.place(PartName::Skills), skilled.credit);
        // The person's side first: it tells of most that they are not wanted.
        self.side(Direction::Person, codes, skilled.level, &mut sheet);
        let person = sheet.low(Direction::Person, &self.scales.of(&sheet));
        let most = match self.search.seeker {
            Seeker::Person(_) => self.job_at(skilled.credit),
            Seeker::Region(_) => 100,
        };
        if harmonic_mean(most, person) < least_low {
            return None;
        }
        self.side(Direction::Job, codes, skilled.level, &mut sheet);
        let job = sheet.low(Direction::Job, &self.scales.of(&sheet));
        (harmonic_mean(job, person) >= least_low).then(|| sheet.totals())
    }

    /// How much a job's side can come to at most with such skills.
    fn job_at(&self, skills: Credit) -> u32 {
        if skills.of == 0 {
            return 100;
        }
        let step = (skills.low * STEPS).div_ceil(skills.of);
        usize::try_from(step).ok().and_then(|step| self.presence.by_skills.get(step)).copied().unwrap_or(100)
    }

    /// What the skills asked for come to.
    fn skills(&self, asks: &[Ask]) -> Skilled {
        let (mut credit, mut level, mut has_must) = (Credit::NOTHING, 0, false);
        for ask in asks {
            let Asked { low, high, of, held } = self.asked[ask.code()];
            credit = credit.plus(Credit { low: low.into(), high: high.into(), of: of.into() });
            has_must |= ask.is_must();
            level = held.max(level);
        }
        let level = match (self.presence.top, has_must) {
            (None, _) => 0,
            (Some(top), false) => top.saturating_add(1),
            (Some(_), true) => level.saturating_add(1),
        };
        Skilled { credit, level: level.min(LEVELS - 1) }
    }

    /// Adds what the tables of a direction say.
    fn side(&self, of: Direction, codes: &[u16; COLUMNS], level: u8, sheet: &mut Sheet) {
        let region = usize::from(codes[REGION]);
        for (sight, table) in &self.tables[usize::from(of == Direction::Person)] {
            let variant = match sight {
                Sight::Piece(Piece::Style) => usize::from(level),
                Sight::Piece(Piece::OnsiteVisits) => usize::from(self.presence.lives[region]),
                Sight::Piece(Piece::OnsiteWay) if !self.presence.comes[usize::from(codes[ONSITE])] => {
                    continue;
                }
                Sight::Piece(_) | Sight::Place | Sight::Here => 0,
            };
            let code = codes[table.column];
            let credit = table.credit(code, variant, || self.work_out(*sight, table, code, variant));
            sheet.put(table.place, credit);
        }
    }
}
