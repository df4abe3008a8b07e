//! Large commits, such as imports: decided on a fork of the state, outside the writer, and saved by one ordinary frame.
//! Invariant: what is saved was decided on exactly the commit before it; if others came first it is decided again.
//! Called by `Store` on the thread of whoever asks.

use super::{Now, SharedLog, ids, lock};
use crate::domain::decide::{BATCH_LIMIT, Context};
use crate::domain::{Author, Cause, Command, Rejection, Stamp, decide};
use crate::snapshot::Snapshot;
use crate::store::codec::CommitHead;
use crate::store::log::Frame;
use crate::store::pack::{CHUNK, Packer};
use crate::store::submit::{Basis, RECEIPT_IDS, Receipt, Submission, SubmitError, Watch};

/// A batch of more commands than this is decided outside the writer.
pub const LARGE: usize = 2000;

/// A commit that is ready, save that it must still be the next one.
pub struct Prepared {
    /// The commit that it was decided on.
    pub base: u64,
    /// `None` where nothing has to change.
    pub frame: Option<Frame>,
    pub head: CommitHead,
    pub snapshot: Snapshot,
    pub receipt: Receipt,
}

/// What a large commit is made of.
pub struct Large<'a> {
    pub author: &'a Author,
    pub cause: Cause,
    pub commands: &'a [Command],
    pub seen: Option<u64>,
    pub owner: bool,
    pub basis: Option<&'a Basis>,
}

impl<'a> Large<'a> {
    /// A batch as a large commit; any other command as one of a single command.
    pub fn of(submission: &'a Submission) -> Self {
        let Submission { author, cause, command, seen, owner, basis } = submission;
        let commands = match command {
            Command::Batch(commands) => commands.as_slice(),
            other => std::slice::from_ref(other),
        };
        Self { author, cause: *cause, commands, seen: *seen, owner: *owner, basis: basis.as_ref() }
    }

    /// Whether the submission is better decided outside the writer.
    pub fn is_large(submission: &Submission) -> bool {
        matches!(&submission.command, Command::Batch(commands) if commands.len() > LARGE)
    }

    /// Decides all commands, one after the other, on what `from` holds, unless `watch` stops it.
    pub fn prepare(
        &self,
        from: &Snapshot,
        log: &SharedLog,
        now: &Now,
        watch: &Watch,
    ) -> Result<Prepared, SubmitError> {
        if self.basis.is_some_and(|basis| basis.has_moved(&from.state)) {
            return Err(SubmitError::Moved);
        }
        if self.commands.len() > BATCH_LIMIT {
            return Err(SubmitError::Rejected(Rejection::TooLarge { most: BATCH_LIMIT }));
        }
        let base = from.seq();
        let (seq, at) = (base + 1, now().max(from.state.at()));
        let stamp = Stamp { seq, at, author: self.author.0.clone() };
        let context = Context { author: self.author.clone(), at, seen: self.seen, owner: self.owner };
        let open_bulk = || lock(log).bulk();
        let mut packer = Packer::new(CommitHead::new(seq, at, self.author.clone(), self.cause), &open_bulk);
        let (mut state, mut chunk, mut named) = (from.state.clone(), Vec::new(), Vec::new());
        for (index, command) in self.commands.iter().enumerate() {
            if watch.is_stopped() {
                return Err(SubmitError::Stopped);
            }
            watch.at(u64::try_from(index).unwrap_or_default());
            let events = decide(&state, command, &context).map_err(|cause| {
                SubmitError::Rejected(Rejection::InBatch { index, cause: Box::new(cause) })
            })?;
            for event in &events {
                state.apply_event(event, &stamp);
            }
            if named.len() < RECEIPT_IDS {
                named.extend(ids(&events));
            }
            chunk.extend(events);
            if chunk.len() >= CHUNK {
                packer.add(&chunk, &state)?;
                chunk.clear();
            }
        }
        packer.add(&chunk, &state)?;
        if packer.events() == 0 {
            let receipt = Receipt { seq: base, changed: false, ids: Vec::new(), counts: Vec::new() };
            let head = CommitHead::new(seq, at, self.author.clone(), self.cause);
            return Ok(Prepared { base, frame: None, head, snapshot: from.clone(), receipt });
        }
        let (frame, head) = packer.finish()?;
        state.loaded(seq, at);
        named.truncate(RECEIPT_IDS);
        let receipt = Receipt { seq, changed: true, ids: named, counts: head.counts.clone() };
        let snapshot = from.follow(state);
        Ok(Prepared { base, frame: Some(frame), head, snapshot, receipt })
    }
}
