//! Paints the pane of people over the full width: the day, the counts, and for each row why it is there and how urgent.

use ratatui::layout::Rect;

use crate::app::App;
use crate::app::cursor::window;
use crate::app::home::{Home, Pane, Showing};
use crate::app::listing::Why;
use crate::domain::Record;
use crate::domain::urgency::{Part, Reason, Urgency, in_tenths};
use crate::field::Id;
use crate::field::print::display;
use crate::field::tables::case;
use crate::snapshot::Snapshot;
use crate::ui::paint::Painter;
use crate::ui::theme::Role;
use crate::ui::words;

/// Cells of each column, without the gap behind it.
const SECTION: u16 = 8;
const NAME: u16 = 16;
const STAGE: u16 = 10;
const REASON: u16 = 16;
const CHANNEL: u16 = 12;
const OWNER: u16 = 10;
const URGENCY: u16 = 5;
const GAP: u16 = 1;
/// From these widths on there is room for the parts, and for channel and owner.
const WIDTH_FOR_PARTS: u16 = 132;
const WIDTH_FOR_OWNER: u16 = 96;
const PARTS: u16 = 34;

/// Paints the pane of people below its head.
pub fn draw(home: &Home, pane: &Pane, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, list: Rect) {
    let Showing::Own(rows) = pane.showing() else { return };
    let height = usize::from(list.height);
    let top = window(pane.index().saturating_sub(height / 2), pane.index(), height, rows.len());
    for (y, place) in (list.y..list.bottom()).zip(top..rows.len()) {
        let Some(entry) = rows.entry(place) else { continue };
        let here = place == pane.index();
        let row = Row { app, snapshot, pane, list, here };
        row.draw(painter, y, entry.id, entry.why);
        if here && home.filtering().is_none() {
            painter.put_caret(list.x, y);
        }
    }
}

/// The counts of the ready views, each with the word that its view begins with.
pub fn counts(home: &Home, painter: &mut Painter<'_>, area: Rect) {
    let mut x = area.x;
    for (view, count) in home.wide().counts() {
        let name = short_name(&view.name);
        let count = count.map_or_else(|| "..".to_owned(), |count| count.to_string());
        let room = area.right().saturating_sub(x);
        if painter.width(name) + painter.width(&count) + 1 > room {
            break;
        }
        let late = view.query.contains("overdue") && count != "0";
        let role = if late { Role::Alert } else { Role::Strong };
        x += painter.line(x, area.y, room, &[(name, Role::Dim), (" ", Role::Dim), (&count, role)]) + 2;
    }
}

/// A view's name without what stands in brackets.
fn short_name(name: &str) -> &str {
    name.split(['(', '（']).next().unwrap_or(name)
}

struct Row<'a> {
    app: &'a App,
    snapshot: &'a Snapshot,
    pane: &'a Pane,
    list: Rect,
    here: bool,
}

impl Row<'_> {
    fn draw(&self, painter: &mut Painter<'_>, y: u16, id: Id, why: Why) {
        let Rect { x, width, .. } = self.list;
        let marks = painter.theme.symbols.marks;
        if self.here {
            painter.fill(x, y, width, Role::Here);
            painter.text(x, y, 1, marks.cursor, Role::Here);
        }
        if self.pane.is_marked(id) {
            painter.text(x + 1, y, 1, marks.marked, self.role(Role::Accent));
        }
        let lang = self.app.lang();
        let today = self.app.context().today();
        let record = match why {
            Why::Case { case, .. } => self.snapshot.state.live(case),
            _ => None,
        };
        let label = self.snapshot.state.label(id).unwrap_or_else(|| id.to_string());
        let mut pen = Pen { painter, x: x + 2, y, end: x + width };
        let Some(record) = record else {
            pen.put(SECTION, "", self.role(Role::Dim));
            pen.put(NAME, &label, self.role(Role::Plain));
            pen.put(STAGE, lang.pick("ケースなし", "no case"), self.role(Role::Dim));
            return;
        };
        let reason = Reason::of(&record, today);
        let (text, late) = words::reason(reason, today, lang);
        let tone = if late { self.alert() } else { self.role(Role::Plain) };
        let quiet = self.role(Role::Dim);
        pen.put(SECTION, reason.section(today).label().text(lang), if late { tone } else { quiet });
        pen.put(NAME, &label, self.role(Role::Plain));
        pen.put(STAGE, crate::domain::decide::stage_of(&record).label().text(lang), quiet);
        pen.put(REASON, &text, tone);
        self.rest(&mut pen, &record);
    }

    /// The next action, from where they came, whose they are, and how urgent.
    fn rest(&self, pen: &mut Pen<'_, '_>, record: &Record) {
        let lang = self.app.lang();
        let quiet = self.role(Role::Dim);
        let urgency = Urgency::of(&self.snapshot.state, record, self.app.context().today());
        let parts = if self.list.width >= WIDTH_FOR_PARTS { PARTS + GAP } else { 0 };
        let owner = if self.list.width >= WIDTH_FOR_OWNER { CHANNEL + OWNER + 2 * GAP } else { 0 };
        let room = pen.left().saturating_sub(parts + owner + URGENCY + GAP);
        pen.put(room, record.text(&case::NEXT_ACTION).unwrap_or_default(), self.role(Role::Plain));
        if owner > 0 {
            let channel = record
                .get(&case::CHANNEL)
                .map(|value| display(&case::CHANNEL, value, lang, &self.snapshot.state));
            pen.put(CHANNEL, &channel.unwrap_or_default(), quiet);
            pen.put(OWNER, record.text(&case::OWNER).unwrap_or(lang.pick("担当なし", "nobody")), quiet);
        }
        let Some(urgency) = urgency else { return };
        let (x, y) = (pen.x, pen.y);
        pen.painter.right(x, y, URGENCY, &in_tenths(urgency.tenths()), self.role(Role::Strong));
        pen.x += URGENCY + GAP;
        if parts > 0 {
            let told = |(part, amount): (Part, i32)| {
                let amount = in_tenths(amount);
                let amount = amount.strip_suffix(".0").unwrap_or(&amount);
                format!("{}{amount}", part.label().text(lang))
            };
            let told: Vec<String> = urgency.parts().map(told).collect();
            pen.put(PARTS, &format!("= {}", told.join(" + ").replace("+ -", "- ")), quiet);
        }
    }

    const fn role(&self, plain: Role) -> Role {
        match (self.here, plain) {
            (true, Role::Dim) => Role::HereDim,
            (true, _) => Role::Here,
            (false, other) => other,
        }
    }

    const fn alert(&self) -> Role {
        if self.here { Role::HereAlert } else { Role::Alert }
    }
}

/// Writes one column after the other.
struct Pen<'p, 'b> {
    painter: &'p mut Painter<'b>,
    x: u16,
    y: u16,
    end: u16,
}

impl Pen<'_, '_> {
    fn put(&mut self, width: u16, text: &str, role: Role) {
        self.painter.text(self.x, self.y, width.min(self.left()), text, role);
        self.x = self.x.saturating_add(width + GAP);
    }

    const fn left(&self) -> u16 {
        self.end.saturating_sub(self.x)
    }
}
