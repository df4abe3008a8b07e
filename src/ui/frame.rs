//! What is around every screen: the title bar with its sections, the banner, the message line, the footer of keys.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use super::words;
use crate::action::Action;
use crate::app::home::Pane;
use crate::app::{App, Layer, Tone};
use crate::field::Kind;
use crate::field::print::grouped;
use crate::snapshot::Snapshot;

/// Sections of the title bar.
const SECTIONS: [Kind; 6] =
    [Kind::Person, Kind::Region, Kind::Job, Kind::Case, Kind::Organisation, Kind::Measure];
/// Rows below the body: message line and footer.
const ROWS_BELOW: u16 = 2;
/// Cells between a key and its word, and between two keys of the footer.
const GAP_IN_KEY: u16 = 1;
const GAP: u16 = 2;
/// From this height on a blank row sets the title apart.
const ROWS_ROOMY: u16 = 30;

/// Draws the frame and gives back the place for the layer.
pub fn draw(painter: &mut Painter<'_>, app: &App, snapshot: &Snapshot) -> Rect {
    let area = painter.area();
    title(painter, app, snapshot);
    let mut top = 1;
    if let Some(banner) = app.banner() {
        let role = if banner.alarming { Role::Alert } else { Role::Strong };
        let mark = painter.theme.symbols.marks.overdue;
        let text = app.lang().pick(&banner.ja, &banner.en);
        painter.line(1, 1, area.width.saturating_sub(2), &[(mark, role), (" ", role), (text, role)]);
        top = 2;
    } else if area.height >= ROWS_ROOMY {
        top = 2;
    }
    message(painter, app, area.height.saturating_sub(2));
    footer(painter, app, snapshot, area.height.saturating_sub(1));
    Rect::new(0, top, area.width, area.height.saturating_sub(top + ROWS_BELOW))
}

fn title(painter: &mut Painter<'_>, app: &App, snapshot: &Snapshot) {
    let width = painter.area().width;
    let lang = app.lang();
    let date = words::title_date(app.context().today(), lang, app.era());
    let who = format!("{date}  {}", app.user());
    let who_width = painter.width(&who).min(width / 3);
    painter.right(width.saturating_sub(who_width + 1), 0, who_width, &who, Role::Dim);
    let room = width.saturating_sub(who_width + 3);
    let mut x = 1 + painter.text(1, 0, room, "nichiiki", Role::Accent) + 2;
    let current = section(app);
    for kind in SECTIONS {
        let name = words::plural(kind, lang);
        let count = snapshot.count(kind);
        let count = count.map_or_else(String::new, |count| grouped(i64::try_from(count).unwrap_or(i64::MAX)));
        let needed = painter.width(name) + 1 + painter.width(&count) + 2;
        if x + needed > room {
            break;
        }
        let role = if current == Some(kind) { Role::Strong } else { Role::Dim };
        x += painter.line(x, 0, room, &[(name, role), (" ", role), (&count, Role::Dim)]) + 2;
    }
}

/// Which section the screen is in.
fn section(app: &App) -> Option<Kind> {
    app.layers().iter().rev().find_map(|layer| match layer {
        Layer::Home(home) => home.panes().get(home.focus()).map(Pane::kind),
        Layer::Record(view) => Some(view.id().kind),
        Layer::Board(_) | Layer::Handover(_) => Some(Kind::Case),
        Layer::List(list) => Some(list.listing().kind),
        Layer::Pair(pair) => pair.sides().map(|(left, _)| left.kind),
        Layer::Suspects(list) => Some(list.kind()),
        Layer::Why(_) | Layer::Round(_) => Some(Kind::Job),
        Layer::Aid(_) => Some(Kind::Measure),
        Layer::Roll(_) => Some(Kind::Gathering),
        Layer::Import(import) => import.tried().map(|tried| tried.how.kind),
        Layer::Export(export) => export.which().kind(),
        Layer::Form(_)
        | Layer::Twins(_)
        | Layer::StagePick(_)
        | Layer::Log(_)
        | Layer::Reports(_)
        | Layer::Letter(_)
        | Layer::Palette(_)
        | Layer::Paper(_)
        | Layer::Parts(_)
        | Layer::Policy(_)
        | Layer::Views(_)
        | Layer::Search(_)
        | Layer::Help(_)
        | Layer::Choose(_)
        | Layer::Confirm(_)
        | Layer::Drafts(_)
        | Layer::Working(_)
        | Layer::Cover(_) => None,
    })
}

fn message(painter: &mut Painter<'_>, app: &App, y: u16) {
    let width = painter.area().width.saturating_sub(2);
    if app.keys().is_pending() {
        let pending = app.keys().pending();
        painter.line(1, y, width, &[(&pending, Role::Accent), (" -", Role::Dim)]);
        return;
    }
    if let Some(notice) = app.notice() {
        let (sign, role) = match notice.tone {
            Tone::Plain => ("", Role::Plain),
            Tone::Saved => (painter.theme.symbols.marks.marked, Role::Accent),
            Tone::Refused => (painter.theme.symbols.marks.overdue, Role::Alert),
        };
        let used = if sign.is_empty() { 0 } else { painter.line(1, y, width, &[(sign, role), (" ", role)]) };
        let role = if notice.tone == Tone::Refused { Role::Alert } else { Role::Plain };
        painter.text(1 + used, y, width - used, &notice.text, role);
    }
}

/// The keys that do something here and now, the most useful first, as many as have room.
fn footer(painter: &mut Painter<'_>, app: &App, snapshot: &Snapshot, y: u16) {
    let width = painter.area().width;
    let lang = app.lang();
    let state = if app.keys().input_method {
        lang.pick("日本語入力オン", "input method on").to_owned()
    } else {
        format!("#{}", grouped(i64::try_from(snapshot.seq()).unwrap_or(i64::MAX)))
    };
    let state_width = painter.width(&state);
    painter.right(width.saturating_sub(state_width + 1), y, state_width, &state, Role::Dim);
    let room = width.saturating_sub(state_width + 3);
    let mut offers = app.top().map(|layer| layer.offers(&app.context())).unwrap_or_default();
    let mut last = if offers.contains(&Action::Back) { vec![Action::Back] } else { Vec::new() };
    last.extend([Action::Palette, Action::Help]);
    offers.retain(|offer| !last.contains(offer));
    for extra in [Action::Search, Action::Undo] {
        if !offers.contains(&extra) {
            offers.push(extra);
        }
    }
    let keys = |actions: Vec<Action>| -> Vec<(String, &str)> {
        let found = actions.into_iter();
        found
            .filter_map(|action| Some((app.keys().of(action, app.scopes())?, action.label().text(lang))))
            .collect()
    };
    let (offers, last) = (keys(offers), keys(last));
    let size = |painter: &Painter<'_>, (key, label): &(String, &str)| {
        painter.width(key) + painter.width(label) + GAP_IN_KEY + GAP
    };
    let reserved: u16 = last.iter().map(|one| size(painter, one)).sum();
    let mut x = 1;
    let mut shown: Vec<&(String, &str)> = Vec::new();
    let mut used = 0;
    for one in &offers {
        let needed = size(painter, one);
        if used + needed + reserved > room + GAP {
            break;
        }
        used += needed;
        shown.push(one);
    }
    for (key, label) in shown.into_iter().chain(&last) {
        let left = (room + 1).saturating_sub(x);
        x += painter.line(x, y, left, &[(key, Role::Accent), (" ", Role::Dim), (label, Role::Dim)]) + GAP;
    }
}
