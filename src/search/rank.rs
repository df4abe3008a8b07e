//! Scanning and ordering.
//! A hit's place is decided by, in this order: the worst tier of its terms, the sum of the tiers, the sum of the field
//! classes, the sum of the scores (descending), the newest change (descending), the id. That order is total, so equal
//! states give equal answers whatever the number of threads. Scores are only computed for groups that reach the answer.

use super::entry::{Entry, Link, class_number};
use super::filter::Filter;
use super::index::Index;
use super::needle::{Fit, Mode, Needle};
use super::query::Query;
use super::score::Scorer;
use super::spans::{highlight, merged};
use super::{Cancel, Cancelled, EXACT_TOTAL, Hit, Hits, MOST_HITS, Tier};
use crate::domain::State;
use crate::domain::table::Table;
use crate::field::{Class, Id, Kind, by_code};

/// Records between two looks at the cancel token.
const CANCEL_EVERY: usize = 1024;
/// Kinds few enough, and named often enough, that each term is asked of all of them before others link to them.
const LINKED_FIRST: [Kind; 4] = [Kind::Region, Kind::Skill, Kind::Organisation, Kind::Measure];

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
    let limit = limit.min(MOST_HITS);
    let mut plan = Plan::new(index, state, query, false);
    let mut found = plan.scan(cancel)?;
    if found.len() < limit && query.terms.iter().any(|term| term.mode == Mode::Plain) {
        plan = Plan::new(index, state, query, true);
        found = plan.scan(cancel)?;
    }
    let total = found.len();
    let best = plan.best(found, limit, cancel)?;
    let hits = best.into_iter().map(|(candidate, score)| plan.hit(&candidate, score)).collect();
    Ok(Hits { hits, total: total.min(EXACT_TOTAL), more: total > EXACT_TOTAL })
}

/// A record that matched, with the first three parts of its place: worst tier, sum of tiers, sum of classes.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    place: (u8, u8, u8),
    seq: u64,
    id: Id,
}

/// A query about one index.
struct Plan<'a> {
    index: &'a Index,
    state: &'a State,
    query: &'a Query,
    kinds: Vec<Kind>,
    /// Whether letters may stand between a term's letters.
    loose: bool,
    /// For each term, the tiers of the records that others link to.
    linked: Vec<Linked>,
}

type Linked = [Table<u8>; LINKED_FIRST.len()];

impl<'a> Plan<'a> {
    fn new(index: &'a Index, state: &'a State, query: &'a Query, loose: bool) -> Self {
        let kinds =
            Kind::ALL.into_iter().filter(|kind| query.filters.iter().all(|filter| filter.allows(*kind)));
        let mut plan = Self { index, state, query, kinds: kinds.collect(), loose, linked: Vec::new() };
        plan.linked = query.terms.iter().chain(&query.refused).map(|term| plan.ask_linked(term)).collect();
        plan
    }

    fn ask_linked(&self, term: &Needle) -> Linked {
        LINKED_FIRST.map(|kind| {
            let mut tiers = Table::default();
            for (id, entry) in self.index.share(kind, 0, 1) {
                if let Some(fit) = term.best(id, entry, classes_of_linked(kind), self.loose) {
                    tiers.insert(id.number, fit.tier.number());
                }
            }
            tiers
        })
    }

    /// Every record that matches, in no order.
    fn scan(&self, cancel: &Cancel) -> Result<Vec<Candidate>, Cancelled> {
        let threads = self.index.threads(&self.kinds);
        if threads < 2 {
            return self.scan_share(0, 1, cancel);
        }
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads)
                .map(|part| scope.spawn(move || self.scan_share(part, threads, cancel)))
                .collect();
            let mut all = Vec::new();
            for (part, worker) in workers.into_iter().enumerate() {
                // What stopped a worker must stop the search in the same way, so its share is scanned again here.
                all.extend(worker.join().unwrap_or_else(|_| self.scan_share(part, threads, cancel))?);
            }
            Ok(all)
        })
    }

    fn scan_share(&self, part: usize, parts: usize, cancel: &Cancel) -> Result<Vec<Candidate>, Cancelled> {
        let mut found = Vec::new();
        let entries = self.kinds.iter().flat_map(|kind| self.index.share(*kind, part, parts));
        for (count, (id, entry)) in entries.enumerate() {
            if count % CANCEL_EVERY == 0 && cancel.is_cancelled() {
                return Err(Cancelled);
            }
            found.extend(self.consider(id, entry));
        }
        Ok(found)
    }

    fn consider(&self, id: Id, entry: &Entry) -> Option<Candidate> {
        let mut place = (0_u8, 0_u8, 0_u8);
        for (term, linked) in self.query.terms.iter().zip(&self.linked) {
            let (tier, class) = self.grade(term, linked, id, entry)?;
            place = (
                place.0.max(tier.number()),
                place.1.saturating_add(tier.number()),
                place.2.saturating_add(class),
            );
        }
        let refused =
            self.query.refused.iter().zip(self.linked.get(self.query.terms.len()..).unwrap_or_default());
        for (term, linked) in refused {
            if self.grade(term, linked, id, entry).is_some() {
                return None;
            }
        }
        if self.query.filters.iter().any(Filter::needs_record) {
            let record = self.state.live(id)?;
            if !self.query.lets_pass(&record, self.state) {
                return None;
            }
        }
        Some(Candidate { place, seq: entry.seq, id })
    }

    /// The tier and class of the best way in which a term matches a record.
    fn grade(&self, term: &Needle, linked: &Linked, id: Id, entry: &Entry) -> Option<(Tier, u8)> {
        let own =
            term.best(id, entry, class_number(Class::Note), self.loose).map(|fit| (fit.tier, fit.class));
        let links = entry.links.iter().filter(|link| own.is_none_or(|own| (Tier::Whole, link.class) < own));
        links.filter_map(|link| Some((self.link_tier(term, linked, link.id)?, link.class))).chain(own).min()
    }

    /// The best way in which a term matches a record, as text, and whether that is a linked record's text.
    fn fit(&self, term: &Needle, linked: &Linked, id: Id, entry: &'a Entry) -> Option<(Fit<'a>, bool)> {
        let grade = self.grade(term, linked, id, entry)?;
        let own = term.best(id, entry, class_number(Class::Note), self.loose);
        if let Some(fit) = own.filter(|fit| (fit.tier, fit.class) == grade) {
            return Some((Needle::spelled(fit, entry), false));
        }
        let graded = |link: &&Link| {
            Some(grade) == self.link_tier(term, linked, link.id).map(|tier| (tier, link.class))
        };
        let link = entry.links.iter().find(graded)?;
        let fit = Needle::spelled(self.linked_fit(term, link.id)?, self.index.entry(link.id)?);
        Some((Fit { class: link.class, field: u16::from(link.field), ..fit }, true))
    }

    fn link_tier(&self, term: &Needle, linked: &Linked, id: Id) -> Option<Tier> {
        let known = LINKED_FIRST.iter().position(|kind| *kind == id.kind);
        match known.and_then(|place| linked.get(place)) {
            Some(tiers) => tiers.get(id.number).copied().and_then(Tier::from_number),
            None => self.linked_fit(term, id).map(|fit| fit.tier),
        }
    }

    fn linked_fit(&self, term: &Needle, id: Id) -> Option<Fit<'a>> {
        term.best(id, self.index.entry(id)?, classes_of_linked(id.kind), self.loose)
    }

    /// The first `limit` of the candidates in their order, with their scores.
    fn best(
        &self,
        mut found: Vec<Candidate>,
        limit: usize,
        cancel: &Cancel,
    ) -> Result<Vec<(Candidate, i64)>, Cancelled> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        // Only whole groups of equal places can be compared without scores; the group that crosses the limit stays whole.
        if found.len() > limit {
            let (_, last, _) = found.select_nth_unstable_by_key(limit - 1, |candidate| candidate.place);
            let last = last.place;
            found.retain(|candidate| candidate.place <= last);
        }
        let mut scorer = Scorer::default();
        let mut ranked = Vec::with_capacity(found.len());
        for (count, candidate) in found.into_iter().enumerate() {
            if count % CANCEL_EVERY == 0 && cancel.is_cancelled() {
                return Err(Cancelled);
            }
            let score = self.score(&mut scorer, candidate.id);
            ranked.push((candidate, score));
        }
        let key = |(candidate, score): &(Candidate, i64)| {
            (candidate.place, std::cmp::Reverse(*score), std::cmp::Reverse(candidate.seq), candidate.id)
        };
        if ranked.len() > limit {
            ranked.select_nth_unstable_by_key(limit - 1, key);
            ranked.truncate(limit);
        }
        ranked.sort_unstable_by_key(key);
        Ok(ranked)
    }

    fn score(&self, scorer: &mut Scorer, id: Id) -> i64 {
        let Some(entry) = self.index.entry(id) else { return 0 };
        let terms = self.query.terms.iter().zip(&self.linked).enumerate();
        terms
            .filter_map(|(place, (term, linked))| {
                let (fit, _) = self.fit(term, linked, id, entry)?;
                Some(scorer.score(place, term, &fit))
            })
            .sum()
    }

    fn hit(&self, candidate: &Candidate, score: i64) -> Hit {
        let id = candidate.id;
        let label = self.state.label(id).unwrap_or_else(|| id.to_string());
        let (mut spans, mut field) = (Vec::new(), None);
        if let (Some(entry), Some(record)) = (self.index.entry(id), self.state.record(id)) {
            for (term, linked) in self.query.terms.iter().zip(&self.linked) {
                let Some((fit, through_link)) = self.fit(term, linked, id, entry) else { continue };
                let shown = highlight(&label, &record, term, &fit, through_link);
                if shown.is_empty() && fit.field != 0 {
                    field = field.or_else(|| by_code(id.kind, fit.field));
                }
                spans.extend(shown);
            }
        }
        let tier = Tier::from_number(candidate.place.0).unwrap_or(Tier::Whole);
        Hit { id, label, score, tier, spans: merged(spans), field }
    }
}

/// Which fields of a record count for those that link to it: what it is called, and for a region where it lies.
fn classes_of_linked(kind: Kind) -> u8 {
    class_number(if kind == Kind::Region { Class::Region } else { Class::Name })
}
