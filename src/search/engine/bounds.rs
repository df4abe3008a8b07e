//! How high documents of a group can score for several terms, by what each term is found by in them; with that the best are
//! ranked first and the rest is left as soon as it cannot be among the hits.

use super::{Cancelled, Engine, Place, Ranked, Reach};
use crate::search::marks::Shortlist;
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
        if self.newest_are_best(place, docs, wanted, reaches, ranked)? {
            return Ok(());
        }
        let count = self.index.segment.documents.len();
        let bounds = bounds(&Shortlist::new(docs, count), reaches, place.0, &mut self.tools.scorer);
        let mut order: Vec<(i64, u32)> = bounds.into_iter().zip(docs.iter().copied()).collect();
        order.sort_unstable_by_key(|(bound, doc)| (std::cmp::Reverse(*bound), *doc));
        let mut met = 0;
        for level in order.chunk_by(|one, other| one.0 == other.0) {
            let Some((bound, _)) = level.first() else { continue };
            let better = ranked.iter().filter(|(_, score)| score > bound).count();
            let Some(mut left) = wanted.checked_sub(better).filter(|left| *left > 0) else { break };
            for (_, doc) in level {
                self.look_up(met)?;
                met += 1;
                let Some(found) = self.rank(place, *doc) else { continue };
                debug_assert!(found.1 <= *bound, "no document scores higher than it can");
                // What follows in this level is older, and scores no higher.
                left -= usize::from(found.1 >= *bound);
                ranked.push(found);
                if left == 0 {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Ranks the newest documents of a group, if as many as are wanted score as high as anything can: most that begin with
    /// the terms do. False, and none ranked, where the others must be asked too.
    fn newest_are_best(
        &mut self,
        place: Place,
        docs: &[u32],
        wanted: usize,
        reaches: &[Reach<'_>],
        ranked: &mut Vec<Ranked>,
    ) -> Result<bool, Cancelled> {
        let bound: i64 = reaches.iter().map(Reach::any_bound).sum();
        let before = ranked.len();
        self.bounded(place, docs.get(..2 * wanted).unwrap_or(docs), wanted, bound, ranked)?;
        let highest = ranked.iter().skip(before).filter(|(_, score)| *score >= bound).count();
        if highest < wanted {
            ranked.truncate(before);
        }
        Ok(highest >= wanted)
    }
}

/// The highest score that each document can have whose worst tier is `worst`, in the order of the list.
fn bounds(list: &Shortlist, reaches: &[Reach<'_>], worst: u8, scorer: &mut Scorer) -> Vec<i64> {
    let mut sums = vec![0; list.len()];
    for (place, reach) in reaches.iter().enumerate() {
        // The number of the best tier and class, and the highest score of what it is found by there.
        let mut best: Vec<(u32, i64)> = vec![(0, 0); list.len()];
        let certain = reach.complete().map_or(0, |complete| complete.min(worst));
        for (tier, class) in (0..=certain).flat_map(|tier| (0..CLASSES).map(move |class| (tier, class))) {
            let number = 1 + u32::from(tier) * CLASSES + class;
            let class = u8::try_from(class).unwrap_or_default();
            reach.each_source(tier, class, scorer, place, &mut |docs, score| {
                let mut known = None;
                for doc in docs {
                    let slot = list.place(*doc).and_then(|at| best.get_mut(at));
                    let Some(slot) = slot.filter(|slot| slot.0 == 0 || slot.0 == number) else { continue };
                    *slot = (number, slot.1.max(*known.get_or_insert_with(&mut *score)));
                }
            });
        }
        let any = reach.any_bound();
        for (sum, (number, score)) in sums.iter_mut().zip(best) {
            *sum += if number == 0 { any } else { score };
        }
    }
    sums
}
