//! What the columns of a file mean: fields by key, label or alias, `id`, or nothing.
//! Invariant: a field has one column at most, and a column that means nothing is named in a warning, never dropped unseen.

use std::sync::Arc;

use super::profile::{Fit, Meaning, Profile, listed};
use crate::field::{Field, Kind, by_name};
use crate::lang::Lang;

/// What one column means.
#[derive(Debug, Clone, Copy)]
pub enum Target {
    Id,
    Field(&'static Field),
    /// Two fields, told apart at the first blank.
    Pair(&'static Field, &'static Field),
    /// A part of a field that several columns make up.
    Part(&'static Field),
    /// Something that exports of ours carry for people and that says nothing new.
    Ignored,
    Unknown,
}

/// A column as the file names it.
#[derive(Debug, Clone)]
pub struct Column {
    pub name: String,
    pub target: Target,
}

/// The columns of a file in their order.
#[derive(Debug, Clone)]
pub struct Columns {
    kind: Kind,
    profile: Arc<Profile>,
    pub list: Vec<Column>,
    /// Headers of the profile that the file lacks.
    pub missing: Vec<String>,
}

/// A header that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadHeader {
    #[error("the file is empty; a header row is needed")]
    Empty,
    #[error("no column of the header row is known; it should name fields, as {}", known(*kind, Lang::En))]
    NothingKnown { kind: Kind },
    #[error("columns \"{first}\" and \"{second}\" mean the same field")]
    Twice { first: String, second: String },
    #[error("the header row: {}", fault.text(Lang::En))]
    Row { fault: super::csv_read::RowFault },
    #[error(
        "the header does not fit the profile {profile}; expected: {}; found: {}",
        listed(expected, Lang::En),
        listed(found, Lang::En)
    )]
    Misfit { profile: String, expected: Vec<String>, found: Vec<String> },
}

impl BadHeader {
    /// The sentence for people.
    pub fn text(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::Empty => "ファイルが空です。見出しの行が必要です".to_owned(),
            Self::NothingKnown { kind } => format!(
                "見出しの行に知っている項目がありません。1行目に項目名が必要です(例 {})",
                known(*kind, Lang::Ja)
            ),
            Self::Twice { first, second } => format!("列「{first}」と「{second}」は同じ項目です"),
            Self::Row { fault } => format!("見出しの行: {}", fault.text(lang)),
            Self::Misfit { profile, expected, found } => format!(
                "見出しの行がプロファイル「{profile}」に合いません。必要な列: {}。ファイルの列: {}",
                listed(expected, lang),
                listed(found, lang)
            ),
        }
    }
}

/// The first fields of a kind, for a sentence.
fn known(kind: Kind, lang: Lang) -> String {
    let names = crate::field::fields(kind).iter().take(4).map(|field| match lang {
        Lang::Ja => field.label.ja,
        Lang::En => field.key,
    });
    names.collect::<Vec<_>>().join(lang.pick("、", ", "))
}

impl Columns {
    /// No columns yet; the profile may give headers another meaning.
    pub const fn new(kind: Kind, profile: Arc<Profile>) -> Self {
        Self { kind, profile, list: Vec::new(), missing: Vec::new() }
    }

    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The columns of a header row.
    ///
    /// # Errors
    /// A header in which nothing is known, one field twice, or one that is not of the profile's sender.
    pub fn of_header(mut self, cells: &[String]) -> Result<Self, BadHeader> {
        if !self.profile.is_none() {
            let Fit { missing, needed, .. } = self.profile.fit(cells);
            if !needed.is_empty() {
                let profile = self.profile.name.clone();
                return Err(BadHeader::Misfit { profile, expected: needed, found: cells.to_vec() });
            }
            self.missing = missing;
        }
        for cell in cells {
            let column = self.read(cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}'));
            if let Some(first) = self.list.iter().find(|other| same(other.target, column.target)) {
                return Err(BadHeader::Twice { first: first.name.clone(), second: column.name });
            }
            self.list.push(column);
        }
        let means = |column: &Column| !matches!(column.target, Target::Ignored | Target::Unknown);
        if self.list.iter().any(means) { Ok(self) } else { Err(BadHeader::NothingKnown { kind: self.kind }) }
    }

    /// The place of the column with this name, which becomes one if it is new.
    pub fn place(&mut self, name: &str) -> usize {
        if let Some(place) = self.list.iter().position(|column| column.name == name) {
            return place;
        }
        let column = self.read(name);
        self.list.push(column);
        self.list.len() - 1
    }

    /// The column at a place.
    pub fn get(&self, place: usize) -> Option<&Column> {
        self.list.get(place)
    }

    /// What the file calls a field; its key where it has no column.
    pub fn name_of(&self, key: &str) -> String {
        let column = self.list.iter().find(|column| match column.target {
            Target::Field(field) | Target::Part(field) => field.key == key,
            Target::Pair(first, second) => [first.key, second.key].contains(&key),
            Target::Id => key == "id",
            Target::Ignored | Target::Unknown => false,
        });
        column.map_or_else(|| key.to_owned(), |column| column.name.clone())
    }

    /// The columns that mean nothing.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        let unknown = self.list.iter().filter(|column| matches!(column.target, Target::Unknown));
        unknown.map(|column| column.name.as_str())
    }

    fn read(&self, name: &str) -> Column {
        let target = match self.profile.meaning(name) {
            Some(Meaning::Id) => Target::Id,
            Some(Meaning::Field(field)) => Target::Field(field),
            Some(Meaning::Pair(first, second)) => Target::Pair(first, second),
            Some(Meaning::Part(field)) => Target::Part(field),
            Some(Meaning::Nothing) => Target::Ignored,
            None => match by_name(self.kind, name) {
                Some(field) => Target::Field(field),
                None if name.trim().eq_ignore_ascii_case("id") || name == "ＩＤ" => Target::Id,
                None if matches!(name, "kind" | "label") || name.is_empty() => Target::Ignored,
                None => Target::Unknown,
            },
        };
        Column { name: name.to_owned(), target }
    }
}

/// The fields that a column fills alone.
fn fills(target: Target) -> [Option<&'static Field>; 2] {
    match target {
        Target::Field(field) => [Some(field), None],
        Target::Pair(first, second) => [Some(first), Some(second)],
        Target::Id | Target::Part(_) | Target::Ignored | Target::Unknown => [None, None],
    }
}

fn same(one: Target, other: Target) -> bool {
    let of_other = fills(other);
    let filled = |field: &Field| of_other.iter().flatten().any(|known| known.code == field.code);
    matches!((one, other), (Target::Id, Target::Id)) || fills(one).into_iter().flatten().any(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(cells: &[&str]) -> Result<Columns, BadHeader> {
        let cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
        Columns::new(Kind::Person, Arc::new(Profile::none(Kind::Person))).of_header(&cells)
    }

    #[test]
    fn headers_are_known_by_key_label_and_alias() {
        let columns = header(&["ID", "姓", "Given name", "メールアドレス", "星座"]).unwrap();
        let found: Vec<_> = columns
            .list
            .iter()
            .map(|column| match column.target {
                Target::Field(field) => field.key,
                Target::Id => "id",
                Target::Pair(..) | Target::Part(_) | Target::Ignored | Target::Unknown => "?",
            })
            .collect();
        assert_eq!(found, ["id", "family_name", "given_name", "email", "?"]);
        assert_eq!(columns.unknown().collect::<Vec<_>>(), ["星座"]);
        assert_eq!(columns.name_of("email"), "メールアドレス");
    }

    #[test]
    fn useless_headers_are_refused() {
        assert!(matches!(header(&["x", "y"]), Err(BadHeader::NothingKnown { .. })));
        assert!(matches!(header(&["姓", "family_name"]), Err(BadHeader::Twice { .. })));
    }
}
