//! What a proposal to those who make the rules can rest on: what companies lack and ask for, why cases fail, and what was
//! thought, said and summed up about each ask. Texts without the names of those whom they cite; people under five are not counted.

use super::{Asked, Table, few, number, policy, text};
use crate::domain::decide::stage_of;
use crate::domain::stage::outcome;
use crate::domain::{Record, State};
use crate::field::Kind;
use crate::field::choices::{Challenge, ClosedReason, Stage};
use crate::field::print::choice;
use crate::field::tables::{case, organisation};
use crate::lang::Label;

const CHALLENGES: Label = Label::new("企業の課題", "Challenges");
const FAILED: Label = Label::new("成立しなかった理由", "Why it failed");

/// Rows of topic, ask, what, how many for it and against it, and the words.
pub fn proposals(state: &State, asked: &Asked) -> Table {
    let row = |topic: Label, what: String, count: String| {
        vec![asked.say(topic), String::new(), what, count, String::new(), String::new()]
    };
    let mut rows = Vec::new();
    let companies: Vec<Record> = state.records(Kind::Organisation).collect();
    for one in Challenge::ALL {
        let having = companies.iter().filter(|it| it.set_bits(&organisation::CHALLENGES) & one.bit() != 0);
        let count = having.count();
        if count > 0 {
            let what = choice(&organisation::CHALLENGES, one.code(), asked.lang, state);
            rows.push(row(CHALLENGES, what, count.to_string()));
        }
    }
    for (reason, count) in ClosedReason::ALL.iter().zip(failures(state, asked)) {
        if count > 0 {
            rows.push(row(FAILED, asked.say(reason.label()), few(count, asked.lang)));
        }
    }
    rows.extend(policy::rows(&policy::desk(state, asked), None, state, asked));
    Table { columns: columns(), rows }
}

/// The columns of the report and of a page that leaves by itself.
pub fn columns() -> Vec<super::Column> {
    vec![
        text("topic", "区分", "Topic"),
        text("ask", "要望", "Ask"),
        text("what", "内容", "What"),
        number("count", "件数・賛成", "Count, for"),
        number("against", "反対", "Against"),
        text("words", "本文", "Words"),
    ]
}

/// How many cases ended for each reason, of those reasons that somebody had who was really looked after.
fn failures(state: &State, asked: &Asked) -> Vec<usize> {
    let mut counts = vec![0; ClosedReason::ALL.len()];
    for record in state.records(Kind::Case).filter(|record| stage_of(record) == Stage::Closed) {
        let reason = record.choice(&case::CLOSED_REASON).and_then(ClosedReason::from_code);
        let told = reason.filter(|reason| !outcome(*reason).won && outcome(*reason).engaged);
        let held = told.filter(|_| asked.holds(record.date(&case::CLOSED_ON)));
        if let Some(count) = held.and_then(|reason| counts.get_mut(usize::from(reason.code()))) {
            *count += 1;
        }
    }
    counts
}
