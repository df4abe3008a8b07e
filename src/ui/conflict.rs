//! Paints what two people changed: for each field one's own text, the other's with who and when, and what stood there
//! before, each with its key.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use crate::action::Action;
use crate::app::App;
use crate::app::form::conflict::Dispute;
use crate::app::form::{Conflict, Pick};
use crate::domain::wording;
use crate::lang::Lang;
use crate::text::wrap;

/// Cells of the choices' names.
const NAME: u16 = 16;
/// Rows that one text takes at most where the cursor is.
const TEXT_ROWS: usize = 5;

/// Paints `conflict` into `area`.
pub fn draw(conflict: &Conflict, app: &App, painter: &mut Painter<'_>, area: Rect) {
    let lang = app.lang();
    let head = lang.pick(
        "同じ項目をほかの人も変えました。どれを残すか選んでください",
        "somebody else changed the same fields; choose what is to stay",
    );
    painter.text(area.x, area.y, area.width, head, Role::Alert);
    let open = conflict.disputes().iter().filter(|dispute| dispute.pick.is_none()).count();
    let rest = match (lang, open) {
        (Lang::Ja, 0) => "Enter で保存します".to_owned(),
        (Lang::En, 0) => "Enter saves".to_owned(),
        (Lang::Ja, open) => format!("あと{open}項目"),
        (Lang::En, open) => format!("{open} to go"),
    };
    painter.text(area.x, area.y + 1, area.width, &rest, Role::Dim);
    // The row below, where forms say what a field takes, is free.
    let list = Rect { y: area.y + 3, height: area.height.saturating_sub(2), ..area };
    let here = conflict.index();
    let room = usize::from(list.height) + 1;
    let height = |block: &Vec<Vec<String>>| 2 + block.iter().map(Vec::len).sum::<usize>();
    let all = |most: usize, elsewhere: usize| -> Vec<Vec<Vec<String>>> {
        let rows = |place: usize| if place == here { most } else { elsewhere };
        let disputes = conflict.disputes().iter().enumerate();
        disputes.map(|(place, one)| texts(one, rows(place), list.width, painter)).collect()
    };
    let mut blocks = all(TEXT_ROWS, TEXT_ROWS);
    if blocks.iter().map(height).sum::<usize>() > room {
        let most = usize::from(list.height.saturating_sub(1) / 3).clamp(1, TEXT_ROWS);
        blocks = all(most, 1);
    }
    let mut first = 0;
    while first < here && blocks.iter().skip(first).take(here + 1 - first).map(height).sum::<usize>() > room {
        first += 1;
    }
    let mut y = list.y;
    for (place, (dispute, block)) in conflict.disputes().iter().zip(&blocks).enumerate().skip(first) {
        if y >= list.bottom() {
            break;
        }
        y = draw_one(
            dispute,
            block,
            place == here,
            app,
            painter,
            Rect { y, height: list.bottom() - y, ..list },
        );
    }
}

/// The lines of the three texts.
fn texts(dispute: &Dispute, most: usize, width: u16, painter: &Painter<'_>) -> Vec<Vec<String>> {
    let room = usize::from(width.saturating_sub(NAME + 8).max(4));
    let lines = |pick: &Pick| {
        let text = dispute.text(*pick);
        let mut lines: Vec<String> =
            text.split('\n').flat_map(|line| wrap(line, room, painter.theme.wide)).collect();
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                last.push_str(painter.theme.symbols.ellipsis);
            }
        }
        if lines.is_empty() {
            lines.push(String::new());
        }
        lines
    };
    Pick::ALL.iter().map(lines).collect()
}

/// One field with its choices; gives back the row below it.
fn draw_one(
    dispute: &Dispute,
    block: &[Vec<String>],
    here: bool,
    app: &App,
    painter: &mut Painter<'_>,
    area: Rect,
) -> u16 {
    let lang = app.lang();
    let mut y = area.y;
    let symbols = painter.theme.symbols;
    if here {
        painter.text(area.x, y, 2, symbols.marks.cursor, Role::Accent);
        painter.put_caret(area.x, y);
    }
    let when = wording::clock(dispute.at);
    let who = format!("{}  {}", dispute.who, when.trim());
    let name_role = if here { Role::Strong } else { Role::Plain };
    let used = painter.text(area.x + 2, y, area.width / 2, dispute.field.name(lang), name_role);
    painter.text(area.x + 4 + used, y, area.width.saturating_sub(used + 4), &who, Role::Dim);
    y += 1;
    for (pick, lines) in Pick::ALL.iter().zip(block) {
        let chosen = dispute.pick == Some(*pick);
        let role = if chosen { Role::Accent } else { Role::Plain };
        for (row, line) in lines.iter().enumerate() {
            if y >= area.bottom() {
                return y;
            }
            if row == 0 {
                let mark = if chosen { symbols.marks.marked } else { " " };
                let (action, name) = name(*pick, dispute, lang);
                let key = app.keys().of(action, app.scopes()).unwrap_or_default();
                let parts = [
                    (mark, Role::Accent),
                    (" ", Role::Dim),
                    (&*key, Role::Accent),
                    (" ", Role::Dim),
                    (name, Role::Dim),
                ];
                painter.line(area.x + 4, y, NAME + 2, &parts);
            }
            let shown =
                if lines.len() == 1 && line.is_empty() { lang.pick("(空)", "(empty)") } else { line };
            painter.text(area.x + NAME + 6, y, area.width.saturating_sub(NAME + 6), shown, role);
            y += 1;
        }
    }
    y + 1
}

/// The verb that chooses a text, and whose text it is.
fn name(pick: Pick, dispute: &Dispute, lang: Lang) -> (Action, &str) {
    match pick {
        Pick::Mine => (Action::TakeMine, lang.pick("自分の入力", "mine")),
        Pick::Theirs => (Action::TakeTheirs, &dispute.who),
        Pick::Before => (Action::TakeBefore, lang.pick("元の値", "before")),
    }
}
