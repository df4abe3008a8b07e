//! One line of text being typed: its characters and the caret, for the palette, the search, filters and forms.
//! Invariant: the caret stands between two graphemes, never inside one; the text never holds a line break.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::action::Action;
use crate::text;

/// Graphemes that a line takes; a longer paste is cut.
const GRAPHEMES_MAX: usize = 1_000;

/// A line of text with a caret.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    text: String,
    /// The caret, in bytes from the start.
    caret: usize,
}

impl Line {
    /// A line that holds `text`, the caret at its end.
    pub fn new(text: &str) -> Self {
        let text = text::clean_line(text, GRAPHEMES_MAX).text;
        Self { caret: text.len(), text }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text to the left of the caret; its width is where the caret stands.
    pub fn before_caret(&self) -> &str {
        self.text.get(..self.caret).unwrap_or_default()
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Puts `typed` at the caret. Line breaks become blanks.
    pub fn insert(&mut self, typed: &str) {
        let plain: String = typed
            .chars()
            .map(|c| if matches!(c, '\n' | '\t') { ' ' } else { c })
            .filter(|c| !c.is_control())
            .collect();
        let room = GRAPHEMES_MAX.saturating_sub(self.text.graphemes(true).count());
        let kept: String = plain.graphemes(true).take(room).collect();
        self.text.insert_str(self.caret, &kept);
        self.caret += kept.len();
    }

    /// Does an editing verb; `false` where it is none.
    pub fn act(&mut self, action: Action) -> bool {
        match action {
            Action::CaretLeft => self.caret = self.previous(),
            Action::CaretRight => self.caret = self.next(),
            Action::CaretStart => self.caret = 0,
            Action::CaretEnd => self.caret = self.text.len(),
            Action::DeleteLeft => self.delete(self.previous(), self.caret),
            Action::DeleteRight => self.delete(self.caret, self.next()),
            Action::DeleteWord => self.delete(self.word_start(), self.caret),
            Action::DeleteLine => self.delete(0, self.text.len()),
            _ => return false,
        }
        true
    }

    fn delete(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        self.caret = from;
    }

    fn previous(&self) -> usize {
        self.before_caret().grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn next(&self) -> usize {
        let after = self.text.get(self.caret..).unwrap_or_default();
        self.caret + after.graphemes(true).next().map_or(0, str::len)
    }

    /// Where the word to the left of the caret begins, blanks after it included.
    fn word_start(&self) -> usize {
        let trimmed = self.before_caret().trim_end();
        trimmed.char_indices().rev().find(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8())
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
