//! The search over all kinds: hits appear while one types, Enter opens.

use super::ask::{Answer, Question};
use super::cursor;
use super::find::Hits;
use super::layer::{Acts, Context, Step};
use super::message::Effect;
use super::query_line::QueryLine;
use super::record::RecordView;
use crate::action::{Action, Scope};

/// Hits that the screen holds at most.
const HITS_MAX: usize = 200;

/// The state of the search.
#[derive(Debug, Default)]
pub struct SearchBox {
    line: QueryLine,
    index: usize,
    /// What the hits below are for, and the hits or what is wrong with the query.
    found: Option<(String, Result<Hits, String>)>,
    /// What was asked last, as of which commit.
    asked: Option<(String, u64)>,
    /// Enter was pressed before the hits of the line had come: the best of them is opened when they do.
    opens: bool,
    /// The hits of the line have just come.
    came: bool,
}

impl SearchBox {
    pub fn new() -> Self {
        Self::default()
    }

    pub const fn line(&self) -> &QueryLine {
        &self.line
    }

    pub const fn index(&self) -> usize {
        self.index
    }

    /// The hits for what was typed a moment ago; `None` before the first answer.
    pub fn found(&self) -> Option<&Result<Hits, String>> {
        self.found.as_ref().map(|(_, result)| result)
    }

    /// Whether what was found is for what the line says now.
    fn is_settled(&self, context: &Context<'_>) -> bool {
        let written = self.line.spelled_out(context);
        self.found.as_ref().map_or(written.trim().is_empty(), |(found, _)| *found == written)
    }

    /// How many hits can be chosen from: none while the line says something else than what they are for.
    fn hits(&self) -> usize {
        match self.found().filter(|_| self.line.is_right()) {
            Some(Ok(hits)) => hits.hits.len(),
            _ => 0,
        }
    }

    fn open(&self) -> Step {
        self.chosen().map_or(Step::Done, |id| Step::push(RecordView::new(id)))
    }

    fn chosen(&self) -> Option<crate::field::Id> {
        match self.found().filter(|_| self.line.is_right()) {
            Some(Ok(hits)) => hits.hits.get(self.index).map(|hit| hit.id),
            _ => None,
        }
    }
}

impl Acts for SearchBox {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Picker, Scope::Text]
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn typed(&mut self, text: &str, context: &Context<'_>) -> Step {
        self.line.typed(text, context);
        (self.index, self.opens) = (0, false);
        Step::Done
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        match action {
            Action::Open if !self.is_settled(context) => {
                self.opens = self.line.is_right();
                Step::Done
            }
            Action::Open => self.open(),
            Action::Back => Step::Pop,
            other if self.line.act(other, context) => {
                if other != Action::NextOffer {
                    (self.index, self.opens) = (0, false);
                }
                Step::Done
            }
            Action::Complete | Action::NextOffer => Step::Done,
            other => {
                let page = usize::from(context.size.rows / 2);
                match cursor::moved(self.index, other, count, page, self.hits()) {
                    Some(index) => {
                        self.index = index;
                        Step::Done
                    }
                    None => Step::Pass,
                }
            }
        }
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        let mut offers = if self.hits() > 0 {
            vec![Action::Open, Action::SelectNext, Action::SelectPrevious]
        } else {
            vec![]
        };
        if !self.line.offers().is_empty() {
            offers.insert(0, Action::Complete);
            offers.insert(1, Action::NextOffer);
        }
        offers.push(Action::Back);
        offers
    }

    fn wants(&mut self, context: &Context<'_>) -> Vec<Effect> {
        // A line that cannot be meant is not asked: what was found last stays in sight.
        if !self.line.is_right() {
            return Vec::new();
        }
        let written = self.line.spelled_out(context);
        let wanted = (written.clone(), context.snapshot.seq());
        if self.asked.as_ref() == Some(&wanted) {
            return Vec::new();
        }
        self.asked = Some(wanted);
        if written.trim().is_empty() {
            self.found = None;
            return Vec::new();
        }
        vec![Effect::Ask(Question::Search { written, most: HITS_MAX })]
    }

    fn put_off(&mut self) -> Step {
        if std::mem::take(&mut self.came) && std::mem::take(&mut self.opens) {
            self.open()
        } else {
            Step::Pass
        }
    }

    fn answered(&mut self, answer: &Answer, context: &Context<'_>) {
        if let Answer::Search { written, result } = answer
            && *written == self.line.spelled_out(context)
        {
            self.found = Some((written.clone(), result.clone()));
            self.index = self.index.min(self.hits().saturating_sub(1));
            self.came = true;
        }
    }
}
