//! What is worked out once for a search among people: tables of credits, gates by facet, ceilings.

use std::collections::BTreeMap;

use super::ceilings::{Ceilings, Wishes};
use super::{ANY_SKILL, CLASSES, ELSEWHERE, LEVELS, LIVES, NEAR, NOBODY, RANKS, Search};
use crate::field::{Id, Kind};
use crate::matching::atlas::Atlas;
use crate::matching::candidate::{Candidate, Held};
use crate::matching::columns::people::{FLOOR, FREE, Facet, GATES, HOME, HOURS, NEEDS, VISITS, WANT, WAY};
use crate::matching::columns::{ABSENT, Kin, place_of};
use crate::matching::gates::{Gate, failed, for_living, for_work};
use crate::matching::opening::{Opening, Required};
use crate::matching::parts::region::{ENOUGH_SKILLS, HELPFUL_LEVEL};
use crate::matching::parts::{Asking, Piece};
use crate::matching::place::Place;
use crate::matching::quick::Found;
use crate::matching::quick::bound::Ceiling;
use crate::matching::quick::gather::Wanted;
use crate::matching::quick::table::{SURVEYED_MAX, Survey, Table};
use crate::matching::sheet::{Credit, Sheet, UNIT};
use crate::matching::weights::{LIVING, MUST, NICE, PartName, WORK, Weight};

/// Levels of wishes that are told apart.
const WISH_LEVELS: u8 = 16;

/// The plan of one query.
pub(super) struct Plan<'a> {
    pub search: Search<'a>,
    pub table: &'static [Weight],
    pub tables: Vec<(Piece, Table)>,
    pub wanted: Vec<Wanted>,
    /// What the rank of the region is worth by class, and for people without any wish.
    pub ranks: ([Credit; CLASSES], Credit),
    /// What is the same for everybody, by place on the sheet.
    pub constant: Vec<(usize, Credit)>,
    pub ceilings: Ceilings,
    /// The gate that keeps out those with each facet of the gates.
    pub outcomes: Vec<Option<Gate>>,
    /// The lines of skills and of the region's rank.
    pub skills: usize,
    pub rank: usize,
}

impl<'a> Plan<'a> {
    /// `None` where what is asked is too much for the columns.
    pub fn new(search: Search<'a>) -> Option<Self> {
        let asking = search.asking;
        let (table, wanted) = match asking {
            Asking::Job(opening) => (WORK, wanted_by_job(opening, search.kin)),
            Asking::Region(place) => (LIVING, wanted_by_region(search.atlas, place, search.kin)),
        };
        let times: u32 = wanted.iter().map(|one| one.times).sum();
        let counted = match asking {
            Asking::Job(_) => times,
            Asking::Region(_) => times.min(u32::try_from(ENOUGH_SKILLS).unwrap_or(0)),
        };
        let skills_of = counted * UNIT;
        u16::try_from(skills_of).ok()?;
        let place = |part: PartName| table.iter().position(|line| line.part == part).unwrap_or(0);
        let (skills, rank) = (place(PartName::Skills), place(PartName::Region));
        let ranks = ([Credit::NOTHING; CLASSES], Credit::NOTHING);
        let nothing = Ceiling::new(table);
        let unwished = Wishes { levels: Vec::new(), of_facets: Vec::new() };
        let mut plan = Self {
            search,
            table,
            tables: Vec::new(),
            wanted,
            ceilings: Ceilings::new(&nothing, (skills, 0), (rank, &ranks.0), unwished),
            ranks,
            constant: Vec::new(),
            outcomes: Vec::new(),
            skills,
            rank,
        };
        plan.fill();
        plan.ceilings = plan.ceilings(skills_of);
        Some(plan)
    }

    fn fill(&mut self) {
        for piece in self.search.asking.pieces() {
            let (column, variants) = match piece {
                Piece::Hours => (HOURS, 1),
                Piece::Style => (WAY, LEVELS),
                Piece::OnsiteVisits | Piece::Visits => (VISITS, 2),
                Piece::OnsiteWay | Piece::Access => (HOME, 2),
                Piece::Wish | Piece::Work => (WANT, 1),
                Piece::Reward => (FLOOR, 1),
                Piece::Term => (FREE, 1),
                Piece::Needs if self.search.atlas.sees_needs => (NEEDS, 1),
                Piece::Needs | Piece::Skills | Piece::NeededSkills => continue,
                Piece::Rank => {
                    let unplaced = self.judged(*piece, &Candidate::blank(NOBODY));
                    self.ranks = (std::array::from_fn(|class| self.rank_of(class)), unplaced);
                    continue;
                }
                Piece::Readiness => {
                    let credit = self.judged(*piece, &Candidate::blank(NOBODY));
                    self.constant.push((self.place(piece.part()), credit));
                    continue;
                }
            };
            let facets = self.search.people.dictionary(column).len();
            self.tables.push((*piece, Table::new(self.place(piece.part()), column, facets, variants)));
        }
        let gates = self.search.people.dictionary(GATES).values().iter();
        self.outcomes = gates.map(|facet| self.outcome(facet)).collect();
    }

    /// The line of a part on the sheet.
    pub fn place(&self, part: PartName) -> usize {
        self.table.iter().position(|line| line.part == part).unwrap_or(0)
    }

    /// The gate that keeps out people with such a facet.
    fn outcome(&self, facet: &Facet) -> Option<Gate> {
        let mut candidate = Candidate::blank(NOBODY);
        facet.dress(&mut candidate);
        failed(&match self.search.asking {
            Asking::Job(opening) => for_work(self.search.atlas, &candidate, opening),
            Asking::Region(_) => for_living(&candidate),
        })
    }

    /// What a piece says of a person.
    fn judged(&self, piece: Piece, candidate: &Candidate) -> Credit {
        let mut sheet = Sheet::quick(self.table);
        piece.judge(self.search.atlas, candidate, self.search.asking, &mut sheet);
        sheet.credit(self.place(piece.part()))
    }

    fn rank_of(&self, class: usize) -> Credit {
        let mut candidate = Candidate::blank(NOBODY);
        let Some(region) = self.search.asking.region() else {
            candidate.wishes.regions.push(Id::new(Kind::Region, 0));
            return self.judged(Piece::Rank, &candidate);
        };
        // Another region of the prefecture, and one of none.
        let near = Id::new(Kind::Region, region.number ^ 1);
        let far = Id::new(Kind::Region, u32::MAX);
        let wishes = &mut candidate.wishes.regions;
        match u8::try_from(class).unwrap_or(ELSEWHERE) {
            ELSEWHERE => wishes.push(far),
            NEAR => wishes.push(near),
            LIVES => candidate.bases.second.push(region),
            rank => {
                wishes.resize(usize::from(rank - RANKS), far);
                wishes.push(region);
            }
        }
        self.judged(Piece::Rank, &candidate)
    }

    /// What a facet is worth in a table.
    pub fn credit(&self, piece: Piece, table: &Table, code: u16, variant: usize) -> Credit {
        table.credit(code, variant, || self.work_out(piece, table.column, code, variant))
    }

    /// What the first facet is worth, which tells whether the job asks for any.
    pub fn first(&self, piece: Piece, table: &Table) -> Credit {
        self.credit(piece, table, 0, 0)
    }

    fn work_out(&self, piece: Piece, column: usize, code: u16, variant: usize) -> Credit {
        let Some(facet) = self.search.people.dictionary(column).values().get(usize::from(code)) else {
            return Credit::NOTHING;
        };
        let mut candidate = Candidate::blank(NOBODY);
        facet.dress(&mut candidate);
        match (piece, self.search.asking) {
            (Piece::Style, Asking::Job(opening)) => {
                let mut opening = Opening { asks: opening.asks.clone(), ..Opening::blank(opening.id) };
                opening.asks.must = vec![Required { skill: ANY_SKILL, level: 1 }];
                candidate.skills = skills_at(variant);
                let mut sheet = Sheet::quick(self.table);
                piece.judge(self.search.atlas, &candidate, Asking::Job(&opening), &mut sheet);
                sheet.credit(self.place(piece.part()))
            }
            (_, asking) => {
                candidate.bases.second.extend(asking.region().filter(|_| variant > 0));
                self.judged(piece, &candidate)
            }
        }
    }

    /// The ceilings, from the best of each table.
    fn ceilings(&self, skills_of: u32) -> Ceilings {
        let mut ceiling = Ceiling::new(self.table);
        for (piece, table) in &self.tables {
            let survey = match piece {
                // Reading a way is dear, and how many levels there are says nothing.
                Piece::OnsiteWay | Piece::Access | Piece::Style => {
                    let first = self.first(*piece, table);
                    let best = if first.of > 0 { Credit::FULL } else { Credit::NOTHING };
                    Survey { may_be_absent: first.of == 0, best }
                }
                _ => table.survey(|code, variant| self.work_out(*piece, table.column, code, variant)),
            };
            ceiling.raise(table.place, survey);
        }
        for (place, credit) in &self.constant {
            ceiling.raise(*place, Survey { may_be_absent: false, best: *credit });
        }
        let (skills, rank) = ((self.skills, skills_of), (self.rank, &self.ranks.0));
        let facets = self.search.people.dictionary(WANT).len();
        let alike = || Wishes { levels: Vec::new(), of_facets: vec![0; facets] };
        Ceilings::new(&ceiling, skills, rank, self.wishes(facets).unwrap_or_else(alike))
    }

    /// What wishes are worth; `None` where there are too many kinds of them, or where something else adds to that line.
    fn wishes(&self, facets: usize) -> Option<Wishes> {
        let mut of_wishes = self.tables.iter().filter(|(_, table)| table.column == WANT);
        let (piece, table) = of_wishes.next()?;
        let place = table.place;
        if self.tables.iter().filter(|(_, other)| other.place == place).count() > 1 || facets > SURVEYED_MAX {
            return None;
        }
        let mut wishes = Wishes { levels: Vec::new(), of_facets: Vec::with_capacity(facets) };
        for code in 0..u16::try_from(facets).ok()? {
            let credit = self.credit(*piece, table, code, 0);
            let known = wishes.levels.iter().position(|(_, level)| *level == credit);
            let level = known.unwrap_or(wishes.levels.len());
            wishes.of_facets.push(u8::try_from(level).ok().filter(|level| *level < WISH_LEVELS)?);
            if known.is_none() {
                wishes.levels.push((place, credit));
            }
        }
        Some(wishes)
    }

    /// How many pass, and how many each gate keeps out, those that are judged apart not yet among them.
    pub fn count(&self) -> Found {
        let people = self.search.people;
        let mut counts = people.counts.clone();
        if let Some(visible) = self.search.visible {
            counts.fill(0);
            for (number, chunk) in &people.chunks {
                for (local, [code, _]) in chunk.heads.iter().enumerate() {
                    if *code != ABSENT && visible.shows(*number, local) {
                        counts.get_mut(usize::from(*code)).into_iter().for_each(|count| *count += 1);
                    }
                }
            }
        }
        let mut found =
            Found { total: 0, excluded_total: BTreeMap::new(), passed: Vec::new(), out: Vec::new() };
        for (outcome, count) in self.outcomes.iter().zip(counts).filter(|(_, count)| *count > 0) {
            found.count(*outcome, count as usize);
        }
        for id in self.search.apart {
            let (number, local) = place_of(id.number);
            let local = usize::from(local);
            let row = people.chunks.get(&number).and_then(|chunk| chunk.heads.get(local));
            let code = row.map(|[code, _]| *code);
            let seen = self.search.visible.is_none_or(|visible| visible.shows(number, local));
            let outcome = code.filter(|_| seen).and_then(|code| self.outcomes.get(usize::from(code)));
            if let Some(outcome) = outcome {
                found.uncount(*outcome);
            }
        }
        found
    }
}

fn wanted_by_job(opening: &Opening, kin: &Kin) -> Vec<Wanted> {
    let must = opening.asks.must.iter().map(|one| Wanted::new(*one, MUST, true, kin));
    must.chain(opening.asks.nice.iter().map(|one| Wanted::new(*one, NICE, false, kin))).collect()
}

fn wanted_by_region(atlas: &Atlas<'_>, place: &Place, kin: &Kin) -> Vec<Wanted> {
    let offer = atlas.offer(place.id);
    let required = offer.skills.iter().map(|skill| Required { skill: *skill, level: HELPFUL_LEVEL });
    required.map(|one| Wanted::new(one, 1, false, kin)).collect()
}

/// Skills of which the best is at the level that a variant stands for.
fn skills_at(variant: usize) -> Vec<Held> {
    match u8::try_from(variant).unwrap_or(0) {
        0 => Vec::new(),
        1 => vec![Held { skill: Id::new(Kind::Skill, 0), level: Some(1) }],
        level => vec![Held { skill: ANY_SKILL, level: Some(level - 1) }],
    }
}
