//! The index: one entry per record that can be found, always as of one state.
//! A clone is a handful of pointers and `advance` costs what a commit changed. Built anew or advanced, equal states give
//! equal indexes. The snapshot holds it.

use std::sync::Arc;

use super::entry::Entry;
use crate::domain::table::Table;
use crate::domain::{Commit, Event, State};
use crate::field::{Id, Kind};

/// Threads that build the index and scan it.
pub(super) const THREADS: usize = 2;
/// Records below which a second thread costs more than it saves.
const WORTH_A_THREAD: usize = 4096;
const KINDS: usize = Kind::ALL.len();

/// Every record's found text; withdrawn records are not in it.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// `None` for a record that was withdrawn after it was indexed.
    tables: [Table<Option<Arc<Entry>>>; KINDS],
    live: usize,
}

impl Index {
    /// The index of a state.
    pub fn build(state: &State) -> Self {
        let mut index = Self::default();
        for kind in Kind::ALL {
            let many = state.count(kind) >= WORTH_A_THREAD;
            let entries = if many { in_parallel(state, kind) } else { vec![entries(state, kind, 0, 1)] };
            for (number, entry) in entries.into_iter().flatten() {
                index.put(Id::new(kind, number), Some(entry));
            }
        }
        index
    }

    /// The index after `commit`; `after` is the state with that commit applied.
    #[must_use]
    pub fn advance(&self, commit: &Commit, after: &State) -> Self {
        let mut index = self.clone();
        for event in &commit.events {
            match event {
                Event::Added(record) => index.refresh(record.id, after),
                Event::Changed { id, .. } => index.refresh(*id, after),
                Event::Withdrawn { first, last } | Event::Restored { first, last } => {
                    for (id, _) in after.range(*first, *last) {
                        index.refresh(id, after);
                    }
                }
            }
        }
        index
    }

    /// How many records can be found.
    pub const fn len(&self) -> usize {
        self.live
    }

    pub const fn is_empty(&self) -> bool {
        self.live == 0
    }

    /// The entry of a record, unless it is withdrawn or unknown.
    pub(super) fn entry(&self, id: Id) -> Option<&Entry> {
        self.table(id.kind)?.get(id.number)?.as_deref()
    }

    /// The entries of a kind that fall to one of `parts` scanning threads, ascending. Neighbours share a block.
    pub(super) fn share(&self, kind: Kind, part: usize, parts: usize) -> impl Iterator<Item = (Id, &Entry)> {
        let entries = self.table(kind).into_iter().flat_map(Table::iter);
        let mine = entries.filter(move |(number, _)| (*number as usize >> 8) % parts == part);
        mine.filter_map(move |(number, entry)| Some((Id::new(kind, number), entry.as_deref()?)))
    }

    /// How many threads a scan of the kinds is worth.
    pub(super) fn threads(&self, kinds: &[Kind]) -> usize {
        let entries: usize = kinds.iter().filter_map(|kind| self.table(*kind)).map(Table::len).sum();
        if entries >= WORTH_A_THREAD { THREADS } else { 1 }
    }

    fn table(&self, kind: Kind) -> Option<&Table<Option<Arc<Entry>>>> {
        self.tables.get(kind.index())
    }

    fn refresh(&mut self, id: Id, state: &State) {
        let entry = state.live(id).as_ref().and_then(Entry::of).map(Arc::new);
        self.put(id, entry);
    }

    fn put(&mut self, id: Id, entry: Option<Arc<Entry>>) {
        let was_live = self.entry(id).is_some();
        let Some(table) = self.tables.get_mut(id.kind.index()) else { return };
        self.live = self.live + usize::from(entry.is_some()) - usize::from(was_live);
        if entry.is_some() || was_live {
            table.insert(id.number, entry);
        }
    }
}

type Numbered = Vec<(u32, Arc<Entry>)>;

/// The entries of every `parts`-th block of a kind's records.
fn entries(state: &State, kind: Kind, part: usize, parts: usize) -> Numbered {
    let mine = state
        .all(kind)
        .filter(|(id, packed)| (id.number as usize >> 8) % parts == part && !packed.is_withdrawn());
    mine.filter_map(|(id, packed)| Some((id.number, Arc::new(Entry::of(&packed.unpack()?)?)))).collect()
}

fn in_parallel(state: &State, kind: Kind) -> Vec<Numbered> {
    std::thread::scope(|scope| {
        let workers: Vec<_> =
            (0..THREADS).map(|part| scope.spawn(move || entries(state, kind, part, THREADS))).collect();
        // What stopped a worker must stop the build in the same way, so its share is read again here.
        let again = |part| entries(state, kind, part, THREADS);
        workers
            .into_iter()
            .enumerate()
            .map(|(part, worker)| worker.join().unwrap_or_else(|_| again(part)))
            .collect()
    })
}
