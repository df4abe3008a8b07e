//! What becomes of the cells of a sender's file: its separators, its days, its words for our choices.
//! Invariant: a cell of which a profile says nothing stays as it is, and is read as any other file's.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::plain;
use crate::field::{Date, Field, Shape};
use crate::text::compatible;

/// How cells are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cells {
    /// Characters between the parts of a list, besides those that every file may use.
    pub separators: Vec<char>,
    pub days: Vec<DayForm>,
    /// Whether a blank cell leaves a field as it is: what a sender does not know is no reason to forget it.
    pub keep_blank: bool,
    /// By the key of a field: words of the file, folded, and what they mean.
    pub words: BTreeMap<&'static str, BTreeMap<String, String>>,
}

/// The parts of a day in the order of a form such as `M/D/YYYY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayForm(Vec<Part>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Year,
    /// Of two digits, of this century.
    ShortYear,
    Month,
    Day,
    Letter(char),
}

/// What separates the parts of a list in any file.
const SEPARATORS: [char; 4] = [';', '；', '\n', '、'];
const CENTURY: i16 = 2000;

impl DayForm {
    /// Reads a form: `YYYY` or `YY`, `M` or `MM`, `D` or `DD`, each once, with what stands between them.
    pub fn parse(form: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = compatible(form.trim()).into_owned();
        while let Some(first) = rest.chars().next() {
            let run: String = rest.chars().take_while(|c| *c == first).collect();
            let part = match (first, run.len()) {
                ('Y', 4) => Part::Year,
                ('Y', 2) => Part::ShortYear,
                ('M', 1 | 2) => Part::Month,
                ('D', 1 | 2) => Part::Day,
                ('Y' | 'M' | 'D', _) => return None,
                (letter, _) => Part::Letter(letter),
            };
            let taken = if let Part::Letter(letter) = part { letter.len_utf8() } else { run.len() };
            parts.push(part);
            rest = rest.get(taken..).unwrap_or_default().to_owned();
        }
        let count = |wanted: &[Part]| parts.iter().filter(|part| wanted.contains(part)).count();
        let whole =
            [&[Part::Year, Part::ShortYear][..], &[Part::Month], &[Part::Day]].iter().all(|w| count(w) == 1);
        whole.then_some(Self(parts))
    }

    fn read(&self, text: &str) -> Option<Date> {
        let (mut year, mut month, mut day) = (0_i16, 0_i8, 0_i8);
        let mut rest = text;
        for (place, part) in self.0.iter().enumerate() {
            if let Part::Letter(letter) = part {
                rest = rest.strip_prefix(*letter)?;
                continue;
            }
            // A part that another one follows at once has as many digits as the form writes at most.
            let most = if *part == Part::Year { 4 } else { 2 };
            let glued = matches!(self.0.get(place + 1), Some(next) if !matches!(next, Part::Letter(_)));
            let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
            if digits == 0 || (glued && digits < most) {
                return None;
            }
            let (number, behind) = rest.split_at_checked(digits)?;
            match part {
                Part::Year => year = number.parse().ok()?,
                Part::ShortYear => year = CENTURY + number.parse::<i16>().ok()?,
                Part::Month => month = number.parse().ok()?,
                Part::Day | Part::Letter(_) => day = number.parse().ok()?,
            }
            rest = behind;
        }
        // A time of day behind it says nothing about the day.
        let over = rest.is_empty() || rest.starts_with([' ', 'T']);
        if over { Date::from_ymd(year, month, day) } else { None }
    }
}

impl Cells {
    /// What a cell of the file says in our words.
    pub fn read<'a>(&self, field: &Field, text: &'a str) -> Cow<'a, str> {
        let words = self.words.get(field.key);
        let listed = matches!(field.shape, Shape::Set(_) | Shape::Texts(_) | Shape::Refs(_) | Shape::Rows(_));
        if listed && !text.trim_start().starts_with('[') && (words.is_some() || !self.separators.is_empty()) {
            let ends = |c: char| SEPARATORS.contains(&c) || self.separators.contains(&c);
            let parts = text.split(ends).map(str::trim).filter(|part| !part.is_empty());
            let parts = parts.map(|part| word(words, part).unwrap_or(part)).filter(|part| !part.is_empty());
            return Cow::Owned(parts.collect::<Vec<_>>().join(";"));
        }
        if let Some(meant) = word(words, text) {
            return Cow::Owned(meant.to_owned());
        }
        if matches!(field.shape, Shape::Date | Shape::Moment) && !self.days.is_empty() {
            let plain = compatible(text.trim());
            if let Some(day) = self.days.iter().find_map(|form| form.read(&plain)) {
                return Cow::Owned(day.to_string());
            }
        }
        Cow::Borrowed(text)
    }
}

fn word<'a>(words: Option<&'a BTreeMap<String, String>>, text: &str) -> Option<&'a str> {
    words?.get(&plain(text)).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::tables::person;

    #[test]
    fn days_are_read_by_their_form() {
        let read = |form: &str, text: &str| {
            DayForm::parse(form).and_then(|form| form.read(text)).map(|d| d.to_string())
        };
        assert_eq!(read("M/D/YYYY", "3/9/2026").as_deref(), Some("2026-03-09"));
        assert_eq!(read("M/D/YYYY", "03/09/2026 10:15").as_deref(), Some("2026-03-09"));
        assert_eq!(read("YYMMDD", "260309").as_deref(), Some("2026-03-09"));
        assert_eq!(read("D.M.YY", "9.3.26").as_deref(), Some("2026-03-09"));
        assert_eq!(read("YYYY年M月D日", "2026年3月9日").as_deref(), Some("2026-03-09"));
        assert_eq!((read("M/D/YYYY", "2026/3/9"), read("M/D/YYYY", "13/40/2026")), (None, None));
        for bad in ["", "M/D", "YYY/M/D", "M/M/YYYY/D"] {
            assert_eq!(DayForm::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn words_and_separators_are_the_files() {
        let mut words: BTreeMap<&'static str, BTreeMap<String, String>> = BTreeMap::new();
        let of =
            |pairs: &[(&str, &str)]| pairs.iter().map(|(from, to)| (plain(from), (*to).to_owned())).collect();
        words.insert("want", of(&[("業務委託(有償)", "side_job"), ("その他", "")]));
        words.insert("channel", of(&[("ＨＰ", "web")]));
        let cells = Cells { separators: vec!['/', '・'], words, ..Cells::default() };
        assert_eq!(cells.read(&person::WANT, "業務委託（有償） / プロボノ・その他"), "side_job;プロボノ");
        assert_eq!(cells.read(&person::CHANNEL, "hp"), "web");
        assert_eq!(cells.read(&person::CHANNEL, "窓口"), "窓口");
        assert_eq!(cells.read(&person::NOTES, "a/b・c"), "a/b・c", "no list");
        assert_eq!(cells.read(&person::SKILLS, "[{\"skill\":\"a/b\"}]"), "[{\"skill\":\"a/b\"}]");
    }
}
