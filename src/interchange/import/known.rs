//! Which records a row may be about: by a key that it shares with one, or by looking alike.
//! Both are indexes over the state before the import, made only where they are asked for.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;

use super::Options;
use crate::domain::{Draft, Put, Record, State};
use crate::field::tables::person;
use crate::field::{Atom, Field, Id, Kind, Shape, TextKind, Value};
use crate::fold::fold;
use crate::text::{mail_key, phone_key};

/// What a row's key leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    None,
    One(Id),
    Several(usize),
    /// A row on that line has the same key.
    Seen(u64),
}

/// Records by the key that an import asks for.
#[derive(Debug, Default)]
pub struct Keys {
    field: Option<&'static Field>,
    held: BTreeMap<String, Vec<Id>>,
    /// Keys of earlier rows that became new records, with their lines.
    seen: BTreeMap<String, u64>,
}

impl Keys {
    /// The keys of every record; empty where the import goes by ids alone.
    pub fn new(state: &State, options: Options) -> Self {
        let Some(field) = options.key else { return Self::default() };
        let mut held: BTreeMap<String, Vec<Id>> = BTreeMap::new();
        let mut note = |record: &Record, id: Id| {
            for key in keys_of(field, record.get(field)) {
                let ids = held.entry(key).or_default();
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        };
        for (id, packed) in state.all(options.kind) {
            // What was merged is found by its own keys, and is the record that it went into.
            let now = state.survivor(id);
            let counts = !packed.is_withdrawn() || (now != id && state.has(now));
            if let Some(record) = counts.then(|| state.record(id)).flatten() {
                note(&record, now);
            }
        }
        Self { field: Some(field), held, seen: BTreeMap::new() }
    }

    /// The record that a draft's key names.
    pub fn find(&self, draft: &Draft) -> Match {
        let Some(field) = self.field else { return Match::None };
        let keys = keys_of(field, value_in(draft, field));
        if let Some(line) = keys.iter().find_map(|key| self.seen.get(key)) {
            return Match::Seen(*line);
        }
        let mut ids: Vec<Id> = keys.iter().filter_map(|key| self.held.get(key)).flatten().copied().collect();
        ids.sort_unstable();
        ids.dedup();
        match ids.as_slice() {
            [] => Match::None,
            [one] => Match::One(*one),
            several => Match::Several(several.len()),
        }
    }

    /// Notes the keys of a row, so that a second row with one of them is told from the first.
    pub fn note(&mut self, draft: &Draft, line: u64) {
        let Some(field) = self.field else { return };
        for key in keys_of(field, value_in(draft, field)) {
            self.seen.entry(key).or_insert(line);
        }
    }
}

/// People by name and reading.
#[derive(Debug, Default)]
pub struct Lookalikes {
    index: Option<BTreeMap<(String, String), Vec<Id>>>,
}

impl Lookalikes {
    /// The people whose name and reading the draft has, and who share a contact with it or have as little of one.
    pub fn of(&mut self, state: &State, draft: &Draft) -> Vec<Id> {
        let index = self.index.get_or_insert_with(|| {
            let mut index: BTreeMap<(String, String), Vec<Id>> = BTreeMap::new();
            for record in state.records(Kind::Person) {
                index.entry(name_key(|field| record.text(field))).or_default().push(record.id);
            }
            index
        });
        let ids = index.get(&name_key(|field| text_in(draft, field))).map_or(&[][..], Vec::as_slice);
        let ours = contacts(|field| value_in(draft, field));
        let alike = |record: &Record| {
            let theirs = contacts(|field| record.get(field));
            (ours.is_empty() && theirs.is_empty()) || ours.iter().any(|one| theirs.contains(one))
        };
        ids.iter().copied().filter(|id| state.live(*id).is_some_and(|record| alike(&record))).collect()
    }
}

/// The text that a draft sets.
pub fn text_in<'a>(draft: &'a Draft, field: &Field) -> Option<&'a str> {
    match value_in(draft, field) {
        Some(Value::One(Atom::Text(text))) => Some(text),
        _ => None,
    }
}

fn value_in<'a>(draft: &'a Draft, field: &Field) -> Option<&'a Value> {
    match draft.get(field.code)? {
        Put::Set(value) | Put::Merge(value) => Some(value),
        Put::Clear => None,
    }
}

fn name_key<'a>(text: impl Fn(&Field) -> Option<&'a str>) -> (String, String) {
    let joined =
        |one, other| fold(&format!("{}{}", text(one).unwrap_or_default(), text(other).unwrap_or_default()));
    (joined(&person::FAMILY_NAME, &person::GIVEN_NAME), joined(&person::FAMILY_KANA, &person::GIVEN_KANA))
}

fn contacts<'a>(value: impl Fn(&Field) -> Option<&'a Value>) -> Vec<String> {
    [&person::EMAIL, &person::PHONE].into_iter().flat_map(|field| keys_of(field, value(field))).collect()
}

/// What of a value is compared.
fn keys_of(field: &Field, value: Option<&Value>) -> Vec<String> {
    let (Shape::Text(kind) | Shape::Texts(kind)) = field.shape else { return Vec::new() };
    let atoms = match value {
        Some(Value::One(atom)) => std::slice::from_ref(atom),
        Some(Value::List(atoms)) => atoms.as_slice(),
        _ => &[],
    };
    let texts =
        atoms.iter().filter_map(|atom| if let Atom::Text(text) = atom { Some(&**text) } else { None });
    let keys = texts.map(|text| match kind {
        TextKind::Mail => mail_key(text),
        TextKind::Phone => phone_key(text),
        _ => text.nfkc().collect(),
    });
    keys.filter(|key| !key.is_empty()).collect()
}
