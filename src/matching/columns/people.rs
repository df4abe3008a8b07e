//! The columns of people. What is judged together is one facet; who wishes for, lives in or can do what are lists of rows.
//! Invariant: a facet holds only what `Candidate` holds, and only the parts' own functions make numbers of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::dictionary::{Dictionary, Writer};
use super::postings::{Pair, Postings, SMALL_MAX, entry};
use super::{ABSENT, CHUNK_ROWS, Follow, by_chunk, chunks_of, in_parallel, place_of, span};
use crate::domain::gate::ConsentState;
use crate::domain::{Record, State};
use crate::field::choices::{JobStyle, Pattern, SideJobStatus};
use crate::field::tables::case;
use crate::field::{Date, Id, Kind};
use crate::matching::atlas::Atlas;
use crate::matching::candidate::{Candidate, Pay};
use crate::matching::gates::{Outcome, standing};
use crate::matching::rank::person_since;

/// The columns, by place.
pub(crate) const HOURS: usize = 0;
pub(crate) const WAY: usize = 1;
pub(crate) const VISITS: usize = 2;
pub(crate) const HOME: usize = 3;
pub(crate) const WANT: usize = 4;
pub(crate) const FLOOR: usize = 5;
pub(crate) const FREE: usize = 6;
pub(crate) const NEEDS: usize = 7;
pub(crate) const GATES: usize = 8;
pub(crate) const COLUMNS: usize = 9;

/// What of a person is judged together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Facet {
    Hours(Option<i64>),
    /// `top` is the best level held in any skill; `None` where no skill is known.
    Way {
        style: Option<JobStyle>,
        daytime: Option<bool>,
        top: Option<u8>,
    },
    Visits(Option<i64>),
    Home(Option<Id>),
    /// `placed` says whether any region is wished for.
    Want {
        want: u64,
        placed: bool,
    },
    Floor {
        floor: Option<Pay>,
        want: u64,
        hours: Option<i64>,
    },
    Free(Option<Pattern>, Option<Date>, Option<Date>),
    Needs(u64),
    Gates(Box<Gating>),
}

/// What gates ask about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Gating {
    standing: Outcome,
    company: ConsentState,
    corporation: ConsentState,
    do_not_contact: bool,
    hours: Option<i64>,
    licences: Vec<Box<str>>,
    driver: Option<bool>,
    conditions: bool,
}

impl Facet {
    /// The facets of a candidate, in the order of the columns.
    fn of(atlas: &Atlas<'_>, candidate: &Candidate) -> [Self; COLUMNS] {
        let Candidate { time, wishes, permits, bases, skills, .. } = candidate;
        let top = skills.iter().map(|held| held.level.unwrap_or(1)).max();
        let gating = Gating {
            standing: standing(atlas, candidate),
            company: permits.share_company,
            corporation: permits.share_support_corp,
            do_not_contact: permits.do_not_contact,
            hours: time.hours_week,
            licences: permits.licences.clone(),
            driver: permits.driver,
            conditions: permits.hard_conditions > 0,
        };
        [
            Self::Hours(time.hours_week),
            Self::Way { style: time.style, daytime: time.weekday_daytime, top },
            Self::Visits(time.visit_days_month),
            Self::Home(bases.domicile),
            Self::Want { want: wishes.want, placed: !wishes.regions.is_empty() },
            Self::Floor {
                floor: wishes.floor,
                want: wishes.want & crate::field::choices::Want::ProBono.bit(),
                hours: time.hours_week,
            },
            Self::Free(wishes.pattern, time.from, time.until),
            Self::Needs(wishes.needs),
            Self::Gates(Box::new(gating)),
        ]
    }

    /// Gives a candidate the values of the facet.
    pub fn dress(&self, candidate: &mut Candidate) {
        match self {
            Self::Hours(hours) => candidate.time.hours_week = *hours,
            Self::Way { style, daytime, .. } => {
                candidate.time.style = *style;
                candidate.time.weekday_daytime = *daytime;
            }
            Self::Visits(days) => candidate.time.visit_days_month = *days,
            Self::Home(home) => candidate.bases.domicile = *home,
            Self::Want { want, .. } => candidate.wishes.want = *want,
            Self::Floor { floor, want, hours } => {
                candidate.wishes.floor = *floor;
                candidate.wishes.want = *want;
                candidate.time.hours_week = *hours;
            }
            Self::Free(pattern, from, until) => {
                candidate.wishes.pattern = *pattern;
                candidate.time.from = *from;
                candidate.time.until = *until;
            }
            Self::Needs(needs) => candidate.wishes.needs = *needs,
            Self::Gates(gating) => gating.dress(candidate),
        }
    }
}

impl Gating {
    fn dress(&self, candidate: &mut Candidate) {
        let permits = &mut candidate.permits;
        // A status of one's own that says what own status and employer's rule say together.
        permits.side_job = Some(match self.standing {
            Outcome::Pass => SideJobStatus::Allowed,
            Outcome::Fail => SideJobStatus::Prohibited,
            Outcome::Unknown => SideJobStatus::PermissionPending,
        });
        permits.share_company = self.company;
        permits.share_support_corp = self.corporation;
        permits.do_not_contact = self.do_not_contact;
        permits.licences.clone_from(&self.licences);
        permits.driver = self.driver;
        permits.hard_conditions = usize::from(self.conditions);
        candidate.time.hours_week = self.hours;
    }
}

/// The rows of one chunk.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chunk {
    /// Numbers of facets by place and column, so that those of one person are read at once; `ABSENT` where there is no row.
    pub codes: Vec<[u16; COLUMNS]>,
    /// Of these the gates and what is wished for, which are asked first and of many.
    pub heads: Vec<[u16; 2]>,
    /// Days since which somebody has been waiting.
    pub since: Vec<u16>,
    /// By skill, with the level held; 0 where none is noted.
    pub skills: Postings,
    /// By region, with the rank; the greatest rank and all beyond it are one.
    pub wishes: Postings,
    /// By region of domicile or second base.
    pub lives: Postings,
    /// By facet of what is wished for.
    pub wants: Postings,
    /// Places of rows that do not fit.
    pub odd: Vec<u16>,
}

/// One row, before it has its place.
struct Row {
    local: u16,
    codes: [u16; COLUMNS],
    since: u16,
    skills: Vec<Pair>,
    wishes: Vec<Pair>,
    lives: Vec<Pair>,
}

enum Reading {
    Nobody,
    Odd(u16),
    Row(Row),
}

/// What becomes the lists of a chunk, in their order.
type Pairs = [Vec<Pair>; 4];
type Reader<'a, 'b> = (Atlas<'a>, Writer<'b, Facet, COLUMNS>);

/// The columns.
#[derive(Debug)]
pub(crate) struct People {
    state: State,
    today: Date,
    pub chunks: BTreeMap<u32, Arc<Chunk>>,
    pub dictionaries: [Dictionary<Facet>; COLUMNS],
    /// How many rows have each facet of the gates.
    pub counts: Vec<u32>,
}

impl Follow for People {
    fn make(state: &State, today: Date) -> Self {
        let dictionaries = Mutex::new(std::array::from_fn(|_| Dictionary::default()));
        let reader = || (Atlas::new(state, today, true), Writer::new(&dictionaries));
        let read = |reader: &mut Reader<'_, '_>, chunk: u32| Arc::new(chunk_of(reader, chunk));
        let chunks = in_parallel(&chunks_of(state, Kind::Person), reader, read);
        let dictionaries = dictionaries.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut people = Self { state: state.clone(), today, chunks, dictionaries, counts: Vec::new() };
        people.counts = vec![0; people.dictionary(GATES).len()];
        for chunk in people.chunks.values() {
            count(&mut people.counts, chunk, true);
        }
        people
    }

    fn follow(&self, state: &State, today: Date) -> Option<Self> {
        if self.today != today {
            return None;
        }
        let touched = by_chunk(touched(state, &self.state), state.count(Kind::Person))?;
        let dictionaries = Mutex::new(self.dictionaries.clone());
        let mut reader = (Atlas::new(state, self.today, true), Writer::new(&dictionaries));
        let (mut chunks, mut patched) = (self.chunks.clone(), Vec::new());
        for (number, ids) in touched {
            let old = chunks.get(&number).map(Arc::clone).unwrap_or_default();
            let new = Arc::new(old.patched(&mut reader, &ids));
            chunks.insert(number, Arc::clone(&new));
            patched.push((old, new));
        }
        drop(reader);
        let dictionaries = dictionaries.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (today, mut counts) = (self.today, self.counts.clone());
        counts.resize(dictionaries.get(GATES).map_or(0, Dictionary::len), 0);
        for (old, new) in patched {
            count(&mut counts, &old, false);
            count(&mut counts, &new, true);
        }
        Some(Self { state: state.clone(), today, chunks, dictionaries, counts })
    }

    fn is_current(&self, state: &State, today: Date) -> bool {
        let kinds = [Kind::Person, Kind::Case, Kind::Organisation];
        self.today == today && kinds.iter().all(|kind| state.same_kind(&self.state, *kind))
    }

    fn seq(&self) -> u64 {
        self.state.seq()
    }
}

impl People {
    /// The facets of a column.
    pub fn dictionary(&self, column: usize) -> &Dictionary<Facet> {
        let [first, ..] = &self.dictionaries;
        self.dictionaries.get(column).unwrap_or(first)
    }

    /// People whose rows do not fit into the columns.
    pub fn odd(&self) -> impl Iterator<Item = Id> {
        self.chunks.iter().flat_map(|(number, chunk)| {
            let (first, _) = span(*number);
            chunk.odd.iter().map(move |local| Id::new(Kind::Person, first + u32::from(*local)))
        })
    }
}

/// Adds the rows of a chunk to the counts, or takes them away.
fn count(counts: &mut [u32], chunk: &Chunk, more: bool) {
    for [code, _] in &chunk.heads {
        if let Some(count) = counts.get_mut(usize::from(*code)) {
            *count = if more { *count + 1 } else { count.saturating_sub(1) };
        }
    }
}

/// People whose rows may differ between two states.
fn touched(new: &State, old: &State) -> BTreeSet<Id> {
    let mut touched: BTreeSet<Id> = new.changed_since(old, Kind::Person).collect();
    for case in new.changed_since(old, Kind::Case) {
        let records = [old, new].into_iter().filter_map(|state| state.record_raw(case));
        touched.extend(records.filter_map(|record| record.reference(&case::PERSON)));
    }
    for employer in new.changed_since(old, Kind::Organisation) {
        touched.extend(new.links_of(employer).iter().filter(|id| id.kind == Kind::Person));
    }
    touched
}

fn chunk_of(reader: &mut Reader<'_, '_>, number: u32) -> Chunk {
    let state = reader.0.state;
    let (first, last) = span(number);
    let mut chunk = Chunk::default();
    let mut pairs = Pairs::default();
    for (id, packed) in state.range(Id::new(Kind::Person, first), Id::new(Kind::Person, last)) {
        let record = packed.unpack().filter(|record| !record.withdrawn);
        chunk.take(read(reader, id, record), &mut pairs);
    }
    [chunk.skills, chunk.wishes, chunk.lives, chunk.wants] = pairs.map(Postings::of);
    chunk
}

impl Chunk {
    fn patched(&self, reader: &mut Reader<'_, '_>, ids: &[Id]) -> Self {
        let mut chunk = self.clone();
        let mut marked = Box::new([false; CHUNK_ROWS]);
        let mut pairs = Pairs::default();
        for id in ids {
            let local = place_of(id.number).1;
            if let Some(marked) = marked.get_mut(usize::from(local)) {
                *marked = true;
            }
            chunk.odd.retain(|odd| *odd != local);
            chunk.place(local, [ABSENT; COLUMNS], 0);
            let record = reader.0.state.live(*id);
            chunk.take(read(reader, *id, record), &mut pairs);
        }
        let [skills, wishes, lives, wants] = pairs;
        chunk.skills = self.skills.patched(&marked, skills);
        chunk.wishes = self.wishes.patched(&marked, wishes);
        chunk.lives = self.lives.patched(&marked, lives);
        chunk.wants = self.wants.patched(&marked, wants);
        chunk
    }

    fn take(&mut self, reading: Reading, pairs: &mut Pairs) {
        match reading {
            Reading::Nobody => {}
            Reading::Odd(local) => self.odd.push(local),
            Reading::Row(row) => {
                self.place(row.local, row.codes, row.since);
                let wants = vec![(u32::from(row.codes[WANT]), entry(row.local, 0))];
                for (held, new) in pairs.iter_mut().zip([row.skills, row.wishes, row.lives, wants]) {
                    held.extend(new);
                }
            }
        }
    }

    fn place(&mut self, local: u16, codes: [u16; COLUMNS], since: u16) {
        let local = usize::from(local);
        if self.since.len() <= local {
            self.since.resize(local + 1, 0);
            self.codes.resize(local + 1, [ABSENT; COLUMNS]);
            self.heads.resize(local + 1, [ABSENT; 2]);
        }
        let [_, _, _, _, want, .., gates] = codes;
        self.since.get_mut(local).into_iter().for_each(|held| *held = since);
        self.codes.get_mut(local).into_iter().for_each(|held| *held = codes);
        self.heads.get_mut(local).into_iter().for_each(|held| *held = [gates, want]);
    }
}

/// The row of a person; `record` is the one that is not withdrawn.
fn read((atlas, writer): &mut Reader<'_, '_>, id: Id, record: Option<Record>) -> Reading {
    let Some(record) = record else { return Reading::Nobody };
    let Some(candidate) = Candidate::read(&record, atlas.today, true) else { return Reading::Nobody };
    let (_, local) = place_of(id.number);
    row(atlas, writer, &candidate, &record).map_or(Reading::Odd(local), Reading::Row)
}

/// `None` where something does not fit.
fn row(
    atlas: &Atlas<'_>,
    writer: &mut Writer<'_, Facet, COLUMNS>,
    candidate: &Candidate,
    record: &Record,
) -> Option<Row> {
    let (_, local) = place_of(candidate.id.number);
    let since = u16::try_from(person_since(atlas.state, record).days_since(Date::default())).ok()?;
    let mut skills = Vec::with_capacity(candidate.skills.len());
    for held in &candidate.skills {
        let level = held.level.map_or(0, u16::from);
        if held.level == Some(0) || level > SMALL_MAX || held.skill.kind != Kind::Skill {
            return None;
        }
        skills.push((held.skill.number, entry(local, level)));
    }
    let ranked = (1..).zip(&candidate.wishes.regions);
    let wishes = ranked.map(|(rank, id)| (id.number, entry(local, SMALL_MAX.min(rank))));
    let mut bases: Vec<Id> = candidate.bases.domicile.into_iter().collect();
    bases.extend(&candidate.bases.second);
    bases.sort_unstable();
    bases.dedup();
    if candidate.wishes.regions.iter().chain(&bases).any(|id| id.kind != Kind::Region) {
        return None;
    }
    Some(Row {
        local,
        codes: writer.codes(Facet::of(atlas, candidate))?,
        since,
        skills,
        wishes: wishes.collect(),
        lives: bases.iter().map(|id| (id.number, entry(local, 0))).collect(),
    })
}
