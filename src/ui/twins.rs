//! Paints the warning before a form is saved, over the form: who is there already, and why they are taken for the same.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::pair::account_lines;
use super::theme::Role;
use crate::app::App;
use crate::app::twins::Twins;
use crate::lang::Lang;
use crate::snapshot::Snapshot;

/// Candidates that are listed at most.
const LISTED: usize = 4;

/// Paints `twins` at the foot of `body`.
pub fn draw(twins: &Twins, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let width = body.width.saturating_sub(4);
    let found = twins.found();
    let here = found.get(twins.index());
    let lines = here.map_or(0, |one| one.likeness.lines.len() + 1);
    let wanted = 4 + found.len().min(LISTED) + lines;
    let rows = u16::try_from(wanted).unwrap_or(u16::MAX).min(body.height.saturating_sub(1));
    let top = body.bottom().saturating_sub(rows);
    painter.clear(Rect::new(0, top, body.width, rows));
    painter.rule(0, top, body.width, Role::Accent);
    let title = match lang {
        Lang::Ja => format!("同じ{}がすでに登録されているようです", twins.record().id.kind.label().ja),
        Lang::En => format!("this {} seems to be there already", twins.record().id.kind.key()),
    };
    painter.text(2, top + 1, width, &title, Role::Alert);
    let mut y = top + 2;
    let first = twins.index().saturating_sub(LISTED - 1);
    for (place, one) in found.iter().enumerate().skip(first).take(LISTED) {
        let role = if place == twins.index() { Role::Here } else { Role::Plain };
        if place == twins.index() {
            painter.fill(2, y, width, Role::Here);
            painter.put_caret(2, y);
        }
        let name = snapshot.state.label(one.id).unwrap_or_default();
        let total = one.likeness.total;
        let text = format!("{total:>6}  {name} {}  {}", one.id, one.likeness.in_short(lang));
        painter.text(2, y, width, &text, role);
        y += 1;
    }
    if let Some(one) = here {
        let height = body.bottom().saturating_sub(y + 1);
        account_lines(&one.likeness, &snapshot.state, lang, painter, Rect::new(2, y, width, height));
    }
    let answer = lang.pick(
        "s それでも保存   m 保存して見比べる   Enter その記録を開く   Esc 入力に戻る",
        "s save anyway   m save and compare   Enter open that one   Esc back to the form",
    );
    painter.text(2, body.bottom().saturating_sub(1), width, answer, Role::Accent);
}
