//! Paints a question above the message line.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use crate::app::App;
use crate::app::confirm::Confirm;
use crate::text::wrap;

/// Paints `confirm` at the foot of `body`.
pub fn draw(confirm: &Confirm, app: &App, painter: &mut Painter<'_>, body: Rect) {
    let width = body.width.saturating_sub(4);
    let lines = wrap(confirm.question(), usize::from(width), painter.theme.wide);
    let rows = u16::try_from(lines.len()).unwrap_or(1).min(body.height.saturating_sub(3));
    let top = body.bottom().saturating_sub(rows + 2);
    painter.clear(Rect::new(0, top, body.width, rows + 2));
    painter.rule(0, top, body.width, Role::Accent);
    for (y, line) in (top + 1..top + 1 + rows).zip(&lines) {
        painter.text(2, y, width, line, Role::Strong);
    }
    let answer = app.lang().pick("y はい   n いいえ", "y yes   n no");
    let used = painter.text(2, top + 1 + rows, width, answer, Role::Accent);
    painter.put_caret(2 + used + 1, top + 1 + rows);
}
