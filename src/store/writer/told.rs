//! What a command must be told of the journal before it can be decided: taking a merge back needs to know what the merge did.
//! Invariant: what came with the command is replaced, so that nobody but the journal tells. Called by the writer.

use std::sync::Arc;

use crate::domain::merge::sameness;
use crate::domain::{Command, Event, State};
use crate::field::Id;
use crate::store::history;
use crate::store::log::Log;

/// Whether a command asks for the journal.
pub fn asks(command: &Command) -> bool {
    match command {
        Command::Unmerge { .. } => true,
        Command::Batch(commands) => commands.iter().any(asks),
        _ => false,
    }
}

/// Tells a command what it needs; what the journal does not tell is left out, and the command is refused for it.
pub fn tell(command: &mut Command, state: &State, log: &dyn Log) {
    match command {
        Command::Unmerge { id, told, .. } => *told = merge_of(*id, state, log),
        Command::Batch(commands) => commands.iter_mut().for_each(|one| tell(one, state, log)),
        _ => {}
    }
}

/// The events of the commit that last said what a record was merged into.
fn merge_of(id: Id, state: &State, log: &dyn Log) -> Option<Arc<[Event]>> {
    let record = state.record_raw(id)?;
    let code = sameness(id.kind)?.merged_into.code;
    let (_, stamp) = record.stamps.iter().find(|(held, _)| *held == code)?;
    let commit = history::commit(log, stamp.seq).ok()??;
    Some(commit.events.into())
}
