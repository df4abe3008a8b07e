//! Tables: what a facet is worth to one query, worked out when it is first met.
//! One definition of the score: a table's numbers are what the parts' own functions add to a sheet for a person or a job that
//! has this facet and nothing else.

use std::cell::Cell;

use crate::matching::sheet::Credit;

/// Nothing asked of a credit that was not worked out yet.
const OPEN: Credit = Credit { low: 0, high: 0, of: u32::MAX };
/// A dictionary of at most so many facets is worked out in full, to know the best of them.
pub(super) const SURVEYED_MAX: usize = 4096;

/// What the facets of one column are worth, each in one or more variants.
pub(super) struct Table {
    /// The line of the sheet.
    pub place: usize,
    pub column: usize,
    variants: usize,
    cells: Vec<Cell<Credit>>,
}

/// What a table holds at best.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Survey {
    /// Whether some facets are asked for nothing.
    pub may_be_absent: bool,
    /// The greatest share at the low end; nothing where all are absent.
    pub best: Credit,
}

impl Table {
    pub fn new(place: usize, column: usize, facets: usize, variants: usize) -> Self {
        Self { place, column, variants, cells: vec![Cell::new(OPEN); facets * variants] }
    }

    /// How many cells it has.
    pub const fn size(&self) -> usize {
        self.cells.len()
    }

    /// The cell of a facet in a variant.
    pub fn index(&self, code: u16, variant: usize) -> usize {
        usize::from(code) * self.variants + variant
    }

    /// What a facet is worth; `work_out` is asked once.
    pub fn credit(&self, code: u16, variant: usize, work_out: impl FnOnce() -> Credit) -> Credit {
        let Some(cell) = self.cells.get(self.index(code, variant)) else {
            return Credit::NOTHING;
        };
        let held = cell.get();
        if held != OPEN {
            return held;
        }
        let credit = work_out();
        cell.set(credit);
        credit
    }

    /// The best of all facets; of too many, the best there can be.
    pub fn survey(&self, work_out: impl Fn(u16, usize) -> Credit) -> Survey {
        if self.cells.len() > SURVEYED_MAX {
            return Survey { may_be_absent: true, best: Credit::FULL };
        }
        let mut survey = Survey::default();
        for place in 0..self.cells.len() {
            let (code, variant) = (place / self.variants, place % self.variants);
            let Ok(code) = u16::try_from(code) else { break };
            let credit = self.credit(code, variant, || work_out(code, variant));
            survey.may_be_absent |= credit.of == 0;
            if greater(credit, survey.best) {
                survey.best = credit;
            }
            if survey.may_be_absent && survey.best.of > 0 && survey.best.low == survey.best.of {
                // Nothing is greater.
                break;
            }
        }
        survey
    }
}

/// Whether a credit is a greater share than another at the low end.
pub(super) fn greater(one: Credit, other: Credit) -> bool {
    one.of > 0 && (other.of == 0 || one.low * other.of > other.low * one.of)
}
