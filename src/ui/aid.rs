//! Paints the measures for somebody: a row each with what it answers and how many conditions are known, and below the conditions of
//! the one under the cursor.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use super::why::wrapped;
use crate::app::App;
use crate::app::aid::Aid;
use crate::app::cursor::window;
use crate::field::Kind;
use crate::field::tables::measure;
use crate::lang::Lang;
use crate::matching::measures::{Advice, Answered, Suggestion};
use crate::snapshot::Snapshot;

/// Cells in front of a row, of who gives it, of what it answers, of the counts of conditions.
const MARKS: u16 = 2;
const GIVER: u16 = 10;
const ANSWERS: u16 = 26;
const COUNTS: u16 = 10;
/// Cells of a condition's name below the list.
const NAME: u16 = 22;
/// Rows of the list at least, however much there is to say of one.
const LIST_MIN: u16 = 5;

/// Paints `aid` into `body`.
pub fn draw(aid: &Aid, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let body = Rect::new(body.x + 1, body.y, body.width.saturating_sub(2), body.height);
    let name = snapshot.state.label(aid.asker()).unwrap_or_default();
    let title = lang.pick("合う施策", "Measures");
    painter.line(
        body.x,
        body.y,
        body.width,
        &[(title, Role::Strong), ("  ", Role::Dim), (&name, Role::Accent)],
    );
    painter.rule(body.x, body.y + 2, body.width, Role::Dim);
    painter.put_caret(body.x, body.y + 3);
    let area = Rect::new(body.x, body.y + 3, body.width, body.height.saturating_sub(3));
    match aid.advice() {
        None => {
            painter.text(area.x + MARKS, area.y, area.width, lang.pick("調べています", "looking"), Role::Dim);
        }
        Some(Err(why)) => {
            painter.text(area.x + MARKS, area.y, area.width, why, Role::Alert);
        }
        Some(Ok(advice)) => {
            let unanswered = unanswered(advice, lang);
            painter.text(body.x, body.y + 1, body.width, &unanswered, Role::Dim);
            found(advice, aid.index(), (lang, snapshot), painter, area);
        }
    }
}

/// What nothing answers, or that there was nothing to ask by.
fn unanswered(advice: &Advice, lang: Lang) -> String {
    if advice.unanswered.is_empty() {
        return String::new();
    }
    let names = labels(&advice.unanswered, lang);
    format!("{} {names}", lang.pick("応える施策がない:", "nothing answers:"))
}

fn labels(answers: &[Answered], lang: Lang) -> String {
    answers.iter().map(|one| one.label().text(lang)).collect::<Vec<_>>().join(lang.pick("、", ", "))
}

fn found(
    advice: &Advice,
    index: usize,
    (lang, snapshot): (Lang, &Snapshot),
    painter: &mut Painter<'_>,
    area: Rect,
) {
    let Some(current) = advice.suggestions.get(index) else {
        let text = lang.pick(
            "ニーズ・不安・希望地域を登録すると、応える施策がここに出ます(e で編集)",
            "record needs, worries and wished regions, and the measures that answer them show here",
        );
        painter.text(area.x + MARKS, area.y, area.width.saturating_sub(MARKS), text, Role::Dim);
        return;
    };
    let below = detail(current, (lang, snapshot), painter, area.width);
    let wanted = u16::try_from(below.len()).unwrap_or(u16::MAX).saturating_add(2);
    let list_rows = u16::try_from(advice.suggestions.len()).unwrap_or(u16::MAX);
    let rows = list_rows.min(area.height.saturating_sub(wanted).max(LIST_MIN)).min(area.height);
    let first = window(0, index, usize::from(rows), advice.suggestions.len());
    for (y, place) in (area.y..area.y + rows).zip(first..advice.suggestions.len()) {
        let Some(one) = advice.suggestions.get(place) else { continue };
        let line = Rect::new(area.x, y, area.width, 1);
        row(one, place == index, (lang, snapshot), painter, line);
        if place == index {
            painter.put_caret(area.x, y);
        }
    }
    let top = area.y + rows;
    if top >= area.bottom() {
        return;
    }
    painter.rule(area.x, top, area.width, Role::Dim);
    for (y, parts) in (top + 1..area.bottom()).zip(&below) {
        let parts: Vec<(&str, Role)> = parts.iter().map(|(text, role)| (text.as_str(), *role)).collect();
        painter.line(area.x, y, area.width, &parts);
    }
}

fn row(
    one: &Suggestion,
    here: bool,
    (lang, snapshot): (Lang, &Snapshot),
    painter: &mut Painter<'_>,
    line: Rect,
) {
    let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
    if here {
        painter.fill(line.x, line.y, line.width, Role::Here);
        painter.text(line.x, line.y, 1, painter.theme.symbols.marks.cursor, Role::Here);
    }
    let signs = painter.theme.symbols.signs;
    let open = one.open_checks();
    let counts = format!("{}{} {}{open}", signs.met, one.checks.len() - open, signs.unknown);
    let status = one.status.map_or("", |status| status.label().text(lang));
    let status_cells = painter.width(status).min(line.width / 4);
    let name = line.width.saturating_sub(MARKS + GIVER + ANSWERS + COUNTS + status_cells);
    let cells = [
        (one.label(&snapshot.state, lang), name, plain),
        (one.giver.label().text(lang).to_owned(), GIVER, quiet),
        (labels(&one.answers, lang), ANSWERS, quiet),
        (counts, COUNTS, quiet),
        (status.to_owned(), status_cells + 1, plain),
    ];
    let mut x = line.x + MARKS;
    for (text, width, role) in cells {
        painter.text(x, line.y, width.saturating_sub(1), &text, role);
        x += width;
    }
}

/// What is to be said of one measure, in lines.
fn detail(
    one: &Suggestion,
    (lang, snapshot): (Lang, &Snapshot),
    painter: &Painter<'_>,
    width: u16,
) -> Vec<Vec<(String, Role)>> {
    let signs = painter.theme.symbols.signs;
    let pad = |text: &str| {
        let blanks = NAME.saturating_sub(painter.width(text));
        format!("{text}{}", " ".repeat(usize::from(blanks)))
    };
    let mut lines = vec![vec![(one.label(&snapshot.state, lang), Role::Strong)]];
    for check in &one.checks {
        let (sign, role) = if check.met { (signs.met, Role::Accent) } else { (signs.unknown, Role::Strong) };
        let word = if check.met { String::new() } else { format!("{}  ", check.word(lang)) };
        lines.push(vec![
            (format!("  {sign} "), role),
            (pad(check.asked.label().text(lang)), Role::Plain),
            (word, Role::Strong),
            (check.why.text(lang).to_owned(), Role::Dim),
        ]);
    }
    let record = one.id().filter(|id| id.kind == Kind::Measure).and_then(|id| snapshot.state.live(id));
    let Some(record) = record else { return lines };
    for field in [&measure::AMOUNT, &measure::CONDITIONS, &measure::WINDOW] {
        let Some(text) = record.text(field) else { continue };
        let room = width.saturating_sub(NAME + 4);
        for (place, part) in wrapped(text, room, painter).into_iter().enumerate() {
            let head = if place == 0 { field.name(lang) } else { "" };
            lines.push(vec![(format!("    {}", pad(head)), Role::Dim), (part, Role::Plain)]);
        }
    }
    lines
}
