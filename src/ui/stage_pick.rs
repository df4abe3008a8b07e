//! Paints the list of stages that a case may go to, each with what is still missing.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use crate::app::App;
use crate::app::stage_pick::StagePick;
use crate::field::choices::Stage;
use crate::lang::Lang;
use crate::snapshot::Snapshot;

/// Cells for a stage's name.
const NAME_CELLS: u16 = 14;

/// Paints `pick` at the foot of `body`.
pub fn draw(pick: &StagePick, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let rows = u16::try_from(pick.targets().len()).unwrap_or(u16::MAX).min(body.height.saturating_sub(3));
    let top = body.bottom().saturating_sub(rows + 2);
    painter.clear(Rect::new(body.x, top, body.width, rows + 2));
    painter.rule(body.x, top, body.width, Role::Accent);
    let width = body.width.saturating_sub(4);
    painter.text(2, top + 1, width, &title(pick, snapshot, lang), Role::Strong);
    if pick.targets().is_empty() {
        painter.put_caret(2, top + 1);
    }
    for (place, target) in pick.targets().iter().enumerate().take(usize::from(rows)) {
        let y = top + 2 + u16::try_from(place).unwrap_or(0);
        let here = place == pick.index();
        if here {
            painter.text(1, y, 2, painter.theme.symbols.marks.cursor, Role::Accent);
            painter.put_caret(1, y);
        }
        let name_role = if here { Role::Strong } else { Role::Plain };
        painter.text(3, y, NAME_CELLS, target.stage.label().text(lang), name_role);
        let x = 3 + NAME_CELLS;
        let missing = target.missing.iter().map(|one| one.text(lang).to_owned());
        let told: Vec<String> = missing.chain(target.warnings.iter().map(|one| one.text(lang))).collect();
        let (text, role) = match (told.is_empty(), target.missing.is_empty()) {
            (true, _) => (arrow(pick, target.stage, lang).to_owned(), Role::Dim),
            (false, true) => (told.join(lang.pick("、", "; ")), Role::Strong),
            (false, false) => (told.join(lang.pick("、", "; ")), if here { Role::Alert } else { Role::Dim }),
        };
        painter.text(x, y, width.saturating_sub(x), &text, role);
    }
}

fn title(pick: &StagePick, snapshot: &Snapshot, lang: Lang) -> String {
    let first = pick.cases().first().and_then(|id| snapshot.state.label(*id)).unwrap_or_default();
    let from = pick.from().map_or("", |stage| stage.label().text(lang));
    let more = pick.cases().len().saturating_sub(1);
    match (pick.targets().is_empty(), more, lang) {
        (true, _, Lang::Ja) => format!("{first}({from}): 進める段階がありません(終結したケースは R で再開)"),
        (true, _, Lang::En) => format!("{first} ({from}): no stage to go to (R reopens a closed case)"),
        (_, 0, Lang::Ja) => format!("{first}  今は「{from}」  どこへ進めますか"),
        (_, 0, Lang::En) => format!("{first}  now \"{from}\"  where to?"),
        (_, more, Lang::Ja) => format!("{first} ほか{more}件  どこへ進めますか"),
        (_, more, Lang::En) => format!("{first} and {more} more  where to?"),
    }
}

fn arrow(pick: &StagePick, to: Stage, lang: Lang) -> &'static str {
    match (to, Some(to) < pick.from()) {
        (Stage::OnHold, _) => lang.pick("再開日を決めて止める", "stop until a date"),
        (Stage::Closed, _) => lang.pick("理由を付けて終える", "end it for a reason"),
        (_, true) => lang.pick("前の段階へ戻す", "back"),
        (_, false) => lang.pick("そのまま進めます", "ready"),
    }
}
