//! The log: every event in plain words, the newest first, of everything or of one record.

use super::ask::{Answer, Question};
use super::cursor;
use super::layer::{Acts, Context, Step};
use super::message::Effect;
use super::record::RecordView;
use crate::action::{Action, Scope};
use crate::domain::{Commit, Event};
use crate::field::Id;

/// Commits asked for at a time.
const PAGE: usize = 100;

/// The state of the log.
#[derive(Debug)]
pub struct Log {
    record: Option<Id>,
    commits: Vec<Commit>,
    more: bool,
    index: usize,
    /// The commit that the newest page is as of, and the page asked for.
    asked: Option<(u64, Option<u64>)>,
    loaded: bool,
}

/// One line of the log: a commit and one of its events.
#[derive(Debug, Clone, Copy)]
pub struct LogRow<'a> {
    pub commit: &'a Commit,
    pub event: &'a Event,
    /// Whether it is the first line of its commit, which names author and time.
    pub first: bool,
}

impl Log {
    /// The log of everything.
    pub const fn all() -> Self {
        Self { record: None, commits: Vec::new(), more: false, index: 0, asked: None, loaded: false }
    }

    /// The log of one record.
    pub fn of(record: Id) -> Self {
        Self { record: Some(record), ..Self::all() }
    }

    /// The record that it is of; `None` for everything.
    pub const fn record(&self) -> Option<Id> {
        self.record
    }

    pub const fn index(&self) -> usize {
        self.index
    }

    /// Whether the first page has arrived.
    pub const fn is_loaded(&self) -> bool {
        self.loaded
    }

    /// The lines, the newest first.
    pub fn rows(&self) -> Vec<LogRow<'_>> {
        let mut rows = Vec::new();
        for commit in &self.commits {
            let events =
                commit.events.iter().filter(|event| self.record.is_none_or(|id| is_about(event, id)));
            rows.extend(events.enumerate().map(|(place, event)| LogRow { commit, event, first: place == 0 }));
        }
        rows
    }
}

/// Whether an event is about a record.
pub fn is_about(event: &Event, id: Id) -> bool {
    let (first, last) = event.span();
    first <= id && id <= last
}

impl Acts for Log {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Log, Scope::List, Scope::Global]
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        let length = self.rows().len();
        let page = usize::from(context.size.rows.saturating_sub(6));
        if let Some(index) = cursor::moved(self.index, action, count, page, length) {
            self.index = index;
            return Step::Done;
        }
        match action {
            Action::Open => match self.rows().get(self.index) {
                Some(row) => Step::push(RecordView::new(row.event.id())),
                None => Step::Done,
            },
            Action::GoLog => Step::Done,
            _ => Step::Pass,
        }
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        let mut offers = if self.commits.is_empty() { vec![] } else { vec![Action::Open] };
        offers.extend([Action::Undo, Action::Redo, Action::Back]);
        offers
    }

    fn wants(&mut self, context: &Context<'_>) -> Vec<Effect> {
        let seq = context.snapshot.seq();
        let near_end = self.more && self.index + PAGE / 2 > self.rows().len();
        let before = if near_end { self.commits.last().map(|commit| commit.seq) } else { None };
        let wanted = (seq, before);
        let known = self.asked.is_some_and(|(at, page)| at == seq && (page == before || before.is_none()));
        if known {
            return Vec::new();
        }
        self.asked = Some(wanted);
        vec![Effect::Ask(Question::History { record: self.record, before, most: PAGE })]
    }

    fn answered(&mut self, answer: &Answer, _context: &Context<'_>) {
        let Answer::History { record, before, commits, more } = answer else { return };
        if *record != self.record {
            return;
        }
        match before {
            None => {
                let newest = self.commits.first().map_or(0, |commit| commit.seq);
                let fresh: Vec<Commit> =
                    commits.iter().filter(|commit| commit.seq > newest).cloned().collect();
                if self.index > 0 {
                    self.index += fresh.iter().map(|commit| commit.events.len()).sum::<usize>();
                }
                if self.commits.is_empty() {
                    self.more = *more;
                }
                self.commits.splice(0..0, fresh);
            }
            Some(before) if self.commits.last().is_some_and(|commit| commit.seq == *before) => {
                self.commits.extend(commits.iter().cloned());
                self.more = *more;
            }
            Some(_) => {}
        }
        self.loaded = true;
    }
}
