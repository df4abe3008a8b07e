//! The store: keeps every commit durable and in order, and the records that follow from them.
//! Invariant: what was acknowledged is in the journal and on the disk; everything else can be made again from it.
//!
//! `journal` holds the truth and `log` is its contract; `layout` is the directory; `codec` gives commits their bytes;
//! `writer` decides, saves and publishes; `records` saves opening time. `open` has the ways in, for the command line
//! and for sessions.

pub mod access;
pub mod backup;
pub mod cache;
pub mod codec;
pub mod disk;
pub mod error;
pub mod history;
pub mod journal;
pub mod late;
pub mod layout;
pub mod log;
pub mod memory;
pub mod open;
pub mod pack;
pub mod records;
pub mod repair;
pub mod submit;
pub mod undo;
pub mod verify;
pub mod writer;

use std::future::Future;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::{Semaphore, oneshot, watch};

use self::access::AccessChain;
use self::cache::Cache;
use self::error::StoreError;
use self::history::Commits;
use self::late::{Outcome, Reading};
use self::layout::{Ballast, Lock};
use self::log::{Head, Log};
use self::records::keeper::Keeper;
use self::submit::{Receipt, Status, Submission, SubmitError, Watch};
use self::writer::large::Large;
use self::writer::{LargeError, Now, Request, SharedLog, Writer, lock};
use crate::domain::Actor;
use crate::snapshot::Snapshot;

/// Requests that may wait for the writer.
pub const QUEUE: usize = 1024;
/// How often a large commit is decided beside the writer before the writer decides it itself.
const ATTEMPTS: usize = 2;

/// An open store; a clone is another handle to the same one. It closes in order when the last handle goes.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    queue: SyncSender<Request>,
    snapshots: watch::Receiver<Snapshot>,
    status: watch::Receiver<Status>,
    log: SharedLog,
    now: Now,
    access: AccessChain,
    turns: Turns,
    outcome: Outcome,
    thread: Mutex<Option<JoinHandle<()>>>,
    /// Released last of all.
    _lock: Option<Lock>,
}

/// Turns at questions that take processor time, shared by all sessions on a store: however many ask, frames and keys of the
/// others find a processor.
#[derive(Clone)]
pub struct Turns {
    /// For what somebody waits for.
    pub short: Arc<Semaphore>,
    /// For what goes through all records.
    pub long: Arc<Semaphore>,
}

impl Turns {
    fn new() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let long = processors.saturating_sub(1).max(1);
        Self { short: Arc::new(Semaphore::new(processors)), long: Arc::new(Semaphore::new(long)) }
    }
}

/// What a store is made of.
pub struct Parts {
    pub log: Box<dyn Log>,
    pub snapshot: Snapshot,
    pub now: Now,
    pub ballast: Option<Ballast>,
    pub keeper: Option<Keeper>,
    pub access: AccessChain,
    /// Where what opens the store faster is put aside.
    pub cache: Option<Cache>,
    pub lock: Option<Lock>,
}

impl Parts {
    /// A store without records, reserve and lock: for tests and for stores that are thrown away.
    pub fn bare(log: Box<dyn Log>, snapshot: Snapshot, now: Now) -> Self {
        let access = AccessChain::nowhere();
        Self { log, snapshot, now, ballast: None, keeper: None, access, cache: None, lock: None }
    }
}

impl Store {
    /// Starts the writer.
    pub fn start(parts: Parts) -> Result<Self, StoreError> {
        Self::start_with(parts, None)
    }

    /// Starts a store that is shown as `parts` have it until `reading` has brought the rest.
    pub fn start_late(parts: Parts, reading: Reading) -> Result<Self, StoreError> {
        Self::start_with(parts, Some(reading))
    }

    fn start_with(parts: Parts, reading: Option<Reading>) -> Result<Self, StoreError> {
        let Parts { log, snapshot, now, ballast, keeper, access, cache, lock } = parts;
        let head: Head = log.head();
        let log: SharedLog = Arc::new(Mutex::new(log));
        let (published, snapshots) = watch::channel(snapshot.clone());
        let (told, status) = watch::channel(Status { loading: reading.is_some(), ..Status::default() });
        let (queue, requests) = sync_channel(QUEUE);
        let writer = Writer {
            log: log.clone(),
            now: now.clone(),
            snapshot,
            head,
            published,
            status: told,
            ballast,
            keeper,
            cache,
        };
        let outcome = Outcome::default();
        let told = outcome.clone();
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || match reading {
                Some(reading) => writer.run_late(reading, &told, &requests),
                None => writer.run(&requests),
            })
            .map_err(StoreError::io("start", "writer"))?;
        let (turns, thread) = (Turns::new(), Mutex::new(Some(thread)));
        let inner = Inner { queue, snapshots, status, log, now, access, turns, outcome, thread, _lock: lock };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Asks for a change; the future is done once it is durable. A large batch is decided on a thread of its own.
    pub fn submit(
        &self,
        submission: Submission,
    ) -> impl Future<Output = Result<Receipt, SubmitError>> + Send + use<> {
        if Large::is_large(&submission) {
            let (reply, answer) = oneshot::channel();
            let store = self.clone();
            let work = move || {
                let _ = reply.send(store.submit_large(Arc::new(submission), &Watch::default()));
            };
            // Without a thread the reply is dropped, and the future says that the store is closed.
            let _ = std::thread::Builder::new().name("import".into()).spawn(work);
            return wait(Ok(answer));
        }
        wait(self.ask(|reply| Request::Submit(Box::new(submission), reply)))
    }

    /// The same for callers without a runtime; must not be called from within one.
    pub fn submit_blocking(&self, submission: Submission) -> Result<Receipt, SubmitError> {
        self.submit_watched(submission, &Watch::default())
    }

    /// The same, with somebody who waits for it and may give it up while it is not being saved yet.
    pub fn submit_watched(&self, submission: Submission, watch: &Watch) -> Result<Receipt, SubmitError> {
        if Large::is_large(&submission) {
            return self.submit_large(Arc::new(submission), watch);
        }
        if watch.is_stopped() {
            return Err(SubmitError::Stopped);
        }
        self.ask_blocking(|reply| Request::Submit(Box::new(submission), reply))
    }

    /// Takes back the author's newest change, or the commit `seq`.
    pub fn undo<A: Into<Actor>>(
        &self,
        actor: A,
        seq: Option<u64>,
    ) -> impl Future<Output = Result<Receipt, SubmitError>> + Send + use<A> {
        let actor = actor.into();
        wait(self.ask(|reply| Request::Undo { actor, seq, reply }))
    }

    /// `undo` for callers without a runtime.
    pub fn undo_blocking(&self, actor: impl Into<Actor>, seq: Option<u64>) -> Result<Receipt, SubmitError> {
        let actor = actor.into();
        self.ask_blocking(|reply| Request::Undo { actor, seq, reply })
    }

    /// Takes back the author's newest undo, unless they have changed something since.
    pub fn redo<A: Into<Actor>>(
        &self,
        actor: A,
    ) -> impl Future<Output = Result<Receipt, SubmitError>> + Send + use<A> {
        let actor = actor.into();
        wait(self.ask(|reply| Request::Redo { actor, reply }))
    }

    /// `redo` for callers without a runtime.
    pub fn redo_blocking(&self, actor: impl Into<Actor>) -> Result<Receipt, SubmitError> {
        let actor = actor.into();
        self.ask_blocking(|reply| Request::Redo { actor, reply })
    }

    /// The newest snapshot, and word of each that follows; the latest wins.
    pub fn watch(&self) -> watch::Receiver<Snapshot> {
        self.inner.snapshots.clone()
    }

    /// The newest snapshot.
    pub fn snapshot(&self) -> Snapshot {
        self.inner.snapshots.borrow().clone()
    }

    /// Turns at questions that take processor time.
    pub fn turns(&self) -> &Turns {
        &self.inner.turns
    }

    /// Whether work can be saved, and word of each change.
    pub fn status(&self) -> watch::Receiver<Status> {
        self.inner.status.clone()
    }

    /// What came of reading a store that was shown before.
    pub fn outcome(&self) -> &Outcome {
        &self.inner.outcome
    }

    /// Returns once everything has been read, where the store was shown before; false where that failed.
    pub fn wait_blocking(&self) -> bool {
        self.flush_blocking();
        self.inner.status.borrow().trouble != Some(submit::Trouble::Unreadable)
    }

    /// All commits from `from_seq` up to now, read from the log without stopping the writer.
    pub fn commits(&self, from_seq: u64) -> Result<Commits, StoreError> {
        Commits::read(lock(&self.inner.log).as_ref(), from_seq)
    }

    /// The newest commit in the log.
    pub fn head(&self) -> Head {
        lock(&self.inner.log).head()
    }

    /// Where it is noted who looked at what.
    pub fn access(&self) -> &AccessChain {
        &self.inner.access
    }

    /// Returns once the records have caught up and are durable.
    pub fn flush_blocking(&self) {
        let (reply, done) = oneshot::channel();
        if self.inner.queue.send(Request::Flush(reply)).is_ok() {
            let _ = done.blocking_recv();
        }
    }

    /// Makes the records again from the state, which is what the journal comes to; true once they are durable.
    pub fn rebuild_blocking(&self) -> bool {
        let (reply, done) = oneshot::channel();
        self.inner.queue.send(Request::Rebuild(reply)).is_ok() && done.blocking_recv().unwrap_or(false)
    }

    fn submit_large(&self, submission: Arc<Submission>, watch: &Watch) -> Result<Receipt, SubmitError> {
        for _ in 0..ATTEMPTS {
            let large = Large::of(&submission);
            let prepared = large.prepare(&self.snapshot(), &self.inner.log, &self.inner.now, watch)?;
            if watch.is_stopped() {
                return Err(SubmitError::Stopped);
            }
            let (reply, answer) = oneshot::channel();
            self.send(Request::Prepared(Box::new(prepared), reply))?;
            match answer.blocking_recv() {
                Ok(Ok(receipt)) => return Ok(receipt),
                Ok(Err(LargeError::Failed(error))) => return Err(error),
                Ok(Err(LargeError::Moved)) => {}
                Err(_) => return Err(SubmitError::Closed),
            }
        }
        self.ask_blocking(|reply| Request::Large(submission, reply))
    }

    fn ask(&self, request: impl FnOnce(writer::Reply) -> Request) -> Result<Answer, SubmitError> {
        let (reply, answer) = oneshot::channel();
        match self.inner.queue.try_send(request(reply)) {
            Ok(()) => Ok(answer),
            Err(TrySendError::Full(_)) => Err(SubmitError::Busy),
            Err(TrySendError::Disconnected(_)) => Err(SubmitError::Closed),
        }
    }

    fn ask_blocking(&self, request: impl FnOnce(writer::Reply) -> Request) -> Result<Receipt, SubmitError> {
        let (reply, answer) = oneshot::channel();
        self.send(request(reply))?;
        answer.blocking_recv().unwrap_or(Err(SubmitError::Closed))
    }

    fn send(&self, request: Request) -> Result<(), SubmitError> {
        if self.inner.queue.send(request).is_ok() { Ok(()) } else { Err(SubmitError::Closed) }
    }
}

type Answer = oneshot::Receiver<Result<Receipt, SubmitError>>;

async fn wait(answer: Result<Answer, SubmitError>) -> Result<Receipt, SubmitError> {
    answer?.await.unwrap_or(Err(SubmitError::Closed))
}

impl Drop for Inner {
    fn drop(&mut self) {
        let _ = self.queue.send(Request::Close);
        let thread = self.thread.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}
