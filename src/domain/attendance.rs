//! Who applied for an event, came or stayed away. An activity of the person names the event and says how it went, so that what
//! somebody attended is part of their story, is shown with the person's rights, and is one change of one record.

use super::decide::stage_of;
use super::record::Record;
use super::stage::is_open;
use super::state::State;
use crate::field::choices::{ActivityKind, Attendance};
use crate::field::tables::{activity, case, gathering};
use crate::field::{Id, Kind, Value};

/// Somebody on an event's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendee {
    pub person: Id,
    /// The record that says so.
    pub activity: Id,
    pub how: Attendance,
    /// Their open case, or else their newest one; `None` where they never had one.
    pub case: Option<Id>,
}

/// How an activity with an event went; one that says nothing was attended. `None` where it names no event.
pub fn how(record: &Record) -> Option<Attendance> {
    record.reference(&activity::EVENT)?;
    let said = record.choice(&activity::ATTENDANCE).and_then(Attendance::from_code);
    Some(said.unwrap_or(Attendance::Attended))
}

/// Whether something was done: not an application, and not an event that somebody stayed away from.
pub fn happened(record: &Record) -> bool {
    how(record).is_none_or(|how| how == Attendance::Attended)
}

/// Whether an activity is one of those that premium registration (ふるさと住民登録) asks for: it says so itself, or its event does.
pub fn counts_for_premium(state: &State, record: &Record) -> bool {
    let by_event = || {
        let event = record.reference(&activity::EVENT).and_then(|id| state.live(id));
        event.is_some_and(|event| event.flag(&gathering::COUNTS_FOR_PREMIUM) == Some(true))
    };
    happened(record) && record.flag(&activity::COUNTS_FOR_PREMIUM).unwrap_or_else(by_event)
}

/// The list of an event, ascending by person: as many as the reader may see.
pub fn attendees(state: &State, event: Id) -> Vec<Attendee> {
    let said = state.linked(event, Kind::Activity).filter_map(|id| state.live(id));
    let mut all: Vec<Attendee> = said
        .filter(|record| record.reference(&activity::EVENT) == Some(event))
        .filter_map(|record| {
            let person = record.reference(&activity::PERSON).filter(|id| state.has(*id))?;
            let how = how(&record)?;
            Some(Attendee { person, activity: record.id, how, case: case_of(state, person) })
        })
        .collect();
    // Of two who became one, the one who came counts.
    let rank = |one: &Attendee| (one.person, one.how != Attendance::Attended, one.activity);
    all.sort_by_key(rank);
    all.dedup_by_key(|one| one.person);
    all
}

/// What a new activity takes over from the event that it names: what it is, and when.
pub fn follow_event(state: &State, record: &mut Record) {
    let Some(event) = record.reference(&activity::EVENT) else { return };
    if record.get(&activity::KIND).is_none() {
        record.set(activity::KIND.code, Some(Value::choice(ActivityKind::Event.code())));
    }
    let starts = state.live(event).and_then(|event| event.moment(&gathering::STARTS_AT));
    if let (None, Some(starts)) = (record.get(&activity::AT), starts) {
        record.set(activity::AT.code, Some(Value::moment(starts)));
    }
}

/// The activity by which a person is on the list of an event.
pub fn of_person(state: &State, event: Id, person: Id) -> Option<Record> {
    let said = state.linked(person, Kind::Activity).filter_map(|id| state.live(id));
    said.filter(|record| record.reference(&activity::PERSON) == Some(person))
        .find(|record| record.reference(&activity::EVENT) == Some(event))
}

/// The open case of a person, else the newest one.
fn case_of(state: &State, person: Id) -> Option<Id> {
    let cases = state.linked(person, Kind::Case).filter_map(|id| state.live(id));
    let of = cases.filter(|record| record.reference(&case::PERSON) == Some(person));
    of.max_by_key(|record| (is_open(stage_of(record)), record.id)).map(|record| record.id)
}
