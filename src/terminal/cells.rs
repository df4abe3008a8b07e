//! Cells as terminals really show them: harmless text, wide glyphs that are whole, widths that are certain.
//! Invariant: after `normalise` no cell holds a control character, and no wide glyph is cut by its neighbour.
//! The screen normalises each frame before it compares; layouts call `clear_overlay` and `widen`.

use std::borrow::Cow;
use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, Cell, CellDiffOption, CellWidth as _};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthChar as _;

use super::caps::Caps;
use super::colour;
use super::symbols::narrow_stand_in;

const TWO_COLUMNS: NonZeroU16 = NonZeroU16::MIN.saturating_add(1);

/// Empties `area` for a popup, together with the other half of each wide glyph that the edges cut. Call it before
/// drawing anything over text.
pub fn clear_overlay(buffer: &mut Buffer, area: Rect) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    for y in area.top()..area.bottom() {
        if let Some(before) = area.left().checked_sub(1).and_then(|x| buffer.cell_mut((x, y)))
            && glyph_width(before) > 1
        {
            before.set_symbol(" ").set_diff_option(CellDiffOption::None);
        }
        for x in area.left()..area.right() {
            if let Some(cell) = buffer.cell_mut((x, y)) {
                cell.reset();
            }
        }
    }
}

/// `text` with room for its ambiguous characters: on a terminal that draws them in two columns a blank follows each,
/// which the screen then gives to the character. Call it on people's text before it is measured or drawn.
pub fn widen(text: &str, ambiguous_wide: bool) -> Cow<'_, str> {
    if !ambiguous_wide || !text.chars().any(is_ambiguous) {
        return Cow::Borrowed(text);
    }
    let mut wide = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        wide.push(character);
        if is_ambiguous(character) {
            wide.push(' ');
        }
    }
    Cow::Owned(wide)
}

/// Whether terminals disagree about the width of this character: one column, or two where set to Japanese.
pub fn is_ambiguous(character: char) -> bool {
    !character.is_ascii() && character.width() == Some(1) && character.width_cjk() == Some(2)
}

/// Makes every cell safe to write and true to what the terminal will show.
pub(super) fn normalise(buffer: &mut Buffer, caps: Caps) {
    let columns = usize::from(buffer.area.width);
    if columns == 0 {
        return;
    }
    for row in buffer.content.chunks_exact_mut(columns) {
        for index in 0..row.len() {
            let (_, from) = row.split_at_mut(index);
            if let Some((cell, after)) = from.split_first_mut() {
                clean(cell);
                if caps.ambiguous_wide {
                    settle_ambiguous(cell, after.first());
                }
                settle_wide(cell, after);
                colour::downgrade(cell, caps.colours);
                settle_look(cell);
            }
        }
    }
}

/// The columns that a cell's glyph takes on the terminal.
pub(super) fn glyph_width(cell: &Cell) -> u16 {
    match cell.diff_option {
        CellDiffOption::ForcedWidth(columns) => columns.get(),
        CellDiffOption::None | CellDiffOption::Skip | CellDiffOption::AlwaysUpdate => {
            cell.symbol().cell_width().max(1)
        }
    }
}

/// Whether every terminal agrees how far the cursor moves after this symbol: ASCII, kana, kanji and full-width forms.
pub(super) fn is_certain(symbol: &str) -> bool {
    let mut characters = symbol.chars();
    let (Some(character), None) = (characters.next(), characters.next()) else { return false };
    matches!(
        character,
        ' '..='~'
            | '\u{3000}'..='\u{3002}' | '\u{3008}'..='\u{3011}'
            | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FC}'
            | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
            | '\u{FF01}'..='\u{FF60}'
    )
}

/// The most columns that any terminal gives this symbol: each character on its own, ambiguous ones in two.
pub(super) fn columns_at_most(symbol: &str) -> u16 {
    symbol.chars().map(|character| if character.width_cjk() == Some(2) { 2 } else { 1 }).sum()
}

/// Removes what could steer the terminal or hide in the text. Screens clean their text themselves and say so to the
/// reader; this is the second line, which nothing passes.
fn clean(cell: &mut Cell) {
    let symbol = cell.symbol();
    if symbol.is_empty() {
        cell.set_symbol(" ");
    } else if symbol.chars().any(is_harmful) {
        let kept: String = symbol.chars().filter(|character| !is_harmful(*character)).collect();
        let kept = if kept.is_empty() { "?" } else { kept.as_str() };
        cell.set_symbol(kept);
    }
    if let Some((first, _)) = cell.symbol().split_once(JOINER) {
        // Terminals that do not join emoji draw the parts side by side, over what stands there: the first part stands for all.
        let first = first.to_owned();
        cell.set_symbol(&first);
    }
    if cell.symbol().cell_width() == 0 {
        cell.set_symbol("?");
    }
    if !matches!(cell.diff_option, CellDiffOption::ForcedWidth(_)) {
        cell.set_diff_option(CellDiffOption::None);
    }
}

/// Joins emoji to one glyph, where a terminal knows how.
const JOINER: char = '\u{200d}';

fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}'
        )
}

/// Gives an ambiguous glyph its two columns when the next one is free, else a stand-in of one column.
fn settle_ambiguous(cell: &mut Cell, next: Option<&Cell>) {
    let Some(character) = cell.symbol().chars().find(|character| is_ambiguous(*character)) else { return };
    if next.is_some_and(|next| next.symbol() == " ") {
        cell.set_diff_option(CellDiffOption::ForcedWidth(TWO_COLUMNS));
    } else {
        cell.set_symbol(narrow_stand_in(character)).set_diff_option(CellDiffOption::None);
    }
}

/// Blanks a wide glyph whose other half is off the screen or drawn over: a terminal would show neither half right.
fn settle_wide(cell: &mut Cell, after: &[Cell]) {
    let width = glyph_width(cell);
    if width < 2 {
        return;
    }
    let mut tails = after.iter().take(usize::from(width - 1));
    let whole = after.len() >= usize::from(width - 1) && tails.all(|tail| matches!(tail.symbol(), " " | ""));
    if !whole {
        cell.set_symbol(" ").set_diff_option(CellDiffOption::None);
    }
}

/// Takes from a cell what cannot be seen on it, or differs between terminals: bold and dim are one setting to many.
fn settle_look(cell: &mut Cell) {
    if cell.modifier.contains(Modifier::BOLD) {
        cell.modifier.remove(Modifier::DIM);
    }
    let on_blanks = Modifier::REVERSED
        | Modifier::UNDERLINED
        | Modifier::CROSSED_OUT
        | Modifier::SLOW_BLINK
        | Modifier::RAPID_BLINK;
    if cell.symbol() == " " && !cell.modifier.intersects(on_blanks) {
        cell.fg = Color::Reset;
        cell.modifier = Modifier::empty();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    fn row(text: &str, columns: u16) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, 1));
        buffer.set_string(0, 0, text, Style::new());
        buffer
    }

    fn symbols(buffer: &Buffer) -> String {
        buffer.content.iter().map(Cell::symbol).collect::<Vec<_>>().join(",")
    }

    #[test]
    fn an_overlay_blanks_the_halves_that_its_edges_cut() {
        let mut buffer = row("山田太郎様", 10);
        clear_overlay(&mut buffer, Rect::new(3, 0, 4, 1));
        assert_eq!(symbols(&buffer), "山, , , , , , , ,様, ");
    }

    #[test]
    fn a_popup_drawn_without_it_still_shows_its_border() {
        let mut buffer = row("山田太郎様", 10);
        buffer.set_string(3, 0, "|b|", Style::new());
        normalise(&mut buffer, Caps::full());
        assert_eq!(symbols(&buffer), "山, , ,|,b,|,郎, ,様, ");
    }

    #[test]
    fn nothing_harmful_stays_in_a_cell() {
        for (written, kept) in [
            ("\u{1b}", "?"),
            ("a\u{202E}", "a"),
            ("\u{9b}", "?"),
            ("", " "),
            ("\u{301}", "?"),
            ("\u{200B}", "?"),
        ] {
            let mut buffer = row("", 1);
            buffer.content[0].set_symbol(written);
            normalise(&mut buffer, Caps::full());
            assert_eq!(buffer.content[0].symbol(), kept, "{written:?}");
        }
    }

    #[test]
    fn a_wide_glyph_in_the_last_column_is_blanked() {
        let mut buffer = row("abc", 3);
        buffer.content[2].set_symbol("山");
        normalise(&mut buffer, Caps::full());
        assert_eq!(symbols(&buffer), "a,b, ");
    }

    #[test]
    fn ambiguous_text_takes_two_columns_where_it_has_room() {
        let caps = Caps { ambiguous_wide: true, ..Caps::full() };
        assert_eq!(widen("①番…", true), "① 番… ");
        assert_eq!(widen("①番", false), "①番");
        let mut buffer = row(&widen("①番", true), 6);
        normalise(&mut buffer, caps);
        assert_eq!(glyph_width(&buffer.content[0]), 2);
        let mut crowded = row("①番─a", 6);
        normalise(&mut crowded, caps);
        assert_eq!(symbols(&crowded), "1,番, ,-,a, ");
    }

    #[test]
    fn colours_are_taken_down_to_what_the_terminal_has() {
        let mut buffer = row("a", 1);
        buffer.content[0].set_style(Style::new().fg(Color::Rgb(255, 0, 0)).bg(Color::Blue));
        normalise(&mut buffer, Caps { colours: super::super::caps::Colours::Mono, ..Caps::full() });
        assert_eq!((buffer.content[0].fg, buffer.content[0].bg), (Color::Reset, Color::Reset));
    }
}
