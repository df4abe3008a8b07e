//! The rows of a record's parts: its fields under headings, what is linked to it, and its story.
//! Invariant: rows follow the snapshot alone, so drawing and acting on a row mean the same row.

use std::borrow::Cow;

use crate::app::ask::Chapter;
use crate::app::likely::Likely;
use crate::app::listing;
use crate::domain::attendance::{self, counts_for_premium};
use crate::domain::decide::stage_of;
use crate::domain::hours;
use crate::domain::merge::sameness;
use crate::domain::wording;
use crate::domain::{Record, State, label};
use crate::field::choices::{JobStatus, MatchStatus};
use crate::field::print::display;
use crate::field::tables::{activity, case, job, matched, note, person, region};
use crate::field::{Date, Id, Kind, Moment};
use crate::lang::{Label, Lang};
use crate::matching::Gap;
use crate::matching::gap::Able;

use super::{groups, kept, ready, roll};

/// Linked records of one kind that are listed.
const LINKS_MAX: usize = 200;
/// Activities a year that premium registration asks for.
const PREMIUM_ACTIVITIES: usize = 3;

/// The kinds of linked records, in the order in which they are listed.
const ORDER: [Kind; 7] =
    [Kind::Case, Kind::Match, Kind::Person, Kind::Job, Kind::Organisation, Kind::Region, Kind::Measure];

/// One row of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where Enter leads.
    pub target: Option<Id>,
    pub body: Body,
}

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    Heading(String),
    /// A field: its name, its value, and who changed it since the screen was opened.
    Field {
        name: Cow<'static, str>,
        value: String,
        news: Option<String>,
    },
    /// A linked record: what it is called, how it stands, by when something is due.
    Link {
        label: String,
        state: String,
        due: Option<Date>,
    },
    /// Something that happened.
    Event {
        at: Moment,
        who: String,
        text: String,
    },
    /// So many fields have no value.
    Unfilled(usize),
}

/// The fields that have a value, under their headings; `targets` stand where a region's targets do.
pub fn fields(
    record: &Record,
    state: &State,
    since: u64,
    targets: &[Row],
    today: Date,
    lang: Lang,
) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut under: Option<Label> = None;
    let mut unfilled = 0;
    for (heading, field) in groups::grouped(record.id.kind) {
        if field.code == person::RETENTION_UNTIL.code && record.id.kind == Kind::Person {
            // It is told below, with what it follows from.
            unfilled += usize::from(record.get(field).is_none());
            continue;
        }
        let Some(value) = record.get(field) else {
            // Who is the same as whom is not filled in by hand.
            let judged = sameness(record.id.kind)
                .is_some_and(|same| [same.not_same.code, same.maybe_same.code].contains(&field.code));
            unfilled += usize::from(!judged);
            continue;
        };
        if let Some(label) = heading.filter(|label| under != Some(*label)) {
            under = heading;
            rows.push(Row { target: None, body: Body::Heading(label.text(lang).to_owned()) });
        }
        if record.id.kind == Kind::Region && field.code == region::TARGETS.code {
            rows.extend(targets.iter().cloned());
            continue;
        }
        if record.id.kind == Kind::Region && field.code == region::READINESS.code {
            rows.extend(ready::rows(record, lang));
            continue;
        }
        let mut target = None;
        value.for_each_reference(|id| target = target.or(Some(id)));
        let news = record.stamp(field.code).filter(|stamp| stamp.seq > since).map(|stamp| match lang {
            Lang::Ja => format!("{}さんが{}に変更", stamp.author, wording::clock(stamp.at).trim()),
            Lang::En => format!("changed by {} at {}", stamp.author, wording::clock(stamp.at).trim()),
        });
        let value = display(field, value, lang, state);
        rows.push(Row { target, body: Body::Field { name: field.name(lang).into(), value, news } });
    }
    rows.extend(kept::rows(record, state, today, lang));
    if unfilled > 0 {
        rows.push(Row { target: None, body: Body::Unfilled(unfilled) });
    }
    rows
}

/// Who is likely the same, and what was merged into the record.
pub fn likely(likely: Option<&Likely>, record: &Record, state: &State, lang: Lang) -> Vec<Row> {
    let mut rows = Vec::new();
    let heading = |text: &str| Row { target: None, body: Body::Heading(text.to_owned()) };
    let named = |id: Id| format!("{} {id}", state.label(id).unwrap_or_default());
    let found = likely.map(|likely| likely.of(record.id)).unwrap_or_default();
    if !found.is_empty() {
        rows.push(heading(lang.pick("重複の疑い (D で見比べる)", "Likely the same (D compares)")));
    }
    for one in found {
        let state = format!("{}  {}", one.likeness.in_short(lang), one.likeness.total);
        rows.push(Row { target: Some(one.id), body: Body::Link { label: named(one.id), state, due: None } });
    }
    let merged = merged(record.id, state);
    if !merged.is_empty() {
        rows.push(heading(lang.pick("統合された記録 (U で解除)", "Merged into this (U unmerges)")));
    }
    for id in merged {
        let body = Body::Link { label: named(id), state: String::new(), due: None };
        rows.push(Row { target: None, body });
    }
    rows
}

/// The records that were merged into one, in the order in which that was done.
pub fn merged(id: Id, state: &State) -> Vec<Id> {
    let Some(same) = sameness(id.kind) else { return Vec::new() };
    let into = |one: &Record| one.withdrawn && one.reference(same.merged_into) == Some(id);
    let records =
        state.links_of(id).iter().filter(|one| one.kind == id.kind).filter_map(|one| state.record(*one));
    let mut merged: Vec<(u64, Id)> = records
        .filter(into)
        .map(|one| (one.stamp(same.merged_into.code).map_or(0, |stamp| stamp.seq), one.id))
        .collect();
    merged.sort_unstable();
    merged.into_iter().map(|(_, id)| id).collect()
}

/// What links to the record and what it is about, kind by kind; the story has its own part.
pub fn links(record: &Record, state: &State, today: Date, lang: Lang) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut out: Vec<Id> = Vec::new();
    for (_, value) in &record.values {
        value.for_each_reference(|id| {
            if id.kind != Kind::Skill && !out.contains(&id) {
                out.push(id);
            }
        });
    }
    if record.id.kind == Kind::Person {
        rows.extend(premium(record, state, today, lang));
    }
    if record.id.kind == Kind::Gathering {
        rows.extend(roll::rows(record, state, lang));
    }
    if record.id.kind == Kind::Region {
        rows.extend(openings(record, state, lang));
    }
    if record.id.kind == Kind::Organisation {
        rows.extend(employees(record, state, lang));
    }
    for kind in ORDER.into_iter().filter(|kind| *kind != Kind::Person || record.id.kind != Kind::Organisation)
    {
        let mut ids: Vec<Id> = out.iter().copied().filter(|id| id.kind == kind).collect();
        ids.extend(state.linked(record.id, kind));
        ids.dedup();
        let all = ids.len();
        let mut linked: Vec<Record> =
            ids.into_iter().take(LINKS_MAX).filter_map(|id| state.live(id)).collect();
        if linked.is_empty() {
            continue;
        }
        linked.sort_by_key(|one| std::cmp::Reverse((is_open(one), one.id)));
        let heading = format!("{} {all}", kind.label().text(lang));
        rows.push(Row { target: None, body: Body::Heading(heading) });
        rows.extend(linked.iter().map(|one| link(one, record.id, state, lang)));
    }
    rows
}

/// How many activities of this fiscal year count for premium registration (ふるさと住民登録): three a year are asked for.
fn premium(record: &Record, state: &State, today: Date, lang: Lang) -> Option<Row> {
    let year = today.fiscal_year();
    let counts = |one: &Record| {
        let at = one.moment(&activity::AT).unwrap_or(one.created.at);
        counts_for_premium(state, one) && at.date().fiscal_year() == year
    };
    let all = state.linked(record.id, Kind::Activity).filter_map(|id| state.live(id));
    let count = all.filter(counts).count();
    let text = match lang {
        Lang::Ja => format!("ふるさと住民 担い手活動 {count}/{PREMIUM_ACTIVITIES}回 ({year}年度)"),
        Lang::En => format!("furusato premium {count}/{PREMIUM_ACTIVITIES} activities (FY{year})"),
    };
    (count > 0).then_some(Row { target: None, body: Body::Heading(text) })
}

/// How many posts a region has open, for how many people, and how many have been found: how short of hands it is.
fn openings(record: &Record, state: &State, lang: Lang) -> Option<Row> {
    let is_open = |one: &Record| one.choice(&job::STATUS).is_none_or(|code| code == JobStatus::Open.code());
    let jobs: Vec<Record> = state
        .linked(record.id, Kind::Job)
        .take(LINKS_MAX)
        .filter_map(|id| state.live(id))
        .filter(is_open)
        .collect();
    let seats: i64 = jobs.iter().map(|one| one.int(&job::OPENINGS).unwrap_or(1)).sum();
    let accepted = |id: &Id| {
        let status = state.live(*id).and_then(|one| one.choice(&matched::STATUS));
        status == Some(MatchStatus::Accepted.code())
    };
    let found: usize =
        jobs.iter().map(|one| state.linked(one.id, Kind::Match).filter(accepted).count()).sum();
    let posts = jobs.len();
    let text = match lang {
        Lang::Ja => format!("担い手: 募集中 {posts}件 {seats}人  うち成約 {found}人"),
        Lang::En => format!("hands wanted: {posts} open posts for {seats}, {found} found"),
    };
    (posts > 0).then_some(Row { target: None, body: Body::Heading(text) })
}

/// The people who work there: their side work against the cap, and the papers that are missing.
fn employees(record: &Record, state: &State, lang: Lang) -> Vec<Row> {
    let people: Vec<Record> = state
        .linked(record.id, Kind::Person)
        .take(LINKS_MAX)
        .filter_map(|id| state.live(id))
        .filter(|person| person.reference(&person::EMPLOYER) == Some(record.id))
        .collect();
    if people.is_empty() {
        return Vec::new();
    }
    let heading = format!(
        "{} {}",
        lang.pick("社員の副業(雇用のみ通算)", "Employees' side work (employment totalled)"),
        people.len()
    );
    let row = |person: &Record| {
        let standing = hours::load(state, person.id).short(lang);
        let body = Body::Link { label: label::of(person, state), state: standing, due: None };
        let first = Row { target: Some(person.id), body };
        let missing = hours::papers_missing(state, person.id);
        let papers =
            format!("{}{}", lang.pick("書類不足: ", "papers missing: "), missing.join(lang.pick("、", ", ")));
        let body = Body::Link { label: String::new(), state: papers, due: None };
        let second = (!missing.is_empty()).then_some(Row { target: Some(person.id), body });
        std::iter::once(first).chain(second)
    };
    let heading = Row { target: None, body: Body::Heading(heading) };
    std::iter::once(heading).chain(people.iter().flat_map(row)).collect()
}

/// The skills that are asked for, the scarcest first: the level, and how many people have it, of those who wish for the
/// region or live there and of all.
pub fn gaps(gaps: &[Gap], state: &State, lang: Lang) -> Vec<Row> {
    if gaps.is_empty() {
        return Vec::new();
    }
    let heading = lang.pick(
        "求める技能と、できる人 (この地域を希望 / 全体、+ は段階が足りない人)",
        "skills asked for, and who has them (of those for the region / of all; + at a lower level)",
    );
    let row = |gap: &Gap| {
        let name = state.label(gap.skill).unwrap_or_else(|| gap.skill.to_string());
        let able = |able: Able| match able.less {
            0 => able.enough.to_string(),
            less => format!("{}+{less}", able.enough),
        };
        let jobs = match (gap.jobs, lang) {
            (0, _) => String::new(),
            (jobs, Lang::Ja) => format!("案件 {jobs}   "),
            (jobs, Lang::En) => format!("jobs {jobs}   "),
        };
        Row {
            target: Some(gap.skill),
            body: Body::Link {
                label: format!("{name} {}", gap.level),
                state: format!("{jobs}{} / {}", able(gap.near), able(gap.all)),
                due: None,
            },
        }
    };
    let head = Row { target: None, body: Body::Heading(heading.to_owned()) };
    std::iter::once(head).chain(gaps.iter().take(LINKS_MAX).map(row)).collect()
}

/// Activities, notes and changes, the newest first.
pub fn story(record: &Record, state: &State, history: &[Chapter], lang: Lang) -> Vec<Row> {
    let mut rows = Vec::new();
    // Who was at an event stands under its links, not as so many things that happened to it.
    let told = state.linked(record.id, Kind::Activity).filter(|_| record.id.kind != Kind::Gathering);
    for one in told.filter_map(|id| state.live(id)) {
        let at = one.moment(&activity::AT).unwrap_or(one.created.at);
        let who = one.text(&activity::WHO).unwrap_or(&one.created.author).to_owned();
        let kind = one.get(&activity::KIND).map(|value| display(&activity::KIND, value, lang, state));
        let text = [one.text(&activity::SUMMARY), one.text(&activity::TEXT)];
        let text = text.into_iter().flatten().collect::<Vec<_>>().join("  ");
        let what = told_of_event(&one, state, lang).or(kind).unwrap_or_default();
        let text = format!("{what}  {text}");
        rows.push(Row { target: Some(one.id), body: Body::Event { at, who, text } });
    }
    for one in state.linked(record.id, Kind::Note).filter_map(|id| state.live(id)) {
        let text = one.text(&note::TEXT).unwrap_or_default().to_owned();
        let who = one.created.author.to_string();
        rows.push(Row { target: Some(one.id), body: Body::Event { at: one.created.at, who, text } });
    }
    for chapter in history {
        for event in &chapter.commit.events {
            let (first, last) = event.span();
            if first <= record.id && record.id <= last {
                let mut text = wording::event(event, state, lang);
                if let Some(cause) = wording::cause(chapter.commit.cause, lang) {
                    text = format!("{cause}  {text}");
                }
                let who = chapter.commit.author.name().to_owned();
                rows.push(Row { target: None, body: Body::Event { at: chapter.commit.at, who, text } });
            }
        }
    }
    rows.sort_by_key(|row| match &row.body {
        Body::Event { at, .. } => std::cmp::Reverse(*at),
        _ => std::cmp::Reverse(Moment::default()),
    });
    rows
}

/// The event that an activity is about, and how it went: 「空き家見学会 (参加)」.
fn told_of_event(one: &Record, state: &State, lang: Lang) -> Option<String> {
    let event = one.reference(&activity::EVENT).and_then(|id| state.label(id))?;
    Some(format!("{event} ({})", attendance::how(one)?.label().text(lang)))
}

fn is_open(record: &Record) -> bool {
    record.id.kind != Kind::Case || listing::case_why(record).is_some()
}

fn link(one: &Record, from: Id, state: &State, lang: Lang) -> Row {
    let called = |id: Option<Id>| id.and_then(|id| state.label(id)).unwrap_or_default();
    let (label, standing, due) = match one.id.kind {
        Kind::Case => {
            let stands = stage_of(one).label().text(lang).to_owned();
            let kind = one
                .get(&case::KIND)
                .map(|value| display(&case::KIND, value, lang, state))
                .unwrap_or_default();
            let label = if from.kind == Kind::Person && one.text(&case::TITLE).is_none() {
                format!("{kind}  {}", one.id)
            } else {
                label::of(one, state)
            };
            let due = listing::due(one).filter(|_| listing::case_why(one).is_some());
            (label, stands, due)
        }
        Kind::Match => {
            let other = match from.kind {
                Kind::Person => called(one.reference(&matched::JOB)),
                Kind::Job => called(one.reference(&matched::PERSON)),
                _ => label::of(one, state),
            };
            let status = one.choice(&matched::STATUS).and_then(MatchStatus::from_code);
            let status = status.unwrap_or(MatchStatus::Suggested).label().text(lang);
            let score = one.int(&matched::SCORE).map(|score| format!("{score}  ")).unwrap_or_default();
            (other, format!("{score}{status}"), None)
        }
        Kind::Job => {
            let status = one.get(&job::STATUS).map(|value| display(&job::STATUS, value, lang, state));
            (label::of(one, state), status.unwrap_or_default(), one.date(&job::CLOSES_ON))
        }
        _ => (label::of(one, state), one.id.to_string(), None),
    };
    Row { target: Some(one.id), body: Body::Link { label, state: standing, due } }
}
