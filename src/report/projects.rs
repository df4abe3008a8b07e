//! Projects (実証事業 and the like): the cases that bear a project's name, how far they are, what came of them, and in how many days.

use std::collections::BTreeMap;

use super::funnel::furthest;
use super::{Asked, Table, median, number, text};
use crate::domain::decide::stage_of;
use crate::domain::stage::outcome;
use crate::domain::{Record, State};
use crate::field::choices::{ClosedReason, Stage};
use crate::field::tables::case;
use crate::field::{Date, Kind};

/// The stages that are counted, each with those beyond it that are not named.
const STAGES: [(&str, Stage, Stage); 6] = [
    ("intake", Stage::Received, Stage::Assessed),
    ("planned", Stage::Planned, Stage::Planned),
    ("matching", Stage::Matching, Stage::Trial),
    ("agreed", Stage::Agreed, Stage::Preparing),
    ("active", Stage::Active, Stage::Active),
    ("settled", Stage::Settled, Stage::Settled),
];

/// A row for each project: from when to when, where its cases stand, how they ended, and the middle of the days until the start
/// and until the end.
pub fn projects(state: &State, asked: &Asked) -> Table {
    let mut projects: BTreeMap<String, Vec<Record>> = BTreeMap::new();
    for record in state.records(Kind::Case).filter(|record| asked.holds(record.date(&case::OPENED_ON))) {
        if let Some(name) = record.text(&case::PROJECT).map(str::trim).filter(|name| !name.is_empty()) {
            projects.entry(name.to_owned()).or_default().push(record);
        }
    }
    let mut columns = vec![
        text("project", "事業", "Project"),
        number("cases", "ケース", "Cases"),
        text("from", "開始", "From"),
        text("to", "最終", "To"),
    ];
    columns.extend([
        number("intake", "受付～聞き取り", "Intake"),
        number("planned", "プラン", "Planned"),
        number("matching", "マッチング～お試し", "Matching"),
        number("agreed", "合意・準備", "Agreed"),
        number("active", "実施中", "Active"),
        number("settled", "定着", "Settled"),
        number("held", "保留", "On hold"),
        number("won", "終結(成果)", "Ended well"),
        number("lost", "終結(ほか)", "Ended otherwise"),
        number("reached", "合意まで進んだ", "Came to agree"),
        number("days_to_start", "開始まで(日)", "Days to start"),
        number("days_to_end", "終結まで(日)", "Days to end"),
    ]);
    let rows = projects.into_iter().map(|(name, cases)| row(name, &cases));
    Table { columns, rows: rows.collect() }
}

fn row(name: String, cases: &[Record]) -> Vec<String> {
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let opened = || cases.iter().filter_map(|record| record.date(&case::OPENED_ON));
    let ended = cases.iter().filter_map(|record| record.date(&case::CLOSED_ON));
    let last = ended.chain(cases.iter().filter_map(|record| record.date(&case::STAGE_SINCE))).max();
    let mut cells = vec![name, cases.len().to_string(), day(opened().min()), day(last)];
    let count =
        |test: &dyn Fn(&Record) -> bool| cases.iter().filter(|record| test(record)).count().to_string();
    cells.extend(
        STAGES.iter().map(|(_, from, to)| count(&|record| (*from..=*to).contains(&stage_of(record)))),
    );
    let closed = |record: &Record| stage_of(record) == Stage::Closed;
    let won = |record: &Record| {
        let reason = record.choice(&case::CLOSED_REASON).and_then(ClosedReason::from_code);
        reason.is_some_and(|reason| outcome(reason).won)
    };
    cells.push(count(&|record| stage_of(record) == Stage::OnHold));
    cells.push(count(&|record| closed(record) && won(record)));
    cells.push(count(&|record| closed(record) && !won(record)));
    cells.push(count(&|record| furthest(record) >= Stage::Agreed));
    let days = |to: &crate::field::Field| {
        let spans = cases.iter().filter_map(|record| {
            Some(record.date(to)?.days_since(record.date(&case::OPENED_ON)?)).filter(|days| *days >= 0)
        });
        median(spans.collect()).map_or_else(|| "-".to_owned(), |days| days.to_string())
    };
    cells.extend([days(&case::START_ON), days(&case::CLOSED_ON)]);
    cells
}
