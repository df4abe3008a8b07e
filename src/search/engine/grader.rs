//! Grading documents for a term by what the segment knows of them, names aside: a text or a town that documents share is
//! compared with the term once and remembered. Invariant: with what is reached by names, the grade of a document is what the
//! judge says of its entry.
//! Used where many documents must be asked about a term that reaches too many to list.

use foldhash::HashMap;

use crate::field::{Guard, Id};
use crate::search::Tier;
use crate::search::judge::Judge;
use crate::search::linked::Linked;
use crate::search::needle::Needle;
use crate::search::reach::{pair_tier, part_view};
use crate::search::segment::Segment;
use crate::search::segment::faces::Slot;
use crate::search::segment::links::Abouts;
use crate::search::segment::parts::{FORMS, Parts};

/// Not compared yet, and compared in vain; else a tier above these. Memory that is all 0 costs nothing until it is used.
const UNKNOWN: u8 = 0;
const NOTHING: u8 = 1;

/// One term and what it has been compared with.
pub(super) struct Grader<'a> {
    term: &'a Needle,
    linked: &'a Linked<'a>,
    judge: &'a Judge<'a>,
    segment: &'a Segment,
    abouts: Abouts,
    /// For each slot, whether the term can stand in it.
    asked: Vec<bool>,
    /// The tier of each face, and of each record that others name.
    faces: Vec<u8>,
    targets: Vec<u8>,
    /// Whether it stands in each family and given name, as far as that was asked.
    parts: [HashMap<u32, bool>; 2],
    /// Its tier in each pair of names met so far; `None` where names are known without.
    names: Option<HashMap<(u32, u32), Option<Tier>>>,
}

impl<'a> Grader<'a> {
    pub fn new(term: &'a Needle, linked: &'a Linked<'a>, judge: &'a Judge<'a>, segment: &'a Segment) -> Self {
        let asked = |slot: &Slot| {
            let spelling = term.for_form(slot.sort.form).filter(|_| judge.eyes.see(slot.sort.guard));
            spelling.is_some_and(|spelling| !slot.ascii || spelling.is_ascii())
        };
        let asked = segment.faces.slots.iter().map(asked).collect();
        let faces = vec![UNKNOWN; segment.faces.len()];
        let targets = vec![UNKNOWN; segment.links.targets.len()];
        Self {
            term,
            linked,
            judge,
            segment,
            abouts: Abouts::new(),
            asked,
            faces,
            targets,
            parts: Default::default(),
            names: None,
        }
    }

    /// The same grader, which reads names too.
    pub fn with_names(self) -> Self {
        Self { names: Some(HashMap::default()), ..self }
    }

    /// The tier and class of the best way in which the term is found in a document's texts or in what it names.
    pub fn grade(&mut self, doc: u32) -> Option<(Tier, u8)> {
        let segment = self.segment;
        let name = self.name(doc).map(|tier| (tier, 0));
        let own = segment.faces.of.get(doc).iter().filter_map(|face| self.face(*face)).min();
        let kind = segment.documents.kind(doc)?;
        let mut best = name.into_iter().chain(own).min();
        for (target, field) in segment.links.targets_of(doc) {
            let (class, guard) = self.abouts.of(kind, field);
            let better = best.is_none_or(|best| (Tier::Whole, class) < best);
            if better && (guard == Guard::Open || self.judge.eyes.see(guard)) {
                let found = self.target(target).map(|tier| (tier, class));
                best = best.into_iter().chain(found).min();
            }
        }
        best
    }

    /// Whether the term is found in a part of a document's name, in its texts or in what it names, however well.
    pub fn finds(&mut self, doc: u32) -> bool {
        let segment = self.segment;
        let parts = [&segment.families, &segment.givens];
        if parts
            .into_iter()
            .zip(&mut self.parts)
            .any(|(parts, known)| stands_in(self.term, parts, doc, known))
        {
            return true;
        }
        let Some(kind) = segment.documents.kind(doc) else { return false };
        // Few records are named by many, and each is compared once; texts are mostly a document's own.
        let links = segment.links.targets_of(doc).any(|(target, field)| {
            let (_, guard) = self.abouts.of(kind, field);
            (guard == Guard::Open || self.judge.eyes.see(guard)) && self.target(target).is_some()
        });
        if links || segment.faces.of.get(doc).iter().any(|face| self.face(*face).is_some()) {
            return true;
        }
        // One letter stands in a part, or was found as the beginning of a name, or in none.
        self.term.text.chars().nth(1).is_some() && self.name(doc).is_some()
    }

    /// Whether the term means this record, or is found in it.
    pub fn is_or_finds(&mut self, id: Id, doc: u32) -> bool {
        self.term.is_id(id) || self.finds(doc)
    }

    fn name(&mut self, doc: u32) -> Option<Tier> {
        let segment = self.segment;
        let pair = (segment.families.of_doc(doc), segment.givens.of_doc(doc));
        let (term, loose) = (self.term, self.judge.loose);
        *self.names.as_mut()?.entry(pair).or_insert_with(|| pair_tier(term, segment, pair, loose))
    }

    fn face(&mut self, face: u32) -> Option<(Tier, u8)> {
        let faces = &self.segment.faces;
        let (place, slot) = faces.placed_slot(face)?;
        if !*self.asked.get(place)? {
            return None;
        }
        let known = self.faces.get_mut(face as usize)?;
        if *known == UNKNOWN {
            *known = NOTHING;
            if self.term.may_fit(slot.sort, faces.texts.get(face), self.judge.loose) {
                let mut words = Vec::new();
                let view = faces.view(slot, face, &mut words);
                let found = self.term.in_view(&view, self.judge.loose);
                *known = number(found.map(|(tier, _)| tier));
            }
        }
        Some((tier(*known)?, slot.sort.class))
    }

    fn target(&mut self, target: u32) -> Option<Tier> {
        let known = self.targets.get_mut(target as usize)?;
        if *known == UNKNOWN {
            let id = *self.segment.links.targets.get(target as usize)?;
            let found = self.judge.link_tier(self.term, self.linked, id, Tier::Subsequence);
            *known = number(found);
        }
        tier(*known)
    }
}

/// What was compared, as a number.
fn number(found: Option<Tier>) -> u8 {
    found.map_or(NOTHING, |tier| tier.number() + NOTHING + 1)
}

fn tier(known: u8) -> Option<Tier> {
    Tier::from_number(known.checked_sub(NOTHING + 1)?)
}

/// Whether the term stands in the part that a document bears.
fn stands_in(term: &Needle, parts: &Parts, doc: u32, known: &mut HashMap<u32, bool>) -> bool {
    let part = parts.of_doc(doc);
    *known.entry(part).or_insert_with(|| {
        let texts = parts.part(part);
        FORMS.into_iter().any(|form| term.as_is(&part_view(texts.form(form), form)).is_some())
    })
}
