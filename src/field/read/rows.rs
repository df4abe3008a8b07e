//! Rows from outside: as spreadsheets write them in one cell, and as JSON.

use serde_json::Value as Json;

use super::{atom, scalar, split};
use crate::field::{Fault, Field, Row, Value};

/// Rows in a cell: a JSON array, or `first:second` for the first sub-fields.
pub fn cell(fields: &'static [Field], text: &str) -> Result<Value, Fault> {
    if text.starts_with('[') {
        let json: Json = serde_json::from_str(text).ok().ok_or(Fault::Form)?;
        let Json::Array(items) = json else { return Err(Fault::Form) };
        let rows: Result<Vec<Row>, Fault> = items.iter().map(|item| row(fields, item)).collect();
        return Ok(Value::Rows(rows?));
    }
    split(text).map(|part| row_short(fields, &part)).collect::<Result<Vec<_>, _>>().map(Value::Rows)
}

/// `label` or `label:level`, as spreadsheets hold them; with more colons the sub-fields in their order.
fn row_short(fields: &'static [Field], text: &str) -> Result<Row, Fault> {
    let parts: Vec<&str> = text.split([':', '：']).collect();
    // Names may hold colons: where the parts do not fit the sub-fields, the last colon parts head and second.
    if (3..=fields.len()).contains(&parts.len())
        && let Ok(row) = row_in_order(fields, &parts)
    {
        return Ok(row);
    }
    let mut row = Row::default();
    let (first, second) = match text.rsplit_once([':', '：']) {
        Some((first, second)) if second.trim().is_empty() => (first, None),
        Some((first, second)) => match fields.get(1).map(|field| atom(field, second.trim())) {
            Some(Ok(value)) => (first, value),
            Some(Err(fault)) => return Err(fault),
            None => (text, None),
        },
        None => (text, None),
    };
    let [key, ..] = fields else { return Err(Fault::Form) };
    row.set(key.code, Some(atom(key, first.trim())?.ok_or(Fault::Form)?));
    if let (Some(field), Some(value)) = (fields.get(1), second) {
        row.set(field.code, Some(value));
    }
    Ok(row)
}

fn row_in_order(fields: &'static [Field], parts: &[&str]) -> Result<Row, Fault> {
    let mut row = Row::default();
    for (field, part) in fields.iter().zip(parts).filter(|(_, part)| !part.trim().is_empty()) {
        row.set(field.code, atom(field, part.trim())?);
    }
    let headed = fields.first().is_some_and(|head| row.get(head.code).is_some());
    if headed { Ok(row) } else { Err(Fault::Form) }
}

pub fn row(fields: &'static [Field], json: &Json) -> Result<Row, Fault> {
    let Json::Object(map) = json else { return row_short(fields, &scalar(json)?) };
    let mut row = Row::default();
    for (key, item) in map {
        let field =
            fields.iter().find(|field| field.is_called(key)).ok_or_else(|| Fault::NoSuchKey(key.clone()))?;
        let text = scalar(item)?;
        if !text.trim().is_empty() {
            row.set(field.code, atom(field, &text)?);
        }
    }
    if row.0.is_empty() { Err(Fault::Form) } else { Ok(row) }
}
