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
use crate::field::{Date, Field, Id, Kind};

/// One counterpart after the first pass.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scored {
    pub id: Id,
    pub low: u32,
    pub score: u32,
    pub failed: Option<Gate>,
    /// The days waiting, where they are known before the record is read.
    pub waiting: Option<i32>,
}

/// All that passed, or the best of them, and the same of those kept out; in no order yet.
pub(crate) struct Sorted {
    pub passed: Vec<Scored>,
    pub out: Vec<Scored>,
    pub total: usize,
    pub excluded_total: BTreeMap<&'static str, usize>,
}

/// Ranks the records of a kind for one record, by reading them all: the definition that faster ways are held to.
///
/// # Errors
/// `NotFound` where the record is not there, `Unpaired` where the two kinds are not matched.
pub fn rank(state: &State, id: Id, wanted: Kind, options: &Options) -> Result<Ranking, MatchError> {
    unpaired(id, wanted)?;
    let atlas = Atlas::new(state, options.today, options.sees_needs);
    let query = Side::find(&atlas, id)?;
    Ok(plain(&atlas, &query, wanted, options))
}

/// # Errors
/// `Unpaired` where the two kinds are not matched.
pub(crate) fn unpaired(id: Id, wanted: Kind) -> Result<(), MatchError> {
    if counterparts(id.kind).contains(&wanted) {
        Ok(())
    } else {
        Err(MatchError::Unpaired { from: id.kind.plural(), wanted: wanted.plural() })
    }
}

/// The ranking by scan.
pub(crate) fn plain(atlas: &Atlas<'_>, query: &Side, wanted: Kind, options: &Options) -> Ranking {
    let (passed, out): (Vec<Scored>, Vec<Scored>) =
        score_all(atlas, query, wanted).into_iter().partition(|scored| scored.failed.is_none());
    let mut excluded_total = BTreeMap::new();
    for gate in out.iter().filter_map(|scored| scored.failed) {
        *excluded_total.entry(gate.key()).or_insert(0) += 1;
    }
    let total = passed.len();
    finish(atlas, query, Sorted { passed, out, total, excluded_total }, options.limit)
}

/// Puts in order what was found, and gives the account of those that are shown.
pub(crate) fn finish(atlas: &Atlas<'_>, query: &Side, found: Sorted, limit: usize) -> Ranking {
    let Sorted { mut passed, mut out, total, excluded_total } = found;
    let limit = if limit == 0 { usize::MAX } else { limit };
    order(atlas, &mut passed, limit);
    out.sort_unstable_by_key(|scored| (Reverse(scored.low), Reverse(scored.score), scored.id));
    let hits = passed.iter().take(limit).filter_map(|scored| {
        let hit = hit(atlas, query, scored.id)?;
        debug_assert_eq!((hit.low, hit.score, failed(&hit.gates)), (scored.low, scored.score, None));
        Some(hit)
    });
    let hits = hits.collect();
    let excluded = out
        .iter()
        .take(limit)
        .filter_map(|scored| Some(Excluded { id: scored.id, gate: scored.failed?, score: scored.score }));
    Ranking { total, hits, excluded: excluded.collect(), excluded_total }
}

/// The first pass: numbers and gates of every counterpart, by id.
pub(crate) fn score_all(atlas: &Atlas<'_>, query: &Side, wanted: Kind) -> Vec<Scored> {
    let hidden = hidden(atlas.state, query.id(), wanted);
    let mut scored = Vec::with_capacity(atlas.state.count(wanted));
    scored.extend(atlas.state.records(wanted).filter_map(|record| score(atlas, query, &record, &hidden)));
    scored
}

/// Numbers and gates of one counterpart; `None` for one that is not matched.
pub(crate) fn score(
    atlas: &Atlas<'_>,
    query: &Side,
    record: &Record,
    hidden: &BTreeSet<Id>,
) -> Option<Scored> {
    let other = Side::read(atlas, record)?;
    let judged = judge(atlas, query, &other, false)?;
    let total = judged.sheet.totals().total;
    let taken_out = hidden.contains(&record.id).then_some(Gate::Hidden);
    let failed = failed(&judged.gates).or(taken_out);
    Some(Scored { id: record.id, low: total.low, score: total.score, failed, waiting: None })
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
            let days = |scored: &Scored| scored.waiting.unwrap_or_else(|| waiting_days(atlas, scored.id));
            group.sort_by_cached_key(|scored| (Reverse(days(scored)), scored.id));
        }
    }
}

/// Whole days that a person's oldest open case, or a job, has been waiting.
pub(crate) fn waiting_days(atlas: &Atlas<'_>, id: Id) -> i32 {
    let record = || atlas.state.live(id);
    let since = match id.kind {
        Kind::Person => record().map(|record| person_since(atlas.state, &record)),
        Kind::Job => record().as_ref().map(job_since),
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
        | Kind::Gathering
        | Kind::Round => None,
    };
    since.map_or(0, |since| atlas.today.days_since(since).max(0))
}

/// The day on which a person's oldest open case was opened, or else the person was recorded.
pub(crate) fn person_since(state: &State, person: &Record) -> Date {
    let cases = state.linked(person.id, Kind::Case).filter_map(|case| state.live(case));
    let open = cases.filter(|case| case.choice(&case::STAGE) != Some(Stage::Closed.code()));
    let opened = open.filter(|case| case.reference(&case::PERSON) == Some(person.id));
    let oldest = opened.filter_map(|case| case.date(&case::OPENED_ON)).min();
    oldest.unwrap_or_else(|| person.created.at.date())
}

/// The day since which a job has been waiting.
pub(crate) fn job_since(record: &Record) -> Date {
    record
        .date(&job::RECEIVED_ON)
        .or_else(|| record.date(&job::OPENS_ON))
        .unwrap_or_else(|| record.created.at.date())
}

/// Counterparts that a coordinator took out.
pub(crate) fn hidden(state: &State, id: Id, wanted: Kind) -> BTreeSet<Id> {
    set_by_hand(state, id, wanted, &matched::HIDDEN)
}

/// Counterparts that a coordinator set above the others, whatever their score; those that a gate keeps out are among them.
pub fn pinned(state: &State, id: Id, wanted: Kind) -> BTreeSet<Id> {
    set_by_hand(state, id, wanted, &matched::PINNED)
}

/// The numbers of one pair, as a ranking gives them; `None` where a gate keeps it out or the two are not matched.
pub fn hit_of(state: &State, id: Id, other: Id, options: &Options) -> Option<Hit> {
    let atlas = Atlas::new(state, options.today, options.sees_needs);
    let query = Side::find(&atlas, id).ok()?;
    hit(&atlas, &query, other).filter(|hit| failed(&hit.gates).is_none())
}

fn set_by_hand(state: &State, id: Id, wanted: Kind, mark: &Field) -> BTreeSet<Id> {
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
        | Kind::Gathering
        | Kind::Round => return BTreeSet::new(),
    };
    let matches = state.linked(id, Kind::Match).filter_map(|one| state.live(one));
    let set = matches.filter(|one| one.flag(mark) == Some(true));
    set.filter_map(|one| one.reference(other)).collect()
}
