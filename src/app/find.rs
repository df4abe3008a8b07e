//! Searching all kinds from the screen: the seam between the screens and `search`.

use crate::lang::Lang;
use crate::search::{Cancel, Query, search};
use crate::snapshot::Snapshot;

pub use crate::search::{Hit, Hits};

/// What a query finds; the error is the sentence the person reads. An empty query finds nothing.
pub fn find(written: &str, most: usize, snapshot: &Snapshot, lang: Lang) -> Result<Hits, String> {
    if written.trim().is_empty() {
        return Ok(Hits::default());
    }
    let query = Query::parse(written).map_err(|error| error.text(lang))?;
    let found = search(snapshot.index(), &snapshot.state, &query, most, &Cancel::never());
    // Nobody can give up a search that cannot be cancelled.
    Ok(found.unwrap_or_default())
}
