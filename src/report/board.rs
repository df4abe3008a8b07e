//! The board of a regional HR (地域の人事部): its firms, their jobs, and the candidates of each with where they stand.
//! Its firms are those whose jobs lie in the regions that it serves, and those that are linked to it as members.

use std::collections::{BTreeMap, BTreeSet};

use super::Asked;
use super::paper::{Line, Paper, Sign};
use crate::domain::decide::match_is_over;
use crate::domain::{Record, State, opening};
use crate::field::choices::{JobStatus, LinkKind, MatchStatus};
use crate::field::tables::organisation::{self, link};
use crate::field::tables::{job, matched, region};
use crate::field::{Id, Kind};
use crate::lang::Lang;

/// Candidates that are named for one job at most.
const NAMED: usize = 8;

/// Whether an organisation is a regional HR: it serves a region or has members.
pub fn is_one(state: &State, id: Id) -> bool {
    id.kind == Kind::Organisation
        && (serves(state, id).next().is_some() || members(state, id).next().is_some())
}

/// The board of a regional HR; `None` where it is none.
pub fn board(state: &State, id: Id, asked: &Asked) -> Option<Paper> {
    if !is_one(state, id) {
        return None;
    }
    let mut firms: BTreeMap<(String, Option<Id>), BTreeSet<Id>> = BTreeMap::new();
    let mut put = |firm: Option<Id>, of: Option<Id>| {
        let name = firm.and_then(|firm| state.label(firm));
        let name = name.unwrap_or_else(|| asked.lang.pick("(団体なし)", "(no organisation)").to_owned());
        firms.entry((name, firm)).or_default().extend(of);
    };
    for region in serves(state, id) {
        for record in state.linked(region, Kind::Job).filter_map(|id| state.live(id)).filter(is_current) {
            put(record.reference(&job::ORGANISATION), Some(record.id));
        }
    }
    for firm in members(state, id) {
        put(Some(firm), None);
        for record in state.linked(firm, Kind::Job).filter_map(|id| state.live(id)).filter(is_current) {
            put(Some(firm), Some(record.id));
        }
    }
    let jobs: usize = firms.values().map(BTreeSet::len).sum();
    let named = firms.keys().filter(|(_, firm)| firm.is_some()).count();
    let name = state.label(id).unwrap_or_default();
    let mut paper = Paper {
        title: match asked.lang {
            Lang::Ja => format!("{name} 企業と案件の板"),
            Lang::En => format!("{name}: firms and jobs"),
        },
        note: match asked.lang {
            Lang::Ja => format!("{} 現在  {named}社 {jobs}件", asked.today),
            Lang::En => format!("as of {}; {named} firms, {jobs} jobs", asked.today),
        },
        parts: Vec::new(),
    };
    for ((name, firm), jobs) in firms {
        let mut lines: Vec<Line> =
            jobs.iter().filter_map(|id| state.live(*id)).flat_map(|one| of_job(&one, state, asked)).collect();
        if let (true, Some(firm)) = (lines.is_empty(), firm) {
            let none = asked.lang.pick("いま案件はありません", "no job at present");
            lines.push(Line::new(Sign::Plain, "", none).about(firm));
        }
        paper.part(name, lines);
    }
    Some(paper)
}

/// The regions that name it as theirs.
fn serves(state: &State, id: Id) -> impl Iterator<Item = Id> + '_ {
    let is_its = move |region: &Id| {
        state.live(*region).is_some_and(|record| record.reference(&region::REGIONAL_HR) == Some(id))
    };
    state.linked(id, Kind::Region).filter(is_its)
}

/// The organisations that are linked to it as members.
fn members(state: &State, id: Id) -> impl Iterator<Item = Id> + '_ {
    let is_member = move |firm: &Id| {
        state.live(*firm).is_some_and(|record| {
            record.rows(&organisation::LINKS).iter().any(|row| {
                row.choice(link::KIND.code) == Some(LinkKind::Member.code())
                    && row.reference(link::WITH.code) == Some(id)
            })
        })
    };
    state.linked(id, Kind::Organisation).filter(is_member)
}

/// Jobs that somebody still works on.
fn is_current(record: &Record) -> bool {
    let status = record.choice(&job::STATUS).and_then(JobStatus::from_code);
    !matches!(status, Some(JobStatus::Closed | JobStatus::Cancelled))
}

/// A job with its candidates by status, and beneath it those who are still in, the furthest first.
fn of_job(record: &Record, state: &State, asked: &Asked) -> Vec<Line> {
    let lang = asked.lang;
    let mut counts: BTreeMap<MatchStatus, usize> = BTreeMap::new();
    let mut people: Vec<(MatchStatus, Record)> = Vec::new();
    for one in state.linked(record.id, Kind::Match).filter_map(|id| state.live(id)) {
        let status = one.choice(&matched::STATUS).and_then(MatchStatus::from_code);
        let status = status.unwrap_or(MatchStatus::Suggested);
        *counts.entry(status).or_default() += 1;
        if !match_is_over(status) || status == MatchStatus::Accepted {
            people.push((status, one));
        }
    }
    let accepted = counts.get(&MatchStatus::Accepted).copied().unwrap_or(0);
    let status = record.choice(&job::STATUS).and_then(JobStatus::from_code).unwrap_or(JobStatus::Open);
    let seats = record.int(&job::OPENINGS).unwrap_or(1);
    let mut text = match lang {
        Lang::Ja => format!("{}  成約 {accepted}/{seats}人", status.label().ja),
        Lang::En => format!("{}  {accepted} of {seats} found", status.label().en),
    };
    let told: Vec<String> = counts
        .iter()
        .filter(|(status, _)| **status != MatchStatus::Accepted)
        .map(|(status, count)| format!("{} {count}", status.label().text(lang)))
        .collect();
    if told.is_empty() && accepted == 0 && opening::is_open(record) {
        text.push_str(lang.pick("  候補なし", "  no candidates"));
    } else if !told.is_empty() {
        text.push_str("  ");
        text.push_str(&told.join(lang.pick("・", ", ")));
    }
    let title = record.text(&job::TITLE).unwrap_or_default();
    let mut lines = vec![Line::new(Sign::Plain, title, text).about(record.id)];
    people.sort_by_key(|(status, one)| (std::cmp::Reverse(*status), one.id));
    lines.extend(people.iter().take(NAMED).map(|(status, one)| {
        let person = one.reference(&matched::PERSON);
        let name = person.and_then(|id| state.label(id)).unwrap_or_default();
        let since = one.date(&matched::STATUS_SINCE).map(|day| format!(" {day}")).unwrap_or_default();
        let text = format!("{}{since}", status.label().text(lang));
        let line = Line::new(Sign::Plain, format!("  {name}"), text);
        person.map_or(line.clone(), |id| line.about(id))
    }));
    let more = people.len().saturating_sub(NAMED);
    if more > 0 {
        lines.push(Line::new(Sign::Plain, format!("  +{more}"), ""));
    }
    lines
}
