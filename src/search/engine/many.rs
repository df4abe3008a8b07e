//! Several terms. Where one of them reaches few documents, those are judged for the others; else the tiers of all terms are
//! worked out together, the best first, until enough documents are found for all.

use std::collections::BTreeSet;

use super::grader::Grader;
use super::group::Ranking;
use super::{CANCEL_EVERY, Cancelled, EXACT_TOTAL, Engine, Place, Reach, STAGES, Scorer, Source};
use crate::search::Tier;

/// Field classes that are found; with one more, they fit three bits.
const CLASS_COUNT: u8 = 5;
/// Documents that are asked one by one about all terms. Few enough in a debug build that the tests go both ways.
const FEW: usize = if cfg!(debug_assertions) { 12 } else { 40_000 };

impl<'a> Engine<'a> {
    /// What several terms find together.
    pub(super) fn many(&mut self, mut reaches: Vec<Reach<'a>>) -> Result<(), Cancelled> {
        for reach in &mut reaches {
            extend(reach);
        }
        let mut order: Vec<usize> = (0..reaches.len()).collect();
        order.sort_by_key(|at| reaches.get(*at).map_or(0, Reach::size));
        for at in order {
            let Some(reach) = reaches.get_mut(at) else { continue };
            // Each stage can only add to what the first one reached.
            while !reach.is_done() && reach.size() <= FEW {
                extend(reach);
            }
            if reach.is_done() && reach.size() <= FEW {
                let docs = reach.all();
                for (place, reach) in reaches.iter_mut().enumerate() {
                    if place != at {
                        reach.finish_names();
                    }
                }
                return self.judged(&docs, at, &reaches);
            }
        }
        self.dense(reaches)
    }

    /// Asks a few documents, all that the term `known` reaches, about the others.
    fn judged(&mut self, docs: &[u32], known: usize, reaches: &[Reach<'a>]) -> Result<(), Cancelled> {
        let (judge, segment) = (self.judge, &*self.index.segment);
        let terms = judge.query.terms.iter().zip(&judge.linked).zip(reaches).enumerate();
        let mut others: Vec<(Vec<u8>, Option<Grader<'_>>)> = terms
            .map(|(place, ((term, linked), reach))| {
                let mut grades = vec![0; segment.documents.len()];
                (0..=Tier::Subsequence.number()).for_each(|tier| mark(reach, tier, &mut grades));
                let asked = (place != known).then(|| Grader::new(term, linked, judge, segment));
                (grades, asked)
            })
            .collect();
        let mut found: Vec<(Place, u32)> = Vec::new();
        for (count, doc) in docs.iter().copied().enumerate() {
            if count % CANCEL_EVERY == 0 && self.cancel.is_cancelled() {
                return Err(Cancelled);
            }
            if !self.is_asked(doc) {
                continue;
            }
            let mut place = (0, 0, 0);
            let all = others.iter_mut().all(|(grades, grader)| {
                let grade = grades.get(doc as usize).copied().filter(|grade| *grade != 0);
                let named = grade.map(|grade| (grade >> 3, (grade & 7).saturating_sub(1)));
                let written = grader.as_mut().filter(|_| named != Some((0, 0)));
                let written = written.and_then(|grader| grader.grade(doc));
                let best = named.into_iter().chain(written.map(|(tier, class)| (tier.number(), class))).min();
                let Some((tier, class)) = best else { return false };
                place = (place.0.max(tier), place.1 + tier, place.2 + class);
                true
            });
            if all {
                found.push((place, doc));
            }
        }
        self.places(found, reaches)
    }

    /// Works out all terms tier by tier.
    fn dense(&mut self, mut reaches: Vec<Reach<'a>>) -> Result<(), Cancelled> {
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
                    mark(reach, *tier, grades);
                    *tier += 1;
                }
                if self.cancel.is_cancelled() {
                    return Err(Cancelled);
                }
            }
            let found = self.in_all(&grades);
            let last = STAGES.get(stage).is_none_or(|tier| reaches.iter().all(|reach| reach.last() <= *tier));
            if last || found.len() > EXACT_TOTAL.max(self.limit) {
                (self.total, self.ranked) = (0, Vec::new());
                self.places(found, &reaches)?;
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
                let (worst, sum, class) = unpack(grade);
                place = (place.0.max(worst), place.1 + sum, place.2 + class);
                grade != 0
            });
            if all && self.is_asked(doc) {
                found.push((place, doc));
            }
        }
        found
    }

    /// Takes groups from the best.
    fn places(&mut self, mut found: Vec<(Place, u32)>, reaches: &[Reach<'a>]) -> Result<(), Cancelled> {
        found.sort_unstable();
        let places: BTreeSet<Place> = found
            .iter()
            .map(|(place, _)| *place)
            .chain(self.recent.iter().map(|recent| recent.place))
            .collect();
        let mut rest = found.as_slice();
        for place in places {
            let (group, behind) = rest.split_at(rest.partition_point(|(other, _)| *other <= place));
            rest = behind;
            let docs: Vec<u32> = group.iter().map(|(_, doc)| *doc).collect();
            let bound = |scorer: &mut Scorer| {
                (0..).zip(reaches).map(|(at, reach)| reach.bound(place.0, scorer, at)).sum::<i64>()
            };
            self.group(place, &docs, &Ranking::Bound(&bound))?;
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

/// Gives documents the grade of a tier's classes, unless they have a better one. A grade is never 0.
fn mark(reach: &Reach<'_>, tier: u8, grades: &mut [u8]) {
    for class in 0..CLASS_COUNT {
        for doc in reach.sources(tier, class).iter().flat_map(Source::docs) {
            if let Some(grade) = grades.get_mut(*doc as usize).filter(|grade| **grade == 0) {
                *grade = (tier << 3) | (class + 1);
            }
        }
    }
}

/// The worst tier, the sum of tiers and of classes of one grade.
const fn unpack(grade: u8) -> Place {
    (grade >> 3, grade >> 3, (grade & 7).saturating_sub(1))
}
