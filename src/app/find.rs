//! Searching all kinds from the screen: the seam between the screens and `search`.
//! A line with words is ranked by how well they fit; one of filters alone lists what they let pass, in the order of the queues.

use super::listing::{self, Listing, Order};
use crate::domain;
use crate::field::{Date, Kind};
use crate::lang::Lang;
use crate::search::{Asker, Cancel, EXACT_TOTAL, Query, Tier, search};
use crate::snapshot::Snapshot;

pub use crate::search::{Hit, Hits};

/// What a query finds; the error is the sentence the person reads. An empty query finds nothing.
pub fn find(
    written: &str,
    most: usize,
    snapshot: &Snapshot,
    today: Date,
    lang: Lang,
) -> Result<Hits, String> {
    if written.trim().is_empty() {
        return Ok(Hits::default());
    }
    let asker = Asker { state: &snapshot.state, today, user: "" };
    let query = Query::read(written, &asker).map_err(|error| error.text(lang))?;
    if !query.has_words() {
        return Ok(listed(&query, most, snapshot, today));
    }
    let found = search(snapshot.index(), &snapshot.state, &query, most, &Cancel::never());
    // Nobody can give up a search that cannot be cancelled.
    Ok(found.unwrap_or_default())
}

/// What filters alone let pass: kind by kind, each in the order of its queue.
fn listed(query: &Query, most: usize, snapshot: &Snapshot, today: Date) -> Hits {
    let state = &snapshot.state;
    let mut hits = Vec::new();
    let mut total = 0;
    for kind in Kind::ALL.into_iter().filter(|kind| query.allows(*kind)) {
        let listing = Listing { kind, order: Order::Urgency, filter: String::new() };
        for id in listing::rows(&listing, snapshot, today).ids() {
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
    Hits { hits, total: total.min(EXACT_TOTAL), more: total > EXACT_TOTAL }
}
