//! The columns of jobs. What is judged together is one facet; the skills asked for stand row after row.
//! Invariant: a facet holds only what `Opening` holds, and only the parts' own functions make numbers of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::dictionary::{Dictionary, Writer};
use super::{ABSENT, Follow, by_chunk, chunks_of, in_parallel, place_of, span};
use crate::domain::{Record, State};
use crate::field::choices::{Stance, WorkKind};
use crate::field::{Date, Id, Kind};
use crate::matching::candidate::Pay;
use crate::matching::opening::{Opening, Required};
use crate::matching::rank::job_since;

/// The columns, by place. The last dictionary is of skills, which no column but the list of what is asked names.
pub(crate) const HOURS: usize = 0;
pub(crate) const WAY: usize = 1;
pub(crate) const ONSITE: usize = 2;
pub(crate) const REGION: usize = 3;
pub(crate) const KIND: usize = 4;
pub(crate) const PAY: usize = 5;
pub(crate) const TERM: usize = 6;
pub(crate) const GATES: usize = 7;
pub(crate) const COLUMNS: usize = 8;
pub(crate) const SKILLS: usize = COLUMNS;
const DICTIONARIES: usize = COLUMNS + 1;

/// What of a job is judged together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Facet {
    Hours(Option<i64>, Option<i64>),
    Way { daytime: bool, stance: Option<Stance>, remote: Option<i64> },
    Onsite { days: Option<i64>, remote: Option<i64> },
    Region(Option<Id>),
    Kind(Option<WorkKind>),
    Pay { pay: Option<Pay>, paid: bool, hours: Option<i64> },
    Term { patterns: u64, from: Option<Date>, to: Option<Date> },
    Gates(Box<Gating>),
    Skill(Id),
}

/// What gates ask about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Gating {
    open: bool,
    paid: bool,
    hours_min: Option<i64>,
    licences: Vec<Box<str>>,
    driver: bool,
}

impl Facet {
    /// The facets of an opening, in the order of the columns.
    fn of(opening: &Opening) -> [Self; COLUMNS] {
        let Opening { asks, offers, .. } = opening;
        let gating = Gating {
            open: opening.open,
            paid: opening.is_paid(),
            hours_min: asks.hours_min,
            licences: asks.licences.clone(),
            driver: asks.driver,
        };
        [
            Self::Hours(asks.hours_min, asks.hours_max),
            Self::Way { daytime: asks.weekday_daytime, stance: asks.stance, remote: asks.remote_percent },
            Self::Onsite { days: asks.onsite_days_month, remote: asks.remote_percent },
            Self::Region(opening.region),
            Self::Kind(opening.kind),
            Self::Pay { pay: offers.pay, paid: opening.is_paid(), hours: opening.hours_needed() },
            Self::Term { patterns: offers.patterns, from: offers.from, to: offers.to },
            Self::Gates(Box::new(gating)),
        ]
    }

    /// Gives an opening the values of the facet.
    pub fn dress(&self, opening: &mut Opening) {
        match self {
            Self::Hours(min, max) => {
                opening.asks.hours_min = *min;
                opening.asks.hours_max = *max;
            }
            Self::Way { daytime, stance, remote } => {
                opening.asks.weekday_daytime = *daytime;
                opening.asks.stance = *stance;
                opening.asks.remote_percent = *remote;
            }
            Self::Onsite { days, remote } => {
                opening.asks.onsite_days_month = *days;
                opening.asks.remote_percent = *remote;
            }
            Self::Region(region) => opening.region = *region,
            Self::Kind(kind) => opening.kind = *kind,
            Self::Pay { pay, paid, hours } => {
                opening.offers.pay = *pay;
                opening.asks.hours_min = *hours;
                opening.kind = unpaid(*paid);
            }
            Self::Term { patterns, from, to } => {
                opening.offers.patterns = *patterns;
                opening.offers.from = *from;
                opening.offers.to = *to;
            }
            Self::Gates(gating) => {
                opening.open = gating.open;
                opening.kind = unpaid(gating.paid);
                opening.asks.hours_min = gating.hours_min;
                opening.asks.licences.clone_from(&gating.licences);
                opening.asks.driver = gating.driver;
            }
            Self::Skill(_) => {}
        }
    }
}

/// A kind of work that is unpaid where the job is.
fn unpaid(paid: bool) -> Option<WorkKind> {
    (!paid).then_some(WorkKind::ProBono)
}

/// A skill asked for, by its number in the dictionary of skills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ask(u32);

impl Ask {
    /// So many codes belong to each skill.
    pub const CODES: usize = 16;

    pub fn new(skill: u16, level: u8, must: bool) -> Self {
        Self((u32::from(skill) << 4) | (u32::from(level) << 1) | u32::from(must))
    }

    /// All of it as one number: equal ones ask for the same.
    pub const fn code(self) -> usize {
        self.0 as usize
    }

    pub const fn skill(self) -> usize {
        (self.0 >> 4) as usize
    }

    pub const fn is_must(self) -> bool {
        self.0 & 1 == 1
    }
}

/// The rows of one chunk.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chunk {
    /// Numbers of facets by place and column, so that those of one job are read at once; `ABSENT` where there is no row.
    pub codes: Vec<[u16; COLUMNS]>,
    /// Days since which a job has been waiting.
    pub since: Vec<u16>,
    /// Where each row's skills begin in `asks`, and at last where all end.
    starts: Vec<u32>,
    asks: Vec<Ask>,
    pub odd: Vec<u16>,
}

impl Chunk {
    /// The skills that the job at a place asks for.
    pub fn asks(&self, local: usize) -> &[Ask] {
        let bound = |place: usize| self.starts.get(place).map_or(0, |start| *start as usize);
        self.asks.get(bound(local)..bound(local + 1)).unwrap_or_default()
    }

    fn place(&mut self, local: u16, codes: [u16; COLUMNS], since: u16) {
        let local = usize::from(local);
        if self.since.len() <= local {
            self.since.resize(local + 1, 0);
            self.codes.resize(local + 1, [ABSENT; COLUMNS]);
        }
        if let Some(place) = self.codes.get_mut(local) {
            *place = codes;
        }
        if let Some(place) = self.since.get_mut(local) {
            *place = since;
        }
    }

    fn list(&mut self, asks: &BTreeMap<u16, Vec<Ask>>) {
        let rows = 0..u16::try_from(self.since.len()).unwrap_or(u16::MAX);
        let (mut starts, mut all) = (Vec::with_capacity(self.since.len() + 1), Vec::new());
        for local in rows {
            starts.push(u32::try_from(all.len()).unwrap_or(u32::MAX));
            all.extend(asks.get(&local).into_iter().flatten());
        }
        starts.push(u32::try_from(all.len()).unwrap_or(u32::MAX));
        (self.starts, self.asks) = (starts, all);
    }
}

/// Whether a job takes people today, and if so its kind of work and its must-have skills.
pub(crate) enum Told {
    Shut,
    Open(Option<WorkKind>, Vec<Id>),
}

/// The columns.
#[derive(Debug)]
pub(crate) struct Jobs {
    state: State,
    today: Date,
    pub chunks: BTreeMap<u32, Arc<Chunk>>,
    dictionaries: [Dictionary<Facet>; DICTIONARIES],
}

type Pen<'a> = Writer<'a, Facet, DICTIONARIES>;

impl Follow for Jobs {
    fn make(state: &State, today: Date) -> Self {
        let dictionaries = Mutex::new(std::array::from_fn(|_| Dictionary::default()));
        let pen = || Writer::new(&dictionaries);
        let read = |pen: &mut Pen<'_>, number: u32| {
            let (first, last) = span(number);
            let held = state.range(Id::new(Kind::Job, first), Id::new(Kind::Job, last));
            let records = held.map(|(id, packed)| (id, packed.unpack().filter(|record| !record.withdrawn)));
            Arc::new(written(&Chunk::default(), pen, today, records))
        };
        let chunks = in_parallel(&chunks_of(state, Kind::Job), pen, read);
        let dictionaries = dictionaries.into_inner().unwrap_or_else(PoisonError::into_inner);
        Self { state: state.clone(), today, chunks, dictionaries }
    }

    fn follow(&self, state: &State, today: Date) -> Option<Self> {
        if self.today != today {
            return None;
        }
        let changed: BTreeSet<Id> = state.changed_since(&self.state, Kind::Job).collect();
        let touched = by_chunk(changed, state.count(Kind::Job))?;
        let dictionaries = Mutex::new(self.dictionaries.clone());
        let mut pen = Writer::new(&dictionaries);
        let mut chunks = self.chunks.clone();
        for (number, ids) in touched {
            let old = chunks.get(&number).map(Arc::clone).unwrap_or_default();
            let records = ids.into_iter().map(|id| (id, state.live(id)));
            chunks.insert(number, Arc::new(written(&old, &mut pen, self.today, records)));
        }
        drop(pen);
        let dictionaries = dictionaries.into_inner().unwrap_or_else(PoisonError::into_inner);
        Some(Self { state: state.clone(), today: self.today, chunks, dictionaries })
    }

    fn is_current(&self, state: &State, today: Date) -> bool {
        self.today == today && state.same_kind(&self.state, Kind::Job)
    }

    fn seq(&self) -> u64 {
        self.state.seq()
    }
}

impl Jobs {
    /// The facets of a column.
    pub fn dictionary(&self, column: usize) -> &Dictionary<Facet> {
        let [first, ..] = &self.dictionaries;
        self.dictionaries.get(column).unwrap_or(first)
    }

    /// Jobs whose rows do not fit into the columns.
    pub fn odd(&self) -> impl Iterator<Item = Id> {
        self.chunks.iter().flat_map(|(number, chunk)| {
            let (first, _) = span(*number);
            chunk.odd.iter().map(move |local| Id::new(Kind::Job, first + u32::from(*local)))
        })
    }

    /// What the columns tell of a job; `None` where they do not know it.
    pub fn told(&self, job: Id) -> Option<Told> {
        let (chunk, local) = self.find(job)?;
        let facet = |column: usize| {
            let code = chunk.codes.get(local)?.get(column)?;
            self.dictionary(column).values().get(usize::from(*code))
        };
        let (Facet::Gates(gating), Facet::Kind(kind)) = (facet(GATES)?, facet(KIND)?) else { return None };
        if !gating.open {
            return Some(Told::Shut);
        }
        let skills = self.dictionary(SKILLS).values();
        let must = chunk.asks(local).iter().filter(|ask| ask.is_must());
        let skill = |ask: &Ask| match skills.get(ask.skill()) {
            Some(Facet::Skill(skill)) => Some(*skill),
            _ => None,
        };
        Some(Told::Open(*kind, must.filter_map(skill).collect()))
    }

    /// The chunk of a job, and its place there.
    pub fn find(&self, job: Id) -> Option<(&Chunk, usize)> {
        let (chunk, local) = place_of(job.number);
        let (chunk, local) = (self.chunks.get(&chunk)?, usize::from(local));
        chunk.codes.get(local).filter(|codes| **codes != [ABSENT; COLUMNS]).map(|_| (&**chunk, local))
    }
}

/// A chunk with other rows for some of its jobs.
fn written(
    old: &Chunk,
    pen: &mut Pen<'_>,
    today: Date,
    records: impl Iterator<Item = (Id, Option<Record>)>,
) -> Chunk {
    let mut chunk = old.clone();
    let locals = 0..u16::try_from(old.since.len()).unwrap_or(u16::MAX);
    let mut asks: BTreeMap<u16, Vec<Ask>> =
        locals.map(|local| (local, old.asks(usize::from(local)).to_vec())).collect();
    for (id, record) in records {
        let (_, local) = place_of(id.number);
        asks.remove(&local);
        chunk.odd.retain(|odd| *odd != local);
        chunk.place(local, [ABSENT; COLUMNS], 0);
        let opening = record.as_ref().and_then(|record| Opening::read(record, today));
        let Some((record, opening)) = record.zip(opening) else { continue };
        match row(pen, &opening, &record) {
            None => chunk.odd.push(local),
            Some((codes, since, asked)) => {
                chunk.place(local, codes, since);
                asks.insert(local, asked);
            }
        }
    }
    chunk.list(&asks);
    chunk
}

/// `None` where something does not fit.
fn row(pen: &mut Pen<'_>, opening: &Opening, record: &Record) -> Option<([u16; COLUMNS], u16, Vec<Ask>)> {
    let since = u16::try_from(job_since(record).days_since(Date::default())).ok()?;
    let mut asks = Vec::with_capacity(opening.asks.must.len() + opening.asks.nice.len());
    let must = opening.asks.must.iter().map(|required| (required, true));
    for (Required { skill, level }, must) in must.chain(opening.asks.nice.iter().map(|nice| (nice, false))) {
        asks.push(Ask::new(pen.code(SKILLS, Facet::Skill(*skill))?, *level, must));
    }
    let mut codes = [ABSENT; COLUMNS];
    for (column, (facet, slot)) in Facet::of(opening).into_iter().zip(&mut codes).enumerate() {
        *slot = pen.code(column, facet)?;
    }
    Some((codes, since, asks))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::choices::RewardUnit;

    #[test]
    fn a_facet_dresses_an_opening_as_it_was() {
        let id = Id::new(Kind::Job, 1);
        let mut opening = Opening::blank(id);
        opening.asks.hours_max = Some(8);
        opening.offers.pay = Some(Pay { unit: RewardUnit::None, yen: 0 });
        opening.kind = Some(WorkKind::Outsourcing);
        for facet in Facet::of(&opening) {
            let mut dressed = Opening::blank(id);
            facet.dress(&mut dressed);
            let again = Facet::of(&dressed);
            assert!(again.contains(&facet), "{facet:?}");
        }
    }
}
