//! The pass over the people, chunk by chunk: who can be among the best at all is looked at, in ever more detail.
#![expect(
    clippy::indexing_slicing,
    reason = "columns of one chunk, read at places below its length; measured"
)]

use super::ceilings::Needed;
use super::lows::Lows;
use super::plan::Plan;
use super::{ELSEWHERE, LIVES, NEAR, RANKS, waiting};
use crate::field::{Id, Kind};
use crate::matching::columns::people::{COLUMNS, Chunk, Facet, GATES, WANT, WAY};
use crate::matching::columns::{CHUNK_ROWS, id_at, parts};
use crate::matching::gates::Gate;
use crate::matching::parts::{Asking, Piece};
use crate::matching::quick::Found;
use crate::matching::quick::best::{Best, One, key};
use crate::matching::quick::gather::{Credits, Rule, high};
use crate::matching::quick::later::{BATCH, Last, Waiting, is_time};
use crate::matching::quick::shared::Turns;
use crate::matching::sheet::{Credit, Sheet, harmonic_mean};

/// Region ids are codes of six digits; the first two name the prefecture.
const PREFECTURE: u32 = 10_000;

/// The pass.
struct Sweep<'a, 'p> {
    plan: &'p Plan<'a>,
    lows: Lows,
    chunks: Vec<(u32, &'p Chunk)>,
    credits: Credits,
    classes: Vec<u8>,
    /// Places whose class is another than elsewhere.
    placed: Vec<u16>,
    /// Places of those of whom skills and class do not tell that they are not wanted; room for a whole chunk.
    met: Vec<u16>,
    /// By facet: the best level in any skill, and whether any region is wished for.
    tops: Vec<Option<u8>>,
    wishes: Vec<bool>,
    /// Of those who pass, and of those who are kept out.
    hunts: [Hunt<'p>; 2],
}

/// The best of those who pass, or of those who are kept out.
struct Hunt<'p> {
    best: Best<'p>,
    waiting: Waiting<Later>,
    /// The low end that is needed, and what it takes.
    low: u32,
    needed: Needed,
}

/// One person of whom little is known yet.
#[derive(Clone, Copy)]
struct Met {
    local: u16,
    low: u16,
    class: u8,
    /// The facets of the gates and of what is wished for.
    head: [u16; 2],
}

/// One person who is looked at now or later.
#[derive(Clone, Copy)]
struct Later {
    /// Which of the chunks, and the place in it.
    chunk: u32,
    local: u16,
    /// What there is at least of the skills asked for, and the best level of a must-have.
    low: u16,
    level: u8,
    class: u8,
}

/// One person who is looked at.
#[derive(Clone, Copy)]
struct Look<'c> {
    number: u32,
    chunk: &'c Chunk,
    at: Later,
    codes: [u16; COLUMNS],
}

/// Looks for the best of those who pass, and of those who are kept out.
pub(super) fn sweep<'p>(plan: &'p Plan<'_>, turns: &'p Turns, counted: &Found) {
    let facets = |column: usize| plan.search.people.dictionary(column).values().iter();
    let top = |facet: &Facet| match facet {
        Facet::Way { top, .. } => *top,
        _ => None,
    };
    let chunks = plan.search.people.chunks.iter();
    let mut sweep = Sweep {
        plan,
        lows: Lows::new(plan),
        chunks: chunks.map(|(number, chunk)| (*number, &**chunk)).collect(),
        credits: Credits::new(),
        classes: vec![ELSEWHERE; CHUNK_ROWS],
        placed: Vec::new(),
        met: vec![0; CHUNK_ROWS],
        tops: facets(WAY).map(top).collect(),
        wishes: facets(WANT).map(|facet| matches!(facet, Facet::Want { placed: true, .. })).collect(),
        hunts: turns.best(counted).map(|best| Hunt::new(best, plan)),
    };
    for taken in 1.. {
        let place = turns.next();
        if place >= sweep.chunks.len() {
            break;
        }
        sweep.chunk(place);
        if is_time(taken) {
            sweep.at_last();
        }
        sweep.settle();
    }
    sweep.at_last();
    sweep.settle();
}

impl<'p> Last<'p, Later> for Sweep<'_, 'p> {
    fn hunt(&mut self, hunt: usize) -> Option<(&mut Best<'p>, &mut Waiting<Later>)> {
        self.hunts.get_mut(hunt).map(|hunt| (&mut hunt.best, &mut hunt.waiting))
    }

    fn look_at(&mut self, batch: &[Later]) {
        let rows: Vec<Look<'_>> = batch
            .iter()
            .map(|at| {
                let (number, chunk) = self.chunks[at.chunk as usize];
                Look { number, chunk, at: *at, codes: chunk.codes[usize::from(at.local)] }
            })
            .collect();
        for look in rows {
            self.look(look);
        }
    }
}

impl<'p> Hunt<'p> {
    fn new(best: Best<'p>, plan: &Plan<'_>) -> Self {
        let low = best.least_low();
        Self { best, waiting: Waiting::new(), low, needed: plan.ceilings.needed(low) }
    }
}

impl Sweep<'_, '_> {
    fn chunk(&mut self, place: usize) {
        let (rule, levels) = match self.plan.search.asking {
            Asking::Job(opening) => {
                (Rule::Sum, opening.asks.stance.is_some() && !opening.asks.must.is_empty())
            }
            Asking::Region(_) => (Rule::BestFew, false),
        };
        let (number, chunk) = self.chunks[place];
        let Ok(place) = u32::try_from(place) else { return };
        self.credits.read(chunk, &self.plan.wanted, rule, levels);
        self.classify(chunk);
        let count = self.choose(chunk);
        // What is far away in memory is fetched for all before anybody is met.
        let met = self.met[..count].iter().map(|local| {
            let row = usize::from(*local);
            Met {
                local: *local,
                low: self.credits.low[row],
                class: self.classes[row],
                head: chunk.heads[row],
            }
        });
        let met: Vec<Met> = met.collect();
        for local in self.placed.drain(..) {
            self.classes[usize::from(local)] = ELSEWHERE;
        }
        let soon: Vec<Later> = met.iter().filter_map(|met| self.meet((place, number), *met)).collect();
        for batch in soon.chunks(BATCH) {
            self.look_at(batch);
        }
    }

    /// Chooses those of whom skills and class do not tell that they are not wanted, and says how many they are.
    fn choose(&mut self, chunk: &Chunk) -> usize {
        let [passed, out] = &self.hunts;
        let needed = passed.needed.or(&out.needed);
        let (lows, mut count) = (&self.credits.low[..CHUNK_ROWS], 0);
        // Whoever is chosen is written down, and written over where that was in vain: cheaper than a branch for each.
        let mut choose = |local: u16, chosen: bool| {
            self.met[count] = local;
            count += usize::from(chosen);
        };
        for (want, entries) in chunk.wants.lists() {
            // For most people the region is just elsewhere, and what they wish for tells that nothing is enough.
            let level = u16::try_from(want).ok().and_then(|want| self.plan.ceilings.level(want));
            let limit = level.and_then(|level| needed.elsewhere.get(usize::from(level)));
            let Some(limit) = limit.and_then(|limit| u16::try_from(*limit).ok()) else { continue };
            for entry in entries {
                let (local, _) = parts(*entry);
                let row = usize::from(local);
                // Where the class is another, nothing is enough here.
                let limit = if self.classes[row] == ELSEWHERE { limit } else { u16::MAX };
                choose(local, lows[row] >= limit);
            }
        }
        for local in &self.placed {
            let row = usize::from(*local);
            choose(*local, u32::from(lows[row]) >= needed.by_class[usize::from(self.classes[row])]);
        }
        count
    }

    /// Where the region stands in the wishes of those for whom it is not just elsewhere.
    fn classify(&mut self, chunk: &Chunk) {
        let Some(region) = self.plan.search.asking.region() else { return };
        let first = region.number / PREFECTURE * PREFECTURE;
        let mut mark = |local: u16, class: u8| {
            let held = &mut self.classes[usize::from(local)];
            if *held == ELSEWHERE {
                self.placed.push(local);
            }
            *held = class;
        };
        for entry in chunk.wishes.range(first, first + (PREFECTURE - 1)) {
            mark(parts(*entry).0, NEAR);
        }
        for entry in chunk.lives.get(region.number) {
            mark(parts(*entry).0, LIVES);
        }
        // Ranks ascend for each person, and the first counts.
        for entry in chunk.wishes.get(region.number).iter().rev() {
            let (local, rank) = parts(*entry);
            mark(local, RANKS + rank - 1);
        }
    }

    /// Lets go of those that fell behind; it is better known then who may wait.
    fn settle(&mut self) {
        for hunt in &mut self.hunts {
            hunt.best.share();
            let low = hunt.best.least_low();
            hunt.waiting.raise(low);
            if low != hunt.low {
                (hunt.low, hunt.needed) = (low, self.plan.ceilings.needed(low));
            }
        }
    }

    /// Says whether somebody is to be looked at now; who is not is looked at later, or never where that would be in vain.
    fn meet(&mut self, (place, number): (u32, u32), met: Met) -> Option<Later> {
        let (plan, row, Met { local, low, class, head: [gates, want] }) =
            (self.plan, usize::from(met.local), met);
        let outcome = plan.outcomes.get(usize::from(gates))?;
        let most = plan.ceilings.most(plan.ceilings.level(want)?, class, low);
        let hunt = &mut self.hunts[usize::from(outcome.is_some())];
        if most < hunt.best.least_low()
            || plan.search.visible.is_some_and(|visible| !visible.shows(number, row))
        {
            return None;
        }
        let later = Later { chunk: place, local, low, level: self.credits.level[row], class };
        (!hunt.waiting.keep(most, later)).then_some(later)
    }

    /// Looks at one person, and takes whoever may be among the best.
    fn look(&mut self, look: Look<'_>) {
        let failed: Option<Gate> = self.plan.outcomes[usize::from(look.codes[GATES])];
        let hunt = usize::from(failed.is_some());
        if !self.may_reach(look, self.hunts[hunt].best.least_low()) {
            return;
        }
        let id = id_at(Kind::Person, look.number, look.at.local);
        if self.plan.search.apart.contains(&id) {
            return;
        }
        let one = self.one(look, id, failed);
        self.hunts[hunt].best.take(one);
    }

    /// Whether the low end is at least `least`.
    fn may_reach(&self, look: Look<'_>, least: u32) -> bool {
        let codes = |column: usize| look.codes[column];
        let (person, _) =
            self.lows.person(self.plan, codes, |piece| self.variant(look, piece), self.rank(look));
        if harmonic_mean(self.plan.ceilings.job_at(look.at.low), person) < least {
            return false;
        }
        let job = self.lows.job(self.plan, codes, |piece| self.variant(look, piece), look.at.low);
        harmonic_mean(job, person) >= least
    }

    /// One person with the place in the order.
    fn one(&self, look: Look<'_>, id: Id, failed: Option<Gate>) -> One {
        let total = self.sheet(look).totals().total;
        debug_assert!(self.may_reach(look, total.low) && !self.may_reach(look, total.low + 1));
        let since = look.chunk.since[usize::from(look.at.local)];
        let days = || waiting(self.plan.search.atlas.today, since);
        // Who is hidden from the reader may hide for how long somebody has been waiting.
        let (waiting, number) = match (failed, self.plan.search.visible) {
            (Some(_), _) => (None, Some(id.number)),
            (None, Some(_)) => (None, None),
            (None, None) => (Some(days()), Some(id.number)),
        };
        One { key: key(total.low, total.score, waiting.unwrap_or(0), number), id, failed, waiting }
    }

    /// The numbers of one person in full.
    fn sheet(&self, look: Look<'_>) -> Sheet {
        let plan = self.plan;
        let mut sheet = Sheet::quick(plan.table);
        let of = plan.ceilings.skills_of;
        let (low, high) = if self.top(look).is_some() {
            let rule = if matches!(plan.search.asking, Asking::Job(_)) { Rule::Sum } else { Rule::BestFew };
            let high = high(look.chunk, &plan.wanted, rule, look.at.local);
            (u32::from(look.at.low), u32::from(high))
        } else {
            (0, of)
        };
        sheet.put(plan.skills, Credit { low, high, of });
        for (piece, table) in &plan.tables {
            let variant = self.variant(look, *piece);
            sheet.put(table.place, plan.credit(*piece, table, look.codes[table.column], variant));
        }
        for (place, credit) in &plan.constant {
            sheet.put(*place, *credit);
        }
        sheet.put(plan.rank, self.rank(look));
        sheet
    }

    /// The best level in any skill; `None` where none is known.
    fn top(&self, look: Look<'_>) -> Option<u8> {
        self.tops[usize::from(look.codes[WAY])]
    }

    fn rank(&self, look: Look<'_>) -> Credit {
        let (ranks, unplaced) = &self.plan.ranks;
        let placed = self.wishes[usize::from(look.codes[WANT])];
        if placed || look.at.class == LIVES { ranks[usize::from(look.at.class)] } else { *unplaced }
    }

    /// Which variant of a facet somebody's skills and homes make.
    fn variant(&self, look: Look<'_>, piece: Piece) -> usize {
        match (piece, self.plan.search.asking) {
            (Piece::Style, Asking::Job(opening)) => match self.top(look) {
                None => 0,
                Some(top) if opening.asks.must.is_empty() => usize::from(top) + 1,
                Some(_) => usize::from(look.at.level) + 1,
            },
            (Piece::OnsiteVisits | Piece::Visits | Piece::OnsiteWay | Piece::Access, asking) => {
                // Of somebody who wishes for the region it is still to be seen whether the home is there.
                let lives = look.at.class == LIVES
                    || (look.at.class >= RANKS
                        && asking.region().is_some_and(|region| lives_in(look, region)));
                usize::from(lives)
            }
            _ => 0,
        }
    }
}

fn lives_in(look: Look<'_>, region: Id) -> bool {
    look.chunk.lives.small(region.number, look.at.local).next().is_some()
}
