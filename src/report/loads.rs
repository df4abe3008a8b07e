//! Who has how many cases, and how long cases have been where they are.

use std::collections::BTreeMap;

use super::{Asked, Table, median, number, text};
use crate::domain::decide::stage_of;
use crate::domain::stage::is_open;
use crate::domain::urgency::{Reason, Section};
use crate::domain::{Record, State};
use crate::field::Kind;
use crate::field::choices::Stage;
use crate::field::tables::case;

/// Open cases by owner: how many, how many late, waiting on others, on hold.
pub fn loads(state: &State, asked: &Asked) -> Table {
    let mut owners: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    for record in state.records(Kind::Case).filter(|record| is_open(stage_of(record))) {
        let owner = record.text(&case::OWNER).unwrap_or_default().to_owned();
        let [open, late, waiting, held] = owners.entry(owner).or_default();
        *open += 1;
        match Reason::of(&record, asked.today).section(asked.today) {
            Section::Late => *late += 1,
            Section::Waiting => *waiting += 1,
            Section::Held => *held += 1,
            _ => {}
        }
    }
    let rows = owners.into_iter().map(|(owner, counts)| {
        let owner =
            if owner.is_empty() { asked.lang.pick("担当なし", "nobody").to_owned() } else { owner };
        std::iter::once(owner).chain(counts.map(|count| count.to_string())).collect()
    });
    Table {
        columns: vec![
            text("owner", "担当", "Owner"),
            number("open", "担当中", "Open"),
            number("late", "超過", "Late"),
            number("waiting", "相手待ち", "Waiting"),
            number("held", "保留", "On hold"),
        ],
        rows: rows.collect(),
    }
}

/// By stage: how many cases are there, and for how many days the middle one has been.
pub fn stays(state: &State, asked: &Asked) -> Table {
    let cases: Vec<Record> = state.records(Kind::Case).filter(|record| is_open(stage_of(record))).collect();
    let rows = Stage::ALL.iter().filter(|stage| is_open(**stage)).map(|stage| {
        let here = cases.iter().filter(|record| stage_of(record) == *stage);
        let days = here.filter_map(|record| Some(asked.today.days_since(record.date(&case::STAGE_SINCE)?)));
        let days: Vec<i32> = days.collect();
        let most = days.iter().max().map_or_else(|| "-".to_owned(), ToString::to_string);
        let count = days.len().to_string();
        let middle = median(days).map_or_else(|| "-".to_owned(), |days| days.to_string());
        vec![asked.say(stage.label()), count, middle, most]
    });
    Table {
        columns: vec![
            text("stage", "段階", "Stage"),
            number("cases", "件数", "Cases"),
            number("median_days", "中央値(日)", "Median days"),
            number("most_days", "最長(日)", "Most days"),
        ],
        rows: rows.collect(),
    }
}
