//! Paints the help: what each key does here, found while one types.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use crate::app::App;
use crate::app::cursor::window;
use crate::app::help::Help;

/// Cells of the keys of a verb.
const KEYS: u16 = 26;
/// Cells of a verb's label.
const LABEL: u16 = 22;

/// Paints `help` into `body`.
pub fn draw(help: &Help, app: &App, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let prompt = lang.pick("助け: ", "Help: ");
    let used = painter.text(1, body.y, 20, prompt, Role::Strong);
    painter.text(1 + used, body.y, body.width.saturating_sub(used + 2), help.line().text(), Role::Accent);
    let caret = 1 + used + painter.width(help.line().before_caret());
    if help.line().is_empty() {
        let hint = lang.pick(
            "名前かキーを打つと絞り込み、Enter で実行",
            "type a name or a key to narrow, Enter runs it",
        );
        painter.text(1 + used + 2, body.y, body.width.saturating_sub(used + 4), hint, Role::Dim);
    }
    painter.rule(1, body.y + 1, body.width.saturating_sub(2), Role::Accent);
    let rows = help.rows();
    let height = body.height.saturating_sub(2);
    let first = window(0, help.index(), usize::from(height), rows.len());
    let mut before = None;
    for (y, (index, row)) in (body.y + 2..body.bottom()).zip(rows.iter().enumerate().skip(first)) {
        let here = index == help.index();
        let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
        if here {
            painter.fill(1, y, body.width.saturating_sub(2), Role::Here);
        }
        if before != Some(row.scope) {
            painter.right(1, y, body.width.saturating_sub(3), row.scope.label().text(lang), quiet);
            before = Some(row.scope);
        }
        painter.text(2, y, KEYS, &row.keys, if here { Role::Here } else { Role::Accent });
        painter.text(2 + KEYS, y, LABEL, row.action.label().text(lang), plain);
        let room = body.width.saturating_sub(KEYS + LABEL + 18);
        painter.text(4 + KEYS + LABEL, y, room, &row.action.name().replace('_', " "), quiet);
    }
    painter.put_caret(caret, body.y);
}
