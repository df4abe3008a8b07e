//! Workbooks for people who open them in a spreadsheet: one sheet, a header that stays in view, every cell as text.
//! Text cells never run as formulas, so no guard is needed. Written only; import takes CSV and JSON lines.

use std::io::Write;

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::records::{self, Leaving};
use crate::domain::{Record, State};
use crate::field::{Id, Kind};
use crate::lang::Lang;

/// Characters that one cell of a workbook holds at most.
const CELL_CHARACTERS_MAX: usize = 32_767;
/// Rows below the header at most.
pub const ROWS_MAX: usize = 1_048_575;
const COLUMN_WIDTH: f64 = 16.0;

/// Why a workbook was not written.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookFault {
    #[error("a workbook holds {ROWS_MAX} rows at most; use csv")]
    TooManyRows,
    #[error("a text of {id} is longer than a workbook's cell; use csv")]
    CellTooLong { id: Id },
    #[error("cannot write the workbook: {0}")]
    Workbook(#[from] XlsxError),
    #[error("cannot write: {0}")]
    Io(#[from] std::io::Error),
    #[error("stopped")]
    Stopped,
}

impl WorkbookFault {
    /// The sentence for people.
    pub fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (_, Lang::En) => self.to_string(),
            (Self::TooManyRows, Lang::Ja) => {
                format!("Excelブックは{ROWS_MAX}行までです。csvを使ってください")
            }
            (Self::CellTooLong { id }, Lang::Ja) => {
                format!("{id} に、Excelのセルに入らない長さの文があります。csvを使ってください")
            }
            (Self::Workbook(error), Lang::Ja) => format!("Excelブックを書き出せません: {error}"),
            (Self::Io(error), Lang::Ja) => format!("書き出せません: {error}"),
            (Self::Stopped, Lang::Ja) => "中止しました".to_owned(),
        }
    }
}

/// Writes the records of a kind as a workbook with a row of keys.
///
/// # Errors
/// Too many rows, or those of the writer.
pub fn write(
    output: &mut impl Write,
    state: &State,
    kind: Kind,
    records: impl Iterator<Item = Record> + Clone,
) -> Result<(), WorkbookFault> {
    let columns: Vec<_> = records::columns(kind, state).collect();
    write_some(output, kind, &Leaving { state, columns: &columns, records, goes_on: &|_| true })
}

/// The same for chosen columns, as long as it is to go on.
///
/// # Errors
/// As `write`, and `Stopped`.
pub fn write_some(
    output: &mut impl Write,
    kind: Kind,
    leaving: &Leaving<'_, impl Iterator<Item = Record> + Clone>,
) -> Result<(), WorkbookFault> {
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = workbook.add_worksheet();
    sheet.set_name(kind.plural())?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, key) in (0_u16..).zip(records::header_of(leaving.columns)) {
        sheet.set_column_width(column, COLUMN_WIDTH)?;
        sheet.write_string_with_format(0, column, key, &bold)?;
    }
    for (place, record) in leaving.records.clone().enumerate() {
        if place >= ROWS_MAX {
            return Err(WorkbookFault::TooManyRows);
        }
        let row = u32::try_from(place + 1).unwrap_or(u32::MAX);
        for (column, cell) in (0_u16..).zip(records::cells_of(&record, leaving.columns, leaving.state)) {
            if !cell.is_empty() {
                if cell.chars().count() > CELL_CHARACTERS_MAX {
                    return Err(WorkbookFault::CellTooLong { id: record.id });
                }
                sheet.write_string(row, column, cell)?;
            }
        }
        if !(leaving.goes_on)(u64::from(row)) {
            return Err(WorkbookFault::Stopped);
        }
    }
    output.write_all(&workbook.save_to_buffer()?)?;
    Ok(())
}
