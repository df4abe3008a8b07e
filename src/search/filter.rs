//! Filters: `field:value` on what records hold, not on how they are written.
//! A name may mean a field in several kinds; a record passes when its own kind has the field and the value fits. What the
//! value may be is asked from the field table.

use super::query::{Problem, QueryError, Token};
use crate::domain::{Record, State};
use crate::field::{Atom, Date, Field, Id, Kind, Row, Shape, Value, by_name};
use crate::fold::fold;

/// One filter of a line.
#[derive(Debug)]
pub(super) struct Filter {
    negated: bool,
    what: What,
}

#[derive(Debug)]
enum What {
    Kinds(Vec<Kind>),
    /// For each kind that has the field, what its value may be: one of the tests.
    Fields(Vec<(Kind, &'static Field, Vec<Test>)>),
}

#[derive(Debug, Clone)]
enum Test {
    Absent,
    Present,
    Choice(u16),
    Flag(bool),
    /// Whole numbers, days or millionths from the first to the second.
    Between(i64, i64),
    Text(String),
    /// A record by its id.
    Id(Id),
}

/// Whether a name before a colon means a filter.
pub(super) fn is_filter_name(name: &str) -> bool {
    is_kind(name) || Kind::ALL.into_iter().any(|kind| by_name(kind, name).is_some())
}

fn is_kind(name: &str) -> bool {
    matches!(fold(name).as_str(), "kind" | "種別")
}

impl Filter {
    pub fn kinds(kinds: Vec<Kind>) -> Self {
        Self { negated: false, what: What::Kinds(kinds) }
    }

    /// Reads a filter; values are separated by commas, one of them must fit.
    pub fn parse(name: &Token, value: &Token, negated: bool) -> Result<Self, QueryError> {
        let values: Vec<Token> = value.parts(|c| matches!(c, ',' | '，' | '、'));
        if let Some(empty) = values.iter().find(|value| value.is_empty()) {
            return Err(empty.error(Problem::NoValue));
        }
        if is_kind(&name.text()) {
            let kinds: Vec<Kind> = values.iter().filter_map(|value| Kind::parse(&value.text())).collect();
            if kinds.len() == values.len() {
                return Ok(Self { negated, what: What::Kinds(kinds) });
            }
        }
        let mut fields = Vec::new();
        let named = Kind::ALL.into_iter().filter_map(|kind| Some((kind, by_name(kind, &name.text())?)));
        let named: Vec<(Kind, &'static Field)> = named.collect();
        for value in &values {
            let mut understood = false;
            for (kind, field) in named.iter().copied() {
                if let Some(test) = Test::read(field, &value.text()) {
                    understood = true;
                    fields.push((kind, field, vec![test]));
                }
            }
            if !understood {
                let problem = Problem::BadValue { field: name.text(), value: value.text() };
                return Err(value.error(problem));
            }
        }
        Ok(Self { negated, what: What::Fields(fields) })
    }

    /// The kinds among which this filter can let records pass, where that is known without looking at records.
    pub fn allows(&self, kind: Kind) -> bool {
        match (&self.what, self.negated) {
            (What::Kinds(kinds), negated) => kinds.contains(&kind) != negated,
            (What::Fields(fields), false) => fields.iter().any(|(of, _, _)| *of == kind),
            (What::Fields(_), true) => true,
        }
    }

    /// Whether records must be looked at.
    pub fn needs_record(&self) -> bool {
        matches!(self.what, What::Fields(_))
    }

    /// Whether a record passes.
    pub fn passes(&self, record: &Record, state: &State) -> bool {
        let fits = match &self.what {
            What::Kinds(kinds) => kinds.contains(&record.id.kind),
            What::Fields(fields) => fields
                .iter()
                .filter(|(kind, _, _)| *kind == record.id.kind)
                .any(|(_, field, tests)| tests.iter().any(|test| test.fits(field, record.get(field), state))),
        };
        fits != self.negated
    }
}

impl Test {
    /// What a value means for a field; `None` where the field can have no such value.
    fn read(field: &Field, value: &str) -> Option<Self> {
        if let Some(choices) = field.choices()
            && let Some(code) = choices.find(value)
        {
            return Some(Self::Choice(code));
        }
        match fold(value).as_str() {
            "none" | "なし" | "無し" | "空" | "未定" | "未設定" => return Some(Self::Absent),
            "any" | "*" | "あり" | "有り" => return Some(Self::Present),
            _ => {}
        }
        match field.shape {
            Shape::Choice(_) | Shape::Set(_) => None,
            Shape::Flag => match fold(value).as_str() {
                "yes" | "true" | "1" | "はい" | "可" | "○" => Some(Self::Flag(true)),
                "no" | "false" | "0" | "いいえ" | "不可" | "×" => Some(Self::Flag(false)),
                _ => None,
            },
            Shape::Int(..) => range(value, &|text| text.parse().ok().map(|number| (number, number))),
            Shape::Micro(..) => range(value, &|text| {
                let whole: i64 = text.parse().ok()?;
                Some((whole.checked_mul(1_000_000)?, whole.checked_mul(1_000_000)?))
            }),
            Shape::Date | Shape::Moment => range(value, &days),
            Shape::Text(_) | Shape::Texts(_) => Some(Self::Text(fold(value))),
            Shape::Ref(_) | Shape::Refs(_) | Shape::Rows(_) => {
                Some(value.parse().map_or_else(|_| Self::Text(fold(value)), Self::Id))
            }
        }
    }

    fn fits(&self, field: &Field, value: Option<&Value>, state: &State) -> bool {
        match (self, value) {
            (Self::Absent, value) => value.is_none(),
            (Self::Present, value) => value.is_some(),
            (Self::Choice(code), Some(Value::Set(bits))) => bits >> code & 1 == 1,
            (_, Some(Value::One(atom))) => self.fits_atom(atom, state),
            (_, Some(Value::List(atoms))) => atoms.iter().any(|atom| self.fits_atom(atom, state)),
            (_, Some(Value::Rows(rows))) => rows.iter().any(|row| self.fits_row(field, row, state)),
            (_, None | Some(Value::Set(_))) => false,
        }
    }

    /// A row fits when its words or what it names do.
    fn fits_row(&self, field: &Field, row: &Row, state: &State) -> bool {
        row.0.iter().any(|(code, atom)| {
            let sub = field.rows().unwrap_or_default().iter().find(|sub| sub.code == *code);
            match (self, atom, sub.and_then(Field::choices)) {
                (Self::Text(wanted), Atom::Choice(choice), Some(choices)) => {
                    choices.get(*choice).is_some_and(|item| {
                        [item.key, item.label.ja, item.label.en].iter().any(|name| fold(name) == *wanted)
                    })
                }
                _ => self.fits_atom(atom, state),
            }
        })
    }

    fn fits_atom(&self, atom: &Atom, state: &State) -> bool {
        match (self, atom) {
            (Self::Choice(code), Atom::Choice(held)) => code == held,
            (Self::Flag(wanted), Atom::Flag(held)) => wanted == held,
            (Self::Between(from, to), Atom::Int(number)) => (from..=to).contains(&number),
            (Self::Between(from, to), Atom::Date(date)) => (*from..=*to).contains(&i64::from(date.0)),
            (Self::Between(from, to), Atom::Moment(moment)) => {
                (*from..=*to).contains(&i64::from(moment.date().0))
            }
            (Self::Text(wanted), Atom::Text(text)) => fold(text).contains(wanted),
            (Self::Text(wanted), Atom::Ref(id)) => {
                state.label(*id).is_some_and(|label| fold(&label).contains(wanted))
            }
            (Self::Id(wanted), Atom::Ref(id)) => wanted == id,
            (Self::Id(wanted), Atom::Text(text)) => text.parse() == Ok(*wanted),
            _ => false,
        }
    }
}

/// `10`, `5..10`, `5..`, `..10`, `>5`, `>=5`, `<5`, `<=5`; `read` gives the first and last number a word stands for.
fn range(value: &str, read: &dyn Fn(&str) -> Option<(i64, i64)>) -> Option<Test> {
    use unicode_normalization::UnicodeNormalization as _;
    let value: String = value.nfkc().filter(|c| !c.is_whitespace()).collect();
    if let Some((from, to)) = value.split_once("..") {
        let from = if from.is_empty() { i64::MIN } else { read(from)?.0 };
        let to = if to.is_empty() { i64::MAX } else { read(to)?.1 };
        return Some(Test::Between(from, to));
    }
    if let Some(least) = value.strip_prefix(">=").or_else(|| value.strip_prefix('≥')) {
        return Some(Test::Between(read(least)?.0, i64::MAX));
    }
    if let Some(most) = value.strip_prefix("<=").or_else(|| value.strip_prefix('≤')) {
        return Some(Test::Between(i64::MIN, read(most)?.1));
    }
    if let Some(least) = value.strip_prefix('>') {
        return Some(Test::Between(read(least)?.1.saturating_add(1), i64::MAX));
    }
    if let Some(most) = value.strip_prefix('<') {
        return Some(Test::Between(i64::MIN, read(most)?.0.saturating_sub(1)));
    }
    let (from, to) = read(&value)?;
    Some(Test::Between(from, to))
}

/// The days of a date, a month (`2026-11`) or a year (`2026`).
fn days(text: &str) -> Option<(i64, i64)> {
    let span = |first: Date, months: i32| {
        let last = first.plus_months(months).plus_days(-1);
        (i64::from(first.0), i64::from(last.0))
    };
    if let Some(date) = Date::parse(text) {
        return Some((i64::from(date.0), i64::from(date.0)));
    }
    let (year, month) = text.split_once(['-', '/']).map_or((text, None), |(year, month)| (year, Some(month)));
    let year: i16 = year.parse().ok().filter(|year| (1000..=9998).contains(year))?;
    match month {
        Some(month) => Some(span(Date::from_ymd(year, month.parse().ok()?, 1)?, 1)),
        None => Some(span(Date::from_ymd(year, 1, 1)?, 12)),
    }
}
