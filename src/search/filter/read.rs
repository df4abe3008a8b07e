//! From `name:value` to a filter: what the value means for each field of that name, looked up once.
//! Values are separated by commas, one of them must fit. A value that no field of the name can have is an error that says
//! what is possible.

use std::sync::Arc;

use super::alike;
use super::days::{Looks, span};
use super::named::{Counted, Named, Part};
use super::names;
use super::range::{End, range};
use super::test::Test;
use super::{Ask, Filter};
use crate::field::own::OwnNames;
use crate::field::{Choices, Id, Kind, Shape, TextKind};
use crate::fold::{fold, sound_key};
use crate::lang::Label;
use crate::search::query::{Asker, Possible, Problem, QueryError, Token, narrow};

/// Choices named in an error at most.
const OFFERED: usize = 8;
/// Whether a value (in small narrow letters) means the asker.
fn is_me(plain: &str) -> bool {
    matches!(plain, "me" | "自分" | "私")
}

impl Filter {
    /// Whether a value means the asker.
    pub fn is_me(value: &Token) -> bool {
        is_me(&narrow(value.text().trim()))
    }

    /// Reads a filter.
    pub fn read(named: &Named, name: &Token, value: &Token, asker: &Asker<'_>) -> Result<Self, QueryError> {
        let values: Vec<Token> = value.parts(is_comma);
        if let Some(empty) = values.iter().find(|value| value.is_empty()) {
            return Err(empty.error(Problem::NoValue));
        }
        let mut kinds: Vec<Kind> = Vec::new();
        let mut asks: Vec<Ask> = Vec::new();
        for value in &values {
            let text = value.text();
            if let Some(kind) = Kind::parse(&text).filter(|_| named.kinds) {
                kinds.push(kind);
                continue;
            }
            // What a value says exactly in one kind is not guessed at in another.
            let mut tests = tests(named, &text, asker, false);
            if tests.is_empty() {
                tests = self::tests(named, &text, asker, true);
            }
            if tests.is_empty() {
                let possible = possible(named, &text, asker);
                return Err(value.error(Problem::BadValue { field: name.text(), value: text, possible }));
            }
            for (kind, part, test) in tests {
                match asks.iter_mut().find(|ask| ask.kind == kind) {
                    Some(ask) => ask.tests.push(test),
                    None => asks.push(Ask { kind, part, tests: vec![test] }),
                }
            }
        }
        Ok(match (kinds.is_empty(), asks.is_empty()) {
            (_, true) => Self::Kinds(kinds),
            (true, false) => Self::Asks(Arc::from(asks)),
            (false, false) => Self::Any(vec![Self::Kinds(kinds), Self::Asks(Arc::from(asks))]),
        })
    }
}

/// What separates the values of a filter.
pub(in crate::search) const fn is_comma(c: char) -> bool {
    matches!(c, ',' | '，' | '、')
}

/// What a value means for each part that can have it.
fn tests(named: &Named, text: &str, asker: &Asker<'_>, loosely: bool) -> Vec<(Kind, Part, Test)> {
    let read =
        |(kind, part): &(Kind, Part)| Some((*kind, *part, Reading { part, asker, loosely }.test(text)?));
    named.parts.iter().filter_map(read).collect()
}

/// A value being read for one part.
struct Reading<'a> {
    part: &'a Part,
    asker: &'a Asker<'a>,
    /// Whether the beginning of a choice stands for it.
    loosely: bool,
}

impl Reading<'_> {
    /// What the value means; `None` where it cannot be one.
    fn test(&self, text: &str) -> Option<Test> {
        let shape = self.part.shape();
        if self.loosely {
            return match shape {
                Shape::Choice(choices) | Shape::Set(choices) => {
                    self.beginning(choices, text).map(Test::Choices)
                }
                _ => None,
            };
        }
        if let Shape::Choice(choices) | Shape::Set(choices) = shape
            && let Some(code) = choices.find(text).or_else(|| self.own().find(choices, text))
        {
            return Some(Test::Choices(vec![code]));
        }
        match narrow(text.trim()).as_str() {
            "none" | "なし" | "無し" | "空" | "未定" | "未設定" | "未入力" => {
                return Some(Test::Absent);
            }
            "any" | "*" | "あり" | "有り" | "有" => return Some(Test::Present),
            _ => {}
        }
        match shape {
            Shape::Choice(choices) => order(choices, text),
            Shape::Flag => flag(text).map(Test::Flag),
            Shape::Int(_, _, unit) => between(range(text, &|word| number(word, unit))),
            Shape::Micro(..) => between(range(text, &millionths)),
            Shape::Date | Shape::Moment => {
                let looks = Looks::of(self.part.key());
                between(range(text, &|word| span(word, looks, self.asker.today).map(End::from)))
            }
            Shape::Text(kind) | Shape::Texts(kind) => self.written(kind, text),
            Shape::Ref(kind) | Shape::Refs(kind) => self.record(kind, text),
            Shape::Set(_) | Shape::Rows(_) => None,
        }
    }

    /// What the office calls its own choices.
    fn own(&self) -> &OwnNames {
        &self.asker.state.office().names
    }

    /// The choices that begin with `text` or, where none does, hold it.
    fn beginning(&self, choices: Choices, text: &str) -> Option<Vec<u16>> {
        let wanted = fold(text);
        if wanted.is_empty() {
            return None;
        }
        let names = |(code, item): (u16, &crate::field::Choice)| -> Vec<String> {
            let own = self.own().name(choices, code).unwrap_or_default();
            [item.key, item.label.ja, item.label.en, &own, own.get(2..).unwrap_or_default()].map(fold).into()
        };
        let those = |fits: &dyn Fn(&String) -> bool| -> Option<Vec<u16>> {
            let held = choices.iter().filter(|one| names(*one).iter().any(fits));
            let codes: Vec<u16> = held.map(|(code, _)| code).collect();
            (!codes.is_empty()).then_some(codes)
        };
        those(&|name| name.starts_with(&wanted)).or_else(|| those(&|name| name.contains(&wanted)))
    }

    fn written(&self, kind: TextKind, text: &str) -> Option<Test> {
        let plain = narrow(text.trim());
        if self.part.is_staff() && is_me(&plain) {
            return Some(Test::Same(fold(self.asker.user))).filter(|_| !self.asker.user.is_empty());
        }
        if let Some(rest) = plain.strip_prefix('=') {
            return Some(Test::Same(fold(rest)));
        }
        let wanted = fold(text);
        match kind {
            _ if wanted.is_empty() => None,
            TextKind::Kana => Some(Test::Heard(wanted.clone(), sound_key(&wanted))),
            _ => Some(Test::Text(wanted)),
        }
    }

    /// Records by id, code or name.
    fn record(&self, kind: Kind, text: &str) -> Option<Test> {
        let plain = narrow(text.trim());
        if let Ok(id) = plain.parse::<Id>() {
            let lawful = id.kind == kind || matches!(self.part, Part::Counted(Counted::Id));
            return lawful.then(|| Test::Among(Arc::from([id])));
        }
        if matches!(self.part, Part::Counted(Counted::Id)) {
            return None;
        }
        if kind == Kind::Region && (5..=6).contains(&plain.len()) && plain.bytes().all(|b| b.is_ascii_digit())
        {
            return Some(Test::Among(Arc::from([Id::new(kind, plain.parse().ok()?)])));
        }
        match names::called(kind, text, self.asker.state) {
            Some(ids) if ids.is_empty() => None,
            Some(ids) => Some(Test::Among(ids)),
            None => Some(Test::Text(fold(text))).filter(|_| !fold(text).is_empty()),
        }
    }
}

/// A range of choices, in the order of the list.
fn order(choices: Choices, text: &str) -> Option<Test> {
    between(range(text, &|word| choices.find(word).map(|code| End::one(i64::from(code)))))
}

fn between(limits: Option<(i64, i64)>) -> Option<Test> {
    limits.map(|(from, to)| Test::Between(from, to))
}

fn flag(text: &str) -> Option<bool> {
    match narrow(text.trim()).as_str() {
        "yes" | "y" | "true" | "1" | "はい" | "可" | "○" | "済" => Some(true),
        "no" | "n" | "false" | "0" | "いいえ" | "不可" | "否" | "×" => Some(false),
        _ => None,
    }
}

/// A whole number, with commas, 万 or the field's unit.
fn number(word: &str, unit: Label) -> Option<End> {
    let mut plain: String = word.chars().filter(|c| !matches!(c, ',' | '_')).collect();
    for unit in [unit.ja, unit.en].map(narrow) {
        let head = unit.split('/').next().unwrap_or_default();
        for tail in [unit.as_str(), head, "h"] {
            if !tail.is_empty() && plain.len() > tail.len() && plain.ends_with(tail) {
                plain.truncate(plain.len() - tail.len());
                break;
            }
        }
    }
    let (digits, times) = match (plain.strip_suffix('万'), plain.strip_suffix('億')) {
        (Some(rest), _) => (rest, 10_000),
        (_, Some(rest)) => (rest, 100_000_000),
        _ => (plain.as_str(), 1),
    };
    digits.parse::<i64>().ok()?.checked_mul(times).map(End::one)
}

fn millionths(word: &str) -> Option<End> {
    let (whole, rest) = word.split_once('.').unwrap_or((word, ""));
    if rest.len() > 6 || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    let part: i64 = format!("{rest:0<6}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(1_000_000)?.checked_add(sign * part).map(End::one)
}

/// What could be written instead, by the first field of the name.
fn possible(named: &Named, text: &str, asker: &Asker<'_>) -> Possible {
    let mut choices: Vec<Label> = Vec::new();
    if named.kinds {
        choices.extend(Kind::ALL.into_iter().map(Kind::label));
    }
    for (_, part) in &named.parts {
        match part.shape() {
            Shape::Choice(table) | Shape::Set(table) => {
                choices.extend(table.items.iter().map(|item| item.label));
            }
            Shape::Int(..) | Shape::Micro(..) if choices.is_empty() => return Possible::Number,
            Shape::Date | Shape::Moment if choices.is_empty() => return Possible::Day,
            Shape::Flag if choices.is_empty() => return Possible::YesNo,
            Shape::Ref(kind) | Shape::Refs(kind) if choices.is_empty() => {
                return Possible::Names(names::near(kind, text, asker.state));
            }
            _ => {}
        }
    }
    Possible::Choices(nearest(&choices, text))
}

/// The nearest; where nothing is near, as they stand in the list.
fn nearest(choices: &[Label], text: &str) -> Vec<Label> {
    let wanted = fold(text);
    let near = choices.iter().filter_map(|label| Some((alike::best(&wanted, [label.ja, label.en])?, *label)));
    let near = alike::ranked(near.collect(), OFFERED / 2);
    if near.is_empty() {
        return alike::ranked(choices.iter().map(|label| (0.0, *label)).collect(), OFFERED);
    }
    near
}
