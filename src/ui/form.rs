//! Paints a form: names on the left, values on the right, what is wrong beneath its line, what is offered beside the caret.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::record::company;
use super::theme::Role;
use crate::alike::is_compared;
use crate::app::App;
use crate::app::cursor::window;
use crate::app::form::{FieldLine, Form, Offer, steps, told};
use crate::app::record::heading;
use crate::field::print::{Names, choice, display};
use crate::field::{Shape, read};
use crate::lang::{Label, Lang};
use crate::snapshot::Snapshot;
use crate::text::wrap;

/// Cells of the names, on a narrow and on a wide screen.
const NAME_CELLS: (u16, u16) = (22, 32);
/// From this width on names have more room.
const WIDE: u16 = 100;
/// Rows that a long text shows at most.
const AREA_ROWS: usize = 6;
/// Cells of a list of offers at most.
const OFFER_CELLS: u16 = 44;

/// One form line made ready to paint.
struct Ready {
    /// The heading that begins here.
    heading: Option<&'static str>,
    rows: Vec<String>,
    /// Row and column of the caret within the value.
    caret: (usize, u16),
    /// What stands beneath.
    below: Vec<(String, Role)>,
}

/// Paints `form` into `body`.
pub fn draw(form: &Form, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let width = body.width.saturating_sub(2);
    let state = if form.is_saving() {
        lang.pick("保存中", "saving")
    } else if form.is_changed() {
        lang.pick("未保存", "not saved")
    } else {
        ""
    };
    painter.right(1, body.y, width, state, Role::Accent);
    let taken = painter.width(state);
    let taken = taken + company(app, painter, body.y, width.saturating_sub(taken + 2));
    painter.text(1, body.y, width.saturating_sub(taken + 2), form.title(), Role::Strong);
    painter.rule(1, body.y + 1, width, Role::Dim);
    let mut top = body.y + 2;
    if let Some(steps) = steps(form) {
        way(&steps, lang, painter, (1, top, width));
        top += 1;
    }
    if let Some(refusal) = form.refusal() {
        for line in wrap(refusal, usize::from(width), painter.theme.wide).iter().take(3) {
            painter.text(1, top, width, line, Role::Alert);
            top += 1;
        }
    }
    let is_new = form.whole_kind().is_some_and(is_compared) && form.changes().is_empty();
    if is_new && snapshot.index_if_made().is_none() {
        let text = lang.pick(
            "検索の準備中のため、いま保存すると重複を確かめられません(まもなく終わります)",
            "the index is not ready yet: saved now, nobody is compared with it",
        );
        painter.text(1, top, width, text, Role::Dim);
        top += 1;
    }
    let area = Rect::new(1, top, width, body.bottom().saturating_sub(top + 1));
    if let Some(conflict) = form.conflict() {
        return super::conflict::draw(conflict, app, painter, area);
    }
    let anchor = lines(form, app, snapshot, painter, area);
    hint(form, snapshot, lang, painter, Rect::new(1, body.bottom().saturating_sub(1), width, 1));
    if let (Some(offer), Some((x, y))) = (form.offer(), anchor) {
        draw_offer(offer, painter, body, x, y);
    }
}

/// The steps to an opening: those that are taken with a mark, those to come dim.
fn way(steps: &[(Label, bool)], lang: Lang, painter: &mut Painter<'_>, (x, y, width): (u16, u16, u16)) {
    let (marks, arrows) = (painter.theme.symbols.marks, painter.theme.symbols.arrows);
    let mut at = 0;
    for (place, (label, done)) in steps.iter().enumerate() {
        if place > 0 {
            at += 1 + painter.text(x + at + 1, y, width.saturating_sub(at), arrows.right, Role::Dim) + 1;
        }
        let (mark, role) = if *done { (marks.marked, Role::Accent) } else { (marks.bullet, Role::Dim) };
        let text = format!("{mark} {}", label.text(lang));
        at += painter.text(x + at, y, width.saturating_sub(at), &text, role);
    }
}

/// Paints the lines around the caret; gives back where the value with the caret stands.
fn lines(
    form: &Form,
    app: &App,
    snapshot: &Snapshot,
    painter: &mut Painter<'_>,
    area: Rect,
) -> Option<(u16, u16)> {
    let names = name_cells(area.width);
    let value_cells = area.width.saturating_sub(names + 2);
    let ready = readied(form, app, painter, value_cells);
    let heights: Vec<usize> = ready
        .iter()
        .map(|one| usize::from(one.heading.is_some()) + one.rows.len() + one.below.len())
        .collect();
    let before: usize = heights.iter().take(form.index()).sum();
    let total: usize = heights.iter().sum::<usize>() + 1;
    let here = before + heights.get(form.index()).copied().unwrap_or(1).saturating_sub(1);
    let first = window(0, here, usize::from(area.height), total).min(before);
    let mut anchor = None;
    let mut row = 0;
    for (place, (line, one)) in form.lines().iter().zip(&ready).enumerate() {
        let active = place == form.index();
        if let Some(heading) = one.heading {
            if let Some(y) = visible(row, first, area) {
                painter.text(area.x, y, area.width, heading, Role::Strong);
            }
            row += 1;
        }
        for (offset, text) in one.rows.iter().enumerate() {
            if let Some(y) = visible(row, first, area) {
                let role = value_role(line, active);
                if offset == 0 {
                    name(line, active, app.lang(), painter, Rect::new(area.x, y, names, 1));
                }
                let x = area.x + names;
                painter.text(x, y, value_cells, text, role);
                if active && offset == one.caret.0 {
                    painter.put_caret(x + one.caret.1.min(value_cells), y);
                    anchor = Some((x, y));
                }
                if offset == 0 && !active {
                    reference_note(line, text, snapshot, app.lang(), painter, (x, y, value_cells));
                }
            }
            row += 1;
        }
        for (text, role) in &one.below {
            if let Some(y) = visible(row, first, area) {
                painter.text(area.x + names, y, value_cells, text, *role);
            }
            row += 1;
        }
    }
    if let Some(y) = visible(row, first, area) {
        save_line(form, app.lang(), painter, area.x, y);
    }
    anchor
}

/// Every line made ready, with what is told beneath it.
fn readied(form: &Form, app: &App, painter: &Painter<'_>, value_cells: u16) -> Vec<Ready> {
    form.lines()
        .iter()
        .enumerate()
        .map(|(place, line)| Ready {
            heading: heading_of(form, line, app.lang()),
            ..prepare(line, place == form.index(), value_cells, app, painter)
        })
        .zip(form.lines())
        .map(|(mut ready, line)| {
            let told = told(form, line, &app.context());
            let rows = told.iter().flat_map(|text| wrap(text, usize::from(value_cells), painter.theme.wide));
            ready.below.extend(rows.map(|row| (row, Role::Plain)));
            ready
        })
        .collect()
}

/// Whole records have their fields under headings.
fn heading_of(form: &Form, line: &FieldLine, lang: Lang) -> Option<&'static str> {
    heading(form.whole_kind()?, line.field).map(|label| label.text(lang))
}

fn visible(row: usize, first: usize, area: Rect) -> Option<u16> {
    let offset = u16::try_from(row.checked_sub(first)?).ok()?;
    (offset < area.height).then_some(area.y + offset)
}

fn prepare(line: &FieldLine, active: bool, cells: u16, app: &App, painter: &Painter<'_>) -> Ready {
    let below = match (&line.fault, &line.theirs) {
        (Some(fault), _) => vec![(fault.text(app.lang()), Role::Alert)],
        (None, Some(theirs)) => vec![(theirs.clone(), Role::Alert)],
        (None, None) => Vec::new(),
    };
    let room = usize::from(cells.saturating_sub(1).max(2));
    let (rows, caret) = if line.area.takes_lines() {
        area_rows(line, active, room, painter)
    } else {
        let before = painter.width(line.area.before_caret());
        (vec![scrolled(line, active, room)], (0, before.min(cells.saturating_sub(1))))
    };
    Ready { heading: None, rows, caret, below }
}

/// A long value cut so that the caret's part is seen.
fn scrolled(line: &FieldLine, active: bool, room: usize) -> String {
    let text = line.area.text();
    let before = line.area.before_caret();
    if !active || crate::text::cells(before, false) < room {
        return text.to_owned();
    }
    let tail: String = before.chars().rev().take(room / 2).collect::<Vec<_>>().into_iter().rev().collect();
    tail
}

fn area_rows(
    line: &FieldLine,
    active: bool,
    room: usize,
    painter: &Painter<'_>,
) -> (Vec<String>, (usize, u16)) {
    let wide = painter.theme.wide;
    let before = lines_of(line.area.before_caret(), room, wide);
    let all = lines_of(line.area.text(), room, wide);
    let row = before.len().saturating_sub(1);
    let column = before.last().map_or(0, |last| painter.width(last));
    let most = if active { AREA_ROWS } else { 2 };
    let first = if active { row.saturating_sub(most - 1) } else { 0 };
    let shown: Vec<String> = all.into_iter().skip(first).take(most).collect();
    (if shown.is_empty() { vec![String::new()] } else { shown }, (row - first.min(row), column))
}

/// A text's lines cut hard at `room` cells, so that the caret's place follows from the text before it alone.
fn lines_of(text: &str, room: usize, wide: bool) -> Vec<String> {
    use unicode_segmentation::UnicodeSegmentation as _;
    let mut rows = Vec::new();
    for line in text.split('\n') {
        let (mut row, mut used) = (String::new(), 0);
        for grapheme in line.graphemes(true) {
            let cells = crate::text::cells(grapheme, wide);
            if used + cells > room {
                rows.push(std::mem::take(&mut row));
                used = 0;
            }
            row.push_str(grapheme);
            used += cells;
        }
        rows.push(row);
    }
    rows
}

fn value_role(line: &FieldLine, active: bool) -> Role {
    match (line.fault.is_some(), line.is_changed(), active) {
        (true, ..) => Role::Alert,
        (false, true, _) => Role::Accent,
        (false, false, true) => Role::Strong,
        (false, false, false) => Role::Plain,
    }
}

const fn name_cells(width: u16) -> u16 {
    if width >= WIDE { NAME_CELLS.1 } else { NAME_CELLS.0 }
}

fn name(line: &FieldLine, active: bool, lang: Lang, painter: &mut Painter<'_>, area: Rect) {
    if active {
        painter.text(area.x, area.y, 2, painter.theme.symbols.marks.cursor, Role::Accent);
    }
    let role = if active { Role::Strong } else { Role::Dim };
    painter.text(area.x + 2, area.y, area.width.saturating_sub(4), line.field.name(lang), role);
}

/// What an id stands for, beside it.
fn reference_note(
    line: &FieldLine,
    text: &str,
    snapshot: &Snapshot,
    lang: Lang,
    painter: &mut Painter<'_>,
    (x, y, cells): (u16, u16, u16),
) {
    if !matches!(line.field.shape, Shape::Ref(_)) || text.is_empty() {
        return;
    }
    let Ok(Some(value)) = read::read_cell(line.field, text) else { return };
    let state: &dyn Names = &snapshot.state;
    let label = display(line.field, &value, lang, state);
    if label != text {
        let used = painter.width(text) + 2;
        painter.text(x + used, y, cells.saturating_sub(used), &label, Role::Dim);
    }
}

fn save_line(form: &Form, lang: Lang, painter: &mut Painter<'_>, x: u16, y: u16) {
    let here = form.index() == form.lines().len();
    let role = if here { Role::Accent } else { Role::Dim };
    if here {
        painter.text(x, y, 2, painter.theme.symbols.marks.cursor, Role::Accent);
        painter.put_caret(x, y);
    }
    painter.text(x + 2, y, 20, lang.pick("[ 保存 ]", "[ Save ]"), role);
}

/// What the field with the caret takes.
fn hint(form: &Form, snapshot: &Snapshot, lang: Lang, painter: &mut Painter<'_>, area: Rect) {
    let Some(line) = form.lines().get(form.index()) else {
        painter.text(area.x, area.y, area.width, lang.pick("Enter で保存します", "Enter saves"), Role::Dim);
        return;
    };
    painter.text(area.x, area.y, area.width, &hint_text(line, &snapshot.state, lang), Role::Dim);
}

fn hint_text(line: &FieldLine, names: &dyn Names, lang: Lang) -> String {
    let several = lang.pick("、; で区切って複数", ", several with ;");
    match line.field.shape {
        Shape::Choice(choices) | Shape::Set(choices) => {
            let names: Vec<String> =
                choices.iter().map(|(code, _)| choice(line.field, code, lang, names)).collect();
            let tail = if line.takes_several() { several } else { "" };
            format!("{}{tail}", names.join(lang.pick("・", ", ")))
        }
        Shape::Int(least, most, unit) => format!("{least}-{most} {}", unit.text(lang)),
        Shape::Date => lang
            .pick("2026-11-23、11/23 のほか令和も可(C-Space で候補)", "2026-11-23 (C-Space offers days)")
            .to_owned(),
        Shape::Moment => lang.pick("2026-11-23 14:00", "2026-11-23 14:00").to_owned(),
        Shape::Flag => lang.pick("はい / いいえ", "yes / no").to_owned(),
        Shape::Ref(kind) | Shape::Refs(kind) => {
            let tail = if line.takes_several() { several } else { "" };
            match lang {
                Lang::Ja => format!("{}の名前・読み・番号を打つと候補が出ます{tail}", kind.label().ja),
                Lang::En => format!("type the name, reading or id of a {}{tail}", kind.key()),
            }
        }
        Shape::Rows(subs) => {
            let names: Vec<&str> = subs.iter().map(|sub| sub.name(lang)).collect();
            format!("{}{several}", names.join(":"))
        }
        Shape::Texts(_) => lang.pick("; で区切って複数", "several with ;").to_owned(),
        Shape::Text(_) if line.area.takes_lines() => {
            lang.pick("Enter で改行、Tab で次へ", "Enter breaks the line, Tab goes on").to_owned()
        }
        Shape::Text(_) | Shape::Micro(..) => String::new(),
    }
}

fn draw_offer(offer: &Offer, painter: &mut Painter<'_>, body: Rect, x: u16, y: u16) {
    let rows = u16::try_from(offer.rows().len()).unwrap_or(1);
    let room_below = body.bottom().saturating_sub(y + 1);
    let rows = rows.min(body.height.saturating_sub(2));
    let top = if room_below >= rows { y + 1 } else { y.saturating_sub(rows).max(body.y) };
    let width = OFFER_CELLS.min(body.right().saturating_sub(x));
    let first = window(0, offer.index(), usize::from(rows), offer.rows().len());
    painter.clear(Rect::new(x, top, width, rows));
    for (place, offered) in offer.rows().iter().enumerate().skip(first).take(usize::from(rows)) {
        let at = top + u16::try_from(place - first).unwrap_or(0);
        let here = place == offer.index();
        painter.fill(x, at, width, if here { Role::Here } else { Role::There });
        let role = if here { Role::Here } else { Role::There };
        painter.text(x + 1, at, width.saturating_sub(2), &offered.label, role);
        let note_cells = painter.width(&offered.note).min(width / 2);
        painter.right(x, at, width.saturating_sub(1), &offered.note, role);
        let _ = note_cells;
    }
}
