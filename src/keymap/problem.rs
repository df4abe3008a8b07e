//! What is wrong in a keymap file, told with file and line so that a person can mend it.
//! Invariant: a problem never stops the program; the binding is skipped or replaced and everything else works.

use crate::input::KeyError;
use crate::lang::Lang;

/// One fault of a keymap file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The name of the file as it was given.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    pub kind: ProblemKind,
}

/// What the fault is. `keys` are always as written in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemKind {
    /// The file is not TOML at this place; `message` is the parser's.
    Syntax {
        message: String,
    },
    UnknownScope {
        scope: String,
        nearest: Option<String>,
    },
    UnknownAction {
        keys: String,
        action: String,
        nearest: Option<String>,
    },
    UnknownPreset {
        name: String,
    },
    /// The notation names no key, or one that no terminal sends.
    BadKeys {
        keys: String,
        error: KeyError,
    },
    /// A value that is neither an action's name nor `false`.
    BadValue {
        keys: String,
    },
    /// The same keys were bound at `first_line` already; the later line counts.
    Duplicate {
        keys: String,
        first_line: usize,
    },
    /// `keys` cannot be reached or make `other` unreachable, because one is the beginning of the other; `keys` count.
    Shadows {
        keys: String,
        other: String,
        other_file: String,
        other_line: usize,
    },
    /// `false` for keys that nothing binds.
    NothingToUnbind {
        keys: String,
    },
}

impl Problem {
    /// The sentence a person reads, with file and line in front.
    pub fn text(&self, lang: Lang) -> String {
        let what = match lang {
            Lang::Ja => self.kind.japanese(),
            Lang::En => self.kind.english(),
        };
        format!("{}:{}: {what}", self.file, self.line)
    }
}

impl ProblemKind {
    fn japanese(&self) -> String {
        match self {
            Self::Syntax { message } => format!("TOML として読めません（{message}）"),
            Self::UnknownScope { scope, nearest } => {
                format!("画面 [{scope}] はありません{}", ja_hint(nearest.as_ref()))
            }
            Self::UnknownAction { keys, action, nearest } => {
                format!("{keys}: 操作「{action}」はありません{}", ja_hint(nearest.as_ref()))
            }
            Self::UnknownPreset { name } => {
                format!("キー設定「{name}」はありません。default・vim・emacs から選んでください")
            }
            Self::BadKeys { keys, error } => match error {
                KeyError::Unknown { name } => format!("{keys}: 「{name}」というキーはありません"),
                KeyError::Empty => "キーが書かれていません".to_owned(),
                KeyError::Unreachable { instead: Some(key), .. } => {
                    format!("{keys}: 端末からは {key} として届くため使えません")
                }
                KeyError::Unreachable { instead: None, .. } => format!("{keys}: 端末から届かないキーです"),
            },
            Self::BadValue { keys } => format!("{keys}: 操作の名前か false を書いてください"),
            Self::Duplicate { keys, first_line } => {
                format!("{keys}: {first_line} 行目にも割り当てがあります。この行が有効です")
            }
            Self::Shadows { keys, other, other_file, other_line } => {
                format!(
                    "{keys}: {other}（{other_file}:{other_line}）と重なるため、{other} は使えなくなりました"
                )
            }
            Self::NothingToUnbind { keys } => format!("{keys}: 解除する割り当てがありません"),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Syntax { message } => format!("not valid TOML ({message})"),
            Self::UnknownScope { scope, nearest } => {
                format!("there is no scope [{scope}]{}", en_hint(nearest.as_ref()))
            }
            Self::UnknownAction { keys, action, nearest } => {
                format!("{keys}: there is no action \"{action}\"{}", en_hint(nearest.as_ref()))
            }
            Self::UnknownPreset { name } => {
                format!("there is no preset \"{name}\"; choose default, vim or emacs")
            }
            Self::BadKeys { keys, error } => format!("{keys}: {error}"),
            Self::BadValue { keys } => format!("{keys}: write the name of an action, or false"),
            Self::Duplicate { keys, first_line } => {
                format!("{keys} is already bound on line {first_line}; this line counts")
            }
            Self::Shadows { keys, other, other_file, other_line } => {
                format!("{keys} overlaps {other} ({other_file}:{other_line}), which no longer works")
            }
            Self::NothingToUnbind { keys } => format!("{keys}: nothing to unbind"),
        }
    }
}

fn ja_hint(nearest: Option<&String>) -> String {
    nearest.map(|name| format!("（{name} のことですか）")).unwrap_or_default()
}

fn en_hint(nearest: Option<&String>) -> String {
    nearest.map(|name| format!("; did you mean {name}?")).unwrap_or_default()
}
