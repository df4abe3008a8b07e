//! A form that was not finished, as plain data: what it was for, what was typed, and the commit it was typed over.
//! Invariant: it holds no name of anybody but what was typed itself, so that a list of slips shows only what its reader
//! may see; and what comes back from it is exactly what was typed.
//! Made and opened by forms, kept on the disk by the session.

use serde::{Deserialize, Serialize};

use crate::domain::State;
use crate::domain::command::{Advice, Standing};
use crate::domain::{Draft, Put};
use crate::field::choices::{MatchStatus, Stage};
use crate::field::{Atom, Id, Kind, Moment, Value};

use super::form::{Each, Intent};

/// Bytes of typed text that a slip may hold.
pub const SLIP_BYTES_MAX: usize = 256 << 10;

/// Which slip it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mark {
    /// The number of the form within its session.
    pub number: u64,
    /// The name it was found under, where it is from an earlier session.
    pub found: Option<Box<str>>,
}

/// A slip that an earlier session left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub name: Box<str>,
    pub slip: Slip,
}

/// An unfinished form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    pub aim: Aim,
    pub texts: Vec<Typed>,
    /// The commit that the person's view was as of; what others changed since is found when it is saved.
    pub seen: u64,
    /// When it was typed, in milliseconds since 1970.
    pub at_ms: i64,
}

/// The text of one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// The key of the field.
    pub field: String,
    /// What stood there.
    pub before: String,
    pub text: String,
}

/// What saving the form does. Ids as people write them; stages and statuses by their stored numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// A new record of a kind, with the references that come along by the code of their field.
    Add {
        kind: String,
        with: Vec<(u16, String)>,
    },
    Update(String),
    SetStage {
        cases: Vec<String>,
        to: u16,
    },
    Assign(Vec<String>),
    Hold(Vec<String>),
    Close(Vec<String>),
    Reopen(Vec<String>),
    /// A verb on several records, by its key.
    Each {
        verb: String,
        of: Vec<String>,
    },
    Propose {
        person: String,
        job: String,
        to: u16,
        /// Score and version of the weights.
        advice: Option<(u32, u16)>,
    },
    Override {
        person: String,
        job: String,
        standing: Place,
        advice: Option<(u32, u16)>,
    },
}

/// Where a pair is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Pinned,
    Hidden,
    Ranked,
}

impl Slip {
    /// When it was typed.
    pub const fn at(&self) -> Moment {
        Moment(self.at_ms)
    }

    /// Bytes of typed text.
    pub fn size(&self) -> usize {
        self.texts.iter().map(|typed| typed.field.len() + typed.before.len() + typed.text.len()).sum()
    }

    /// The lines that were changed.
    pub fn changed(&self) -> impl Iterator<Item = &Typed> {
        self.texts.iter().filter(|typed| typed.text != typed.before)
    }

    /// Whether the reader of `state` may be offered it: all that it is about is there and shown.
    pub fn is_open_to(&self, state: &State) -> bool {
        self.aim.intent().is_some_and(|intent| about(&intent).iter().all(|id| state.live(*id).is_some()))
    }

    /// The record it is about, first of several.
    pub fn about(&self) -> Option<Id> {
        self.aim.intent().and_then(|intent| about(&intent).first().copied())
    }
}

impl Aim {
    /// The aim of a form.
    pub fn of(intent: &Intent) -> Self {
        let written = |ids: &[Id]| ids.iter().map(ToString::to_string).collect();
        match intent {
            Intent::Add { kind, with } => {
                Self::Add { kind: kind.key().to_owned(), with: references(with).map(pair).collect() }
            }
            Intent::Update(id) => Self::Update(id.to_string()),
            Intent::SetStage { cases, to } => Self::SetStage { cases: written(cases), to: to.code() },
            Intent::Assign(cases) => Self::Assign(written(cases)),
            Intent::Hold(cases) => Self::Hold(written(cases)),
            Intent::Close(cases) => Self::Close(written(cases)),
            Intent::Reopen(cases) => Self::Reopen(written(cases)),
            Intent::Each { verb, of } => Self::Each { verb: verb.key().to_owned(), of: written(of) },
            Intent::Propose { person, job, to, advice } => Self::Propose {
                person: person.to_string(),
                job: job.to_string(),
                to: to.code(),
                advice: advice.map(written_advice),
            },
            Intent::Override { person, job, standing, advice } => Self::Override {
                person: person.to_string(),
                job: job.to_string(),
                standing: match standing {
                    Standing::Pinned => Place::Pinned,
                    Standing::Hidden => Place::Hidden,
                    Standing::Ranked => Place::Ranked,
                },
                advice: advice.map(written_advice),
            },
        }
    }

    /// What the form was for; `None` where this is not to be read.
    pub fn intent(&self) -> Option<Intent> {
        let ids = |written: &[String]| -> Option<Vec<Id>> {
            written
                .iter()
                .map(|id| id.parse().ok())
                .collect::<Option<Vec<Id>>>()
                .filter(|ids| !ids.is_empty())
        };
        Some(match self {
            Self::Add { kind, with } => {
                let mut draft = Draft::new();
                for (code, id) in with {
                    draft.0.push((*code, Put::Set(Value::reference(id.parse().ok()?))));
                }
                Intent::Add { kind: Kind::parse(kind)?, with: draft }
            }
            Self::Update(id) => Intent::Update(id.parse().ok()?),
            Self::SetStage { cases, to } => {
                Intent::SetStage { cases: ids(cases)?, to: Stage::from_code(*to)? }
            }
            Self::Assign(cases) => Intent::Assign(ids(cases)?),
            Self::Hold(cases) => Intent::Hold(ids(cases)?),
            Self::Close(cases) => Intent::Close(ids(cases)?),
            Self::Reopen(cases) => Intent::Reopen(ids(cases)?),
            Self::Each { verb, of } => Intent::Each { verb: Each::parse(verb)?, of: ids(of)? },
            Self::Propose { person, job, to, advice } => Intent::Propose {
                person: person.parse().ok()?,
                job: job.parse().ok()?,
                to: MatchStatus::from_code(*to)?,
                advice: advice.map(read_advice),
            },
            Self::Override { person, job, standing, advice } => Intent::Override {
                person: person.parse().ok()?,
                job: job.parse().ok()?,
                standing: match standing {
                    Place::Pinned => Standing::Pinned,
                    Place::Hidden => Standing::Hidden,
                    Place::Ranked => Standing::Ranked,
                },
                advice: advice.map(read_advice),
            },
        })
    }
}

/// The records that a form is about.
pub fn about(intent: &Intent) -> Vec<Id> {
    match intent {
        Intent::Add { with, .. } => references(with).map(|(_, id)| id).collect(),
        Intent::Update(id) => vec![*id],
        Intent::SetStage { cases, .. }
        | Intent::Assign(cases)
        | Intent::Hold(cases)
        | Intent::Close(cases)
        | Intent::Reopen(cases)
        | Intent::Each { of: cases, .. } => cases.clone(),
        Intent::Propose { person, job, .. } | Intent::Override { person, job, .. } => vec![*person, *job],
    }
}

const fn written_advice(advice: Advice) -> (u32, u16) {
    (advice.score, advice.weights_version)
}

const fn read_advice((score, weights_version): (u32, u16)) -> Advice {
    Advice { score, weights_version }
}

fn references(draft: &Draft) -> impl Iterator<Item = (u16, Id)> {
    draft.0.iter().filter_map(|(code, put)| match put {
        Put::Set(Value::One(Atom::Ref(id))) => Some((*code, *id)),
        _ => None,
    })
}

fn pair((code, id): (u16, Id)) -> (u16, String) {
    (code, id.to_string())
}
