//! Paints one record: what it is and what to do next on top, then its fields, its links and its story; side by side
//! where there is room, else one behind a tab.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use super::why::wrapped;
use super::words;
use crate::app::App;
use crate::app::company::sentence;
use crate::app::cursor::window;
use crate::app::listing::{case_why, due, leading_case};
use crate::app::record::{Body, Part, RecordView, Row};
use crate::domain::Record;
use crate::domain::decide::stage_of;
use crate::domain::wording;
use crate::field::Kind;
use crate::field::tables::case;
use crate::lang::Lang;
use crate::snapshot::Snapshot;

/// From this width on, links and story stand beside the fields.
const COLUMNS_FOR_BOTH: u16 = 100;
/// From this height of the body on, a blank row sets the head apart.
const ROWS_ROOMY: u16 = 26;
/// Cells of a field's name.
const NAME: u16 = 16;
/// Rows that one value takes at most where it is not under the cursor.
const VALUE_ROWS: usize = 3;

/// Paints `view` into `body`.
pub fn draw(view: &RecordView, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    let Some(record) = snapshot.state.record(view.id()) else {
        let text = app.lang().pick("この記録はありません", "there is no such record");
        painter.text(3, body.y + 1, body.width.saturating_sub(4), text, Role::Alert);
        return painter.put_caret(1, body.y + 1);
    };
    let used = head(view, &record, app, snapshot, painter, body);
    let body = Rect { y: body.y + used, height: body.height.saturating_sub(used), ..body };
    if body.width < COLUMNS_FOR_BOTH {
        let area = Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body };
        return draw_part(view, view.part(), true, &record, app, painter, area);
    }
    let inner = body.width.saturating_sub(2);
    let left = inner * 11 / 20;
    let right = inner - left - 3;
    let fields = Rect { x: body.x + 1, width: left, ..body };
    let upper = body.height * 2 / 5;
    let links = Rect { x: body.x + 1 + left + 3, width: right, height: upper, ..body };
    let story = Rect { y: body.y + upper, height: body.height - upper, ..links };
    for (one, area) in [(Part::Fields, fields), (Part::Links, links), (Part::Story, story)] {
        draw_part(view, one, false, &record, app, painter, area);
    }
}

/// Name, number, place in the list, and what to do next. Gives back how many rows it took.
fn head(
    view: &RecordView,
    record: &Record,
    app: &App,
    snapshot: &Snapshot,
    painter: &mut Painter<'_>,
    body: Rect,
) -> u16 {
    let lang = app.lang();
    let label = snapshot.state.label(record.id).unwrap_or_default();
    let place = view.place().map(|(at, of)| format!("{at}/{of}")).unwrap_or_default();
    let width = body.width.saturating_sub(2);
    painter.right(1, body.y, width, &place, Role::Dim);
    let taken = painter.width(&place);
    let taken = taken + company(app, painter, body.y, width.saturating_sub(taken + 2));
    let kind = record.id.kind.label().text(lang);
    let id = record.id.to_string();
    let mut parts = vec![
        (label.as_str(), Role::Strong),
        ("  ", Role::Dim),
        (kind, Role::Dim),
        (" ", Role::Dim),
        (id.as_str(), Role::Dim),
    ];
    if record.withdrawn {
        parts.extend([("  ", Role::Dim), (lang.pick("取り下げ済み", "withdrawn"), Role::Alert)]);
    }
    let room = width.saturating_sub(taken + 2);
    painter.line(1, body.y, room, &parts);
    next_step(record, app, snapshot, painter, body);
    2 + u16::from(body.height > ROWS_ROOMY)
}

/// Who else is here, at the right end of `room` cells; gives back how many it took.
pub fn company(app: &App, painter: &mut Painter<'_>, y: u16, room: u16) -> u16 {
    let sentence = sentence(app.others(), app.lang());
    if sentence.is_empty() {
        return 0;
    }
    let text = format!("{} {sentence}", painter.theme.symbols.marks.present);
    let taken = painter.width(&text).min(room / 2);
    painter.text(1 + room.saturating_sub(taken), y, taken, &text, Role::Accent);
    taken + 2
}

/// The stage and the next action of the case, or of the person's open case.
fn next_step(record: &Record, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let state = &snapshot.state;
    let held = match record.id.kind {
        Kind::Case => Some(record.clone()),
        Kind::Person => leading_case(state, record.id),
        _ => None,
    };
    let y = body.y + 1;
    let width = body.width.saturating_sub(2);
    let Some(found) = held else {
        let updated = record.updated();
        let text = format!(
            "{} {}  {}",
            lang.pick("最終更新", "last change"),
            wording::clock(updated.at).trim(),
            updated.author
        );
        painter.text(1, y, width, &text, Role::Dim);
        return;
    };
    let stands = stage_of(&found).label().text(lang);
    let next = found.text(&case::NEXT_ACTION).unwrap_or_default();
    let owner = found.text(&case::OWNER).unwrap_or(lang.pick("担当なし", "nobody"));
    let (when, late) = due(&found)
        .filter(|_| case_why(&found).is_some())
        .map_or((String::new(), false), |date| words::due(date, app.context().today(), lang));
    let id = found.id.to_string();
    let mut parts = vec![(stands, Role::Accent), ("  ", Role::Dim)];
    if !next.is_empty() {
        parts.extend([(lang.pick("次 ", "next "), Role::Dim), (next, Role::Plain), ("  ", Role::Dim)]);
    }
    parts.extend([(when.as_str(), if late { Role::Alert } else { Role::Plain }), ("  ", Role::Dim)]);
    parts.extend([(lang.pick("担当 ", "owner "), Role::Dim), (owner, Role::Plain), ("  ", Role::Dim)]);
    if record.id.kind == Kind::Person {
        parts.push((&id, Role::Dim));
    }
    painter.line(1, y, width, &parts);
}

/// One part under its head. With `tabs` the head names all parts.
fn draw_part(
    view: &RecordView,
    which: Part,
    tabs: bool,
    record: &Record,
    app: &App,
    painter: &mut Painter<'_>,
    area: Rect,
) {
    let lang = app.lang();
    let focused = view.part() == which;
    let heads: Vec<Part> = if tabs { Part::ALL.to_vec() } else { vec![which] };
    let mut x = area.x;
    for one in heads {
        let role = if view.part() == one { Role::Strong } else { Role::Dim };
        x += painter.text(x, area.y, area.right().saturating_sub(x), one.label().text(lang), role) + 3;
    }
    painter.rule(area.x, area.y + 1, area.width, if focused { Role::Accent } else { Role::Dim });
    let rows = view.part_rows(which, record, &app.context());
    let list = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    if rows.is_empty() {
        let text = match which {
            Part::Fields => lang.pick("まだ何も入っていません  e で編集", "nothing filled in yet; e edits"),
            Part::Links => lang.pick("つながりはまだありません", "nothing is linked yet"),
            Part::Story => lang.pick(
                "まだ経過はありません  n でメモ、c で対応記録",
                "no story yet; n adds a note, c a contact",
            ),
        };
        painter.text(list.x + 2, list.y, list.width.saturating_sub(2), text, Role::Dim);
        if focused {
            painter.put_caret(list.x, list.y);
        }
        return;
    }
    list_rows(view, which, &rows, focused, app, painter, list);
}

fn list_rows(
    view: &RecordView,
    which: Part,
    rows: &[Row],
    focused: bool,
    app: &App,
    painter: &mut Painter<'_>,
    list: Rect,
) {
    let index = view.index(which);
    let texts: Vec<Vec<String>> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| row_lines(row, painter, list.width, focused && at == index))
        .collect();
    let heights: Vec<usize> = texts.iter().map(Vec::len).collect();
    let first = first_row(&heights, index, usize::from(list.height));
    let mut y = list.y;
    for (at, (row, lines)) in rows.iter().zip(&texts).enumerate().skip(first) {
        if y >= list.bottom() {
            break;
        }
        let here = focused && at == index;
        if here {
            painter.put_caret(list.x, y);
        }
        draw_row(row, lines, here, app, painter, Rect { y, height: list.bottom() - y, ..list });
        y += u16::try_from(lines.len()).unwrap_or(1);
    }
}

/// The first row to show so that the row of the cursor is seen whole.
fn first_row(heights: &[usize], index: usize, room: usize) -> usize {
    let rows = window(0, index, room, heights.len());
    let mut first = rows;
    while first < index && heights.iter().skip(first).take(index + 1 - first).sum::<usize>() > room {
        first += 1;
    }
    first
}

/// The lines that a row takes: long values wrap, most where the cursor is.
fn row_lines(row: &Row, painter: &Painter<'_>, width: u16, here: bool) -> Vec<String> {
    let (text, room, most) = match &row.body {
        Body::Field { value, .. } => (value.as_str(), width.saturating_sub(NAME + 3), VALUE_ROWS),
        Body::Event { text, .. } => (text.as_str(), width.saturating_sub(15), 2),
        Body::Heading(_) | Body::Link { .. } | Body::Unfilled(_) => return vec![String::new()],
    };
    let mut lines = wrapped(text, room, painter);
    let most = if here { usize::MAX } else { most };
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.push_str(painter.theme.symbols.ellipsis);
        }
    }
    lines
}

fn draw_row(row: &Row, lines: &[String], here: bool, app: &App, painter: &mut Painter<'_>, area: Rect) {
    let lang = app.lang();
    let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
    let Rect { x, y, width, .. } = area;
    let bottom = area.bottom();
    if here {
        for row in (y..bottom).take(lines.len()) {
            painter.fill(x, row, width, Role::Here);
        }
        painter.text(x, y, 1, painter.theme.symbols.marks.cursor, Role::Here);
    }
    match &row.body {
        Body::Heading(text) => {
            painter.text(x, y, width, text, Role::Strong);
        }
        Body::Field { name, news, .. } => {
            draw_field(name, news.as_deref(), lines, here, painter, area);
        }
        Body::Link { label, state, due } => {
            let today = app.context().today();
            let (when, late) = due.map_or((String::new(), false), |date| words::due(date, today, lang));
            let late = late && row.target.is_some_and(|id| id.kind == Kind::Case);
            let role = match (late, here) {
                (true, true) => Role::HereAlert,
                (true, false) => Role::Alert,
                (false, _) => plain,
            };
            let when = if row.target.is_some_and(|id| id.kind == Kind::Job) { String::new() } else { when };
            let tail = painter.width(&when);
            painter.right(x, y, width, &when, role);
            let tail = if tail == 0 { 0 } else { tail + 2 };
            let room = width.saturating_sub(tail);
            painter.right(x, y, room, state, quiet);
            let room = room.saturating_sub(painter.width(state) + 4);
            painter.text(x + 2, y, room, label, plain);
        }
        Body::Event { at, who, .. } => {
            painter.text(x + 2, y, 12, &wording::clock(*at), quiet);
            for (line, y) in lines.iter().zip(y..bottom) {
                painter.text(x + 15, y, width.saturating_sub(15), line, plain);
            }
            if let Some(second) = (y + 1 < bottom && lines.len() > 1).then_some(y + 1) {
                painter.text(x + 2, second, 12, who, quiet);
            }
        }
        Body::Unfilled(count) => {
            let text = match lang {
                Lang::Ja => format!("未入力 {count}項目  (e で編集)"),
                Lang::En => format!("{count} fields not filled in (e edits)"),
            };
            painter.text(x + 2, y, width.saturating_sub(2), &text, quiet);
        }
    }
}

/// A field's name and value; behind the value, who has changed it since the screen was opened.
fn draw_field(
    name: &str,
    news: Option<&str>,
    lines: &[String],
    here: bool,
    painter: &mut Painter<'_>,
    area: Rect,
) {
    let (plain, quiet, mark) =
        if here { (Role::Here, Role::HereDim, Role::Here) } else { (Role::Plain, Role::Dim, Role::Accent) };
    let Rect { x, y, width, .. } = area;
    let value_x = x + NAME + 3;
    painter.text(x + 2, y, NAME, name, quiet);
    for (line, row) in lines.iter().zip(y..area.bottom()) {
        let used = painter.text(value_x, row, width.saturating_sub(NAME + 3), line, plain);
        if let Some(news) = news.filter(|_| row == y) {
            let at = value_x + used + 2;
            let bullet = painter.theme.symbols.marks.bullet;
            painter.line(
                at,
                row,
                (x + width).saturating_sub(at),
                &[(bullet, mark), (" ", quiet), (news, quiet)],
            );
        }
    }
}
