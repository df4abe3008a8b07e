//! Pairs of parts that, joined, are one slip away from a term. Parts are looked up by what they are called; no person is
//! looked at here.

use std::collections::BTreeMap;

use foldhash::HashMap;

use crate::search::alphabet::Alphabet;
use crate::search::entry::Form;
use crate::search::segment::parts::{FORMS, Parts};
use crate::search::slip::one_slip;

/// For each part of one kind, the parts of the other that may stand behind it.
pub(super) type Joins = BTreeMap<u32, Vec<u32>>;

/// The places of readings and of sounds among the forms.
const KANA: usize = 1;
const SOUND: usize = 2;
/// By how many bytes two readings one slip apart can differ.
const SLIP_BYTES: usize = 4;

/// The letters that are not heard again behind `one`.
pub(super) fn lost_behind(place: usize, one: &str) -> &'static [char] {
    if FORMS.get(place) != Some(&Form::Sound) {
        return &[];
    }
    match one.bytes().last() {
        Some(b'a') => &['a'],
        Some(b'i') => &['i'],
        Some(b'u') => &['u'],
        Some(b'e') => &['e'],
        Some(b'o') => &['o', 'u'],
        Some(b'n') => &['n'],
        _ => &[],
    }
}

/// Pairs one slip away from a term in kana: the slip is in the one, in the other, or swaps the letters where they meet.
pub(super) fn kana_joins(term: &str, first: &Parts, second: &Parts) -> Joins {
    let mut joins = Joins::new();
    for (at, _) in term.char_indices().skip(1) {
        let Some((head, rest)) = term.split_at_checked(at) else { continue };
        let ones = first.equal(KANA, head);
        if !ones.is_empty() {
            let others = near(second, rest);
            for one in ones {
                joins.entry(*one).or_default().extend(&others);
            }
        }
        let others = second.equal(KANA, rest);
        if !others.is_empty() {
            for one in near(first, head) {
                joins.entry(one).or_default().extend(others);
            }
        }
    }
    let letters: Vec<char> = term.chars().collect();
    for at in 1..letters.len() {
        let mut swapped = letters.clone();
        swapped.swap(at - 1, at);
        let (head, rest) = swapped.split_at(at);
        let (head, rest): (String, String) = (head.iter().collect(), rest.iter().collect());
        let others = second.equal(KANA, &rest);
        for one in first.equal(KANA, &head).iter().filter(|_| !others.is_empty()) {
            joins.entry(*one).or_default().extend(others);
        }
    }
    joins
}

/// Pairs that sound like one of these. A pair of which only one part is heard is found by that part alone.
pub(super) fn sound_joins<'b>(
    sounds: impl Iterator<Item = &'b String>,
    first: &Parts,
    second: &Parts,
) -> Joins {
    let mut joins = Joins::new();
    let mut known: HashMap<&str, &[u32]> = HashMap::default();
    for sound in sounds {
        for at in 1..sound.len() {
            let Some((head, rest)) = sound.split_at_checked(at) else { continue };
            let ones = *known.entry(head).or_insert_with(|| first.equal(SOUND, head));
            if ones.is_empty() {
                continue;
            }
            let mut others = second.equal(SOUND, rest).to_vec();
            for letter in lost_behind(SOUND, head) {
                others.extend(second.equal(SOUND, &format!("{letter}{rest}")));
            }
            for one in ones.iter().filter(|_| !others.is_empty()) {
                joins.entry(*one).or_default().extend(&others);
            }
        }
    }
    joins
}

/// The parts whose reading is one slip away from a text.
fn near(parts: &Parts, wanted: &str) -> Vec<u32> {
    let Some(texts) = parts.texts(KANA) else { return Vec::new() };
    let is_near = |part: &u32| {
        let text = texts.get(*part);
        !text.is_empty() && text.len().abs_diff(wanted.len()) <= SLIP_BYTES && one_slip(text, wanted)
    };
    let letters = Alphabet::of(wanted);
    let may_be = |own: Alphabet| own.has_all_but_one(letters) && letters.has_all_but_one(own);
    parts.with(KANA, may_be).filter(is_near).collect()
}
