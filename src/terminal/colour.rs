//! Colours taken down to what a terminal has.
//! Invariant: a colour becomes the nearest one that exists there, and none at all on a terminal without colours.
//! Called for each cell by `cells`, so that the comparison of frames sees what is really sent.

use ratatui::buffer::Cell;
use ratatui::style::Color;

use super::caps::Colours;

/// The levels of one channel in the colour cube of 256-colour terminals.
const CUBE_LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];
/// The usual values of the 16 named colours, in their order.
const NAMED: [(Color, [u8; 3]); 16] = [
    (Color::Black, [0, 0, 0]),
    (Color::Red, [205, 0, 0]),
    (Color::Green, [0, 205, 0]),
    (Color::Yellow, [205, 205, 0]),
    (Color::Blue, [0, 0, 238]),
    (Color::Magenta, [205, 0, 205]),
    (Color::Cyan, [0, 205, 205]),
    (Color::Gray, [229, 229, 229]),
    (Color::DarkGray, [127, 127, 127]),
    (Color::LightRed, [255, 0, 0]),
    (Color::LightGreen, [0, 255, 0]),
    (Color::LightYellow, [255, 255, 0]),
    (Color::LightBlue, [92, 92, 255]),
    (Color::LightMagenta, [255, 0, 255]),
    (Color::LightCyan, [0, 255, 255]),
    (Color::White, [255, 255, 255]),
];

/// Replaces the colours of a cell by those that the terminal has.
pub(super) fn downgrade(cell: &mut Cell, colours: Colours) {
    cell.fg = nearest(cell.fg, colours);
    cell.bg = nearest(cell.bg, colours);
}

fn nearest(colour: Color, colours: Colours) -> Color {
    match (colours, colour) {
        (Colours::Mono, _) => Color::Reset,
        (Colours::Ansi256, Color::Rgb(red, green, blue)) => Color::Indexed(index_of([red, green, blue])),
        (Colours::Ansi16, Color::Rgb(red, green, blue)) => named([red, green, blue]),
        (Colours::Ansi16, Color::Indexed(index)) => named(value_of(index)),
        (Colours::True | Colours::Ansi256 | Colours::Ansi16, kept) => kept,
    }
}

fn named(value: [u8; 3]) -> Color {
    NAMED.iter().min_by_key(|(_, known)| distance(value, *known)).map_or(Color::Reset, |(colour, _)| *colour)
}

/// The nearest of the 6 x 6 x 6 cube and the 24 greys (indexes 16 to 255).
fn index_of(value: [u8; 3]) -> u8 {
    let cube = value.iter().fold(0, |index, channel| index * 6 + nearest_level(*channel)) + 16;
    let mean = value.iter().map(|channel| u16::from(*channel)).sum::<u16>() / 3;
    let step = (mean.saturating_sub(3) / 10).min(23);
    let grey = 232 + u8::try_from(step).unwrap_or(23);
    if distance(value, value_of(grey)) < distance(value, value_of(cube)) { grey } else { cube }
}

fn nearest_level(channel: u8) -> u8 {
    let levels = (0u8..).zip(CUBE_LEVELS);
    levels.min_by_key(|(_, level)| level.abs_diff(channel)).map_or(0, |(index, _)| index)
}

fn value_of(index: u8) -> [u8; 3] {
    match index {
        0..=15 => NAMED.get(usize::from(index)).map_or([0; 3], |(_, value)| *value),
        16..=231 => {
            let cell = index - 16;
            [cell / 36, cell / 6 % 6, cell % 6]
                .map(|level| CUBE_LEVELS.get(usize::from(level)).copied().unwrap_or(0))
        }
        232..=255 => [8 + 10 * (index - 232); 3],
    }
}

fn distance(left: [u8; 3], right: [u8; 3]) -> u32 {
    left.iter().zip(right).map(|(left, right)| u32::from(left.abs_diff(right)).pow(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_terminal_gets_its_nearest_colour() {
        let red = Color::Rgb(250, 5, 5);
        assert_eq!(nearest(red, Colours::True), red);
        assert_eq!(nearest(red, Colours::Ansi256), Color::Indexed(196));
        assert_eq!(nearest(red, Colours::Ansi16), Color::LightRed);
        assert_eq!(nearest(red, Colours::Mono), Color::Reset);
        assert_eq!(nearest(Color::Indexed(232), Colours::Ansi16), Color::Black);
        assert_eq!(nearest(Color::Blue, Colours::Ansi16), Color::Blue);
        assert_eq!(nearest(Color::Rgb(128, 128, 128), Colours::Ansi256), Color::Indexed(244));
    }
}
