//! The low end of a person's number, from a byte for each facet: what is asked of a hundred thousand people before a few
//! are added up in full.
//! Invariant: the very low end that the sheet gives, because each byte is the part that the sheet makes of the facet.
#![expect(
    clippy::indexing_slicing,
    reason = "places below the sizes that the tables were made with; measured"
)]

use std::cell::Cell;

use super::plan::Plan;
use crate::matching::parts::Piece;
use crate::matching::sheet::{Credit, Scale, Sheet};

/// A byte that was not worked out yet.
const OPEN: u8 = u8::MAX;
/// Parts that may be absent for one person and not for another; which are there says which weights hold.
const CHOICES: usize = 8;

/// What one table adds to a sum.
pub(super) struct Column {
    /// The number among the plan's tables.
    table: usize,
    /// By which parts are there, and by facet and variant.
    lows: Vec<Vec<Cell<u8>>>,
    /// Which bit says that the part is there, where it may be absent.
    bit: Option<usize>,
}

/// The bytes of one query.
pub(super) struct Lows {
    scales: [Scale; CHOICES],
    pub person: Vec<Column>,
    pub job: Vec<Column>,
    /// Of the way and the days on site, which make one part of two tables: the tables, and the part by what they gather.
    onsite: Option<([usize; 2], Vec<u8>)>,
    /// The part of skills by what they gather.
    skills: Vec<u8>,
    /// What the same for everybody adds to the person's side.
    constant: [u32; CHOICES],
}

/// Whether a part may be absent for one person and not for another.
const fn may_be_absent(piece: Piece) -> Option<usize> {
    match piece {
        Piece::Reward => Some(0),
        Piece::Needs => Some(1),
        Piece::Work => Some(2),
        _ => None,
    }
}

impl Lows {
    pub fn new(plan: &Plan<'_>) -> Self {
        let is_asked = |(piece, table): &&(Piece, _)| plan.first(*piece, table).of > 0;
        let asked: Vec<&(Piece, _)> = plan.tables.iter().filter(is_asked).collect();
        let sheet = |choice: usize| {
            let mut sheet = Sheet::quick(plan.table);
            let there = |piece: Piece| may_be_absent(piece).is_none_or(|bit| choice >> bit & 1 == 1);
            let always = asked.iter().filter(|(piece, _)| may_be_absent(*piece).is_none());
            let perhaps = plan.tables.iter().filter(|(piece, _)| may_be_absent(*piece).is_some());
            for (piece, _) in always.copied().chain(perhaps.filter(|(piece, _)| there(*piece))) {
                sheet.put(plan.place(piece.part()), Credit::FULL);
            }
            plan.constant.iter().for_each(|(place, credit)| sheet.put(*place, *credit));
            sheet.put(plan.rank, Credit::FULL);
            sheet.put(plan.skills, Credit { low: 0, high: 0, of: plan.ceilings.skills_of });
            sheet
        };
        let scales: [Scale; CHOICES] = std::array::from_fn(|choice| sheet(choice).scale());
        let column = |(table, (piece, held)): (usize, &(Piece, super::super::table::Table))| {
            let bit = may_be_absent(*piece);
            let choices = if is_person(*piece) { CHOICES } else { 1 };
            Column { table, lows: vec![vec![Cell::new(OPEN); held.size()]; choices], bit }
        };
        let onsite = |piece: Piece| matches!(piece, Piece::OnsiteVisits | Piece::OnsiteWay);
        let of_side = |person: bool| {
            let tables = plan.tables.iter().enumerate();
            let tables = tables.filter(move |(_, (piece, _))| is_person(*piece) == person && !onsite(*piece));
            tables.map(column).collect::<Vec<_>>()
        };
        let [scale, ..] = &scales;
        let part = |low: u32, of: u32, place: usize| low_byte(Credit { low, high: low, of }, scale[place]);
        let skills_of = plan.ceilings.skills_of;
        let skills = (0..=skills_of).map(|low| part(low, skills_of, plan.skills)).collect();
        let constant = std::array::from_fn(|choice| {
            let lows = plan.constant.iter().map(|(place, credit)| credit.scaled(scales[choice][*place]).low);
            lows.sum()
        });
        let tables: Vec<usize> =
            (0..plan.tables.len()).filter(|table| onsite(plan.tables[*table].0)).collect();
        let onsite = match tables.as_slice() {
            [first, second] => {
                let of = |table: &usize| plan.first(plan.tables[*table].0, &plan.tables[*table].1).of;
                let (of, place) = (of(first) + of(second), plan.tables[*first].1.place);
                (of > 0).then(|| ([*first, *second], (0..=of).map(|low| part(low, of, place)).collect()))
            }
            _ => None,
        };
        Self { person: of_side(true), job: of_side(false), scales, onsite, skills, constant }
    }

    /// The person's side at its low end, and which parts are there.
    pub fn person(
        &self,
        plan: &Plan<'_>,
        codes: impl Fn(usize) -> u16,
        variant: impl Fn(Piece) -> usize,
        rank: Credit,
    ) -> (u32, usize) {
        let mut choice = 0;
        for column in &self.person {
            if let Some(bit) = column.bit {
                let (piece, table) = &plan.tables[column.table];
                let credit = plan.credit(*piece, table, codes(table.column), variant(*piece));
                choice |= usize::from(credit.of > 0) << bit;
            }
        }
        let mut sum = self.constant[choice] + rank.scaled(self.scales[choice][plan.rank]).low;
        for column in &self.person {
            let (piece, table) = &plan.tables[column.table];
            sum += self.part(plan, column, choice, codes(table.column), variant(*piece));
        }
        (sum, choice)
    }

    /// The job's side at its low end.
    pub fn job(
        &self,
        plan: &Plan<'_>,
        codes: impl Fn(usize) -> u16,
        variant: impl Fn(Piece) -> usize,
        skills: u16,
    ) -> u32 {
        let mut sum = u32::from(self.skills[usize::from(skills)]);
        for column in &self.job {
            let (piece, table) = &plan.tables[column.table];
            sum += self.part(plan, column, 0, codes(table.column), variant(*piece));
        }
        if let Some((tables, parts)) = &self.onsite {
            let low = tables.iter().map(|table| {
                let (piece, table) = &plan.tables[*table];
                plan.credit(*piece, table, codes(table.column), variant(*piece)).low
            });
            sum += u32::from(parts[low.sum::<u32>() as usize]);
        }
        sum
    }

    fn part(&self, plan: &Plan<'_>, column: &Column, choice: usize, code: u16, variant: usize) -> u32 {
        let (piece, table) = &plan.tables[column.table];
        let cell = &column.lows[choice][table.index(code, variant)];
        if cell.get() == OPEN {
            let credit = plan.credit(*piece, table, code, variant);
            cell.set(low_byte(credit, self.scales[choice][table.place]));
        }
        u32::from(cell.get())
    }
}

/// Whether a piece counts on the person's side.
const fn is_person(piece: Piece) -> bool {
    matches!(
        piece,
        Piece::Wish
            | Piece::Reward
            | Piece::Term
            | Piece::Needs
            | Piece::Access
            | Piece::Readiness
            | Piece::Work
    )
}

fn low_byte(credit: Credit, of: u32) -> u8 {
    // At most a hundred.
    u8::try_from(credit.scaled(of).low).unwrap_or(OPEN - 1)
}
