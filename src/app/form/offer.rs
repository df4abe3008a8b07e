//! What a form offers for the line with the caret: choices, records by name, days.
//! The list is short and made anew at each key; a kind of many records is read up to a limit.

use super::field_line::FieldLine;
use crate::app::Context;
use crate::field::print::Names;
use crate::field::{Choices, Field, Kind, Shape};
use crate::fold::fold;

/// Rows of an offer at most.
const OFFERED_MAX: usize = 12;
/// Records looked through at a key press at most.
const LOOKED_AT_MAX: usize = 5_000;

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// What the line gets.
    pub insert: String,
    pub label: String,
    /// What it is, for telling two of the same name apart.
    pub note: String,
}

/// A list to choose from, with a cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    rows: Vec<Offered>,
    index: usize,
}

impl Offer {
    /// What the line offers; `asked` offers everything, else only what fits what was typed.
    pub fn of(line: &FieldLine, asked: bool, context: &Context<'_>) -> Option<Self> {
        let token = if asked && !line.is_changed() { String::new() } else { fold(line.token()) };
        if token.is_empty() && !asked {
            return None;
        }
        let mut rows = rows(line.field, &token, context);
        if rows.is_empty() && asked {
            rows = self::rows(line.field, "", context);
        }
        let exact = matches!(rows.as_slice(), [only] if fold(&only.insert) == token);
        (!rows.is_empty() && !exact).then_some(Self { rows, index: 0 })
    }

    pub fn rows(&self) -> &[Offered] {
        &self.rows
    }

    pub const fn index(&self) -> usize {
        self.index
    }

    pub fn selected(&self) -> Option<&Offered> {
        self.rows.get(self.index)
    }

    /// Moves the cursor, round the ends.
    pub fn step(&mut self, down: bool) {
        let length = self.rows.len().max(1);
        self.index = if down { (self.index + 1) % length } else { (self.index + length - 1) % length };
    }
}

fn rows(field: &Field, token: &str, context: &Context<'_>) -> Vec<Offered> {
    match field.shape {
        Shape::Choice(choices) | Shape::Set(choices) => of_choices(choices, token, context),
        Shape::Flag => ["はい", "いいえ"]
            .into_iter()
            .zip(["yes", "no"])
            .map(|(ja, en)| context.lang.pick(ja, en).to_owned())
            .map(|text| Offered { insert: text.clone(), label: text, note: String::new() })
            .collect(),
        Shape::Date => days(context),
        Shape::Ref(kind) | Shape::Refs(kind) => of_records(kind, token, context),
        Shape::Rows(subs) => subs.first().map_or_else(Vec::new, |sub| rows(sub, token, context)),
        _ => Vec::new(),
    }
}

fn of_choices(choices: Choices, token: &str, context: &Context<'_>) -> Vec<Offered> {
    let fits = |text: &str| token.is_empty() || fold(text).contains(token);
    let own = |code: u16| context.snapshot.state.choice_name(choices, code);
    choices
        .iter()
        .filter(|(code, choice)| {
            own(*code).is_some_and(|own| fits(&own))
                || fits(choice.key)
                || fits(choice.label.ja)
                || fits(choice.label.en)
        })
        .map(|(code, choice)| {
            let label = own(code).unwrap_or_else(|| choice.label.text(context.lang).to_owned());
            Offered { insert: label.clone(), label, note: String::new() }
        })
        .collect()
}

fn days(context: &Context<'_>) -> Vec<Offered> {
    let today = context.today();
    [
        (today, "今日", "today"),
        (today.plus_days(1), "明日", "tomorrow"),
        (today.plus_days(7), "1週間後", "in a week"),
        (today.plus_days(14), "2週間後", "in two weeks"),
        (today.plus_months(1), "1か月後", "in a month"),
        (today.plus_months(3), "3か月後", "in three months"),
        (today.plus_months(6), "6か月後", "in six months"),
    ]
    .into_iter()
    .map(|(day, ja, en)| Offered {
        insert: day.to_string(),
        label: day.to_string(),
        note: context.say(ja, en).to_owned(),
    })
    .collect()
}

/// Records whose label or reading holds the token: those that begin with it first.
fn of_records(kind: Kind, token: &str, context: &Context<'_>) -> Vec<Offered> {
    let state = &context.snapshot.state;
    let mut found: Vec<(bool, Offered)> = Vec::new();
    for record in state.records(kind).take(LOOKED_AT_MAX) {
        let label = state.label(record.id).unwrap_or_default();
        let reading = crate::field::fields(kind)
            .iter()
            .filter(|field| field.key.contains("kana") || field.key == "romaji");
        let mut keys: Vec<String> = reading.filter_map(|field| record.text(field)).map(fold).collect();
        keys.push(fold(&label));
        let place = keys.iter().filter_map(|key| key.find(token)).min();
        if let Some(place) = place {
            let by_name = matches!(kind, Kind::Region | Kind::Skill | Kind::Organisation)
                && state.find_name(kind, &label) == crate::domain::state::Found::One(record.id);
            let prefecture = crate::field::tables::region::PREFECTURE;
            let note = match kind {
                Kind::Region => record.text(&prefecture).unwrap_or_default().to_owned(),
                _ => record.id.to_string(),
            };
            let insert = if by_name { label.clone() } else { record.id.to_string() };
            found.push((place > 0, Offered { insert, label, note }));
        }
    }
    found.sort_by_key(|(inside, _)| *inside);
    found.into_iter().take(OFFERED_MAX).map(|(_, offered)| offered).collect()
}
