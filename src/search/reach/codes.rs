//! Which texts may hold a term: runs of letters in codes, and blocks of faces.

use super::{Docs, Origin, Reach};
use crate::search::Tier;
use crate::search::segment::faces::Slot;
use crate::search::segment::runs::{COMMON, COMMON_TO_MANY, Run};

/// Letters from which on many documents are worth it.
const LETTERS: usize = 3;
/// Documents of a run that are gone through in the time in which one is read.
const LISTED_AS_READ: usize = 256;

impl<'a> Reach<'a> {
    /// The runs in codes that hold the term; `None` where codes must be looked through as other texts are: many documents that are
    /// found by a code alone are told apart by the whole of it.
    pub(super) fn runs(&self) -> Option<Vec<Run<'a>>> {
        let alone = self.judge.query.terms.len() == 1 || self.needle.text.len() < LETTERS;
        self.index.segment.runs.with(&self.needle.text, if alone { COMMON } else { COMMON_TO_MANY })
    }

    /// The same of any number of documents, if it is only to be counted.
    pub(super) fn runs_to_count(&self) -> Vec<Run<'a>> {
        let common = if self.needle.text.len() < LETTERS { COMMON } else { 1 };
        self.index.segment.runs.with(&self.needle.text, common).unwrap_or_default()
    }

    /// How long it takes to go through their documents, in documents that could be read meanwhile.
    pub(super) fn runs_effort(runs: &[Run<'_>]) -> usize {
        runs.iter().map(|run| run.docs.len()).sum::<usize>() / LISTED_AS_READ
    }

    /// Adds the documents of runs in some slots. The term begins a word in them, or stands within one: what begins with it was
    /// found before.
    pub(super) fn codes(&mut self, slots: &[&'a Slot], runs: &[Run<'a>]) {
        for run in runs {
            if let Some(slot) = self.slot_of(run, slots) {
                let tier = if run.begins_word { Tier::WordPrefix } else { Tier::Substring };
                self.add(tier, slot.sort.class, Docs::Lent(run.docs), Origin::Other);
            }
        }
    }

    /// The slot of a run, if it is among these.
    pub(super) fn slot_of(&self, run: &Run<'a>, slots: &[&'a Slot]) -> Option<&'a Slot> {
        let slot = self.index.segment.faces.slots.get(run.slot)?;
        slots.iter().any(|asked| asked.span == slot.span).then_some(slot)
    }

    /// The blocks of some slots that may hold a spelling, as `hashes` tells, each with its slot: its first face and the one
    /// after its last.
    pub(super) fn blocks(
        &self,
        slots: &[&'a Slot],
        spelling: &str,
        hashes: &[u16],
    ) -> impl Iterator<Item = (&'a Slot, u32, u32)> + use<'a> {
        let asked =
            slots.iter().copied().filter(|slot| self.needle.for_form(slot.sort.form) == Some(spelling));
        let asked: Vec<&Slot> = asked.collect();
        let mut next = 0;
        // Slots ascend as blocks do.
        self.index.segment.grams.with(hashes).into_iter().filter_map(move |(first, last)| {
            while asked.get(next).is_some_and(|slot| slot.span.1 <= first) {
                next += 1;
            }
            let slot = asked.get(next).filter(|slot| slot.span.0 <= first)?;
            Some((*slot, first, last))
        })
    }
}
