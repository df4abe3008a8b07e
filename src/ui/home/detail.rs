//! What is known of the record under the cursor, in a few rows: it follows the cursor without a key.

use ratatui::layout::Rect;

use crate::app::listing::leading_case;
use crate::app::{App, Layer};
use crate::domain::Record;
use crate::domain::attendance::happened;
use crate::field::print::display;
use crate::field::tables::{activity, case, job, person, region};
use crate::field::{Field, Id, Kind};
use crate::lang::Lang;
use crate::snapshot::Snapshot;
use crate::text::wrap;
use crate::ui::paint::Painter;
use crate::ui::theme::Role;
use crate::ui::words;

/// Fields worth a row, by kind, the most telling first.
const PERSON: &[&Field] = &[
    &person::WANT,
    &person::SKILLS,
    &person::REGIONS,
    &person::HOURS,
    &person::JOB_STYLE,
    &person::SIDE_JOB_STATUS,
    &person::DOMICILE,
    &person::PATTERN,
    &person::AVAIL_FROM,
    &person::NOTES,
];
const REGION: &[&Field] = &[
    &region::PREFECTURE,
    &region::POPULATION,
    &region::PLAN_STATUS,
    &region::NEEDS_TEXT,
    &region::GOOD,
    &region::BAD,
    &region::ACCESS,
    &region::TRIAL_HOUSES,
];
const JOB: &[&Field] = &[
    &job::ORGANISATION,
    &job::REGION,
    &job::SKILLS_MUST,
    &job::SKILLS_NICE,
    &job::WORK_KIND,
    &job::HOURS_MAX,
    &job::REWARD,
    &job::ONSITE_DAYS,
    &job::PROBLEM,
    &job::DESCRIPTION,
];

/// Rows that one value takes at most.
const VALUE_ROWS: usize = 3;
/// Cells of a field's name in Japanese and in English.
const LABELS: (u16, u16) = (12, 16);

/// Paints what is known of `id` under a rule.
pub fn draw(id: Option<Id>, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, area: Rect) {
    painter.rule(area.x + 1, area.y, area.width.saturating_sub(2), Role::Dim);
    let Some(record) = id.and_then(|id| snapshot.state.record(id)) else { return };
    let head = snapshot.state.label(record.id).unwrap_or_default();
    painter.line(
        area.x + 3,
        area.y,
        area.width.saturating_sub(6),
        &[
            (" ", Role::Dim),
            (&head, Role::Strong),
            ("  ", Role::Dim),
            (&record.id.to_string(), Role::Dim),
            (" ", Role::Dim),
        ],
    );
    let lines = facts(&record, app, snapshot);
    let label_width = match app.lang() {
        Lang::Ja => LABELS.0,
        Lang::En => LABELS.1,
    };
    let across: u16 = if area.width >= 100 { 2 } else { 1 };
    let column = area.width.saturating_sub(2) / across;
    let mut place = (0, area.y + 1);
    for (label, value) in lines {
        let room = column.saturating_sub(label_width + 3);
        let left = area.bottom().saturating_sub(place.1);
        let most = usize::from(left).min(VALUE_ROWS);
        let wrapped = wrap(&value, usize::from(room), painter.theme.wide);
        let x = area.x + 1 + place.0 * column;
        for (y, line) in (place.1..area.bottom()).zip(wrapped.iter().take(most)) {
            painter.text(x, y, label_width, if y == place.1 { label } else { "" }, Role::Dim);
            let cut = wrapped.len() > most && usize::from(y - place.1) + 1 == most;
            let line = if cut { format!("{line}{}", painter.theme.symbols.ellipsis) } else { line.clone() };
            painter.text(x + label_width + 1, y, room + 1, &line, Role::Plain);
        }
        place.1 += u16::try_from(wrapped.len().min(most)).unwrap_or(1);
        if place.1 >= area.bottom() {
            place = (place.0 + 1, area.y + 1);
        }
        if place.0 >= across {
            break;
        }
    }
}

fn facts(record: &Record, app: &App, snapshot: &Snapshot) -> Vec<(&'static str, String)> {
    let fields = match record.id.kind {
        Kind::Person => PERSON,
        Kind::Region => REGION,
        Kind::Job => JOB,
        _ => &[],
    };
    let lang = app.lang();
    let mut facts = twins(record, app, snapshot);
    facts.extend(story(record, app, snapshot));
    facts.extend(fields.iter().filter_map(|field| {
        let value = display(field, record.get(field)?, lang, &snapshot.state);
        let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
        (!line.is_empty()).then_some((field.name(lang), line))
    }));
    facts
}

/// Who is likely the same: `1件  高橋 みか P-000002  電話が同じ  (D 見比べる)`.
fn twins(record: &Record, app: &App, snapshot: &Snapshot) -> Vec<(&'static str, String)> {
    let Some(Layer::Home(home)) = app.layers().first() else { return Vec::new() };
    let found = home.alike(record.id);
    let Some(first) = found.first() else { return Vec::new() };
    let lang = app.lang();
    let name = snapshot.state.label(first.id).unwrap_or_default();
    let (reasons, count) = (first.likeness.in_short(lang), found.len());
    let text = match lang {
        Lang::Ja => format!("{count}件  {name} {}  {reasons}  (D 見比べる)", first.id),
        Lang::En => format!("{count}: {name} {}  {reasons}  (D compares)", first.id),
    };
    vec![(lang.pick("重複の疑い", "Likely the same"), text)]
}

/// What is next for a person, and what was done last.
fn story(record: &Record, app: &App, snapshot: &Snapshot) -> Vec<(&'static str, String)> {
    let lang = app.lang();
    let state = &snapshot.state;
    if record.id.kind != Kind::Person {
        return Vec::new();
    }
    let mut facts = Vec::new();
    if let Some(held) = leading_case(state, record.id) {
        let owner = held.text(&case::OWNER).unwrap_or(lang.pick("担当なし", "nobody"));
        let next = held.text(&case::NEXT_ACTION).unwrap_or(lang.pick("次の一手なし", "no next action"));
        facts.push((lang.pick("次の一手", "Next"), format!("{next}  {owner}")));
    }
    let last = state.linked(record.id, Kind::Activity).filter_map(|id| state.live(id)).filter(happened);
    if let Some(last) = last.max_by_key(|one| (one.moment(&activity::AT), one.id)) {
        let day =
            last.moment(&activity::AT).map(|at| words::short_date(at.date(), app.context().today(), lang));
        let kind = last.get(&activity::KIND).map(|value| display(&activity::KIND, value, lang, state));
        let event = last.reference(&activity::EVENT).and_then(|id| state.label(id)).unwrap_or_default();
        let text = last.text(&activity::SUMMARY).or(last.text(&activity::TEXT)).unwrap_or(&event);
        let who = last.text(&activity::WHO).unwrap_or_default();
        let parts = [day.unwrap_or_default(), kind.unwrap_or_default(), text.to_owned(), who.to_owned()];
        let line = parts.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        facts.push((lang.pick("最終", "Last"), line));
    }
    facts
}
