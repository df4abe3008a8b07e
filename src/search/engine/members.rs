//! The documents of one group: listed where they are few, marked where they are many, and the other way round once that is asked for.

use std::cell::OnceCell;

use crate::search::marks::{MARKED_FROM, Marks, in_order};
use crate::search::reach::Source;

/// Documents of equal place.
pub(super) struct Members {
    /// In their order.
    listed: OnceCell<Vec<u32>>,
    marked: OnceCell<Marks>,
    len: usize,
    /// How many documents there are in all.
    of: usize,
}

impl Members {
    /// Documents in their order, of `of` in all.
    pub fn listed(docs: Vec<u32>, of: usize) -> Self {
        Self { len: docs.len(), listed: docs.into(), marked: OnceCell::new(), of }
    }

    /// What some sources show that is neither seen yet nor stale; it is seen then.
    pub fn unseen(sources: &[Source<'_>], seen: &mut Marks, stale: &Marks, of: usize) -> Self {
        let docs = || sources.iter().flat_map(|source| source.docs().iter().copied());
        if sources.iter().map(|source| source.docs().len()).sum::<usize>() < MARKED_FROM {
            let docs = docs().filter(|doc| seen.set(*doc) && !stale.get(*doc)).collect();
            return Self::listed(in_order(docs, of), of);
        }
        let mut marked = Marks::new(of);
        for source in sources {
            for doc in source.docs() {
                marked.set(*doc);
            }
        }
        marked.remove(seen);
        seen.add(&marked);
        marked.remove(stale);
        Self { len: marked.len(), listed: OnceCell::new(), marked: marked.into(), of }
    }

    pub const fn len(&self) -> usize {
        self.len
    }

    /// All of them, in their order.
    pub fn docs(&self) -> &[u32] {
        self.listed.get_or_init(|| self.marked.get().map(Marks::listed).unwrap_or_default())
    }

    /// Whether a document is one of them.
    pub fn have(&self, doc: u32) -> bool {
        let marked = self.marked.get_or_init(|| {
            let mut marked = Marks::new(self.of);
            for doc in self.listed.get().into_iter().flatten() {
                marked.set(*doc);
            }
            marked
        });
        marked.get(doc)
    }

    /// Those of which that is true.
    pub fn filtered(self, is_meant: impl Fn(u32) -> bool) -> Self {
        Self::listed(self.docs().iter().copied().filter(|doc| is_meant(*doc)).collect(), self.of)
    }
}
