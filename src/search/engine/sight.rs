//! Several terms that the beginnings of texts and the names decide: where the hits are certain by them, and what is known of the
//! terms by then are more documents than are counted. Nothing is read for that, and what it costs in vain is little.

use super::many::ALL_TIERS;
use super::{Cancelled, Engine, Place, Reach};
use crate::search::Tier;
use crate::search::judge::{NO_TERM, NO_TOWN, add};
use crate::search::marks::{Marks, Shortlist, in_order};
use crate::search::reach::unpack;

/// Of the rarest term so many times as many documents must be known as are counted, where they are not all.
const HELD: usize = 2;
/// Documents of one term that are looked at, where they are not all.
const LISTED_MAX: usize = if cfg!(debug_assertions) { 200 } else { 400_000 };
/// So many times as many documents are met as would be if terms had nothing to do with each other, and no more than these for all
/// terms together.
const METS: usize = 2;
const MET_MAX: usize = if cfg!(debug_assertions) { 2_000 } else { 700_000 };
/// Documents that are called as a term says, up to which all of them are looked at closely.
const CALLED_SO_MAX: usize = if cfg!(debug_assertions) { 20 } else { 20_000 };

/// All documents of one term: which it is, and they.
pub(super) type OfOneTerm<'a> = (usize, &'a [u32]);

/// How many documents stand in lists, those in two of them twice.
pub(super) fn size(lists: &[&[u32]]) -> usize {
    lists.iter().map(|docs| docs.len()).sum()
}

/// Whether a source counts where names go first: what is called as the term says, and names that begin so.
fn is_first(tier: u8, class: u8) -> bool {
    tier == Tier::Whole.number() || tier == Tier::FieldPrefix.number() && class == 0
}

impl<'a> Engine<'a> {
    /// Whether that decides the search; if not, nothing was taken. The first stage of all terms must have been worked out.
    pub(super) fn at_sight(
        &mut self,
        reaches: &[Reach<'a>],
        listed: Option<OfOneTerm<'_>>,
    ) -> Result<bool, Cancelled> {
        if self.picky || !self.are_more_than_counted(reaches, listed)? {
            return Ok(false);
        }
        let Some(found) = self.best_in_all(reaches) else { return Ok(false) };
        self.places(&found, ALL_TIERS, reaches)?;
        self.total = self.ask.exact.saturating_add(1);
        Ok(true)
    }

    /// Whether more documents than are counted are known of all terms. That is asked only where it is soon told: chance would have
    /// it so.
    fn are_more_than_counted(
        &self,
        reaches: &[Reach<'a>],
        listed: Option<OfOneTerm<'_>>,
    ) -> Result<bool, Cancelled> {
        let rarest = || (0..).zip(reaches).min_by_key(|(_, reach)| reach.size());
        let (which, lists, wanted) = if let Some((which, docs)) = listed {
            (which, vec![docs], self.ask.exact.saturating_add(1))
        } else {
            let Some((which, reach)) = rarest() else { return Ok(false) };
            (which, reach.own_ahead(), HELD.saturating_mul(self.ask.exact))
        };
        let count = self.index.segment.documents.len();
        let held = size(&lists).min(LISTED_MAX);
        let soon = METS.saturating_mul(self.ask.exact).saturating_mul(count.div_ceil(held.max(1)));
        if held < wanted || soon > MET_MAX {
            return Ok(false);
        }
        let mut common = Marks::new(count);
        for doc in lists.iter().flat_map(|docs| docs.iter()).take(LISTED_MAX) {
            common.set(*doc);
        }
        let mut others: Vec<&Reach<'_>> =
            (0..).zip(reaches).filter(|(at, _)| *at != which).map(|(_, reach)| reach).collect();
        others.sort_by_key(|reach| reach.size());
        let mut left = soon.saturating_mul(others.len()).min(MET_MAX);
        for (place, other) in (1..).zip(&others) {
            let last = place == others.len();
            let (mut both, mut total) = (Marks::new(count), 0);
            for docs in other.known() {
                self.look_up(0)?;
                for doc in docs.iter().take(left) {
                    total += usize::from(common.get(*doc) && both.set(*doc) && self.is_asked(*doc));
                    if last && total > self.ask.exact {
                        return Ok(true);
                    }
                }
                left = left.saturating_sub(docs.len());
                if left == 0 {
                    break;
                }
            }
            if total <= self.ask.exact || left == 0 {
                return Ok(false);
            }
            common = both;
        }
        Ok(false)
    }

    /// The documents of the best places with their places, if those are enough hits: first by names, then by whatever is found in a
    /// tier that is complete.
    fn best_in_all(&self, reaches: &[Reach<'a>]) -> Option<Vec<(Place, u32)>> {
        let certain = reaches.iter().map(|reach| reach.complete().unwrap_or(0)).min().unwrap_or(0);
        let enough = |found: &Vec<(Place, u32)>| found.len() >= self.ask.limit;
        if certain >= Tier::FieldPrefix.number()
            && let Some(found) = self.first_in_all(reaches).filter(enough)
        {
            return Some(found);
        }
        let within = |tier: u8, _: u8| tier <= certain;
        Some(self.placed(rarest(reaches, within), reaches, within)).filter(enough)
    }

    /// The documents up to a place that is certain, by what counts where names go first; maybe too few.
    fn first_in_all(&self, reaches: &[Reach<'a>]) -> Option<Vec<(Place, u32)>> {
        let all = self.placed(rarest(reaches, is_first), reaches, is_first);
        // A document of which a term is not known so has it no better than as the beginning of something that is no name.
        let terms = u8::try_from(reaches.len()).ok()?;
        let called_so: Vec<Vec<&[u32]>> =
            reaches.iter().map(|reach| reach.within(|tier, _| tier == Tier::Whole.number())).collect();
        let whole = u8::try_from(called_so.iter().filter(|lists| !lists.is_empty()).count()).ok()?;
        let worst = Tier::FieldPrefix.number();
        let unknown: Place = (worst, terms - whole.min(terms - 1), 1, NO_TOWN);
        let found: Vec<(Place, u32)> = all.iter().copied().filter(|(place, _)| *place < unknown).collect();
        if found.len() >= self.ask.limit {
            return Some(found);
        }
        // Once those are looked at that are called as one of the terms says, all else has all terms as beginnings.
        let called_so = called_so.concat();
        if size(&called_so) > CALLED_SO_MAX {
            return None;
        }
        let begun = all.into_iter().filter(|(place, _)| *place == (worst, terms, 0, NO_TOWN));
        let mut called = self.placed(called_so.concat(), reaches, |tier, _| tier <= worst);
        called.extend(begun);
        Some(called)
    }

    /// Those of some documents in which every term is found, each with its place by the sources that count.
    fn placed(
        &self,
        docs: Vec<u32>,
        reaches: &[Reach<'a>],
        counts: impl Fn(u8, u8) -> bool + Copy,
    ) -> Vec<(Place, u32)> {
        let count = self.index.segment.documents.len();
        let docs = in_order(docs, count);
        let list = Shortlist::new(&docs, count);
        let grades: Vec<Vec<u8>> =
            reaches.iter().map(|reach| reach.grades_within(&list, &docs, counts)).collect();
        let placed = docs.iter().copied().enumerate().filter_map(|(at, doc)| {
            let place = grades.iter().try_fold(NO_TERM, |place, grades| {
                let grade = grades.get(at).copied().filter(|grade| *grade != 0)?;
                let (tier, _, class, _) = unpack(grade);
                Some(add(place, (tier, class)))
            })?;
            self.is_asked(doc).then_some((place, doc))
        });
        placed.collect()
    }
}

/// What the rarest term is found in, by the sources that count.
fn rarest(reaches: &[Reach<'_>], counts: impl Fn(u8, u8) -> bool + Copy) -> Vec<u32> {
    let lists = reaches.iter().map(|reach| reach.within(counts));
    lists.min_by_key(|lists| size(lists)).unwrap_or_default().concat()
}
