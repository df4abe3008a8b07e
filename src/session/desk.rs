//! What a session has others do: questions are answered on other threads, changes are awaited beside the loop.
//! Invariant: of each slot of questions one is being answered and at most one waits, the newest; so a held key can
//! never pile up work.

use std::collections::BTreeMap;

use tokio::sync::mpsc;

use super::history;
use crate::app::{Answer, App, Message, Outcome, Question, Reply, Request, Slot};
use crate::domain::{Actor, Cause};
use crate::field::Date;
use crate::lang::{Label, Lang};
use crate::snapshot::Snapshot;
use crate::store::Store;
use crate::store::submit::{Receipt, Submission, SubmitError};

/// Messages that may wait for the session; those who bring more wait themselves.
const MESSAGES_WAITING: usize = 64;
/// How many touched records a reply names.
const TOUCHED_MAX: usize = 100;

/// The desk of one session.
pub struct Desk {
    store: Store,
    actor: Actor,
    lang: Lang,
    /// The slots being worked on, and what waits for each.
    busy: BTreeMap<Slot, Option<Job>>,
    sender: mpsc::Sender<Done>,
    done: mpsc::Receiver<Done>,
}

/// A question and what it is asked of.
struct Job {
    question: Question,
    snapshot: Snapshot,
    today: Date,
}

enum Done {
    Answer(Slot, Option<Answer>),
    Reply(Reply),
}

impl Desk {
    pub fn new(store: Store, actor: Actor, lang: Lang) -> Self {
        let (sender, done) = mpsc::channel(MESSAGES_WAITING);
        Self { store, actor, lang, busy: BTreeMap::new(), sender, done }
    }

    /// Makes what searching needs, beside the loop, so that the first search does not wait for it.
    pub fn warm(snapshot: &Snapshot) {
        let snapshot = snapshot.clone();
        tokio::task::spawn_blocking(move || {
            snapshot.index();
        });
    }

    /// Whether an answer is on its way that the screen should wait for.
    pub fn is_thinking(&self) -> bool {
        self.busy.keys().any(|slot| !matches!(slot, Slot::History(_)))
    }

    /// The next thing that is done. Safe to drop between polls.
    pub async fn next(&mut self) -> Message {
        loop {
            match self.done.recv().await {
                Some(Done::Reply(reply)) => return Message::Reply(reply),
                Some(Done::Answer(slot, answer)) => {
                    self.free(slot);
                    if let Some(answer) = answer {
                        return Message::Answer(answer);
                    }
                }
                // The sender is held here, so the channel cannot end.
                None => std::future::pending().await,
            }
        }
    }

    /// Has a question answered, after the one of its slot that is being answered.
    pub fn ask(&mut self, question: Question, snapshot: &Snapshot, today: Date) {
        let slot = question.slot();
        let job = Job { question, snapshot: snapshot.clone(), today };
        match self.busy.get_mut(&slot) {
            Some(waiting) => *waiting = Some(job),
            None => self.start(slot, job),
        }
    }

    /// Has a change made.
    pub fn submit(&self, request: Request) {
        let Request { ticket, command, seen, purpose } = request;
        let submission = Submission::new(self.actor.clone(), Cause::Tui, command).seen(Some(seen));
        self.deliver(ticket, purpose, self.store.submit(submission));
    }

    /// Has the author's newest change taken back.
    pub fn undo(&self, ticket: u64) {
        let (undo, _) = App::undo_labels();
        self.deliver(ticket, undo, self.store.undo(self.actor.clone(), None));
    }

    /// Has the author's newest undo taken back.
    pub fn redo(&self, ticket: u64) {
        let (_, redo) = App::undo_labels();
        self.deliver(ticket, redo, self.store.redo(self.actor.clone()));
    }

    fn start(&mut self, slot: Slot, job: Job) {
        self.busy.insert(slot, None);
        let (sender, store, lang) = (self.sender.clone(), self.store.clone(), self.lang);
        let work = tokio::task::spawn_blocking(move || answer(&job, &store, lang));
        tokio::spawn(async move {
            // A fault in finding an answer leaves the question open; the slot must be free again all the same.
            let answer = work.await.ok().flatten();
            // A session that has ended needs no answer.
            let _ = sender.send(Done::Answer(slot, answer)).await;
        });
    }

    fn free(&mut self, slot: Slot) {
        if let Some(Some(job)) = self.busy.remove(&slot) {
            self.start(slot, job);
        }
    }

    fn deliver(
        &self,
        ticket: u64,
        purpose: Label,
        work: impl Future<Output = Result<Receipt, SubmitError>> + Send + 'static,
    ) {
        let sender = self.sender.clone();
        tokio::spawn(async move {
            let outcome = outcome(work.await);
            let _ = sender.send(Done::Reply(Reply { ticket, purpose, outcome })).await;
        });
    }
}

fn answer(job: &Job, store: &Store, lang: Lang) -> Option<Answer> {
    match &job.question {
        Question::History { record, before, most } => {
            Some(history::read(store, &job.snapshot.state, *record, *before, *most))
        }
        other => other.answer(&job.snapshot, job.today, lang),
    }
}

fn outcome(result: Result<Receipt, SubmitError>) -> Outcome {
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
