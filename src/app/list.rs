//! A list of one kind over the full width, its columns from the field table: organisations, measures, skills, and whatever
//! has no pane of its own.
//! Invariant: like every list it keeps its cursor on its record when others change it.

use super::ask::Answer;
use super::cursor::Cursor;
use super::export::Export;
use super::filter::Filter;
use super::form;
use super::kept::{Kept, News};
use super::layer::{Acts, Context, Step};
use super::listing::{self, Listing, Order, Rows};
use super::looks::Looks;
use super::marks::Marks;
use super::message::Effect;
use super::record::RecordView;
use super::walk::Walk;
use crate::action::{Action, Scope};
use crate::field::{Id, Kind};
use crate::search::View;

/// Rows that the frame and the list's head take away.
pub const ROWS_AROUND: u16 = 7;

/// The state of a list.
#[derive(Debug)]
pub struct List {
    kept: Kept,
    cursor: Cursor,
    marks: Marks,
    filter: Filter,
    /// The fields that a view shows.
    columns: Vec<String>,
}

impl List {
    /// The list of a kind, in its usual order.
    pub fn new(kind: Kind) -> Self {
        let order = Self::usual_order(kind);
        let listing = Listing { kind, order, filter: String::new() };
        Self {
            kept: Kept::new(listing),
            cursor: Cursor::default(),
            marks: Marks::default(),
            filter: Filter::default(),
            columns: Vec::new(),
        }
    }

    /// Events by their day, the latest first; everything else by name.
    const fn usual_order(kind: Kind) -> Order {
        if matches!(kind, Kind::Gathering) { Order::Urgency } else { Order::Name }
    }

    /// What a view shows.
    pub fn of_view(view: &View, context: &Context<'_>) -> Self {
        let mut list = Self::new(view.kind);
        list.kept.listing.order = listing::order_of(view);
        list.filter.set(&view.query, context, &mut list.kept.listing.filter);
        list.columns.clone_from(&view.columns);
        list
    }

    /// The fields that are shown; empty for the usual ones.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    pub const fn listing(&self) -> &Listing {
        &self.kept.listing
    }

    /// The rows; `None` until they are read.
    pub const fn rows(&self) -> Option<&Rows> {
        self.kept.rows()
    }

    pub const fn index(&self) -> usize {
        self.cursor.index()
    }

    /// The filter as it was written.
    pub fn filter(&self) -> &str {
        self.filter.written()
    }

    pub const fn filtering(&self) -> Option<&super::query_line::QueryLine> {
        self.filter.typing()
    }

    pub fn is_marked(&self, id: Id) -> bool {
        self.marks.has(id)
    }

    fn walk(&self) -> Walk {
        self.rows().map_or(Walk::Ids(Vec::new()), Walk::all)
    }

    /// The rows are others than before.
    fn changed(&mut self) {
        let rows = self.walk();
        self.cursor.follow(&rows);
        self.marks.retain(|id| rows.find(id).is_some());
    }

    fn chosen(&self) -> Vec<Id> {
        if self.marks.is_empty() {
            self.cursor.id().into_iter().collect()
        } else {
            self.marks.all().collect()
        }
    }

    fn mark(&mut self) {
        if let Some(id) = self.cursor.id() {
            self.marks.toggle(id);
        }
    }

    /// Esc takes back one thing: marks, then the filter, then the list.
    fn back(&mut self) -> Step {
        if !self.marks.clear() && !self.filter.clear(&mut self.kept.listing.filter) {
            return Step::Pop;
        }
        Step::Done
    }
}

impl Acts for List {
    fn scopes(&self) -> &'static [Scope] {
        if self.filter.typing().is_some() {
            &[Scope::Picker, Scope::Text]
        } else {
            &[Scope::Table, Scope::List, Scope::Global]
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
        let rows = self.walk();
        let page = usize::from(context.size.rows.saturating_sub(ROWS_AROUND));
        if self.cursor.act(action, count, page, &rows) {
            self.marks.stretch(self.cursor.index(), &rows);
            return Step::Done;
        }
        match action {
            Action::Mark => {
                for _ in 0..count.unwrap_or(1) {
                    self.mark();
                    self.cursor.act(Action::SelectNext, None, page, &rows);
                }
            }
            Action::MarkRange => self.marks.range(self.cursor.id()),
            Action::Repeat => return super::verb::repeat(&self.chosen(), context),
            Action::MarkAll if self.marks.is_empty() && self.kept.is_behind() => {
                return super::verb::still_filtering(context);
            }
            Action::MarkAll if self.marks.is_empty() => {
                let ids: Vec<Id> = self.rows().into_iter().flat_map(Rows::ids).collect();
                self.marks.add(ids.into_iter());
            }
            Action::MarkAll => {
                self.marks.clear();
            }
            Action::Export => return Export::open(self.marks.all().collect(), &self.kept.listing, context),
            Action::SaveView => {
                return form::save_view(self.kept.listing.kind, self.filter.written(), context);
            }
            Action::Filter => self.filter.begin(self.kept.listing.kind, context),
            Action::NextOrder => {
                let usual = Self::usual_order(self.kept.listing.kind);
                let turned = self.kept.listing.order == usual;
                self.kept.listing.order = if turned { Order::Newest } else { usual };
            }
            Action::Back => return self.back(),
            Action::Open => {
                let Some(id) = self.cursor.id() else { return Step::Done };
                return Step::push(RecordView::in_list(id, &rows));
            }
            Action::OnePage => return super::paper::open(self.cursor.id(), context),
            Action::Discuss => return form::discuss(&self.chosen(), context),
            Action::Add => return form::open_for(action, &[], self.kept.listing.kind, context),
            Action::Edit | Action::AddNote | Action::EnterEvent => {
                return form::open_for(action, &self.chosen(), self.kept.listing.kind, context);
            }
            _ => return Step::Pass,
        }
        Step::Done
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        if self.filter.typing().is_some() {
            return vec![Action::Open, Action::Complete, Action::Back];
        }
        let mut offers = vec![Action::Add, Action::Filter, Action::NextOrder, Action::Back];
        if self.cursor.id().is_some() {
            offers.splice(0..0, [Action::Open, Action::Edit]);
        }
        offers
    }

    fn looks(&self, context: &Context<'_>, looks: &mut Looks<'_>) {
        let (rows, height) = (self.walk(), usize::from(context.size.rows));
        looks.say((rows.len(), self.index()));
        let seen = self.index().saturating_sub(height)..(self.index() + height).min(rows.len());
        seen.filter_map(|place| rows.at(place)).for_each(|id| looks.named(id));
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
