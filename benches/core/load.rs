//! One office at work on one store: sessions that type at a human pace while somebody changes the stage of a case ten times a
//! second. Each phase is measured like the one before it and beside it: one session alone, all of them, all of them with one
//! client that has stopped reading.
//! What is timed is a key from the moment it is sent to the next frame of its session.

#[path = "load/client.rs"]
mod client;

use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use nichiiki::demo;
use nichiiki::domain::{Author, Cause, Stamp};
use nichiiki::domain::{Command, Context, Draft, State, decide};
use nichiiki::field::choices::Stage;
use nichiiki::field::{Id, Kind, by_name};
use nichiiki::session::Shared;
use nichiiki::snapshot::Snapshot;
use nichiiki::store::memory::MemoryLog;
use nichiiki::store::submit::Submission;
use nichiiki::store::writer::Now;
use nichiiki::store::{Parts, Store};

use crate::table::{Table, Unit};
use crate::world::{self, World, now};
use client::{Client, Watch};

/// What is in the store.
const PEOPLE: usize = 20_000;
const CASES: usize = 50_000;
const JOBS: u64 = 2_000;
/// Sessions at once.
const SESSIONS: usize = 100;
/// Between two changes by the author.
const CHANGE_EVERY: Duration = Duration::from_millis(100);
/// How long each phase types, after as long as it takes to get going.
const PHASE: Duration = Duration::from_secs(10);
const WARM_UP: Duration = Duration::from_secs(2);
/// The stages of the generated cases; every fourth waits to be triaged, which is what the author does.
const STAGES: [&str; 4] = ["received", "planned", "matching", "active"];

pub fn run(world: &World, table: &mut Table) {
    let (phase, sessions) = if world.quick() { (PHASE / 2, SESSIONS / 5) } else { (PHASE, SESSIONS) };
    let state = office(if world.quick() { 10 } else { 1 });
    let clock: Now = Arc::new(now);
    let parts = Parts::bare(Box::new(MemoryLog::new()), Snapshot::new(state), clock);
    let store = Store::start(parts).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let office = Office { store, shared: Shared::default(), phase };
    let alone = runtime.block_on(office.at_work(1, false));
    let many = runtime.block_on(office.at_work(sessions, false));
    let stuck = runtime.block_on(office.at_work(sessions, true));
    let again = runtime.block_on(office.at_work(sessions, false));
    for (name, share) in [("median", 0.5), ("99th percentile", 0.99), ("worst", 1.0)] {
        let times = |phase: &Phase| phase.watch.at(share);
        let what = format!("key to frame among {sessions} sessions: {name}");
        table.line(&what, Unit::Time, (times(&many), times(&alone)), "one session alone");
        let what = "  the same with one client that stopped reading";
        table.line(what, Unit::Time, (times(&stuck), times(&again)), "all clients reading");
    }
    let memory = (many.memory - alone.memory, 512.0 * 1024.0 * 1024.0);
    table.line(
        &format!("memory of {sessions} sessions over that of one"),
        Unit::Bytes,
        memory,
        "512 MiB allowed",
    );
    for (name, phase) in [("alone", &alone), ("all", &many), ("one stuck", &stuck), ("all again", &again)] {
        println!("  {name}: {}", phase.account());
    }
    runtime.shutdown_timeout(Duration::from_secs(5));
}

/// The store and how long each phase lasts.
struct Office {
    store: Store,
    /// What the sessions of one process know of each other.
    shared: Shared,
    phase: Duration,
}

/// What was measured in a phase.
struct Phase {
    watch: Watch,
    /// Bytes that the process held at its end.
    memory: f64,
    /// Processor time, of which a second has as many as there are processors.
    busy: Duration,
    lasted: Duration,
    commits: u64,
}

impl Phase {
    fn account(&self) -> String {
        let seconds = self.lasted.as_secs_f64();
        format!(
            "{} keys, {} frames of {} KiB, {} commits, {:.2} processors, {:.0} MiB",
            self.watch.keys(),
            self.watch.frames,
            self.watch.bytes / self.watch.frames.max(1) / 1024,
            self.commits,
            self.busy.as_secs_f64() / seconds,
            self.memory / 1024.0 / 1024.0,
        )
    }
}

impl Office {
    /// Has `sessions` work for the length of a phase; with `stuck`, beside one whose client reads nothing.
    async fn at_work(&self, sessions: usize, stuck: bool) -> Phase {
        let clients =
            (0..sessions).map(|number| Client::sit(&self.store, self.shared.clone(), number as u64));
        let clients: Vec<Client> = clients.collect();
        let still = stuck.then(|| Client::sit(&self.store, self.shared.clone(), 1_000_000).sit_still());
        let begin = Instant::now() + WARM_UP;
        let end = begin + self.phase;
        let author = tokio::spawn(author(self.store.clone(), end));
        let working: Vec<_> =
            clients.into_iter().map(|client| tokio::spawn(client.work(begin, end))).collect();
        tokio::time::sleep_until(begin.into()).await;
        let (busy, first) = (processor_time(), self.store.snapshot().seq());
        tokio::time::sleep_until(end.into()).await;
        let (busy, memory) = (processor_time().saturating_sub(busy), resident_bytes());
        let commits = self.store.snapshot().seq() - first;
        let mut watch = Watch::default();
        for client in working {
            watch.join(client.await.unwrap());
        }
        author.await.unwrap();
        drop(still);
        Phase { watch, memory, busy, lasted: self.phase, commits }
    }
}

/// Moves a received case on, now one that leads in the queue, now one from anywhere.
async fn author(store: Store, end: Instant) {
    let author = Author::new("author");
    let mut next = tokio::time::interval(CHANGE_EVERY);
    let mut turn = 0_usize;
    while Instant::now() < end {
        next.tick().await;
        let snapshot = store.snapshot();
        let waits = |id: &Id| {
            let record = snapshot.state.live(*id);
            record.is_some_and(|record| nichiiki::domain::decide::stage_of(&record) == Stage::Received)
        };
        let from = if turn.is_multiple_of(2) { 0 } else { turn * 7919 % CASES };
        turn += 1;
        let Some(case) = snapshot.state.ids(Kind::Case).skip(from).find(waits) else { continue };
        let command = Command::SetStage { case, to: Stage::Triaged, draft: Draft::new(), reason: None };
        store.submit(Submission::new(author.clone(), Cause::Tui, command)).await.unwrap();
    }
}

/// People with cases, and jobs; a tenth of it where `part` is 10.
fn office(part: usize) -> State {
    let mut state = world::state(PEOPLE / part);
    let (context, stamp) = (
        Context { author: Author::new("bench"), at: now(), seen: None, owner: true },
        Stamp { seq: 2, at: now(), author: "bench".into() },
    );
    let mut take = |command: &Command| {
        for event in decide(&state, command, &context).unwrap() {
            state.apply_event(&event, &stamp);
        }
    };
    for command in demo::additional(Kind::Job, JOBS / part as u64, 7).unwrap() {
        take(&command.unwrap());
    }
    for number in 0..CASES / part {
        take(&Command::Add { kind: Kind::Case, draft: case(number, PEOPLE / part), imported: true });
    }
    state.loaded(0, now());
    state
}

fn case(number: usize, people: usize) -> Draft {
    let mut draft = Draft::new();
    let person = format!("P-{:06}", number * 31 % people + 1);
    let due = now().date().plus_days(i32::try_from(number % 200).unwrap() - 20).to_string();
    let cells = [
        ("person", person.as_str()),
        ("channel", "web"),
        ("kind", "side_job"),
        ("priority", "1"),
        ("owner", "tanaka"),
        ("dedupe_checked_on", "2026-01-01"),
        ("stage", STAGES[number % STAGES.len()]),
        ("next_due", &due),
        ("next_action", "電話で意向を確かめる"),
    ];
    for (key, text) in cells {
        draft.put_text(by_name(Kind::Case, key).unwrap(), text).unwrap();
    }
    draft
}

/// What the process holds in memory.
fn resident_bytes() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()).and_then(|kib| kib.parse::<f64>().ok());
    kib.unwrap_or(0.0) * 1024.0
}

/// What the process has had of the processors.
fn processor_time() -> Duration {
    let line = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = line.rsplit(')').next().unwrap_or_default();
    let ticks =
        |place| after_name.split_whitespace().nth(place).and_then(|text: &str| text.parse::<u64>().ok());
    // Fields 14 and 15 of the line, in hundredths of a second.
    Duration::from_millis((ticks(11).unwrap_or(0) + ticks(12).unwrap_or(0)) * 10)
}
