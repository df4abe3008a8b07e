//! The field table: one list per kind of every field with its key, labels, shape, meaning in search and rights.
//! Invariant: a field's `code` is stored and never reused; everything that shows, reads, checks, finds or explains a field asks this table.
//! CSV columns, forms, list columns, filters, search and the log's wording all come from here: the twin of the Action table.

pub mod calendar;
pub(crate) mod choice;
pub mod choices;
pub mod date;
pub mod fault;
pub mod kind;
pub mod own;
pub mod print;
pub mod read;
pub mod tables;
pub mod value;

pub use choice::{Choice, Choices};
pub use date::{Date, Moment};
pub use fault::Fault;
pub use kind::{Id, Kind};
pub use value::{Atom, Row, Value};

use crate::lang::{Label, Lang};

/// What kind of text a text field holds; decides cleaning, checking and how it is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// A name or title: one line, 100 graphemes.
    Name,
    /// One line, 300 graphemes.
    Line,
    /// A reading in kana; kept in full-width katakana.
    Kana,
    Mail,
    Phone,
    Url,
    /// A 13-digit corporate number with its check digit.
    Corporate,
    /// Many lines, 10,000 graphemes.
    Long,
}

/// The form of a field's value.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    Text(TextKind),
    Texts(TextKind),
    /// A whole number within bounds, with its unit.
    Int(i64, i64, Label),
    /// A number with six decimals, held as millionths within bounds.
    Micro(i64, i64),
    Flag,
    Date,
    Moment,
    Choice(Choices),
    Set(Choices),
    Ref(Kind),
    /// An ordered list of references: the first is the first choice.
    Refs(Kind),
    Rows(&'static [Field]),
}

/// In which class a field counts when searched; earlier classes rank first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    Name,
    Region,
    Skill,
    Organisation,
    Note,
    /// Not found by search.
    Never,
}

/// Which right a reader needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    Open,
    Contact,
    Needs,
}

/// How a field gets its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Typed by people, imported, changed by `update`.
    Typed,
    /// Set only by a named command with its rules (a stage, an owner, a closing).
    Ruled,
    /// Given at creation and not changed by `update` (whose case, which pair).
    Fixed,
}

/// One field of a kind, or one sub-field of a row.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Stored number, unique within its table.
    pub code: u16,
    /// Name in files, scripts and queries.
    pub key: &'static str,
    pub label: Label,
    pub shape: Shape,
    pub class: Class,
    pub guard: Guard,
    pub origin: Origin,
    /// Width in cells as a list column; 0 = not offered as one by default.
    pub column: u16,
    /// Whether the record links to what it refers to, so that the other side lists it.
    pub linked: bool,
    /// Further names by which a file's header or a query may call it.
    pub aliases: &'static [&'static str],
}

impl Field {
    pub const fn new(code: u16, key: &'static str, ja: &'static str, en: &'static str, shape: Shape) -> Self {
        Self {
            code,
            key,
            label: Label::new(ja, en),
            shape,
            class: Class::Never,
            guard: Guard::Open,
            origin: Origin::Typed,
            column: 0,
            linked: false,
            aliases: &[],
        }
    }

    /// Whether values of the field may name records of `kind`, in rows too.
    pub fn refers_to(&self, kind: Kind) -> bool {
        let refers = |shape: Shape| matches!(shape, Shape::Ref(named) | Shape::Refs(named) if named == kind);
        refers(self.shape) || self.rows().is_some_and(|subs| subs.iter().any(|sub| refers(sub.shape)))
    }

    #[must_use]
    pub const fn found_as(mut self, class: Class) -> Self {
        self.class = class;
        self
    }

    #[must_use]
    pub const fn guarded(mut self, guard: Guard) -> Self {
        self.guard = guard;
        self
    }

    #[must_use]
    pub const fn origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    #[must_use]
    pub const fn column(mut self, cells: u16) -> Self {
        self.column = cells;
        self
    }

    #[must_use]
    pub const fn linked(mut self) -> Self {
        self.linked = true;
        self
    }

    #[must_use]
    pub const fn or(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// The field's name in `lang`.
    pub const fn name(&self, lang: Lang) -> &'static str {
        self.label.text(lang)
    }

    /// The choices of a choice or set field.
    pub const fn choices(&self) -> Option<Choices> {
        match self.shape {
            Shape::Choice(choices) | Shape::Set(choices) => Some(choices),
            _ => None,
        }
    }

    /// The sub-fields of a field of rows.
    pub const fn rows(&self) -> Option<&'static [Self]> {
        match self.shape {
            Shape::Rows(fields) => Some(fields),
            _ => None,
        }
    }

    /// Whether `name` is the field's key, label or alias, in any case and width.
    pub fn is_called(&self, name: &str) -> bool {
        let wanted = plain(name);
        wanted == self.key
            || wanted == plain(self.label.ja)
            || wanted == plain(self.label.en)
            || self.aliases.iter().any(|alias| wanted == plain(alias))
    }
}

/// What writings of one name have in common.
fn plain(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    name.trim()
        .nfkc()
        .flat_map(char::to_lowercase)
        .map(|c| if c == ' ' || c == '-' { '_' } else { c })
        .collect()
}

/// Every field of a kind, in the order of forms and files.
pub const fn fields(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::Person => tables::person::FIELDS,
        Kind::Region => tables::region::FIELDS,
        Kind::Job => tables::job::FIELDS,
        Kind::Organisation => tables::organisation::FIELDS,
        Kind::Case => tables::case::FIELDS,
        Kind::Match => tables::matched::FIELDS,
        Kind::Skill => tables::skill::FIELDS,
        Kind::Measure => tables::measure::FIELDS,
        Kind::Activity => tables::activity::FIELDS,
        Kind::Note => tables::note::FIELDS,
        Kind::User => tables::user::FIELDS,
        Kind::View => tables::view::FIELDS,
        Kind::Round => tables::round::FIELDS,
        Kind::Gathering => tables::gathering::FIELDS,
    }
}

/// The field of `kind` with a stored code.
pub fn by_code(kind: Kind, code: u16) -> Option<&'static Field> {
    fields(kind).iter().find(|field| field.code == code)
}

/// The field of `kind` that a header, script or query calls `name`.
pub fn by_name(kind: Kind, name: &str) -> Option<&'static Field> {
    fields(kind)
        .iter()
        .find(|field| field.key == name)
        .or_else(|| fields(kind).iter().find(|f| f.is_called(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: Kind, table: &[Field]) {
        for (place, field) in table.iter().enumerate() {
            let rest = &table[place + 1..];
            assert!(rest.iter().all(|other| other.code != field.code), "{kind:?} {} code twice", field.key);
            assert!(rest.iter().all(|other| other.key != field.key), "{kind:?} {} key twice", field.key);
            assert!(!field.label.ja.is_empty() && !field.label.en.is_empty());
            let names = [field.label.ja, field.label.en].into_iter().chain(field.aliases.iter().copied());
            for name in names {
                let called: Vec<_> =
                    table.iter().filter(|other| other.is_called(name)).map(|f| f.key).collect();
                assert_eq!(called, [field.key], "{kind:?}: the name {name} is not one field's");
            }
            for (code, item) in field.choices().iter().flat_map(Choices::iter) {
                for name in [item.key, item.label.ja, item.label.en] {
                    let found = field.choices().and_then(|choices| choices.find(name));
                    assert_eq!(found, Some(code), "{kind:?} {}: {name} is not one choice's", field.key);
                }
            }
            if let Shape::Set(choices) = field.shape {
                assert!(choices.items.len() <= 64, "a set holds 64 choices at most");
            }
            if let Some(rows) = field.rows() {
                assert!(rows.iter().all(|sub| !matches!(
                    sub.shape,
                    Shape::Rows(_) | Shape::Set(_) | Shape::Refs(_) | Shape::Texts(_)
                )));
                check(kind, rows);
            }
        }
    }

    #[test]
    fn every_name_and_code_means_one_field() {
        for kind in Kind::ALL {
            check(kind, fields(kind));
        }
    }

    #[test]
    fn what_the_law_forbids_to_collect_has_no_field() {
        let forbidden = [
            "race",
            "nationality",
            "birthplace",
            "本籍",
            "出生地",
            "国籍",
            "人種",
            "信条",
            "思想",
            "宗教",
            "sex",
            "gender",
            "性別",
        ];
        for kind in Kind::ALL {
            for field in fields(kind) {
                assert!(!forbidden.iter().any(|word| field.is_called(word)), "{}", field.key);
            }
        }
    }
}
