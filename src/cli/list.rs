//! `list`: the records of a kind that a query lets through, as rows or objects.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::args::ListOptions;
use super::failure::Failure;
use super::ground::{Ground, short};
use crate::app::listing::{self, Listing, Order};
use crate::domain::{Author, Record, State};
use crate::field::{Atom, Date, Field, Id, Kind, Value, by_name, fields, print};
use crate::fold::fold;
use crate::search::{Cancel, MOST_HITS, View, search, view_called};
use crate::snapshot::Snapshot;

pub fn run(ground: &mut Ground, options: &ListOptions) -> Result<(), Failure> {
    let reading = ground.read()?;
    let (state, kind, lang) = (&reading.state, options.kind, ground.lang());
    let mut line = options.query.join(" ");
    ground.query(&line, state)?;
    let view = options.view.as_deref().map(|name| view_for(ground, state, kind, name)).transpose()?;
    if let Some(view) = &view {
        ground.query(&view.query, state)?;
        line = match (view.query.trim(), line.trim()) {
            (own, "") | ("", own) => own.to_owned(),
            (own, more) => format!("({own}) ({more})"),
        };
    }
    let sort = options.sort.as_deref().or_else(|| view.as_ref().and_then(|view| view.sort.as_deref()));
    let sort = sort.map(|name| order(ground, kind, name)).transpose()?;
    let ids = found(ground, state, kind, &line)?;
    let mut ids = sorted(ids, state, kind, sort, ground.now().date());
    if options.limit > 0 {
        ids.truncate(options.limit);
    }
    let columns = columns(kind, view.as_ref());
    let records = ids.into_iter().filter_map(|id| state.live(id));
    if ground.json {
        for record in records {
            let row = object(&record, state, |field| columns.iter().any(|column| column.code == field.code));
            ground.out.json(&Json::Object(row))?;
        }
        return Ok(());
    }
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

/// The view of that name, which must list this kind or the one that is asked together with it.
fn view_for(ground: &Ground, state: &State, kind: Kind, name: &str) -> Result<View, Failure> {
    let user = Author::new(&ground.config.user);
    let Some(view) = view_called(state, user.name(), ground.lang(), name) else {
        return Err(Failure::not_found(super::either(
            ground.lang(),
            || format!("表示「{}」はありません", short(name)),
            || format!("there is no view \"{}\"", short(name)),
        )));
    };
    let together = |kind| matches!(kind, Kind::Person | Kind::Case);
    if view.kind == kind || (together(kind) && together(view.kind)) {
        return Ok(view);
    }
    Err(Failure::usage(super::either(
        ground.lang(),
        || format!("表示「{}」は{}の一覧です", short(name), view.kind.label().ja),
        || format!("the view \"{}\" lists {}", short(name), view.kind.plural()),
    )))
}

/// What a line lets through: by how well its words fit, else by what is urgent; all of them by their ids.
fn found(ground: &Ground, state: &State, kind: Kind, line: &str) -> Result<Vec<Id>, Failure> {
    let query = ground.query(line, state)?;
    if query.has_words() {
        let snapshot = Snapshot::new(state.clone());
        let found = search(snapshot.index(), state, &query.only(&[kind]), MOST_HITS, &Cancel::never());
        return Ok(found.map(|hits| hits.hits.into_iter().map(|hit| hit.id).collect()).unwrap_or_default());
    }
    if query.is_empty() {
        return Ok(state.ids(kind).collect());
    }
    let passing = state.records(kind).filter(|record| query.passes(record, state));
    Ok(by_urgency(&passing.map(|record| record.id).collect(), kind, state, ground.now().date()))
}

/// The fields that are shown: those of the view, in its order, else the usual ones.
fn columns(kind: Kind, view: Option<&View>) -> Vec<&'static Field> {
    let chosen: Vec<&Field> =
        view.iter().flat_map(|view| &view.columns).filter_map(|name| by_name(kind, name)).collect();
    if chosen.is_empty() { fields(kind).iter().filter(|field| field.column > 0).collect() } else { chosen }
}

/// In the order of the kind's queue; what is in no queue (a closed case) comes last.
fn by_urgency(ids: &BTreeSet<Id>, kind: Kind, state: &State, today: Date) -> Vec<Id> {
    let listing = Listing { kind, order: Order::Urgency, filter: String::new() };
    let rows = listing::rows(&listing, &Snapshot::new(state.clone()), today);
    let mut ordered: Vec<Id> = rows.ids().filter(|id| ids.contains(id)).collect();
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

/// What a list is sorted by.
#[derive(Debug, Clone, Copy)]
enum Sort {
    Field(&'static Field),
    Urgency,
    Newest,
    Updated,
    Name,
    /// People by when they were last presented to anybody, those who never were first.
    Unseen,
}

/// What to sort by and whether the order is turned.
fn order(ground: &Ground, kind: Kind, name: &str) -> Result<(Sort, bool), Failure> {
    let (plain, turned) = name.strip_prefix('-').map_or((name, false), |rest| (rest, true));
    let sort = by_name(kind, plain).map(Sort::Field).or(match plain {
        "urgency" | "緊急度" => Some(Sort::Urgency),
        "newest" | "新しい順" => Some(Sort::Newest),
        "updated" | "更新" => Some(Sort::Updated),
        "name" | "label" | "名前" => Some(Sort::Name),
        "unseen" | "提示の古い順" if kind == Kind::Person => Some(Sort::Unseen),
        _ => None,
    });
    sort.map(|sort| (sort, turned)).ok_or_else(|| {
        Failure::usage(super::either(
            ground.lang(),
            || format!("{}に項目「{}」はありません", kind.label().ja, short(plain)),
            || format!("{} have no field \"{}\"", kind.plural(), short(plain)),
        ))
    })
}

fn sorted(mut ids: Vec<Id>, state: &State, kind: Kind, sort: Option<(Sort, bool)>, today: Date) -> Vec<Id> {
    let Some((sort, turned)) = sort else { return ids };
    match sort {
        Sort::Field(field) => {
            sort_by(&mut ids, state, field, turned);
            return ids;
        }
        Sort::Urgency => ids = by_urgency(&ids.into_iter().collect(), kind, state, today),
        Sort::Newest => ids.sort_by_key(|id| std::cmp::Reverse(*id)),
        Sort::Updated => {
            let at = |id: &Id| state.live(*id).map(|record| record.updated().seq);
            ids.sort_by_cached_key(|id| (at(id), *id));
        }
        Sort::Name => ids.sort_by_cached_key(|id| (state.label(*id).map(|label| fold(&label)), *id)),
        Sort::Unseen => ids.sort_by_cached_key(|id| (listing::last_presented(state, *id), *id)),
    }
    if turned {
        ids.reverse();
    }
    ids
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
