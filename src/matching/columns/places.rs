//! Every region as scoring sees one, read once instead of for each ranking.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Follow;
use crate::domain::State;
use crate::field::{Date, Id, Kind};
use crate::matching::place::Place;

/// The regions that are not withdrawn.
#[derive(Debug)]
pub(crate) struct Places {
    /// The regions alone, to see what has changed.
    regions: State,
    seq: u64,
    held: BTreeMap<Id, Arc<Place>>,
}

impl Places {
    pub fn get(&self, region: Id) -> Option<Arc<Place>> {
        self.held.get(&region).map(Arc::clone)
    }
}

impl Follow for Places {
    fn make(state: &State, _today: Date) -> Self {
        let held = state.records(Kind::Region).map(|record| (record.id, Arc::new(Place::read(&record))));
        Self { held: held.collect(), regions: state.only(Kind::Region), seq: state.seq() }
    }

    fn follow(&self, state: &State, _today: Date) -> Option<Self> {
        let mut held = self.held.clone();
        for id in state.changed_since(&self.regions, Kind::Region) {
            match state.live(id) {
                Some(record) => held.insert(id, Arc::new(Place::read(&record))),
                None => held.remove(&id),
            };
        }
        Some(Self { held, regions: state.only(Kind::Region), seq: state.seq() })
    }

    fn is_current(&self, state: &State, _today: Date) -> bool {
        state.same_kind(&self.regions, Kind::Region)
    }

    fn seq(&self) -> u64 {
        self.seq
    }
}
