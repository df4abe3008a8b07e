//! Faces: a term is compared with every different text in which it can stand, and with no other.

use memchr::memmem::Finder;

use super::{Docs, Origin, Reach, Source};
use crate::field::Id;
use crate::search::Tier;
use crate::search::alphabet::Alphabet;
use crate::search::entry::{Form, Sort, Split};
use crate::search::judge::LINKED_FIRST;
use crate::search::marks::Marks;
use crate::search::needle::{Mode, is_subsequence};
use crate::search::segment::faces::{Faces, Slot};
use crate::search::segment::grams::{hashes, letters};
use crate::search::segment::links::CLASSES;

/// Faces that are gone through as they stand.
const FEW_FACES: u32 = if cfg!(debug_assertions) { 40 } else { 20_000 };

/// Documents found before that are marked in the time in which one is read.
const FOUND_AS_READ: usize = 512;

/// Documents that are read while a block is looked through for one letter.
const BLOCK_EFFORT: usize = 6;

/// What is found by tier and class, while it is collected: faces as they are written, and documents of what is heard.
#[derive(Default)]
struct Collected {
    found: [[(Vec<u32>, Vec<u32>); CLASSES as usize]; 6],
    /// Room for where the words of a face begin.
    words: Vec<u32>,
    /// What the stages before have found, where it was asked for.
    reached: Option<Marks>,
}

impl<'a> Reach<'a> {
    /// What a stage finds in the faces.
    pub(super) fn faces(&mut self, stage: usize) {
        let (faces, slots) = (&self.index.segment.faces, self.slots());
        match stage {
            0 => self.beginning(faces, &slots),
            1 => self.inside(faces, &slots),
            2 => self.slipped(faces, &slots),
            _ => self.scattered_in(faces, &slots),
        }
    }

    /// The slots in which the term is looked for.
    pub(super) fn slots(&self) -> Vec<&'a Slot> {
        let (needle, eyes) = (self.needle, self.judge.eyes);
        let asked = |slot: &&Slot| {
            let of_kind = self.judge.sought.contains(&slot.kind);
            of_kind && eyes.see(slot.sort.guard) && needle.for_form(slot.sort.form).is_some()
        };
        self.index.segment.faces.slots.iter().filter(asked).collect()
    }

    /// Faces that begin with the term.
    fn beginning(&mut self, faces: &'a Faces, slots: &[&'a Slot]) {
        let mut collected = Collected::default();
        for slot in slots {
            let Some(needle) = self.needle.for_form(slot.sort.form) else { continue };
            let (from, to) = faces.texts.beginning(needle, slot.span.0, slot.span.1);
            if slot.sort.split != Split::None {
                self.judge_faces(faces, slot, from..to, &mut collected);
                continue;
            }
            // The term itself comes before all that begins with it.
            let equal = (from..to).take_while(|face| faces.texts.get(*face).len() == needle.len());
            let middle = from + crate::search::lists::number(equal.count());
            let Sort { class, form, .. } = slot.sort;
            // The score of what is heard depends on how the document spells it.
            let origin = || if form == Form::Sound { Origin::Other } else { Origin::Beginning(form) };
            self.add(Tier::Whole, class, Docs::Lent(faces.docs.span(from, middle)), origin());
            self.add(Tier::FieldPrefix, class, Docs::Lent(faces.docs.span(middle, to)), origin());
        }
        self.collect(collected);
    }

    /// Faces in which the term stands anywhere.
    fn inside(&mut self, faces: &'a Faces, slots: &[&'a Slot]) {
        if self.needle.mode == Mode::Prefix {
            return;
        }
        let mut collected = Collected::default();
        let runs = self.runs();
        for needle in self.spellings() {
            let finder = Finder::new(needle);
            for (slot, first, last) in self.blocks(slots, needle, &hashes(needle)) {
                if slot.is_code() && runs.is_some() {
                    continue;
                }
                let (mut from, end) = (faces.texts.start(first), faces.texts.start(last));
                let all = faces.texts.all().as_bytes();
                while let Some(at) = all.get(from..end).and_then(|rest| finder.find(rest)) {
                    let at = from + at;
                    let face = faces.texts.at_between(at, first, last);
                    let next = faces.texts.start(face + 1);
                    if at + needle.len() > next {
                        from = at + 1;
                        continue;
                    }
                    from = next;
                    self.judge_faces(faces, slot, std::iter::once(face), &mut collected);
                }
            }
        }
        self.codes(slots, &runs.unwrap_or_default());
        self.collect(collected);
    }

    /// How long it takes to look through the texts for the term, in documents that could be read meanwhile; short terms stand
    /// in most texts of a block.
    pub(in crate::search) fn effort(&self) -> usize {
        let (slots, runs) = (self.slots(), self.runs());
        let effort = |needle: &str| {
            let blocks = self.blocks(&slots, needle, &hashes(needle));
            let read = blocks.filter(|(slot, _, _)| !slot.is_code() || runs.is_none());
            read.count() * BLOCK_EFFORT / needle.chars().count().pow(2).max(1)
        };
        let blocks: usize = self.spellings().into_iter().map(effort).sum();
        blocks + Self::runs_effort(runs.as_deref().unwrap_or_default()) + self.size() / FOUND_AS_READ
    }

    /// Readings one slip away.
    fn slipped(&mut self, faces: &'a Faces, slots: &[&'a Slot]) {
        if !self.needle.forgives() {
            return;
        }
        let form = if self.needle.is_kana() { Form::Kana } else { Form::Sound };
        let mut collected = Collected::default();
        // What others are found through has been compared for them.
        let (known, slots): (Vec<&Slot>, Vec<&Slot>) = slots
            .iter()
            .filter(|slot| slot.sort.form == form && slot.sort.class == 0)
            .partition(|slot| LINKED_FIRST.contains(&slot.kind));
        if let Some(slot) = known.first() {
            let sought = |id: &Id| known.iter().any(|slot| slot.kind == id.kind);
            let documents = &self.index.segment.documents;
            let found = self.linked.of_tier(Tier::Slip).into_iter().filter(sought);
            let docs: Vec<u32> = found.filter_map(|id| documents.doc(id)).collect();
            self.add(Tier::Slip, slot.sort.class, Docs::Own(docs.into()), Origin::Other);
        }
        for slot in slots {
            let slips = self.needle.slips();
            let near = slot.with(|letters| slips.may_be_near(letters, slot.sort.split));
            self.judge_faces(faces, slot, near, &mut collected);
        }
        self.collect(collected);
    }

    /// Faces in which the letters stand in order.
    fn scattered_in(&mut self, faces: &'a Faces, slots: &[&'a Slot]) {
        let everywhere = self.needle.mode == Mode::Fuzzy;
        let slots: Vec<&'a Slot> = slots
            .iter()
            .filter(|slot| {
                everywhere
                    || slot.sort.class == 0 && slot.sort.form != Form::Digits && slot.sort.form != Form::Code
            })
            .copied()
            .collect();
        let mut collected = Collected::default();
        let mut take = |slot: &'a Slot, needle: &str, span: &mut dyn Iterator<Item = u32>| {
            let scattered = span.filter(|face| is_subsequence(needle, faces.texts.get(*face)));
            self.judge_faces(faces, slot, scattered, &mut collected);
        };
        // The letters of names are at hand; other texts are gone through where there are few, or else where they may have them.
        let (names, others): (Vec<&Slot>, Vec<&Slot>) =
            slots.into_iter().partition(|slot| slot.sort.is_name());
        let all: u32 = others.iter().map(|slot| slot.span.1 - slot.span.0).sum();
        let (gone_through, others) =
            if all < FEW_FACES { (others, Vec::new()) } else { (Vec::new(), others) };
        for slot in names.into_iter().chain(gone_through) {
            let heard = slot.sort.form == Form::Sound && self.needle.is_kana();
            if let Some(needle) = self.needle.for_form(slot.sort.form).filter(|_| !heard) {
                let wanted = Alphabet::of(needle);
                take(slot, needle, &mut slot.with(|letters| letters.has_all(wanted)));
            }
        }
        for needle in self.spellings() {
            for (slot, first, last) in self.blocks(&others, needle, &letters(needle)) {
                take(slot, needle, &mut (first..last));
            }
        }
        self.collect(collected);
    }

    /// The different spellings that are looked for inside texts, each once. What kana sound like only begins words.
    fn spellings(&self) -> Vec<&'a str> {
        let needle = self.needle;
        let forms = [Form::Text, Form::Sound, Form::Digits];
        let inside = forms.into_iter().filter(|form| *form != Form::Sound || !needle.is_kana());
        let mut spellings: Vec<&str> = inside.filter_map(|form| needle.for_form(form)).collect();
        spellings.sort_unstable();
        spellings.dedup();
        spellings
    }

    /// Judges faces of a slot and collects their documents. A face of which every document is found better by an earlier stage
    /// is passed over: most addresses say the name of whoever has them. What a record is called is not, where others name it:
    /// they are found by that and by nothing else of it.
    fn judge_faces(
        &self,
        faces: &Faces,
        slot: &Slot,
        span: impl Iterator<Item = u32>,
        collected: &mut Collected,
    ) {
        let Collected { found, words, reached } = collected;
        for face in span {
            if self.stage > 0 {
                let reached = reached.get_or_insert_with(|| self.reached());
                let is_name = |doc: u32| slot.sort.class == 0 && self.index.named.get(doc);
                if faces.docs.get(face).iter().all(|doc| reached.get(*doc) && !is_name(*doc)) {
                    continue;
                }
            }
            let view = faces.view(slot, face, words);
            let Some((tier, _)) = self.needle.in_view(&view, self.judge.loose) else { continue };
            let classes = found.get_mut(usize::from(tier.number()));
            match classes.and_then(|classes| classes.get_mut(usize::from(slot.sort.class))) {
                Some((_, heard)) if slot.sort.form == Form::Sound => heard.extend(faces.docs.get(face)),
                Some((written, _)) => written.push(face),
                None => {}
            }
        }
    }

    /// Every document found in a tier that was complete before this stage.
    fn reached(&self) -> Marks {
        let mut reached = Marks::new(self.index.segment.documents.len());
        let complete = self.complete().map_or(0, |tier| usize::from(tier) + 1);
        for doc in self.found.iter().take(complete).flatten().flatten().flat_map(Source::docs) {
            reached.set(*doc);
        }
        reached
    }

    fn collect(&mut self, collected: Collected) {
        for (tier, classes) in Tier::ALL.into_iter().zip(collected.found) {
            for (class, (written, heard)) in (0..).zip(classes) {
                let faces = &self.index.segment.faces;
                let docs = written.iter().flat_map(|face| faces.docs.get(*face)).copied().collect();
                self.add(tier, class, Docs::Own(docs), Origin::Faces(written.into()));
                self.add(tier, class, Docs::Own(heard.into()), Origin::Other);
            }
        }
    }
}
