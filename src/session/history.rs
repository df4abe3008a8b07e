//! The log read backwards for the screens: a page of commits before a number, of everything or about one record.

use crate::app::{Answer, Chapter};
use crate::domain::{Commit, State};
use crate::field::Id;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::history::StoredCommit;

/// Commits read at a time while looking back.
const STRIDE: u64 = 256;
/// Commits looked at for one page, so that a record without history cannot read a whole log.
const LOOKED_AT_MAX: u64 = 100_000;
/// Events of one commit that are shown.
const EVENTS_MAX: usize = 50;

/// The page. Commits that cannot be read are left out: `verify` is what names them.
pub fn read(store: &Store, seen: &State, record: Option<Id>, before: Option<u64>, most: usize) -> Answer {
    let snapshot = store.snapshot();
    let head = snapshot.seq();
    // Nothing is told of a record before there was one.
    let born = record.and_then(|id| snapshot.state.record_raw(id)).map_or(0, |record| record.created.seq);
    let first = born.saturating_sub(1);
    let mut end = before.map_or(head, |before| before.saturating_sub(1)).min(head);
    let stop = end.saturating_sub(LOOKED_AT_MAX).max(first);
    let mut chapters = Vec::new();
    while end > stop && chapters.len() < most {
        let start = end.saturating_sub(STRIDE).max(stop);
        let mut stretch = stretch(store, seen, start + 1, end, record).unwrap_or_default();
        stretch.reverse();
        chapters.extend(stretch);
        end = start;
    }
    let more = end > first || chapters.len() > most;
    chapters.truncate(most);
    Answer::History { record, before, chapters, more }
}

fn stretch(
    store: &Store,
    seen: &State,
    first: u64,
    last: u64,
    record: Option<Id>,
) -> Result<Vec<Chapter>, StoreError> {
    let mut chapters = Vec::new();
    for stored in store.commits(first)? {
        let stored = stored?;
        if stored.head.seq > last {
            break;
        }
        if record.is_none_or(|id| stored.head.touches(id)) {
            chapters.extend(chapter(stored, seen, record)?);
        }
    }
    Ok(chapters)
}

/// What the reader may know of a commit; `None` where that is nothing.
fn chapter(stored: StoredCommit, seen: &State, record: Option<Id>) -> Result<Option<Chapter>, StoreError> {
    let total = stored.head.events();
    let head = stored.head;
    let mut events = Vec::new();
    for chunk in stored.chunks {
        let about = chunk?.into_iter().filter(|event| {
            let (first, last) = event.span();
            record.is_none_or(|id| first <= id && id <= last)
        });
        events.extend(about.filter_map(|event| seen.event(event)));
        if events.len() >= EVENTS_MAX {
            break;
        }
    }
    events.truncate(EVENTS_MAX);
    if events.is_empty() && total > 0 {
        return Ok(None);
    }
    let commit = Commit { seq: head.seq, at: head.at, author: head.author, cause: head.cause, events };
    // How many a reader with limits sees is all that such a reader is told.
    let total =
        if seen.lens().is_some() { u64::try_from(commit.events.len()).unwrap_or(total) } else { total };
    Ok(Some(Chapter { commit, total }))
}
