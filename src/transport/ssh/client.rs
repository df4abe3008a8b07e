//! What a client says about its terminal, made safe: its kind, its size and its language.
//! Invariant: nothing that a client sends reaches a session except as a value from a list or a number in bounds; the
//! server's own terminal and environment are never asked. Used by the visitor.

use super::limits::{COLUMNS_MIN, ROWS_MIN, VARIABLE_BYTES_MAX};
use crate::connection::Caps;
use crate::input::Size;
use crate::lang::Lang;

/// Kinds of terminals that are believed, by the first part of their names, and whether they show all colours. SSH
/// carries no COLORTERM, so that for these the name has to do.
const KINDS: &[(&str, bool)] = &[
    ("alacritty", true),
    ("contour", true),
    ("cygwin", false),
    ("eterm", false),
    ("foot", true),
    ("ghostty", true),
    ("gnome", false),
    ("iterm2", true),
    ("kitty", true),
    ("konsole", false),
    ("linux", false),
    ("mintty", true),
    ("mlterm", false),
    ("ms", true),
    ("putty", false),
    ("rio", true),
    ("rxvt", false),
    ("screen", false),
    ("st", false),
    ("teraterm", false),
    ("tmux", false),
    ("vt100", false),
    ("vt102", false),
    ("vt220", false),
    ("vte", true),
    ("wezterm", true),
    ("xterm", false),
];
/// What a terminal is taken for whose kind nobody knows.
const KIND_ASSUMED: &str = "xterm-256color";
/// The longest name of a kind that is looked at, in bytes.
const KIND_BYTES_MAX: usize = 32;
/// A terminal that can only print lines.
const DUMB: &str = "dumb";

/// The abilities of a terminal of this kind; `None` for one that cannot place text.
pub(super) fn caps(kind: &str) -> Option<Caps> {
    if kind == DUMB {
        return None;
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
    let sane = kind.len() <= KIND_BYTES_MAX && kind.bytes().all(plain);
    let mut parts = kind.split(['-', '+', '.']);
    let first = parts.next().unwrap_or_default();
    // `xterm-kitty` and its like are named after what they imitate first and what they are second.
    let names = [parts.next().filter(|_| first == "xterm").unwrap_or_default(), first];
    let known = names.iter().find_map(|name| KINDS.iter().find(|(known, _)| known == name));
    let Some((_, all_colours)) = known.filter(|_| sane) else {
        return Some(Caps::from_environment(KIND_ASSUMED, "", false));
    };
    Some(Caps::from_environment(kind, if *all_colours { "truecolor" } else { "" }, false))
}

/// The size that is drawn for a claimed one: in bounds before any memory is taken for it.
pub(super) fn size(columns: u32, rows: u32) -> Size {
    let size = Size::reported(columns, rows);
    Size { columns: size.columns.max(COLUMNS_MIN), rows: size.rows.max(ROWS_MIN) }
}

/// What an environment variable of the client means here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variable {
    /// A locale, and the language it asks for, if it is one of ours.
    Locale(Option<Lang>),
    /// What common clients send of themselves: refused, and not worth a note.
    Usual,
    Refused,
}

/// Looks at a variable. Only locales are taken, and of them only the language.
pub(super) fn variable(name: &str, value: &str) -> Variable {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'@');
    let category = name.strip_prefix("LC_").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_uppercase()));
    if name != "LANG" && !category {
        return if matches!(name, "COLORTERM" | "NO_COLOR") { Variable::Usual } else { Variable::Refused };
    }
    if value.len() > VARIABLE_BYTES_MAX || !value.bytes().all(plain) {
        return Variable::Refused;
    }
    // `C` says that nothing was chosen, and a category other than the messages says nothing about words.
    let chosen = !matches!(value, "C" | "POSIX") && !value.starts_with("C.");
    let of_words = matches!(name, "LANG" | "LC_ALL" | "LC_MESSAGES");
    Variable::Locale(Lang::parse(value).filter(|_| chosen && of_words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::Colours;

    #[test]
    fn a_kind_is_believed_from_the_list_only() {
        let colours = |kind| caps(kind).map(|caps| caps.colours);
        assert_eq!(colours("xterm-256color"), Some(Colours::Ansi256));
        assert_eq!(colours("xterm"), Some(Colours::Ansi16));
        assert_eq!(colours("xterm-kitty"), Some(Colours::True));
        assert_eq!(colours("alacritty"), Some(Colours::True));
        assert_eq!(colours("screen.xterm-256color"), Some(Colours::Ansi256));
        assert_eq!(colours("vt100"), Some(Colours::Mono));
        assert_eq!(colours("../../etc/passwd"), Some(Colours::Ansi256));
        assert_eq!(colours("kitty\x1b]2;x\x07"), Some(Colours::Ansi256));
        assert_eq!(colours(""), Some(Colours::Ansi256));
        assert_eq!(colours("dumb"), None);
    }

    #[test]
    fn sizes_stay_in_bounds() {
        assert_eq!(size(u32::MAX, u32::MAX), Size { columns: 500, rows: 200 });
        assert_eq!(size(1, 1), Size { columns: 20, rows: 5 });
        assert_eq!(size(0, 30), Size::DEFAULT);
        assert_eq!(size(132, 43), Size { columns: 132, rows: 43 });
    }

    #[test]
    fn of_the_environment_only_the_language_is_taken() {
        assert_eq!(variable("LANG", "ja_JP.UTF-8"), Variable::Locale(Some(Lang::Ja)));
        assert_eq!(variable("LC_ALL", "en_GB.UTF-8"), Variable::Locale(Some(Lang::En)));
        assert_eq!(variable("LC_TIME", "en_GB.UTF-8"), Variable::Locale(None));
        assert_eq!(variable("LANG", "C.UTF-8"), Variable::Locale(None));
        assert_eq!(variable("LANG", "ja\x1b[2J"), Variable::Refused);
        assert_eq!(variable("LANG", &"j".repeat(65)), Variable::Refused);
        assert_eq!(variable("LD_PRELOAD", "x"), Variable::Refused);
        assert_eq!(variable("LC_all", "x"), Variable::Refused);
        assert_eq!(variable("COLORTERM", "truecolor"), Variable::Usual);
    }
}
