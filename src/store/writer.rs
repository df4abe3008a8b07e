//! The writer: the one thread that decides commands, makes them durable and publishes what follows.
//! Invariant: a snapshot is published and a receipt given only after the sync; a failed append publishes nothing.
//! Fed by `Store` through a bounded queue; commands that wait together are saved together.

mod append;
pub mod large;
mod told;

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{oneshot, watch};

use self::large::{Large, Prepared};
use super::cache::Cache;
use super::codec::CommitHead;
use super::history;
use super::layout::Ballast;
use super::log::{Frame, Head, Log, Payload};
use super::pack::Packer;
use super::records::everything;
use super::records::keeper::{Keeper, Update};
use super::submit::{RECEIPT_IDS, Receipt, Status, Submission, SubmitError, Trouble, Watch};
use super::undo::{to_redo, to_undo};
use crate::domain::decide::Context;
use crate::domain::decide::permit::permit_events;
use crate::domain::invert::invert_all;
use crate::domain::{Actor, Author, Cause, Commit, Event, Rejection, Stamp, decide};
use crate::field::{Id, Moment};
use crate::snapshot::Snapshot;

/// Requests that are saved together at most.
const GROUP: usize = 256;
/// And once they have so many bytes, what has gathered is saved.
const GROUP_BYTES: usize = 16 << 20;
/// How often a store on a full disk looks for space.
const LOOK_FOR_SPACE: Duration = Duration::from_secs(2);

/// What time it is. Given in, so that tests and replays decide it.
pub type Now = Arc<dyn Fn() -> Moment + Send + Sync>;
/// The log, shared with readers of history for the length of a call.
pub type SharedLog = Arc<Mutex<Box<dyn Log>>>;
/// Where the answer goes.
pub type Reply = oneshot::Sender<Result<Receipt, SubmitError>>;

/// What the writer is asked.
pub enum Request {
    Submit(Box<Submission>, Reply),
    Undo {
        actor: Actor,
        seq: Option<u64>,
        reply: Reply,
    },
    Redo {
        actor: Actor,
        reply: Reply,
    },
    /// A large commit that was decided elsewhere; refused where others have committed meanwhile.
    Prepared(Box<Prepared>, oneshot::Sender<Result<Receipt, LargeError>>),
    /// A large commit that was overtaken too often: decided here, while everybody else waits.
    Large(Arc<Submission>, Reply),
    /// Waits until the records have caught up.
    Flush(oneshot::Sender<()>),
    /// Makes every record in the database again from the state; true once they are durable.
    Rebuild(oneshot::Sender<bool>),
    Close,
}

/// Why a large commit was not made.
pub enum LargeError {
    /// Others have committed since it was decided.
    Moved,
    Failed(SubmitError),
}

/// The writer's own state.
pub struct Writer {
    pub log: SharedLog,
    pub now: Now,
    pub snapshot: Snapshot,
    pub head: Head,
    pub published: watch::Sender<Snapshot>,
    pub status: watch::Sender<Status>,
    pub ballast: Option<Ballast>,
    pub keeper: Option<Keeper>,
    pub cache: Option<Cache>,
}

/// Commits that will be saved together.
struct Group {
    frames: Vec<Frame>,
    bytes: usize,
    next: Snapshot,
    spans: Vec<(Id, Id)>,
    replies: Vec<(Reply, Result<Receipt, SubmitError>)>,
}

impl Writer {
    /// Serves requests until it is closed or nobody can send any more.
    pub fn run(mut self, requests: &Receiver<Request>) {
        loop {
            let first = if self.trouble() == Some(Trouble::DiskFull) {
                requests.recv_timeout(LOOK_FOR_SPACE)
            } else {
                requests.recv().map_err(RecvTimeoutError::from)
            };
            let first = match first {
                Ok(first) => first,
                Err(RecvTimeoutError::Timeout) => {
                    self.look_for_space();
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => return,
            };
            let mut waiting = VecDeque::from([first]);
            while waiting.len() < GROUP
                && let Ok(next) = requests.try_recv()
            {
                waiting.push_back(next);
            }
            if !self.serve(waiting) {
                return;
            }
        }
    }

    /// Serves what waits, in order; false once it is to close.
    fn serve(&mut self, waiting: VecDeque<Request>) -> bool {
        let mut group = Group::new(self.snapshot.clone());
        for request in waiting {
            if group.bytes > GROUP_BYTES {
                group = self.save(group);
            }
            match request {
                Request::Submit(mut submission, reply) => {
                    group = self.tell(group, &mut submission);
                    self.submit(&mut group, &submission, reply);
                }
                // What undo looks for is in the log, so what waits has to be there first.
                Request::Undo { actor, seq, reply } => {
                    group = self.save(group);
                    let result = self.take_back(&actor, seq, false);
                    self.add(&mut group, result, reply);
                }
                Request::Redo { actor, reply } => {
                    group = self.save(group);
                    let result = self.take_back(&actor, None, true);
                    self.add(&mut group, result, reply);
                }
                Request::Prepared(prepared, reply) => {
                    self.save(group);
                    let _ = reply.send(self.save_prepared(*prepared));
                    group = Group::new(self.snapshot.clone());
                }
                Request::Large(submission, reply) => {
                    self.save(group);
                    let prepared = catch_unwind(AssertUnwindSafe(|| {
                        Large::of(&submission).prepare(
                            &self.snapshot,
                            &self.log,
                            &self.now,
                            &Watch::default(),
                        )
                    }));
                    let prepared = prepared.unwrap_or(Err(SubmitError::Internal));
                    let saved = prepared.map(|prepared| self.save_prepared(prepared));
                    let _ = reply.send(match saved {
                        Ok(Ok(receipt)) => Ok(receipt),
                        Ok(Err(LargeError::Failed(error))) | Err(error) => Err(error),
                        Ok(Err(LargeError::Moved)) => Err(SubmitError::Internal),
                    });
                    group = Group::new(self.snapshot.clone());
                }
                Request::Rebuild(reply) => {
                    group = self.save(group);
                    let _ = reply.send(self.rebuild());
                }
                Request::Flush(reply) => {
                    group = self.save(group);
                    if let Some(keeper) = self.keeper.as_mut() {
                        keeper.flush();
                    }
                    self.tell_status(self.trouble());
                    let _ = reply.send(());
                }
                Request::Close => {
                    self.save(group);
                    self.put_aside();
                    return false;
                }
            }
        }
        self.save(group);
        true
    }

    /// Tells a command what the journal tells; what waits has to be there first.
    fn tell(&mut self, group: Group, submission: &mut Submission) -> Group {
        if !told::asks(&submission.command) {
            return group;
        }
        let group = self.save(group);
        told::tell(&mut submission.command, &self.snapshot.state, lock(&self.log).as_ref());
        group
    }

    fn submit(&self, group: &mut Group, submission: &Submission, reply: Reply) {
        let Submission { author, cause, command, seen, owner, basis } = submission;
        if basis.as_ref().is_some_and(|basis| basis.has_moved(&group.next.state)) {
            return self.add(group, Err(SubmitError::Moved), reply);
        }
        let context =
            Context { author: author.clone(), at: self.at(&group.next), seen: *seen, owner: *owner };
        // A fault in the rules must cost one request, not the writer.
        let decided = catch_unwind(AssertUnwindSafe(|| decide(&group.next.state, command, &context)));
        let events = match decided {
            Ok(Ok(events)) => Ok((events, *cause, author.clone())),
            Ok(Err(rejection)) => Err(SubmitError::Rejected(rejection)),
            Err(_) => Err(SubmitError::Internal),
        };
        self.add(group, events, reply);
    }

    /// The events that undo or redo.
    fn take_back(
        &self,
        actor: &Actor,
        wanted: Option<u64>,
        redo: bool,
    ) -> Result<(Vec<Event>, Cause, Author), SubmitError> {
        let Actor { author, owner } = actor;
        let log = lock(&self.log);
        let found = if redo { to_redo(log.as_ref(), author) } else { to_undo(log.as_ref(), author, wanted) };
        let nothing = if redo { Rejection::NothingToRedo } else { Rejection::NothingToUndo };
        let seq = found.map_err(SubmitError::Store)?.ok_or(SubmitError::Rejected(nothing.clone()))?;
        let commit = history::commit(log.as_ref(), seq).map_err(SubmitError::Store)?;
        drop(log);
        let commit = commit.ok_or(SubmitError::Rejected(nothing))?;
        let state = &self.snapshot.state;
        let at = self.at(&self.snapshot);
        let context = Context { author: author.clone(), at, seen: None, owner: *owner };
        permit_events(state, &commit.events, &context).map_err(SubmitError::Rejected)?;
        let stamp = Stamp { seq: state.seq() + 1, at, author: author.0.clone() };
        let inverted = catch_unwind(AssertUnwindSafe(|| invert_all(&commit.events, state, &stamp)));
        let Ok(inverted) = inverted else { return Err(SubmitError::Internal) };
        let events = inverted.map_err(SubmitError::Rejected)?;
        let cause = if redo { Cause::Redo(seq) } else { Cause::Undo(seq) };
        Ok((events, cause, author.clone()))
    }

    /// Adds a decided commit to the group.
    fn add(
        &self,
        group: &mut Group,
        decided: Result<(Vec<Event>, Cause, Author), SubmitError>,
        reply: Reply,
    ) {
        let result = decided.and_then(|(events, cause, author)| {
            let (seq, at) = (group.next.seq() + 1, self.at(&group.next));
            if events.is_empty() {
                return Ok(Receipt { seq: seq - 1, changed: false, ids: Vec::new(), counts: Vec::new() });
            }
            let head = CommitHead::new(seq, at, author.clone(), cause);
            let commit = Commit { seq, at, author, cause, events };
            let next = catch_unwind(AssertUnwindSafe(|| group.next.advance(&commit)));
            let Ok(next) = next else { return Err(SubmitError::Internal) };
            let open_bulk = || lock(&self.log).bulk();
            let mut packer = Packer::new(head, &open_bulk);
            packer.add(&commit.events, &next.state)?;
            let (frame, head) = packer.finish()?;
            group.bytes += frame.header.len() + bytes_of(&frame.payload);
            group.frames.push(frame);
            group.spans.extend(&head.spans);
            group.next = next;
            Ok(Receipt { seq, changed: true, ids: ids(&commit.events), counts: head.counts })
        });
        group.replies.push((reply, result));
    }

    /// Makes the group durable, publishes it and answers; returns an empty group that goes on from there.
    fn save(&mut self, group: Group) -> Group {
        let Group { frames, next, spans, replies, .. } = group;
        let saved = if frames.is_empty() { Ok(self.head) } else { self.append(&frames) };
        match saved {
            Ok(head) => {
                let changed = head != self.head;
                self.head = head;
                if changed {
                    self.publish(next, spans);
                }
                for (reply, result) in replies {
                    let _ = reply.send(result);
                }
            }
            Err(failure) => {
                for (reply, _) in replies {
                    let _ = reply.send(Err(failure.error()));
                }
            }
        }
        Group::new(self.snapshot.clone())
    }

    fn rebuild(&mut self) -> bool {
        let (head, state) = (self.head, self.snapshot.state.clone());
        let Some(keeper) = self.keeper.as_mut() else { return false };
        keeper.remake(Update { head, state, spans: everything() });
        keeper.flush();
        let failed = keeper.has_failed();
        self.tell_status(self.trouble());
        !failed
    }

    fn save_prepared(&mut self, prepared: Prepared) -> Result<Receipt, LargeError> {
        let Prepared { base, frame, head, snapshot, receipt } = prepared;
        if base != self.head.seq {
            return Err(LargeError::Moved);
        }
        let Some(frame) = frame else { return Ok(receipt) };
        let saved = self.append(std::slice::from_ref(&frame));
        self.head = saved.map_err(|failure| LargeError::Failed(failure.error()))?;
        self.publish(snapshot, head.spans);
        Ok(receipt)
    }

    fn publish(&mut self, next: Snapshot, spans: Vec<(Id, Id)>) {
        self.snapshot = next;
        self.published.send_replace(self.snapshot.clone());
        let (head, state) = (self.head, self.snapshot.state.clone());
        if let Some(keeper) = self.keeper.as_mut() {
            keeper.changed(Update { head, state, spans });
        }
        self.tell_status(self.trouble());
    }

    /// Puts aside what opens the store faster, as far as it has been made anyway.
    fn put_aside(&self) {
        let Some(cache) = &self.cache else { return };
        if let Some(index) = self.snapshot.index_if_made() {
            cache.keep(index, lock(&self.log).as_ref());
        }
        cache.keep_page(&self.snapshot, self.head, (self.now)().date(), false);
    }

    fn trouble(&self) -> Option<Trouble> {
        self.status.borrow().trouble
    }

    pub(super) fn tell_status(&self, trouble: Option<Trouble>) {
        let records_failed = self.keeper.as_ref().is_some_and(Keeper::has_failed);
        let status = Status { trouble, records_failed, loading: false };
        self.status.send_if_modified(|told| std::mem::replace(told, status) != status);
    }

    /// Never earlier than the commit before, however the clock jumps.
    fn at(&self, snapshot: &Snapshot) -> Moment {
        (self.now)().max(snapshot.state.at())
    }
}

impl Group {
    fn new(next: Snapshot) -> Self {
        Self { frames: Vec::new(), bytes: 0, next, spans: Vec::new(), replies: Vec::new() }
    }
}

/// The records that events are about, each once where they follow each other.
pub(super) fn ids(events: &[Event]) -> Vec<Id> {
    let mut ids: Vec<Id> = Vec::new();
    for event in events {
        if ids.len() < RECEIPT_IDS && !ids.contains(&event.id()) {
            ids.push(event.id());
        }
    }
    ids
}

fn bytes_of(payload: &Payload) -> usize {
    match payload {
        Payload::Sections(sections) => sections.iter().map(|section| section.bytes.len()).sum(),
        Payload::Bulk(_) => 0,
    }
}

pub(super) fn lock(log: &SharedLog) -> MutexGuard<'_, Box<dyn Log>> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}
