//! What a record is called: one line for people, and the names by which files and forms refer to it.

use super::packed::Wanted;
use super::record::Record;
use super::state::{Found, State};
use crate::field::choices::{ActivityKind, CaseKind, NoteKind};
use crate::field::print::Names;
use crate::field::tables::{
    activity, case, gathering, job, matched, measure, note, organisation, person, region, round, skill, user,
    view,
};
use crate::field::{Choices, Field, Id, Kind};

/// Characters of a note's text that stand for its label.
const EXCERPT: usize = 30;

/// The label of a record. Never empty: the id where nothing else is known.
pub fn of(record: &Record, state: &State) -> String {
    let label = match record.id.kind {
        Kind::Person => full_name(record),
        Kind::Region => text(record, &region::NAME_FIELD),
        Kind::Job => text(record, &job::TITLE),
        Kind::Organisation => text(record, &organisation::NAME_FIELD),
        Kind::Case => case_label(record, state),
        Kind::Match => {
            let person = referred(record, &matched::PERSON, Kind::Person, state);
            format!("{person} × {}", referred(record, &matched::JOB, Kind::Job, state))
        }
        Kind::Skill => text(record, &skill::LABEL),
        Kind::Measure => text(record, &measure::NAME_FIELD),
        Kind::Activity => {
            let kind = record.choice(&activity::KIND).and_then(ActivityKind::from_code);
            let kind = kind.map_or("", |kind| kind.label().ja);
            let summary = text(record, &activity::SUMMARY);
            let event = || referred(record, &activity::EVENT, Kind::Gathering, state);
            excerpt(&format!("{kind} {}", if summary.is_empty() { event() } else { summary }))
        }
        Kind::Note => {
            let kind = record.choice(&note::KIND).and_then(NoteKind::from_code).unwrap_or(NoteKind::Plain);
            excerpt(&format!("{} {}", kind.label().ja, text(record, &note::TEXT)))
        }
        Kind::User => text(record, &user::NAME_FIELD),
        Kind::View => text(record, &view::NAME_FIELD),
        Kind::Round => text(record, &round::NAME_FIELD),
        Kind::Gathering => text(record, &gathering::NAME_FIELD),
    };
    let label = label.trim();
    if label.is_empty() { record.id.to_string() } else { label.to_owned() }
}

/// The fields that labels of a kind are made of. What a search highlights in a label is cut by the same.
pub const fn reads(kind: Kind) -> Wanted {
    const fn both(one: &Field, other: &Field) -> Wanted {
        Wanted::field(one).and(Wanted::field(other))
    }
    match kind {
        Kind::Person => both(&person::FAMILY_NAME, &person::GIVEN_NAME),
        Kind::Region => Wanted::field(&region::NAME_FIELD),
        Kind::Job => Wanted::field(&job::TITLE),
        Kind::Organisation => Wanted::field(&organisation::NAME_FIELD),
        Kind::Case => both(&case::TITLE, &case::PERSON).and(Wanted::field(&case::KIND)),
        Kind::Match => both(&matched::PERSON, &matched::JOB),
        Kind::Skill => Wanted::field(&skill::LABEL),
        Kind::Measure => Wanted::field(&measure::NAME_FIELD),
        Kind::Activity => both(&activity::KIND, &activity::SUMMARY).and(Wanted::field(&activity::EVENT)),
        Kind::Note => both(&note::KIND, &note::TEXT),
        Kind::User => Wanted::field(&user::NAME_FIELD),
        Kind::View => Wanted::field(&view::NAME_FIELD),
        Kind::Round => Wanted::field(&round::NAME_FIELD),
        Kind::Gathering => Wanted::field(&gathering::NAME_FIELD),
    }
}

/// Family name first, a space, the given name.
pub fn full_name(record: &Record) -> String {
    let family = record.text(&person::FAMILY_NAME).unwrap_or_default();
    let given = record.text(&person::GIVEN_NAME).unwrap_or_default();
    format!("{family} {given}").trim().to_owned()
}

/// Whether records of a kind are referred to by names.
pub const fn has_names(kind: Kind) -> bool {
    matches!(kind, Kind::Region | Kind::Skill | Kind::Organisation | Kind::User)
}

/// Every name by which a region, skill or organisation may be referred to; nothing for other kinds.
pub fn names(record: &Record) -> Vec<String> {
    let mut names = Vec::new();
    match record.id.kind {
        Kind::Region => {
            let name = text(record, &region::NAME_FIELD);
            let county = text(record, &region::COUNTY);
            let prefecture = text(record, &region::PREFECTURE);
            names.extend([
                format!("{prefecture}{name}"),
                format!("{prefecture}{county}{name}"),
                format!("{county}{name}"),
            ]);
            names.push(name);
        }
        Kind::Skill => {
            names.extend([text(record, &skill::LABEL), text(record, &skill::LABEL_EN)]);
            names.extend(record.texts(&skill::ALIASES).map(str::to_owned));
        }
        Kind::Organisation => names.push(text(record, &organisation::NAME_FIELD)),
        Kind::User => names.push(text(record, &user::NAME_FIELD)),
        Kind::Person
        | Kind::Job
        | Kind::Case
        | Kind::Match
        | Kind::Measure
        | Kind::Activity
        | Kind::Note
        | Kind::View
        | Kind::Round
        | Kind::Gathering => {}
    }
    names.retain(|name| !name.is_empty());
    names.sort_unstable();
    names.dedup();
    names
}

fn case_label(record: &Record, state: &State) -> String {
    if let Some(title) = record.text(&case::TITLE) {
        return title.to_owned();
    }
    let person = referred(record, &case::PERSON, Kind::Person, state);
    let kind = record.choice(&case::KIND).and_then(CaseKind::from_code);
    format!("{person} {}", kind.map_or("", |kind| kind.label().ja))
}

/// The label of what a field refers to, if it is of the kind that the field is for: a label never leads in a circle.
fn referred(record: &Record, field: &Field, kind: Kind, state: &State) -> String {
    let id = record.reference(field).filter(|id| id.kind == kind);
    id.and_then(|id| state.label(id)).unwrap_or_default()
}

fn text(record: &Record, field: &Field) -> String {
    record.text(field).unwrap_or_default().to_owned()
}

fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= EXCERPT {
        return line;
    }
    line.chars().take(EXCERPT).collect::<String>() + ".."
}

impl Names for State {
    fn label(&self, id: Id) -> Option<String> {
        Self::label(self, id)
    }

    fn choice_name(&self, choices: Choices, code: u16) -> Option<String> {
        self.office().names.name(choices, code)
    }

    fn file_name(&self, id: Id) -> String {
        let label = match id.kind {
            Kind::Skill | Kind::Organisation => self.label(id),
            _ => None,
        };
        let unique = label.filter(|label| {
            self.find_name(id.kind, label) == Found::One(id)
                && label.parse::<Id>().is_err()
                && !label.contains([':', '：'])
        });
        unique.unwrap_or_else(|| id.to_string())
    }
}
