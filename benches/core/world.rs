//! What is measured on: generated people in a state, the demo office, a directory on the project's own disk.
//! Everything is the same in every run; the large state is made once and shared.

use std::cell::OnceCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use nichiiki::demo;
use nichiiki::domain::packed::Packed;
use nichiiki::domain::{Author, Cause, Command, Commit, Context, Event, Record, Stamp, State, decide};
use nichiiki::field::{Kind, Moment};
use nichiiki::store::Store;
use nichiiki::store::open::Opening;
use nichiiki::store::submit::Submission;
use nichiiki::store::writer::Now;
use tempfile::TempDir;

/// The seed of everything generated.
const SEED: u64 = 7;

/// Sizes, and what several benches use.
pub struct World {
    quick: bool,
    many: OnceCell<State>,
}

impl World {
    pub fn new(quick: bool) -> Self {
        Self { quick, many: OnceCell::new() }
    }

    pub const fn quick(&self) -> bool {
        self.quick
    }

    /// 100,000 people.
    pub fn many(&self) -> usize {
        if self.quick { 10_000 } else { 100_000 }
    }

    /// 10,000 people.
    pub fn some(&self) -> usize {
        self.many() / 10
    }

    /// How often both sides are measured.
    pub fn rounds(&self) -> usize {
        if self.quick { 3 } else { 9 }
    }

    /// A state of many people.
    pub fn many_people(&self) -> &State {
        self.many.get_or_init(|| state(self.many()))
    }
}

/// Nine o'clock on a Monday.
pub fn now() -> Moment {
    Moment::parse("2026-11-23 09:00").unwrap()
}

/// What a new store knows: regions, skills, organisations, measures.
pub fn master() -> State {
    let mut state = State::new();
    demo::master().unwrap().iter().for_each(|command| take(&mut state, command));
    state
}

/// Generated people, numbered from 1, each behind the employers that are first named here.
pub fn people(mut known: State, count: usize) -> impl Iterator<Item = Record> {
    let commands = demo::additional(Kind::Person, count as u64, SEED).unwrap();
    commands.zip(1..).flat_map(move |(command, number)| {
        let (context, stamp) = (context(now()), Stamp { seq: 2, at: now(), author: "bench".into() });
        let mut records = Vec::new();
        for event in decide(&known, &command.unwrap(), &context).unwrap() {
            if !matches!(&event, Event::Added(record) if record.id.kind == Kind::Person) {
                known.apply_event(&event, &stamp);
            }
            let Event::Added(mut record) = event else { continue };
            record.created = stamp.clone();
            if record.id.kind == Kind::Person {
                record.id.number = number;
            }
            records.push(record);
        }
        records
    })
}

/// A state of `count` people and all that a new store knows.
pub fn state(count: usize) -> State {
    let mut state = master();
    people(master(), count).for_each(|record| state.load(Packed::pack(&record)));
    state.loaded(2, now());
    state
}

/// Decides and applies a command as a commit of its own.
pub fn take(state: &mut State, command: &Command) {
    let commit = commit(state, command);
    state.apply(&commit);
}

/// The commit that a command makes.
pub fn commit(state: &State, command: &Command) -> Commit {
    let context = context(now());
    let events = decide(state, command, &context).unwrap();
    Commit { seq: state.seq() + 1, at: context.at, author: context.author, cause: Cause::Tui, events }
}

/// The demo office.
pub fn office() -> State {
    let mut state = master();
    for batch in demo::office(now()).unwrap() {
        let context = Context { author: Author::new(batch.author), at: batch.at, seen: None, owner: false };
        let events = decide(&state, &Command::Batch(batch.commands), &context).unwrap();
        let (seq, author) = (state.seq() + 1, context.author);
        state.apply(&Commit { seq, at: batch.at, author, cause: Cause::Init, events });
    }
    state
}

/// A directory on the disk that the project is built on: elsewhere a sync may cost nothing.
pub fn directory() -> TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

/// A new store in `directory`, with all that a new store knows.
pub fn new_store(directory: &TempDir) -> Store {
    let opening = opening(directory);
    opening.create([7; 16]).unwrap();
    let (store, _) = opening.open(&mut |_, _| {}).unwrap();
    submit(&store, Command::Batch(demo::master().unwrap()));
    store
}

/// The store in `directory`; its clock goes forward by a millisecond each time it is looked at.
pub fn opening(directory: &TempDir) -> Opening {
    let clock = AtomicI64::new(now().0);
    let now: Now = Arc::new(move || Moment(clock.fetch_add(1, Ordering::Relaxed)));
    Opening::new(directory.path().join("store"), "bench", now)
}

/// Has a command stored.
pub fn submit(store: &Store, command: Command) {
    store.submit_blocking(Submission::new(Author::new("bench"), Cause::Import, command)).unwrap();
}

/// The commands that add `count` people.
pub fn additions(count: usize) -> Vec<Command> {
    demo::additional(Kind::Person, count as u64, SEED).unwrap().map(Result::unwrap).collect()
}

fn context(at: Moment) -> Context {
    Context { author: Author::new("bench"), at, seen: None, owner: false }
}
