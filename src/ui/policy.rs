//! Paints what is asked of policy: the asks with their counts, and the page of one; side by side where there is room.
//! The page wraps what is said, each thought with its votes, what it cites and who wrote it below it.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use super::why::wrapped;
use crate::app::App;
use crate::app::cursor::window;
use crate::app::policy::Policy;
use crate::domain::decide::ballot_of;
use crate::domain::wording;
use crate::domain::{Record, State};
use crate::field::tables::note;
use crate::lang::{Label, Lang};
use crate::report::policy::{Line, Page, votes};
use crate::snapshot::Snapshot;

/// From this width on the asks stand beside the page.
const COLUMNS_FOR_BOTH: u16 = 110;
/// Cells of the asks there.
const BESIDE: u16 = 30;
/// Cells of an ask's name and of a count in the overview, at least.
const NAME_MIN: u16 = 18;
const COUNT: u16 = 8;
/// Cells by which an opinion stands under its hypothesis.
const INDENT: u16 = 4;
/// From this height on, a blank row stands above headings.
const ROWS_ROOMY: u16 = 22;
/// Rows that a text takes at most where the cursor is not.
const TEXT_ROWS: usize = 3;

/// The counts of an ask, under short names.
const COUNTS: [Label; 7] = [
    Label::new("企業", "firms"),
    Label::new("ケース", "cases"),
    Label::new("地域", "regions"),
    Label::new("仮説", "hypoth."),
    Label::new("意見", "opinions"),
    Label::new("まとめ", "sums"),
    Label::new("声", "quotes"),
];

/// Paints `policy` into `body`.
pub fn draw(policy: &Policy, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let width = body.width.saturating_sub(2);
    let Some(pages) = policy.pages() else {
        painter.text(1, body.y, width, lang.pick("政策提言", "Policy asks"), Role::Strong);
        painter.rule(1, body.y + 1, width, Role::Accent);
        painter.text(3, body.y + 3, width, lang.pick("集計しています", "counting"), Role::Dim);
        return painter.put_caret(1, body.y);
    };
    if policy.is_overview() {
        return overview(policy, pages, &snapshot.state, lang, painter, body);
    }
    let Some(page) = policy.page() else { return };
    let area = if body.width < COLUMNS_FOR_BOTH {
        Rect { x: 1, width, ..body }
    } else {
        beside(policy, pages, &snapshot.state, lang, painter, Rect { x: 1, width: BESIDE, ..body });
        Rect { x: BESIDE + 4, width: width.saturating_sub(BESIDE + 3), ..body }
    };
    head((policy, page, pages.len()), &snapshot.state, lang, painter, area);
    let list = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    if page.lines.is_empty() {
        painter.put_caret(list.x, list.y);
        return empty(page, lang, painter, list);
    }
    lines(&Look { policy, page, app, snapshot, lang }, painter, list);
}

fn counts(page: &Page) -> [usize; 7] {
    let [hypotheses, opinions, summaries] = page.thoughts;
    [page.companies, page.cases, page.regions, hypotheses, opinions, summaries, page.quotes]
}

/// Every ask with its counts.
fn overview(
    policy: &Policy,
    pages: &[Page],
    state: &State,
    lang: Lang,
    painter: &mut Painter<'_>,
    body: Rect,
) {
    let width = body.width.saturating_sub(2);
    painter.text(1, body.y, width, lang.pick("政策提言", "Policy asks"), Role::Strong);
    let name = width.saturating_sub(COUNT * 7 + 2).clamp(NAME_MIN, 40);
    let cell = |place: usize| 3 + name + COUNT * u16::try_from(place).unwrap_or(0);
    for (place, label) in COUNTS.iter().enumerate() {
        painter.right(cell(place), body.y, COUNT - 1, label.text(lang), Role::Dim);
    }
    painter.rule(1, body.y + 1, width, Role::Accent);
    let list = Rect::new(1, body.y + 2, width, body.height.saturating_sub(2));
    let top = window(0, policy.index(), usize::from(list.height), pages.len());
    for (y, (place, page)) in (list.y..list.bottom()).zip(pages.iter().enumerate().skip(top)) {
        let here = place == policy.index();
        let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
        if here {
            painter.fill(list.x, y, list.width, Role::Here);
            painter.text(list.x, y, 1, painter.theme.symbols.marks.cursor, Role::Here);
            painter.put_caret(list.x, y);
        }
        let shown = if page.is_empty() { quiet } else { plain };
        painter.text(3, y, name, &page.name(state, lang), shown);
        for (at, count) in counts(page).into_iter().enumerate() {
            let text = if count == 0 { "-".to_owned() } else { count.to_string() };
            painter.right(cell(at), y, COUNT - 1, &text, if count == 0 { quiet } else { plain });
        }
    }
    let below = list.y + u16::try_from(pages.len()).unwrap_or(0) + 1;
    let hint = lang.pick(
        "仮説の共有 → 意見の共有 → まとめ。ケースや地域の画面からは I で仮説を書けます。声は引用の同意 (C) がある人だけ、名前を伏せて出ます。",
        "hypotheses → opinions → summaries. I writes a hypothesis from a case or a region. Words are shown of those only who agree to be quoted (C), without names.",
    );
    for (y, line) in (below..list.bottom()).zip(wrapped(hint, width.saturating_sub(2), painter)) {
        painter.text(3, y, width.saturating_sub(2), &line, Role::Dim);
    }
}

/// The asks beside a page, with how many thoughts each has.
fn beside(policy: &Policy, pages: &[Page], state: &State, lang: Lang, painter: &mut Painter<'_>, area: Rect) {
    painter.text(area.x, area.y, area.width, lang.pick("政策提言", "Policy asks"), Role::Dim);
    painter.rule(area.x, area.y + 1, area.width, Role::Dim);
    for (y, (place, page)) in (area.y + 2..area.bottom()).zip(pages.iter().enumerate()) {
        let here = place == policy.chosen();
        let role = match (here, page.is_empty()) {
            (true, _) => Role::There,
            (false, true) => Role::Dim,
            (false, false) => Role::Plain,
        };
        if here {
            painter.text(area.x, y, 1, painter.theme.symbols.marks.cursor, Role::Accent);
        }
        let thoughts: usize = page.thoughts.iter().sum::<usize>() + page.quotes;
        let count = if thoughts == 0 { "-".to_owned() } else { thoughts.to_string() };
        painter.right(area.x, y, area.width, &count, Role::Dim);
        painter.text(area.x + 2, y, area.width.saturating_sub(6), &page.name(state, lang), role);
    }
}

fn head(
    (policy, page, pages): (&Policy, &Page, usize),
    state: &State,
    lang: Lang,
    painter: &mut Painter<'_>,
    area: Rect,
) {
    let place = format!("{}/{pages}", policy.chosen() + 1);
    painter.right(area.x, area.y, area.width, &place, Role::Dim);
    let counts = match lang {
        Lang::Ja => {
            format!("  企業・団体 {}  引用ケース {}  地域 {}", page.companies, page.cases, page.regions)
        }
        Lang::En => format!("  firms {}  cases {}  regions {}", page.companies, page.cases, page.regions),
    };
    let room = area.width.saturating_sub(painter.width(&place) + 2);
    painter.line(
        area.x,
        area.y,
        room,
        &[(page.name(state, lang).as_str(), Role::Strong), (&counts, Role::Dim)],
    );
    painter.rule(area.x, area.y + 1, area.width, Role::Accent);
}

fn empty(page: &Page, lang: Lang, painter: &mut Painter<'_>, area: Rect) {
    let text = lang.pick(
        "まだ何も書かれていません。+ で仮説を書けます",
        "nothing has been written yet; + writes a hypothesis",
    );
    painter.text(area.x + 2, area.y + 1, area.width.saturating_sub(2), text, Role::Dim);
    painter.text(area.x + 2, area.y + 3, area.width.saturating_sub(2), &withheld(page, lang), Role::Dim);
}

/// How many words are not shown for want of a consent; empty where none are.
fn withheld(page: &Page, lang: Lang) -> String {
    match (page.withheld, lang) {
        (0, _) => String::new(),
        (count, Lang::Ja) => format!("引用の同意がない声 {count}件は出していません"),
        (count, Lang::En) => format!("{count} without a consent to be quoted are not shown"),
    }
}

/// What all lines are painted with.
struct Look<'a> {
    policy: &'a Policy,
    page: &'a Page,
    app: &'a App,
    snapshot: &'a Snapshot,
    lang: Lang,
}

fn lines(look: &Look<'_>, painter: &mut Painter<'_>, area: Rect) {
    let index = look.policy.index();
    let texts: Vec<Vec<String>> = look
        .page
        .lines
        .iter()
        .enumerate()
        .map(|(at, line)| match line {
            // Where there is room, a blank row sets what follows apart.
            Line::Heading(..) => vec![String::new(); 1 + usize::from(at > 0 && area.height > ROWS_ROOMY)],
            line => look.texts(line, at == index, area.width, painter),
        })
        .collect();
    let height = |at: usize| texts.get(at).map_or(1, Vec::len);
    // The line of the cursor is seen whole, with what stands above it where there is room.
    let mut first = index;
    let mut used = height(index);
    while let Some(above) = first.checked_sub(1) {
        let room = usize::from(area.height) / 2;
        let all: usize = (0..=index).map(height).sum();
        let fits = if all <= usize::from(area.height) { true } else { used + height(above) <= room };
        if !fits {
            break;
        }
        used += height(above);
        first = above;
    }
    let mut y = area.y;
    for (at, (line, texts)) in look.page.lines.iter().zip(&texts).enumerate().skip(first) {
        if y >= area.bottom() {
            return;
        }
        let here = at == index;
        if here {
            painter.put_caret(area.x, y);
        }
        look.line(line, texts, here, painter, Rect { y, height: area.bottom() - y, ..area });
        y += u16::try_from(texts.len()).unwrap_or(1);
    }
    if y < area.bottom() {
        painter.text(area.x + 2, y, area.width.saturating_sub(2), &withheld(look.page, look.lang), Role::Dim);
    }
}

impl Look<'_> {
    /// The rows that a line takes: the words, and below them what there is to say of them.
    fn texts(&self, line: &Line, here: bool, width: u16, painter: &Painter<'_>) -> Vec<String> {
        let (text, indent, below) = match line {
            Line::Heading(..) => return vec![String::new()],
            Line::Thought { id, under } => {
                let Some(record) = self.snapshot.state.live(*id) else { return vec![String::new()] };
                let text = record.text(&note::TEXT).unwrap_or_default().to_owned();
                (text, if *under { INDENT } else { 0 }, Some(self.about(&record)))
            }
            Line::Quote { who, text, .. } => (format!("「{text}」 {who}"), 0, None),
        };
        let mut lines = wrapped(&text, width.saturating_sub(indent + 4), painter);
        if !here && lines.len() > TEXT_ROWS {
            lines.truncate(TEXT_ROWS);
            if let Some(last) = lines.last_mut() {
                last.push_str(painter.theme.symbols.ellipsis);
            }
        }
        lines.extend(below);
        lines
    }

    /// Votes, the reader's own among them, what is cited, who wrote it and when, tags.
    fn about(&self, record: &Record) -> String {
        let lang = self.lang;
        let (agree, against) = votes(record);
        let own = ballot_of(record, self.app.user()).map(|vote| vote.label().text(lang));
        let mut parts = vec![match lang {
            Lang::Ja => format!("賛成{agree} 反対{against}"),
            Lang::En => format!("for {agree} against {against}"),
        }];
        parts.extend(own.map(|own| match lang {
            Lang::Ja => format!("(自分: {own})"),
            Lang::En => format!("(you {own})"),
        }));
        let cites = record.references(&note::CITES).filter(|id| self.snapshot.state.has(*id)).count();
        parts.extend((cites > 0).then(|| match lang {
            Lang::Ja => format!("ケース{cites}件"),
            Lang::En => format!("cites {cites}"),
        }));
        let gathers = record.references(&note::ANSWERS).filter(|id| self.snapshot.state.has(*id)).count();
        parts.extend((gathers > 1).then(|| match lang {
            Lang::Ja => format!("{gathers}件のまとめ"),
            Lang::En => format!("gathers {gathers}"),
        }));
        let region = record.reference(&note::REGION).and_then(|id| self.snapshot.state.label(id));
        parts.extend(region);
        let day = wording::clock(record.created.at);
        let day = day.split_whitespace().next().unwrap_or_default();
        parts.push(format!("{} {day}", record.created.author));
        parts.extend(record.texts(&note::TAGS).map(|tag| format!("#{tag}")));
        parts.join("  ")
    }

    fn line(&self, line: &Line, texts: &[String], here: bool, painter: &mut Painter<'_>, area: Rect) {
        let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
        let marks = painter.theme.symbols.marks;
        let Rect { x, y, width, .. } = area;
        if here {
            for row in (y..area.bottom()).take(texts.len()) {
                painter.fill(x, row, width, Role::Here);
            }
            painter.text(x, y, 1, marks.cursor, Role::Here);
        }
        let (indent, below) = match line {
            Line::Heading(label, count) => {
                let text = format!("{} {count}", label.text(self.lang));
                let below = u16::try_from(texts.len().saturating_sub(1)).unwrap_or(0);
                painter.text(x, y + below.min(area.height.saturating_sub(1)), width, &text, Role::Strong);
                return;
            }
            Line::Thought { id, under } => {
                if self.policy.is_marked(*id) {
                    let role = if here { Role::Here } else { Role::Accent };
                    painter.text(x + 1, y, 1, marks.marked, role);
                }
                (if *under { INDENT } else { 0 }, true)
            }
            Line::Quote { .. } => (0, false),
        };
        if indent > 0 {
            painter.text(x + 4, y, 2, "└", quiet);
        }
        let last = texts.len().saturating_sub(1);
        for (row, (place, text)) in (y..area.bottom()).zip(texts.iter().enumerate()) {
            let role = if below && place == last { quiet } else { plain };
            painter.text(x + 2 + indent, row, width.saturating_sub(2 + indent), text, role);
        }
    }
}
