//! Rows that are looked at when it is better known how much is needed: most of them will not be wanted then, and are never read
//! in full.

use super::best::Best;

/// So many may wait; with more, it is not what is cheap to know that tells them apart.
const LATER_MAX: usize = 200_000;
/// Rows that are fetched at a time, so that memory that is far away is waited for once.
pub(super) const BATCH: usize = 64;

/// Whether after so many chunks those who wait are looked at: early, for the best of a few tell how little will not be enough,
/// and then ever more seldom.
pub(super) const fn is_time(chunks: usize) -> bool {
    chunks.is_power_of_two() && chunks.trailing_zeros().is_multiple_of(2)
}

/// What looks at those who have been waiting.
pub(super) trait Last<'p, T> {
    /// The best of one of the hunts, counted from 0, and those who wait in it; `None` when there is no further one.
    fn hunt(&mut self, hunt: usize) -> Option<(&mut Best<'p>, &mut Waiting<T>)>;

    /// Looks at some of them.
    fn look_at(&mut self, batch: &[T]);

    /// Looks at all who may still be among the best of their hunt, the best first.
    fn at_last(&mut self) {
        for hunt in 0.. {
            let Some((_, waiting)) = self.hunt(hunt) else { return };
            for (most, waiting) in waiting.take() {
                if let Some((best, _)) = self.hunt(hunt) {
                    best.share();
                }
                for batch in waiting.chunks(BATCH) {
                    if self.hunt(hunt).is_some_and(|(best, _)| most >= best.least_low()) {
                        self.look_at(batch);
                    }
                }
            }
        }
    }
}

/// Those who wait.
pub(super) struct Waiting<T> {
    /// By how much they can come to at most.
    by_most: Vec<Vec<T>>,
    count: usize,
    /// Whoever can come to this does not wait.
    soon: u32,
}

impl<T> Waiting<T> {
    /// Before anything is known everybody waits.
    pub fn new() -> Self {
        Self { by_most: (0..=100).map(|_| Vec::new()).collect(), count: 0, soon: u32::MAX }
    }

    /// Once it is known that so much is needed at least, those wait who can hardly come to more.
    pub fn raise(&mut self, least: u32) {
        let soon = least + 100_u32.saturating_sub(least) * 2 / 5;
        self.soon = if self.count < LATER_MAX { soon } else { 0 };
    }

    /// Has somebody wait who can come to `most`; false where that is enough to be looked at now.
    pub fn keep(&mut self, most: u32, later: T) -> bool {
        if most >= self.soon {
            return false;
        }
        let Some(kept) = self.by_most.get_mut(most as usize) else { return false };
        kept.push(later);
        self.count += 1;
        true
    }

    /// Those who wait by how much they can come to at most, the best first; nobody waits any more.
    pub fn take(&mut self) -> impl Iterator<Item = (u32, Vec<T>)> + use<T> {
        self.count = 0;
        let by_most: Vec<_> = (0..).zip(self.by_most.iter_mut().map(std::mem::take)).collect();
        by_most.into_iter().rev()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_come_first_and_nobody_is_lost() {
        let mut waiting = Waiting::new();
        let all = |waiting: &mut Waiting<char>| {
            let taken = waiting.take().flat_map(|(most, kept)| kept.into_iter().map(move |one| (most, one)));
            taken.collect::<Vec<_>>()
        };
        assert!(waiting.keep(100, 'a'), "before anything is known everybody waits");
        assert_eq!(all(&mut waiting), [(100, 'a')]);
        waiting.raise(50);
        assert!(!waiting.keep(70, 'b'));
        for (one, most) in [('c', 51), ('d', 69), ('e', 50), ('f', 69)] {
            assert!(waiting.keep(most, one));
        }
        assert_eq!(all(&mut waiting), [(69, 'd'), (69, 'f'), (51, 'c'), (50, 'e')]);
        assert!(all(&mut waiting).is_empty());
    }
}
