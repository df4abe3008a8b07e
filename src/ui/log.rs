//! Paints the log: when, who, what it was about, and what happened, the newest first.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use crate::app::App;
use crate::app::cursor::window;
use crate::app::log::{Log, LogRow};
use crate::domain::wording;
use crate::field::print::grouped;
use crate::lang::Lang;
use crate::snapshot::Snapshot;

/// Cells of the time.
const TIME: u16 = 11;
/// Cells of the author.
const WHO: u16 = 10;
/// Cells of what it was about.
const ABOUT: u16 = 22;

/// Paints `log` into `body`.
pub fn draw(log: &Log, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let title = lang.pick("記録簿", "Log");
    let about = log.record().and_then(|id| snapshot.state.label(id)).unwrap_or_default();
    painter.line(
        1,
        body.y,
        body.width.saturating_sub(2),
        &[(title, Role::Strong), ("  ", Role::Dim), (&about, Role::Plain)],
    );
    painter.rule(1, body.y + 1, body.width.saturating_sub(2), Role::Accent);
    let rows = log.rows();
    let list = Rect { y: body.y + 2, height: body.height.saturating_sub(2), ..body };
    if rows.is_empty() {
        let text = if log.is_loaded() {
            lang.pick("まだ何も記録されていません", "nothing has been recorded yet")
        } else {
            lang.pick("読み込んでいます", "loading")
        };
        painter.text(3, list.y + 1, list.width.saturating_sub(4), text, Role::Dim);
        return painter.put_caret(1, list.y + 1);
    }
    let height = usize::from(list.height);
    let first = window(log.index().saturating_sub(height / 2), log.index(), height, rows.len());
    for (y, (index, row)) in (list.y..list.bottom()).zip(rows.iter().enumerate().skip(first)) {
        let here = index == log.index();
        let shown = row.first || y == list.y;
        draw_row(row, shown, here, y, snapshot, painter, body.width, lang);
        if here {
            painter.put_caret(1, y);
        }
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "a row is painted from what the list already holds; a struct would only rename it"
)]
fn draw_row(
    row: &LogRow<'_>,
    head: bool,
    here: bool,
    y: u16,
    snapshot: &Snapshot,
    painter: &mut Painter<'_>,
    width: u16,
    lang: Lang,
) {
    let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
    if here {
        painter.fill(1, y, width.saturating_sub(2), Role::Here);
        painter.text(1, y, 1, painter.theme.symbols.marks.cursor, Role::Here);
    }
    let mut x = 3;
    if head {
        painter.text(x, y, TIME, &wording::clock(row.commit.at), quiet);
        painter.text(x + TIME + 1, y, WHO, row.commit.author.name(), quiet);
    }
    x += TIME + WHO + 3;
    let label = wording::about(row.event, &snapshot.state);
    let about = ABOUT.min(width / 4);
    painter.text(x, y, about, &label, plain);
    x += about + 2;
    let mut text = wording::event(row.event, &snapshot.state, lang);
    if head {
        if let Some(cause) = wording::cause(row.commit.cause, lang) {
            text = format!("{cause}  {text}");
        }
        if row.total > 1 {
            let total = grouped(i64::try_from(row.total).unwrap_or(i64::MAX));
            text = match lang {
                Lang::Ja => format!("{text}  (全{total}件)"),
                Lang::En => format!("{text}  ({total} in all)"),
            };
        }
    }
    painter.text(x, y, width.saturating_sub(x + 2), &text, if here { Role::Here } else { Role::Plain });
}
