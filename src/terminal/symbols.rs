//! Every sign that is drawn around people's text: rules, marks, arrows, the signs of a requirement.
//! Invariant: the wide-safe set is ASCII only, because terminals set to Japanese draw the others two columns wide.
//! The screens take all their decoration from here and never write such a character themselves.

use ratatui::symbols::border;

/// The signs of one terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Symbols {
    /// The frame of a pane without the focus.
    pub border: border::Set<'static>,
    /// The frame of the pane that has the focus.
    pub border_focused: border::Set<'static>,
    pub marks: Marks,
    pub signs: Signs,
    pub arrows: Arrows,
    /// What stands for text that was cut off; one or two columns, see `ellipsis_columns`.
    pub ellipsis: &'static str,
    /// A horizontal rule of one column.
    pub rule: &'static str,
    /// A vertical rule of one column.
    pub divider: &'static str,
    /// The filled and the empty part of a bar, one column each.
    pub bar: (&'static str, &'static str),
}

/// Marks in front of rows and words, one column each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// The row that the cursor is on.
    pub cursor: &'static str,
    /// A row marked for the next verb.
    pub marked: &'static str,
    /// Somebody else has this open now.
    pub present: &'static str,
    pub overdue: &'static str,
    pub bullet: &'static str,
    /// Between the parts of a path of screens.
    pub breadcrumb: &'static str,
}

/// How a requirement stands, one column each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signs {
    pub met: &'static str,
    pub partly: &'static str,
    pub missing: &'static str,
    pub unknown: &'static str,
}

/// Arrows of one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrows {
    pub up: &'static str,
    pub down: &'static str,
    pub left: &'static str,
    pub right: &'static str,
}

impl Symbols {
    /// For terminals that draw ambiguous characters in one column.
    pub const UNICODE: Self = Self {
        border: border::PLAIN,
        border_focused: border::THICK,
        marks: Marks {
            cursor: "▸", marked: "✓", present: "●", overdue: "!", bullet: "•", breadcrumb: "›"
        },
        signs: Signs { met: "○", partly: "△", missing: "×", unknown: "?" },
        arrows: Arrows { up: "↑", down: "↓", left: "←", right: "→" },
        ellipsis: "…",
        rule: "─",
        divider: "│",
        bar: ("█", "░"),
    };

    /// For all others: ASCII only.
    pub const ASCII: Self = Self {
        border: border::Set {
            top_left: "+",
            top_right: "+",
            bottom_left: "+",
            bottom_right: "+",
            vertical_left: "|",
            vertical_right: "|",
            horizontal_top: "-",
            horizontal_bottom: "-",
        },
        border_focused: border::Set {
            top_left: "#",
            top_right: "#",
            bottom_left: "#",
            bottom_right: "#",
            vertical_left: "|",
            vertical_right: "|",
            horizontal_top: "=",
            horizontal_bottom: "=",
        },
        marks: Marks { cursor: ">", marked: "*", present: "@", overdue: "!", bullet: "-", breadcrumb: ">" },
        signs: Signs { met: "o", partly: "~", missing: "x", unknown: "?" },
        arrows: Arrows { up: "^", down: "v", left: "<", right: ">" },
        ellipsis: "..",
        rule: "-",
        divider: "|",
        bar: ("#", "."),
    };

    /// The set for a terminal that draws ambiguous characters wide, or not.
    pub const fn of(ambiguous_wide: bool) -> &'static Self {
        if ambiguous_wide { &Self::ASCII } else { &Self::UNICODE }
    }

    /// How many columns the ellipsis takes.
    pub fn ellipsis_columns(&self) -> usize {
        self.ellipsis.chars().count()
    }
}

/// What is drawn for an ambiguous character where only one column is free on a terminal that draws it in two.
pub(super) fn narrow_stand_in(character: char) -> &'static str {
    match character {
        '─'..='━' | '┄' | '┅' | '┈' | '┉' | '╌' | '╍' | '═' | '―' | '‐' | '–' | '—' => {
            "-"
        }
        '│' | '┃' | '┆' | '┇' | '┊' | '┋' | '║' => "|",
        '\u{250C}'..='\u{257F}' | '±' => "+",
        '←' | '◀' => "<",
        '→' | '▶' => ">",
        '↑' | '▲' => "^",
        '↓' | '▼' => "v",
        '█' | '■' | '▒' | '▓' => "#",
        '…' | '·' => ".",
        '•' | '●' | '★' | '※' => "*",
        '○' | '◎' | '°' => "o",
        '△' => "~",
        '×' => "x",
        '÷' => "/",
        '‘' | '’' | '´' => "'",
        '“' | '”' => "\"",
        '§' => "S",
        '①' => "1",
        '②' => "2",
        '③' => "3",
        '④' => "4",
        '⑤' => "5",
        '⑥' => "6",
        '⑦' => "7",
        '⑧' => "8",
        '⑨' => "9",
        _ => "?",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr as _;

    fn all(symbols: &Symbols) -> Vec<&'static str> {
        let Symbols { marks, signs, arrows, border, border_focused, .. } = symbols;
        let mut all =
            vec![marks.cursor, marks.marked, marks.present, marks.overdue, marks.bullet, marks.breadcrumb];
        all.extend([signs.met, signs.partly, signs.missing, signs.unknown, symbols.rule, symbols.divider]);
        all.extend([arrows.up, arrows.down, arrows.left, arrows.right, symbols.bar.0, symbols.bar.1]);
        for set in [border, border_focused] {
            all.extend([set.top_left, set.top_right, set.bottom_left, set.bottom_right]);
            all.extend([set.vertical_left, set.vertical_right, set.horizontal_top, set.horizontal_bottom]);
        }
        all
    }

    #[test]
    fn the_wide_safe_set_is_ascii_and_takes_one_column_each() {
        for symbol in all(&Symbols::ASCII) {
            assert!(symbol.is_ascii() && symbol.width() == 1, "{symbol}");
        }
        assert!(Symbols::ASCII.ellipsis.is_ascii());
    }

    #[test]
    fn the_other_set_takes_one_column_each_too() {
        for symbol in all(&Symbols::UNICODE) {
            assert_eq!(symbol.width(), 1, "{symbol}");
        }
    }
}
