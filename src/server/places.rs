//! The places of a house: how many sessions one person and all together may have.
//! Invariant: a place that was given is free again when its holder goes, however it goes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::transport::Full;

/// Sessions of one person at most.
const PER_PERSON_MAX: usize = 4;
/// Sessions in all at most.
const IN_ALL_MAX: usize = 200;

/// The places and who has them.
#[derive(Debug, Clone)]
pub struct Places {
    pub per_person_max: usize,
    pub in_all_max: usize,
    taken: Arc<Mutex<BTreeMap<Box<str>, usize>>>,
    count: Arc<watch::Sender<usize>>,
}

/// One place, for as long as it is held.
#[derive(Debug)]
pub struct Place {
    places: Places,
    name: Box<str>,
}

impl Default for Places {
    fn default() -> Self {
        Self::of(PER_PERSON_MAX, IN_ALL_MAX)
    }
}

impl Places {
    /// So many places for one person and in all.
    pub fn of(per_person_max: usize, in_all_max: usize) -> Self {
        Self { per_person_max, in_all_max, taken: Arc::default(), count: Arc::new(watch::Sender::new(0)) }
    }

    /// A place for `name`.
    ///
    /// # Errors
    /// `Full` where there is none.
    pub fn take(&self, name: &str) -> Result<Place, Full> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.values().sum::<usize>() >= self.in_all_max {
            return Err(Full::House { sessions_max: self.in_all_max });
        }
        let own = taken.entry(name.into()).or_default();
        if *own >= self.per_person_max {
            return Err(Full::Person { sessions_max: self.per_person_max });
        }
        *own += 1;
        self.count.send_replace(taken.values().sum());
        Ok(Place { places: self.clone(), name: name.into() })
    }

    /// How many places are taken, and word of each change.
    pub fn count(&self) -> watch::Receiver<usize> {
        self.count.subscribe()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = taken.get_mut(&self.name) {
            *own -= 1;
            if *own == 0 {
                taken.remove(&self.name);
            }
        }
        self.places.count.send_replace(taken.values().sum());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_and_come_back() {
        let places = Places::of(2, 3);
        let one = places.take("a").unwrap();
        let two = places.take("a").unwrap();
        assert_eq!(places.take("a").unwrap_err(), Full::Person { sessions_max: 2 });
        let other = places.take("b").unwrap();
        assert_eq!(places.take("c").unwrap_err(), Full::House { sessions_max: 3 });
        assert_eq!(*places.count().borrow(), 3);
        drop((one, two, other));
        assert_eq!(*places.count().borrow(), 0);
        assert!(places.take("c").is_ok());
    }
}
