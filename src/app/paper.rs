//! A page about one record: the fact sheet of a region, the board of a regional HR. Counted beside the loop, read line by line, copied for a mail or
//! written into a file for a purpose.
//! Invariant: what is shown is as of the commit it was asked for; a newer one asks again.

use std::sync::Arc;

use super::ask::{Answer, Question};
use super::cursor::moved;
use super::export::Export;
use super::layer::{Acts, Context, Step};
use super::message::{Effect, Notice};
use super::port::{About, Leaf};
use super::record::RecordView;
use crate::action::{Action, Scope};
use crate::field::Id;
use crate::report::paper::{Line, Paper};

/// The state of the layer.
#[derive(Debug)]
pub struct PaperView {
    about: About,
    index: usize,
    paper: Option<Arc<Paper>>,
    /// Whether what it was about is no longer there.
    gone: bool,
    /// As of which commit was asked last.
    asked: Option<u64>,
}

impl PaperView {
    /// The page about something.
    pub const fn new(about: About) -> Self {
        Self { about, index: 0, paper: None, gone: false, asked: None }
    }

    pub const fn about(&self) -> About {
        self.about
    }

    /// The page, once it has been made.
    pub fn paper(&self) -> Option<&Paper> {
        self.paper.as_deref()
    }

    /// Whether there is nothing to make a page of, or no more.
    pub const fn is_gone(&self) -> bool {
        self.gone
    }

    /// The line of the cursor, counted through all parts.
    pub const fn index(&self) -> usize {
        self.index
    }

    fn lines(&self) -> impl Iterator<Item = &Line> {
        self.paper().into_iter().flat_map(|paper| paper.parts.iter().flat_map(|part| &part.lines))
    }

    fn copy(&self, context: &Context<'_>) -> Step {
        let Some(paper) = self.paper() else { return Step::Done };
        if self.about.is_personal() {
            let why = "人が載っているため、g x で目的を残して書き出します";
            return Step::Say(Notice::refused(
                context.say(why, "it names people: g x writes it, for a purpose that is noted"),
            ));
        }
        let said = context.say("文面を端末へ送りました", "the text was sent to the terminal");
        Step::All(vec![Step::Do(Effect::Copy(paper.text(context.lang))), Step::Say(Notice::plain(said))])
    }
}

/// The page of a record, or that it has none.
pub fn open(id: Option<Id>, context: &Context<'_>) -> Step {
    match id.and_then(|id| About::of(id, &context.snapshot.state)) {
        Some(about) => Step::push(PaperView::new(about)),
        None => Step::Say(Notice::plain(context.say(
            "一枚の資料は地域と地域の人事部にあります",
            "regions and regional HR offices have a page of their own",
        ))),
    }
}

impl Acts for PaperView {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Paper, Scope::List, Scope::Global]
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        let page = usize::from(context.size.rows.saturating_sub(8));
        let all = self.lines().count();
        if let Some(index) = moved(self.index, action, count, page, all) {
            self.index = index;
            return Step::Done;
        }
        match action {
            Action::CopyText => self.copy(context),
            Action::Export => Export::of_leaf(Leaf::Paper(self.about), context),
            Action::Open => {
                let target = self.lines().nth(self.index).and_then(|line| line.target);
                target.map_or(Step::Done, |id| Step::push(RecordView::new(id)))
            }
            _ => Step::Pass,
        }
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        let opens = self.lines().nth(self.index).is_some_and(|line| line.target.is_some());
        let mut offers = if opens { vec![Action::Open] } else { Vec::new() };
        if !self.about.is_personal() {
            offers.push(Action::CopyText);
        }
        offers.extend([Action::Export, Action::Back]);
        offers
    }

    fn wants(&mut self, context: &Context<'_>) -> Vec<Effect> {
        let seq = context.snapshot.seq();
        if context.hidden || self.asked == Some(seq) {
            return Vec::new();
        }
        self.asked = Some(seq);
        vec![Effect::Ask(Question::Paper { about: self.about })]
    }

    fn answered(&mut self, answer: &Answer, _context: &Context<'_>) {
        if let Answer::Paper { about, paper } = answer
            && *about == self.about
        {
            self.paper.clone_from(paper);
            self.gone = paper.is_none();
            self.index = self.index.min(self.lines().count().saturating_sub(1));
        }
    }
}
