//! The filter of a list: every key narrows the list as soon as the line can be meant, Enter keeps it, Esc takes it away.
//! Invariant: what the list is filtered by is the last line that could be meant, with `me` written out, for lists are shared
//! by all sessions. Used by panes, lists and the board.

use super::layer::{Context, Step};
use super::message::Notice;
use super::query_line::QueryLine;
use crate::action::Action;
use crate::field::Kind;
use crate::search::spelled_out;

/// The line, while there is one, and the filter as it was written.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    written: String,
    typing: Option<QueryLine>,
}

impl Filter {
    /// The filter as it was written.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// The line being typed.
    pub const fn typing(&self) -> Option<&QueryLine> {
        self.typing.as_ref()
    }

    /// Begins to type on what the list is filtered by.
    pub fn begin(&mut self, kind: Kind, context: &Context<'_>) {
        self.typing = Some(QueryLine::new(&self.written, Some(kind), context));
    }

    /// Takes a whole line, as a view has it.
    pub fn set(&mut self, written: &str, context: &Context<'_>, filter: &mut String) {
        self.typing = None;
        written.clone_into(&mut self.written);
        *filter = spelled_out(written, context.user);
    }

    /// Takes the filter away; `false` where there is none.
    pub fn clear(&mut self, filter: &mut String) -> bool {
        let was = !filter.is_empty();
        self.typing = None;
        self.written.clear();
        filter.clear();
        was
    }

    /// Text was typed or pasted.
    pub fn typed(&mut self, text: &str, context: &Context<'_>, filter: &mut String) -> Step {
        if let Some(line) = &mut self.typing {
            line.typed(text, context);
        }
        self.follow(context, filter)
    }

    /// A verb while typing; `Pass` where it is none of typing.
    pub fn act(&mut self, action: Action, context: &Context<'_>, filter: &mut String) -> Step {
        let Some(line) = &mut self.typing else { return Step::Pass };
        match action {
            Action::Open if line.is_right() => self.typing = None,
            Action::Open => {}
            Action::Back => {
                self.clear(filter);
                return Step::Done;
            }
            other if line.act(other, context) => {}
            _ => return Step::Pass,
        }
        self.follow(context, filter)
    }

    /// Hands a line that can be meant to the list; says what is wrong with another.
    fn follow(&mut self, context: &Context<'_>, filter: &mut String) -> Step {
        let Some(line) = &self.typing else { return Step::Done };
        if line.is_right() {
            line.text().clone_into(&mut self.written);
            *filter = line.spelled_out(context);
        }
        match line.fault() {
            Some(fault) => Step::Say(Notice::refused(fault.text(context.lang))),
            None => Step::Done,
        }
    }
}
