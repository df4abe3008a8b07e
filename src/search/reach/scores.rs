//! What documents score if they are found by a source: exactly, or at most.

use super::source::Origin;
use super::{Reach, Source, names};
use crate::search::entry::{Form, Split};
use crate::search::fit::{Fit, Part, unit};
use crate::search::marks::Shortlist;
use crate::search::score::{Scorer, most};
use crate::search::segment::parts::{FORMS, Parts};

/// Documents that have the same score if this source is what they are found by.
pub(in crate::search) type Level<'a> = (i64, &'a [u32]);

/// What scores are worked out for.
#[derive(Debug, Clone, Copy)]
pub(in crate::search) struct At<'l> {
    pub tier: u8,
    /// Which of the terms it is.
    pub term: usize,
    /// Whatever cannot score as much need not be looked at closely.
    pub floor: i64,
    /// What is not among these is of no interest.
    pub among: Option<&'l Shortlist>,
}

/// Takes documents of one source with what works out their score.
type Take<'t, 'd> = dyn FnMut(&'d [u32], &mut dyn FnMut() -> i64) + 't;

impl<'a> Reach<'a> {
    /// The documents of a tier and class by the score they have if that source is what they are found by, and those that
    /// must be asked.
    pub fn levels(
        &self,
        tier: u8,
        class: u8,
        scorer: &mut Scorer,
        term: usize,
    ) -> (Vec<Level<'_>>, Vec<u32>) {
        let (mut levels, mut others) = (Vec::new(), Vec::new());
        for source in self.sources(tier, class) {
            match &source.origin {
                Origin::Other | Origin::Scattered => others.extend_from_slice(source.docs()),
                _ => {
                    let at = At { tier, term, floor: i64::MIN, among: None };
                    self.scored(source, at, scorer, &mut |docs, score| levels.push((score(), docs)));
                }
            }
        }
        (levels, others)
    }

    /// The documents of a tier and class, with the highest score they can have if that is what they are found by, which is
    /// worked out only where it is asked for.
    pub fn each_source<'b>(&'b self, at: At<'_>, class: u8, scorer: &mut Scorer, take: &mut Take<'_, 'b>) {
        for source in self.sources(at.tier, class) {
            self.scored(source, at, scorer, &mut |docs, score| take(docs, score));
        }
    }

    fn scored<'b>(
        &'b self,
        source: &'b Source<'a>,
        at: At<'_>,
        scorer: &mut Scorer,
        take: &mut Take<'_, 'b>,
    ) {
        let (segment, docs) = (&self.index.segment, source.docs());
        let At { tier, term, .. } = at;
        match &source.origin {
            Origin::Family(part) => {
                take(docs, &mut || self.part_score(&segment.families, *part, tier, scorer, term));
            }
            Origin::Given(part) => {
                take(docs, &mut || self.part_score(&segment.givens, *part, tier, scorer, term));
            }
            Origin::Target(id) => take(docs, &mut || {
                let fit = self.judge.target_fit(self.needle, *id);
                fit.map_or(0, |fit| scorer.score(term, self.needle, &fit))
            }),
            Origin::Beginning(form) => {
                take(docs, &mut || self.needle.for_form(*form).map_or(0, most));
            }
            Origin::Faces(faces) => {
                for face in faces.iter() {
                    take(segment.faces.docs.get(*face), &mut || {
                        let slot = segment.faces.slot(*face);
                        let needle = slot.and_then(|slot| self.needle.for_form(slot.sort.form));
                        needle.map_or(0, |needle| self.face_score(*face, needle, scorer))
                    });
                }
            }
            Origin::Scattered => {
                self.each_scattered(docs, scorer, at, &mut |(most, docs)| take(docs, &mut || most));
            }
            Origin::Other => take(docs, &mut || self.any_bound()),
        }
    }

    /// The highest score that the term can have anywhere. What is heard is scored as it is spelled.
    pub fn any_bound(&self) -> i64 {
        let heard = self.needle.for_form(Form::Sound).filter(|_| !self.needle.is_kana());
        let written = [Form::Text, Form::Digits].into_iter().filter_map(|form| self.needle.for_form(form));
        written.chain(heard).map(most).max().unwrap_or(0)
    }

    fn face_score(&self, face: u32, needle: &str, scorer: &mut Scorer) -> i64 {
        let faces = &self.index.segment.faces;
        let text = faces.texts.get(face);
        let unit = match faces.slot(face).filter(|slot| slot.sort.split != Split::None) {
            None => text,
            Some(slot) => {
                let mut words = Vec::new();
                let view = faces.view(slot, face, &mut words);
                let part = self.needle.in_view(&view, self.judge.loose).map_or(Part::All, |(_, part)| part);
                return scorer.of_text(&unit(&view, part), needle);
            }
        };
        scorer.of_text(unit, needle)
    }

    /// The score of a part in the first form in which it comes to the tier: the one that a person's entry is asked first.
    fn part_score(&self, parts: &Parts, part: u32, tier: u8, scorer: &mut Scorer, term: usize) -> i64 {
        let texts = parts.part(part);
        let mut found_as = FORMS.into_iter().filter_map(|form| {
            let view = names::view(texts.form(form), form);
            let (reached, found) = self.needle.in_view(&view, self.judge.loose)?;
            let spelled = (form == Form::Sound && !texts.kana.is_empty()).then(|| texts.kana.into());
            let fit = Fit { spelled, ..Fit::of(&view, reached, found) };
            (reached.number() == tier).then(|| scorer.score(term, self.needle, &fit))
        });
        found_as.next().unwrap_or(0)
    }
}
