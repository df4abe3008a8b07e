//! Queries with `or` between words: each branch is searched by itself, and a record that several find counts once, by its best.
//! A query without `or` goes straight through. Called by everybody who searches.

use foldhash::HashMap;
use std::cmp::Reverse;

use super::engine::Ask;
use super::{Cancel, Cancelled, EXACT_TOTAL, Hit, Hits, Index, MOST_HITS, Query, engine};
use crate::domain::State;
use crate::field::Id;

/// The best hits of a query, at most `limit` (and at most `MOST_HITS`).
///
/// # Errors
/// `Cancelled` when the token was cancelled before the answer was complete.
pub fn search(
    index: &Index,
    state: &State,
    query: &Query,
    limit: usize,
    cancel: &Cancel,
) -> Result<Hits, Cancelled> {
    search_counting(index, state, query, Ask::new(limit, EXACT_TOTAL), cancel)
}

/// The same with a total that is exact up to another number than `EXACT_TOTAL`: what is above it is not looked for.
///
/// # Errors
/// Those of `search`.
pub fn search_counting(
    index: &Index,
    state: &State,
    query: &Query,
    ask: Ask,
    cancel: &Cancel,
) -> Result<Hits, Cancelled> {
    branches(state, query, ask, |branch, ask| engine::search(index, state, branch, ask, cancel))
}

/// What the branches of a query find together; `one` finds so much of one branch.
pub(super) fn branches(
    state: &State,
    query: &Query,
    ask: Ask,
    one: impl Fn(&Query, Ask) -> Result<Hits, Cancelled>,
) -> Result<Hits, Cancelled> {
    let first = one(query, ask)?;
    if query.others.is_empty() {
        return Ok(first);
    }
    let mut best: HashMap<Id, Hit> = HashMap::default();
    let mut more = false;
    for (branch, held) in
        std::iter::once((query, Some(first))).chain(query.others.iter().map(|other| (other, None)))
    {
        let mut found = match held {
            Some(found) => found,
            None => one(branch, ask)?,
        };
        // Only with all of its records is it known which of them the other branches find too.
        if found.total > found.hits.len() {
            found = one(branch, Ask::new(MOST_HITS, ask.exact))?;
        }
        more |= found.more;
        for hit in found.hits {
            match best.get_mut(&hit.id) {
                Some(held) if key(&hit) < key(held) => *held = hit,
                Some(_) => {}
                None => {
                    best.insert(hit.id, hit);
                }
            }
        }
    }
    let total = best.len();
    let newest = |hit: &Hit| state.record(hit.id).map_or(0, |record| record.updated().seq);
    let mut ranked: Vec<(u64, Hit)> = best.into_values().map(|hit| (newest(&hit), hit)).collect();
    ranked.sort_by_key(|(newest, hit)| (key(hit), Reverse(*newest), hit.id));
    ranked.truncate(ask.limit);
    Ok(Hits {
        hits: ranked.into_iter().map(|(_, hit)| hit).collect(),
        total: total.min(ask.exact),
        more: more || total > ask.exact,
    })
}

/// What hits of different branches are compared by.
fn key(hit: &Hit) -> (super::Tier, Reverse<i64>) {
    (hit.tier, Reverse(hit.score))
}
