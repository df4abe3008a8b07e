//! How the two parts of a name join into one word, in either order. In their sound a letter may be lost where they meet.

use super::Tier;
use super::entry::Form;

/// Whether the term is `one` and then all or the beginning of `other`.
pub(super) fn across(needle: &str, one: &str, other: &str, form: Form) -> Option<Tier> {
    let rest = needle.strip_prefix(one).filter(|rest| !rest.is_empty())?;
    let tail = tail(one, other, form);
    if other == rest || tail == rest {
        Some(Tier::Whole)
    } else {
        (other.starts_with(rest) || tail.starts_with(rest)).then_some(Tier::FieldPrefix)
    }
}

/// The word that two parts make.
pub(super) fn joined(one: &str, other: &str, form: Form) -> String {
    format!("{one}{}", tail(one, other, form))
}

/// What `other` adds to the sound of `one`: a vowel or n that only makes the one before longer adds nothing.
pub(super) fn tail<'a>(one: &str, other: &'a str, form: Form) -> &'a str {
    let (last, first) = (one.bytes().last(), other.bytes().next());
    let merges = form == Form::Sound
        && match (last, first) {
            (Some(b'o'), Some(b'u')) => true,
            (last, Some(b'a' | b'i' | b'u' | b'e' | b'o' | b'n')) => last == first,
            _ => false,
        };
    if merges { other.get(1..).unwrap_or_default() } else { other }
}
