//! The best so many of a stream: what cannot be among them any more is told by one number.
//! Equal keys are kept, however many they are, so that whoever orders them by more than the key loses nobody.

use crate::field::Id;
use crate::matching::gates::Gate;

/// A key that sorts like the order of a ranking: low end, score, days waiting, id.
pub(super) fn key(low: u32, score: u32, waiting: u16, number: Option<u32>) -> u64 {
    let ends = (u64::from(low) << 7) | u64::from(score);
    (ends << 48) | (u64::from(waiting) << 32) | u64::from(number.map_or(0, |number| !number))
}

/// The low end and the score of a key.
fn ends(key: u64) -> (u32, u32) {
    // Both are at most 100.
    (((key >> 55) & 0x7F) as u32, ((key >> 48) & 0x7F) as u32)
}

/// One that may be among the best.
#[derive(Debug, Clone, Copy)]
pub(super) struct One {
    pub key: u64,
    pub id: Id,
    /// What keeps it out.
    pub failed: Option<Gate>,
    /// The days waiting, where the columns tell.
    pub waiting: Option<u16>,
}

impl One {
    pub fn ends(&self) -> (u32, u32) {
        ends(self.key)
    }
}

/// The best so far.
#[derive(Debug)]
pub(super) struct Best {
    limit: usize,
    held: Vec<One>,
    /// Nothing below this is wanted.
    least: u64,
    /// When so many are held, those that fell behind are let go.
    full: usize,
}

impl Best {
    /// The best `limit`; 0 for all.
    pub fn new(limit: usize) -> Self {
        let limit = if limit == 0 { usize::MAX } else { limit };
        Self { limit, held: Vec::new(), least: 0, full: limit.saturating_mul(2) }
    }

    /// Where nobody is looked for.
    pub const fn none() -> Self {
        Self { limit: 0, held: Vec::new(), least: u64::MAX, full: usize::MAX }
    }

    /// The least low end that is still wanted.
    pub fn least_low(&self) -> u32 {
        ends(self.least).0
    }

    /// Takes one.
    pub fn take(&mut self, one: One) {
        if one.key >= self.least {
            self.held.push(one);
            if self.held.len() >= self.full {
                self.prune();
            }
        }
    }

    /// Lets go of those that fell behind.
    pub fn prune(&mut self) {
        if self.held.len() <= self.limit {
            return;
        }
        let last = self.limit.saturating_sub(1);
        let (_, one, _) = self.held.select_nth_unstable_by(last, |one, other| other.key.cmp(&one.key));
        self.least = one.key;
        self.held.retain(|one| one.key >= self.least);
        self.full = self.held.len().max(self.limit).saturating_mul(2);
    }

    /// Those that are left, in no order; more than the limit where keys are equal.
    pub fn into_held(mut self) -> Vec<One> {
        self.prune();
        self.held
    }
}
