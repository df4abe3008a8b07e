//! Commands and stores for the tests of the store.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use nichiiki::domain::{Author, Cause, Command, Draft, State};
use nichiiki::field::{Id, Kind, Moment, Value, by_name};
use nichiiki::snapshot::Snapshot;
use nichiiki::store::history::replay;
use nichiiki::store::log::Log;
use nichiiki::store::open::Opening;
use nichiiki::store::submit::{Receipt, Submission, SubmitError};
use nichiiki::store::writer::Now;
use nichiiki::store::{Parts, Store};

use crate::store_log::STORE;

/// A clock that moves only when told to.
#[derive(Clone, Default)]
pub struct Hands(Arc<AtomicI64>);

impl Hands {
    pub fn set(&self, moment: i64) {
        self.0.store(moment, Ordering::SeqCst);
    }

    pub fn now(&self) -> Now {
        let hands = self.0.clone();
        Arc::new(move || Moment(hands.load(Ordering::SeqCst)))
    }
}

pub fn noon() -> Now {
    Arc::new(|| Moment::parse("2026-11-23 12:00").unwrap())
}

pub fn tanaka() -> Author {
    Author::new("tanaka")
}

pub fn draft(kind: Kind, cells: &[(&str, &str)]) -> Draft {
    let mut draft = Draft::new();
    for (key, text) in cells {
        let field = by_name(kind, key).unwrap_or_else(|| panic!("no field {key}"));
        draft.put_text(field, text).unwrap();
    }
    draft
}

pub fn add_person(name: &str) -> Command {
    Command::add(Kind::Person, draft(Kind::Person, &[("family_name", name), ("notes", "連絡は夜に")]))
}

pub fn rename(id: Id, name: &str) -> Command {
    Command::update(id, draft(Kind::Person, &[("family_name", name)]))
}

pub fn run(store: &Store, command: Command) -> Result<Receipt, SubmitError> {
    store.submit_blocking(Submission::new(tanaka(), Cause::Apply, command))
}

pub fn family_name(state: &State, id: Id) -> Option<String> {
    let field = by_name(Kind::Person, "family_name").unwrap();
    match state.live(id)?.get(field) {
        Some(Value::One(nichiiki::field::Atom::Text(text))) => Some(text.to_string()),
        _ => None,
    }
}

/// A store over any log.
pub fn bare(log: impl Log + 'static, now: Now) -> Store {
    let mut state = State::new();
    replay(&log, &mut state, &mut |_, _| {}).unwrap();
    Store::start(Parts::bare(Box::new(log), Snapshot::new(state), now)).unwrap()
}

pub fn opening(root: &Path) -> Opening {
    Opening::new(root, "tanaka", noon())
}

/// A store on disk, made if need be.
pub fn on_disk(root: &Path) -> Store {
    let opening = opening(root);
    if !opening.exists() {
        opening.create(STORE).unwrap();
    }
    let (store, repairs) = opening.open(&mut |_, _| {}).unwrap();
    assert_eq!(repairs, []);
    store
}

/// The state that the log alone gives.
pub fn replayed(store: &Store) -> State {
    let mut state = State::new();
    for stored in store.commits(1).unwrap() {
        stored.unwrap().fold(&mut state).unwrap();
    }
    state
}
