//! Randomness that is the same on every platform and for ever: splitmix64.
//! Invariant: record number n of a seed depends on nothing but the seed and n, so that a longer run begins like a shorter one.
//! Used by everything in `demo`; never for keys or secrets.

/// A stream of pseudo-random numbers.
#[derive(Debug, Clone)]
pub struct Random(u64);

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

impl Random {
    /// The stream of one record (or other numbered thing) of a seed.
    pub const fn of(seed: u64, number: u64) -> Self {
        Self(mix(seed ^ mix(number.wrapping_add(GOLDEN))))
    }

    /// The next 64 bits.
    pub const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// A number below `end`; 0 where `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        let wide = u128::from(self.bits()) * end as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number from `least` to `most`, both included.
    pub fn between(&mut self, least: i32, most: i32) -> i32 {
        let span = usize::try_from(most.saturating_sub(least)).unwrap_or(0) + 1;
        least.saturating_add(i32::try_from(self.below(span)).unwrap_or(0))
    }

    /// True in `percent` of a hundred cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of `items`; `None` where there is none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }

    /// One of some texts; empty where there is none.
    pub fn word<'a, T: AsRef<str>>(&mut self, items: &'a [T]) -> &'a str {
        self.pick(items).map_or("", AsRef::as_ref)
    }

    /// `count` different items (fewer where there are fewer), in random order.
    pub fn several<'a, T>(&mut self, items: &'a [T], count: usize) -> Vec<&'a T> {
        let mut places: Vec<usize> = (0..items.len()).collect();
        let mut chosen = Vec::with_capacity(count);
        while chosen.len() < count && !places.is_empty() {
            let place = places.swap_remove(self.below(places.len()));
            chosen.extend(items.get(place));
        }
        chosen
    }
}

const fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

/// Items drawn in proportion to their weights.
#[derive(Debug, Clone)]
pub struct Weighted<T> {
    items: Vec<T>,
    /// Running sums of the weights.
    sums: Vec<usize>,
}

impl<T> Weighted<T> {
    pub fn new(pairs: impl IntoIterator<Item = (T, usize)>) -> Self {
        let mut total = 0;
        let (items, sums) = pairs
            .into_iter()
            .map(|(item, weight)| {
                total += weight;
                (item, total)
            })
            .unzip();
        Self { items, sums }
    }

    /// An item; `None` where all weights are 0.
    pub fn draw(&self, random: &mut Random) -> Option<&T> {
        let at = random.below(*self.sums.last()?);
        self.items.get(self.sums.partition_point(|sum| *sum <= at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_fixed_for_ever() {
        let mut random = Random::of(42, 7);
        let seen: Vec<u64> = (0..3).map(|_| random.bits()).collect();
        let mut again = Random::of(42, 7);
        assert_eq!(seen, (0..3).map(|_| again.bits()).collect::<Vec<_>>());
        assert_ne!(Random::of(42, 8).bits(), Random::of(42, 7).bits());
        let mut zero = Random(0);
        assert_eq!(zero.bits(), 0xE220_A839_7B1D_CDAF, "the published first output of splitmix64 for seed 0");
    }

    #[test]
    fn draws_stay_within_their_bounds() {
        let mut random = Random::of(1, 1);
        let weighted = Weighted::new([("never", 0), ("often", 9), ("seldom", 1)]);
        let mut often = 0;
        for _ in 0..1000 {
            assert!((-3..=3).contains(&random.between(-3, 3)));
            let drawn = weighted.draw(&mut random).copied();
            assert_ne!(drawn, Some("never"));
            often += usize::from(drawn == Some("often"));
        }
        assert!((800..980).contains(&often));
        assert_eq!(random.pick::<u8>(&[]), None);
        assert_eq!(random.several(&[1, 2, 3], 5).len(), 3);
    }
}
