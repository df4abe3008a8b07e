//! What is known of a term before the texts are looked through: that is often enough to say that there are more documents than are
//! counted.

use super::{Reach, Source};
use crate::search::Tier;
use crate::search::needle::Mode;
use crate::search::segment::links::CLASSES;

impl<'a> Reach<'a> {
    /// Documents of the tiers to come that are known before those are worked out: parts of names are compared once for all, few
    /// records are named by many, and few words make up most codes. One may stand in several lists.
    pub fn ahead(&self) -> Vec<&[u32]> {
        // Letters apart are asked of a plain term only where too little is found without; some are met before.
        let apart = usize::from(Tier::Subsequence.number());
        let last = if self.needle.mode == Mode::Fuzzy { apart + 1 } else { apart };
        let coming = self.found.iter().take(last).skip(self.followed.next);
        let own = coming.flatten().flatten().map(Source::docs);
        own.chain(self.runs_ahead()).chain(self.linked_ahead()).collect()
    }

    /// What was found, and what is ahead but for links.
    pub fn own_ahead(&self) -> Vec<&[u32]> {
        self.lists().chain(self.runs_ahead()).collect()
    }

    /// Documents that name what the term is found in, in tiers to come.
    pub fn linked_ahead(&self) -> Vec<&[u32]> {
        let links = &self.index.segment.links;
        let targets =
            self.coming().flat_map(|tier| self.linked.of_tier(tier)).filter_map(|id| links.target(id));
        let naming = targets.flat_map(|target| (0..CLASSES).map(move |class| links.naming(target, class)));
        naming.filter(|docs| !docs.is_empty()).collect()
    }

    fn runs_ahead(&self) -> Vec<&'a [u32]> {
        if self.coming().max() != Some(Tier::Substring) {
            return Vec::new();
        }
        let (runs, slots) = (self.runs_to_count(), self.slots());
        runs.into_iter().filter(|run| self.slot_of(run, &slots).is_some()).map(|run| run.docs).collect()
    }

    /// Tiers to come in which the term stands as it is.
    fn coming(&self) -> impl Iterator<Item = Tier> + use<> {
        let last = self.last.min(Tier::Substring);
        Tier::ALL.into_iter().skip(self.followed.next).filter(move |tier| *tier <= last)
    }

    /// What was found by the sources of some tiers and classes.
    pub fn within(&self, counts: impl Fn(u8, u8) -> bool) -> Vec<&[u32]> {
        let sources = self.all_sources().filter(|(tier, class, _)| counts(*tier, *class));
        sources.map(|(_, _, source)| source.docs()).collect()
    }

    /// What was found and what is ahead, list by list; what takes longer to know comes last.
    pub fn known(&self) -> impl Iterator<Item = &[u32]> {
        let linked = std::iter::once_with(|| self.linked_ahead()).flatten();
        let runs = std::iter::once_with(|| self.runs_ahead()).flatten();
        self.lists().chain(linked).chain(runs)
    }
}
