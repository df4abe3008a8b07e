//! The office's reports: tables counted from a state, for screens and files alike.
//! Pure; the day and the fiscal year are given. What a reader may not see is in no state of theirs, so it is not counted either.
//! Called by the command line and by the screen of reports.

pub mod board;
mod develop;
mod funnel;
mod houses;
pub mod kpi;
mod ledger;
mod loads;
pub mod paper;
pub mod policy;
mod projects;
mod proposals;
pub mod sheet;
mod work;

pub use proposals::columns as proposals_columns;

use crate::domain::State;
use crate::field::Date;
use crate::lang::{Label, Lang};

/// Counts of people under this are not told in what leaves the office, so that nobody is known by them.
pub const SMALL: usize = 5;

/// A report by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// R1: who is active where, by kind of work.
    Active,
    /// R2: how far those who came by each channel got.
    Funnel,
    /// R3: what regions are ready for.
    Readiness,
    /// R4: what became of jobs.
    Filling,
    /// R5: what came of the work.
    Outcomes,
    /// R6: why cases ended.
    Closings,
    /// R7: how long cases have been where they are.
    Stays,
    /// R8: who has how many cases.
    Loads,
    /// R9: what a proposal can rest on.
    Proposals,
    /// R10: the placement ledger (求人求職管理簿).
    Ledger,
    /// Trial houses and how full they are.
    Houses,
    /// Regions' targets beside what came of them.
    Kpis,
    /// R13: what jobs are to be developed, from those for whom none was found.
    Develop,
    /// R14: projects: how far their cases are and what came of them.
    Projects,
}

impl Report {
    pub const ALL: [Self; 14] = [
        Self::Active,
        Self::Funnel,
        Self::Readiness,
        Self::Filling,
        Self::Outcomes,
        Self::Closings,
        Self::Stays,
        Self::Loads,
        Self::Proposals,
        Self::Ledger,
        Self::Houses,
        Self::Kpis,
        Self::Develop,
        Self::Projects,
    ];

    /// Its name on the command line.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Funnel => "funnel",
            Self::Readiness => "readiness",
            Self::Filling => "filling",
            Self::Outcomes => "outcomes",
            Self::Closings => "closings",
            Self::Stays => "stays",
            Self::Loads => "loads",
            Self::Proposals => "proposals",
            Self::Ledger => "ledger",
            Self::Houses => "houses",
            Self::Kpis => "kpi",
            Self::Develop => "develop",
            Self::Projects => "projects",
        }
    }

    /// The report called so: by its name or its number, as `R10`.
    pub fn parse(name: &str) -> Option<Self> {
        let plain = name.trim().to_lowercase();
        let number = plain.strip_prefix('r').and_then(|digits| digits.parse::<usize>().ok());
        let by_number = number.and_then(|number| Self::ALL.get(number.checked_sub(1)?).copied());
        by_number.or_else(|| Self::ALL.into_iter().find(|report| report.key() == plain))
    }

    pub const fn label(self) -> Label {
        match self {
            Self::Active => Label::new("R1 活躍人数", "R1 people active"),
            Self::Funnel => Label::new("R2 流入別転換率", "R2 funnel by channel"),
            Self::Readiness => Label::new("R3 準備度", "R3 readiness"),
            Self::Filling => Label::new("R4 充足", "R4 filling of jobs"),
            Self::Outcomes => Label::new("R5 成果", "R5 outcomes"),
            Self::Closings => Label::new("R6 終結理由", "R6 reasons for closing"),
            Self::Stays => Label::new("R7 滞留日数", "R7 days in stage"),
            Self::Loads => Label::new("R8 担当別負荷", "R8 load by owner"),
            Self::Proposals => Label::new("R9 提言素材", "R9 material for proposals"),
            Self::Ledger => Label::new("R10 求人求職管理簿", "R10 placement ledger"),
            Self::Houses => Label::new("お試し住宅の予約", "Trial houses"),
            Self::Kpis => Label::new("R12 地域のKPI 目標と実績", "R12 regions' KPI, target and actual"),
            Self::Develop => Label::new("R13 案件開拓(合う案件がない人)", "R13 jobs to develop"),
            Self::Projects => Label::new("R14 事業別", "R14 projects"),
        }
    }

    /// Whether it names people, so that whoever takes it out needs the right to.
    pub const fn is_personal(self) -> bool {
        matches!(self, Self::Ledger | Self::Outcomes)
    }

    /// The table, for what was opened in a fiscal year where one is given.
    pub fn table(self, state: &State, asked: &Asked) -> Table {
        match self {
            Self::Active => work::active(state, asked),
            Self::Funnel => funnel::funnel(state, asked),
            Self::Readiness => work::readiness(state, asked),
            Self::Filling => work::filling(state, asked),
            Self::Outcomes => work::outcomes(state, asked),
            Self::Closings => funnel::closings(state, asked),
            Self::Stays => loads::stays(state, asked),
            Self::Loads => loads::loads(state, asked),
            Self::Proposals => proposals::proposals(state, asked),
            Self::Ledger => ledger::ledger(state, asked),
            Self::Houses => houses::calendar(state, asked),
            Self::Kpis => kpi::table(state, asked),
            Self::Develop => develop::develop(state, asked),
            Self::Projects => projects::projects(state, asked),
        }
    }
}

/// On which day, for which fiscal year, in which language.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    pub today: Date,
    /// Only what began in it; `None` for all.
    pub fiscal_year: Option<i16>,
    pub lang: Lang,
}

impl Asked {
    /// Whether something that began on a day is asked for.
    fn holds(&self, day: Option<Date>) -> bool {
        self.fiscal_year.is_none_or(|year| day.is_some_and(|day| day.fiscal_year() == year))
    }

    fn say(&self, label: Label) -> String {
        label.text(self.lang).to_owned()
    }
}

/// A report as rows of cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Names of the columns: for people, and for scripts.
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    pub key: &'static str,
    pub label: Label,
    /// Whether it holds numbers, which stand to the right.
    pub number: bool,
}

const fn text(key: &'static str, ja: &'static str, en: &'static str) -> Column {
    Column { key, label: Label::new(ja, en), number: false }
}

const fn number(key: &'static str, ja: &'static str, en: &'static str) -> Column {
    Column { key, label: Label::new(ja, en), number: true }
}

/// A count of people as it may leave: those under five are not told.
fn few(count: usize, lang: Lang) -> String {
    match (count, lang) {
        (0 | SMALL.., _) => count.to_string(),
        (_, Lang::Ja) => format!("{SMALL}未満"),
        (_, Lang::En) => format!("<{SMALL}"),
    }
}

/// `part` of `whole` in whole percent; nothing of nothing.
fn percent(part: usize, whole: usize) -> String {
    (part * 100).checked_div(whole).map_or_else(|| "-".to_owned(), |percent| format!("{percent}%"))
}

/// The middle of some numbers, the lower one of two.
fn median(mut numbers: Vec<i32>) -> Option<i32> {
    numbers.sort_unstable();
    let middle = numbers.len().checked_sub(1)? / 2;
    numbers.get(middle).copied()
}
