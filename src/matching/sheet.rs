//! The sheet of one pair: what each part was worth, added up in integers.
//! Invariant: the parts of a direction, scaled to 100 by largest remainder, add up to the direction's number, because the number is
//! their sum. Unknown worth counts nothing in `low`, half (rounded down) in the score, and full in `high`.

use super::fact::Fact;
use super::weights::{Direction, MOST_PARTS, PartName, Weight};

/// What one criterion is worth at most; divisible by every level and quarter, so that no credit is rounded before its part is.
pub const UNIT: u32 = 120;
/// What a direction adds up to at most.
const FULL: u32 = 100;

/// What a criterion is worth, of `UNIT`: at least and at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worth {
    pub low: u32,
    pub high: u32,
}

impl Worth {
    pub const FULL: Self = Self::known(UNIT);
    pub const NONE: Self = Self::known(0);
    pub const UNKNOWN: Self = Self { low: 0, high: UNIT };

    pub const fn known(worth: u32) -> Self {
        Self { low: worth, high: worth }
    }

    /// Each end takes the better of both, so that one more thing to count lowers neither.
    #[must_use]
    pub fn best(self, other: Self) -> Self {
        Self { low: self.low.max(other.low), high: self.high.max(other.high) }
    }

    /// So much of what is asked, full where all of it is there.
    pub fn share(has: i64, of: i64) -> Self {
        if of <= 0 || has >= of {
            return Self::FULL;
        }
        // Without a divisor above 0 the first line has returned, and has < of keeps the result below UNIT.
        let share = i128::from(has.max(0)) * i128::from(UNIT) / i128::from(of);
        Self::known(u32::try_from(share).unwrap_or(UNIT))
    }

    /// Full or nothing, or unknown.
    pub const fn met(met: Option<bool>) -> Self {
        match met {
            Some(true) => Self::FULL,
            Some(false) => Self::NONE,
            None => Self::UNKNOWN,
        }
    }
}

/// How far something asked for is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    Met,
    Partly,
    Missing,
    Unknown,
}

impl Sign {
    pub(crate) const fn of(worth: Worth) -> Self {
        match worth {
            Worth { low, high } if low != high => Self::Unknown,
            Worth { low: 0, .. } => Self::Missing,
            Worth { low, .. } if low >= UNIT => Self::Met,
            Worth { .. } => Self::Partly,
        }
    }

    /// As JSON names it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Partly => "partly",
            Self::Missing => "missing",
            Self::Unknown => "unknown",
        }
    }
}

/// A number with what it could be once everything is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Range {
    pub low: u32,
    pub score: u32,
    pub high: u32,
}

/// One part of a direction: `got` of `of`, between `low` and `high`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub direction: Direction,
    pub name: PartName,
    pub got: u32,
    pub of: u32,
    pub low: u32,
    pub high: u32,
    pub sign: Sign,
}

/// One criterion as it was added.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub part: PartName,
    pub worth: Worth,
    pub fact: Fact,
}

/// What a part has gathered: of `of`, at least `low` and at most `high`. Nothing asked leaves `of` at 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Credit {
    pub low: u32,
    pub high: u32,
    pub of: u32,
}

/// What each line of a table counts once the absent parts have left it their weight.
pub(crate) type Scale = [u32; MOST_PARTS];

/// The sheet.
#[derive(Debug)]
pub(crate) struct Sheet {
    table: &'static [Weight],
    credits: [Credit; MOST_PARTS],
    /// The criteria, where an account will be given; a ranking of thousands goes without.
    entries: Option<Vec<Entry>>,
}

/// The three numbers of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Totals {
    pub job: Range,
    pub person: Range,
    pub total: Range,
}

impl Sheet {
    /// A sheet that only adds up.
    pub const fn quick(table: &'static [Weight]) -> Self {
        Self { table, credits: [Credit::NOTHING; MOST_PARTS], entries: None }
    }

    /// A sheet that also keeps what was added.
    pub fn full(table: &'static [Weight]) -> Self {
        Self { entries: Some(Vec::new()), ..Self::quick(table) }
    }

    /// The same numbers without the criteria.
    pub const fn copy(&self) -> Self {
        Self { table: self.table, credits: self.credits, entries: None }
    }

    /// Adds a criterion of a part, counted `times`.
    pub fn add(&mut self, part: PartName, times: u32, worth: Worth, fact: Fact) {
        let lines = self.table.iter().zip(&mut self.credits);
        for (_, credit) in lines.filter(|(line, _)| line.part == part) {
            credit.low += worth.low * times;
            credit.high += worth.high * times;
            credit.of += UNIT * times;
        }
        if let Some(entries) = &mut self.entries {
            entries.push(Entry { part, worth, fact });
        }
    }

    /// Adds what was gathered elsewhere to the line at a place of the table.
    pub fn put(&mut self, place: usize, credit: Credit) {
        if let Some(held) = self.credits.get_mut(place) {
            *held = held.plus(credit);
        }
    }

    /// What the line at a place of the table has gathered.
    pub fn credit(&self, place: usize) -> Credit {
        self.credits.get(place).copied().unwrap_or(Credit::NOTHING)
    }

    /// What was added, in order.
    pub fn entries(&self) -> &[Entry] {
        self.entries.as_deref().unwrap_or_default()
    }

    /// The numbers of both directions and of the pair.
    pub fn totals(&self) -> Totals {
        let scale = self.scale();
        Totals::of(self.sum(Direction::Job, &scale), self.sum(Direction::Person, &scale))
    }

    /// The parts of both directions, in the order of the table; those that nothing was asked of are left out.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::with_capacity(MOST_PARTS);
        for direction in [Direction::Job, Direction::Person] {
            let before = parts.len();
            self.each(direction, |part| parts.push(part));
            if parts.len() == before {
                parts.push(unstated(direction));
            }
        }
        parts
    }

    /// The number of a direction under the weights of `scale`.
    pub fn sum(&self, direction: Direction, scale: &Scale) -> Range {
        let mut sum = Range::default();
        let mut any = false;
        for ((line, credit), of) in self.table.iter().zip(&self.credits).zip(scale) {
            if line.direction == direction && credit.of > 0 {
                any = true;
                let part = credit.scaled(*of);
                sum.low += part.low;
                sum.score += part.score;
                sum.high += part.high;
            }
        }
        if any { sum } else { Range { low: 0, score: FULL / 2, high: FULL } }
    }

    /// The low end of a direction alone.
    pub fn low(&self, direction: Direction, scale: &Scale) -> u32 {
        let lines = self.table.iter().zip(&self.credits).zip(scale);
        let of_direction = lines.filter(|((line, _), _)| line.direction == direction);
        of_direction.map(|((_, credit), of)| credit.scaled_low(*of)).sum()
    }

    /// A bit for each line that something was asked of: sheets of one table with equal bits have one scale.
    pub fn asked(&self) -> usize {
        let bits = self.credits.iter().enumerate().map(|(place, credit)| usize::from(credit.of > 0) << place);
        bits.sum()
    }

    /// The weights, with those of absent parts spread over the others of their direction.
    pub fn scale(&self) -> Scale {
        let mut scale = [0; MOST_PARTS];
        for direction in [Direction::Job, Direction::Person] {
            let mut points = [0; MOST_PARTS];
            for ((line, credit), point) in self.table.iter().zip(&self.credits).zip(&mut points) {
                *point = if line.direction == direction && credit.of > 0 { line.points } else { 0 };
            }
            let scaled = largest_remainder(&points, FULL);
            for (sum, share) in scale.iter_mut().zip(scaled) {
                *sum += share;
            }
        }
        scale
    }

    /// Visits the parts of a direction with the weights that the absent ones leave to them.
    fn each(&self, direction: Direction, mut visit: impl FnMut(Part)) {
        for ((line, credit), of) in self.table.iter().zip(&self.credits).zip(self.scale()) {
            if line.direction == direction && credit.of > 0 {
                visit(credit.part(*line, of));
            }
        }
    }
}

impl Totals {
    /// The numbers of a pair from those of its directions.
    pub fn of(job: Range, person: Range) -> Self {
        let mean = |of: fn(&Range) -> u32| harmonic_mean(of(&job), of(&person));
        let total = Range { low: mean(|r| r.low), score: mean(|r| r.score), high: mean(|r| r.high) };
        Self { job, person, total }
    }
}

impl Credit {
    pub const NOTHING: Self = Self { low: 0, high: 0, of: 0 };
    pub const FULL: Self = Self { low: UNIT, high: UNIT, of: UNIT };

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self { low: self.low + other.low, high: self.high + other.high, of: self.of + other.of }
    }

    /// The low end of `scaled`.
    pub const fn scaled_low(self, of: u32) -> u32 {
        if self.of == 0 { 0 } else { (2 * self.low * of + self.of) / (2 * self.of) }
    }

    /// As a part of `of` points, rounded to the nearest; what is not known counts half in the score, rounded down.
    pub const fn scaled(self, of: u32) -> Range {
        let low = self.scaled_low(of);
        let high = Self { low: self.high, ..self }.scaled_low(of);
        Range { low, score: low + (high - low) / 2, high }
    }

    fn part(self, line: Weight, of: u32) -> Part {
        let Range { low, score, high } = self.scaled(of);
        let sign = match (self.low == self.high, self.low) {
            (false, _) => Sign::Unknown,
            (true, 0) => Sign::Missing,
            (true, low) if low == self.of => Sign::Met,
            (true, _) => Sign::Partly,
        };
        Part { direction: line.direction, name: line.part, got: score, of, low, high, sign }
    }
}

/// The one part of a direction in which nothing was asked.
const fn unstated(direction: Direction) -> Part {
    Part {
        direction,
        name: PartName::Unstated,
        got: FULL / 2,
        of: FULL,
        low: 0,
        high: FULL,
        sign: Sign::Unknown,
    }
}

/// `2ab / (a + b)`, rounded to the nearest, halves up; 0 where both are 0.
pub const fn harmonic_mean(one: u32, other: u32) -> u32 {
    let sum = one + other;
    if sum == 0 { 0 } else { (4 * one * other + sum) / (2 * sum) }
}

/// Shares of `total` in proportion to `points`; what rounding leaves goes to the largest remainders, ties to the first.
pub(crate) fn largest_remainder<const N: usize>(points: &[u32; N], total: u32) -> [u32; N] {
    let sum: u32 = points.iter().sum();
    if sum == 0 || sum == total {
        return *points;
    }
    let mut shares = points.map(|point| point * total / sum);
    let mut rests = points.map(|point| point * total % sum);
    for _ in shares.iter().sum::<u32>()..total {
        let most = rests.iter().copied().max().unwrap_or(0);
        if let Some(place) = rests.iter().position(|rest| *rest == most)
            && let (Some(share), Some(rest)) = (shares.get_mut(place), rests.get_mut(place))
        {
            *share += 1;
            *rest = 0;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::weights::WORK;
    use proptest::prelude::*;

    fn fact() -> Fact {
        Fact::Hours { has: None, min: None, max: None }
    }

    #[test]
    fn the_mean_of_the_screen_is_right() {
        assert_eq!(harmonic_mean(70, 74), 72);
        assert_eq!(harmonic_mean(0, 100), 0);
        assert_eq!(harmonic_mean(0, 0), 0);
        assert_eq!(harmonic_mean(100, 100), 100);
    }

    #[test]
    fn what_is_absent_leaves_its_weight_to_the_rest() {
        assert_eq!(largest_remainder(&[60, 15, 0, 15], 100), [67, 17, 0, 16]);
        assert_eq!(largest_remainder(&[35, 25, 15, 15, 0], 100), [39, 28, 17, 16, 0]);
        assert_eq!(largest_remainder(&[0, 0], 100), [0, 0]);
    }

    #[test]
    fn a_direction_without_any_question_is_half_known() {
        let mut sheet = Sheet::quick(WORK);
        sheet.add(PartName::Wish, 1, Worth::FULL, fact());
        let totals = sheet.totals();
        assert_eq!(totals.job, Range { low: 0, score: 50, high: 100 });
        assert_eq!(totals.person, Range { low: 100, score: 100, high: 100 });
        assert_eq!(totals.total, Range { low: 0, score: 67, high: 100 });
    }

    proptest! {
        #[test]
        fn parts_add_up_to_the_numbers(adds in prop::collection::vec((0_usize..9, 1_u32..4, 0..=UNIT, 0..=UNIT), 0..30)) {
            let mut sheet = Sheet::full(WORK);
            for (line, times, one, other) in adds {
                let worth = Worth { low: one.min(other), high: one.max(other) };
                sheet.add(WORK[line].part, times, worth, fact());
            }
            let totals = sheet.totals();
            for (direction, range) in [(Direction::Job, totals.job), (Direction::Person, totals.person)] {
                let parts: Vec<Part> = sheet.parts().into_iter().filter(|p| p.direction == direction).collect();
                prop_assert_eq!(parts.iter().map(|p| p.of).sum::<u32>(), 100);
                prop_assert_eq!(parts.iter().map(|p| p.got).sum::<u32>(), range.score);
                prop_assert_eq!(parts.iter().map(|p| p.low).sum::<u32>(), range.low);
                prop_assert_eq!(parts.iter().map(|p| p.high).sum::<u32>(), range.high);
                prop_assert!(parts.iter().all(|p| p.low <= p.got && p.got <= p.high && p.high <= p.of));
            }
            prop_assert!(totals.total.low <= totals.total.score && totals.total.score <= totals.total.high);
        }
    }
}
