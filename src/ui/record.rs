//! Paints the record layer.

use ratatui::layout::Rect;

use super::paint::Painter;
use crate::app::App;
use crate::app::record::RecordView;
use crate::snapshot::Snapshot;

/// Paints it into `body`.
pub fn draw(_view: &RecordView, _app: &App, _snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    painter.put_caret(body.x, body.y);
}
