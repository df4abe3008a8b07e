//! What an import did or would do, row by row where something is to be said.
//! Printed as one JSON object for scripts and as lines for people.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json, json};

use super::encodings::Encoding;
use crate::field::{Id, Kind};
use crate::lang::Lang;
use crate::text::Removed;

/// Warnings and possible duplicates kept at most; more are counted.
const NOTES_MAX: usize = 1000;
/// Refused rows that are shown to people at most.
const SHOWN: usize = 20;

/// A row that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    pub line: u64,
    /// The first column at fault, as the file calls it; none where the row as a whole is.
    pub column: Option<String>,
    pub reason: String,
    /// Further columns of the row, each with its reason.
    pub also: Vec<(String, String)>,
}

/// A new record that may be one there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    pub line: u64,
    pub id: Id,
}

/// The sum of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub rejected: Vec<Rejected>,
    /// The commit; none on a dry run and where nothing was written.
    pub seq: Option<u64>,
    pub possible_duplicates: Vec<Duplicate>,
    pub warnings: Vec<String>,
    pub encoding: Option<Encoding>,
    /// Records of other kinds that came along because a row names them.
    pub also_added: Vec<(Kind, u64)>,
    pub more_warnings: u64,
}

impl Report {
    /// Notes a warning, or that there was one more.
    pub fn warn(&mut self, text: String) {
        if self.warnings.len() < NOTES_MAX {
            self.warnings.push(text);
        } else {
            self.more_warnings += 1;
        }
    }

    /// Notes that cleaning took something out of a cell.
    pub fn warn_cleaned(&mut self, line: u64, column: &str, removed: &[Removed], lang: Lang) {
        let parts: Vec<String> = removed.iter().map(|one| removed_text(*one, lang)).collect();
        let parts = parts.join(lang.pick("、", ", "));
        self.warn(match lang {
            Lang::Ja => format!("{line}行目「{column}」: {parts}"),
            Lang::En => format!("line {line}, {column}: {parts}"),
        });
    }

    /// Notes a possible duplicate.
    pub fn suspect(&mut self, line: u64, id: Id) {
        if self.possible_duplicates.len() < NOTES_MAX {
            self.possible_duplicates.push(Duplicate { line, id });
        }
    }

    /// Counts a record that came along.
    pub fn count_added(&mut self, kind: Kind) {
        match self.also_added.iter_mut().find(|(held, _)| *held == kind) {
            Some((_, count)) => *count += 1,
            None => self.also_added.push((kind, 1)),
        }
    }

    /// The object that scripts read.
    pub fn json(&self) -> Json {
        let rejected: Vec<Json> = self.rejected.iter().map(Rejected::json).collect();
        let duplicates: Vec<Json> = self
            .possible_duplicates
            .iter()
            .map(|one| json!({"line": one.line, "id": one.id.to_string()}))
            .collect();
        let mut map = Map::new();
        map.insert("created".to_owned(), self.created.into());
        map.insert("updated".to_owned(), self.updated.into());
        map.insert("unchanged".to_owned(), self.unchanged.into());
        map.insert("rejected".to_owned(), rejected.into());
        map.insert("seq".to_owned(), self.seq.into());
        map.insert("possible_duplicates".to_owned(), duplicates.into());
        map.insert("warnings".to_owned(), self.warnings.clone().into());
        map.insert("encoding".to_owned(), self.encoding.map(Encoding::key).into());
        let added = self.also_added.iter().map(|(kind, count)| (kind.plural().to_owned(), (*count).into()));
        map.insert("also_added".to_owned(), Json::Object(added.collect()));
        Json::Object(map)
    }

    /// The lines that people read.
    pub fn text(&self, lang: Lang) -> String {
        let mut lines = vec![match lang {
            Lang::Ja => format!(
                "新規 {}件、変更 {}件、変更なし {}件、取り込めない行 {}件",
                self.created,
                self.updated,
                self.unchanged,
                self.rejected.len()
            ),
            Lang::En => format!(
                "{} new, {} changed, {} unchanged, {} refused",
                self.created,
                self.updated,
                self.unchanged,
                self.rejected.len()
            ),
        }];
        for (kind, count) in &self.also_added {
            lines.push(match lang {
                Lang::Ja => format!("あわせて追加した{}: {count}件", kind.label().ja),
                Lang::En => format!("{} added because rows name them: {count}", kind.plural()),
            });
        }
        lines.extend(self.rejected.iter().take(SHOWN).map(|one| one.text(lang)));
        let more = self.rejected.len().saturating_sub(SHOWN);
        if more > 0 {
            lines.push(match lang {
                Lang::Ja => format!("ほか{more}行(すべて見るには --json)"),
                Lang::En => format!("and {more} more lines (--json shows all)"),
            });
        }
        for one in self.possible_duplicates.iter().take(SHOWN) {
            lines.push(match lang {
                Lang::Ja => format!("{}行目は {} と同じ人かもしれません", one.line, one.id),
                Lang::En => format!("line {} may be the same person as {}", one.line, one.id),
            });
        }
        let more = self.possible_duplicates.len().saturating_sub(SHOWN);
        if more > 0 {
            lines.push(match lang {
                Lang::Ja => format!("ほか{more}行も重複の可能性があります(すべて見るには --json)"),
                Lang::En => format!("and {more} more possible duplicates (--json shows all)"),
            });
        }
        lines.join("\n")
    }
}

impl Rejected {
    fn json(&self) -> Json {
        let mut map = Map::new();
        map.insert("line".to_owned(), self.line.into());
        map.insert("column".to_owned(), self.column.clone().into());
        map.insert("reason".to_owned(), self.reason.clone().into());
        if !self.also.is_empty() {
            let also: Vec<Json> = self
                .also
                .iter()
                .map(|(column, reason)| json!({"column": column, "reason": reason}))
                .collect();
            map.insert("also".to_owned(), also.into());
        }
        Json::Object(map)
    }

    fn text(&self, lang: Lang) -> String {
        let place = match (&self.column, lang) {
            (Some(column), Lang::Ja) => format!("{}行目「{column}」", self.line),
            (Some(column), Lang::En) => format!("line {}, {column}", self.line),
            (None, Lang::Ja) => format!("{}行目", self.line),
            (None, Lang::En) => format!("line {}", self.line),
        };
        let mut text = format!("{place}: {}", self.reason);
        for (column, reason) in &self.also {
            // Writing to a String cannot fail.
            let _ = match lang {
                Lang::Ja => write!(text, "、「{column}」: {reason}"),
                Lang::En => write!(text, "; {column}: {reason}"),
            };
        }
        text
    }
}

fn removed_text(removed: Removed, lang: Lang) -> String {
    if lang == Lang::Ja {
        return removed.to_string();
    }
    match removed {
        Removed::Character(c) => format!("U+{:04X} taken out", u32::from(c)),
        Removed::PrivateUse(c) => format!("private-use character U+{:04X} kept", u32::from(c)),
        Removed::Cut => "too long".to_owned(),
        Removed::Invisible => "nothing visible; replaced by U+FFFD".to_owned(),
    }
}
