//! Paints two records that may be one: side by side, field by field, and below why they are taken for the same.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use crate::alike::{Likeness, What};
use crate::app::App;
use crate::app::cursor::window;
use crate::app::pair::{PairView, Relation, Row};
use crate::domain::State;
use crate::domain::command::Keep;
use crate::field::Id;
use crate::lang::Lang;
use crate::snapshot::Snapshot;

/// Cells of a field's name, and of the sign between the two values.
const NAME: u16 = 14;
const SIGN: u16 = 4;
/// Cells of what a line of the account is about, and of its weight.
const WHAT: u16 = 16;
const WEIGHT: u16 = 7;

/// Paints `pair` into `body`.
pub fn draw(pair: &PairView, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let width = body.width.saturating_sub(2);
    let title = lang.pick("見比べる", "Side by side");
    painter.text(1, body.y, width, title, Role::Strong);
    painter.put_caret(1, body.y);
    let Some((left, right)) = pair.sides() else {
        let text = if pair.is_looking() {
            lang.pick("探しています", "looking")
        } else {
            lang.pick("重複の疑いはありません", "nobody is likely the same")
        };
        painter.text(3, body.y + 2, width.saturating_sub(2), text, Role::Dim);
        return;
    };
    let (at, of) = pair.place();
    painter.right(1, body.y, width, &format!("{at}/{of}"), Role::Dim);
    let state = &snapshot.state;
    let columns = Columns::of(width);
    heads((left, right), state, lang, painter, body.y + 1, columns);
    painter.rule(1, body.y + 2, width, Role::Accent);
    let account = pair.likeness().map_or(0, |likeness| likeness.lines.len() + 2);
    let below = u16::try_from(account).unwrap_or(0).min(body.height / 2);
    let rows = pair.rows(state, lang);
    let list = Rect::new(1, body.y + 3, width, body.height.saturating_sub(3 + below));
    let top = window(0, pair.index(), usize::from(list.height), rows.len());
    for (y, (place, row)) in (list.y..list.bottom()).zip(rows.iter().enumerate().skip(top)) {
        let here = place == pair.index();
        field(row, here, lang, painter, Rect::new(list.x, y, list.width, 1), columns);
        if here {
            painter.put_caret(list.x, y);
        }
    }
    if let Some(likeness) = pair.likeness() {
        let area = Rect::new(1, body.bottom().saturating_sub(below), width, below);
        painter.rule(area.x, area.y, area.width, Role::Dim);
        let title = lang.pick(" 根拠 ", " why ");
        painter.line(
            area.x + 2,
            area.y,
            area.width.saturating_sub(4),
            &[
                (title, Role::Strong),
                (&likeness.total.to_string(), Role::Accent),
                (" ", Role::Dim),
                (likeness.verdict(lang), Role::Plain),
                (" ", Role::Dim),
            ],
        );
        account_lines(
            likeness,
            state,
            lang,
            painter,
            Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area },
        );
    }
}

/// Where the two values stand.
#[derive(Clone, Copy)]
struct Columns {
    value: u16,
}

impl Columns {
    const LEFT: u16 = 2 + NAME;

    const fn of(width: u16) -> Self {
        Self { value: width.saturating_sub(NAME + SIGN + 2) / 2 }
    }

    const fn sign(self) -> u16 {
        Self::LEFT + self.value
    }

    const fn right(self) -> u16 {
        self.sign() + SIGN
    }
}

fn heads(
    (left, right): (Id, Id),
    state: &State,
    lang: Lang,
    painter: &mut Painter<'_>,
    y: u16,
    columns: Columns,
) {
    painter.text(1, y, NAME, lang.pick("残る ← 統合", "stays <- goes"), Role::Dim);
    for (x, id, role) in [(Columns::LEFT, left, Role::Strong), (columns.right(), right, Role::Plain)] {
        let name = state.label(id).unwrap_or_default();
        painter.line(x, y, columns.value, &[(&name, role), (" ", Role::Dim), (&id.to_string(), Role::Dim)]);
    }
}

fn field(row: &Row, here: bool, lang: Lang, painter: &mut Painter<'_>, area: Rect, columns: Columns) {
    let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
    if here {
        painter.fill(area.x, area.y, area.width, Role::Here);
    }
    painter.text(area.x, area.y, NAME, row.field.name(lang), quiet);
    let stays = |side: Keep| match row.keep {
        Some(Keep::Both) => true,
        Some(keep) => keep == side,
        None => false,
    };
    for (x, text, side) in
        [(Columns::LEFT, &row.left, Keep::Survivor), (columns.right(), &row.right, Keep::Other)]
    {
        let role = if stays(side) { plain } else { quiet };
        painter.text(x, area.y, columns.value.saturating_sub(1), text, role);
    }
    // What is chosen is told by a sign, not by colour alone.
    let sign = match (row.relation, row.keep) {
        (Relation::Same, _) => " = ",
        (_, None) => " ! ",
        (_, Some(Keep::Survivor)) => "<  ",
        (_, Some(Keep::Other)) => "  >",
        (_, Some(Keep::Both)) => "<+>",
    };
    let role = if here { Role::Here } else { Role::Accent };
    painter.text(columns.sign(), area.y, SIGN, sign, role);
}

/// The account: each line with its weight; the weights add up to the total.
pub fn account_lines(likeness: &Likeness, state: &State, lang: Lang, painter: &mut Painter<'_>, area: Rect) {
    for (y, line) in (area.y..area.bottom()).zip(&likeness.lines) {
        let mark = if line.what == What::Prior { " " } else { line.sign.mark() };
        painter.text(area.x + 1, y, 1, mark, Role::Accent);
        painter.text(area.x + 3, y, WHAT, line.what.label().text(lang), Role::Plain);
        painter.right(area.x + 3 + WHAT, y, WEIGHT, &line.weight.to_string(), Role::Strong);
        let x = area.x + 5 + WHAT + WEIGHT;
        painter.text(x, y, (area.x + area.width).saturating_sub(x), &line.detail(state, lang), Role::Dim);
    }
    let y = area.y + u16::try_from(likeness.lines.len()).unwrap_or(0);
    if y < area.bottom() {
        painter.text(area.x + 3, y, area.width.saturating_sub(3), &likeness.sum_text(), Role::Dim);
    }
}
