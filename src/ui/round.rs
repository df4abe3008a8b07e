//! Paints a round: what can be set, the posts with their seats, everybody with where they would go or why not, and the version that
//! it is compared with.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::query_line;
use super::theme::Role;
use crate::app::App;
use crate::app::cursor::window;
use crate::app::round::{RoundDesk, Row, Typing, rows};
use crate::field::{Id, Kind};
use crate::lang::Lang;
use crate::matching::round::{Placing, Proposal};
use crate::snapshot::Snapshot;

/// Cells in front of a row.
const MARKS: u16 = 2;
/// Cells of a row's sort, as `受入先`.
const SORT: u16 = 8;
/// Cells of a name, an id, a post, a choice and a number where there is room; names are cut after places.
const NAME: u16 = 16;
const NAME_NARROW: u16 = 14;
const ID: u16 = 14;
const POST: u16 = 22;
const POST_NARROW: u16 = 18;
const CHOICE: u16 = 9;
const NUMBER: u16 = 4;
/// From this width on ids and numbers have room.
const COLUMNS_ROOMY: u16 = 110;

/// Paints `desk` into `body`.
pub fn draw(desk: &RoundDesk, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    let look = Look { desk, lang: app.lang(), snapshot, roomy: body.width >= COLUMNS_ROOMY };
    let body = Rect::new(body.x + 1, body.y, body.width.saturating_sub(2), body.height);
    look.head(painter, body);
    let top = body.y + 3;
    let area = Rect::new(body.x, top, body.width, body.bottom().saturating_sub(top));
    let Some(proposal) = desk.proposal() else {
        let text = app.lang().pick("解いています", "solving");
        painter.text(area.x + MARKS, area.y, area.width, text, Role::Dim);
        painter.put_caret(area.x, area.y);
        return;
    };
    look.body(proposal, painter, area);
}

/// What everything is painted with.
struct Look<'a> {
    desk: &'a RoundDesk,
    lang: Lang,
    snapshot: &'a Snapshot,
    roomy: bool,
}

impl Look<'_> {
    fn name(&self, id: Id) -> String {
        self.snapshot.state.label(id).unwrap_or_else(|| id.to_string())
    }

    /// What the round is about and what came of it; below, the version it is compared with, or the line being typed.
    fn head(&self, painter: &mut Painter<'_>, body: Rect) {
        let title = self.lang.pick("ラウンド", "Round");
        let about = self.desk.region().map(|region| self.name(region)).unwrap_or_default();
        let told = self.desk.proposal().map(|proposal| self.summary(proposal)).unwrap_or_default();
        let parts = [
            (title, Role::Strong),
            (" ", Role::Dim),
            (&*about, Role::Accent),
            ("  ", Role::Dim),
            (&*told, Role::Plain),
        ];
        painter.line(body.x, body.y, body.width, &parts);
        let row = Rect::new(body.x, body.y + 1, body.width, 1);
        match self.desk.typing() {
            Some(Typing::Number(of, line)) => {
                let label = format!("{}: ", self.row_name(*of));
                let used = painter.text(row.x, row.y, row.width, &label, Role::Dim);
                let typed = painter.text(row.x + used, row.y, row.width - used, line.text(), Role::Accent);
                painter.put_caret(row.x + used + typed.min(painter.width(line.before_caret())), row.y);
            }
            Some(Typing::Query(kind, line)) => {
                let label = match kind {
                    Kind::Job => self.lang.pick("受入先の条件 ", "posts "),
                    _ => self.lang.pick("応募者の条件 ", "entries "),
                };
                let used = painter.text(row.x, row.y, row.width, label, Role::Dim);
                let place = Rect::new(row.x + used, row.y, row.width.saturating_sub(used), 1);
                query_line::text(line, painter, place);
                query_line::under(line, painter, Rect::new(row.x, row.y + 1, row.width, 1), place);
                return;
            }
            None => self.beside(painter, row),
        }
        painter.rule(body.x, body.y + 2, body.width, Role::Dim);
    }

    /// The other version in one line, or what the entries were asked for by.
    fn beside(&self, painter: &mut Painter<'_>, row: Rect) {
        if let Some(before) = self.desk.before() {
            let label = self.lang.pick("比較元  ", "beside  ");
            let told =
                format!("{} {}  {}", self.lang.pick("種", "seed"), before.setup.seed, self.summary(before));
            painter.line(row.x, row.y, row.width, &[(label, Role::Dim), (&told, Role::Dim)]);
        } else if !self.desk.entries_asked().is_empty() {
            let label = self.lang.pick("応募者 ", "entries ");
            painter.line(
                row.x,
                row.y,
                row.width,
                &[(label, Role::Dim), (self.desk.entries_asked(), Role::Accent)],
            );
        }
    }

    fn summary(&self, proposal: &Proposal) -> String {
        let (all, placed) = (proposal.placings.len(), proposal.placed());
        let (blocking, tolerated) = (proposal.blocking, proposal.tolerated);
        let left = all - placed;
        match self.lang {
            Lang::Ja => format!(
                "応募 {all}  配置 {placed}  未配置 {left}  ブロッキングペア {blocking} (許容 {tolerated})"
            ),
            Lang::En => format!(
                "{all} entries  {placed} placed  {left} not  blocking pairs {blocking} (tolerated {tolerated})"
            ),
        }
    }

    fn body(&self, proposal: &Proposal, painter: &mut Painter<'_>, area: Rect) {
        let rows = rows(proposal);
        let settings = rows.iter().filter(|row| !matches!(row, Row::Entry(_))).count();
        // One row parts what can be set from those who entered and names their columns.
        let lines: Vec<Option<Row>> = rows
            .iter()
            .enumerate()
            .flat_map(|(at, row)| if at == settings { vec![None, Some(*row)] } else { vec![Some(*row)] })
            .collect();
        let index = self.desk.index();
        let shown = if index >= settings { index + 1 } else { index };
        let first = window(0, shown, usize::from(area.height), lines.len());
        for (y, place) in (area.y..area.bottom()).zip(first..lines.len()) {
            let line = Rect::new(area.x, y, area.width, 1);
            let here = place == shown;
            match lines.get(place).copied().flatten() {
                None => self.columns(painter, line),
                Some(row) => {
                    if here {
                        painter.fill(line.x, y, line.width, Role::Here);
                        painter.text(line.x, y, 1, painter.theme.symbols.marks.cursor, Role::Here);
                    }
                    self.row(row, proposal, here, painter, line);
                }
            }
            if here && self.desk.typing().is_none() {
                painter.put_caret(line.x, y);
            }
        }
        if settings == rows.len() {
            let y = area.y + u16::try_from(settings).unwrap_or(0) + 1;
            if y < area.bottom() {
                let text = self.lang.pick(
                    "応募者がいません。地域か案件の上で開くか、f で応募者、p で受入先を絞ります",
                    "nobody has entered; open it on a region or a job, or choose with f and p",
                );
                painter.text(area.x + MARKS, y, area.width.saturating_sub(MARKS), text, Role::Dim);
            }
        }
    }

    /// The names of the columns.
    fn columns(&self, painter: &mut Painter<'_>, line: Rect) {
        let mut x = line.x + MARKS;
        for (name, cells) in self.widths(line.width) {
            painter.text(x, line.y, cells.saturating_sub(1), name, Role::Dim);
            x += cells;
        }
    }

    /// What is told of everybody, and in how many cells: the reason takes what is left.
    fn widths(&self, width: u16) -> Vec<(&'static str, u16)> {
        let lang = self.lang;
        let (name, post) = if self.roomy { (NAME, POST) } else { (NAME_NARROW, POST_NARROW) };
        let mut columns = vec![(lang.pick("応募者", "Entry"), name)];
        if self.roomy {
            columns.push(("", ID));
        }
        columns.push((lang.pick("配置先", "Post"), post));
        columns.push((lang.pick("希望", "Choice"), CHOICE));
        if self.roomy {
            columns.extend([("F", NUMBER), ("D", NUMBER)]);
        }
        if self.desk.before().is_some() {
            columns.push((lang.pick("比較元", "Beside"), post));
        }
        let used: u16 = columns.iter().map(|(_, cells)| cells).sum();
        columns.push((lang.pick("理由", "Why"), width.saturating_sub(used + MARKS)));
        columns
    }

    fn row(&self, row: Row, proposal: &Proposal, here: bool, painter: &mut Painter<'_>, line: Rect) {
        if let Row::Entry(id) = row {
            if let Some(placing) = proposal.of(id) {
                self.entry(placing, here, painter, line);
            }
            return;
        }
        let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
        let x = line.x + MARKS;
        painter.text(x, line.y, SORT, self.sort(row), quiet);
        let (name, numbers, more) = self.setting(row, proposal);
        let name_cells = if self.roomy { NAME + POST } else { POST + 2 };
        painter.text(x + SORT, line.y, name_cells, &name, plain);
        let at = x + SORT + name_cells + 1;
        let used = painter.text(at, line.y, line.right().saturating_sub(at), &numbers, plain);
        painter.text(at + used, line.y, line.right().saturating_sub(at + used), &more, quiet);
    }

    fn sort(&self, row: Row) -> &'static str {
        match row {
            Row::Seed => self.lang.pick("種", "seed"),
            Row::Cap(_) => self.lang.pick("上限", "cap"),
            Row::Post(_) => self.lang.pick("受入先", "post"),
            Row::Entry(_) => "",
        }
    }

    /// What a setting is called where its number is typed.
    fn row_name(&self, row: Row) -> String {
        let name = row.id().map(|id| self.name(id)).unwrap_or_default();
        format!("{} {name}", self.sort(row)).trim_end().to_owned()
    }

    /// A setting's name, its numbers, and what else is told of it.
    fn setting(&self, row: Row, proposal: &Proposal) -> (String, String, String) {
        let none = String::new;
        match row {
            Row::Seed => {
                let hash: String = proposal.inputs_hash.chars().take(12).collect();
                let told = match self.lang {
                    Lang::Ja => format!("同順位の抽選と指名順  入力の指紋 {hash}"),
                    Lang::En => format!("draws between equals; hash of the inputs {hash}"),
                };
                (proposal.setup.seed.to_string(), none(), told)
            }
            Row::Cap(region) => {
                let cap = proposal.caps.iter().find(|cap| cap.region == region);
                let numbers = cap.map(|cap| format!("{:>3} /{:>3}", cap.filled, cap.cap)).unwrap_or_default();
                (self.name(region), numbers, none())
            }
            Row::Post(job) => {
                let Some(post) = proposal.posts.iter().find(|post| post.job == job) else {
                    return (self.name(job), none(), none());
                };
                let target = self.lang.pick("目標", "target");
                let numbers = format!("{:>3} /{:>3}", post.filled, post.capacity);
                (self.name(job), numbers, format!("   {target} {}   {job}", post.target))
            }
            Row::Entry(_) => (none(), none(), none()),
        }
    }

    fn entry(&self, placing: &Placing, here: bool, painter: &mut Painter<'_>, line: Rect) {
        let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
        let strong = if here { Role::Here } else { Role::Strong };
        let number = |number: Option<u32>| number.map_or_else(String::new, |number| format!("{number:>3}"));
        let mut cells: Vec<(String, Role)> = vec![(self.person(placing), plain)];
        if self.roomy {
            cells.push((placing.entry.id().to_string(), quiet));
        }
        cells.push((self.post(placing), if placing.job.is_some() { strong } else { quiet }));
        cells.push((self.choice(placing), quiet));
        if self.roomy {
            cells.push((number(placing.fit.map(|fit| fit.to_job)), quiet));
            cells.push((number(placing.fit.map(|fit| fit.to_person)), quiet));
        }
        if let Some(before) = self.desk.before() {
            let there = before.of(placing.entry.id());
            let same = there.is_some_and(|there| there.job == placing.job);
            let sign = if same { "= " } else { "* " };
            let post = there.map_or_else(|| "-".to_owned(), |there| self.post(there));
            cells.push((format!("{sign}{post}"), if same { quiet } else { strong }));
        }
        cells.push((placing.why.map_or("", |why| why.text(self.lang)).to_owned(), quiet));
        let mut x = line.x + MARKS;
        for ((text, role), (_, width)) in cells.iter().zip(self.widths(line.width)) {
            let width = width.min(line.right().saturating_sub(x));
            painter.text(x, line.y, width.saturating_sub(1), text, *role);
            x += width;
        }
    }

    /// The name, with the people of a household.
    fn person(&self, placing: &Placing) -> String {
        let name = self.name(placing.entry.person);
        if placing.entry.seats > 1 { format!("{name} ({})", placing.entry.seats) } else { name }
    }

    fn post(&self, placing: &Placing) -> String {
        placing.job.map_or_else(|| "-".to_owned(), |job| self.name(job))
    }

    /// `1/3`, marked where the order is the score's and not yet the person's word.
    fn choice(&self, placing: &Placing) -> String {
        let unconfirmed = if placing.confirmed { "" } else { self.lang.pick(" 仮", " ?") };
        placing.choice.map_or_else(String::new, |at| format!("{at}/{}{unconfirmed}", placing.wishes.len()))
    }
}
