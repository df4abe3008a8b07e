//! What a term comes to in the records that others are found through, out of the segment: there are few of them, so that
//! their texts are gone through as they stand.

use memchr::memmem::Finder;

use crate::domain::State;
use crate::field::Id;
use crate::search::Tier;
use crate::search::alphabet::Alphabet;
use crate::search::entry::{Eyes, Form};
use crate::search::fit::Sight;
use crate::search::index::Index;
use crate::search::judge::{LINKED_FIRST, classes_of_linked};
use crate::search::linked::{Linked, STAGES, Tiers};
use crate::search::needle::{Mode, Needle, is_subsequence};
use crate::search::segment::faces::Slot;

/// A term and where it is asked.
#[derive(Clone, Copy)]
struct Asker<'a> {
    needle: &'a Needle,
    index: &'a Index,
    state: &'a State,
    eyes: Eyes,
    loose: bool,
}

/// What a term comes to in the records of `LINKED_FIRST` kinds; nothing is worked out yet.
pub(in crate::search) fn linked<'a>(
    needle: &'a Needle,
    index: &'a Index,
    state: &'a State,
    eyes: Eyes,
    loose: bool,
) -> Linked<'a> {
    let asker = Asker { needle, index, state, eyes, loose };
    Linked::new(needle.last_tier(loose), move |stage| asker.stage(stage))
}

impl Asker<'_> {
    fn stage(&self, stage: usize) -> Tiers {
        let mut tiers = Tiers::default();
        if stage == 0 {
            self.ids(&mut tiers);
        }
        let asked = |slot: &&Slot| {
            LINKED_FIRST.contains(&slot.kind)
                && slot.sort.class <= classes_of_linked(slot.kind)
                && self.eyes.see(slot.sort.guard)
        };
        for slot in self.index.segment.faces.slots.iter().filter(asked) {
            if let Some(needle) = self.needle.for_form(slot.sort.form) {
                self.faces(stage, slot, needle, &mut tiers);
            }
        }
        self.recent(stage, &mut tiers);
        tiers
    }

    /// What a stage finds in one slot.
    fn faces(&self, stage: usize, slot: &Slot, needle: &str, tiers: &mut Tiers) {
        let texts = &self.index.segment.faces.texts;
        let (first, last) = slot.span;
        let reading = if self.needle.is_kana() { Form::Kana } else { Form::Sound };
        match stage {
            0 => {
                let (from, to) = texts.beginning(needle, first, last);
                (from..to).for_each(|face| self.face(slot, face, tiers));
            }
            1 if self.needle.mode == Mode::Prefix => {}
            1 => {
                let (finder, all) = (Finder::new(needle), texts.all().as_bytes());
                let (mut from, end) = (texts.start(first), texts.start(last));
                while let Some(at) = all.get(from..end).and_then(|rest| finder.find(rest)) {
                    let face = texts.at_between(from + at, first, last);
                    from += at + 1;
                    if from + needle.len() <= texts.start(face + 1) + 1 {
                        from = texts.start(face + 1);
                        self.face(slot, face, tiers);
                    }
                }
            }
            2 if self.needle.forgives() && slot.sort.form == reading && slot.sort.class == 0 => {
                let slips = self.needle.slips();
                let near = slot.with(|letters| slips.may_be_near(letters, slot.sort.split));
                near.for_each(|face| self.face(slot, face, tiers));
            }
            3 => {
                let wanted = Alphabet::of(needle);
                let scattered = |face: &u32| is_subsequence(needle, texts.get(*face));
                let faces = slot.with(|letters| letters.has_all(wanted)).filter(scattered);
                faces.for_each(|face| self.face(slot, face, tiers));
            }
            _ => {}
        }
    }

    fn face(&self, slot: &Slot, face: u32, tiers: &mut Tiers) {
        let (faces, documents) = (&self.index.segment.faces, &self.index.segment.documents);
        let mut words = Vec::new();
        let Some((tier, _)) = self.needle.in_view(&faces.view(slot, face, &mut words), self.loose) else {
            return;
        };
        let fresh = faces.docs.get(face).iter().filter(|doc| !self.index.stale.get(**doc));
        for id in fresh.filter_map(|doc| documents.id(*doc)) {
            self.take(id, tier, tiers);
        }
    }

    /// Records that the term names.
    fn ids(&self, tiers: &mut Tiers) {
        let (id, number) = self.needle.ids();
        let numbered = number.into_iter().flat_map(|number| LINKED_FIRST.map(|kind| Id::new(kind, number)));
        for id in id.into_iter().chain(numbered) {
            let doc = self.index.segment.documents.doc(id).filter(|doc| !self.index.stale.get(*doc));
            if doc.is_some() {
                self.take(id, Tier::Whole, tiers);
            }
        }
    }

    /// Records that have changed since the segment was made.
    fn recent(&self, stage: usize, tiers: &mut Tiers) {
        let before = stage.checked_sub(1).and_then(|before| STAGES.get(before));
        for (id, entry) in self.index.recent().filter(|(id, _)| LINKED_FIRST.contains(&id.kind)) {
            let sight = Sight { classes: classes_of_linked(id.kind), eyes: self.eyes, loose: self.loose };
            let fit = self.needle.best(id, entry, sight);
            // Each is taken in the stage to which its tier belongs.
            let tier = fit.map(|fit| fit.tier).filter(|tier| before.is_none_or(|before| tier > before));
            if let Some(tier) = tier.filter(|tier| STAGES.get(stage).is_some_and(|last| tier <= last)) {
                self.take(id, tier, tiers);
            }
        }
    }

    fn take(&self, id: Id, tier: Tier, tiers: &mut Tiers) {
        let place = LINKED_FIRST.iter().position(|kind| *kind == id.kind);
        if let Some(table) = place.and_then(|place| tiers.get_mut(place))
            && table.get(id.number).is_none_or(|held| *held > tier.number())
            && self.state.has(id)
        {
            table.insert(id.number, tier.number());
        }
    }
}
