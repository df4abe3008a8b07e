//! One record: an id, the values of its fields, and who set them when.
//! Values are sorted by field code and never empty; a field without a value is absent. The field table says what they mean.
//! Kinds share this one shape, so that forms, files, undo, the stale check and the log are written once.

use crate::field::{Atom, Date, Field, Id, Moment, Row, Value};

/// Who wrote, when, by which commit.
#[derive(Debug, Clone, PartialEq, Eq, Default, bincode::Encode, bincode::Decode)]
pub struct Stamp {
    pub seq: u64,
    pub at: Moment,
    pub author: Box<str>,
}

/// A record.
#[derive(Debug, Clone, PartialEq, Eq, bincode::Encode, bincode::Decode)]
pub struct Record {
    pub id: Id,
    /// Withdrawn records are kept and not shown; undo of a creation withdraws.
    pub withdrawn: bool,
    pub created: Stamp,
    /// Ascending by field code.
    pub values: Vec<(u16, Value)>,
    /// For each field changed since creation, the newest change. Ascending by field code.
    pub stamps: Vec<(u16, Stamp)>,
}

impl Record {
    /// A record without values.
    pub fn new(id: Id) -> Self {
        Self { id, withdrawn: false, created: Stamp::default(), values: Vec::new(), stamps: Vec::new() }
    }

    /// The value under a field's code.
    pub fn value(&self, code: u16) -> Option<&Value> {
        let place = self.values.binary_search_by_key(&code, |(held, _)| *held).ok()?;
        self.values.get(place).map(|(_, value)| value)
    }

    /// The value of a field.
    pub fn get(&self, field: &Field) -> Option<&Value> {
        self.value(field.code)
    }

    /// Puts (or with `None` takes away) a value. Empty values count as none.
    pub fn set(&mut self, code: u16, value: Option<Value>) {
        let value = value.filter(|value| !value.is_empty());
        match (self.values.binary_search_by_key(&code, |(held, _)| *held), value) {
            (Ok(place), Some(value)) => {
                if let Some(slot) = self.values.get_mut(place) {
                    slot.1 = value;
                }
            }
            (Ok(place), None) => {
                self.values.remove(place);
            }
            (Err(place), Some(value)) => self.values.insert(place, (code, value)),
            (Err(_), None) => {}
        }
    }

    pub fn text(&self, field: &Field) -> Option<&str> {
        match self.get(field) {
            Some(Value::One(Atom::Text(text))) => Some(text),
            _ => None,
        }
    }

    /// The elements of a list of texts.
    pub fn texts(&self, field: &Field) -> impl Iterator<Item = &str> {
        let atoms = match self.get(field) {
            Some(Value::List(atoms)) => atoms.as_slice(),
            _ => &[],
        };
        atoms.iter().filter_map(|atom| if let Atom::Text(text) = atom { Some(&**text) } else { None })
    }

    pub fn int(&self, field: &Field) -> Option<i64> {
        match self.get(field) {
            Some(Value::One(Atom::Int(number))) => Some(*number),
            _ => None,
        }
    }

    pub fn flag(&self, field: &Field) -> Option<bool> {
        match self.get(field) {
            Some(Value::One(Atom::Flag(flag))) => Some(*flag),
            _ => None,
        }
    }

    pub fn date(&self, field: &Field) -> Option<Date> {
        match self.get(field) {
            Some(Value::One(Atom::Date(date))) => Some(*date),
            _ => None,
        }
    }

    pub fn moment(&self, field: &Field) -> Option<Moment> {
        match self.get(field) {
            Some(Value::One(Atom::Moment(moment))) => Some(*moment),
            _ => None,
        }
    }

    /// The code of a choice; the enum's `from_code` makes it readable.
    pub fn choice(&self, field: &Field) -> Option<u16> {
        match self.get(field) {
            Some(Value::One(Atom::Choice(code))) => Some(*code),
            _ => None,
        }
    }

    /// The bits of a set of choices; 0 where nothing is set.
    pub fn set_bits(&self, field: &Field) -> u64 {
        match self.get(field) {
            Some(Value::Set(bits)) => *bits,
            _ => 0,
        }
    }

    pub fn reference(&self, field: &Field) -> Option<Id> {
        match self.get(field) {
            Some(Value::One(Atom::Ref(id))) => Some(*id),
            _ => None,
        }
    }

    /// The references of a list, in order.
    pub fn references(&self, field: &Field) -> impl Iterator<Item = Id> {
        let atoms = match self.get(field) {
            Some(Value::List(atoms)) => atoms.as_slice(),
            _ => &[],
        };
        atoms.iter().filter_map(|atom| if let Atom::Ref(id) = atom { Some(*id) } else { None })
    }

    pub fn rows(&self, field: &Field) -> &[Row] {
        match self.get(field) {
            Some(Value::Rows(rows)) => rows,
            _ => &[],
        }
    }

    /// Who last set the field, when: its own stamp, or the creation's where it has a value since then.
    pub fn stamp(&self, code: u16) -> Option<&Stamp> {
        let own = self.stamps.binary_search_by_key(&code, |(held, _)| *held).ok();
        let own = own.and_then(|place| self.stamps.get(place)).map(|(_, stamp)| stamp);
        own.or_else(|| self.value(code).map(|_| &self.created))
    }

    /// The newest stamp of all: who touched the record last.
    pub fn updated(&self) -> &Stamp {
        let changes = self.stamps.iter().map(|(_, stamp)| stamp);
        changes.max_by_key(|stamp| stamp.seq).unwrap_or(&self.created)
    }

    /// Marks a field as changed by `stamp`.
    pub fn mark(&mut self, code: u16, stamp: Stamp) {
        match self.stamps.binary_search_by_key(&code, |(held, _)| *held) {
            Ok(place) => {
                if let Some(slot) = self.stamps.get_mut(place) {
                    slot.1 = stamp;
                }
            }
            Err(place) => self.stamps.insert(place, (code, stamp)),
        }
    }
}
