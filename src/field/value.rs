//! What one field of a record can hold.
//! Values do not nest: a row is a list of atoms, so that decoding hostile bytes can never recurse.
//! Texts in values are clean: they come through `read` (which cleans them) or from code.

use super::date::{Date, Moment};
use super::kind::Id;

/// One indivisible value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, bincode::Encode, bincode::Decode)]
pub enum Atom {
    Flag(bool),
    Int(i64),
    Date(Date),
    Moment(Moment),
    /// The code of a choice of the field's table.
    Choice(u16),
    Text(Box<str>),
    Ref(Id),
}

/// One line of a repeated group: (code of the sub-field, atom), ascending by code, no code twice.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, bincode::Encode, bincode::Decode)]
pub struct Row(pub Vec<(u16, Atom)>);

impl Row {
    /// The atom under a sub-field's code.
    pub fn get(&self, code: u16) -> Option<&Atom> {
        self.0.iter().find(|(held, _)| *held == code).map(|(_, atom)| atom)
    }

    /// Puts (or with `None` takes away) the atom under a code, keeping the order.
    pub fn set(&mut self, code: u16, atom: Option<Atom>) {
        self.0.retain(|(held, _)| *held != code);
        if let Some(atom) = atom {
            let place = self.0.partition_point(|(held, _)| *held < code);
            self.0.insert(place, (code, atom));
        }
    }

    pub fn int(&self, code: u16) -> Option<i64> {
        match self.get(code) {
            Some(Atom::Int(number)) => Some(*number),
            _ => None,
        }
    }

    pub fn flag(&self, code: u16) -> Option<bool> {
        match self.get(code) {
            Some(Atom::Flag(flag)) => Some(*flag),
            _ => None,
        }
    }

    pub fn date(&self, code: u16) -> Option<Date> {
        match self.get(code) {
            Some(Atom::Date(date)) => Some(*date),
            _ => None,
        }
    }

    pub fn choice(&self, code: u16) -> Option<u16> {
        match self.get(code) {
            Some(Atom::Choice(choice)) => Some(*choice),
            _ => None,
        }
    }

    pub fn reference(&self, code: u16) -> Option<Id> {
        match self.get(code) {
            Some(Atom::Ref(id)) => Some(*id),
            _ => None,
        }
    }

    pub fn text(&self, code: u16) -> Option<&str> {
        match self.get(code) {
            Some(Atom::Text(text)) => Some(text),
            _ => None,
        }
    }
}

/// The value of a field. A field without a value is absent from its record; there is no null.
#[derive(Debug, Clone, PartialEq, Eq, Hash, bincode::Encode, bincode::Decode)]
pub enum Value {
    One(Atom),
    /// Choices as bits: bit n is the choice with code n.
    Set(u64),
    /// In order; of texts or references.
    List(Vec<Atom>),
    Rows(Vec<Row>),
}

impl Value {
    pub fn text(text: impl Into<Box<str>>) -> Self {
        Self::One(Atom::Text(text.into()))
    }

    pub const fn int(number: i64) -> Self {
        Self::One(Atom::Int(number))
    }

    pub const fn flag(flag: bool) -> Self {
        Self::One(Atom::Flag(flag))
    }

    pub const fn date(date: Date) -> Self {
        Self::One(Atom::Date(date))
    }

    pub const fn moment(moment: Moment) -> Self {
        Self::One(Atom::Moment(moment))
    }

    pub const fn choice(code: u16) -> Self {
        Self::One(Atom::Choice(code))
    }

    pub const fn reference(id: Id) -> Self {
        Self::One(Atom::Ref(id))
    }

    pub fn references(ids: impl IntoIterator<Item = Id>) -> Self {
        Self::List(ids.into_iter().map(Atom::Ref).collect())
    }

    /// Every record that the value names, rows included.
    pub fn for_each_reference(&self, mut visit: impl FnMut(Id)) {
        let mut atom = |atom: &Atom| {
            if let Atom::Ref(id) = atom {
                visit(*id);
            }
        };
        match self {
            Self::One(one) => atom(one),
            Self::Set(_) => {}
            Self::List(atoms) => atoms.iter().for_each(atom),
            Self::Rows(rows) => rows.iter().flat_map(|row| &row.0).for_each(|(_, one)| atom(one)),
        }
    }

    /// Whether nothing is in it, which is the same as no value.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::One(Atom::Text(text)) => text.is_empty(),
            Self::One(_) => false,
            Self::Set(bits) => *bits == 0,
            Self::List(atoms) => atoms.is_empty(),
            Self::Rows(rows) => rows.is_empty(),
        }
    }
}
