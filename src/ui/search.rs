//! Paints the search: what is typed, and what it finds among all kinds, with what matched standing out.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::query_line;
use super::theme::Role;
use super::words;
use crate::app::App;
use crate::app::cursor::window;
use crate::app::find::Hit;
use crate::app::search::SearchBox;
use crate::domain::wording;
use crate::field::print::grouped;
use crate::lang::Lang;
use crate::snapshot::Snapshot;
use crate::text::wrap;

/// Cells of the kind.
const KIND: u16 = 12;
/// Cells of an id.
const ID: u16 = 13;
/// Examples of queries, each with what it is for.
const HINTS: [(&str, &str, &str); 9] = [
    ("たなか  tanaka  ﾀﾅｶ", "名前、かな、ローマ字のどれでも", "names in kanji, kana or romaji"),
    ("塩尻 写真", "すべての語を含むもの", "all of the words"),
    ("kind:案件 region:塩尻", "種類や項目で絞る (Tab で補完)", "by kind or field (Tab completes)"),
    ("担当:なし 期日:..7日", "空欄や日付で絞る", "by what is empty or due"),
    ("段階:受付..プラン", "範囲で絞る (>=10 や >2週間 も)", "by a range (>=10, >2w too)"),
    ("(塩尻 or 佐渡) -種別:案件", "どちらか、かっこ、除くもの", "either, brackets, without"),
    ("'リモート", "書いたとおりに", "exactly as written"),
    ("!保留", "含まないもの", "without a word"),
    ("~sioziri", "あいまいに", "loosely"),
];

/// Paints `search` into `body`.
pub fn draw(search: &SearchBox, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let used = painter.text(1, body.y, 12, lang.pick("検索 ", "Search "), Role::Strong);
    let count = count_text(search, lang);
    let count_width = painter.width(&count);
    painter.right(1, body.y, body.width.saturating_sub(2), &count, Role::Dim);
    let room = body.width.saturating_sub(used + count_width + 4);
    let rule = Rect::new(1, body.y + 1, body.width.saturating_sub(2), 1);
    painter.rule(rule.x, rule.y, rule.width, Role::Accent);
    let typed = Rect::new(1 + used, body.y, room, 1);
    query_line::under(search.line(), painter, rule, typed);
    let list = Rect { y: body.y + 2, height: body.height.saturating_sub(2), ..body };
    match search.found() {
        _ if search.line().fault().is_some() => said(search, painter, list, lang),
        // A line that is only begun finds nothing yet: what it may become has the room.
        _ if !search.line().is_right() => offered(search, painter, list),
        None if !search.line().text().is_empty() && snapshot.index_if_made().is_none() => {
            let text = lang.pick(
                "検索の準備をしています。できしだい結果が出ます。",
                "The search is getting ready; results come as soon as it is.",
            );
            painter.text(3, list.y + 1, list.width.saturating_sub(4), text, Role::Dim);
        }
        None => hints(painter, list, lang),
        Some(Err(fault)) => {
            painter.text(3, list.y + 1, list.width.saturating_sub(4), fault, Role::Alert);
        }
        Some(Ok(hits)) if hits.hits.is_empty() => {
            let text = lang.pick("見つかりません", "nothing is found");
            painter.text(3, list.y + 1, list.width.saturating_sub(4), text, Role::Plain);
            let advice =
                lang.pick("語を減らすか、かなや読みでお試しください", "try fewer words, or the reading");
            painter.text(3, list.y + 2, list.width.saturating_sub(4), advice, Role::Dim);
        }
        Some(Ok(hits)) => {
            let first = window(0, search.index(), usize::from(list.height), hits.hits.len());
            for (y, (index, hit)) in (list.y..list.bottom()).zip(hits.hits.iter().enumerate().skip(first)) {
                draw_hit(hit, index == search.index(), y, snapshot, painter, list.width, lang);
            }
        }
    }
    query_line::text(search.line(), painter, typed);
}

/// What is wrong with the line, wrapped, for it says what is possible too.
fn said(search: &SearchBox, painter: &mut Painter<'_>, list: Rect, lang: Lang) {
    let Some(fault) = search.line().fault() else { return };
    let width = list.width.saturating_sub(4);
    let lines = wrap(&fault.text(lang), usize::from(width), painter.theme.wide);
    for (y, line) in (list.y + 1..list.bottom()).zip(lines) {
        painter.text(3, y, width, &line, Role::Alert);
    }
}

/// What the word at the caret may become, one a row.
fn offered(search: &SearchBox, painter: &mut Painter<'_>, list: Rect) {
    let line = search.line();
    for (y, (place, offer)) in (list.y..list.bottom()).zip(line.offers().iter().enumerate()) {
        let role = if place == line.offer() { Role::Here } else { Role::Plain };
        painter.text(3, y, list.width.saturating_sub(4), &offer.shown, role);
    }
}

fn count_text(search: &SearchBox, lang: Lang) -> String {
    match search.found().filter(|_| search.line().is_right()) {
        Some(Ok(hits)) => {
            let total = grouped(i64::try_from(hits.total).unwrap_or(i64::MAX));
            let more = if hits.more { "+" } else { "" };
            match lang {
                Lang::Ja => format!("{total}{more}件"),
                Lang::En => format!("{total}{more} found"),
            }
        }
        _ => String::new(),
    }
}

fn hints(painter: &mut Painter<'_>, list: Rect, lang: Lang) {
    for (y, (query, ja, en)) in (list.y + 1..list.bottom()).zip(HINTS) {
        painter.text(3, y, 26, query, Role::Plain);
        painter.text(31, y, list.width.saturating_sub(32), lang.pick(ja, en), Role::Dim);
    }
}

fn draw_hit(
    hit: &Hit,
    here: bool,
    y: u16,
    snapshot: &Snapshot,
    painter: &mut Painter<'_>,
    width: u16,
    lang: Lang,
) {
    let (plain, quiet) = if here { (Role::Here, Role::HereDim) } else { (Role::Plain, Role::Dim) };
    if here {
        painter.fill(1, y, width.saturating_sub(2), Role::Here);
        painter.text(1, y, 1, painter.theme.symbols.marks.cursor, Role::Here);
    }
    painter.text(3, y, KIND, words::plural(hit.id.kind, lang), quiet);
    let x = 3 + KIND + 1;
    let label_room = (width / 2).saturating_sub(x);
    let mut used = 0;
    for (text, found) in pieces(&hit.label, &hit.spans) {
        let role = match (found, here) {
            (true, true) => Role::HereFound,
            (true, false) => Role::Found,
            (false, _) => plain,
        };
        used += painter.text(x + used, y, label_room.saturating_sub(used), &text, role);
    }
    let x = width / 2 + 1;
    painter.text(x, y, ID, &hit.id.to_string(), quiet);
    let x = x + ID + 1;
    let Some(field) = hit.field else { return };
    let Some(record) = snapshot.state.record(hit.id) else { return };
    let Some(value) = record.get(field) else { return };
    let text = format!("{}: {}", field.name(lang), wording::short(field, value, &snapshot.state, lang));
    painter.text(x, y, width.saturating_sub(x + 2), &text, quiet);
}

/// A label in pieces, each with whether it matched.
fn pieces(label: &str, spans: &[(usize, usize)]) -> Vec<(String, bool)> {
    let mut pieces: Vec<(String, bool)> = Vec::new();
    for (at, character) in label.chars().enumerate() {
        let found = spans.iter().any(|(start, end)| (*start..*end).contains(&at));
        match pieces.last_mut() {
            Some((text, same)) if *same == found => text.push(character),
            _ => pieces.push((character.to_string(), found)),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_falls_into_pieces() {
        let piece = |text: &str, found| (text.to_owned(), found);
        assert_eq!(pieces("山田 太郎", &[(0, 2)]), [piece("山田", true), piece(" 太郎", false)]);
        assert_eq!(pieces("", &[(0, 2)]), []);
    }
}
