//! One slip of the finger: whether two texts differ by at most one letter substituted, missing, extra or swapped with its
//! neighbour. In kana two readings are compared; in romaji the term's possible corrections are listed once, so that any
//! spelling of a reading may be the one that was meant.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use super::entry::{Split, View};
use super::fit::Part;
use super::join::joined;
use crate::fold::sound_key;

/// Letters that a term needs before a slip is forgiven: in romaji and in kana.
pub(super) const SLIP_LETTERS: usize = 4;
pub(super) const SLIP_KANA: usize = 3;
/// Bytes of a kana in UTF-8.
const KANA_BYTES: usize = 3;

/// Which readings are one slip away from the term.
#[derive(Debug)]
pub(super) enum Slips {
    None,
    /// Those one kana away from this one, which have these lengths in bytes.
    Kana(RangeInclusive<usize>),
    /// Those that sound like one of these, the corrections of a romaji term.
    Sounds(HashSet<String>, RangeInclusive<usize>),
}

impl Slips {
    /// Those of a folded term, all kana or all small letters.
    pub fn of(text: &str, kana: bool) -> Self {
        if kana {
            return Self::Kana(text.len().saturating_sub(KANA_BYTES)..=text.len() + KANA_BYTES);
        }
        let sounds: HashSet<String> = neighbours(text).iter().filter_map(|word| sound_key(word)).collect();
        let lengths = || sounds.iter().map(String::len);
        let range = lengths().min().unwrap_or(0)..=lengths().max().unwrap_or(0);
        Self::Sounds(sounds, range)
    }
}

/// Which part of a divided reading is near; names are tried in both orders. Only texts of these lengths can be near.
pub(super) fn slipped(
    view: &View<'_>,
    lengths: &RangeInclusive<usize>,
    near: impl Fn(&str) -> bool,
) -> Option<Part> {
    let near = |text: &str| lengths.contains(&text.len()) && near(text);
    if view.split != Split::None && near(view.first) {
        return Some(Part::First);
    }
    if view.split != Split::Name {
        return near(view.text).then_some(Part::All);
    }
    if near(view.second) {
        return Some(Part::Second);
    }
    // Joining may take one letter away; most names are too long or too short for it to matter.
    if !lengths.contains(&view.text.len()) && !lengths.contains(&view.text.len().saturating_sub(1)) {
        return None;
    }
    if near(&joined(view.first, view.second, view.form)) {
        return Some(Part::All);
    }
    near(&joined(view.second, view.first, view.form)).then_some(Part::Turned)
}

/// Whether `a` and `b` are equal or one slip apart.
pub(super) fn one_slip(a: &str, b: &str) -> bool {
    let common = common_prefix(a, b);
    let (Some(a), Some(b)) = (a.get(common..), b.get(common..)) else { return false };
    let (mut left, mut right) = (a.chars(), b.chars());
    let (first_left, first_right) = (left.next(), right.next());
    let (after_left, after_right) = (left.as_str(), right.as_str());
    if after_left == after_right || after_left == b || a == after_right {
        return true;
    }
    let (second_left, second_right) = (left.next(), right.next());
    first_left == second_right && second_left == first_right && left.as_str() == right.as_str()
}

/// Every word of small letters that is one slip away from `word`, and the word itself.
pub(super) fn neighbours(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut words = vec![word.to_owned()];
    for at in 0..=letters.len() {
        let (before, after) = letters.split_at(at);
        let rest = after.get(1..).unwrap_or_default();
        let mut add =
            |middle: &[char], after: &[char]| words.push([before, middle, after].concat().iter().collect());
        for letter in 'a'..='z' {
            add(&[letter], after);
            if !after.is_empty() {
                add(&[letter], rest);
            }
        }
        if let [first, second, others @ ..] = after {
            add(&[*second, *first], others);
        }
        if !after.is_empty() {
            add(&[], rest);
        }
    }
    words
}

/// The length in bytes of the longest common beginning, in whole characters.
fn common_prefix(a: &str, b: &str) -> usize {
    let same = a.bytes().zip(b.bytes()).take_while(|(left, right)| left == right).count();
    (0..=same).rev().find(|at| a.is_char_boundary(*at) && b.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The optimal string alignment distance, by the book.
    fn distance(a: &str, b: &str) -> usize {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                rows[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    let mut best = change.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        best = best.min(rows[i - 2][j - 2] + 1);
                    }
                    best
                };
            }
        }
        rows[a.len()][b.len()]
    }

    #[test]
    fn neighbours_are_those_one_slip_away() {
        let words = neighbours("sato");
        assert!(words.iter().all(|word| distance(word, "sato") <= 1));
        for word in ["sato", "asto", "sao", "satto", "saito", "kato", "satoh"] {
            assert!(words.iter().any(|found| found == word), "{word}");
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_book(a in "[abか]{0,6}", b in "[abか]{0,6}") {
            prop_assert_eq!(one_slip(&a, &b), distance(&a, &b) <= 1);
        }
    }
}
