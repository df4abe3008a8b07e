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
