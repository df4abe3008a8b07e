//! What can be wrong with a line, in words that say where and what is possible instead.

use super::{QUERY_CHARS, QUERY_PARTS};
use crate::lang::{Label, Lang};
use crate::text::cells;

/// What is wrong with a line, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("character {}: {}", at + 1, problem.text(Lang::En))]
pub struct QueryError {
    /// The first wrong character, counted in characters from 0.
    pub at: usize,
    /// How many characters are wrong; at least 1.
    pub length: usize,
    pub problem: Problem,
}

/// Why a line cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    TooLong,
    TooMany,
    /// No kind has a field of this name; those that are called alike.
    UnknownField {
        name: String,
        near: Vec<Label>,
    },
    /// A filter without a value.
    NoValue,
    /// A value that the field cannot have.
    BadValue {
        field: String,
        value: String,
        possible: Possible,
    },
    /// A quotation mark without its partner.
    OpenQuote,
    /// A sign or a joining word without anything to join.
    NoTerm,
    /// A bracket that is never closed.
    NotClosed,
    /// A bracket that was never opened.
    NotOpen,
    /// Brackets with nothing in them.
    EmptyGroup,
}

/// What a value may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Possible {
    Number,
    Day,
    YesNo,
    /// One of these, among others.
    Choices(Vec<Label>),
    /// One of these names, among others.
    Names(Vec<String>),
}

impl Possible {
    fn text(&self, lang: Lang) -> String {
        let comma = lang.pick("、", ", ");
        let list = |names: Vec<&str>| match lang {
            Lang::Ja => format!("書けるのは {} など", names.join(comma)),
            Lang::En => format!("possible are {}", names.join(comma)),
        };
        match self {
            Self::Number => {
                lang.pick("数で書きます(10、5..10、>=10)", "write a number: 10, 5..10, >=10").to_owned()
            }
            Self::Day => lang
                .pick(
                    "日付で書きます(2026-11-23、今日、今週、7d、..7d、>2w)",
                    "write a day: 2026-11-23, today, \"this week\", 7d, ..7d, >2w",
                )
                .to_owned(),
            Self::YesNo => lang.pick("はい か いいえ で書きます", "write yes or no").to_owned(),
            Self::Choices(labels) => list(labels.iter().map(|label| label.text(lang)).collect()),
            Self::Names(names) if names.is_empty() => {
                lang.pick("名前、読み、またはIDで書きます", "write a name, a reading or an id").to_owned()
            }
            Self::Names(names) => list(names.iter().map(String::as_str).collect()),
        }
    }
}

impl Problem {
    /// The sentence for people.
    pub fn text(&self, lang: Lang) -> String {
        let label = match self {
            Self::TooLong if lang == Lang::Ja => return format!("検索語は{QUERY_CHARS}文字までです"),
            Self::TooLong => return format!("a query has at most {QUERY_CHARS} characters"),
            Self::TooMany if lang == Lang::Ja => {
                return format!("条件が多すぎます(語と条件は{QUERY_PARTS}個まで)");
            }
            Self::TooMany => return format!("too much at once: a query has at most {QUERY_PARTS} words"),
            Self::UnknownField { name, near } => return unknown(name, near, lang),
            Self::BadValue { field, value, possible } => {
                let possible = possible.text(lang);
                return match lang {
                    Lang::Ja => format!("「{value}」は「{field}」の値ではありません。{possible}"),
                    Lang::En => format!("\"{value}\" is no value of {field}; {possible}"),
                };
            }
            Self::NoValue => Label::new("コロンの後に値が必要です", "a value is missing after the colon"),
            Self::OpenQuote => Label::new("引用符が閉じていません", "the quotation mark is not closed"),
            Self::NoTerm => Label::new(
                "ここに検索語か条件が必要です(or などの語そのものは引用符で囲みます)",
                "a word or filter is missing here (to search for a word like or, quote it)",
            ),
            Self::NotClosed => Label::new("かっこが閉じていません", "the bracket is not closed"),
            Self::NotOpen => Label::new(
                "開いていないかっこです(文字として探すには引用符で囲みます)",
                "no bracket is open here (to search for it, quote it)",
            ),
            Self::EmptyGroup => Label::new("かっこの中が空です", "there is nothing between the brackets"),
        };
        label.text(lang).to_owned()
    }
}

fn unknown(name: &str, near: &[Label], lang: Lang) -> String {
    let names: Vec<&str> = near.iter().map(|label| label.text(lang)).collect();
    match (names.is_empty(), lang) {
        (false, Lang::Ja) => format!("「{name}」という項目はありません。近いもの: {}", names.join("、")),
        (false, Lang::En) => format!("there is no field \"{name}\"; near are: {}", names.join(", ")),
        (true, Lang::Ja) => {
            format!("「{name}」という項目はありません (文字として探すには '{name}: と書きます)")
        }
        (true, Lang::En) => {
            format!("there is no field \"{name}\" (write '{name}: to search for the text)")
        }
    }
}

impl QueryError {
    /// The sentence with its place, for people.
    pub fn text(&self, lang: Lang) -> String {
        let place = self.at + 1;
        let problem = self.problem.text(lang);
        match lang {
            Lang::Ja => format!("{place}文字目: {problem}"),
            Lang::En => format!("character {place}: {problem}"),
        }
    }

    /// A line of `^` to be set under the query, which points at what is wrong.
    pub fn pointer(&self, line: &str) -> String {
        let part = |from: usize, count: usize| line.chars().skip(from).take(count).collect::<String>();
        let before = cells(&part(0, self.at), false);
        let wrong = cells(&part(self.at, self.length), false).max(1);
        format!("{}{}", " ".repeat(before), "^".repeat(wrong))
    }
}
