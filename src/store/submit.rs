//! What goes to the writer and what comes back.
//! Invariant: a `Receipt` is made only for what is durable.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use thiserror::Error;

use super::codec::EventCount;
use super::error::StoreError;
use crate::domain::{Actor, Author, Cause, Command, Rejection, State};
use crate::field::{Id, Kind};
use crate::lang::Lang;

/// A receipt names at most so many records.
pub const RECEIPT_IDS: usize = 1000;

/// A request to change the store.
#[derive(Debug, Clone)]
pub struct Submission {
    pub author: Author,
    pub cause: Cause,
    pub command: Command,
    /// The commit that the author saw: asks for the stale check.
    pub seen: Option<u64>,
    /// Whether the machine vouches for the author as the owner of the store's files.
    pub owner: bool,
    /// What the author decided on: where it has moved, nothing is done.
    pub basis: Option<Basis>,
}

/// The records that something was decided on: those of some kinds, as of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    pub seq: u64,
    pub kinds: Vec<Kind>,
}

impl Basis {
    /// Whether a record of these kinds has changed since.
    pub fn has_moved(&self, state: &State) -> bool {
        self.kinds.iter().any(|kind| state.touched(*kind) > self.seq)
    }
}

/// How far a large commit has come, and whether it is still wanted; a clone is the same.
#[derive(Debug, Clone, Default)]
pub struct Watch(Arc<Watched>);

#[derive(Debug, Default)]
struct Watched {
    done: AtomicU64,
    stop: AtomicBool,
}

impl Watch {
    /// Commands decided so far.
    pub fn done(&self) -> u64 {
        self.0.done.load(Ordering::Relaxed)
    }

    pub(super) fn at(&self, done: u64) {
        self.0.done.store(done, Ordering::Relaxed);
    }

    /// Gives it up; has no effect once it is being saved.
    pub fn stop(&self) {
        self.0.stop.store(true, Ordering::Relaxed);
    }

    pub fn is_stopped(&self) -> bool {
        self.0.stop.load(Ordering::Relaxed)
    }
}

impl Submission {
    /// A request without stale check.
    pub fn new(actor: impl Into<Actor>, cause: Cause, command: Command) -> Self {
        let Actor { author, owner } = actor.into();
        Self { author, cause, command, seen: None, owner, basis: None }
    }

    /// The same, to be done only where what it was decided on is as it was.
    #[must_use]
    pub fn based_on(mut self, basis: Basis) -> Self {
        self.basis = Some(basis);
        self
    }

    /// The same with the stale check.
    #[must_use]
    pub fn seen(mut self, seq: Option<u64>) -> Self {
        self.seen = seq;
        self
    }
}

/// What a request came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The commit, or the newest one where nothing had to change.
    pub seq: u64,
    /// False where nothing had to change: there is no commit then.
    pub changed: bool,
    /// The records it is about, in order of appearance, at most `RECEIPT_IDS`.
    pub ids: Vec<Id>,
    /// What happened to which kind of record, and how often.
    pub counts: Vec<EventCount>,
}

/// Why nothing can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The disk is full. The store takes work again by itself once there is space.
    DiskFull,
    /// The disk failed. The store takes work again after it has been opened anew.
    DiskFailed,
    /// The store was shown before it was read, and could not be read.
    Unreadable,
}

/// How the store is doing: for the status line of each screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Status {
    /// `None`: all is well.
    pub trouble: Option<Trouble>,
    /// The copy of the records has failed; they will be made again at the next opening. Nothing is lost.
    pub records_failed: bool,
    /// Not everything has been read yet: what is shown is a first page, and changes wait.
    pub loading: bool,
}

/// Why a request was not carried out.
#[derive(Debug, Error)]
pub enum SubmitError {
    #[error("{}", .0.text(Lang::En))]
    Rejected(Rejection),
    #[error("{}", .0.text(Lang::En))]
    ReadOnly(Trouble),
    #[error("too much is waiting to be saved; try again in a moment")]
    Busy,
    #[error("the store has been closed")]
    Closed,
    #[error("records have changed since this was decided; nothing was done")]
    Moved,
    #[error("stopped; nothing was done")]
    Stopped,
    #[error("an internal error; nothing was changed")]
    Internal,
    #[error(transparent)]
    Store(StoreError),
}

impl SubmitError {
    /// The sentence in `lang`.
    pub fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Rejected(rejection), _) => rejection.text(lang),
            (Self::ReadOnly(trouble), _) => trouble.text(lang).to_owned(),
            (Self::Store(error), _) => error.text(lang),
            (_, Lang::En) => self.to_string(),
            (Self::Busy, Lang::Ja) => {
                "保存待ちの操作が多すぎます。少し待ってからやり直してください。".to_owned()
            }
            (Self::Closed, Lang::Ja) => "ストアは閉じられています。".to_owned(),
            (Self::Internal, Lang::Ja) => "内部エラーが起きました。何も変更していません。".to_owned(),
            (Self::Moved, Lang::Ja) => "その間に記録が変わりました。何も変更していません。".to_owned(),
            (Self::Stopped, Lang::Ja) => "中止しました。何も変更していません。".to_owned(),
        }
    }
}

impl From<StoreError> for SubmitError {
    /// A large payload is written before its commit: a disk that is full then is no other trouble than one later.
    fn from(error: StoreError) -> Self {
        if error.is_disk_full() { Self::ReadOnly(Trouble::DiskFull) } else { Self::Store(error) }
    }
}

impl Trouble {
    /// The sentence for the status line.
    pub fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::DiskFull => lang.pick(
                "ディスクに空きがないため保存できません。空きができしだい自動で再開します。",
                "the disk is full: nothing can be saved until there is space, then work goes on by itself",
            ),
            Self::Unreadable => lang.pick(
                "ストアを読み込めません。閉じて nichiiki verify で確かめてください。何も書き込んでいません。",
                "the store cannot be read: close this and see nichiiki verify; nothing was written",
            ),
            Self::DiskFailed => lang.pick(
                "ディスクの障害のため読み取り専用です。nichiiki を開き直してください。",
                "the disk failed: read-only until nichiiki is opened anew",
            ),
        }
    }
}
