//! The two parts of a person's name, each as it is written, read and heard.
//! Parts are few (a million people share some thousands), so the index keeps each once; what a part is decides here alone.

use super::{Form, Sort, Split};
use crate::domain::Record;
use crate::field::tables::person;
use crate::field::{Class, Field, Guard};
use crate::fold::{fold, is_kana, sound_key};

/// The field of a name as it is written, and of one as it is read and heard.
pub(in crate::search) const TEXT_FIELD: u8 = 1;
pub(in crate::search) const KANA_FIELD: u8 = 3;

const _: () = assert!(
    person::FAMILY_NAME.code == TEXT_FIELD as u16 && person::FAMILY_KANA.code == KANA_FIELD as u16,
    "names are found as these fields"
);

/// A person's name, folded.
#[derive(Debug, Default)]
pub(in crate::search) struct Name {
    pub family: Owned,
    pub given: Owned,
}

/// A part of a name.
#[derive(Debug, Default)]
pub(in crate::search) struct Owned {
    pub text: String,
    pub kana: String,
    pub sound: String,
}

/// The same, borrowed.
#[derive(Debug, Clone, Copy)]
pub(in crate::search) struct Part<'a> {
    pub text: &'a str,
    pub kana: &'a str,
    pub sound: &'a str,
}

impl Name {
    pub fn of(record: &Record) -> Self {
        let part = |text: &Field, kana: &Field| {
            let folded = |field| record.text(field).map(fold).unwrap_or_default();
            let (text, kana) = (folded(text), folded(kana));
            let sound = sound(&text, &kana);
            Owned { text, kana, sound }
        };
        Self {
            family: part(&person::FAMILY_NAME, &person::FAMILY_KANA),
            given: part(&person::GIVEN_NAME, &person::GIVEN_KANA),
        }
    }
}

impl Owned {
    pub fn part(&self) -> Part<'_> {
        Part { text: &self.text, kana: &self.kana, sound: &self.sound }
    }
}

impl<'a> Part<'a> {
    /// The part in one of the three forms that names have.
    pub const fn form(&self, form: Form) -> &'a str {
        match form {
            Form::Text | Form::Digits | Form::Code => self.text,
            Form::Kana => self.kana,
            Form::Sound => self.sound,
        }
    }
}

/// How a part is heard: as its reading, or where there is none, as it is written in kana itself.
pub(in crate::search) fn sound(text: &str, kana: &str) -> String {
    let own = || sound_key(text).filter(|_| text.chars().all(is_kana));
    sound_key(kana).or_else(own).unwrap_or_default()
}

/// What the pieces of names are.
pub(in crate::search) const fn sort(form: Form) -> Sort {
    Sort { form, split: Split::Name, class: Class::Name as u8, guard: Guard::Open }
}
