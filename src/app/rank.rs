//! How well the records of one kind suit a record of another, best first: what links the three panes.
//! The seam between the screens and `matching`; rows carry the score, its range and the shortest reason.

use std::sync::Arc;

use crate::field::{Date, Guard, Id, Kind};
use crate::lang::Lang;
use crate::matching::{self, Hit, Options, Signs, short_reason};
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

/// The records of `kind` by how well they suit `anchor`, those that are pinned first; then those that a gate keeps out, each with the gate.
pub fn rows(anchor: Id, kind: Kind, snapshot: &Snapshot, today: Date, lang: Lang) -> Arc<[Fit]> {
    let state = &snapshot.state;
    let options = Options { limit: ROWS_MAX, today, sees_needs: state.sees(Guard::Needs) };
    let Ok(ranking) = snapshot.fits().rank(state, anchor, kind, &options) else { return Arc::default() };
    let pinned = matching::pinned(state, anchor, kind);
    let fit = |hit: &Hit, mark: &str| Fit {
        id: hit.id,
        score: Some((hit.low, hit.high)),
        reason: format!("{mark}{}", short_reason(hit, state, lang, &Signs::MARKS)),
    };
    // Those that a coordinator set above the others stand there, with the number that is theirs.
    let mut above: Vec<Hit> =
        pinned.iter().filter_map(|id| matching::hit_of(state, anchor, *id, &options)).collect();
    above.retain(|hit| ranking.excluded.iter().all(|out| out.id != hit.id));
    above.sort_by_key(|hit| std::cmp::Reverse((hit.low, hit.score)));
    let mark = lang.pick("固定 ", "pinned ");
    let above = above.iter().map(|hit| fit(hit, mark));
    let ranked = ranking.hits.iter().filter(|hit| !pinned.contains(&hit.id)).map(|hit| fit(hit, ""));
    let fits = above.chain(ranked);
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
