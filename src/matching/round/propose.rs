//! A round from the store: preferences read from the records, solved, and said in the words of people and jobs.
//! Invariant: what is solved is the file that `file` gives, by the very reader of `round solve`, so that anybody can check a proposal
//! with another solver; the same setup on the same records gives the same proposal.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::setup::{Entry, Setup};
use super::{Assignment, Round, Why, blocking, solve};
use crate::domain::Record;
use crate::domain::State;
use crate::field::tables::job;
use crate::field::{Id, Kind};
use crate::lang::Lang;
use crate::matching::atlas::Atlas;
use crate::matching::gates::Gate;
use crate::matching::pair::{Side, judge};
use crate::matching::rank::{hidden, waiting_days};
use crate::matching::weights::WEIGHTS_VERSION;
use crate::matching::{Options, Outcome};

/// What came of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub setup: Setup,
    /// By the order of the entries.
    pub placings: Vec<Placing>,
    pub posts: Vec<PostResult>,
    pub caps: Vec<CapResult>,
    pub blocking: u64,
    pub tolerated: u64,
    /// The round as a file, and the fingerprint of its bytes.
    pub file: Json,
    pub inputs_hash: String,
    pub weights_version: u16,
}

/// Where somebody was placed, or why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placing {
    pub entry: Entry,
    pub job: Option<Id>,
    /// Which choice the job was, from 1.
    pub choice: Option<u32>,
    /// The posts they would take, best first.
    pub wishes: Vec<Id>,
    /// Whether the list is the person's own word.
    pub confirmed: bool,
    /// Fit to the job, fit to the person and the score of the pair: of the job they got, else of their first choice.
    pub fit: Option<Fit>,
    pub why: Option<Reason>,
}

/// The numbers of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fit {
    pub to_job: u32,
    pub to_person: u32,
    pub score: u32,
}

/// Why somebody has no post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    Solver(Why),
    /// The gate that keeps them out of their first choice.
    Gate(Gate),
}

/// A post after the round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PostResult {
    pub job: Id,
    pub capacity: u32,
    /// Seats that are the post's before its region shares out the rest; the capacity where nothing is capped.
    pub target: u32,
    pub filled: u32,
    pub region: Option<Id>,
}

/// A capped region after the round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CapResult {
    pub region: Id,
    pub cap: u32,
    pub filled: u32,
}

/// A pair as the round sees it.
#[derive(Debug, Clone, Copy)]
struct Pair {
    fit: Fit,
    low: (u32, u32),
    failed: Option<Gate>,
}

impl Reason {
    pub const fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::Solver(why) => why.label().text(lang),
            Self::Gate(gate) => gate.reason().text(lang),
        }
    }

    /// As JSON names it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Solver(why) => why.key(),
            Self::Gate(gate) => gate.key(),
        }
    }
}

impl Proposal {
    /// How many people were placed.
    pub fn placed(&self) -> usize {
        self.placings.iter().filter(|placing| placing.job.is_some()).count()
    }

    /// What came of an entry, by its case or person.
    pub fn of(&self, id: Id) -> Option<&Placing> {
        self.placings.iter().find(|placing| placing.entry.case == Some(id) || placing.entry.person == id)
    }
}

impl Entry {
    /// What it is called in the round.
    pub fn id(&self) -> Id {
        self.case.unwrap_or(self.person)
    }
}

/// Reads the preferences, solves the round and says what came of everybody.
pub fn propose(state: &State, setup: &Setup, options: &Options) -> Proposal {
    let market = Market::read(state, setup, options);
    let file = market.file(state, setup);
    let bytes = file.to_string();
    // The names are ids and the targets the default: the reader has nothing to refuse.
    let round = Round::from_json(bytes.as_bytes()).unwrap_or_default();
    let assignment = solve(&round);
    let found = blocking(&round, &assignment);
    let of_post = |id: Id| round.posts.find(&id.to_string()).map(|number| number as usize);
    let posts = market.posts.iter().map(|post| {
        let number = of_post(post.id);
        let terms = number.and_then(|number| round.terms.get(number)).copied().unwrap_or_default();
        PostResult {
            job: post.id,
            capacity: terms.capacity,
            target: if terms.region.is_some() { terms.target } else { terms.capacity },
            filled: number.and_then(|number| found.filled.get(number)).copied().unwrap_or(0),
            region: post.reference(&job::REGION),
        }
    });
    let caps = round.cap_names.iter().zip(&round.caps).zip(&found.region_filled);
    let caps = caps.filter_map(|((name, cap), filled)| {
        Some(CapResult { region: name.parse().ok()?, cap: cap.0, filled: *filled })
    });
    Proposal {
        posts: posts.collect(),
        caps: caps.collect(),
        placings: market.placings(&round, &assignment, |one| found.why(&round, one)),
        setup: setup.clone(),
        blocking: found.blocking,
        tolerated: found.tolerated,
        inputs_hash: blake3::hash(bytes.as_bytes()).to_hex().to_string(),
        file,
        weights_version: WEIGHTS_VERSION,
    }
}

/// Both sides of a round with what each thinks of the other.
struct Market {
    entries: Vec<Entry>,
    posts: Vec<Record>,
    /// By entry and post.
    pairs: Vec<Vec<Option<Pair>>>,
    /// For each entry its posts, best first.
    wishes: Vec<Vec<usize>>,
    /// For each post its entries, best first.
    orders: Vec<Vec<usize>>,
}

impl Market {
    fn read(state: &State, setup: &Setup, options: &Options) -> Self {
        let atlas = Atlas::new(state, options.today, options.sees_needs);
        let entries = setup.read_entries(state);
        let chosen: BTreeSet<Id> = setup.jobs.iter().copied().filter(|id| id.kind == Kind::Job).collect();
        let posts: Vec<Record> = chosen.into_iter().filter_map(|id| state.live(id)).collect();
        let taken_out: Vec<BTreeSet<Id>> =
            posts.iter().map(|post| hidden(state, post.id, Kind::Person)).collect();
        let openings: Vec<Option<Side>> = posts.iter().map(|post| Side::read(&atlas, post)).collect();
        let pairs = entries.iter().map(|entry| {
            let person = Side::find(&atlas, entry.person).ok();
            let with = openings.iter().zip(&taken_out).map(|(opening, out)| {
                let mut pair = pair(&atlas, person.as_ref()?, opening.as_ref()?)?;
                if out.contains(&entry.person) {
                    pair.failed = pair.failed.or(Some(Gate::Hidden));
                }
                Some(pair)
            });
            with.collect()
        });
        let pairs: Vec<Vec<Option<Pair>>> = pairs.collect();
        let mut market = Self { wishes: Vec::new(), orders: Vec::new(), entries, posts, pairs };
        market.wishes = (0..market.entries.len()).map(|one| market.wishes_of(one, setup.seed)).collect();
        let waiting: Vec<i32> =
            market.entries.iter().map(|entry| waiting_days(&atlas, entry.person)).collect();
        market.orders =
            (0..market.posts.len()).map(|post| market.order_of(post, setup.seed, &waiting)).collect();
        market
    }

    fn pair(&self, one: usize, post: usize) -> Option<Pair> {
        *self.pairs.get(one)?.get(post)?
    }

    /// The posts somebody would take: their own list, else those that no gate keeps them from, by fit to the person.
    fn wishes_of(&self, one: usize, seed: u64) -> Vec<usize> {
        let Some(entry) = self.entries.get(one) else { return Vec::new() };
        if !entry.wished.is_empty() {
            let place = |id: &Id| self.posts.iter().position(|post| post.id == *id);
            return entry.wished.iter().filter_map(place).collect();
        }
        let mut posts: Vec<(usize, Pair)> = (0..self.posts.len())
            .filter_map(|post| Some((post, self.pair(one, post)?)))
            .filter(|(_, pair)| pair.failed.is_none())
            .collect();
        posts.sort_by_key(|(post, pair)| {
            let drawn = self.posts.get(*post).map(|record| draw(seed, record.id));
            (std::cmp::Reverse((pair.fit.to_person, pair.low.1)), drawn)
        });
        posts.into_iter().map(|(post, _)| post).collect()
    }

    /// Whom a post would take: those it names, then by fit to the job, days waited, and the draw of the seed.
    fn order_of(&self, post: usize, seed: u64, waiting: &[i32]) -> Vec<usize> {
        let Some(record) = self.posts.get(post) else { return Vec::new() };
        let named: Vec<Id> = record.references(&job::ROUND_ORDER).collect();
        let mut order: Vec<(usize, Pair)> = (0..self.entries.len())
            .filter_map(|one| Some((one, self.pair(one, post)?)))
            .filter(|(_, pair)| pair.failed.is_none())
            .collect();
        order.sort_by_key(|(one, pair)| {
            let person = self.entries.get(*one).map(|entry| entry.person);
            let by_hand = named.iter().position(|named| Some(*named) == person).unwrap_or(usize::MAX);
            let waited = waiting.get(*one).copied().unwrap_or(0);
            let fit = (pair.fit.to_job, pair.low.0, waited);
            (by_hand, std::cmp::Reverse(fit), person.map(|person| draw(seed, person)))
        });
        order.into_iter().map(|(one, _)| one).collect()
    }

    /// The round as `round solve` reads it.
    fn file(&self, state: &State, setup: &Setup) -> Json {
        let entry = |one: &usize| self.entries.get(*one).map(|entry| entry.id().to_string());
        let post = |post: &usize| self.posts.get(*post).map(|post| post.id.to_string());
        let applicants = self.entries.iter().zip(&self.wishes).map(|(entry, wishes)| {
            (entry.id().to_string(), Json::from(wishes.iter().filter_map(post).collect::<Vec<_>>()))
        });
        let mut regions = BTreeMap::new();
        let posts = self.posts.iter().zip(&self.orders).map(|(record, order)| {
            let prefers: Vec<String> = order.iter().filter_map(entry).collect();
            let capped = record.reference(&job::REGION).and_then(|id| Some((id, setup.cap(state, id)?)));
            regions.extend(capped.map(|(region, cap)| (region.to_string(), json!({"cap": cap}))));
            let region = capped.map(|(region, _)| region.to_string());
            let post = json!({"capacity": setup.capacity(record), "prefers": prefers, "region": region});
            (record.id.to_string(), post)
        });
        let (applicants, posts): (BTreeMap<_, _>, BTreeMap<_, _>) = (applicants.collect(), posts.collect());
        let sizes: BTreeMap<String, u32> = self
            .entries
            .iter()
            .filter(|entry| entry.seats > 1)
            .map(|entry| (entry.id().to_string(), entry.seats.min(super::SIZE_MAX)))
            .collect();
        json!({"applicants": applicants, "posts": posts, "regions": regions, "sizes": sizes, "seed": setup.seed})
    }

    fn placings(&self, round: &Round, assignment: &Assignment, why: impl Fn(usize) -> Why) -> Vec<Placing> {
        let placings = self.entries.iter().enumerate().map(|(one, entry)| {
            let number = round.applicants.find(&entry.id().to_string()).map(|number| number as usize);
            let post = number.and_then(|number| assignment.0.get(number).copied().flatten());
            let job: Option<Id> = post.and_then(|post| round.posts.name(post as usize).parse().ok());
            let wishes = self.wishes.get(one).map_or(&[][..], Vec::as_slice);
            let place =
                |job: Id| wishes.iter().position(|post| self.posts.get(*post).is_some_and(|it| it.id == job));
            let at = job.and_then(place);
            let shown = at.and_then(|at| wishes.get(at)).or(wishes.first()).copied();
            let pair = shown.and_then(|post| self.pair(one, post));
            let reason = match (job, number) {
                (Some(_), _) => None,
                (None, Some(number)) => Some(self.reason(one, why(number))),
                (None, None) => Some(Reason::Solver(Why::EmptyList)),
            };
            Placing {
                entry: entry.clone(),
                job,
                choice: at.and_then(|at| u32::try_from(at + 1).ok()),
                wishes: wishes.iter().filter_map(|post| Some(self.posts.get(*post)?.id)).collect(),
                confirmed: !entry.wished.is_empty(),
                fit: pair.map(|pair| pair.fit),
                why: reason,
            }
        });
        placings.collect()
    }

    /// Where nobody would have somebody, the gate that says so tells more than the solver.
    fn reason(&self, one: usize, why: Why) -> Reason {
        if !matches!(why, Why::EmptyList | Why::NotAcceptable) {
            return Reason::Solver(why);
        }
        let wishes = self.wishes.get(one).map_or(&[][..], Vec::as_slice);
        let posts = wishes.iter().copied().chain(0..self.posts.len());
        let gate = posts.filter_map(|post| self.pair(one, post)).find_map(|pair| pair.failed);
        gate.map_or(Reason::Solver(why), Reason::Gate)
    }
}

/// Judges a pair. Whether the job's window is open today does not count: selecting comes after it.
fn pair(atlas: &Atlas<'_>, person: &Side, opening: &Side) -> Option<Pair> {
    let judged = judge(atlas, person, opening, false)?;
    let totals = judged.sheet.totals();
    let fit = Fit { to_job: totals.job.score, to_person: totals.person.score, score: totals.total.score };
    let gates = judged.gates.iter().filter(|(gate, _)| *gate != Gate::JobOpen);
    let failed = gates.filter(|(_, outcome)| *outcome == Outcome::Fail).map(|(gate, _)| *gate).next();
    Some(Pair { fit, low: (totals.job.low, totals.person.low), failed })
}

/// The lot that a seed draws for a record: the same on every run, and no order of ids (`SplitMix64`).
fn draw(seed: u64, id: Id) -> u64 {
    let mut lot = seed.wrapping_add(id.raw().wrapping_mul(0x9E37_79B9_7F4A_7C15));
    lot = (lot ^ (lot >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    lot = (lot ^ (lot >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    lot ^ (lot >> 31)
}
