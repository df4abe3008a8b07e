//! Paints the log layer.

use ratatui::layout::Rect;

use super::paint::Painter;
use crate::app::App;
use crate::app::log::Log;
use crate::snapshot::Snapshot;

/// Paints it into `body`.
pub fn draw(_log: &Log, _app: &App, _snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    painter.put_caret(body.x, body.y);
}
