//! The fact sheet of a region: good and bad side by side, so that nobody comes for the one and finds the other only later.
//! Counts of people under five are not told. Where a line is judged, the bounds stand here; they are this program's own.

mod living;

use std::collections::BTreeSet;

use super::paper::{Line, Paper, Sign};
use super::{Asked, SMALL, few};
use crate::domain::decide::stage_of;
use crate::domain::gate::{job_is_open, region_of};
use crate::domain::guideline::{Standing, Step, state_of};
use crate::domain::{Record, State};
use crate::field::choices::{Readiness, ReadinessItem, RewardUnit, Service, Stage};
use crate::field::print::{display, grouped};
use crate::field::tables::region::{self, access};
use crate::field::tables::{case, job, measure};
use crate::field::{Field, Id, Kind, Row};
use crate::lang::Lang;

/// Up to so many it is good, up to so many fair, beyond that hard: minutes and yen of a journey, minutes to a hospital.
const JOURNEY_MINUTES: (i64, i64) = (120, 240);
const JOURNEY_YEN: (i64, i64) = (15_000, 40_000);
const HOSPITAL_MINUTES: (i64, i64) = (30, 60);
/// From so many Mbps on a line is good for calls with pictures, from so many fair.
const NET_MBPS: (i64, i64) = (100, 30);
/// Services whose absence a household has to know of.
const EXPECTED: [Service; 5] =
    [Service::Nursery, Service::School, Service::Clinic, Service::Hospital, Service::Broadband];
/// Open jobs and measures that are named at most; more are counted.
const NAMED: usize = 12;

/// Whether people are counted, which goes through all cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum People {
    Counted,
    /// Their part is left out.
    Left,
}

/// The sheet of a region; `None` where there is none.
pub fn sheet(state: &State, id: Id, people: People, asked: &Asked) -> Option<Paper> {
    let record = state.live(id).filter(|_| id.kind == Kind::Region)?;
    let view = View { state, record: &record, asked };
    let say = |ja: &'static str, en: &'static str| asked.lang.pick(ja, en);
    let name = state.label(id).unwrap_or_default();
    let prefecture = record.text(&region::PREFECTURE).unwrap_or_default();
    let mut paper = Paper {
        title: match asked.lang {
            Lang::Ja => format!("{name}({prefecture})のご案内"),
            Lang::En => format!("{name}, {prefecture}: what to know"),
        },
        note: match asked.lang {
            Lang::Ja => format!("{} 現在  良い点も難しい点も載せています", asked.today),
            Lang::En => format!("as of {}; what is good here and what is hard", asked.today),
        },
        parts: Vec::new(),
    };
    paper.part(say("良いところ", "What is good here"), view.words(&region::GOOD, Sign::Good));
    paper.part(say("難しいところ", "What is hard here"), view.words(&region::BAD, Sign::Bad));
    paper.part(say("交通", "Getting there"), view.journeys());
    paper.part(say("通信と仕事場", "Net and workplaces"), view.workplaces());
    paper.part(say("暮らし", "Services"), view.services());
    paper.part(say("住まい", "Housing"), view.housing());
    paper.part(say("仕事", "Work"), view.jobs());
    paper.part(say("受入体制", "Readiness"), view.readiness());
    paper.part(say("地域の決まり", "Community rules"), view.rules());
    paper.part(say("使える施策", "Measures"), view.measures());
    if people == People::Counted {
        paper.part(say("ここで暮らし働く人", "People here"), view.people());
    }
    paper.part(say("問い合わせ", "Whom to ask"), view.contact());
    Some(paper)
}

struct View<'a> {
    state: &'a State,
    record: &'a Record,
    asked: &'a Asked,
}

/// Good up to the first bound, fair up to the second.
const fn least(value: i64, (good, fair): (i64, i64)) -> Sign {
    if value <= good {
        Sign::Good
    } else if value <= fair {
        Sign::Fair
    } else {
        Sign::Bad
    }
}

/// The worse of two.
const fn worse(one: Sign, other: Sign) -> Sign {
    match (one, other) {
        (Sign::Bad, _) | (_, Sign::Bad) => Sign::Bad,
        (Sign::Fair, _) | (_, Sign::Fair) => Sign::Fair,
        _ => Sign::Good,
    }
}

impl View<'_> {
    fn say(&self, ja: &'static str, en: &'static str) -> &'static str {
        self.asked.lang.pick(ja, en)
    }

    fn unknown(&self, what: &Field) -> Vec<Line> {
        vec![Line::new(
            Sign::Unknown,
            what.name(self.asked.lang),
            self.say("記録がありません", "not on record"),
        )]
    }

    /// A long text, a line each.
    fn words(&self, field: &Field, sign: Sign) -> Vec<Line> {
        let text = self.record.text(field).unwrap_or_default();
        let lines: Vec<Line> = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(|line| Line::new(sign, "", line))
            .collect();
        if lines.is_empty() { self.unknown(field) } else { lines }
    }

    fn journeys(&self) -> Vec<Line> {
        let rows = self.record.rows(&region::ACCESS);
        if rows.is_empty() {
            return self.unknown(&region::ACCESS);
        }
        rows.iter().map(|row| self.journey(row)).collect()
    }

    fn journey(&self, row: &Row) -> Line {
        let lang = self.asked.lang;
        let (minutes, yen) = (row.int(access::MINUTES.code), row.int(access::COST.code));
        let sign = match (minutes, yen) {
            (Some(minutes), Some(yen)) => worse(least(minutes, JOURNEY_MINUTES), least(yen, JOURNEY_YEN)),
            (Some(minutes), None) => least(minutes, JOURNEY_MINUTES),
            // What it costs alone says nothing good.
            (None, Some(yen)) if least(yen, JOURNEY_YEN) == Sign::Bad => Sign::Bad,
            (None, _) => Sign::Unknown,
        };
        let time = minutes.map(|minutes| match (minutes / 60, minutes % 60, lang) {
            (0, rest, Lang::Ja) => format!("{rest}分"),
            (hours, 0, Lang::Ja) => format!("{hours}時間"),
            (hours, rest, Lang::Ja) => format!("{hours}時間{rest}分"),
            (hours, rest, Lang::En) => format!("{hours}:{rest:02} h"),
        });
        let cost = yen.map(|yen| match lang {
            Lang::Ja => format!("往復 {}円", grouped(yen)),
            Lang::En => format!("{} yen return", grouped(yen)),
        });
        let means = row.text(access::MEANS.code).map(str::to_owned);
        let parts: Vec<String> = [time, cost, means].into_iter().flatten().collect();
        let from = row.text(access::FROM.code).unwrap_or_default();
        let from = match lang {
            Lang::Ja => format!("{from}から"),
            Lang::En => format!("from {from}"),
        };
        Line::new(sign, from, parts.join(self.say("、", ", ")))
    }

    fn jobs(&self) -> Vec<Line> {
        let (state, lang) = (self.state, self.asked.lang);
        let open: Vec<Record> = state
            .linked(self.record.id, Kind::Job)
            .filter_map(|id| state.live(id))
            .filter(|one| job_is_open(one, self.asked.today))
            .collect();
        let what = self.say("募集中の案件", "open jobs");
        if open.is_empty() {
            return vec![Line::new(Sign::Bad, what, self.say("いまはありません", "none at present"))];
        }
        let seats: i64 = open.iter().map(|one| one.int(&job::OPENINGS).unwrap_or(1)).sum();
        let count = match lang {
            Lang::Ja => format!("{}件 {seats}人", open.len()),
            Lang::En => format!("{} for {seats} people", open.len()),
        };
        let mut lines = vec![Line::new(Sign::Good, what, count)];
        lines.extend(open.iter().take(NAMED).map(|one| {
            let shown = |field: &Field| one.get(field).map(|value| display(field, value, lang, state));
            let unpaid = one.choice(&job::REWARD_UNIT) == Some(RewardUnit::None.code());
            let paid = shown(&job::REWARD).zip(shown(&job::REWARD_UNIT)).filter(|_| !unpaid);
            let reward = paid.map(|(reward, unit)| format!("{reward}/{unit}"));
            let reward = reward.or_else(|| shown(&job::REWARD_UNIT).filter(|_| unpaid));
            let parts: Vec<String> = [shown(&job::WORK_KIND), reward].into_iter().flatten().collect();
            let title = one.text(&job::TITLE).unwrap_or_default();
            Line::new(Sign::Plain, title, parts.join(self.say("、", ", "))).about(one.id)
        }));
        lines.extend(self.more(open.len()));
        lines
    }

    fn more(&self, all: usize) -> Option<Line> {
        let more = all.checked_sub(NAMED).filter(|more| *more > 0)?;
        let text = match self.asked.lang {
            Lang::Ja => format!("ほか{more}件"),
            Lang::En => format!("and {more} more"),
        };
        Some(Line::new(Sign::Plain, "", text))
    }

    /// The guideline's steps, each with what is not there yet.
    fn readiness(&self) -> Vec<Line> {
        let lang = self.asked.lang;
        let line = |step: &Step| {
            let standing = Standing::of(self.record, *step);
            let sign = match standing.whole() {
                Some(Readiness::Yes) => Sign::Good,
                Some(Readiness::Partial) => Sign::Fair,
                Some(Readiness::No) => Sign::Bad,
                None => Sign::Unknown,
            };
            let gap = |item: &&ReadinessItem| state_of(self.record, **item) != Some(Readiness::Yes);
            let gaps: Vec<String> = step
                .items()
                .iter()
                .filter(gap)
                .map(|item| {
                    let held = state_of(self.record, *item);
                    let word = held.map_or(self.say("未確認", "not known"), |one| one.label().text(lang));
                    format!("{} {word}", item.label().text(lang))
                })
                .collect();
            let gaps = if gaps.is_empty() {
                String::new()
            } else {
                format!("  {}", gaps.join(self.say("、", ", ")))
            };
            Line::new(sign, step.label().text(lang), format!("{}{gaps}", standing.text(lang)))
        };
        Step::ALL.iter().map(line).collect()
    }

    fn rules(&self) -> Vec<Line> {
        self.words(&region::COMMUNITY_RULES, Sign::Plain)
    }

    fn measures(&self) -> Vec<Line> {
        let (state, lang) = (self.state, self.asked.lang);
        let all: Vec<Record> =
            self.record.references(&region::MEASURES).filter_map(|id| state.live(id)).collect();
        let mut lines: Vec<Line> = all
            .iter()
            .take(NAMED)
            .map(|one| {
                let amount = one.get(&measure::AMOUNT);
                let amount = amount.map(|value| display(&measure::AMOUNT, value, lang, state));
                Line::new(
                    Sign::Plain,
                    one.text(&measure::NAME_FIELD).unwrap_or_default(),
                    amount.unwrap_or_default(),
                )
                .about(one.id)
            })
            .collect();
        lines.extend(self.more(all.len()));
        lines
    }

    /// Those whose work, stay or help has begun here.
    fn people(&self) -> Vec<Line> {
        let state = self.state;
        let mut active: BTreeSet<Id> = BTreeSet::new();
        let mut settled: BTreeSet<Id> = BTreeSet::new();
        for record in state.records(Kind::Case) {
            let group = match stage_of(&record) {
                Stage::Active => &mut active,
                Stage::Settled => &mut settled,
                _ => continue,
            };
            if region_of(state, &record) == Some(self.record.id) {
                group.extend(record.reference(&case::PERSON));
            }
        }
        let line = |label: &'static str, count: usize| {
            let text = match (count, self.asked.lang) {
                (0 | SMALL.., Lang::Ja) => format!("{count}人"),
                (_, Lang::Ja) => format!("{SMALL}人未満"),
                (_, Lang::En) => few(count, Lang::En),
            };
            Line::new(Sign::Plain, label, text)
        };
        vec![
            line(self.say("活動中", "active"), active.len()),
            line(self.say("定着", "settled"), settled.len()),
        ]
    }

    fn contact(&self) -> Vec<Line> {
        let lang = self.asked.lang;
        let fields: [&Field; 3] = [&region::COORDINATOR, &region::CONTACT_MAIL, &region::URL_FIELD];
        let line = |field: &&Field| {
            let value = self.record.get(field)?;
            Some(Line::new(Sign::Plain, field.name(lang), display(field, value, lang, self.state)))
        };
        fields.iter().filter_map(line).collect()
    }
}
