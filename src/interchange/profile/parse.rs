//! From the text of a profile to the profile, each name in it looked up in the field table.
//! Invariant: what is not understood is refused with its line; nothing is skipped.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::cells::DayForm;
use super::{BadProfile, Meaning, Profile, Wrong, plain};
use crate::field::{Field, Kind, Origin, by_name, read::read_cell};
use crate::interchange::encodings::Encoding;
use crate::lang::Lang;

/// Fields that may name a record.
pub const KEYS: [&str; 4] = ["id", "email", "phone", "external_id"];

type Value<'a> = Spanned<DeValue<'a>>;
type Fault = (Range<usize>, Wrong);

const TEXT: (&str, &str) = ("文字列", "a text");
const TEXTS: (&str, &str) = ("文字列の並び", "a list of texts");
const TABLE: (&str, &str) = ("表", "a table");
const KIND: (&str, &str) = ("people / jobs / organisations などの種類", "a kind, as people or jobs");
const ENCODING: (&str, &str) = ("auto / utf-8 / cp932", "auto, utf-8 or cp932");
const KEY: (&str, &str) = ("id / email / phone / external_id", "id, email, phone or external_id");
const ONE_EACH: (&str, &str) = ("1文字ずつの並び", "a list of single characters");
const DAYS: (&str, &str) = ("M/D/YYYY のような書式の並び", "a list of forms as M/D/YYYY");
const BLANK: (&str, &str) = ("keep / clear", "keep or clear");
const PAIR: (&str, &str) = ("項目か、2つの項目の並び", "a field, or a list of two");

/// Reads a profile.
pub fn read(name: &str, file: &Path, text: &str, asked: Kind) -> Result<Profile, BadProfile> {
    let bad = |start: usize, what: Wrong| {
        let line = 1 + text.bytes().take(start).filter(|byte| *byte == b'\n').count();
        BadProfile { file: file.to_owned(), line, what }
    };
    let document = DeTable::parse(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        bad(start, Wrong::NotToml(error.message().trim().to_owned()))
    })?;
    let mut profile = Profile { name: name.to_owned(), ..Profile::none(asked) };
    profile.take(document.get_ref()).map_err(|(span, what)| bad(span.start, what))?;
    Ok(profile)
}

impl Profile {
    fn take(&mut self, table: &DeTable<'_>) -> Result<(), Fault> {
        // Every name in it is one of this kind.
        if let Some(value) = table.get("kind") {
            let kind = string("kind", value).ok().and_then(|kind| Kind::parse(&kind));
            self.kind = kind.ok_or_else(|| takes("kind", value, KIND))?;
        }
        for (setting, value) in table {
            self.put(setting.get_ref(), setting.span(), value)?;
        }
        Ok(())
    }

    fn put(&mut self, setting: &str, span: Range<usize>, value: &Value<'_>) -> Result<(), Fault> {
        match setting {
            "kind" => {}
            "ja" => self.title.0 = string(setting, value)?,
            "en" => self.title.1 = string(setting, value)?,
            "key" => {
                let name = string(setting, value)?;
                let known = KEYS.contains(&name.as_str());
                let field = by_name(self.kind, &name).filter(|_| known);
                if field.is_none() && name != "id" {
                    return Err(takes(setting, value, KEY));
                }
                self.key = field;
            }
            "encoding" => {
                let name = string(setting, value)?;
                self.encoding = Encoding::parse(&name);
                if self.encoding.is_none() && name != "auto" {
                    return Err(takes(setting, value, ENCODING));
                }
            }
            "needs" => self.needs = strings(setting, value)?,
            "lists" => {
                for text in strings(setting, value)? {
                    let mut letters = text.chars();
                    match (letters.next(), letters.next()) {
                        (Some(letter), None) => self.cells.separators.push(letter),
                        _ => return Err(takes(setting, value, ONE_EACH)),
                    }
                }
            }
            "dates" => {
                for form in strings(setting, value)? {
                    let form = DayForm::parse(&form).ok_or_else(|| takes(setting, value, DAYS))?;
                    self.cells.days.push(form);
                }
            }
            "blank" => {
                self.cells.keep_blank = match string(setting, value)?.as_str() {
                    "keep" => true,
                    "clear" => false,
                    _ => return Err(takes(setting, value, BLANK)),
                };
            }
            "columns" => self.put_columns(value)?,
            "joins" => self.put_joins(value)?,
            "values" => self.put_words(value)?,
            "fixed" => self.fixed = self.values(setting, value)?,
            "new" => self.fresh = self.values(setting, value)?,
            other => return Err((span, Wrong::NoSuchSetting(other.to_owned()))),
        }
        Ok(())
    }

    fn put_columns(&mut self, value: &Value<'_>) -> Result<(), Fault> {
        for (header, value) in entries("columns", value)? {
            let meaning = match value.get_ref() {
                DeValue::String(name) if name.trim().is_empty() => Meaning::Nothing,
                DeValue::String(name) if name.trim().eq_ignore_ascii_case("id") => Meaning::Id,
                DeValue::String(name) => Meaning::Field(self.field(name, value.span())?),
                DeValue::Array(_) => match strings(header, value)?.as_slice() {
                    [first, second] => {
                        Meaning::Pair(self.field(first, value.span())?, self.field(second, value.span())?)
                    }
                    _ => return Err(takes(header, value, PAIR)),
                },
                _ => return Err(takes(header, value, PAIR)),
            };
            self.columns.push((header.trim().to_owned(), meaning));
        }
        Ok(())
    }

    fn put_joins(&mut self, value: &Value<'_>) -> Result<(), Fault> {
        for (name, value) in entries("joins", value)? {
            let field = self.field(name, value.span())?;
            let headers = strings(name, value)?.into_iter();
            self.columns.extend(headers.map(|header| (header.trim().to_owned(), Meaning::Part(field))));
        }
        Ok(())
    }

    fn put_words(&mut self, value: &Value<'_>) -> Result<(), Fault> {
        for (name, value) in entries("values", value)? {
            let field = self.field(name, value.span())?;
            let mut words = BTreeMap::new();
            for (word, meant) in entries(name, value)? {
                words.insert(plain(word), value_of(field, meant)?);
            }
            self.cells.words.insert(field.key, words);
        }
        Ok(())
    }

    fn values(&self, setting: &str, value: &Value<'_>) -> Result<Vec<(&'static Field, String)>, Fault> {
        let mut values = Vec::new();
        for (name, value) in entries(setting, value)? {
            let field = self.field(name, value.span())?;
            values.push((field, value_of(field, value)?));
        }
        Ok(values)
    }

    fn field(&self, name: &str, span: Range<usize>) -> Result<&'static Field, Fault> {
        let field =
            by_name(self.kind, name.trim()).filter(|field| field.origin != Origin::Ruled || imported(field));
        field.ok_or_else(|| (span, Wrong::NoSuchField { name: name.to_owned(), kind: self.kind }))
    }
}

/// What a value says, if the field takes it.
fn value_of(field: &'static Field, value: &Value<'_>) -> Result<String, Fault> {
    let text = match value.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.as_str().to_owned(),
        DeValue::Boolean(flag) => flag.to_string(),
        _ => return Err(takes(field.key, value, TEXT)),
    };
    match read_cell(field, &text) {
        Ok(_) => Ok(text),
        Err(fault) => {
            let why = (fault.text(Lang::Ja), fault.text(Lang::En));
            Err((value.span(), Wrong::BadValue { field: field.key, value: text, why }))
        }
    }
}

/// Fields that only commands set, but that a file may bring with a record that had a life elsewhere.
fn imported(field: &Field) -> bool {
    !matches!(field.key, "merged_into" | "erased_on" | "retention_until")
}

fn takes(setting: &str, value: &Value<'_>, wanted: (&'static str, &'static str)) -> Fault {
    (value.span(), Wrong::Takes { setting: setting.to_owned(), wanted })
}

fn string(setting: &str, value: &Value<'_>) -> Result<String, Fault> {
    match value.get_ref() {
        DeValue::String(text) => Ok(text.to_string()),
        _ => Err(takes(setting, value, TEXT)),
    }
}

fn strings(setting: &str, value: &Value<'_>) -> Result<Vec<String>, Fault> {
    let DeValue::Array(items) = value.get_ref() else { return Err(takes(setting, value, TEXTS)) };
    items.iter().map(|item| string(setting, item)).collect()
}

fn entries<'a>(setting: &str, value: &'a Value<'a>) -> Result<Vec<(&'a str, &'a Value<'a>)>, Fault> {
    let DeValue::Table(table) = value.get_ref() else { return Err(takes(setting, value, TABLE)) };
    Ok(table.iter().map(|(name, value)| (name.get_ref().as_ref(), value)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let head = "kind = \"people\"\n[columns]\n\"氏名\" = [\"family_name\", \"given_name\"]\n";
        for (text, line, word) in [
            ("key = \"email\"\nkeys = 1\n", 2, "keys"),
            ("key = \n", 1, "TOML"),
            ("kind = \"widgets\"\n", 1, "kind"),
            ("key = \"notes\"\n", 1, "external_id"),
            ("lists = [\"ab\"]\n", 1, "single"),
            ("dates = [\"M/D\"]\n", 1, "M/D/YYYY"),
            ("[columns]\n\"x\" = \"emial\"\n", 2, "emial"),
            ("[columns]\n\"x\" = [\"email\"]\n", 2, "two"),
            ("[columns]\n\"x\" = 1\n", 2, "two"),
            ("[columns]\n\"x\" = \"merged_into\"\n", 2, "merged_into"),
            ("[joins]\nnotes = \"x\"\n", 2, "list"),
            ("[values.want]\n\"有償\" = \"hobby\"\n", 2, "hobby"),
            ("[values.nothing]\n\"有償\" = \"hobby\"\n", 1, "nothing"),
            ("[fixed]\nchannel = \"fukugyo\"\n", 2, "fukugyo"),
            ("[new]\nhours_week = 500\n", 2, "500"),
        ] {
            let bad = read("x", Path::new("x.toml"), text, Kind::Person).unwrap_err();
            assert_eq!(bad.line, line, "{text}: {}", bad.text(Lang::En));
            let said = bad.text(Lang::En);
            assert!(said.starts_with(&format!("x.toml:{line}: ")) && said.contains(word), "{said}");
            assert!(!bad.text(Lang::Ja).is_empty());
        }
        assert!(read("x", Path::new("x.toml"), head, Kind::Person).is_ok());
    }
}
