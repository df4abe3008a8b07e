//! The case board: open cases in columns by stage, each column by what is due soonest.
//! Invariant: a case stays under the cursor when others move it; the board is read beside the loop, once for each commit.

use std::sync::Arc;

use super::ask::{Answer, Question};
use super::cursor::Cursor;
use super::filter::Filter;
use super::form;
use super::layer::{Acts, Context, Step};
use super::listing::{Entry, Listing, Order, Why};
use super::message::Effect;
use super::record::RecordView;
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
    listing: Listing,
    asked: Option<(Listing, u64)>,
    columns: [Arc<[Entry]>; COLUMNS.len()],
    column: usize,
    cursor: Cursor,
    filter: Filter,
    filled: bool,
}

impl Board {
    /// The board of all open cases.
    pub fn new() -> Self {
        Self {
            listing: Listing { kind: Kind::Case, order: Order::Urgency, filter: String::new() },
            asked: None,
            columns: Default::default(),
            column: 0,
            cursor: Cursor::default(),
            filter: Filter::default(),
            filled: false,
        }
    }

    /// The cases of each column.
    pub const fn columns(&self) -> &[Arc<[Entry]>; COLUMNS.len()] {
        &self.columns
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
        &self.listing.filter
    }

    /// The filter being typed.
    pub const fn filtering(&self) -> Option<&super::line::Line> {
        self.filter.typing()
    }

    /// Whether the cases have not been read yet.
    pub const fn is_loading(&self) -> bool {
        !self.filled
    }

    pub fn selected(&self) -> Option<Id> {
        self.cursor.id()
    }

    fn ids(&self, column: usize) -> Vec<Id> {
        self.columns.get(column).map(|rows| rows.iter().map(|row| row.id).collect()).unwrap_or_default()
    }

    /// To the next column with cases in a direction; stays where there is none.
    fn go(&mut self, right: bool) {
        let filled = |column: &usize| self.columns.get(*column).is_some_and(|rows| !rows.is_empty());
        let next = if right {
            (self.column + 1..COLUMNS.len()).find(filled)
        } else {
            (0..self.column).rev().find(filled)
        };
        if let Some(column) = next {
            self.column = column;
            let ids = self.ids(column);
            self.cursor.set(self.cursor.index(), &ids);
        }
    }

    fn filled(&mut self, rows: &[Entry]) {
        for (stage, column) in COLUMNS.iter().zip(&mut self.columns) {
            let in_stage = |row: &&Entry| matches!(row.why, Why::Case { stage: held, .. } if held == *stage);
            *column = rows.iter().filter(in_stage).copied().collect();
        }
        self.filled = true;
        let moved = self
            .cursor
            .id()
            .and_then(|id| self.columns.iter().position(|column| column.iter().any(|row| row.id == id)));
        if let Some(column) = moved {
            self.column = column;
        } else if self.ids(self.column).is_empty() {
            self.column = self.columns.iter().position(|column| !column.is_empty()).unwrap_or(0);
        }
        let ids = self.ids(self.column);
        self.cursor.follow(&ids);
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

    fn typed(&mut self, text: &str, _context: &Context<'_>) -> Step {
        self.filter.typed(text, &mut self.listing.filter);
        Step::Done
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        if self.filter.typing().is_some() {
            self.filter.act(action, &mut self.listing.filter);
            return Step::Done;
        }
        let ids = self.ids(self.column);
        let page = usize::from(context.size.rows.saturating_sub(8));
        if self.cursor.act(action, count, page, &ids) {
            return Step::Done;
        }
        match action {
            Action::NextColumn => self.go(true),
            Action::PreviousColumn => self.go(false),
            Action::Filter => self.filter.begin(&self.listing.filter),
            Action::Back if !self.listing.filter.is_empty() => self.listing.filter.clear(),
            Action::Open => {
                let Some(id) = self.selected() else { return Step::Done };
                return Step::push(RecordView::in_list(id, ids));
            }
            Action::Claim => {
                return super::verb::claim(self.selected().as_slice(), context);
            }
            Action::Edit
            | Action::AddNote
            | Action::AddActivity
            | Action::Assign
            | Action::SetStage
            | Action::Hold
            | Action::Close
            | Action::Reopen => {
                let chosen: Vec<Id> = self.selected().into_iter().collect();
                return form::open_for(action, &chosen, Kind::Case, context);
            }
            _ => return Step::Pass,
        }
        Step::Done
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        if self.filter.typing().is_some() {
            return vec![Action::Open, Action::Back];
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
        let wanted = (self.listing.clone(), context.snapshot.seq());
        if self.asked.as_ref() == Some(&wanted) {
            return Vec::new();
        }
        self.asked = Some(wanted);
        vec![Effect::Ask(Question::List(self.listing.clone()))]
    }

    fn answered(&mut self, answer: &Answer, _context: &Context<'_>) {
        if let Answer::List { asked, seq, rows } = answer
            && self.asked.as_ref().is_some_and(|(held, at)| held == asked && at == seq)
        {
            self.filled(rows);
        }
    }
}
