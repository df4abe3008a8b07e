//! Paints a line of the query language: the text with what is wrong in it standing out, and on the row below what the word at
//! the caret may become, or marks under what is wrong. Nothing else on the screen moves, and nothing lies over the caret's line.
//! A line that is longer than its place is shown around its caret.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use crate::app::query_line::QueryLine;

/// Paints the line and puts the caret into it; `area` is the row of the text from where it begins.
pub fn text(line: &QueryLine, painter: &mut Painter<'_>, area: Rect) {
    let hidden = hidden(line, painter, area.width);
    let fault = line.fault().map(|fault| fault.at..fault.at + fault.length).unwrap_or_default();
    let mut parts: Vec<(String, Role)> = Vec::new();
    for (at, letter) in line.text().chars().enumerate().skip(hidden) {
        let role = if fault.contains(&at) { Role::Alert } else { Role::Accent };
        match parts.last_mut() {
            Some((text, held)) if *held == role => text.push(letter),
            _ => parts.push((letter.to_string(), role)),
        }
    }
    let parts: Vec<(&str, Role)> = parts.iter().map(|(text, role)| (text.as_str(), *role)).collect();
    painter.line(area.x, area.y, area.width, &parts);
    let before: String = line.line().before_caret().chars().skip(hidden).collect();
    let caret = painter.width(&before);
    painter.put_caret(area.x + caret.min(area.width.saturating_sub(1)), area.y);
}

/// Paints what is to be said of the line over the row below it; `area` is where the line's text stands.
pub fn under(line: &QueryLine, painter: &mut Painter<'_>, row: Rect, area: Rect) {
    if let Some(fault) = line.fault() {
        let hidden = hidden(line, painter, area.width);
        let part = |from: usize, count: usize| line.text().chars().skip(from).take(count).collect::<String>();
        let before = painter.width(&part(hidden, fault.at.saturating_sub(hidden)));
        let wrong = painter.width(&part(fault.at.max(hidden), fault.length)).max(1);
        let x = (area.x + before).min(row.right().saturating_sub(1));
        let marks = "^".repeat(usize::from(wrong));
        painter.text(x, row.y, row.right().saturating_sub(x), &marks, Role::Alert);
        return;
    }
    if line.offers().is_empty() {
        return;
    }
    painter.clear(row);
    let mut x = row.x + painter.text(row.x, row.y, row.width, "Tab ", Role::Dim);
    // The chosen one is always among those that are seen.
    for (place, offer) in line.offers().iter().enumerate().skip(line.offer().saturating_sub(1)) {
        let width = painter.width(&offer.shown);
        let room = row.right().saturating_sub(x);
        if room < width && place > line.offer() {
            break;
        }
        let look = if place == line.offer() { Role::Here } else { Role::Plain };
        x += painter.text(x, row.y, room, &offer.shown, look);
        x += painter.text(x, row.y, row.right().saturating_sub(x), "  ", Role::Plain);
    }
}

/// How many letters at the beginning are left out so that the caret is seen.
fn hidden(line: &QueryLine, painter: &Painter<'_>, width: u16) -> usize {
    let before = line.line().before_caret();
    let mut rest = before.chars();
    let mut hidden = 0;
    while painter.width(rest.as_str()) >= width.max(1) && rest.next().is_some() {
        hidden += 1;
    }
    hidden
}
