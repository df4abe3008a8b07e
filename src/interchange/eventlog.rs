//! Events for readers: as JSON for scripts, in plain words for people ("メール: a → b"), in both languages.
//! Invariant: labels and values come from the field table, so that the log speaks as the screens do.
//! Called by `log`, `show` and the log pane.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json, json};

use crate::domain::{Change, Commit, Event, Verb};
use crate::field::print::{self, Names};
use crate::field::{Id, Kind, Value, by_code};
use crate::lang::Lang;

/// Cells of a value shown in a sentence at most.
const VALUE_CELLS: usize = 60;

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

/// A commit in plain words: a line with when and who, and a line for each event.
pub fn commit_text(commit: &Commit, lang: Lang, names: &dyn Names) -> String {
    let (hour, minute) = commit.at.hour_minute();
    let head = format!("#{} {} {hour:02}:{minute:02} {}", commit.seq, commit.at.date(), commit.author.name());
    let mut lines = vec![format!("{head} ({})", cause_text(commit.cause, lang))];
    lines.extend(commit.events.iter().map(|event| format!("  {}", event_text(event, lang, names))));
    lines.join("\n")
}

/// What made a commit, in words.
pub fn cause_text(cause: crate::domain::Cause, lang: Lang) -> String {
    use crate::domain::Cause;
    match (cause, lang) {
        (Cause::Tui, Lang::Ja) => "画面".to_owned(),
        (Cause::Tui, Lang::En) => "screen".to_owned(),
        (Cause::Apply, Lang::Ja) => "コマンド".to_owned(),
        (Cause::Apply, Lang::En) => "command".to_owned(),
        (Cause::Import, Lang::Ja) => "取り込み".to_owned(),
        (Cause::Import, Lang::En) => "import".to_owned(),
        (Cause::Init, Lang::Ja) => "開設".to_owned(),
        (Cause::Init, Lang::En) => "setting up".to_owned(),
        (Cause::Undo(seq), Lang::Ja) => format!("#{seq} の取消"),
        (Cause::Undo(seq), Lang::En) => format!("undo of #{seq}"),
        (Cause::Redo(seq), Lang::Ja) => format!("#{seq} のやり直し"),
        (Cause::Redo(seq), Lang::En) => format!("redo of #{seq}"),
    }
}

/// An event in plain words, on one line.
pub fn event_text(event: &Event, lang: Lang, names: &dyn Names) -> String {
    let kind = event.id().kind.label().text(lang);
    match event {
        Event::Added(record) => match lang {
            Lang::Ja => format!("{kind} {} を追加", named(record.id, names)),
            Lang::En => format!("{kind} {} added", named(record.id, names)),
        },
        Event::Changed { id, verb, changes, reason } => {
            let verb = Verb::from_code(*verb).map_or("", |verb| verb.label().text(lang));
            let changes: Vec<String> =
                changes.iter().map(|change| change_text(id.kind, change, lang, names)).collect();
            let mut text =
                format!("{kind} {} {verb}: {}", named(*id, names), changes.join(lang.pick("、", "; ")));
            if let Some(reason) = reason {
                let why = lang.pick("理由", "because");
                // Writing to a String cannot fail.
                let _ = write!(text, " ({why}: {reason})");
            }
            text
        }
        Event::Withdrawn { first, last } => match lang {
            Lang::Ja => format!("{kind} {} を取り下げ", span(*first, *last, names)),
            Lang::En => format!("{kind} {} withdrawn", span(*first, *last, names)),
        },
        Event::Restored { first, last } => match lang {
            Lang::Ja => format!("{kind} {} を戻す", span(*first, *last, names)),
            Lang::En => format!("{kind} {} restored", span(*first, *last, names)),
        },
    }
}

/// One field's change: label, before, after.
pub fn change_text(kind: Kind, change: &Change, lang: Lang, names: &dyn Names) -> String {
    let Some(field) = by_code(kind, change.field) else { return change.field.to_string() };
    let shown = |value: &Option<Value>| match value {
        Some(value) => {
            let text = print::display(field, value, lang, names).replace('\n', " ");
            crate::text::cut(&text, VALUE_CELLS, true, "..").into_owned()
        }
        None => lang.pick("(なし)", "(none)").to_owned(),
    };
    let label = field.name(lang);
    match (&change.before, &change.after) {
        (None, after) => format!("{label} {}", shown(after)),
        (before, after) => format!("{label} {} → {}", shown(before), shown(after)),
    }
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
