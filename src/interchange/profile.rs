//! Profiles: how the files of one sender are read, by name, so that nobody types the options each month.
//! A profile is `profiles/NAME.toml` in the directory of settings: `key = "email"`, `encoding = "cp932"`, and `[columns]` of
//! `"header in the file" = "field"`. Called by `import`.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use super::encodings::Encoding;
use crate::lang::Lang;

/// What a profile says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    pub key: Option<String>,
    pub encoding: Option<Encoding>,
    /// Headers of the file and the fields they mean.
    pub columns: BTreeMap<String, String>,
}

/// What is wrong with a profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct BadProfile {
    /// Counted from 1.
    pub line: usize,
    pub what: String,
}

impl BadProfile {
    /// The sentence for people.
    pub fn text(&self, lang: Lang) -> String {
        match lang {
            Lang::Ja => format!("{}行目: {}", self.line, self.what),
            Lang::En => self.to_string(),
        }
    }
}

impl Profile {
    /// The profile that a file holds.
    ///
    /// # Errors
    /// The first line that is no part of a profile.
    pub fn parse(text: &str) -> Result<Self, BadProfile> {
        let line_of = |start: usize| 1 + text.bytes().take(start).filter(|byte| *byte == b'\n').count();
        let document = DeTable::parse(text).map_err(|error| BadProfile {
            line: line_of(error.span().map_or(0, |span| span.start)),
            what: error.message().trim().to_owned(),
        })?;
        let mut profile = Self::default();
        for (name, value) in document.get_ref() {
            let bad = || BadProfile { line: line_of(name.span().start), what: name.get_ref().to_string() };
            match (name.get_ref().as_ref(), value.get_ref()) {
                ("key", DeValue::String(key)) => profile.key = Some(key.to_string()),
                ("encoding", DeValue::String(name)) if name == "auto" => {}
                ("encoding", DeValue::String(name)) => {
                    profile.encoding = Some(Encoding::parse(name).ok_or_else(bad)?);
                }
                ("columns", DeValue::Table(columns)) => {
                    for (header, field) in columns {
                        let DeValue::String(field) = field.get_ref() else { return Err(bad()) };
                        profile.columns.insert(header.get_ref().trim().to_owned(), field.to_string());
                    }
                }
                _ => return Err(bad()),
            }
        }
        Ok(profile)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_names_key_encoding_and_columns() {
        let text = "key = \"email\"\nencoding = \"cp932\"\n[columns]\n\"お名前(姓)\" = \"family_name\"\n";
        let profile = Profile::parse(text).unwrap();
        assert_eq!(profile.key.as_deref(), Some("email"));
        assert_eq!(profile.encoding, Some(Encoding::Cp932));
        assert_eq!(profile.columns["お名前(姓)"], "family_name");
        assert_eq!(Profile::parse("key = \"email\"\nkeys = 1\n").unwrap_err().line, 2);
        assert_eq!(Profile::parse("key = \n").unwrap_err().line, 1);
    }
}
