//! Generated records as rows for files, and as commands for a store: the same for the same seed, one after another.
//! Invariant: a row depends on its seed and number alone; rows are made as they are asked for, so a million need no memory.

use super::cases;
use super::firms::firms;
use super::jobs::{self, Jobs};
use super::people::{self, People, Taste};
use super::random::Random;
use super::sources::{DemoError, draft, regions, skills};
use crate::domain::command::Command;
use crate::field::Kind;

/// The kinds that can be generated.
pub const KINDS: [Kind; 6] =
    [Kind::Person, Kind::Job, Kind::Organisation, Kind::Case, Kind::Region, Kind::Skill];

const ORGANISATION_COLUMNS: [&str; 6] =
    ["name", "roles", "region_code", "side_job_rule", "cap_hours", "tags"];

/// Rows of one kind under a header.
pub struct Generated {
    /// Keys of the fields, as import reads them.
    pub columns: Vec<String>,
    /// One cell a column.
    pub rows: Box<dyn Iterator<Item = Vec<String>> + Send>,
}

/// `count` rows of a kind. Regions and skills are real tables and end where these end; a case n is about person n.
///
/// # Errors
/// `NotGenerated` for other kinds; a fixture that does not read.
pub fn generate(kind: Kind, count: u64, seed: u64) -> Result<Generated, DemoError> {
    let most = usize::try_from(count).unwrap_or(usize::MAX);
    let columns = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    Ok(match kind {
        Kind::Person => {
            let people = People::read(Taste::FILE)?;
            let rows = (1..=count).map(move |number| people.person(seed, number).into_cells());
            Generated { columns: columns(&people::COLUMNS), rows: Box::new(rows) }
        }
        Kind::Job => {
            let jobs = Jobs::read()?;
            Generated {
                columns: columns(&jobs::COLUMNS),
                rows: Box::new((1..=count).map(move |number| jobs.job(seed, number))),
            }
        }
        Kind::Organisation => {
            let rows = organisations(seed)?;
            Generated { columns: columns(&ORGANISATION_COLUMNS), rows: Box::new((1..=count).map(rows)) }
        }
        Kind::Case => {
            let texts = super::texts::cases()?;
            let rows = (1..=count).map(move |number| cases::row(&texts, seed, number));
            Generated { columns: columns(&cases::COLUMNS), rows: Box::new(rows) }
        }
        Kind::Region => real(regions()?, most),
        Kind::Skill => real(skills()?, most),
        Kind::Match
        | Kind::Measure
        | Kind::Activity
        | Kind::Note
        | Kind::User
        | Kind::View
        | Kind::Round
        | Kind::Gathering => {
            return Err(DemoError::NotGenerated { kind });
        }
    })
}

/// The same rows as commands that add them: what `--people N` and `--jobs N` put into a new store.
///
/// # Errors
/// As `generate`; each command that a row cannot be read for is an error of its own.
pub fn additional(
    kind: Kind,
    count: u64,
    seed: u64,
) -> Result<impl Iterator<Item = Result<Command, DemoError>>, DemoError> {
    let Generated { columns, rows } = generate(kind, count, seed)?;
    Ok(rows.map(move |row| {
        let cells = columns.iter().map(String::as_str).zip(row.iter().map(String::as_str));
        Ok(Command::Add { kind, draft: draft(kind, cells)?, imported: true })
    }))
}

fn organisations(seed: u64) -> Result<impl Fn(u64) -> Vec<String> + Send, DemoError> {
    let firms = firms()?;
    let codes: Vec<String> = regions()?.rows.into_iter().filter_map(|row| row.into_iter().next()).collect();
    Ok(move |number: u64| {
        let mut random = Random::of(seed ^ 0x4F52_4753, number);
        let place = usize::try_from(number.wrapping_sub(1)).unwrap_or(0);
        let firm = firms.get(place % firms.len().max(1));
        let (name, rule) = firm.map_or(("", ""), |firm| (firm.name.as_str(), firm.rule.as_str()));
        // Beyond the list, a number keeps the names apart.
        let round = place / firms.len().max(1);
        let name = if round == 0 { name.to_owned() } else { format!("{name} 第{}", round + 1) };
        let cap = if matches!(rule, "notify" | "permit") {
            (10 + 5 * random.below(5)).to_string()
        } else {
            String::new()
        };
        let roles = random.word(&["sender", "sender", "host", "sender;host"]).to_owned();
        vec![name, roles, random.word(&codes).to_owned(), rule.to_owned(), cap, "架空".to_owned()]
    })
}

fn real(table: super::sources::Table, most: usize) -> Generated {
    Generated { columns: table.columns, rows: Box::new(table.rows.into_iter().take(most)) }
}
