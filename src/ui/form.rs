//! Paints a form.

use ratatui::layout::Rect;

use super::paint::Painter;
use crate::app::App;
use crate::app::form::Form;
use crate::snapshot::Snapshot;

/// Paints `form` into `body`.
pub fn draw(_form: &Form, _app: &App, _snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    painter.put_caret(body.x, body.y);
}
