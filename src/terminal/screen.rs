//! What one terminal shows, and the bytes that make it show the next frame.
//! Invariant: `shown` is exactly what the terminal displays once all returned bytes have reached it, so the bytes of
//! every frame must be sent, in order. An unchanged frame is 0 bytes.
//! ratatui paints into memory only; its own comparison is not used, because it leaves halves of wide glyphs behind.

use std::convert::Infallible;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};

use super::caps::Caps;
use super::cells::normalise;
use super::pen::{Look, Pen};
use super::update::{rows_changed, update};
use crate::input::Size;

const CLEAR: &[u8] = b"\x1b[m\x1b[2J";
const HIDE_CURSOR: &[u8] = b"\x1b[?25l";
const SHOW_CURSOR: &[u8] = b"\x1b[?25h";
const BEGIN_SYNCHRONIZED: &[u8] = b"\x1b[?2026h";
const END_SYNCHRONIZED: &[u8] = b"\x1b[?2026l";
/// A frame that changes more rows than this is shown at once; a smaller one is hardly seen in parts.
const ROWS_SHOWN_LOOSELY: usize = 2;

/// The screen of one terminal.
#[derive(Debug)]
pub struct Screen {
    terminal: Terminal<Canvas>,
    caps: Caps,
    /// `None` when it is not known what the terminal shows, at first and after a change of size.
    shown: Option<Buffer>,
    /// The caret on the terminal: `None` hidden.
    caret: Option<Position>,
}

impl Screen {
    /// A screen of which nothing has been shown yet.
    pub fn new(size: Size, caps: Caps) -> Self {
        let area = Rect::new(0, 0, size.columns, size.rows);
        let options = TerminalOptions { viewport: Viewport::Fixed(area) };
        let Ok(terminal) = Terminal::with_options(Canvas { area, caret: None }, options);
        Self { terminal, caps, shown: None, caret: None }
    }

    /// What `paint` draws, as the bytes to send. The frame's cursor position is the caret; without one it is hidden.
    pub fn draw(&mut self, paint: impl FnOnce(&mut Frame<'_>)) -> Vec<u8> {
        let caps = self.caps;
        let Ok(frame) = self.terminal.draw(|frame| {
            paint(frame);
            normalise(frame.buffer_mut(), caps);
        });
        let next = frame.buffer.clone();
        let caret = self.terminal.backend().caret;
        let bytes = self.bytes_for(&next, caret);
        self.shown = Some(next);
        self.caret = caret;
        bytes
    }

    /// Another size: the next frame is painted whole.
    pub fn resize(&mut self, size: Size) {
        let area = Rect::new(0, 0, size.columns, size.rows);
        self.terminal.backend_mut().area = area;
        let Ok(()) = self.terminal.resize(area);
        self.shown = None;
    }

    /// Forgets what the terminal shows, so that the next frame is painted whole.
    pub fn repaint(&mut self) {
        self.shown = None;
    }

    /// Other abilities, as a probe may find them; the next frame is painted whole.
    pub fn set_caps(&mut self, caps: Caps) {
        self.caps = caps;
        self.shown = None;
    }

    /// The size that frames are drawn in.
    pub fn size(&self) -> Size {
        let area = self.terminal.backend().area;
        Size { columns: area.width, rows: area.height }
    }

    fn bytes_for(&self, next: &Buffer, caret: Option<Position>) -> Vec<u8> {
        let mut pen = Pen::new();
        let rows = if let Some(shown) = &self.shown {
            update(&mut pen, shown, next);
            rows_changed(shown, next)
        } else {
            pen.out.extend_from_slice(CLEAR);
            update(&mut pen, &Buffer::empty(next.area), next);
            usize::from(next.area.height)
        };
        let painted = !pen.out.is_empty();
        if painted {
            pen.wear(Look::PLAIN);
        }
        if !painted && caret == self.caret {
            return Vec::new();
        }
        let known = self.shown.is_some();
        self.place_caret(&mut pen, caret, known);
        self.wrap(pen.out, rows, known && self.caret.is_some() && caret.is_some())
    }

    fn place_caret(&self, pen: &mut Pen, caret: Option<Position>, known: bool) {
        match caret {
            Some(position) => {
                pen.go(position.x, position.y);
                if !known || self.caret.is_none() {
                    pen.out.extend_from_slice(SHOW_CURSOR);
                }
            }
            None if !known || self.caret.is_some() => pen.out.extend_from_slice(HIDE_CURSOR),
            None => {}
        }
    }

    /// A large frame as one synchronized update, or with the caret hidden meanwhile. Both ends are in the same bytes,
    /// so that no error can leave a terminal frozen.
    fn wrap(&self, painted: Vec<u8>, rows: usize, caret_stays: bool) -> Vec<u8> {
        let (begin, end) = match (rows > ROWS_SHOWN_LOOSELY, self.caps.synchronized) {
            (true, true) => (BEGIN_SYNCHRONIZED, END_SYNCHRONIZED),
            (true, false) if caret_stays => (HIDE_CURSOR, SHOW_CURSOR),
            (true | false, _) => return painted,
        };
        [begin, &painted, end].concat()
    }
}

/// Where ratatui believes to draw. It answers size and caret from memory and keeps nothing else: the stock backends
/// ask the process's own terminal, which on a server is not the person's.
#[derive(Debug)]
struct Canvas {
    area: Rect,
    caret: Option<Position>,
}

impl Backend for Canvas {
    type Error = Infallible;

    fn draw<'a, I>(&mut self, _content: I) -> Result<(), Infallible>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        Ok(())
    }

    fn hide_cursor(&mut self) -> Result<(), Infallible> {
        self.caret = None;
        Ok(())
    }

    fn show_cursor(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn get_cursor_position(&mut self) -> Result<Position, Infallible> {
        Ok(self.caret.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Infallible> {
        let position: Position = position.into();
        let inside = position.x < self.area.width && position.y < self.area.height;
        self.caret = inside.then_some(position);
        Ok(())
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn clear_region(&mut self, _clear_type: ClearType) -> Result<(), Infallible> {
        Ok(())
    }

    fn size(&self) -> Result<ratatui::layout::Size, Infallible> {
        Ok(self.area.as_size())
    }

    fn window_size(&mut self) -> Result<WindowSize, Infallible> {
        Ok(WindowSize { columns_rows: self.area.as_size(), pixels: ratatui::layout::Size::ZERO })
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}
