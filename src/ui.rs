//! The screens: `draw` paints the application's layers over the newest snapshot into a frame.
//! Invariant: painting changes nothing and asks nobody; only the rows that are seen are made. Each layer is painted by
//! the file here that is called like its own in `app`. Every frame puts the terminal's cursor where the keys go.

mod aid;
mod board;
mod choose;
mod confirm;
mod conflict;
mod cover;
mod drafts;
mod export;
mod form;
mod frame;
mod handover;
mod help;
mod home;
mod import;
mod letter;
mod list;
mod log;
mod paint;
mod pair;
mod palette;
mod paper;
mod parts;
mod policy;
mod query_line;
mod record;
mod reports;
mod roll;
mod round;
mod search;
mod stage_pick;
mod suspects;
mod theme;
mod twins;
mod views;
mod which;
mod why;
mod words;
mod working;

use ratatui::Frame;
use ratatui::layout::Rect;

pub use paint::Painter;
pub use theme::{Role, Theme};

use crate::app::{App, Layer};
use crate::snapshot::Snapshot;

/// The smallest terminal that screens are drawn for.
pub const COLUMNS_MIN: u16 = 60;
/// Its rows.
pub const ROWS_MIN: u16 = 15;

/// Paints everything.
pub fn draw(app: &App, snapshot: &Snapshot, theme: &Theme, frame: &mut Frame<'_>) {
    let mut painter = Painter::new(frame.buffer_mut(), theme);
    let area = painter.area();
    if app.is_covered() {
        // Not even the frame around it: its counts and messages name people.
        cover::draw(app.lang(), &mut painter);
    } else if area.width < COLUMNS_MIN || area.height < ROWS_MIN {
        too_small(&mut painter, app);
    } else {
        let body = frame::draw(&mut painter, app, snapshot);
        let base = app.layers().iter().rposition(|layer| !layer.is_overlay()).unwrap_or(0);
        for layer in app.layers().iter().skip(base) {
            paint(layer, app, snapshot, &mut painter, body);
        }
        which::draw(&mut painter, app, body);
    }
    if let Some(caret) = painter.caret() {
        frame.set_cursor_position(caret);
    }
}

fn paint(layer: &Layer, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    match layer {
        Layer::Home(home) => home::draw(home, app, snapshot, painter, body),
        Layer::Record(view) => record::draw(view, app, snapshot, painter, body),
        Layer::Board(board) => board::draw(board, app, snapshot, painter, body),
        Layer::List(list) => list::draw(list, app, snapshot, painter, body),
        Layer::Form(form) => form::draw(form, app, snapshot, painter, body),
        Layer::Handover(handover) => handover::draw(handover, app, snapshot, painter, body),
        Layer::Export(export) => export::draw(export, app, painter, body),
        Layer::Working(wait) => working::draw(wait, app, painter, body),
        Layer::Import(import) => import::draw(import, app, painter, body),
        Layer::StagePick(pick) => stage_pick::draw(pick, app, snapshot, painter, body),
        Layer::Letter(letter) => letter::draw(letter, app, snapshot, painter, body),
        Layer::Reports(reports) => reports::draw(reports, app, painter, body),
        Layer::Log(log) => log::draw(log, app, snapshot, painter, body),
        Layer::Pair(pair) => pair::draw(pair, app, snapshot, painter, body),
        Layer::Suspects(list) => suspects::draw(list, app, snapshot, painter, body),
        Layer::Twins(twins) => twins::draw(twins, app, snapshot, painter, body),
        Layer::Why(why) => why::draw(why, app, snapshot, painter, body),
        Layer::Roll(roll) => roll::draw(roll, app, snapshot, painter, body),
        Layer::Round(desk) => round::draw(desk, app, snapshot, painter, body),
        Layer::Aid(aid) => aid::draw(aid, app, snapshot, painter, body),
        Layer::Palette(palette) => palette::draw(palette, app, painter, body),
        Layer::Paper(layer) => paper::draw(layer, app, painter, body),
        Layer::Policy(layer) => policy::draw(layer, app, snapshot, painter, body),
        Layer::Parts(parts) => parts::draw(parts, app, snapshot, painter, body),
        Layer::Views(layer) => views::draw(layer, app, painter, body),
        Layer::Search(search) => search::draw(search, app, snapshot, painter, body),
        Layer::Help(help) => help::draw(help, app, painter, body),
        Layer::Choose(choose) => choose::draw(choose, app, painter, body),
        Layer::Confirm(confirm) => confirm::draw(confirm, app, painter, body),
        Layer::Drafts(drafts) => drafts::draw(drafts, app, snapshot, painter, body),
        Layer::Cover(_) => cover::draw(app.lang(), painter),
    }
}

fn too_small(painter: &mut Painter<'_>, app: &App) {
    let area = painter.area();
    let text = match app.lang() {
        crate::lang::Lang::Ja => format!("画面を広げてください({COLUMNS_MIN}x{ROWS_MIN} 以上)"),
        crate::lang::Lang::En => format!("please enlarge the window ({COLUMNS_MIN}x{ROWS_MIN} or more)"),
    };
    for (row, line) in
        (0..area.height).zip(crate::text::wrap(&text, usize::from(area.width), painter.theme.wide))
    {
        painter.text(0, row, area.width, &line, Role::Plain);
    }
    painter.put_caret(0, 0);
}
