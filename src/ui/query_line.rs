//! Paints a line of the query language: the text with what is wrong in it standing out, and on the rule below what the word at
//! the caret may become, or marks under what is wrong. Nothing below the rule moves, and nothing lies over the caret's line.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use crate::app::query_line::QueryLine;

/// Paints the line and puts the caret into it; `area` is the row of the text from where it begins.
pub fn text(line: &QueryLine, painter: &mut Painter<'_>, area: Rect) {
    let text = line.text();
    match line.fault() {
        None => {
            painter.text(area.x, area.y, area.width, text, Role::Accent);
        }
        Some(fault) => {
            let part = |from: usize, count: usize| text.chars().skip(from).take(count).collect::<String>();
            let (before, wrong) = (part(0, fault.at), part(fault.at, fault.length));
            let behind = part(fault.at + fault.length, usize::MAX);
            let parts = [
                (before.as_str(), Role::Accent),
                (wrong.as_str(), Role::Alert),
                (behind.as_str(), Role::Accent),
            ];
            painter.line(area.x, area.y, area.width, &parts);
        }
    }
    let caret = painter.width(line.line().before_caret());
    painter.put_caret(area.x + caret.min(area.width), area.y);
}

/// Paints what is to be said of the line over a rule; `rule` is the row of the rule, `from` where the text above begins.
pub fn under(line: &QueryLine, painter: &mut Painter<'_>, rule: Rect, from: u16) {
    if let Some(fault) = line.fault() {
        let part = |from: usize, count: usize| line.text().chars().skip(from).take(count).collect::<String>();
        let before = painter.width(&part(0, fault.at));
        let wrong = painter.width(&part(fault.at, fault.length)).max(1);
        let x = (from + before).min(rule.right().saturating_sub(1));
        let marks = "^".repeat(usize::from(wrong));
        painter.text(x, rule.y, rule.right().saturating_sub(x), &marks, Role::Alert);
        return;
    }
    if line.offers().is_empty() {
        return;
    }
    let mut x = rule.x + painter.text(rule.x, rule.y, rule.width, "Tab ", Role::Dim);
    // The chosen one is always among those that are seen.
    for (place, offer) in line.offers().iter().enumerate().skip(line.offer().saturating_sub(2)) {
        let width = painter.width(&offer.shown);
        let room = rule.right().saturating_sub(x);
        if room < width + 1 && place > line.offer() {
            break;
        }
        let look = if place == line.offer() { Role::Here } else { Role::Plain };
        x += painter.text(x, rule.y, room, &offer.shown, look);
        x += painter.text(x, rule.y, rule.right().saturating_sub(x), "  ", Role::Plain);
    }
}
