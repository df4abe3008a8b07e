//! Paints a list of one kind: a head of column names, a row a record, the columns that the field table offers.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::query_line;
use super::theme::Role;
use super::words;
use crate::app::App;
use crate::app::cursor::window;
use crate::app::list::List;
use crate::domain::Record;
use crate::field::print::display;
use crate::field::{Field, Id, Kind, Shape, by_name, fields};
use crate::lang::Lang;
use crate::snapshot::Snapshot;

/// Cells in front of a row: cursor and mark.
const MARKS: u16 = 2;
/// Cells of an id with the space behind it.
const ID: u16 = 10;
/// Cells between columns.
const GAP: u16 = 2;

/// Paints `list` into `body`.
pub fn draw(list: &List, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let whole = body;
    let body = Rect::new(body.x + 1, body.y, body.width.saturating_sub(2), body.height);
    let kind = list.listing().kind;
    let columns = columns(kind, list.columns(), body.width.saturating_sub(MARKS + ID));
    let mut x = body.x + MARKS + ID;
    for (field, cells) in &columns {
        painter.text(x, body.y + 1, *cells, field.name(lang), Role::Dim);
        x += cells + GAP;
    }
    // After the names of the columns, over which the line being typed says what it may become.
    head(list, lang, painter, whole);
    painter.rule(body.x, body.y + 2, body.width, Role::Dim);
    let area = Rect::new(body.x, body.y + 3, body.width, body.height.saturating_sub(3));
    let Some(rows) = list.rows() else {
        painter.text(area.x + MARKS, area.y, area.width, lang.pick("読み込んでいます", "reading"), Role::Dim);
        if list.filtering().is_none() {
            painter.put_caret(area.x, area.y);
        }
        return;
    };
    if rows.is_empty() {
        let text = if list.listing().filter.is_empty() {
            lang.pick(
                "まだありません。+ で登録、または nichiiki import で取り込みます",
                "nothing yet; + adds one, nichiiki import brings many",
            )
        } else {
            lang.pick("絞り込みに合うものはありません(Esc で解除)", "nothing fits the filter (Esc clears it)")
        };
        painter.text(area.x + MARKS, area.y + 1, area.width.saturating_sub(MARKS), text, Role::Dim);
        if list.filtering().is_none() {
            painter.put_caret(area.x, area.y + 1);
        }
    }
    let look = Look { list, columns: &columns, lang, snapshot };
    let top = window(0, list.index(), usize::from(area.height), rows.len());
    for (y, place) in (area.y..area.bottom()).zip(top..rows.len()) {
        let Some(id) = rows.id(place) else { continue };
        let here = place == list.index();
        look.row(id, here, painter, Rect::new(area.x, y, area.width, 1));
        if here && list.filtering().is_none() {
            painter.put_caret(area.x, y);
        }
    }
}

fn head(list: &List, lang: Lang, painter: &mut Painter<'_>, body: Rect) {
    let name = words::plural(list.listing().kind, lang);
    let count = list.rows().map_or_else(String::new, |rows| format!(" {} ", rows.len()));
    let used = 1 + painter.line(1, body.y, body.width, &[(name, Role::Strong), (&count, Role::Dim)]);
    let label = lang.pick(" 絞り込み ", " filter ");
    if let Some(line) = list.filtering() {
        let used = used + painter.text(used, body.y, 20, label, Role::Dim);
        let typed = Rect::new(used, body.y, body.width.saturating_sub(used + 1), 1);
        let row = Rect::new(1, body.y + 1, body.width.saturating_sub(2), 1);
        query_line::under(line, painter, row, typed);
        query_line::text(line, painter, typed);
    } else if !list.filter().is_empty() {
        let parts = [(label, Role::Dim), (list.filter(), Role::Accent)];
        painter.line(used, body.y, body.width.saturating_sub(used), &parts);
    }
}

/// The columns that have room, from the left; what is left over goes to the first, which is the name.
fn columns(kind: Kind, chosen: &[String], width: u16) -> Vec<(&'static Field, u16)> {
    let chosen: Vec<&Field> = chosen.iter().filter_map(|name| by_name(kind, name)).collect();
    let usual = || fields(kind).iter().filter(|field| field.column > 0).collect();
    let offered: Vec<&Field> = if chosen.is_empty() { usual() } else { chosen };
    let mut columns: Vec<(&'static Field, u16)> = Vec::new();
    let mut used = 0;
    for field in offered {
        let cells = field.column.max(8);
        if used + cells > width && !columns.is_empty() {
            break;
        }
        used += cells + GAP;
        columns.push((field, cells));
    }
    if let Some((_, cells)) = columns.first_mut() {
        *cells += width.saturating_sub(used).min(*cells);
    }
    columns
}

/// What all rows are painted with.
struct Look<'a> {
    list: &'a List,
    columns: &'a [(&'static Field, u16)],
    lang: Lang,
    snapshot: &'a Snapshot,
}

impl Look<'_> {
    fn row(&self, id: Id, here: bool, painter: &mut Painter<'_>, area: Rect) {
        let Some(record) = self.snapshot.state.record(id) else { return };
        let marks = painter.theme.symbols.marks;
        if here {
            painter.fill(area.x, area.y, area.width, Role::Here);
            painter.text(area.x, area.y, 1, marks.cursor, Role::Here);
        }
        if self.list.is_marked(id) {
            painter.text(area.x + 1, area.y, 1, marks.marked, if here { Role::Here } else { Role::Accent });
        }
        let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
        painter.text(area.x + MARKS, area.y, ID, &id.to_string(), quiet);
        let mut x = area.x + MARKS + ID;
        for (place, (field, cells)) in self.columns.iter().enumerate() {
            let text = cell(field, &record, self.lang, self.snapshot);
            let role = if place == 0 { plain } else { quiet };
            if matches!(field.shape, Shape::Int(..)) {
                painter.right(x, area.y, *cells, &text, role);
            } else {
                painter.text(x, area.y, *cells, &text, role);
            }
            x += cells + GAP;
        }
    }
}

fn cell(field: &Field, record: &Record, lang: Lang, snapshot: &Snapshot) -> String {
    let text =
        record.get(field).map(|value| display(field, value, lang, &snapshot.state)).unwrap_or_default();
    text.split('\n').next().unwrap_or_default().to_owned()
}
