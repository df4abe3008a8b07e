//! The rows of a dry run as they are looked at: what each would do, made only for the rows that are seen.
//! Invariant: what is shown is what deciding the row's command on the state of the dry run says, so it is what would be done.

use std::fmt::Write as _;

use super::super::layer::Context;
use super::super::port::Tried;
use crate::domain::{self, Author, Command, Event, State, decide};
use crate::field::print::display;
use crate::field::{Field, Id, Value, by_code, fields};
use crate::interchange::import::{Becomes, Fate};
use crate::lang::Lang;

/// Which rows are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    New,
    Changed,
    Same,
    Rejected,
    /// New ones that may be somebody there is.
    Double,
    /// What else is to be said.
    Remark,
}

impl Class {
    pub const ALL: [Self; 6] =
        [Self::New, Self::Changed, Self::Same, Self::Rejected, Self::Double, Self::Remark];

    /// What people call it.
    pub const fn label(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::New, Lang::Ja) => "作成",
            (Self::New, Lang::En) => "new",
            (Self::Changed, Lang::Ja) => "更新",
            (Self::Changed, Lang::En) => "changed",
            (Self::Same, Lang::Ja) => "変更なし",
            (Self::Same, Lang::En) => "unchanged",
            (Self::Rejected, Lang::Ja) => "不可",
            (Self::Rejected, Lang::En) => "refused",
            (Self::Double, Lang::Ja) => "重複の可能性",
            (Self::Double, Lang::En) => "possible duplicates",
            (Self::Remark, Lang::Ja) => "注意",
            (Self::Remark, Lang::En) => "remarks",
        }
    }

    /// How many rows of it there are.
    pub fn count(self, tried: &Tried) -> usize {
        let [new, changed, same] = &tried.places;
        let report = &tried.plan.report;
        match self {
            Self::New => new.len(),
            Self::Changed => changed.len(),
            Self::Same => same.len(),
            Self::Rejected => report.rejected.len(),
            Self::Double => report.possible_duplicates.len(),
            Self::Remark => report.warnings.len() + tried.faults.len(),
        }
    }
}

/// A row as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    /// The line of the file; 0 where it is about no line.
    pub line: u64,
    /// The record that it is about.
    pub id: Option<Id>,
    pub label: String,
    pub changes: Vec<Change>,
    /// What is to be said of it in words.
    pub text: String,
}

/// A field with what stands there and what would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub field: &'static str,
    pub before: Option<String>,
    pub after: String,
}

/// The row of a class at a place.
pub fn row(tried: &Tried, class: Class, place: usize, context: &Context<'_>) -> Option<Shown> {
    let report = &tried.plan.report;
    let [new, changed, same] = &tried.places;
    match class {
        Class::New => fated(tried, *new.get(place)?, context),
        Class::Changed => fated(tried, *changed.get(place)?, context),
        Class::Same => fated(tried, *same.get(place)?, context),
        Class::Rejected => {
            let one = report.rejected.get(place)?;
            let mut text = one.reason.clone();
            for (column, reason) in &one.also {
                // Writing to a String cannot fail.
                let _ = match context.lang {
                    Lang::Ja => write!(text, "、「{column}」: {reason}"),
                    Lang::En => write!(text, "; {column}: {reason}"),
                };
            }
            let label = one.column.clone().unwrap_or_default();
            Some(Shown { line: one.line, label, text, ..Shown::default() })
        }
        Class::Double => {
            let one = report.possible_duplicates.get(place)?;
            let fate = tried.plan.fates.binary_search_by_key(&one.line, |fate| fate.line).ok();
            let mut shown = fate.and_then(|place| fated(tried, place, context)).unwrap_or_default();
            let label = tried.state.label(one.id).unwrap_or_default();
            shown.text = format!("{} {} {label}", context.say("似ている人:", "looks like"), one.id);
            Some(Shown { line: one.line, id: Some(one.id), ..shown })
        }
        Class::Remark => {
            let text = report.warnings.iter().chain(&tried.faults).nth(place)?.clone();
            Some(Shown { text, ..Shown::default() })
        }
    }
}

fn fated(tried: &Tried, place: usize, context: &Context<'_>) -> Option<Shown> {
    let Fate { line, becomes } = *tried.plan.fates.get(place)?;
    let state = &tried.state;
    match becomes {
        Becomes::Same(id) => {
            let label = state.label(id).unwrap_or_default();
            Some(Shown { line, id: Some(id), label, ..Shown::default() })
        }
        Becomes::New(command) | Becomes::Changed(command) => {
            let command = tried.plan.commands.get(command)?;
            Some(Shown { line, ..commanded(command, state, context) })
        }
    }
}

fn commanded(command: &Command, state: &State, context: &Context<'_>) -> Shown {
    let asked = domain::Context {
        author: Author::new(context.user),
        at: context.now.max(state.at()),
        seen: None,
        owner: context.owner,
    };
    // A row that needs one before it cannot be decided by itself; its own words are shown then.
    let events = decide(state, command, &asked).unwrap_or_default();
    // What rows name and nobody knows yet is made first; their names are shown from the state with them.
    let mut after = state.clone();
    let stamp = domain::Stamp { seq: state.seq() + 1, at: asked.at, author: asked.author.0.clone() };
    for event in events.iter().take(events.len().saturating_sub(1)) {
        after.apply_event(event, &stamp);
    }
    match events.last() {
        Some(Event::Added(record)) => {
            let told = fields(record.id.kind).iter().filter_map(|field| {
                let after = shown(field, record.get(field)?, &after, context.lang);
                Some(Change { field: field.name(context.lang), before: None, after })
            });
            let label = domain::label::of(record, &after);
            Shown { label, changes: told.collect(), ..Shown::default() }
        }
        Some(Event::Changed { id, changes, .. }) => {
            let told = changes.iter().filter_map(|change| {
                let field = by_code(id.kind, change.field)?;
                let text = |value: &Option<Value>| {
                    value.as_ref().map(|value| shown(field, value, &after, context.lang)).unwrap_or_default()
                };
                let (before, after) = (Some(text(&change.before)), text(&change.after));
                Some(Change { field: field.name(context.lang), before, after })
            });
            let label = state.label(*id).unwrap_or_default();
            Shown { id: Some(*id), label, changes: told.collect(), ..Shown::default() }
        }
        _ => Shown { label: command_label(command), ..Shown::default() },
    }
}

fn command_label(command: &Command) -> String {
    match command {
        Command::Update { id, .. } | Command::AddAs { id, .. } => id.to_string(),
        _ => String::new(),
    }
}

fn shown(field: &Field, value: &Value, state: &State, lang: Lang) -> String {
    display(field, value, lang, state).replace('\n', " / ")
}
