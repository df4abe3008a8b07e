//! What can be wrong with a line of `apply`, said with its key.

use super::table::FORMS;
use crate::field::{Fault, Kind};
use crate::lang::Lang;

/// Why a line is no command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadCommand {
    TooLong,
    NotJson { why: String },
    NotAnObject,
    NoCommand,
    Unknown { name: String, nearest: Option<String> },
    Missing { key: &'static str },
    UnknownKey { key: String, command: String },
    Number { key: &'static str },
    Form { key: &'static str },
    Id { key: &'static str, wanted: Option<Kind> },
    Value { key: String, fault: Fault },
    BatchInBatch,
    InBatch { index: usize, cause: Box<BadCommand> },
}

impl BadCommand {
    /// A command that is not in the table, with the one that is written most alike.
    pub fn unknown(name: &str) -> Self {
        let names = FORMS.iter().map(super::table::Form::name);
        let near = |candidate: &String| common(candidate, name);
        let nearest = names.max_by_key(near).filter(|best| near(best) >= 4);
        Self::Unknown { name: crate::text::clean_line(name, 40).text, nearest }
    }

    /// The sentence for people and logs.
    pub fn text(&self, lang: Lang) -> String {
        match lang {
            Lang::Ja => self.japanese(),
            Lang::En => self.english(),
        }
    }

    fn japanese(&self) -> String {
        match self {
            Self::TooLong => "行が長すぎます(1MiBまで)".to_owned(),
            Self::NotJson { why } => format!("JSONとして読めません: {why}"),
            Self::NotAnObject => "1行に1つのJSONオブジェクトが必要です".to_owned(),
            Self::NoCommand => "command がありません".to_owned(),
            Self::Unknown { name, nearest: Some(nearest) } => {
                format!("コマンド「{name}」はありません(「{nearest}」のことですか)")
            }
            Self::Unknown { name, nearest: None } => format!("コマンド「{name}」はありません"),
            Self::Missing { key } => format!("{key} が必要です"),
            Self::UnknownKey { key, command } => format!("{command} に項目「{}」はありません", plain(key)),
            Self::Number { key } => format!("{key} は0以上の整数です"),
            Self::Form { key } => format!("{key} は文字列です"),
            Self::Id { key, wanted: Some(kind) } => {
                format!("{key} は{}のIDです(例 {}-000123)", kind.label().ja, kind.letter())
            }
            Self::Id { key, wanted: None } => format!("{key} はIDです(例 P-000123)"),
            Self::Value { key, fault } => format!("{}: {}", plain(key), fault.text(Lang::Ja)),
            Self::BatchInBatch => "batch の中に batch は置けません".to_owned(),
            Self::InBatch { index, cause } => format!("{}件目: {}", index + 1, cause.japanese()),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::TooLong => "the line is longer than 1 MiB".to_owned(),
            Self::NotJson { why } => format!("is not JSON: {why}"),
            Self::NotAnObject => "each line must be one JSON object".to_owned(),
            Self::NoCommand => "\"command\" is missing".to_owned(),
            Self::Unknown { name, nearest: Some(nearest) } => {
                format!("there is no command \"{name}\"; did you mean \"{nearest}\"?")
            }
            Self::Unknown { name, nearest: None } => format!("there is no command \"{name}\""),
            Self::Missing { key } => format!("\"{key}\" is missing"),
            Self::UnknownKey { key, command } => format!("{command} has no key \"{}\"", plain(key)),
            Self::Number { key } => format!("\"{key}\" must be a whole number from 0"),
            Self::Form { key } => format!("\"{key}\" must be a text"),
            Self::Id { key, wanted: Some(kind) } => {
                format!("\"{key}\" must be the id of a {}, as {}-000123", kind.key(), kind.letter())
            }
            Self::Id { key, wanted: None } => format!("\"{key}\" must be an id, as P-000123"),
            Self::Value { key, fault } => format!("{}: {}", plain(key), fault.text(Lang::En)),
            Self::BatchInBatch => "a batch cannot hold a batch".to_owned(),
            Self::InBatch { index, cause } => format!("number {}: {}", index + 1, cause.english()),
        }
    }
}

impl std::fmt::Display for BadCommand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.english())
    }
}

impl std::error::Error for BadCommand {}

/// A key as somebody wrote it, harmless and short.
fn plain(key: &str) -> String {
    crate::text::clean_line(&key.chars().take(40).collect::<String>(), 40).text
}

/// Characters that two names have in common at their beginning and end.
fn common(one: &str, other: &str) -> usize {
    let front = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let back = one.chars().rev().zip(other.chars().rev()).take_while(|(a, b)| a == b).count();
    front + back
}
