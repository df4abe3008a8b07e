//! The large immutable part of the index: the records of one state, numbered as documents, the newest change first.
//! Nothing is held a record: equal texts are held once with the documents that show them, so that a term is compared with
//! what is different and not with what is many. A document's entry is made again, byte for byte, where it must be judged.

pub(super) mod faces;
mod gather;
pub(super) mod grams;
pub(super) mod kept;
pub(super) mod links;
pub(super) mod parts;
pub(super) mod runs;

use std::sync::Arc;

use self::faces::Faces;
use self::grams::Grams;
use self::links::Links;
use self::parts::Parts;
use self::runs::Runs;
use super::entry::{Draft, Entry};
use super::lists::number;
use super::marks::Marks;
use crate::field::{Id, Kind};

/// Documents by their number, and their numbers by id.
#[derive(Debug, Default)]
pub(super) struct Documents {
    kinds: Box<[u8]>,
    numbers: Box<[u32]>,
    /// Where the newest change has another number: the first document and the number.
    seqs: Box<[(u32, u64)]>,
    /// Documents by id, ascending.
    by_id: Box<[u32]>,
    /// For each kind, where its own begin and end there.
    spans: [(u32, u32); Kind::ALL.len()],
}

/// The records of one state.
#[derive(Debug, Default)]
pub(super) struct Segment {
    /// The commit that state was as of.
    pub seq: u64,
    pub documents: Documents,
    pub families: Parts,
    pub givens: Parts,
    pub faces: Faces,
    pub links: Links,
    pub grams: Grams,
    pub runs: Runs,
    /// Documents that other documents of this segment name.
    pub named: Marks,
}

impl Documents {
    /// Documents in their order.
    fn new(ids: &[Id], newest: impl Iterator<Item = u64>) -> Self {
        let mut seqs: Vec<(u32, u64)> = Vec::new();
        for (doc, seq) in (0..).zip(newest) {
            if seqs.last().is_none_or(|(_, last)| *last != seq) {
                seqs.push((doc, seq));
            }
        }
        let kinds = ids.iter().map(|id| u8::try_from(id.kind.index()).unwrap_or(u8::MAX)).collect();
        let numbers = ids.iter().map(|id| id.number).collect();
        Self::from_parts(kinds, numbers, seqs)
    }

    fn from_parts(kinds: Vec<u8>, numbers: Vec<u32>, seqs: Vec<(u32, u64)>) -> Self {
        let mut by_id: Vec<(u8, u32, u32)> =
            kinds.iter().zip(&numbers).zip(0..).map(|((kind, number), doc)| (*kind, *number, doc)).collect();
        by_id.sort_unstable();
        let by_id = by_id.into_iter().map(|(_, _, doc)| doc).collect();
        Self::ordered(kinds.into(), numbers.into(), seqs.into(), by_id)
    }

    /// The same with the documents by id known.
    fn ordered(kinds: Box<[u8]>, numbers: Box<[u32]>, seqs: Box<[(u32, u64)]>, by_id: Box<[u32]>) -> Self {
        let before = |kind: usize| {
            by_id.partition_point(|doc| kinds.get(*doc as usize).is_some_and(|own| usize::from(*own) < kind))
        };
        let spans = std::array::from_fn(|kind| (number(before(kind)), number(before(kind + 1))));
        Self { kinds, numbers, seqs, by_id, spans }
    }

    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    pub fn id(&self, doc: u32) -> Option<Id> {
        Some(Id::new(self.kind(doc)?, *self.numbers.get(doc as usize)?))
    }

    pub fn kind(&self, doc: u32) -> Option<Kind> {
        Kind::ALL.get(usize::from(*self.kinds.get(doc as usize)?)).copied()
    }

    /// The number of the newest change.
    pub fn seq(&self, doc: u32) -> u64 {
        let after = self.seqs.partition_point(|(first, _)| *first <= doc);
        after.checked_sub(1).and_then(|at| self.seqs.get(at)).map_or(0, |(_, seq)| *seq)
    }

    pub fn doc(&self, id: Id) -> Option<u32> {
        let own = self.of_kind(id.kind);
        let number_at = |at: usize| own.get(at).and_then(|doc| self.numbers.get(*doc as usize)).copied();
        // Numbers ascend, and hardly one is left out: one that is so much higher than the first stands no further behind it.
        let far = id.number.checked_sub(number_at(0)?)? as usize;
        let (mut low, mut high, mut step) = (far.min(own.len() - 1), own.len(), 1);
        while number_at(low)? > id.number {
            high = low;
            low = low.saturating_sub(step);
            step *= 2;
        }
        let near = own.get(low..high)?;
        let at = near.binary_search_by_key(&Some(&id.number), |doc| self.numbers.get(*doc as usize)).ok()?;
        near.get(at).copied()
    }

    /// The documents of a kind by number, ascending.
    pub fn of_kind(&self, kind: Kind) -> &[u32] {
        let (from, to) = self.spans.get(kind.index()).copied().unwrap_or_default();
        self.by_id.get(from as usize..to as usize).unwrap_or_default()
    }
}

impl Segment {
    /// Finds out which documents others name.
    fn name(&mut self) {
        let mut named = Marks::new(self.documents.len());
        for doc in self.links.targets.iter().filter_map(|id| self.documents.doc(*id)) {
            named.set(doc);
        }
        self.named = named;
    }

    /// Touches where the lists of some documents begin, which grading will read: fetched one after the other that takes several times as
    /// long.
    pub fn fetch(&self, docs: impl Iterator<Item = u32> + Clone) {
        let first = |list: &[u32]| list.first().copied().unwrap_or(0);
        // Where lists begin must be known before what is in them is asked for.
        let begun = docs.clone().fold(0, |sum, doc| {
            let parts = self.families.of_doc(doc) ^ self.givens.of_doc(doc);
            sum ^ parts ^ self.links.of.start(doc) ^ self.faces.of.start(doc)
        });
        let held = docs.fold(0, |sum, doc| {
            let (named, fields) = self.links.named_by(doc);
            let field = fields.first().copied().unwrap_or(0);
            sum ^ first(named) ^ u32::from(field) ^ first(self.faces.of.get(doc))
        });
        std::hint::black_box((begun, held));
    }

    /// The entry of a document; `draft` is empty before and after.
    pub fn entry(&self, doc: u32, draft: &mut Draft) -> Option<Entry> {
        let kind = self.documents.kind(doc)?;
        if kind == Kind::Person {
            self.draft_name(doc, draft);
        }
        self.faces.draft(doc, draft);
        draft.links.extend(self.links.of_doc(kind, doc));
        Some(draft.finish(self.documents.seq(doc)))
    }

    /// The entry of a person with the name alone; `None` for other kinds.
    pub fn name_entry(&self, doc: u32, draft: &mut Draft) -> Option<Entry> {
        self.documents.kind(doc).filter(|kind| *kind == Kind::Person)?;
        self.draft_name(doc, draft);
        Some(draft.finish(self.documents.seq(doc)))
    }

    fn draft_name(&self, doc: u32, draft: &mut Draft) {
        let family = self.families.part(self.families.of_doc(doc));
        draft.name(&family, &self.givens.part(self.givens.of_doc(doc)));
    }

    /// The whole entry, alone.
    pub fn entry_of(&self, id: Id) -> Option<Arc<Entry>> {
        self.entry(self.documents.doc(id)?, &mut Draft::default()).map(Arc::new)
    }
}
