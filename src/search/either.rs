//! Queries with `or` between words: each branch is searched by itself, and a record that several find counts once, by its best.
//! A query without `or` goes straight through. Called by everybody who searches.

use std::cmp::Reverse;
use std::collections::HashMap;

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
    branches(state, query, limit, |branch, limit| engine::search(index, state, branch, limit, cancel))
}

/// What the branches of a query find together; `one` finds at most so many hits of one branch.
pub(super) fn branches(
    state: &State,
    query: &Query,
    limit: usize,
    one: impl Fn(&Query, usize) -> Result<Hits, Cancelled>,
) -> Result<Hits, Cancelled> {
    let first = one(query, limit)?;
    if query.others.is_empty() {
        return Ok(first);
    }
    let mut best: HashMap<Id, Hit> = HashMap::new();
    let mut more = false;
    for (branch, held) in
        std::iter::once((query, Some(first))).chain(query.others.iter().map(|other| (other, None)))
    {
        let mut found = match held {
            Some(found) => found,
            None => one(branch, limit)?,
        };
        // Only with all of its records is it known which of them the other branches find too.
        if found.total > found.hits.len() {
            found = one(branch, MOST_HITS)?;
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
    ranked.truncate(limit);
    Ok(Hits {
        hits: ranked.into_iter().map(|(_, hit)| hit).collect(),
        total: total.min(EXACT_TOTAL),
        more: more || total > EXACT_TOTAL,
    })
}

/// What hits of different branches are compared by.
fn key(hit: &Hit) -> (super::Tier, Reverse<i64>) {
    (hit.tier, Reverse(hit.score))
}
