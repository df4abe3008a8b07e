//! What is due of a case, and which open case of a person leads: the one that the queue shows and that verbs are for.
//! Pure; asked by filters and lists.

use super::decide::stage_of;
use super::record::Record;
use super::stage::is_open;
use super::state::State;
use crate::field::choices::Stage;
use crate::field::tables::case;
use crate::field::{Date, Id, Kind};

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
