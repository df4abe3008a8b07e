//! A terminal on any wire: bytes become inputs, drawings become the fewest bytes that show them.
//! Invariant: nothing here asks the process's own terminal for anything; size and cursor are answered from memory.
//! The session owns one `Terminal` per connection, sends every returned byte in order, and lends it the time.

pub mod caps;
mod cells;
mod colour;
pub mod decode;
mod meaning;
pub mod modes;
mod paste;
mod pen;
mod screen;
mod symbols;
mod update;

use std::time::{Duration, Instant};

use ratatui::Frame;

use crate::input::{Input, Size};

pub use caps::{Ambiguous, Caps, Colours};
pub use cells::{clear_overlay, is_ambiguous, widen};
pub use decode::Decoder;
pub use paste::PASTE_BYTES_MAX;
pub use screen::Screen;
pub use symbols::{Arrows, Marks, Signs, Symbols};

/// How long an answer to the width probe is believed to be one. Nothing waits for it: frames are drawn meanwhile, and
/// a terminal that answers nothing is simply taken as it was.
const PROBE_ANSWER_AGE_MAX: Duration = Duration::from_secs(1);

/// One person's terminal: its decoder, its screen and what is known of its abilities.
#[derive(Debug)]
pub struct Terminal {
    decoder: Decoder,
    screen: Screen,
    caps: Caps,
    /// Until when a cursor report is the answer to the probe.
    probing_until: Option<Instant>,
}

impl Terminal {
    /// A terminal and the bytes that begin with it; they ask for the width of ambiguous characters when that is left
    /// to the terminal.
    pub fn start(size: Size, caps: Caps, now: Instant) -> (Self, Vec<u8>) {
        let probing = caps.ambiguous == Ambiguous::Auto;
        let bytes = if probing { [modes::ENTER, modes::PROBE].concat() } else { modes::ENTER.to_vec() };
        let terminal = Self {
            decoder: Decoder::new(),
            screen: Screen::new(size, caps),
            caps,
            probing_until: probing.then(|| now + PROBE_ANSWER_AGE_MAX),
        };
        (terminal, bytes)
    }

    /// The inputs that `bytes`, arrived at `now`, complete. When `caps` differ afterwards, draw again.
    pub fn feed(&mut self, bytes: &[u8], now: Instant) -> Vec<Input> {
        let inputs = self.decoder.feed(bytes, now);
        if let Some((column, row)) = self.decoder.take_cursor_report() {
            self.answered(column, row, now);
        }
        inputs
    }

    /// When `expire` should be called if no byte arrives before; `None` means that there is nothing to wait for.
    pub fn wake_at(&self) -> Option<Instant> {
        self.decoder.wake_at()
    }

    /// The inputs that time alone completes, such as a lone Esc.
    pub fn expire(&mut self, now: Instant) -> Vec<Input> {
        self.decoder.expire(now)
    }

    /// What `paint` draws, as the bytes to send; none when nothing changed. The frame's cursor position is the caret.
    pub fn draw(&mut self, paint: impl FnOnce(&mut Frame<'_>)) -> Vec<u8> {
        self.screen.draw(paint)
    }

    /// Another size; the next drawing is whole.
    pub fn resize(&mut self, size: Size) {
        self.screen.resize(size);
    }

    /// Makes the next drawing whole, whatever the terminal shows now.
    pub fn repaint(&mut self) {
        self.screen.repaint();
    }

    /// The bytes that give the terminal back.
    pub fn leave(&mut self) -> Vec<u8> {
        self.screen.repaint();
        modes::LEAVE.to_vec()
    }

    pub fn size(&self) -> Size {
        self.screen.size()
    }

    /// The abilities as they are known now; the probe may change them once, shortly after the start.
    pub fn caps(&self) -> Caps {
        self.caps
    }

    /// The signs that this terminal draws in the columns they are meant to take.
    pub fn symbols(&self) -> &'static Symbols {
        Symbols::of(self.caps.ambiguous_wide)
    }

    fn answered(&mut self, column: u16, row: u16, now: Instant) {
        let Some(until) = self.probing_until.take_if(|_| row == 2) else { return };
        let wide = column == 3;
        if now <= until && (column == 2 || wide) && wide != self.caps.ambiguous_wide {
            self.caps.ambiguous_wide = wide;
            self.screen.set_caps(self.caps);
        }
    }
}
