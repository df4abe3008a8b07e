//! Whom a reader sees, as bits beside the columns, for readers from whom records are hidden.
//! Found out once for each state and reader; kept for the last few who asked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::lock;
use crate::domain::State;
use crate::field::Kind;
use crate::matching::columns::{CHUNK_ROWS, place_of};

/// Readers whose sight is kept.
const KEPT_MAX: usize = 4;

/// The records of one kind that a reader sees.
#[derive(Debug, Default)]
pub(super) struct Visible(BTreeMap<u32, Vec<u64>>);

impl Visible {
    /// Whether the record at a place of a chunk is shown.
    pub fn shows(&self, chunk: u32, local: usize) -> bool {
        let word = self.0.get(&chunk).and_then(|words| words.get(local / 64));
        word.is_some_and(|word| word >> (local % 64) & 1 == 1)
    }

    fn of(state: &State, kind: Kind) -> Self {
        let mut chunks: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
        for id in state.ids(kind) {
            let (chunk, local) = place_of(id.number);
            let words = chunks.entry(chunk).or_insert_with(|| vec![0; CHUNK_ROWS / 64]);
            if let Some(word) = words.get_mut(usize::from(local) / 64) {
                *word |= 1 << (local % 64);
            }
        }
        Self(chunks)
    }
}

/// The last that were found out, the newest in front.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<Vec<(State, Kind, Arc<Visible>)>>);

impl Kept {
    /// What a reader sees of a kind; `None` where that is everything.
    pub fn of(&self, state: &State, kind: Kind) -> Option<Arc<Visible>> {
        let lens = state.lens().filter(|lens| lens.hides(kind))?;
        let is_same = |other: &State| {
            // The same lens on the same records.
            other.lens().is_some_and(|held| std::ptr::eq(held, lens))
                && Kind::ALL.iter().all(|kind| state.same_kind(other, *kind))
        };
        if let Some((_, _, visible)) = lock(&self.0).iter().find(|(held, of, _)| *of == kind && is_same(held))
        {
            return Some(Arc::clone(visible));
        }
        let visible = Arc::new(Visible::of(state, kind));
        let mut kept = lock(&self.0);
        kept.insert(0, (state.clone(), kind, Arc::clone(&visible)));
        kept.truncate(KEPT_MAX);
        Some(visible)
    }
}
