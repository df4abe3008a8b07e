//! The plain scan: every record's text is looked at for every query. It defines what a search means; the index must answer
//! alike. `search --exhaustive` asks it, and the tests.

use std::sync::Arc;

use super::either::branches;
use super::engine::Ask;
use super::entry::Entry;
use super::judge::{Candidate, Entries, Judge, LINKED_FIRST, Ranked, classes_of_linked, key};
use super::linked::Linked;
use super::needle::{Mode, Needle};
use super::query::Query;
use super::score::Scorer;
use super::{Cancel, Cancelled, EXACT_TOTAL, Hits, MOST_HITS};
use crate::domain::State;
use crate::domain::table::Table;
use crate::field::{Id, Kind};

/// Records between two looks at the cancel token.
const CANCEL_EVERY: usize = 1024;
/// Threads that read and scan.
const THREADS: usize = 2;
/// Records below which a second thread costs more than it saves.
const WORTH_A_THREAD: usize = 4096;
const KINDS: usize = Kind::ALL.len();

/// The text of every record of a state.
#[derive(Debug, Default)]
pub struct Plain {
    tables: [Table<Arc<Entry>>; KINDS],
}

impl Plain {
    /// Reads every record.
    pub fn of(state: &State) -> Self {
        let mut plain = Self::default();
        for (kind, table) in Kind::ALL.into_iter().zip(&mut plain.tables) {
            let read = |part, parts| -> Vec<(u32, Arc<Entry>)> {
                let mine = state.all(kind).filter(|(id, _)| share(id.number, parts) == part);
                let records = mine.filter(|(_, packed)| !packed.is_withdrawn());
                records
                    .filter_map(|(id, packed)| Some((id.number, Arc::new(Entry::of(&packed.unpack()?)?))))
                    .collect()
            };
            for (number, entry) in in_parts(threads(state.count(kind)), read).into_iter().flatten() {
                table.insert(number, entry);
            }
        }
        plain
    }

    /// The best hits of a query, at most `limit` (and at most `MOST_HITS`).
    ///
    /// # Errors
    /// `Cancelled` when the token was cancelled before the answer was complete.
    pub fn search(
        &self,
        state: &State,
        query: &Query,
        limit: usize,
        cancel: &Cancel,
    ) -> Result<Hits, Cancelled> {
        let ask = Ask::new(limit, EXACT_TOTAL);
        branches(state, query, ask, |branch, ask| self.branch(state, branch, ask.limit, cancel))
    }

    fn branch(&self, state: &State, query: &Query, limit: usize, cancel: &Cancel) -> Result<Hits, Cancelled> {
        let limit = limit.min(MOST_HITS);
        let mut judge = self.judge(state, query, false);
        let mut found = self.scan(&judge, cancel)?;
        if found.len() < limit && query.terms.iter().any(|term| term.mode == Mode::Plain) {
            judge = self.judge(state, query, true);
            found = self.scan(&judge, cancel)?;
        }
        let total = found.len();
        let best = self.best(&judge, found, limit, cancel)?;
        let hits = best.iter().map(|ranked| judge.hit(ranked)).collect();
        Ok(Hits { hits, total: total.min(EXACT_TOTAL), more: total > EXACT_TOTAL })
    }

    fn judge<'a>(&'a self, state: &'a State, query: &'a Query, loose: bool) -> Judge<'a> {
        let mut judge = Judge::new(self, state, query, loose);
        let linked = query.terms.iter().chain(&query.refused).map(|term| self.linked(&judge, term)).collect();
        judge.linked = linked;
        judge
    }

    fn linked(&self, judge: &Judge<'_>, term: &Needle) -> Linked<'static> {
        Linked::of(LINKED_FIRST.map(|kind| {
            let mut tiers = Table::default();
            for (id, entry) in self.entries(kind).filter(|(id, _)| judge.state.has(*id)) {
                if let Some(fit) = term.best(id, entry, judge.sight(classes_of_linked(kind))) {
                    tiers.insert(id.number, fit.tier.number());
                }
            }
            tiers
        }))
    }

    /// Every record that matches, in no order.
    fn scan(&self, judge: &Judge<'_>, cancel: &Cancel) -> Result<Vec<Candidate>, Cancelled> {
        let kinds = judge.kinds();
        let all = kinds.iter().filter_map(|kind| self.tables.get(kind.index())).map(Table::len).sum();
        let scan = |part, parts| {
            let mut found = Vec::new();
            let entries = kinds.iter().flat_map(|kind| self.entries(*kind));
            let mine = entries.filter(|(id, _)| share(id.number, parts) == part);
            for (count, (id, entry)) in mine.enumerate() {
                if count % CANCEL_EVERY == 0 && cancel.is_cancelled() {
                    return Err(Cancelled);
                }
                found.extend(judge.consider(id, entry));
            }
            Ok(found)
        };
        let parts: Result<Vec<_>, _> = in_parts(threads(all), scan).into_iter().collect();
        Ok(parts?.into_iter().flatten().collect())
    }

    /// The first `limit` of the candidates in their order, with their scores.
    fn best(
        &self,
        judge: &Judge<'_>,
        mut found: Vec<Candidate>,
        limit: usize,
        cancel: &Cancel,
    ) -> Result<Vec<Ranked>, Cancelled> {
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
            let Some(entry) = self.entry(candidate.id) else { continue };
            let score = judge.score(&mut scorer, candidate.id, &entry, candidate.place);
            ranked.push((candidate, score));
        }
        ranked.sort_unstable_by_key(key);
        ranked.truncate(limit);
        Ok(ranked)
    }

    fn entries(&self, kind: Kind) -> impl Iterator<Item = (Id, &Arc<Entry>)> {
        let entries = self.tables.get(kind.index()).into_iter().flat_map(Table::iter);
        entries.map(move |(number, entry)| (Id::new(kind, number), entry))
    }
}

impl Entries for Plain {
    fn entry(&self, id: Id) -> Option<Arc<Entry>> {
        self.tables.get(id.kind.index())?.get(id.number).cloned()
    }
}

/// Which of `parts` threads has a record: neighbours share a block of memory.
fn share(number: u32, parts: usize) -> usize {
    (number as usize >> 8) % parts
}

fn threads(records: usize) -> usize {
    if records >= WORTH_A_THREAD { THREADS } else { 1 }
}

/// What each of `parts` threads makes of its part.
fn in_parts<T: Send>(parts: usize, work: impl Fn(usize, usize) -> T + Sync) -> Vec<T> {
    if parts < 2 {
        return vec![work(0, 1)];
    }
    let work = &work;
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..parts).map(|part| scope.spawn(move || work(part, parts))).collect();
        let joined = workers.into_iter().enumerate();
        // What stopped a worker must stop the search in the same way, so its part is done again here.
        joined.map(|(part, worker)| worker.join().unwrap_or_else(|_| work(part, parts))).collect()
    })
}
