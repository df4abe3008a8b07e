//! A strict terminal: overwriting one half of a wide glyph blanks the other half in the default look, as tmux and
//! others do, and any sequence it does not know is an error. It shows what the `vt100` crate hides.

use unicode_width::UnicodeWidthStr as _;

/// One column: what it shows and the parameters of the look it was written with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Column {
    /// Empty for the right half of a wide glyph.
    pub glyph: String,
    pub look: Vec<u16>,
}

#[derive(Debug)]
pub struct Model {
    pub columns: usize,
    pub cells: Vec<Column>,
    pub cursor: (usize, usize),
    pub cursor_shown: bool,
    look: Vec<u16>,
    ambiguous_wide: bool,
}

impl Model {
    pub fn new(columns: usize, rows: usize) -> Self {
        let cells = vec![blank(); columns * rows];
        Self { columns, cells, cursor: (0, 0), cursor_shown: true, look: Vec::new(), ambiguous_wide: false }
    }

    pub fn ambiguous_wide(self) -> Self {
        Self { ambiguous_wide: true, ..self }
    }

    /// Shows `bytes`; panics on any sequence outside the few that the screen may use.
    pub fn show(&mut self, bytes: &[u8]) {
        let text = std::str::from_utf8(bytes).expect("frames are UTF-8");
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            if let Some(sequence) = rest.strip_prefix("\x1b[") {
                let end = sequence.find(|c: char| ('@'..='~').contains(&c)).expect("sequences end");
                self.control(&sequence[..end], sequence.as_bytes()[end]);
                rest = &sequence[end + 1..];
                continue;
            }
            match character {
                '\r' => self.cursor.0 = 0,
                '\n' => self.cursor.1 += 1,
                other => {
                    assert!(!other.is_control(), "control character {other:?} in {text:?}");
                    self.print(other);
                }
            }
            rest = &rest[character.len_utf8()..];
        }
    }

    /// The row as text, blanks at its end cut.
    pub fn row(&self, row: usize) -> String {
        let cells = &self.cells[row * self.columns..][..self.columns];
        cells.iter().map(|cell| cell.glyph.as_str()).collect::<String>().trim_end().to_owned()
    }

    /// All rows, with a mark for each right half.
    pub fn rows(&self) -> Vec<String> {
        let glyph = |cell: &Column| if cell.glyph.is_empty() { "<".to_owned() } else { cell.glyph.clone() };
        self.cells.chunks(self.columns).map(|row| row.iter().map(glyph).collect()).collect()
    }

    fn control(&mut self, parameters: &str, end: u8) {
        let numbers: Vec<u16> = parameters.split(';').filter_map(|number| number.parse().ok()).collect();
        let number = |index: usize| usize::from(numbers.get(index).copied().unwrap_or(1).max(1));
        match (end, parameters) {
            (b'H', _) => self.cursor = (number(1) - 1, number(0) - 1),
            (b'C', _) => self.cursor.0 += number(0),
            (b'K', "") => {
                for column in self.cursor.0..self.columns {
                    self.put(column, " ", &self.look.clone());
                }
            }
            (b'J', "2") => self.cells.fill(blank()),
            (b'm', _) => self.attributes(&numbers),
            (b'h', "?25") => self.cursor_shown = true,
            (b'l', "?25") => self.cursor_shown = false,
            (b'h' | b'l', "?2026") => {}
            other => panic!("unexpected sequence {other:?}"),
        }
    }

    /// Keeps the look as a normal form: sorted modifiers, then colours tagged by their place.
    fn attributes(&mut self, numbers: &[u16]) {
        let mut numbers = numbers.iter().copied().peekable();
        if numbers.peek().is_none() {
            self.look.clear();
        }
        let mut look = Look::from(&self.look);
        while let Some(code) = numbers.next() {
            match code {
                0 => look = Look::default(),
                1..=9 => look.modifiers |= 1 << code,
                22 => look.modifiers &= !(0b110),
                23 => look.modifiers &= !(1 << 3),
                24 => look.modifiers &= !(1 << 4),
                25 => look.modifiers &= !(0b110_0000),
                27 => look.modifiers &= !(1 << 7),
                28 => look.modifiers &= !(1 << 8),
                29 => look.modifiers &= !(1 << 9),
                39 => look.foreground = vec![],
                49 => look.background = vec![],
                38 | 48 => {
                    let count = if numbers.next() == Some(5) { 1 } else { 3 };
                    let colour: Vec<u16> = std::iter::once(256).chain(numbers.by_ref().take(count)).collect();
                    if code == 38 { look.foreground = colour } else { look.background = colour }
                }
                59 => {}
                30..=37 | 90..=97 => look.foreground = vec![code],
                40..=47 | 100..=107 => look.background = vec![code - 10],
                other => panic!("unexpected attribute {other}"),
            }
        }
        self.look = look.flat();
    }

    fn print(&mut self, character: char) {
        let text = character.to_string();
        let width = if self.ambiguous_wide { text.width_cjk() } else { text.width() };
        let (column, row) = self.cursor;
        let start = row * self.columns;
        let joined = self.cells[start..start + column].iter().rfind(|cell| !cell.glyph.is_empty());
        if width == 0 || joined.is_some_and(|cell| cell.glyph.ends_with('\u{200D}')) {
            if let Some(cell) =
                self.cells[start..start + column].iter_mut().rev().find(|cell| !cell.glyph.is_empty())
            {
                cell.glyph.push(character);
            }
            return;
        }
        assert!(column + width <= self.columns, "{character:?} does not fit at {column}");
        let look = self.look.clone();
        self.put(column, &text, &look);
        if width == 2 {
            self.put(column + 1, "", &look);
        }
        self.cursor.0 = column + width;
    }

    fn put(&mut self, column: usize, glyph: &str, look: &[u16]) {
        let index = self.cursor.1 * self.columns + column;
        let is_tail = self.cells[index].glyph.is_empty();
        if is_tail && !glyph.is_empty() {
            self.cells[index - 1] = blank();
        }
        let next_is_tail = column + 1 < self.columns && self.cells[index + 1].glyph.is_empty();
        if next_is_tail && !is_tail {
            self.cells[index + 1] = blank();
        }
        if next_is_tail && is_tail && glyph.is_empty() {
            self.cells[index + 1] = blank();
        }
        self.cells[index] = Column { glyph: glyph.to_owned(), look: look.to_vec() };
    }
}

fn blank() -> Column {
    Column { glyph: " ".to_owned(), look: Vec::new() }
}

#[derive(Default)]
struct Look {
    modifiers: u16,
    foreground: Vec<u16>,
    background: Vec<u16>,
}

impl Look {
    fn from(flat: &[u16]) -> Self {
        let Some((modifiers, colours)) = flat.split_first() else { return Self::default() };
        let middle = colours.iter().position(|value| *value == u16::MAX).unwrap();
        Self {
            modifiers: *modifiers,
            foreground: colours[..middle].to_vec(),
            background: colours[middle + 1..].to_vec(),
        }
    }

    fn flat(&self) -> Vec<u16> {
        if self.modifiers == 0 && self.foreground.is_empty() && self.background.is_empty() {
            return Vec::new();
        }
        let mut flat = vec![self.modifiers];
        flat.extend(&self.foreground);
        flat.push(u16::MAX);
        flat.extend(&self.background);
        flat
    }
}
