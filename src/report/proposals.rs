//! What a proposal to those who make the rules can rest on: what companies lack and ask for, why cases fail, and what was
//! thought, said and summed up. Counts only, and texts that name nobody but what their writers wrote.

use super::{Asked, Table, number, text};
use crate::domain::decide::stage_of;
use crate::domain::stage::outcome;
use crate::domain::{Record, State};
use crate::field::choices::{Challenge, ClosedReason, NoteKind, PolicyAsk, Stage};
use crate::field::tables::{case, note, organisation};
use crate::field::{Field, Kind};
use crate::lang::Label;

/// Rows of topic, what, how many, and the words.
pub fn proposals(state: &State, asked: &Asked) -> Table {
    let companies: Vec<Record> = state.records(Kind::Organisation).collect();
    let mut rows = Vec::new();
    let mut push = |topic: Label, what: String, count: usize, words: String| {
        if count > 0 {
            rows.push(vec![asked.say(topic), what, count.to_string(), words]);
        }
    };
    let having =
        |field: &Field, bit: u64| companies.iter().filter(|one| one.set_bits(field) & bit != 0).count();
    for one in Challenge::ALL {
        let count = having(&organisation::CHALLENGES, one.bit());
        push(Label::new("企業の課題", "Challenges"), asked.say(one.label()), count, String::new());
    }
    for one in PolicyAsk::ALL {
        let count = having(&organisation::POLICY_ASKS, one.bit());
        push(Label::new("政策への要望", "Policy asks"), asked.say(one.label()), count, String::new());
    }
    let failed = |record: &Record, reason: ClosedReason| {
        stage_of(record) == Stage::Closed
            && record.choice(&case::CLOSED_REASON) == Some(reason.code())
            && asked.holds(record.date(&case::CLOSED_ON))
    };
    for reason in
        ClosedReason::ALL.iter().filter(|reason| !outcome(**reason).won && outcome(**reason).engaged)
    {
        let count = state.records(Kind::Case).filter(|record| failed(record, *reason)).count();
        push(
            Label::new("成立しなかった理由", "Why it failed"),
            asked.say(reason.label()),
            count,
            String::new(),
        );
    }
    for kind in [NoteKind::Hypothesis, NoteKind::Opinion, NoteKind::Summary] {
        for record in state.records(Kind::Note).filter(|one| one.choice(&note::KIND) == Some(kind.code())) {
            let votes = record.int(&note::VOTES).and_then(|votes| usize::try_from(votes).ok()).unwrap_or(0);
            let cited = record.references(&note::CITES).count();
            let what = match (cited, asked.lang) {
                (0, _) => record.id.to_string(),
                (cited, crate::lang::Lang::Ja) => format!("{} 引用{cited}件", record.id),
                (cited, crate::lang::Lang::En) => format!("{} cites {cited}", record.id),
            };
            let words = record.text(&note::TEXT).unwrap_or_default().replace('\n', " ");
            push(kind.label(), what, votes.max(1), words);
        }
    }
    Table {
        columns: vec![
            text("topic", "区分", "Topic"),
            text("what", "内容", "What"),
            number("count", "件数・賛同", "Count"),
            text("words", "本文", "Words"),
        ],
        rows,
    }
}
