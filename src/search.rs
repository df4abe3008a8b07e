//! Search: finding any record by any way its words are written or heard, best first.
//! One line is parsed by [`Query`], asked of an [`Index`] by [`search`], and answered with [`Hits`] in a total order, so
//! that equal states give equal answers. Pure: reads an index and a state, knows no clock and no screen.
//! The snapshot keeps the index up to date; the screens, the command line and the socket ask it.

mod alphabet;
mod complete;
mod either;
mod engine;
mod entry;
mod filter;
mod fit;
mod index;
mod join;
mod judge;
mod kernel;
mod linked;
mod lists;
mod marks;
mod needle;
mod plain;
mod query;
mod reach;
mod score;
mod segment;
mod sharing;
mod slip;
mod spans;
mod stored;
mod views;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub use complete::{Completion, Offer, complete};
pub use either::{search, search_counting};
pub use engine::Ask;
pub use index::{Index, PARTS};
pub use plain::Plain;
pub use query::{Asker, Possible, Problem, Query, QueryError, spelled_out};
pub use sharing::Often;
pub use views::{View, Whose, counts, view_called, views};

use crate::field::{Field, Id};

/// Hits are counted exactly up to here; beyond, `more` is set.
pub const EXACT_TOTAL: usize = 10_000;
/// The most hits one answer holds.
pub const MOST_HITS: usize = 10_000;

/// How well a term matched, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// The id, or all of a field; a town's name without 市区町村 counts as all of it.
    Whole,
    FieldPrefix,
    WordPrefix,
    Substring,
    /// One letter wrong, missing, extra or swapped with its neighbour.
    Slip,
    /// The letters in order, with others between.
    Subsequence,
}

impl Tier {
    const ALL: [Self; 6] =
        [Self::Whole, Self::FieldPrefix, Self::WordPrefix, Self::Substring, Self::Slip, Self::Subsequence];

    fn number(self) -> u8 {
        self as u8
    }

    fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

/// One record that was found.
#[derive(Debug, Clone)]
pub struct Hit {
    pub id: Id,
    pub label: String,
    /// The sum of the terms' fuzzy scores; comparable only within one tier.
    pub score: i64,
    /// The worst tier of the terms; `Whole` for a query without terms.
    pub tier: Tier,
    /// What to highlight in the label: half-open ranges of characters, ascending, not touching.
    pub spans: Vec<(usize, usize)>,
    /// The field that matched, where the label does not show the match.
    pub field: Option<&'static Field>,
}

/// The answer to a query.
#[derive(Debug, Clone, Default)]
pub struct Hits {
    pub hits: Vec<Hit>,
    /// How many records matched; at most `EXACT_TOTAL`.
    pub total: usize,
    /// Whether there are more than `total`.
    pub more: bool,
}

/// The search was given up for a newer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the search was given up for a newer one")]
pub struct Cancelled;

/// Numbers the searches of one input line: starting one gives up the older.
#[derive(Debug, Clone, Default)]
pub struct Latest(Arc<AtomicU64>);

impl Latest {
    /// A token for a new search; every older token is cancelled by this.
    pub fn start(&self) -> Cancel {
        let mine = self.0.fetch_add(1, Ordering::AcqRel) + 1;
        Cancel { current: Arc::clone(&self.0), mine }
    }
}

/// Whether a search is still wanted; a clone asks about the same search.
#[derive(Debug, Clone)]
pub struct Cancel {
    current: Arc<AtomicU64>,
    mine: u64,
}

impl Cancel {
    /// A token that is never cancelled.
    pub fn never() -> Self {
        Latest::default().start()
    }

    pub fn is_cancelled(&self) -> bool {
        self.current.load(Ordering::Acquire) != self.mine
    }
}
