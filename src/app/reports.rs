//! The reports, one at a time: tables counted beside the loop, for all years or one.
//! Invariant: what is shown is as of the commit it was asked for; a newer one asks again.

use super::ask::{Answer, Question};
use super::cursor::moved;
use super::export::Export;
use super::layer::{Acts, Context, Step};
use super::message::Effect;
use super::policy::Policy;
use super::port::Leaf;
use super::record::RecordView;
use super::walk::Walk;
use crate::action::{Action, Scope};
use crate::field::Id;
use crate::field::choices::PolicyAsk;
use crate::report::policy::called;
use crate::report::{Report, Table};

/// The state of the layer.
#[derive(Debug, Default)]
pub struct Reports {
    place: usize,
    /// How many fiscal years back; `None` for all.
    years_back: Option<i16>,
    index: usize,
    /// The first column that is seen beside the pinned one, counted from it.
    column: usize,
    shown: Option<(Report, Option<i16>, Table)>,
    /// What was asked last, as of which commit.
    asked: Option<(Report, Option<i16>, u64)>,
}

impl Reports {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn report(&self) -> Report {
        Report::ALL.get(self.place).copied().unwrap_or(Report::Active)
    }

    /// The fiscal year asked for.
    pub fn fiscal_year(&self, context: &Context<'_>) -> Option<i16> {
        self.years_back.map(|back| context.today().fiscal_year() - back)
    }

    /// How many columns behind the first are left out on the left.
    pub const fn column(&self) -> usize {
        self.column
    }

    pub const fn index(&self) -> usize {
        self.index
    }

    /// The table, once it has been counted.
    pub fn table(&self, context: &Context<'_>) -> Option<&Table> {
        let (report, year, table) = self.shown.as_ref()?;
        (*report == self.report() && *year == self.fiscal_year(context)).then_some(table)
    }

    fn turn(&mut self, by: usize) {
        self.place = (self.place + by) % Report::ALL.len();
        self.index = 0;
        self.column = 0;
    }

    /// The ask that a row is about.
    fn ask(&self, context: &Context<'_>) -> Option<PolicyAsk> {
        let row = self.table(context)?.rows.get(self.index)?;
        PolicyAsk::ALL.iter().copied().find(|ask| {
            row.get(1).is_some_and(|it| *it == called(Some(*ask), &context.snapshot.state, context.lang))
        })
    }

    /// The records that a row is about, as far as its cells name them.
    fn targets(&self, context: &Context<'_>) -> Vec<Id> {
        let row = self.table(context).and_then(|table| table.rows.get(self.index));
        // A cell names what its first word does, or is a list of ids; what only mentions one is text.
        let named = |cell: &String| -> Vec<Id> {
            let words = || cell.split(' ').map_while(|word| word.parse().ok());
            words().take(if words().count() == cell.split(' ').count() { usize::MAX } else { 1 }).collect()
        };
        let ids = row.into_iter().flatten().flat_map(named);
        let state = &context.snapshot.state;
        ids.filter(|id| state.has(*id)).collect()
    }

    /// The first of them; next and previous walk the others.
    fn open(&self, context: &Context<'_>) -> Step {
        let targets = self.targets(context);
        let first = targets.first().copied();
        first.map_or(Step::Done, |id| Step::push(RecordView::in_list(id, &Walk::Ids(targets))))
    }
}

impl Acts for Reports {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Reports, Scope::List, Scope::Global]
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        let rows = self.table(context).map_or(0, |table| table.rows.len());
        let page = usize::from(context.size.rows.saturating_sub(8));
        if let Some(index) = moved(self.index, action, count, page, rows) {
            self.index = index;
            return Step::Done;
        }
        match action {
            Action::NextColumn => {
                let columns = self.table(context).map_or(0, |table| table.columns.len());
                self.column = (self.column + 1).min(columns.saturating_sub(2));
            }
            Action::PreviousColumn => self.column = self.column.saturating_sub(1),
            Action::NextTab => self.turn(1),
            Action::PreviousTab => self.turn(Report::ALL.len() - 1),
            Action::NextOrder => {
                self.years_back = match self.years_back {
                    None => Some(0),
                    Some(0) => Some(1),
                    Some(_) => None,
                };
            }
            Action::Export => {
                return Export::of_leaf(Leaf::Report(self.report(), self.fiscal_year(context)), context);
            }
            // What is asked of policy has a page, where it is answered and voted on.
            Action::Open if self.report() == Report::Proposals => {
                return Step::push(self.ask(context).map_or_else(Policy::new, Policy::at));
            }
            Action::Open => return self.open(context),
            _ => return Step::Pass,
        }
        Step::Done
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        vec![
            Action::NextTab,
            Action::PreviousTab,
            Action::NextOrder,
            Action::NextColumn,
            Action::Open,
            Action::Export,
            Action::Back,
        ]
    }

    fn wants(&mut self, context: &Context<'_>) -> Vec<Effect> {
        let asked = (self.report(), self.fiscal_year(context), context.snapshot.seq());
        if context.hidden || self.asked == Some(asked) {
            return Vec::new();
        }
        self.asked = Some(asked);
        vec![Effect::Ask(Question::Report { report: asked.0, fiscal_year: asked.1 })]
    }

    fn answered(&mut self, answer: &Answer, _context: &Context<'_>) {
        if let Answer::Report { report, fiscal_year, table } = answer {
            self.shown = Some((*report, *fiscal_year, table.clone()));
            self.index = self.index.min(table.rows.len().saturating_sub(1));
        }
    }
}
