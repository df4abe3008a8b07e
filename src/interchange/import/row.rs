//! From a row of a file to what it asks for: the id it gives and a draft of its fields.
//! Invariant: every cell at fault is told, each with its field, and then nothing of the row is taken.

use std::borrow::Cow;

use super::super::columns::{Columns, Target};
use super::super::source::{Cell, Entry};
use super::Refusal;
use crate::domain::Draft;
use crate::field::own::OwnNames;
use crate::field::{Fault, Field, Id, Kind, Shape, TextKind};
use crate::lang::Lang;
use crate::text::clean_line;

/// What a row says.
pub struct Said {
    pub given: Option<Id>,
    pub draft: Draft,
}

/// Reads a row.
pub fn read(
    entry: &Entry,
    columns: &Columns,
    names: &OwnNames,
    kind: Kind,
    lang: Lang,
) -> Result<Said, Refusal> {
    let profile = columns.profile();
    let mut row =
        Row { columns, names, lang, draft: Draft::new(), joined: Vec::new(), refusal: Refusal::new() };
    let mut given = None;
    for (place, cell) in &entry.cells {
        let Some(column) = columns.get(*place) else { continue };
        match column.target {
            Target::Id => match id_of(cell, kind) {
                Ok(id) => given = id,
                Err(fault) => row.refuse("id", &fault),
            },
            Target::Field(field) => row.put(field, cell),
            Target::Pair(first, second) => row.put_pair((first, second), cell),
            Target::Part(field) => row.join(field, &column.name, cell),
            Target::Ignored | Target::Unknown => {}
        }
    }
    for (field, text) in std::mem::take(&mut row.joined) {
        row.put(field, &Cell::Text(text));
    }
    for (field, text) in &profile.fixed {
        row.put_text(field, text);
    }
    if row.refusal.is_empty() { Ok(Said { given, draft: row.draft }) } else { Err(row.refusal) }
}

struct Row<'a> {
    columns: &'a Columns,
    names: &'a OwnNames,
    lang: Lang,
    draft: Draft,
    /// Fields that several columns make up, as far as they were read.
    joined: Vec<(&'static Field, String)>,
    refusal: Refusal,
}

impl Row<'_> {
    fn refuse(&mut self, key: &str, fault: &Fault) {
        self.refusal.push((key.to_owned(), fault.text(self.lang)));
    }

    fn put(&mut self, field: &'static Field, cell: &Cell) {
        let cells = &self.columns.profile().cells;
        let put = match cell {
            Cell::Text(text) => {
                let text: Cow<'_, str> = cells.read(field, text);
                if cells.keep_blank && text.trim().is_empty() {
                    return;
                }
                self.draft.put_text(field, &self.names.read(field, &text))
            }
            Cell::Json(json) => self.draft.put_json(field, json),
        };
        if let Err(fault) = put {
            self.refuse(field.key, &fault);
        }
    }

    fn put_text(&mut self, field: &'static Field, text: &str) {
        if let Err(fault) = self.draft.put_text(field, text) {
            self.refuse(field.key, &fault);
        }
    }

    /// A name in one cell: family name, blank, given name.
    fn put_pair(&mut self, (first, second): (&'static Field, &'static Field), cell: &Cell) {
        let Cell::Text(text) = cell else { return self.put(first, cell) };
        let text = text.trim();
        let (head, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        self.put(first, &Cell::Text(head.to_owned()));
        self.put(second, &Cell::Text(rest.trim().to_owned()));
    }

    /// A part of a field: a text of many lines tells by its headers what is whose.
    fn join(&mut self, field: &'static Field, header: &str, cell: &Cell) {
        let text = match cell {
            Cell::Text(text) | Cell::Json(serde_json::Value::String(text)) => text.trim().to_owned(),
            Cell::Json(json) => json.to_string(),
        };
        let place = self.joined.iter().position(|(held, _)| held.code == field.code);
        let place = place.unwrap_or_else(|| {
            self.joined.push((field, String::new()));
            self.joined.len() - 1
        });
        let Some((_, whole)) = self.joined.get_mut(place).filter(|_| !text.is_empty()) else { return };
        let (between, head) = match field.shape {
            Shape::Text(TextKind::Long) => ("\n", format!("{header}: ")),
            Shape::Text(_) | Shape::Ref(_) => ("", String::new()),
            _ => (";", String::new()),
        };
        if !whole.is_empty() {
            whole.push_str(between);
        }
        whole.push_str(&head);
        whole.push_str(&text);
    }
}

/// The id in a cell; none where it is blank.
fn id_of(cell: &Cell, kind: Kind) -> Result<Option<Id>, Fault> {
    let text = match cell {
        Cell::Text(text) | Cell::Json(serde_json::Value::String(text)) => text.trim(),
        Cell::Json(serde_json::Value::Null) => return Ok(None),
        Cell::Json(_) => return Err(Fault::Form),
    };
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse::<Id>() {
        Ok(id) if id.kind == kind => Ok(Some(id)),
        _ => Err(Fault::NoRecord { kind, given: clean_line(text, 40).text }),
    }
}
