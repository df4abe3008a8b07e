//! One pane of the home layer: a list in its own order, or ordered by how well its records suit another one.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::action::Action;
use crate::app::ask::{Answer, Question};
use crate::app::cursor::{Cursor, moved};
use crate::app::layer::Context;
use crate::app::listing::{Entry, Listing, Order};
use crate::app::rank::Fit;
use crate::field::{Id, Kind};

/// Rows that the frame of the home layer takes away from a pane: title, pane head, detail, message, footer.
pub const ROWS_AROUND: u16 = 10;

/// What a pane shows.
#[derive(Debug, Clone)]
pub enum Showing {
    /// Its own order.
    Own(Arc<[Entry]>),
    /// By how well its records suit the anchor.
    Fits { anchor: Id, rows: Arc<[Fit]> },
}

/// A pane.
#[derive(Debug)]
pub struct Pane {
    listing: Listing,
    own: Arc<[Entry]>,
    own_cursor: Cursor,
    fits: Option<(Id, Arc<[Fit]>)>,
    fits_cursor: Cursor,
    /// Whether it shows its own order though another record could order it.
    shows_own: bool,
    marks: BTreeSet<Id>,
    /// Whether its own list has arrived at least once.
    loaded: bool,
    /// What it has asked, and as of which commit, so that it asks once.
    asked_own: Option<(Listing, u64)>,
    asked_fits: Option<(Id, u64)>,
}

impl Pane {
    /// An empty pane of a kind.
    pub fn new(kind: Kind) -> Self {
        Self {
            listing: Listing { kind, order: Order::Urgency, filter: String::new() },
            own: Arc::default(),
            own_cursor: Cursor::default(),
            fits: None,
            fits_cursor: Cursor::default(),
            shows_own: kind == Kind::Person,
            marks: BTreeSet::new(),
            loaded: false,
            asked_own: None,
            asked_fits: None,
        }
    }

    pub const fn kind(&self) -> Kind {
        self.listing.kind
    }

    pub const fn listing(&self) -> &Listing {
        &self.listing
    }

    /// The rows to show.
    pub fn showing(&self) -> Showing {
        match &self.fits {
            Some((anchor, rows)) if !self.shows_own => {
                Showing::Fits { anchor: *anchor, rows: Arc::clone(rows) }
            }
            _ => Showing::Own(Arc::clone(&self.own)),
        }
    }

    /// The row of the cursor, counted from 0.
    pub fn index(&self) -> usize {
        self.cursor().index()
    }

    pub fn selected(&self) -> Option<Id> {
        self.cursor().id()
    }

    pub fn marked(&self) -> impl Iterator<Item = Id> {
        self.marks.iter().copied()
    }

    pub fn is_marked(&self, id: Id) -> bool {
        self.marks.contains(&id)
    }

    /// The records of the rows, in order.
    pub fn ids(&self) -> Vec<Id> {
        match self.showing() {
            Showing::Own(rows) => rows.iter().map(|row| row.id).collect(),
            Showing::Fits { rows, .. } => rows.iter().map(|row| row.id).collect(),
        }
    }

    /// Whether its list has not been filled yet.
    pub const fn is_loading(&self) -> bool {
        !self.loaded
    }

    /// How many rows there are.
    fn length(&self) -> usize {
        match self.showing() {
            Showing::Own(rows) => rows.len(),
            Showing::Fits { rows, .. } => rows.len(),
        }
    }

    /// The record of a row.
    fn id_at(&self, index: usize) -> Option<Id> {
        match self.showing() {
            Showing::Own(rows) => rows.get(index).map(|row| row.id),
            Showing::Fits { rows, .. } => rows.get(index).map(|row| row.id),
        }
    }

    /// Does a verb on the list; `false` where it is none. Costs the same in a list of ten and of a million.
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
                    self.marks = self.ids().into_iter().collect();
                }
            }
            Action::NextOrder => self.next_order(),
            other => return self.go(other, count, context),
        }
        true
    }

    fn go(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> bool {
        let page = usize::from(context.size.rows.saturating_sub(ROWS_AROUND));
        let Some(index) = moved(self.index(), action, count, page, self.length()) else { return false };
        let id = self.id_at(index);
        self.cursor_mut().put(index, id);
        true
    }

    /// Shows only rows that hold `text`, in the pane's own order.
    pub fn filter(&mut self, text: String) {
        self.listing.filter = text;
        self.shows_own = true;
    }

    /// Takes the filter away; `false` where there is none.
    pub fn clear_filter(&mut self) -> bool {
        let filtered = !self.listing.filter.is_empty();
        self.listing.filter.clear();
        filtered
    }

    /// Takes the marks away; `false` where there are none.
    pub fn unmark(&mut self) -> bool {
        let marked = !self.marks.is_empty();
        self.marks.clear();
        marked
    }

    /// Goes back to its own order; `false` where it has it.
    pub fn show_own(&mut self) -> bool {
        let fitting = self.fits.is_some() && !self.shows_own;
        self.shows_own = true;
        fitting
    }

    /// The focus comes. People are the queue again; the others stay as they are seen.
    pub fn enter(&mut self) {
        if self.listing.kind == Kind::Person {
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
        let seq = context.snapshot.seq();
        let own = (self.listing.clone(), seq);
        let list = (self.asked_own.as_ref() != Some(&own)).then(|| Question::List(self.listing.clone()));
        if list.is_some() {
            self.asked_own = Some(own);
        }
        let wanted = anchor.map(|anchor| (anchor, seq));
        let rank = wanted.filter(|wanted| self.asked_fits.as_ref() != Some(wanted));
        if rank.is_some() {
            self.asked_fits = rank;
        }
        let kind = self.listing.kind;
        list.into_iter().chain(rank.map(|(anchor, _)| Question::Rank { anchor, kind }))
    }

    /// Takes an answer in, if it is to its newest question.
    pub fn answered(&mut self, answer: &Answer, focused: bool) {
        match answer {
            Answer::List { asked, seq, rows } => {
                if self.asked_own.as_ref().is_some_and(|(held, at)| held == asked && at == seq) {
                    self.own = Arc::clone(rows);
                    self.loaded = true;
                    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
                    self.own_cursor.follow(&ids);
                    if self.shows_own {
                        self.marks.retain(|id| ids.contains(id));
                    }
                }
            }
            Answer::Rank { anchor, kind, seq, rows } => {
                if *kind == self.listing.kind && self.asked_fits == Some((*anchor, *seq)) {
                    let same = self.fits.as_ref().is_some_and(|(held, _)| held == anchor);
                    self.fits = Some((*anchor, Arc::clone(rows)));
                    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
                    if same || focused {
                        self.fits_cursor.follow(&ids);
                    } else {
                        self.fits_cursor.set(0, &ids);
                    }
                }
            }
            Answer::Search { .. } | Answer::Explain { .. } | Answer::History { .. } => {}
        }
    }

    fn cursor(&self) -> &Cursor {
        if matches!(self.showing(), Showing::Fits { .. }) { &self.fits_cursor } else { &self.own_cursor }
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        if matches!(self.showing(), Showing::Fits { .. }) {
            &mut self.fits_cursor
        } else {
            &mut self.own_cursor
        }
    }

    fn toggle_mark(&mut self) {
        if let Some(id) = self.selected()
            && !self.marks.remove(&id)
        {
            self.marks.insert(id);
        }
    }

    /// The next order; from the order by fit, its own first.
    fn next_order(&mut self) {
        if !self.show_own() {
            self.listing.order = self.listing.order.next();
            if self.listing.order == Order::Urgency
                && self.fits.is_some()
                && self.listing.kind != Kind::Person
            {
                self.shows_own = false;
            }
        }
    }
}
