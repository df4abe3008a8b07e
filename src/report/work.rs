//! Who is active where, what regions are ready for, what became of jobs and of the work.

use std::collections::BTreeMap;

use super::{Asked, Table, few, number, text};
use crate::domain::decide::stage_of;
use crate::domain::gate::region_of;
use crate::domain::guideline::{Standing, Step, state_of};
use crate::domain::{Record, State};
use crate::field::Kind;
use crate::field::choices::{CaseKind, JobStatus, MatchStatus, Stage};
use crate::field::tables::{case, job, matched, region};

/// People whose work, stay or help has begun, by region and kind; fewer than five are not told.
pub fn active(state: &State, asked: &Asked) -> Table {
    let mut counts: BTreeMap<(String, u16), usize> = BTreeMap::new();
    let begun = |record: &Record| matches!(stage_of(record), Stage::Active | Stage::Settled);
    for record in state.records(Kind::Case).filter(begun) {
        if asked.holds(record.date(&case::START_ON)) {
            let place =
                region_of(state, &record).and_then(|id| state.label(id)).unwrap_or_else(|| "-".to_owned());
            *counts.entry((place, record.choice(&case::KIND).unwrap_or(u16::MAX))).or_default() += 1;
        }
    }
    let rows = counts.into_iter().map(|((place, kind), count)| {
        let kind = CaseKind::from_code(kind).map_or_else(|| "-".to_owned(), |kind| asked.say(kind.label()));
        vec![place, kind, few(count, asked.lang)]
    });
    Table {
        columns: vec![
            text("region", "地域", "Region"),
            text("kind", "種類", "Kind"),
            number("people", "人数", "People"),
        ],
        rows: rows.collect(),
    }
}

/// The regions that the office has looked at: each step of the guideline as a whole, and behind the steps each of their items.
pub fn readiness(state: &State, asked: &Asked) -> Table {
    const STEPS: [&str; 4] = ["step_1", "step_2", "step_3", "step_4"];
    let mut columns = vec![text("region", "地域", "Region"), text("plan", "促進計画", "Plan")];
    columns
        .extend(Step::ALL.iter().zip(STEPS).map(|(step, key)| text(key, step.label().ja, step.label().en)));
    let items = || Step::ALL.iter().flat_map(|step| step.items());
    columns.extend(items().map(|item| text(item.key(), item.label().ja, item.label().en)));
    let looked_at = |record: &Record| record.get(&region::READINESS).is_some();
    let row = |record: Record| {
        let plan = record.get(&region::PLAN_STATUS);
        let plan =
            plan.map(|value| crate::field::print::display(&region::PLAN_STATUS, value, asked.lang, state));
        let mut cells = vec![state.label(record.id).unwrap_or_default(), plan.unwrap_or_default()];
        cells.extend(Step::ALL.iter().map(|step| Standing::of(&record, *step).text(asked.lang)));
        cells.extend(items().map(|item| {
            let held = state_of(&record, *item);
            held.map_or_else(|| "?".to_owned(), |one| asked.say(one.label()))
        }));
        cells
    };
    Table { columns, rows: state.records(Kind::Region).filter(looked_at).map(row).collect() }
}

/// Jobs: candidates, presented, accepted, and the days since they were received.
pub fn filling(state: &State, asked: &Asked) -> Table {
    let opened = |record: &Record| record.date(&job::RECEIVED_ON).or(record.date(&job::OPENS_ON));
    let row = |record: Record| {
        let statuses: Vec<MatchStatus> = state
            .linked(record.id, Kind::Match)
            .filter_map(|id| state.live(id)?.choice(&matched::STATUS))
            .filter_map(MatchStatus::from_code)
            .collect();
        let presented = state
            .linked(record.id, Kind::Match)
            .filter(|id| state.live(*id).is_some_and(|one| one.get(&matched::PRESENTED_ON).is_some()))
            .count();
        let accepted = statuses.iter().filter(|status| **status == MatchStatus::Accepted).count();
        let status = record.choice(&job::STATUS).and_then(JobStatus::from_code).unwrap_or(JobStatus::Open);
        let days = opened(&record).map(|day| asked.today.days_since(day).to_string()).unwrap_or_default();
        vec![
            record.id.to_string(),
            state.label(record.id).unwrap_or_default(),
            asked.say(status.label()),
            record.int(&job::OPENINGS).unwrap_or(1).to_string(),
            statuses.len().to_string(),
            presented.to_string(),
            accepted.to_string(),
            days,
        ]
    };
    Table {
        columns: vec![
            text("id", "番号", "Id"),
            text("job", "案件", "Job"),
            text("status", "状態", "Status"),
            number("openings", "募集", "Openings"),
            number("candidates", "候補", "Candidates"),
            number("presented", "紹介", "Presented"),
            number("accepted", "成約", "Accepted"),
            number("days", "経過日数", "Days"),
        ],
        rows: state.records(Kind::Job).filter(|record| asked.holds(opened(record))).map(row).collect(),
    }
}

/// What came of the work: reports at the end of jobs, outcomes of cases.
pub fn outcomes(state: &State, asked: &Asked) -> Table {
    let of_jobs = state.records(Kind::Job).filter_map(|record| {
        let told = record.text(&job::END_REPORT)?.to_owned();
        asked.holds(record.date(&job::RECEIVED_ON)).then_some((record, told))
    });
    let of_cases = state.records(Kind::Case).filter_map(|record| {
        let told = record.text(&case::OUTCOME)?.to_owned();
        asked.holds(record.date(&case::OPENED_ON)).then_some((record, told))
    });
    let row = |(record, told): (Record, String)| {
        vec![record.id.to_string(), state.label(record.id).unwrap_or_default(), told.replace('\n', " ")]
    };
    Table {
        columns: vec![
            text("id", "番号", "Id"),
            text("label", "名称", "Name"),
            text("outcome", "成果", "Outcome"),
        ],
        rows: of_jobs.chain(of_cases).map(row).collect(),
    }
}
