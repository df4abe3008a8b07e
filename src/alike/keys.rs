//! What a person is compared by: one spelling for all the ways in which names, numbers and addresses are written.
//! Keys come from `fold` (widths, kana, old and new kanji shapes, ヶ and が, romaji) and `text` (telephone numbers, mail).

use crate::domain::Record;
use crate::field::tables::person;
use crate::field::{Date, Id};
use crate::fold::{fold, is_kana, kana_to_romaji, sound_key};
use crate::text::{mail_key, phone_key};

/// Words between the numbers of an address: 1丁目2番3号 is 1-2-3.
const ADDRESS_WORDS: [&str; 6] = ["丁目", "番地", "番", "号", "の", "大字"];

/// A part of a name, as it is written and as it is heard.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spelling {
    /// As it is shown.
    pub shown: String,
    /// Folded; empty where nothing is written.
    pub text: String,
    /// The sound key of its reading, or of what is written in kana or letters; empty where nobody knows how it is read.
    pub sound: String,
    /// The reading in letters, as Hepburn writes it and without its long vowels: how others may have typed it.
    pub letters: Vec<String>,
}

/// The keys of a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys {
    pub family: Spelling,
    pub given: Spelling,
    pub phones: Vec<String>,
    pub mails: Vec<String>,
    pub birth: Option<Date>,
    pub age_band: Option<u16>,
    pub domicile: Option<Id>,
    /// The folded rest of the address.
    pub address: String,
    pub employer: Option<Id>,
}

impl Keys {
    /// The keys of a person's record. What a reader may not see is not in the record they hold, and so not in the keys.
    pub fn of(record: &Record) -> Self {
        let text = |field| record.text(field).unwrap_or_default();
        let (mut family, mut given) = (text(&person::FAMILY_NAME), text(&person::GIVEN_NAME));
        let (mut family_kana, mut given_kana) = (text(&person::FAMILY_KANA), text(&person::GIVEN_KANA));
        // Both parts in one field.
        split(&mut family, &mut given);
        split(&mut family_kana, &mut given_kana);
        let phones = record.texts(&person::PHONE).map(phone_key).filter(|key| !key.is_empty()).collect();
        Self {
            family: Spelling::new(family, family_kana),
            given: Spelling::new(given, given_kana),
            phones,
            mails: record.texts(&person::EMAIL).map(mail_key).filter(|key| !key.is_empty()).collect(),
            birth: record.date(&person::BIRTH_DATE),
            age_band: record.choice(&person::AGE_BAND),
            domicile: record.reference(&person::DOMICILE),
            address: address(text(&person::DOMICILE_TEXT)),
            employer: record.reference(&person::EMPLOYER),
        }
    }
}

impl Spelling {
    /// The spelling of a part with its reading; either may be empty.
    pub fn new(text: &str, kana: &str) -> Self {
        let folded = fold(text);
        let readable = folded.chars().all(|c| is_kana(c) || c.is_ascii_alphabetic());
        let own = || sound_key(&folded).filter(|_| readable);
        let sound = sound_key(kana).or_else(own).unwrap_or_default();
        let shown = match (text, kana) {
            ("", kana) => kana.to_owned(),
            (text, "") => text.to_owned(),
            (text, kana) => format!("{text} ({kana})"),
        };
        let letters = in_letters(if kana.is_empty() { text } else { kana });
        Self { shown, text: folded, sound, letters }
    }

    pub const fn is_empty(&self) -> bool {
        self.text.is_empty() && self.sound.is_empty()
    }
}

/// The ways in which somebody who knows only the reading writes it in letters; none of what is not kana.
fn in_letters(kana: &str) -> Vec<String> {
    let plain = fold(kana);
    if plain.is_empty() || !plain.chars().all(is_kana) {
        return Vec::new();
    }
    let full = fold(&kana_to_romaji(kana)).replace('\'', "");
    let short = full.replace("ou", "o").replace("uu", "u").replace("oo", "o");
    if short == full { vec![full] } else { vec![full, short] }
}

/// A name whose two parts stand in one field, with a blank between, becomes two.
fn split<'a>(first: &mut &'a str, second: &mut &'a str) {
    if second.is_empty()
        && let Some((one, other)) = first.split_once(char::is_whitespace)
    {
        (*first, *second) = (one, other.trim());
    }
}

/// The rest of an address in one spelling.
pub fn address(text: &str) -> String {
    let mut folded = fold(text);
    for word in ADDRESS_WORDS {
        folded = folded.replace(word, "");
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{Kind, Value};

    fn keys(values: &[(&crate::field::Field, &str)]) -> Keys {
        let mut record = Record::new(Id::new(Kind::Person, 1));
        for (field, text) in values {
            record.set(field.code, Some(Value::text(*text)));
        }
        Keys::of(&record)
    }

    #[test]
    fn ways_of_writing_one_name_have_one_key() {
        let one = keys(&[(&person::FAMILY_NAME, "髙橋"), (&person::GIVEN_KANA, "ミカ")]);
        let other = keys(&[(&person::FAMILY_NAME, "高橋"), (&person::GIVEN_NAME, "みか")]);
        assert_eq!(one.family.text, other.family.text);
        assert_eq!(one.given.sound, other.given.sound);
        let letters = keys(&[(&person::FAMILY_NAME, "ＳＡＴＯ Mika")]);
        let kana = keys(&[(&person::FAMILY_KANA, "サトウ"), (&person::GIVEN_KANA, "ﾐｶ")]);
        assert_eq!((&letters.family.sound, &letters.given.sound), (&kana.family.sound, &kana.given.sound));
        assert_eq!(
            keys(&[(&person::FAMILY_NAME, "関ヶ原")]).family.text,
            keys(&[(&person::FAMILY_NAME, "関が原")]).family.text
        );
        assert_eq!(keys(&[(&person::FAMILY_NAME, "山田")]).family.sound, "", "nobody knows how it is read");
    }

    #[test]
    fn ways_of_writing_one_address_have_one_key() {
        assert_eq!(address("大門1丁目2番3号"), address("大門１－２－３"));
    }
}
