//! The consents of a person: given and revoked, one row a purpose. What is not recorded is unknown; what is refused is recorded.

use super::write::changed;
use super::{Context, target};
use crate::domain::event::{Event, Verb};
use crate::domain::rejection::Rejection;
use crate::domain::state::State;
use crate::field::choices::Purpose;
use crate::field::tables::person::{self, consent};
use crate::field::{Atom, Date, Fault, Id, Kind, Row, Value};

/// A consent given today, in place of what was recorded for the purpose.
pub fn give(
    state: &State,
    id: Id,
    purpose: Purpose,
    (expires, how): (Option<Date>, Option<&str>),
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    let before = target(state, id, Kind::Person)?;
    let today = context.today();
    if expires.is_some_and(|day| day < today) {
        return Err(Rejection::invalid(&consent::EXPIRES, Fault::Order { other: consent::GIVEN.label }));
    }
    let mut row = Row::default();
    row.set(consent::PURPOSE.code, Some(Atom::Choice(purpose.code())));
    row.set(consent::GIVEN.code, Some(Atom::Date(today)));
    row.set(consent::EXPIRES.code, expires.map(Atom::Date));
    let how = how.map(|how| crate::text::clean_line(how, crate::text::ADDRESS_GRAPHEMES).text);
    row.set(consent::HOW.code, how.filter(|how| !how.is_empty()).map(|how| Atom::Text(how.into())));
    let mut rows = before.rows(&person::CONSENT).to_vec();
    rows.retain(|row| !is_for(row, purpose));
    rows.push(row);
    let mut after = before.clone();
    after.set(person::CONSENT.code, Some(Value::Rows(rows)));
    Ok(changed(&before, &after, Verb::ConsentGiven, None))
}

/// No consent from today on. Where none was recorded, the refusal is, so that it no longer counts as unknown.
pub fn revoke(state: &State, id: Id, purpose: Purpose, context: &Context) -> Result<Vec<Event>, Rejection> {
    let before = target(state, id, Kind::Person)?;
    let today = context.today();
    let mut rows = before.rows(&person::CONSENT).to_vec();
    if !rows.iter().any(|row| is_for(row, purpose)) {
        let mut row = Row::default();
        row.set(consent::PURPOSE.code, Some(Atom::Choice(purpose.code())));
        rows.push(row);
    }
    for row in rows.iter_mut().filter(|row| is_for(row, purpose)) {
        // The day of an earlier revocation stays.
        if row.date(consent::REVOKED.code).is_none_or(|day| day > today) {
            row.set(consent::REVOKED.code, Some(Atom::Date(today)));
        }
    }
    let mut after = before.clone();
    after.set(person::CONSENT.code, Some(Value::Rows(rows)));
    Ok(changed(&before, &after, Verb::ConsentRevoked, None))
}

fn is_for(row: &Row, purpose: Purpose) -> bool {
    row.choice(consent::PURPOSE.code) == Some(purpose.code())
}
