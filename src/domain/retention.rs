//! How long what is known of a person is kept, as the office's rules and the record say, and until when a row of the placement
//! ledger must be. Nothing goes by itself: a day that has come puts the record on a list, and somebody decides.
//!
//! No law sets a period for the record as such; 個人情報保護法22条 asks that what is no longer needed goes without delay, so it is the
//! office's purpose that decides. What comes along is the proposal of reliability.md: five years after a case was closed, one where
//! the person withdrew. Rows of the ledger are kept for two years after their end (職業安定法施行規則; domain.md 1), whatever the office says.

use super::decide::stage_of;
use super::record::Record;
use super::stage::is_open;
use super::state::State;
use crate::field::choices::ClosedReason;
use crate::field::tables::case::ledger;
use crate::field::tables::{case, person};
use crate::field::{Date, Id, Kind, Row};

/// Months that a row of the ledger is kept after its end.
const LEDGER_MONTHS: i32 = 24;
/// Months of the longest rule: a century.
pub const MONTHS_MAX: u32 = 1200;

/// The office's rule, in months after the last case of a person was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    pub closed_months: u32,
    /// Where the person withdrew.
    pub withdrew_months: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { closed_months: 60, withdrew_months: 12 }
    }
}

/// What a day of keeping follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// Somebody has set it.
    Set,
    /// The office's rule: so many months after that day, on which the last case was closed.
    Rule { closed: Date, months: u32 },
    /// The last row of the placement ledger, which ends later than the office's rule.
    Ledger,
}

/// Until when a person's record is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    pub until: Date,
    pub ground: Ground,
}

/// Until when the record of a person is kept: the day that somebody has set, else the office's rule and the ledger, whichever ends
/// later. `None` while a case is open, for somebody who never had one, and for who was erased.
pub fn kept(state: &State, record: &Record) -> Option<Kept> {
    if record.id.kind != Kind::Person || record.get(&person::ERASED_ON).is_some() {
        return None;
    }
    let mut last: Option<(Date, Option<ClosedReason>)> = None;
    let mut ledger = None;
    for one in cases(state, record.id) {
        if is_open(stage_of(&one)) {
            return None;
        }
        let closed = one.date(&case::CLOSED_ON).unwrap_or_else(|| one.updated().at.date());
        let reason = one.choice(&case::CLOSED_REASON).and_then(ClosedReason::from_code);
        // Of two closed on one day the one that is kept longer counts.
        if last
            .is_none_or(|(day, held)| day < closed || (day == closed && held == Some(ClosedReason::Withdrew)))
        {
            last = Some((closed, reason));
        }
        ledger = ledger.max(ledger_of(&one));
    }
    if let Some(until) = record.date(&person::RETENTION_UNTIL) {
        return Some(Kept { until, ground: Ground::Set });
    }
    let (closed, reason) = last?;
    let rule = state.office().retention;
    let months =
        if reason == Some(ClosedReason::Withdrew) { rule.withdrew_months } else { rule.closed_months };
    let until = closed.plus_months(i32::try_from(months).unwrap_or(i32::MAX));
    Some(match ledger.filter(|day| *day > until) {
        Some(until) => Kept { until, ground: Ground::Ledger },
        None => Kept { until, ground: Ground::Rule { closed, months } },
    })
}

/// Until when the last row of the placement ledger about a person is kept; `None` where there is none, or all are open.
pub fn ledger_kept(state: &State, person: Id) -> Option<Date> {
    cases(state, person).filter_map(|one| ledger_of(&one)).max()
}

/// Until when a row of the ledger is kept: two years after the case was closed or, where that is later, after the introduction was
/// decided on. `None` while it is open.
pub fn row_kept(record: &Record, row: &Row) -> Option<Date> {
    let closed = record.date(&case::CLOSED_ON);
    let end = match row.flag(ledger::RESULT.code) {
        Some(_) => closed.max(row.date(ledger::ON.code)),
        None => closed,
    };
    Some(end?.plus_months(LEDGER_MONTHS))
}

fn ledger_of(record: &Record) -> Option<Date> {
    record.rows(&case::LEDGER).iter().filter_map(|row| row_kept(record, row)).max()
}

/// The cases of a person that are not withdrawn.
fn cases(state: &State, person: Id) -> impl Iterator<Item = Record> {
    let linked = state.linked(person, Kind::Case).filter_map(|id| state.live(id));
    linked.filter(move |one| one.reference(&case::PERSON) == Some(person))
}
