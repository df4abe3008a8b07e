//! Rows of a CSV file, a row at a time, with the line of the file on which each begins.
//! Invariant: memory is bounded whatever the file holds; a row that breaks a limit is handed on as a fault of that row, not of the file.
//! Our own reader, because the line of a record, the limits and an unclosed quote must be told exactly.

use std::io::{Read, Seek};

use super::encodings::{Decoded, Encoding, TextFault};
use crate::lang::Lang;

/// Limits of one file.
pub const ROWS_MAX: u64 = 2_000_000;
pub const ROW_BYTES_MAX: usize = 1 << 20;
pub const FIELD_BYTES_MAX: usize = 64 << 10;
pub const COLUMNS_MAX: usize = 200;

/// Rows of a file.
pub struct Rows<R> {
    text: Decoded<R>,
    chunk: String,
    at: usize,
    /// The line that the next character stands on, from 1.
    line: u64,
    count: u64,
    after_return: bool,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// The line of the file where it begins, from 1.
    pub line: u64,
    pub cells: Vec<String>,
    pub fault: Option<RowFault>,
}

/// Why a row cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFault {
    FieldTooLong,
    RowTooLong,
    TooManyColumns,
    UnclosedQuote,
    /// The row has another number of cells than the header.
    Ragged {
        wanted: usize,
        found: usize,
    },
}

impl RowFault {
    /// The sentence for people.
    pub fn text(self, lang: Lang) -> String {
        match (self, lang) {
            (Self::FieldTooLong, Lang::Ja) => format!("セルが長すぎます({}KiBまで)", FIELD_BYTES_MAX >> 10),
            (Self::FieldTooLong, Lang::En) => format!("a cell is longer than {} KiB", FIELD_BYTES_MAX >> 10),
            (Self::RowTooLong, Lang::Ja) => format!("行が長すぎます({}KiBまで)", ROW_BYTES_MAX >> 10),
            (Self::RowTooLong, Lang::En) => format!("the row is longer than {} KiB", ROW_BYTES_MAX >> 10),
            (Self::TooManyColumns, Lang::Ja) => format!("列が多すぎます({COLUMNS_MAX}列まで)"),
            (Self::TooManyColumns, Lang::En) => format!("the row has more than {COLUMNS_MAX} columns"),
            (Self::UnclosedQuote, Lang::Ja) => "引用符 \" が閉じていません".to_owned(),
            (Self::UnclosedQuote, Lang::En) => "a quotation mark is never closed".to_owned(),
            (Self::Ragged { wanted, found }, Lang::Ja) => {
                format!("列の数が見出しと違います(見出し{wanted}列、この行{found}列)")
            }
            (Self::Ragged { wanted, found }, Lang::En) => {
                format!("the row has {found} columns, the header {wanted}")
            }
        }
    }
}

/// Where in a cell the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    Plain,
    Quoted,
    /// Behind a quotation mark within quotes: the end, or the first half of a doubled one.
    AfterQuote,
}

impl<R: Read + Seek> Rows<R> {
    pub const fn new(text: Decoded<R>) -> Self {
        Self { text, chunk: String::new(), at: 0, line: 1, count: 0, after_return: false }
    }

    /// What the file is read as.
    pub const fn encoding(&self) -> Encoding {
        self.text.encoding()
    }

    /// How many bytes of the file were read.
    pub const fn bytes(&self) -> u64 {
        self.text.bytes()
    }

    /// The next row that is not blank; `None` at the end.
    ///
    /// # Errors
    /// A fault of the whole file: bytes that are no text, too many rows.
    pub fn next_row(&mut self) -> Result<Option<Row>, FileFault> {
        loop {
            let Some(row) = self.row()? else { return Ok(None) };
            if row.fault.is_none() && row.cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            self.count += 1;
            if self.count > ROWS_MAX {
                return Err(FileFault::TooManyRows);
            }
            return Ok(Some(row));
        }
    }

    fn row(&mut self) -> Result<Option<Row>, FileFault> {
        let mut row = Row::default();
        let mut cell = String::new();
        let mut place = Place::Start;
        let mut length = 0;
        let mut begun = false;
        while let Some(c) = self.character()? {
            if !begun {
                (begun, row.line) = (true, self.line - u64::from(c == '\n' || c == '\r'));
            }
            length += c.len_utf8();
            if length > ROW_BYTES_MAX {
                row.fault.get_or_insert(RowFault::RowTooLong);
            }
            match (place, c) {
                (Place::Start, '"') => place = Place::Quoted,
                (Place::Quoted, '"') => place = Place::AfterQuote,
                (Place::AfterQuote, '"') => {
                    push(&mut cell, '"', &mut row);
                    place = Place::Quoted;
                }
                (Place::Quoted, _) => push(&mut cell, c, &mut row),
                (_, ',') => {
                    end_cell(&mut cell, &mut row);
                    place = Place::Start;
                }
                (_, '\n' | '\r') => {
                    end_cell(&mut cell, &mut row);
                    return Ok(Some(row));
                }
                _ => {
                    push(&mut cell, c, &mut row);
                    // What stands behind a closing quotation mark belongs to the cell all the same.
                    place = Place::Plain;
                }
            }
        }
        if !begun {
            return Ok(None);
        }
        if place == Place::Quoted {
            row.fault = Some(RowFault::UnclosedQuote);
        }
        end_cell(&mut cell, &mut row);
        Ok(Some(row))
    }

    /// The next character, with CRLF as one line end, and the line counted on.
    fn character(&mut self) -> Result<Option<char>, FileFault> {
        loop {
            let Some(c) = self.chunk.get(self.at..).and_then(|rest| rest.chars().next()) else {
                match self.text.chunk()? {
                    None => return Ok(None),
                    Some(chunk) => chunk.clone_into(&mut self.chunk),
                }
                self.at = 0;
                continue;
            };
            self.at += c.len_utf8();
            let second_half = c == '\n' && self.after_return;
            self.after_return = c == '\r';
            if second_half {
                continue;
            }
            if c == '\n' || c == '\r' {
                self.line += 1;
                return Ok(Some('\n'));
            }
            return Ok(Some(c));
        }
    }
}

fn push(cell: &mut String, c: char, row: &mut Row) {
    if row.fault.is_some() {
        return;
    }
    cell.push(c);
    if cell.len() > FIELD_BYTES_MAX {
        row.fault = Some(RowFault::FieldTooLong);
        cell.clear();
    }
}

fn end_cell(cell: &mut String, row: &mut Row) {
    if row.cells.len() >= COLUMNS_MAX {
        row.fault.get_or_insert(RowFault::TooManyColumns);
        cell.clear();
        return;
    }
    row.cells.push(std::mem::take(cell));
}

/// Why a file as a whole cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    #[error(transparent)]
    Text(#[from] TextFault),
    #[error("the file has more than {ROWS_MAX} rows")]
    TooManyRows,
}

impl FileFault {
    /// The sentence for people.
    pub fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Text(fault), _) => fault.text(lang),
            (Self::TooManyRows, Lang::Ja) => format!("行が多すぎます({ROWS_MAX}行まで)"),
            (Self::TooManyRows, Lang::En) => self.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn rows(text: &str) -> Vec<Row> {
        let mut rows = Rows::new(Decoded::open(Cursor::new(text.as_bytes()), None).unwrap());
        std::iter::from_fn(|| rows.next_row().unwrap()).collect()
    }

    fn cells(text: &str) -> Vec<(u64, Vec<String>)> {
        rows(text).into_iter().map(|row| (row.line, row.cells)).collect()
    }

    fn expect(text: &str, wanted: &[(u64, &[&str])]) {
        let wanted: Vec<(u64, Vec<String>)> = wanted
            .iter()
            .map(|(line, cells)| (*line, cells.iter().map(|cell| (*cell).to_owned()).collect()))
            .collect();
        assert_eq!(cells(text), wanted, "{text:?}");
    }

    #[test]
    fn quotes_lines_and_line_numbers() {
        expect("a,b\n1,2\n", &[(1, &["a", "b"]), (2, &["1", "2"])]);
        expect("a,b\r\n1,2", &[(1, &["a", "b"]), (2, &["1", "2"])]);
        expect("a\r\"x\r\ny\"\r\rz", &[(1, &["a"]), (2, &["x\ny"]), (5, &["z"])]);
        expect("\"a \"\"b\"\"\",\"\",c\"d\n", &[(1, &["a \"b\"", "", "c\"d"])]);
        expect("\"a\"x,b\n", &[(1, &["ax", "b"])]);
        expect("\n\n,,\n\na,b\n\n", &[(5, &["a", "b"])]);
        expect("\"l1\nl2\nl3\",x\ny,z\n", &[(1, &["l1\nl2\nl3", "x"]), (4, &["y", "z"])]);
        expect("", &[]);
    }

    #[test]
    fn limits_are_faults_of_their_row() {
        let long = "あ".repeat(FIELD_BYTES_MAX);
        let found = rows(&format!("a\n{long}\nb\n"));
        assert_eq!(found[1].fault, Some(RowFault::FieldTooLong));
        assert_eq!((found[2].line, found[2].fault), (3, None));
        let wide = "x,".repeat(COLUMNS_MAX + 1);
        let found = rows(&format!("{wide}\nb\n"));
        assert_eq!(found[0].fault, Some(RowFault::TooManyColumns));
        assert_eq!(found[1].cells, ["b"]);
        let found = rows("a\n\"open\nto the end\n");
        assert_eq!((found[1].line, found[1].fault), (2, Some(RowFault::UnclosedQuote)));
        let many = format!("{},", "y".repeat(FIELD_BYTES_MAX - 1)).repeat(20);
        assert_eq!(rows(&many)[0].fault, Some(RowFault::RowTooLong));
    }
}
