//! From values to what people and files read: display text, a file's cell, JSON.
//! `cell` writes what `read_cell` reads back to the same value; a property test holds the two together.
//! Called by screens, export, the log and JSON output.

use serde_json::{Map, Value as Json};

use super::{Atom, Choices, Field, Id, Kind, Row, Shape, Value};
use crate::lang::Lang;

/// What other records are called.
pub trait Names {
    /// The label for people; `None` for a record that is not there.
    fn label(&self, id: Id) -> Option<String>;
    /// What a file calls it, such that import finds it again: the id unless a name is unique.
    fn file_name(&self, id: Id) -> String {
        id.to_string()
    }
    /// What the office calls a choice that has no name of its own.
    fn choice_name(&self, _choices: Choices, _code: u16) -> Option<String> {
        None
    }
}

/// Names nothing: references print as ids.
pub struct NoNames;

impl Names for NoNames {
    fn label(&self, _: Id) -> Option<String> {
        None
    }
}

/// The value as people read it on a screen, on one line but for long texts.
pub fn display(field: &Field, value: &Value, lang: Lang, names: &dyn Names) -> String {
    let separator = lang.pick("、", ", ");
    match value {
        Value::One(atom) => one(field, atom, lang, names),
        Value::Set(bits) => field.choices().map_or_else(String::new, |choices| {
            let label = |(code, _)| choice(field, code, lang, names);
            let labels: Vec<String> = members(choices, *bits).map(label).collect();
            labels.join(lang.pick("・", ", "))
        }),
        Value::List(atoms) => {
            let parts: Vec<String> = atoms.iter().map(|atom| one(field, atom, lang, names)).collect();
            parts.join(separator)
        }
        Value::Rows(rows) => {
            let subs = field.rows().unwrap_or_default();
            let parts: Vec<String> = rows.iter().map(|row| row_text(subs, row, lang, names)).collect();
            parts.join(separator)
        }
    }
}

/// One row as people read it: the first sub-field, then the others in brackets.
pub fn row_text(subs: &[Field], row: &Row, lang: Lang, names: &dyn Names) -> String {
    let mut parts = subs.iter().filter_map(|sub| Some((sub, row.get(sub.code)?)));
    let head = parts.next().map_or_else(String::new, |(sub, atom)| one(sub, atom, lang, names));
    let rest: Vec<String> = parts
        .map(|(sub, atom)| match atom {
            Atom::Flag(true) => sub.name(lang).to_owned(),
            Atom::Date(date) => format!("{} {date}", sub.name(lang)),
            _ if sub.key == "level" => format!("L{}", one(sub, atom, lang, names)),
            _ => one(sub, atom, lang, names),
        })
        .collect();
    if rest.is_empty() { head } else { format!("{head} ({})", rest.join(" ")) }
}

fn one(field: &Field, atom: &Atom, lang: Lang, names: &dyn Names) -> String {
    match atom {
        Atom::Flag(true) => lang.pick("はい", "yes").to_owned(),
        Atom::Flag(false) => lang.pick("いいえ", "no").to_owned(),
        Atom::Int(number) => match field.shape {
            Shape::Micro(..) => micro(*number),
            Shape::Int(_, _, unit) => format!("{}{}", grouped(*number), unit_text(unit.text(lang), lang)),
            _ => grouped(*number),
        },
        Atom::Date(date) => date.to_string(),
        Atom::Moment(moment) => {
            let (hour, minute) = moment.hour_minute();
            format!("{} {hour:02}:{minute:02}", moment.date())
        }
        Atom::Choice(code) => choice(field, *code, lang, names),
        Atom::Text(text) => text.to_string(),
        Atom::Ref(id) => names.label(*id).unwrap_or_else(|| id.to_string()),
    }
}

fn unit_text(unit: &str, lang: Lang) -> String {
    if unit.is_empty() || lang == Lang::Ja { unit.to_owned() } else { format!(" {unit}") }
}

/// What people call a choice: the office's name where it has one.
pub fn choice(field: &Field, code: u16, lang: Lang, names: &dyn Names) -> String {
    let own = field.choices().and_then(|choices| names.choice_name(choices, code));
    if let Some(own) = own {
        return own;
    }
    let item = field.choices().and_then(|choices| choices.get(code));
    item.map_or_else(|| format!("({code})"), |item| item.label.text(lang).to_owned())
}

/// A number with commas between thousands; years and codes below 10,000 stay bare.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (place, c) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) && digits.len() > 4 {
            text.push(',');
        }
        text.push(c);
    }
    if number < 0 { format!("-{text}") } else { text }
}

fn micro(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let (whole, part) = (number.unsigned_abs() / 1_000_000, number.unsigned_abs() % 1_000_000);
    let decimals = format!("{part:06}");
    let decimals = decimals.trim_end_matches('0');
    if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") }
}

fn members(choices: Choices, bits: u64) -> impl Iterator<Item = (u16, &'static super::Choice)> {
    choices.iter().filter(move |(code, _)| bits >> code & 1 == 1)
}

/// The value as a cell of a file. Reading the cell gives the value again.
pub fn cell(field: &Field, value: &Value, names: &dyn Names) -> String {
    match value {
        Value::One(atom) => bare(field, atom, names),
        Value::Set(bits) => field.choices().map_or_else(String::new, |choices| {
            members(choices, *bits).map(|(_, item)| item.key).collect::<Vec<_>>().join(";")
        }),
        Value::List(atoms) => {
            atoms.iter().map(|atom| kept(&bare(field, atom, names))).collect::<Vec<_>>().join(";")
        }
        Value::Rows(rows) => rows_cell(field.rows().unwrap_or_default(), rows, names),
    }
}

/// `label:level` where rows hold no more than that, else JSON, so that nothing is lost.
fn rows_cell(subs: &[Field], rows: &[Row], names: &dyn Names) -> String {
    let codes: Vec<u16> = subs.iter().take(2).map(|sub| sub.code).collect();
    let short = rows.iter().all(|row| {
        row.0.iter().all(|(code, _)| codes.contains(code))
            && row.0.first().map(|(code, _)| *code) == codes.first().copied()
            && !matches!(row.0.first(), Some((_, Atom::Text(text))) if text.starts_with('['))
            // With more sub-fields than two, a colon in the head would part it.
            && !(subs.len() > 2
                && matches!(row.0.first(), Some((_, Atom::Text(text))) if text.contains([':', '：'])))
            // The last colon parts the two, so the second may hold none.
            && !matches!(row.0.get(1), Some((_, Atom::Text(text))) if text.contains([':', '：']))
    });
    if !short {
        return Json::Array(rows.iter().map(|row| row_json(subs, row, names)).collect()).to_string();
    }
    let parts: Vec<String> = rows
        .iter()
        .map(|row| {
            let mut atoms = subs.iter().filter_map(|sub| Some(bare(sub, row.get(sub.code)?, names)));
            let head = atoms.next().unwrap_or_default();
            match atoms.next() {
                Some(second) => format!("{}:{}", kept(&head), kept(&second)),
                None if head.contains([':', '：']) => format!("{}:", kept(&head)),
                None => kept(&head),
            }
        })
        .collect();
    parts.join(";")
}

/// An element of a list with what would split it kept by a backslash.
fn kept(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, ';' | '；' | '\\' | '\n' | '、') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// An atom as files write it.
fn bare(field: &Field, atom: &Atom, names: &dyn Names) -> String {
    match atom {
        Atom::Flag(flag) => flag.to_string(),
        Atom::Int(number) if matches!(field.shape, Shape::Micro(..)) => micro(*number),
        Atom::Int(number) => number.to_string(),
        Atom::Date(date) => date.to_string(),
        Atom::Moment(moment) => moment.to_string(),
        Atom::Choice(code) => {
            let item = field.choices().and_then(|choices| choices.get(*code));
            item.map_or_else(String::new, |item| item.key.to_owned())
        }
        Atom::Text(text) => text.to_string(),
        Atom::Ref(id) if id.kind == Kind::Region => format!("{:06}", id.number),
        Atom::Ref(id) => names.file_name(*id),
    }
}

/// The value as JSON: keys of choices, ids of records, numbers as numbers.
pub fn json(field: &Field, value: &Value) -> Json {
    match value {
        Value::One(atom) => atom_json(field, atom),
        Value::Set(bits) => field.choices().map_or(Json::Null, |choices| {
            Json::Array(members(choices, *bits).map(|(_, item)| Json::from(item.key)).collect())
        }),
        Value::List(atoms) => Json::Array(atoms.iter().map(|atom| atom_json(field, atom)).collect()),
        Value::Rows(rows) => {
            let subs = field.rows().unwrap_or_default();
            Json::Array(rows.iter().map(|row| row_json(subs, row, &NoNames)).collect())
        }
    }
}

fn row_json(subs: &[Field], row: &Row, names: &dyn Names) -> Json {
    let pairs = subs.iter().filter_map(|sub| {
        let json = match row.get(sub.code)? {
            Atom::Ref(id) => Json::from(names.file_name(*id)),
            atom => atom_json(sub, atom),
        };
        Some((sub.key.to_owned(), json))
    });
    Json::Object(pairs.collect::<Map<_, _>>())
}

fn atom_json(field: &Field, atom: &Atom) -> Json {
    match atom {
        Atom::Flag(flag) => Json::from(*flag),
        Atom::Int(number) => match field.shape {
            Shape::Micro(..) => micro(*number).parse::<f64>().map_or(Json::Null, Json::from),
            _ => Json::from(*number),
        },
        Atom::Ref(id) => Json::from(id.to_string()),
        other => Json::from(bare(field, other, &NoNames)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::read::read_cell;
    use crate::field::tables::{person, region};
    use crate::field::{Date, fields};
    use proptest::prelude::*;

    fn atom_of(shape: Shape) -> BoxedStrategy<Atom> {
        match shape {
            Shape::Text(_) | Shape::Texts(_) => {
                "[a-zあ-ん一-龠;:、\\\\]{1,12}".prop_map(|t| Atom::Text(t.into())).boxed()
            }
            Shape::Int(least, most, _) | Shape::Micro(least, most) => {
                (least..=most).prop_map(Atom::Int).boxed()
            }
            Shape::Flag => any::<bool>().prop_map(Atom::Flag).boxed(),
            Shape::Date => (0..30_000).prop_map(|days| Atom::Date(Date(days))).boxed(),
            Shape::Moment => (0..30_000_000_i64)
                .prop_map(|minutes| Atom::Moment(crate::field::Moment(minutes * 60_000)))
                .boxed(),
            Shape::Choice(choices) | Shape::Set(choices) => {
                (0..choices.items.len()).prop_map(|c| Atom::Choice(u16::try_from(c).unwrap())).boxed()
            }
            Shape::Ref(kind) | Shape::Refs(kind) => {
                (1..900_000_u32).prop_map(move |n| Atom::Ref(Id::new(kind, n))).boxed()
            }
            Shape::Rows(_) => unreachable!("rows do not nest"),
        }
    }

    fn value_of(field: &'static Field) -> BoxedStrategy<Value> {
        match field.shape {
            Shape::Set(choices) => {
                let all = if choices.items.len() == 64 { u64::MAX } else { (1 << choices.items.len()) - 1 };
                (1..=all).prop_map(Value::Set).boxed()
            }
            Shape::Texts(_) | Shape::Refs(_) => {
                prop::collection::vec(atom_of(field.shape), 1..4).prop_map(Value::List).boxed()
            }
            Shape::Rows(subs) => {
                let row = subs.iter().map(|sub| (Just(sub.code), prop::option::of(atom_of(sub.shape))));
                let row = row.collect::<Vec<_>>().prop_map(|pairs| {
                    let mut row = Row::default();
                    for (code, atom) in pairs {
                        row.set(code, atom);
                    }
                    row
                });
                let row = row.prop_filter("a row holds something", |row| !row.0.is_empty());
                prop::collection::vec(row, 1..4).prop_map(Value::Rows).boxed()
            }
            shape => atom_of(shape).prop_map(Value::One).boxed(),
        }
    }

    /// Fields whose texts may be any text; readings, mails and the like have their own tests.
    fn free() -> Vec<&'static Field> {
        let strict = ["kana", "email", "phone", "url", "corporate_no", "contacts"];
        let all = Kind::ALL.into_iter().flat_map(fields);
        all.filter(|field| !strict.iter().any(|word| field.key.contains(word)))
            .filter(|field| !matches!(field.shape, Shape::Text(super::super::TextKind::Url)))
            .collect()
    }

    proptest! {
        #[test]
        fn a_cell_reads_back_to_its_value(
            (field, value) in prop::sample::select(free()).prop_flat_map(|f| (Just(f), value_of(f)))
        ) {
            let text = cell(field, &value, &NoNames);
            prop_assert_eq!(read_cell(field, &text), Ok(Some(value)), "{}: {}", field.key, text);
        }
    }

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(grouped(1_000_412), "1,000,412");
        assert_eq!(grouped(2026), "2026");
        let value = Value::int(43_061_972);
        assert_eq!(display(&region::LAT, &value, Lang::Ja, &NoNames), "43.061972");
        assert_eq!(display(&person::WANT, &Value::Set(3), Lang::Ja, &NoNames), "副業・プロボノ");
    }
}
