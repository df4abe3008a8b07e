//! The records that others are found through: towns, skills, organisations and measures, with the tier that a term comes to
//! in each. They are worked out stage by stage, and only as far as a search asks.

use std::sync::OnceLock;

use super::Tier;
use super::judge::LINKED_FIRST;
use crate::domain::table::Table;
use crate::field::Id;

/// Stages, each with the last tier that is complete after it.
pub(super) const STAGES: [Tier; 4] = [Tier::FieldPrefix, Tier::Substring, Tier::Slip, Tier::Subsequence];

/// Tiers of the records of `LINKED_FIRST` kinds, by their numbers.
pub(super) type Tiers = [Table<u8>; LINKED_FIRST.len()];

/// What one term comes to in them.
pub(super) struct Linked<'a> {
    stages: [OnceLock<Tiers>; STAGES.len()],
    work: Box<dyn Fn(usize) -> Tiers + Send + Sync + 'a>,
    /// The last tier that the term may come to.
    last: Tier,
}

impl<'a> Linked<'a> {
    /// Nothing worked out yet. `work` tells what a stage finds; what an earlier stage finds too may be among it.
    pub fn new(last: Tier, work: impl Fn(usize) -> Tiers + Send + Sync + 'a) -> Self {
        Self { stages: Default::default(), work: Box::new(work), last }
    }

    /// All tiers, known beforehand.
    pub fn of(tiers: Tiers) -> Self {
        let linked = Self::new(Tier::FieldPrefix, |_| Tiers::default());
        Self { stages: [tiers.into(), OnceLock::new(), OnceLock::new(), OnceLock::new()], ..linked }
    }

    /// As `loose`, which says the same where no letters stand between: what is worked out here is not worked out again.
    pub fn loosened<'b>(&self, loose: Linked<'b>) -> Linked<'b> {
        Linked { stages: self.stages.clone(), ..loose }
    }

    /// The tier that the term comes to in a record of these kinds, if it is no worse than `worst`.
    pub fn tier(&self, id: Id, worst: Tier) -> Option<Tier> {
        let place = LINKED_FIRST.iter().position(|kind| *kind == id.kind)?;
        let known = self.stages(worst).find_map(|tiers| tiers.get(place)?.get(id.number).copied());
        known.and_then(Tier::from_number).filter(|tier| *tier <= worst)
    }

    /// The records in which the term comes to just this tier.
    pub fn of_tier(&self, tier: Tier) -> Vec<Id> {
        let Some(tiers) = self.stages(tier).last() else { return Vec::new() };
        let all = LINKED_FIRST.into_iter().zip(tiers).flat_map(|(kind, table)| {
            let just = table.iter().filter(|(_, found)| **found == tier.number());
            just.map(move |(number, _)| Id::new(kind, number))
        });
        all.filter(|id| self.tier(*id, tier) == Some(tier)).collect()
    }

    /// The stages up to the one in which a tier is complete, each worked out when it is come to.
    fn stages(&self, worst: Tier) -> impl Iterator<Item = &Tiers> {
        let needed = STAGES.iter().position(|tier| *tier >= worst.min(self.last)).unwrap_or(0);
        (0..).zip(&self.stages).take(needed + 1).map(|(stage, held)| held.get_or_init(|| (self.work)(stage)))
    }
}
