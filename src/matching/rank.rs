//! Ranking: every counterpart of one record, in the order of the low end, the score, the days waiting and the id.
//! Two passes: the first only adds up numbers, for all; the second gives the account, for those that are shown.
//! Called on each move of a cursor and by the command line.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::atlas::Atlas;
use super::gates::{Gate, failed};
use super::pair::{Side, judge};
use super::{Excluded, Hit, MatchError, Options, Ranking, counterparts};
use crate::domain::{Record, State};
use crate::field::choices::Stage;
use crate::field::tables::{case, job, matched};
use crate::field::{Date, Id, Kind};

/// One counterpart after the first pass.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scored {
    pub id: Id,
    pub low: u32,
    pub score: u32,
    pub failed: Option<Gate>,
}

/// Ranks the records of a kind for one record.
///
/// # Errors
/// `NotFound` where the record is not there, `Unpaired` where the two kinds are not matched.
pub fn rank(state: &State, id: Id, wanted: Kind, options: &Options) -> Result<Ranking, MatchError> {
    if !counterparts(id.kind).contains(&wanted) {
        return Err(MatchError::Unpaired { from: id.kind.plural(), wanted: wanted.plural() });
    }
    let atlas = Atlas::new(state, options.today, options.sees_needs);
    let query = Side::find(&atlas, id)?;
    let (mut passed, mut out): (Vec<Scored>, Vec<Scored>) =
        score_all(&atlas, &query, wanted).into_iter().partition(|scored| scored.failed.is_none());
    let limit = if options.limit == 0 { usize::MAX } else { options.limit };
    let total = passed.len();
    order(&atlas, &mut passed, limit);
    out.sort_unstable_by_key(|scored| (Reverse(scored.low), Reverse(scored.score), scored.id));
    let mut excluded_total = BTreeMap::new();
    let excluded: Vec<Excluded> = out
        .iter()
        .filter_map(|scored| Some(Excluded { id: scored.id, gate: scored.failed?, score: scored.score }))
        .collect();
    for one in &excluded {
        *excluded_total.entry(one.gate.key()).or_insert(0) += 1;
    }
    let hits = passed.iter().take(limit).filter_map(|scored| hit(&atlas, &query, scored.id)).collect();
    Ok(Ranking { total, hits, excluded: excluded.into_iter().take(limit).collect(), excluded_total })
}

/// The first pass: numbers and gates of every counterpart, by id.
pub(crate) fn score_all(atlas: &Atlas<'_>, query: &Side, wanted: Kind) -> Vec<Scored> {
    let hidden = hidden(atlas.state, query.id(), wanted);
    let mut scored = Vec::with_capacity(atlas.state.count(wanted));
    for record in atlas.state.records(wanted) {
        let Some(other) = Side::read(atlas, &record) else { continue };
        let Some(judged) = judge(atlas, query, &other, false) else { continue };
        let total = judged.sheet.totals().total;
        let taken_out = hidden.contains(&record.id).then_some(Gate::Hidden);
        let failed = failed(&judged.gates).or(taken_out);
        scored.push(Scored { id: record.id, low: total.low, score: total.score, failed });
    }
    scored
}

/// The full account of one counterpart.
pub(crate) fn hit(atlas: &Atlas<'_>, query: &Side, id: Id) -> Option<Hit> {
    let other = Side::find(atlas, id).ok()?;
    Some(judge(atlas, query, &other, true)?.into_hit(id))
}

/// Sorts so that the first `limit` are right; waiting days are looked up only where they decide.
fn order(atlas: &Atlas<'_>, passed: &mut [Scored], limit: usize) {
    passed.sort_unstable_by_key(|scored| (Reverse(scored.low), Reverse(scored.score), scored.id));
    let mut before = 0;
    for group in passed.chunk_by_mut(|one, other| (one.low, one.score) == (other.low, other.score)) {
        if before >= limit {
            return;
        }
        before += group.len();
        if group.len() > 1 {
            group.sort_by_cached_key(|scored| (Reverse(waiting_days(atlas, scored.id)), scored.id));
        }
    }
}

/// Whole days that a person's oldest open case, or a job, has been waiting.
pub(crate) fn waiting_days(atlas: &Atlas<'_>, id: Id) -> i32 {
    let since = match id.kind {
        Kind::Person => person_since(atlas.state, id),
        Kind::Job => atlas.state.live(id).as_ref().map(job_since),
        Kind::Region
        | Kind::Organisation
        | Kind::Case
        | Kind::Match
        | Kind::Skill
        | Kind::Measure
        | Kind::Activity
        | Kind::Note
        | Kind::User
        | Kind::View
        | Kind::Round => None,
    };
    since.map_or(0, |since| atlas.today.days_since(since).max(0))
}

fn person_since(state: &State, id: Id) -> Option<Date> {
    let cases = state.linked(id, Kind::Case).filter_map(|case| state.live(case));
    let open = cases.filter(|case| case.choice(&case::STAGE) != Some(Stage::Closed.code()));
    let opened = open.filter(|case| case.reference(&case::PERSON) == Some(id));
    opened
        .filter_map(|case| case.date(&case::OPENED_ON))
        .min()
        .or_else(|| state.live(id).map(|record| record.created.at.date()))
}

fn job_since(record: &Record) -> Date {
    record
        .date(&job::RECEIVED_ON)
        .or_else(|| record.date(&job::OPENS_ON))
        .unwrap_or_else(|| record.created.at.date())
}

/// Counterparts that a coordinator took out.
pub(crate) fn hidden(state: &State, id: Id, wanted: Kind) -> BTreeSet<Id> {
    let other = match wanted {
        Kind::Person => &matched::PERSON,
        Kind::Job => &matched::JOB,
        Kind::Region
        | Kind::Organisation
        | Kind::Case
        | Kind::Match
        | Kind::Skill
        | Kind::Measure
        | Kind::Activity
        | Kind::Note
        | Kind::User
        | Kind::View
        | Kind::Round => return BTreeSet::new(),
    };
    let matches = state.linked(id, Kind::Match).filter_map(|one| state.live(one));
    let hidden = matches.filter(|one| one.flag(&matched::HIDDEN) == Some(true));
    hidden.filter_map(|one| one.reference(other)).collect()
}
