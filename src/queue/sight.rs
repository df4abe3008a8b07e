//! What readers with equal rights find out together: which records they may see, and how many.
//! Invariant: what is remembered of a state is carried to another one only for records that nothing written between the two
//! can have shown or hidden. Held by the lists of those readers.

use std::sync::{Arc, Mutex};

use super::touched::touched;
use super::{AT_ONCE_MAX, Listing, Order, lock};
use crate::domain::{Lens, Rights, State};
use crate::field::{Id, Kind};

const KINDS: usize = Kind::ALL.len();

/// What is known so far.
#[derive(Debug, Default)]
pub struct Sight {
    /// The lens on the newest state that was looked at.
    lens: Mutex<Option<(State, Arc<Lens>)>>,
    counts: Mutex<Option<(State, [usize; KINDS])>>,
}

impl Sight {
    /// The lens of `rights` on the whole state `whole`.
    pub fn lens(&self, whole: &State, rights: &Rights) -> Arc<Lens> {
        let mut held = lock(&self.lens);
        let lens = match &*held {
            Some((state, lens)) if is_same(state, whole) => return Arc::clone(lens),
            Some((state, lens)) => lens.carried(state, whole),
            None => Lens::new(rights.clone()),
        };
        let lens = Arc::new(lens);
        if held.as_ref().is_none_or(|(state, _)| state.seq() <= whole.seq()) {
            *held = Some((whole.clone(), Arc::clone(&lens)));
        }
        lens
    }

    /// How many records of a kind a reader sees, if that is known or nearly so.
    pub fn count(&self, state: &State, kind: Kind) -> Option<usize> {
        if !state.lens().is_some_and(|lens| lens.hides(kind)) {
            return Some(state.count(kind));
        }
        let mut held = lock(&self.counts);
        let (then, counts) = held.as_mut()?;
        if !is_same(then, state) {
            let mut followed = *counts;
            for (kind, count) in Kind::ALL.iter().zip(&mut followed) {
                let listing = Listing { kind: *kind, order: Order::Newest, filter: String::new() };
                for number in touched(state, then, &listing, true, AT_ONCE_MAX)? {
                    let id = Id::new(*kind, number);
                    *count = (*count + usize::from(state.has(id))).saturating_sub(usize::from(then.has(id)));
                }
            }
            (*then, *counts) = (state.clone(), followed);
        }
        counts.get(kind.index()).copied()
    }

    /// Counts everything, in time proportional to the number of records.
    pub fn count_all(&self, state: &State) {
        let counts = Kind::ALL.map(|kind| state.count(kind));
        *lock(&self.counts) = Some((state.clone(), counts));
    }
}

fn is_same(one: &State, other: &State) -> bool {
    Kind::ALL.iter().all(|kind| one.same_kind(other, *kind))
}
