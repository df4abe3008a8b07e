//! Two records that are one: merged with everything that refers to them, taken apart again, or found to be different.
//! Invariant: after a merge nothing refers to the merged record but what was merged into it before; nothing is ever merged unasked.

use super::check::check;
use super::shown::same_pair;
use super::write::{changed, fresh};
use super::{Context, stage_of, target};
use crate::domain::command::{Finding, Keep};
use crate::domain::event::{Change, Event, Verb};
use crate::domain::merge::{
    Sameness, are_known_different, holds_both, is_chosen, is_merged_into, joined, redirected, referrers,
    sameness,
};
use crate::domain::record::Record;
use crate::domain::rejection::{Rejection, StaleField};
use crate::domain::rights::Rights;
use crate::domain::sight::shows;
use crate::domain::stage::is_open;
use crate::domain::state::State;
use crate::field::Shape;
use crate::field::choices::MatchStatus;
use crate::field::tables::{case, matched};
use crate::field::{Fault, Id, Kind, TextKind, Value, by_code, fields};

mod apart;

pub use apart::unmerge;

/// Longest text that both notes may become, in characters.
const TEXT_MAX: usize = crate::text::NOTE_GRAPHEMES;

type Reason = Option<Box<str>>;

/// `other` goes into `id`.
pub fn merge(
    state: &State,
    (id, other): (Id, Id),
    keep: &[(u16, Keep)],
    reason: Reason,
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    let (same, survivor, merged) = pair(state, id, other)?;
    if are_known_different(&survivor, &merged) {
        return Err(Rejection::KnownDifferent { id, other });
    }
    choosable(id.kind, keep)?;
    let after = joined(&survivor, &merged, keep, context.today());
    for field in fields(id.kind).iter().filter(|field| matches!(field.shape, Shape::Text(TextKind::Long))) {
        if after.text(field).is_some_and(|text| text.chars().count() > TEXT_MAX) {
            return Err(Rejection::invalid(field, Fault::TooLong { most: TEXT_MAX }));
        }
    }
    fresh(&survivor, &after, context)?;
    unseen(&merged, context)?;
    check(state, &after)?;
    let mut gone = merged.clone();
    gone.set(same.merged_into.code, Some(Value::reference(id)));
    let mut events = changed(&merged, &gone, Verb::Merged, reason.clone());
    events.extend(changed(&survivor, &after, Verb::Merged, reason));
    let children = referrers(state, other);
    // A pair that both had stands once: out of sight goes first what stood less far, so that undo finds its way back.
    events.extend(children.iter().filter_map(|child| lesser(state, *child, other, id)).map(hidden));
    events.extend(
        children.iter().filter(|child| **child != id).filter_map(|child| moved(state, *child, other, id)),
    );
    events.push(hidden(other));
    Ok(events)
}

/// What somebody says of two records: on both, so that either tells.
pub fn judge(
    state: &State,
    (id, other): (Id, Id),
    finding: Finding,
    reason: &Reason,
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    let (same, one, two) = pair(state, id, other)?;
    let mut events = Vec::new();
    for (before, other) in [(one, other), (two, id)] {
        let mut after = before.clone();
        for (field, holds) in
            [(same.not_same, finding == Finding::Different), (same.maybe_same, finding == Finding::Reported)]
        {
            let rest = before.references(field).filter(|held| *held != other);
            let all: Vec<Id> = rest.chain(holds.then_some(other)).collect();
            after.set(field.code, Some(Value::references(all)));
        }
        fresh(&before, &after, context)?;
        events.extend(changed(&before, &after, Verb::Judged, reason.clone()));
    }
    if finding == Finding::Different && id.kind == Kind::Person {
        events.extend(looked_at(state, [id, other], context));
    }
    Ok(events)
}

/// Who has looked at two people has looked for duplicates: the open cases of both that the author may see say so, where nobody has
/// said it before.
fn looked_at(state: &State, people: [Id; 2], context: &Context) -> Vec<Event> {
    let Ok(rights) = Rights::of(state, &context.author, context.owner) else { return Vec::new() };
    let cases = people.into_iter().flat_map(|id| state.linked(id, Kind::Case).collect::<Vec<_>>());
    let shown = cases.filter(|id| shows(state, &rights, *id)).filter_map(|id| state.live(id));
    let open = shown.filter(|one| is_open(stage_of(one)) && one.get(&case::DEDUPE_CHECKED).is_none());
    open.flat_map(|before| {
        let mut after = before.clone();
        after.set(case::DEDUPE_CHECKED.code, Some(Value::date(context.today())));
        changed(&before, &after, Verb::Judged, None)
    })
    .collect()
}

/// Two records of a kind that is merged.
fn pair(state: &State, id: Id, other: Id) -> Result<(Sameness, Record, Record), Rejection> {
    let same = sameness(id.kind).ok_or(Rejection::WrongKind { id, wanted: Kind::Person })?;
    if id == other {
        return Err(Rejection::invalid(same.merged_into, Fault::Itself));
    }
    Ok((same, target(state, id, id.kind)?, target(state, other, id.kind)?))
}

/// Refuses choices of what is decided by rule, and of both where only one can be held.
fn choosable(kind: Kind, keep: &[(u16, Keep)]) -> Result<(), Rejection> {
    for (code, keep) in keep {
        let Some(field) = by_code(kind, *code) else { continue };
        if !is_chosen(kind, field) {
            return Err(Rejection::Ruled { key: field.key, label: field.label });
        }
        if *keep == Keep::Both && !holds_both(field) {
            return Err(Rejection::invalid(field, Fault::Form));
        }
    }
    Ok(())
}

/// Refuses what somebody else wrote on the record that will be gone, since the author looked.
fn unseen(record: &Record, context: &Context) -> Result<(), Rejection> {
    let Some(seen) = context.seen else { return Ok(()) };
    let newer =
        record.stamps.iter().filter(|(_, stamp)| stamp.seq > seen && *stamp.author != *context.author.0);
    let stale: Vec<StaleField> = newer
        .filter_map(|(code, stamp)| {
            let field = by_code(record.id.kind, *code)?;
            let (who, at, theirs) = (stamp.author.clone(), stamp.at, record.get(field).cloned());
            Some(StaleField { code: *code, label: field.label, who, at, mine: theirs.clone(), theirs })
        })
        .collect();
    if stale.is_empty() { Ok(()) } else { Err(Rejection::Stale { id: record.id, fields: stale }) }
}

fn hidden(id: Id) -> Event {
    Event::Withdrawn { first: id, last: id }
}

/// The record with another named in place of one, by every field but what it was merged into.
fn moved(state: &State, child: Id, from: Id, to: Id) -> Option<Event> {
    let before = state.record(child)?;
    let mut after = before.clone();
    for field in fields(child.kind).iter().filter(|field| !is_merged_into(child.kind, field)) {
        if let Some(value) = before.get(field) {
            after.set(field.code, redirected(value, from, to));
        }
    }
    changed(&before, &after, Verb::Moved, None).pop()
}

/// Of a match that will pair the same two as another one, and that other one, the one that stands less far.
fn lesser(state: &State, child: Id, from: Id, to: Id) -> Option<Id> {
    let record = state.live(child).filter(|record| record.id.kind == Kind::Match)?;
    let turn = |id: Option<Id>| id.map(|id| if id == from { to } else { id });
    let (person, job) = (turn(record.reference(&matched::PERSON))?, turn(record.reference(&matched::JOB))?);
    let twin =
        same_pair(state, person, job).filter(|twin| *twin != child).and_then(|twin| state.live(twin))?;
    Some(if standing(&record) > standing(&twin) { twin.id } else { child })
}

/// How far a match stands: what was agreed first, what is under way by its step, what has ended last.
fn standing(record: &Record) -> (u8, u16) {
    let status =
        record.choice(&matched::STATUS).and_then(MatchStatus::from_code).unwrap_or(MatchStatus::Suggested);
    match status {
        MatchStatus::Accepted => (2, 0),
        status if super::match_is_over(status) => (0, 0),
        status => (1, status.code()),
    }
}

/// The changes of one event, with the record they are about.
fn changes(event: &Event) -> Option<(Id, &[Change])> {
    match event {
        Event::Changed { id, changes, .. } => Some((*id, changes)),
        Event::Added(_) | Event::Withdrawn { .. } | Event::Restored { .. } => None,
    }
}

/// Whether an event sets what a record was merged into.
fn merges(event: &Event, id: Id) -> Option<Id> {
    let (about, changes) = changes(event)?;
    let field = sameness(id.kind)?.merged_into;
    let change = changes.iter().find(|change| about == id && change.field == field.code)?;
    match &change.after {
        Some(Value::One(crate::field::Atom::Ref(into))) => Some(*into),
        _ => None,
    }
}
