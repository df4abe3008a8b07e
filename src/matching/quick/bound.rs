//! Bounds: the most that a pair can come to, from what is cheap to know of it.
//! Invariant: never below the true low end, because each part rises with its share and both means rise with their parts.

use crate::matching::sheet::{Credit, Scale, Sheet};
use crate::matching::weights::{Direction, MOST_PARTS, Weight};

use super::table::Survey;

/// The weights of each set of parts, worked out when first met.
pub(super) struct Scales(Vec<std::cell::Cell<Option<Scale>>>);

impl Scales {
    pub fn new() -> Self {
        Self(vec![std::cell::Cell::new(None); 1 << MOST_PARTS])
    }

    /// The weights of a sheet.
    pub fn of(&self, sheet: &Sheet) -> Scale {
        let Some(cell) = self.0.get(sheet.asked()) else { return sheet.scale() };
        cell.get().unwrap_or_else(|| {
            let scale = sheet.scale();
            cell.set(Some(scale));
            scale
        })
    }
}

/// What each line of a table can come to at best.
pub(super) struct Ceiling {
    table: &'static [Weight],
    lines: [Survey; MOST_PARTS],
}

impl Ceiling {
    /// Nothing can be asked of any line yet.
    pub fn new(table: &'static [Weight]) -> Self {
        Self { table, lines: [Survey { may_be_absent: true, best: Credit::NOTHING }; MOST_PARTS] }
    }

    /// One more table that adds to a line. Where two do, the line's best is only known to be at most full.
    pub fn raise(&mut self, place: usize, survey: Survey) {
        if survey.best.of == 0 {
            return;
        }
        if let Some(line) = self.lines.get_mut(place) {
            let alone = line.best.of == 0;
            let may_be_absent = line.may_be_absent && survey.may_be_absent;
            *line = Survey { may_be_absent, best: if alone { survey.best } else { Credit::FULL } };
        }
    }

    /// The most that a direction's low end can be with these credits in place of some lines' best.
    pub fn most(&self, direction: Direction, known: &[(usize, Credit)]) -> u32 {
        let mut open: Vec<usize> = Vec::new();
        let mut sheet = Sheet::quick(self.table);
        for (place, (weight, line)) in self.table.iter().zip(&self.lines).enumerate() {
            if weight.direction != direction {
                continue;
            }
            if let Some((_, credit)) = known.iter().find(|(known, _)| *known == place) {
                sheet.put(place, *credit);
            } else if line.best.of > 0 && line.may_be_absent {
                open.push(place);
            } else {
                sheet.put(place, line.best);
            }
        }
        // Every choice of which parts are absent: who lacks a poor part has more of a good one.
        let choices = 0..1_usize << open.len();
        let sums = choices.map(|choice| {
            let mut sheet = sheet.copy();
            for (bit, place) in open.iter().enumerate() {
                if choice >> bit & 1 == 1 {
                    sheet.put(*place, self.lines.get(*place).map_or(Credit::FULL, |line| line.best));
                }
            }
            let scale = sheet.scale();
            sheet.sum(direction, &scale).low
        });
        sums.max().unwrap_or(100)
    }
}
