//! One test on one value.

use std::sync::Arc;

use super::named::Part;
use crate::domain::State;
use crate::field::{Atom, Field, Id, Row, Value};
use crate::fold::{fold, sound_key};

/// What a value may be.
#[derive(Debug, Clone)]
pub(in crate::search) enum Test {
    Absent,
    Present,
    /// One of these choices.
    Choices(Vec<u16>),
    Flag(bool),
    /// Whole numbers, days, millionths or choices from the first to the second.
    Between(i64, i64),
    /// A text that holds this folded one.
    Text(String),
    /// A text that is this folded one.
    Same(String),
    /// A reading that holds this folded text or this sound.
    Heard(String, Option<String>),
    /// One of these records, ascending.
    Among(Arc<[Id]>),
}

impl Test {
    /// Whether a part of a record fits, given its value.
    pub fn fits(&self, part: &Part, value: Option<&Value>, state: &State) -> bool {
        match (self, value) {
            (Self::Absent, value) => value.is_none(),
            (Self::Present, value) => value.is_some(),
            (Self::Choices(codes), Some(Value::Set(bits))) => codes.iter().any(|code| bits >> code & 1 == 1),
            (_, Some(Value::One(atom))) => self.fits_atom(atom, state),
            (_, Some(Value::List(atoms))) => atoms.iter().any(|atom| self.fits_atom(atom, state)),
            (_, Some(Value::Rows(rows))) => {
                rows.iter().any(|row| self.fits_row(part.asked_of_row(), row, state))
            }
            (_, None | Some(Value::Set(_))) => false,
        }
    }

    /// A row fits by the part of it that is asked.
    fn fits_row(&self, sub: Option<&Field>, row: &Row, state: &State) -> bool {
        sub.and_then(|sub| row.get(sub.code)).is_some_and(|atom| self.fits_atom(atom, state))
    }

    fn fits_atom(&self, atom: &Atom, state: &State) -> bool {
        match (self, atom) {
            (Self::Choices(codes), Atom::Choice(held)) => codes.contains(held),
            (Self::Flag(wanted), Atom::Flag(held)) => wanted == held,
            (Self::Between(from, to), Atom::Int(number)) => (from..=to).contains(&number),
            (Self::Between(from, to), Atom::Date(date)) => (*from..=*to).contains(&i64::from(date.0)),
            (Self::Between(from, to), Atom::Choice(code)) => (*from..=*to).contains(&i64::from(*code)),
            (Self::Between(from, to), Atom::Moment(moment)) => {
                (*from..=*to).contains(&i64::from(moment.date().0))
            }
            (Self::Text(wanted), Atom::Text(text)) => fold(text).contains(wanted),
            (Self::Same(wanted), Atom::Text(text)) => fold(text) == *wanted,
            (Self::Heard(wanted, sound), Atom::Text(text)) => {
                let text = fold(text);
                let heard = || Some(sound_key(&text)?.contains(sound.as_deref()?));
                text.contains(wanted) || heard().unwrap_or(false)
            }
            (Self::Text(wanted), Atom::Ref(id)) => state
                .live(*id)
                .is_some_and(|record| fold(&crate::domain::label::of(&record, state)).contains(wanted)),
            (Self::Among(wanted), Atom::Ref(id)) => wanted.binary_search(id).is_ok(),
            (Self::Among(wanted), Atom::Text(text)) => {
                text.parse::<Id>().is_ok_and(|id| wanted.binary_search(&id).is_ok())
            }
            _ => false,
        }
    }
}
