//! A draft: the fields that a command brings, each to be set, merged or cleared.

use super::record::Record;
use super::state::{Found, State};
use crate::field::{Atom, Fault, Field, Id, Shape, Value, by_code, read};

/// What happens to one field.
#[derive(Debug, Clone, PartialEq)]
pub enum Put {
    Clear,
    Set(Value),
    /// Rows given in short form: sub-fields not given keep what the row with the same first sub-field has.
    Merge(Value),
}

/// Fields and what happens to them, in the order given. References may be names (`Atom::Text`).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Draft(pub Vec<(u16, Put)>);

impl Draft {
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is put to a field.
    pub fn get(&self, code: u16) -> Option<&Put> {
        self.0.iter().rev().find(|(held, _)| *held == code).map(|(_, put)| put)
    }

    /// The draft with a field set.
    #[must_use]
    pub fn with(mut self, field: &Field, value: Value) -> Self {
        self.put(field, Put::Set(value));
        self
    }

    /// The draft with a text set; a blank one clears.
    #[must_use]
    pub fn with_text(self, field: &Field, text: &str) -> Self {
        self.with(field, Value::text(text))
    }

    /// The draft with a reference set.
    #[must_use]
    pub fn with_ref(self, field: &Field, id: Id) -> Self {
        self.with(field, Value::reference(id))
    }

    /// Puts something to a field, in place of what was put before.
    pub fn put(&mut self, field: &Field, put: Put) {
        let put = match put {
            Put::Set(value) | Put::Merge(value) if value.is_empty() => Put::Clear,
            other => other,
        };
        self.0.retain(|(held, _)| *held != field.code);
        self.0.push((field.code, put));
    }

    /// The record that the draft would make of one, as far as that can be told without deciding: names that stand for one record are
    /// taken for it, others are left out.
    pub fn over(&self, base: &Record, state: &State) -> Record {
        let mut record = base.clone();
        for (code, put) in &self.0 {
            let value = match put {
                Put::Clear => None,
                Put::Set(value) | Put::Merge(value) => Some(value.clone()),
            };
            let named = by_code(record.id.kind, *code).and_then(|field| match field.shape {
                Shape::Ref(kind) => Some(kind),
                _ => None,
            });
            let value = match (value, named) {
                (Some(Value::One(Atom::Text(name))), Some(kind)) => match state.find_name(kind, &name) {
                    Found::One(id) => Some(Value::reference(id)),
                    Found::Nothing | Found::Several(_) => None,
                },
                (value, _) => value,
            };
            record.set(*code, value);
        }
        record
    }

    /// Puts what a cell or line holds; a blank one clears the field.
    ///
    /// # Errors
    /// The fault of the text.
    pub fn put_text(&mut self, field: &Field, text: &str) -> Result<(), Fault> {
        let put = match read::read_cell(field, text)? {
            None => Put::Clear,
            Some(value) if read::is_short_form(field, text) => Put::Merge(value),
            Some(value) => Put::Set(value),
        };
        self.put(field, put);
        Ok(())
    }

    /// Puts what a JSON value holds; null clears the field.
    ///
    /// # Errors
    /// The fault of the value.
    pub fn put_json(&mut self, field: &Field, json: &serde_json::Value) -> Result<(), Fault> {
        if let serde_json::Value::String(text) = json {
            return self.put_text(field, text);
        }
        let put = read::read_json(field, json)?.map_or(Put::Clear, Put::Set);
        self.put(field, put);
        Ok(())
    }
}
