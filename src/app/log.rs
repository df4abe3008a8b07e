//! The log: every event in plain words, the newest first, of everything or of one record.

use super::ask::{Answer, Chapter, Question};
use super::cursor;
use super::layer::{Acts, Context, Step};
use super::message::Effect;
use super::record::RecordView;
use super::watch::Seen;
use crate::action::{Action, Scope};
use crate::domain::{Commit, Event};
use crate::field::Id;

/// Commits asked for at a time.
const PAGE: usize = 100;

/// The state of the log.
#[derive(Debug)]
pub struct Log {
    record: Option<Id>,
    chapters: Vec<Chapter>,
    more: bool,
    index: usize,
    /// The commit that the newest page is as of, and the page asked for.
    asked: Option<(u64, Option<u64>)>,
    /// The record as it was then.
    seen: Option<Seen>,
    loaded: bool,
}

/// One line of the log: a commit and one of its events.
#[derive(Debug, Clone, Copy)]
pub struct LogRow<'a> {
    pub commit: &'a Commit,
    pub event: &'a Event,
    /// Whether it is the first line of its commit, which names author and time.
    pub first: bool,
    /// How many events the commit has in all.
    pub total: u64,
}

impl Log {
    /// The log of everything.
    pub const fn all() -> Self {
        Self {
            record: None,
            chapters: Vec::new(),
            more: false,
            index: 0,
            asked: None,
            seen: None,
            loaded: false,
        }
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

    /// The commit as of which its story is the newest: that of a record stays while nobody writes it.
    fn version(&mut self, context: &Context<'_>) -> u64 {
        let (seq, state) = (context.snapshot.seq(), &context.snapshot.state);
        let Some(id) = self.record else { return seq };
        match (&self.seen, self.asked) {
            (Some(seen), Some((asked, _))) if seen.is_current(state) => asked,
            _ => {
                self.seen = Some(Seen::of(id, state));
                seq
            }
        }
    }

    /// The lines, the newest first.
    pub fn rows(&self) -> Vec<LogRow<'_>> {
        let mut rows = Vec::new();
        for Chapter { commit, total } in &self.chapters {
            let events =
                commit.events.iter().filter(|event| self.record.is_none_or(|id| is_about(event, id)));
            rows.extend(events.enumerate().map(|(place, event)| LogRow {
                commit,
                event,
                first: place == 0,
                total: *total,
            }));
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
        let mut offers = if self.chapters.is_empty() { vec![] } else { vec![Action::Open] };
        offers.extend([Action::Undo, Action::Redo, Action::Back]);
        offers
    }

    fn wants(&mut self, context: &Context<'_>) -> Vec<Effect> {
        let seq = self.version(context);
        let near_end = self.more && self.index + PAGE / 2 > self.rows().len();
        let before = if near_end { self.chapters.last().map(|chapter| chapter.commit.seq) } else { None };
        let wanted = (seq, before);
        let known = self.asked.is_some_and(|(at, page)| at == seq && (page == before || before.is_none()));
        if known {
            return Vec::new();
        }
        self.asked = Some(wanted);
        vec![Effect::Ask(Question::History { record: self.record, before, most: PAGE })]
    }

    fn answered(&mut self, answer: &Answer, _context: &Context<'_>) {
        let Answer::History { record, before, chapters, more } = answer else { return };
        if *record != self.record {
            return;
        }
        let last = self.chapters.last().map(|chapter| chapter.commit.seq);
        match before {
            None => {
                let newest = self.chapters.first().map_or(0, |chapter| chapter.commit.seq);
                let fresh = chapters.iter().filter(|chapter| chapter.commit.seq > newest);
                let fresh: Vec<Chapter> = fresh.cloned().collect();
                if self.chapters.is_empty() {
                    self.more = *more;
                }
                let rows = self.rows().len();
                self.chapters.splice(0..0, fresh);
                if self.index > 0 {
                    self.index += self.rows().len() - rows;
                }
            }
            Some(before) if last == Some(*before) => {
                self.chapters.extend(chapters.iter().cloned());
                self.more = *more;
            }
            Some(_) => {}
        }
        self.loaded = true;
    }
}
