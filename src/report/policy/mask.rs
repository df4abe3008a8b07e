//! Taking names out of a text that is to be quoted: those of the people and companies that it is known to be about, in every way
//! they are on record, and whatever looks like a mail address, a telephone number or one of the office's own numbers.
//! It cannot know names that are on no record; who quotes reads the text once more.

use crate::domain::{Record, State};
use crate::field::tables::{organisation, person};
use crate::field::{Id, Kind};

/// What stands where a name was.
const BLANK: &str = "○○";
/// Digits from which on a number is taken for somebody's.
const DIGITS_MIN: usize = 9;
/// What follows a name; a name of one character is taken for one only before these.
const HONORIFICS: [&str; 7] = ["さん", "さま", "様", "氏", "くん", "君", "先生"];
/// Forms of companies, which are no part of how they are called.
const FORMS: [&str; 6] =
    ["株式会社", "有限会社", "合同会社", "一般社団法人", "NPO法人", "特定非営利活動法人"];

/// The words to be taken out.
#[derive(Debug, Default)]
pub struct Mask {
    words: Vec<String>,
}

impl Mask {
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes out what these people are called, how they are reached, and who they work for.
    pub fn people(&mut self, state: &State, people: impl IntoIterator<Item = Id>) {
        for record in people.into_iter().filter_map(|id| state.live(id)) {
            let part = |field| record.text(field).unwrap_or_default().to_owned();
            for (family, given) in [
                (part(&person::FAMILY_NAME), part(&person::GIVEN_NAME)),
                (part(&person::FAMILY_KANA), part(&person::GIVEN_KANA)),
                (hiragana(&part(&person::FAMILY_KANA)), hiragana(&part(&person::GIVEN_KANA))),
            ] {
                for between in ["", " ", "\u{3000}", "・"] {
                    self.word(&format!("{family}{between}{given}"));
                    self.word(&format!("{given}{between}{family}"));
                }
                self.word(&family);
                self.word(&given);
            }
            record.texts(&person::EMAIL).chain(record.texts(&person::PHONE)).for_each(|text| self.word(text));
            self.word(record.text(&person::DOMICILE_TEXT).unwrap_or_default());
            self.word(record.text(&person::EXTERNAL_ID).unwrap_or_default());
            let employer = record.reference(&person::EMPLOYER).and_then(|id| state.live(id));
            if let Some(employer) = employer {
                self.company(&employer);
            }
        }
    }

    /// Takes out what a company is called, and its contact people.
    pub fn company(&mut self, record: &Record) {
        let name = record.text(&organisation::NAME_FIELD).unwrap_or_default();
        self.word(name);
        let bare = FORMS.iter().fold(name.to_owned(), |name, form| name.replace(form, ""));
        if bare.trim().chars().count() > 1 {
            self.word(&bare);
        }
        for row in record.rows(&organisation::CONTACTS) {
            let name = row.text(organisation::contact::PERSON.code).unwrap_or_default();
            self.word(name);
            name.split_whitespace().for_each(|part| self.word(part));
        }
    }

    fn word(&mut self, word: &str) {
        let word = word.trim();
        if !word.is_empty() && !self.words.iter().any(|held| held == word) {
            self.words.push(word.to_owned());
            // The longest first, so that of a full name nothing is left.
            self.words.sort_by_key(|held| std::cmp::Reverse(held.len()));
        }
    }

    /// The text with all of them taken out.
    pub fn apply(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let length = self.words.iter().find(|word| is_named(rest, word)).map(String::len);
            let length = length.or_else(|| looks_like_a_number(rest, out.chars().last()));
            if let Some(after) = length.and_then(|length| rest.get(length..)) {
                if !out.ends_with(BLANK) {
                    out.push_str(BLANK);
                }
                rest = after;
            } else {
                out.push(first);
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            }
        }
        without_addresses(&out)
    }
}

/// Whether a text begins with a name.
fn is_named(text: &str, word: &str) -> bool {
    let Some(after) = text.strip_prefix(word) else { return false };
    let one = word.chars().nth(1).is_none();
    !one || HONORIFICS.iter().any(|honorific| after.starts_with(honorific))
}

/// The bytes of a telephone number or of one of the office's ids at the beginning of a text.
fn looks_like_a_number(text: &str, before: Option<char>) -> Option<usize> {
    if before.is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    let token: &str = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).next()?;
    if token.parse::<Id>().is_ok_and(|id| matches!(id.kind, Kind::Person | Kind::Case | Kind::Match)) {
        return Some(token.len());
    }
    let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let part = |c: &char| digit(*c) || matches!(c, '-' | '－' | '‐' | '+' | '(' | ')');
    let run: String = text.chars().take_while(part).collect();
    let digits = run.chars().filter(|c| digit(*c)).count();
    (digits >= DIGITS_MIN).then_some(run.len())
}

/// Takes out every word with an at sign in it.
fn without_addresses(text: &str) -> String {
    let address = |c: char| c.is_ascii_alphanumeric() || "@._+-%".contains(c);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let length = rest.find(|c| !address(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        out.push_str(if word.contains('@') { BLANK } else { word });
        let plain = after.find(address).unwrap_or(after.len());
        let (between, after) = after.split_at_checked(plain).unwrap_or((after, ""));
        out.push_str(between);
        rest = after;
    }
    out
}

fn hiragana(kana: &str) -> String {
    let turned = |c: char| {
        if ('ァ'..='ヶ').contains(&c) { char::from_u32(u32::from(c) - 0x60).unwrap_or(c) } else { c }
    };
    kana.chars().map(turned).collect()
}
