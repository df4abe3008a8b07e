//! Paints an export: what leaves, in which form and columns, for what, and where to; how far writing is.

use ratatui::layout::Rect;

use super::import::working;
use super::paint::Painter;
use super::theme::Role;
use super::words;
use crate::app::App;
use crate::app::cursor::window;
use crate::app::export::{Export, Row, Stage};
use crate::app::line::Line;
use crate::app::port::{Leaf, Which};
use crate::domain::State;
use crate::field::print::grouped;
use crate::lang::Lang;

/// Cells of what is asked.
const NAME: u16 = 14;

/// Paints `export` into `body`.
pub fn draw(export: &Export, app: &App, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let width = body.width.saturating_sub(2);
    let used = painter.text(1, body.y, width, lang.pick("書き出し  ", "Export  "), Role::Strong);
    painter.text(
        1 + used,
        body.y,
        width.saturating_sub(used),
        &what(export, &app.context().snapshot.state, lang),
        Role::Accent,
    );
    painter.rule(1, body.y + 1, width, Role::Accent);
    let area = Rect::new(1, body.y + 2, width, body.height.saturating_sub(2));
    match export.stage() {
        Stage::Writing(_, so_far) => {
            let said = lang.pick("書き出しています", "writing");
            working(said, lang.pick("件", "records"), so_far, lang, painter, area);
        }
        Stage::Choosing(index) => columns(export, index, lang, painter, area),
        Stage::Asking => asking(export, lang, painter, area),
    }
}

/// What leaves: how many, of which kind, by what they were chosen.
fn what(export: &Export, state: &State, lang: Lang) -> String {
    let kind = match export.which() {
        Which::Leaf(leaf) => return leaf.title(state, lang),
        Which::Marked(kind, _) => *kind,
        Which::Listed(listing) => listing.kind,
    };
    let name = words::plural(kind, lang);
    let count = export.count().map(|count| grouped(i64::try_from(count).unwrap_or(i64::MAX)));
    let count = match (count, lang) {
        (Some(count), Lang::Ja) => format!("{name} {count}件"),
        (Some(count), Lang::En) => format!("{count} {name}"),
        (None, _) => name.to_owned(),
    };
    match export.which() {
        Which::Leaf(_) => count,
        Which::Marked(..) => format!("{count}  {}", lang.pick("印の付いたもの", "those marked")),
        Which::Listed(listing) if listing.filter.is_empty() => {
            format!("{count}  {}", lang.pick("すべて", "all of them"))
        }
        Which::Listed(listing) => {
            format!("{count}  {}{}", lang.pick("絞り込み: ", "filter: "), listing.filter)
        }
    }
}

fn asking(export: &Export, lang: Lang, painter: &mut Painter<'_>, area: Rect) {
    let chosen = export.columns().iter().filter(|(_, goes)| *goes).count();
    let columns = match (chosen == export.columns().len(), lang) {
        (true, Lang::Ja) => format!("すべて ({chosen}列)"),
        (true, Lang::En) => format!("all ({chosen})"),
        (false, Lang::Ja) => format!("{}列のうち{chosen}列", export.columns().len()),
        (false, Lang::En) => format!("{chosen} of {}", export.columns().len()),
    };
    let form = export.form().label(lang).to_owned();
    let rows = [
        (Row::Form, lang.pick("形式", "form"), form, None),
        (Row::Columns, lang.pick("列", "columns"), columns, None),
        (Row::Purpose, lang.pick("目的(必須)", "purpose"), String::new(), Some(export.purpose())),
        (Row::Path, lang.pick("書き出し先", "file"), String::new(), Some(export.path())),
    ];
    let rows = rows.into_iter().filter(|(row, ..)| export.rows().contains(row));
    for (y, (row, name, text, line)) in (area.y + 1..area.bottom()).zip(rows) {
        let here = row == export.row();
        painter.text(area.x + 2, y, NAME, name, if here { Role::Strong } else { Role::Dim });
        if here {
            painter.text(area.x, y, 1, painter.theme.symbols.marks.cursor, Role::Accent);
        }
        let value = Rect::new(area.x + 2 + NAME, y, area.width.saturating_sub(NAME + 3), 1);
        if let Some(line) = line {
            typed(line, here, painter, value);
            continue;
        }
        painter.text(value.x, y, value.width, &text, if here { Role::Here } else { Role::Plain });
        if here {
            painter.put_caret(value.x, y);
        }
    }
    let hint = match export.row() {
        Row::Form => lang.pick("← → で選ぶ", "Left and Right choose"),
        Row::Columns => lang.pick("Enter で列を選ぶ", "Enter chooses columns"),
        Row::Purpose => lang.pick(
            "誰が、いつ、何のために書き出したかが閲覧記録に残ります",
            "who exported what, when and for what is noted in the access chain",
        ),
        Row::Path => lang.pick(
            "ストアを開いているマシンのファイル(内蔵SSHなどからはストアの outbox/)",
            "a file of the machine that holds the store (its outbox/ where one comes from afar)",
        ),
    };
    painter.text(area.x + 1, area.y + 6, area.width.saturating_sub(1), hint, Role::Dim);
    if let Which::Leaf(leaf) = export.which() {
        return nameless(*leaf, lang, painter, area);
    }
    let sensitive: Vec<&str> = export.sensitive().map(|field| field.name(lang)).collect();
    let (text, role) = if sensitive.is_empty() {
        (
            lang.pick("連絡先・生活ニーズの列は含まれません", "no contacts or needs leave").to_owned(),
            Role::Dim,
        )
    } else {
        let names = sensitive.join(lang.pick("、", ", "));
        (
            format!("{}{names}", lang.pick("要配慮の列が含まれます: ", "sensitive columns leave: ")),
            Role::Alert,
        )
    };
    for (y, line) in (area.y + 8..area.bottom()).zip(crate::text::wrap(
        &text,
        usize::from(area.width - 1),
        painter.theme.wide,
    )) {
        painter.text(area.x + 1, y, area.width.saturating_sub(1), &line, role);
    }
}

/// What a table that is no list of records tells of people.
fn nameless(leaf: Leaf, lang: Lang, painter: &mut Painter<'_>, area: Rect) {
    let (text, role) = match leaf {
        leaf if leaf.is_personal() => {
            (lang.pick("氏名が含まれます", "people's names leave"), Role::Alert)
        }
        Leaf::Policy(_) => (
            lang.pick(
                "声は引用の同意があるものだけ、氏名・企業名・連絡先を伏せて出ます。記録にない人名は伏せられないため、渡す前に読み直してください",
                "only words with a consent to be quoted leave, without names and addresses; names on no record cannot be known: read it once more",
            ),
            Role::Plain,
        ),
        Leaf::Paper(_) | Leaf::Report(..) => (lang.pick("氏名は含まれません", "no names leave"), Role::Dim),
    };
    let lines = crate::text::wrap(text, usize::from(area.width.saturating_sub(1)), painter.theme.wide);
    for (y, line) in (area.y + 8..area.bottom()).zip(lines) {
        painter.text(area.x + 1, y, area.width.saturating_sub(1), &line, role);
    }
}

fn typed(line: &Line, here: bool, painter: &mut Painter<'_>, area: Rect) {
    painter.text(area.x, area.y, area.width, line.text(), Role::Plain);
    if here {
        let caret = painter.width(line.before_caret()).min(area.width.saturating_sub(1));
        painter.put_caret(area.x + caret, area.y);
    }
}

fn columns(export: &Export, index: usize, lang: Lang, painter: &mut Painter<'_>, area: Rect) {
    let hint = lang.pick(
        "Space で出す列を選ぶ  * すべて  Enter 決定",
        "Space takes a column or leaves it  * all  Enter done",
    );
    painter.text(area.x, area.y, area.width, hint, Role::Dim);
    let list = Rect::new(area.x, area.y + 1, area.width, area.height.saturating_sub(1));
    let all = export.columns();
    let top = window(0, index, usize::from(list.height), all.len());
    for (y, (place, (field, goes))) in (list.y..list.bottom()).zip(all.iter().enumerate().skip(top)) {
        let here = place == index;
        let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
        if here {
            painter.fill(list.x, y, list.width, Role::Here);
            painter.put_caret(list.x, y);
        }
        if *goes {
            painter.text(list.x + 1, y, 1, painter.theme.symbols.marks.marked, plain);
        }
        let used = painter.text(list.x + 3, y, list.width.saturating_sub(3), field.name(lang), plain);
        let key = if field.guard == crate::field::Guard::Open {
            field.key.to_owned()
        } else {
            format!("{}  {}", field.key, lang.pick("要配慮", "sensitive"))
        };
        painter.text(list.x + 5 + used, y, list.width.saturating_sub(used + 5), &key, quiet);
    }
}
