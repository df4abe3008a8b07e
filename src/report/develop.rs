//! What jobs are to be developed: people for whom no job was found, by the region they wish for and the work they would take,
//! with the skills they bring and the cases behind each row.
//! A case counts once for each kind of work that its person would take, and once in a row whatever the reasons.

use std::collections::{BTreeMap, BTreeSet};

use super::{Asked, Table, median, number, text};
use crate::domain::decide::{match_is_over, stage_of};
use crate::domain::{Record, State};
use crate::field::choices::{ClosedReason, MatchStatus, Stage, Want};
use crate::field::tables::{case, matched, person, round};
use crate::field::{Id, Kind};

/// Days in matching without a candidate from which on a case is told.
const DAYS_WITHOUT: i32 = 30;
/// Skills that are named in a row at most.
const SKILLS_NAMED: usize = 5;
/// Wishes that a job answers.
const WORK: [Want; 8] = [
    Want::SideJob,
    Want::ProBono,
    Want::Employment,
    Want::TeleworkJob,
    Want::Startup,
    Want::Succession,
    Want::Multiwork,
    Want::Farm,
];

/// Why a case is told.
#[derive(Debug, Clone, Copy, Default)]
struct Why {
    closed: bool,
    unplaced: bool,
    waiting: bool,
}

impl Why {
    const fn is_told(self) -> bool {
        self.closed || self.unplaced || self.waiting
    }
}

/// One row while it is counted.
#[derive(Debug, Default)]
struct Group {
    cases: Vec<Id>,
    /// Closed, unplaced, waiting.
    counts: [usize; 3],
    skills: BTreeMap<Id, usize>,
    hours: Vec<i32>,
}

/// Rows by region and wish, the most people first.
pub fn develop(state: &State, asked: &Asked) -> Table {
    let unplaced = unplaced(state, asked);
    let mut groups: BTreeMap<(Option<Id>, Option<Want>), Group> = BTreeMap::new();
    for record in state.records(Kind::Case) {
        let why = why(state, &record, &unplaced, asked);
        if !why.is_told() {
            continue;
        }
        let about = record.reference(&case::PERSON).and_then(|id| state.live(id));
        let bits = about.as_ref().map_or(0, |about| about.set_bits(&person::WANT));
        let mut wants: Vec<Option<Want>> =
            WORK.into_iter().filter(|want| bits & want.bit() != 0).map(Some).collect();
        if wants.is_empty() {
            wants.push(None);
        }
        let region = record.references(&case::REGIONS).next();
        for want in wants {
            groups.entry((region, want)).or_default().take(&record, about.as_ref(), why);
        }
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(key, group)| (std::cmp::Reverse(group.cases.len()), *key));
    Table {
        columns: vec![
            text("region", "希望地域", "Region"),
            text("want", "希望する仕事", "Work wanted"),
            number("cases", "件数", "Cases"),
            number("closed", "合う案件なしで終結", "Closed, no match"),
            number("unplaced", "ラウンドで未配置", "Unplaced in rounds"),
            number("waiting", "候補なし30日以上", "30 days without"),
            text("skills", "持っている技能", "Skills they have"),
            number("hours_week", "時間/週", "h/week"),
            text("ids", "ケース", "Case ids"),
        ],
        rows: groups
            .into_iter()
            .map(|((region, want), group)| group.row(region, want, state, asked))
            .collect(),
    }
}

/// The cases that a round found no post for.
fn unplaced(state: &State, asked: &Asked) -> BTreeSet<Id> {
    let rounds = state.records(Kind::Round).filter(|record| asked.holds(record.date(&round::RUN_ON)));
    rounds
        .flat_map(|record| record.rows(&round::ENTRIES).to_vec())
        .filter(|row| row.reference(round::entry::JOB.code).is_none())
        .filter_map(|row| row.reference(round::entry::CASE.code))
        .collect()
}

fn why(state: &State, record: &Record, unplaced: &BTreeSet<Id>, asked: &Asked) -> Why {
    let at = stage_of(record);
    let reason = record.choice(&case::CLOSED_REASON).and_then(ClosedReason::from_code);
    let closed = at == Stage::Closed && reason == Some(ClosedReason::NoMatch);
    // Who has found something since, or went for another reason, wants no job any more.
    let open = at < Stage::Agreed;
    let since = record.date(&case::STAGE_SINCE);
    let long = since.is_some_and(|since| asked.today.days_since(since) >= DAYS_WITHOUT);
    Why {
        closed: closed && asked.holds(record.date(&case::CLOSED_ON)),
        unplaced: (open || closed) && unplaced.contains(&record.id),
        waiting: at == Stage::Matching
            && long
            && asked.holds(record.date(&case::OPENED_ON))
            && !has_candidate(state, record),
    }
}

/// Whether a match of the case is still on.
fn has_candidate(state: &State, record: &Record) -> bool {
    state.linked(record.id, Kind::Match).filter_map(|id| state.live(id)).any(|one| {
        let status = one.choice(&matched::STATUS).and_then(MatchStatus::from_code);
        !match_is_over(status.unwrap_or(MatchStatus::Suggested))
    })
}

impl Group {
    fn take(&mut self, record: &Record, about: Option<&Record>, why: Why) {
        self.cases.push(record.id);
        for (count, is_so) in self.counts.iter_mut().zip([why.closed, why.unplaced, why.waiting]) {
            *count += usize::from(is_so);
        }
        let Some(about) = about else { return };
        let skills = about.rows(&person::SKILLS).iter();
        for skill in skills.filter_map(|row| row.reference(person::skill::SKILL.code)) {
            *self.skills.entry(skill).or_default() += 1;
        }
        self.hours.extend(about.int(&person::HOURS).and_then(|hours| i32::try_from(hours).ok()));
    }

    fn row(self, region: Option<Id>, want: Option<Want>, state: &State, asked: &Asked) -> Vec<String> {
        let mut skills: Vec<(Id, usize)> = self.skills.into_iter().collect();
        skills.sort_by_key(|(skill, count)| (std::cmp::Reverse(*count), *skill));
        let comma = asked.lang.pick("、", ", ");
        let named = skills.iter().take(SKILLS_NAMED).filter_map(|(skill, count)| {
            let name = state.label(*skill)?;
            Some(format!("{name} {count}"))
        });
        let ids: Vec<String> = self.cases.iter().map(ToString::to_string).collect();
        let [closed, unplaced, waiting] = self.counts;
        vec![
            region.and_then(|id| state.label(id)).unwrap_or_else(|| "-".to_owned()),
            want.map_or_else(|| "-".to_owned(), |want| asked.say(want.label())),
            self.cases.len().to_string(),
            closed.to_string(),
            unplaced.to_string(),
            waiting.to_string(),
            named.collect::<Vec<_>>().join(comma),
            median(self.hours).map(|hours| hours.to_string()).unwrap_or_default(),
            ids.join(" "),
        ]
    }
}
