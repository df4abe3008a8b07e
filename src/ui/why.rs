//! Paints why two records suit each other: both directions with their parts, the gates, what would change it, what was done.
//! Every number stands beside the parts that add up to it; every sign has a word.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use super::words;
use crate::app::App;
use crate::app::why::Why;
use crate::field::tables::job;
use crate::field::{Id, Kind};
use crate::lang::Lang;
use crate::matching::{Account, Direction, Explanation, Outcome, Sign};
use crate::snapshot::Snapshot;
use crate::terminal::Symbols;

/// Cells of a part's name, and of its `44/60`.
const PART_CELLS: u16 = 16;
const SCORE_CELLS: u16 = 8;
const INDENT: u16 = 4;

/// Pieces of one row, left to right.
type Row = Vec<(String, Role)>;

/// Paints `why` into `body`.
pub fn draw(why: &Why, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let width = body.width.saturating_sub(2);
    head(why, snapshot, painter, Rect::new(1, body.y, width, 1), lang);
    painter.rule(1, body.y + 1, width, Role::Dim);
    let area = Rect::new(1, body.y + 3, width, body.height.saturating_sub(3));
    painter.put_caret(1, body.y);
    let rows = match why.account() {
        None => vec![vec![(lang.pick("計算しています", "working it out").to_owned(), Role::Dim)]],
        Some(Err(said)) => vec![vec![(said.clone(), Role::Alert)]],
        Some(Ok(account)) => rows(account, app, painter, width),
    };
    let top = why.top().min(rows.len().saturating_sub(usize::from(area.height)));
    for (y, row) in (area.y..area.bottom()).zip(rows.iter().skip(top)) {
        let parts: Vec<(&str, Role)> = row.iter().map(|(text, role)| (text.as_str(), *role)).collect();
        painter.line(area.x, y, area.width, &parts);
    }
    let hidden = rows.len().saturating_sub(top + usize::from(area.height));
    if hidden > 0 {
        painter.right(1, body.bottom().saturating_sub(1), width, &format!("+{hidden} "), Role::Dim);
    }
}

fn head(why: &Why, snapshot: &Snapshot, painter: &mut Painter<'_>, area: Rect, lang: Lang) {
    let (of, other) = why.pair();
    let score = match why.account() {
        Some(Ok(account)) => {
            let hit = &account.hit;
            let label = lang.pick("適合", "fit");
            if hit.low == hit.high {
                format!("{label} {}", hit.score)
            } else {
                format!("{label} {}  {}-{}", hit.score, hit.low, hit.high)
            }
        }
        _ => String::new(),
    };
    let cells = painter.width(&score);
    painter.right(area.x, area.y, area.width, &score, Role::Accent);
    let arrow = format!("  {}  ", painter.theme.symbols.arrows.right);
    let (left, right) = (title(of, snapshot), title(other, snapshot));
    let room = area.width.saturating_sub(cells + 2);
    painter.line(area.x, area.y, room, &[(&left, Role::Strong), (&arrow, Role::Dim), (&right, Role::Strong)]);
}

fn title(id: Id, snapshot: &Snapshot) -> String {
    let state = &snapshot.state;
    let label = state.label(id).unwrap_or_default();
    let place = (id.kind == Kind::Job)
        .then(|| state.record(id)?.reference(&job::REGION).and_then(|region| state.label(region)));
    match place.flatten() {
        Some(place) => format!("{id} {label} ({place})"),
        None => format!("{id} {label}"),
    }
}

fn rows(account: &Explanation, app: &App, painter: &Painter<'_>, width: u16) -> Vec<Row> {
    let lang = app.lang();
    let mut rows = Vec::new();
    for direction in [Direction::Job, Direction::Person] {
        let heading = account.heading(direction).text(lang);
        rows.push(vec![
            (padded(painter, heading, PART_CELLS + INDENT), Role::Strong),
            (account.fit(direction).to_string(), Role::Accent),
        ]);
        for one in account.side(direction) {
            rows.extend(part_rows(one, painter, width, lang));
        }
        rows.push(Vec::new());
    }
    rows.extend(gate_rows(account, painter, lang));
    rows.extend(change_row(account, lang));
    rows.extend(story_row(account, app));
    rows
}

/// A part: name, what it got of how much, and its criteria, going on below where they are too long.
fn part_rows(account: &Account, painter: &Painter<'_>, width: u16, lang: Lang) -> Vec<Row> {
    let part = account.part;
    let symbols = painter.theme.symbols;
    let name = padded(painter, &format!("  {}", part.name.label().text(lang)), PART_CELLS + 2);
    let score = padded(painter, &format!("{:>3}/{}", part.got, part.of), SCORE_CELLS);
    let mut rows = vec![vec![(name, Role::Plain), (score, role_of(part.sign))]];
    let room = width.saturating_sub(PART_CELLS + SCORE_CELLS + 2);
    let mut used = 0;
    for line in &account.lines {
        let text = format!("{} {}", line.text.text(lang), sign(symbols, line.sign));
        let cells = painter.width(&text) + 3;
        if used > 0 && used + cells > room {
            rows.push(vec![(" ".repeat(usize::from(PART_CELLS + SCORE_CELLS + 2)), Role::Plain)]);
            used = 0;
        }
        if let Some(row) = rows.last_mut() {
            row.push((text, role_of(line.sign)));
            row.push(("   ".to_owned(), Role::Plain));
        }
        used += cells;
    }
    rows
}

const fn role_of(sign: Sign) -> Role {
    match sign {
        Sign::Met | Sign::Partly => Role::Plain,
        Sign::Missing => Role::Strong,
        Sign::Unknown => Role::Dim,
    }
}

const fn sign(symbols: &Symbols, sign: Sign) -> &'static str {
    match sign {
        Sign::Met => symbols.signs.met,
        Sign::Partly => symbols.signs.partly,
        Sign::Missing => symbols.signs.missing,
        Sign::Unknown => symbols.signs.unknown,
    }
}

fn gate_rows(account: &Explanation, painter: &Painter<'_>, lang: Lang) -> Vec<Row> {
    let signs = painter.theme.symbols.signs;
    let mut row: Row = vec![(padded(painter, lang.pick("関門", "Gates"), 8), Role::Dim)];
    for (gate, outcome) in &account.hit.gates {
        let (sign, word, role) = match outcome {
            Outcome::Pass => (signs.met, "", Role::Plain),
            Outcome::Fail => (signs.missing, lang.pick(" 不可", " barred"), Role::Alert),
            Outcome::Unknown => (signs.unknown, lang.pick(" 要確認", " to be checked"), Role::Strong),
        };
        row.push((format!("{} {sign}{word}   ", gate.label().text(lang)), role));
    }
    vec![row]
}

fn change_row(account: &Explanation, lang: Lang) -> Option<Row> {
    let changes: Vec<String> = account
        .changes
        .iter()
        .map(|change| match lang {
            Lang::Ja => format!("{} と {}", change.text.text(lang), change.score),
            Lang::En => format!("{}: {}", change.text.text(lang), change.score),
        })
        .collect();
    let head = lang.pick("変わるとしたら  ", "what would change it  ");
    (!changes.is_empty())
        .then(|| vec![(head.to_owned(), Role::Dim), (changes.join(lang.pick(" / ", " / ")), Role::Plain)])
}

fn story_row(account: &Explanation, app: &App) -> Vec<Row> {
    let lang = app.lang();
    let presented = account.presented;
    let last =
        presented.last.map(|date| words::short_date(date, app.context().today(), lang)).unwrap_or_default();
    let mut parts = Vec::new();
    if presented.times > 0 {
        parts.push(match lang {
            Lang::Ja => format!("提示 {}回(最終 {last})", presented.times),
            Lang::En => format!("presented {} times (last {last})", presented.times),
        });
    } else {
        parts.push(lang.pick("提示はまだありません", "not presented to anybody yet").to_owned());
    }
    if presented.waiting > 0 {
        parts.push(match lang {
            Lang::Ja => format!("返事待ち {}件", presented.waiting),
            Lang::En => format!("{} waiting for an answer", presented.waiting),
        });
    }
    if let Some((place, of)) = presented.place {
        parts.push(match lang {
            Lang::Ja => format!("{of}件中 {place}位"),
            Lang::En => format!("place {place} of {of}"),
        });
    }
    vec![vec![(lang.pick("これまで  ", "so far  ").to_owned(), Role::Dim), (parts.join("   "), Role::Plain)]]
}

fn padded(painter: &Painter<'_>, text: &str, cells: u16) -> String {
    let missing = cells.saturating_sub(painter.width(text));
    format!("{text}{}", " ".repeat(usize::from(missing)))
}
