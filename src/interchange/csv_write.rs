//! Writing CSV by RFC 4180: quotes where needed, CRLF in no case (Excel and everything else read LF), formulas guarded.
//! Invariant: what is written reads back cell by cell; text that CP932 does not have is refused with a list before anything is written.

use std::io::{self, Write};

use super::encodings::{Encoding, to_cp932};
use super::guard::guard;
use super::records::{self, Leaving};
use crate::domain::{Record, State};
use crate::field::{Id, Kind};
use crate::lang::Lang;

/// Characters named in a refusal at most.
const NAMED: usize = 20;

/// How a CSV file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    pub encoding: Encoding,
    /// Whether UTF-8 begins with a byte order mark, without which Japanese Excel takes it for CP932.
    pub marked: bool,
}

/// A cell with characters that the encoding does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmappable {
    pub id: Id,
    pub column: &'static str,
    pub characters: Vec<char>,
}

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteFault {
    #[error("CP932 cannot hold {}", listed(.0))]
    Unmappable(Vec<Unmappable>),
    #[error("cannot write: {0}")]
    Io(#[from] io::Error),
    #[error("stopped")]
    Stopped,
}

impl WriteFault {
    /// The sentence for people.
    pub fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (_, Lang::En) => self.to_string(),
            (Self::Unmappable(list), Lang::Ja) => {
                format!("CP932にない文字があるため書き出しませんでした: {}", listed(list))
            }
            (Self::Io(error), Lang::Ja) => format!("書き出せません: {error}"),
            (Self::Stopped, Lang::Ja) => "中止しました".to_owned(),
        }
    }
}

fn listed(list: &[Unmappable]) -> String {
    let mut parts: Vec<String> = list
        .iter()
        .take(NAMED)
        .map(|one| {
            let shown: Vec<String> =
                one.characters.iter().map(|c| format!("U+{:04X}", u32::from(*c))).collect();
            format!("{} {}: {}", one.id, one.column, shown.join(" "))
        })
        .collect();
    if list.len() > NAMED {
        parts.push(format!("+{}", list.len() - NAMED));
    }
    parts.join(", ")
}

/// Writes the records of a kind with a header. Returns how many cells had a character written by its CP932 twin.
///
/// # Errors
/// Characters that the encoding lacks (nothing is written then), or those of the output.
pub fn write<'a>(
    output: &mut impl Write,
    state: &State,
    kind: Kind,
    records: impl Iterator<Item = Record> + Clone + 'a,
    style: Style,
) -> Result<u64, WriteFault> {
    let columns: Vec<_> = records::columns(kind, state).collect();
    write_some(output, &Leaving { state, columns: &columns, records, goes_on: &|_| true }, style)
}

/// The same for chosen columns, as long as it is to go on.
///
/// # Errors
/// As `write`, and `Stopped`.
pub fn write_some(
    output: &mut impl Write,
    leaving: &Leaving<'_, impl Iterator<Item = Record> + Clone>,
    style: Style,
) -> Result<u64, WriteFault> {
    if style.encoding == Encoding::Cp932 {
        let missing = unmappable(leaving)?;
        if !missing.is_empty() {
            return Err(WriteFault::Unmappable(missing));
        }
    } else if style.marked {
        output.write_all("\u{feff}".as_bytes())?;
    }
    let mut twins = 0;
    let header = records::header_of(leaving.columns).into_iter().map(str::to_owned);
    line(output, &header.collect::<Vec<_>>(), style.encoding, &mut twins)?;
    for (record, done) in leaving.records.clone().zip(1..) {
        line(
            output,
            &records::cells_of(&record, leaving.columns, leaving.state),
            style.encoding,
            &mut twins,
        )?;
        if !(leaving.goes_on)(done) {
            return Err(WriteFault::Stopped);
        }
    }
    Ok(twins)
}

/// Writes one row of cells in UTF-8, for tables that are no records.
///
/// # Errors
/// Those of the output.
pub fn row(output: &mut impl Write, cells: &[String]) -> io::Result<()> {
    line(output, cells, Encoding::Utf8, &mut 0)
}

fn unmappable(
    leaving: &Leaving<'_, impl Iterator<Item = Record> + Clone>,
) -> Result<Vec<Unmappable>, WriteFault> {
    let header = records::header_of(leaving.columns);
    let mut missing = Vec::new();
    for record in leaving.records.clone() {
        let cells = records::cells_of(&record, leaving.columns, leaving.state);
        for (cell, column) in cells.iter().zip(&header) {
            if let Err(characters) = to_cp932(cell) {
                missing.push(Unmappable { id: record.id, column, characters });
            }
        }
        if !(leaving.goes_on)(0) {
            return Err(WriteFault::Stopped);
        }
    }
    Ok(missing)
}

fn line(output: &mut impl Write, cells: &[String], encoding: Encoding, twins: &mut u64) -> io::Result<()> {
    let mut text = String::new();
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        quote(&mut text, &guard(cell));
    }
    text.push('\n');
    match encoding {
        Encoding::Utf8 => output.write_all(text.as_bytes()),
        Encoding::Cp932 => {
            let (bytes, changed) =
                to_cp932(&text).map_err(|_missing| io::Error::from(io::ErrorKind::InvalidData))?;
            *twins += u64::from(changed);
            output.write_all(&bytes)
        }
    }
}

/// A cell in quotes where it holds what would end it, or begins or ends with a blank that some readers drop.
fn quote(text: &mut String, cell: &str) {
    let bare = !cell.contains([',', '"', '\n', '\r']) && cell.trim().len() == cell.len();
    if bare {
        text.push_str(cell);
        return;
    }
    text.push('"');
    for c in cell.chars() {
        if c == '"' {
            text.push('"');
        }
        text.push(c);
    }
    text.push('"');
}
