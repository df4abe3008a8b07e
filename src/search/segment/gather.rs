//! Makes a segment of a state: threads read records, then everything equal is joined.

use std::cmp::Reverse;

use super::faces::{Faces, FacesMaker, Gathered};
use super::grams::Grams;
use super::links::{Links, LinksMaker};
use super::parts::{NONE, Parts, PartsMaker};
use super::runs::Runs;
use super::{Documents, Segment};
use crate::domain::State;
use crate::domain::packed::Packed;
use crate::field::tables::person;
use crate::field::{Id, Kind};
use crate::search::entry::Maker;
use crate::search::lists::{TextsMaker, number};

/// Threads that read records.
const THREADS: usize = 2;
/// Records below which a second thread costs more than it saves.
const WORTH_A_THREAD: usize = 4096;

/// What one thread has read.
#[derive(Default)]
struct Harvest {
    ids: Vec<Id>,
    seqs: Vec<u64>,
    families: Vec<u32>,
    givens: Vec<u32>,
    family_parts: PartsMaker,
    given_parts: PartsMaker,
    faces: FacesMaker,
    links: LinksMaker,
}

impl Segment {
    /// The segment of all records of a state that are not withdrawn.
    pub fn of(state: &State) -> Self {
        let all: usize = Kind::ALL.into_iter().map(|kind| state.count(kind)).sum();
        Self::by_threads(state, if all >= WORTH_A_THREAD { THREADS } else { 1 })
    }

    /// The same without haste: made beside the work of others, it leaves them a core.
    pub fn beside(state: &State) -> Self {
        Self::by_threads(state, 1)
    }

    fn by_threads(state: &State, threads: usize) -> Self {
        let read = |thread: usize| {
            let mut harvest = Harvest::default();
            let records = Kind::ALL.into_iter().flat_map(|kind| state.all(kind));
            for (id, packed) in records.filter(|(id, _)| (id.number as usize >> 8) % threads == thread) {
                harvest.take(id, packed);
            }
            harvest
        };
        let harvests: Vec<Harvest> = std::thread::scope(|scope| {
            let workers: Vec<_> = (1..threads).map(|thread| scope.spawn(move || read(thread))).collect();
            let mut harvests = vec![read(0)];
            // What stopped a worker must stop the build in the same way, so its share is read again here.
            let joined = workers.into_iter().zip(1..);
            harvests.extend(joined.map(|(worker, thread)| worker.join().unwrap_or_else(|_| read(thread))));
            harvests
        });
        Self { seq: state.seq(), ..join(&harvests) }
    }
}

impl Harvest {
    fn take(&mut self, id: Id, packed: &Packed) {
        if packed.is_withdrawn() {
            return;
        }
        let Some(record) = packed.unpack() else { return };
        let doc = number(self.ids.len());
        self.ids.push(id);
        self.seqs.push(record.updated().seq);
        let (family, given) = if id.kind == Kind::Person {
            (
                self.family_parts.take(&record, &person::FAMILY_NAME, &person::FAMILY_KANA),
                self.given_parts.take(&record, &person::GIVEN_NAME, &person::GIVEN_KANA),
            )
        } else {
            (NONE, NONE)
        };
        self.families.push(family);
        self.givens.push(given);
        let mut maker = Maker::default();
        maker.all_but_names(&record);
        let entry = maker.draft.finish(0);
        for view in entry.pieces() {
            self.faces.take(doc, id.kind, &view);
        }
        self.links.take(&entry.links);
    }
}

/// A segment of what threads have read.
fn join(harvests: &[Harvest]) -> Segment {
    let mut order: Vec<(Reverse<u64>, Id, usize, usize)> = Vec::new();
    let mut bases = Vec::new();
    for (thread, harvest) in harvests.iter().enumerate() {
        bases.push(number(order.len()));
        let ids = harvest.ids.iter().zip(&harvest.seqs).enumerate();
        order.extend(ids.map(|(place, (id, seq))| (Reverse(*seq), *id, thread, place)));
    }
    order.sort_unstable();
    let mut ranks = vec![0; order.len()];
    for (rank, (_, _, thread, place)) in (0..).zip(&order) {
        let at = bases.get(*thread).map(|base| *base as usize + place);
        if let Some(slot) = at.and_then(|at| ranks.get_mut(at)) {
            *slot = rank;
        }
    }
    let ids: Vec<Id> = order.iter().map(|(_, id, _, _)| *id).collect();
    let documents = Documents::new(&ids, order.iter().map(|(seq, _, _, _)| seq.0));
    let docs: Vec<(usize, usize, Kind)> =
        order.iter().map(|(_, id, thread, place)| (*thread, *place, id.kind)).collect();
    let families =
        join_parts(&docs, &harvests.iter().map(|h| (&h.family_parts, &h.families)).collect::<Vec<_>>());
    let givens = join_parts(&docs, &harvests.iter().map(|h| (&h.given_parts, &h.givens)).collect::<Vec<_>>());
    let (faces, links) = std::thread::scope(|scope| {
        let makers: Vec<&LinksMaker> = harvests.iter().map(|harvest| &harvest.links).collect();
        let docs = &docs;
        let join = move || Links::join(&makers, docs);
        let links = scope.spawn(join.clone());
        let makers = harvests.iter().zip(&bases).map(|(harvest, base)| (&harvest.faces, *base)).collect();
        let faces = Gathered { makers, ranks: &ranks }.join();
        (faces, links.join().unwrap_or_else(|_| join()))
    });
    finish(documents, families, givens, faces, links)
}

fn finish(documents: Documents, families: Parts, givens: Parts, faces: Faces, links: Links) -> Segment {
    let (grams, runs) = (Grams::of(&faces), Runs::of(&faces));
    let mut segment =
        Segment { documents, families, givens, faces, links, grams, runs, ..Segment::default() };
    segment.name();
    segment
}

/// The parts of all threads under one numbering.
fn join_parts(docs: &[(usize, usize, Kind)], threads: &[(&PartsMaker, &Vec<u32>)]) -> Parts {
    let mut joined = PartsMaker::default();
    let numbers: Vec<Vec<u32>> = threads
        .iter()
        .map(|(maker, _)| {
            let [texts, kanas, _] = &maker.texts;
            let parts = texts.iter().zip(kanas.iter());
            parts.map(|(text, kana)| joined.intern(text.to_owned(), kana.to_owned())).collect()
        })
        .collect();
    let of = docs.iter().map(|(thread, place, _)| {
        let part = threads.get(*thread).and_then(|(_, of)| of.get(*place)).copied().unwrap_or(NONE);
        let known = numbers.get(*thread).and_then(|numbers| numbers.get(part as usize));
        known.copied().unwrap_or(NONE)
    });
    let of = of.collect();
    Parts::new(joined.texts.map(TextsMaker::finish), of)
}
