//! Hours of side work a month against the employer's cap.
//! Only employment is totalled: hours on an order, unpaid or as a volunteer are told beside it (副業・兼業の促進に関するガイドライン:
//! 労働時間の通算は雇用のみ). Pure; called by gates, previews and the screen of a company.

use super::decide::stage_of;
use super::record::Record;
use super::state::State;
use crate::field::choices::{SideJobRule, Stage, WorkKind};
use crate::field::tables::{case, job, organisation, person};
use crate::field::{Id, Kind};
use crate::lang::Lang;

/// Weeks of a year and months of it: ten hours a week are 43 a month.
const WEEKS: i64 = 52;
const MONTHS: i64 = 12;

/// What somebody works beside their main job, in hours a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Load {
    /// In employment, which is totalled.
    pub employed: i64,
    /// On orders and unpaid, which is not.
    pub other: i64,
    /// The most that the employer allows, the person's own limit before the company's.
    pub cap: Option<i64>,
}

impl Load {
    /// Whether what is totalled is more than is allowed.
    pub fn is_over(&self) -> bool {
        self.cap.is_some_and(|cap| self.employed > cap)
    }

    /// `雇用68時間 > 上限30 (ほか委託など43)`.
    pub fn text(&self, lang: Lang) -> String {
        let sign = if self.is_over() { ">" } else { "/" };
        let cap = match (self.cap, lang) {
            (Some(cap), Lang::Ja) => format!(" {sign} 上限{cap}"),
            (Some(cap), Lang::En) => format!(" {sign} cap {cap}"),
            (None, _) => String::new(),
        };
        let other = match (self.other, lang) {
            (0, _) => String::new(),
            (other, Lang::Ja) => format!(" (委託など{other}は通算外)"),
            (other, Lang::En) => format!(" (+{other} on orders, not totalled)"),
        };
        match lang {
            Lang::Ja => format!("雇用{}時間/月{cap}{other}", self.employed),
            Lang::En => format!("{} h/month employed{cap}{other}", self.employed),
        }
    }
}

impl Load {
    /// The same in few cells: `雇用68>30h 委託43h`.
    pub fn short(&self, lang: Lang) -> String {
        let sign = if self.is_over() { ">" } else { "/" };
        let cap = self.cap.map_or_else(String::new, |cap| format!("{sign}{cap}"));
        let other = match (self.other, lang) {
            (0, _) => String::new(),
            (other, Lang::Ja) => format!(" 委託{other}h"),
            (other, Lang::En) => format!(" orders {other}h"),
        };
        format!("{}{}{cap}h{other}", lang.pick("雇用", "employed "), self.employed)
    }
}

/// Hours a month of so many a week, rounded.
pub const fn a_month(hours_week: i64) -> i64 {
    (hours_week * WEEKS + MONTHS / 2) / MONTHS
}

/// Whether work of a kind is employment.
pub const fn is_employment(kind: WorkKind) -> bool {
    matches!(
        kind,
        WorkKind::Employment
            | WorkKind::TeleworkJob
            | WorkKind::Multiwork
            | WorkKind::WorkingHoliday
            | WorkKind::Internship
            | WorkKind::Corps
    )
}

/// What somebody works now: in cases that are agreed or further.
pub fn load(state: &State, person: Id) -> Load {
    let cases = state.linked(person, Kind::Case).filter_map(|id| state.live(id));
    sum(state, person, cases.filter(works))
}

/// What they would work if a case went on as it is given here.
pub fn load_with(state: &State, given: &Record) -> Option<Load> {
    let person = given.reference(&case::PERSON)?;
    let cases = state.linked(person, Kind::Case).filter(|id| *id != given.id).filter_map(|id| state.live(id));
    Some(sum(state, person, cases.filter(works).chain([given.clone()])))
}

/// The hours of a case a month and whether they are employment; `None` where it has neither a job nor hours.
pub fn of_case(state: &State, record: &Record) -> Option<(i64, bool)> {
    let job = record.reference(&case::JOB).and_then(|id| state.live(id));
    let of_job =
        job.as_ref().and_then(|job| job.int(&job::HOURS_MAX).or(job.int(&job::HOURS_MIN))).map(a_month);
    let hours = record.int(&case::WORK_HOURS).or(of_job)?;
    let kind = job.and_then(|job| job.choice(&job::WORK_KIND)).and_then(WorkKind::from_code);
    // Hours without a job are counted as the law is stricter about them.
    Some((hours, kind.is_none_or(is_employment)))
}

fn sum(state: &State, person: Id, cases: impl Iterator<Item = Record>) -> Load {
    let mut load = Load { cap: cap(state, person), ..Load::default() };
    for (hours, employed) in cases.filter_map(|record| of_case(state, &record)) {
        if employed {
            load.employed += hours;
        } else {
            load.other += hours;
        }
    }
    load
}

/// The most hours a month that somebody may work beside their main job.
pub fn cap(state: &State, person: Id) -> Option<i64> {
    let record = state.live(person)?;
    let employer = || record.reference(&person::EMPLOYER).and_then(|id| state.live(id));
    record.int(&person::SIDE_JOB_CAP).or_else(|| employer()?.int(&organisation::CAP_HOURS))
}

/// The papers that an employer's rule asks for, by name.
pub const fn papers_of(rule: SideJobRule) -> &'static [&'static str] {
    match rule {
        SideJobRule::Notify => &["届出", "合意書"],
        SideJobRule::Permit => &["許可申請", "合意書"],
        SideJobRule::Free | SideJobRule::Prohibit | SideJobRule::Unknown => &[],
    }
}

/// The papers that an employee's side work still lacks: those that the employer's rule asks for and no case of theirs has got.
pub fn papers_missing(state: &State, person: Id) -> Vec<&'static str> {
    let works_for = state.live(person).and_then(|record| record.reference(&person::EMPLOYER));
    let rule = works_for.and_then(|id| state.live(id)?.choice(&organisation::SIDE_JOB_RULE));
    let asked = rule.and_then(SideJobRule::from_code).map_or(&[][..], papers_of);
    let cases: Vec<Record> = state.linked(person, Kind::Case).filter_map(|id| state.live(id)).collect();
    let got = |name: &str| {
        cases.iter().flat_map(|record| record.rows(&case::DOCS)).any(|row| {
            row.text(case::doc::DOCUMENT.code).is_some_and(|held| held.contains(name))
                && row.date(case::doc::GOT.code).is_some()
        })
    };
    if cases.is_empty() {
        return Vec::new();
    }
    asked.iter().copied().filter(|name| !got(name)).collect()
}

/// Whether a case is work that is done or agreed.
fn works(record: &Record) -> bool {
    matches!(stage_of(record), Stage::Agreed | Stage::Preparing | Stage::Active | Stage::Settled)
}
