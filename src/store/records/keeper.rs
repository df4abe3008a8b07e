//! Keeps the records behind the journal, on a thread of its own: nobody waits for sled.
//! Invariant: the records are at all times a state that the journal has, or marked as incomplete.
//! Fed by the writer through a bounded queue; what does not fit waits with the writer and is joined with what follows.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::Records;
use super::manifest::Manifest;
use crate::domain::State;
use crate::field::Id;
use crate::store::codec::joined;
use crate::store::log::Head;

const QUEUE: usize = 64;
/// How long to wait for more before writing: one write for a burst of commits.
const GATHER: Duration = Duration::from_millis(300);
/// Beyond so many ranges a round is written at once.
const SPANS_AT_ONCE: usize = 20_000;

/// And after so many messages, however few ranges they have.
const MESSAGES_AT_ONCE: usize = 256;

/// What has changed: everything within `spans` is now as in `state`.
pub struct Update {
    pub head: Head,
    pub state: State,
    pub spans: Vec<(Id, Id)>,
}

enum Message {
    Changed(Box<Update>),
    Remake(Box<Update>),
    Flush(SyncSender<()>),
}

/// The writer's end.
pub struct Keeper {
    sender: Option<SyncSender<Message>>,
    thread: Option<JoinHandle<()>>,
    pending: Option<Update>,
    failed: Arc<AtomicBool>,
}

struct Thread {
    records: Records,
    manifest: Manifest,
    /// What the database holds.
    written: State,
    failed: Arc<AtomicBool>,
}

impl Keeper {
    /// Starts keeping `records`, which hold `written` and say `manifest`.
    pub fn start(records: Records, manifest: Manifest, written: State) -> std::io::Result<Self> {
        let failed = Arc::new(AtomicBool::new(false));
        let (sender, receiver) = sync_channel(QUEUE);
        let mut thread = Thread { records, manifest, written, failed: failed.clone() };
        let thread = std::thread::Builder::new().name("records".into()).spawn(move || {
            thread.run(&receiver);
            thread.records.close();
        })?;
        Ok(Self { sender: Some(sender), thread: Some(thread), pending: None, failed })
    }

    /// Takes note of a change; never waits.
    pub fn changed(&mut self, update: Update) {
        let update = join(self.pending.take(), update);
        let Some(sender) = &self.sender else { return };
        let message = Message::Changed(Box::new(update));
        if let Err(TrySendError::Full(Message::Changed(update))) = sender.try_send(message) {
            self.pending = Some(*update);
        }
    }

    /// Makes every record again, as they are in `update`.
    pub fn remake(&mut self, update: Update) {
        self.flush();
        if let Some(sender) = &self.sender {
            let _ = sender.send(Message::Remake(Box::new(update)));
        }
    }

    /// Returns once everything noted so far is durable, or the records have failed.
    pub fn flush(&mut self) {
        let Some(sender) = &self.sender else { return };
        if let Some(update) = self.pending.take() {
            let _ = sender.send(Message::Changed(Box::new(update)));
        }
        let (done, wait) = sync_channel(1);
        if sender.send(Message::Flush(done)).is_ok() {
            let _ = wait.recv();
        }
    }

    /// True once sled has failed. The journal is not concerned, and the next opening makes the records again.
    pub fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.flush();
        self.sender = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Thread {
    fn run(&mut self, receiver: &Receiver<Message>) {
        while let Ok(message) = receiver.recv() {
            let mut waiting = Vec::new();
            let (mut update, mut gathered) = (None, 0);
            let mut message = Some(message);
            while let Some(next) = message.take() {
                match next {
                    Message::Changed(next) => update = Some(join(update, *next)),
                    Message::Remake(next) => {
                        self.forget();
                        update = Some(*next);
                        break;
                    }
                    Message::Flush(done) => {
                        waiting.push(done);
                        break;
                    }
                }
                gathered += 1;
                let many = update.as_ref().is_some_and(|update| update.spans.len() >= SPANS_AT_ONCE);
                if many || gathered >= MESSAGES_AT_ONCE {
                    break;
                }
                match receiver.recv_timeout(GATHER) {
                    Ok(next) => message = Some(next),
                    Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
                }
            }
            if let Some(update) = update {
                self.write(update);
            }
            for done in waiting {
                let _ = done.send(());
            }
        }
    }

    /// Empties the database, so that what is written next is all of it.
    fn forget(&mut self) {
        match self.records.clear() {
            Ok(()) => {
                self.manifest = Manifest::empty(self.manifest.store);
                self.written = State::new();
                // What failed before may well work on an empty database.
                self.failed.store(false, Ordering::Relaxed);
            }
            Err(_) => self.failed.store(true, Ordering::Relaxed),
        }
    }

    fn write(&mut self, update: Update) {
        if self.failed.load(Ordering::Relaxed) {
            return;
        }
        let Update { head, state, spans } = update;
        // Each record once: the sums of the manifest would not bear a second time.
        let spans = joined(spans);
        let written = self.records.write(&mut self.manifest, &self.written, &state, head, &spans);
        match written.and_then(|_| self.records.flush()) {
            Ok(()) => self.written = state,
            Err(_) => self.failed.store(true, Ordering::Relaxed),
        }
    }
}

fn join(earlier: Option<Update>, mut later: Update) -> Update {
    if let Some(earlier) = earlier {
        later.spans.extend(earlier.spans);
    }
    later
}
