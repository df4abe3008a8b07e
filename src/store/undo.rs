//! Which commit an undo or a redo is about, read from the heads of commits alone, newest first.
//! Invariant: undo takes the author's newest commit that changed a record, is not an undo or a redo itself and is not
//! undone; redo takes the author's newest undo that is not redone, unless the author has changed something since.
//! Called by the writer, which then inverts the events of that commit.

use std::collections::BTreeSet;

use super::codec::CommitHead;
use super::error::StoreError;
use super::log::Log;
use crate::domain::{Author, Cause};

/// How many commits back an undo may reach.
pub const UNDO_REACH: usize = 10_000;
/// Heads looked at first; each further look takes twice as many.
const FIRST_LOOK: usize = 256;

/// The seq of the commit to take back; with `wanted`, that one if it may be.
pub fn to_undo(log: &dyn Log, author: &Author, wanted: Option<u64>) -> Result<Option<u64>, StoreError> {
    let mut taken_back = Standing::default();
    walk(log, wanted, |head| {
        taken_back.note(head);
        let own = wanted.map_or(head.author == *author, |seq| seq == head.seq);
        let fits = own && is_change(head) && !taken_back.undone.contains(&head.seq);
        if fits {
            return Some(Some(head.seq));
        }
        (wanted == Some(head.seq)).then_some(None)
    })
}

/// The seq of the undo to take back.
pub fn to_redo(log: &dyn Log, author: &Author) -> Result<Option<u64>, StoreError> {
    let mut taken_back = Standing::default();
    walk(log, None, |head| {
        taken_back.note(head);
        if head.author != *author {
            return None;
        }
        match head.cause {
            Cause::Undo(_) if !taken_back.redone.contains(&head.seq) => Some(Some(head.seq)),
            Cause::Undo(_) | Cause::Redo(_) => None,
            _ if is_change(head) => Some(None),
            _ => None,
        }
    })
}

/// What later commits have done to earlier ones.
#[derive(Default)]
struct Standing {
    undone: BTreeSet<u64>,
    redone: BTreeSet<u64>,
}

impl Standing {
    /// Takes in a commit; they must come newest first.
    fn note(&mut self, head: &CommitHead) {
        match head.cause {
            Cause::Undo(seq) if !self.redone.contains(&head.seq) => {
                self.undone.insert(seq);
            }
            Cause::Redo(seq) => {
                self.redone.insert(seq);
            }
            _ => {}
        }
    }
}

fn is_change(head: &CommitHead) -> bool {
    !matches!(head.cause, Cause::Undo(_) | Cause::Redo(_)) && head.events() > 0
}

/// Shows heads to `look`, newest first, until it decides. A commit asked for by number is found however far back it is.
fn walk(
    log: &dyn Log,
    wanted: Option<u64>,
    mut look: impl FnMut(&CommitHead) -> Option<Option<u64>>,
) -> Result<Option<u64>, StoreError> {
    let mut before = log.head().seq.saturating_add(1);
    let (mut seen, mut block) = (0, FIRST_LOOK);
    while before > 1 && (seen < UNDO_REACH || wanted.is_some()) {
        let headers = log.headers_before(before, block)?;
        for stored in &headers {
            let seq = stored.seq;
            let head =
                CommitHead::decode(&stored.header).map_err(|fault| StoreError::Commit { seq, fault })?;
            if let Some(decided) = look(&head) {
                return Ok(decided);
            }
            before = seq;
        }
        if headers.is_empty() {
            break;
        }
        seen += headers.len();
        block = block.saturating_mul(2).min(UNDO_REACH);
    }
    Ok(None)
}
