//! The state: every record, packed, with the links between them and the names by which they are found.
//! It is the fold of all commits and nothing else, read under the office's rules; a clone is a handful of pointers, so every
//! reader holds its own.
//! `apply` never fails: what it cannot make sense of (an event about a record that is not there) changes nothing.

mod gather;
mod raw;
mod versions;

pub use gather::Gathered;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::commit::Commit;
use super::event::{Change, Event};
use super::label;
use super::office::Office;
use super::packed::{Packed, Wanted};
use super::record::{Record, Stamp};
use super::sight::Lens;
use super::table::Table;
use crate::field::{Guard, Id, Kind, Moment, fields};
use crate::fold::fold;

const KINDS: usize = Kind::ALL.len();

type Names = BTreeMap<(Kind, Box<str>), Vec<Id>>;

/// Every record as of one commit.
#[derive(Debug, Clone, Default)]
pub struct State {
    seq: u64,
    at: Moment,
    tables: [Table<Packed>; KINDS],
    /// For each record, those that link to it, ascending.
    links: [Table<Arc<[Id]>>; KINDS],
    /// How many records of each kind are not withdrawn.
    live: [usize; KINDS],
    /// The commit that last touched each kind.
    touched: [u64; KINDS],
    /// Folded names of regions, skills and organisations, which people write instead of ids.
    names: Arc<Names>,
    /// What a reader sees of it all; `None` where nothing is hidden. The writer's state never has one.
    lens: Option<Arc<Lens>>,
    /// The rules of the office, which no commit changes.
    office: Arc<Office>,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    One(Id),
    Nothing,
    Several(usize),
}

impl State {
    /// A state without records.
    pub fn new() -> Self {
        Self::default()
    }

    /// The commit that the state is as of; 0 before the first.
    pub const fn seq(&self) -> u64 {
        self.seq
    }

    /// When that commit was made.
    pub const fn at(&self) -> Moment {
        self.at
    }

    /// The record, withdrawn ones too.
    pub fn record(&self, id: Id) -> Option<Record> {
        let record = self.packed(id)?.unpack()?;
        Some(self.masked(record))
    }

    /// The record unless it is withdrawn.
    pub fn live(&self, id: Id) -> Option<Record> {
        self.record(id).filter(|record| !record.withdrawn)
    }

    /// The record unless it is withdrawn, with the wanted fields alone.
    pub fn live_part(&self, id: Id, wanted: Wanted) -> Option<Record> {
        let record = self.packed(id)?.unpack_part(wanted)?;
        Some(self.masked(record))
    }

    /// The record, withdrawn or not, with at least the wanted fields.
    pub fn part(&self, id: Id, wanted: Wanted) -> Option<Record> {
        if self.has(id) { self.live_part(id, wanted) } else { self.record(id) }
    }

    /// Whether the record is there and not withdrawn.
    pub fn has(&self, id: Id) -> bool {
        self.packed(id).is_some_and(|packed| !packed.is_withdrawn())
    }

    /// Whether whoever reads through this state may see fields under that guard.
    pub fn sees(&self, guard: Guard) -> bool {
        self.lens.as_ref().is_none_or(|lens| lens.rights().sees(guard))
    }

    /// What the reader sees of it all; `None` where nothing is hidden.
    pub fn lens(&self) -> Option<&Lens> {
        self.lens.as_deref()
    }

    /// What the reader may know of an event; `None` where it is about nothing that is shown.
    pub fn event(&self, event: Event) -> Option<Event> {
        match &self.lens {
            None => Some(event),
            Some(lens) => lens.event(self, &event),
        }
    }

    /// This state as a reader with these rights sees it.
    #[must_use]
    pub fn through(&self, lens: Option<Arc<Lens>>) -> Self {
        Self { lens, ..self.clone() }
    }

    /// This state under an office's rules.
    #[must_use]
    pub fn under(self, office: Arc<Office>) -> Self {
        Self { office, ..self }
    }

    /// The office's rules; the program's own where nobody has given others.
    pub fn office(&self) -> &Office {
        &self.office
    }

    /// The same, to be kept.
    pub fn office_shared(&self) -> Arc<Office> {
        Arc::clone(&self.office)
    }

    /// The record's packed bytes, withdrawn ones too.
    pub fn packed(&self, id: Id) -> Option<&Packed> {
        self.table(id.kind).get(id.number).filter(|_| self.shows(id))
    }

    /// Every record of a kind, withdrawn ones too, ascending.
    pub fn all(&self, kind: Kind) -> impl Iterator<Item = (Id, &Packed)> + Clone {
        let held = self.table(kind).iter().map(move |(number, packed)| (Id::new(kind, number), packed));
        held.filter(|(id, _)| self.shows(*id))
    }

    /// The records from `first` to `last` (of one kind), withdrawn ones too, ascending.
    pub fn range(&self, first: Id, last: Id) -> impl Iterator<Item = (Id, &Packed)> {
        let held = self.table(first.kind).range(first.number, last.number);
        let held = held.map(move |(number, packed)| (Id::new(first.kind, number), packed));
        held.filter(|(id, _)| self.shows(*id))
    }

    /// The ids of a kind's records that are not withdrawn, ascending.
    pub fn ids(&self, kind: Kind) -> impl Iterator<Item = Id> + Clone {
        self.all(kind).filter(|(_, packed)| !packed.is_withdrawn()).map(|(id, _)| id)
    }

    /// The records of a kind that are not withdrawn, ascending; each is decoded.
    pub fn records(&self, kind: Kind) -> impl Iterator<Item = Record> {
        let there = self.all(kind).filter(|(_, packed)| !packed.is_withdrawn());
        there.filter_map(|(_, packed)| Some(self.masked(packed.unpack()?)))
    }

    /// How many records of a kind are not withdrawn. Where a lens hides records of the kind, they are counted one by one.
    pub fn count(&self, kind: Kind) -> usize {
        match &self.lens {
            Some(lens) if lens.hides(kind) => self.ids(kind).count(),
            _ => self.count_raw(kind),
        }
    }

    /// The records that link to this one and are not withdrawn, ascending by kind and number.
    pub fn links(&self, id: Id) -> impl Iterator<Item = Id> {
        self.links_of(id).iter().copied().filter(|id| self.has(*id))
    }

    /// The linked records of one kind.
    pub fn linked(&self, id: Id, kind: Kind) -> impl Iterator<Item = Id> {
        let ids = self.links_of(id);
        let first = ids.partition_point(|link| link.kind < kind);
        let of_kind = ids.iter().skip(first).take_while(move |link| link.kind == kind);
        of_kind.copied().filter(|id| self.has(*id))
    }

    /// The record of a kind that is called `name` (a region, skill or organisation; other kinds have no names here).
    pub fn find_name(&self, kind: Kind, name: &str) -> Found {
        let key = (kind, fold(name).into_boxed_str());
        let held = self.names.get(&key).map_or(&[][..], Vec::as_slice);
        let live: Vec<Id> = held.iter().copied().filter(|id| self.has(*id)).collect();
        match live.as_slice() {
            [] => Found::Nothing,
            [one] => Found::One(*one),
            several => Found::Several(several.len()),
        }
    }

    /// What people call the record; `None` where it is not there.
    pub fn label(&self, id: Id) -> Option<String> {
        self.part(id, label::reads(id.kind)).map(|record| label::of(&record, self))
    }

    /// The number that the next record of a kind gets. Cases count by year, so that a case of a later year uses nothing up.
    pub fn next_id(&self, kind: Kind, at: Moment) -> Id {
        let table = self.table(kind);
        if kind == Kind::Case {
            let year = u32::try_from(at.date().ymd().0).unwrap_or(0);
            let (first, last) = Id::case_span(year);
            let newest = table.last_up_to(last.number).filter(|newest| *newest >= first.number);
            match newest {
                None => return first,
                Some(newest) if newest < last.number => return Id::new(kind, newest + 1),
                Some(_) => {}
            }
        }
        Id::new(kind, table.last().map_or(1, |last| last.saturating_add(1)))
    }

    /// The person that a record is about; `None` where it is about none. Decides whose key would seal it.
    pub fn subject(&self, record: &Record) -> Option<Id> {
        if record.id.kind == Kind::Person {
            return Some(record.id);
        }
        let person = fields(record.id.kind).iter().find(|field| field.key == "person")?;
        record.reference(person)
    }

    /// Folds one commit.
    pub fn apply(&mut self, commit: &Commit) {
        let stamp = Stamp { seq: commit.seq, at: commit.at, author: commit.author.0.clone() };
        for event in &commit.events {
            self.apply_event(event, &stamp);
        }
        self.seq = commit.seq;
        self.at = self.at.max(commit.at);
    }

    /// Folds one event under the stamp of its commit; for deciding the rest of a batch.
    pub fn apply_event(&mut self, event: &Event, stamp: &Stamp) {
        if let Some(touched) = self.touched.get_mut(event.id().kind.index()) {
            *touched = stamp.seq;
        }
        match event {
            Event::Added(record) => {
                let mut record = record.clone();
                record.created = stamp.clone();
                record.stamps.clear();
                self.put(&record);
            }
            Event::Changed { id, changes, .. } => self.change(*id, changes, stamp),
            Event::Withdrawn { first, last } => self.show(*first, *last, false),
            Event::Restored { first, last } => self.show(*first, *last, true),
        }
    }

    /// Takes a record from storage as it is.
    pub fn load(&mut self, packed: Packed) {
        if let Some(record) = packed.unpack() {
            self.index(&record, None);
            self.hold(record.id, packed);
        }
    }

    /// Sets what a state loaded from storage is as of.
    pub fn loaded(&mut self, seq: u64, at: Moment) {
        self.seq = seq;
        self.at = at;
    }

    fn shows(&self, id: Id) -> bool {
        self.lens.as_ref().is_none_or(|lens| lens.shows(self, id))
    }

    fn masked(&self, mut record: Record) -> Record {
        if let Some(lens) = &self.lens {
            lens.mask(&mut record);
        }
        record
    }

    fn table(&self, kind: Kind) -> &Table<Packed> {
        let [first, ..] = &self.tables;
        self.tables.get(kind.index()).unwrap_or(first)
    }

    fn change(&mut self, id: Id, changes: &[Change], stamp: &Stamp) {
        let Some(mut record) = self.record(id) else { return };
        for change in changes {
            record.set(change.field, change.after.clone());
            record.mark(change.field, stamp.clone());
        }
        self.put(&record);
    }

    fn show(&mut self, first: Id, last: Id, shown: bool) {
        let ids: Vec<Id> = self.range(first, last).map(|(id, _)| id).collect();
        for mut record in ids.into_iter().filter_map(|id| self.record(id)).collect::<Vec<_>>() {
            record.withdrawn = !shown;
            self.put(&record);
        }
    }

    fn put(&mut self, record: &Record) {
        let before = self.record(record.id);
        self.index(record, before.as_ref());
        self.hold(record.id, Packed::pack(record));
    }

    fn hold(&mut self, id: Id, packed: Packed) {
        let kind = id.kind.index();
        let was_live = self.has(id);
        if let Some(count) = self.live.get_mut(kind) {
            *count = *count + usize::from(!packed.is_withdrawn()) - usize::from(was_live);
        }
        if let Some(table) = self.tables.get_mut(kind) {
            table.insert(id.number, packed);
        }
    }

    /// Links and names of a record in place of those of the one before.
    fn index(&mut self, record: &Record, before: Option<&Record>) {
        // Two fields may name one record: it stays linked as long as one of them does.
        let (old, new) = (before.map(targets).unwrap_or_default(), targets(record));
        old.iter().filter(|target| !new.contains(target)).for_each(|target| self.unlink(*target, record.id));
        new.iter().filter(|target| !old.contains(target)).for_each(|target| self.link(*target, record.id));
        let old = before.map(label::names).unwrap_or_default();
        let new = label::names(record);
        if old != new {
            let names = Arc::make_mut(&mut self.names);
            for name in old {
                names.entry((record.id.kind, fold(&name).into())).or_default().retain(|id| *id != record.id);
            }
            for name in new {
                add_name(names, record.id, fold(&name).into());
            }
        }
    }

    fn link(&mut self, target: Id, from: Id) {
        self.relink(target, |ids| {
            if let Err(place) = ids.binary_search(&from) {
                ids.insert(place, from);
            }
        });
    }

    fn unlink(&mut self, target: Id, from: Id) {
        self.relink(target, |ids| ids.retain(|id| *id != from));
    }

    fn relink(&mut self, target: Id, edit: impl FnOnce(&mut Vec<Id>)) {
        if let Some(table) = self.links.get_mut(target.kind.index()) {
            let mut ids = table.get(target.number).map_or_else(Vec::new, |ids| ids.to_vec());
            edit(&mut ids);
            table.insert(target.number, ids.into());
        }
    }
}

fn add_name(names: &mut Names, id: Id, folded: Box<str>) {
    let ids = names.entry((id.kind, folded)).or_default();
    if !ids.contains(&id) {
        ids.push(id);
    }
}

/// What a record is linked to.
fn targets(record: &Record) -> Vec<Id> {
    let mut targets = Vec::new();
    let linked = fields(record.id.kind).iter().filter(|field| field.linked);
    for value in linked.filter_map(|field| record.get(field)) {
        value.for_each_reference(|target| targets.push(target));
    }
    targets
}
