//! The notation of keys that people write in keymap files and read in the footer: `C-x`, `A-x`, `S-Tab`, `g g`.
//! Invariant: printing a key and parsing the result gives the same key.

use std::fmt;
use std::str::FromStr;

use super::{Key, KeyCode};

/// Why a notation names no key that a terminal can send.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("no key is named \"{name}\"")]
    Unknown { name: String },
    #[error("the sequence of keys is empty")]
    Empty,
    #[error("terminals cannot send {written}{}", instead.map(|key| format!("; it arrives as {key}")).unwrap_or_default())]
    Unreachable { written: String, instead: Option<Key> },
}

const NAMES: [(&str, KeyCode); 17] = [
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Space", KeyCode::Char(' ')),
    ("Backspace", KeyCode::Backspace),
    ("Delete", KeyCode::Delete),
    ("Insert", KeyCode::Insert),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PageUp", KeyCode::PageUp),
    ("PageDown", KeyCode::PageDown),
    ("Return", KeyCode::Enter),
    ("Escape", KeyCode::Esc),
];
const FUNCTION_KEY_LAST: u8 = 35;

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, prefix) in [(self.ctrl, "C-"), (self.alt, "A-"), (self.shift, "S-")] {
            if held {
                f.write_str(prefix)?;
            }
        }
        if let KeyCode::Function(number) = self.code {
            return write!(f, "F{number}");
        }
        if let Some((name, _)) = NAMES.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            KeyCode::Char(character) => write!(f, "{character}"),
            _ => Ok(()),
        }
    }
}

impl FromStr for Key {
    type Err = KeyError;

    /// The key of one notation without blanks. Names are read in any case; `S-a` is `A`.
    fn from_str(written: &str) -> Result<Self, KeyError> {
        let mut key = Self::char(' ');
        let mut rest = written;
        loop {
            let (modifier, after) = match rest.split_once('-') {
                Some((modifier, after)) if !after.is_empty() => (modifier, after),
                _ => break,
            };
            match modifier {
                "C" | "Ctrl" => key.ctrl = true,
                "A" | "M" | "Alt" => key.alt = true,
                "S" | "Shift" => key.shift = true,
                _ => break,
            }
            rest = after;
        }
        key.code = code_named(rest).ok_or_else(|| KeyError::Unknown { name: written.to_owned() })?;
        reachable(key, written)
    }
}

/// The keys of a sequence written with blanks between them.
pub fn parse_sequence(written: &str) -> Result<Vec<Key>, KeyError> {
    let keys: Vec<Key> = written.split_whitespace().map(Key::from_str).collect::<Result<_, _>>()?;
    if keys.is_empty() { Err(KeyError::Empty) } else { Ok(keys) }
}

/// The notation of a sequence, with one blank between its keys.
pub fn print_sequence(keys: &[Key]) -> String {
    keys.iter().map(Key::to_string).collect::<Vec<_>>().join(" ")
}

fn code_named(name: &str) -> Option<KeyCode> {
    let mut characters = name.chars();
    if let (Some(single), None) = (characters.next(), characters.next()) {
        return (!single.is_control() && !single.is_whitespace()).then_some(KeyCode::Char(single));
    }
    if let Some((_, code)) = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
        return Some(*code);
    }
    let number: u8 = name.strip_prefix(['F', 'f'])?.parse().ok()?;
    (1..=FUNCTION_KEY_LAST).contains(&number).then_some(KeyCode::Function(number))
}

/// The normal form of `key`, or why no terminal sends it. Only what every terminal can send is permitted, so that a
/// binding does not work on one desk and fail on the next.
fn reachable(key: Key, written: &str) -> Result<Key, KeyError> {
    let arrives_as = match (key.code, key.ctrl) {
        (KeyCode::Char('i'), true) => Some(KeyCode::Tab),
        (KeyCode::Char('m'), true) => Some(KeyCode::Enter),
        (KeyCode::Char('[' | '3'), true) => Some(KeyCode::Esc),
        (KeyCode::Char('8' | '?'), true) => Some(KeyCode::Backspace),
        (KeyCode::Enter | KeyCode::Esc | KeyCode::Tab | KeyCode::Backspace, true) => Some(key.code),
        _ => None,
    };
    let refuse = |instead| Err(KeyError::Unreachable { written: written.to_owned(), instead });
    if let Some(code) = arrives_as {
        return refuse(Some(Key { alt: key.alt, ..Key::plain(code) }));
    }
    match key.code {
        KeyCode::Char(character) if key.ctrl => {
            if character.is_ascii_uppercase() || (key.shift && character.is_ascii_lowercase()) {
                return refuse(Some(Key { shift: false, ..key }.normal()));
            }
            let normal = key.normal();
            match normal.code {
                KeyCode::Char('a'..='z' | ' ' | '\\' | ']' | '^' | '/') => Ok(normal),
                _ => refuse(None),
            }
        }
        // Alt with these is how control sequences and replies of terminals begin.
        KeyCode::Char('[' | 'O' | ']' | 'P' | '_') if key.alt => refuse(None),
        KeyCode::Enter | KeyCode::Esc | KeyCode::Backspace | KeyCode::Char(' ') if key.shift => {
            refuse(Some(Key { shift: false, ..key }))
        }
        KeyCode::Esc if key.alt => refuse(Some(Key::plain(KeyCode::Esc))),
        _ => Ok(key.normal()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notations_print_as_they_were_written() {
        for written in [
            "a", "A", "?", "-", "C-x", "A-x", "C-A-x", "Enter", "Esc", "Tab", "S-Tab", "Space", "C-Space",
            "F1", "F12", "Up", "C-Right", "S-Up", "PageDown", "A--", "C-/", "g g", "C-x C-s", "山",
            "A-Enter", "C-S-Left",
        ] {
            let keys = parse_sequence(written).unwrap();
            assert_eq!(print_sequence(&keys), written);
            assert_eq!(parse_sequence(&print_sequence(&keys)).unwrap(), keys);
        }
    }

    #[test]
    fn other_spellings_mean_the_same_key() {
        for (written, same) in [
            ("esc", "Esc"),
            ("escape", "Esc"),
            ("return", "Enter"),
            ("S-a", "A"),
            ("Ctrl-x", "C-x"),
            ("C-_", "C-/"),
            ("C-@", "C-Space"),
        ] {
            assert_eq!(parse_sequence(written).unwrap(), parse_sequence(same).unwrap(), "{written}");
        }
    }

    #[test]
    fn what_no_terminal_sends_is_refused_with_what_arrives() {
        for (written, arrives) in [
            ("C-i", Some("Tab")),
            ("C-m", Some("Enter")),
            ("C-[", Some("Esc")),
            ("C-X", Some("C-x")),
            ("S-Enter", Some("Enter")),
            ("A-[", None),
            ("C-,", None),
        ] {
            let Err(KeyError::Unreachable { instead, .. }) = parse_sequence(written) else {
                panic!("{written} was accepted")
            };
            assert_eq!(instead.map(|key| key.to_string()).as_deref(), arrives, "{written}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for written in ["Foo", "C-", "F0", "F99", "X-a", "gg"] {
            assert!(matches!(parse_sequence(written), Err(KeyError::Unknown { .. })), "{written}");
        }
        assert_eq!(parse_sequence("  "), Err(KeyError::Empty));
    }
}
