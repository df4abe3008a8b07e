//! Profiles: how the files of one sender are read, by name, so that nobody types the options each month.
//! A profile is a file `NAME.toml`: compiled in, or the office's own; `fixtures/README.md` says what may stand in it.
//! Invariant: a profile that was read names only fields, choices and values that there are; what is wrong in one is told with file
//! and line. Called by `import`, on the command line and on the screen.

mod cells;
mod parse;
mod ready;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::encodings::Encoding;
use crate::field::{Field, Kind};
use crate::lang::Lang;
use crate::text::compatible;

pub use cells::Cells;
pub use parse::KEYS;
pub use ready::{READY, ready};

/// Headers named in a sentence at most.
const NAMED: usize = 12;

/// What a profile says.
#[derive(Debug, Clone)]
pub struct Profile {
    /// What it is called; empty where no profile is meant.
    pub name: String,
    /// What people call it, in Japanese and English.
    pub title: (String, String),
    pub kind: Kind,
    /// The field that names a record; `None`: the id, or what is asked for.
    pub key: Option<&'static Field>,
    pub encoding: Option<Encoding>,
    /// Headers of the file and what they mean.
    pub columns: Vec<(String, Meaning)>,
    /// Headers without which the file is none of this sender's.
    pub needs: Vec<String>,
    /// What becomes of cells.
    pub cells: Cells,
    /// What every row brings, whatever stands in it.
    pub fixed: Vec<(&'static Field, String)>,
    /// What a row brings that becomes a new record.
    pub fresh: Vec<(&'static Field, String)>,
}

/// What a header means.
#[derive(Debug, Clone, Copy)]
pub enum Meaning {
    Id,
    Field(&'static Field),
    /// Two fields, told apart at the first blank.
    Pair(&'static Field, &'static Field),
    /// A part of a field that several columns make up.
    Part(&'static Field),
    /// Nothing that is taken.
    Nothing,
}

/// What is wrong with a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadProfile {
    pub file: PathBuf,
    /// Counted from 1.
    pub line: usize,
    pub what: Wrong,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    NotToml(String),
    NoSuchSetting(String),
    /// A setting that takes something else.
    Takes {
        setting: String,
        wanted: (&'static str, &'static str),
    },
    NoSuchField {
        name: String,
        kind: Kind,
    },
    /// A value that the field does not take, with the field's own word for it in both languages.
    BadValue {
        field: &'static str,
        value: String,
        why: (String, String),
    },
}

impl Wrong {
    fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::NotToml(why), Lang::Ja) => format!("TOMLとして読めません: {why}"),
            (Self::NotToml(why), Lang::En) => format!("is not TOML: {why}"),
            (Self::NoSuchSetting(name), Lang::Ja) => format!("「{name}」という設定はありません"),
            (Self::NoSuchSetting(name), Lang::En) => format!("there is no setting \"{name}\""),
            (Self::Takes { setting, wanted }, Lang::Ja) => format!("「{setting}」は {} です", wanted.0),
            (Self::Takes { setting, wanted }, Lang::En) => format!("\"{setting}\" takes {}", wanted.1),
            (Self::NoSuchField { name, kind }, Lang::Ja) => {
                format!("{}に「{name}」という項目はありません", kind.label().ja)
            }
            (Self::NoSuchField { name, kind }, Lang::En) => {
                format!("{} have no field \"{name}\"", kind.plural())
            }
            (Self::BadValue { field, value, why }, Lang::Ja) => format!("{field} = 「{value}」: {}", why.0),
            (Self::BadValue { field, value, why }, Lang::En) => format!("{field} = \"{value}\": {}", why.1),
        }
    }
}

impl BadProfile {
    /// The sentence for people, with file and line in front.
    pub fn text(&self, lang: Lang) -> String {
        format!("{}:{}: {}", self.file.display(), self.line, self.what.text(lang))
    }
}

/// How well a header fits a profile.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fit {
    /// Columns of the file that the profile names.
    pub known: usize,
    /// Headers of the profile that the file lacks, one for each field.
    pub missing: Vec<String>,
    /// Those of them without which the file is not of this sender.
    pub needed: Vec<String>,
}

impl Profile {
    /// No profile: headers mean what the field table calls them.
    pub fn none(kind: Kind) -> Self {
        Self {
            name: String::new(),
            title: Default::default(),
            kind,
            key: None,
            encoding: None,
            columns: Vec::new(),
            needs: Vec::new(),
            cells: Cells::default(),
            fixed: Vec::new(),
            fresh: Vec::new(),
        }
    }

    /// The profile that a file holds; its kind where the file does not say is the one `asked` for.
    ///
    /// # Errors
    /// The first line that is no part of a profile.
    pub fn parse(name: &str, file: &Path, text: &str, asked: Kind) -> Result<Self, BadProfile> {
        parse::read(name, file, text, asked)
    }

    /// Whether any profile is meant.
    pub const fn is_none(&self) -> bool {
        self.name.is_empty()
    }

    /// What people call it.
    pub fn title(&self, lang: Lang) -> &str {
        let title = lang.pick(&self.title.0, &self.title.1);
        if title.is_empty() { &self.name } else { title }
    }

    /// What a header means here; `None` where the profile does not name it.
    pub fn meaning(&self, header: &str) -> Option<Meaning> {
        let wanted = plain(header);
        self.columns.iter().find(|(name, _)| plain(name) == wanted).map(|(_, meaning)| *meaning)
    }

    /// How well a header fits.
    pub fn fit(&self, header: &[String]) -> Fit {
        let found: Vec<String> = header.iter().map(|name| plain(name)).collect();
        let has = |name: &str| found.contains(&plain(name));
        // Several headers may stand for one field; any of them is enough.
        let mut wanted: BTreeMap<String, (bool, String)> = BTreeMap::new();
        for (name, meaning) in &self.columns {
            let key = match meaning {
                Meaning::Id => "id".to_owned(),
                Meaning::Field(field) | Meaning::Pair(field, _) => field.key.to_owned(),
                Meaning::Part(_) => name.clone(),
                Meaning::Nothing => continue,
            };
            let held = wanted.entry(key).or_insert_with(|| (false, name.clone()));
            held.0 |= has(name);
        }
        let missing = wanted.values().filter(|(there, _)| !there).map(|(_, name)| name.clone()).collect();
        let mut needed: Vec<String> = self.needs.iter().filter(|name| !has(name)).cloned().collect();
        let of_key = self.key.and_then(|field| wanted.get(field.key));
        if let Some((false, name)) = of_key
            && !needed.contains(name)
        {
            needed.push(name.clone());
        }
        let known = header.iter().filter(|name| self.meaning(name).is_some()).count();
        if known == 0 && needed.is_empty() {
            needed.extend(self.columns.iter().take(NAMED).map(|(name, _)| name.clone()));
        }
        Fit { known, missing, needed }
    }
}

/// What writings of one header or value have in common.
fn plain(name: &str) -> String {
    let name = name.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    // A wave dash and a minus change with each encoding that a file goes through.
    let dash = |c: char| match c {
        '〜' | '～' => '~',
        '‐' | '‑' | '–' | '—' | '―' | '−' => '-',
        other => other,
    };
    let name: String = compatible(name).chars().map(dash).collect();
    name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Headers for a sentence.
pub fn listed(names: &[String], lang: Lang) -> String {
    let mut shown: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    if names.len() > NAMED {
        shown.push("...");
    }
    shown.join(lang.pick("、", ", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_before_kinds_and_values_reads_as_it_did() {
        let text = "key = \"email\"\nencoding = \"cp932\"\n[columns]\n\"お名前(姓)\" = \"family_name\"\n";
        let profile = Profile::parse("window", Path::new("w.toml"), text, Kind::Person).unwrap();
        assert_eq!(profile.key.map(|field| field.key), Some("email"));
        assert_eq!(profile.encoding, Some(Encoding::Cp932));
        assert!(matches!(profile.meaning("お名前（姓）"), Some(Meaning::Field(f)) if f.key == "family_name"));
    }

    #[test]
    fn a_header_fits_or_says_what_is_missing() {
        let text = "kind = \"people\"\nkey = \"external_id\"\nneeds = [\"応募日\"]\n[columns]\n\
                    \"応募者ID\" = \"external_id\"\n\"会員番号\" = \"external_id\"\n\"氏名\" = [\"family_name\", \"given_name\"]\n";
        let profile = Profile::parse("x", Path::new("x.toml"), text, Kind::Job).unwrap();
        assert_eq!(profile.kind, Kind::Person);
        let header = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let fit = profile.fit(&header(&["会員番号", "氏名", "応募日"]));
        assert_eq!((fit.known, fit.missing.len(), fit.needed.len()), (2, 0, 0));
        let fit = profile.fit(&header(&["氏名"]));
        assert_eq!(fit.needed, ["応募日", "会員番号"]);
    }
}
