//! Text that a terminal marks as pasted: collected, bounded and cleaned.
//! Invariant: a paste is text, never keys; it holds no control character but the line feed.
//! Used by `decode` only.

use std::time::Duration;

use crate::input::Input;

/// The longest paste that is taken; a longer one is refused whole rather than cut.
pub const PASTE_BYTES_MAX: usize = 64 * 1024;
const PASTE_ENDS: &[u8] = b"\x1b[201~";

/// A paste that is still arriving.
#[derive(Debug, Default)]
pub(super) struct Paste {
    bytes: Vec<u8>,
    /// All bytes that came, also those that were not kept.
    seen: usize,
    /// How many bytes of the end mark came last.
    ending: usize,
}

impl Paste {
    /// How long a paste may pause before it is taken for ended.
    pub const AGE_MAX: Duration = Duration::from_secs(5);

    /// Takes one byte; true when it was the last of the end mark.
    pub fn push(&mut self, byte: u8) -> bool {
        self.seen += 1;
        if self.bytes.len() < PASTE_BYTES_MAX + PASTE_ENDS.len() {
            self.bytes.push(byte);
        }
        self.ending = match PASTE_ENDS.get(self.ending) {
            Some(expected) if *expected == byte => self.ending + 1,
            _ => usize::from(PASTE_ENDS.first() == Some(&byte)),
        };
        if self.ending < PASTE_ENDS.len() {
            return false;
        }
        self.seen -= PASTE_ENDS.len();
        self.bytes.truncate(self.seen);
        true
    }

    /// The text, or that it was too long.
    pub fn finish(self) -> Input {
        if self.seen > PASTE_BYTES_MAX {
            return Input::PasteRefused { bytes: self.seen };
        }
        Input::Paste(clean(&String::from_utf8_lossy(&self.bytes)))
    }
}

/// Line ends become `\n`, tabs become blanks, all other control characters go.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let characters = text.chars().map(|character| match character {
        '\r' => '\n',
        '\t' => ' ',
        other => other,
    });
    characters.filter(|character| *character == '\n' || !character.is_control()).collect()
}
