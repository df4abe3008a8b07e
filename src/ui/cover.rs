//! Paints the cover: one sentence in the middle of an empty screen.

use super::paint::Painter;
use super::theme::Role;
use crate::lang::Lang;

/// Paints the cover over everything.
pub fn draw(lang: Lang, painter: &mut Painter<'_>) {
    let area = painter.area();
    let text = lang.pick("離席中 — Enter で戻る", "away — Enter comes back");
    let width = painter.width(text).min(area.width);
    let (x, y) = ((area.width - width) / 2, area.height / 2);
    painter.text(x, y, width, text, Role::Dim);
    painter.put_caret(x, y);
}
