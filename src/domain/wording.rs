//! Events and stories in plain words: what changed, from what to what, and why.
//! Called by the log, the record's story and the messages after undo.

use super::event::{Change, Event, Verb};
use super::{Cause, State, label};
use crate::field::print::display;
use crate::field::{Field, Id, Kind, Value, by_code};
use crate::lang::Lang;

/// Changes of one event that are told.
const CHANGES_TOLD: usize = 4;
/// Characters of a value that are told.
const VALUE_CHARACTERS: usize = 40;

/// What an event did, without whom it was done to: `稼働時間 6時間/週 → 8時間/週`.
pub fn event(event: &Event, state: &State, lang: Lang) -> String {
    match event {
        Event::Added(record) if matches!(record.id.kind, Kind::Note | Kind::Activity) => {
            label::of(record, state)
        }
        Event::Added(record) => match lang {
            Lang::Ja => format!("{}を登録", record.id.kind.label().ja),
            Lang::En => format!("{} added", record.id.kind.label().en),
        },
        Event::Changed { id, verb, changes, reason } => {
            let verb = Verb::from_code(*verb).unwrap_or(Verb::Updated);
            let mut text = String::new();
            if verb != Verb::Updated {
                text.push_str(verb.label().text(lang));
                text.push_str("  ");
            }
            let told = changes.iter().filter_map(|change| told(*id, change, state, lang));
            text.push_str(&told.take(CHANGES_TOLD).collect::<Vec<_>>().join(lang.pick("、", "; ")));
            if changes.len() > CHANGES_TOLD {
                text.push_str(" ..");
            }
            if let Some(reason) = reason {
                text.push_str(lang.pick("  理由: ", "  because: "));
                text.push_str(reason);
            }
            text
        }
        Event::Withdrawn { first, last } => many(*first, *last, lang.pick("取り下げ", "withdrawn"), lang),
        Event::Restored { first, last } => many(*first, *last, lang.pick("元に戻した", "restored"), lang),
    }
}

/// What an event was about, as the log names it: the person where a note or an activity tells of one.
pub fn about(event: &Event, state: &State) -> String {
    let id = event.id();
    let teller = matches!(id.kind, Kind::Note | Kind::Activity).then(|| state.record(id)).flatten();
    let subject = teller.and_then(|record| state.subject(&record));
    let told = subject.unwrap_or(id);
    state.label(told).unwrap_or_else(|| told.to_string())
}

/// Why a commit was made, where it was not by hand: `取消 #812`.
pub fn cause(cause: Cause, lang: Lang) -> Option<String> {
    match cause {
        Cause::Tui => None,
        Cause::Apply => Some(lang.pick("一括命令", "by command").to_owned()),
        Cause::Import => Some(lang.pick("取り込み", "import").to_owned()),
        Cause::Init => Some(lang.pick("初期データ", "first data").to_owned()),
        Cause::Undo(seq) => Some(format!("{} #{seq}", lang.pick("取消", "undo of"))),
        Cause::Redo(seq) => Some(format!("{} #{seq}", lang.pick("やり直し", "redo of"))),
    }
}

/// `11/24 10:32`, in Japan's time.
pub fn clock(at: crate::field::Moment) -> String {
    let (_, month, day) = at.date().ymd();
    let (hour, minute) = at.hour_minute();
    format!("{month:>2}/{day:02} {hour:02}:{minute:02}")
}

fn told(id: Id, change: &Change, state: &State, lang: Lang) -> Option<String> {
    let field = by_code(id.kind, change.field)?;
    let value = |value: Option<&Value>| value.map(|value| short(field, value, state, lang));
    let (before, after) = (value(change.before.as_ref()), value(change.after.as_ref()));
    let name = field.name(lang);
    Some(match (before, after) {
        (Some(before), Some(after)) if before != after => format!("{name}: {before} → {after}"),
        (_, Some(after)) => format!("{name}: {after}"),
        (Some(before), None) => format!("{name}: {before} → {}", lang.pick("なし", "none")),
        (None, None) => name.to_owned(),
    })
}

/// A value on one line, cut.
pub fn short(field: &Field, value: &Value, state: &State, lang: Lang) -> String {
    let text = display(field, value, lang, state);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= VALUE_CHARACTERS {
        return line;
    }
    line.chars().take(VALUE_CHARACTERS).collect::<String>() + ".."
}

fn many(first: Id, last: Id, what: &str, lang: Lang) -> String {
    match (last.number - first.number, lang) {
        (0, _) => what.to_owned(),
        (more, Lang::Ja) => format!("{what} (ほか{more}件)"),
        (more, Lang::En) => format!("{what} (and {more} more)"),
    }
}
