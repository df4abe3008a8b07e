//! Records that are one: which fields say so, and which record an id stands for today.
//! Invariant: a merged record is withdrawn and names the one it went into; chains are followed and never lead in a circle.
//! Called by `decide`, by whoever opens a record by an id that somebody wrote down, and by the screens.

mod children;
mod join;

pub use children::{is_merged_into, names, of_today, on_case, referrers, torn};
pub use join::{holds_both, is_chosen, joined, redirected, usual};

use super::record::Record;
use super::state::State;
use crate::field::tables::{job, organisation, person};
use crate::field::{Field, Id, Kind};

/// Merges on top of each other that are followed; more is a circle in a damaged store.
const CHAIN_MAX: usize = 64;

/// The fields of a kind that say which records are one.
#[derive(Debug, Clone, Copy)]
pub struct Sameness {
    pub merged_into: &'static Field,
    /// Looked at and found to be another.
    pub not_same: &'static Field,
    /// Put before those who may merge.
    pub maybe_same: &'static Field,
}

/// Those fields; `None` for kinds that are not merged.
pub const fn sameness(kind: Kind) -> Option<Sameness> {
    match kind {
        Kind::Person => Some(Sameness {
            merged_into: &person::MERGED_INTO,
            not_same: &person::NOT_SAME,
            maybe_same: &person::MAYBE_SAME,
        }),
        Kind::Job => Some(Sameness {
            merged_into: &job::MERGED_INTO,
            not_same: &job::NOT_SAME,
            maybe_same: &job::MAYBE_SAME,
        }),
        Kind::Organisation => Some(Sameness {
            merged_into: &organisation::MERGED_INTO,
            not_same: &organisation::NOT_SAME,
            maybe_same: &organisation::MAYBE_SAME,
        }),
        Kind::Region
        | Kind::Case
        | Kind::Match
        | Kind::Skill
        | Kind::Measure
        | Kind::Activity
        | Kind::Note
        | Kind::User
        | Kind::View
        | Kind::Round
        | Kind::Gathering => None,
    }
}

/// What a record was merged into; `None` for one that stands by itself.
pub fn merged_into(record: &Record) -> Option<Id> {
    record.reference(sameness(record.id.kind)?.merged_into)
}

/// Whether somebody has looked at the two and found them to be different.
pub fn are_known_different(one: &Record, other: &Record) -> bool {
    let Some(fields) = sameness(one.id.kind) else { return false };
    one.references(fields.not_same).any(|id| id == other.id)
        || other.references(fields.not_same).any(|id| id == one.id)
}

/// Whether somebody has reported the two as the same.
pub fn are_reported(one: &Record, other: &Record) -> bool {
    let Some(fields) = sameness(one.id.kind) else { return false };
    one.references(fields.maybe_same).any(|id| id == other.id)
}

impl State {
    /// The record that an id stands for: itself, or what it was merged into, whatever any lens hides of the way there. Whether the
    /// record is shown to a reader is asked with the id that comes back.
    pub fn survivor(&self, id: Id) -> Id {
        let mut now = id;
        for _ in 0..CHAIN_MAX {
            let record = self
                .packed_raw(now)
                .filter(|packed| packed.is_withdrawn())
                .and_then(super::packed::Packed::unpack);
            match record.as_ref().and_then(merged_into) {
                Some(next) if next.kind == id.kind => now = next,
                _ => break,
            }
        }
        now
    }
}

/// How many records of a kind have been merged into others, as far as the reader sees them.
pub fn merged_of(state: &State, kind: Kind) -> u64 {
    let gone = state.all(kind).filter(|(_, packed)| packed.is_withdrawn()).map(|(id, _)| id);
    let merged = gone.filter(|id| state.record(*id).is_some_and(|record| merged_into(&record).is_some()));
    u64::try_from(merged.count()).unwrap_or(u64::MAX)
}
