//! The office's own rules, in the file `office.toml` of its store: how they are written, and what is wrong in one.
//! Invariant: a table of the file counts as a whole or not at all, so that no rule is half of somebody's making; each fault has its
//! line and says what is wanted. The program's own rules count where the file says nothing or is wrong.

use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::file::{self, Warning, WarningKind};
use crate::domain::Office;
use crate::domain::office::{List, OPEN, OwnNames, SEPARATORS};
use crate::domain::retention::{MONTHS_MAX, Retention};
use crate::domain::urgency::{MOST, Part, VERSION, Weights, in_tenths};
use crate::lang::{Label, Lang};
use crate::text::clean_line;

/// Characters of a choice's name at most.
const NAME_LENGTH: usize = 40;
/// The file's name in the directory of a store.
pub const FILE: &str = "office.toml";

const VERSION_WANTED: Label = Label::new(
    "2以上の整数です。1は標準の重みの版なので、重みを変えるたびに1つ上げてください",
    "is a whole number from 2 on, raised with every change; 1 names the program's own weights",
);
const WEIGHT_WANTED: Label = Label::new(
    "-99.9から99.9までの数(小数1桁まで)です",
    "is a number from -99.9 to 99.9 with one decimal at most",
);
const TABLE_WANTED: Label = Label::new("[urgency] のような表にしてください", "is a table, as [urgency]");
const MONTHS_WANTED: Label =
    Label::new("1から1200までの整数(月数)です", "is a whole number of months from 1 to 1200");
const NAME_WANTED: Label = Label::new(
    "40文字までの名前です(; : 、 [ と改行は使えず、ほかの選択肢と同じ名前にはできません)",
    "is a name of at most 40 characters without ; : or [, and no other choice's",
);
const TABLES: &str = "[urgency], [retention], [challenges], [actions], [policy_asks]";

/// The rules of the store in a directory, and what is wrong in its file. No file, or a directory that whoever asks may not look
/// into, gives the program's own rules.
pub fn read(store: &Path) -> (Office, Vec<Warning>) {
    let path = store.join(FILE);
    if std::fs::metadata(&path).is_err() {
        return Default::default();
    }
    match file::text(&path) {
        Ok(text) => parse(&path, &text),
        Err(error) => (
            Office { urgency: Weights::refused(0), ..Office::default() },
            vec![Warning::unreadable(&path, &error)],
        ),
    }
}

/// The rules in a text, which is of `path`, and what is wrong in it, by lines.
pub fn parse(path: &Path, text: &str) -> (Office, Vec<Warning>) {
    let mut reading = Reading { path, text, warnings: Vec::new() };
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut office = Office::default();
    for error in &errors {
        let kind = WarningKind::Syntax { message: error.message().trim().to_owned() };
        reading.warn(error.span().unwrap_or_default(), kind);
    }
    if errors.is_empty() {
        for (name, value) in document.get_ref() {
            match (name.get_ref().as_ref(), value.get_ref()) {
                ("urgency", DeValue::Table(table)) => office.urgency = reading.urgency(name.span(), table),
                ("retention", DeValue::Table(table)) => office.retention = reading.retention(table),
                (key, DeValue::Table(table)) if list_of(key).is_some() => {
                    reading.names(list_of(key).unwrap_or(List::PolicyAsks), table, &mut office.names);
                }
                ("urgency" | "retention" | "challenges" | "actions" | "policy_asks", _) => {
                    reading.value(name, TABLE_WANTED);
                }
                _ => reading.unknown(name, TABLES.to_owned()),
            }
        }
    } else {
        office.urgency = Weights::refused(reading.first_line(0));
    }
    let mut warnings = reading.warnings;
    warnings.sort_by_key(|warning| warning.line);
    (office, warnings)
}

/// A file that gives these rules, with what each line means beside it.
pub fn written(office: &Office, lang: Lang) -> String {
    let weights = &office.urgency;
    let mut text = String::new();
    let head = lang.pick(
        "# 緊急度の重み。変えるたびに version を1つ上げてください(標準の重みは 1)。優先度は1段階あたり。",
        "# What urgency weighs. Raise the version with every change (1 is the program's own). Priority is for each step.",
    );
    let _ = writeln!(text, "{head}\n[urgency]\nversion = {}", weights.version());
    for part in Part::ALL {
        let line = format!("{} = {}", part.key(), plain(weights.of(part)));
        let _ = writeln!(text, "{line:<24}# {}", part.label().text(lang));
    }
    let head = lang.pick(
        "# 最後のケースの終結から保存期限まで(月数)。法律の定めではなく、事務所の決まりです。",
        "# Months from the closing of the last case until a record has been kept long enough: the office's rule, no law's.",
    );
    let Retention { closed_months, withdrew_months } = office.retention;
    let _ = writeln!(text, "\n{head}\n[retention]\nclosed_months = {closed_months}");
    let _ = writeln!(
        text,
        "withdrew_months = {withdrew_months:<5} # {}",
        lang.pick("本人辞退", "the person withdrew")
    );
    named(&office.names, lang, &mut text);
    text
}

/// The names of open choices; those that have none as lines to begin with.
fn named(names: &OwnNames, lang: Lang, text: &mut String) {
    let head = lang.pick(
        "# 事務所で決める選択肢 4～6 の名前。入力、絞り込み、報告、取り込みのどこでもこの名前で通じます。",
        "# Names for the choices 4 to 6 that are left open; forms, filters, reports and imports know them.",
    );
    let _ = writeln!(text, "\n{head}");
    for list in List::ALL {
        let _ = writeln!(text, "[{}]", list.key());
        let given: Vec<(usize, &str)> = names.of(list).collect();
        for (number, name) in &given {
            let _ = writeln!(text, "{number} = {}", toml::Value::from(*name));
        }
        if given.is_empty() {
            let _ = writeln!(text, "# 4 = \"\"");
        }
    }
}

/// The list of choices that a table of the file names.
fn list_of(key: &str) -> Option<List> {
    List::ALL.into_iter().find(|list| list.key() == key)
}

/// A weight as a file has it: `12` or `12.5`.
fn plain(tenths: i32) -> String {
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { in_tenths(tenths) }
}

struct Reading<'a> {
    path: &'a Path,
    text: &'a str,
    warnings: Vec<Warning>,
}

type Name<'a> = Spanned<std::borrow::Cow<'a, str>>;

impl Reading<'_> {
    /// The table of weights. Parts that it leaves out weigh what they weigh in the program.
    fn urgency(&mut self, head: Range<usize>, table: &DeTable<'_>) -> Weights {
        let before = self.warnings.len();
        let mut version = None;
        let mut own = Vec::new();
        for (name, value) in table {
            match (name.get_ref().as_ref(), Part::called(name.get_ref())) {
                ("version", _) => match whole(value.get_ref()).filter(|number| *number >= 1) {
                    Some(number) => version = Some((number, name.span())),
                    None => self.value(name, VERSION_WANTED),
                },
                (_, Some(part)) => match tenths(value.get_ref()) {
                    Some(tenths) => own.push((part, tenths)),
                    None => self.value(name, WEIGHT_WANTED),
                },
                (_, None) => {
                    let known = Part::ALL.map(Part::key).join(", ");
                    self.unknown(name, format!("version, {known}"));
                }
            }
        }
        let (number, span) = version.unwrap_or((VERSION, head));
        let weights = Weights::with(number, own);
        if !weights.are_usual() && number <= VERSION && self.warnings.len() == before {
            let kind = WarningKind::OfficeValue { key: "version".to_owned(), wanted: VERSION_WANTED };
            self.warn(span, kind);
        }
        if self.warnings.len() > before {
            return Weights::refused(self.first_line(before));
        }
        weights
    }

    /// The table of how long records are kept.
    fn retention(&mut self, table: &DeTable<'_>) -> Retention {
        let before = self.warnings.len();
        let mut rule = Retention::default();
        for (name, value) in table {
            let months = whole(value.get_ref()).filter(|months| (1..=MONTHS_MAX).contains(months));
            let held = match name.get_ref().as_ref() {
                "closed_months" => &mut rule.closed_months,
                "withdrew_months" => &mut rule.withdrew_months,
                _ => {
                    self.unknown(name, "closed_months, withdrew_months".to_owned());
                    continue;
                }
            };
            match months {
                Some(months) => *held = months,
                None => self.value(name, MONTHS_WANTED),
            }
        }
        if self.warnings.len() > before { Retention::default() } else { rule }
    }

    /// The names of a list's open choices; where one is at fault none of the table counts.
    fn names(&mut self, list: List, table: &DeTable<'_>, office: &mut OwnNames) {
        let before = self.warnings.len();
        let mut held = office.clone();
        for (key, value) in table {
            let number = key.get_ref().strip_prefix("open").unwrap_or(key.get_ref()).parse::<usize>();
            let Some(number) = number.ok().filter(|number| (4..4 + OPEN).contains(number)) else {
                self.unknown(key, "4, 5, 6".to_owned());
                continue;
            };
            let name = match value.get_ref() {
                DeValue::String(name) => clean_line(name, NAME_LENGTH + 1).text,
                _ => String::new(),
            };
            let numbered = |number: usize| list.choices().find(&format!("{number} {name}")).is_some();
            let taken = list.choices().find(&name).is_some()
                || (1..4 + OPEN).any(numbered)
                || held.find(list.choices(), &name).is_some();
            let long = name.chars().count() > NAME_LENGTH;
            if name.trim().is_empty() || long || taken || name.contains(SEPARATORS) {
                self.value(key, NAME_WANTED);
            } else {
                held.set(list, number, name.trim());
            }
        }
        if self.warnings.len() == before {
            *office = held;
        }
    }

    /// The line of the first fault from a place on.
    fn first_line(&self, from: usize) -> usize {
        self.warnings.iter().skip(from).map(|warning| warning.line).min().unwrap_or(0)
    }

    fn unknown(&mut self, name: &Name<'_>, known: String) {
        let key = name.get_ref().to_string();
        self.warn(name.span(), WarningKind::OfficeKey { key, known });
    }

    fn value(&mut self, name: &Name<'_>, wanted: Label) {
        let key = name.get_ref().to_string();
        self.warn(name.span(), WarningKind::OfficeValue { key, wanted });
    }

    fn warn(&mut self, span: Range<usize>, kind: WarningKind) {
        let line = file::line_of(self.text, span.start);
        self.warnings.push(Warning { file: self.path.to_owned(), line, kind });
    }
}

/// A whole number that is written as such.
fn whole(value: &DeValue<'_>) -> Option<u32> {
    match value {
        DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse().ok(),
        _ => None,
    }
}

/// A weight in tenths, exactly as it is written.
fn tenths(value: &DeValue<'_>) -> Option<i32> {
    let text = match value {
        DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
        DeValue::Float(number) => number.as_str(),
        _ => return None,
    };
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (ones, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if decimals.len() != 1 || !digits(ones) || !digits(decimals) {
        return None;
    }
    let amount = ones.parse::<i32>().ok()?.checked_mul(10)?.checked_add(decimals.parse().ok()?)?;
    (amount <= MOST).then_some(sign * amount)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::urgency::Origin;

    fn faults(text: &str) -> Vec<String> {
        let (office, warnings) = parse(Path::new(FILE), text);
        assert!(!warnings.is_empty(), "{text}");
        assert!(office.urgency.are_usual(), "a table with a fault does not count at all: {text}");
        assert!(
            matches!(office.urgency.origin(), Origin::Refused(line) if line == warnings[0].line),
            "{text}"
        );
        warnings.iter().map(|warning| warning.text(Lang::En)).collect()
    }

    #[test]
    fn weights_are_read_and_what_is_left_out_stays() {
        let text = "# ours\n[urgency]\nversion = 3\ndue = 6.5\nwaiting = -12\nage = 0\n";
        let (office, warnings) = parse(Path::new(FILE), text);
        assert_eq!(warnings, []);
        let weights = &office.urgency;
        assert_eq!((weights.version(), weights.origin()), (3, Origin::Office));
        let of = [Part::Due, Part::Others, Part::Age, Part::Held].map(|part| weights.of(part));
        assert_eq!(of, [65, -120, 0, -50]);
    }

    #[test]
    fn what_is_written_reads_back() {
        let own = Weights::with(7, [(Part::Due, -999), (Part::Reply, 5)]);
        let retention = Retention { closed_months: 84, withdrew_months: 6 };
        let mut names = OwnNames::default();
        names.set(List::PolicyAsks, 4, "地域\"通貨\"の制度");
        for office in [Office { urgency: own, retention, names }, Office::default()] {
            for lang in [Lang::Ja, Lang::En] {
                let (read, warnings) = parse(Path::new(FILE), &written(&office, lang));
                assert_eq!(warnings, []);
                assert_eq!(read.urgency.version(), office.urgency.version());
                assert_eq!((read.retention, &read.names), (office.retention, &office.names));
                assert_eq!(
                    Part::ALL.map(|part| read.urgency.of(part)),
                    Part::ALL.map(|part| office.urgency.of(part))
                );
            }
        }
    }

    #[test]
    fn faults_have_their_line_and_say_what_is_wanted() {
        let told = faults("[urgency]\nversion = 2\ndue = \"much\"\nage = 2.25\nreply = 100\nwindow = 0x10\n");
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(told[0].starts_with("office.toml:3: \"due\" is a number from -99.9 to 99.9"), "{told:?}");
        let told = faults("[urgency]\nversion = 2\n\nurgent = 3\n");
        assert!(told[0].starts_with("office.toml:4: ") && told[0].contains("our_move"), "{told:?}");
        let told = faults("[urgency]\ndue = 3\n");
        assert!(told[0].starts_with("office.toml:1: \"version\" is a whole number from 2 on"), "{told:?}");
        let told = faults("[urgency]\ndue = 3\nversion = 1\n");
        assert!(told[0].starts_with("office.toml:3: "), "{told:?}");
        assert_eq!(faults("[urgency\ndue = 3\n").len(), 1);
        let (office, warnings) =
            parse(Path::new(FILE), "[retention]\nclosed_months = 24\nwithdrew_months = 0\n");
        assert_eq!((office.retention, warnings[0].line), (Retention::default(), 3));
        let (_, warnings) = parse(Path::new(FILE), "urgency = 3\n[colours]\n");
        assert_eq!(warnings.iter().map(|one| one.line).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn names_of_open_choices_are_read_or_told_what_is_wrong() {
        let text = "[policy_asks]\n4 = \"地域通貨\"\nopen5 = \"通信\"\n[actions]\n6 = \"家族の日\"\n";
        let (office, warnings) = parse(Path::new(FILE), text);
        assert_eq!(warnings, []);
        let asks: Vec<_> = office.names.of(List::PolicyAsks).collect();
        assert_eq!(asks, [(4, "地域通貨"), (5, "通信")]);
        for (line, wrong) in
            ["3 = \"x\"", "4 = 5", "4 = \"\"", "4 = \"a;b\"", "4 = \"マッチング\"", "4 = \"x\"\n5 = \"Ｘ\""]
                .iter()
                .enumerate()
        {
            let (office, warnings) = parse(Path::new(FILE), &format!("[policy_asks]\n{wrong}\n"));
            let held = office.names.of(List::PolicyAsks).count();
            assert_eq!((held, warnings.len()), (0, 1), "{line} {wrong}: {warnings:?}");
            assert!(warnings[0].text(Lang::Ja).starts_with("office.toml:"), "{wrong}");
        }
        let (_, warnings) = parse(Path::new(FILE), "actions = 3\n");
        assert_eq!(warnings.len(), 1);
    }

    #[test]
    fn a_store_without_the_file_has_the_programs_own() {
        let directory = tempfile::tempdir().unwrap();
        assert_eq!(read(directory.path()), (Office::default(), Vec::new()));
        std::fs::write(directory.path().join(FILE), b"\xFF").unwrap();
        let (office, warnings) = read(directory.path());
        assert_eq!((office.urgency.origin(), warnings.len()), (Origin::Refused(0), 1));
    }
}
