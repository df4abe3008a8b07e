//! The filter of a list while it is typed: every key narrows the list, Enter keeps it, Esc takes it away.
//! Invariant: what the list is filtered by is always the text of the line. Used by lists that fill the screen.

use super::line::Line;
use crate::action::Action;

/// The line, while there is one.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    typing: Option<Line>,
}

impl Filter {
    /// Begins to type on what the list is filtered by.
    pub fn begin(&mut self, filter: &str) {
        self.typing = Some(Line::new(filter));
    }

    /// The line being typed.
    pub const fn typing(&self) -> Option<&Line> {
        self.typing.as_ref()
    }

    /// Text was typed or pasted.
    pub fn typed(&mut self, text: &str, filter: &mut String) {
        if let Some(line) = &mut self.typing {
            line.insert(text);
            line.text().clone_into(filter);
        }
    }

    /// A verb while typing.
    pub fn act(&mut self, action: Action, filter: &mut String) {
        let Some(line) = &mut self.typing else { return };
        match action {
            Action::Open => self.typing = None,
            Action::Back => {
                self.typing = None;
                filter.clear();
            }
            other => {
                line.act(other);
                line.text().clone_into(filter);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_follows_the_line() {
        let (mut filter, mut held) = (Filter::default(), String::new());
        filter.typed("no line yet", &mut held);
        assert_eq!(held, "");
        filter.begin(&held);
        filter.typed("塩尻", &mut held);
        filter.act(Action::DeleteLeft, &mut held);
        assert_eq!(held, "塩");
        filter.act(Action::Open, &mut held);
        assert_eq!((held.as_str(), filter.typing()), ("塩", None));
        filter.begin(&held);
        filter.act(Action::Back, &mut held);
        assert_eq!(held, "");
    }
}
