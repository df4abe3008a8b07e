//! One term that reaches more than is ever counted: the newest are ranked until as many as are wanted score as high as can be,
//! and the rest is not gone through. Where that does not happen soon, the whole group is worked out as ever.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::sight::size;
use super::{CANCEL_EVERY, Cancelled, Engine, Place, Reach};
use crate::search::judge::{Entries as _, key};
use crate::search::marks::{Marks, in_order};

/// Documents from which on a group is large.
const LARGE: usize = 20_000;
/// Documents that are ranked before the whole group is worked out after all, for each that is wanted.
const TRIED_FOR_EACH: usize = 8;
const TRIED_LEAST: usize = 100;

impl<'a> Engine<'a> {
    /// Takes a large group and ends the search with it; false where it is not large, or not decided by its newest documents.
    pub(super) fn plenty(
        &mut self,
        place: Place,
        reach: &Reach<'a>,
        seen: &Marks,
    ) -> Result<bool, Cancelled> {
        let (tier, _, class, _) = place;
        let wanted = self.ask.limit - self.ranked.len();
        let sources: Vec<&[u32]> = reach.sources(tier, class).iter().map(super::Source::docs).collect();
        if self.picky || wanted == 0 || size(&sources) < LARGE.max(wanted) {
            return Ok(false);
        }
        let recent = self.recent_of(place);
        let Some(total) = self.more_than_counted(&sources, self.total + recent.len(), seen) else {
            return Ok(false);
        };
        let mut ranked = Vec::new();
        for candidate in recent {
            let Some(entry) = self.index.entry(candidate.id) else { continue };
            let score = self.judge.score(&mut self.tools.scorer, candidate.id, &entry, place);
            ranked.push((candidate, score));
        }
        let (bound, mut highest) = (reach.any_bound(), 0);
        let most = TRIED_LEAST.max(wanted * TRIED_FOR_EACH);
        // Those of several texts follow each other text by text.
        let count = self.index.segment.documents.len();
        let ordered: Vec<Cow<'_, [u32]>> = sources
            .iter()
            .map(|docs| {
                if docs.is_sorted() {
                    Cow::Borrowed(*docs)
                } else {
                    Cow::Owned(in_order(docs.to_vec(), count))
                }
            })
            .collect();
        let newest = Merged::new(&ordered).filter(|doc| !seen.get(*doc)).take(most);
        for (tried, doc) in newest.enumerate() {
            if tried.is_multiple_of(CANCEL_EVERY) && self.cancel.is_cancelled() {
                return Err(Cancelled);
            }
            let Some(found) = self.rank(place, doc).filter(|_| self.is_asked(doc)) else { continue };
            highest += usize::from(found.1 >= bound);
            ranked.push(found);
            if highest == wanted {
                ranked.sort_unstable_by_key(key);
                ranked.truncate(wanted);
                self.ranked.extend(ranked);
                self.total = total;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether what names and links tell of the tiers to come is enough to end a search whose hits are certain, before any text is
    /// looked through.
    pub(super) fn is_more_than_counted(&self, reach: &Reach<'a>, seen: &Marks) -> bool {
        let ahead = if self.picky { Vec::new() } else { reach.ahead() };
        self.total + size(&ahead) > self.ask.exact
            && self.more_than_counted(&ahead, self.total, seen).is_some()
    }

    /// A total above the exact one, if the documents that are not seen yet bring it there.
    fn more_than_counted(&self, sources: &[&[u32]], before: usize, seen: &Marks) -> Option<usize> {
        let mut counted = Marks::new(self.index.segment.documents.len());
        let mut total = before;
        for doc in sources.iter().flat_map(|docs| docs.iter().copied()) {
            if total > self.ask.exact {
                break;
            }
            total += usize::from(!seen.get(doc) && self.is_asked(doc) && counted.set(doc));
        }
        (total > self.ask.exact).then_some(total)
    }
}

/// Ascending lists as one, each document once.
struct Merged<'a> {
    /// The next document of each list, the list, and the place in it.
    next: BinaryHeap<Reverse<(u32, usize, usize)>>,
    lists: &'a [Cow<'a, [u32]>],
    last: Option<u32>,
}

impl<'a> Merged<'a> {
    fn new(lists: &'a [Cow<'a, [u32]>]) -> Self {
        let firsts = lists.iter().enumerate();
        let next = firsts.filter_map(|(list, docs)| Some(Reverse((*docs.first()?, list, 0)))).collect();
        Self { next, lists, last: None }
    }
}

impl Iterator for Merged<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        loop {
            let Reverse((doc, list, place)) = self.next.pop()?;
            if let Some(following) = self.lists.get(list).and_then(|docs| docs.get(place + 1)) {
                self.next.push(Reverse((*following, list, place + 1)));
            }
            if self.last.replace(doc) != Some(doc) {
                return Some(doc);
            }
        }
    }
}
