//! How alike two writings are, for offering what may have been meant.

use crate::fold::fold;

/// Names at least so much alike are offered.
const NEAR: f64 = 0.5;
/// What each letter at the beginning that both share adds: people are surest of how a name begins.
const BEGINNING: f64 = 0.1;
const BEGINNING_LETTERS: usize = 3;

/// How alike `known` is to what was written (folded), where it is enough to be offered; 1 and more is the most.
pub(super) fn alike(wanted: &str, known: &str) -> Option<f64> {
    let known = fold(known);
    let common =
        wanted.chars().zip(known.chars()).take(BEGINNING_LETTERS).take_while(|(one, other)| one == other);
    let shared = u32::try_from(common.count()).unwrap_or(0);
    let likeness = strsim::normalized_damerau_levenshtein(wanted, &known) + BEGINNING * f64::from(shared);
    (likeness >= NEAR).then_some(likeness)
}

/// The best of several writings.
pub(super) fn best<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<f64> {
    names.into_iter().filter_map(|name| alike(wanted, name)).max_by(f64::total_cmp)
}

/// The most alike first, equal ones in their order, each once, at most `most`.
pub(super) fn ranked<T: PartialEq>(mut found: Vec<(f64, T)>, most: usize) -> Vec<T> {
    found.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut ranked: Vec<T> = Vec::new();
    for (_, one) in found {
        if ranked.len() < most && !ranked.contains(&one) {
            ranked.push(one);
        }
    }
    ranked
}
