//! Several lines of text being typed: notes, descriptions, reasons.
//! Invariant: the caret stands between two graphemes; line ends are `\n`. What is shown is wrapped by the painter.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::action::Action;
use crate::text;

/// Text of one or more lines with a caret.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Area {
    text: String,
    /// The caret, in bytes from the start.
    caret: usize,
    /// Whether line breaks are kept.
    lines: bool,
}

impl Area {
    /// Text to edit; `lines` says whether it may have line breaks. The caret stands at the end.
    pub fn new(held: &str, lines: bool) -> Self {
        let text = if lines { held.to_owned() } else { held.replace('\n', " ") };
        Self { caret: text.len(), text, lines }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text to the left of the caret.
    pub fn before_caret(&self) -> &str {
        self.text.get(..self.caret).unwrap_or_default()
    }

    /// The text to the right of the caret.
    pub fn after_caret(&self) -> &str {
        self.text.get(self.caret..).unwrap_or_default()
    }

    pub const fn takes_lines(&self) -> bool {
        self.lines
    }

    /// Replaces everything, the caret at the end.
    pub fn set(&mut self, text: &str) {
        text.clone_into(&mut self.text);
        self.caret = self.text.len();
    }

    /// Puts typed or pasted text at the caret. Nothing is lost: a limit is told when the form is saved.
    pub fn insert(&mut self, typed: &str) {
        // Cleaning trims, but blanks and line ends around what was typed are meant.
        let core = typed.trim();
        let around = |blanks: &str| -> String {
            blanks
                .replace("\r\n", "\n")
                .replace('\t', "  ")
                .chars()
                .filter(|c| " \u{3000}\n".contains(*c))
                .collect()
        };
        let (head, tail) = typed.split_once(core).unwrap_or((typed, ""));
        let clean = text::clean_text(core, text::NOTE_GRAPHEMES).text;
        let clean = format!("{}{clean}{}", around(head), around(tail));
        let clean = if self.lines { clean } else { clean.replace('\n', " ") };
        self.text.insert_str(self.caret, &clean);
        self.caret += clean.len();
    }

    /// Does an editing verb; `false` where it is none.
    pub fn act(&mut self, action: Action) -> bool {
        match action {
            Action::CaretLeft => self.caret = self.previous(),
            Action::CaretRight => self.caret = self.next(),
            Action::CaretStart => self.caret = self.line_start(),
            Action::CaretEnd => self.caret = self.line_end(),
            Action::DeleteLeft => self.delete(self.previous(), self.caret),
            Action::DeleteRight => self.delete(self.caret, self.next()),
            Action::DeleteWord => self.delete(self.word_start(), self.caret),
            Action::DeleteLine => self.delete(self.line_start(), self.line_end()),
            Action::NewLine if self.lines => self.insert("\n"),
            _ => return false,
        }
        true
    }

    /// Moves the caret a line up or down; `false` where there is none, so that the form can go to the next field.
    pub fn vertical(&mut self, down: bool) -> bool {
        let column = self.before_caret().get(self.line_start()..).unwrap_or_default().graphemes(true).count();
        let start = if down {
            let end = self.line_end();
            if end >= self.text.len() {
                return false;
            }
            end + 1
        } else {
            let start = self.line_start();
            let Some(end) = start.checked_sub(1) else { return false };
            self.text.get(..end).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
        };
        let line = self.text.get(start..).unwrap_or_default().split('\n').next().unwrap_or_default();
        self.caret = start + line.graphemes(true).take(column).map(str::len).sum::<usize>();
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
        self.caret + self.after_caret().graphemes(true).next().map_or(0, str::len)
    }

    fn line_start(&self) -> usize {
        self.before_caret().rfind('\n').map_or(0, |at| at + 1)
    }

    fn line_end(&self) -> usize {
        self.caret + self.after_caret().find('\n').unwrap_or(self.after_caret().len())
    }

    fn word_start(&self) -> usize {
        let trimmed = self.before_caret().trim_end();
        trimmed.char_indices().rev().find(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_walked_and_kept() {
        let mut area = Area::new("山田太郎\n電話\nメモ", true);
        assert!(area.vertical(false));
        assert_eq!(area.before_caret(), "山田太郎\n電話");
        assert!(area.vertical(false));
        assert_eq!(area.before_caret(), "山田");
        assert!(!area.vertical(false));
        area.act(Action::NewLine);
        assert_eq!(area.text(), "山田\n太郎\n電話\nメモ");
        area.act(Action::DeleteLeft);
        area.act(Action::CaretEnd);
        area.insert("\u{1b}[31m様");
        assert_eq!(area.text(), "山田太郎[31m様\n電話\nメモ", "what could move a cursor is not taken");
        assert!(area.vertical(true) && area.vertical(true) && !area.vertical(true));
    }

    #[test]
    fn one_line_takes_no_breaks() {
        let mut area = Area::new("", false);
        area.insert("一行目\n二行目");
        area.act(Action::NewLine);
        assert_eq!(area.text(), "一行目 二行目");
    }
}
