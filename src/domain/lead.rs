//! What is due of a case, and which open case of a person leads: the one that the queue shows and that verbs are for.
//! Pure; asked by filters and lists.

use super::decide::stage_of;
use super::record::Record;
use super::stage::is_open;
use super::state::State;
use crate::field::choices::{ActivityKind, Stage};
use crate::field::tables::{activity, case};
use crate::field::{Date, Id, Kind, Moment};

/// What is due of a case, and when: the next action, or the first answer to somebody who waits for one.
pub fn due(record: &Record) -> Option<Date> {
    let next = record.date(&case::NEXT_DUE);
    let first =
        record.date(&case::FIRST_RESPONSE_DUE).filter(|_| record.get(&case::FIRST_RESPONSE_ON).is_none());
    match (next, first) {
        (Some(next), Some(first)) => Some(next.min(first)),
        (one, other) => one.or(other),
    }
}

/// Months after the start at which a case is checked.
const CHECK_MONTHS: [i64; 4] = [1, 3, 6, 12];

/// The first of the checks after the start that is not done: after how many months, and on which day; none before the start
/// and after the end.
pub fn next_check(record: &Record) -> Option<(i64, Date)> {
    let start = record.date(&case::START_ON)?;
    if !matches!(stage_of(record), Stage::Active | Stage::Settled) {
        return None;
    }
    let done = |month: i64| {
        let mut rows = record.rows(&case::CHECKS).iter();
        rows.any(|row| {
            row.int(case::check::MONTH.code) == Some(month) && row.date(case::check::DONE.code).is_some()
        })
    };
    let month = CHECK_MONTHS.into_iter().find(|month| !done(*month))?;
    Some((month, start.plus_months(i32::try_from(month).ok()?)))
}

/// How often somebody was tried to be reached since their case was opened: calls, mails and visits from us, whether they
/// answered or not.
pub fn attempts(state: &State, record: &Record) -> usize {
    use ActivityKind::{Call, Line, Mail, Visit};
    let Some(person) = record.reference(&case::PERSON) else { return 0 };
    let opened = record.date(&case::OPENED_ON);
    let tried = |id: Id| {
        let told = state.live(id)?;
        let kind = told.choice(&activity::KIND).and_then(ActivityKind::from_code)?;
        let ours = told.flag(&activity::INBOUND) != Some(true);
        let since = told.moment(&activity::AT).map(Moment::date) >= opened;
        (matches!(kind, Call | Mail | Line | Visit) && ours && since).then_some(())
    };
    state.linked(person, Kind::Activity).filter_map(tried).count()
}

/// Where an open case stands in the queue: what is due soonest, then what has no date, then what is on hold. `None` when it is
/// closed.
pub fn urgency(record: &Record) -> Option<(u8, Date, u16)> {
    let never = Date(i32::MAX);
    match stage_of(record) {
        stage if !is_open(stage) => None,
        Stage::OnHold => Some((2, record.date(&case::RESUME_ON).unwrap_or(never), 0)),
        stage => {
            let due = due(record);
            Some((u8::from(due.is_none()), due.unwrap_or(never), stage.code()))
        }
    }
}

/// The open case of a person that leads.
pub fn leading_case(state: &State, person: Id) -> Option<Record> {
    let open = state.linked(person, Kind::Case).filter_map(|id| state.live(id));
    let ranked = open.filter_map(|record| Some((urgency(&record)?, record)));
    ranked.min_by_key(|(urgency, record)| (*urgency, record.id)).map(|(_, record)| record)
}
