//! A store that is shown before it has been read: sessions look at a first page, requests wait, and the writer begins by
//! reading the rest. Whatever fails then, nothing is written: every request is refused, and why is kept for the caller.

use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};

use super::error::StoreError;
use super::records::keeper::Keeper;
use super::repair::Repair;
use super::submit::{Status, SubmitError, Trouble};
use super::writer::{Request, Writer};
use crate::snapshot::Snapshot;

/// Everything of a store.
pub struct Rest {
    pub snapshot: Snapshot,
    pub keeper: Option<Keeper>,
    pub repairs: Vec<Repair>,
}

/// Reads it; called once, on the writer's thread.
pub type Reading = Box<dyn FnOnce() -> Result<Rest, StoreError> + Send>;

/// What came of the reading, for whoever opened the store.
#[derive(Debug, Clone, Default)]
pub struct Outcome(Arc<Mutex<(Vec<Repair>, Option<StoreError>)>>);

impl Outcome {
    /// What was put right; once.
    pub fn take_repairs(&self) -> Vec<Repair> {
        std::mem::take(&mut self.held().0)
    }

    /// Why nothing could be read; once.
    pub fn take_failure(&self) -> Option<StoreError> {
        self.held().1.take()
    }

    fn held(&self) -> std::sync::MutexGuard<'_, (Vec<Repair>, Option<StoreError>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Writer {
    /// Reads the rest, publishes it, and goes on as ever.
    pub fn run_late(mut self, reading: Reading, outcome: &Outcome, requests: &Receiver<Request>) {
        match reading() {
            Ok(Rest { snapshot, keeper, repairs }) => {
                outcome.held().0 = repairs;
                self.snapshot = snapshot;
                self.keeper = keeper;
                self.published.send_replace(self.snapshot.clone());
                self.tell_status(None);
                self.run(requests);
            }
            Err(error) => {
                outcome.held().1 = Some(error);
                let trouble = Trouble::Unreadable;
                self.status.send_replace(Status { trouble: Some(trouble), ..Status::default() });
                refuse(trouble, requests);
            }
        }
    }
}

/// Refuses whatever is asked until the store is closed.
fn refuse(trouble: Trouble, requests: &Receiver<Request>) {
    let refusal = || Err(SubmitError::ReadOnly(trouble));
    while let Ok(request) = requests.recv() {
        // Whoever has gone meanwhile needs no answer.
        match request {
            Request::Submit(_, reply)
            | Request::Undo { reply, .. }
            | Request::Redo { reply, .. }
            | Request::Large(_, reply) => drop(reply.send(refusal())),
            Request::Prepared(_, reply) => {
                let failed = super::writer::LargeError::Failed(SubmitError::ReadOnly(trouble));
                drop(reply.send(Err(failed)));
            }
            Request::Flush(reply) => drop(reply.send(())),
            Request::Rebuild(reply) => drop(reply.send(false)),
            Request::Close => return,
        }
    }
}
