//! One pane of the home layer: a list in its own order, or ordered by how well its records suit another one.

use std::sync::Arc;

use crate::action::Action;
use crate::app::ask::{Answer, Question};
use crate::app::cursor::{Cursor, moved};
use crate::app::filter::Filter;
use crate::app::kept::{Kept, News};
use crate::app::layer::{Context, Step};
use crate::app::listing::{Listing, Order, Rows};
use crate::app::marks::Marks;
use crate::app::rank::Fit;
use crate::app::walk::Walk;
use crate::app::watch::Basis;
use crate::field::{Id, Kind};

/// Rows that the frame of the home layer takes away from a pane: title, pane head, detail, message, footer.
pub const ROWS_AROUND: u16 = 10;

/// What a pane shows.
#[derive(Debug, Clone)]
pub enum Showing {
    /// Its list has not arrived yet.
    Nothing,
    /// Its own order.
    Own(Rows),
    /// By how well its records suit the anchor.
    Fits { anchor: Id, rows: Arc<[Fit]> },
}

impl Showing {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::Own(rows) => rows.len(),
            Self::Fits { rows, .. } => rows.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The record of a row.
    pub fn id(&self, index: usize) -> Option<Id> {
        match self {
            Self::Nothing => None,
            Self::Own(rows) => rows.id(index),
            Self::Fits { rows, .. } => rows.get(index).map(|row| row.id),
        }
    }

    /// Its rows to walk through.
    pub fn walk(&self) -> Walk {
        match self {
            Self::Nothing => Walk::Ids(Vec::new()),
            Self::Own(rows) => Walk::all(rows),
            Self::Fits { rows, .. } => Walk::Ids(rows.iter().map(|row| row.id).collect()),
        }
    }
}

/// Marking by a filter: what the list was filtered by before, and whether Enter was pressed.
#[derive(Debug)]
struct Marking {
    before: String,
    is_decided: bool,
}

/// A pane.
#[derive(Debug)]
pub struct Pane {
    own: Kept,
    filter: Filter,
    own_cursor: Cursor,
    fits: Option<(Id, Arc<[Fit]>)>,
    fits_cursor: Cursor,
    /// Whether it shows its own order though another record could order it.
    shows_own: bool,
    marks: Marks,
    /// The filter to go back to once what the one being typed shows has been marked.
    marking: Option<Marking>,
    /// What the order by fit that was asked for last follows from.
    asked_fits: Option<Basis>,
}

impl Pane {
    /// An empty pane of a kind.
    pub fn new(kind: Kind) -> Self {
        Self {
            own: Kept::new(Listing { kind, order: Order::Urgency, filter: String::new() }),
            filter: Filter::default(),
            own_cursor: Cursor::default(),
            fits: None,
            fits_cursor: Cursor::default(),
            shows_own: kind == Kind::Person,
            marks: Marks::default(),
            marking: None,
            asked_fits: None,
        }
    }

    pub const fn kind(&self) -> Kind {
        self.own.listing.kind
    }

    pub const fn listing(&self) -> &Listing {
        &self.own.listing
    }

    /// The rows to show.
    pub fn showing(&self) -> Showing {
        match (&self.fits, self.own.rows()) {
            (Some((anchor, rows)), _) if !self.shows_own => {
                Showing::Fits { anchor: *anchor, rows: Arc::clone(rows) }
            }
            (_, Some(rows)) => Showing::Own(rows.clone()),
            (_, None) => Showing::Nothing,
        }
    }

    /// The record that orders its rows.
    pub fn anchor(&self) -> Option<Id> {
        self.fits.as_ref().map(|(anchor, _)| *anchor).filter(|_| self.shows_fits())
    }

    /// The row of the cursor, counted from 0.
    pub fn index(&self) -> usize {
        self.cursor().index()
    }

    pub fn selected(&self) -> Option<Id> {
        self.cursor().id()
    }

    pub fn marked(&self) -> impl Iterator<Item = Id> {
        self.marks.all()
    }

    pub fn is_marked(&self, id: Id) -> bool {
        self.marks.has(id)
    }

    /// Whether its list has not been filled yet.
    pub const fn is_loading(&self) -> bool {
        self.own.rows().is_none()
    }

    /// Whether what it shows of its own is still what another filter or order gave.
    pub fn is_behind(&self) -> bool {
        !self.shows_fits() && self.own.is_behind()
    }

    /// Does a verb on the list; `false` where it is none. Costs the same in a list of ten and of a million, but for the
    /// marking of all.
    pub fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> bool {
        match action {
            Action::Mark => {
                for _ in 0..count.unwrap_or(1) {
                    self.toggle_mark();
                    self.go(Action::SelectNext, None, context);
                }
            }
            Action::MarkAll => {
                if !self.unmark() {
                    match self.showing() {
                        Showing::Nothing => {}
                        Showing::Own(rows) => self.marks.add(rows.ids()),
                        Showing::Fits { rows, .. } => self.marks.add(rows.iter().map(|row| row.id)),
                    }
                }
            }
            Action::MarkRange => self.marks.range(self.selected()),
            Action::NextOrder => self.next_order(),
            other => return self.go(other, count, context),
        }
        true
    }

    fn go(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> bool {
        let page = usize::from(context.size.rows.saturating_sub(ROWS_AROUND));
        let showing = self.showing();
        let Some(index) = moved(self.index(), action, count, page, showing.len()) else { return false };
        self.cursor_mut().put(index, showing.id(index));
        if self.marks.is_ranging() {
            self.marks.stretch(index, &showing.walk());
        }
        true
    }

    /// The record of the row below the cursor.
    pub fn next(&self) -> Option<Id> {
        self.showing().id(self.index() + 1)
    }

    /// Puts the cursor on a record, wherever it is now.
    pub fn put(&mut self, id: Id) {
        if let Some(index) = self.showing().walk().find(id) {
            self.cursor_mut().put(index, Some(id));
        }
    }

    /// What its list is filtered by.
    pub const fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Begins to type a filter that marks what it shows and is gone again.
    pub fn begin_marking(&mut self, context: &Context<'_>) {
        self.shows_own = true;
        self.marking = Some(Marking { before: self.filter.written().to_owned(), is_decided: false });
        self.filter.clear(&mut self.own.listing.filter);
        self.filter.begin(self.own.listing.kind, context);
    }

    /// Marks what the decided filter shows, as soon as its rows are here, and goes back to the filter before.
    fn mark_decided(&mut self, context: &Context<'_>) {
        let rows = self.own.rows().filter(|_| !self.own.is_behind()).cloned();
        let (Some(rows), Some(marking)) = (rows, self.marking.take_if(|marking| marking.is_decided)) else {
            return;
        };
        self.marks.add(rows.ids());
        self.filter.set(&marking.before, context, &mut self.own.listing.filter);
    }

    /// Whether a filter is typed to mark by.
    pub const fn is_marking(&self) -> bool {
        self.marking.is_some()
    }

    /// Begins to type a filter.
    pub fn begin_filter(&mut self, context: &Context<'_>) {
        self.filter.begin(self.own.listing.kind, context);
    }

    /// Text typed into the filter. A list that is filtered has its own order.
    pub fn typed(&mut self, text: &str, context: &Context<'_>) -> Step {
        self.shows_own = true;
        self.filter.typed(text, context, &mut self.own.listing.filter)
    }

    /// A verb while the filter is typed; what is none of typing is one of the list.
    pub fn act_filter(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        self.shows_own = true;
        let step = self.filter.act(action, context, &mut self.own.listing.filter);
        if self.filter.typing().is_none()
            && let Some(marking) = &mut self.marking
        {
            marking.is_decided = action == Action::Open;
            if !marking.is_decided {
                let before = std::mem::take(&mut marking.before);
                self.marking = None;
                self.filter.set(&before, context, &mut self.own.listing.filter);
            }
        }
        match step {
            Step::Pass => {
                self.act(action, count, context);
                Step::Done
            }
            step => step,
        }
    }

    /// Shows what a view shows, in its order.
    pub fn show(&mut self, query: &str, order: Order, context: &Context<'_>) {
        self.shows_own = true;
        self.own.listing.order = order;
        self.filter.set(query, context, &mut self.own.listing.filter);
    }

    /// Takes the filter away; `false` where there is none.
    pub fn clear_filter(&mut self) -> bool {
        self.filter.clear(&mut self.own.listing.filter)
    }

    /// Takes the marks away; `false` where there are none.
    pub fn unmark(&mut self) -> bool {
        self.marks.clear()
    }

    /// Goes back to its own order; `false` where it has it.
    pub fn show_own(&mut self) -> bool {
        let fitting = self.fits.is_some() && !self.shows_own;
        self.shows_own = true;
        fitting
    }

    /// The focus comes. People are the queue again; the others stay as they are seen.
    pub fn enter(&mut self) {
        if self.kind() == Kind::Person {
            self.shows_own = true;
        }
    }

    /// The focus goes: from now on another record orders it.
    pub fn leave(&mut self) {
        self.shows_own = false;
        self.asked_fits = None;
        self.fits_cursor = Cursor::default();
    }

    /// What it must know: its own list, and its order for the record that leads.
    pub fn wants(
        &mut self,
        anchor: Option<Id>,
        context: &Context<'_>,
    ) -> impl Iterator<Item = Question> + use<> {
        self.mark_decided(context);
        let list = match self.own.follow(context) {
            News::Nothing => None,
            News::Rows => {
                self.changed();
                None
            }
            News::Ask(question) => Some(question),
        };
        let (state, kind) = (&context.snapshot.state, self.kind());
        let is_known =
            |anchor: &Id| self.asked_fits.as_ref().is_some_and(|asked| asked.is_current(*anchor, state));
        let rank = anchor.filter(|anchor| !is_known(anchor));
        if let Some(anchor) = rank {
            self.asked_fits = Some(Basis::of(anchor, kind, state));
        }
        list.into_iter().chain(rank.map(|anchor| Question::Rank { anchor, kind }))
    }

    /// Takes an answer in, if it is to what it asks.
    pub fn answered(&mut self, answer: &Answer, focused: bool, context: &Context<'_>) {
        if matches!(answer, Answer::List { .. }) && self.own.answered(answer, context) {
            self.changed();
            self.mark_decided(context);
        }
        if let Answer::Rank { anchor, kind, rows } = answer {
            let asked = self.asked_fits.as_ref().is_some_and(|asked| asked.anchor() == *anchor);
            if *kind == self.kind() && asked {
                let same = self.fits.as_ref().is_some_and(|(held, _)| held == anchor);
                self.fits = Some((*anchor, Arc::clone(rows)));
                let rows = Walk::Ids(rows.iter().map(|row| row.id).collect());
                if same || focused {
                    self.fits_cursor.follow(&rows);
                } else {
                    self.fits_cursor.set(0, &rows);
                }
            }
        }
    }

    /// Its own rows are others than before.
    fn changed(&mut self) {
        let Some(rows) = self.own.rows() else { return };
        self.own_cursor.follow(&Walk::all(rows));
        if self.shows_own {
            // Marks by several filters add up: what another filter hides for a moment stays marked.
            if self.marking.is_none() && self.own.listing.filter.is_empty() {
                self.marks.retain(|id| rows.position(id).is_some());
            }
        }
    }

    fn cursor(&self) -> &Cursor {
        if self.shows_fits() { &self.fits_cursor } else { &self.own_cursor }
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        if self.shows_fits() { &mut self.fits_cursor } else { &mut self.own_cursor }
    }

    const fn shows_fits(&self) -> bool {
        self.fits.is_some() && !self.shows_own
    }

    fn toggle_mark(&mut self) {
        if let Some(id) = self.selected() {
            self.marks.toggle(id);
        }
    }

    /// The next order; from the order by fit, its own first.
    fn next_order(&mut self) {
        if !self.show_own() {
            let listing = &mut self.own.listing;
            listing.order = listing.order.next();
            if listing.order == Order::Urgency && self.fits.is_some() && listing.kind != Kind::Person {
                self.shows_own = false;
            }
        }
    }
}
