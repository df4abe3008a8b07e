//! From a command to the events that carry it out, or to the refusal. Pure and total: the same state, command and context
//! always give the same answer. Called by the writer, by dry runs and by screens that ask first.

pub mod cases;
mod check;
mod clocks;
mod consents;
mod matches;
mod merges;
mod notes;
pub mod permit;
mod resolve;
mod shown;
mod write;

pub use cases::stage_of;
pub use matches::is_over as match_is_over;
pub use notes::{ballot_of, is_discussed};
pub use shown::{restorable, twin};

use super::command::{Command, FOREIGN_NUMBER_LIMIT};
use super::commit::Author;
use super::event::Event;
use super::record::{Record, Stamp};
use super::rejection::Rejection;
use super::state::State;
use crate::field::tables::region;
use crate::field::{Date, Fault, Id, Kind, Moment};

/// Commands in one batch at most; a larger import is a mistake or an attack.
pub const BATCH_LIMIT: usize = 2_000_000;

/// Who asks, when, and what they saw.
#[derive(Debug, Clone)]
pub struct Context {
    pub author: Author,
    pub at: Moment,
    /// The commit that the author's screen was as of; fields that others changed since are refused as stale. `None`: no check.
    pub seen: Option<u64>,
    /// Whether the machine vouches for the author as the owner of the store's files.
    pub owner: bool,
}

impl Context {
    /// The day it is in Japan.
    pub fn today(&self) -> Date {
        self.at.date()
    }
}

/// The events that carry out `command`; none where nothing would change.
///
/// # Errors
/// The refusal that the person reads.
pub fn decide(state: &State, command: &Command, context: &Context) -> Result<Vec<Event>, Rejection> {
    permit::permit(state, command, context)?;
    match command {
        Command::Add { kind, draft, imported } => {
            let id = state.next_id(*kind, context.at);
            if state.packed(id).is_some() {
                return Err(Rejection::IdOutOfRange(id));
            }
            write::add(state, &Record::new(id), draft, *imported, context)
        }
        Command::AddAs { id, draft } => {
            let events = write::add(state, &Record::new(free(state, *id)?), draft, true, context)?;
            // A region's id comes from its code: the two of a file must agree.
            let agrees = events.last().is_some_and(|event| event.id() == *id);
            if agrees { Ok(events) } else { Err(Rejection::invalid(&region::CODE, Fault::NotARegionCode)) }
        }
        Command::Update { id, draft, imported } => write::update(state, *id, draft, *imported, context),
        Command::SetStage { case, to, draft, reason } => {
            cases::set_stage(state, *case, *to, draft, reason.clone(), context)
        }
        Command::Assign { case, owner } => cases::assign(state, *case, owner.as_deref(), context),
        Command::HandOver { case, to, draft, reason } => {
            cases::hand_over(state, *case, to, draft, reason.clone(), context)
        }
        Command::Hold { case, resume_on, reason } => {
            cases::hold(state, *case, *resume_on, reason.clone(), context)
        }
        Command::Resume { case } => cases::resume(state, *case, context),
        Command::Close { case, closed_reason, resume_on, reason } => {
            cases::close(state, *case, (*closed_reason, *resume_on), reason.clone(), context)
        }
        Command::Reopen { case, reason } => cases::reopen(state, *case, reason.clone(), context),
        Command::SetMatchStatus { matched, to, reason } => {
            matches::set_status(state, *matched, *to, reason.clone(), context)
        }
        Command::Propose { person, job, to, reason, advice } => {
            matches::propose(state, (*person, *job), *to, reason.clone(), *advice, context)
        }
        Command::Override { person, job, standing, reason, advice } => {
            matches::set_standing(state, (*person, *job), *standing, reason.clone(), *advice, context)
        }
        Command::GiveConsent { person, purpose, expires, how } => {
            consents::give(state, *person, *purpose, (*expires, how.as_deref()), context)
        }
        Command::RevokeConsent { person, purpose } => consents::revoke(state, *person, *purpose, context),
        Command::Merge { id, other, keep, reason } => {
            merges::merge(state, (*id, *other), keep, reason.clone(), context)
        }
        Command::Unmerge { id, reason, told } => {
            merges::unmerge(state, *id, told.as_deref(), reason.clone(), context)
        }
        Command::Judge { id, other, finding, reason } => {
            merges::judge(state, (*id, *other), *finding, reason, context)
        }
        Command::Vote { note, ballot } => notes::vote(state, *note, *ballot, context),
        Command::Withdraw { id, .. } => shown::withdraw(state, *id),
        Command::Restore { id } => shown::restore(state, *id),
        Command::Batch(commands) => batch(state, commands, context),
    }
}

/// All of a batch: each command is decided on what those before it leave.
fn batch(state: &State, commands: &[Command], context: &Context) -> Result<Vec<Event>, Rejection> {
    if commands.len() > BATCH_LIMIT {
        return Err(Rejection::TooLarge { most: BATCH_LIMIT });
    }
    let mut working = state.clone();
    let stamp = Stamp { seq: state.seq() + 1, at: context.at, author: context.author.0.clone() };
    let mut all = Vec::new();
    for (index, command) in commands.iter().enumerate() {
        if matches!(command, Command::Batch(_)) {
            return Err(Rejection::BatchInBatch);
        }
        let events = decide(&working, command, context)
            .map_err(|cause| Rejection::InBatch { index, cause: Box::new(cause) })?;
        for event in &events {
            working.apply_event(event, &stamp);
        }
        all.extend(events);
    }
    Ok(all)
}

/// An id from elsewhere, if no record has it yet. A region's is its code, which `add` looks at.
fn free(state: &State, id: Id) -> Result<Id, Rejection> {
    if id.number == 0 || id.number >= FOREIGN_NUMBER_LIMIT {
        return Err(Rejection::IdOutOfRange(id));
    }
    if state.packed(id).is_some() { Err(Rejection::Exists(id)) } else { Ok(id) }
}

/// The record of `id` that commands may change.
///
/// # Errors
/// `NotFound`, `Withdrawn`, `Merged`, or `WrongKind` where another kind is wanted.
fn target(state: &State, id: Id, wanted: Kind) -> Result<Record, Rejection> {
    if id.kind != wanted {
        return Err(Rejection::WrongKind { id, wanted });
    }
    let record = state.record(id).ok_or(Rejection::NotFound(id))?;
    match super::merge::merged_into(&record) {
        _ if !record.withdrawn => Ok(record),
        Some(into) => Err(Rejection::Merged { id, into }),
        None => Err(Rejection::Withdrawn(id)),
    }
}
