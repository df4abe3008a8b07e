//! A brush over the screen's cells: text cut at whole characters, aligned in cells, in the style of a role.
//! Invariant: nothing is drawn outside the place asked for; people's text is widened first where the terminal draws
//! ambiguous characters in two columns. Every screen paints through it and remembers the caret in it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::theme::{Role, Theme};
use crate::terminal::{clear_overlay, widen};
use crate::text::{cells, cut};

/// The brush.
#[derive(Debug)]
pub struct Painter<'a> {
    buffer: &'a mut Buffer,
    pub theme: &'a Theme,
    caret: Option<Position>,
}

impl<'a> Painter<'a> {
    pub const fn new(buffer: &'a mut Buffer, theme: &'a Theme) -> Self {
        Self { buffer, theme, caret: None }
    }

    /// All of the screen.
    pub const fn area(&self) -> Rect {
        self.buffer.area
    }

    /// Where the caret was put.
    pub const fn caret(&self) -> Option<Position> {
        self.caret
    }

    /// Puts the terminal's own cursor there.
    pub fn put_caret(&mut self, x: u16, y: u16) {
        self.caret = Some(Position::new(x.min(self.buffer.area.right().saturating_sub(1)), y));
    }

    /// How many cells a text takes.
    pub fn width(&self, text: &str) -> u16 {
        let cells = cells(&widen(text, self.theme.wide), false);
        u16::try_from(cells).unwrap_or(u16::MAX)
    }

    /// Draws at most `width` cells of `text`; gives back how many it took.
    pub fn text(&mut self, x: u16, y: u16, width: u16, text: &str, role: Role) -> u16 {
        let text = widen(text, self.theme.wide);
        let shown = cut(&text, usize::from(width), false, self.theme.symbols.ellipsis);
        self.put(x, y, width, &shown, role)
    }

    /// Draws `text` so that it ends at the right of the `width` cells from `x`.
    pub fn right(&mut self, x: u16, y: u16, width: u16, text: &str, role: Role) {
        let taken = self.width(text).min(width);
        self.text(x + (width - taken), y, taken, text, role);
    }

    /// Gives every cell of a row's part the style of a role.
    pub fn fill(&mut self, x: u16, y: u16, width: u16, role: Role) {
        let style = self.theme.style(role);
        self.buffer.set_style(Rect::new(x, y, width, 1).intersection(self.buffer.area), style);
    }

    /// A horizontal rule.
    pub fn rule(&mut self, x: u16, y: u16, width: u16, role: Role) {
        let line = self.theme.symbols.rule.repeat(usize::from(width));
        let used = self.put(x, y, width, &line, role);
        // An underlined rule would be two rules.
        let plain = Style::new().remove_modifier(Modifier::UNDERLINED);
        self.buffer.set_style(Rect::new(x, y, used, 1).intersection(self.buffer.area), plain);
    }

    /// Empties a part of the screen for something on top of it.
    pub fn clear(&mut self, area: Rect) {
        clear_overlay(self.buffer, area);
    }

    /// Draws texts of several roles one after the other; gives back how many cells they took.
    pub fn line(&mut self, x: u16, y: u16, width: u16, parts: &[(&str, Role)]) -> u16 {
        let mut used = 0;
        for (text, role) in parts {
            used += self.text(x + used, y, width - used, text, *role);
            if used >= width {
                break;
            }
        }
        used
    }

    fn put(&mut self, x: u16, y: u16, width: u16, text: &str, role: Role) -> u16 {
        let area = self.buffer.area;
        if y >= area.bottom() || x >= area.right() {
            return 0;
        }
        let width = width.min(area.right() - x);
        let style = self.theme.style(role);
        let (end, _) = self.buffer.set_stringn(x, y, text, usize::from(width), style);
        end - x
    }
}
