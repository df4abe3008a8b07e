//! Columns: what scoring asks of every person and every job, packed beside the records so that a ranking decodes only those
//! it shows. A few bytes a record: each group of values that is judged together (a facet) is kept once in a dictionary, rows
//! hold its number, and skills, wishes and homes are lists of rows.
//! Invariant: columns are of one whole state and one day, equal to columns made anew; what a reader may not see is left out by
//! whoever asks. Rows that do not fit into a column are `odd`: they are named, and judged from their records.

mod dictionary;
pub(super) mod jobs;
pub(super) mod kin;
pub(super) mod people;
pub(super) mod places;
mod postings;

pub(super) use postings::parts;

pub(super) use jobs::Jobs;
pub(super) use kin::Kin;
pub(super) use people::People;
pub(super) use places::Places;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::domain::State;
use crate::field::{Date, Id, Kind};

/// Numbers of one chunk: 4,096, so that a place in it and a small number fit into two bytes.
pub(super) const CHUNK_BITS: u32 = 12;
pub(super) const CHUNK_ROWS: usize = 1 << CHUNK_BITS;
/// What a column holds where there is no row.
pub(super) const ABSENT: u16 = u16::MAX;
/// Threads that make columns at most.
const THREADS_MAX: usize = 8;
/// From this many chunks on, several threads make them.
const PARALLEL_FROM: usize = 3;
/// Where more than this part of the records may have changed, columns are made anew.
const PART_CHANGED: usize = 8;

/// The chunk of a number, and the place in it.
pub(super) const fn place_of(number: u32) -> (u32, u16) {
    // The mask keeps twelve bits.
    (number >> CHUNK_BITS, (number & ((1 << CHUNK_BITS) - 1)) as u16)
}

/// The record at a place of a chunk.
pub(super) fn id_at(kind: Kind, chunk: u32, local: u16) -> Id {
    Id::new(kind, (chunk << CHUNK_BITS) | u32::from(local))
}

/// The first and last number of a chunk.
const fn span(chunk: u32) -> (u32, u32) {
    let first = chunk << CHUNK_BITS;
    (first, first | ((1 << CHUNK_BITS) - 1))
}

/// Columns of one kind, made of a state for a day, or from older ones.
pub(super) trait Follow: Sized {
    /// The columns made anew, in time proportional to the number of records.
    fn make(state: &State, today: Date) -> Self;
    /// These columns as of another state of the same store and another day; `None` where making them anew costs less.
    fn follow(&self, state: &State, today: Date) -> Option<Self>;
    /// Whether they are right as of a state and a day, by comparing pointers alone.
    fn is_current(&self, state: &State, today: Date) -> bool;
    fn seq(&self) -> u64;
}

/// The chunks in which a kind has records.
fn chunks_of(state: &State, kind: Kind) -> Vec<u32> {
    let mut chunks = BTreeSet::new();
    let mut next = 0;
    // Each step passes over a whole chunk.
    while let Some((id, _)) = state.range(Id::new(kind, next), Id::new(kind, u32::MAX)).next() {
        let (chunk, _) = place_of(id.number);
        chunks.insert(chunk);
        let (_, last) = span(chunk);
        let Some(after) = last.checked_add(1) else { break };
        next = after;
    }
    chunks.into_iter().collect()
}

/// What `make` makes of each chunk, by several threads where they are many; `helper` is made once in each thread.
fn in_parallel<T: Send, H>(
    chunks: &[u32],
    helper: impl Fn() -> H + Sync,
    make: impl Fn(&mut H, u32) -> T + Sync,
) -> BTreeMap<u32, T> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS_MAX);
    let threads = if chunks.len() < PARALLEL_FROM { 1 } else { threads };
    let (turn, finished) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    let work = || {
        let mut helper = helper();
        while let Some(chunk) = chunks.get(turn.fetch_add(1, Ordering::Relaxed)) {
            let one = make(&mut helper, *chunk);
            finished.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(*chunk, one);
        }
    };
    if threads == 1 {
        work();
    } else {
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(work);
            }
        });
    }
    finished.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The ids of `changed` by chunk; `None` where they are more than is worth following among `count`.
fn by_chunk(changed: BTreeSet<Id>, count: usize) -> Option<BTreeMap<u32, Vec<Id>>> {
    if changed.len() > (count / PART_CHANGED).max(CHUNK_ROWS) {
        return None;
    }
    let mut chunks: BTreeMap<u32, Vec<Id>> = BTreeMap::new();
    for id in changed {
        chunks.entry(place_of(id.number).0).or_default().push(id);
    }
    Some(chunks)
}
