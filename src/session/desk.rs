//! What a session has others do: questions are answered on other threads, changes are awaited beside the loop.
//! Invariant: of each slot of questions one is being answered and at most one waits, the newest; so a held key can
//! never pile up work. What only others' changes cause to be asked again is asked at a measured pace, the last of it too.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;

use super::history;
use crate::app::listing;
use crate::app::{Answer, App, Message, Outcome, Question, Reply, Request, Slot};
use crate::domain::{Actor, Cause};
use crate::field::{Date, Kind};
use crate::lang::{Label, Lang};
use crate::search::{Cancel, Latest, views};
use crate::snapshot::Snapshot;
use crate::store::Store;
use crate::store::repair::Repair;
use crate::store::submit::{Receipt, Submission, SubmitError};

/// Messages that may wait for the session; those who bring more wait themselves.
const MESSAGES_WAITING: usize = 64;
/// How many touched records a reply names.
const TOUCHED_MAX: usize = 100;
/// Between two answers to one slot that only others' changes cause.
const PACE: Duration = Duration::from_secs(1);
/// And so many times what an answer took: many sessions may ask the same.
const PACE_TIMES: u32 = 20;

/// For whom something is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Haste {
    /// To follow what others do.
    Others,
    /// The person waits for it.
    Own,
}

/// The desk of one session.
pub struct Desk {
    store: Store,
    actor: Actor,
    lang: Lang,
    /// The slots being worked on.
    busy: BTreeMap<Slot, Busy>,
    /// Of each slot the newest question that was begun: those before it are given up.
    latest: BTreeMap<Slot, Latest>,
    /// Questions that may not be asked yet.
    later: BTreeMap<Slot, (Instant, Job)>,
    /// From when on a slot may be asked again for others' sake.
    rested: BTreeMap<Slot, Instant>,
    begun: Begun,
    sender: mpsc::Sender<Done>,
    done: mpsc::Receiver<Done>,
}

/// What the session has begun.
#[derive(Default)]
struct Begun {
    /// Changes whose reply has not come.
    submitted: usize,
    /// Whether what is asked first is being made.
    warm: bool,
}

/// A question and what it is asked of.
struct Job {
    question: Question,
    snapshot: Snapshot,
    today: Date,
}

/// A slot that is worked on: whoever works takes what waits here when its turn comes, the newest.
struct Busy {
    waiting: Arc<Mutex<Option<(Job, Cancel)>>>,
    haste: Haste,
}

enum Done {
    Answer(Slot, Option<Answer>, Duration),
    Reply(Reply),
}

impl Desk {
    pub fn new(store: Store, actor: Actor, lang: Lang) -> Self {
        let (sender, done) = mpsc::channel(MESSAGES_WAITING);
        Self {
            store,
            actor,
            lang,
            busy: BTreeMap::new(),
            latest: BTreeMap::new(),
            later: BTreeMap::new(),
            rested: BTreeMap::new(),
            begun: Begun::default(),
            sender,
            done,
        }
    }

    /// What was put right while the rest of the store was read, once.
    pub fn take_repairs(&self) -> Vec<Repair> {
        self.store.outcome().take_repairs()
    }

    /// Makes what searching needs and then the lists of the views, once and beside the loop, so that the first search and the
    /// first view do not wait for them. A first page has none of it.
    fn warm(&mut self, snapshot: &Snapshot, today: Date) {
        if self.begun.warm || snapshot.is_page() {
            return;
        }
        self.begun.warm = true;
        let (snapshot, user, lang) = (snapshot.clone(), self.actor.author.clone(), self.lang);
        tokio::task::spawn_blocking(move || {
            snapshot.index();
            if snapshot.state.count(Kind::Person) < listing::MANY_PEOPLE {
                return;
            }
            let views = views(&snapshot.state, user.name(), lang);
            // What comes of it is kept with the snapshots.
            let _ = listing::counts(&Cancel::never(), &views, &snapshot, (today, user.name()));
        });
    }

    /// Whether an answer is on its way that the screen should wait for.
    pub fn is_thinking(&self) -> bool {
        self.busy.iter().any(|(slot, busy)| busy.haste == Haste::Own && !matches!(slot, Slot::History(_)))
    }

    /// Whether a change of this session is on its way.
    pub const fn is_submitting(&self) -> bool {
        self.begun.submitted > 0
    }

    /// The next thing that is done, and who waits for it. Safe to drop between polls.
    pub async fn next(&mut self) -> (Message, Haste) {
        loop {
            match self.done.recv().await {
                Some(Done::Reply(reply)) => {
                    self.begun.submitted = self.begun.submitted.saturating_sub(1);
                    return (Message::Reply(reply), Haste::Own);
                }
                Some(Done::Answer(slot, answer, took)) => {
                    let haste = self.free(slot, took);
                    if let Some(answer) = answer {
                        return (Message::Answer(answer), haste);
                    }
                }
                // The sender is held here, so the channel cannot end.
                None => std::future::pending().await,
            }
        }
    }

    /// Has a question answered, after the one of its slot that is being answered.
    pub fn ask(&mut self, question: Question, snapshot: &Snapshot, today: Date, haste: Haste) {
        self.warm(snapshot, today);
        let slot = question.slot();
        let job = Job { question, snapshot: snapshot.clone(), today };
        let rested = self.rested.get(&slot).copied().filter(|at| *at > Instant::now());
        if haste == Haste::Others && (rested.is_some() || self.busy.contains_key(&slot)) {
            // The newest question in place of one that waits, but no later than that would have been asked.
            let at = self.later.get(&slot).map(|(at, _)| *at).or(rested).unwrap_or_else(Instant::now);
            self.later.insert(slot, (at, job));
        } else {
            self.later.remove(&slot);
            self.start(slot, job, haste);
        }
    }

    /// When the next question that waits for its time may be asked.
    pub fn wake_at(&self) -> Option<Instant> {
        let may_start = self.later.iter().filter(|(slot, _)| !self.busy.contains_key(slot));
        may_start.map(|(_, (at, _))| *at).min()
    }

    /// Asks what has waited long enough.
    pub fn wake(&mut self) {
        let now = Instant::now();
        let may_start =
            |(slot, (at, _)): &(&Slot, &(Instant, Job))| *at <= now && !self.busy.contains_key(slot);
        let due: Vec<Slot> = self.later.iter().filter(may_start).map(|(slot, _)| *slot).collect();
        for slot in due {
            if let Some((_, job)) = self.later.remove(&slot) {
                self.start(slot, job, Haste::Others);
            }
        }
    }

    /// Has a change made.
    pub fn submit(&mut self, request: Request) {
        let Request { ticket, command, seen, purpose, .. } = request;
        let submission = Submission::new(self.actor.clone(), Cause::Tui, command).seen(Some(seen));
        self.deliver(ticket, purpose, self.store.submit(submission));
    }

    /// Has the author's newest change taken back.
    pub fn undo(&mut self, ticket: u64) {
        let (undo, _) = App::undo_labels();
        self.deliver(ticket, undo, self.store.undo(self.actor.clone(), None));
    }

    /// Has the author's newest undo taken back.
    pub fn redo(&mut self, ticket: u64) {
        let (_, redo) = App::undo_labels();
        self.deliver(ticket, redo, self.store.redo(self.actor.clone()));
    }

    /// Has a job worked on, or leaves it with whoever works on its slot.
    fn start(&mut self, slot: Slot, job: Job, haste: Haste) {
        // What is being answered in this slot is given up, where it can be.
        let cancel = self.latest.entry(slot).or_default().start();
        if let Some(busy) = self.busy.get_mut(&slot) {
            *lock(&busy.waiting) = Some((job, cancel));
            busy.haste = busy.haste.max(haste);
            return;
        }
        let waiting = Arc::new(Mutex::new(Some((job, cancel))));
        self.busy.insert(slot, Busy { waiting: Arc::clone(&waiting), haste });
        let (sender, store, lang) = (self.sender.clone(), self.store.clone(), self.lang);
        let turns = if slot.is_long() { &store.turns().long } else { &store.turns().short };
        let turns = Arc::clone(turns);
        tokio::spawn(async move {
            // The turns of a store are never closed.
            let turn = turns.acquire_owned().await;
            let begun = Instant::now();
            let work = tokio::task::spawn_blocking(move || {
                let job = lock(&waiting).take();
                job.and_then(|(job, cancel)| answer(&job, &store, lang, &cancel))
            });
            // A fault in finding an answer leaves the question open; the slot must be free again all the same.
            let answer = work.await.ok().flatten();
            drop(turn);
            // A session that has ended needs no answer.
            let _ = sender.send(Done::Answer(slot, answer, begun.elapsed())).await;
        });
    }

    /// A slot was answered; gives back who had asked.
    fn free(&mut self, slot: Slot, took: Duration) -> Haste {
        let Some(Busy { waiting, haste }) = self.busy.remove(&slot) else { return Haste::Own };
        let rested = Instant::now() + PACE.max(took * PACE_TIMES);
        self.rested.insert(slot, rested);
        if let Some((at, _)) = self.later.get_mut(&slot) {
            *at = rested;
        }
        let next = lock(&waiting).take();
        if let Some((job, _)) = next {
            self.start(slot, job, haste);
        }
        haste
    }

    fn deliver(
        &mut self,
        ticket: u64,
        purpose: Label,
        work: impl Future<Output = Result<Receipt, SubmitError>> + Send + 'static,
    ) {
        self.begun.submitted += 1;
        let sender = self.sender.clone();
        tokio::spawn(async move {
            let outcome = outcome(work.await);
            let _ = sender.send(Done::Reply(Reply { ticket, purpose, outcome })).await;
        });
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
fn answer(job: &Job, store: &Store, lang: Lang, cancel: &Cancel) -> Option<Answer> {
    match &job.question {
        Question::History { record, before, most } => {
            Some(history::read(store, &job.snapshot.state, *record, *before, *most))
        }
        other => other.answer(&job.snapshot, job.today, lang, cancel),
    }
}

/// How a request ended.
pub fn outcome(result: Result<Receipt, SubmitError>) -> Outcome {
    match result {
        Ok(Receipt { changed: false, .. }) => Outcome::Unchanged,
        Ok(Receipt { seq, mut ids, .. }) => {
            ids.truncate(TOUCHED_MAX);
            Outcome::Saved { seq, touched: ids }
        }
        Err(SubmitError::Rejected(rejection)) => Outcome::Refused(rejection),
        Err(error) => Outcome::Failed { ja: error.text(Lang::Ja), en: error.text(Lang::En) },
    }
}
