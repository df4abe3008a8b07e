//! One line of text being typed: its characters and the caret, for the palette, the search, filters and forms.
//! Invariant: the caret stands between two graphemes, never inside one; the text never holds a line break.

use unicode_segmentation::UnicodeSegmentation as _;

use super::area::Area;
use crate::action::Action;
use crate::text;

/// Graphemes that a line takes; a longer paste is cut.
const GRAPHEMES_MAX: usize = 1_000;

/// A line of text with a caret.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line(Area);

impl Line {
    /// A line that holds `text`, the caret at its end.
    pub fn new(text: &str) -> Self {
        Self(Area::new(&text::clean_line(text, GRAPHEMES_MAX).text, false))
    }

    pub fn text(&self) -> &str {
        self.0.text()
    }

    /// The text to the left of the caret; its width is where the caret stands.
    pub fn before_caret(&self) -> &str {
        self.0.before_caret()
    }

    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    /// Puts `typed` at the caret, as far as there is room. Line breaks become blanks.
    pub fn insert(&mut self, typed: &str) {
        let room = GRAPHEMES_MAX.saturating_sub(self.text().graphemes(true).count());
        let kept: String = typed.graphemes(true).take(room).collect();
        self.0.insert(&kept);
    }

    /// Does an editing verb; `false` where it is none.
    pub fn act(&mut self, action: Action) -> bool {
        self.0.act(action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_moves_by_graphemes() {
        let mut line = Line::new("葛\u{e0100}城");
        line.act(Action::CaretLeft);
        line.act(Action::CaretLeft);
        assert_eq!(line.before_caret(), "");
        line.act(Action::CaretRight);
        assert_eq!(line.before_caret(), "葛\u{e0100}");
        line.insert("\n市");
        assert_eq!(line.text(), "葛\u{e0100} 市城");
        line.act(Action::DeleteLeft);
        line.act(Action::DeleteWord);
        assert_eq!((line.text(), line.before_caret()), ("城", ""));
    }
}
