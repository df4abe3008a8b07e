//! How far people got, by the way they came, and why cases ended.

use super::{Asked, Table, number, percent, text};
use crate::domain::decide::stage_of;
use crate::domain::stage::outcome;
use crate::domain::{Record, State};
use crate::field::Kind;
use crate::field::choices::{Channel, ClosedReason, Stage};
use crate::field::tables::case;

/// The furthest that a case has been: a held or closed one as it was before.
pub fn furthest(record: &Record) -> Stage {
    let stage = stage_of(record);
    if !matches!(stage, Stage::OnHold | Stage::Closed) {
        return stage;
    }
    let held = record.choice(&case::HELD_STAGE).and_then(Stage::from_code).unwrap_or(Stage::Received);
    let settled = record.choice(&case::CLOSED_REASON) == Some(ClosedReason::Settled.code());
    if settled { Stage::Settled } else { held }
}

/// By channel: consultations, and how many of them came to a plan, an introduction, an agreement, and stayed.
pub fn funnel(state: &State, asked: &Asked) -> Table {
    let cases: Vec<Record> =
        state.records(Kind::Case).filter(|record| asked.holds(record.date(&case::OPENED_ON))).collect();
    let mut rows = Vec::new();
    for channel in Channel::ALL.iter().map(|one| Some(*one)).chain([None]) {
        let of = |record: &&Record| record.choice(&case::CHANNEL) == channel.map(Channel::code);
        let came: Vec<&Record> = cases.iter().filter(of).collect();
        if !came.is_empty() {
            let name = channel.map_or_else(|| "-".to_owned(), |one| asked.say(one.label()));
            rows.push(row(name, &came));
        }
    }
    rows.push(row(asked.lang.pick("合計", "all").to_owned(), &cases.iter().collect::<Vec<_>>()));
    Table {
        columns: vec![
            text("channel", "流入経路", "Channel"),
            number("consultations", "相談", "Consultations"),
            number("planned", "プラン", "Planned"),
            number("introduced", "紹介", "Introduced"),
            number("agreed", "合意", "Agreed"),
            number("settled", "定着", "Settled"),
            number("rate", "合意率", "Agreed of all"),
        ],
        rows,
    }
}

fn row(name: String, came: &[&Record]) -> Vec<String> {
    let count = |test: &dyn Fn(&Record) -> bool| came.iter().filter(|record| test(record)).count();
    let reached = |stage: Stage| move |record: &Record| furthest(record) >= stage;
    let planned =
        count(&|record| record.get(&case::PLAN_AGREED).is_some() || reached(Stage::Planned)(record));
    let introduced = count(&|record| {
        record.get(&case::LEDGER).is_some()
            || furthest(record) == Stage::Introduced
            || reached(Stage::Agreed)(record)
    });
    let agreed = count(&reached(Stage::Agreed));
    let settled = count(&reached(Stage::Settled));
    let numbers = [came.len(), planned, introduced, agreed, settled];
    std::iter::once(name)
        .chain(numbers.iter().map(ToString::to_string))
        .chain([percent(agreed, came.len())])
        .collect()
}

/// Why cases ended, with what each reason counts as.
pub fn closings(state: &State, asked: &Asked) -> Table {
    let closed =
        |record: &Record| stage_of(record) == Stage::Closed && asked.holds(record.date(&case::CLOSED_ON));
    let reasons: Vec<u16> = state
        .records(Kind::Case)
        .filter(closed)
        .filter_map(|record| record.choice(&case::CLOSED_REASON))
        .collect();
    let rows = ClosedReason::ALL.iter().filter_map(|reason| {
        let count = reasons.iter().filter(|code| **code == reason.code()).count();
        let flags = outcome(*reason);
        let yes = |flag: bool| if flag { "1" } else { "0" }.to_owned();
        let cells = vec![asked.say(reason.label()), count.to_string(), yes(flags.engaged), yes(flags.won)];
        (count > 0).then_some(cells)
    });
    Table {
        columns: vec![
            text("reason", "終結理由", "Reason"),
            number("count", "件数", "Count"),
            number("engaged", "関与", "Engaged"),
            number("won", "成果", "Won"),
        ],
        rows: rows.collect(),
    }
}
