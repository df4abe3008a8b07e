//! A list of one kind over the full width, its columns from the field table: organisations, measures, skills, and whatever
//! has no pane of its own.
//! Invariant: like every list it keeps its cursor on its record when others change it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::ask::{Answer, Question};
use super::cursor::Cursor;
use super::filter::Filter;
use super::form;
use super::layer::{Acts, Context, Step};
use super::listing::{Entry, Listing, Order};
use super::message::Effect;
use super::record::RecordView;
use crate::action::{Action, Scope};
use crate::field::{Id, Kind};

/// Rows that the frame and the list's head take away.
pub const ROWS_AROUND: u16 = 7;

/// The state of a list.
#[derive(Debug)]
pub struct List {
    listing: Listing,
    rows: Option<Arc<[Entry]>>,
    cursor: Cursor,
    marks: BTreeSet<Id>,
    filter: Filter,
    asked: Option<(Listing, u64)>,
}

impl List {
    /// The list of a kind, by name.
    pub fn new(kind: Kind) -> Self {
        let listing = Listing { kind, order: Order::Name, filter: String::new() };
        Self {
            listing,
            rows: None,
            cursor: Cursor::default(),
            marks: BTreeSet::new(),
            filter: Filter::default(),
            asked: None,
        }
    }

    pub const fn listing(&self) -> &Listing {
        &self.listing
    }

    /// The rows; `None` until they are read.
    pub fn rows(&self) -> Option<&[Entry]> {
        self.rows.as_deref()
    }

    pub const fn index(&self) -> usize {
        self.cursor.index()
    }

    pub const fn filtering(&self) -> Option<&super::line::Line> {
        self.filter.typing()
    }

    pub fn is_marked(&self, id: Id) -> bool {
        self.marks.contains(&id)
    }

    fn ids(&self) -> Vec<Id> {
        self.rows.iter().flat_map(|rows| rows.iter()).map(|row| row.id).collect()
    }

    fn chosen(&self) -> Vec<Id> {
        if self.marks.is_empty() {
            self.cursor.id().into_iter().collect()
        } else {
            self.marks.iter().copied().collect()
        }
    }

    fn mark(&mut self) {
        if let Some(id) = self.cursor.id()
            && !self.marks.remove(&id)
        {
            self.marks.insert(id);
        }
    }

    /// Esc takes back one thing: marks, then the filter, then the list.
    fn back(&mut self) -> Step {
        if !self.marks.is_empty() {
            self.marks.clear();
        } else if !self.listing.filter.is_empty() {
            self.listing.filter.clear();
        } else {
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

    fn typed(&mut self, text: &str, _context: &Context<'_>) -> Step {
        self.filter.typed(text, &mut self.listing.filter);
        Step::Done
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        if self.filter.typing().is_some() {
            self.filter.act(action, &mut self.listing.filter);
            return Step::Done;
        }
        let ids = self.ids();
        let page = usize::from(context.size.rows.saturating_sub(ROWS_AROUND));
        if self.cursor.act(action, count, page, &ids) {
            return Step::Done;
        }
        match action {
            Action::Mark => {
                self.mark();
                self.cursor.act(Action::SelectNext, None, page, &ids);
            }
            Action::MarkAll if self.marks.is_empty() => self.marks = ids.into_iter().collect(),
            Action::MarkAll => self.marks.clear(),
            Action::Filter => self.filter.begin(&self.listing.filter),
            Action::NextOrder => {
                self.listing.order =
                    if self.listing.order == Order::Name { Order::Newest } else { Order::Name };
            }
            Action::Back => return self.back(),
            Action::Open => {
                let Some(id) = self.cursor.id() else { return Step::Done };
                return Step::push(RecordView::in_list(id, ids));
            }
            Action::Add => return form::open_for(action, &[], self.listing.kind, context),
            Action::Edit | Action::AddNote => {
                return form::open_for(action, &self.chosen(), self.listing.kind, context);
            }
            _ => return Step::Pass,
        }
        Step::Done
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        if self.filter.typing().is_some() {
            return vec![Action::Open, Action::Back];
        }
        let mut offers = vec![Action::Add, Action::Filter, Action::NextOrder, Action::Back];
        if self.cursor.id().is_some() {
            offers.splice(0..0, [Action::Open, Action::Edit]);
        }
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
            self.rows = Some(Arc::clone(rows));
            let ids = self.ids();
            self.cursor.follow(&ids);
            self.marks.retain(|id| ids.contains(id));
        }
    }
}
