//! Searching all kinds from the screen: the seam between the screens and `search`.
//! A line with words is ranked by how well they fit; one of filters alone lists what they let pass, in the order of the queues.

use super::listing::{self, Listing, Order};
use crate::domain;
use crate::field::{Date, Kind};
use crate::lang::Lang;
use crate::search::{Asker, Cancel, Cancelled, EXACT_TOTAL, Query, Tier, search};
use crate::snapshot::Snapshot;

pub use crate::search::{Hit, Hits};

/// Records between two looks whether somebody still waits.
const CANCEL_EVERY: usize = 512;

/// What a query finds; the inner error is the sentence the person reads. An empty query finds nothing.
///
/// # Errors
/// `Cancelled` where a newer line has taken the place of this one.
pub fn find(
    written: &str,
    most: usize,
    snapshot: &Snapshot,
    today: Date,
    lang: Lang,
    cancel: &Cancel,
) -> Result<Result<Hits, String>, Cancelled> {
    if written.trim().is_empty() {
        return Ok(Ok(Hits::default()));
    }
    let asker = Asker { state: &snapshot.state, today, user: "" };
    let query = match Query::read(written, &asker) {
        Ok(query) => query,
        Err(error) => return Ok(Err(error.text(lang))),
    };
    if !query.has_words() {
        return listed(&query, most, snapshot, today, cancel).map(Ok);
    }
    search(snapshot.index(), &snapshot.state, &query, most, cancel).map(Ok)
}

/// What filters alone let pass: kind by kind, each in the order of its queue.
fn listed(
    query: &Query,
    most: usize,
    snapshot: &Snapshot,
    today: Date,
    cancel: &Cancel,
) -> Result<Hits, Cancelled> {
    let state = &snapshot.state;
    let mut hits = Vec::new();
    let mut total = 0;
    for kind in Kind::ALL.into_iter().filter(|kind| query.allows(*kind)) {
        let listing = Listing { kind, order: Order::Urgency, filter: String::new() };
        for (place, id) in listing::rows(&listing, snapshot, today).ids().enumerate() {
            if place.is_multiple_of(CANCEL_EVERY) && cancel.is_cancelled() {
                return Err(Cancelled);
            }
            let Some(record) = state.live(id).filter(|record| query.passes(record, state)) else {
                continue;
            };
            total += 1;
            if hits.len() < most {
                let label = domain::label::of(&record, state);
                hits.push(Hit { id, label, score: 0, tier: Tier::Whole, spans: Vec::new(), field: None });
            }
        }
    }
    Ok(Hits { hits, total: total.min(EXACT_TOTAL), more: total > EXACT_TOTAL })
}
