//! The score of `fuzzy_indices` on a fresh matcher, without the places and without its allocations.
//! The same affine recurrence over two rows: a letter scores 16, a bonus by what stands before it, a gap costs 3 and 1 more
//! for each letter. The tests hold it to fuzzy-matcher, which stays the definition.
#![expect(clippy::indexing_slicing, reason = "two rows of one length, read inside that length; measured")]

mod halves;

pub(super) use halves::{First, Second};

/// No score: as low as fuzzy-matcher starts from.
const NONE: i32 = i16::MIN as i32;
const LETTER: i32 = 16;
const CASE: i32 = 2;
const GAP: i32 = 4;
const GAP_LETTER: i32 = 1;
const SIDE_BY_SIDE: i32 = 4;

/// Rows that are used again.
#[derive(Debug, Default)]
pub(super) struct Kernel {
    text: Vec<char>,
    pattern: Vec<char>,
    bonus: Vec<i32>,
    rows: [Row; 2],
}

/// Best scores up to each letter: where that letter is matched, and where it is skipped.
#[derive(Debug, Default)]
struct Row {
    matched: Vec<i32>,
    skipped: Vec<i32>,
}

impl Kernel {
    /// The score; `None` where the letters do not stand in order, or a text is longer than its limit in characters.
    pub fn score(&mut self, text: &str, pattern: &str, limits: (usize, usize)) -> Option<i64> {
        if text.len() <= limits.0
            && pattern.len() <= limits.1
            && let Some(score) = side_by_side(text, pattern)
        {
            return Some(score);
        }
        self.text.clear();
        self.text.extend(text.chars().take(limits.0 + 1));
        self.pattern.clear();
        self.pattern.extend(pattern.chars().take(limits.1 + 1));
        if self.text.len() > limits.0 || self.pattern.len() > limits.1 {
            return None;
        }
        let exact = self.pattern.iter().any(char::is_ascii_uppercase);
        let same = |one: char, other: char| one == other || !exact && one.eq_ignore_ascii_case(&other);
        let mut from = 0;
        for wanted in &self.pattern {
            from += 1 + self.text.get(from..)?.iter().position(|c| same(*c, *wanted))?;
        }
        if self.pattern.is_empty() {
            return Some(0);
        }
        self.bonuses();
        let count = self.text.len() + 1;
        self.rows[0].fill(count, NONE, -GAP_LETTER);
        let mut first = 0;
        for place in 0..self.pattern.len() {
            let wanted = self.pattern[place];
            first += self.text[first..].iter().position(|c| same(*c, wanted))?;
            self.next_row(wanted, first, &same);
            first += 1;
        }
        self.rows[0].matched[first..].iter().max().map(|score| i64::from(*score))
    }

    /// Makes the row of one more letter, which is first met at `first`, from the one before.
    fn next_row(&mut self, wanted: char, first: usize, same: &impl Fn(char, char) -> bool) {
        let count = self.text.len() + 1;
        let [before, row] = &mut self.rows;
        row.fill(count, NONE, NONE);
        for at in first + 1..count {
            let letter = self.text[at - 1];
            if same(letter, wanted) {
                let joined = before.matched[at - 1] + self.bonus[at].max(SIDE_BY_SIDE);
                let apart = before.skipped[at - 1] + self.bonus[at];
                let case = if letter == wanted { 0 } else { CASE };
                row.matched[at] = joined.max(apart) + LETTER - case;
            }
            row.skipped[at] = (row.matched[at - 1] - GAP).max(row.skipped[at - 1] - GAP_LETTER);
        }
        std::mem::swap(before, row);
    }

    fn bonuses(&mut self) {
        self.bonus.clear();
        self.bonus.push(0);
        let mut before = Type::Nothing;
        for (at, c) in self.text.iter().enumerate() {
            let this = Type::of(*c);
            let doubled = if at == 0 { 2 } else { 1 };
            self.bonus.push(doubled * before.bonus(this));
            before = this;
        }
    }
}

/// The score of a pattern that stands in a text as it is, where none of its letters apart can score more: a letter apart loses at
/// least what the best place gives it, so that only another first letter could. `None` where that must be worked out.
fn side_by_side(text: &str, pattern: &str) -> Option<i64> {
    let plain = |c: char| matches!(Type::of(c), Type::Lower | Type::Number);
    let first = pattern.chars().next()?;
    if !pattern.chars().all(plain) {
        return None;
    }
    let (mut best, mut best_apart, mut before) = (None, None, Type::Nothing);
    for (at, c) in text.char_indices() {
        let this = Type::of(c);
        if this == Type::Upper {
            return None;
        }
        if c == first {
            let bonus = before.bonus(this) * if at == 0 { 2 } else { 1 };
            let whole = text.get(at..).is_some_and(|rest| rest.starts_with(pattern));
            let held = if whole { &mut best } else { &mut best_apart };
            *held = (*held).max(Some(bonus));
        }
        before = this;
    }
    let bonus = best.filter(|bonus| best_apart.is_none_or(|apart| apart <= *bonus))?;
    let others = i64::try_from(pattern.chars().count()).ok()? - 1;
    Some(i64::from(LETTER - GAP_LETTER + bonus) + others * i64::from(LETTER + SIDE_BY_SIDE))
}

impl Row {
    fn fill(&mut self, count: usize, matched: i32, skipped: i32) {
        self.matched.clear();
        self.matched.resize(count, matched);
        self.skipped.clear();
        self.skipped.resize(count, skipped);
    }
}

/// What a letter is to the one after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Nothing,
    Upper,
    Lower,
    Number,
    Blank,
    Sign,
}

impl Type {
    pub const fn of(c: char) -> Self {
        match c {
            '\0' => Self::Nothing,
            ' ' | '/' | '\\' | '|' | '(' | ')' | '[' | ']' | '{' | '}' => Self::Blank,
            '!'..='\'' | '*'..='.' | ':'..='@' | '^'..='`' | '~' => Self::Sign,
            '0'..='9' => Self::Number,
            'A'..='Z' => Self::Upper,
            _ => Self::Lower,
        }
    }

    /// The bonus of a letter behind this one.
    pub const fn bonus(self, next: Self) -> i32 {
        match (self, next) {
            (Self::Nothing | Self::Blank, _) => 8,
            (Self::Sign, _) => 7,
            (Self::Lower | Self::Number, Self::Upper) => 6,
            _ => 0,
        }
    }
}
