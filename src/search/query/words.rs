//! Words in a list: looked for in what a record is called, in its id and its stage, without an index.
//! Nothing is forgiven here but the way of writing: a list that is filtered shows what was typed.

use crate::domain::State;
use crate::field::choices::Stage;
use crate::field::tables::{case, person, region};
use crate::field::{Id, Kind, by_name};
use crate::fold::{fold, sound_key};
use crate::search::filter::Subject;
use crate::search::needle::{Mode, is_subsequence};

/// A word to be found in a record.
#[derive(Debug)]
pub(super) struct Word {
    text: String,
    sound: Option<String>,
    mode: Mode,
    /// What the record of that id has been merged into.
    now: Option<Id>,
}

impl Word {
    pub fn new(written: &str, mode: Mode) -> Self {
        let text = fold(written);
        let sound = sound_key(&text).filter(|_| !text.chars().all(|c| c.is_ascii_digit()));
        Self { text, sound, mode, now: None }
    }

    /// Has an id of then mean the record of today.
    #[must_use]
    pub fn of_today(mut self, written: &str, state: &State) -> Self {
        let then = written.parse::<Id>().ok();
        self.now = then.map(|id| state.survivor(id)).filter(|now| Some(*now) != then);
        self
    }

    /// Whether the word stands in the record.
    pub fn is_in(&self, subject: &Subject<'_>) -> bool {
        let record = subject.record;
        if self.now == Some(record.id) {
            return true;
        }
        let label = fold(&crate::domain::label::of(record, subject.state));
        if self.fits(&label) || self.fits(&fold(&record.id.to_string())) {
            return true;
        }
        let reading = reading(subject);
        if !reading.is_empty() {
            let heard = || {
                let sound = self.sound.as_deref()?;
                Some(self.has(&sound_key(&reading)?, sound))
            };
            if self.fits(&reading) || heard().unwrap_or(false) {
                return true;
            }
        }
        let stage = subject.case().and_then(|case| case.choice(&case::STAGE)).and_then(Stage::from_code);
        stage.is_some_and(|stage| {
            let label = stage.label();
            self.fits(&fold(label.ja)) || self.fits(&fold(label.en))
        })
    }

    fn fits(&self, text: &str) -> bool {
        self.has(text, &self.text)
    }

    fn has(&self, text: &str, wanted: &str) -> bool {
        match self.mode {
            Mode::Plain | Mode::Exact => text.contains(wanted),
            Mode::Prefix => text.starts_with(wanted),
            Mode::Fuzzy => is_subsequence(wanted, text),
        }
    }
}

/// How a record is read aloud, folded; empty where nobody knows.
fn reading(subject: &Subject<'_>) -> String {
    let record = subject.record;
    let text = |field| record.text(field).unwrap_or_default();
    match record.id.kind {
        Kind::Person => fold(&format!("{}{}", text(&person::FAMILY_KANA), text(&person::GIVEN_KANA))),
        Kind::Region => fold(text(&region::KANA_FIELD)),
        kind => by_name(kind, "kana").map(|field| fold(text(field))).unwrap_or_default(),
    }
}
