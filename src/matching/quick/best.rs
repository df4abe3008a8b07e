//! The best so many of a stream: what cannot be among them any more is told by one number.
//! Equal keys are kept, however many they are, so that whoever orders them by more than the key loses nobody.
//! Invariant: threads that share a pool let go only of what as many others surpass, their own or another's, so that it makes no
//! difference which of them met whom.

use std::sync::{Mutex, PoisonError};

use super::lock;
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

/// The best so far of all threads that look for them.
#[derive(Debug)]
pub(super) struct Pool {
    limit: usize,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    ones: Vec<One>,
    /// Nothing below this is wanted.
    least: u64,
}

/// The best so far as one thread knows them: what it found itself, and what it takes to be among those of the pool.
#[derive(Debug)]
pub(super) struct Best<'p> {
    /// `None` where nobody is looked for.
    pool: Option<&'p Pool>,
    fresh: Vec<One>,
    least: u64,
    /// When so many are fresh, they go into the pool.
    full: usize,
}

impl Pool {
    /// The best `limit`; 0 for all.
    pub fn new(limit: usize) -> Self {
        Self { limit: if limit == 0 { usize::MAX } else { limit }, held: Mutex::default() }
    }

    /// One thread's way to them; nobody is looked for where there is nobody.
    pub const fn best(&self, any: bool) -> Best<'_> {
        let (pool, least) = if any { (Some(self), 0) } else { (None, u64::MAX) };
        Best { pool, fresh: Vec::new(), least, full: self.limit }
    }

    /// Those that are left, in no order; more than the limit where keys are equal.
    pub fn into_held(self) -> Vec<One> {
        self.held.into_inner().unwrap_or_else(PoisonError::into_inner).ones
    }
}

impl Held {
    /// Lets go of those that fell behind the best `limit`.
    fn prune(&mut self, limit: usize) {
        if self.ones.len() > limit {
            let last = limit.saturating_sub(1);
            let (_, one, _) = self.ones.select_nth_unstable_by(last, |one, other| other.key.cmp(&one.key));
            self.least = one.key;
            self.ones.retain(|one| one.key >= self.least);
        }
    }
}

impl Best<'_> {
    /// The least low end that is still wanted.
    pub fn least_low(&self) -> u32 {
        ends(self.least).0
    }

    /// Takes one.
    pub fn take(&mut self, one: One) {
        if one.key >= self.least {
            self.fresh.push(one);
            if self.fresh.len() >= self.full {
                self.share();
            }
        }
    }

    /// Puts what is fresh into the pool, lets go of those that fell behind there, and learns what is wanted still.
    pub fn share(&mut self) {
        let Some(pool) = self.pool else { return };
        let mut held = lock(&pool.held);
        if !self.fresh.is_empty() {
            held.ones.append(&mut self.fresh);
            held.prune(pool.limit);
        }
        self.least = held.least;
        self.full = held.ones.len().max(pool.limit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Kind;

    #[test]
    fn what_all_find_is_the_best_of_all() {
        let pool = Pool::new(1);
        let [mut one, mut other] = [pool.best(true), pool.best(true)];
        let somebody = |number: u32, low: u32| {
            let id = Id::new(Kind::Person, number);
            One { key: key(low, low, 0, Some(number)), id, failed: None, waiting: None }
        };
        one.take(somebody(1, 50));
        one.share();
        other.take(somebody(2, 70));
        assert_eq!((one.least_low(), other.least_low()), (0, 70), "who shared before is not told yet");
        one.share();
        assert_eq!(one.least_low(), 70);
        one.take(somebody(3, 60));
        one.take(somebody(4, 70));
        other.take(somebody(5, 80));
        [one, other].iter_mut().for_each(Best::share);
        let held: Vec<u32> = pool.into_held().iter().map(|one| one.id.number).collect();
        assert_eq!(held, [5]);
    }

    #[test]
    fn nobody_is_wanted_where_nobody_is_looked_for() {
        let pool = Pool::new(0);
        let mut best = pool.best(false);
        best.take(One {
            key: key(100, 100, 9, None),
            id: Id::new(Kind::Job, 1),
            failed: None,
            waiting: None,
        });
        best.share();
        assert!(pool.into_held().is_empty());
    }
}
