//! Checks all of a store: the chain of every commit, that each decodes, and that the records are what they come to.
//! Invariant: with `read_only` nothing is written; otherwise what can be made again is, and each repair is named.
//! Called by the command `verify`.

use super::access;
use super::error::StoreError;
use super::history::{Commits, StoredCommit};
use super::journal::Journal;
use super::log::{Head, Log};
use super::open::{Opening, Progress};
use super::repair::{RecordsFault, Repair};
use crate::domain::State;
use crate::field::{Id, Kind};
use crate::lang::Lang;

/// What a check found.
#[derive(Debug, Default)]
pub struct VerifyReport {
    pub head: Head,
    /// Events in all commits that could be read.
    pub events: u64,
    pub repaired: Vec<Repair>,
    /// What could not be put right; empty in a sound store.
    pub problems: Vec<StoreError>,
}

impl VerifyReport {
    pub fn is_ok(&self) -> bool {
        self.problems.is_empty()
    }

    /// The problems as sentences.
    pub fn problem_texts(&self, lang: Lang) -> Vec<String> {
        self.problems.iter().map(|problem| problem.text(lang)).collect()
    }
}

impl Opening {
    /// Checks everything. Errors are only those that keep it from checking at all (held, no store, no permission).
    pub fn verify(&self, read_only: bool, progress: Progress<'_>) -> Result<VerifyReport, StoreError> {
        let checked = if read_only { self.check(progress) } else { self.check_and_mend(progress) };
        let mut report = match checked {
            Err(error) if error.is_damage() => {
                VerifyReport { problems: vec![error], ..VerifyReport::default() }
            }
            other => other?,
        };
        report.problems.extend(access::read(&self.layout.access())?.find_map(Result::err));
        Ok(report)
    }

    fn check(&self, progress: Progress<'_>) -> Result<VerifyReport, StoreError> {
        let journal = self.read_journal(true)?;
        let mut report = VerifyReport { head: journal.head(), ..VerifyReport::default() };
        fold_all(&journal, &mut report, progress);
        Ok(report)
    }

    fn check_and_mend(&self, progress: Progress<'_>) -> Result<VerifyReport, StoreError> {
        let (_lock, journal, repaired) = self.open_journal(true)?;
        let mut report = VerifyReport { head: journal.head(), repaired, ..VerifyReport::default() };
        let Some(folded) = fold_all(&journal, &mut report, progress) else { return Ok(report) };
        let loaded = self.load(&journal, &mut |_, _| {})?;
        report.repaired.extend(loaded.repair);
        let mut keeper = loaded.keeper;
        if first_difference(&folded, &loaded.state).is_some() {
            drop(keeper.take());
            let store = self.layout.read_identity(self.disk.as_ref())?.store;
            let remade = self.remake(&journal, store, RecordsFault::Different, &mut |_, _| {})?;
            report.repaired.extend(remade.repair);
            keeper = remade.keeper;
        }
        if let Some(keeper) = keeper.as_mut() {
            keeper.flush();
        }
        Ok(report)
    }
}

/// Folds every commit; `None`, and a problem in the report, where one cannot be read.
fn fold_all(journal: &Journal, report: &mut VerifyReport, progress: Progress<'_>) -> Option<State> {
    let mut state = State::new();
    let mut at = state.at();
    let mut step = |stored: Result<StoredCommit, StoreError>| -> Result<(), StoreError> {
        let stored = stored?;
        let (seq, made) = (stored.head.seq, stored.head.at);
        if made < at {
            return Err(StoreError::Commit { seq, fault: super::codec::CodecError::Malformed });
        }
        at = made;
        report.events += stored.fold(&mut state)?;
        progress(seq, journal.head().seq);
        Ok(())
    };
    let folded = Commits::read(journal, 1).and_then(|mut commits| commits.try_for_each(&mut step));
    match folded {
        Ok(()) => Some(state),
        Err(problem) => {
            report.problems.push(problem);
            None
        }
    }
}

/// The first record in which two states differ.
pub fn first_difference(one: &State, other: &State) -> Option<Id> {
    Kind::ALL.into_iter().find_map(|kind| {
        let (mut left, mut right) = (one.all(kind), other.all(kind));
        loop {
            match (left.next(), right.next()) {
                (None, None) => return None,
                (left, right) if left == right => {}
                (left, right) => return left.or(right).map(|(id, _)| id),
            }
        }
    })
}
