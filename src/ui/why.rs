//! Paints why two records suit each other: both sides in parts that add up, the gates, what would change it.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use crate::app::App;
use crate::app::why::Why;
use crate::field::tables::{job, matched};
use crate::field::{Id, Kind};
use crate::lang::Lang;
use crate::matching::{Account, Direction, Explanation, Outcome, Sign};
use crate::snapshot::Snapshot;
use crate::text::wrap;

/// Cells of a part's name.
const NAME: u16 = 16;
/// Cells of a part's points.
const POINTS: u16 = 7;
/// Cells of the bar that shows how much of a part is there.
const BAR: u16 = 10;

/// From this width on, bars have room.
const COLUMNS_FOR_BARS: u16 = 96;

/// One line of the account, ready to paint: its parts and their roles, and how far it is set in.
struct Line {
    indent: u16,
    parts: Vec<(String, Role)>,
}

/// Paints `why` into `body`.
pub fn draw(why: &Why, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let name = |id: Id| title(id, snapshot);
    let (place, count) = why.place();
    let place = format!("{place}/{count}");
    painter.right(1, body.y, body.width.saturating_sub(2), &place, Role::Dim);
    let room = body.width.saturating_sub(painter.width(&place) + 4);
    let arrow = format!(" {} ", painter.theme.symbols.arrows.right);
    let other = why.other().map(name).unwrap_or_default();
    painter.line(
        1,
        body.y,
        room,
        &[(&name(why.of()), Role::Strong), (&arrow, Role::Accent), (&other, Role::Strong)],
    );
    painter.rule(1, body.y + 1, body.width.saturating_sub(2), Role::Accent);
    painter.put_caret(1, body.y);
    let Some(account) = why.account() else {
        painter.text(
            3,
            body.y + 3,
            body.width.saturating_sub(4),
            lang.pick("計算しています", "working it out"),
            Role::Dim,
        );
        return;
    };
    let explanation = match account {
        Ok(explanation) => explanation,
        Err(said) => {
            painter.text(3, body.y + 3, body.width.saturating_sub(4), said, Role::Alert);
            return;
        }
    };
    let lines = lines(explanation, snapshot, painter, body.width.saturating_sub(4), lang);
    let height = usize::from(body.height.saturating_sub(2));
    let top = why.top().min(lines.len().saturating_sub(height));
    for (y, line) in (body.y + 2..body.bottom()).zip(lines.iter().skip(top)) {
        let x = 2 + line.indent;
        let parts: Vec<(&str, Role)> = line.parts.iter().map(|(text, role)| (text.as_str(), *role)).collect();
        painter.line(x, y, body.width.saturating_sub(x + 1), &parts);
    }
}

fn lines(
    explanation: &Explanation,
    snapshot: &Snapshot,
    painter: &Painter<'_>,
    width: u16,
    lang: Lang,
) -> Vec<Line> {
    let hit = &explanation.hit;
    let mut lines = vec![total(explanation, lang), blank()];
    for direction in [Direction::Job, Direction::Person] {
        if explanation.side(direction).next().is_none() {
            continue;
        }
        let fit = explanation.fit(direction).to_string();
        let heading = explanation.heading(direction).text(lang);
        lines.push(Line {
            indent: 0,
            parts: vec![
                (pad(painter, &format!("{heading}  "), NAME + bar_cells(width) + 4), Role::Strong),
                (fit, Role::Strong),
            ],
        });
        for account in explanation.side(direction) {
            lines.extend(account_lines(account, painter, width, lang));
        }
        lines.push(blank());
    }
    if !hit.gates.is_empty() {
        lines.extend(gates(explanation, painter, width, lang));
    }
    if !hit.missing.is_empty() || !explanation.changes.is_empty() {
        lines.extend(changes(explanation, painter, lang));
    }
    lines.push(so_far(explanation, painter, lang));
    lines.extend(standing(explanation, snapshot, painter, lang));
    lines
}

/// Where a coordinator set the pair, and why.
fn standing(
    explanation: &Explanation,
    snapshot: &Snapshot,
    painter: &Painter<'_>,
    lang: Lang,
) -> Option<Line> {
    let record = snapshot.state.live(explanation.presented.recorded?)?;
    let is = |field| record.flag(field) == Some(true);
    let word = match (is(&matched::HIDDEN), is(&matched::PINNED)) {
        (true, _) => lang.pick("隠した候補", "hidden"),
        (false, true) => lang.pick("固定した候補", "pinned"),
        (false, false) => return None,
    };
    let reason = record.text(&matched::REASON).unwrap_or_default().to_owned();
    Some(Line { indent: 0, parts: vec![(pad(painter, word, NAME), Role::Strong), (reason, Role::Plain)] })
}

/// What a record is called in the head: with its number, a job with its place.
fn title(id: Id, snapshot: &Snapshot) -> String {
    let state = &snapshot.state;
    let label = state.label(id).unwrap_or_default();
    let region = (id.kind == Kind::Job).then(|| state.record(id)?.reference(&job::REGION));
    match region.flatten().and_then(|region| state.label(region)) {
        Some(place) => format!("{label} ({place}) {id}"),
        None => format!("{label} {id}"),
    }
}

/// The score, and between what it lies while something is unknown.
fn total(explanation: &Explanation, lang: Lang) -> Line {
    let hit = &explanation.hit;
    let mut parts =
        vec![(format!("{} ", lang.pick("適合", "fit")), Role::Dim), (hit.score.to_string(), Role::Accent)];
    if hit.low != hit.high {
        let range = format!("   {} {}-{}", lang.pick("幅", "between"), hit.low, hit.high);
        parts.push((range, Role::Dim));
    }
    let sum = match lang {
        Lang::Ja => format!("   {} と {} の調和平均", hit.fit_to_job, hit.fit_to_person),
        Lang::En => format!("   harmonic mean of {} and {}", hit.fit_to_job, hit.fit_to_person),
    };
    parts.push((sum, Role::Dim));
    Line { indent: 0, parts }
}

/// A part: its name, a bar, its points, and its criteria as far as they fit on the line; the rest below.
fn account_lines(account: &Account, painter: &Painter<'_>, width: u16, lang: Lang) -> Vec<Line> {
    let part = account.part;
    let points = format!("{:>3}/{:<3}", part.got, part.of);
    let cells = bar_cells(width);
    let bar = bar(painter, cells, part.got, part.of);
    let head = vec![
        (pad(painter, part.name.label().text(lang), NAME), Role::Plain),
        (bar, Role::Accent),
        (format!(" {}", pad(painter, &points, POINTS + 1)), Role::Plain),
    ];
    let criteria = account.lines.iter().map(|line| {
        let role = if line.sign == Sign::Met { Role::Accent } else { Role::Strong };
        (sign_text(line.sign, painter), role, line.text.text(lang).to_owned())
    });
    flow(2, head, criteria.collect(), painter, width.saturating_sub(2))
}

/// What stands behind a head, each with its sign, as far as it fits on the line; the rest below, under the first.
fn flow(
    indent: u16,
    head: Vec<(String, Role)>,
    items: Vec<(&'static str, Role, String)>,
    painter: &Painter<'_>,
    width: u16,
) -> Vec<Line> {
    let head_cells: u16 = head.iter().map(|(text, _)| painter.width(text)).sum();
    let room = width.saturating_sub(head_cells);
    let mut lines = Vec::new();
    let mut parts = head;
    let mut used = 0;
    for (sign, role, text) in items {
        let needed = painter.width(&text) + 4;
        if used > 0 && used + needed > room {
            lines.push(Line { indent, parts: std::mem::take(&mut parts) });
            parts.push((" ".repeat(usize::from(head_cells)), Role::Plain));
            used = 0;
        }
        parts.push((sign.to_owned(), role));
        parts.push((format!(" {text}  "), Role::Dim));
        used += needed;
    }
    lines.push(Line { indent, parts });
    lines
}

fn gates(explanation: &Explanation, painter: &Painter<'_>, width: u16, lang: Lang) -> Vec<Line> {
    let signs = painter.theme.symbols.signs;
    let items = explanation.hit.gates.iter().map(|(gate, outcome)| {
        let (sign, role) = match outcome {
            Outcome::Pass => (signs.met, Role::Accent),
            Outcome::Unknown => (signs.unknown, Role::Strong),
            Outcome::Fail => (signs.missing, Role::Alert),
        };
        let word =
            if *outcome == Outcome::Pass { String::new() } else { format!(" {}", outcome.label(lang)) };
        (sign, role, format!("{}{word}", gate.label().text(lang)))
    });
    let head = vec![(pad(painter, lang.pick("関門", "gates"), NAME), Role::Strong)];
    flow(0, head, items.collect(), painter, width)
}

fn changes(explanation: &Explanation, painter: &Painter<'_>, lang: Lang) -> Vec<Line> {
    let title = lang.pick("変わるとしたら", "would change it");
    let mut lines = Vec::new();
    for (place, change) in explanation.changes.iter().enumerate() {
        let head = if place == 0 { title } else { "" };
        let arrow = painter.theme.symbols.arrows.right;
        lines.push(Line {
            indent: 0,
            parts: vec![
                (pad(painter, head, NAME), Role::Strong),
                (change.text.text(lang).to_owned(), Role::Plain),
                (format!("  {arrow} "), Role::Dim),
                (change.score.to_string(), Role::Accent),
            ],
        });
    }
    lines
}

fn so_far(explanation: &Explanation, painter: &Painter<'_>, lang: Lang) -> Line {
    let so_far = explanation.presented;
    let mut told = Vec::new();
    match (so_far.suggested, lang) {
        (0, _) => {}
        (count, Lang::Ja) => told.push(format!("候補 {count}回")),
        (count, Lang::En) => told.push(format!("suggested {count} times")),
    }
    match (so_far.times, lang) {
        (0, Lang::Ja) => told.push("まだ提示していません".to_owned()),
        (0, Lang::En) => told.push("never presented".to_owned()),
        (times, Lang::Ja) => told.push(format!("提示 {times}回")),
        (times, Lang::En) => told.push(format!("presented {times} times")),
    }
    if let Some(last) = so_far.last {
        told.push(format!("{} {last}", lang.pick("最終", "last")));
    }
    if so_far.waiting > 0 {
        told.push(format!("{} {}", lang.pick("返事待ち", "waiting for an answer"), so_far.waiting));
    }
    if let Some((place, of)) = so_far.place {
        told.push(match lang {
            Lang::Ja => format!("候補 {of}件中 {place}位"),
            Lang::En => format!("number {place} of {of}"),
        });
    }
    Line {
        indent: 0,
        parts: vec![
            (pad(painter, lang.pick("これまで", "so far"), NAME), Role::Strong),
            (told.join("   "), Role::Dim),
        ],
    }
}

fn sign_text(sign: Sign, painter: &Painter<'_>) -> &'static str {
    let signs = painter.theme.symbols.signs;
    match sign {
        Sign::Met => signs.met,
        Sign::Partly => signs.partly,
        Sign::Missing => signs.missing,
        Sign::Unknown => signs.unknown,
    }
}

/// Cells of the bars: none where the words need them.
const fn bar_cells(width: u16) -> u16 {
    if width < COLUMNS_FOR_BARS { 0 } else { BAR }
}

/// How much of a part is there, as a thin bar.
fn bar(painter: &Painter<'_>, cells: u16, got: u32, of: u32) -> String {
    let filled = if of == 0 { 0 } else { (u32::from(cells) * got).div_ceil(of).min(u32::from(cells)) };
    let filled = usize::try_from(filled).unwrap_or(0);
    format!("{}{}", painter.theme.symbols.rule.repeat(filled), " ".repeat(usize::from(cells) - filled))
}

fn pad(painter: &Painter<'_>, text: &str, width: u16) -> String {
    let blanks = width.saturating_sub(painter.width(text));
    format!("{text}{}", " ".repeat(usize::from(blanks)))
}

const fn blank() -> Line {
    Line { indent: 0, parts: Vec::new() }
}

/// Lines of a text for places that wrap.
pub(super) fn wrapped(text: &str, width: u16, painter: &Painter<'_>) -> Vec<String> {
    wrap(text, usize::from(width), painter.theme.wide)
}
