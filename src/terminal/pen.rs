//! The attributes and the cursor of a terminal, as far as what was written tells, and the shortest way to change them.
//! Invariant: a position is only remembered when every terminal agrees on it; otherwise the next move is absolute.
//! Used by `update` for one frame at a time.

use std::io::Write as _;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// The modifiers with the codes that set and clear them.
const MODIFIERS: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// Colours and modifiers of what is written next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub foreground: Color,
    pub background: Color,
    pub modifiers: Modifier,
}

impl Look {
    pub const PLAIN: Self =
        Self { foreground: Color::Reset, background: Color::Reset, modifiers: Modifier::empty() };

    pub fn of(cell: &Cell) -> Self {
        Self { foreground: cell.fg, background: cell.bg, modifiers: cell.modifier }
    }
}

/// What is known of the terminal while a frame is written into `out`.
#[derive(Debug)]
pub(super) struct Pen {
    pub out: Vec<u8>,
    look: Look,
    /// Column and row, when certain.
    at: Option<(u16, u16)>,
}

impl Pen {
    /// A pen on a terminal whose attributes are plain and whose cursor is anywhere.
    pub fn new() -> Self {
        Self { out: Vec::new(), look: Look::PLAIN, at: None }
    }

    /// The look of what is written next.
    pub fn look(&self) -> Look {
        self.look
    }

    /// How many columns lie between the cursor and `column` to its right on the same row; `None` when not certain.
    pub fn columns_before(&self, column: u16, row: u16) -> Option<u16> {
        self.at
            .filter(|(_, at_row)| *at_row == row)?
            .0
            .le(&column)
            .then(|| column - self.at.map_or(0, |at| at.0))
    }

    /// Moves the cursor by the shortest sequence.
    pub fn go(&mut self, column: u16, row: u16) {
        if self.at == Some((column, row)) {
            return;
        }
        let absolute = match column {
            0 => format!("\x1b[{}H", row + 1),
            _ => format!("\x1b[{};{}H", row + 1, column + 1),
        };
        let relative = self.at.and_then(|(at_column, at_row)| {
            let (start, from) = match row.checked_sub(at_row)? {
                0 if column > at_column => ("", at_column),
                0 => ("\r", 0),
                1 => ("\r\n", 0),
                _ => return None,
            };
            Some(match column - from {
                0 => start.to_owned(),
                1 => format!("{start}\x1b[C"),
                columns => format!("{start}\x1b[{columns}C"),
            })
        });
        let shortest = relative.filter(|relative| relative.len() < absolute.len()).unwrap_or(absolute);
        self.out.extend_from_slice(shortest.as_bytes());
        self.at = Some((column, row));
    }

    /// Changes the look by the shortest sequence.
    pub fn wear(&mut self, look: Look) {
        if look == self.look {
            return;
        }
        let change = self.change_to(look);
        let anew = anew(look);
        let shortest = if change.len() < anew.len() { change } else { anew };
        self.out.extend_from_slice(shortest.as_bytes());
        self.look = look;
    }

    /// Writes a symbol at the cursor. `columns` is how far every terminal moves the cursor by it; `None` when they
    /// may disagree, also at the right edge.
    pub fn write(&mut self, symbol: &str, columns: Option<u16>) {
        self.out.extend_from_slice(symbol.as_bytes());
        self.at = self.at.zip(columns).map(|((column, row), columns)| (column + columns, row));
    }

    /// Makes the rest of the row plain and blank.
    pub fn erase_row_end(&mut self) {
        self.wear(Look::PLAIN);
        self.out.extend_from_slice(b"\x1b[K");
    }

    fn change_to(&self, look: Look) -> String {
        let mut codes = Codes::default();
        let mut removed = self.look.modifiers.difference(look.modifiers);
        let mut added = look.modifiers.difference(self.look.modifiers);
        // Bold and dim share one code that clears both, and so do the two kinds of blinking.
        for pair in [Modifier::BOLD | Modifier::DIM, Modifier::SLOW_BLINK | Modifier::RAPID_BLINK] {
            if removed.intersects(pair) {
                added |= look.modifiers & pair;
            }
        }
        for (modifier, _, clear) in MODIFIERS {
            if removed.contains(modifier) {
                codes.push(&clear.to_string());
                removed.remove(modifier);
            }
        }
        codes.modifiers(added);
        if look.foreground != self.look.foreground {
            codes.colour(look.foreground, 30);
        }
        if look.background != self.look.background {
            codes.colour(look.background, 40);
        }
        codes.sequence()
    }
}

fn anew(look: Look) -> String {
    let mut codes = Codes::default();
    if look != Look::PLAIN {
        codes.push("0");
        codes.modifiers(look.modifiers);
        for (colour, base) in [(look.foreground, 30), (look.background, 40)] {
            if colour != Color::Reset {
                codes.colour(colour, base);
            }
        }
    }
    codes.sequence()
}

/// The numbers of one attribute sequence.
#[derive(Default)]
struct Codes(Vec<u8>);

impl Codes {
    fn push(&mut self, code: &str) {
        if !self.0.is_empty() {
            self.0.push(b';');
        }
        self.0.extend_from_slice(code.as_bytes());
    }

    fn modifiers(&mut self, modifiers: Modifier) {
        for (modifier, set, _) in MODIFIERS {
            if modifiers.contains(modifier) {
                self.push(&set.to_string());
            }
        }
    }

    /// `base` is 30 for the foreground and 40 for the background.
    fn colour(&mut self, colour: Color, base: u8) {
        let named = |offset: u8| (base + offset).to_string();
        let bright = |offset: u8| (base + 60 + offset).to_string();
        self.push(&match colour {
            Color::Reset => named(9),
            Color::Black => named(0),
            Color::Red => named(1),
            Color::Green => named(2),
            Color::Yellow => named(3),
            Color::Blue => named(4),
            Color::Magenta => named(5),
            Color::Cyan => named(6),
            Color::Gray => named(7),
            Color::DarkGray => bright(0),
            Color::LightRed => bright(1),
            Color::LightGreen => bright(2),
            Color::LightYellow => bright(3),
            Color::LightBlue => bright(4),
            Color::LightMagenta => bright(5),
            Color::LightCyan => bright(6),
            Color::White => bright(7),
            Color::Indexed(index) => format!("{};5;{index}", base + 8),
            Color::Rgb(red, green, blue) => format!("{};2;{red};{green};{blue}", base + 8),
        });
    }

    fn sequence(self) -> String {
        let mut sequence = Vec::with_capacity(self.0.len() + 3);
        // Writing to memory cannot fail.
        let _ = write!(sequence, "\x1b[{}m", String::from_utf8_lossy(&self.0));
        String::from_utf8_lossy(&sequence).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(act: impl FnOnce(&mut Pen)) -> String {
        let mut pen = Pen::new();
        act(&mut pen);
        String::from_utf8(pen.out).unwrap()
    }

    #[test]
    fn moves_are_as_short_as_certain() {
        assert_eq!(written(|pen| pen.go(0, 2)), "\x1b[3H");
        assert_eq!(
            written(|pen| {
                pen.go(0, 0);
                pen.write("山", Some(2));
                pen.go(2, 0);
                pen.go(3, 0);
                pen.go(9, 0);
                pen.go(0, 1);
                pen.go(4, 2);
                pen.write("①", None);
                pen.go(5, 2);
            }),
            "\x1b[1H山\x1b[C\x1b[6C\r\n\x1b[3;5H①\x1b[3;6H"
        );
    }

    #[test]
    fn looks_change_by_the_shorter_of_a_change_and_a_new_start() {
        let bold = Look { modifiers: Modifier::BOLD, ..Look::PLAIN };
        let bold_red = Look { foreground: Color::Red, ..bold };
        let dim = Look { modifiers: Modifier::DIM, ..Look::PLAIN };
        assert_eq!(
            written(|pen| {
                pen.wear(bold);
                pen.wear(bold_red);
                pen.wear(bold_red);
                pen.wear(dim);
                pen.wear(Look::PLAIN);
                pen.wear(Look { background: Color::Rgb(1, 2, 3), ..Look::PLAIN });
            }),
            "\x1b[1m\x1b[31m\x1b[0;2m\x1b[m\x1b[48;2;1;2;3m"
        );
    }

    #[test]
    fn clearing_one_of_bold_and_dim_keeps_the_other() {
        let both = Look {
            modifiers: Modifier::BOLD | Modifier::DIM,
            foreground: Color::Rgb(100, 100, 100),
            ..Look::PLAIN
        };
        assert_eq!(
            written(|pen| {
                pen.wear(both);
                pen.out.clear();
                pen.wear(Look { modifiers: Modifier::DIM, ..both });
            }),
            "\x1b[22;2m"
        );
    }
}
