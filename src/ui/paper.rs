//! Paints a page about one thing: parts under headings, each line with its sign and the word for it, wrapped to the width.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use super::why::wrapped;
use crate::app::App;
use crate::app::cursor::window;
use crate::app::paper::PaperView;
use crate::lang::Lang;
use crate::report::paper::{Line, Paper, Sign};

/// Cells of a sign with its word, and of what a line is about on a narrow and a wide screen.
const SIGN: u16 = 10;
const WHAT: (u16, u16) = (18, 28);
/// From this width on there is more room for it.
const WIDE: u16 = 100;

/// A row of the screen: a heading, or a piece of a line.
enum Piece<'a> {
    Blank,
    Heading(&'a str),
    /// A line by its place, whether this is its first row, and the text of the row.
    Text(usize, &'a Line, bool, String),
}

/// Paints `view` into `body`.
pub fn draw(view: &PaperView, app: &App, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let width = body.width.saturating_sub(2);
    let Some(paper) = view.paper() else {
        painter.text(1, body.y, width, &view.about().title(lang), Role::Strong);
        painter.rule(1, body.y + 1, width, Role::Accent);
        let says = if view.is_gone() {
            lang.pick("もうありません(Esc で戻る)", "no longer there (Esc goes back)")
        } else {
            lang.pick("集計しています", "counting")
        };
        painter.text(3, body.y + 3, width, says, Role::Dim);
        return painter.put_caret(1, body.y);
    };
    head(paper, lang, painter, body, width);
    let area = Rect::new(1, body.y + 2, width, body.height.saturating_sub(2));
    let pieces = pieces(paper, painter, area.width);
    let here =
        pieces.iter().position(|piece| matches!(piece, Piece::Text(place, ..) if *place == view.index()));
    let last =
        pieces.iter().rposition(|piece| matches!(piece, Piece::Text(place, ..) if *place == view.index()));
    let top = window(0, last.unwrap_or(0), usize::from(area.height), pieces.len()).min(here.unwrap_or(0));
    // The first line is seen with the heading above it.
    let top = if view.index() == 0 { 0 } else { top };
    for (y, piece) in (area.y..area.bottom()).zip(pieces.iter().skip(top)) {
        match piece {
            Piece::Blank => {}
            Piece::Heading(text) => {
                painter.text(area.x, y, area.width, text, Role::Strong);
            }
            Piece::Text(place, line, first, text) => {
                let here = *place == view.index();
                row(line, *first, text, here, lang, painter, Rect { y, height: 1, ..area });
            }
        }
    }
}

fn head(paper: &Paper, lang: Lang, painter: &mut Painter<'_>, body: Rect, width: u16) {
    let counts = paper.counts();
    let judged = counts.iter().any(|count| *count > 0);
    let told: Vec<String> = Sign::JUDGED
        .iter()
        .zip(counts)
        .map(|(sign, count)| format!("{} {} {count}", mark(*sign, painter), sign.label().text(lang)))
        .collect();
    let told = if judged { told.join("  ") } else { String::new() };
    let taken = painter.width(&told);
    painter.right(1, body.y, width, &told, Role::Accent);
    let room = width.saturating_sub(taken + 2);
    // Half a note says nothing; the whole one goes with what is printed.
    let fits = painter.width(&paper.title) + 2 + painter.width(&paper.note) <= room;
    let note = if fits { paper.note.as_str() } else { "" };
    let parts = [(paper.title.as_str(), Role::Strong), ("  ", Role::Dim), (note, Role::Dim)];
    painter.line(1, body.y, room, &parts);
    painter.rule(1, body.y + 1, width, Role::Accent);
}

const fn what_cells(width: u16) -> u16 {
    if width >= WIDE { WHAT.1 } else { WHAT.0 }
}

fn pieces<'a>(paper: &'a Paper, painter: &Painter<'_>, width: u16) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let mut place = 0;
    for part in &paper.parts {
        if !pieces.is_empty() {
            pieces.push(Piece::Blank);
        }
        pieces.push(Piece::Heading(&part.heading));
        for line in &part.lines {
            let what = if line.what.is_empty() { 0 } else { what_cells(width) };
            let room = width.saturating_sub(2 + SIGN + what).max(10);
            let mut rows = wrapped(&line.text, room, painter);
            if rows.is_empty() {
                rows.push(String::new());
            }
            pieces.extend(
                rows.into_iter().enumerate().map(|(at, text)| Piece::Text(place, line, at == 0, text)),
            );
            place += 1;
        }
    }
    pieces
}

const fn mark(sign: Sign, painter: &Painter<'_>) -> &'static str {
    let symbols = painter.theme.symbols;
    match sign {
        Sign::Good => symbols.signs.met,
        Sign::Fair => symbols.signs.partly,
        Sign::Bad => symbols.signs.missing,
        Sign::Unknown => symbols.signs.unknown,
        Sign::Plain => symbols.marks.bullet,
    }
}

fn row(line: &Line, first: bool, text: &str, here: bool, lang: Lang, painter: &mut Painter<'_>, area: Rect) {
    let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
    let strong = match (here, line.sign) {
        (true, _) => Role::Here,
        (false, Sign::Bad) => Role::Alert,
        (false, Sign::Good) => Role::Accent,
        (false, _) => Role::Dim,
    };
    if here {
        painter.fill(area.x, area.y, area.width, Role::Here);
    }
    let what = if line.what.is_empty() { 0 } else { what_cells(area.width) };
    if first {
        if here {
            painter.text(area.x, area.y, 1, painter.theme.symbols.marks.cursor, Role::Here);
            painter.put_caret(area.x, area.y);
        }
        let sign = mark(line.sign, painter);
        let word = format!("{sign} {}", line.sign.label().text(lang));
        let word = if line.what.starts_with(' ') { String::new() } else { word };
        painter.text(area.x + 2, area.y, SIGN.saturating_sub(1), &word, strong);
        let nested = line.what.starts_with(' ');
        let name = if line.target.is_some() && !nested { plain } else { quiet };
        painter.text(area.x + 2 + SIGN, area.y, what.saturating_sub(2), &line.what, name);
    }
    let x = area.x + 2 + SIGN + what;
    painter.text(x, area.y, area.right().saturating_sub(x), text, plain);
}
