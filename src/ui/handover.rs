//! Paints cases about to be handed over: who, where they stand, what is next, the last contact, what may go wrong.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use super::words;
use crate::app::App;
use crate::app::cursor::window;
use crate::app::handover::{Handover, Row};
use crate::domain::decide::stage_of;
use crate::field::choices::ActivityKind;
use crate::field::tables::{activity, case};
use crate::lang::Lang;
use crate::snapshot::Snapshot;

/// Cells of each column, with the gap behind it.
const WHO: u16 = 15;
const STAGE: u16 = 12;
const DUE: u16 = 11;
const LAST: u16 = 13;
/// The share of what is left that the next action gets, of 10.
const NEXT_SHARE: u16 = 4;
const HEAD_ROWS: u16 = 4;

/// Paints `handover` into `body`.
pub fn draw(handover: &Handover, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let width = body.width.saturating_sub(2);
    let (all, lawful) = (handover.rows().len(), handover.lawful());
    let head = match lang {
        Lang::Ja => format!("{}さんへ {lawful}件を引き継ぎます", handover.to()),
        Lang::En => format!("{lawful} cases go to {}", handover.to()),
    };
    let mut x = 1 + painter.text(1, body.y, width, &head, Role::Strong);
    if lawful < all {
        let text = match lang {
            Lang::Ja => format!("  {}件は引き継げません", all - lawful),
            Lang::En => format!("  {} cannot go", all - lawful),
        };
        x += painter.text(x, body.y, width.saturating_sub(x), &text, Role::Alert);
    }
    let hint =
        lang.pick("  y 引き継ぐ  e 次の一手・理由を直す  Esc 戻る", "  y hands over  e changes  Esc back");
    painter.text(x, body.y, width.saturating_sub(x), hint, Role::Dim);
    let columns = Columns::of(width);
    let names = [
        lang.pick("本人", "who"),
        lang.pick("段階", "stage"),
        lang.pick("次の一手", "next"),
        lang.pick("期日", "due"),
        lang.pick("最終連絡", "last"),
        lang.pick("気をつけること", "risks"),
    ];
    for (place, name) in names.iter().enumerate() {
        let (x, width) = columns.place(place);
        painter.text(1 + x, body.y + 2, width, name, Role::Dim);
    }
    painter.rule(1, body.y + 3, width, Role::Accent);
    let list = Rect::new(1, body.y + HEAD_ROWS, width, body.height.saturating_sub(HEAD_ROWS));
    let top = window(0, handover.index(), usize::from(list.height), all);
    for (y, (place, row)) in (list.y..list.bottom()).zip(handover.rows().iter().enumerate().skip(top)) {
        let here = place == handover.index();
        if here {
            painter.fill(list.x, y, list.width, Role::Here);
            painter.put_caret(list.x, y);
        }
        draw_row(row, here, &columns, app, snapshot, painter, y);
    }
}

fn draw_row(
    row: &Row,
    here: bool,
    columns: &Columns,
    app: &App,
    snapshot: &Snapshot,
    painter: &mut Painter<'_>,
    y: u16,
) {
    let lang = app.lang();
    let state = &snapshot.state;
    let today = app.context().today();
    let Some(record) = state.live(row.case) else { return };
    let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
    let alert = if here { Role::HereAlert } else { Role::Alert };
    let who = record.reference(&case::PERSON).and_then(|id| state.label(id)).unwrap_or_default();
    let due = row.due.map_or((String::new(), false), |due| words::due(due, today, lang));
    let last = row.last.map(|(at, id)| {
        let kind =
            state.live(id).and_then(|one| one.choice(&activity::KIND)).and_then(ActivityKind::from_code);
        let kind = kind.map_or("", |kind| kind.label().text(lang));
        format!("{} {kind}", words::short_date(at.date(), today, lang))
    });
    let risks: Vec<String> = row.risks.iter().map(|risk| risk.text(lang)).collect();
    let told = row.refusal.clone().unwrap_or_else(|| risks.join(lang.pick("、", ", ")));
    let tone = if row.refusal.is_some() { alert } else { plain };
    let cells = [
        (who, plain),
        (stage_of(&record).label().text(lang).to_owned(), quiet),
        (row.next.clone(), if row.is_new { quiet } else { plain }),
        (due.0, if due.1 { alert } else { plain }),
        (last.unwrap_or_else(|| lang.pick("なし", "none").to_owned()), quiet),
        (told, tone),
    ];
    for (place, (text, role)) in cells.iter().enumerate() {
        let (x, width) = columns.place(place);
        painter.text(1 + x, y, width, text, *role);
    }
}

/// Where the columns begin and how wide they are.
struct Columns([(u16, u16); 6]);

impl Columns {
    fn of(width: u16) -> Self {
        let left = width.saturating_sub(WHO + STAGE + DUE + LAST);
        let next = left * NEXT_SHARE / 10;
        let widths = [WHO, STAGE, next, DUE, LAST, left - next];
        let mut x = 0;
        Self(widths.map(|width| {
            let place = (x, width.saturating_sub(1));
            x += width;
            place
        }))
    }

    fn place(&self, column: usize) -> (u16, u16) {
        self.0.get(column).copied().unwrap_or_default()
    }
}
