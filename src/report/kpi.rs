//! Regions' targets (KPI) beside what came of them: counted from the records where the program can count it, else as entered by hand
//! with its day.
//! Invariant: what is counted is counted of the target's own fiscal year (April to March); a target without a year is counted
//! of all years, and those who live in two places are counted as of today. A case plays where its job is, else in the region wished first.

use std::collections::{BTreeMap, BTreeSet};

use super::{Asked, Table, number, text};
use crate::domain::decide::stage_of;
use crate::domain::{Record, State, gate};
use crate::field::choices::{ClosedReason, KpiCount, MatchStatus, Stage};
use crate::field::tables::region::{self, target};
use crate::field::tables::{case, job, matched, person};
use crate::field::{Date, Id, Kind};
use crate::lang::Lang;

/// One target of a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kpi {
    pub region: Id,
    pub indicator: String,
    pub year: Option<i16>,
    pub target: Option<i64>,
    /// What was counted or entered; `None` where neither is there.
    pub actual: Option<i64>,
    /// What was counted; `None` for what was entered.
    pub counted: Option<KpiCount>,
    /// The day of what was entered.
    pub as_of: Option<Date>,
}

impl Kpi {
    /// The actual number less the target.
    pub fn gap(&self) -> Option<i64> {
        Some(self.actual?.saturating_sub(self.target?))
    }

    /// The gap with its sign; empty where there is none.
    pub fn signed(&self) -> String {
        match self.gap() {
            None => String::new(),
            Some(0) => "±0".to_owned(),
            Some(gap @ 1..) => format!("+{gap}"),
            Some(gap) => format!("-{}", gap.unsigned_abs()),
        }
    }

    /// The gap in a word: reached, still to go in a year that is not over, or missed.
    pub fn verdict(&self, today: Date, lang: Lang) -> String {
        let over = self.year.is_some_and(|year| year < today.fiscal_year());
        match (self.gap(), lang) {
            (None, _) if self.target.is_none() => lang.pick("目標なし", "no target").to_owned(),
            (None, _) => lang.pick("実績なし", "no actual").to_owned(),
            (Some(0..), _) => lang.pick("達成", "reached").to_owned(),
            (Some(_), _) if over => lang.pick("未達", "missed").to_owned(),
            (Some(gap), Lang::Ja) => format!("あと{}", gap.unsigned_abs()),
            (Some(gap), Lang::En) => format!("{} to go", gap.unsigned_abs()),
        }
    }

    /// Where the actual number comes from: counted as what, or entered on which day.
    pub fn source(&self, lang: Lang) -> String {
        match (self.counted, self.as_of, self.actual) {
            (Some(counted), ..) => match lang {
                Lang::Ja => format!("集計: {}", counted.label().ja),
                Lang::En => format!("counted: {}", counted.label().en),
            },
            (None, Some(day), Some(_)) => match lang {
                Lang::Ja => format!("入力 {day}"),
                Lang::En => format!("entered {day}"),
            },
            (None, None, Some(_)) => lang.pick("入力 (日付なし)", "entered, no day").to_owned(),
            (None, _, None) => String::new(),
        }
    }
}

/// The targets of one region, in the order in which they are on record. Goes through all cases, matches or people once, as far as
/// something is counted of them.
pub fn of_region(state: &State, id: Id) -> Vec<Kpi> {
    let record = state.live(id);
    of(state, record.iter())
}

/// The report: every region with targets.
pub fn table(state: &State, asked: &Asked) -> Table {
    let regions: Vec<Record> =
        state.records(Kind::Region).filter(|record| !record.rows(&region::TARGETS).is_empty()).collect();
    let wanted = |kpi: &Kpi| asked.fiscal_year.is_none() || kpi.year == asked.fiscal_year;
    let cell = |value: Option<i64>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
    let row = |kpi: Kpi| {
        vec![
            state.label(kpi.region).unwrap_or_default(),
            kpi.year.map(|year| year.to_string()).unwrap_or_default(),
            kpi.indicator.clone(),
            cell(kpi.target),
            cell(kpi.actual),
            kpi.signed(),
            kpi.verdict(asked.today, asked.lang),
            kpi.source(asked.lang),
        ]
    };
    Table {
        columns: vec![
            text("region", "地域", "Region"),
            number("fiscal_year", "年度", "FY"),
            text("indicator", "指標", "Indicator"),
            number("target", "目標", "Target"),
            number("actual", "実績", "Actual"),
            number("gap", "差", "Gap"),
            text("verdict", "評価", "Verdict"),
            text("source", "実績の出どころ", "Source"),
        ],
        rows: of(state, regions.iter()).into_iter().filter(wanted).map(row).collect(),
    }
}

fn of<'a>(state: &State, regions: impl Iterator<Item = &'a Record>) -> Vec<Kpi> {
    let mut kpis: Vec<Kpi> = regions
        .flat_map(|record| {
            record.rows(&region::TARGETS).iter().map(|row| Kpi {
                region: record.id,
                indicator: row.text(target::INDICATOR.code).unwrap_or_default().to_owned(),
                year: row.int(target::YEAR.code).and_then(|year| i16::try_from(year).ok()),
                target: row.int(target::AIM.code),
                actual: row.int(target::ACTUAL.code),
                counted: row.choice(target::COUNTED.code).and_then(KpiCount::from_code),
                as_of: row.date(target::ON.code),
            })
        })
        .collect();
    let mut tally = Tally::default();
    for kpi in &kpis {
        if let Some(counted) = kpi.counted {
            tally.0.entry(kpi.region).or_default().entry((counted, kpi.year)).or_default();
        }
    }
    tally.count(state);
    for kpi in &mut kpis {
        if let Some(counted) = kpi.counted {
            let found = tally.0.get(&kpi.region).and_then(|of| of.get(&(counted, kpi.year)));
            kpi.actual = found.and_then(|found| i64::try_from(found.len()).ok());
        }
    }
    kpis
}

/// Whom or what there is, by region, by what is counted and of which year: ids, so that nobody counts twice.
#[derive(Debug, Default)]
struct Tally(BTreeMap<Id, Counted>);

/// By what is counted and of which year.
type Counted = BTreeMap<(KpiCount, Option<i16>), BTreeSet<Id>>;

impl Tally {
    fn wants(&self, counted: &[KpiCount]) -> bool {
        self.0.values().flat_map(BTreeMap::keys).any(|(one, _)| counted.contains(one))
    }

    fn count(&mut self, state: &State) {
        use KpiCount::{Consultations, DualResidents, Matches, Settled, Started, TrialStays};
        if self.wants(&[Consultations, Settled, Started, TrialStays]) {
            for record in state.records(Kind::Case) {
                self.of_case(&record, state);
            }
        }
        if self.wants(&[Matches]) {
            for record in state.records(Kind::Match) {
                if record.choice(&matched::STATUS) == Some(MatchStatus::Accepted.code()) {
                    let of_job = record.reference(&matched::JOB).and_then(|id| state.live(id));
                    let place = of_job.and_then(|job| job.reference(&job::REGION));
                    self.add(place, Matches, record.date(&matched::STATUS_SINCE), record.id);
                }
            }
        }
        if self.wants(&[DualResidents]) {
            for record in state.records(Kind::Person) {
                for row in record.rows(&person::SECOND_BASE) {
                    if row.date(person::base::UNTIL.code).is_none() {
                        let place = row.reference(person::base::REGION.code);
                        self.add(place, DualResidents, row.date(person::base::SINCE.code), record.id);
                    }
                }
            }
        }
    }

    fn of_case(&mut self, record: &Record, state: &State) {
        let place = gate::region_of(state, record);
        if !place.is_some_and(|place| self.0.contains_key(&place)) {
            return;
        }
        let about = record.reference(&case::PERSON).unwrap_or(record.id);
        self.add(place, KpiCount::Consultations, record.date(&case::OPENED_ON), record.id);
        if let Some(day) = record.date(&case::TRIAL_FROM) {
            self.add(place, KpiCount::TrialStays, Some(day), record.id);
        }
        let stands = stage_of(record);
        let ended = record.date(&case::CLOSED_ON);
        let reason = record.choice(&case::CLOSED_REASON).and_then(ClosedReason::from_code);
        let settled = match (stands, reason) {
            (Stage::Settled, _) => record.date(&case::STAGE_SINCE),
            (Stage::Closed, Some(ClosedReason::Settled | ClosedReason::Relocated)) => ended,
            _ => None,
        };
        if let Some(day) = settled {
            self.add(place, KpiCount::Settled, Some(day), about);
        }
        // Who left before the day that was agreed has not begun.
        let begun = |day: &Date| match stands {
            Stage::Active | Stage::Settled => true,
            Stage::Closed => ended.is_some_and(|ended| *day <= ended),
            _ => false,
        };
        if let Some(day) = record.date(&case::START_ON).filter(begun) {
            self.add(place, KpiCount::Started, Some(day), about);
        }
    }

    /// Notes one under every year that asks for it. Those who live in two places are there until they leave.
    fn add(&mut self, place: Option<Id>, counted: KpiCount, day: Option<Date>, id: Id) {
        let Some(held) = place.and_then(|place| self.0.get_mut(&place)) else { return };
        for ((one, year), ids) in held {
            let of_year = year.is_none_or(|year| day.is_some_and(|day| day.fiscal_year() == year));
            if *one == counted && (of_year || counted == KpiCount::DualResidents) {
                ids.insert(id);
            }
        }
    }
}
