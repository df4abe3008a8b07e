//! The difference between what a terminal shows and what it should show, as the fewest bytes.
//! Invariant: a glyph is either left alone whole or written whole. A stock comparison skips the right half of a new
//! wide glyph and so leaves the right half of an old one behind; here a glyph counts as unchanged only when the old
//! glyph began in the same column with the same width.
//! Called by `screen` with two normalised frames of one size.

use ratatui::buffer::{Buffer, Cell};

use super::cells::{columns_at_most, glyph_width, is_certain};
use super::pen::{Look, Pen};

/// A gap of unchanged glyphs is written again when that takes at most as many bytes as a cursor move.
const GAP_BYTES_MAX: usize = 4;
/// So many changed blanks at the end of a row are worth an erase sequence.
const BLANKS_WORTH_ERASING: usize = 4;

/// One glyph of a row: the cell it begins in and the columns it takes.
#[derive(Debug, Clone, Copy)]
struct Glyph<'a> {
    cell: &'a Cell,
    column: u16,
    width: u16,
    /// Whether the terminal does not show it yet.
    changed: bool,
}

/// Writes what turns `shown` into `next`; nothing at all when they are equal.
pub(super) fn update(pen: &mut Pen, shown: &Buffer, next: &Buffer) {
    let columns = usize::from(next.area.width);
    if columns == 0 || shown.area != next.area {
        return;
    }
    let rows = (0u16..).zip(shown.content.chunks_exact(columns).zip(next.content.chunks_exact(columns)));
    for (row, (old, new)) in rows {
        if old != new {
            update_row(pen, row, &changed_glyphs(old, new), next.area.width);
        }
    }
}

/// How many rows differ, which tells a small frame from a large one.
pub(super) fn rows_changed(shown: &Buffer, next: &Buffer) -> usize {
    let columns = usize::from(next.area.width).max(1);
    shown.content.chunks(columns).zip(next.content.chunks(columns)).filter(|(old, new)| old != new).count()
}

fn update_row(pen: &mut Pen, row: u16, glyphs: &[Glyph<'_>], columns: u16) {
    let blank_from =
        glyphs.len() - glyphs.iter().rev().take_while(|glyph| is_plain_blank(glyph.cell)).count();
    let blanks_changed = glyphs.iter().skip(blank_from).filter(|glyph| glyph.changed).count();
    for (index, glyph) in glyphs.iter().enumerate().filter(|(_, glyph)| glyph.changed) {
        bridge_gap(pen, row, glyph.column, glyphs.get(..index).unwrap_or_default());
        pen.go(glyph.column, row);
        if index >= blank_from && blanks_changed >= BLANKS_WORTH_ERASING {
            return pen.erase_row_end();
        }
        pen.wear(Look::of(glyph.cell));
        write(pen, row, glyph, columns);
    }
}

/// Writes one glyph at the cursor. A terminal may take fewer columns for an uncertain one than its cells have, so the
/// cells are blanked first.
fn write(pen: &mut Pen, row: u16, glyph: &Glyph<'_>, columns: u16) {
    let symbol = glyph.cell.symbol();
    let inside = (glyph.column + glyph.width < columns).then_some(glyph.width);
    if is_certain(symbol) {
        return pen.write(symbol, inside);
    }
    if glyph.width > 1 {
        pen.write(&" ".repeat(usize::from(glyph.width)), inside);
        pen.go(glyph.column, row);
    }
    pen.write(symbol, None);
}

/// Writes the unchanged glyphs between the cursor and `column` again when that is no longer than jumping over them.
fn bridge_gap(pen: &mut Pen, row: u16, column: u16, before: &[Glyph<'_>]) {
    let Some(gap) = pen.columns_before(column, row).filter(|gap| *gap > 0) else { return };
    let between: Vec<_> = before.iter().rev().take_while(|glyph| glyph.column + gap >= column).collect();
    let bytes: usize = between.iter().map(|glyph| glyph.cell.symbol().len()).sum();
    let look = pen.look();
    let same = between.iter().all(|glyph| Look::of(glyph.cell) == look && is_certain(glyph.cell.symbol()));
    let filled: u16 = between.iter().map(|glyph| glyph.width).sum();
    if same && filled == gap && bytes <= GAP_BYTES_MAX {
        for glyph in between.iter().rev() {
            pen.write(glyph.cell.symbol(), Some(glyph.width));
        }
    }
}

/// The glyphs of the new row, each with whether it has to be written.
fn changed_glyphs<'a>(old: &[Cell], new: &'a [Cell]) -> Vec<Glyph<'a>> {
    let mut old_starts = vec![0u16; old.len()];
    for glyph in glyphs(old) {
        if let Some(start) = old_starts.get_mut(usize::from(glyph.column)) {
            *start = glyph.width;
        }
    }
    // A terminal may also take more columns for an uncertain glyph, so what follows a changed one is written again.
    let mut damaged_until = 0;
    glyphs(new)
        .map(|glyph| {
            let column = usize::from(glyph.column);
            let kept = old_starts.get(column) == Some(&glyph.width)
                && old.get(column).is_some_and(|cell| looks_equal(cell, glyph.cell));
            let changed = !kept || glyph.column < damaged_until;
            if changed && !is_certain(glyph.cell.symbol()) {
                damaged_until = glyph.column + columns_at_most(glyph.cell.symbol());
            }
            Glyph { changed, ..glyph }
        })
        .collect()
}

fn glyphs(row: &[Cell]) -> impl Iterator<Item = Glyph<'_>> {
    let mut covered = 0u16;
    (0u16..).zip(row).filter_map(move |(column, cell)| {
        if column < covered {
            return None;
        }
        let width = glyph_width(cell);
        covered = column + width;
        Some(Glyph { cell, column, width, changed: false })
    })
}

fn looks_equal(left: &Cell, right: &Cell) -> bool {
    left.symbol() == right.symbol() && Look::of(left) == Look::of(right)
}

fn is_plain_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && Look::of(cell) == Look::PLAIN
}
