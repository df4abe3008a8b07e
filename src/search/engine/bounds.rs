//! How high documents of a group can score for several terms, by what each term is found by in them; with that the best are
//! ranked first and the rest is left as soon as it cannot be among the hits.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Cancelled, Engine, Place, Ranked, Reach};
use crate::search::marks::Shortlist;
use crate::search::reach::At;
use crate::search::score::Scorer;
use crate::search::segment::links::CLASSES;

/// Documents that are ranked without asking how high each can score.
const ALL_RANKED: usize = 48;

impl Engine<'_> {
    /// Ranks documents, those first that can score highest.
    pub(super) fn promising(
        &mut self,
        place: Place,
        docs: &[u32],
        wanted: usize,
        reaches: &[Reach<'_>],
        ranked: &mut Vec<Ranked>,
    ) -> Result<(), Cancelled> {
        if docs.len() <= ALL_RANKED {
            return self.bounded(place, docs, wanted, i64::MAX, ranked);
        }
        let Some(floor) = self.newest_are_best(place, docs, wanted, reaches, ranked)? else { return Ok(()) };
        // What one of several terms comes to says nothing about all.
        let floor = if reaches.len() == 1 { floor } else { i64::MIN };
        let count = self.index.segment.documents.len();
        let bounds = bounds(&Shortlist::new(docs, count), reaches, (place, floor), &mut self.tools.scorer);
        let mut levels: BTreeMap<Reverse<i64>, Vec<u32>> = BTreeMap::new();
        for (bound, doc) in bounds.into_iter().zip(docs) {
            levels.entry(Reverse(bound)).or_default().push(*doc);
        }
        let mut met = 0;
        for (Reverse(bound), level) in levels {
            let better = ranked.iter().filter(|(_, score)| *score > bound).count();
            let Some(mut left) = wanted.checked_sub(better).filter(|left| *left > 0) else { break };
            for doc in level {
                self.look_up(met)?;
                met += 1;
                let Some(found) = self.rank(place, doc) else { continue };
                debug_assert!(found.1 <= bound, "no document scores higher than it can");
                // What follows in this level is older, and scores no higher.
                left -= usize::from(found.1 >= bound);
                ranked.push(found);
                if left == 0 {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Ranks the newest documents of a group, if as many as are wanted score as high as anything can: most that begin with
    /// the terms do. Where the others must be asked too, none is ranked, and what as many as are wanted score at least is told.
    fn newest_are_best(
        &mut self,
        place: Place,
        docs: &[u32],
        wanted: usize,
        reaches: &[Reach<'_>],
        ranked: &mut Vec<Ranked>,
    ) -> Result<Option<i64>, Cancelled> {
        let bound: i64 = reaches.iter().map(Reach::any_bound).sum();
        let before = ranked.len();
        self.bounded(place, docs.get(..2 * wanted).unwrap_or(docs), wanted, bound, ranked)?;
        let mut scores: Vec<i64> = ranked.iter().skip(before).map(|(_, score)| *score).collect();
        scores.sort_unstable_by_key(|score| Reverse(*score));
        let last = wanted.checked_sub(1).and_then(|last| scores.get(last)).copied();
        if last.is_some_and(|last| last >= bound) {
            return Ok(None);
        }
        ranked.truncate(before);
        Ok(Some(last.unwrap_or(i64::MIN)))
    }
}

/// The highest score that each document of a place can have, in the order of the list; below `floor` it may be said to be higher,
/// but not above it. No term of theirs is found in a worse tier or class than the place says.
fn bounds(
    list: &Shortlist,
    reaches: &[Reach<'_>],
    (place, floor): (Place, i64),
    scorer: &mut Scorer,
) -> Vec<i64> {
    let mut sums = vec![0; list.len()];
    let (worst, _, classes, _) = place;
    for (term, reach) in reaches.iter().enumerate() {
        // The number of the best tier and class, and the highest score of what it is found by there.
        let mut best: Vec<(u32, i64)> = vec![(0, 0); list.len()];
        let certain = reach.complete().map_or(0, |complete| complete.min(worst));
        for (tier, class) in (0..=certain)
            .flat_map(|tier| (0..CLASSES.min(u32::from(classes) + 1)).map(move |class| (tier, class)))
        {
            let number = 1 + u32::from(tier) * CLASSES + class;
            let class = u8::try_from(class).unwrap_or_default();
            reach.each_source(
                At { tier, term, floor, among: Some(list) },
                class,
                scorer,
                &mut |docs, score| {
                    let mut known = None;
                    for doc in docs {
                        let slot = list.place(*doc).and_then(|at| best.get_mut(at));
                        let Some(slot) = slot.filter(|slot| slot.0 == 0 || slot.0 == number) else {
                            continue;
                        };
                        *slot = (number, slot.1.max(*known.get_or_insert_with(&mut *score)));
                    }
                },
            );
        }
        let any = reach.any_bound();
        for (sum, (number, score)) in sums.iter_mut().zip(best) {
            *sum += if number == 0 { any } else { score };
        }
    }
    sums
}
