//! Paints a report: its name among the others, the year, and the table, numbers to the right.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use crate::app::App;
use crate::app::cursor::window;
use crate::app::reports::Reports;
use crate::lang::Lang;
use crate::report::{Report, Table};

/// Cells between columns, and a column's cells at most and at least.
const GAP: u16 = 2;
const COLUMN_MAX: u16 = 40;
const COLUMN_MIN: u16 = 4;
/// Rows of a table that decide how wide its columns are.
const ROWS_MEASURED: usize = 200;

/// Paints `reports` into `body`.
pub fn draw(reports: &Reports, app: &App, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let width = body.width.saturating_sub(2);
    let report = reports.report();
    let place = Report::ALL.iter().position(|one| *one == report).unwrap_or(0) + 1;
    let year = reports.fiscal_year(&app.context());
    let year = match (year, lang) {
        (Some(year), Lang::Ja) => format!("{year}年度"),
        (Some(year), Lang::En) => format!("fiscal year {year}"),
        (None, _) => lang.pick("全期間", "all years").to_owned(),
    };
    let count = format!("{place}/{}", Report::ALL.len());
    painter.right(1, body.y, width, &count, Role::Dim);
    let parts = [(report.label().text(lang), Role::Strong), ("   ", Role::Dim), (&year, Role::Accent)];
    painter.line(1, body.y, width.saturating_sub(10), &parts);
    painter.rule(1, body.y + 1, width, Role::Accent);
    painter.put_caret(1, body.y);
    let area = Rect::new(1, body.y + 2, width, body.height.saturating_sub(2));
    match reports.table(&app.context()) {
        None => {
            painter.text(3, area.y + 1, width, lang.pick("集計しています", "counting"), Role::Dim);
        }
        Some(table) if table.rows.is_empty() => {
            painter.text(
                3,
                area.y + 1,
                width,
                lang.pick("該当する記録はありません", "nothing to report"),
                Role::Dim,
            );
        }
        Some(table) => draw_table(reports, table, lang, painter, area),
    }
}

fn draw_table(reports: &Reports, table: &Table, lang: Lang, painter: &mut Painter<'_>, area: Rect) {
    let seen = seen(table, reports.column(), lang, painter, area.width.saturating_sub(2));
    for Seen { place, x, width } in &seen {
        let Some(column) = table.columns.get(*place) else { continue };
        cell(painter, (area.x + 2 + x, area.y, *width), column.label.text(lang), column.number, Role::Dim);
    }
    let height = usize::from(area.height.saturating_sub(1));
    let top = window(0, reports.index(), height, table.rows.len());
    for (y, (place, row)) in (area.y + 1..area.bottom()).zip(table.rows.iter().enumerate().skip(top)) {
        let here = place == reports.index();
        let role = if here { Role::Here } else { Role::Plain };
        if here {
            painter.fill(area.x, y, area.width, Role::Here);
            painter.text(area.x, y, 1, painter.theme.symbols.marks.cursor, Role::Here);
            painter.put_caret(area.x, y);
        }
        for Seen { place, x, width } in &seen {
            let number = table.columns.get(*place).is_some_and(|column| column.number);
            let text = row.get(*place).map(String::as_str).unwrap_or_default();
            cell(painter, (area.x + 2 + x, y, *width), text, number, role);
        }
    }
}

fn cell(painter: &mut Painter<'_>, (x, y, width): (u16, u16, u16), text: &str, number: bool, role: Role) {
    if number {
        painter.right(x, y, width, text, role);
    } else {
        painter.text(x, y, width, text, role);
    }
}

/// A column on the screen.
struct Seen {
    place: usize,
    x: u16,
    width: u16,
}

/// The columns that have room, each as wide as what is in it: the first one always, behind it those from `from` on.
fn seen(table: &Table, from: usize, lang: Lang, painter: &Painter<'_>, room: u16) -> Vec<Seen> {
    let wanted = |place: usize, name: &str| {
        let cells = table.rows.iter().take(ROWS_MEASURED).filter_map(|row| row.get(place));
        let most = cells.map(|cell| painter.width(cell)).max().unwrap_or(0);
        most.max(painter.width(name)).clamp(COLUMN_MIN, COLUMN_MAX)
    };
    let mut x = 0;
    let mut seen = Vec::new();
    let shown = table.columns.iter().enumerate().filter(|(place, _)| *place == 0 || *place > from);
    for (place, column) in shown {
        let left = room.saturating_sub(x);
        if left < COLUMN_MIN {
            break;
        }
        let width = wanted(place, column.label.text(lang)).min(left);
        seen.push(Seen { place, x, width });
        x += width + GAP;
    }
    seen
}
