//! What a reader's rights leave of the state: which records are shown, and which of their fields.
//! Invariant: what is not known to be shown is hidden. Regions, organisations, skills and measures are the office's common
//! knowledge; people, cases and what hangs on them are shown within the reader's reach, or to whoever recorded them.
//! Called by `State` for readers with a lens and by `decide` for what commands name.

use std::sync::{PoisonError, RwLock};

use super::event::{Change, Event};
use super::record::Record;
use super::rights::{Rights, Within};
use super::state::State;
use super::table::Table;
use crate::field::tables::{activity, case, job, matched, note, person, round, user, view};
use crate::field::{Field, Id, Kind, by_code, fields};

const KINDS: usize = Kind::ALL.len();
/// What is remembered of a record.
const SHOWN: u8 = 1;
const HIDDEN: u8 = 2;
/// Beyond so many changed records a lens begins anew.
const AFFECTED_MAX: usize = 10_000;

/// A reader's view of one state: the rights, and what was found out with them already.
#[derive(Debug)]
pub struct Lens {
    rights: Rights,
    known: RwLock<[Table<u8>; KINDS]>,
}

impl Lens {
    pub fn new(rights: Rights) -> Self {
        Self { rights, known: RwLock::default() }
    }

    pub const fn rights(&self) -> &Rights {
        &self.rights
    }

    /// The lens on a newer state: what is remembered stays, but for the records that changed and what hangs on them.
    #[must_use]
    pub fn carried(&self, older: &State, newer: &State) -> Self {
        match affected(older, newer) {
            Some(affected) => self.without(&affected),
            None => Self::new(self.rights.clone()),
        }
    }

    fn without(&self, changed: &[Id]) -> Self {
        let mut known = self.known.read().unwrap_or_else(PoisonError::into_inner).clone();
        for id in changed {
            if let Some(table) = known.get_mut(id.kind.index()).filter(|table| table.get(id.number).is_some())
            {
                table.insert(id.number, 0);
            }
        }
        Self { rights: self.rights.clone(), known: RwLock::new(known) }
    }

    /// Whether a record of `state` is shown.
    pub fn shows(&self, state: &State, id: Id) -> bool {
        if is_common(id.kind) {
            return true;
        }
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        match known.get(id.kind.index()).and_then(|table| table.get(id.number)) {
            Some(&SHOWN) => return true,
            Some(&HIDDEN) => return false,
            _ => drop(known),
        }
        let shown = shows(state, &self.rights, id);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(table) = known.get_mut(id.kind.index()) {
            table.insert(id.number, if shown { SHOWN } else { HIDDEN });
        }
        shown
    }

    /// Whether records of a kind may be hidden at all.
    pub fn hides(&self, kind: Kind) -> bool {
        if kind == Kind::View {
            true
        } else if kind == Kind::User {
            !self.rights.sees_users()
        } else {
            !is_common(kind) && *self.rights.within() != Within::All
        }
    }

    /// Takes the fields out of a record that the reader may not see.
    pub fn mask(&self, record: &mut Record) {
        mask(&self.rights, record);
    }

    /// What the reader may know of an event; `None` where it is about records that are not shown.
    pub fn event(&self, state: &State, event: &Event) -> Option<Event> {
        let (first, last) = event.span();
        if first == last {
            return self.shows(state, first).then(|| self.masked(event));
        }
        // Of many records at once only the kind and the numbers are told, and only where all are common.
        (is_common(first.kind) || *self.rights.within() == Within::All).then(|| event.clone())
    }

    fn masked(&self, event: &Event) -> Event {
        let mut event = event.clone();
        match &mut event {
            Event::Added(record) => self.mask(record),
            Event::Changed { id, changes, .. } => {
                let open = |change: &Change| {
                    by_code(id.kind, change.field).is_some_and(|field| self.rights.sees(field.guard))
                };
                changes.retain(open);
            }
            Event::Withdrawn { .. } | Event::Restored { .. } => {}
        }
        event
    }
}

/// The records whose being shown may have changed between two states; `None` where they are too many to follow.
fn affected(older: &State, newer: &State) -> Option<Vec<Id>> {
    let mut affected = Vec::new();
    for kind in Kind::ALL.into_iter().filter(|kind| !is_common(*kind)) {
        for id in newer.changed_since(older, kind) {
            affected.push(id);
            for state in [older, newer] {
                affected.extend(state.links_raw(id));
                let record = state.record_raw(id);
                for (_, value) in record.iter().flat_map(|record| &record.values) {
                    value.for_each_reference(|named| {
                        if !is_common(named.kind) {
                            affected.push(named);
                            affected.extend(state.links_raw(named));
                        }
                    });
                }
            }
            if affected.len() > AFFECTED_MAX {
                return None;
            }
        }
    }
    Some(affected)
}

/// Takes the fields out of a record that these rights do not let see.
pub fn mask(rights: &Rights, record: &mut Record) {
    for field in fields(record.id.kind).iter().filter(|field| !rights.sees(field.guard)) {
        record.set(field.code, None);
        record.stamps.retain(|(code, _)| *code != field.code);
    }
}

/// Kinds that are the office's common knowledge.
pub const fn is_common(kind: Kind) -> bool {
    matches!(kind, Kind::Region | Kind::Organisation | Kind::Skill | Kind::Measure | Kind::Gathering)
}

/// Whether these rights let a record of the whole `state` be seen, withdrawn or not.
pub fn shows(state: &State, rights: &Rights, id: Id) -> bool {
    let by_reach = !matches!(id.kind, Kind::User | Kind::View);
    if is_common(id.kind) || (by_reach && *rights.within() == Within::All) {
        return true;
    }
    let Some(record) = state.record_raw(id) else { return false };
    match id.kind {
        Kind::User => rights.sees_users() || record.text(&user::NAME_FIELD) == Some(rights.name()),
        Kind::Case => case_shown(state, rights, &record),
        Kind::Person => person_shown(state, rights, &record),
        Kind::Job => job_shown(rights, &record),
        Kind::Match => {
            let other = |field| record.reference(field).is_none_or(|id| shows(state, rights, id));
            other(&matched::PERSON) && other(&matched::JOB) && other(&matched::CASE)
        }
        Kind::Activity => hangs(state, rights, &record, &[&activity::PERSON, &activity::CASE]),
        Kind::Note => hangs(state, rights, &record, &[&note::PERSON, &note::CASE, &note::JOB]),
        Kind::Round => round_shown(rights, &record),
        Kind::View => {
            let whose = record.text(&view::WHOSE);
            whose.is_none_or(|whose| whose == rights.name()) || record.flag(&view::SHARED) == Some(true)
        }
        Kind::Region | Kind::Organisation | Kind::Skill | Kind::Measure | Kind::Gathering => true,
    }
}

/// Something said about records is shown where all of them are.
fn hangs(state: &State, rights: &Rights, record: &Record, on: &[&Field]) -> bool {
    on.iter().all(|field| record.reference(field).is_none_or(|id| shows(state, rights, id)))
}

/// Whoever recorded something goes on seeing it.
fn is_recorder(rights: &Rights, record: &Record) -> bool {
    *record.created.author == *rights.name()
}

fn case_shown(state: &State, rights: &Rights, record: &Record) -> bool {
    let owner = record.text(&case::OWNER);
    let own = owner == Some(rights.name())
        || record.texts(&case::HELPERS).any(|helper| helper == rights.name())
        || is_recorder(rights, record);
    own || match rights.within() {
        Within::Own => false,
        Within::All => true,
        Within::Team(team) => owner.is_none_or(|owner| team.contains(owner)),
        Within::Regions(regions) => {
            let mut wished = record.references(&case::REGIONS).peekable();
            if wished.peek().is_some() {
                return wished.any(|region| regions.contains(&region));
            }
            let person = record.reference(&case::PERSON).and_then(|id| state.record_raw(id));
            person.is_some_and(|person| person.references(&person::REGIONS).any(|id| regions.contains(&id)))
        }
    }
}

fn person_shown(state: &State, rights: &Rights, record: &Record) -> bool {
    if is_recorder(rights, record) {
        return true;
    }
    let mut cases = state.links_raw(record.id).filter(|id| id.kind == Kind::Case).peekable();
    let by_itself = match rights.within() {
        Within::Own => false,
        Within::All => true,
        // Nobody's yet: somebody of the team has to take them up.
        Within::Team(_) => cases.peek().is_none(),
        Within::Regions(regions) => {
            let rows = record.rows(&person::SECOND_BASE).iter();
            let based = |id: Option<Id>| id.is_some_and(|id| regions.contains(&id));
            record.references(&person::REGIONS).any(|id| regions.contains(&id))
                || based(record.reference(&person::DOMICILE))
                || rows.map(|row| row.reference(person::base::REGION.code)).any(based)
        }
    };
    by_itself || cases.any(|id| state.record_raw(id).is_some_and(|case| case_shown(state, rights, &case)))
}

/// A round is shown to whoever ran it and where its region is looked after; it tells of people of several hands.
fn round_shown(rights: &Rights, record: &Record) -> bool {
    is_recorder(rights, record)
        || match rights.within() {
            Within::Regions(regions) => {
                record.reference(&round::REGION).is_some_and(|region| regions.contains(&region))
            }
            Within::All => true,
            Within::Own | Within::Team(_) => false,
        }
}

fn job_shown(rights: &Rights, record: &Record) -> bool {
    match rights.within() {
        Within::Regions(regions) => {
            is_recorder(rights, record)
                || record.reference(&job::REGION).is_some_and(|region| regions.contains(&region))
        }
        Within::Own | Within::Team(_) | Within::All => true,
    }
}
