//! A record being asked, and the one it is asked together with: the case that leads for a person, the person of a case.
//! The partner is looked up once for all filters of a line, and only when one of them asks for it.

use std::cell::OnceCell;

use crate::domain::{Record, State, label, lead};
use crate::field::tables::{case, person, region};
use crate::field::{Kind, by_name};
use crate::fold::{fold, sound_key};

/// A record that filters are asked about.
pub(in crate::search) struct Subject<'a> {
    pub record: &'a Record,
    pub state: &'a State,
    partner: OnceCell<Option<Record>>,
    label: OnceCell<String>,
    reading: OnceCell<String>,
    sound: OnceCell<Option<String>>,
}

impl<'a> Subject<'a> {
    pub fn new(record: &'a Record, state: &'a State) -> Self {
        let (partner, label, reading, sound) = Default::default();
        Self { record, state, partner, label, reading, sound }
    }

    /// What the record is called, folded once for all words of a line.
    pub fn label(&self) -> &str {
        self.label.get_or_init(|| fold(&label::of(self.record, self.state)))
    }

    /// How it is read aloud, folded; empty where nobody knows.
    pub fn reading(&self) -> &str {
        self.reading.get_or_init(|| reading(self.record))
    }

    /// The sound of that.
    pub fn sound(&self) -> Option<&str> {
        self.sound.get_or_init(|| sound_key(self.reading())).as_deref()
    }

    /// The open case that leads for a person, the person of a case; `None` for every other kind.
    pub fn partner(&self) -> Option<&Record> {
        let find = || match self.record.id.kind {
            Kind::Person => lead::leading_case(self.state, self.record.id),
            Kind::Case => self.record.reference(&case::PERSON).and_then(|id| self.state.live(id)),
            _ => None,
        };
        self.partner.get_or_init(find).as_ref()
    }

    /// The case itself, or the one that leads.
    pub fn case(&self) -> Option<&Record> {
        match self.record.id.kind {
            Kind::Case => Some(self.record),
            Kind::Person => self.partner(),
            _ => None,
        }
    }
}

/// How a record is read aloud, folded; empty where nobody knows.
fn reading(record: &Record) -> String {
    let text = |field| record.text(field).unwrap_or_default();
    match record.id.kind {
        Kind::Person => fold(&format!("{}{}", text(&person::FAMILY_KANA), text(&person::GIVEN_KANA))),
        Kind::Region => fold(text(&region::KANA_FIELD)),
        kind => by_name(kind, "kana").map(|field| fold(text(field))).unwrap_or_default(),
    }
}
