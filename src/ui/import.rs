//! Paints an import: the file being chosen, how far reading and saving are, and what each row would do, with the row under the
//! cursor in full below.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use super::words;
use crate::app::App;
use crate::app::cursor::window;
use crate::app::import::preview::{self, Change, Class, Shown};
use crate::app::import::{Import, PathLine, Stage};
use crate::app::port::{Name, Offer, SoFar, Tried};
use crate::field::print::grouped;
use crate::lang::Lang;
use crate::text::wrap;

/// Cells of the number of a line, an id and a label.
const LINE: u16 = 9;
const ID: u16 = 10;
const LABEL: u16 = 18;
/// Rows of the row in full.
const DETAIL_ROWS: u16 = 6;
const HEAD_ROWS: u16 = 4;
/// Cells of a bar.
const BAR: u16 = 40;
/// Cells of a file's size and day.
const SIZE: u16 = 11;
const DAY: u16 = 18;

/// Paints `import` into `body`.
pub fn draw(import: &Import, app: &App, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let width = body.width.saturating_sub(2);
    let title = lang.pick("取り込み", "Import");
    let mut x = 1 + painter.text(1, body.y, width, title, Role::Strong);
    if import.stage() == Stage::Choosing {
        let hint = lang.pick(
            "   ファイルを選ぶと、まず試し読みをします。何も書き込みません",
            "   a chosen file is tried first; nothing is written",
        );
        painter.text(x, body.y, width.saturating_sub(x), hint, Role::Dim);
    } else {
        x += painter.text(x + 2, body.y, width.saturating_sub(x), import.file(), Role::Accent) + 2;
    }
    let area = Rect::new(1, body.y + 1, width, body.height.saturating_sub(1));
    match import.stage() {
        Stage::Choosing => choosing(import.path(), lang, painter, area),
        Stage::Reading(so_far) => {
            let said = lang.pick("試し読みをしています", "trying");
            working(said, lang.pick("行", "rows"), so_far, lang, painter, area);
        }
        Stage::Saving(so_far) => {
            let said = lang.pick("保存しています", "saving");
            working(said, lang.pick("件", "records"), so_far, lang, painter, area);
        }
        Stage::Looking => {
            if let Some(tried) = import.tried() {
                how(tried, lang, painter, body, x);
                looking(import, tried, app, painter, area);
            }
        }
        Stage::Picking(index) => {
            if let Some(tried) = import.tried() {
                picking(tried, index, lang, painter, area);
            }
        }
    }
}

fn choosing(path: &PathLine, lang: Lang, painter: &mut Painter<'_>, area: Rect) {
    let label = lang.pick("ファイル ", "file ");
    let used = painter.text(area.x, area.y + 1, area.width, label, Role::Dim);
    painter.text(area.x + used, area.y + 1, area.width - used, path.line().text(), Role::Plain);
    let caret = painter.width(path.line().before_caret());
    let (place, role) = match path.place() {
        None => (String::new(), Role::Dim),
        Some(Ok(place)) => (format!("{} {}", lang.pick("場所", "in"), place.display()), Role::Dim),
        Some(Err(why)) => (why.clone(), Role::Alert),
    };
    painter.text(area.x, area.y + 2, area.width, &place, role);
    painter.rule(area.x, area.y + 3, area.width, Role::Accent);
    let list = Rect::new(area.x, area.y + 4, area.width, area.height.saturating_sub(4));
    let names = path.names();
    if names.is_empty() && path.place().is_some_and(Result::is_ok) {
        let text = lang.pick(
            "取り込めるファイル(csv、jsonl)はここにありません",
            "no file that can be imported (csv, jsonl) is here",
        );
        painter.text(list.x + 2, list.y, list.width.saturating_sub(2), text, Role::Dim);
    }
    let top = window(0, path.index(), usize::from(list.height), names.len());
    for (y, (place, name)) in (list.y..list.bottom()).zip(names.iter().enumerate().skip(top)) {
        file(name, place == path.index(), lang, painter, Rect::new(list.x, y, list.width, 1));
    }
    painter.put_caret(area.x + used + caret, area.y + 1);
}

fn file(name: &Name, here: bool, lang: Lang, painter: &mut Painter<'_>, area: Rect) {
    let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
    if here {
        painter.fill(area.x, area.y, area.width, Role::Here);
        painter.text(area.x, area.y, 1, painter.theme.symbols.marks.cursor, Role::Here);
    }
    let room = area.width.saturating_sub(2 + SIZE + DAY);
    painter.text(area.x + 2, area.y, room, &name.text, plain);
    if !name.directory {
        let size = grouped(i64::try_from(name.bytes.div_ceil(1024)).unwrap_or(i64::MAX));
        painter.right(area.x + 2 + room, area.y, SIZE, &format!("{size} KiB"), quiet);
        let day = words::short_date(name.changed.date(), crate::field::Date(0), lang);
        painter.right(area.x + 2 + room + SIZE, area.y, DAY.saturating_sub(1), &day, quiet);
    }
}

/// How far something is.
pub fn working(said: &str, unit: &str, so_far: SoFar, lang: Lang, painter: &mut Painter<'_>, area: Rect) {
    let y = area.y + 2;
    let done = grouped(i64::try_from(so_far.done).unwrap_or(i64::MAX));
    let percent = format!("{}%  {done} {unit}", so_far.permille / 10);
    painter.line(
        area.x + 2,
        y,
        area.width,
        &[(said, Role::Strong), ("  ", Role::Dim), (&percent, Role::Plain)],
    );
    let full = u16::try_from(u32::from(so_far.permille) * u32::from(BAR) / 1000).unwrap_or(0);
    let (filled, empty) = painter.theme.symbols.bar;
    let bar = [filled.repeat(usize::from(full)), empty.repeat(usize::from(BAR - full.min(BAR)))].concat();
    painter.text(area.x + 2, y + 2, area.width.saturating_sub(2), &bar, Role::Accent);
    let hint = lang.pick("Esc で中止(何も変わりません)", "Esc stops it; nothing has changed then");
    painter.text(area.x + 2, y + 4, area.width, hint, Role::Dim);
    painter.put_caret(area.x + 2, y);
}

/// How the file was read.
fn how(tried: &Tried, lang: Lang, painter: &mut Painter<'_>, body: Rect, x: u16) {
    let offer = tried.offers.iter().find(|offer| offer.how == tried.how);
    let profile = offer.map_or_else(|| tried.how.profile.clone(), |offer| title(offer, lang));
    let text = format!("  {}  {}  {profile}", tried.how.kind.label().text(lang), tried.encoding.key());
    painter.text(x, body.y, body.width.saturating_sub(x + 1), &text, Role::Dim);
}

fn title(offer: &Offer, lang: Lang) -> String {
    let title = lang.pick(&offer.title.0, &offer.title.1);
    match (offer.how.profile.as_str(), title) {
        ("", _) => lang.pick("項目名のまま", "by the fields' own names").to_owned(),
        (name, "") => name.to_owned(),
        (_, title) => title.to_owned(),
    }
}

fn looking(import: &Import, tried: &Tried, app: &App, painter: &mut Painter<'_>, area: Rect) {
    let lang = app.lang();
    counts(import, tried, lang, painter, area);
    painter.rule(area.x, area.y + 2, area.width, Role::Accent);
    let height = area.height.saturating_sub(HEAD_ROWS - 1);
    let detail = DETAIL_ROWS.min(height / 2);
    let list = Rect::new(area.x, area.y + HEAD_ROWS - 1, area.width, height.saturating_sub(detail));
    let length = import.class().count(tried);
    let top = window(0, import.row(), usize::from(list.height), length);
    for (y, place) in (list.y..list.bottom()).zip(top..length) {
        let here = place == import.row();
        if let Some(shown) = preview::row(tried, import.class(), place, &app.context()) {
            row(&shown, import.class(), here, lang, painter, Rect::new(list.x, y, list.width, 1));
        }
        if here {
            painter.put_caret(list.x, y);
        }
    }
    if length == 0 {
        painter.put_caret(list.x, list.y);
    }
    let below = Rect::new(area.x, list.bottom(), area.width, detail);
    painter.rule(below.x, below.y, below.width, Role::Dim);
    if let Some(shown) = import.here(&app.context()) {
        in_full(
            &shown,
            lang,
            painter,
            Rect::new(below.x, below.y + 1, below.width, detail.saturating_sub(1)),
        );
    }
}

/// How many rows of each class, and what a yes does.
fn counts(import: &Import, tried: &Tried, lang: Lang, painter: &mut Painter<'_>, area: Rect) {
    let mut x = area.x;
    for class in Class::ALL {
        let count = class.count(tried);
        let quiet = matches!(class, Class::Double | Class::Remark) && count == 0;
        if quiet {
            continue;
        }
        let here = class == import.class();
        let alarming = class == Class::Rejected && count > 0;
        let role = match (here, alarming) {
            (true, _) => Role::Here,
            (false, true) => Role::Alert,
            (false, false) => Role::Plain,
        };
        let text = format!(" {} {} ", class.label(lang), grouped(i64::try_from(count).unwrap_or(i64::MAX)));
        x += painter.text(x, area.y, area.right().saturating_sub(x), &text, role) + 1;
    }
    let (commands, refused) = (tried.plan.commands.len(), tried.plan.report.rejected.len());
    let text = match (commands, refused, lang) {
        (0, _, Lang::Ja) => "取り込むものはありません".to_owned(),
        (0, _, Lang::En) => "there is nothing to import".to_owned(),
        (_, 0, Lang::Ja) => format!("y で{commands}件を1回の変更として保存(u で取り消し)"),
        (_, 0, Lang::En) => format!("y saves {commands} as one change; u takes it back"),
        (_, _, Lang::Ja) => format!("y で不可の{refused}行を除く{commands}件を保存(u で取り消し)"),
        (_, _, Lang::En) => format!("y saves {commands} without the {refused} refused; u takes it back"),
    };
    painter.text(area.x, area.y + 1, area.width, &text, Role::Dim);
}

fn row(shown: &Shown, class: Class, here: bool, lang: Lang, painter: &mut Painter<'_>, area: Rect) {
    let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
    if here {
        painter.fill(area.x, area.y, area.width, Role::Here);
    }
    let mut x = area.x;
    if shown.line > 0 {
        let line = match lang {
            Lang::Ja => format!("{}行", shown.line),
            Lang::En => format!("l. {}", shown.line),
        };
        painter.right(x, area.y, LINE - 1, &line, quiet);
        x += LINE;
    }
    if matches!(class, Class::Changed | Class::Same) {
        let id = shown.id.map(|id| id.to_string()).unwrap_or_default();
        painter.text(x, area.y, ID, &id, quiet);
        x += ID;
    }
    let room = |x: u16| area.right().saturating_sub(x);
    if class != Class::Remark {
        painter.text(x, area.y, LABEL.min(room(x)).saturating_sub(1), &shown.label, plain);
        x += LABEL;
    }
    let text = if shown.text.is_empty() {
        changes(shown, true, painter.theme.symbols.arrows.right)
    } else {
        shown.text.clone()
    };
    let alert = if here { Role::HereAlert } else { Role::Alert };
    painter.text(x, area.y, room(x), &text, if class == Class::Rejected { alert } else { plain });
}

/// What would be made or changed; without what the label says already, where `short`.
fn changes(shown: &Shown, short: bool, arrow: &str) -> String {
    let said =
        |change: &&Change| short && change.before.is_none() && shown.label.contains(change.after.as_str());
    let told = shown.changes.iter().filter(|change| !said(change)).map(|change| match &change.before {
        None => format!("{} {}", change.field, change.after),
        Some(before) => format!("{} {before} {arrow} {}", change.field, change.after),
    });
    told.collect::<Vec<_>>().join("  ")
}

fn in_full(shown: &Shown, lang: Lang, painter: &mut Painter<'_>, area: Rect) {
    let mut text = changes(shown, false, painter.theme.symbols.arrows.right);
    if !shown.text.is_empty() {
        let column = if shown.label.is_empty() { String::new() } else { format!("{}: ", shown.label) };
        text = format!("{column}{}  {text}", shown.text);
    }
    if text.is_empty() {
        lang.pick("変わるところはありません", "nothing would change").clone_into(&mut text);
    }
    for (y, line) in (area.y..area.bottom()).zip(wrap(&text, usize::from(area.width), painter.theme.wide)) {
        painter.text(area.x, y, area.width, &line, Role::Plain);
    }
}

fn picking(tried: &Tried, index: usize, lang: Lang, painter: &mut Painter<'_>, area: Rect) {
    let hint = lang.pick(
        "読み方を選ぶ(見出しのうち、分かる列の数)",
        "how to read it, with how many columns of the header are understood",
    );
    painter.text(area.x, area.y + 1, area.width, hint, Role::Dim);
    painter.rule(area.x, area.y + 2, area.width, Role::Accent);
    let height = usize::from(area.height.saturating_sub(3));
    let top = window(0, index, height, tried.offers.len());
    for (y, (place, offer)) in (area.y + 3..area.bottom()).zip(tried.offers.iter().enumerate().skip(top)) {
        let here = place == index;
        let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
        if here {
            painter.fill(area.x, y, area.width, Role::Here);
            painter.text(area.x, y, 1, painter.theme.symbols.marks.cursor, Role::Here);
            painter.put_caret(area.x, y);
        }
        painter.text(area.x + 2, y, 14, offer.how.kind.label().text(lang), plain);
        let fit = format!("{}/{}", offer.known, offer.columns);
        painter.right(area.x + 16, y, 6, &fit, quiet);
        painter.text(area.x + 25, y, area.width.saturating_sub(26), &title(offer, lang), plain);
    }
}
