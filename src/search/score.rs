//! The score inside a tier: fuzzy-matcher's `fuzzy_indices` on a fresh matcher.
//! A matcher that is used twice scores differently the second time, so each score has its own; equal texts are scored once.

use std::collections::HashMap;

use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::entry::Form;
use super::needle::{Fit, Needle};
use crate::fold::kana_to_romaji;

/// Memory and time of a score grow with pattern times candidate, so both have a limit, in characters.
const PATTERN_CHARS: usize = 64;
const CANDIDATE_CHARS: usize = 256;
/// Characters of a long text that stay before the match.
const CHARS_BEFORE: usize = 32;

/// Scores of one search.
#[derive(Debug, Default)]
pub(super) struct Scorer {
    /// By place of the term, form and text of the candidate.
    known: HashMap<(usize, Form, String), i64>,
}

impl Scorer {
    /// The score of a term's fit; 0 where the letters do not stand in order (a slip). What was found by its sound is
    /// scored as it is spelled, so that さとう comes before さと for those who wrote the long vowel.
    pub fn score(&mut self, place: usize, term: &Needle, fit: &Fit<'_>) -> i64 {
        let Some(pattern) = term.for_form(fit.form) else { return 0 };
        let key = (place, fit.form, window(fit.spelled.as_deref().unwrap_or(&fit.unit), pattern));
        if let Some(score) = self.known.get(&key) {
            return *score;
        }
        let as_spelled = fit.spelled.as_deref().and_then(|kana| {
            let written =
                if term.is_kana() { kana.to_owned() } else { kana_to_romaji(kana).replace('\'', "") };
            indices(&written, &head(&term.text))
        });
        // Kana that only sound alike are the least of their tier.
        let heard = term.is_kana() && fit.form == Form::Sound;
        let as_found = || if heard { None } else { indices(&window(&fit.unit, pattern), &head(pattern)) };
        let score = as_spelled.or_else(as_found).map_or(0, |(score, _)| score);
        self.known.insert(key, score);
        score
    }
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

    #[test]
    fn scores_do_not_depend_on_history() {
        let alone = indices("ssss", "sss");
        let _ = indices("sos ss", "sss");
        assert_eq!(indices("ssss", "sss"), alone);
        assert_eq!(alone.map(|(score, _)| score), Some(71));
    }
}
