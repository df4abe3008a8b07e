//! Records as rows of cells: which columns, in which order, with which text. CSV and workbooks are written from it.

use crate::domain::{Record, State};
use crate::field::{Field, Kind, fields, print};

/// The fields that get a column: all of the kind.
pub fn columns(kind: Kind) -> &'static [Field] {
    fields(kind)
}

/// The header: `id`, then the fields' keys.
pub fn header(kind: Kind) -> Vec<&'static str> {
    std::iter::once("id").chain(columns(kind).iter().map(|field| field.key)).collect()
}

/// The cells of a record: its id, then its values as import reads them.
pub fn cells(record: &Record, state: &State) -> Vec<String> {
    let values = columns(record.id.kind)
        .iter()
        .map(|field| record.get(field).map_or_else(String::new, |value| print::cell(field, value, state)));
    std::iter::once(record.id.to_string()).chain(values).collect()
}
