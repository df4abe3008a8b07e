//! Ranking from columns: the same answers as the plain scan of `rank`, without reading the records that are not shown.
//! `Fits` belongs to all snapshots of a store; columns are made when a ranking is first asked for, follow each commit at the
//! cost of what it changed, and are shared by readers, whose rights are asked person by person.
//! Invariant: equal to `rank`, whatever the state, the day and the rights; held by the property tests.

mod best;
mod bound;
mod gaps;
mod gather;
mod jobs;
mod later;
mod people;
mod shared;
mod table;
mod visible;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use best::{One, key};
use visible::Visible;

use super::atlas::Atlas;
use super::columns::{Follow, Jobs, Kin, People, Places};
use super::gap::Gap;
use super::gates::Gate;
use super::pair::Side;
use super::parts::Asking;
use super::rank::{Scored, finish, hidden, score, unpaired};
use super::{MatchError, Options, Ranking, rank};
use crate::domain::State;
use crate::field::{Date, Guard, Id, Kind};

/// The columns of one store, made when asked for.
#[derive(Debug, Default)]
pub struct Fits {
    people: Slot<People>,
    jobs: Slot<Jobs>,
    places: Slot<Places>,
    kin: Slot<Kin>,
    visible: visible::Kept,
}

/// What was found, before it is put in order.
#[derive(Debug, Default)]
struct Found {
    total: usize,
    excluded_total: BTreeMap<&'static str, usize>,
    passed: Vec<One>,
    out: Vec<One>,
}

impl Fits {
    /// Makes what rankings of a kind need, so that the first does not wait for it.
    pub fn warm(&self, state: &State, wanted: Kind, today: Date) {
        let whole = state.through(None);
        self.places.of(&whole, today);
        self.jobs.of(&whole, today);
        if wanted == Kind::Person {
            self.people.of(&whole, today);
        }
        self.kin.of(&whole, today);
    }

    /// Ranks the records of a kind for one record, as `rank` does.
    ///
    /// # Errors
    /// As `rank`.
    pub fn rank(
        &self,
        state: &State,
        id: Id,
        wanted: Kind,
        options: &Options,
    ) -> Result<Ranking, MatchError> {
        unpaired(id, wanted)?;
        let (whole, today) = (state.through(None), options.today);
        let (places, jobs) = (self.places.of(&whole, today), self.jobs.of(&whole, today));
        let kin = self.kin.of(&whole, today);
        // A reader from whom needs are hidden finds none in any record.
        let sees_needs = options.sees_needs && state.sees(Guard::Needs);
        // Each thread of a search has one of its own.
        let own = || Atlas::new(state, today, sees_needs).knowing(&places, &jobs, &kin);
        let atlas = own();
        let query = Side::find(&atlas, id)?;
        let mut apart = hidden(state, id, wanted);
        let taken_out = apart.clone();
        let found = match (&query, wanted) {
            (Side::Job(_) | Side::Region(_), Kind::Person) => {
                let people = self.people.of(&whole, today);
                apart.extend(people.odd());
                let asking = match &query {
                    Side::Job(opening) => Asking::Job(opening),
                    Side::Region(place) => Asking::Region(place),
                    Side::Person(_) => return rank(state, id, wanted, options),
                };
                let visible = self.visible.of(state, wanted);
                shared::together(people.chunks.len(), options.limit, |turns| {
                    let search = people::Search {
                        people: &people,
                        kin: &kin,
                        atlas: &own(),
                        asking,
                        apart: &apart,
                        visible: visible.as_deref(),
                    };
                    people::search(search, turns)
                })
            }
            (Side::Person(_) | Side::Region(_), Kind::Job) => {
                apart.extend(jobs.odd());
                let seeker = match &query {
                    Side::Person(candidate) => jobs::Seeker::Person(candidate),
                    Side::Region(place) => jobs::Seeker::Region(place),
                    Side::Job(_) => return rank(state, id, wanted, options),
                };
                let visible = self.visible.of(state, wanted);
                shared::together(jobs.chunks.len(), options.limit, |turns| {
                    let search = jobs::Search {
                        jobs: &jobs,
                        kin: &kin,
                        atlas: &own(),
                        seeker,
                        apart: &apart,
                        visible: visible.as_deref(),
                    };
                    Some(jobs::search(search, turns))
                })
            }
            _ => None,
        };
        let Some(mut found) = found else {
            // Regions are few: all are judged, from what is known of them.
            return Ok(super::rank::plain(&atlas, &query, wanted, options));
        };
        found.judge_apart(&atlas, &query, &apart, &taken_out);
        Ok(found.ranking(&atlas, &query, options))
    }
}

impl Fits {
    /// The skills gap of a region or a job, as `gaps` counts it.
    ///
    /// # Errors
    /// As `gaps`.
    pub fn gaps(&self, state: &State, id: Id, today: Date) -> Result<Vec<Gap>, MatchError> {
        let asked = super::gap::asked(state, id, today)?;
        let people = self.people.of(&state.through(None), today);
        let visible = self.visible.of(state, Kind::Person);
        Ok(gaps::gaps(asked, &people, visible.as_deref(), state, today))
    }
}

impl Found {
    /// Counts rows that one gate, or none, keeps out.
    fn count(&mut self, outcome: Option<Gate>, rows: usize) {
        match outcome {
            None => self.total += rows,
            Some(gate) => *self.excluded_total.entry(gate.key()).or_insert(0) += rows,
        }
    }

    /// Takes one row from the counts.
    fn uncount(&mut self, outcome: Option<Gate>) {
        match outcome {
            None => self.total = self.total.saturating_sub(1),
            Some(gate) => {
                let count = self.excluded_total.entry(gate.key()).or_insert(1);
                *count = count.saturating_sub(1);
            }
        }
    }

    /// Judges those that the columns do not tell of.
    fn judge_apart(
        &mut self,
        atlas: &Atlas<'_>,
        query: &Side,
        apart: &BTreeSet<Id>,
        taken_out: &BTreeSet<Id>,
    ) {
        for id in apart {
            let record = atlas.state.live(*id);
            let scored = record.and_then(|record| score(atlas, query, &record, taken_out));
            let Some(Scored { id, low, score, failed, waiting: _ }) = scored else { continue };
            self.count(failed, 1);
            let list = if failed.is_none() { &mut self.passed } else { &mut self.out };
            list.push(One { key: key(low, score, 0, None), id, failed, waiting: None });
        }
        self.excluded_total.retain(|_, count| *count > 0);
    }

    fn ranking(self, atlas: &Atlas<'_>, query: &Side, options: &Options) -> Ranking {
        let scored = |one: &One| {
            let (low, score) = one.ends();
            Scored { id: one.id, low, score, failed: one.failed, waiting: one.waiting.map(i32::from) }
        };
        let passed = self.passed.iter().map(scored).collect();
        let out = self.out.iter().map(scored).collect();
        let (total, excluded_total) = (self.total, self.excluded_total);
        finish(atlas, query, super::rank::Sorted { passed, out, total, excluded_total }, options.limit)
    }
}

/// Columns of one kind as of the newest state that was asked about.
#[derive(Debug)]
struct Slot<T> {
    held: Mutex<Option<Arc<T>>>,
    /// Taken by whoever makes them, so that others wait instead of making them too.
    making: Mutex<()>,
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self { held: Mutex::new(None), making: Mutex::new(()) }
    }
}

impl<T: Follow> Slot<T> {
    /// The columns of a whole state for a day.
    fn of(&self, whole: &State, today: Date) -> Arc<T> {
        let current = || lock(&self.held).clone().filter(|held| held.is_current(whole, today));
        if let Some(held) = current() {
            return held;
        }
        let _making = lock(&self.making);
        if let Some(held) = current() {
            return held;
        }
        let older = lock(&self.held).clone();
        let seq = older.as_ref().map(|older| older.seq());
        let followed = older.and_then(|older| older.follow(whole, today));
        let made = Arc::new(followed.unwrap_or_else(|| T::make(whole, today)));
        // A reader behind the others must not take them back with it.
        if seq.is_none_or(|seq| seq <= whole.seq()) {
            *lock(&self.held) = Some(Arc::clone(&made));
        }
        made
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
