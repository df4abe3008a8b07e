//! The tables of fixtures/, compiled in, and what is made of them: drafts of records by the same reading as an import.
//! Invariant: a column's name is a field's key; `id` columns only say which number the row will get, and are checked by tests.

use crate::domain::command::Command;
use crate::domain::draft::Draft;
use crate::field::{Fault, Id, Kind, by_name};

const REGIONS: &str = include_str!("../../fixtures/regions.csv");
const SKILLS: &str = include_str!("../../fixtures/skills.csv");
pub const ORGANISATIONS: &str = include_str!("../../fixtures/organisations.csv");
pub const MEASURES: &str = include_str!("../../fixtures/measures.csv");
pub const DEMO_JOBS: &str = include_str!("../../fixtures/demo/jobs.csv");
pub const DEMO_REGIONS: &str = include_str!("../../fixtures/demo/regions.csv");
pub const SURNAMES: &str = include_str!("../../fixtures/names/surnames.csv");
pub const GIVEN_NAMES: &str = include_str!("../../fixtures/names/given.csv");
pub const INTERNATIONAL: &str = include_str!("../../fixtures/names/international.csv");

/// A fixture that cannot be used, or a kind that has none.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("fixtures/{file}: {source}")]
    Text { file: &'static str, source: Box<toml::de::Error> },
    #[error("fixtures: {0}")]
    Table(#[from] csv::Error),
    #[error("fixtures: no {} field is called {column}", kind.key())]
    Column { kind: Kind, column: String },
    #[error("fixtures: {} column {column}, \"{cell}\": {}", kind.key(), fault.text(crate::lang::Lang::En))]
    Cell { kind: Kind, column: String, cell: String, fault: Fault },
    #[error("the demo made a command that is refused: {0}")]
    Refused(#[from] crate::domain::rejection::Rejection),
    #[error("{} cannot be generated; choose people, jobs, organisations, cases, regions or skills", kind.plural())]
    NotGenerated { kind: Kind },
}

/// The vocabulary of every new store: all municipalities and the skills.
/// Skills come in the order of their ids, which they keep for ever as long as the table only grows at its end.
///
/// # Errors
/// A fixture that does not read.
pub fn master() -> Result<Vec<Command>, DemoError> {
    let mut commands = adds(Kind::Region, REGIONS)?;
    commands.extend(adds(Kind::Skill, SKILLS)?);
    Ok(commands)
}

/// One command of adding for each row of a table.
pub fn adds(kind: Kind, text: &str) -> Result<Vec<Command>, DemoError> {
    let drafts = drafts(kind, text)?;
    Ok(drafts.into_iter().map(|(_, draft)| Command::Add { kind, draft, imported: true }).collect())
}

/// The rows of a table as drafts, each with its first cell (the id or code).
pub fn drafts(kind: Kind, text: &str) -> Result<Vec<(String, Draft)>, DemoError> {
    let table = Table::read(text)?;
    table
        .rows
        .iter()
        .map(|row| {
            let cells = table.columns.iter().map(String::as_str).zip(row.iter().map(String::as_str));
            Ok((row.first().cloned().unwrap_or_default(), draft(kind, cells)?))
        })
        .collect()
}

/// A draft from named cells; blank cells and the `id` are left out.
///
/// # Errors
/// An unknown column, or a cell that its field does not take.
pub fn draft<'a>(kind: Kind, cells: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Draft, DemoError> {
    let mut draft = Draft::new();
    for (column, cell) in cells.filter(|(column, cell)| *column != "id" && !cell.is_empty()) {
        let field =
            by_name(kind, column).ok_or_else(|| DemoError::Column { kind, column: column.to_owned() })?;
        draft.put_text(field, cell).map_err(|fault| DemoError::Cell {
            kind,
            column: column.to_owned(),
            cell: cell.to_owned(),
            fault,
        })?;
    }
    Ok(draft)
}

/// A table of texts.
#[derive(Debug)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads a table with a header.
    pub fn read(text: &str) -> Result<Self, DemoError> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let columns = reader.headers()?.iter().map(str::to_owned).collect();
        let rows = reader
            .records()
            .map(|record| Ok(record?.iter().map(str::to_owned).collect()))
            .collect::<Result<_, csv::Error>>()?;
        Ok(Self { columns, rows })
    }
}

/// The regions' table, for those who generate.
pub fn regions() -> Result<Table, DemoError> {
    Table::read(REGIONS)
}

/// The skills' table.
pub fn skills() -> Result<Table, DemoError> {
    Table::read(SKILLS)
}

/// The id of the region with that code.
pub fn region_id(code: &str) -> Option<Id> {
    code.parse().ok().map(|number| Id::new(Kind::Region, number))
}
