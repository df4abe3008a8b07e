//! Commits read back from a log: heads at once, events chunk by chunk, so that a large import needs no memory.
//! Invariant: what does not decode is an error that names the commit; nothing is skipped.
//! Called when a store opens, by `log`, `verify`, undo and everything else that looks back.

use super::codec::{CodecError, CommitHead, decode_events, in_order};
use super::error::StoreError;
use super::log::{Frames, Log, Sections, StoredFrame};
use crate::domain::{Commit, Event, Stamp, State};

/// A commit whose events have not been read yet.
pub struct StoredCommit {
    pub head: CommitHead,
    pub hash: [u8; 32],
    pub chunks: EventChunks,
}

/// The events of one commit in order, in chunks of a few thousand at most.
pub struct EventChunks {
    seq: u64,
    sections: Sections,
    /// The ordinal of the next event.
    next: u64,
    total: u64,
    done: bool,
}

impl StoredCommit {
    /// Decodes the head of a frame.
    pub fn new(frame: StoredFrame) -> Result<Self, StoreError> {
        let StoredFrame { seq, hash, header, sections } = frame;
        let head = CommitHead::decode(&header).map_err(|fault| StoreError::Commit { seq, fault })?;
        if head.seq != seq {
            return Err(StoreError::Commit { seq, fault: CodecError::Malformed });
        }
        let total = head.events();
        Ok(Self { head, hash, chunks: EventChunks { seq, sections, next: 0, total, done: false } })
    }

    /// The whole commit in memory.
    pub fn load(self) -> Result<Commit, StoreError> {
        let CommitHead { seq, at, author, cause, .. } = self.head;
        let mut events = Vec::new();
        for chunk in self.chunks {
            events.extend(chunk?);
        }
        Ok(Commit { seq, at, author, cause, events })
    }

    /// Folds the commit into a state, chunk by chunk; returns how many events it had.
    pub fn fold(self, state: &mut State) -> Result<u64, StoreError> {
        let CommitHead { seq, at, author, .. } = self.head;
        let stamp = Stamp { seq, at, author: author.0 };
        let total = self.chunks.total;
        for chunk in self.chunks {
            for event in &chunk? {
                state.apply_event(event, &stamp);
            }
        }
        state.loaded(seq, state.at().max(at));
        Ok(total)
    }
}

impl EventChunks {
    fn read(&mut self) -> Result<Option<Vec<Event>>, StoreError> {
        let seq = self.seq;
        let fault = |fault| StoreError::Commit { seq, fault };
        let mut events = Vec::new();
        for section in self.sections.by_ref() {
            let section = section?;
            decode_events(&section, &mut events).map_err(fault)?;
            // The section of nobody closes each chunk.
            if section.subject == 0 {
                let first = self.next;
                let events = in_order(first, events).map_err(fault)?;
                self.next += u64::try_from(events.len()).unwrap_or_default();
                return Ok(Some(events));
            }
        }
        if events.is_empty() && self.next == self.total { Ok(None) } else { Err(fault(CodecError::Ordinals)) }
    }
}

impl Iterator for EventChunks {
    type Item = Result<Vec<Event>, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let item = self.read().transpose();
        self.done = !matches!(item, Some(Ok(_)));
        item
    }
}

/// All commits from `from_seq` on, ascending; the first error is the last item.
pub struct Commits(Frames);

impl Commits {
    pub fn read(log: &dyn Log, from_seq: u64) -> Result<Self, StoreError> {
        Ok(Self(log.read(from_seq)?))
    }
}

impl Iterator for Commits {
    type Item = Result<StoredCommit, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        let frame = self.0.next()?;
        Some(frame.map_err(StoreError::from).and_then(StoredCommit::new))
    }
}

/// The whole commit `seq`, if there is one.
pub fn commit(log: &dyn Log, seq: u64) -> Result<Option<Commit>, StoreError> {
    let mut commits = Commits::read(log, seq.max(1))?;
    let found = commits.next().transpose()?.filter(|stored| stored.head.seq == seq);
    found.map(StoredCommit::load).transpose()
}

/// Folds everything behind `state` into it. `progress` is called with each seq that is done.
pub fn replay(
    log: &dyn Log,
    state: &mut State,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<u64, StoreError> {
    let head = log.head().seq;
    let mut events = 0;
    if state.seq() >= head {
        return Ok(0);
    }
    for stored in Commits::read(log, state.seq() + 1)? {
        let stored = stored?;
        let seq = stored.head.seq;
        events += stored.fold(state)?;
        progress(seq, head);
    }
    Ok(events)
}
