//! When a job may open: once it says what it takes, a skill or explicitly none (a problem is made clear before people are sought).
//! Pure. Asked by `decide` of every job that people make or change by hand; what comes from elsewhere may be open as it was there.

use super::record::Record;
use super::rejection::Rejection;
use crate::field::choices::{JobStatus, RewardUnit, TermsItem, WorkKind};
use crate::field::tables::job;
use crate::field::{Fault, Value};

/// Steps on the way to an opening, in the order in which a job is thought through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Problem,
    Deliverable,
    Skills,
    Terms,
}

impl Step {
    pub const ALL: [Self; 4] = [Self::Problem, Self::Deliverable, Self::Skills, Self::Terms];

    /// Whether the job has taken the step. Terms: the form of work, the hours, the pay, and the written terms where they are owed.
    pub fn is_done(self, record: &Record) -> bool {
        let has = |field| record.get(field).is_some();
        match self {
            Self::Problem => has(&job::PROBLEM),
            Self::Deliverable => has(&job::DELIVERABLE),
            Self::Skills => says_skills(record),
            Self::Terms => {
                let unpaid = record.choice(&job::REWARD_UNIT) == Some(RewardUnit::None.code());
                let hours = has(&job::HOURS_MIN) || has(&job::HOURS_MAX);
                let paid = has(&job::REWARD) || unpaid;
                has(&job::WORK_KIND) && hours && paid && terms_missing(record).is_empty()
            }
        }
    }
}

/// Whether a job says what it takes: a required skill, or that none is.
pub fn says_skills(record: &Record) -> bool {
    !record.rows(&job::SKILLS_MUST).is_empty() || record.flag(&job::ANY_SKILL) == Some(true)
}

/// Whether a job's status is that it is open; one without a status is.
pub fn is_open(record: &Record) -> bool {
    record.choice(&job::STATUS).is_none_or(|code| code == JobStatus::Open.code())
}

/// The written terms that are owed and not there: the nine items, where somebody works on an order (フリーランス新法 3条).
pub fn terms_missing(record: &Record) -> Vec<TermsItem> {
    let kind = record.choice(&job::WORK_KIND).and_then(WorkKind::from_code);
    if !matches!(kind, Some(WorkKind::Outsourcing | WorkKind::StartupCorps)) {
        return Vec::new();
    }
    let rows = record.rows(&job::TERMS);
    let given =
        |item: &TermsItem| rows.iter().any(|row| row.choice(job::term::ITEM.code) == Some(item.code()));
    TermsItem::ALL.iter().copied().filter(|item| !given(item)).collect()
}

/// A new job that somebody makes by hand: without a status it is a draft until it says what it takes.
///
/// # Errors
/// `Invalid` at the required skills, where it is to be open without saying them.
pub fn begin(record: &mut Record) -> Result<(), Rejection> {
    if record.get(&job::STATUS).is_none() && !says_skills(record) {
        record.set(job::STATUS.code, Some(Value::choice(JobStatus::Draft.code())));
    }
    if is_open(record) && !says_skills(record) { Err(refusal()) } else { Ok(()) }
}

/// Refuses that a job opens, or stays open, without saying what it takes. One that came from elsewhere so can be changed
/// otherwise as it is.
///
/// # Errors
/// `Invalid` at the required skills.
pub fn lawful(before: &Record, after: &Record) -> Result<(), Rejection> {
    let lacks = |record: &Record| is_open(record) && !says_skills(record);
    let opened = before.get(&job::STATUS) != after.get(&job::STATUS);
    if lacks(after) && (opened || !lacks(before)) { Err(refusal()) } else { Ok(()) }
}

fn refusal() -> Rejection {
    Rejection::invalid(&job::SKILLS_MUST, Fault::OpensWithoutSkills)
}
