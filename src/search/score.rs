//! The score inside a tier: fuzzy-matcher's `fuzzy_indices` on a fresh matcher.
//! A matcher that is used twice scores differently the second time, so each score has its own; equal texts are scored once.

use foldhash::HashMap;
use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::entry::{Form, Part};
use super::fit::Fit;
use super::kernel::{First, Kernel, Second, Type};
use super::needle::Needle;
use crate::fold::folded_to_romaji;

/// Memory and time of a score grow with pattern times candidate, so both have a limit, in characters.
const PATTERN_CHARS: usize = 64;
const CANDIDATE_CHARS: usize = 256;
const LIMITS: (usize, usize) = (CANDIDATE_CHARS, PATTERN_CHARS);
/// Kana and marks that are read with what stands before them.
const JOINED: [char; 13] =
    ['ぁ', 'ぃ', 'ぅ', 'ぇ', 'ぉ', 'ゃ', 'ゅ', 'ょ', 'ゎ', 'ゝ', 'ゞ', '\u{3099}', '\u{309A}'];
/// Characters of a long text that stay before the match.
const CHARS_BEFORE: usize = 32;

/// In how many ways a term may be found in a name: as it is written, as it is read, as it is heard, as that is spelled.
pub(super) const WAYS: usize = 4;

/// Scores of one search.
#[derive(Debug, Default)]
pub(super) struct Scorer {
    /// By place of the term, form and text of the candidate.
    known: HashMap<(usize, Form, String), i64>,
    kernel: Kernel,
}

impl Scorer {
    /// The score of a term's fit; 0 where the letters do not stand in order (a slip). What was found by its sound is
    /// scored as it is spelled, so that さとう comes before さと for those who wrote the long vowel.
    pub fn score(&mut self, place: usize, term: &Needle, fit: &Fit<'_>) -> i64 {
        let Some(pattern) = term.for_form(fit.form) else { return 0 };
        let mut text = window(&fit.unit, pattern);
        if let Some(kana) = &fit.spelled {
            text.push('\n');
            text.push_str(kana);
        }
        let key = (place, fit.form, text);
        if let Some(score) = self.known.get(&key) {
            return *score;
        }
        let as_spelled = fit.spelled.as_deref().and_then(|kana| {
            let written = if term.is_kana() { kana.to_owned() } else { folded_to_romaji(kana) };
            self.kernel.score(&written, &head(&term.text), LIMITS)
        });
        // Kana that only sound alike are the least of their tier.
        let heard = term.is_kana() && fit.form == Form::Sound;
        let kernel = &mut self.kernel;
        let as_found = || {
            if heard { None } else { kernel.score(&window(&fit.unit, pattern), &head(pattern), LIMITS) }
        };
        let score = as_spelled.or_else(as_found).unwrap_or(0);
        self.known.insert(key, score);
        score
    }

    /// What a term comes to in a family name that `is_plain`, in each way in which it may be found.
    pub fn family(&mut self, term: &Needle, part: &Part<'_>) -> [Option<First>; WAYS] {
        ways(term, part, |pattern, text| self.kernel.first(text, pattern))
    }

    /// The same of a given name behind one.
    pub fn given(&mut self, term: &Needle, part: &Part<'_>) -> [Option<Second>; WAYS] {
        ways(term, part, |pattern, text| self.kernel.second(text, pattern, LIMITS))
    }

    /// The most that a term comes to in any given name behind a family name.
    pub fn best_given(&mut self, term: &Needle) -> [Option<Second>; WAYS] {
        let any = Part { text: "", kana: "", sound: "" };
        ways(term, &any, |pattern, _| self.kernel.best_second(pattern, LIMITS))
    }

    /// The score of a pattern in a text that fits it whole.
    pub fn of_text(&mut self, text: &str, pattern: &str) -> i64 {
        self.kernel.score(&window(text, pattern), &head(pattern), LIMITS).unwrap_or(0)
    }
}

/// What a term comes to in a part of a name in each way.
fn ways<T>(term: &Needle, part: &Part<'_>, mut half: impl FnMut(&str, &str) -> T) -> [Option<T>; WAYS] {
    let romaji = folded_to_romaji(part.kana);
    let heard = term.for_form(Form::Sound).filter(|_| !term.is_kana());
    let written = Some(term.text.as_str());
    let tried = [(written, part.text), (written, part.kana), (heard, part.sound), (written, &romaji)];
    tried.map(|(pattern, text)| pattern.map(|pattern| half(&head(pattern), text)))
}

/// Whether a part of a name is written and read in small letters alone, so that none has a bonus by what stands before it,
/// and both together are scored whole.
pub(super) fn is_plain(part: &Part<'_>) -> bool {
    let plain = |text: &str| {
        !text.is_empty()
            && text.len() <= CANDIDATE_CHARS / 2
            && text.chars().all(|c| Type::of(c) == Type::Lower)
    };
    // A small letter is heard together with the one before it or behind it.
    let apart = !part.kana.starts_with(JOINED) && !part.kana.ends_with('っ');
    apart && [part.text, part.kana, part.sound].into_iter().all(plain)
}

/// The highest score that a pattern can have in any folded text: all of its letters side by side at the beginning. A
/// letter apart from the one before it loses at least what the best place can give back.
pub(super) fn most(pattern: &str) -> i64 {
    const FIRST: i64 = 31;
    const LETTER: i64 = 16;
    const SIDE_BY_SIDE: i64 = 4;
    let letters: Vec<Type> = pattern.chars().take(PATTERN_CHARS).map(Type::of).collect();
    let pairs = letters.windows(2).map(|pair| match pair {
        &[one, next] => LETTER + i64::from(one.bonus(next)).max(SIDE_BY_SIDE),
        _ => 0,
    });
    FIRST + pairs.sum::<i64>()
}

fn head(pattern: &str) -> String {
    pattern.chars().take(PATTERN_CHARS).collect()
}

/// The fresh score and the places of the matched characters; texts beyond the limits give `None`.
pub(super) fn indices(candidate: &str, pattern: &str) -> Option<(i64, Vec<usize>)> {
    let fits = |text: &str, most: usize| text.chars().nth(most).is_none();
    if !fits(pattern, PATTERN_CHARS) || !fits(candidate, CANDIDATE_CHARS) {
        return None;
    }
    SkimMatcherV2::default().fuzzy_indices(candidate, pattern)
}

/// The part of a text that is scored: all of it, or the surroundings of the match.
fn window(text: &str, pattern: &str) -> String {
    if text.len() <= CANDIDATE_CHARS {
        return text.to_owned();
    }
    let at = text.find(pattern).unwrap_or(0);
    let before = text.get(..at).unwrap_or_default().chars().count();
    text.chars().skip(before.saturating_sub(CHARS_BEFORE)).take(CANDIDATE_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Tier;
    use crate::search::entry::{KANA_FIELD, View, name_sort, part_sound};
    use crate::search::needle::Mode;
    use proptest::prelude::*;

    #[test]
    fn scores_do_not_depend_on_history() {
        let alone = indices("ssss", "sss");
        let _ = indices("sos ss", "sss");
        assert_eq!(indices("ssss", "sss"), alone);
        assert_eq!(alone.map(|(score, _)| score), Some(71));
    }

    proptest! {
        #[test]
        fn no_plain_name_scores_more_than_its_parts(
            readings in ("[あかきっんしゃふまもうゝ]{1,4}", "[あかきっんしゃふまもうゝ]{1,4}"),
            written in "[afhikmnosuy]{2,5}|[あかきしふまもう]{2,4}",
        ) {
            let (term, mut scorer) = (Needle::new(&written, Mode::Plain).unwrap(), Scorer::default());
            let sounds = [&readings.0, &readings.1].map(|kana| part_sound("山", kana));
            let family = Part { text: "山", kana: &readings.0, sound: &sounds[0] };
            let given = Part { text: "川", kana: &readings.1, sound: &sounds[1] };
            let (first, second) = (scorer.family(&term, &family), scorer.given(&term, &given));
            let halves = first.iter().zip(&second).filter_map(|(one, other)| one.as_ref()?.most(other.as_ref()?));
            let most = halves.max().unwrap_or(0);
            let kana = format!("{}{}", family.kana, given.kana);
            for form in [Form::Text, Form::Kana, Form::Sound] {
                let text = format!("{}{}", family.form(form), given.form(form));
                let view = View::new(&text, family.form(form).len(), name_sort(form), KANA_FIELD, 0, &[]);
                let found = term.in_view(&view, true).filter(|(tier, _)| *tier == Tier::Subsequence);
                if let Some((tier, part)) = found.filter(|_| is_plain(&family) && is_plain(&given)) {
                    let spelled = (form == Form::Sound).then(|| kana.as_str().into());
                    let score = scorer.score(0, &term, &Fit { spelled, ..Fit::of(&view, tier, part) });
                    prop_assert!(score <= most, "{} {} {:?}", score, most, form);
                }
            }
        }

        #[test]
        fn the_kernel_scores_as_the_matcher(text in "[abA@/.1山 ]{0,14}|.{0,10}", pattern in "[abA@/.1山]{1,5}|.{1,2}") {
            let mut kernel = Kernel::default();
            for _ in 0..2 {
                let fresh = indices(&text, &pattern).map(|(score, _)| score);
                prop_assert_eq!(kernel.score(&text, &pattern, LIMITS), fresh);
            }
        }

        #[test]
        fn no_score_is_higher_than_the_bound(text in "[ab@/.1山]{0,12}", pattern in "[ab@/.1山]{1,5}") {
            if let Some((score, _)) = indices(&text, &pattern) {
                prop_assert!(score <= most(&pattern), "{} {}", score, most(&pattern));
            }
            let both = format!("{pattern}{text}");
            prop_assert_eq!(indices(&both, &pattern).map(|(score, _)| score), Some(most(&pattern)));
        }
    }
}
