//! A line of the query language being typed: what is wrong with it and what it may be completed with, after every key.
//! Invariant: fault and offers always belong to the text and the caret of the line. Used by the search and by the filters of
//! lists.

use unicode_segmentation::UnicodeSegmentation as _;

use super::layer::Context;
use super::line::Line;
use crate::action::Action;
use crate::field::Kind;
use crate::search::{Completion, Offer, Query, QueryError, complete, spelled_out};

/// The line.
#[derive(Debug, Clone, Default)]
pub struct QueryLine {
    line: Line,
    /// The kind that is listed, where only one is.
    kind: Option<Kind>,
    fault: Option<QueryError>,
    completion: Completion,
    /// Which offer `Tab` takes.
    offer: usize,
}

impl QueryLine {
    /// A line that holds `text`, the caret at its end.
    pub fn new(text: &str, kind: Option<Kind>, context: &Context<'_>) -> Self {
        let mut line = Self { line: Line::new(text), kind, ..Self::default() };
        line.look(context);
        line
    }

    pub const fn line(&self) -> &Line {
        &self.line
    }

    pub fn text(&self) -> &str {
        self.line.text()
    }

    /// What is wrong with the line; nothing while a word is only begun that can still become right.
    pub fn fault(&self) -> Option<&QueryError> {
        let caret = self.caret();
        self.fault.as_ref().filter(|fault| {
            let begun = (fault.at..=fault.at + fault.length).contains(&caret);
            !begun || self.completion.offers.is_empty()
        })
    }

    /// Whether the line can be asked.
    pub const fn is_right(&self) -> bool {
        self.fault.is_none()
    }

    /// What the word at the caret may become.
    pub fn offers(&self) -> &[Offer] {
        &self.completion.offers
    }

    /// Which of them `Tab` takes.
    pub const fn offer(&self) -> usize {
        self.offer
    }

    /// The line as it means the same to everybody.
    pub fn spelled_out(&self, context: &Context<'_>) -> String {
        spelled_out(self.text(), context.user)
    }

    /// Text was typed or pasted.
    pub fn typed(&mut self, text: &str, context: &Context<'_>) {
        self.line.insert(text);
        self.look(context);
    }

    /// Does a verb of typing or completing; `false` where it is none, or there is nothing to complete.
    pub fn act(&mut self, action: Action, context: &Context<'_>) -> bool {
        match action {
            Action::Complete => {
                let Some((text, caret)) = self.completion.taken(self.text(), self.offer) else {
                    return false;
                };
                let behind: String = text.chars().skip(caret).collect();
                // Typed and not given, because a blank at the end is meant.
                self.line = Line::default();
                self.line.insert(&text);
                for _ in behind.graphemes(true) {
                    self.line.act(Action::CaretLeft);
                }
            }
            Action::NextOffer => {
                if self.offers().is_empty() {
                    return false;
                }
                self.offer = (self.offer + 1) % self.offers().len();
                return true;
            }
            other if self.line.act(other) => {}
            _ => return false,
        }
        self.look(context);
        true
    }

    fn caret(&self) -> usize {
        self.line.before_caret().chars().count()
    }

    fn look(&mut self, context: &Context<'_>) {
        let asker = context.asker();
        self.fault = Query::read(self.text(), &asker).err();
        self.completion = complete(self.text(), self.caret(), self.kind, &asker, context.lang);
        self.offer = 0;
    }
}
