//! Paints letters: the templates to the left, the whole text to the right, what stands against it above.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use crate::app::App;
use crate::app::cursor::window;
use crate::app::letter::Letter;
use crate::lang::Lang;
use crate::snapshot::Snapshot;
use crate::text::wrap;

/// Cells of the list of templates.
const NAMES: u16 = 28;
const HEAD_ROWS: u16 = 3;

/// Paints `letter` into `body`.
pub fn draw(letter: &Letter, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let context = app.context();
    let who = snapshot.state.label(letter.person().unwrap_or(letter.about())).unwrap_or_default();
    let title = match (letter.person(), lang) {
        (Some(_), Lang::Ja) => format!("{who} さんへの文面"),
        (Some(_), Lang::En) => format!("A letter to {who}"),
        (None, Lang::Ja) => format!("{who} についての文面"),
        (None, Lang::En) => format!("A text about {who}"),
    };
    let used = painter.text(1, body.y, body.width.saturating_sub(2), &title, Role::Strong);
    let hint = lang.pick(
        "  Enter 直して記録  y 端末へコピー  Esc 戻る",
        "  Enter changes and keeps  y copies  Esc back",
    );
    painter.text(1 + used, body.y, body.width.saturating_sub(used + 2), hint, Role::Dim);
    let filled = letter.filled(&context);
    if let Some(why) = letter.bar(&context) {
        painter.text(1, body.y + 1, body.width.saturating_sub(2), &why, Role::Alert);
    } else if let Some(filled) = filled.as_ref().filter(|filled| !filled.missing.is_empty()) {
        let gaps = filled.missing.join(lang.pick("、", ", "));
        let text = format!("{}{gaps}", lang.pick("空いている所: ", "gaps: "));
        painter.text(1, body.y + 1, body.width.saturating_sub(2), &text, Role::Strong);
    }
    if let Some(fault) = letter.faults().first() {
        let more = letter.faults().len() - 1;
        let more = if more > 0 { format!("  (+{more})") } else { String::new() };
        let text = format!("{}{fault}{more}", lang.pick("読めない文面: ", "cannot be read: "));
        painter.text(1, body.bottom().saturating_sub(1), body.width.saturating_sub(2), &text, Role::Alert);
    }
    let foot = body.bottom().saturating_sub(u16::from(!letter.faults().is_empty()));
    painter.rule(1, body.y + 2, body.width.saturating_sub(2), Role::Accent);
    let templates = letter.templates();
    let height = usize::from(foot.saturating_sub(body.y + HEAD_ROWS));
    let top = window(0, letter.index(), height, templates.len());
    for (y, (place, template)) in (body.y + HEAD_ROWS..foot).zip(templates.iter().enumerate().skip(top)) {
        let here = place == letter.index();
        if here {
            painter.fill(1, y, NAMES, Role::Here);
            painter.text(1, y, 1, painter.theme.symbols.marks.cursor, Role::Here);
            painter.put_caret(1, y);
        }
        painter.text(
            3,
            y,
            NAMES.saturating_sub(3),
            template.name(lang),
            if here { Role::Here } else { Role::Plain },
        );
        if template.own {
            let quiet = if here { Role::HereDim } else { Role::Dim };
            painter.right(1, y, NAMES, lang.pick("自作", "own"), quiet);
        }
    }
    let (Some(template), Some(filled)) = (letter.template(), filled) else { return };
    let x = 1 + NAMES + 2;
    let width = body.width.saturating_sub(x + 1);
    let aim = template.aim.label(lang);
    let parts = [(aim, Role::Dim), ("  ", Role::Dim), (filled.subject.as_str(), Role::Strong)];
    painter.line(x, body.y + HEAD_ROWS, width, &parts);
    let mut text = filled.text;
    if !filled.services.is_empty() {
        text = format!("{}\n\n{}\n{}", text.trim_end(), lang.pick("支援内容:", "services:"), filled.services);
    }
    let lines = wrap(&text, usize::from(width), painter.theme.wide);
    for (y, line) in (body.y + HEAD_ROWS + 2..foot).zip(&lines) {
        painter.text(x, y, width, line, Role::Plain);
    }
}
