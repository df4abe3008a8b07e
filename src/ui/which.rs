//! What may follow the keys pressed so far, above the message line.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use crate::app::App;

/// Cells of one entry.
const COLUMN: u16 = 26;

/// Paints the keys that may follow, if any are awaited.
pub fn draw(painter: &mut Painter<'_>, app: &App, body: Rect) {
    let next = app.keys().next();
    if next.is_empty() {
        return;
    }
    let across = (body.width.saturating_sub(2) / COLUMN).max(1);
    let length = u16::try_from(next.len()).unwrap_or(u16::MAX);
    let rows = length.div_ceil(across).min(body.height.saturating_sub(1));
    let top = body.bottom().saturating_sub(rows + 1);
    painter.clear(Rect::new(0, top, body.width, rows + 1));
    painter.rule(0, top, body.width, Role::Dim);
    for (place, entry) in (0..length).zip(next) {
        let (column, row) = (place / rows.max(1), place % rows.max(1));
        let x = 1 + column * COLUMN;
        let label = entry.action.map_or("...", |action| action.label().text(app.lang()));
        let key = entry.key.to_string();
        let used = painter.text(x, top + 1 + row, COLUMN - 2, &key, Role::Accent) + 2;
        painter.text(x + used, top + 1 + row, COLUMN.saturating_sub(used + 2), label, Role::Plain);
    }
}
