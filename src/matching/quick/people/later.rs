//! People who are looked at when it is better known how much is needed: most of them will not be wanted then, and their rows are
//! never read.

/// People who may wait; with more, it is not the skills that tell them apart.
const LATER_MAX: usize = 200_000;

/// What somebody has of the skills asked for, at least and at most, and the best level of a must-have.
#[derive(Clone, Copy)]
pub(super) struct Skilled {
    pub low: u16,
    pub high: u16,
    pub level: u8,
}

/// One person who waits.
#[derive(Clone, Copy)]
pub(super) struct Later {
    pub number: u32,
    pub local: u16,
    pub class: u8,
    pub skilled: Skilled,
}

/// Those who wait.
pub(super) struct Waiting {
    /// By how much they can come to at most.
    by_most: Vec<Vec<Later>>,
    count: usize,
    /// Whoever can come to this does not wait.
    soon: u32,
}

impl Waiting {
    pub fn new() -> Self {
        Self { by_most: (0..=100).map(|_| Vec::new()).collect(), count: 0, soon: 0 }
    }

    /// Once it is known that so much is needed at least, those who can hardly come to more wait.
    pub fn raise(&mut self, least: u32) {
        let soon = least + 100_u32.saturating_sub(least) * 2 / 5;
        self.soon = if self.count < LATER_MAX { soon } else { 0 };
    }

    /// Has somebody wait who can come to `most`; false where that is enough to be looked at now.
    pub fn keep(&mut self, most: u32, later: impl FnOnce() -> Option<Later>) -> bool {
        if most >= self.soon {
            return false;
        }
        let (Some(kept), Some(later)) = (self.by_most.get_mut(most as usize), later()) else { return false };
        kept.push(later);
        self.count += 1;
        true
    }

    /// Those who wait, the best first; nobody waits any more.
    pub fn take(&mut self) -> impl Iterator<Item = Later> + use<> {
        std::mem::take(&mut self.by_most).into_iter().rev().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_come_first_and_nobody_is_lost() {
        let mut waiting = Waiting::new();
        let one = |number| {
            let skilled = Skilled { low: 0, high: 0, level: 0 };
            move || Some(Later { number, local: 0, class: 0, skilled })
        };
        assert!(!waiting.keep(0, one(0)), "before anything is known nobody waits");
        waiting.raise(50);
        assert!(!waiting.keep(70, one(1)));
        for (number, most) in [(2, 51), (3, 69), (4, 50), (5, 69)] {
            assert!(waiting.keep(most, one(number)));
        }
        assert_eq!(waiting.take().map(|later| later.number).collect::<Vec<_>>(), [3, 5, 2, 4]);
    }
}
