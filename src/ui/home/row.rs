//! One row of a pane: cursor, mark, name, and why it is there, in columns that line up down the list.

use ratatui::layout::Rect;

use crate::app::App;
use crate::app::home::{Pane, Showing};
use crate::app::listing::{Entry, Why};
use crate::app::rank::Fit;
use crate::domain::Record;
use crate::domain::urgency::Reason;
use crate::field::Id;
use crate::field::Kind;
use crate::field::tables::region;
use crate::snapshot::Snapshot;
use crate::ui::paint::Painter;
use crate::ui::theme::Role;
use crate::ui::words;

/// Cells in front of the name: the cursor and the mark.
const MARKS: u16 = 2;
/// Cells of an id.
const ID: u16 = 8;
/// From this width of a pane on, ids have room.
const WIDTH_FOR_ID: u16 = 50;
/// Cells of a score.
const SCORE: u16 = 3;
/// Cells that a reason wants at least.
const REASON_MIN: u16 = 12;
/// A reason with less room says nothing and is left out.
const REASON_SHOWN_MIN: u16 = 6;
/// Names are never cut below this many cells.
const NAME_MIN: u16 = 12;

/// How the rows of one list are laid out.
#[derive(Debug)]
pub struct Look<'a> {
    app: &'a App,
    snapshot: &'a Snapshot,
    list: Rect,
    /// Cells of the name column.
    name: u16,
}

/// How one row stands.
#[derive(Debug, Clone, Copy)]
pub struct State<'a> {
    pub here: bool,
    pub focused: bool,
    pub pane: &'a Pane,
}

impl<'a> Look<'a> {
    /// The layout for the rows seen from `top`: the name column is as wide as the longest name seen, within limits.
    pub fn new(app: &'a App, snapshot: &'a Snapshot, list: Rect, showing: &Showing, top: usize) -> Self {
        let ids: Vec<Id> =
            (top..).take(usize::from(list.height)).map_while(|index| showing.id(index)).collect();
        let longest = ids.iter().map(|id| label_cells(snapshot, *id)).max().unwrap_or(0);
        let most = list.width.saturating_sub(MARKS + SCORE + REASON_MIN + 3).max(NAME_MIN);
        Self { app, snapshot, list, name: longest.clamp(NAME_MIN, most) }
    }

    /// Draws one row.
    pub fn draw(&self, painter: &mut Painter<'_>, y: u16, showing: &Showing, index: usize, state: State<'_>) {
        match showing {
            Showing::Nothing => {}
            Showing::Own(rows) => {
                if let Some(row) = rows.entry(index) {
                    self.front(painter, y, row.id, false, state);
                    self.own(painter, y, &row, state);
                }
            }
            Showing::Fits { rows, .. } => {
                if let Some(row) = rows.get(index) {
                    self.front(painter, y, row.id, row.score.is_none(), state);
                    self.fit(painter, y, row, state);
                }
            }
        }
    }

    /// Ground, cursor, mark and name.
    fn front(&self, painter: &mut Painter<'_>, y: u16, id: Id, kept_out: bool, state: State<'_>) {
        let Rect { x, width, .. } = self.list;
        let marks = painter.theme.symbols.marks;
        if state.here && state.focused {
            painter.fill(x, y, width, Role::Here);
        }
        if state.here {
            let role = if state.focused { Role::Here } else { Role::Dim };
            painter.text(x, y, 1, marks.cursor, role);
        }
        if state.pane.is_marked(id) {
            painter.text(x + 1, y, 1, marks.marked, role(state, Role::Accent));
        }
        let label = self.snapshot.state.label(id).unwrap_or_else(|| id.to_string());
        let name_role = match (state.here, state.focused) {
            (true, true) => Role::Here,
            (true, false) => Role::There,
            (false, _) if kept_out => Role::Dim,
            (false, _) => Role::Plain,
        };
        painter.text(x + MARKS, y, self.name, &label, name_role);
    }

    /// The rest of a row in the pane's own order: what it is, and why it is there.
    fn own(&self, painter: &mut Painter<'_>, y: u16, row: &Entry, state: State<'_>) {
        let lang = self.app.lang();
        let mut x = self.list.x + MARKS + self.name + 2;
        let end = self.list.right();
        if self.list.width >= WIDTH_FOR_ID && row.id.kind == Kind::Person {
            painter.text(x, y, ID, &row.id.to_string(), role(state, Role::Dim));
            x += ID + 2;
        }
        let room = end.saturating_sub(x);
        let today = self.app.context().today();
        match row.why {
            Why::Case { case, stage, .. } => {
                let record = self.snapshot.state.live(case);
                let reason = record.map_or(Reason::Nothing, |record| Reason::of(&record, today));
                let (text, late) = words::reason(reason, today, lang);
                let tone = if late { alert(state) } else { role(state, Role::Plain) };
                let width = painter.width(&text);
                painter.right(x, y, room, &text, tone);
                painter.text(
                    x,
                    y,
                    room.saturating_sub(width + 1),
                    stage.label().text(lang),
                    role(state, Role::Dim),
                );
            }
            Why::OpenJobs(count) => {
                let text = match lang {
                    crate::lang::Lang::Ja => format!("募集 {count}"),
                    crate::lang::Lang::En => format!("{count} open"),
                };
                painter.right(x, y, room, &text, role(state, Role::Plain));
                let width = painter.width(&text) + 1;
                self.place(painter, x, y, room.saturating_sub(width), row.id, state);
            }
            Why::Until(date) => {
                let text = words::short_date(date, today, lang);
                let text = match lang {
                    crate::lang::Lang::Ja => format!("締切 {text}"),
                    crate::lang::Lang::En => format!("closes {text}"),
                };
                painter.right(x, y, room, &text, role(state, Role::Plain));
            }
            Why::Status(status) => {
                painter.right(x, y, room, status.label().text(lang), role(state, Role::Dim));
            }
            Why::Nothing => self.place(painter, x, y, room, row.id, state),
        }
    }

    /// The rest of a row ordered by fit: the score and its shortest reason; of what is kept out, the gate.
    fn fit(&self, painter: &mut Painter<'_>, y: u16, row: &Fit, state: State<'_>) {
        let x = self.list.x + MARKS + self.name + 1;
        match row.score {
            Some((low, _)) => painter.right(x, y, SCORE, &low.to_string(), role(state, Role::Strong)),
            None => painter.right(x, y, SCORE, self.app.lang().pick("外", "out"), role(state, Role::Dim)),
        }
        let x = x + SCORE + 2;
        let room = self.list.right().saturating_sub(x);
        if room >= REASON_SHOWN_MIN {
            painter.text(x, y, room, &row.reason, role(state, Role::Dim));
        }
    }

    /// The prefecture of a region, where there is room and nothing more urgent.
    fn place(&self, painter: &mut Painter<'_>, x: u16, y: u16, room: u16, id: Id, state: State<'_>) {
        if id.kind != Kind::Region {
            return;
        }
        let record: Option<Record> = self.snapshot.state.record(id);
        if let Some(prefecture) = record.as_ref().and_then(|record| record.text(&region::PREFECTURE)) {
            painter.text(x, y, room, prefecture, role(state, Role::Dim));
        }
    }
}

fn role(state: State<'_>, plain: Role) -> Role {
    match (state.here && state.focused, plain) {
        (true, Role::Dim) => Role::HereDim,
        (true, _) => Role::Here,
        (false, other) => other,
    }
}

fn alert(state: State<'_>) -> Role {
    if state.here && state.focused { Role::HereAlert } else { Role::Alert }
}

fn label_cells(snapshot: &Snapshot, id: Id) -> u16 {
    let label = snapshot.state.label(id).unwrap_or_default();
    u16::try_from(crate::text::cells(&label, false)).unwrap_or(u16::MAX)
}
