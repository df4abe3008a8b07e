//! What one term reaches in the segment, best first: for each tier and class the documents in which it is found so well.
//! A document may stand in several places; its grade is the best of them, as the judge would say. Tiers are worked out in
//! stages, and only as far as a search has to go.

mod ahead;
mod codes;
mod faces;
mod grades;
mod join;
pub(super) mod linked;
mod names;
mod scattered;
mod scores;
mod source;

pub(super) use grades::unpack;
pub(super) use names::{pair_tier, view as part_view};
pub(super) use scores::At;
pub(super) use source::Source;
use source::{Docs, Origin};

use std::rc::Rc;

use foldhash::HashSet;

use super::Tier;
use super::entry::{Split, View};
use super::index::Index;
use super::judge::{Judge, LINKED_FIRST, classes_of_linked};
use super::linked::{Linked, STAGES};
use super::marks::in_order;
use super::needle::Needle;
use super::segment::links::CLASSES;
use crate::field::{Id, Kind};

/// Fewer than one document in so many are asked one by one for letters apart.
const CONFINED: usize = if cfg!(debug_assertions) { 2 } else { 3 };

type Classes<'a> = [Vec<Source<'a>>; CLASSES as usize];

/// One term and what it has reached so far.
pub(super) struct Reach<'a> {
    pub needle: &'a Needle,
    index: &'a Index,
    judge: &'a Judge<'a>,
    linked: &'a Linked<'a>,

    /// The last tier that the term may come to.
    last: Tier,
    found: [Classes<'a>; 6],
    /// How many stages are done.
    stage: usize,
    names: Names,
    /// Changed records that others name, by tier, but those of the kinds that are asked first.
    targets: [Vec<Id>; 6],
    followed: Followed,
}

/// How names are worked out.
#[derive(Default)]
struct Names {
    /// Whether that has been done beyond the other stages.
    finished: bool,
    /// The only documents whose letters apart are asked for.
    among: Option<Rc<[u32]>>,
}

/// Whose namers have been found.
#[derive(Default)]
struct Followed {
    docs: HashSet<u32>,
    /// The first tier that is still to come.
    next: usize,
}

impl<'a> Reach<'a> {
    /// Nothing reached yet; `linked` are the tiers of the kinds that are asked first.
    pub fn new(needle: &'a Needle, index: &'a Index, judge: &'a Judge<'a>, linked: &'a Linked<'a>) -> Self {
        let mut reach = Self {
            needle,
            index,
            judge,
            linked,
            last: needle.last_tier(judge.loose),
            found: Default::default(),
            stage: 0,
            names: Names::default(),
            targets: Default::default(),
            followed: Followed::default(),
        };
        reach.changed(Tier::Whole);
        reach
    }

    /// The same where letters may stand between those of the term. What is reached stays, unless names are ahead of the rest:
    /// then nothing is reached yet. `judge` and `linked` are those of a loose search.
    #[must_use]
    pub fn loosened(mut self, judge: &'a Judge<'a>, linked: &'a Linked<'a>) -> Self {
        if self.names.finished {
            return Self::new(self.needle, self.index, judge, linked);
        }
        (self.judge, self.linked) = (judge, linked);
        let last = self.needle.last_tier(true);
        if std::mem::replace(&mut self.last, last) == last {
            return self;
        }
        self.followed.next = self.followed.next.min(usize::from(Tier::Subsequence.number()));
        self.changed(Tier::Subsequence);
        self
    }

    /// Takes changed records that others name, in which the term comes to no better tier than this.
    fn changed(&mut self, from: Tier) {
        for (id, entry) in self.index.recent().filter(|(id, _)| !LINKED_FIRST.contains(&id.kind)) {
            if self.index.segment.links.target(id).is_some()
                && self.judge.state.has(id)
                && let Some(fit) = self.needle.best(id, entry, self.judge.sight(classes_of_linked(id.kind)))
                && fit.tier >= from
                && let Some(targets) = self.targets.get_mut(usize::from(fit.tier.number()))
            {
                targets.push(id);
            }
        }
    }

    /// Has letters apart in names be looked for among these documents alone, which ascend, if they are few among all. Of others that
    /// is not told from then on; no further search may follow.
    pub fn confine(&mut self, docs: &Rc<[u32]>) {
        if docs.len() < self.index.segment.documents.len() / CONFINED {
            self.names.among = Some(Rc::clone(docs));
        }
    }

    /// About how many people have the letters of the term apart in their names, as chance would have it; 0 where that is not asked.
    pub fn apart(&self) -> usize {
        let asked = self.last == Tier::Subsequence && !self.is_done();
        let letters = u32::try_from(self.needle.text.chars().count()).unwrap_or(u32::MAX);
        if asked { self.index.segment.documents.len().checked_shr(letters).unwrap_or(0) } else { 0 }
    }

    /// Whether every tier that the term may come to is worked out.
    pub fn is_done(&self) -> bool {
        self.is_done_at(self.stage)
    }

    fn is_done_at(&self, stage: usize) -> bool {
        stage.checked_sub(1).and_then(|done| STAGES.get(done)).is_some_and(|tier| *tier >= self.last)
    }

    /// Works out the next stage.
    pub fn extend(&mut self) {
        let stage = self.stage;
        if self.is_done() {
            return;
        }
        if stage == 0 {
            self.ids();
        }
        self.names(stage);
        self.faces(stage);
        self.stage += 1;
    }

    /// Works out what names still reach, and nothing else: no other stage may follow.
    pub fn finish_names(&mut self) {
        if self.stage == 0 {
            self.ids();
        }
        self.names.finished = true;
        let stages: Vec<usize> =
            (self.stage..STAGES.len()).take_while(|stage| !self.is_done_at(*stage)).collect();
        for stage in stages {
            self.names(stage);
        }
    }

    /// The last tier that is complete, as a number; `None` before the first stage.
    pub fn complete(&self) -> Option<u8> {
        let tier = self.stage.checked_sub(1).and_then(|done| STAGES.get(done))?;
        Some(if *tier >= self.last { Tier::Subsequence.number() } else { tier.number() })
    }

    /// The last tier that the term may come to.
    pub const fn last(&self) -> Tier {
        self.last
    }

    /// Every document that has been reached, ascending.
    pub fn all(&self) -> Vec<u32> {
        let docs = self.lists().flatten().copied().collect();
        in_order(docs, self.index.segment.documents.len())
    }

    /// What is found in a tier and class.
    pub fn sources(&self, tier: u8, class: u8) -> &[Source<'a>] {
        self.found
            .get(usize::from(tier))
            .and_then(|classes| classes.get(usize::from(class)))
            .map_or(&[], Vec::as_slice)
    }

    /// Towns of which the term is the whole name, after the first stage.
    pub fn towns(&self) -> impl Iterator<Item = u32> + '_ {
        let sources = self.sources(Tier::Whole.number(), 0).iter();
        let others = sources.filter(|source| !matches!(source.origin, Origin::Family(_) | Origin::Given(_)));
        let documents = &self.index.segment.documents;
        let docs = others.flat_map(|source| source.docs().iter().copied());
        docs.filter(|doc| documents.kind(*doc) == Some(Kind::Region))
    }

    /// How many documents have been reached, those that are reached in two ways twice.
    pub fn size(&self) -> usize {
        self.lists().map(<[u32]>::len).sum()
    }

    /// What has been reached, source by source.
    fn lists(&self) -> impl Iterator<Item = &[u32]> {
        self.found.iter().flatten().flatten().map(Source::docs)
    }

    fn add(&mut self, tier: Tier, class: u8, docs: Docs<'a>, origin: Origin) {
        let source = Source { docs, origin };
        if source.docs().is_empty() {
            return;
        }
        let classes = self.found.get_mut(usize::from(tier.number()));
        if let Some(sources) = classes.and_then(|classes| classes.get_mut(usize::from(class))) {
            sources.push(source);
        }
    }

    /// Records that the term names.
    fn ids(&mut self) {
        let (id, number) = self.needle.ids();
        let documents = &self.index.segment.documents;
        let mut docs: Vec<u32> = id.and_then(|id| documents.doc(id)).into_iter().collect();
        if let Some(number) = number {
            for kind in Kind::ALL {
                if kind == Kind::Case {
                    let cases = documents.of_kind(kind).iter().copied();
                    docs.extend(
                        cases.filter(|doc| documents.id(*doc).is_some_and(|id| id.case_parts().1 == number)),
                    );
                } else {
                    docs.extend(documents.doc(Id::new(kind, number)));
                }
            }
        }
        self.add(Tier::Whole, 0, Docs::Own(docs.into()), Origin::Other);
    }

    /// Adds the documents that name what was reached in a tier, once. None of them is found as a name by that.
    pub fn follow(&mut self, tier: u8) {
        let tier = usize::from(tier);
        if tier < self.followed.next {
            return;
        }
        self.followed.next = tier + 1;
        let segment = &self.index.segment;
        let Some(reached) = u8::try_from(tier).ok().and_then(Tier::from_number) else { return };
        let mut targets = self.linked.of_tier(reached);
        targets.extend(self.targets.get_mut(tier).map(std::mem::take).unwrap_or_default());
        let own = self.found.get(tier).and_then(|classes| classes.first()).into_iter().flatten();
        let mut met = Vec::new();
        for doc in own.flat_map(Source::docs).copied().filter(|doc| self.index.named.get(*doc)) {
            if !self.index.stale.get(doc) && self.followed.docs.insert(doc) {
                met.push(doc);
            }
        }
        targets.extend(
            met.into_iter()
                .filter_map(|doc| segment.documents.id(doc))
                .filter(|id| !LINKED_FIRST.contains(&id.kind) && self.judge.state.has(*id)),
        );
        for id in targets {
            let Some(target) = segment.links.target(id) else { continue };
            for class in 0..CLASSES {
                let naming = segment.links.naming(target, class);
                let class = u8::try_from(class).unwrap_or_default();
                self.add(reached, class, Docs::Lent(naming), Origin::Target(id));
            }
            let guarded = segment.links.guarded.iter();
            let seen =
                guarded.filter(|(list, guard, _)| list / CLASSES == target && self.judge.eyes.see(*guard));
            let seen: Vec<(u8, u32)> =
                seen.map(|(list, _, doc)| (u8::try_from(list % CLASSES).unwrap_or_default(), *doc)).collect();
            for (class, doc) in seen {
                self.add(reached, class, Docs::Own([doc].into()), Origin::Target(id));
            }
        }
    }
}

/// A text as a piece of a form that is not divided.
fn undivided(text: &str, sort: super::entry::Sort, field: u8) -> View<'_> {
    View::new(text, 0, super::entry::Sort { split: Split::None, ..sort }, field, 0, &[])
}
