//! `list`: the records of a kind that a query lets through, as rows or objects.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::args::ListOptions;
use super::failure::Failure;
use super::ground::{Ground, short};
use crate::app::listing::{self, Listing, Order};
use crate::domain::{Record, State};
use crate::field::{Atom, Date, Field, Id, Kind, Value, by_name, fields, print};
use crate::fold::fold;
use crate::search::{Cancel, MOST_HITS, search};
use crate::snapshot::Snapshot;

pub fn run(ground: &mut Ground, options: &ListOptions) -> Result<(), Failure> {
    if let Some(name) = &options.view {
        return Err(Failure::not_found(super::either(
            ground.lang(),
            || format!("表示「{}」はありません", short(name)),
            || format!("there is no view \"{}\"", short(name)),
        )));
    }
    let sort = options.sort.as_deref().map(|name| order(ground, options.kind, name)).transpose()?;
    let line = options.query.join(" ");
    let reading = ground.read()?;
    let state = &reading.state;
    let query = ground.query(&line, state)?;
    let mut ids: Vec<Id> = if query.has_words() {
        let snapshot = Snapshot::new(state.clone());
        let query = query.only(&[options.kind]);
        let found = search(snapshot.index(), state, &query, MOST_HITS, &Cancel::never());
        found.map(|hits| hits.hits.into_iter().map(|hit| hit.id).collect()).unwrap_or_default()
    } else if query.is_empty() {
        state.ids(options.kind).collect()
    } else {
        let passing = state.records(options.kind).filter(|record| query.passes(record, state));
        by_urgency(&passing.map(|record| record.id).collect(), options.kind, state, ground.now().date())
    };
    if let Some((field, turned)) = sort {
        sort_by(&mut ids, state, field, turned);
    }
    if options.limit > 0 {
        ids.truncate(options.limit);
    }
    let records = ids.into_iter().filter_map(|id| state.live(id));
    if ground.json {
        for record in records {
            let row = object(&record, state, |field| field.column > 0);
            ground.out.json(&Json::Object(row))?;
        }
        return Ok(());
    }
    let columns: Vec<&Field> = fields(options.kind).iter().filter(|field| field.column > 0).collect();
    let lang = ground.lang();
    let mut header = vec!["ID"];
    header.extend(columns.iter().map(|field| field.name(lang)));
    let row = |record: Record| {
        let cell = |field: &&Field| {
            let text =
                record.get(field).map_or_else(String::new, |value| print::display(field, value, lang, state));
            crate::text::cut(&text.replace('\n', " "), usize::from(field.column).max(8) * 2, true, "..")
                .into_owned()
        };
        std::iter::once(record.id.to_string()).chain(columns.iter().map(cell)).collect()
    };
    let rows: Vec<Vec<String>> = records.map(row).collect();
    ground.out.table(&header, &rows)
}

/// In the order of the kind's queue; what is in no queue (a closed case) comes last.
fn by_urgency(ids: &BTreeSet<Id>, kind: Kind, state: &State, today: Date) -> Vec<Id> {
    let listing = Listing { kind, order: Order::Urgency, filter: String::new() };
    let rows = listing::rows(&listing, &Snapshot::new(state.clone()), today);
    let mut ordered: Vec<Id> = rows.iter().map(|row| row.id).filter(|id| ids.contains(id)).collect();
    let queued: BTreeSet<Id> = ordered.iter().copied().collect();
    ordered.extend(ids.difference(&queued));
    ordered
}

/// A record as an object: id, kind, label, then the fields that are wanted. A field that is called as one of the
/// three (the kind of a region, the label of a skill) does not take its place.
pub fn object(record: &Record, state: &State, wanted: impl Fn(&Field) -> bool) -> Map<String, Json> {
    let mut map = Map::new();
    map.insert("id".to_owned(), record.id.to_string().into());
    map.insert("kind".to_owned(), record.id.kind.key().into());
    map.insert("label".to_owned(), crate::domain::label::of(record, state).into());
    for field in fields(record.id.kind).iter().filter(|field| wanted(field)) {
        if let Some(value) = record.get(field)
            && !map.contains_key(field.key)
        {
            map.insert(field.key.to_owned(), print::json(field, value));
        }
    }
    map
}

/// The field to sort by and whether the order is turned.
fn order(ground: &Ground, kind: Kind, name: &str) -> Result<(&'static Field, bool), Failure> {
    let (plain, turned) = name.strip_prefix('-').map_or((name, false), |rest| (rest, true));
    by_name(kind, plain).map(|field| (field, turned)).ok_or_else(|| {
        Failure::usage(super::either(
            ground.lang(),
            || format!("{}に項目「{}」はありません", kind.label().ja, short(plain)),
            || format!("{} have no field \"{}\"", kind.plural(), short(plain)),
        ))
    })
}

/// Sorts by a field; records without a value come last either way.
fn sort_by(ids: &mut Vec<Id>, state: &State, field: &Field, turned: bool) {
    let key = |id: Id| {
        state.live(id).and_then(|record| record.get(field).map(|value| Key::of(field, value, state)))
    };
    let mut keyed: Vec<(Option<Key>, Id)> = ids.iter().map(|id| (key(*id), *id)).collect();
    keyed.sort_by(|(one, first), (other, second)| {
        let by_value = match (one, other) {
            (Some(one), Some(other)) if turned => other.cmp(one),
            (Some(one), Some(other)) => one.cmp(other),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        by_value.then(first.cmp(second))
    });
    *ids = keyed.into_iter().map(|(_, id)| id).collect();
}

/// What values are compared by: numbers as numbers, everything else as it reads.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(i64),
    Text(String),
}

impl Key {
    fn of(field: &Field, value: &Value, state: &State) -> Self {
        match value {
            Value::One(Atom::Int(number)) => Self::Number(*number),
            Value::One(Atom::Date(date)) => Self::Number(i64::from(date.0)),
            Value::One(Atom::Moment(moment)) => Self::Number(moment.0),
            Value::One(Atom::Choice(code)) => Self::Number(i64::from(*code)),
            Value::One(Atom::Flag(flag)) => Self::Number(i64::from(*flag)),
            other => Self::Text(fold(&print::display(field, other, crate::lang::Lang::Ja, state))),
        }
    }
}
