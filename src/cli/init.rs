//! `init`: a new store with the vocabulary that every office needs, and with the demo office where asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};

use serde_json::json;

use super::args::{Extra, InitOptions};
use super::failure::Failure;
use super::ground::Ground;
use crate::clock::Clock;
use crate::demo;
use crate::domain::{Author, Cause, Command};
use crate::field::{Kind, Moment};
use crate::store::Store;
use crate::store::open::{Aside, Opening};
use crate::store::submit::Submission;

/// Generated records in one commit at most.
const BATCH: usize = 20_000;
/// The author of what a new store begins with.
const FOUNDER: &str = "nichiiki";

/// What a new store is filled with.
#[derive(Debug, Clone, Copy)]
pub struct Filling<'a> {
    pub demo: bool,
    pub extra: &'a Extra,
    pub aside: Aside,
}

pub fn run(ground: &mut Ground, options: &InitOptions) -> Result<(), Failure> {
    let filling = Filling { demo: options.demo, extra: &options.extra, aside: Aside::Ready };
    let store = create(ground, ground.opening(), filling)?;
    // Written without waiting for the disk after each commit; made durable as a whole before it is called done. Meanwhile the
    // index is made, so that it is put aside when the store closes and the first screen need not wait for it.
    let snapshot = store.snapshot();
    std::thread::scope(|scope| {
        scope.spawn(|| snapshot.index());
        store.flush_blocking();
    });
    snapshot.front(ground.now().date(), true);
    drop(store);
    sync(ground)?;
    let state = &snapshot.state;
    let path = ground.config.store.display().to_string();
    if ground.json {
        let counts = [Kind::Person, Kind::Job, Kind::Region, Kind::Case].map(|kind| state.count(kind));
        let [people, jobs, regions, cases] = counts;
        return ground.out.json(&json!({
            "ok": true, "store": path, "seq": state.seq(),
            "people": people, "jobs": jobs, "regions": regions, "cases": cases,
        }));
    }
    let (people, jobs, cases) = (state.count(Kind::Person), state.count(Kind::Job), state.count(Kind::Case));
    let text = super::either(
        ground.lang(),
        || {
            format!(
                "ストアを作成しました: {path} (人 {people}、案件 {jobs}、ケース {cases}、地域 {})",
                state.count(Kind::Region)
            )
        },
        || {
            format!(
                "made a store in {path} ({people} people, {jobs} jobs, {cases} cases, {} regions)",
                state.count(Kind::Region)
            )
        },
    );
    ground.out.text(&text)
}

/// Makes a store and fills it. The caller makes it durable, unless it is thrown away.
///
/// # Errors
/// A directory that is in use, or a fault of the store.
pub fn create(ground: &Ground, opening: Opening, filling: Filling<'_>) -> Result<Store, Failure> {
    let time = Arc::new(History { clock: Arc::clone(&ground.clock), told_ms: AtomicI64::new(0) });
    let told = Arc::clone(&time);
    let opening = Opening { now: Arc::new(move || told.now()), aside: filling.aside, ..opening }.throw_away();
    opening.create(ground.clock.random_bytes())?;
    let (store, _) = opening.open(&mut |_, _| {})?;
    let batches = if filling.demo { demo::office(time.now())? } else { Vec::new() };
    if let Some(first) = batches.first() {
        time.set(first.at);
    }
    submit(&store, FOUNDER, Cause::Init, demo::master()?)?;
    let mut progress = ground.progress();
    let all = batches.len() as u64;
    for (done, batch) in (0..).zip(batches) {
        time.set(batch.at);
        submit(&store, batch.author, Cause::Tui, batch.commands)?;
        progress.at(done, all);
    }
    time.release();
    for (kind, count) in [(Kind::Person, filling.extra.people), (Kind::Job, filling.extra.jobs)] {
        add(ground, &store, kind, count, filling.extra.seed)?;
    }
    Ok(store)
}

fn add(ground: &Ground, store: &Store, kind: Kind, count: u64, seed: u64) -> Result<(), Failure> {
    if count == 0 {
        return Ok(());
    }
    let mut progress = ground.progress();
    // The next batch is made while the one before is decided and written.
    let (sender, batches) = sync_channel(1);
    std::thread::scope(|scope| {
        scope.spawn(move || make(kind, count, seed, &sender));
        let mut done = 0;
        for batch in batches {
            let batch = batch?;
            done += batch.len() as u64;
            submit(store, FOUNDER, Cause::Init, batch)?;
            progress.at(done, count);
        }
        Ok(())
    })
}

/// Makes records in batches until all are made, one is at fault, or nobody takes them any more.
fn make(kind: Kind, count: u64, seed: u64, sender: &SyncSender<Result<Vec<Command>, Failure>>) {
    let mut commands = match demo::additional(kind, count, seed) {
        Ok(commands) => commands,
        Err(fault) => return drop(sender.send(Err(fault.into()))),
    };
    loop {
        let batch: Result<Vec<Command>, _> = commands.by_ref().take(BATCH).collect();
        let batch = batch.map_err(Failure::from);
        let last = batch.as_ref().map_or(true, Vec::is_empty);
        if batch.as_ref().is_ok_and(Vec::is_empty) || sender.send(batch).is_err() || last {
            return;
        }
    }
}

fn submit(store: &Store, author: &str, cause: Cause, mut commands: Vec<Command>) -> Result<(), Failure> {
    let command = match (commands.len(), commands.pop()) {
        (_, None) => return Ok(()),
        (1, Some(only)) => only,
        (_, Some(last)) => {
            commands.push(last);
            Command::Batch(commands)
        }
    };
    store.submit_blocking(Submission::new(Author::new(author), cause, command))?;
    Ok(())
}

/// Everything of the store's file system onto the disk.
pub fn sync(ground: &Ground) -> Result<(), Failure> {
    let path = &ground.config.store;
    let failed = |error| Failure::file(path, &error, ground.lang());
    let directory = std::fs::File::open(path).map_err(failed)?;
    rustix::fs::syncfs(&directory).map_err(|error| failed(error.into()))
}

/// A clock that can be put to the time at which a step of the demo was made.
#[derive(Debug)]
struct History {
    clock: Arc<dyn Clock>,
    /// 0 while it is the present.
    told_ms: AtomicI64,
}

impl History {
    fn now(&self) -> Moment {
        match self.told_ms.load(Ordering::SeqCst) {
            0 => Moment(self.clock.now_ms()),
            told => Moment(told),
        }
    }

    fn set(&self, at: Moment) {
        self.told_ms.store(at.0, Ordering::SeqCst);
    }

    fn release(&self) {
        self.told_ms.store(0, Ordering::SeqCst);
    }
}
