//! The keys of one session: its keymap, the keys pressed so far of a longer sequence, and what may follow.
//! Invariant: pending keys are forgotten as soon as a sequence is decided or makes no sense.

use crate::action::{Action, Scope};
use crate::input::{Key, print_sequence};
use crate::keymap::{self, Keymap, Next, Preset, Problem, Resolution, Source, Vocabulary};

/// Scopes that a layer can have; more would be a mistake.
const SCOPES_MAX: usize = 8;

/// Keys that are told to be near another at most.
const NEAR_MAX: usize = 3;

/// A keymap in use.
#[derive(Debug)]
pub struct Keys {
    keymap: Keymap<Action>,
    pending: Vec<Key>,
    next: Vec<Next<Action>>,
    /// Whether the last key came through an input method that was on.
    pub input_method: bool,
}

impl Keys {
    /// The keys of a preset and a person's own file, and what is wrong with it.
    pub fn load(preset: Preset, own: Option<Source<'_>>) -> (Self, Vec<Problem>) {
        let words = Vocabulary { scopes: Scope::NAMES, actions: Action::NAMES };
        let (keymap, problems) = keymap::load(preset, own, &words);
        (Self { keymap, pending: Vec::new(), next: Vec::new(), input_method: false }, problems)
    }

    /// What a key does after those pending, and its count; `None` while undecided or unbound.
    pub fn press(&mut self, key: Key, scopes: &[Scope]) -> Option<(Action, Option<u32>)> {
        let names = names(scopes);
        match self.keymap.resolve(&names, &self.pending, key) {
            Resolution::Action(action, count) => {
                self.forget();
                Some((action, count))
            }
            Resolution::Pending(next) => {
                self.pending.push(key);
                self.next = next;
                None
            }
            Resolution::Unbound => {
                self.forget();
                None
            }
        }
    }

    /// Forgets pending keys.
    pub fn forget(&mut self) {
        self.pending.clear();
        self.next.clear();
    }

    /// The keys pressed so far, as they are written; empty when none are.
    pub fn pending(&self) -> String {
        print_sequence(&self.pending)
    }

    pub fn is_pending(&self) -> bool {
        !self.pending.is_empty()
    }

    /// What may follow the pending keys.
    pub fn next(&self) -> &[Next<Action>] {
        &self.next
    }

    /// The shortest way to write the key of a verb here.
    pub fn of(&self, action: Action, scopes: &[Scope]) -> Option<String> {
        self.keymap.keys_of(&names(scopes), action).map(|keys| print_sequence(&keys))
    }

    /// The keys that work here and are near one that does not: its letter in the other case, and either behind a key that leads on.
    pub fn near(&self, key: Key, scopes: &[Scope]) -> Vec<(String, Action)> {
        let Some(letter) = key.typed().filter(char::is_ascii_alphabetic) else { return Vec::new() };
        let is_near = |written: &str| {
            let last = written.rsplit(' ').next().unwrap_or_default();
            last.len() == 1 && last.chars().all(|c| c.eq_ignore_ascii_case(&letter))
        };
        let mut near = self.bindings(scopes);
        near.retain(|(written, _)| is_near(written));
        near.sort_by_key(|(written, _)| written.len());
        near.truncate(NEAR_MAX);
        near
    }

    /// Every way to reach a verb here, joined for the help.
    pub fn all_of(&self, action: Action, scopes: &[Scope]) -> Vec<String> {
        let all = self.keymap.all_keys_of(&names(scopes), action);
        all.iter().map(|keys| print_sequence(keys)).collect()
    }

    /// Every binding that works here.
    pub fn bindings(&self, scopes: &[Scope]) -> Vec<(String, Action)> {
        let found = self.keymap.bindings(&names(scopes));
        found.into_iter().map(|(keys, action)| (print_sequence(&keys), action)).collect()
    }
}

/// The scopes of a layer and those that always work.
fn names(scopes: &[Scope]) -> Vec<&'static str> {
    scopes.iter().take(SCOPES_MAX).chain(&[Scope::Always]).map(|scope| scope.name()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_loads_without_a_problem() {
        for preset in [Preset::Default, Preset::Vim, Preset::Emacs] {
            let (_, problems) = Keys::load(preset, None);
            assert!(problems.is_empty(), "{preset:?}: {problems:?}");
        }
    }

    #[test]
    fn every_verb_has_a_key_in_one_of_its_scopes() {
        let (keys, _) = Keys::load(Preset::Default, None);
        for action in Action::ALL {
            let bound = action.scopes().iter().any(|scope| keys.of(*action, &[*scope]).is_some());
            assert!(bound, "{} has no key in its scopes", action.name());
        }
    }
}
