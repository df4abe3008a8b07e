//! Who shares something with somebody: the few of all people that are worth comparing when one is looked for who may be there already,
//! and how many share a name, a number or a town. Asked of the dictionaries that search has anyway, so that a check costs no
//! scan and no memory. Called by the snapshot.

use std::cell::RefCell;
use std::collections::BTreeSet;

use foldhash::HashMap;

use super::entry::{Entry, Form, Split};
use super::index::Index;
use super::lists::number;
use super::segment::parts::Parts;
use crate::alike::{Frequencies, Keys, Spelling, What};
use crate::domain::State;
use crate::field::tables::person;
use crate::field::{Id, Kind};
use crate::fold::fold;

/// People whose birth dates are looked at, since the index does not have them, at most.
const BIRTHS_MAX: usize = 20_000;
/// The forms of names as the index numbers them.
const TEXT: usize = 0;
const SOUND: usize = 2;

impl Index {
    /// The people of `state` who share with these keys a telephone number, a mail address, both parts of the name (in either order), or
    /// one part of it together with the town or the birth date. Ascending; whoever has the keys is among them.
    pub fn sharing(&self, state: &State, keys: &Keys) -> Vec<Id> {
        let mails: Vec<String> = keys.mails.iter().map(|mail| fold(mail)).collect();
        let mut docs: Vec<u32> = Vec::new();
        for phone in &keys.phones {
            docs.extend(self.showing_docs(Kind::Person, person::PHONE.code, phone));
        }
        for mail in &mails {
            docs.extend(self.showing_docs(Kind::Person, person::EMAIL.code, mail));
        }
        let (families, givens) = (&self.segment.families, &self.segment.givens);
        let straight = (called(families, &keys.family), called(givens, &keys.given));
        let turned = (called(families, &keys.given), called(givens, &keys.family));
        docs.extend(common(&straight.0, &straight.1));
        docs.extend(common(&turned.0, &turned.1));
        for part in families.equal(TEXT, &format!("{}{}", keys.family.text, keys.given.text)) {
            docs.extend_from_slice(families.docs.get(*part));
        }
        let town = keys.domicile.map(|id| self.naming_docs(id, &person::DOMICILE)).unwrap_or_default();
        for part in [&straight.0, &straight.1] {
            docs.extend(common(part, &town));
            docs.extend(self.born(state, keys, part));
        }
        docs.sort_unstable();
        docs.dedup();
        let old = docs.into_iter().filter(|doc| !self.stale.get(*doc));
        let old = old.filter_map(|doc| self.segment.documents.id(doc));
        let new = self.recent().filter(|(id, entry)| {
            id.kind == Kind::Person && meets(&Seen { state, id: *id, entry }, keys, &mails)
        });
        let found: BTreeSet<Id> = old.chain(new.map(|(id, _)| id)).collect();
        found.into_iter().filter(|id| state.has(*id)).collect()
    }

    /// The records of a kind that show just this folded text in a field, ascending.
    pub fn showing(&self, state: &State, kind: Kind, code: u16, text: &str) -> Vec<Id> {
        let old = self.showing_docs(kind, code, text).into_iter().filter(|doc| !self.stale.get(*doc));
        let old = old.filter_map(|doc| self.segment.documents.id(doc));
        let new = self.recent().filter(|(id, entry)| id.kind == kind && shows(entry, code, text));
        let found: BTreeSet<Id> = old.chain(new.map(|(id, _)| id)).collect();
        found.into_iter().filter(|id| state.has(*id)).collect()
    }

    /// Documents of the segment, changed ones too, that show a text in a field as it is written or as digits.
    fn showing_docs(&self, kind: Kind, code: u16, text: &str) -> Vec<u32> {
        let faces = &self.segment.faces;
        let mut docs = Vec::new();
        let slots = faces.slots.iter().filter(|slot| slot.kind == kind && u16::from(slot.field) == code);
        for slot in slots.filter(|slot| slot.sort.form != Form::Sound) {
            let (first, last) = faces.texts.beginning(text, slot.span.0, slot.span.1);
            for face in (first..last).take_while(|face| faces.texts.get(*face) == text) {
                docs.extend_from_slice(faces.docs.get(face));
            }
        }
        docs
    }

    /// Documents of the segment that name a record by a field, ascending.
    fn naming_docs(&self, id: Id, field: &crate::field::Field) -> Vec<u32> {
        let links = &self.segment.links;
        let Some(target) = links.target(id) else { return Vec::new() };
        let by_field = |doc: &u32| {
            links.targets_of(*doc).any(|(named, by)| named == target && u16::from(by) == field.code)
        };
        let class = number(field.class as usize);
        let mut docs: Vec<u32> = links.naming(target, class).iter().copied().filter(by_field).collect();
        docs.dedup();
        docs
    }

    /// Of these documents those who were born on the same day.
    fn born(&self, state: &State, keys: &Keys, docs: &[u32]) -> Vec<u32> {
        let Some(birth) = keys.birth else { return Vec::new() };
        let same = |doc: &u32| {
            let record = self.segment.documents.id(*doc).and_then(|id| state.live(id));
            record.is_some_and(|record| record.date(&person::BIRTH_DATE) == Some(birth))
        };
        docs.iter().copied().take(BIRTHS_MAX).filter(same).collect()
    }

    /// How many of these documents are as of the index's state.
    fn fresh(&self, docs: &[u32]) -> u64 {
        docs.iter().filter(|doc| !self.stale.get(**doc)).count() as u64
    }
}

/// What was counted.
type Counted = (Kind, What, Box<str>);

/// How often things occur, counted once each. Equal states give equal counts, however the index came about.
pub struct Often<'a> {
    index: &'a Index,
    state: &'a State,
    known: RefCell<HashMap<Counted, u64>>,
}

impl<'a> Often<'a> {
    /// The index is that of the state.
    pub fn new(index: &'a Index, state: &'a State) -> Self {
        Self { index, state, known: RefCell::default() }
    }

    fn once(&self, kind: Kind, what: What, key: &str, count: impl FnOnce() -> u64) -> u64 {
        let key = (kind, what, Box::from(key));
        if let Some(known) = self.known.borrow().get(&key) {
            return *known;
        }
        let count = count();
        self.known.borrow_mut().insert(key, count);
        count
    }
}

impl Frequencies for Often<'_> {
    fn all(&self, kind: Kind) -> u64 {
        self.state.count_raw(kind) as u64
    }

    fn bearing(&self, what: What, name: &Spelling) -> Option<u64> {
        let key = format!("{}\n{}", name.text, name.sound);
        Some(self.once(Kind::Person, what, &key, || {
            let parts =
                if what == What::Given { &self.index.segment.givens } else { &self.index.segment.families };
            let old = self.index.fresh(&called(parts, name));
            let new = self.index.recent().filter(|(id, entry)| {
                id.kind == Kind::Person
                    && Seen { state: self.state, id: *id, entry }.bears(name, what == What::Given)
            });
            old + new.count() as u64
        }))
    }

    fn naming(&self, kind: Kind, what: What, id: Id) -> Option<u64> {
        if kind != Kind::Person || what != What::Municipality {
            return Some(self.once(kind, what, &id.to_string(), || {
                self.state.links_of(id).iter().filter(|by| by.kind == kind).count() as u64
            }));
        }
        Some(self.once(kind, what, &id.to_string(), || {
            let field = &person::DOMICILE;
            let named = |entry: &Entry| {
                entry.links.iter().any(|link| link.id == id && u16::from(link.field) == field.code)
            };
            let new = self.index.recent().filter(|(by, entry)| by.kind == kind && named(entry));
            self.index.fresh(&self.index.naming_docs(id, field)) + new.count() as u64
        }))
    }

    fn showing(&self, kind: Kind, what: What, key: &str) -> Option<u64> {
        let (code, text) = match what {
            What::Phone => (person::PHONE.code, key.to_owned()),
            What::Mail => (person::EMAIL.code, fold(key)),
            _ => return None,
        };
        Some(self.once(kind, what, &text, || {
            let new = self.index.recent().filter(|(id, entry)| id.kind == kind && shows(entry, code, &text));
            self.index.fresh(&self.index.showing_docs(kind, code, &text)) + new.count() as u64
        }))
    }
}

/// The documents that bear a part of a name, in any of its spellings, ascending.
fn called(parts: &Parts, name: &Spelling) -> Vec<u32> {
    let mut found: Vec<u32> = Vec::new();
    if !name.text.is_empty() {
        found.extend(parts.equal(TEXT, &name.text));
    }
    if !name.sound.is_empty() {
        found.extend(parts.equal(SOUND, &name.sound));
    }
    for letters in &name.letters {
        found.extend(parts.equal(TEXT, letters));
    }
    found.sort_unstable();
    found.dedup();
    let mut docs: Vec<u32> = found.iter().flat_map(|part| parts.docs.get(*part).iter().copied()).collect();
    docs.sort_unstable();
    docs
}

/// What is in both; both ascend.
fn common(one: &[u32], other: &[u32]) -> Vec<u32> {
    let (few, many) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let mut rest = many;
    let mut both = Vec::new();
    for doc in few {
        let at = rest.partition_point(|held| held < doc);
        rest = rest.get(at..).unwrap_or_default();
        if rest.first() == Some(doc) {
            both.push(*doc);
        }
    }
    both
}

/// A record beside the segment.
struct Seen<'a> {
    state: &'a State,
    id: Id,
    entry: &'a Entry,
}

/// Whether a record beside the segment shares what makes it worth comparing.
fn meets(seen: &Seen<'_>, keys: &Keys, mails: &[String]) -> bool {
    let mut shown = seen.entry.pieces();
    let reached = shown.any(|piece| match piece.form {
        Form::Digits => piece.field == person::PHONE.code && keys.phones.iter().any(|key| key == piece.text),
        Form::Code => piece.field == person::EMAIL.code && mails.iter().any(|mail| mail == piece.text),
        Form::Text | Form::Kana | Form::Sound => false,
    });
    if reached {
        return true;
    }
    let (family, given) = (seen.bears(&keys.family, false), seen.bears(&keys.given, true));
    if family && given || seen.bears(&keys.family, true) && seen.bears(&keys.given, false) {
        return true;
    }
    let in_one = format!("{}{}", keys.family.text, keys.given.text);
    let whole = |piece: super::entry::View<'_>| piece.split == Split::None && piece.text == in_one;
    if seen.names(Form::Text).any(whole) {
        return true;
    }
    let town = keys.domicile.is_some_and(|id| seen.entry.links.iter().any(|link| link.id == id));
    (family || given) && (town || keys.birth.is_some())
}

impl<'a> Seen<'a> {
    /// Whether it bears a part of a name, as its family name or as its given name.
    fn bears(&self, name: &Spelling, given: bool) -> bool {
        let spelled = |text: &str| text == name.text || name.letters.iter().any(|letters| letters == text);
        let is = |form: Form, matches: &dyn Fn(&str) -> bool| {
            self.names(form).any(|piece| {
                let part = match piece.split {
                    Split::Name if given => piece.second,
                    Split::Name => piece.first,
                    // A name of one part does not tell which one it is.
                    Split::None | Split::Suffix if self.has_only_given(form) == given => piece.text,
                    Split::None | Split::Suffix => "",
                };
                !part.is_empty() && matches(part)
            })
        };
        is(Form::Text, &spelled) || is(Form::Sound, &|sound| sound == name.sound)
    }

    /// The pieces of the person's name in a form.
    fn names(&self, form: Form) -> impl Iterator<Item = super::entry::View<'a>> {
        let field = if form == Form::Text { person::FAMILY_NAME.code } else { person::FAMILY_KANA.code };
        self.entry.pieces().filter(move |piece| piece.form == form && piece.field == field)
    }

    fn has_only_given(&self, form: Form) -> bool {
        let Some(record) = self.state.record(self.id) else { return false };
        let name = super::entry::Name::of(&record);
        name.family.part().form(form).is_empty()
    }
}

fn shows(entry: &Entry, code: u16, text: &str) -> bool {
    entry.pieces().any(|piece| piece.field == code && piece.form != Form::Sound && piece.text == text)
}
