//! The pass over the people, chunk by chunk: who can be among the best at all is looked at, in ever more detail.
#![expect(
    clippy::indexing_slicing,
    reason = "columns of one chunk, read at places below its length; measured"
)]

use super::ceilings::Limits;
use super::later::{Later, Skilled, Waiting};
use super::lows::Lows;
use super::plan::Plan;
use super::{ELSEWHERE, LIVES, NEAR, RANKS, waiting};
use crate::field::{Id, Kind};
use crate::matching::columns::people::{Chunk, Facet, WANT, WAY};
use crate::matching::columns::{ABSENT, CHUNK_ROWS, id_at, parts};
use crate::matching::gates::Gate;
use crate::matching::parts::{Asking, Piece};
use crate::matching::quick::Found;
use crate::matching::quick::best::{Best, One, key};
use crate::matching::quick::gather::{Credits, Rule};
use crate::matching::sheet::{Credit, Sheet, harmonic_mean};

/// Region ids are codes of six digits; the first two name the prefecture.
const PREFECTURE: u32 = 10_000;

/// The pass.
struct Sweep<'a, 'p> {
    plan: &'p Plan<'a>,
    lows: Lows,
    credits: Credits,
    classes: Vec<u8>,
    /// Places whose class is another than elsewhere.
    placed: Vec<u16>,
    /// By facet: the best level in any skill, and whether any region is wished for.
    tops: Vec<Option<u8>>,
    wishes: Vec<bool>,
    passed: (Best, Limits),
    out: (Best, Limits),
    waiting: Waiting,
}

/// One person who is looked at.
#[derive(Clone, Copy)]
struct Look<'c> {
    chunk: &'c Chunk,
    number: u32,
    local: usize,
    class: u8,
    skilled: Skilled,
}

/// Skills that are compared at a time.
const BLOCK: usize = 64;

/// The best `limit` of those who pass, and of those who are kept out, beside what was counted.
pub(super) fn sweep(plan: &Plan<'_>, mut found: Found, limit: usize) -> Found {
    let best = |any: bool| {
        let best = if any { Best::new(limit) } else { Best::none() };
        let limits = Limits::new(&plan.ceilings, best.least_low());
        (best, limits)
    };
    let facets = |column: usize| plan.search.people.dictionary(column).values().iter();
    let top = |facet: &Facet| match facet {
        Facet::Way { top, .. } => *top,
        _ => None,
    };
    let mut sweep = Sweep {
        plan,
        lows: Lows::new(plan),
        credits: Credits::new(),
        classes: vec![ELSEWHERE; CHUNK_ROWS],
        placed: Vec::new(),
        tops: facets(WAY).map(top).collect(),
        wishes: facets(WANT).map(|facet| matches!(facet, Facet::Want { placed: true, .. })).collect(),
        passed: best(found.total > 0),
        out: best(!found.excluded_total.is_empty()),
        waiting: Waiting::new(),
    };
    for (number, chunk) in &plan.search.people.chunks {
        sweep.chunk(*number, chunk);
    }
    sweep.at_last();
    found.passed = sweep.passed.0.into_held();
    found.out = sweep.out.0.into_held();
    found
}

impl Sweep<'_, '_> {
    fn chunk(&mut self, number: u32, chunk: &Chunk) {
        let (rule, levels) = match self.plan.search.asking {
            Asking::Job(opening) => {
                (Rule::Sum, opening.asks.stance.is_some() && !opening.asks.must.is_empty())
            }
            Asking::Region(_) => (Rule::BestFew, false),
        };
        self.credits.read(chunk, &self.plan.wanted, rule, levels);
        self.classify(chunk);
        let placed = std::mem::take(&mut self.placed);
        for local in &placed {
            let local = usize::from(*local);
            let (class, skills) = (self.classes[local], self.credits.low[local]);
            if self.may_be_wanted(class, skills) {
                self.meet(chunk, number, local, class);
            }
        }
        self.elsewhere(number, chunk);
        for local in &placed {
            self.classes[usize::from(*local)] = ELSEWHERE;
        }
        self.placed = placed;
        self.placed.clear();
        self.settle();
    }

    /// Looks at those for whom the region is just elsewhere: most people, of whom skills alone tell that they are not wanted.
    fn elsewhere(&mut self, number: u32, chunk: &Chunk) {
        let mut next = 0;
        loop {
            let limits = [&self.passed.1, &self.out.1].map(|limits| limits.of(ELSEWHERE));
            let Some(limit) = limits.into_iter().flatten().min() else { return };
            let rest = &self.credits.low[next..chunk.since.len()];
            let Some(found) = first_of(rest, limit) else { return };
            let local = next + found;
            next = local + 1;
            if self.classes[local] == ELSEWHERE {
                self.meet(chunk, number, local, ELSEWHERE);
            }
        }
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
        for entry in chunk.wishes.range(first, first + (PREFECTURE - 1)).flatten() {
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

    /// Lets go of those that fell behind.
    fn settle(&mut self) {
        for (best, limits) in [&mut self.passed, &mut self.out] {
            best.prune();
            if best.least_low() != limits.low {
                *limits = Limits::new(&self.plan.ceilings, best.least_low());
            }
        }
        if self.plan.ceilings.skills_of > 0 {
            self.waiting.raise(self.passed.1.low.min(self.out.1.low));
        }
    }

    fn may_be_wanted(&self, class: u8, skills: u16) -> bool {
        self.passed.1.allows(class, skills) || self.out.1.allows(class, skills)
    }

    /// Looks at one person now or later.
    fn meet(&mut self, chunk: &Chunk, number: u32, local: usize, class: u8) {
        let Credits { low, high, level, .. } = &self.credits;
        let skilled = Skilled { low: low[local], high: high[local], level: level[local] };
        let most = self.plan.ceilings.most(class, skilled.low);
        let later = || Some(Later { number, local: u16::try_from(local).ok()?, class, skilled });
        if !self.waiting.keep(most, later) {
            self.look(Look { chunk, number, local, class, skilled });
        }
    }

    /// Looks at those who have been waiting, the best first.
    fn at_last(&mut self) {
        for Later { number, local, class, skilled } in self.waiting.take() {
            if !self.may_be_wanted(class, skilled.low) {
                continue;
            }
            if let Some(chunk) = self.plan.search.people.chunks.get(&number) {
                self.look(Look { chunk, number, local: usize::from(local), class, skilled });
            }
        }
    }

    /// Looks at one person, and takes whoever may be among the best.
    fn look(&mut self, look: Look<'_>) {
        let Look { chunk, number, local, class, skilled } = look;
        let [gates, want] = chunk.heads[local];
        if gates == ABSENT {
            return;
        }
        let failed: Option<Gate> = self.plan.outcomes[usize::from(gates)];
        let limits = if failed.is_some() { &self.out.1 } else { &self.passed.1 };
        let wish = self.plan.ceilings.levels.get(usize::from(want)).copied().unwrap_or(0);
        if !limits.allows_wish(wish, class, skilled.low) {
            return;
        }
        let visible = self.plan.search.visible;
        if visible.is_some_and(|visible| !visible.shows(number, local)) || !self.may_reach(look, limits.low) {
            return;
        }
        let Ok(place) = u16::try_from(local) else { return };
        let id = id_at(Kind::Person, number, place);
        if self.plan.search.apart.contains(&id) {
            return;
        }
        let one = One { key: self.key(look, id, failed.is_some()), id, failed };
        let (best, limits) = if failed.is_some() { &mut self.out } else { &mut self.passed };
        if best.take(one) && best.least_low() != limits.low {
            *limits = Limits::new(&self.plan.ceilings, best.least_low());
        }
    }

    /// Whether the low end is at least `least`.
    fn may_reach(&self, look: Look<'_>, least: u32) -> bool {
        let Look { chunk, local, skilled, .. } = look;
        let codes = |column: usize| chunk.codes[local][column];
        let (person, _) =
            self.lows.person(self.plan, codes, |piece| self.variant(look, piece), self.rank(look));
        let skills = u32::from(skilled.low);
        if harmonic_mean(self.plan.ceilings.job_at(skills), person) < least {
            return false;
        }
        let job = self.lows.job(self.plan, codes, |piece| self.variant(look, piece), skills);
        harmonic_mean(job, person) >= least
    }

    /// The place of one person in the order.
    fn key(&self, look: Look<'_>, id: Id, is_out: bool) -> u64 {
        let total = self.sheet(look).totals().total;
        debug_assert!(self.may_reach(look, total.low) && !self.may_reach(look, total.low + 1));
        // Who is hidden from the reader may hide for how long somebody has been waiting.
        if is_out {
            key(total.low, total.score, 0, Some(id.number))
        } else if self.plan.search.visible.is_some() {
            key(total.low, total.score, 0, None)
        } else {
            let waiting = waiting(self.plan.search.atlas.today, look.chunk.since[look.local]);
            key(total.low, total.score, waiting, Some(id.number))
        }
    }

    /// The numbers of one person in full.
    fn sheet(&self, look: Look<'_>) -> Sheet {
        let (plan, Look { chunk, local, .. }) = (self.plan, look);
        let mut sheet = Sheet::quick(plan.table);
        let of = plan.ceilings.skills_of;
        let (low, high) = match self.top(look) {
            None => (0, of),
            Some(_) => (u32::from(look.skilled.low), u32::from(look.skilled.high)),
        };
        sheet.put(plan.skills, Credit { low, high, of });
        for (piece, table) in &plan.tables {
            let variant = self.variant(look, *piece);
            sheet.put(table.place, plan.credit(*piece, table, chunk.codes[local][table.column], variant));
        }
        for (place, credit) in &plan.constant {
            sheet.put(*place, *credit);
        }
        sheet.put(plan.rank, self.rank(look));
        sheet
    }

    /// The best level in any skill; `None` where none is known.
    fn top(&self, look: Look<'_>) -> Option<u8> {
        self.tops[usize::from(look.chunk.codes[look.local][WAY])]
    }

    fn rank(&self, look: Look<'_>) -> Credit {
        let (ranks, unplaced) = &self.plan.ranks;
        let placed = self.wishes[usize::from(look.chunk.codes[look.local][WANT])];
        if placed || look.class == LIVES { ranks[usize::from(look.class)] } else { *unplaced }
    }

    /// Which variant of a facet somebody's skills and homes make.
    fn variant(&self, look: Look<'_>, piece: Piece) -> usize {
        match (piece, self.plan.search.asking) {
            (Piece::Style, Asking::Job(opening)) => match self.top(look) {
                None => 0,
                Some(top) if opening.asks.must.is_empty() => usize::from(top) + 1,
                Some(_) => usize::from(look.skilled.level) + 1,
            },
            (Piece::OnsiteVisits | Piece::Visits | Piece::OnsiteWay | Piece::Access, asking) => {
                // Of somebody who wishes for the region it is still to be seen whether the home is there.
                let lives = look.class == LIVES
                    || (look.class >= RANKS && asking.region().is_some_and(|region| lives_in(look, region)));
                usize::from(lives)
            }
            _ => 0,
        }
    }
}

/// Where the first of these stands that is not below a limit.
fn first_of(lows: &[u16], limit: u16) -> Option<usize> {
    // The greatest of a block is found without a branch for each.
    let mut blocks = lows.chunks(BLOCK).enumerate();
    let is_in = |block: &[u16]| block.iter().fold(0, |most, low| (*low).max(most)) >= limit;
    let (at, block) = blocks.find(|(_, block)| is_in(block))?;
    Some(at * BLOCK + block.iter().position(|low| *low >= limit)?)
}

fn lives_in(look: Look<'_>, region: Id) -> bool {
    let lives = look.chunk.lives.get(region.number);
    lives.binary_search_by_key(&look.local, |entry| usize::from(parts(*entry).0)).is_ok()
}
