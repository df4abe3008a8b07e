//! Paints a choice above the message line: the key of each option, what it is called, what else is known of it.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use crate::app::App;
use crate::app::choose::Choose;
use crate::app::cursor::window;

/// Cells of a key and of a label.
const KEY: u16 = 3;
const LABEL: u16 = 30;

/// Paints `choose` at the foot of `body`.
pub fn draw(choose: &Choose, app: &App, painter: &mut Painter<'_>, body: Rect) {
    let options: Vec<_> = choose.options().collect();
    let rows = u16::try_from(options.len()).unwrap_or(u16::MAX).min(body.height.saturating_sub(2));
    let top = body.bottom().saturating_sub(rows + 1);
    painter.clear(Rect::new(0, top, body.width, rows + 2));
    painter.rule(0, top, body.width, Role::Accent);
    let title = format!(" {} ", choose.title());
    painter.text(3, top, body.width.saturating_sub(6), &title, Role::Strong);
    let first = window(0, choose.index(), usize::from(rows), options.len());
    for (y, (place, (key, choice))) in (top + 1..=top + rows).zip(options.iter().enumerate().skip(first)) {
        let here = place == choose.index();
        let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
        if here {
            painter.fill(0, y, body.width, Role::Here);
            painter.text(0, y, 1, painter.theme.symbols.marks.cursor, Role::Here);
            painter.put_caret(0, y);
        }
        let key = key.map(String::from).unwrap_or_default();
        painter.text(2, y, KEY, &key, if here { Role::Here } else { Role::Accent });
        painter.text(2 + KEY, y, LABEL, &choice.label, plain);
        let x = 2 + KEY + LABEL + 1;
        painter.text(x, y, body.width.saturating_sub(x + 1), &choice.detail, quiet);
    }
    let hint = app.lang().pick("文字で選ぶ  Tab 詳しく入力", "a letter chooses  Tab asks for more");
    painter.text(1, body.bottom(), body.width.saturating_sub(2), hint, Role::Dim);
}
