//! Paints the palette above the message line, and what is typed in it.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use crate::app::App;
use crate::app::cursor::window;
use crate::app::palette::Palette;

/// Rows of verbs at most.
const ROWS_MAX: u16 = 12;
/// Cells of a verb's name.
const NAME: u16 = 20;
/// Cells of a key.
const KEY: u16 = 9;

/// Paints `palette` at the foot of `body`.
pub fn draw(palette: &Palette, app: &App, painter: &mut Painter<'_>, body: Rect) {
    let found = palette.found();
    let wanted = u16::try_from(found.len().max(1)).unwrap_or(ROWS_MAX);
    let rows = wanted.min(ROWS_MAX).min(body.height.saturating_sub(3));
    let top = body.bottom().saturating_sub(rows + 1);
    painter.clear(Rect::new(0, top, body.width, rows + 2));
    painter.rule(0, top, body.width, Role::Accent);
    let first = window(0, palette.index(), usize::from(rows), found.len());
    for (y, (index, action)) in (top + 1..=top + rows).zip(found.iter().enumerate().skip(first)) {
        let here = index == palette.index();
        let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
        if here {
            painter.fill(0, y, body.width, Role::Here);
            painter.text(0, y, 1, painter.theme.symbols.marks.cursor, Role::Here);
        }
        let key = app.keys().of(*action, palette.scopes_beneath()).unwrap_or_default();
        painter.text(2, y, KEY, &key, if here { Role::Here } else { Role::Accent });
        painter.text(2 + KEY, y, NAME, action.label().text(app.lang()), plain);
        painter.text(
            4 + KEY + NAME,
            y,
            body.width.saturating_sub(KEY + NAME + 5),
            &action.name().replace('_', " "),
            quiet,
        );
    }
    if found.is_empty() {
        let text = app.lang().pick("そのような命令はありません", "there is no such command");
        painter.text(2, top + 1, body.width.saturating_sub(4), text, Role::Dim);
    }
    let y = body.bottom();
    let used = painter.text(1, y, 2, ": ", Role::Accent);
    painter.text(1 + used, y, body.width.saturating_sub(4), palette.line().text(), Role::Plain);
    let caret = painter.width(palette.line().before_caret());
    painter.put_caret(1 + used + caret, y);
}
