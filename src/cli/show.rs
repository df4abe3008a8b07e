//! `show`: one record in full, what it is linked to, and what happened to it lately.

use serde_json::{Map, Value as Json, json};

use super::either;
use super::failure::Failure;
use super::ground::Ground;
use crate::domain::{Event, Record, State};
use crate::field::{Id, fields, print};
use crate::interchange::eventlog;
use crate::store::access::{Access, Act};
use crate::store::codec::CommitHead;
use crate::store::error::StoreError;
use crate::store::history::Commits;
use crate::store::log::Log as _;

/// Events shown at most.
const EVENTS: usize = 20;
/// Commits looked through for them at most, newest first.
const LOOKED_THROUGH: usize = 100_000;
const HEADERS_AT_ONCE: usize = 1000;
/// Links shown at most.
const LINKS: usize = 200;

/// One event with its commit's head.
struct Happened {
    head: CommitHead,
    event: Event,
}

pub fn run(ground: &mut Ground, id: &str) -> Result<(), Failure> {
    let id = ground.id(id)?;
    let reading = ground.read()?;
    let state = &reading.state;
    // What was merged is shown as what it is part of by now.
    let asked = id;
    let id = state.survivor(asked);
    let record = state.record(id).ok_or_else(|| ground.no_record(asked))?;
    let mut happened = latest(ground, id)?;
    if state.lens().is_some() {
        happened.retain_mut(|one| match state.event(one.event.clone()) {
            Some(event) => {
                one.event = event;
                true
            }
            None => false,
        });
    }
    if let Some(store) = &reading.store {
        let actor = ground.actor(state)?;
        store.access().note(Access::new(actor.author.name(), Act::Viewed).of(id));
    }
    if ground.json {
        let from = (asked != id).then_some(asked);
        object(ground, (&record, from), state, &happened)
    } else {
        if asked != id {
            let note = either(
                ground.lang(),
                || format!("{asked} は {id} に統合されています"),
                || format!("{asked} has been merged into {id}"),
            );
            ground.out.text(&note)?;
        }
        text(ground, &record, state, &happened)
    }
}

/// `from` is the id that was asked for, where its record went into this one.
fn object(
    ground: &mut Ground,
    (record, from): (&Record, Option<Id>),
    state: &State,
    happened: &[Happened],
) -> Result<(), Failure> {
    let mut map = super::list::object(record, state, |_| true);
    let mut own = crate::interchange::jsonl::object(record);
    own.shift_remove("id");
    map.insert("fields".to_owned(), Json::Object(own));
    if let Some(from) = from {
        map.insert("merged_from".to_owned(), from.to_string().into());
    }
    map.insert("withdrawn".to_owned(), record.withdrawn.into());
    let stamp = |stamp: &crate::domain::Stamp| json!({"seq": stamp.seq, "at": stamp.at.to_string(), "author": &*stamp.author});
    map.insert("created".to_owned(), stamp(&record.created));
    map.insert("updated".to_owned(), stamp(record.updated()));
    let links = state
        .links(record.id)
        .take(LINKS)
        .map(|id| json!({"id": id.to_string(), "kind": id.kind.key(), "label": state.label(id)}));
    map.insert("links".to_owned(), links.collect());
    let events = happened.iter().map(|one| {
        let mut map = Map::new();
        map.insert("seq".to_owned(), one.head.seq.into());
        map.insert("at".to_owned(), one.head.at.to_string().into());
        map.insert("author".to_owned(), one.head.author.name().into());
        if let Json::Object(event) = eventlog::event_json(&one.event) {
            map.extend(event);
        }
        Json::Object(map)
    });
    map.insert("events".to_owned(), events.collect());
    ground.out.json(&Json::Object(map))
}

fn text(ground: &mut Ground, record: &Record, state: &State, happened: &[Happened]) -> Result<(), Failure> {
    let lang = ground.lang();
    let label = crate::domain::label::of(record, state);
    let withdrawn = if record.withdrawn { lang.pick(" (取り下げ)", " (withdrawn)") } else { "" };
    ground.out.text(&format!("{} {} {label}{withdrawn}", record.id.kind.label().text(lang), record.id))?;
    for field in fields(record.id.kind) {
        if let Some(value) = record.get(field) {
            let shown = print::display(field, value, lang, state).replace('\n', "\n    ");
            ground.out.text(&format!("  {}: {shown}", field.name(lang)))?;
        }
    }
    let links: Vec<Id> = state.links(record.id).take(LINKS).collect();
    if !links.is_empty() {
        ground.out.text(lang.pick("つながり:", "Links:"))?;
        for id in links {
            let label = state.label(id).unwrap_or_default();
            ground.out.text(&format!("  {} {id} {label}", id.kind.label().text(lang)))?;
        }
    }
    ground.out.text(lang.pick("最近の出来事:", "Latest events:"))?;
    for one in happened {
        let (hour, minute) = one.head.at.hour_minute();
        let what = eventlog::event_text(&one.event, lang, state);
        let when = format!("{} {hour:02}:{minute:02}", one.head.at.date());
        ground.out.text(&format!("  #{} {when} {} {what}", one.head.seq, one.head.author.name()))?;
    }
    Ok(())
}

/// The newest events of a record, newest first.
fn latest(ground: &Ground, id: Id) -> Result<Vec<Happened>, Failure> {
    let journal = ground.opening().read_journal(false)?;
    let mut found: Vec<Happened> = Vec::new();
    let mut before = u64::MAX;
    let mut looked = 0;
    while found.len() < EVENTS && looked < LOOKED_THROUGH {
        let headers = journal.headers_before(before, HEADERS_AT_ONCE).map_err(StoreError::from)?;
        let Some(last) = headers.last() else { break };
        before = last.seq;
        looked += headers.len();
        for header in &headers {
            let head = CommitHead::decode(&header.header)
                .map_err(|fault| StoreError::Commit { seq: header.seq, fault })?;
            if head.touches(id) {
                found.extend(events_of(&journal, &head, id)?);
            }
            if found.len() >= EVENTS {
                break;
            }
        }
    }
    found.truncate(EVENTS);
    Ok(found)
}

fn events_of(
    journal: &crate::store::journal::Journal,
    head: &CommitHead,
    id: Id,
) -> Result<Vec<Happened>, Failure> {
    let mut found = Vec::new();
    let Some(stored) = Commits::read(journal, head.seq)?.next().transpose()? else { return Ok(found) };
    for chunk in stored.chunks {
        let own = chunk?.into_iter().filter(|event| super::log::is_about(event, id));
        found.extend(own.map(|event| Happened { head: head.clone(), event }));
    }
    found.reverse();
    Ok(found)
}
