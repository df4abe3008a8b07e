//! Paints the case board.

use ratatui::layout::Rect;

use super::paint::Painter;
use crate::app::App;
use crate::app::board::Board;
use crate::snapshot::Snapshot;

/// Paints `board` into `body`.
pub fn draw(_board: &Board, _app: &App, _snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    painter.put_caret(body.x, body.y);
}
