//! JSON lines: one object a line, in and out.
//! Invariant: an object written by `write` holds the record's id and every field with a value under its key, and reads back to the same values.

use std::io::{self, Read, Seek, Write};

use serde_json::{Map, Value as Json};

use super::csv_read::{FileFault, ROW_BYTES_MAX, RowFault};
use super::encodings::Decoded;
use crate::domain::Record;
use crate::field::{fields, print};

/// The lines of a file, blank ones left out, with a limit on each.
pub struct Lines<R> {
    text: Decoded<R>,
    /// Text read; what stands before `at` was handed out.
    rest: String,
    at: usize,
    line: u64,
    ended: bool,
}

/// A line's number from 1, and its text unless it is too long.
pub type Line = (u64, Result<String, RowFault>);

impl<R: Read + Seek> Lines<R> {
    pub const fn new(text: Decoded<R>) -> Self {
        Self { text, rest: String::new(), at: 0, line: 0, ended: false }
    }

    /// How many bytes of the file were read.
    pub const fn bytes(&self) -> u64 {
        self.text.bytes()
    }

    /// The next line that is not blank.
    ///
    /// # Errors
    /// Bytes that are no text.
    pub fn next_line(&mut self) -> Result<Option<Line>, FileFault> {
        while let Some(found) = self.line()? {
            self.line += 1;
            match found {
                Ok(text) if text.trim().is_empty() => {}
                other => return Ok(Some((self.line, other))),
            }
        }
        Ok(None)
    }

    fn line(&mut self) -> Result<Option<Result<String, RowFault>>, FileFault> {
        let mut too_long = false;
        loop {
            let waiting = self.rest.get(self.at..).unwrap_or_default();
            if let Some((line, _)) = waiting.split_once('\n') {
                self.at += line.len() + 1;
                return Ok(Some(if too_long { Err(RowFault::RowTooLong) } else { Ok(line.to_owned()) }));
            }
            if self.ended {
                let last = (!waiting.is_empty()).then(|| waiting.to_owned());
                self.at = self.rest.len();
                return Ok(if too_long { Some(Err(RowFault::RowTooLong)) } else { last.map(Ok) });
            }
            if waiting.len() > ROW_BYTES_MAX {
                too_long = true;
                self.at = self.rest.len();
            }
            self.rest.drain(..self.at);
            self.at = 0;
            match self.text.chunk()? {
                Some(chunk) => self.rest.push_str(chunk),
                None => self.ended = true,
            }
        }
    }
}

/// A record as an object: its id, then its fields in the table's order.
pub fn object(record: &Record) -> Map<String, Json> {
    let mut map = Map::new();
    map.insert("id".to_owned(), Json::from(record.id.to_string()));
    for field in fields(record.id.kind) {
        if let Some(value) = record.get(field) {
            map.insert(field.key.to_owned(), print::json(field, value));
        }
    }
    map
}

/// Writes a record on a line.
///
/// # Errors
/// Those of the output.
pub fn write(output: &mut impl Write, record: &Record) -> io::Result<()> {
    serde_json::to_writer(&mut *output, &object(record))?;
    output.write_all(b"\n")
}
