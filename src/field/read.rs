//! From what people type and files hold to values: the one place where outside text becomes a value.
//! Every text is cleaned here. A reference may stay a name (`Atom::Text`) that `decide` resolves against the records.
//! Called by forms, import and the JSON of commands.

mod rows;

use serde_json::Value as Json;
use unicode_normalization::UnicodeNormalization;

use super::fault::Fault;
use super::{Atom, Choices, Date, Field, Id, Kind, Moment, Row, Shape, TextKind, Value};
use crate::text::{
    ADDRESS_GRAPHEMES, NAME_GRAPHEMES, NOTE_GRAPHEMES, Removed, clean_line, clean_text, compatible,
};

/// Elements of a list or rows of a group at most.
pub const LIST_LIMIT: usize = 200;
const MILLION: f64 = 1_000_000.0;

/// The value that a cell of a file or a line of a form holds; `None` where it is blank.
///
/// # Errors
/// The fault of the cell, to be shown with its place.
pub fn read_cell(field: &Field, text: &str) -> Result<Option<Value>, Fault> {
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if trimmed.is_empty() {
        return Ok(None);
    }
    let value = match field.shape {
        Shape::Set(choices) => Value::Set(set(choices, split(trimmed))?),
        Shape::Texts(kind) => {
            let atoms = split(trimmed).map(|part| text_atom(kind, &part)).collect::<Result<Vec<_>, _>>()?;
            Value::List(atoms.into_iter().flatten().collect())
        }
        Shape::Refs(kind) => Value::List(split(trimmed).map(|part| reference(kind, &part)).collect()),
        Shape::Rows(fields) => rows::cell(fields, trimmed)?,
        _ => return Ok(atom(field, trimmed)?.map(Value::One)),
    };
    bounded(value)
}

/// The value that a JSON value holds; `None` for null, blank and empty.
///
/// # Errors
/// The fault of the value.
pub fn read_json(field: &Field, json: &Json) -> Result<Option<Value>, Fault> {
    let value = match (json, field.shape) {
        (Json::Null, _) => return Ok(None),
        (Json::String(text), _) => return read_cell(field, text),
        (Json::Array(items), Shape::Set(choices)) => {
            let names: Result<Vec<String>, Fault> = items.iter().map(scalar).collect();
            Value::Set(set(choices, names?.into_iter())?)
        }
        (Json::Array(items), Shape::Texts(kind)) => {
            let atoms: Result<Vec<_>, Fault> =
                items.iter().map(|item| text_atom(kind, &scalar(item)?)).collect();
            Value::List(atoms?.into_iter().flatten().collect())
        }
        (Json::Array(items), Shape::Refs(kind)) => {
            let atoms: Result<Vec<_>, Fault> =
                items.iter().map(|item| Ok(reference(kind, &scalar(item)?))).collect();
            Value::List(atoms?)
        }
        (Json::Array(items), Shape::Rows(fields)) => {
            let rows: Result<Vec<Row>, Fault> = items.iter().map(|item| rows::row(fields, item)).collect();
            Value::Rows(rows?)
        }
        (Json::Bool(_) | Json::Number(_), _) => return read_cell(field, &scalar(json)?),
        (Json::Array(_) | Json::Object(_), _) => return Err(Fault::Form),
    };
    bounded(value)
}

fn bounded(value: Value) -> Result<Option<Value>, Fault> {
    let length = match &value {
        Value::One(_) | Value::Set(_) => 1,
        Value::List(atoms) => atoms.len(),
        Value::Rows(rows) => rows.len(),
    };
    if length > LIST_LIMIT {
        return Err(Fault::TooMany { most: LIST_LIMIT });
    }
    Ok(Some(value).filter(|value| !value.is_empty()))
}

/// A JSON scalar as the text it would be in a cell.
fn scalar(json: &Json) -> Result<String, Fault> {
    match json {
        Json::String(text) => Ok(text.clone()),
        Json::Number(number) => Ok(number.to_string()),
        Json::Bool(flag) => Ok(flag.to_string()),
        Json::Null => Ok(String::new()),
        Json::Array(_) | Json::Object(_) => Err(Fault::Form),
    }
}

/// The parts of a list in one cell: separated by `;` (any width), `、` or a line end; a backslash keeps the next character.
fn split(text: &str) -> impl Iterator<Item = String> {
    let mut parts = vec![String::new()];
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => parts.last_mut().into_iter().for_each(|part| part.extend(chars.next())),
            ';' | '；' | '\n' | '、' => parts.push(String::new()),
            _ => parts.last_mut().into_iter().for_each(|part| part.push(c)),
        }
    }
    parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty())
}

fn set(choices: Choices, names: impl Iterator<Item = String>) -> Result<u64, Fault> {
    let mut bits = 0;
    for name in names {
        let code = choices.find(&name).ok_or_else(|| Fault::no_choice(&name, choices))?;
        bits |= 1 << code;
    }
    Ok(bits)
}

/// One atom from text; `None` where nothing is left after cleaning.
fn atom(field: &Field, text: &str) -> Result<Option<Atom>, Fault> {
    let one = match field.shape {
        Shape::Text(kind) => return text_atom(kind, text),
        Shape::Int(least, most, _) => Atom::Int(integer(text, least, most)?),
        Shape::Micro(least, most) => Atom::Int(micro(text, least, most)?),
        Shape::Flag => Atom::Flag(flag(text)?),
        Shape::Date => Atom::Date(Date::parse(text).ok_or(Fault::NotADate)?),
        Shape::Moment => Atom::Moment(moment(text).ok_or(Fault::NotAMoment)?),
        Shape::Choice(choices) => {
            Atom::Choice(choices.find(text).ok_or_else(|| Fault::no_choice(text, choices))?)
        }
        Shape::Ref(kind) => reference(kind, text),
        Shape::Texts(_) | Shape::Set(_) | Shape::Refs(_) | Shape::Rows(_) => return Err(Fault::Form),
    };
    Ok(Some(one))
}

fn moment(text: &str) -> Option<Moment> {
    Moment::parse(text).or_else(|| Date::parse(text).map(Moment::at_start_of))
}

/// An id where the text is one (a region's six-digit code too), else the name to be looked up.
fn reference(kind: Kind, text: &str) -> Atom {
    let plain = compatible(text.trim());
    if kind == Kind::Region && (5..=6).contains(&plain.len()) && plain.bytes().all(|b| b.is_ascii_digit()) {
        // A spreadsheet drops the zero in front of a code of Hokkaido to Gunma.
        return plain.parse().map_or(Atom::Text(text.into()), |number| Atom::Ref(Id::new(kind, number)));
    }
    match plain.parse::<Id>() {
        Ok(id) if id.kind == kind => Atom::Ref(id),
        _ => Atom::Text(clean_line(text, NAME_GRAPHEMES).text.into()),
    }
}

fn integer(text: &str, least: i64, most: i64) -> Result<i64, Fault> {
    let fault = Fault::NotANumber { least, most };
    let plain: String = compatible(text).chars().filter(|c| !",_ 円".contains(*c)).collect();
    let number: i64 = match plain.strip_suffix('万') {
        Some(myriads) => {
            myriads.parse::<i64>().ok().and_then(|n| n.checked_mul(10_000)).ok_or(fault.clone())?
        }
        None => whole(&plain).ok_or(fault.clone())?,
    };
    if (least..=most).contains(&number) { Ok(number) } else { Err(fault) }
}

/// A whole number, which spreadsheets write as 12.0 at times.
fn whole(plain: &str) -> Option<i64> {
    let digits = match plain.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') => whole,
        Some(_) => return None,
        None => plain,
    };
    digits.parse().ok()
}

fn micro(text: &str, least: i64, most: i64) -> Result<i64, Fault> {
    let plain = compatible(text);
    let number: f64 = plain.trim().parse().ok().ok_or(Fault::NotADecimal)?;
    let scaled = (number * MILLION).round();
    #[expect(clippy::cast_precision_loss, reason = "bounds of coordinates are far below 2^52")]
    let within = (least as f64..=most as f64).contains(&scaled);
    if !within {
        return Err(Fault::NotADecimal);
    }
    #[expect(clippy::cast_possible_truncation, reason = "within the bounds just checked")]
    Ok(scaled as i64)
}

fn flag(text: &str) -> Result<bool, Fault> {
    let plain: String = compatible(text).chars().flat_map(char::to_lowercase).collect();
    match plain.as_str() {
        "true" | "1" | "yes" | "y" | "はい" | "有" | "あり" | "可" | "○" | "◯" | "〇" | "レ" | "済" => {
            Ok(true)
        }
        "false" | "0" | "no" | "n" | "いいえ" | "無" | "なし" | "否" | "不可" | "×" | "✕" => {
            Ok(false)
        }
        _ => Err(Fault::NotAFlag),
    }
}

fn text_atom(kind: TextKind, raw: &str) -> Result<Option<Atom>, Fault> {
    let most = match kind {
        TextKind::Name | TextKind::Kana | TextKind::Corporate | TextKind::Phone => NAME_GRAPHEMES,
        TextKind::Line | TextKind::Mail | TextKind::Url => ADDRESS_GRAPHEMES,
        TextKind::Long => NOTE_GRAPHEMES,
    };
    let cleaned = if kind == TextKind::Long { clean_text(raw, most) } else { clean_line(raw, most) };
    if cleaned.removed.contains(&Removed::Cut) {
        return Err(Fault::TooLong { most });
    }
    let text = match kind {
        TextKind::Name | TextKind::Line | TextKind::Long => cleaned.text,
        TextKind::Kana => kana(&cleaned.text)?,
        TextKind::Mail => mail(&cleaned.text)?,
        TextKind::Phone => phone(&cleaned.text)?,
        TextKind::Url => url(cleaned.text)?,
        TextKind::Corporate => corporate(&cleaned.text)?,
    };
    Ok(Some(text).filter(|text| !text.is_empty()).map(|text| Atom::Text(text.into())))
}

/// A reading in full-width katakana. Latin letters stay, for people whose reading is not known in kana.
fn kana(text: &str) -> Result<String, Fault> {
    let folded: String = text
        .nfkc()
        .map(|c| match c {
            'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
            _ => c,
        })
        .collect();
    let lawful = |c: char| {
        matches!(c, 'ァ'..='ヺ' | 'ー' | 'ヽ' | 'ヾ' | ' ' | '・' | '-' | '\'' | '.')
            || (c.is_alphabetic() && c < '\u{250}')
    };
    if folded.chars().all(lawful) { Ok(folded) } else { Err(Fault::NotKana) }
}

fn mail(text: &str) -> Result<String, Fault> {
    let plain = compatible(text).into_owned();
    let parts = plain.split_once('@').ok_or(Fault::NotAMail)?;
    let (user, host) = parts;
    let lawful = !user.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !host.contains("..")
        && !plain.contains(char::is_whitespace)
        && !host.contains('@')
        && plain.chars().all(|c| !matches!(c, ',' | ';' | '<' | '>' | '"' | '(' | ')'));
    if lawful { Ok(plain) } else { Err(Fault::NotAMail) }
}

fn phone(text: &str) -> Result<String, Fault> {
    let plain: String =
        compatible(text).chars().map(|c| if "‐‑‒–—―−ー".contains(c) { '-' } else { c }).collect();
    let digits = plain.chars().filter(char::is_ascii_digit).count();
    let lawful = (9..=15).contains(&digits)
        && plain.chars().all(|c| c.is_ascii_digit() || "+-() ./".contains(c))
        && plain.rfind('+').is_none_or(|place| place == 0);
    if lawful { Ok(plain) } else { Err(Fault::NotAPhone) }
}

fn url(text: String) -> Result<String, Fault> {
    let lawful = ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme));
    if lawful && !text.contains(char::is_whitespace) { Ok(text) } else { Err(Fault::NotAUrl) }
}

/// A corporate number: 13 digits of which the first is 9 - (sum of the others, weights 1 and 2 in turn from the right) mod 9.
fn corporate(text: &str) -> Result<String, Fault> {
    let plain: String = compatible(text).chars().filter(|c| *c != '-' && *c != ' ').collect();
    let digits: Vec<u32> = plain.chars().map_while(|c| c.to_digit(10)).collect();
    let [check, rest @ ..] = digits.as_slice() else { return Err(Fault::NotACorporateNumber) };
    let sum: u32 = rest
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { *digit } else { digit * 2 })
        .sum();
    let lawful = plain.chars().count() == 13 && rest.len() == 12 && *check == 9 - sum % 9;
    if lawful { Ok(plain) } else { Err(Fault::NotACorporateNumber) }
}

/// Whether rows in a cell were given in the short form, which leaves other sub-fields as they are.
pub fn is_short_form(field: &Field, text: &str) -> bool {
    field.rows().is_some() && !text.trim_start().starts_with('[')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::tables::{job, organisation, person};

    #[test]
    fn cells_become_values() {
        assert_eq!(read_cell(&person::HOURS, "１０"), Ok(Some(Value::int(10))));
        assert_eq!(read_cell(&person::REWARD_FLOOR, "5万"), Ok(Some(Value::int(50_000))));
        assert_eq!(read_cell(&person::REWARD_FLOOR, "50,000円"), Ok(Some(Value::int(50_000))));
        assert_eq!(read_cell(&person::FAMILY_KANA, "ﾔﾏﾀﾞ"), Ok(Some(Value::text("ヤマダ"))));
        assert_eq!(read_cell(&person::FAMILY_KANA, "やまだ"), Ok(Some(Value::text("ヤマダ"))));
        assert_eq!(read_cell(&person::FAMILY_NAME, "  "), Ok(None));
        assert_eq!(read_cell(&person::WANT, "副業; プロボノ"), Ok(Some(Value::Set(0b11))));
        assert_eq!(
            read_cell(&person::DOMICILE, "202151"),
            Ok(Some(Value::reference(Id::new(Kind::Region, 202_151))))
        );
        assert_eq!(
            read_cell(&person::DOMICILE, "15814"),
            Ok(Some(Value::reference(Id::new(Kind::Region, 15_814))))
        );
    }

    #[test]
    fn skills_are_read_short_and_long() {
        let short = read_cell(&person::SKILLS, "経理:3；Web制作").unwrap().unwrap();
        let Value::Rows(rows) = &short else { panic!("rows") };
        assert_eq!(rows[0].text(person::skill::SKILL.code), Some("経理"));
        assert_eq!(rows[0].int(person::skill::LEVEL_HELD.code), Some(3));
        assert_eq!(rows[1].int(person::skill::LEVEL_HELD.code), None);
        let long =
            read_cell(&person::SKILLS, r#"[{"skill":"S-000001","level":4,"years":10}]"#).unwrap().unwrap();
        let Value::Rows(rows) = &long else { panic!("rows") };
        assert_eq!(rows[0].reference(1), Some(Id::new(Kind::Skill, 1)));
        assert_eq!(read_cell(&person::SKILLS, "経理:9"), Err(Fault::NotANumber { least: 1, most: 4 }));
    }

    #[test]
    fn rows_are_read_with_all_their_parts() {
        let long = read_cell(&person::CONSENT, "相談:2026-11-03::: 面談で確認").unwrap().unwrap();
        let Value::Rows(rows) = &long else { panic!("rows") };
        assert_eq!(rows[0].date(2), Date::from_ymd(2026, 11, 3));
        assert_eq!((rows[0].date(3), rows[0].text(5)), (None, Some("面談で確認")));
        let colon = read_cell(&person::SKILLS, "Ruby: on Rails:3").unwrap().unwrap();
        let Value::Rows(rows) = &colon else { panic!("rows") };
        assert_eq!((rows[0].text(1), rows[0].int(2)), (Some("Ruby: on Rails"), Some(3)));
    }

    #[test]
    fn bad_cells_say_why() {
        assert_eq!(read_cell(&person::EMAIL, "taro.example.jp"), Err(Fault::NotAMail));
        assert_eq!(read_cell(&person::PHONE, "12345"), Err(Fault::NotAPhone));
        assert_eq!(read_cell(&person::FAMILY_KANA, "山田"), Err(Fault::NotKana));
        assert_eq!(read_cell(&job::CLOSES_ON, "soon"), Err(Fault::NotADate));
        assert!(matches!(read_cell(&job::STATUS, "ひらき"), Err(Fault::NoChoice { .. })));
        assert_eq!(read_cell(&person::FAMILY_NAME, &"あ".repeat(101)), Err(Fault::TooLong { most: 100 }));
        assert_eq!(read_cell(&organisation::CORPORATE_NO, "1234567890123"), Err(Fault::NotACorporateNumber));
        assert_eq!(
            read_cell(&organisation::CORPORATE_NO, "7000012050002"),
            Ok(Some(Value::text("7000012050002")))
        );
    }
}
