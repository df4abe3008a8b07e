//! The rows of a list in its own order: the queue of people, regions by what they offer, jobs by what ends soonest.
//! Invariant: the order is total (ties by id), so equal states give equal lists, and nothing on a screen jumps by chance.
//! Runs beside the loop, on a snapshot; a row is an id and the reason for its place.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::decide::stage_of;
use crate::domain::{Record, State, stage};
use crate::field::choices::{JobStatus, Stage};
use crate::field::tables::{case, job};
use crate::field::{Date, Id, Kind, by_name};
use crate::fold::{fold, sound_key};
use crate::snapshot::Snapshot;

/// By what a list is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// What needs somebody first.
    Urgency,
    Newest,
    /// By label.
    Name,
}

impl Order {
    pub const ALL: [Self; 3] = [Self::Urgency, Self::Newest, Self::Name];

    /// The one after this.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Urgency => Self::Newest,
            Self::Newest => Self::Name,
            Self::Name => Self::Urgency,
        }
    }
}

/// A list that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    pub kind: Kind,
    pub order: Order,
    /// Only rows that hold this text; empty for all.
    pub filter: String,
}

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

/// The rows of `listing` as of `snapshot`.
pub fn rows(listing: &Listing, snapshot: &Snapshot, today: Date) -> Arc<[Entry]> {
    let state = &snapshot.state;
    let mut rows: Vec<Entry> = match listing.kind {
        Kind::Person => people(state, listing.order),
        Kind::Region => regions(state, listing.order),
        Kind::Job => jobs(state, listing.order, today),
        Kind::Case => cases(state, listing.order),
        other => state.ids(other).map(|id| Entry { id, why: Why::Nothing }).collect(),
    };
    if listing.order == Order::Name {
        let mut named: Vec<(String, Entry)> =
            rows.iter().map(|row| (name_key(state, row.id), *row)).collect();
        named.sort_by(|left, right| left.0.cmp(&right.0).then(left.1.id.cmp(&right.1.id)));
        rows = named.into_iter().map(|(_, row)| row).collect();
    }
    let wanted = fold(&listing.filter);
    if !wanted.is_empty() {
        // A reading is found in romaji too.
        let sound = sound_key(&listing.filter);
        rows.retain(|row| holds(state, row, &wanted, sound.as_deref()));
    }
    rows.into()
}

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

/// The open case of a person that leads in the queue: the one that every screen shows of the person, and that verbs are for.
pub fn leading_case(state: &State, person: Id) -> Option<Record> {
    let open = state.linked(person, Kind::Case).filter_map(|id| state.live(id));
    let ranked = open.filter_map(|record| Some((urgency(&case_why(&record)?), record)));
    ranked.min_by_key(|(urgency, record)| (*urgency, record.id)).map(|(_, record)| record)
}

/// People with an open case first, by what is due soonest; then the others, the newest first.
fn people(state: &State, order: Order) -> Vec<Entry> {
    let mut best: BTreeMap<Id, Why> = BTreeMap::new();
    for record in state.records(Kind::Case) {
        let (Some(person), Some(why)) = (record.reference(&case::PERSON), case_why(&record)) else {
            continue;
        };
        let held = best.entry(person).or_insert(why);
        if urgency(&why) < urgency(held) {
            *held = why;
        }
    }
    let mut rows: Vec<Entry> = state
        .ids(Kind::Person)
        .map(|id| Entry { id, why: best.get(&id).copied().unwrap_or(Why::Nothing) })
        .collect();
    rows.reverse();
    if order == Order::Urgency {
        rows.sort_by_key(|row| (urgency(&row.why), std::cmp::Reverse(row.id)));
    }
    rows
}

/// Open cases, by what is due soonest.
fn cases(state: &State, order: Order) -> Vec<Entry> {
    let open =
        state.records(Kind::Case).filter_map(|record| Some(Entry { id: record.id, why: case_why(&record)? }));
    let mut rows: Vec<Entry> = open.collect();
    rows.reverse();
    if order == Order::Urgency {
        rows.sort_by_key(|row| (urgency(&row.why), std::cmp::Reverse(row.id)));
    }
    rows
}

/// Where a case stands in the queue: what is due soonest, then what has no date, then what is on hold, then none.
fn urgency(why: &Why) -> (u8, Date, u16) {
    let never = Date(i32::MAX);
    match why {
        Why::Case { due, stage, resumes: false, .. } => {
            (u8::from(due.is_none()), due.unwrap_or(never), stage.code())
        }
        Why::Case { due, resumes: true, .. } => (2, due.unwrap_or(never), 0),
        _ => (3, never, 0),
    }
}

/// Regions by how many open jobs they have.
fn regions(state: &State, order: Order) -> Vec<Entry> {
    let open: Vec<Id> = state
        .records(Kind::Job)
        .filter(|record| record.choice(&job::STATUS) == Some(JobStatus::Open.code()))
        .filter_map(|record| record.reference(&job::REGION))
        .collect();
    let mut counts: BTreeMap<Id, usize> = BTreeMap::new();
    for region in open {
        *counts.entry(region).or_default() += 1;
    }
    let mut rows: Vec<Entry> = state
        .ids(Kind::Region)
        .map(|id| Entry { id, why: counts.get(&id).map_or(Why::Nothing, |count| Why::OpenJobs(*count)) })
        .collect();
    if order == Order::Urgency {
        rows.sort_by_key(|row| match row.why {
            Why::OpenJobs(count) => (std::cmp::Reverse(count), row.id),
            _ => (std::cmp::Reverse(0), row.id),
        });
    }
    rows
}

/// Open jobs first, by what ends soonest.
fn jobs(state: &State, order: Order, today: Date) -> Vec<Entry> {
    let mut rows: Vec<(bool, Date, Entry)> = state
        .records(Kind::Job)
        .map(|record| {
            let status =
                record.choice(&job::STATUS).and_then(JobStatus::from_code).unwrap_or(JobStatus::Open);
            let closes = record.date(&job::CLOSES_ON);
            let open = status == JobStatus::Open && closes.is_none_or(|day| day >= today);
            let why = match (open, closes) {
                (true, Some(day)) => Why::Until(day),
                (true, None) => Why::Nothing,
                (false, _) if status == JobStatus::Open => Why::Status(JobStatus::Closed),
                (false, _) => Why::Status(status),
            };
            (!open, closes.unwrap_or(Date(i32::MAX)), Entry { id: record.id, why })
        })
        .collect();
    rows.reverse();
    if order == Order::Urgency {
        rows.sort_by_key(|(shut, closes, row)| (*shut, *closes, std::cmp::Reverse(row.id)));
    }
    rows.into_iter().map(|(_, _, row)| row).collect()
}

/// By the reading where one is known, else by the label.
fn name_key(state: &State, id: Id) -> String {
    use crate::field::tables::person;
    let Some(record) = state.record(id) else { return String::new() };
    let kana = |field| record.text(field).unwrap_or_default();
    let reading = match id.kind {
        Kind::Person => format!("{} {}", kana(&person::FAMILY_KANA), kana(&person::GIVEN_KANA)),
        kind => by_name(kind, "kana").map(kana).unwrap_or_default().to_owned(),
    };
    if !reading.trim().is_empty() {
        return fold(&reading);
    }
    fold(&state.label(id).unwrap_or_default())
}

fn holds(state: &State, row: &Entry, wanted: &str, sound: Option<&str>) -> bool {
    let said = match row.why {
        Why::Case { stage, .. } => format!("{} {}", stage.label().ja, stage.label().en),
        _ => String::new(),
    };
    let label = state.label(row.id).unwrap_or_default();
    let reading = name_key(state, row.id);
    let sounds = |sound: &str| sound_key(&reading).is_some_and(|held| held.contains(sound));
    fold(&format!("{label} {} {said}", row.id)).contains(wanted)
        || reading.contains(wanted)
        || sound.is_some_and(sounds)
}
