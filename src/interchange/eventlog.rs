//! Events for readers: as JSON for scripts, in plain words for people ("メール: a → b"), in both languages.
//! Invariant: labels and values come from the field table, so that the log speaks as the screens do.
//! Called by `log`, `show` and the log pane.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json, json};

use crate::domain::{Change, Commit, Event, State, wording};
use crate::field::print::{self, Names};
use crate::field::{Id, Kind, Value, by_code};
use crate::lang::Lang;

/// A commit as the object that `log --json` prints. `hash` is the chain's at the commit.
pub fn commit_json(commit: &Commit, hash: Option<&[u8; 32]>) -> Json {
    let mut map = Map::new();
    map.insert("seq".to_owned(), commit.seq.into());
    map.insert("at".to_owned(), commit.at.to_string().into());
    map.insert("author".to_owned(), commit.author.name().into());
    map.insert("cause".to_owned(), commit.cause.key().into());
    if let crate::domain::Cause::Undo(of) | crate::domain::Cause::Redo(of) = commit.cause {
        map.insert("of".to_owned(), of.into());
    }
    map.insert("hash".to_owned(), hash.map(|hash| hex(hash)).into());
    map.insert("events".to_owned(), commit.events.iter().map(event_json).collect());
    Json::Object(map)
}

/// Bytes as people compare them.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// An event as an object: its type, its record, and what changed.
pub fn event_json(event: &Event) -> Json {
    let mut map = Map::new();
    map.insert("type".to_owned(), event.type_key().into());
    map.insert("id".to_owned(), event.id().to_string().into());
    match event {
        Event::Added(record) => {
            let mut fields = super::jsonl::object(record);
            fields.shift_remove("id");
            map.insert("fields".to_owned(), Json::Object(fields));
        }
        Event::Changed { id, changes, reason, .. } => {
            let changes = changes.iter().map(|change| change_json(id.kind, change));
            map.insert("changes".to_owned(), changes.collect());
            if let Some(reason) = reason {
                map.insert("reason".to_owned(), Json::from(&**reason));
            }
        }
        Event::Withdrawn { first, last } | Event::Restored { first, last } => {
            if first != last {
                map.insert("to".to_owned(), last.to_string().into());
            }
        }
    }
    Json::Object(map)
}

fn change_json(kind: Kind, change: &Change) -> Json {
    let field = by_code(kind, change.field);
    let json = |value: &Option<Value>| match (field, value) {
        (Some(field), Some(value)) => print::json(field, value),
        _ => Json::Null,
    };
    let key = field.map_or_else(|| change.field.to_string(), |field| field.key.to_owned());
    json!({"field": key, "before": json(&change.before), "after": json(&change.after)})
}

/// What made a commit, in words.
pub fn cause_text(cause: crate::domain::Cause, lang: Lang) -> String {
    wording::cause(cause, lang).unwrap_or_else(|| lang.pick("画面", "screen").to_owned())
}

/// An event in plain words, on one line: the record, and what the log on the screen says of it.
pub fn event_text(event: &Event, lang: Lang, state: &State) -> String {
    let kind = event.id().kind.label().text(lang);
    let (first, last) = event.span();
    format!("{kind} {}  {}", span(first, last, state), wording::event(event, state, lang))
}

fn named(id: Id, names: &dyn Names) -> String {
    match names.label(id) {
        Some(label) if label != id.to_string() => format!("{id} {label}"),
        _ => id.to_string(),
    }
}

fn span(first: Id, last: Id, names: &dyn Names) -> String {
    if first == last { named(first, names) } else { format!("{first} .. {last}") }
}
