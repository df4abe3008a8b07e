//! Where the rows of an import come from: CSV or JSON lines, each row with its line and what it puts to which field.
//! Invariant: rows come one at a time; a row that cannot be read is handed on with its fault, so that all faults are told at once.

use std::io::{Read, Seek};
use std::sync::Arc;

use serde_json::Value as Json;

use super::columns::{BadHeader, Columns};
use super::csv_read::{FileFault, RowFault, Rows};
use super::encodings::{Decoded, Encoding};
use super::guard::unguard;
use super::jsonl::Lines;
use super::profile::Profile;
use crate::field::Kind;
use crate::lang::Lang;

/// What one cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Text(String),
    Json(Json),
}

/// One row: for each column it has, by the column's place, what stands there.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub line: u64,
    pub cells: Vec<(usize, Cell)>,
    pub fault: Option<EntryFault>,
}

/// Why a row as a whole cannot be read.
#[derive(Debug, Clone, PartialEq)]
pub enum EntryFault {
    Row(RowFault),
    NotJson(String),
    NotAnObject,
}

impl EntryFault {
    /// The sentence for people.
    pub fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Row(fault), _) => fault.text(lang),
            (Self::NotJson(why), Lang::Ja) => format!("JSONとして読めません: {why}"),
            (Self::NotJson(why), Lang::En) => format!("is not JSON: {why}"),
            (Self::NotAnObject, Lang::Ja) => "1行に1つのJSONオブジェクトが必要です".to_owned(),
            (Self::NotAnObject, Lang::En) => "each line must be one JSON object".to_owned(),
        }
    }
}

/// Why nothing can be read from a file.
#[derive(Debug, thiserror::Error)]
pub enum SourceFault {
    #[error(transparent)]
    File(#[from] FileFault),
    #[error(transparent)]
    Header(#[from] BadHeader),
}

impl SourceFault {
    /// The sentence for people.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::File(fault) => fault.text(lang),
            Self::Header(fault) => fault.text(lang),
        }
    }
}

/// The rows of one file.
pub struct Source<R> {
    pub columns: Columns,
    reader: Reader<R>,
}

enum Reader<R> {
    Csv(Rows<R>),
    Lines(Lines<R>),
}

impl<R: Read + Seek> Source<R> {
    /// The rows of a CSV file, whose header is read at once.
    ///
    /// # Errors
    /// A file that is no text, or a header that cannot be used.
    pub fn csv(
        kind: Kind,
        file: R,
        encoding: Option<Encoding>,
        profile: Arc<Profile>,
    ) -> Result<Self, SourceFault> {
        let text = Decoded::open(file, encoding).map_err(FileFault::from)?;
        let mut rows = Rows::new(text);
        let header = rows.next_row()?.ok_or(BadHeader::Empty)?;
        if let Some(fault) = header.fault {
            return Err(BadHeader::Row { fault }.into());
        }
        let columns = Columns::new(kind, profile).of_header(&header.cells)?;
        Ok(Self { columns, reader: Reader::Csv(rows) })
    }

    /// The rows of a file of JSON lines; its columns become known as they appear.
    ///
    /// # Errors
    /// A file that is no text.
    pub fn json_lines(kind: Kind, file: R, profile: Arc<Profile>) -> Result<Self, SourceFault> {
        let text = Decoded::open(file, Some(Encoding::Utf8)).map_err(FileFault::from)?;
        let columns = Columns::new(kind, profile);
        Ok(Self { columns, reader: Reader::Lines(Lines::new(text)) })
    }

    /// What the file is read as.
    pub const fn encoding(&self) -> Encoding {
        match &self.reader {
            Reader::Csv(rows) => rows.encoding(),
            Reader::Lines(_) => Encoding::Utf8,
        }
    }

    /// How many bytes of the file were read.
    pub const fn bytes(&self) -> u64 {
        match &self.reader {
            Reader::Csv(rows) => rows.bytes(),
            Reader::Lines(lines) => lines.bytes(),
        }
    }

    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// A fault of the whole file.
    pub fn next_entry(&mut self) -> Result<Option<Entry>, FileFault> {
        match &mut self.reader {
            Reader::Csv(rows) => {
                let Some(row) = rows.next_row()? else { return Ok(None) };
                let wanted = self.columns.list.len();
                let found = row.cells.len();
                let ragged = (found != wanted).then_some(RowFault::Ragged { wanted, found });
                let fault = row.fault.or(ragged).map(EntryFault::Row);
                let cells = row.cells.iter().map(|cell| Cell::Text(unguard(cell).to_owned()));
                Ok(Some(Entry { line: row.line, cells: cells.enumerate().collect(), fault }))
            }
            Reader::Lines(lines) => {
                let Some((line, text)) = lines.next_line()? else { return Ok(None) };
                let (cells, fault) = match text.map(|text| serde_json::from_str::<Json>(&text)) {
                    Err(fault) => (Vec::new(), Some(EntryFault::Row(fault))),
                    Ok(Err(error)) => (Vec::new(), Some(EntryFault::NotJson(error.to_string()))),
                    Ok(Ok(Json::Object(map))) => {
                        let place =
                            |(key, json): (String, Json)| (self.columns.place(&key), Cell::Json(json));
                        (map.into_iter().map(place).collect(), None)
                    }
                    Ok(Ok(_)) => (Vec::new(), Some(EntryFault::NotAnObject)),
                };
                Ok(Some(Entry { line, cells, fault }))
            }
        }
    }
}
