//! Paints the list of unfinished forms: what each would do, to whom, which fields were typed, and when.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use crate::app::App;
use crate::app::cursor::window;
use crate::app::drafts::Drafts;
use crate::app::form::{Intent, REASON};
use crate::app::slip::{Found, Slip};
use crate::domain::wording;
use crate::field::{Kind, by_name};
use crate::lang::Lang;
use crate::snapshot::Snapshot;

/// Cells of what it would do, and of when it was typed.
const PURPOSE: u16 = 14;
const TIME: u16 = 12;

/// Paints `drafts` into `body`.
pub fn draw(drafts: &Drafts, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let width = body.width.saturating_sub(2);
    painter.text(1, body.y, width, lang.pick("下書き", "Drafts"), Role::Strong);
    painter.rule(1, body.y + 1, width, Role::Accent);
    let Some(rows) = drafts.rows() else {
        painter.text(3, body.y + 3, width, lang.pick("読み込んでいます", "reading"), Role::Dim);
        return painter.put_caret(1, body.y + 3);
    };
    let text = if rows.is_empty() {
        lang.pick("保存していない入力はありません", "there is no unsaved input")
    } else {
        lang.pick(
            "保存していない入力が残っています。Esc であとにします",
            "input that was not saved is kept here; Esc leaves it for later",
        )
    };
    let mut top = body.y + 2;
    for line in crate::text::wrap(text, usize::from(width.saturating_sub(2)), painter.theme.wide) {
        painter.text(3, top, width.saturating_sub(2), &line, Role::Dim);
        top += 1;
    }
    top += 1;
    if rows.is_empty() {
        return painter.put_caret(1, top);
    }
    // Two rows a slip: what it is, and what was typed.
    let shown = usize::from(body.bottom().saturating_sub(top) / 2);
    let first = window(0, drafts.index(), shown, rows.len());
    for (place, found) in rows.iter().enumerate().skip(first).take(shown) {
        let y = top + 2 * u16::try_from(place - first).unwrap_or(0);
        let here = place == drafts.index();
        draw_one(found, here, app, snapshot, painter, Rect::new(1, y, width, 2));
        if here {
            painter.put_caret(1, y);
        }
    }
}

fn draw_one(
    found: &Found,
    here: bool,
    app: &App,
    snapshot: &Snapshot,
    painter: &mut Painter<'_>,
    area: Rect,
) {
    let lang = app.lang();
    let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
    if here {
        for y in area.y..area.bottom() {
            painter.fill(area.x, y, area.width, Role::Here);
        }
        painter.text(area.x, area.y, 1, painter.theme.symbols.marks.cursor, Role::Here);
    }
    let slip = &found.slip;
    let x = area.x + 2;
    painter.text(x, area.y, PURPOSE, &purpose(slip, lang), plain);
    let when = wording::clock(slip.at());
    painter.right(area.x, area.y, area.width, &when, quiet);
    let room = area.width.saturating_sub(2 + PURPOSE + 1 + TIME);
    painter.text(x + PURPOSE + 1, area.y, room, &about(slip, snapshot), plain);
    let text = typed(slip, snapshot, lang);
    painter.text(x + PURPOSE + 1, area.y + 1, area.width.saturating_sub(PURPOSE + 4), &text, quiet);
}

fn purpose(slip: &Slip, lang: Lang) -> String {
    let Some(intent) = slip.aim.intent() else { return String::new() };
    match &intent {
        Intent::SetStage { to, .. } => {
            let to = to.label().text(lang);
            match lang {
                Lang::Ja => format!("「{to}」へ"),
                Lang::En => format!("to {to}"),
            }
        }
        Intent::Add { kind, .. } if !matches!(kind, Kind::Note | Kind::Activity | Kind::Case) => match lang {
            Lang::Ja => format!("新しい{}", kind.label().ja),
            Lang::En => format!("New {}", kind.key()),
        },
        other => other.purpose().text(lang).to_owned(),
    }
}

fn about(slip: &Slip, snapshot: &Snapshot) -> String {
    let Some(id) = slip.about() else { return String::new() };
    format!("{} {}", snapshot.state.label(id).unwrap_or_default(), id)
}

/// `2項目  稼働時間: 10、備考: 来月から…`
fn typed(slip: &Slip, snapshot: &Snapshot, lang: Lang) -> String {
    let kind = match slip.aim.intent() {
        Some(Intent::Add { kind, .. }) => kind,
        Some(Intent::Update(id)) => id.kind,
        _ => Kind::Case,
    };
    let parts: Vec<String> = slip
        .changed()
        // A right to see a field may have been taken away since it was typed.
        .filter(|typed| by_name(kind, &typed.field).is_none_or(|field| snapshot.state.sees(field.guard)))
        .map(|typed| {
            let name = by_name(kind, &typed.field).map_or(REASON.label, |field| field.label);
            format!("{}: {}", name.text(lang), typed.text.replace('\n', " "))
        })
        .collect();
    let count = match (lang, parts.len()) {
        (Lang::Ja, count) => format!("{count}項目"),
        (Lang::En, 1) => "1 field".to_owned(),
        (Lang::En, count) => format!("{count} fields"),
    };
    format!("{count}  {}", parts.join(lang.pick("、", "; ")))
}
