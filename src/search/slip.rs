//! One slip of the finger: whether two texts differ by at most one letter substituted, missing, extra or swapped with its
//! neighbour. In kana two readings are compared; in romaji the term's possible corrections are listed once, so that any
//! spelling of a reading may be the one that was meant.

use std::ops::RangeInclusive;

use foldhash::HashSet;

use super::alphabet::{Alphabet, Alphabets};
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
    /// Those one kana away from this one, which has these letters; they have these lengths in bytes.
    Kana {
        letters: Alphabet,
        lengths: RangeInclusive<usize>,
    },
    /// Those that sound like one of these, the corrections of a romaji term.
    Sounds {
        sounds: HashSet<String>,
        letters: Alphabets,
        lengths: RangeInclusive<usize>,
    },
}

impl Slips {
    /// Those of a folded term, all kana or all small letters.
    pub fn of(text: &str, kana: bool) -> Self {
        if kana {
            let lengths = text.len().saturating_sub(KANA_BYTES)..=text.len() + KANA_BYTES;
            return Self::Kana { letters: Alphabet::of(text), lengths };
        }
        let mut sounds = HashSet::default();
        each_neighbour(text, |word| sounds.extend(sound_key(word)));
        let all = || sounds.iter().map(String::len);
        let lengths = all().min().unwrap_or(0)..=all().max().unwrap_or(0);
        let letters = Alphabets::of(sounds.iter().map(String::as_str));
        Self::Sounds { sounds, letters, lengths }
    }

    /// Whether a reading of these letters, or a part of it, may be near.
    pub fn may_be_near(&self, reading: Alphabet, split: Split) -> bool {
        let divided = split != Split::None;
        match self {
            Self::None => false,
            Self::Kana { letters, .. } => {
                reading.has_all_but_one(*letters) && (divided || letters.has_all_but_one(reading))
            }
            Self::Sounds { letters, .. } => divided || letters.may_have(reading),
        }
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

/// Takes every word of small letters that is one slip away from `word`, itself one of small letters, and the word itself.
fn each_neighbour(word: &str, mut take: impl FnMut(&str)) {
    let mut next = String::with_capacity(word.len() + 1);
    let mut words = |parts: [&str; 3]| {
        next.clear();
        next.extend(parts);
        take(&next);
    };
    words([word, "", ""]);
    for at in 0..=word.len() {
        let Some((before, after)) = word.split_at_checked(at) else { continue };
        let rest = after.get(1..);
        for letter in 'a'..='z' {
            let mut bytes = [0; 4];
            let letter = letter.encode_utf8(&mut bytes);
            words([before, letter, after]);
            if let Some(rest) = rest {
                words([before, letter, rest]);
            }
        }
        let Some(rest) = rest else { continue };
        words([before, rest, ""]);
        if let (Some(first), Some(second), Some(others)) = (after.get(..1), rest.get(..1), rest.get(1..)) {
            words([before, &format!("{second}{first}"), others]);
        }
    }
}

/// The length in bytes of the longest common beginning, in whole characters.
fn common_prefix(a: &str, b: &str) -> usize {
    let same = a.bytes().zip(b.bytes()).take_while(|(left, right)| left == right).count();
    (0..=same).rev().find(|at| a.is_char_boundary(*at) && b.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Guard;
    use crate::search::Tier;
    use crate::search::entry::{Form, KANA_FIELD, Sort};
    use crate::search::needle::{Mode, Needle};
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
        let mut words = Vec::new();
        each_neighbour("sato", |word| words.push(word.to_owned()));
        assert!(words.iter().all(|word| distance(word, "sato") <= 1));
        for word in ["sato", "asto", "sao", "satto", "saito", "kato", "satoh"] {
            assert!(words.iter().any(|found| found == word), "{word}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_near_may_be_near(
            parts in ("[あかさたな]{0,4}", "[あかさたな]{0,4}"),
            sounds in ("[aknosu]{0,5}", "[aknosu]{0,5}"),
            kana in "[あかさたな]{3,6}",
            romaji in "[aknosu]{4,7}",
        ) {
            for (form, (first, second), term) in [(Form::Kana, &parts, &kana), (Form::Sound, &sounds, &romaji)] {
                let needle = Needle::new(term, Mode::Plain).unwrap();
                let text = format!("{first}{second}");
                for split in [Split::None, Split::Name, Split::Suffix] {
                    let sort = Sort { form, split, class: 0, guard: Guard::Open };
                    let view = View::new(&text, first.len(), sort, KANA_FIELD, 0, &[]);
                    if needle.in_view(&view, false).is_some_and(|(tier, _)| tier == Tier::Slip) {
                        prop_assert!(needle.slips().may_be_near(Alphabet::of(&text), split), "{} {}", term, text);
                    }
                }
            }
        }

        #[test]
        fn agrees_with_the_book(a in "[abか]{0,6}", b in "[abか]{0,6}") {
            prop_assert_eq!(one_slip(&a, &b), distance(&a, &b) <= 1);
        }
    }
}
