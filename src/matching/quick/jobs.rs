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
use super::people::waiting;
use super::{Found, Visible};
use crate::field::{Id, Kind};
use crate::matching::atlas::Atlas;
use crate::matching::candidate::Candidate;
use crate::matching::columns::jobs::{Chunk, GATES, KIND, ONSITE, REGION};
use crate::matching::columns::{ABSENT, Jobs, Kin, id_at};
use crate::matching::parts::Piece;
use crate::matching::place::Place;
use crate::matching::sheet::{Credit, Sheet, Totals, UNIT, harmonic_mean};
use crate::matching::weights::{Direction, MUST, NICE, PartName};

use plan::{Plan, STEPS, Sight};

const LEVELS: usize = 17;
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
    pub apart: BTreeSet<Id>,
    pub visible: Option<&'a Visible>,
}

/// The best `limit` jobs and the best `limit` of those kept out.
pub(super) fn best(search: Search<'_>, limit: usize) -> Found {
    let plan = Plan::new(search);
    let mut found = plan.count();
    let mut passed = if found.total == 0 { Best::none() } else { Best::new(limit) };
    let mut out = if found.excluded_total.is_empty() { Best::none() } else { Best::new(limit) };
    for (number, chunk) in &plan.search.jobs.chunks {
        for local in 0..chunk.since.len() {
            plan.look((*number, chunk, local), &mut passed, &mut out);
        }
        passed.prune();
        out.prune();
    }
    (found.passed, found.out) = (passed.into_held(), out.into_held());
    found
}

impl Plan<'_> {
    /// Looks at one job, and takes what may be among the best.
    fn look(&self, (number, chunk, local): (u32, &Chunk, usize), passed: &mut Best, out: &mut Best) {
        let gates = chunk.codes[GATES][local];
        if gates == ABSENT {
            return;
        }
        let failed = self.outcomes[usize::from(gates)];
        let is_out = failed.is_some();
        let least_low = if is_out { out.least_low() } else { passed.least_low() };
        let (kind, region) = (chunk.codes[KIND][local], chunk.codes[REGION][local]);
        let (mean, person) = self.most[usize::from(kind)][self.classes[usize::from(region)]];
        if mean < least_low {
            return;
        }
        // What of its skills is there tells of most jobs that they are not wanted.
        let skills = self.skills(chunk, local);
        if matches!(self.search.seeker, Seeker::Person(_))
            && harmonic_mean(self.job_at(skills.0), person) < least_low
        {
            return;
        }
        if self.search.visible.is_some_and(|visible| !visible.shows(number, local)) {
            return;
        }
        let Ok(place) = u16::try_from(local) else { return };
        let id = id_at(Kind::Job, number, place);
        let Some(totals) = self.totals((chunk, local), skills, least_low) else { return };
        if !self.search.apart.is_empty() && self.search.apart.contains(&id) {
            return;
        }
        let (low, score) = (totals.total.low, totals.total.score);
        if is_out {
            out.take(One { key: key(low, score, 0, Some(id.number)), id, failed });
        } else {
            let waiting = waiting(self.search.atlas.today, chunk.since[local]);
            passed.take(One { key: key(low, score, waiting, Some(id.number)), id, failed });
        }
    }

    /// The numbers of one job; `None` where they cannot reach `least_low`.
    fn totals(
        &self,
        (chunk, local): (&Chunk, usize),
        (credit, level): (Credit, usize),
        least_low: u32,
    ) -> Option<Totals> {
        let mut sheet = Sheet::quick(self.table);
        for (place, credit) in &self.constant {
            sheet.put(*place, *credit);
        }
        sheet.put(self.place(PartName::Skills), credit);
        // The person's side first: it tells of most that they are not wanted.
        self.side(Direction::Person, (chunk, local), level, &mut sheet);
        let person = sheet.low(Direction::Person, &self.scales.of(&sheet));
        if harmonic_mean(100, person) < least_low {
            return None;
        }
        self.side(Direction::Job, (chunk, local), level, &mut sheet);
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

    /// What the skills are worth, and which variant of a way of working they make.
    fn skills(&self, chunk: &Chunk, local: usize) -> (Credit, usize) {
        let (mut credit, mut level, mut has_must) = (Credit::NOTHING, 0, false);
        let placing = matches!(self.search.seeker, Seeker::Region(_));
        for ask in chunk.asks(local) {
            let (worths, held) = self.skills[ask.skill()];
            let must = ask.is_must();
            let times = match (placing, must) {
                (true, false) => continue,
                (true, true) => 1,
                (false, true) => MUST,
                (false, false) => NICE,
            };
            let worth = worths[ask.level()];
            credit =
                credit.plus(Credit { low: worth.low * times, high: worth.high * times, of: UNIT * times });
            has_must |= must;
            level = if must { held.max(level) } else { level };
        }
        let best = match (self.presence.top, has_must) {
            (None, _) => return (credit, 0),
            (Some(top), false) => top,
            (Some(_), true) => level,
        };
        (credit, (usize::from(best) + 1).min(LEVELS - 1))
    }

    /// Adds what the tables of a direction say.
    fn side(&self, of: Direction, (chunk, local): (&Chunk, usize), level: usize, sheet: &mut Sheet) {
        let region = usize::from(chunk.codes[REGION][local]);
        for (sight, table) in &self.tables {
            if self.table[table.place].direction != of {
                continue;
            }
            let code = chunk.codes[table.column][local];
            let variant = match sight {
                Sight::Piece(Piece::Style) => level,
                Sight::Piece(Piece::OnsiteVisits) => usize::from(self.presence.lives[region]),
                Sight::Piece(Piece::OnsiteWay)
                    if !self.presence.comes[usize::from(chunk.codes[ONSITE][local])] =>
                {
                    continue;
                }
                Sight::Piece(_) | Sight::Place | Sight::Here => 0,
            };
            let credit = table.credit(code, variant, || self.work_out(*sight, table, code, variant));
            sheet.put(table.place, credit);
        }
    }
}
