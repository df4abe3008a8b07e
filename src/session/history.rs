//! The log read backwards for the screens: a page of commits before a number, of everything or about one record.

use crate::app::{Answer, Chapter};
use crate::domain::Commit;
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
pub fn read(store: &Store, record: Option<Id>, before: Option<u64>, most: usize) -> Answer {
    let head = store.snapshot().seq();
    let mut end = before.map_or(head, |before| before.saturating_sub(1)).min(head);
    let stop = end.saturating_sub(LOOKED_AT_MAX);
    let mut chapters = Vec::new();
    while end > stop && chapters.len() < most {
        let start = end.saturating_sub(STRIDE).max(stop);
        let mut stretch = stretch(store, start + 1, end, record).unwrap_or_default();
        stretch.reverse();
        chapters.extend(stretch);
        end = start;
    }
    let more = end > 0 || chapters.len() > most;
    chapters.truncate(most);
    Answer::History { record, before, chapters, more }
}

fn stretch(store: &Store, first: u64, last: u64, record: Option<Id>) -> Result<Vec<Chapter>, StoreError> {
    let mut chapters = Vec::new();
    for stored in store.commits(first)? {
        let stored = stored?;
        if stored.head.seq > last {
            break;
        }
        if record.is_none_or(|id| stored.head.touches(id)) {
            chapters.push(chapter(stored, record)?);
        }
    }
    Ok(chapters)
}

fn chapter(stored: StoredCommit, record: Option<Id>) -> Result<Chapter, StoreError> {
    let total = stored.head.events();
    let head = stored.head;
    let mut events = Vec::new();
    for chunk in stored.chunks {
        let about = chunk?.into_iter().filter(|event| {
            let (first, last) = event.span();
            record.is_none_or(|id| first <= id && id <= last)
        });
        events.extend(about);
        if events.len() >= EVENTS_MAX {
            break;
        }
    }
    events.truncate(EVENTS_MAX);
    let commit = Commit { seq: head.seq, at: head.at, author: head.author, cause: head.cause, events };
    Ok(Chapter { commit, total })
}
