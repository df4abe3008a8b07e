//! Several terms that the beginnings of texts and the names decide: where the hits are certain by them, and what is known of the
//! terms by then are more documents than are counted. Nothing is read for that, and what it costs in vain is little.

use super::many::ALL_TIERS;
use super::{Cancelled, Engine, Place, Reach};
use crate::search::judge::{NO_TERM, add};
use crate::search::marks::{Marks, Shortlist, in_order};
use crate::search::reach::unpack;

/// Of the rarest term so many times as many documents must be known as are counted.
const HELD: usize = 2;
/// Documents of one term beyond which this is not tried.
const LISTED_MAX: usize = 400_000;
/// So many times as many documents are met as would be if terms had nothing to do with each other, and no more than these for all
/// terms together.
const METS: usize = 2;
const MET_MAX: usize = 1_500_000;

/// How many documents stand in lists, those in two of them twice.
pub(super) fn size(lists: &[&[u32]]) -> usize {
    lists.iter().map(|docs| docs.len()).sum()
}

impl<'a> Engine<'a> {
    /// Whether that decides the search; if not, nothing was taken. The first stage of all terms must have been worked out.
    pub(super) fn at_first_sight(&mut self, reaches: &[Reach<'a>]) -> Result<bool, Cancelled> {
        if self.picky || !self.are_more_than_counted(reaches)? {
            return Ok(false);
        }
        let found = self.certain_in_all(reaches);
        if found.len() < self.ask.limit {
            return Ok(false);
        }
        self.places(&found, ALL_TIERS, reaches)?;
        self.total = self.ask.exact.saturating_add(1);
        Ok(true)
    }

    /// Whether more documents than are counted are known of all terms. That is asked only where it is soon told: chance would have
    /// it so.
    fn are_more_than_counted(&self, reaches: &[Reach<'a>]) -> Result<bool, Cancelled> {
        let mut rarest_first: Vec<(Vec<&[u32]>, &Reach<'a>)> =
            reaches.iter().map(|reach| (reach.own_ahead(), reach)).collect();
        rarest_first.sort_by_key(|(lists, _)| size(lists));
        let Some(((rarest, _), others)) = rarest_first.split_first() else { return Ok(false) };
        let (held, count) = (size(rarest), self.index.segment.documents.len());
        let soon = METS.saturating_mul(self.ask.exact).saturating_mul(count / held.max(1));
        if held < HELD.saturating_mul(self.ask.exact) || held > LISTED_MAX || soon > MET_MAX {
            return Ok(false);
        }
        let mut common = Marks::new(count);
        rarest.iter().flat_map(|docs| docs.iter()).for_each(|doc| {
            common.set(*doc);
        });
        let mut left = soon.saturating_mul(others.len()).min(MET_MAX);
        for (place, (own, other)) in (1..).zip(others) {
            let last = place == others.len();
            let (mut both, mut total) = (Marks::new(count), 0);
            let linked = other.linked_ahead();
            for docs in own.iter().chain(&linked) {
                self.look_up(0)?;
                for doc in docs.iter().take(left) {
                    total += usize::from(common.get(*doc) && both.set(*doc) && self.is_asked(*doc));
                    if last && total > self.ask.exact {
                        return Ok(true);
                    }
                }
                left = left.saturating_sub(docs.len());
            }
            if total <= self.ask.exact || left == 0 {
                return Ok(false);
            }
            common = both;
        }
        Ok(false)
    }

    /// The documents in which every term is found in a tier that is complete, with their places.
    fn certain_in_all(&self, reaches: &[Reach<'a>]) -> Vec<(Place, u32)> {
        let certain = reaches.iter().map(|reach| reach.complete().unwrap_or(0)).min().unwrap_or(0);
        let rarest = reaches.iter().map(Reach::certain).min_by_key(|lists| size(lists)).unwrap_or_default();
        let count = self.index.segment.documents.len();
        let docs = in_order(rarest.concat(), count);
        let list = Shortlist::new(&docs, count);
        let grades: Vec<Vec<u8>> = reaches.iter().map(|reach| reach.grades(&list, &docs)).collect();
        let placed = docs.iter().copied().enumerate().filter_map(|(at, doc)| {
            let place = grades.iter().try_fold(NO_TERM, |place, grades| {
                let grade = grades.get(at).copied().filter(|grade| *grade != 0)?;
                let (tier, _, class, _) = unpack(grade);
                (tier <= certain).then_some(add(place, (tier, class)))
            })?;
            self.is_asked(doc).then_some((place, doc))
        });
        placed.collect()
    }
}
