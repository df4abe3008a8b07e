//! The most that a person can come to, from the skills, the rank of the region and what is wished for alone.
//! Invariant: never below the true low end.

#![expect(clippy::indexing_slicing, reason = "classes, of which there are as many as places")]

use super::{CLASSES, ELSEWHERE};
use crate::matching::quick::bound::Ceiling;
use crate::matching::sheet::{Credit, harmonic_mean};
use crate::matching::weights::Direction;

/// Shares of skills that are told apart.
const STEPS: u32 = 64;
/// More than skills can be worth.
const NEVER: u32 = u32::MAX;

/// What is known of wishes before anybody is looked at.
pub(super) struct Wishes {
    /// Their line on the sheet, with the different credits; none where they are not told apart.
    pub levels: Vec<(usize, Credit)>,
    /// The level of each facet.
    pub of_facets: Vec<u8>,
}

/// The most of each side.
pub(super) struct Ceilings {
    /// The person's side by level of the wishes and class of the region's rank.
    person: Vec<[u32; CLASSES]>,
    /// The level of each facet of the wishes.
    levels: Vec<u8>,
    /// The job's side by what skills are worth.
    job: Vec<u32>,
    /// What skills are worth at most.
    pub skills_of: u32,
}

/// The least that skills must be worth.
pub(super) struct Needed {
    /// By class of the region's rank, whatever is wished for.
    pub by_class: [u32; CLASSES],
    /// Where the region is just elsewhere, by level of what is wished for.
    pub elsewhere: Vec<u32>,
}

impl Needed {
    /// What is needed for either.
    pub fn or(&self, other: &Self) -> Self {
        let either = |(one, other): (&u32, &u32)| *one.min(other);
        Self {
            by_class: std::array::from_fn(|class| self.by_class[class].min(other.by_class[class])),
            elsewhere: self.elsewhere.iter().zip(&other.elsewhere).map(either).collect(),
        }
    }
}

impl Ceilings {
    /// The ceilings where `ranks` says what each class is worth; places are those of the skills and the rank on the sheet.
    pub fn new(
        ceiling: &Ceiling,
        (skills, skills_of): (usize, u32),
        (rank, ranks): (usize, &[Credit; CLASSES]),
        wishes: Wishes,
    ) -> Self {
        let person = |wished: Option<&(usize, Credit)>| {
            let mut before = None;
            ranks.map(|credit| {
                // Beyond the first few, ranks are worth the same.
                let most = before.filter(|(held, _)| *held == credit).map_or_else(
                    || {
                        let known: Vec<_> = wished.into_iter().copied().chain([(rank, credit)]).collect();
                        ceiling.most(Direction::Person, &known)
                    },
                    |(_, most)| most,
                );
                before = Some((credit, most));
                most
            })
        };
        let mut by_level: Vec<[u32; CLASSES]> =
            wishes.levels.iter().map(|level| person(Some(level))).collect();
        if by_level.is_empty() {
            by_level.push(person(None));
        }
        let steps = (0..=STEPS).map(|step| {
            let low = skills_of * step / STEPS;
            ceiling.most(Direction::Job, &[(skills, Credit { low, high: low, of: skills_of })])
        });
        let steps: Vec<u32> = steps.collect();
        let job = (0..=skills_of).map(|low| {
            let step = (low * STEPS).div_ceil(skills_of.max(1));
            usize::try_from(step).ok().and_then(|step| steps.get(step)).copied().unwrap_or(100)
        });
        Self { person: by_level, levels: wishes.of_facets, job: job.collect(), skills_of }
    }

    /// The level of a facet of the wishes; `None` where there is no row.
    pub fn level(&self, want: u16) -> Option<u8> {
        self.levels.get(usize::from(want)).copied()
    }

    /// The most of the job's side where skills are worth so much.
    pub fn job_at(&self, skills: u16) -> u32 {
        self.job.get(usize::from(skills)).copied().unwrap_or(100)
    }

    /// The most that somebody can come to who has such skills and wishes, by class of the region's rank.
    pub fn most(&self, level: u8, class: u8, skills: u16) -> u32 {
        let classes = self.person.get(usize::from(level));
        let person = classes.and_then(|classes| classes.get(usize::from(class))).copied().unwrap_or(100);
        harmonic_mean(self.job_at(skills), person)
    }

    /// What is needed for a low end of `low`.
    pub fn needed(&self, low: u32) -> Needed {
        let enough = |person: u32| {
            let enough = self.job.partition_point(|job| harmonic_mean(*job, person) < low);
            u32::try_from(enough).ok().filter(|_| enough < self.job.len()).unwrap_or(NEVER)
        };
        let by_class = std::array::from_fn(|class| {
            let person = self.person.iter().filter_map(|classes| classes.get(class)).max();
            enough(person.copied().unwrap_or(100))
        });
        let elsewhere = |classes: &[u32; CLASSES]| enough(classes[usize::from(ELSEWHERE)]);
        Needed { by_class, elsewhere: self.person.iter().map(elsewhere).collect() }
    }
}
