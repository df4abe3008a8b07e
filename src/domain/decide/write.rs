//! New records and changed fields: what every kind has in common, and what each kind asks for.

use super::check::{check, stage_is_whole};
use super::clocks::{contacted, follow_waiting};
use super::notes;
use super::resolve::Resolver;
use super::shown::same_pair;
use super::{Context, target};
use crate::domain::attendance;
use crate::domain::draft::{Draft, Put};
use crate::domain::event::{Change, Event, Verb};
use crate::domain::opening;
use crate::domain::record::{Record, Stamp};
use crate::domain::rejection::{Rejection, StaleField};
use crate::domain::state::{Found, State};
use crate::field::calendar::business_days_after;
use crate::field::choices::{MatchStatus, Stage};
use crate::field::tables::{activity, case, matched, note, person, region, skill, user};
use crate::field::{Atom, Date, Fault, Field, Id, Kind, Origin, Row, Value, by_code, fields};

/// Business days until a first response is due.
const FIRST_RESPONSE_DAYS: i32 = 2;
/// How far wide digits lie above the ASCII ones.
const WIDE_ZERO: u32 = '０' as u32 - '0' as u32;
/// Weights of a municipality code's digits; its check digit is 11 minus their sum modulo 11, the last digit of that.
const CODE_WEIGHTS: [u32; 5] = [6, 5, 4, 3, 2];

/// A new record, given as one that has its id and nothing else.
pub fn add(
    state: &State,
    empty: &Record,
    draft: &Draft,
    imported: bool,
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    let kind = empty.id.kind;
    let stamp = stamp(state, context);
    let mut resolver = Resolver::new(state, &stamp, imported, empty);
    let mut record = empty.clone();
    for (code, put) in &draft.0 {
        let Some(field) = by_code(kind, *code) else { continue };
        if field.origin == Origin::Ruled && !imported && !opens(field) {
            return Err(Rejection::Ruled { key: field.key, label: field.label });
        }
        if let Put::Set(value) | Put::Merge(value) = put {
            record.set(*code, Some(plain(field, resolver.value(field, value.clone())?, kind)));
        }
    }
    whose(state, &mut record);
    notes::inherit(state, &mut record);
    let mut events = std::mem::take(&mut resolver.added);
    match kind {
        Kind::Region => record.id = region_id(state, &record)?,
        Kind::Case => open_case(state, &mut record, imported, context)?,
        Kind::Match => suggest(state, &mut record, imported, context)?,
        Kind::Activity => {
            attendance::follow_event(state, &mut record);
            if record.get(&activity::AT).is_none() {
                record.set(activity::AT.code, Some(Value::moment(context.at)));
            }
            if record.get(&activity::WHO).is_none() && !imported {
                record.set(activity::WHO.code, Some(Value::text(context.author.name())));
            }
            if !imported {
                events.extend(contacted(state, &record, context));
            }
        }
        Kind::Person => date_consents(&mut record, context.today()),
        Kind::Job if !imported => opening::begin(&mut record)?,
        Kind::Skill if !imported => unknown(state, Kind::Skill, record.text(&skill::LABEL))?,
        Kind::User => unknown(state, Kind::User, record.text(&user::NAME_FIELD))?,
        _ => {}
    }
    check(state, &record)?;
    events.push(Event::Added(record));
    Ok(events)
}

/// Ruled fields that a new record may bring by hand.
fn opens(field: &Field) -> bool {
    field.key == case::OWNER.key
}

/// Changed fields.
pub fn update(
    state: &State,
    id: Id,
    draft: &Draft,
    imported: bool,
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    let before = target(state, id, id.kind)?;
    let (mut after, mut events) = patched(state, &before, draft, imported, context)?;
    lawful(&before, &after, &[])?;
    if id.kind == Kind::Job && !imported {
        opening::lawful(&before, &after)?;
    }
    if id.kind == Kind::Case {
        follow_waiting(&before, &mut after, context.today());
    }
    events.extend(changed(&before, &after, Verb::Updated, None));
    Ok(events)
}

/// Refuses changes of fields that people do not type, but for those that the command asks for.
pub fn lawful(before: &Record, after: &Record, asked: &[&Field]) -> Result<(), Rejection> {
    for field in fields(before.id.kind).iter().filter(|field| before.get(field) != after.get(field)) {
        let (key, label) = (field.key, field.label);
        match field.origin {
            Origin::Typed => {}
            Origin::Ruled if asked.iter().any(|one| one.code == field.code) => {}
            Origin::Ruled => return Err(Rejection::Ruled { key, label }),
            Origin::Fixed => return Err(Rejection::Fixed { key, label }),
        }
    }
    Ok(())
}

/// The record with a draft put to it, checked, and the events that its references need first.
pub fn patched(
    state: &State,
    before: &Record,
    draft: &Draft,
    imported: bool,
    context: &Context,
) -> Result<(Record, Vec<Event>), Rejection> {
    let stamp = stamp(state, context);
    let mut resolver = Resolver::new(state, &stamp, imported, before);
    let mut after = before.clone();
    for (code, put) in &draft.0 {
        let Some(field) = by_code(before.id.kind, *code) else { continue };
        let value = match put {
            Put::Clear => None,
            Put::Set(value) => Some(plain(field, resolver.value(field, value.clone())?, before.id.kind)),
            Put::Merge(value) => {
                let value = resolver.value(field, value.clone())?;
                Some(merged(field, before.rows(field), value))
            }
        };
        after.set(*code, value);
    }
    if before.id.kind == Kind::Person {
        date_consents(&mut after, context.today());
    }
    fresh(before, &after, context)?;
    check(state, &after)?;
    Ok((after, resolver.added))
}

/// The events that turn one version of a record into the other; none where they are equal.
pub fn changed(before: &Record, after: &Record, verb: Verb, reason: Option<Box<str>>) -> Vec<Event> {
    let changes: Vec<Change> = fields(before.id.kind)
        .iter()
        .filter(|field| before.get(field) != after.get(field))
        .map(|field| Change {
            field: field.code,
            before: before.get(field).cloned(),
            after: after.get(field).cloned(),
        })
        .collect();
    if changes.is_empty() { Vec::new() } else { vec![Event::changed(before.id, verb, changes, reason)] }
}

pub fn stamp(state: &State, context: &Context) -> Stamp {
    Stamp { seq: state.seq() + 1, at: context.at, author: context.author.0.clone() }
}

/// Rows in short form over the rows there are: what a row does not give stays as the row with the same head has it.
fn merged(field: &Field, rows_held: &[Row], value: Value) -> Value {
    let head = field.rows().and_then(<[Field]>::first).map_or(0, |sub| sub.code);
    match value {
        Value::Rows(rows) => {
            // Each row there is serves once, so that two rows with one head stay two.
            let mut left: Vec<&Row> = rows_held.iter().collect();
            let full = rows.into_iter().map(|row| {
                let same =
                    left.iter().position(|other| row.get(head).is_some_and(|it| other.get(head) == Some(it)));
                let mut full = same.map(|place| left.remove(place).clone()).unwrap_or_default();
                for (code, atom) in row.0 {
                    full.set(code, Some(atom));
                }
                full
            });
            Value::Rows(full.collect())
        }
        other => other,
    }
}

/// Consents without a day were given today, but for those that were never given.
fn date_consents(record: &mut Record, today: Date) {
    use person::consent::{GIVEN, REVOKED};
    let mut rows = record.rows(&person::CONSENT).to_vec();
    let undated = |row: &&mut Row| row.date(GIVEN.code).is_none() && row.date(REVOKED.code).is_none();
    for row in rows.iter_mut().filter(undated) {
        row.set(person::consent::GIVEN.code, Some(Atom::Date(today)));
    }
    record.set(person::CONSENT.code, Some(Value::Rows(rows)));
}

/// Fields that follow another one; a conflict names that other one only.
const FOLLOWING: [(Kind, u16); 4] = [
    (Kind::Case, case::STAGE_SINCE.code),
    (Kind::Case, case::WAITING_SINCE.code),
    (Kind::Match, matched::STATUS_SINCE.code),
    (Kind::Match, matched::PRESENTED_ON.code),
];

/// Refuses fields that somebody else changed since the author looked, to another value than the author's.
pub fn fresh(before: &Record, after: &Record, context: &Context) -> Result<(), Rejection> {
    let Some(seen) = context.seen else { return Ok(()) };
    let stale: Vec<StaleField> = fields(before.id.kind)
        .iter()
        .filter(|field| before.get(field) != after.get(field))
        .filter(|field| !FOLLOWING.contains(&(before.id.kind, field.code)))
        .filter_map(|field| {
            let stamp = before.stamps.iter().find(|(code, _)| *code == field.code).map(|(_, stamp)| stamp)?;
            let by_other = stamp.seq > seen && *stamp.author != *context.author.0;
            by_other.then(|| StaleField {
                code: field.code,
                label: field.label,
                who: stamp.author.clone(),
                at: stamp.at,
                mine: after.get(field).cloned(),
                theirs: before.get(field).cloned(),
            })
        })
        .collect();
    if stale.is_empty() { Ok(()) } else { Err(Rejection::Stale { id: before.id, fields: stale }) }
}

/// A municipality's code in six ASCII digits, where it is written in wide ones or has lost the zero in front to a spreadsheet.
fn plain(field: &Field, value: Value, kind: Kind) -> Value {
    match &value {
        Value::One(Atom::Text(text)) if kind == Kind::Region && field.code == region::CODE.code => {
            let wide =
                |c: char| char::from_u32(u32::from(c).wrapping_sub(WIDE_ZERO)).filter(char::is_ascii_digit);
            let digits: String = text.chars().map(|c| wide(c).unwrap_or(c)).collect();
            Value::text(if digits.len() == 5 { format!("0{digits}") } else { digits })
        }
        _ => value,
    }
}

/// A match, an activity or a note on a case is about the person of that case, where it names nobody.
fn whose(state: &State, record: &mut Record) {
    let (person, of_case) = match record.id.kind {
        Kind::Match => (&matched::PERSON, &matched::CASE),
        Kind::Activity => (&activity::PERSON, &activity::CASE),
        Kind::Note => (&note::PERSON, &note::CASE),
        _ => return,
    };
    if record.get(person).is_none() {
        let of_case = record.reference(of_case).and_then(|id| state.live(id));
        let about = of_case.and_then(|of_case| of_case.reference(&case::PERSON));
        record.set(person.code, about.map(Value::reference));
    }
}

/// Two skills or users of one name could not be told apart by anybody who writes the name.
fn unknown(state: &State, kind: Kind, name: Option<&str>) -> Result<(), Rejection> {
    match state.find_name(kind, name.unwrap_or_default()) {
        Found::One(id) => Err(Rejection::Exists(id)),
        Found::Nothing | Found::Several(_) => Ok(()),
    }
}

/// A region's id is its code, whose last digit checks the others.
fn region_id(state: &State, record: &Record) -> Result<Id, Rejection> {
    let code = record.text(&region::CODE).unwrap_or_default();
    if code.is_empty() {
        return Err(Rejection::invalid(&region::CODE, Fault::Required));
    }
    let fault = || Rejection::invalid(&region::CODE, Fault::NotARegionCode);
    let digits: Option<Vec<u32>> = code.chars().map(|c| c.to_digit(10)).collect();
    let digits = digits.filter(|digits| digits.len() == 6).ok_or_else(fault)?;
    let sum: u32 = digits.iter().zip(CODE_WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    if digits.last() != Some(&((11 - sum % 11) % 10)) {
        return Err(fault());
    }
    let id = Id::new(Kind::Region, code.parse().ok().ok_or_else(fault)?);
    if state.record(id).is_some() { Err(Rejection::Exists(id)) } else { Ok(id) }
}

/// A case opens in the first stage with its clock running; an imported one may be further on.
fn open_case(state: &State, record: &mut Record, imported: bool, context: &Context) -> Result<(), Rejection> {
    let today = context.today();
    let mut put = |field: &Field, value: Value| {
        if record.get(field).is_none() {
            record.set(field.code, Some(value));
        }
    };
    put(&case::STAGE, Value::choice(Stage::Received.code()));
    put(&case::OPENED_ON, Value::date(today));
    put(&case::STAGE_SINCE, Value::date(today));
    let received = record.choice(&case::STAGE) == Some(Stage::Received.code());
    if received
        && record.get(&case::FIRST_RESPONSE_DUE).is_none()
        && record.get(&case::FIRST_RESPONSE_ON).is_none()
    {
        let due = business_days_after(record.date(&case::OPENED_ON).unwrap_or(today), FIRST_RESPONSE_DAYS);
        record.set(case::FIRST_RESPONSE_DUE.code, Some(Value::date(due)));
    }
    let of_person = record.reference(&case::PERSON).and_then(|id| state.live(id));
    if record.get(&case::CHANNEL).is_none() {
        let channel = of_person.and_then(|person| person.get(&person::CHANNEL).cloned());
        record.set(case::CHANNEL.code, channel);
    }
    if record.get(&case::CHANNEL).is_none() && !imported && record.get(&case::PERSON).is_some() {
        return Err(Rejection::Gate {
            to: Stage::Received,
            missing: vec![crate::domain::stage::Requirement::Channel],
        });
    }
    stage_is_whole(record)
}

/// One match a person and job.
fn suggest(state: &State, record: &mut Record, imported: bool, context: &Context) -> Result<(), Rejection> {
    let pair = (record.reference(&matched::PERSON), record.reference(&matched::JOB));
    if let (Some(person), Some(job)) = pair
        && let Some(id) = same_pair(state, person, job)
    {
        return Err(Rejection::Exists(id));
    }
    if record.get(&matched::STATUS).is_none() || !imported {
        record.set(matched::STATUS.code, Some(Value::choice(MatchStatus::Suggested.code())));
    }
    if record.get(&matched::STATUS_SINCE).is_none() {
        record.set(matched::STATUS_SINCE.code, Some(Value::date(context.today())));
    }
    Ok(())
}
