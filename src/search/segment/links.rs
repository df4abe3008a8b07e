//! Which documents name which records: by document, to judge it, and by record, to find its documents.

use foldhash::HashMap;

use crate::field::{Guard, Id, Kind, by_code};
use crate::search::entry::{Link, class_number};
use crate::search::lists::{Lists, number};

/// Field classes that are found.
pub(in crate::search) const CLASSES: u32 = 5;

/// The links of a segment's documents.
#[derive(Debug, Default)]
pub(in crate::search) struct Links {
    /// What is named, ascending.
    pub targets: Box<[Id]>,
    /// For each document the places of what it names in `targets`, in the order of its fields.
    pub of: Lists,
    /// The fields by which they are named, one for each.
    pub fields: Box<[u8]>,
    /// For each target and class the documents that name it so, ascending; without those under a guard.
    pub open: Lists,
    /// The same under a guard, with who may see them.
    pub guarded: Vec<(u32, Guard, u32)>,
}

/// Links that are still being gathered.
#[derive(Debug, Default)]
pub(super) struct LinksMaker {
    known: HashMap<Id, u32>,
    ids: Vec<Id>,
    starts: Vec<u32>,
    targets: Vec<u32>,
    fields: Vec<u8>,
}

impl LinksMaker {
    /// Takes the links of the next document.
    pub fn take(&mut self, links: &[Link]) {
        for link in links {
            let next = number(self.ids.len());
            let target = *self.known.entry(link.id).or_insert(next);
            if target == next {
                self.ids.push(link.id);
            }
            self.targets.push(target);
            self.fields.push(link.field);
        }
        self.starts.push(number(self.targets.len()));
    }

    fn of(&self, doc: usize) -> impl Iterator<Item = (Id, u8)> {
        let from = doc.checked_sub(1).and_then(|before| self.starts.get(before)).map_or(0, |at| *at as usize);
        let to = self.starts.get(doc).map_or(from, |at| *at as usize);
        let targets = self.targets.get(from..to).unwrap_or_default();
        let fields = self.fields.get(from..to).unwrap_or_default();
        targets
            .iter()
            .zip(fields)
            .filter_map(|(target, field)| Some((*self.ids.get(*target as usize)?, *field)))
    }
}

impl Links {
    /// Joins what threads have gathered; `docs` are the documents in their order, each as thread and place there, with its kind.
    pub(super) fn join(makers: &[&LinksMaker], docs: &[(usize, usize, Kind)]) -> Self {
        let mut targets: Vec<Id> = makers.iter().flat_map(|maker| maker.ids.iter().copied()).collect();
        targets.sort_unstable();
        targets.dedup();
        let places: HashMap<Id, u32> = targets.iter().copied().zip(0..).collect();
        let (mut starts, mut named, mut fields) = (vec![0], Vec::new(), Vec::new());
        for (thread, place, _) in docs {
            for (id, field) in makers.get(*thread).into_iter().flat_map(|maker| maker.of(*place)) {
                named.extend(places.get(&id));
                fields.push(field);
            }
            starts.push(number(named.len()));
        }
        let of = Lists::new(starts, named);
        let kinds: Vec<Kind> = docs.iter().map(|(_, _, kind)| *kind).collect();
        let mut links = Self { targets: targets.into(), of, fields: fields.into(), ..Self::default() };
        links.turn(&kinds);
        links
    }

    /// Makes the lists by target from those by document.
    pub fn turn(&mut self, kinds: &[Kind]) {
        let about = Abouts::new();
        let pairs = || {
            let (starts, named) = self.of.parts();
            kinds.iter().zip(0_u32..).flat_map(|(kind, doc)| {
                let from = starts.get(doc as usize).map_or(0, |at| *at as usize);
                let to = starts.get(doc as usize + 1).map_or(from, |at| *at as usize);
                let named = named.get(from..to).unwrap_or_default().iter();
                let fields = self.fields.get(from..to).unwrap_or_default();
                let kind = *kind;
                let about = &about;
                named.zip(fields).map(move |(target, field)| {
                    let (class, guard) = about.of(kind, *field);
                    (target * CLASSES + u32::from(class), guard, doc)
                })
            })
        };
        let guarded = pairs().filter(|(_, guard, _)| *guard != Guard::Open).collect();
        let open = Lists::of(self.targets.len() * CLASSES as usize, || {
            pairs().filter(|(_, guard, _)| *guard == Guard::Open).map(|(list, _, doc)| (list, doc))
        });
        self.open = open;
        self.guarded = guarded;
    }

    /// The places in `targets` of what a document names, each with the field that names it.
    pub fn targets_of(&self, doc: u32) -> impl Iterator<Item = (u32, u8)> {
        let (named, fields) = self.named_by(doc);
        named.iter().zip(fields).map(|(target, field)| (*target, *field))
    }

    /// The same as two lists: the targets, and the field that names each.
    pub fn named_by(&self, doc: u32) -> (&[u32], &[u8]) {
        let (starts, named) = self.of.parts();
        let from = starts.get(doc as usize).map_or(0, |at| *at as usize);
        let to = starts.get(doc as usize + 1).map_or(from, |at| *at as usize);
        (named.get(from..to).unwrap_or_default(), self.fields.get(from..to).unwrap_or_default())
    }

    /// The links of a document.
    pub fn of_doc(&self, kind: Kind, doc: u32) -> impl Iterator<Item = Link> {
        self.targets_of(doc).filter_map(move |(target, field)| {
            let (class, guard) = about(kind, field);
            Some(Link { id: *self.targets.get(target as usize)?, class, field, guard })
        })
    }

    /// The place of a record among what is named.
    pub fn target(&self, id: Id) -> Option<u32> {
        self.targets.binary_search(&id).ok().map(number)
    }

    /// The documents that name a target by a field of a class; one may be there twice.
    pub fn naming(&self, target: u32, class: u32) -> &[u32] {
        self.open.get(target * CLASSES + class)
    }
}

/// Class and guard of a field.
fn about(kind: Kind, field: u8) -> (u8, Guard) {
    by_code(kind, u16::from(field)).map_or((0, Guard::Open), |field| (class_number(field.class), field.guard))
}

/// The same for every field, to be asked millions of times.
pub(in crate::search) struct Abouts(Vec<Vec<(u8, Guard)>>);

impl Abouts {
    pub fn new() -> Self {
        Self(
            Kind::ALL
                .into_iter()
                .map(|kind| (0..=u8::MAX).map(|field| about(kind, field)).collect())
                .collect(),
        )
    }

    /// Class and guard.
    pub fn of(&self, kind: Kind, field: u8) -> (u8, Guard) {
        let known = self.0.get(kind.index()).and_then(|fields| fields.get(usize::from(field)));
        known.copied().unwrap_or((0, Guard::Open))
    }
}
