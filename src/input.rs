//! What a terminal tells us, as plain data: keys, pasted text, mouse, size and focus, and the notation of keys.
//! Invariant: a `Key` is always in its normal form, so two keys that a terminal cannot tell apart are equal.
//! Leaf module: the decoder makes these values, the keymap and the application read them.

mod fold;
mod notation;

pub use notation::{KeyError, parse_sequence, print_sequence};

/// One decoded input of a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    Key(Key),
    /// Pasted text without control characters except `\n`; it is text, never keys.
    Paste(String),
    /// A paste over the limit was thrown away; `bytes` is how much of it had arrived.
    PasteRefused {
        bytes: usize,
    },
    Mouse(Mouse),
    Resize(Size),
    /// Whether the terminal's window has the focus now.
    Focus(bool),
}

/// A key without its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyCode {
    Char(char),
    Enter,
    Esc,
    Tab,
    Backspace,
    Delete,
    Insert,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    /// F1 to F35.
    Function(u8),
}

/// One key press. For characters the letter itself says whether Shift was held, so `shift` is false there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub code: KeyCode,
    pub ctrl: bool,
    pub alt: bool,
    pub shift: bool,
}

impl Key {
    /// The key without modifiers.
    pub const fn plain(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: false, shift: false }
    }

    /// The plain key of a character.
    pub const fn char(character: char) -> Self {
        Self::plain(KeyCode::Char(character))
    }

    /// Control and a character, in normal form.
    pub fn ctrl(character: char) -> Self {
        Self { ctrl: true, ..Self::char(character) }.normal()
    }

    /// The normal form: a shifted letter is its capital, and Control with a digit or sign is the one key that
    /// terminals send for the same byte (`C-_` and `C-7` are `C-/`, `C-@` is `C-Space`).
    #[must_use]
    pub fn normal(mut self) -> Self {
        let KeyCode::Char(character) = self.code else { return self };
        if self.shift && !self.ctrl && character.is_lowercase() {
            self.code = KeyCode::Char(character.to_uppercase().next().unwrap_or(character));
        }
        self.shift = false;
        if self.ctrl {
            self.code = KeyCode::Char(match character {
                '2' | '@' => ' ',
                '4' => '\\',
                '5' => ']',
                '6' => '^',
                '7' | '_' => '/',
                other => other.to_ascii_lowercase(),
            });
        }
        self
    }

    /// The character that this key types into a text field; `None` for control keys and commands.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(character) if !self.ctrl && !self.alt => Some(character),
            _ => None,
        }
    }
}

/// A mouse button, wheel or movement and the cell it happened on, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    pub kind: MouseKind,
    pub column: u16,
    pub row: u16,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    Press(MouseButton),
    Release(MouseButton),
    Drag(MouseButton),
    WheelUp,
    WheelDown,
}

/// A button of the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseButton {
    Left,
    Middle,
    Right,
}

/// The size of a terminal in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub columns: u16,
    pub rows: u16,
}

impl Size {
    /// What a terminal is taken for that does not tell its size.
    pub const DEFAULT: Self = Self { columns: 80, rows: 24 };
    const COLUMNS_MAX: u16 = 500;
    const ROWS_MAX: u16 = 200;

    /// The size that is used for a reported one: 0 in either direction means unknown and gives the default, and a
    /// size beyond 500 x 200 is cut, because a peer may claim any number and each cell costs memory.
    pub fn reported(columns: u32, rows: u32) -> Self {
        if columns == 0 || rows == 0 {
            return Self::DEFAULT;
        }
        Self {
            columns: u16::try_from(columns).unwrap_or(u16::MAX).min(Self::COLUMNS_MAX),
            rows: u16::try_from(rows).unwrap_or(u16::MAX).min(Self::ROWS_MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_never_zero_and_never_huge() {
        assert_eq!(Size::reported(0, 0), Size::DEFAULT);
        assert_eq!(Size::reported(0, 50), Size::DEFAULT);
        assert_eq!(Size::reported(65_535, 70_000), Size { columns: 500, rows: 200 });
        assert_eq!(Size::reported(1, 1), Size { columns: 1, rows: 1 });
    }

    #[test]
    fn keys_that_terminals_cannot_tell_apart_are_equal() {
        assert_eq!(Key::ctrl('_'), Key::ctrl('/'));
        assert_eq!(Key::ctrl('7'), Key::ctrl('/'));
        assert_eq!(Key::ctrl('X'), Key::ctrl('x'));
        assert_eq!(Key { shift: true, ..Key::char('a') }.normal(), Key::char('A'));
        assert_eq!(Key { shift: true, ..Key::char('?') }.normal(), Key::char('?'));
    }

    #[test]
    fn only_plain_characters_type() {
        assert_eq!(Key::char('山').typed(), Some('山'));
        assert_eq!(Key::ctrl('a').typed(), None);
        assert_eq!(Key { alt: true, ..Key::char('x') }.typed(), None);
        assert_eq!(Key::plain(KeyCode::Enter).typed(), None);
    }
}
