//! A few documents, all that one of several terms reaches, asked about the others. What the beginnings of texts and the names
//! decide is known at once; the other texts are only read where enough hits were not found without, or to count.

use super::grader::Grader;
use super::many::{ALL_TIERS, mark, unpack};
use super::{Cancelled, EXACT_TOTAL, Engine, NO_TOWN, Place, Reach};
use crate::search::Tier;
use crate::search::judge::Judge;
use crate::search::segment::Segment;

/// Documents that are read to see whether there are more than are counted.
const READ_MAX: usize = 40_000;

/// The place before any term.
const FIRST: Place = (0, 0, 0, NO_TOWN);

/// One term about each document.
struct Asked<'a> {
    /// Grades by document as far as the term is worked out; 0 for none.
    grades: Vec<u8>,
    /// The last tier in which these are all there are.
    complete: u8,
    /// What asks the texts; `None` for a term that is worked out.
    reader: Option<Grader<'a>>,
}

impl<'a> Engine<'a> {
    /// Judges `docs`, all that one of the terms reaches.
    pub(super) fn judged(&mut self, docs: &[u32], reaches: &[Reach<'a>]) -> Result<(), Cancelled> {
        let segment = &*self.index.segment;
        let mut terms = asked(self.judge, segment, reaches);
        let certain = terms.iter().map(|term| term.complete).min().unwrap_or(0);
        let (mut found, mut open): (Vec<(Place, u32)>, Vec<u32>) = Default::default();
        for doc in docs.iter().copied().filter(|doc| self.is_asked(*doc)) {
            match terms.iter().try_fold(FIRST, |place, term| term.certain(doc).map(|own| add(place, own))) {
                Some(place) => found.push((place, doc)),
                None => open.push(doc),
            }
        }
        // No open document can have a worst tier that is certain.
        let (sure, mut rest): (Vec<_>, Vec<_>) = found.into_iter().partition(|(place, _)| place.0 <= certain);
        self.places(sure, 0..=certain, reaches)?;
        if self.is_done() {
            return Ok(());
        }
        if self.ranked.len() >= self.limit {
            let recent = self.recent.iter().filter(|recent| recent.place.0 > certain).count();
            self.total += recent;
            let rest: Vec<u32> = rest.into_iter().map(|(_, doc)| doc).collect();
            return self.only_count(&rest, &open, &mut terms);
        }
        for (count, doc) in open.into_iter().enumerate() {
            self.look_up(count)?;
            let place = terms.iter_mut().try_fold(FIRST, |place, term| Some(add(place, term.grade(doc)?)));
            rest.extend(place.map(|place| (place, doc)));
        }
        self.places(rest, certain + 1..=u8::MAX, reaches)
    }

    /// Ends a search whose hits the first stage has found, if there are more than are counted: some documents are read to see
    /// that. False where it remains to be seen.
    pub(super) fn beyond_count(
        &mut self,
        found: &[(Place, u32)],
        reaches: &[Reach<'a>],
    ) -> Result<bool, Cancelled> {
        if found.len() < self.limit || found.len() > EXACT_TOTAL || self.picky {
            return Ok(false);
        }
        let segment = &*self.index.segment;
        let mut terms = asked(self.judge, segment, reaches);
        let mut total = found.len();
        let rarest = reaches.iter().min_by_key(|reach| reach.size());
        let docs = rarest.map(Reach::all).unwrap_or_default();
        for (count, doc) in docs.into_iter().take(READ_MAX).enumerate() {
            self.look_up(count)?;
            let fresh = terms.iter().any(|term| term.certain(doc).is_none());
            total += usize::from(fresh && self.is_asked(doc) && terms.iter_mut().all(|term| term.finds(doc)));
            if total > EXACT_TOTAL {
                self.places(found.to_vec(), ALL_TIERS, reaches)?;
                self.total = total;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Counts documents that are found, and those of the open ones that are.
    fn only_count(&mut self, found: &[u32], open: &[u32], terms: &mut [Asked<'_>]) -> Result<(), Cancelled> {
        let all = found.iter().map(|doc| (*doc, true)).chain(open.iter().map(|doc| (*doc, false)));
        for (count, (doc, sure)) in all.enumerate() {
            if self.total > EXACT_TOTAL {
                break;
            }
            self.look_up(count)?;
            if sure || terms.iter_mut().all(|term| term.finds(doc)) {
                self.total += usize::from(!self.picky || self.look(doc).is_some());
            }
        }
        Ok(())
    }
}

fn asked<'a>(judge: &'a Judge<'a>, segment: &'a Segment, reaches: &[Reach<'a>]) -> Vec<Asked<'a>> {
    let terms = judge.query.terms.iter().zip(&judge.linked).zip(reaches);
    let asked = terms.map(|((term, linked), reach)| {
        let mut grades = vec![0; segment.documents.len()];
        (0..=Tier::Subsequence.number()).for_each(|tier| mark(reach, tier, &mut grades));
        let reader = (!reach.is_done()).then(|| Grader::new(term, linked, judge, segment));
        Asked { grades, complete: reach.complete().unwrap_or(0), reader }
    });
    asked.collect()
}

impl Asked<'_> {
    /// What is known of a document without reading; that a better one may be read is left to `certain`.
    fn known(&self, doc: u32) -> Option<(u8, u8)> {
        let grade = self.grades.get(doc as usize).copied().filter(|grade| *grade != 0)?;
        let (tier, _, class, _) = unpack(grade);
        Some((tier, class))
    }

    /// The grade of a document where no better one can be read.
    fn certain(&self, doc: u32) -> Option<(u8, u8)> {
        self.known(doc).filter(|(tier, _)| self.reader.is_none() || *tier <= self.complete)
    }

    fn grade(&mut self, doc: u32) -> Option<(u8, u8)> {
        if let Some(certain) = self.certain(doc) {
            return Some(certain);
        }
        let read = self.reader.as_mut().and_then(|reader| reader.grade(doc));
        self.known(doc).into_iter().chain(read.map(|(tier, class)| (tier.number(), class))).min()
    }

    /// Whether the term is found in a document at all.
    fn finds(&mut self, doc: u32) -> bool {
        self.known(doc).is_some() || self.reader.as_mut().is_some_and(|reader| reader.finds(doc))
    }
}

/// A place with the tier and class of one more term.
const fn add(place: Place, (tier, class): (u8, u8)) -> Place {
    (if tier > place.0 { tier } else { place.0 }, place.1 + tier, place.2 + class, place.3)
}
