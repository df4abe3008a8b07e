//! Kin: for each skill those that half stand in for it, found once instead of asked for each pair.
//! Invariant: the same pairs as `Atlas::related` says.

use std::collections::{BTreeMap, BTreeSet};

use super::Follow;
use crate::domain::State;
use crate::field::{Date, Id, Kind};
use crate::matching::atlas::{Names, names};

/// Who is kin to whom.
#[derive(Debug)]
pub(crate) struct Kin {
    /// The skills alone, to see whether they are still the same.
    skills: State,
    seq: u64,
    near: BTreeMap<Id, BTreeSet<Id>>,
}

impl Kin {
    /// Whether one skill is related to another.
    pub fn has(&self, one: Id, other: Id) -> bool {
        self.near.get(&one).is_some_and(|near| near.contains(&other))
    }

    /// The skills that are related to one, itself left out; ascending.
    pub fn of(&self, skill: Id) -> impl Iterator<Item = Id> {
        self.near.get(&skill).into_iter().flatten().copied()
    }
}

impl Follow for Kin {
    fn make(state: &State, _today: Date) -> Self {
        let mut near: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
        let mut named: BTreeMap<String, Vec<Id>> = BTreeMap::new();
        let mut join = |one: Id, other: Id| {
            if one != other {
                near.entry(one).or_default().insert(other);
                near.entry(other).or_default().insert(one);
            }
        };
        for record in state.records(Kind::Skill) {
            let Names { parent, folded } = names(&record);
            if let Some(parent) = parent {
                join(record.id, parent);
            }
            for name in folded {
                let namesakes = named.entry(name).or_default();
                for other in &*namesakes {
                    join(record.id, *other);
                }
                namesakes.push(record.id);
            }
        }
        Self { skills: state.only(Kind::Skill), seq: state.seq(), near }
    }

    fn follow(&self, _state: &State, _today: Date) -> Option<Self> {
        None
    }

    fn is_current(&self, state: &State, _today: Date) -> bool {
        state.same_kind(&self.skills, Kind::Skill)
    }

    fn seq(&self) -> u64 {
        self.seq
    }
}
