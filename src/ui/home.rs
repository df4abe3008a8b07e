//! Paints the home layer: panes side by side with white space between, and below them what is known of the record under
//! the cursor.

mod detail;
mod row;
mod today;

use ratatui::layout::Rect;

use super::paint::Painter;
use super::query_line;
use super::theme::Role;
use super::words;
use crate::app::App;
use crate::app::cursor::window;
use crate::app::home::{COLUMNS_FOR_THREE, Home, Pane, Showing};
use crate::app::listing::Order;
use crate::field::Kind;
use crate::snapshot::Snapshot;

/// From this height of the body on, a blank row sets the detail apart.
const ROWS_ROOMY: u16 = 26;
/// The share of the width that each pane gets: people, regions, jobs.
const WEIGHTS: [u16; 3] = [9, 6, 8];
/// White cells between panes.
const GUTTER: u16 = 3;
/// Rows of a pane above its list: its head and the rule.
const HEAD_ROWS: u16 = 2;

/// Paints `home` into `body`.
pub fn draw(home: &Home, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    let detail_rows = match body.height {
        0..=15 => 3,
        16..=26 => 5,
        _ => 8,
    };
    let roomy = u16::from(body.height > ROWS_ROOMY);
    let panes_height = body.height.saturating_sub(detail_rows + 1 + roomy);
    for (place, x, width) in columns(home, body) {
        let Some(pane) = home.panes().get(place) else { continue };
        let area = Rect::new(x, body.y, width, panes_height);
        draw_pane(home, pane, place == home.focus(), app, snapshot, painter, area);
    }
    // The blank row below the title, where there is one.
    if body.y > 1 && app.banner().is_none() && !home.wide().is_on() {
        today::counts(home, painter, Rect::new(body.x + 1, body.y - 1, body.width.saturating_sub(2), 1));
    }
    let top = body.y + panes_height + roomy;
    let area = Rect::new(body.x, top, body.width, detail_rows + 1);
    detail::draw(home.selected(), app, snapshot, painter, area);
}

/// The visible panes: which, from which column, how wide. All three where they have room, else the focused one and its
/// neighbour, in their fixed order so that nothing swaps sides.
fn columns(home: &Home, body: Rect) -> Vec<(usize, u16, u16)> {
    let inner = body.width.saturating_sub(2);
    let places: Vec<usize> = if home.wide().is_on() {
        vec![home.focus()]
    } else if body.width >= COLUMNS_FOR_THREE {
        vec![0, 1, 2]
    } else {
        (0..3).filter(|place| *place == home.focus() || *place == home.beside()).collect()
    };
    let gutters = GUTTER * u16::try_from(places.len().saturating_sub(1)).unwrap_or(0);
    let room = inner.saturating_sub(gutters);
    let weight = |place: &usize| -> u16 { WEIGHTS.get(*place).copied().unwrap_or(1) };
    let total: u16 = places.iter().map(weight).sum::<u16>().max(1);
    let mut x = body.x + 1;
    let mut found = Vec::new();
    for (nth, place) in places.iter().enumerate() {
        let width = if nth + 1 == places.len() {
            (body.x + 1 + inner).saturating_sub(x)
        } else {
            room * weight(place) / total
        };
        found.push((*place, x, width));
        x += width + GUTTER;
    }
    found
}

fn draw_pane(
    home: &Home,
    pane: &Pane,
    focused: bool,
    app: &App,
    snapshot: &Snapshot,
    painter: &mut Painter<'_>,
    area: Rect,
) {
    let role = if focused { Role::Accent } else { Role::Dim };
    painter.rule(area.x, area.y + 1, area.width, role);
    head(home, pane, focused, app, snapshot, painter, area);
    let list = Rect { y: area.y + HEAD_ROWS, height: area.height.saturating_sub(HEAD_ROWS), ..area };
    let showing = pane.showing();
    let length = showing.len();
    if length == 0 {
        // While a filter is typed the caret is its own: an input method shows its text there.
        return empty(pane, focused && home.filtering().is_none(), app, painter, list);
    }
    if home.wide().is_on() && matches!(showing, Showing::Own(_)) && pane.kind() == Kind::Person {
        return today::draw(home, pane, app, snapshot, painter, list);
    }
    let height = usize::from(list.height);
    let top = window(pane.index().saturating_sub(height / 2), pane.index(), height, length);
    let look = row::Look::new(app, snapshot, list, &showing, top);
    for (y, index) in (list.y..list.bottom()).zip(top..length) {
        let here = index == pane.index();
        look.draw(painter, y, &showing, index, row::State { here, focused, pane });
        if here && focused && home.filtering().is_none() {
            painter.put_caret(list.x, y);
        }
    }
}

/// The head of a pane: what it is, in which order, and where the cursor is in it.
fn head(
    home: &Home,
    pane: &Pane,
    focused: bool,
    app: &App,
    snapshot: &Snapshot,
    painter: &mut Painter<'_>,
    area: Rect,
) {
    let lang = app.lang();
    let name_role = if focused { Role::Strong } else { Role::Dim };
    let showing = pane.showing();
    let length = showing.len();
    let order = match &showing {
        Showing::Nothing | Showing::Own(_) => order_text(pane, lang).to_owned(),
        Showing::Fits { anchor, .. } => {
            let name = snapshot.state.label(*anchor).unwrap_or_default();
            match lang {
                crate::lang::Lang::Ja => format!("{name} に合う順"),
                crate::lang::Lang::En => format!("best for {name}"),
            }
        }
    };
    let marked = pane.marked().count();
    let place = match length {
        _ if pane.is_behind() => painter.theme.symbols.ellipsis.to_owned(),
        0 => String::new(),
        _ => format!("{}/{length}", pane.index() + 1),
    };
    let count = if marked == 0 {
        place
    } else {
        let marks = painter.theme.symbols.marks.marked;
        format!("{marks}{marked}  {place}")
    };
    let count_width = painter.width(&count);
    painter.right(area.x, area.y, area.width, &count, if marked == 0 { Role::Dim } else { Role::Accent });
    let room = area.width.saturating_sub(count_width + 2);
    let used = painter.text(area.x, area.y, room, words::plural(pane.kind(), lang), name_role) + 2;
    let filter = pane.filter().written();
    let x = area.x + used;
    let room = room.saturating_sub(used);
    match home.filtering().filter(|_| focused) {
        Some(line) => {
            let used = painter.text(x, area.y, room, "/", Role::Accent);
            let typed = Rect::new(x + used, area.y, room.saturating_sub(used), 1);
            query_line::under(line, painter, Rect::new(area.x, area.y + 1, area.width, 1), typed);
            query_line::text(line, painter, typed);
        }
        None if !filter.is_empty() && !matches!(showing, Showing::Fits { .. }) => {
            painter.line(x, area.y, room, &[("/", Role::Accent), (filter, Role::Accent)]);
        }
        None => {
            let used = painter.text(x, area.y, room, &order, Role::Dim) + 3;
            if home.wide().is_on() && room > used {
                today::counts(home, painter, Rect::new(x + used, area.y, room - used, 1));
            }
        }
    }
}

fn order_text(pane: &Pane, lang: crate::lang::Lang) -> &'static str {
    match (pane.listing().order, pane.kind()) {
        (Order::Urgency, Kind::Region) => lang.pick("募集の多い順", "most open jobs"),
        (Order::Urgency, Kind::Job) => lang.pick("締切の近い順", "closing soonest"),
        (Order::Urgency | Order::Stage, Kind::Person | Kind::Case) => lang.pick("緊急度順", "most urgent"),
        (Order::Urgency | Order::Stage, _) => lang.pick("期日の近い順", "due soonest"),
        (Order::Unseen, Kind::Person) => lang.pick("提示の古い順", "longest unseen"),
        (Order::Newest | Order::Unseen, _) => lang.pick("新しい順", "newest"),
        (Order::Name, _) => lang.pick("名前順", "by name"),
    }
}

/// An empty list says why, and what to do.
fn empty(pane: &Pane, focused: bool, app: &App, painter: &mut Painter<'_>, list: Rect) {
    let lang = app.lang();
    let (first, second) = if pane.is_loading() {
        (lang.pick("読み込んでいます", "loading"), "")
    } else if pane.listing().filter.is_empty() {
        (
            lang.pick("まだ何もありません", "nothing here yet"),
            lang.pick("+ で新規登録。まとめては nichiiki import", "+ adds one; nichiiki import brings many"),
        )
    } else {
        (
            lang.pick("当てはまるものがありません", "nothing fits"),
            lang.pick("Esc で絞り込みを解く", "Esc takes the filter away"),
        )
    };
    painter.text(list.x + 2, list.y + 1, list.width.saturating_sub(2), first, Role::Plain);
    painter.text(list.x + 2, list.y + 2, list.width.saturating_sub(2), second, Role::Dim);
    if focused {
        painter.put_caret(list.x, list.y + 1);
    }
}
