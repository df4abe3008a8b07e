//! Searching with the index: what the plain scan answers, without looking at every record.
//! Groups of equal places are gone through from the best; a search ends as soon as the hits are certain and more than the
//! exact total have been counted. Every document that is ranked is judged by its entry, as the plain scan would: by the whole, or by
//! a person's name where that alone brings it to its place.

mod bounds;
mod grader;
mod group;
mod judged;
mod many;
mod members;
mod plenty;
mod sight;

use super::entry::Draft;
use super::index::Index;
use super::judge::{Candidate, Judge, NO_TOWN, Place, Ranked, TOWN};
use super::linked::STAGES;
use super::marks::Marks;
use super::needle::Mode;
use super::query::Query;
use super::reach::linked::linked;
use super::reach::{Reach, Source};
use super::score::Scorer;
use super::segment::links::CLASSES;
use grader::Grader;
use group::Ranking;
use members::Members;

use super::{Cancel, Cancelled, Hits, MOST_HITS, Tier};
use crate::domain::State;
use crate::field::{Id, Kind};

/// Documents between two looks at the cancel token.
const CANCEL_EVERY: usize = 256;

/// The best hits of one branch of a query, never more than `MOST_HITS`. The index is that of the state.
///
/// # Errors
/// `Cancelled` when the token was cancelled before the answer was complete.
pub(super) fn search(
    index: &Index,
    state: &State,
    query: &Query,
    ask: Ask,
    cancel: &Cancel,
) -> Result<Hits, Cancelled> {
    let loosely = query.terms.iter().any(|term| term.mode == Mode::Plain);
    // What a single term finds with letters between comes after all else and changes nothing of it.
    let at_once = loosely && query.terms.len() == 1 && query.refused.is_empty();
    let terms = || query.terms.iter().chain(&query.refused);
    let mut judge = Judge::new(index, state, query, at_once);
    judge.linked = terms().map(|term| linked(term, index, state, judge.eyes, at_once)).collect();
    let mut loose = Judge::new(index, state, query, true);
    let reaches = query.terms.iter().zip(&judge.linked);
    let mut reaches: Vec<Reach<'_>> =
        reaches.map(|(term, linked)| Reach::new(term, index, &judge, linked)).collect();
    let hits = once(index, &judge, &mut reaches, ask, cancel)?;
    if hits.total >= ask.limit || !loosely || at_once {
        return Ok(hits);
    }
    // What was reached without letters between is reached with them too.
    let further = terms().zip(&judge.linked);
    let further = further.map(|(term, strict)| strict.loosened(linked(term, index, state, judge.eyes, true)));
    loose.linked = further.collect();
    let mut reaches: Vec<Reach<'_>> = reaches
        .into_iter()
        .zip(&loose.linked)
        .map(|(reach, linked)| reach.loosened(&loose, linked))
        .collect();
    once(index, &loose, &mut reaches, ask, cancel)
}

/// One search. A single term has letters between its own only where fewer were found without than are wanted.
fn once<'a>(
    index: &'a Index,
    judge: &'a Judge<'a>,
    reaches: &mut [Reach<'a>],
    ask: Ask,
    cancel: &'a Cancel,
) -> Result<Hits, Cancelled> {
    if cancel.is_cancelled() {
        return Err(Cancelled);
    }
    let mut engine = Engine::new(index, judge, cancel, ask);
    match reaches {
        [] => engine.all()?,
        [reach] => engine.one(reach)?,
        _ => engine.many(reaches)?,
    }
    let Engine { total, ranked, .. } = engine;
    let hits = ranked.iter().map(|ranked| judge.hit(ranked)).collect();
    Ok(Hits { hits, total: total.min(ask.exact), more: total > ask.exact })
}

/// How much is wanted of a search.
#[derive(Debug, Clone, Copy)]
pub struct Ask {
    pub(super) limit: usize,
    pub(super) exact: usize,
}

impl Ask {
    /// At most `limit` hits (and at most `MOST_HITS`), and a total that is exact up to `exact`, or to as many as hits are wanted.
    pub fn new(limit: usize, exact: usize) -> Self {
        let limit = limit.min(MOST_HITS);
        Self { limit, exact: exact.max(limit) }
    }
}

/// A search under way.
struct Engine<'a> {
    index: &'a Index,
    judge: &'a Judge<'a>,
    cancel: &'a Cancel,
    ask: Ask,
    /// The kinds that are asked for; `None` for all.
    kinds: Option<Vec<Kind>>,
    /// Whether each document must be asked, since more than its terms decides.
    picky: bool,
    /// What matches beside the segment, in the order of hits without their scores.
    recent: Vec<Candidate>,
    total: usize,
    ranked: Vec<Ranked>,
    tools: Tools<'a>,
}

/// What is used again from record to record.
#[derive(Default)]
struct Tools<'a> {
    scorer: Scorer,
    draft: Draft,
    /// The terms that must not be found.
    refused: Vec<Grader<'a>>,
}

impl<'a> Engine<'a> {
    fn new(index: &'a Index, judge: &'a Judge<'a>, cancel: &'a Cancel, ask: Ask) -> Self {
        let kinds = judge.kinds();
        let recent = index.recent().filter(|(id, _)| kinds.contains(&id.kind));
        let mut recent: Vec<Candidate> = recent.filter_map(|(id, entry)| judge.consider(id, entry)).collect();
        recent.sort_unstable_by_key(|candidate| {
            (candidate.place, std::cmp::Reverse(candidate.seq), candidate.id)
        });
        let grader = |(term, linked)| Grader::new(term, linked, judge, &index.segment).with_names();
        let refused = judge.refused().map(grader).collect();
        Self {
            index,
            judge,
            cancel,
            ask,
            kinds: (kinds.len() < Kind::ALL.len()).then_some(kinds),
            picky: judge.is_picky(),
            recent,
            total: 0,
            ranked: Vec::new(),
            tools: Tools { refused, ..Tools::default() },
        }
    }

    /// Whether nothing more can change the answer.
    fn is_done(&self) -> bool {
        self.ranked.len() >= self.ask.limit && self.total > self.ask.exact
    }

    /// Every record, for a query without terms.
    fn all(&mut self) -> Result<(), Cancelled> {
        let count = super::lists::number(self.index.segment.documents.len());
        let docs: Vec<u32> = (0..count).filter(|doc| self.is_asked(*doc)).collect();
        self.group((0, 0, 0, NO_TOWN), &self.listed(docs), &Ranking::Alike)
    }

    /// What one term finds.
    fn one(&mut self, reach: &mut Reach<'a>) -> Result<(), Cancelled> {
        let mut seen = Marks::new(self.index.segment.documents.len());
        let mut tier = 0;
        for stage in STAGES {
            let plain = reach.needle.mode == Mode::Plain;
            if plain && stage == Tier::Subsequence && self.total >= self.ask.limit {
                break;
            }
            reach.extend();
            let Some(complete) = reach.complete() else { break };
            while tier <= complete {
                for class in 0..CLASSES {
                    let class = u8::try_from(class).unwrap_or_default();
                    if class > 0 {
                        reach.follow(tier);
                    }
                    if tier == 0 && class == 0 {
                        let towns: Vec<u32> = reach.towns().collect();
                        let towns = self.unseen(&[Source::of(&towns)], &mut seen);
                        self.group((0, 0, 0, TOWN), &towns, &Ranking::Levels(reach))?;
                    }
                    let place = (tier, tier, class, NO_TOWN);
                    if self.is_done() || self.plenty(place, reach, &seen)? {
                        return Ok(());
                    }
                    let docs = self.unseen(reach.sources(tier, class), &mut seen);
                    self.group(place, &docs, &Ranking::Levels(reach))?;
                    if self.is_done() {
                        return Ok(());
                    }
                }
                tier += 1;
            }
            if self.ranked.len() >= self.ask.limit && self.is_more_than_counted(reach, &seen) {
                self.total = self.ask.exact.saturating_add(1);
                break;
            }
        }
        Ok(())
    }

    /// What some sources show that has not been seen in a better group.
    fn unseen(&self, sources: &[Source<'_>], seen: &mut Marks) -> Members {
        let members = Members::unseen(sources, seen, &self.index.stale, self.index.segment.documents.len());
        if self.kinds.is_none() { members } else { members.filtered(|doc| self.is_asked(doc)) }
    }

    /// Documents in their order as a group.
    fn listed(&self, docs: Vec<u32>) -> Members {
        Members::listed(docs, self.index.segment.documents.len())
    }

    /// Whether a document is as of this state, and of a kind that is asked for.
    fn is_asked(&self, doc: u32) -> bool {
        let of_kind = |kinds: &Vec<Kind>| {
            self.index.segment.documents.kind(doc).is_some_and(|kind| kinds.contains(&kind))
        };
        !self.index.stale.get(doc) && self.kinds.as_ref().is_none_or(of_kind)
    }
}
