//! The kinds of records, and the ids that name them.
//! An `Id` is a kind and a number in eight bytes; it prints as people write it (`P-000123`, `C-2026-00045`, `R-202151`)
//! and is read back with or without zeros, in any width. Used by every room above `field`.

use std::fmt;
use std::str::FromStr;

use crate::lang::Label;
use crate::text::compatible;

/// Serial numbers of one year's cases fit in this many bits of an id's number.
const CASE_SERIAL_BITS: u32 = 20;
/// The year that case number 0 counts from.
const CASE_YEAR_BASE: u32 = 2000;

/// What a record is about. The numbers are stored: never change or reuse one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, bincode::Encode, bincode::Decode)]
pub enum Kind {
    Person,
    Region,
    Job,
    Organisation,
    Case,
    Match,
    Skill,
    Measure,
    Activity,
    Note,
    User,
    View,
    Round,
    /// An event (催し); called so because the log's events are something else.
    Gathering,
}

impl Kind {
    /// Every kind, in the order of their stored numbers.
    pub const ALL: [Self; 14] = [
        Self::Person,
        Self::Region,
        Self::Job,
        Self::Organisation,
        Self::Case,
        Self::Match,
        Self::Skill,
        Self::Measure,
        Self::Activity,
        Self::Note,
        Self::User,
        Self::View,
        Self::Round,
        Self::Gathering,
    ];

    /// The stored number of the kind, dense from 0.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The English singular, as commands, events and JSON name it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Region => "region",
            Self::Job => "job",
            Self::Organisation => "organisation",
            Self::Case => "case",
            Self::Match => "match",
            Self::Skill => "skill",
            Self::Measure => "measure",
            Self::Activity => "activity",
            Self::Note => "note",
            Self::User => "user",
            Self::View => "view",
            Self::Round => "round",
            Self::Gathering => "event",
        }
    }

    /// The English plural.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Person => "people",
            Self::Region => "regions",
            Self::Job => "jobs",
            Self::Organisation => "organisations",
            Self::Case => "cases",
            Self::Match => "matches",
            Self::Skill => "skills",
            Self::Measure => "measures",
            Self::Activity => "activities",
            Self::Note => "notes",
            Self::User => "users",
            Self::View => "views",
            Self::Round => "rounds",
            Self::Gathering => "events",
        }
    }

    /// What people call it.
    pub const fn label(self) -> Label {
        match self {
            Self::Person => Label::new("人", "Person"),
            Self::Region => Label::new("地域", "Region"),
            Self::Job => Label::new("案件", "Job"),
            Self::Organisation => Label::new("企業・団体", "Organisation"),
            Self::Case => Label::new("ケース", "Case"),
            Self::Match => Label::new("候補", "Match"),
            Self::Skill => Label::new("スキル", "Skill"),
            Self::Measure => Label::new("施策", "Measure"),
            Self::Activity => Label::new("活動", "Activity"),
            Self::Note => Label::new("メモ", "Note"),
            Self::User => Label::new("利用者", "User"),
            Self::View => Label::new("表示", "View"),
            Self::Round => Label::new("ラウンド", "Round"),
            Self::Gathering => Label::new("催し", "Event"),
        }
    }

    /// The letter in front of an id.
    pub const fn letter(self) -> char {
        match self {
            Self::Person => 'P',
            Self::Region => 'R',
            Self::Job => 'J',
            Self::Organisation => 'O',
            Self::Case => 'C',
            Self::Match => 'M',
            Self::Skill => 'S',
            Self::Measure => 'G',
            Self::Activity => 'A',
            Self::Note => 'N',
            Self::User => 'U',
            Self::View => 'V',
            Self::Round => 'K',
            Self::Gathering => 'E',
        }
    }

    /// The kind named by an English singular or plural or a Japanese label, in any case and width.
    pub fn parse(name: &str) -> Option<Self> {
        let name: String = compatible(name.trim()).to_lowercase();
        Self::ALL.into_iter().find(|kind| {
            name == kind.key()
                || name == kind.plural()
                || name == kind.label().ja
                || (*kind == Self::Person && name == "persons")
                || (*kind == Self::Organisation && matches!(name.as_str(), "organization" | "organizations"))
        })
    }
}

/// The name of one record, for ever: numbers are not given twice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, bincode::Encode, bincode::Decode)]
pub struct Id {
    pub kind: Kind,
    pub number: u32,
}

/// A text that is no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id looks like P-000123, C-2026-00045 or R-202151")]
pub struct BadId;

impl Id {
    pub const fn new(kind: Kind, number: u32) -> Self {
        Self { kind, number }
    }

    /// The id of the `serial`-th case opened in `year` (2000 to 6095, serial below 1,048,576).
    pub const fn case(year: u32, serial: u32) -> Self {
        let year = year.saturating_sub(CASE_YEAR_BASE);
        Self::new(Kind::Case, (year << CASE_SERIAL_BITS) | (serial & ((1 << CASE_SERIAL_BITS) - 1)))
    }

    /// The first and last id of a year's cases.
    pub const fn case_span(year: u32) -> (Self, Self) {
        (Self::case(year, 1), Self::case(year, (1 << CASE_SERIAL_BITS) - 1))
    }

    /// Year and serial of a case id.
    pub const fn case_parts(self) -> (u32, u32) {
        ((self.number >> CASE_SERIAL_BITS) + CASE_YEAR_BASE, self.number & ((1 << CASE_SERIAL_BITS) - 1))
    }

    /// The id as one number that sorts as ids do: kind in the upper, number in the lower half. Never 0.
    pub const fn raw(self) -> u64 {
        ((self.kind as u64 + 1) << 32) | self.number as u64
    }

    /// The id that `raw` was made from; `None` where no kind has that number.
    pub fn from_raw(raw: u64) -> Option<Self> {
        let kind = usize::try_from(raw >> 32).ok()?.checked_sub(1)?;
        let number = u32::try_from(raw & u64::from(u32::MAX)).ok()?;
        Some(Self::new(*Kind::ALL.get(kind)?, number))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = self.kind.letter();
        if self.kind == Kind::Case {
            let (year, serial) = self.case_parts();
            return f.pad(&format!("{letter}-{year}-{serial:05}"));
        }
        f.pad(&format!("{letter}-{:06}", self.number))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Id {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let text: String = compatible(text.trim()).to_uppercase();
        let mut parts = text.split('-').map(str::trim);
        let head = parts.next().unwrap_or_default();
        let mut letters = head.chars();
        let letter = letters.next().ok_or(BadId)?;
        let kind = Kind::ALL.into_iter().find(|kind| kind.letter() == letter).ok_or(BadId)?;
        let glued = letters.as_str();
        let first = if glued.is_empty() { parts.next().ok_or(BadId)? } else { glued };
        let second = parts.next();
        if parts.next().is_some() {
            return Err(BadId);
        }
        match (kind, second) {
            (Kind::Case, Some(serial)) => {
                let (year, serial) = (digits(first)?, digits(serial)?);
                let lawful = (CASE_YEAR_BASE..CASE_YEAR_BASE + 4096).contains(&year);
                if !lawful || serial >= 1 << CASE_SERIAL_BITS {
                    return Err(BadId);
                }
                Ok(Self::case(year, serial))
            }
            (Kind::Case, None) | (_, Some(_)) => Err(BadId),
            (_, None) => Ok(Self::new(kind, digits(first)?)),
        }
    }
}

/// A number written in 1 to 9 ASCII digits.
fn digits(text: &str) -> Result<u32, BadId> {
    let plain = !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !plain {
        return Err(BadId);
    }
    text.parse().ok().ok_or(BadId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_print_and_read_back() {
        for (text, id) in [
            ("P-000123", Id::new(Kind::Person, 123)),
            ("C-2026-00045", Id::case(2026, 45)),
            ("R-202151", Id::new(Kind::Region, 202_151)),
            ("R-015814", Id::new(Kind::Region, 15814)),
            ("E-000007", Id::new(Kind::Gathering, 7)),
        ] {
            assert_eq!(id.to_string(), text);
            assert_eq!(text.parse(), Ok(id));
            assert_eq!(Id::from_raw(id.raw()), Some(id));
        }
    }

    #[test]
    fn ids_are_read_without_zeros_and_in_any_width() {
        for text in ["P-123", "p123", "Ｐ－１２３", " P-000123 "] {
            assert_eq!(text.parse(), Ok(Id::new(Kind::Person, 123)), "{text}");
        }
        for text in ["", "P", "P-", "P-12a", "X-1", "C-45", "C-1999-1", "P-1-2", "P-9999999999", "P--1"] {
            assert_eq!(text.parse::<Id>(), Err(BadId), "{text}");
        }
    }

    #[test]
    fn kinds_are_known_by_every_name() {
        assert_eq!(Kind::parse("people"), Some(Kind::Person));
        assert_eq!(Kind::parse("Ｐｅｒｓｏｎ"), Some(Kind::Person));
        assert_eq!(Kind::parse("案件"), Some(Kind::Job));
        assert_eq!(Kind::parse("widget"), None);
        for (index, kind) in Kind::ALL.into_iter().enumerate() {
            assert_eq!(kind.index(), index);
        }
    }
}
