//! The index: a large immutable segment and the entries of what has changed since, always as of one state.
//! A clone is a handful of pointers and `advance` costs what a commit changed. When much has changed, a new segment is made
//! in the background and taken over by a later `advance`; built anew, advanced or taken over, equal states give equal
//! answers. The snapshot holds it.

use std::io::{self, Write};
use std::sync::{Arc, OnceLock};

use super::entry::{Draft, Entry};
use super::judge::Entries;
use super::marks::Marks;
use super::segment::Segment;
use super::segment::kept::Part;
use crate::domain::table::Table;
use crate::domain::{Commit, Event, State};
use crate::field::{Id, Kind};

/// How many parts the index's large part is stored in.
pub const PARTS: usize = super::segment::kept::PARTS;
const KINDS: usize = Kind::ALL.len();
/// Changed records that are held beside the segment before a new one is made: each is looked at for every query.
const RECENT_MAX: usize = 2048;

/// Every record that can be found; withdrawn records are not in it.
#[derive(Debug, Clone, Default)]
pub struct Index {
    pub(super) segment: Arc<Segment>,
    /// Documents of the segment that have changed since it was made.
    pub(super) stale: Arc<Marks>,
    /// Documents of the segment that others name.
    pub(super) named: Arc<Marks>,
    recent: [Table<Recent>; KINDS],
    recents: usize,
    live: usize,
    next: Option<Arc<Next>>,
}

/// A record that has changed since the segment was made.
#[derive(Debug, Clone)]
struct Recent {
    /// The commit that changed it last.
    seq: u64,
    /// `None` once it is withdrawn.
    entry: Option<Arc<Entry>>,
}

/// A segment in the making.
#[derive(Debug)]
struct Next {
    seq: u64,
    segment: OnceLock<Arc<Segment>>,
}

impl Index {
    /// The index of a state.
    pub fn build(state: &State) -> Self {
        Self::over(Arc::new(Segment::of(state)))
    }

    /// The commit that the index's large part is as of: what `store_part` writes goes with it.
    pub fn base(&self) -> u64 {
        self.segment.seq
    }

    /// Writes one of the `PARTS` parts of the index's large part, counted from 0.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn store_part(&self, part: usize, out: &mut dyn Write) -> io::Result<()> {
        self.segment.store_part(part, out)
    }

    /// The index of the state as of commit `seq`, out of parts that `store_part` has written then; `fetch` brings their bytes
    /// and is called by several threads. `None` where one is missing or cannot be meant.
    pub fn restore(seq: u64, fetch: &(dyn Fn(usize) -> Option<Vec<u8>> + Sync)) -> Option<Self> {
        let read = |part| Part::restore(part, &fetch(part)?);
        let parts: Option<Vec<Part>> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..PARTS).map(|part| scope.spawn(move || read(part))).collect();
            workers.into_iter().map(|worker| worker.join().ok().flatten()).collect()
        });
        Some(Self::over(Arc::new(Segment::of_parts(seq, parts?)?)))
    }

    fn over(segment: Arc<Segment>) -> Self {
        let stale = Arc::new(Marks::new(segment.documents.len()));
        let named = Arc::new(segment.named.clone());
        let live = segment.documents.len();
        Self { segment, stale, named, live, ..Self::default() }
    }

    /// The index after `commit`; `after` is the state with that commit applied.
    #[must_use]
    pub fn advance(&self, commit: &Commit, after: &State) -> Self {
        let spans: Vec<(Id, Id)> = commit.events.iter().map(Event::span).collect();
        self.follow(&spans, after)
    }

    /// The index of a later state, between which and this index's only records within these spans have changed.
    #[must_use]
    pub fn follow(&self, spans: &[(Id, Id)], after: &State) -> Self {
        let mut index = self.renewed();
        for (first, last) in spans.iter().copied() {
            if first == last {
                index.refresh(first, after);
            } else {
                for (id, _) in after.range(first, last) {
                    index.refresh(id, after);
                }
            }
        }
        index.renew(after);
        index
    }

    /// How many records can be found.
    pub const fn len(&self) -> usize {
        self.live
    }

    pub const fn is_empty(&self) -> bool {
        self.live == 0
    }

    /// The entries beside the segment.
    pub(super) fn recent(&self) -> impl Iterator<Item = (Id, &Arc<Entry>)> {
        Kind::ALL.into_iter().zip(&self.recent).flat_map(|(kind, table)| {
            let held = table.iter();
            held.filter_map(move |(number, recent)| Some((Id::new(kind, number), recent.entry.as_ref()?)))
        })
    }

    /// The entry of a document of the segment.
    pub(super) fn entry_at(&self, doc: u32, draft: &mut Draft) -> Option<Entry> {
        self.segment.entry(doc, draft)
    }

    /// The entry of a person among the segment's documents, with the name alone.
    pub(super) fn name_at(&self, doc: u32, draft: &mut Draft) -> Option<Entry> {
        self.segment.name_entry(doc, draft)
    }

    /// This index, over the segment that was being made, when it is there.
    fn renewed(&self) -> Self {
        let made = self.next.as_ref().and_then(|next| Some((next.seq, next.segment.get()?)));
        let Some((seq, segment)) = made else { return self.clone() };
        let mut index = Self::over(Arc::clone(segment));
        for (kind, table) in Kind::ALL.into_iter().zip(&self.recent) {
            for (number, recent) in table.iter().filter(|(_, recent)| recent.seq > seq) {
                index.put(Id::new(kind, number), recent.clone());
            }
        }
        index
    }

    /// Has a new segment made when too much is held beside the old one.
    fn renew(&mut self, state: &State) {
        if self.recents <= RECENT_MAX || self.next.is_some() {
            return;
        }
        let next = Arc::new(Next { seq: state.seq(), segment: OnceLock::new() });
        let (made, state) = (Arc::clone(&next), state.clone());
        let work = move || {
            // Nobody else makes this one.
            let _set = made.segment.set(Arc::new(Segment::beside(&state)));
        };
        // Without a thread the old segment serves on, and the next commit tries again.
        if std::thread::Builder::new().name("index".into()).spawn(work).is_ok() {
            self.next = Some(next);
        }
    }

    fn refresh(&mut self, id: Id, state: &State) {
        let entry = state.live(id).as_ref().and_then(Entry::of).map(Arc::new);
        self.put(id, Recent { seq: state.seq(), entry });
    }

    fn put(&mut self, id: Id, recent: Recent) {
        let was_live = self.has(id);
        let document = self.segment.documents.doc(id);
        if let Some(doc) = document.filter(|doc| !self.stale.get(*doc)) {
            Arc::make_mut(&mut self.stale).set(doc);
        }
        for link in recent.entry.iter().flat_map(|entry| &entry.links) {
            let named = self.segment.documents.doc(link.id).filter(|doc| !self.named.get(*doc));
            if let Some(doc) = named {
                Arc::make_mut(&mut self.named).set(doc);
            }
        }
        self.live = self.live + usize::from(recent.entry.is_some()) - usize::from(was_live);
        let Some(table) = self.recent.get_mut(id.kind.index()) else { return };
        let before = table.len();
        table.insert(id.number, recent);
        self.recents += table.len() - before;
    }

    fn has(&self, id: Id) -> bool {
        match self.recent.get(id.kind.index()).and_then(|table| table.get(id.number)) {
            Some(recent) => recent.entry.is_some(),
            None => self.segment.documents.doc(id).is_some(),
        }
    }
}

impl Entries for Index {
    fn entry(&self, id: Id) -> Option<Arc<Entry>> {
        match self.recent.get(id.kind.index()).and_then(|table| table.get(id.number)) {
            Some(recent) => recent.entry.clone(),
            None => self.segment.entry_of(id),
        }
    }

    fn name(&self, id: Id) -> Option<Entry> {
        let doc = self.segment.documents.doc(id).filter(|doc| !self.stale.get(*doc))?;
        self.segment.name_entry(doc, &mut Draft::default())
    }
}
