//! Several terms. Where one of them can be listed and reaches few documents, those are judged for the others; else the tiers
//! of all terms are worked out together, the best first, until enough documents are found for all.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::rc::Rc;

use super::group::Ranking;
use super::{Cancelled, Engine, NO_TOWN, Place, Reach, STAGES};
use crate::field::Kind;
use crate::search::EXACT_TOTAL;
use crate::search::marks::in_order;
use crate::search::reach::unpack;

/// Documents that are asked one by one about all terms. Few enough in a debug build that the tests go both ways.
const FEW: usize = if cfg!(debug_assertions) { 12 } else { 150_000 };

/// So many documents hold enough that are certain to be found, more often than not, before another term is listed.
const OFTEN_CERTAIN: usize = if cfg!(debug_assertions) { 4 } else { 5 * EXACT_TOTAL };
/// Where a term takes longer to list than one in so many of another's documents to read, those are read first.
const READ_FIRST: usize = 4;
const READ_FIRST_OF_MANY: usize = 64;
/// To list what a term finds further on takes about as long as to read one in so many of the documents that it has found before.
const LISTED_AS_READ: usize = 128;
/// A term that takes more than this to be looked for in all texts stands in too many to be listed. In a debug build the tests
/// go both ways.
const EFFORT_MAX: usize = if cfg!(debug_assertions) { 2 } else { 10_000 };
/// Documents of which the names are read, rather than that all names are looked through for a term.
pub(super) const NAMES_READ: usize = if cfg!(debug_assertions) { 6 } else { 3_000 };
/// Documents of kinds other than people that are all asked, at most.
const ALL_OF_KINDS: usize = 50_000;
/// Every worst tier that a group can have.
pub(super) const ALL_TIERS: RangeInclusive<u8> = 0..=u8::MAX;

impl<'a> Engine<'a> {
    /// What several terms find together.
    pub(super) fn many(&mut self, reaches: &mut [Reach<'a>]) -> Result<(), Cancelled> {
        reaches.iter_mut().filter(|reach| reach.complete().is_none()).for_each(extend);
        if self.at_sight(reaches, None)? {
            return Ok(());
        }
        if let Some(docs) = self.few_of_kinds(reaches) {
            return self.judged(&docs, reaches, usize::MAX).map(|_| ());
        }
        let efforts: Vec<usize> = reaches.iter().map(Reach::effort).collect();
        self.list(reaches, &efforts, 1)?;
        let rarest = |reaches: &[Reach<'_>]| {
            let done = (0..).zip(reaches).filter(|(_, reach)| reach.is_done());
            done.min_by_key(|(_, reach)| reach.size()).map(|(place, reach)| (place, reach.all()))
        };
        let Some((place, docs)) = rarest(reaches) else { return self.dense(reaches) };
        if self.at_sight(reaches, Some((place, &docs)))? {
            return Ok(());
        }
        let docs: Rc<[u32]> = docs.into();
        if self.judge.loose {
            for reach in reaches.iter_mut() {
                reach.confine(&docs);
            }
        }
        let open = reaches.iter().zip(&efforts).filter(|(reach, _)| !reach.is_done());
        let effort: usize = open.map(|(reach, effort)| effort + reach.size() / LISTED_AS_READ).sum();
        // Few need not be looked for elsewhere, and many are often certain to be enough.
        let first = if docs.len() > OFTEN_CERTAIN { READ_FIRST_OF_MANY } else { READ_FIRST };
        let worth_trying = effort > docs.len() / first;
        if effort > 0 && worth_trying && self.judged(&docs, reaches, effort)? {
            return Ok(());
        }
        self.list(reaches, &efforts, reaches.len())?;
        let Some((_, docs)) = rarest(reaches) else { return self.dense(reaches) };
        if docs.len() > FEW && !reaches.iter().all(Reach::is_done) {
            return self.dense(reaches);
        }
        if docs.len() > NAMES_READ {
            for reach in reaches.iter_mut().filter(|reach| !reach.is_done()) {
                reach.finish_names();
            }
        }
        self.judged(&docs, reaches, usize::MAX).map(|_| ())
    }

    /// All documents of the kinds that are asked for, where these are fewer than any term begins with; people, whose names must be
    /// compared, are not among them.
    fn few_of_kinds(&self, reaches: &[Reach<'a>]) -> Option<Vec<u32>> {
        let kinds = self.kinds.as_ref().filter(|kinds| !kinds.contains(&Kind::Person))?;
        let documents = &self.index.segment.documents;
        let all = || kinds.iter().flat_map(|kind| documents.of_kind(*kind).iter().copied());
        let rarest = reaches.iter().map(Reach::size).min()?;
        (all().count() < rarest.min(ALL_OF_KINDS)).then(|| in_order(all().collect(), documents.len()))
    }

    /// Works out all that some terms reach, the one that seems the rarest first, where that is less than to ask the documents
    /// of another about it; `efforts` are those of the terms.
    fn list(&self, reaches: &mut [Reach<'a>], efforts: &[usize], count: usize) -> Result<(), Cancelled> {
        let mut order: Vec<(usize, &mut Reach<'a>)> = efforts.iter().copied().zip(reaches).collect();
        order.sort_by_key(|(effort, reach)| effort + reach.size() + reach.apart());
        let mut most = EFFORT_MAX;
        let mut left = count.saturating_sub(order.iter().filter(|(_, reach)| reach.is_done()).count());
        for (effort, reach) in order {
            if left == 0 {
                break;
            }
            let before = reach.is_done();
            while effort <= most && !reach.is_done() {
                extend(reach);
                self.look_up(0)?;
            }
            if reach.is_done() {
                most = most.min(reach.size());
                left -= usize::from(!before);
            }
        }
        Ok(())
    }

    /// Works out all terms tier by tier.
    fn dense(&mut self, reaches: &mut [Reach<'a>]) -> Result<(), Cancelled> {
        let count = self.index.segment.documents.len();
        let mut grades: Vec<Vec<u8>> = reaches.iter().map(|_| vec![0; count]).collect();
        let mut tiers = vec![0; reaches.len()];
        for stage in 0..STAGES.len() {
            for ((reach, grades), tier) in reaches.iter_mut().zip(&mut grades).zip(&mut tiers) {
                if stage > 0 {
                    extend(reach);
                }
                // A term may be further than the others, from when it seemed to be a rare one.
                let wanted = STAGES.get(stage).map_or(0, |tier| tier.number());
                let complete = reach.complete().unwrap_or(0).min(wanted);
                while *tier <= complete {
                    reach.mark(*tier, grades);
                    *tier += 1;
                }
                if self.cancel.is_cancelled() {
                    return Err(Cancelled);
                }
            }
            let found = self.in_all(&grades);
            if stage == 0 && self.beyond_count(&found, reaches)? {
                break;
            }
            let last = STAGES.get(stage).is_none_or(|tier| reaches.iter().all(|reach| reach.last() <= *tier));
            if last || found.len() > self.ask.exact.max(self.ask.limit) {
                (self.total, self.ranked) = (0, Vec::new());
                self.places(&found, ALL_TIERS, reaches)?;
                if last || self.is_done() {
                    break;
                }
            }
        }
        Ok(())
    }

    /// The documents that have a grade for every term, each with its place.
    fn in_all(&self, grades: &[Vec<u8>]) -> Vec<(Place, u32)> {
        let Some((first, others)) = grades.split_first() else { return Vec::new() };
        let mut found = Vec::new();
        for (doc, grade) in (0_u32..).zip(first) {
            if *grade == 0 {
                continue;
            }
            let mut place = unpack(*grade);
            let all = others.iter().all(|grades| {
                let grade = grades.get(doc as usize).copied().unwrap_or(0);
                let (worst, sum, class, _) = unpack(grade);
                place = (place.0.max(worst), place.1 + sum, place.2 + class, NO_TOWN);
                grade != 0
            });
            if all && self.is_asked(doc) {
                found.push((place, doc));
            }
        }
        found
    }

    /// Takes groups from the best, those whose worst tier is one of these.
    pub(super) fn places(
        &mut self,
        found: &[(Place, u32)],
        worst: RangeInclusive<u8>,
        reaches: &[Reach<'a>],
    ) -> Result<(), Cancelled> {
        let mut groups: BTreeMap<Place, Vec<u32>> =
            self.recent.iter().map(|recent| (recent.place, Vec::new())).collect();
        // There are few places and many documents, and one like the one before is likely.
        for run in found.chunk_by(|one, next| one.0 == next.0) {
            if let Some((place, _)) = run.first() {
                groups.entry(*place).or_default().extend(run.iter().map(|(_, doc)| *doc));
            }
        }
        let count = self.index.segment.documents.len();
        for (place, docs) in groups.into_iter().filter(|(place, _)| worst.contains(&place.0)) {
            let docs = self.listed(in_order(docs, count));
            self.group(place, &docs, &Ranking::Terms(reaches))?;
            if self.is_done() {
                break;
            }
        }
        Ok(())
    }
}

/// Works out the next stage of a term, with those that name what it reaches.
fn extend(reach: &mut Reach<'_>) {
    reach.extend();
    for tier in 0..=reach.complete().unwrap_or(0) {
        reach.follow(tier);
    }
}
