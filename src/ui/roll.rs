//! Paints the list of an event: what it is, how many of each kind there are, and a row for everybody.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use crate::app::App;
use crate::app::cursor::window;
use crate::app::roll::{Group, Roll, has_open_case};
use crate::domain::Record;
use crate::domain::attendance::{Attendee, attendees};
use crate::domain::decide::stage_of;
use crate::field::choices::Attendance;
use crate::field::print::display;
use crate::field::tables::{case, gathering};
use crate::lang::Lang;
use crate::snapshot::Snapshot;

/// Cells in front of a row, of how it went, of a name and of an id.
const MARKS: u16 = 2;
const HOW: u16 = 10;
const NAME: u16 = 18;
const ID: u16 = 10;
/// Cells of the stage and the owner of a case.
const STAGE: u16 = 13;
const OWNER: u16 = 8;

/// Paints `sheet` into `body`.
pub fn draw(sheet: &Roll, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    let (lang, state) = (app.lang(), &snapshot.state);
    let body = Rect::new(body.x + 1, body.y, body.width.saturating_sub(2), body.height);
    painter.put_caret(body.x, body.y);
    let Some(event) = state.live(sheet.event()) else {
        painter.text(
            body.x,
            body.y,
            body.width,
            lang.pick("この催しはもうありません", "this event is gone"),
            Role::Dim,
        );
        return;
    };
    let everybody = attendees(state, sheet.event());
    let title = state.label(sheet.event()).unwrap_or_default();
    let head = format!("{}  {title}", lang.pick("出欠", "Attendance"));
    painter.text(body.x, body.y, body.width, &head, Role::Strong);
    painter.text(body.x, body.y + 1, body.width, &facts(&event, snapshot, lang), Role::Dim);
    let mut x = body.x;
    for group in Group::ALL {
        let count = everybody.iter().filter(|one| group.holds(one, state)).count();
        let role = if group == sheet.group() { Role::Accent } else { Role::Dim };
        let text = format!("{} {count}", group.label().text(lang));
        x += painter.text(x, body.y + 2, body.right().saturating_sub(x), &text, role) + 2;
    }
    let (seats, over) = seats(&event, &everybody, lang);
    let role = if over { Role::Strong } else { Role::Dim };
    painter.right(x, body.y + 2, body.right().saturating_sub(x), &seats, role);
    painter.rule(body.x, body.y + 3, body.width, Role::Dim);
    let rows = sheet.rows(state);
    let area = Rect::new(body.x, body.y + 4, body.width, body.height.saturating_sub(4));
    if rows.is_empty() {
        let text = if everybody.is_empty() {
            lang.pick(
                "まだ誰も名簿にいません。人の一覧で印を付けて O を押すと入ります",
                "nobody is on the list yet; mark people in a list and press O",
            )
        } else {
            lang.pick("ここに入る人はいません(Tab で切り替え)", "nobody here (Tab for the others)")
        };
        painter.text(area.x + MARKS, area.y + 1, area.width.saturating_sub(MARKS), text, Role::Dim);
        return;
    }
    let top = window(0, sheet.index(), usize::from(area.height), rows.len());
    for (y, (place, one)) in (area.y..area.bottom()).zip(rows.iter().enumerate().skip(top)) {
        let here = place == sheet.index();
        let area = Rect::new(area.x, y, area.width, 1);
        row(one, (here, sheet.is_marked(one.person)), snapshot, lang, painter, area);
        if here {
            painter.put_caret(area.x, y);
        }
    }
}

/// When, where, by whom.
fn facts(event: &Record, snapshot: &Snapshot, lang: Lang) -> String {
    let fields = [
        &gathering::STARTS_AT,
        &gathering::KIND,
        &gathering::PLACE,
        &gathering::REGION,
        &gathering::ORGANISATION,
    ];
    let shown = |field: &&crate::field::Field| Some(display(field, event.get(field)?, lang, &snapshot.state));
    fields.iter().filter_map(shown).collect::<Vec<_>>().join("  ")
}

/// How many seats are left, or lacking.
fn seats(event: &Record, everybody: &[Attendee], lang: Lang) -> (String, bool) {
    let Some(capacity) = event.int(&gathering::CAPACITY) else { return Default::default() };
    let taken = everybody.iter().filter(|one| one.how != Attendance::Absent).count();
    let left = capacity - i64::try_from(taken).unwrap_or(i64::MAX);
    let text = match (lang, left) {
        (Lang::Ja, ..0) => format!("定員 {capacity} ({}人超過)", -left),
        (Lang::Ja, _) => format!("定員 {capacity} (あと{left})"),
        (Lang::En, ..0) => format!("capacity {capacity} ({} over)", -left),
        (Lang::En, _) => format!("capacity {capacity} ({left} left)"),
    };
    (text, left < 0)
}

fn row(
    one: &Attendee,
    (here, marked): (bool, bool),
    snapshot: &Snapshot,
    lang: Lang,
    painter: &mut Painter<'_>,
    area: Rect,
) {
    let state = &snapshot.state;
    let symbols = painter.theme.symbols;
    let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
    if here {
        painter.fill(area.x, area.y, area.width, Role::Here);
        painter.text(area.x, area.y, 1, symbols.marks.cursor, Role::Here);
    }
    if marked {
        painter.text(
            area.x + 1,
            area.y,
            1,
            symbols.marks.marked,
            if here { Role::Here } else { Role::Accent },
        );
    }
    let sign = match one.how {
        Attendance::Applied => symbols.signs.unknown,
        Attendance::Attended => symbols.signs.met,
        Attendance::Absent => symbols.signs.missing,
    };
    let how = format!("{sign} {}", one.how.label().text(lang));
    let mut x = area.x + MARKS;
    painter.text(x, area.y, HOW, &how, if one.how == Attendance::Absent { quiet } else { plain });
    x += HOW + 1;
    painter.text(x, area.y, NAME, &state.label(one.person).unwrap_or_default(), plain);
    x += NAME + 1;
    painter.text(x, area.y, ID, &one.person.to_string(), quiet);
    x += ID;
    let held = one.case.and_then(|id| state.live(id));
    let role = if has_open_case(one, state) { plain } else { quiet };
    let text = match &held {
        Some(record) => {
            let owner = record.text(&case::OWNER).unwrap_or(lang.pick("担当なし", "nobody"));
            let from =
                record.reference(&case::EVENT).is_some_and(|id| id.kind == crate::field::Kind::Gathering);
            let from = if from { lang.pick("  催しから", "  from an event") } else { "" };
            painter.text(x, area.y, STAGE, stage_of(record).label().text(lang), role);
            x += STAGE + 1;
            painter.text(x, area.y, OWNER, owner, quiet);
            x += OWNER + 1;
            format!("{}{from}", record.id)
        }
        None => lang.pick("ケースなし", "no case").to_owned(),
    };
    painter.text(x, area.y, area.right().saturating_sub(x), &text, quiet);
}
