//! Who has which record open: one registry for the sessions of a process.
//! Invariant: a session is in it from its first screen to its end, however it ends; it tells of changes and is never polled.
//! Sessions publish where they are and ask who else is there.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::app::{At, Other};

/// The registry; a clone is the same one.
#[derive(Debug, Clone, Default)]
pub struct Presence(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    places: Mutex<Places>,
    /// Counts the changes, to wake whoever waits for one.
    changed: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Places {
    next: u64,
    held: BTreeMap<u64, (Box<str>, Vec<At>)>,
}

/// One session's place in it.
#[derive(Debug)]
pub struct Place {
    presence: Presence,
    number: u64,
    who: Box<str>,
    at: Vec<At>,
    changes: watch::Receiver<u64>,
}

impl Presence {
    /// A place for a session of `who`.
    pub fn enter(&self, who: &str) -> Place {
        let number = self.change(|places| {
            places.next += 1;
            places.held.insert(places.next, (who.into(), Vec::new()));
            places.next
        });
        let changes = self.0.changed.subscribe();
        Place { presence: self.clone(), number, who: who.into(), at: Vec::new(), changes }
    }

    /// How many sessions there are.
    pub fn count(&self) -> usize {
        self.0.places.lock().unwrap_or_else(PoisonError::into_inner).held.len()
    }

    fn change<T>(&self, change: impl FnOnce(&mut Places) -> T) -> T {
        change(&mut self.0.places.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn tell(&self) {
        self.0.changed.send_modify(|count| *count = count.wrapping_add(1));
    }
}

impl Place {
    /// The session is now at these records; true where it was elsewhere before.
    pub fn go(&mut self, at: Vec<At>) -> bool {
        if self.at == at {
            return false;
        }
        self.at.clone_from(&at);
        self.presence.change(|places| {
            if let Some((_, held)) = places.held.get_mut(&self.number) {
                *held = at;
            }
        });
        self.presence.tell();
        true
    }

    /// Other people at the same records, those who edit first; each once, whatever number of sessions they have.
    pub fn others(&self) -> Vec<Other> {
        if self.at.is_empty() {
            return Vec::new();
        }
        let mut found: BTreeMap<Box<str>, bool> = BTreeMap::new();
        self.presence.change(|places| {
            for (who, at) in places.held.values().filter(|(who, _)| *who != self.who) {
                for theirs in at.iter().filter(|theirs| self.at.iter().any(|mine| mine.id == theirs.id)) {
                    *found.entry(who.clone()).or_default() |= theirs.editing;
                }
            }
        });
        let mut others: Vec<Other> = found.into_iter().map(|(who, editing)| Other { who, editing }).collect();
        others.sort_by_key(|other| !other.editing);
        others
    }

    /// Done when anybody has moved since the last call. Safe to drop between polls.
    pub async fn changed(&mut self) {
        // The registry lives as long as this place, so its sender cannot be gone.
        let _ = self.changes.changed().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let was = self.presence.change(|places| places.held.remove(&self.number));
        if was.is_some_and(|(_, at)| !at.is_empty()) {
            self.presence.tell();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{Id, Kind};

    fn at(number: u32, editing: bool) -> Vec<At> {
        vec![At { id: Id::new(Kind::Person, number), editing }]
    }

    #[test]
    fn others_are_those_at_the_same_record_under_another_name() {
        let presence = Presence::default();
        let (mut mine, mut own, mut other) =
            (presence.enter("田中"), presence.enter("田中"), presence.enter("佐藤"));
        mine.go(at(1, false));
        own.go(at(1, true));
        other.go(at(2, true));
        assert_eq!(mine.others(), []);
        assert!(other.go(at(1, true)) && !other.go(at(1, true)));
        assert_eq!(mine.others(), [Other { who: "佐藤".into(), editing: true }]);
        assert_eq!(other.others(), [Other { who: "田中".into(), editing: true }]);
        drop(other);
        assert_eq!((mine.others(), presence.count()), (Vec::new(), 2));
    }
}
