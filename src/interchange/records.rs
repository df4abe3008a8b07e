//! Records as rows of cells: which columns, in which order, with which text. CSV and workbooks are written from it.

use crate::domain::{Record, State};
use crate::field::{Field, Kind, fields, print};

/// The fields that get a column: all of the kind that the reader may see. A hidden field has no column at all, since an empty
/// one would clear the field when the file is read back.
pub fn columns(kind: Kind, state: &State) -> impl Iterator<Item = &'static Field> + use<'_> {
    fields(kind).iter().filter(|field| state.sees(field.guard))
}

/// The header: `id`, then the fields' keys.
pub fn header(kind: Kind, state: &State) -> Vec<&'static str> {
    header_of(&columns(kind, state).collect::<Vec<_>>())
}

/// The header of chosen columns.
pub fn header_of(columns: &[&'static Field]) -> Vec<&'static str> {
    std::iter::once("id").chain(columns.iter().map(|field| field.key)).collect()
}

/// The cells of a record: its id, then its values as import reads them.
pub fn cells(record: &Record, state: &State) -> Vec<String> {
    cells_of(record, &columns(record.id.kind, state).collect::<Vec<_>>(), state)
}

/// The cells of a record in chosen columns.
pub fn cells_of(record: &Record, columns: &[&'static Field], state: &State) -> Vec<String> {
    let values = columns
        .iter()
        .map(|field| record.get(field).map_or_else(String::new, |value| print::cell(field, value, state)));
    std::iter::once(record.id.to_string()).chain(values).collect()
}

/// Records on their way out, in chosen columns.
pub struct Leaving<'a, I> {
    pub state: &'a State,
    pub columns: &'a [&'static Field],
    /// The records, in order; gone through again where a file has to be looked at before it is written.
    pub records: I,
    /// Told how many were done; false where it is not to go on.
    pub goes_on: &'a dyn Fn(u64) -> bool,
}
