//! The case board: open cases in columns by stage, each column by what is due soonest.
//! Invariant: a case stays under the cursor when others move it; the board is read beside the loop, once for each commit.

use std::ops::Range;

use super::ask::Answer;
use super::cursor::Cursor;
use super::filter::Filter;
use super::form;
use super::kept::{Kept, News};
use super::layer::{Acts, Context, Step};
use super::listing::{Entry, Listing, Order, Rows};
use super::message::Effect;
use super::record::RecordView;
use super::walk::Walk;
use crate::action::{Action, Scope};
use crate::field::choices::Stage;
use crate::field::{Id, Kind};

/// Columns of the board: every stage of work, in order, and what is on hold.
pub const COLUMNS: [Stage; 12] = [
    Stage::Received,
    Stage::Triaged,
    Stage::Assessed,
    Stage::Planned,
    Stage::Matching,
    Stage::Introduced,
    Stage::Trial,
    Stage::Agreed,
    Stage::Preparing,
    Stage::Active,
    Stage::Settled,
    Stage::OnHold,
];

/// The state of the board.
#[derive(Debug)]
pub struct Board {
    kept: Kept,
    column: usize,
    cursor: Cursor,
    filter: Filter,
}

impl Board {
    /// The board of all open cases.
    pub fn new() -> Self {
        Self {
            kept: Kept::new(Listing { kind: Kind::Case, order: Order::Stage, filter: String::new() }),
            column: 0,
            cursor: Cursor::default(),
            filter: Filter::default(),
        }
    }

    /// How many cases a column has.
    pub fn cases(&self, column: usize) -> usize {
        self.range(column).len()
    }

    /// A case of a column, counted from 0.
    pub fn case(&self, column: usize, row: usize) -> Option<Entry> {
        let place = self.range(column).nth(row)?;
        self.kept.rows()?.entry(place)
    }

    /// The column of the cursor.
    pub const fn column(&self) -> usize {
        self.column
    }

    /// The row of the cursor in its column.
    pub const fn row(&self) -> usize {
        self.cursor.index()
    }

    pub fn filter(&self) -> &str {
        self.filter.written()
    }

    /// The filter being typed.
    pub const fn filtering(&self) -> Option<&super::query_line::QueryLine> {
        self.filter.typing()
    }

    /// Whether the cases have not been read yet.
    pub const fn is_loading(&self) -> bool {
        self.kept.rows().is_none()
    }

    pub fn selected(&self) -> Option<Id> {
        self.cursor.id()
    }

    /// The rows of a column.
    fn range(&self, column: usize) -> Range<usize> {
        match (self.kept.rows(), COLUMNS.get(column)) {
            (Some(rows), Some(stage)) => rows.in_stage(*stage),
            _ => 0..0,
        }
    }

    fn walk(&self, column: usize) -> Walk {
        let range = self.range(column);
        self.kept.rows().map_or(Walk::Ids(Vec::new()), |rows| Walk::Rows(rows.clone(), range))
    }

    /// To the next column with cases in a direction; stays where there is none.
    fn go(&mut self, right: bool) {
        let filled = |column: &usize| self.cases(*column) > 0;
        let next = if right {
            (self.column + 1..COLUMNS.len()).find(filled)
        } else {
            (0..self.column).rev().find(filled)
        };
        if let Some(column) = next {
            self.column = column;
            let rows = self.walk(column);
            self.cursor.set(self.cursor.index(), &rows);
        }
    }

    /// The rows are others than before.
    fn changed(&mut self) {
        let place =
            self.cursor.id().and_then(|id| self.kept.rows().and_then(|rows: &Rows| rows.position(id)));
        let column = |place| (0..COLUMNS.len()).find(|column| self.range(*column).contains(&place));
        if let Some(column) = place.and_then(column) {
            self.column = column;
        } else if self.cases(self.column) == 0 {
            self.column = (0..COLUMNS.len()).find(|column| self.cases(*column) > 0).unwrap_or(0);
        }
        let rows = self.walk(self.column);
        self.cursor.follow(&rows);
    }
}

impl Default for Board {
    fn default() -> Self {
        Self::new()
    }
}

impl Acts for Board {
    fn scopes(&self) -> &'static [Scope] {
        if self.filter.typing().is_some() {
            &[Scope::Picker, Scope::Text]
        } else {
            &[Scope::Board, Scope::List, Scope::Global]
        }
    }

    fn takes_text(&self) -> bool {
        self.filter.typing().is_some()
    }

    fn typed(&mut self, text: &str, context: &Context<'_>) -> Step {
        self.filter.typed(text, context, &mut self.kept.listing.filter)
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        if self.filter.typing().is_some() {
            return match self.filter.act(action, context, &mut self.kept.listing.filter) {
                Step::Pass => Step::Done,
                step => step,
            };
        }
        let rows = self.walk(self.column);
        let page = usize::from(context.size.rows.saturating_sub(8));
        if self.cursor.act(action, count, page, &rows) {
            return Step::Done;
        }
        match action {
            Action::NextColumn => self.go(true),
            Action::PreviousColumn => self.go(false),
            Action::SaveView => return form::save_view(Kind::Case, self.filter.written(), context),
            Action::Filter => self.filter.begin(Kind::Case, context),
            Action::Back if self.filter.clear(&mut self.kept.listing.filter) => {}
            Action::Open => {
                let Some(id) = self.selected() else { return Step::Done };
                return Step::push(RecordView::in_list(id, &rows));
            }
            Action::SuggestMeasures => {
                return self.cursor.id().map_or(Step::Done, |id| Step::push(super::aid::Aid::of(id)));
            }
            Action::Claim => {
                return super::verb::claim(self.selected().as_slice(), context);
            }
            Action::Letter => {
                let letter = self.selected().and_then(|id| super::letter::Letter::to(id, context));
                return letter.map_or_else(|| super::verb::nothing(context), Step::push);
            }
            Action::Discuss => return form::discuss(self.selected().as_slice(), context),
            Action::Repeat => return super::verb::repeat(self.selected().as_slice(), context),
            Action::ExplainUrgency => {
                return self.selected().map_or(Step::Done, |id| Step::push(super::parts::Parts::of(id)));
            }
            // A card is a case: nothing is added beside it, and an event is a person's.
            verb if form::is_begun_by(verb) && !matches!(verb, Action::Add | Action::EnterEvent) => {
                return form::open_for(verb, self.selected().as_slice(), Kind::Case, context);
            }
            _ => return Step::Pass,
        }
        Step::Done
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        if self.filter.typing().is_some() {
            return vec![Action::Open, Action::Complete, Action::Back];
        }
        let mut offers = vec![Action::NextColumn, Action::Filter];
        if self.selected().is_some() {
            offers.splice(
                0..0,
                [
                    Action::Open,
                    Action::SetStage,
                    Action::Assign,
                    Action::Hold,
                    Action::Close,
                    Action::AddNote,
                ],
            );
        }
        offers.push(Action::Back);
        offers
    }

    fn wants(&mut self, context: &Context<'_>) -> Vec<Effect> {
        match self.kept.follow(context) {
            News::Nothing => {}
            News::Rows => self.changed(),
            News::Ask(question) => return vec![Effect::Ask(question)],
        }
        Vec::new()
    }

    fn answered(&mut self, answer: &Answer, context: &Context<'_>) {
        if self.kept.answered(answer, context) {
            self.changed();
        }
    }
}
