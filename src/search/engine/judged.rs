//! A few documents, all that one of several terms reaches, asked about the others. What the beginnings of texts and the names
//! decide is known at once; the other texts are only read where enough hits were not found without, or to count.

use super::grader::Grader;
use super::many::{ALL_TIERS, NAMES_READ};
use super::{Cancelled, Engine, Place, Reach};
use crate::search::judge::{Judge, NO_TERM, add};
use crate::search::marks::Shortlist;
use crate::search::reach::unpack;
use crate::search::segment::Segment;

/// Of the documents that may be read, after one in so many it is seen whether the others can be enough.
const TRIAL: usize = 8;
/// Documents that are read to see whether there are more than are counted.
const READ_MAX: usize = 40_000;

/// Documents of which what is read is fetched at once.
const FETCHED: usize = 64;

/// A document and its place in the list.
type Listed = (usize, u32);

/// One term about each document of a list.
struct Asked<'a> {
    /// Grades by place in the list as far as the term is worked out; 0 for none.
    grades: Vec<u8>,
    /// The last tier in which these are all there are.
    complete: u8,
    /// What asks the texts; `None` for a term that is worked out.
    reader: Option<Grader<'a>>,
}

impl<'a> Engine<'a> {
    /// Judges `docs`, all that one of the terms reaches, and reads at most so many of them. False where that does not decide the
    /// search; then nothing was taken.
    pub(super) fn judged(
        &mut self,
        docs: &[u32],
        reaches: &[Reach<'a>],
        most: usize,
    ) -> Result<bool, Cancelled> {
        let list = Shortlist::new(docs, self.index.segment.documents.len());
        let mut terms = asked(self.judge, &self.index.segment, reaches, (&list, docs), most < usize::MAX);
        let certain = terms.iter().map(|term| term.complete).min().unwrap_or(0);
        let (mut found, mut open): (Vec<(Place, u32)>, Vec<Listed>) = Default::default();
        for (at, doc) in docs.iter().copied().enumerate().filter(|(_, doc)| self.is_asked(*doc)) {
            match terms.iter().try_fold(NO_TERM, |place, term| term.certain(at).map(|own| add(place, own))) {
                Some(place) => found.push((place, doc)),
                // What one term is worked out and not found in is out.
                None if terms.iter().all(|term| term.may_find(at)) => open.push((at, doc)),
                None => {}
            }
        }
        // No open document can have a worst tier that is certain.
        let (sure, mut rest): (Vec<_>, Vec<_>) = found.into_iter().partition(|(place, _)| place.0 <= certain);
        self.places(&sure, 0..=certain, reaches)?;
        if self.is_done() {
            return Ok(true);
        }
        if self.ranked.len() >= self.ask.limit {
            let recent = self.recent.iter().filter(|recent| recent.place.0 > certain).count();
            self.total += recent;
            let rest: Vec<u32> = rest.into_iter().map(|(_, doc)| doc).collect();
            let counted = self.only_count(&rest, &open, &mut terms, most)?;
            return Ok(counted || self.give_back());
        }
        if open.len() > most {
            return Ok(self.give_back());
        }
        for (count, listed) in open.iter().copied().enumerate() {
            self.look_up(count)?;
            self.fetch(&open, count);
            let place =
                terms.iter_mut().try_fold(NO_TERM, |place, term| Some(add(place, term.grade(listed)?)));
            rest.extend(place.map(|place| (place, listed.1)));
        }
        self.places(&rest, certain + 1..=u8::MAX, reaches).map(|()| true)
    }

    /// Ends a search whose hits the first stage has found, if there are more than are counted: some documents are read to see
    /// that. False where it remains to be seen.
    pub(super) fn beyond_count(
        &mut self,
        found: &[(Place, u32)],
        reaches: &[Reach<'a>],
    ) -> Result<bool, Cancelled> {
        if found.len() < self.ask.limit || found.len() > self.ask.exact || self.picky {
            return Ok(false);
        }
        let mut total = found.len();
        let rarest = reaches.iter().min_by_key(|reach| reach.size());
        let mut docs = rarest.map(Reach::all).unwrap_or_default();
        docs.truncate(READ_MAX);
        let list = Shortlist::new(&docs, self.index.segment.documents.len());
        let mut terms = asked(self.judge, &self.index.segment, reaches, (&list, &docs), false);
        let docs: Vec<Listed> = docs.into_iter().enumerate().collect();
        for listed in docs.iter().copied() {
            self.look_up(listed.0)?;
            self.fetch(&docs, listed.0);
            let fresh = terms.iter().any(|term| term.certain(listed.0).is_none());
            let mut is_found = || terms.iter_mut().all(|term| term.finds(listed));
            total += usize::from(fresh && self.is_asked(listed.1) && is_found());
            if total > self.ask.exact {
                self.places(found, ALL_TIERS, reaches)?;
                self.total = total;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Has what is to be read of the next documents fetched together, when it is their turn.
    fn fetch(&self, docs: &[Listed], at: usize) {
        if at.is_multiple_of(FETCHED) {
            let next = docs.iter().skip(at).take(FETCHED).map(|(_, doc)| *doc);
            self.index.segment.fetch(next);
        }
    }

    /// Forgets what was taken; false.
    fn give_back(&mut self) -> bool {
        (self.total, self.ranked) = (0, Vec::new());
        false
    }

    /// Counts documents that are found, and those of the open ones that are, of which at most so many are read; false where
    /// more would have to be.
    fn only_count(
        &mut self,
        found: &[u32],
        open: &[Listed],
        terms: &mut [Asked<'_>],
        most: usize,
    ) -> Result<bool, Cancelled> {
        let wanted = self.ask.exact.saturating_add(1).saturating_sub(self.total + found.len());
        // If every one that is read counts, it may still be too few.
        if open.len().min(wanted) > most {
            return Ok(false);
        }
        let (trial, before) = (found.len().saturating_add(most / TRIAL), self.total + found.len());
        let sure = found.iter().map(|doc| ((0, *doc), true));
        for (count, (listed, sure)) in sure.chain(open.iter().map(|listed| (*listed, false))).enumerate() {
            if self.total > self.ask.exact {
                break;
            }
            let hopeless = || open.len() > most && (self.total - before) * TRIAL < wanted;
            if count >= found.len().saturating_add(most) || count == trial && hopeless() {
                return Ok(false);
            }
            self.look_up(count)?;
            if !sure {
                self.fetch(open, count - found.len());
            }
            if sure || terms.iter_mut().all(|term| term.finds(listed)) {
                self.total += usize::from(!self.picky || self.look(listed.1).is_some());
            }
        }
        Ok(true)
    }
}

/// What the terms say about the documents of a list, of which few are read or all.
fn asked<'a>(
    judge: &'a Judge<'a>,
    segment: &'a Segment,
    reaches: &[Reach<'a>],
    (list, docs): (&Shortlist, &[u32]),
    few: bool,
) -> Vec<Asked<'a>> {
    let terms = judge.query.terms.iter().zip(&judge.linked).zip(reaches);
    let asked = terms.map(|((term, linked), reach)| {
        let grades = reach.grades(list, docs);
        let reader = || {
            let texts_alone = Grader::new(term, linked, judge, segment);
            if few || list.len() <= NAMES_READ { texts_alone.with_names() } else { texts_alone }
        };
        let reader = (!reach.is_done()).then(reader);
        Asked { grades, complete: reach.complete().unwrap_or(0), reader }
    });
    asked.collect()
}

impl Asked<'_> {
    /// What is known of a document without reading; that a better one may be read is left to `certain`.
    fn known(&self, at: usize) -> Option<(u8, u8)> {
        let grade = self.grades.get(at).copied().filter(|grade| *grade != 0)?;
        let (tier, _, class, _) = unpack(grade);
        Some((tier, class))
    }

    /// The grade of a document where no better one can be read.
    fn certain(&self, at: usize) -> Option<(u8, u8)> {
        self.known(at).filter(|(tier, _)| self.reader.is_none() || *tier <= self.complete)
    }

    /// Whether the term is found in a document, or may still be.
    fn may_find(&self, at: usize) -> bool {
        self.reader.is_some() || self.known(at).is_some()
    }

    fn grade(&mut self, (at, doc): Listed) -> Option<(u8, u8)> {
        if let Some(certain) = self.certain(at) {
            return Some(certain);
        }
        let read = self.reader.as_mut().and_then(|reader| reader.grade(doc));
        self.known(at).into_iter().chain(read.map(|(tier, class)| (tier.number(), class))).min()
    }

    /// Whether the term is found in a document at all.
    fn finds(&mut self, (at, doc): Listed) -> bool {
        self.known(at).is_some() || self.reader.as_mut().is_some_and(|reader| reader.finds(doc))
    }
}
