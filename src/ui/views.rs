//! Paints the views above the message line: key, name, how many there are now, and the line behind it.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use super::words;
use crate::app::App;
use crate::app::cursor::window;
use crate::app::views::Views;
use crate::field::print::grouped;
use crate::search::Whose;

/// Cells of a key, a name, a count and a kind.
const KEY: u16 = 3;
const NAME: u16 = 22;
const COUNT: u16 = 7;
const KIND: u16 = 8;

/// Paints `layer` at the foot of `body`.
pub fn draw(layer: &Views, app: &App, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let found = layer.found();
    let wanted = u16::try_from(found.len().max(1)).unwrap_or(u16::MAX);
    let rows = wanted.min(body.height.saturating_sub(4));
    let top = body.bottom().saturating_sub(rows + 1);
    painter.clear(Rect::new(0, top, body.width, rows + 2));
    painter.rule(0, top, body.width, Role::Accent);
    let first = window(0, layer.index(), usize::from(rows), found.len());
    for (y, (index, view)) in (top + 1..=top + rows).zip(found.iter().enumerate().skip(first)) {
        let here = index == layer.index();
        let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
        if here {
            painter.fill(0, y, body.width, Role::Here);
            painter.text(0, y, 1, painter.theme.symbols.marks.cursor, Role::Here);
        }
        let mut x = 2;
        if let Some(number) = view.number {
            painter.text(x, y, KEY, &number.to_string(), if here { Role::Here } else { Role::Accent });
        }
        x += KEY;
        painter.text(x, y, NAME, &view.name, plain);
        x += NAME;
        let count = match layer.count(view) {
            None => "..".to_owned(),
            Some(None) => "?".to_owned(),
            Some(Some(count)) => grouped(i64::try_from(count).unwrap_or(i64::MAX)),
        };
        painter.right(x, y, COUNT, &count, plain);
        x += COUNT + 1;
        painter.text(x, y, KIND, words::plural(view.kind, lang), quiet);
        x += KIND + 1;
        let whose = match view.whose {
            Whose::Own => lang.pick("自分の ", "mine "),
            Whose::Office => lang.pick("共通 ", "office's "),
            Whose::Others => lang.pick("共有 ", "shared "),
            Whose::Ready => "",
        };
        x += painter.text(x, y, body.width.saturating_sub(x), whose, quiet);
        painter.text(x, y, body.width.saturating_sub(x + 1), &view.query, quiet);
    }
    if found.is_empty() {
        let text = lang.pick("そのような表示はありません", "there is no such view");
        painter.text(2, top + 1, body.width.saturating_sub(4), text, Role::Dim);
    }
    let y = body.bottom();
    let hint = lang.pick("1-9 で開く  Tab 編集", "1-9 opens  Tab edits");
    painter.right(1, y, body.width.saturating_sub(2), hint, Role::Dim);
    let used = painter.text(1, y, 8, lang.pick("表示 ", "view "), Role::Accent);
    let room = body.width.saturating_sub(used + painter.width(hint) + 4);
    painter.text(1 + used, y, room, layer.line().text(), Role::Plain);
    let caret = painter.width(layer.line().before_caret()).min(room);
    painter.put_caret(1 + used + caret, y);
}
