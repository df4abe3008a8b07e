//! What leaves that is no list of records: a report, or what is asked of policy.

use super::Form;
use crate::domain::State;
use crate::field::Date;
use crate::field::choices::PolicyAsk;
use crate::lang::{Label, Lang};
use crate::report::{self, Asked, Report, Table, policy};

/// A table or text that is counted when it leaves, from what its reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaf {
    /// A report of all years or one.
    Report(Report, Option<i16>),
    /// What is asked of policy: all of it, or one ask (`Some(None)`: what speaks for none yet).
    Policy(Option<Option<PolicyAsk>>),
}

impl Leaf {
    /// The forms that it can take.
    pub const fn forms(self) -> &'static [Form] {
        match self {
            Self::Report(..) => &[Form::Csv],
            Self::Policy(_) => &[Form::Text, Form::Csv],
        }
    }

    /// Its name in files and in the access chain.
    pub fn key(self) -> String {
        match self {
            Self::Report(report, _) => format!("report-{}", report.key()),
            Self::Policy(None) => "policy".to_owned(),
            Self::Policy(Some(ask)) => format!("policy-{}", ask.map_or("none", PolicyAsk::key)),
        }
    }

    /// What people call it.
    pub fn title(self, lang: Lang) -> String {
        match self {
            Self::Report(report, None) => report.label().text(lang).to_owned(),
            Self::Report(report, Some(year)) => match lang {
                Lang::Ja => format!("{} {year}年度", report.label().ja),
                Lang::En => format!("{} FY{year}", report.label().en),
            },
            Self::Policy(only) => {
                let name = Label::new("政策提言", "Policy asks").text(lang);
                let ask = only.map(|ask| policy::Page { ask, ..policy::Page::default() }.label().text(lang));
                ask.map_or_else(|| name.to_owned(), |ask| format!("{name}: {ask}"))
            }
        }
    }

    /// Whether it names people.
    pub const fn is_personal(self) -> bool {
        matches!(self, Self::Report(report, _) if report.is_personal())
    }

    /// Its rows under names of columns.
    pub fn table(self, state: &State, today: Date, lang: Lang) -> Table {
        match self {
            Self::Report(report, fiscal_year) => report.table(state, &Asked { today, fiscal_year, lang }),
            Self::Policy(only) => {
                let asked = Asked { today, fiscal_year: None, lang };
                let rows = policy::rows(&policy::desk(state, &asked), only, state, &asked);
                Table { columns: report::proposals_columns(), rows }
            }
        }
    }

    /// It as a text to be read; nothing for what is a table only.
    pub fn text(self, state: &State, today: Date, lang: Lang) -> Option<String> {
        let Self::Policy(only) = self else { return None };
        let asked = Asked { today, fiscal_year: None, lang };
        Some(policy::text(&policy::desk(state, &asked), only, state, &asked))
    }
}
