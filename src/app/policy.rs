//! What is asked of policy: an overview of the asks, and a page for each with the hypotheses about it, the opinions on them,
//! votes, summaries and quotes. Counted beside the loop; texts and votes are those of the newest snapshot.
//! Invariant: everything that is written here is a command like any other; a vote is the reader's own and may be taken back.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::ask::{Answer, Question};
use super::cursor::moved;
use super::export::Export;
use super::form::{self, Thought};
use super::layer::{Acts, Context, Step};
use super::message::{Effect, Notice, Request};
use super::port::Leaf;
use super::record::RecordView;
use super::verb;
use crate::action::{Action, Scope};
use crate::domain::Command;
use crate::domain::decide::ballot_of;
use crate::field::Id;
use crate::field::choices::{Ballot, NoteKind, PolicyAsk};
use crate::field::tables::note;
use crate::report::policy::{Desk, Line, Page};

/// The state of the layer.
#[derive(Debug, Default)]
pub struct Policy {
    /// 0: the overview; from 1 on a page.
    place: usize,
    /// The row of the cursor in the overview and in the page.
    overview: usize,
    row: usize,
    /// What a summary is to gather.
    marks: BTreeSet<Id>,
    desk: Option<Arc<Desk>>,
    /// As of which commit was asked last.
    asked: Option<u64>,
}

impl Policy {
    /// The overview.
    pub fn new() -> Self {
        Self::default()
    }

    /// The page of an ask.
    pub fn at(ask: PolicyAsk) -> Self {
        let place = PolicyAsk::ALL.iter().position(|one| *one == ask).unwrap_or(0);
        Self { place: place + 1, overview: place, ..Self::default() }
    }

    /// The pages, once they have been counted.
    pub fn pages(&self) -> Option<&[Page]> {
        self.desk.as_ref().map(|desk| desk.pages.as_slice())
    }

    /// The page that is open; `None` in the overview and before it has been counted.
    pub fn page(&self) -> Option<&Page> {
        self.pages()?.get(self.place.checked_sub(1)?)
    }

    /// Whether the overview is shown, and not a page.
    pub const fn is_overview(&self) -> bool {
        self.place == 0
    }

    /// Which page is open or under the cursor, counted from 0.
    pub const fn chosen(&self) -> usize {
        if self.place == 0 { self.overview } else { self.place - 1 }
    }

    /// The row of the cursor.
    pub const fn index(&self) -> usize {
        if self.place == 0 { self.overview } else { self.row }
    }

    pub fn is_marked(&self, id: Id) -> bool {
        self.marks.contains(&id)
    }

    fn length(&self) -> usize {
        let lines = self.page().map(|page| page.lines.len());
        lines.or(self.pages().map(<[Page]>::len)).unwrap_or(0)
    }

    /// Puts the cursor on a line that is no heading, near where it is to be.
    fn put(&mut self, index: usize) {
        if self.place == 0 {
            self.overview = index.min(self.length().saturating_sub(1));
            return;
        }
        let from = self.row;
        let Some(page) = self.page() else { return };
        let is_heading = |at: usize| matches!(page.lines.get(at), Some(Line::Heading(..)));
        let mut index = index.min(page.lines.len().saturating_sub(1));
        if is_heading(index) {
            index = if index >= from || index == 0 { index + 1 } else { index - 1 };
        }
        self.row = index.min(page.lines.len().saturating_sub(1));
    }

    /// To another page, or from the last to the overview.
    fn turn(&mut self, by: usize) {
        let all = self.pages().map_or(0, <[Page]>::len) + 1;
        self.place = (self.place + by) % all.max(1);
        self.overview = self.place.saturating_sub(1);
        self.row = 0;
        self.marks.clear();
        self.put(0);
    }

    fn line(&self) -> Option<&Line> {
        self.page()?.lines.get(self.row)
    }

    /// The thought under the cursor.
    fn thought(&self) -> Option<Id> {
        match self.line()? {
            Line::Thought { id, .. } => Some(*id),
            Line::Heading(..) | Line::Quote { .. } => None,
        }
    }

    /// The ask that is open or under the cursor.
    fn ask(&self) -> Option<PolicyAsk> {
        self.pages()?.get(self.chosen())?.ask
    }

    fn open(&mut self) -> Step {
        if self.place == 0 {
            self.place = self.overview + 1;
            self.row = 0;
            self.put(0);
            return Step::Done;
        }
        match self.line() {
            Some(Line::Thought { id, .. } | Line::Quote { id, .. }) => Step::push(RecordView::new(*id)),
            Some(Line::Heading(..)) | None => Step::Done,
        }
    }

    /// An opinion on the hypothesis under the cursor, or above the opinion under it.
    fn opine(&self, context: &Context<'_>) -> Step {
        let lines = self.page().map_or(&[][..], |page| page.lines.as_slice());
        let is_hypothesis = |id: &Id| {
            let record = context.snapshot.state.live(*id);
            record.is_some_and(|one| one.choice(&note::KIND) == Some(NoteKind::Hypothesis.code()))
        };
        let above = lines.iter().take(self.row + 1).rev();
        let found = above.take_while(|line| !matches!(line, Line::Heading(..))).find_map(|line| match line {
            Line::Thought { id, .. } => Some(*id).filter(is_hypothesis),
            _ => None,
        });
        let mut thought = Thought::new(NoteKind::Opinion, self.ask());
        thought.answers.extend(found);
        thought.form(context)
    }

    /// A summary of what is marked, or of every hypothesis and opinion of the page.
    fn sum_up(&self, context: &Context<'_>) -> Step {
        let Some(page) = self.page() else { return choose_first(context) };
        let state = &context.snapshot.state;
        let earlier = |id: &Id| {
            let kind = state.live(*id).and_then(|one| one.choice(&note::KIND)).and_then(NoteKind::from_code);
            matches!(kind, Some(NoteKind::Hypothesis | NoteKind::Opinion))
        };
        let all = page.lines.iter().filter_map(|line| match line {
            Line::Thought { id, .. } => Some(*id),
            _ => None,
        });
        let chosen: BTreeSet<Id> =
            if self.marks.is_empty() { all.filter(earlier).collect() } else { self.marks.clone() };
        if chosen.is_empty() {
            return Step::Say(Notice::plain(
                context.say("まとめる仮説や意見がまだありません", "there is nothing to sum up yet"),
            ));
        }
        let mut thought = Thought::new(NoteKind::Summary, self.ask());
        thought.answers.extend(chosen);
        thought.form(context)
    }

    fn mark(&mut self, context: &Context<'_>) -> Step {
        let kind = |id: Id| context.snapshot.state.live(id).and_then(|one| one.choice(&note::KIND));
        let gathered = [NoteKind::Hypothesis, NoteKind::Opinion].map(|kind| Some(kind.code()));
        match self.thought() {
            Some(id) if gathered.contains(&kind(id)) => {
                if !self.marks.remove(&id) {
                    self.marks.insert(id);
                }
                self.put(self.row + 1);
                Step::Done
            }
            _ => Step::Say(Notice::plain(context.say(
                "まとめに入れる仮説か意見に印を付けます",
                "hypotheses and opinions are marked, for a summary",
            ))),
        }
    }
}

fn choose_first(context: &Context<'_>) -> Step {
    let said = context.say(
        "要望を開き、仮説・意見・まとめの行で行います",
        "open an ask and go to a hypothesis, opinion or summary",
    );
    Step::Say(Notice::plain(said))
}

/// The reader's vote on a note; the same once more takes it back.
pub fn vote(id: Id, action: Action, context: &Context<'_>) -> Step {
    let wanted = if action == Action::Agree { Ballot::Agree } else { Ballot::Against };
    let record = context.snapshot.state.live(id);
    let held = record.and_then(|record| ballot_of(&record, context.user));
    let ballot = if held == Some(wanted) { None } else { Some(wanted) };
    let purpose = match ballot {
        Some(ballot) => ballot.label(),
        None => crate::lang::Label::new("投票の取消", "Vote taken back"),
    };
    let command = Command::Vote { note: id, ballot };
    Step::Do(Effect::Submit(Request::new(command, context, purpose)))
}

impl Acts for Policy {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Policy, Scope::List, Scope::Global]
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        let page = usize::from(context.size.rows.saturating_sub(8)) / if self.place == 0 { 1 } else { 2 };
        if let Some(index) = moved(self.index(), action, count, page, self.length()) {
            self.put(index);
            return Step::Done;
        }
        match action {
            Action::NextTab => self.turn(1),
            Action::PreviousTab => self.turn(self.pages().map_or(0, <[Page]>::len)),
            Action::Open => return self.open(),
            Action::Discuss => return Thought::new(NoteKind::Hypothesis, self.ask()).form(context),
            Action::Opine if self.place > 0 => return self.opine(context),
            Action::Opine => return choose_first(context),
            Action::SumUp => return self.sum_up(context),
            Action::Agree | Action::Against => {
                return self.thought().map_or_else(|| choose_first(context), |id| vote(id, action, context));
            }
            Action::Mark => return self.mark(context),
            Action::Edit | Action::Tag | Action::Withdraw => {
                let Some(id) = self.thought() else { return choose_first(context) };
                return form::open_for(action, &[id], id.kind, context);
            }
            Action::Repeat => return verb::repeat(self.thought().as_slice(), context),
            Action::Export => {
                let only = self.pages().filter(|_| self.place > 0).and_then(|all| all.get(self.place - 1));
                return Export::of_leaf(Leaf::Policy(only.map(|page| page.ask)), context);
            }
            Action::Back if !self.marks.is_empty() => self.marks.clear(),
            Action::Back if self.place > 0 => self.place = 0,
            _ => return Step::Pass,
        }
        Step::Done
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        let mut offers = vec![Action::Open];
        if self.place == 0 {
            offers.extend([Action::Discuss, Action::NextTab, Action::Export, Action::Back]);
            return offers;
        }
        if self.thought().is_some() {
            offers.extend([Action::Opine, Action::Agree, Action::Against, Action::Edit]);
        }
        offers.extend([Action::Discuss, Action::SumUp, Action::Mark, Action::NextTab, Action::Export]);
        offers.push(Action::Back);
        offers
    }

    fn wants(&mut self, context: &Context<'_>) -> Vec<Effect> {
        let seq = context.snapshot.seq();
        if context.hidden || self.asked == Some(seq) {
            return Vec::new();
        }
        self.asked = Some(seq);
        vec![Effect::Ask(Question::Policy)]
    }

    fn answered(&mut self, answer: &Answer, _context: &Context<'_>) {
        if let Answer::Policy { desk } = answer {
            // The cursor stays on its line, whatever was written above it.
            let here = self.line().cloned();
            self.desk = Some(Arc::clone(desk));
            let same = |line: &Line| match (line, &here) {
                (Line::Thought { id, .. }, Some(Line::Thought { id: held, .. }))
                | (Line::Quote { id, .. }, Some(Line::Quote { id: held, .. })) => id == held,
                _ => false,
            };
            let found = self.page().and_then(|page| page.lines.iter().position(same));
            self.put(found.unwrap_or_else(|| self.index()));
        }
    }
}
