//! The bytes that ratatui 0.30.2 with its crossterm backend sends, written from their source, to compare with.

use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

/// The stock bytes that turn `shown` into `next`.
pub fn stock_bytes(shown: &Buffer, next: &Buffer) -> Vec<u8> {
    let mut out = String::new();
    let (mut foreground, mut background, mut modifier) = (Color::Reset, Color::Reset, Modifier::empty());
    let mut last: Option<(u16, u16)> = None;
    for (x, y, cell) in shown.diff(next) {
        if last != Some((x.wrapping_sub(1), y)) {
            write!(out, "\x1b[{};{}H", y + 1, x + 1).unwrap();
        }
        last = Some((x, y));
        if cell.modifier != modifier {
            modifiers(&mut out, modifier, cell.modifier);
            modifier = cell.modifier;
        }
        if cell.fg != foreground || cell.bg != background {
            write!(out, "\x1b[{};{}m", colour(cell.fg, 38), colour(cell.bg, 48)).unwrap();
            (foreground, background) = (cell.fg, cell.bg);
        }
        out.push_str(cell.symbol());
    }
    out.push_str("\x1b[39m\x1b[49m\x1b[0m");
    out.into_bytes()
}

fn modifiers(out: &mut String, from: Modifier, to: Modifier) {
    for (modifier, clear) in
        [(Modifier::REVERSED, 27), (Modifier::BOLD, 22), (Modifier::DIM, 22), (Modifier::UNDERLINED, 24)]
    {
        if (from - to).contains(modifier) {
            write!(out, "\x1b[{clear}m").unwrap();
        }
    }
    for (modifier, set) in
        [(Modifier::REVERSED, 7), (Modifier::BOLD, 1), (Modifier::DIM, 2), (Modifier::UNDERLINED, 4)]
    {
        if (to - from).contains(modifier) {
            write!(out, "\x1b[{set}m").unwrap();
        }
    }
}

/// crossterm writes the named colours as indexes: `48;5;4` for blue.
fn colour(colour: Color, base: u8) -> String {
    let index = match colour {
        Color::Reset => return (base + 1).to_string(),
        Color::Rgb(red, green, blue) => return format!("{base};2;{red};{green};{blue}"),
        Color::Indexed(index) => index,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    format!("{base};5;{index}")
}
