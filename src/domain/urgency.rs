//! How urgent an open case is, as a sum of parts that anybody can ask for, and the one reason that its row names.
//! Invariant: the number is the sum of its parts, in tenths, so that what is explained is what is sorted by. Pure; the day is
//! given. Clocks of the office (first response, plan review) count working days and stand still while a case is on hold or
//! waits on others; a date that somebody set for the next action is an appointment and does not. What a part weighs is the
//! office's rule, which every state carries, so that all who rank by urgency rank by the same numbers.

mod weights;

pub use weights::{MOST, Origin, Part, VERSION, Weights};

use super::decide::stage_of;
use super::lead;
use super::record::Record;
use super::stage::is_open;
use super::state::State;
use crate::field::calendar::business_days_between;
use crate::field::choices::{Stage, WaitingOn};
use crate::field::tables::{case, job};
use crate::field::{Date, Id, Kind};
use crate::lang::Label;

/// Days ahead in which the end of a job's window or a trial counts.
const WINDOW_DAYS: i32 = 7;
/// Days after which age counts in full.
const AGE_DAYS: i32 = 90;
/// Working days before and after a due day between which its part grows from nothing to all of it.
const RAMP_DAYS: i32 = 5;
/// The highest priority.
pub const PRIORITY_MAX: i32 = 3;

/// The parts of one case's urgency, in tenths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Urgency([i32; Part::ALL.len()]);

impl Urgency {
    /// The urgency of an open case on a day; `None` when it is closed.
    pub fn of(state: &State, record: &Record, today: Date) -> Option<Self> {
        if !is_open(stage_of(record)) {
            return None;
        }
        let weights = &state.office().urgency;
        let whole = |part, holds| if holds { weights.of(part) } else { 0 };
        let amount = |part: Part| match part {
            Part::Due => soonest(record, today).map_or(0, |(_, due)| ramp(weights.of(part), due, today)),
            Part::Ours => whole(part, is_ours(record, today)),
            Part::Priority => weights.of(part) * priority(record),
            Part::Window => whole(part, closes_soon(state, record, today)),
            Part::First => whole(part, lacks_first_response(record) && !is_paused(record, today)),
            Part::Reply => whole(part, record.get(&case::REPLY_ON).is_some() && !is_held(record, today)),
            Part::Age => {
                let age = record.date(&case::OPENED_ON).map_or(0, |opened| today.days_since(opened));
                weights.of(part) * age.clamp(0, AGE_DAYS) / AGE_DAYS
            }
            Part::Others => whole(part, waits_on_others(record) && !is_held(record, today)),
            Part::Held => whole(part, is_held(record, today)),
        };
        Some(Self(Part::ALL.map(amount)))
    }

    /// The number that the queue is ordered by, in tenths: the sum of the parts.
    pub fn tenths(&self) -> i32 {
        self.0.iter().sum()
    }

    /// The parts that are not nothing, in tenths.
    pub fn parts(&self) -> impl Iterator<Item = (Part, i32)> {
        Part::ALL.into_iter().zip(self.0).filter(|(_, amount)| *amount != 0)
    }
}

/// `19.2` for 192 tenths.
pub fn in_tenths(tenths: i32) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
}

/// Why a case is to be looked at: what its row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// On hold until then.
    Held(Option<Date>),
    /// Somebody wrote on that day and nobody has answered.
    Reply(Date),
    /// The first response was due or is due then.
    First(Date),
    Next(Date),
    Review(Date),
    /// The check of so many months after the start.
    Check(i64, Date),
    /// Until when they are on trial.
    Trial(Date),
    Waiting(WaitingOn, Option<Date>),
    Nothing,
}

/// Groups of reasons, as Today is read: what is late first, then what is for the day, then what waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Late,
    Today,
    Reply,
    First,
    Check,
    Trial,
    Waiting,
    Held,
    Later,
}

impl Section {
    pub const fn label(self) -> Label {
        match self {
            Self::Late => Label::new("超過", "late"),
            Self::Today => Label::new("本日", "today"),
            Self::Reply => Label::new("返信", "reply"),
            Self::First => Label::new("初回", "first"),
            Self::Check => Label::new("定着", "check"),
            Self::Trial => Label::new("お試し", "trial"),
            Self::Waiting => Label::new("相手待ち", "waiting"),
            Self::Held => Label::new("保留", "on hold"),
            Self::Later => Label::new("予定", "later"),
        }
    }
}

impl Reason {
    /// The reason of an open case on a day.
    pub fn of(record: &Record, today: Date) -> Self {
        if is_held(record, today) {
            return Self::Held(record.date(&case::RESUME_ON));
        }
        if let Some(on) = record.date(&case::REPLY_ON) {
            return Self::Reply(on);
        }
        let soonest = soonest(record, today);
        if let Some((reason, _)) = soonest.filter(|(_, due)| *due <= today) {
            return reason;
        }
        if let Some(until) = trial_until(record, today) {
            return Self::Trial(until);
        }
        match (waits_on(record), soonest) {
            (Some(whom), _) if whom != WaitingOn::Us => {
                Self::Waiting(whom, record.date(&case::WAITING_SINCE))
            }
            (_, Some((reason, _))) => reason,
            (_, None) => Self::Nothing,
        }
    }

    /// The day by which something is to be done, where the reason is one.
    pub const fn due(self) -> Option<Date> {
        match self {
            Self::First(due) | Self::Next(due) | Self::Review(due) | Self::Check(_, due) => Some(due),
            Self::Held(_) | Self::Reply(_) | Self::Trial(_) | Self::Waiting(..) | Self::Nothing => None,
        }
    }

    /// The group it is read in.
    pub fn section(self, today: Date) -> Section {
        match (self, self.due()) {
            (_, Some(due)) if due < today => Section::Late,
            (_, Some(due)) if due == today => Section::Today,
            (Self::Reply(_), _) => Section::Reply,
            (Self::First(_), _) => Section::First,
            (Self::Check(..), _) => Section::Check,
            (Self::Trial(_), _) => Section::Trial,
            (Self::Waiting(..), _) => Section::Waiting,
            (Self::Held(_), _) => Section::Held,
            (Self::Next(_) | Self::Review(_) | Self::Nothing, _) => Section::Later,
        }
    }
}

/// What is due soonest, and when: the next action, the first response, the plan's review, a check after the start; of a held
/// case whose day has come, that day.
pub fn soonest(record: &Record, today: Date) -> Option<(Reason, Date)> {
    if stage_of(record) == Stage::OnHold {
        let resume = record.date(&case::RESUME_ON).filter(|day| *day <= today)?;
        return Some((Reason::Next(resume), resume));
    }
    let running = !is_paused(record, today);
    let first = record.date(&case::FIRST_RESPONSE_DUE).filter(|_| running && lacks_first_response(record));
    let review = record.date(&case::PLAN_REVIEW).filter(|_| running && has_plan(record));
    let check = lead::next_check(record);
    let all = [
        record.date(&case::NEXT_DUE).map(|due| (Reason::Next(due), due)),
        first.map(|due| (Reason::First(due), due)),
        review.map(|due| (Reason::Review(due), due)),
        check.map(|(month, due)| (Reason::Check(month, due), due)),
    ];
    all.into_iter().flatten().min_by_key(|(_, due)| *due)
}

/// From when on the clocks of a case stand still; `None` while they run.
pub fn paused_since(record: &Record, today: Date) -> Option<Date> {
    if is_held(record, today) {
        return Some(record.date(&case::STAGE_SINCE).unwrap_or(today));
    }
    let since = record.date(&case::WAITING_SINCE).unwrap_or(today);
    waits_on_others(record).then_some(since)
}

fn is_paused(record: &Record, today: Date) -> bool {
    paused_since(record, today).is_some()
}

/// On hold, and the day to go on has not come.
fn is_held(record: &Record, today: Date) -> bool {
    let resumes = record.date(&case::RESUME_ON);
    stage_of(record) == Stage::OnHold && resumes.is_none_or(|day| day > today)
}

fn waits_on(record: &Record) -> Option<WaitingOn> {
    record.choice(&case::WAITING_ON).and_then(WaitingOn::from_code)
}

/// Whether somebody else has the next move.
pub fn waits_on_others(record: &Record) -> bool {
    waits_on(record).is_some_and(|whom| whom != WaitingOn::Us)
}

/// Where nothing is said of whose move it is, it is ours.
fn is_ours(record: &Record, today: Date) -> bool {
    !waits_on_others(record) && !is_held(record, today) && is_worked_on(record)
}

/// Somebody who has settled is no longer waited for by us, but for the checks.
fn is_worked_on(record: &Record) -> bool {
    !matches!(stage_of(record), Stage::Settled | Stage::Closed)
}

/// Whether nobody has answered them yet.
pub fn lacks_first_response(record: &Record) -> bool {
    record.date(&case::FIRST_RESPONSE_DUE).is_some() && record.get(&case::FIRST_RESPONSE_ON).is_none()
}

/// From the plan until somebody has agreed; after the start the checks take its place.
fn has_plan(record: &Record) -> bool {
    matches!(stage_of(record), Stage::Planned | Stage::Matching | Stage::Introduced | Stage::Trial)
}

fn priority(record: &Record) -> i32 {
    i32::try_from(record.int(&case::PRIORITY).unwrap_or(0)).unwrap_or(0).clamp(0, PRIORITY_MAX)
}

/// The part of a due day: half of it on the day, all of it from five working days later on, nothing five before.
fn ramp(weight: i32, due: Date, today: Date) -> i32 {
    let late = business_days_between(due, today).clamp(-RAMP_DAYS, RAMP_DAYS);
    weight * (RAMP_DAYS + late) / (2 * RAMP_DAYS)
}

fn trial_until(record: &Record, today: Date) -> Option<Date> {
    let (from, to) = (record.date(&case::TRIAL_FROM)?, record.date(&case::TRIAL_TO)?);
    (stage_of(record) == Stage::Trial && from <= today && today <= to).then_some(to)
}

/// Whether the window of the case's job or its trial is near.
fn closes_soon(state: &State, record: &Record, today: Date) -> bool {
    let near = |day: Date| (0..=WINDOW_DAYS).contains(&day.days_since(today));
    match stage_of(record) {
        Stage::Planned | Stage::Matching | Stage::Introduced => {
            window_of(record).and_then(|id| state.live(id)?.date(&job::CLOSES_ON)).is_some_and(near)
        }
        Stage::Trial => {
            [&case::TRIAL_FROM, &case::TRIAL_TO].into_iter().filter_map(|field| record.date(field)).any(near)
        }
        _ => false,
    }
}

/// The job whose window counts for a case.
fn window_of(record: &Record) -> Option<Id> {
    record.reference(&case::JOB).filter(|id| id.kind == Kind::Job)
}
