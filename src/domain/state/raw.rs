//! What is in the state whatever any lens hides. Invariant: only rights are decided by it, and nothing of it is shown.
//! Called by rights and sight, and by whoever finds out what hangs together.

use super::State;
use crate::domain::packed::Packed;
use crate::domain::record::Record;
use crate::field::{Id, Kind};

impl State {
    /// Whatever any lens hides: the record, withdrawn ones too. Only rights are decided by it.
    pub fn record_raw(&self, id: Id) -> Option<Record> {
        self.table(id.kind).get(id.number)?.unpack()
    }

    /// Whatever any lens hides: the record's packed bytes, withdrawn ones too.
    pub fn packed_raw(&self, id: Id) -> Option<&Packed> {
        self.table(id.kind).get(id.number)
    }

    /// Whatever any lens hides: the records of a kind that are not withdrawn.
    pub fn records_raw(&self, kind: Kind) -> impl Iterator<Item = Record> {
        let held = self.table(kind).iter().filter(|(_, packed)| !packed.is_withdrawn());
        held.filter_map(|(_, packed)| packed.unpack())
    }

    /// Whatever any lens hides: the records that link to this one and are not withdrawn.
    pub fn links_raw(&self, id: Id) -> impl Iterator<Item = Id> {
        let there = |id: &Id| self.table(id.kind).get(id.number).is_some_and(|packed| !packed.is_withdrawn());
        self.links_of(id).iter().copied().filter(there)
    }

    /// Whatever any lens hides: the records that link to this one, withdrawn ones too, ascending.
    pub fn links_of(&self, id: Id) -> &[Id] {
        let held = self.links.get(id.kind.index()).and_then(|table| table.get(id.number));
        held.map_or(&[], |ids| ids)
    }

    /// Whatever any lens hides: how many records of a kind are not withdrawn.
    pub fn count_raw(&self, kind: Kind) -> usize {
        self.live.get(kind.index()).copied().unwrap_or(0)
    }
}
