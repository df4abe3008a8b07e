//! The most that a person can come to, from the skills, the rank of the region and what is wished for alone.
//! Invariant: never below the true low end.

use super::CLASSES;
use crate::matching::quick::bound::{Ceiling, least};
use crate::matching::sheet::{Credit, harmonic_mean};
use crate::matching::weights::Direction;

/// Shares of skills that are told apart.
const STEPS: u32 = 64;

/// The most of each side.
pub(super) struct Ceilings {
    /// The person's side by class of the region's rank, whatever is wished for.
    person: [u32; CLASSES],
    /// The same for each level of what the person's wishes are worth.
    wished: Vec<[u32; CLASSES]>,
    /// The level of each facet of the wishes; none where levels are not told apart.
    pub levels: Vec<u8>,
    /// The job's side by what skills are worth.
    job: Vec<u32>,
    /// The mean by what skills are worth and class.
    most: Vec<[u32; CLASSES]>,
    /// What skills are worth at most.
    pub skills_of: u32,
}

impl Ceilings {
    /// The ceilings where `ranks` says what each class is worth, and `wishes` what each level of wishes is; places are those of
    /// the skills, the rank and the wishes on the sheet.
    pub fn new(
        ceiling: &Ceiling,
        (skills, skills_of): (usize, u32),
        (rank, ranks): (usize, &[Credit; CLASSES]),
        (wish, wishes): (usize, &[Credit]),
    ) -> Self {
        let person = ranks.map(|credit| ceiling.most(Direction::Person, &[(rank, credit)]));
        let by_level = wishes.iter().map(|wished| {
            ranks.map(|credit| ceiling.most(Direction::Person, &[(rank, credit), (wish, *wished)]))
        });
        let job = (0..=STEPS).map(|step| {
            let low = skills_of * step / STEPS;
            ceiling.most(Direction::Job, &[(skills, Credit { low, high: low, of: skills_of })])
        });
        let job: Vec<u32> = job.collect();
        let most = job.iter().map(|job| person.map(|person| harmonic_mean(*job, person)));
        Self { person, wished: by_level.collect(), levels: Vec::new(), most: most.collect(), job, skills_of }
    }

    /// The most of the job's side where skills are worth so much.
    pub fn job_at(&self, skills: u32) -> u32 {
        usize::try_from(self.step(skills)).ok().and_then(|step| self.job.get(step)).copied().unwrap_or(100)
    }

    /// The least that skills must be worth for a low end of `low`, where the person's side is at most `person`.
    fn skills_for(&self, low: u32, person: u32) -> u32 {
        let Some(enough) = least(low, person) else { return NEVER };
        let step = self.job.partition_point(|most| *most < enough);
        if step >= self.job.len() {
            return NEVER;
        }
        // What lies between two steps may reach what the upper one does.
        let step = u32::try_from(step).unwrap_or(0).saturating_sub(1);
        self.skills_of * step / STEPS
    }

    /// The most that somebody can come to who has such skills, by class of the region's rank.
    pub fn most(&self, class: u8, skills: u16) -> u32 {
        let step = usize::try_from(self.step(u32::from(skills))).unwrap_or(usize::MAX);
        let most = self.most.get(step).and_then(|most| most.get(usize::from(class)));
        most.copied().unwrap_or(100)
    }

    /// The share of skills that is told apart, rounded up.
    const fn step(&self, skills: u32) -> u32 {
        if self.skills_of == 0 { 0 } else { (skills * STEPS).div_ceil(self.skills_of) }
    }
}

/// What is needed of skills for a low end, by class of the region's rank; more than there can be where nothing is enough.
pub(super) struct Limits {
    pub low: u32,
    by_class: [u32; CLASSES],
    /// The same by level of the wishes; one level where they are not told apart.
    by_wish: Vec<[u32; CLASSES]>,
}

/// More than skills can be worth.
const NEVER: u32 = u32::MAX;

impl Limits {
    pub fn new(ceilings: &Ceilings, low: u32) -> Self {
        let mut known = vec![None; 101];
        let mut skills_for = |person: u32| {
            let slot = known.get_mut(person as usize);
            slot.map_or(0, |slot| *slot.get_or_insert_with(|| ceilings.skills_for(low, person)))
        };
        let by_class = ceilings.person.map(&mut skills_for);
        let mut by_wish: Vec<[u32; CLASSES]> =
            ceilings.wished.iter().map(|person| person.map(&mut skills_for)).collect();
        if by_wish.is_empty() {
            by_wish.push(by_class);
        }
        Self { low, by_class, by_wish }
    }

    /// The least that skills must be worth; `None` where nothing is enough.
    pub fn of(&self, class: u8) -> Option<u16> {
        self.by_class.get(usize::from(class)).and_then(|least| u16::try_from(*least).ok())
    }

    /// Whether these skills can be enough.
    pub fn allows(&self, class: u8, skills: u16) -> bool {
        self.by_class.get(usize::from(class)).is_some_and(|least| u32::from(skills) >= *least)
    }

    /// Whether they can for somebody whose wishes are worth a level; a level that is not known is not told apart.
    pub fn allows_wish(&self, level: u8, class: u8, skills: u16) -> bool {
        let Some(limits) = self.by_wish.get(usize::from(level)) else { return self.allows(class, skills) };
        limits.get(usize::from(class)).is_some_and(|least| u32::from(skills) >= *least)
    }
}
