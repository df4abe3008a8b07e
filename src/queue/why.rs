//! Why a record is in the queue, and how soon: the one meaning of urgency that lists, boards and record screens share.

pub use crate::domain::lead::{due, leading_case};

use crate::domain::decide::stage_of;
use crate::domain::{Record, State, stage};
use crate::field::choices::{JobStatus, Stage};
use crate::field::tables::{case, job};
use crate::field::{Date, Id, Kind};

/// One row of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub id: Id,
    pub why: Why,
}

/// Why a row is where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// An open case, its stage, and by when something is due.
    Case {
        case: Id,
        stage: Stage,
        due: Option<Date>,
        resumes: bool,
    },
    /// So many open jobs there.
    OpenJobs(usize),
    /// It takes people until then.
    Until(Date),
    /// Not open: its status.
    Status(JobStatus),
    Nothing,
}

/// Why a case is in the queue; `None` when it is closed.
pub fn case_why(record: &Record) -> Option<Why> {
    let stage = stage_of(record);
    if !stage::is_open(stage) {
        return None;
    }
    let held = stage == Stage::OnHold;
    let due = if held { record.date(&case::RESUME_ON) } else { due(record) };
    Some(Why::Case { case: record.id, stage, due, resumes: held })
}

/// Whether a job takes nobody any more on `today`, the day it closes, and what its row says.
pub fn job_why(record: &Record, today: Date) -> (bool, Date, Why) {
    let status = record.choice(&job::STATUS).and_then(JobStatus::from_code).unwrap_or(JobStatus::Open);
    let closes = record.date(&job::CLOSES_ON);
    let open = status == JobStatus::Open && closes.is_none_or(|day| day >= today);
    let why = match (open, closes) {
        (true, Some(day)) => Why::Until(day),
        (true, None) => Why::Nothing,
        (false, _) if status == JobStatus::Open => Why::Status(JobStatus::Closed),
        (false, _) => Why::Status(status),
    };
    (!open, closes.unwrap_or(Date(i32::MAX)), why)
}

/// How many jobs of a region are open, whatever day it is.
pub fn open_jobs(state: &State, region: Id) -> usize {
    let jobs = state.linked(region, Kind::Job).filter_map(|id| state.live(id));
    let open = jobs.filter(|record| record.choice(&job::STATUS) == Some(JobStatus::Open.code()));
    open.filter(|record| record.reference(&job::REGION) == Some(region)).count()
}
