//! A pass that threads share: each takes the next chunk that nobody has taken, and all put what they find into the same pools.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::Builder;

use super::Found;
use super::best::{Best, Pool};

/// Threads that share a pass at most: each makes a plan of its own.
const THREADS_MAX: usize = 4;
/// From so many chunks on a pass is worth sharing; tests have few and want to see it.
const SHARED_FROM: usize = if cfg!(debug_assertions) { 3 } else { 12 };

/// Asked once: the answer is read from files.
static CORES: LazyLock<usize> = LazyLock::new(|| std::thread::available_parallelism().map_or(1, usize::from));

/// Which chunk is next, and the best of those who pass and of those who are kept out.
#[derive(Debug)]
pub(super) struct Turns {
    next: AtomicUsize,
    pools: [Pool; 2],
}

impl Turns {
    /// The next chunk that nobody has taken.
    pub fn next(&self) -> usize {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    /// The best of those who pass and of those who are kept out, where there are any.
    pub fn best(&self, counted: &Found) -> [Best<'_>; 2] {
        let [passed, out] = &self.pools;
        [passed.best(counted.total > 0), out.best(!counted.excluded_total.is_empty())]
    }
}

/// The best `limit` that threads find together in so many chunks; `part` is what each does, and counts the same in each. `None`
/// where they cannot tell.
pub(super) fn together(
    chunks: usize,
    limit: usize,
    part: impl Fn(&Turns) -> Option<Found> + Sync,
) -> Option<Found> {
    let threads = if chunks < SHARED_FROM { 1 } else { (*CORES).min(THREADS_MAX) };
    let turns = Turns { next: AtomicUsize::new(0), pools: [Pool::new(limit), Pool::new(limit)] };
    let counted = std::thread::scope(|scope| {
        // Where there is no further thread, those that are there do it all.
        let begin = |_| Builder::new().spawn_scoped(scope, || part(&turns)).ok();
        let others: Vec<_> = (1..threads).filter_map(begin).collect();
        let counted = part(&turns);
        for other in others {
            if let Err(panic) = other.join() {
                std::panic::resume_unwind(panic);
            }
        }
        counted
    })?;
    let [passed, out] = turns.pools.map(Pool::into_held);
    Some(Found { passed, out, ..counted })
}
