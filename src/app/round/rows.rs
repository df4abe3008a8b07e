//! The rows of a round's screen in their order: what can be set, then everybody who entered, the placed first.

use crate::domain::State;
use crate::field::tables::round;
use crate::field::{Id, Kind};
use crate::matching::round::{Placing, Proposal};

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    Seed,
    Cap(Id),
    Post(Id),
    /// Somebody who entered, by case or person.
    Entry(Id),
}

impl Row {
    /// The record that the row is about.
    pub const fn id(self) -> Option<Id> {
        match self {
            Self::Seed => None,
            Self::Cap(id) | Self::Post(id) | Self::Entry(id) => Some(id),
        }
    }
}

/// The rows: seed, caps, posts; those placed by post and fit to it; then the others by reason.
pub fn rows(proposal: &Proposal) -> Vec<Row> {
    let mut rows = vec![Row::Seed];
    rows.extend(proposal.caps.iter().map(|cap| Row::Cap(cap.region)));
    rows.extend(proposal.posts.iter().map(|post| Row::Post(post.job)));
    let mut placings: Vec<&Placing> = proposal.placings.iter().collect();
    placings.sort_by_key(|placing| {
        let fit = placing.fit.map_or(0, |fit| fit.to_job);
        let why = placing.why.map_or("", crate::matching::round::propose::Reason::key);
        (placing.job.is_none(), placing.job, why, std::cmp::Reverse(fit), placing.entry.id())
    });
    rows.extend(placings.into_iter().map(|placing| Row::Entry(placing.entry.id())));
    rows
}

/// The newest round of the same inputs that was accepted before.
pub fn accepted(state: &State, proposal: &Proposal) -> Option<Id> {
    let same = |id: &Id| {
        let record = state.live(*id);
        record.is_some_and(|record| record.text(&round::INPUTS_HASH) == Some(&*proposal.inputs_hash))
    };
    state.ids(Kind::Round).filter(same).last()
}
