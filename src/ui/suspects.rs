//! Paints the list of pairs that are likely the same.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use super::words;
use crate::app::App;
use crate::app::cursor::window;
use crate::app::suspects::Suspects;
use crate::lang::Lang;
use crate::snapshot::{Pair, Snapshot};

/// Cells of the score.
const SCORE: u16 = 6;

/// Paints `suspects` into `body`.
pub fn draw(suspects: &Suspects, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let width = body.width.saturating_sub(2);
    let title = format!(
        "{}  {}",
        lang.pick("重複の疑い", "Suspected duplicates"),
        words::plural(suspects.kind(), lang)
    );
    painter.text(1, body.y, width, &title, Role::Strong);
    painter.rule(1, body.y + 1, width, Role::Accent);
    painter.put_caret(1, body.y);
    let Some(pairs) = suspects.pairs() else {
        let text = lang.pick(
            "探しています。人が多いと1分ほどかかることがあります",
            "looking; among a million people it takes up to a minute",
        );
        painter.text(3, body.y + 3, width.saturating_sub(2), text, Role::Dim);
        return;
    };
    if pairs.is_empty() {
        let text = lang.pick("疑わしい組はありません", "there is no suspected pair");
        painter.text(3, body.y + 3, width.saturating_sub(2), text, Role::Dim);
        return;
    }
    let count = format!("{}/{}", suspects.index() + 1, pairs.len());
    let more = suspects.total().saturating_sub(crate::app::suspects::PAIRS_MAX);
    let more = match (more, lang) {
        (0, _) => String::new(),
        (more, Lang::Ja) => format!("  ほか{more}組"),
        (more, Lang::En) => format!("  and {more} more"),
    };
    painter.right(1, body.y, width, &format!("{count}{more}"), Role::Dim);
    let list = Rect::new(1, body.y + 2, width, body.height.saturating_sub(2));
    let top = window(0, suspects.index(), usize::from(list.height), pairs.len());
    for (y, (place, pair)) in (list.y..list.bottom()).zip(pairs.iter().enumerate().skip(top)) {
        let here = place == suspects.index();
        row(pair, here, snapshot, lang, painter, Rect::new(list.x, y, list.width, 1));
        if here {
            painter.put_caret(list.x, y);
        }
    }
}

fn row(pair: &Pair, here: bool, snapshot: &Snapshot, lang: Lang, painter: &mut Painter<'_>, area: Rect) {
    let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
    if here {
        painter.fill(area.x, area.y, area.width, Role::Here);
        painter.text(area.x, area.y, 1, painter.theme.symbols.marks.cursor, Role::Here);
    }
    let name = |id| format!("{} {id}", snapshot.state.label(id).unwrap_or_default());
    painter.right(area.x + 1, area.y, SCORE, &pair.likeness.total.to_string(), plain);
    let x = area.x + 2 + SCORE;
    let half = area.width.saturating_sub(2 + SCORE) / 3;
    painter.text(x, area.y, half.saturating_sub(1), &name(pair.one), plain);
    painter.text(x + half, area.y, half.saturating_sub(1), &name(pair.other), plain);
    let reported = if pair.reported { lang.pick("申出あり ", "reported ") } else { "" };
    let reasons = format!("{reported}{}", pair.likeness.in_short(lang));
    painter.text(x + 2 * half, area.y, (area.x + area.width).saturating_sub(x + 2 * half), &reasons, quiet);
}
