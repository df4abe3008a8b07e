//! The grade of a term in each document of a list. What a term reaches may be far more than the list: then the names and links
//! of the documents are looked up in what was reached, not the other way round.

use super::{Docs, Origin, Reach, Source};
use crate::field::Guard;
use crate::search::judge::{NO_TOWN, Place};
use crate::search::marks::Shortlist;
use crate::search::segment::links::{Abouts, CLASSES};

/// Documents that are marked in the time in which the names of one are looked up, and its links.
const AS_NAMES: usize = if cfg!(debug_assertions) { 1 } else { 6 };
const AS_LINKS: usize = if cfg!(debug_assertions) { 1 } else { 64 };

/// A tier and class in one byte, the better the smaller; never 0.
const fn grade(tier: u8, class: u8) -> u8 {
    (tier << 3) | (class + 1)
}

/// The worst tier, the sum of tiers and of classes of one grade.
pub(in crate::search) const fn unpack(grade: u8) -> Place {
    (grade >> 3, grade >> 3, (grade & 7).saturating_sub(1), NO_TOWN)
}

/// Gives the better grade, none of which is 0.
fn better(held: Option<&mut u8>, grade: u8) {
    if let Some(held) = held.filter(|held| **held == 0 || grade < **held) {
        *held = grade;
    }
}

/// Which of the sources are looked up by document.
#[derive(Clone, Copy)]
struct Turned {
    names: bool,
    links: bool,
}

impl Reach<'_> {
    /// The grades by place in a list, from what has been worked out; 0 for none.
    pub fn grades(&self, list: &Shortlist, docs: &[u32]) -> Vec<u8> {
        self.grades_within(list, docs, |_, _| true)
    }

    /// The same by the sources of some tiers and classes alone.
    pub fn grades_within(
        &self,
        list: &Shortlist,
        docs: &[u32],
        counts: impl Fn(u8, u8) -> bool + Copy,
    ) -> Vec<u8> {
        let sources = || self.all_sources().filter(move |(tier, class, _)| counts(*tier, *class));
        let mut grades = vec![0; docs.len()];
        let (mut names, mut links) = (0, 0);
        for (_, _, source) in sources() {
            names += if source.is_name() { source.docs().len() } else { 0 };
            links += if source.is_link() { source.docs().len() } else { 0 };
        }
        let turned = Turned { names: names > docs.len() * AS_NAMES, links: links > docs.len() * AS_LINKS };
        let marked =
            |source: &Source<'_>| !(turned.names && source.is_name() || turned.links && source.is_link());
        for (tier, class, source) in sources().filter(|(_, _, source)| marked(source)) {
            for at in source.docs().iter().filter_map(|doc| list.place(*doc)) {
                better(grades.get_mut(at), grade(tier, class));
            }
        }
        if turned.names {
            self.by_names(docs, &mut grades, counts);
        }
        if turned.links {
            self.by_links(docs, &mut grades, counts);
        }
        grades
    }

    /// Gives documents, each at its own place, the grade of a tier's classes, unless they have a better one.
    pub fn mark(&self, tier: u8, grades: &mut [u8]) {
        for (_, class, source) in self.all_sources().filter(|(own, _, _)| *own == tier) {
            for doc in source.docs() {
                better(grades.get_mut(*doc as usize), grade(tier, class));
            }
        }
    }

    pub(super) fn all_sources(&self) -> impl Iterator<Item = (u8, u8, &Source<'_>)> {
        (0..).zip(&self.found).flat_map(|(tier, classes)| {
            let classes = (0..).zip(classes);
            classes.flat_map(move |(class, sources)| sources.iter().map(move |source| (tier, class, source)))
        })
    }

    fn by_names(&self, docs: &[u32], grades: &mut [u8], counts: impl Fn(u8, u8) -> bool) {
        let parts = [&self.index.segment.families, &self.index.segment.givens];
        let mut tables = parts.map(|parts| vec![0; parts.len()]);
        let [families, givens] = &mut tables;
        for (tier, class, source) in self.all_sources().filter(|(tier, class, _)| counts(*tier, *class)) {
            let held = match source.origin {
                Origin::Family(part) => families.get_mut(part as usize),
                Origin::Given(part) => givens.get_mut(part as usize),
                _ => None,
            };
            better(held, grade(tier, class));
        }
        for (held, doc) in grades.iter_mut().zip(docs) {
            for (table, parts) in tables.iter().zip(parts) {
                if let Some(own) = table.get(parts.of_doc(*doc) as usize).filter(|own| **own != 0) {
                    better(Some(held), *own);
                }
            }
        }
    }

    fn by_links(&self, docs: &[u32], grades: &mut [u8], counts: impl Fn(u8, u8) -> bool) {
        let (links, documents) = (&self.index.segment.links, &self.index.segment.documents);
        // One more than the tier.
        let mut table = vec![0; links.targets.len()];
        for (tier, _, source) in self.all_sources().filter(|(_, _, source)| source.is_link()) {
            let Origin::Target(id) = source.origin else { continue };
            let held = links.target(id).and_then(|target| table.get_mut(target as usize));
            better(held, tier + 1);
        }
        let abouts = Abouts::new();
        for (held, doc) in grades.iter_mut().zip(docs) {
            let Some(kind) = documents.kind(*doc) else { continue };
            let (named, fields) = links.named_by(*doc);
            for (at, target) in named.iter().enumerate() {
                let tier = table.get(*target as usize).and_then(|tier| u8::checked_sub(*tier, 1));
                let Some((tier, field)) = tier.zip(fields.get(at)) else { continue };
                let (class, guard) = abouts.of(kind, *field);
                if guard == Guard::Open && counts(tier, class) {
                    better(Some(held), grade(tier, class));
                }
            }
        }
    }
}

impl Source<'_> {
    fn is_name(&self) -> bool {
        matches!(self.origin, Origin::Family(_) | Origin::Given(_))
    }

    /// Whether these are all that name one record in fields of a class, but those under a guard.
    fn is_link(&self) -> bool {
        matches!((&self.origin, &self.docs), (Origin::Target(_), Docs::Lent(_)))
    }
}

const _: () = assert!(CLASSES < 1 << 3, "classes with one more fit three bits");
