//! Words in a list: looked for in what a record is called, in its id and its stage, without an index.
//! Nothing is forgiven here but the way of writing: a list that is filtered shows what was typed.

use crate::domain::{Record, State};
use crate::field::Id;
use crate::field::choices::Stage;
use crate::field::tables::case;
use crate::fold::{fold, sound_key};
use crate::search::filter::Subject;
use crate::search::needle::{Mode, is_subsequence};

/// A word to be found in a record.
#[derive(Debug)]
pub(super) struct Word {
    text: String,
    sound: Option<String>,
    mode: Mode,
    /// Whether an id could hold it.
    is_of_ids: bool,
    /// The stages whose names it stands in.
    stages: Vec<u16>,
    /// What the record of that id has been merged into.
    now: Option<Id>,
}

impl Word {
    pub fn new(written: &str, mode: Mode) -> Self {
        let text = fold(written);
        let sound = sound_key(&text).filter(|_| !text.chars().all(|c| c.is_ascii_digit()));
        let is_of_ids = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let mut word = Self { text, sound, mode, is_of_ids, stages: Vec::new(), now: None };
        let called = |stage: &Stage| {
            let label = stage.label();
            word.fits(&fold(label.ja)) || word.fits(&fold(label.en))
        };
        word.stages = Stage::ALL.iter().filter(|stage| called(stage)).map(|stage| stage.code()).collect();
        word
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
        if self.fits(subject.label()) || (self.is_of_ids && self.fits(&fold(&record.id.to_string()))) {
            return true;
        }
        if !subject.reading().is_empty() {
            let heard = || Some(self.has(subject.sound()?, self.sound.as_deref()?));
            if self.fits(subject.reading()) || (self.sound.is_some() && heard().unwrap_or(false)) {
                return true;
            }
        }
        // Which case leads is dear to say, and hardly ever asked.
        let in_stage =
            |case: &Record| case.choice(&case::STAGE).is_some_and(|stage| self.stages.contains(&stage));
        !self.stages.is_empty() && subject.case().is_some_and(in_stage)
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
