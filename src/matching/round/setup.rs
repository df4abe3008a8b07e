//! What a round from the store is made of: who enters, which posts there are, with which limits.
//! Invariant: plain data in a fixed order, so that the same setup on the same records is the same round.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::decide::stage_of;
use crate::domain::{Record, State};
use crate::field::choices::{CaseKind, JobStatus, Stage, WorkKind};
use crate::field::tables::{case, job, person, region};
use crate::field::{Date, Id, Kind};

/// Who enters and where, as chosen; capacities and caps only where they differ from the records.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Setup {
    /// Cases, or people without one; `None` for the open cases that are about the jobs.
    pub entries: Option<Vec<Id>>,
    pub jobs: Vec<Id>,
    pub capacities: BTreeMap<Id, u32>,
    /// By region; `None` lifts the region's own cap.
    pub caps: BTreeMap<Id, Option<u32>>,
    pub seed: u64,
}

/// Somebody who enters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub person: Id,
    pub case: Option<Id>,
    pub seats: u32,
    /// The ranked list that somebody recorded; without one the score stands in until it is confirmed.
    pub wished: Vec<Id>,
}

impl Setup {
    /// The round of a region: its open jobs, and the cases that could be for them.
    pub fn of_region(state: &State, region: Id, seed: u64) -> Self {
        Self { jobs: jobs_of(state, region), seed, ..Self::default() }
    }

    /// The entries, one a person, in the order of their ids.
    pub fn read_entries(&self, state: &State) -> Vec<Entry> {
        let mut seen = BTreeSet::new();
        let mut ids = self.entries.clone().unwrap_or_else(|| entries_for(state, &self.jobs));
        ids.sort_unstable();
        let entries = ids.into_iter().filter_map(|id| entry(state, id));
        entries.filter(|entry| seen.insert(entry.person)).collect()
    }

    /// The seats of a post: as set here, else the job's openings, else one.
    pub fn capacity(&self, post: &Record) -> u32 {
        let openings = || post.int(&job::OPENINGS).and_then(|count| u32::try_from(count).ok()).unwrap_or(1);
        self.capacities.get(&post.id).copied().unwrap_or_else(openings)
    }

    /// The cap of a region: as set here, else the region's intake cap.
    pub fn cap(&self, state: &State, region: Id) -> Option<u32> {
        let own = || state.live(region)?.int(&region::INTAKE_CAP).and_then(|cap| u32::try_from(cap).ok());
        self.caps.get(&region).copied().unwrap_or_else(own)
    }
}

/// A case or a person as an entry; `None` for what cannot enter.
fn entry(state: &State, id: Id) -> Option<Entry> {
    let record = state.live(id)?;
    match id.kind {
        Kind::Person => Some(Entry { person: id, case: None, seats: 1, wished: Vec::new() }),
        Kind::Case if stage_of(&record) != Stage::Closed => {
            let person = record.reference(&case::PERSON).filter(|person| state.has(*person))?;
            let seats = record.int(&case::PARTY).and_then(|seats| u32::try_from(seats).ok());
            let wished = record.references(&case::WISHED_JOBS).collect();
            Some(Entry { person, case: Some(id), seats: seats.unwrap_or(1).max(1), wished })
        }
        _ => None,
    }
}

/// A region's jobs that take people: open ones, also where the window for applying has closed, since selecting comes after.
pub fn jobs_of(state: &State, region: Id) -> Vec<Id> {
    let open = |record: &Record| {
        record.choice(&job::STATUS).is_none_or(|status| status == JobStatus::Open.code())
            && record.get(&job::MERGED_INTO).is_none()
            && record.reference(&job::REGION) == Some(region)
    };
    let jobs = state.linked(region, Kind::Job).filter_map(|id| state.live(id));
    let mut jobs: Vec<Id> = jobs.filter(open).map(|record| record.id).collect();
    jobs.sort_unstable();
    jobs
}

/// The open cases that are about such jobs, before anything is agreed: those that name one of the jobs, and those of a fitting
/// kind that wish for one of the regions.
pub fn entries_for(state: &State, jobs: &[Id]) -> Vec<Id> {
    let posts: Vec<Record> = jobs.iter().filter_map(|id| state.live(*id)).collect();
    let regions: BTreeSet<Id> = posts.iter().filter_map(|post| post.reference(&job::REGION)).collect();
    let startups = |post: &Record| post.choice(&job::WORK_KIND) == Some(WorkKind::StartupCorps.code());
    let only_startups = !posts.is_empty() && posts.iter().all(startups);
    let fits = |record: &Record| {
        let named = record.references(&case::WISHED_JOBS).chain(record.reference(&case::JOB));
        if named.into_iter().any(|job| jobs.contains(&job)) {
            return true;
        }
        let kind = record.choice(&case::KIND).and_then(CaseKind::from_code);
        let of_kind = match kind {
            Some(CaseKind::StartupLvs) => true,
            Some(CaseKind::HousingOnly | CaseKind::TrialStay | CaseKind::EmployeeSupport) => false,
            _ => !only_startups,
        };
        of_kind && wished_regions(state, record).iter().any(|region| regions.contains(region))
    };
    let open = state.records(Kind::Case).filter(|record| can_enter(stage_of(record)));
    open.filter(fits).map(|record| record.id).collect()
}

fn can_enter(stage: Stage) -> bool {
    stage < Stage::Agreed && !matches!(stage, Stage::OnHold | Stage::Closed)
}

/// Where a case wishes to go, else its person.
pub fn wished_regions(state: &State, record: &Record) -> Vec<Id> {
    let own: Vec<Id> = record.references(&case::REGIONS).collect();
    if !own.is_empty() {
        return own;
    }
    let person = record.reference(&case::PERSON).and_then(|id| state.live(id));
    person.map(|person| person.references(&person::REGIONS).collect()).unwrap_or_default()
}

/// When somebody who withdraws can enter again: the job's opening a year on, else the first day of the next fiscal year.
pub fn next_opening(state: &State, job: Option<Id>, today: Date) -> Date {
    let opened = job.and_then(|id| state.live(id)).and_then(|job| job.date(&job::OPENS_ON));
    let mut again = opened.map(|day| day.plus_months(12));
    while let Some(day) = again.filter(|day| *day <= today) {
        again = Some(day.plus_months(12));
    }
    let next_year = || Date::from_ymd(today.fiscal_year() + 1, 4, 1);
    again.or_else(next_year).unwrap_or(today)
}
