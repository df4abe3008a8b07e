//! What leaves that is no list of records: a report, or what is asked of policy.

use super::Form;
use crate::domain::State;
use crate::field::choices::PolicyAsk;
use crate::field::{Date, Id, Kind};
use crate::lang::{Label, Lang};
use crate::report::paper::Paper;
use crate::report::sheet::{People, sheet};
use crate::report::{self, Asked, Report, Table, board, policy};

/// A table or text that is counted when it leaves, from what its reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaf {
    /// A report of all years or one.
    Report(Report, Option<i16>),
    /// A page about one thing.
    Paper(About),
    /// What is asked of policy: all of it, or one ask (`Some(None)`: what speaks for none yet).
    Policy(Option<Option<PolicyAsk>>),
}

impl Leaf {
    /// The forms that it can take.
    pub const fn forms(self) -> &'static [Form] {
        match self {
            Self::Report(..) => &[Form::Csv],
            Self::Paper(_) | Self::Policy(_) => &[Form::Text, Form::Csv],
        }
    }

    /// Its name in files and in the access chain.
    pub fn key(self) -> String {
        match self {
            Self::Report(report, _) => format!("report-{}", report.key()),
            Self::Paper(about) => about.key(),
            Self::Policy(None) => "policy".to_owned(),
            Self::Policy(Some(ask)) => format!("policy-{}", ask.map_or("none", PolicyAsk::key)),
        }
    }

    /// What people call it.
    pub fn title(self, state: &State, lang: Lang) -> String {
        match self {
            Self::Report(report, None) => report.label().text(lang).to_owned(),
            Self::Report(report, Some(year)) => match lang {
                Lang::Ja => format!("{} {year}年度", report.label().ja),
                Lang::En => format!("{} FY{year}", report.label().en),
            },
            Self::Paper(about) => about.title(lang),
            Self::Policy(only) => {
                let name = Label::new("政策提言", "Policy asks").text(lang);
                let ask = only.map(|ask| policy::called(ask, state, lang));
                ask.map_or_else(|| name.to_owned(), |ask| format!("{name}: {ask}"))
            }
        }
    }

    /// Whether it names people.
    pub const fn is_personal(self) -> bool {
        match self {
            Self::Report(report, _) => report.is_personal(),
            Self::Paper(about) => about.is_personal(),
            Self::Policy(_) => false,
        }
    }

    /// Its rows under names of columns.
    pub fn table(self, state: &State, today: Date, lang: Lang) -> Table {
        match self {
            Self::Report(report, fiscal_year) => report.table(state, &Asked { today, fiscal_year, lang }),
            Self::Paper(about) => {
                about.paper(state, today, lang).map(|paper| paper.table(lang)).unwrap_or_default()
            }
            Self::Policy(only) => {
                let asked = Asked { today, fiscal_year: None, lang };
                let rows = policy::rows(&policy::desk(state, &asked), only, state, &asked);
                Table { columns: report::proposals_columns(), rows }
            }
        }
    }

    /// It as a text to be read; nothing for what is a table only.
    pub fn text(self, state: &State, today: Date, lang: Lang) -> Option<String> {
        let only = match self {
            Self::Paper(about) => return about.paper(state, today, lang).map(|paper| paper.text(lang)),
            Self::Policy(only) => only,
            Self::Report(..) => return None,
        };
        let asked = Asked { today, fiscal_year: None, lang };
        Some(policy::text(&policy::desk(state, &asked), only, state, &asked))
    }
}

/// What a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The fact sheet of a region.
    Region(Id),
    /// The board of a regional HR.
    Hr(Id),
}

impl About {
    /// The page that a record has; `None` for those that have none.
    pub fn of(id: Id, state: &State) -> Option<Self> {
        match id.kind {
            Kind::Region => Some(Self::Region(id)),
            Kind::Organisation => board::is_one(state, id).then_some(Self::Hr(id)),
            _ => None,
        }
    }

    /// Its name in files and in the access chain.
    pub fn key(self) -> String {
        match self {
            Self::Region(id) => format!("sheet-{id}"),
            Self::Hr(id) => format!("board-{id}"),
        }
    }

    /// What people call it.
    pub fn title(self, lang: Lang) -> String {
        match self {
            Self::Region(id) => format!("{} {id}", Label::new("地域の紹介票", "Fact sheet").text(lang)),
            Self::Hr(id) => format!("{} {id}", Label::new("企業と案件の板", "Firms and jobs").text(lang)),
        }
    }

    /// Whether it names people.
    pub const fn is_personal(self) -> bool {
        matches!(self, Self::Hr(_))
    }

    /// The page as of a state; `None` where the record is gone.
    pub fn paper(self, state: &State, today: Date, lang: Lang) -> Option<Paper> {
        let asked = Asked { today, fiscal_year: None, lang };
        match self {
            Self::Region(id) => sheet(state, id, People::Counted, &asked),
            Self::Hr(id) => board::board(state, id, &asked),
        }
    }
}
