//! The skills gap counted from the columns: the same numbers as reading everybody gives.

use std::collections::BTreeMap;

use super::Visible;
use crate::domain::State;
use crate::field::{Date, Id, Kind};
use crate::matching::candidate::Candidate;
use crate::matching::columns::{People, parts};
use crate::matching::gap::{Able, Asked, Gap, count, ordered};

/// The gaps of what is asked for.
pub(super) fn gaps(
    asked: Asked,
    people: &People,
    visible: Option<&Visible>,
    state: &State,
    today: Date,
) -> Vec<Gap> {
    let mut counts: BTreeMap<Id, [Able; 2]> = BTreeMap::new();
    for (number, chunk) in &people.chunks {
        let sees = |local: u16| visible.is_none_or(|visible| visible.shows(*number, usize::from(local)));
        let mut near = vec![false; chunk.since.len()];
        let region = asked.region.map_or(0, |region| region.number);
        let entries = chunk.lives.get(region).iter().chain(chunk.wishes.get(region));
        for local in entries.map(|entry| parts(*entry).0) {
            near.get_mut(usize::from(local)).into_iter().for_each(|near| *near = asked.region.is_some());
        }
        for (skill, (level, _)) in &asked.skills {
            let entries = chunk.skills.get(skill.number);
            // One person may hold a skill twice; the entries of each stand together.
            for same in entries.chunk_by(|one, other| parts(*one).0 == parts(*other).0) {
                let best = same.iter().map(|entry| parts(*entry).1).max().unwrap_or(0);
                let Some(local) = same.first().map(|entry| parts(*entry).0).filter(|local| sees(*local))
                else {
                    continue;
                };
                let [close, all] = counts.entry(*skill).or_default();
                let enough = best >= *level;
                all.count(enough);
                if near.get(usize::from(local)) == Some(&true) {
                    close.count(enough);
                }
            }
        }
    }
    for id in people.odd() {
        let record = state.live(id);
        if let Some(candidate) = record.and_then(|record| Candidate::read(&record, today, false)) {
            count(&asked, &candidate, &mut counts);
        }
    }
    debug_assert!(asked.skills.keys().all(|skill| skill.kind == Kind::Skill));
    ordered(asked, &counts)
}
