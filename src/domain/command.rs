//! Commands: requests to change the domain, which may be refused.
//! Everything that changes a record is one of these, whichever way it was asked for.

use std::sync::Arc;

use super::draft::Draft;
use super::event::Event;
use crate::field::choices::{Ballot, ClosedReason, MatchStatus, Purpose, Stage};
use crate::field::{Date, Id, Kind};

/// Numbers of ids that `AddAs` may bring stay below this, so that one odd file does not use up the numbers to come.
pub const FOREIGN_NUMBER_LIMIT: u32 = 100_000_000;

/// A request to change the domain.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// A new record. `imported` ones may bring what commands otherwise rule (a stage, an owner), since they had a life elsewhere;
    /// and names of skills and organisations not known yet are added to the vocabulary.
    Add {
        kind: Kind,
        draft: Draft,
        imported: bool,
    },
    /// A new record from elsewhere that keeps its id, as an export of another store brings it; otherwise as an imported `Add`.
    AddAs {
        id: Id,
        draft: Draft,
    },
    /// New values for fields that people type.
    Update {
        id: Id,
        draft: Draft,
        imported: bool,
    },
    /// A case moves to another stage; what the gate asks for may come along in the draft.
    SetStage {
        case: Id,
        to: Stage,
        draft: Draft,
        reason: Option<Box<str>>,
    },
    Assign {
        case: Id,
        owner: Option<Box<str>>,
    },
    /// A case goes to another owner, who finds what is next: what the draft brings where nothing is.
    HandOver {
        case: Id,
        to: Box<str>,
        draft: Draft,
        reason: Option<Box<str>>,
    },
    Hold {
        case: Id,
        resume_on: Option<Date>,
        reason: Option<Box<str>>,
    },
    Resume {
        case: Id,
    },
    /// `resume_on` is a date to ask again, as after "next year".
    Close {
        case: Id,
        closed_reason: Option<ClosedReason>,
        resume_on: Option<Date>,
        reason: Option<Box<str>>,
    },
    Reopen {
        case: Id,
        reason: Option<Box<str>>,
    },
    SetMatchStatus {
        matched: Id,
        to: MatchStatus,
        reason: Option<Box<str>>,
    },
    /// A person is moved along for a job; the match is made where there is none yet, with the advice it was made on.
    Propose {
        person: Id,
        job: Id,
        to: MatchStatus,
        reason: Option<Box<str>>,
        advice: Option<Advice>,
    },
    /// A coordinator sets a pair above or out of the ranking, or leaves it to the ranking again; the match is made where there is
    /// none yet.
    Override {
        person: Id,
        job: Id,
        standing: Standing,
        reason: Option<Box<str>>,
        advice: Option<Advice>,
    },
    GiveConsent {
        person: Id,
        purpose: Purpose,
        expires: Option<Date>,
        how: Option<Box<str>>,
    },
    RevokeConsent {
        person: Id,
        purpose: Purpose,
    },
    /// Two records become one: `other` goes into `id`, with everything that refers to it. What stays of a field is chosen in `keep`.
    Merge {
        id: Id,
        other: Id,
        keep: Vec<(u16, Keep)>,
        reason: Option<Box<str>>,
    },
    /// A merged record stands by itself again, with what it brought. `told` is what the merge did, as the journal tells: whoever holds
    /// the journal fills it in.
    Unmerge {
        id: Id,
        reason: Option<Box<str>>,
        told: Option<Arc<[Event]>>,
    },
    /// What somebody who has looked at two records says of them.
    Judge {
        id: Id,
        other: Id,
        finding: Finding,
        reason: Option<Box<str>>,
    },
    /// What the author says to a hypothesis, an opinion or a summary, in place of what they said before; `None` takes it back.
    Vote {
        note: Id,
        ballot: Option<Ballot>,
    },
    /// Takes a record out of sight; it stays in the log and can be restored.
    Withdraw {
        id: Id,
        reason: Option<Box<str>>,
    },
    Restore {
        id: Id,
    },
    /// All of them or none, as one commit and one undo step.
    Batch(Vec<Command>),
}

/// What stays of a field when two records become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Keep {
    Survivor,
    Other,
    /// Of lists and long texts.
    Both,
}

/// What somebody says of two records that may be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Finding {
    /// They look like one: to be put before those who may merge.
    Reported,
    /// They are not; never to be asked again.
    Different,
    /// It is open again.
    Open,
}

/// Where a coordinator sets a pair, whatever its score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Above the others.
    Pinned,
    /// Out of the ranking.
    Hidden,
    /// Where the score puts it.
    Ranked,
}

/// What the matching said of a pair when it was proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advice {
    /// 0 to 100.
    pub score: u32,
    pub weights_version: u16,
}

impl Command {
    /// A new record by hand.
    pub const fn add(kind: Kind, draft: Draft) -> Self {
        Self::Add { kind, draft, imported: false }
    }

    /// Changed fields by hand.
    pub const fn update(id: Id, draft: Draft) -> Self {
        Self::Update { id, draft, imported: false }
    }
}
