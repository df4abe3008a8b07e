//! Which keys mean which action, per scope: resolution of key sequences with counts, and the way back from an
//! action to its keys for footer, help and palette.
//! Invariant: within one scope no sequence is the beginning of another, so every press is decided at once.
//! Generic over the action type; the application hands in its table of names. Loading is in `load`.

mod load;
mod problem;

use std::collections::BTreeMap;

use crate::input::{Key, KeyCode};

pub use load::{Preset, Source, Vocabulary, load};
pub use problem::{Problem, ProblemKind};

/// The largest repeat count that can be typed.
pub const COUNT_MAX: u32 = 9_999;

/// What a key means after the pending ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution<A> {
    /// The action and the repeat count typed before it.
    Action(A, Option<u32>),
    /// More keys are needed; the possible next ones, for the which-key popup. Empty while a count is typed.
    Pending(Vec<Next<A>>),
    Unbound,
}

/// A key that may follow, and what it does: `None` when it only leads on to further keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next<A> {
    pub key: Key,
    pub action: Option<A>,
}

/// The bindings of all scopes.
#[derive(Debug, Clone)]
pub struct Keymap<A> {
    scopes: BTreeMap<String, Scope<A>>,
}

/// The bindings of one scope, ordered by sequence: all that begin alike are neighbours, which makes it a trie.
type Scope<A> = BTreeMap<Vec<Key>, Binding<A>>;

#[derive(Debug, Clone, Copy)]
struct Binding<A> {
    /// `None` makes the sequence do nothing here even when an outer scope binds it.
    action: Option<A>,
    /// Later files come first when an action's key is shown, within a file the first line does.
    layer: usize,
    line: usize,
}

impl<A: Copy + Eq> Keymap<A> {
    /// A keymap without any binding.
    pub fn empty() -> Self {
        Self { scopes: BTreeMap::new() }
    }

    /// What `key` means after the `pending` ones. The innermost scope that knows the sequence, or one that begins
    /// with it, decides. Digits that no scope binds are a repeat count in front of the sequence.
    pub fn resolve(&self, scopes: &[&str], pending: &[Key], key: Key) -> Resolution<A> {
        let mut sequence: Vec<Key> = pending.to_vec();
        sequence.push(key);
        let digits = self.count_length(scopes, &sequence);
        let (counted, keys) = sequence.split_at_checked(digits).unwrap_or((&[], &sequence));
        let count = read_count(counted);
        if keys.is_empty() {
            return Resolution::Pending(Vec::new());
        }
        for scope in self.inner_to_outer(scopes) {
            if let Some(binding) = scope.get(keys) {
                return match binding.action {
                    Some(action) => Resolution::Action(action, count),
                    None => Resolution::Unbound,
                };
            }
            if continuations(scope, keys).any(|(_, binding)| binding.action.is_some()) {
                return Resolution::Pending(self.next_keys(scopes, keys));
            }
        }
        Resolution::Unbound
    }

    /// The best sequence to show for `action`: one that really reaches it from these scopes. `None` when no key does.
    pub fn keys_of(&self, scopes: &[&str], action: A) -> Option<Vec<Key>> {
        self.all_keys_of(scopes, action).into_iter().next()
    }

    /// Every sequence that reaches `action` from these scopes, the best first.
    pub fn all_keys_of(&self, scopes: &[&str], action: A) -> Vec<Vec<Key>> {
        self.bindings(scopes)
            .into_iter()
            .filter(|(_, bound)| *bound == action)
            .map(|(keys, _)| keys)
            .collect()
    }

    /// Every binding that works from these scopes, innermost scope first, within it in the order of the files.
    pub fn bindings(&self, scopes: &[&str]) -> Vec<(Vec<Key>, A)> {
        let mut found: Vec<(Vec<Key>, A)> = Vec::new();
        for scope in self.inner_to_outer(scopes) {
            let mut here: Vec<_> = scope
                .iter()
                .filter_map(|(keys, binding)| binding.action.map(|action| (keys, binding, action)))
                .collect();
            here.sort_by_key(|(_, binding, _)| (std::cmp::Reverse(binding.layer), binding.line));
            for (keys, _, action) in here {
                if self.reaches(scopes, keys, action) && !found.iter().any(|(known, _)| known == keys) {
                    found.push((keys.clone(), action));
                }
            }
        }
        found
    }

    fn inner_to_outer<'a>(&'a self, scopes: &'a [&str]) -> impl Iterator<Item = &'a Scope<A>> {
        scopes.iter().filter_map(|name| self.scopes.get(*name))
    }

    /// How many keys at the front of `sequence` are a count.
    fn count_length(&self, scopes: &[&str], sequence: &[Key]) -> usize {
        let bound = |key: &Key| {
            let one = std::slice::from_ref(key);
            self.inner_to_outer(scopes)
                .any(|scope| scope.contains_key(one) || continuations(scope, one).next().is_some())
        };
        let starts = |key: &Key| digit(*key).is_some_and(|value| value > 0) && !bound(key);
        if !sequence.first().is_some_and(starts) {
            return 0;
        }
        sequence.iter().take_while(|key| digit(**key).is_some()).count()
    }

    fn next_keys(&self, scopes: &[&str], prefix: &[Key]) -> Vec<Next<A>> {
        let mut next: Vec<(usize, usize, Next<A>)> = Vec::new();
        for scope in self.inner_to_outer(scopes) {
            for (keys, binding) in continuations(scope, prefix) {
                let Some(key) = keys.get(prefix.len()).copied() else { continue };
                let action = binding.action.filter(|_| keys.len() == prefix.len() + 1);
                let hidden = binding.action.is_none() || next.iter().any(|(_, _, known)| known.key == key);
                if !hidden {
                    next.push((binding.layer, binding.line, Next { key, action }));
                }
            }
        }
        next.sort_by_key(|(layer, line, _)| (*layer, *line));
        next.into_iter().map(|(_, _, next)| next).collect()
    }

    fn reaches(&self, scopes: &[&str], keys: &[Key], action: A) -> bool {
        let Some((last, pending)) = keys.split_last() else { return false };
        let leads_on = (0..pending.len()).all(|length| {
            let (Some(before), Some(key)) = (pending.get(..length), pending.get(length)) else {
                return false;
            };
            matches!(self.resolve(scopes, before, *key), Resolution::Pending(_))
        });
        leads_on && self.resolve(scopes, pending, *last) == Resolution::Action(action, None)
    }
}

/// The bindings that are longer than `prefix` and begin with it.
fn continuations<'a, A>(
    scope: &'a Scope<A>,
    prefix: &'a [Key],
) -> impl Iterator<Item = (&'a Vec<Key>, &'a Binding<A>)> {
    scope
        .range::<[Key], _>((std::ops::Bound::Excluded(prefix), std::ops::Bound::Unbounded))
        .take_while(move |(keys, _)| keys.starts_with(prefix))
}

fn digit(key: Key) -> Option<u32> {
    key.typed().and_then(|character| character.to_digit(10))
}

fn read_count(digits: &[Key]) -> Option<u32> {
    digits.iter().filter_map(|key| digit(*key)).fold(None, |count: Option<u32>, value| {
        Some(count.unwrap_or(0).saturating_mul(10).saturating_add(value).min(COUNT_MAX))
    })
}

/// Whether a key alone takes part in a count, so that the footer can show it as such.
pub fn is_count_digit(key: Key) -> bool {
    matches!(key.code, KeyCode::Char('0'..='9')) && digit(key).is_some()
}

#[cfg(test)]
#[path = "keymap/tests.rs"]
mod tests;
