//! Two records made one: for every field what stays, and what the stricter of two wishes is.
//! Called by `decide` and by the pair view, which shows the same before it is asked for.

use super::sameness;
use crate::domain::command::Keep;
use crate::domain::record::Record;
use crate::field::tables::person;
use crate::field::{Atom, Date, Field, Id, Kind, Row, Shape, TextKind, Value, fields};

/// Whether both values of a field can be kept.
pub const fn holds_both(field: &Field) -> bool {
    matches!(
        field.shape,
        Shape::Texts(_) | Shape::Set(_) | Shape::Refs(_) | Shape::Rows(_) | Shape::Text(TextKind::Long)
    )
}

/// Whether people choose what stays of a field; what keeps somebody safe is decided by rule.
pub fn is_chosen(kind: Kind, field: &Field) -> bool {
    let ruled = kind == Kind::Person && STRICT.contains(&field.code);
    let same = sameness(kind).is_some_and(|same| {
        [same.merged_into, same.not_same, same.maybe_same].iter().any(|one| one.code == field.code)
    });
    !ruled && !same
}

/// Fields of which the stricter wins.
const STRICT: [u16; 4] =
    [person::CONSENT.code, person::DNC_UNTIL.code, person::DNC_REASON.code, person::RETENTION_UNTIL.code];

/// What stays of a field where nobody chose: both where both can be held, else the survivor's, else the other's.
pub fn usual(field: &Field, one: &Record, other: &Record) -> Keep {
    match (one.get(field), other.get(field)) {
        (Some(_), Some(_)) if holds_both(field) => Keep::Both,
        (None, Some(_)) => Keep::Other,
        _ => Keep::Survivor,
    }
}

/// The survivor as it is after the merge.
pub fn joined(survivor: &Record, other: &Record, keep: &[(u16, Keep)], today: Date) -> Record {
    let kind = survivor.id.kind;
    let mut after = survivor.clone();
    for field in fields(kind) {
        let (one, two) = (survivor.get(field), other.get(field));
        let chosen = keep.iter().rev().find(|(code, _)| *code == field.code).map(|(_, keep)| *keep);
        let keep = chosen.unwrap_or_else(|| usual(field, survivor, other));
        let value = match keep {
            _ if !is_chosen(kind, field) => one.cloned(),
            Keep::Survivor => one.cloned(),
            Keep::Other => two.cloned(),
            Keep::Both => both(field, one, two),
        };
        after.set(field.code, value);
    }
    if kind == Kind::Person {
        strict(survivor, other, &mut after, today);
    }
    if let Some(same) = sameness(kind) {
        for field in [same.not_same, same.maybe_same] {
            let all = both(field, survivor.get(field), other.get(field));
            after.set(field.code, all);
        }
    }
    // Neither names itself.
    for (code, value) in after.values.clone() {
        after.set(
            code,
            redirected(&value, other.id, survivor.id).and_then(|value| without(value, survivor.id)),
        );
    }
    after
}

/// The value with one record named in place of another; lists and rows that become equal are kept once.
pub fn redirected(value: &Value, from: Id, to: Id) -> Option<Value> {
    let turn = |atom: &Atom| if *atom == Atom::Ref(from) { Atom::Ref(to) } else { atom.clone() };
    let value = match value {
        Value::One(atom) => Value::One(turn(atom)),
        Value::Set(bits) => Value::Set(*bits),
        Value::List(atoms) => Value::List(once(atoms.iter().map(turn))),
        Value::Rows(rows) => {
            let row = |row: &Row| Row(row.0.iter().map(|(code, atom)| (*code, turn(atom))).collect());
            Value::Rows(once(rows.iter().map(row)))
        }
    };
    (!value.is_empty()).then_some(value)
}

/// The value without naming a record: single references and elements of lists go; rows stay.
pub fn without(value: Value, id: Id) -> Option<Value> {
    match value {
        Value::One(Atom::Ref(held)) if held == id => None,
        Value::List(atoms) => {
            let rest: Vec<Atom> = atoms.into_iter().filter(|atom| *atom != Atom::Ref(id)).collect();
            (!rest.is_empty()).then_some(Value::List(rest))
        }
        other => Some(other),
    }
}

fn once<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for item in items {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}

/// Both values, the survivor's first.
fn both(field: &Field, one: Option<&Value>, two: Option<&Value>) -> Option<Value> {
    let (Some(one), Some(two)) = (one, two) else { return one.or(two).cloned() };
    Some(match (one, two) {
        (Value::Set(one), Value::Set(two)) => Value::Set(one | two),
        (Value::List(one), Value::List(two)) => Value::List(once(one.iter().chain(two).cloned())),
        (Value::Rows(one), Value::Rows(two)) => Value::Rows(both_rows(field, one, two)),
        (Value::One(Atom::Text(one)), Value::One(Atom::Text(two))) if holds_both(field) => {
            if one.contains(&**two) { Value::text(one.clone()) } else { Value::text(format!("{one}\n{two}")) }
        }
        (one, _) => one.clone(),
    })
}

/// Rows of both; where two are about the same thing, what the survivor's does not say comes from the other.
fn both_rows(field: &Field, one: &[Row], two: &[Row]) -> Vec<Row> {
    let head = field.rows().and_then(<[Field]>::first).map_or(0, |sub| sub.code);
    let about =
        |row: &Row| row.get(head).filter(|atom| matches!(atom, Atom::Ref(_) | Atom::Choice(_))).cloned();
    let mut rows = one.to_vec();
    for row in two {
        let same = about(row).and_then(|it| rows.iter_mut().find(|own| about(own).as_ref() == Some(&it)));
        match same {
            Some(own) => {
                for (code, atom) in &row.0 {
                    if own.get(*code).is_none() {
                        own.set(*code, Some(atom.clone()));
                    }
                }
            }
            None => rows.push(row.clone()),
        }
    }
    once(rows.into_iter())
}

/// Consents, not being contacted and the time of keeping: the stricter of the two, whoever of them is the survivor.
fn strict(one: &Record, other: &Record, after: &mut Record, today: Date) {
    let mut purposes: Vec<u16> = Vec::new();
    for row in one.rows(&person::CONSENT).iter().chain(other.rows(&person::CONSENT)) {
        purposes.extend(row.choice(person::consent::PURPOSE.code).filter(|code| !purposes.contains(code)));
    }
    let rows: Vec<Row> = purposes.iter().filter_map(|code| strictest(&[one, other], *code, today)).collect();
    after.set(person::CONSENT.code, Some(Value::Rows(rows)));
    let until = |record: &Record| record.date(&person::DNC_UNTIL);
    let longer = if until(other) > until(one) { other } else { one };
    after.set(person::DNC_UNTIL.code, longer.get(&person::DNC_UNTIL).cloned());
    let reason = longer.get(&person::DNC_REASON).or_else(|| one.get(&person::DNC_REASON));
    after.set(person::DNC_REASON.code, reason.or_else(|| other.get(&person::DNC_REASON)).cloned());
    let kept = one.date(&person::RETENTION_UNTIL).max(other.date(&person::RETENTION_UNTIL));
    after.set(person::RETENTION_UNTIL.code, kept.map(Value::date));
}

/// Of two people's consents to one purpose the one that stays: a revoked one before one that has run out, before the one that
/// runs out first. What was given stays given where the other record says nothing: nobody has asked there.
fn strictest(records: &[&Record; 2], purpose: u16, today: Date) -> Option<Row> {
    use person::consent::{EXPIRES, GIVEN, PURPOSE, REVOKED};
    let newest = |record: &&Record| {
        let rows =
            record.rows(&person::CONSENT).iter().filter(|row| row.choice(PURPOSE.code) == Some(purpose));
        rows.max_by_key(|row| row.date(GIVEN.code)).cloned()
    };
    let strictness = |row: &Row| {
        let revoked = row.date(REVOKED.code).is_some();
        let expires = row.date(EXPIRES.code);
        let ended = expires.is_some_and(|day| day < today);
        let runs_out = expires.map_or(i32::MAX, |day| day.0);
        (!revoked, !ended, runs_out)
    };
    records.iter().filter_map(newest).min_by_key(strictness)
}
