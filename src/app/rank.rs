//! How well the records of one kind suit a record of another, best first: what links the three panes.
//! The seam between the screens and `matching`; rows carry the score, its range and the shortest reason.

use std::sync::Arc;

use crate::field::{Date, Guard, Id, Kind};
use crate::lang::Lang;
use crate::matching::{self, Options, Signs, short_reason};
use crate::snapshot::Snapshot;

/// Rows of a ranking at most, and as many of those that a gate keeps out.
const ROWS_MAX: usize = 200;

/// One row of a ranking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    pub id: Id,
    /// The score at its low and high end; `None` where a gate keeps it out.
    pub score: Option<(u32, u32)>,
    /// The shortest reason for its place.
    pub reason: String,
}

/// The records of `kind` by how well they suit `anchor`; then those that a gate keeps out, each with the gate.
pub fn rows(anchor: Id, kind: Kind, snapshot: &Snapshot, today: Date, lang: Lang) -> Arc<[Fit]> {
    let state = &snapshot.state;
    let options = Options { limit: ROWS_MAX, today, sees_needs: state.sees(Guard::Needs) };
    let Ok(ranking) = matching::rank(state, anchor, kind, &options) else { return Arc::default() };
    let fits = ranking.hits.iter().map(|hit| Fit {
        id: hit.id,
        score: Some((hit.low, hit.high)),
        reason: short_reason(hit, state, lang, &Signs::MARKS),
    });
    let barred = ranking.excluded.iter().map(|out| Fit {
        id: out.id,
        score: None,
        reason: out.reason(lang).to_owned(),
    });
    fits.chain(barred).collect()
}

/// The records that suit `of` best, of the first kind of its counterparts of which there are any.
pub fn best(of: Id, snapshot: &Snapshot, today: Date, lang: Lang) -> Vec<Id> {
    let ranked = |kind: &Kind| rows(of, *kind, snapshot, today, lang).iter().map(|row| row.id).collect();
    let mut found = matching::counterparts(of.kind).iter().map(ranked);
    found.find(|others: &Vec<Id>| !others.is_empty()).unwrap_or_default()
}
