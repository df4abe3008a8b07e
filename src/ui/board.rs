//! Paints the case board: as many columns as have room around the one with the cursor, the others counted at the edges.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::query_line;
use super::theme::Role;
use super::words;
use crate::app::App;
use crate::app::board::{Board, COLUMNS};
use crate::app::cursor::window;
use crate::app::listing::{Entry, Why};
use crate::domain::Record;
use crate::field::tables::case;
use crate::snapshot::Snapshot;

/// Cells of a column at least; a name of six characters and a due date fit.
const COLUMN_CELLS: u16 = 24;
/// Rows of one case: its name and due date, its kind and owner.
const ROWS_A_CASE: u16 = 2;
/// Rows of a column's head.
const HEAD_ROWS: u16 = 3;

/// Paints `board` into `body`.
pub fn draw(board: &Board, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    // The line being typed says what it may become over the heads of the columns.
    draw_columns(board, app, snapshot, painter, body);
    head(board, app, painter, body);
}

fn draw_columns(board: &Board, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let body = Rect::new(body.x, body.y + 1, body.width, body.height.saturating_sub(1));
    let shown = shown(board, body.width);
    if shown.is_empty() {
        let text = if board.is_loading() {
            lang.pick("読み込んでいます", "reading")
        } else if board.filter().is_empty() {
            lang.pick(
                "開いているケースはありません。人の画面で + を押すとケースを受け付けます",
                "no open cases; + on a person opens one",
            )
        } else {
            lang.pick(
                "絞り込みに合うケースはありません(Esc で解除)",
                "no case fits the filter (Esc clears it)",
            )
        };
        painter.text(2, body.y + 2, body.width.saturating_sub(4), text, Role::Dim);
        if board.filtering().is_none() {
            painter.put_caret(2, body.y + 2);
        }
        return;
    }
    let width = body.width.saturating_sub(1) / u16::try_from(shown.len()).unwrap_or(1).max(1);
    for (place, column) in (0..).zip(&shown) {
        let area = Rect::new(body.x + 1 + place * width, body.y, width.saturating_sub(2), body.height);
        draw_column(board, *column, app, snapshot, painter, area);
    }
}

fn head(board: &Board, app: &App, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let total: usize = (0..COLUMNS.len()).map(|column| board.cases(column)).sum();
    let title = lang.pick("ケースの板", "Case board");
    let count = format!(" {total} ");
    let mut used = 1 + painter.line(1, body.y, body.width, &[(title, Role::Strong), (&count, Role::Dim)]);
    if let Some(line) = board.filtering() {
        let label = lang.pick("絞り込み ", "filter ");
        used += painter.text(used, body.y, 20, label, Role::Dim);
        let typed = Rect::new(used, body.y, body.width.saturating_sub(used + 1), 1);
        let row = Rect::new(1, body.y + 1, body.width.saturating_sub(2), 1);
        query_line::under(line, painter, row, typed);
        query_line::text(line, painter, typed);
    } else if !board.filter().is_empty() {
        let text = format!("{}{}", lang.pick("絞り込み ", "filter "), board.filter());
        painter.text(used, body.y, body.width.saturating_sub(used), &text, Role::Accent);
    }
}

/// The columns that are seen: those with cases, a run of them that holds the cursor's.
fn shown(board: &Board, width: u16) -> Vec<usize> {
    let filled: Vec<usize> = (0..COLUMNS.len()).filter(|at| board.cases(*at) > 0).collect();
    let fits = usize::from((width / COLUMN_CELLS).max(1));
    let cursor = filled.iter().position(|at| *at == board.column()).unwrap_or(0);
    let first = cursor.saturating_sub(fits / 2).min(filled.len().saturating_sub(fits));
    filled.into_iter().skip(first).take(fits).collect()
}

fn draw_column(
    board: &Board,
    column: usize,
    app: &App,
    snapshot: &Snapshot,
    painter: &mut Painter<'_>,
    area: Rect,
) {
    let Some(stage) = COLUMNS.get(column) else { return };
    let cases = board.cases(column);
    let here = board.column() == column;
    let role = if here { Role::Accent } else { Role::Plain };
    let count = cases.to_string();
    painter.text(area.x, area.y, area.width, stage.label().text(app.lang()), role);
    painter.right(area.x, area.y, area.width, &count, Role::Dim);
    painter.rule(area.x, area.y + 1, area.width, if here { Role::Accent } else { Role::Dim });
    let room = usize::from(area.height.saturating_sub(HEAD_ROWS) / ROWS_A_CASE).max(1);
    let cursor = if here { board.row() } else { 0 };
    let top = window(0, cursor, room, cases);
    let mut y = area.y + 2;
    for place in (top..cases).take(room) {
        let Some(row) = board.case(column, place) else { continue };
        let selected = here && place == cursor;
        draw_case(&row, selected, app, snapshot, painter, Rect::new(area.x, y, area.width, ROWS_A_CASE));
        if selected && board.filtering().is_none() {
            painter.put_caret(area.x, y);
        }
        y += ROWS_A_CASE;
    }
    let hidden = cases.saturating_sub(top + room);
    if hidden > 0 && y < area.bottom() {
        painter.text(area.x, y, area.width, &format!("+{hidden}"), Role::Dim);
    }
}

fn draw_case(
    row: &Entry,
    selected: bool,
    app: &App,
    snapshot: &Snapshot,
    painter: &mut Painter<'_>,
    area: Rect,
) {
    let lang = app.lang();
    let Some(record) = snapshot.state.record(row.id) else { return };
    let mark_cells = 1;
    if selected {
        painter.text(area.x, area.y, mark_cells, painter.theme.symbols.marks.cursor, Role::Accent);
    }
    let (x, width) = (area.x + mark_cells, area.width.saturating_sub(mark_cells));
    let due = match row.why {
        Why::Case { due: Some(due), resumes, .. } => {
            let (text, late) = words::due(due, app.context().today(), lang);
            (text, late && !resumes)
        }
        _ => (String::new(), false),
    };
    let due_cells = painter.width(&due.0);
    let role = if selected { Role::Strong } else { Role::Plain };
    painter.text(x, area.y, width.saturating_sub(due_cells + 1), &who(&record, snapshot), role);
    painter.right(x, area.y, width, &due.0, if due.1 { Role::Alert } else { Role::Dim });
    painter.text(x, area.y + 1, width, &what(&record, lang), Role::Dim);
}

fn who(record: &Record, snapshot: &Snapshot) -> String {
    let person = record.reference(&case::PERSON).and_then(|id| snapshot.state.label(id));
    person.unwrap_or_else(|| record.id.to_string())
}

fn what(record: &Record, lang: crate::lang::Lang) -> String {
    use crate::field::choices::CaseKind;
    let kind =
        record.choice(&case::KIND).and_then(CaseKind::from_code).map_or("-", |kind| kind.label().text(lang));
    let owner = record.text(&case::OWNER).unwrap_or_else(|| lang.pick("担当なし", "no owner"));
    let next = record.text(&case::NEXT_ACTION).unwrap_or_default();
    format!("{kind} {owner} {next}")
}
