//! Who may be there already: the records that are likely the same as one, best first, each with its account.
//! Called when a record is made or changed, by the screens that show a record, and by import.

use std::collections::BTreeSet;

use super::Snapshot;
use crate::alike::{Keys, Likeness, compare, is_compared, of_keys};
use crate::domain::Record;
use crate::domain::merge::{are_known_different, are_reported};
use crate::field::tables::{job, organisation};
use crate::field::{Id, Kind};
use crate::fold::fold;
use crate::search::Often;

/// Records that one answer holds at most.
const FOUND_MAX: usize = 20;
/// Records of an employer or a town that are compared at most.
const COMPARED_MAX: usize = 5000;

/// A record that is likely the same as another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    pub id: Id,
    pub likeness: Likeness,
    /// Whether somebody has reported the two as the same.
    pub reported: bool,
}

impl Snapshot {
    /// The records that are likely the same as this one, which need not be there yet: those from `REVIEW` on and those that were
    /// reported, the likeliest first. Who was found to be somebody else is left out.
    pub fn alike(&self, record: &Record) -> Vec<Alike> {
        if !is_compared(record.id.kind) || self.is_page() {
            return Vec::new();
        }
        let state = self.state.through(None);
        let often = Often::new(self.index(), &state);
        let keys = (record.id.kind == Kind::Person).then(|| Keys::of(record));
        let mut found: Vec<Alike> = Vec::new();
        for id in self.candidates(record) {
            // Read as the reader sees it: what is hidden from them counts neither for nor against.
            let Some(other) = self.state.live(id).filter(|other| other.id != record.id) else { continue };
            if are_known_different(record, &other) {
                continue;
            }
            let likeness = match &keys {
                Some(keys) => Some(of_keys(keys, &Keys::of(&other), &often)),
                None => compare(record, &other, &often),
            };
            let reported = are_reported(record, &other);
            let likeness = likeness.filter(|likeness| reported || likeness.is_suspected());
            found.extend(likeness.map(|likeness| Alike { id, likeness: self.told(likeness), reported }));
        }
        found.sort_by_key(|one| (std::cmp::Reverse(one.likeness.total), one.id));
        found.truncate(FOUND_MAX);
        found
    }

    /// The record that is likeliest the same as one that is about to be made, where whoever makes it is to be warned.
    pub fn warned_of(&self, record: &Record) -> Option<Id> {
        self.alike(record).first().filter(|one| one.likeness.warns()).map(|one| one.id)
    }

    /// The account of two records, whether or not they are likely the same; `None` where one is not there or they are not compared.
    pub fn likeness(&self, one: &Record, other: &Record) -> Option<Likeness> {
        let state = self.state.through(None);
        compare(one, other, &Often::new(self.index(), &state)).map(|likeness| self.told(likeness))
    }

    /// What the reader may be told: how many share a value is counted among all, and said to those only who see all.
    pub(super) fn told(&self, mut likeness: Likeness) -> Likeness {
        if self.state.lens().is_some() {
            for line in &mut likeness.lines {
                line.share = None;
            }
        }
        likeness
    }

    /// The records that are worth comparing, ascending.
    fn candidates(&self, record: &Record) -> BTreeSet<Id> {
        let (index, state) = (self.index(), &self.state);
        let mut ids: BTreeSet<Id> = crate::domain::merge::sameness(record.id.kind)
            .into_iter()
            .flat_map(|fields| record.references(fields.maybe_same))
            .collect();
        match record.id.kind {
            Kind::Person => ids.extend(index.sharing(state, &Keys::of(record))),
            Kind::Organisation => {
                for field in
                    [&organisation::NAME_FIELD, &organisation::KANA_FIELD, &organisation::CORPORATE_NO]
                {
                    let text = record.text(field).map(fold).filter(|text| !text.is_empty());
                    ids.extend(
                        text.iter()
                            .flat_map(|text| index.showing(state, Kind::Organisation, field.code, text)),
                    );
                }
                let region = record.reference(&organisation::REGION);
                ids.extend(
                    region.iter().flat_map(|id| state.linked(*id, Kind::Organisation)).take(COMPARED_MAX),
                );
            }
            Kind::Job => {
                let text = record.text(&job::TITLE).map(fold).filter(|text| !text.is_empty());
                ids.extend(
                    text.iter().flat_map(|text| index.showing(state, Kind::Job, job::TITLE.code, text)),
                );
                let firm = record.reference(&job::ORGANISATION);
                ids.extend(firm.iter().flat_map(|id| state.linked(*id, Kind::Job)).take(COMPARED_MAX));
            }
            _ => {}
        }
        ids
    }
}
