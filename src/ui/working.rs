//! Paints the wait for a large change.

use ratatui::layout::Rect;

use super::import::working;
use super::paint::Painter;
use super::theme::Role;
use crate::app::App;
use crate::app::working::Working;
use crate::field::print::grouped;
use crate::lang::Lang;

/// Paints `wait` into `body`.
pub fn draw(wait: &Working, app: &App, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let count = grouped(i64::try_from(wait.count).unwrap_or(i64::MAX));
    let title = match lang {
        Lang::Ja => format!("{}: {count}件", wait.purpose().ja),
        Lang::En => format!("{}: {count}", wait.purpose().en),
    };
    painter.text(1, body.y, body.width.saturating_sub(2), &title, Role::Strong);
    let area = Rect::new(1, body.y + 1, body.width.saturating_sub(2), body.height.saturating_sub(1));
    let said = if wait.is_look() {
        lang.pick("確かめています", "looking")
    } else {
        lang.pick("保存しています", "saving")
    };
    working(said, lang.pick("件", "records"), wait.so_far(), lang, painter, area);
}
