//! What a whole record must meet, whichever command made it: what is required, what follows what, and no circles.
//! Called for every new and every changed record before its events are made.

use crate::domain::attendance;
use crate::domain::record::Record;
use crate::domain::rejection::Rejection;
use crate::domain::state::State;
use crate::field::choices::Stage;
use crate::field::tables::{
    activity, case, gathering, job, matched, measure, note, organisation, person, region, round, skill, user,
    view,
};
use crate::field::{Atom, Fault, Field, Kind, Row, fields};

/// Skills above a skill at most; more is a circle.
const DEPTH_LIMIT: usize = 32;

/// Fields and the later or greater ones that may not come before them.
type Order<'a> = &'a [(&'a Field, &'a Field)];

/// Whether a record can be as it is.
///
/// # Errors
/// `Invalid` naming the field.
pub fn check(state: &State, record: &Record) -> Result<(), Rejection> {
    complete(record)?;
    ordered(record)?;
    for field in fields(record.id.kind) {
        let mut itself = false;
        if let Some(value) = record.get(field) {
            value.for_each_reference(|id| itself |= id == record.id);
        }
        if itself {
            return Err(Rejection::invalid(field, Fault::Itself));
        }
        rows_complete(record, field)?;
    }
    match record.id.kind {
        Kind::Skill => no_circle(state, record),
        Kind::Match => of_one_person(state, record, &matched::PERSON, &matched::CASE),
        Kind::Activity => {
            of_one_person(state, record, &activity::PERSON, &activity::CASE)?;
            once(state, record)
        }
        Kind::Note => {
            of_one_person(state, record, &note::PERSON, &note::CASE)?;
            super::notes::in_order(state, record)
        }
        Kind::Person
        | Kind::Region
        | Kind::Job
        | Kind::Organisation
        | Kind::Case
        | Kind::Measure
        | Kind::User
        | Kind::View
        | Kind::Round
        | Kind::Gathering => Ok(()),
    }
}

/// Nobody is twice on the list of an event.
fn once(state: &State, record: &Record) -> Result<(), Rejection> {
    let named = record.reference(&activity::EVENT).zip(record.reference(&activity::PERSON));
    let held = named.and_then(|(event, person)| attendance::of_person(state, event, person));
    match held.filter(|held| held.id != record.id) {
        Some(held) => Err(Rejection::OnTheList(held.id)),
        None => Ok(()),
    }
}

fn complete(record: &Record) -> Result<(), Rejection> {
    let required: &[&Field] = match record.id.kind {
        Kind::Person if record.get(&person::GIVEN_NAME).is_some() => &[],
        Kind::Person => &[&person::FAMILY_NAME],
        Kind::Region => &[&region::CODE, &region::NAME_FIELD],
        Kind::Job => &[&job::TITLE, &job::REGION],
        Kind::Organisation => &[&organisation::NAME_FIELD],
        Kind::Case => &[&case::PERSON],
        Kind::Match => &[&matched::PERSON, &matched::JOB],
        Kind::Skill => &[&skill::LABEL],
        Kind::Measure => &[&measure::NAME_FIELD],
        Kind::Activity => &[&activity::PERSON, &activity::KIND],
        Kind::Note => &[&note::TEXT],
        Kind::User => &[&user::NAME_FIELD, &user::ROLE, &user::SCOPE],
        Kind::View => &[&view::NAME_FIELD, &view::LISTED],
        Kind::Round => &[&round::NAME_FIELD, &round::SEED, &round::INPUTS_HASH],
        Kind::Gathering => &[&gathering::NAME_FIELD],
    };
    match required.iter().find(|field| record.get(field).is_none()) {
        Some(field) => Err(Rejection::invalid(field, Fault::Required)),
        None => Ok(()),
    }
}

fn ordered(record: &Record) -> Result<(), Rejection> {
    let order: Order<'_> = match record.id.kind {
        Kind::Job => &[
            (&job::HOURS_MIN, &job::HOURS_MAX),
            (&job::OPENS_ON, &job::CLOSES_ON),
            (&job::TERM_FROM, &job::TERM_TO),
            (&job::RECEIVED_ON, &job::VALID_UNTIL),
        ],
        Kind::Person => &[
            (&person::AVAIL_FROM, &person::AVAIL_UNTIL),
            (&person::SEEKER_RECEIVED_ON, &person::SEEKER_VALID_UNTIL),
        ],
        Kind::Case => &[(&case::TRIAL_FROM, &case::TRIAL_TO)],
        _ => &[],
    };
    for (low, high) in order {
        let numbers = record.int(low).zip(record.int(high)).is_some_and(|(low, high)| low > high);
        let dates = record.date(low).zip(record.date(high)).is_some_and(|(low, high)| low > high);
        if numbers || dates {
            return Err(Rejection::invalid(high, Fault::Order { other: low.label }));
        }
    }
    Ok(())
}

/// The sub-fields of a field's rows that follow one another.
fn order_in_rows(kind: Kind, field: &Field) -> Order<'static> {
    use crate::field::tables::{organisation::agreement, person::base, person::consent, region::house};
    match (kind, field.key) {
        (Kind::Person, key) if key == person::SECOND_BASE.key => &[(&base::SINCE, &base::UNTIL)],
        (Kind::Person, key) if key == person::CONSENT.key => {
            &[(&consent::GIVEN, &consent::EXPIRES), (&consent::GIVEN, &consent::REVOKED)]
        }
        (Kind::Region, key) if key == region::TRIAL_HOUSES.key => &[(&house::MIN_NIGHTS, &house::MAX_NIGHTS)],
        (Kind::Organisation, key) if key == organisation::AGREEMENTS.key => {
            &[(&agreement::FROM, &agreement::TO)]
        }
        _ => &[],
    }
}

/// Rows that mean nothing without their first sub-field: a level without a skill, a consent to nothing.
fn needs_head(kind: Kind, field: &Field) -> bool {
    let named: &[&Field] = match kind {
        Kind::Person => &[&person::SKILLS, &person::CONSENT],
        Kind::Job => &[&job::SKILLS_MUST, &job::SKILLS_NICE, &job::TERMS],
        Kind::Case => &[&case::MEASURES, &case::CHECKS, &case::LEDGER],
        Kind::Region => &[&region::READINESS],
        Kind::Organisation => &[&organisation::LINKS],
        Kind::Note => &[&note::BALLOTS],
        _ => &[],
    };
    named.iter().any(|one| one.code == field.code)
}

fn rows_complete(record: &Record, field: &Field) -> Result<(), Rejection> {
    let rows = record.rows(field);
    if rows.is_empty() {
        return Ok(());
    }
    if let Some(head) = field.rows().and_then(<[Field]>::first)
        && needs_head(record.id.kind, field)
        && rows.iter().any(|row| row.get(head.code).is_none())
    {
        return Err(Rejection::invalid(field, Fault::RowWithout { what: head.label }));
    }
    for (low, high) in order_in_rows(record.id.kind, field) {
        if rows.iter().any(|row| is_reversed(row, low, high)) {
            return Err(Rejection::invalid(field, Fault::Order { other: low.label }));
        }
    }
    Ok(())
}

fn is_reversed(row: &Row, low: &Field, high: &Field) -> bool {
    match (row.get(low.code), row.get(high.code)) {
        (Some(Atom::Int(low)), Some(Atom::Int(high))) => low > high,
        (Some(Atom::Date(low)), Some(Atom::Date(high))) => low > high,
        _ => false,
    }
}

/// No skill is above itself.
fn no_circle(state: &State, record: &Record) -> Result<(), Rejection> {
    let mut above = record.reference(&skill::PARENT);
    for _ in 0..DEPTH_LIMIT {
        let Some(id) = above.filter(|id| *id != record.id) else { break };
        above = state.live(id).and_then(|parent| parent.reference(&skill::PARENT));
    }
    if above.is_some() { Err(Rejection::invalid(&skill::PARENT, Fault::Itself)) } else { Ok(()) }
}

/// A held case says until when, a closed one why, also where it comes from elsewhere; neither goes back to being held or closed.
pub fn stage_is_whole(record: &Record) -> Result<(), Rejection> {
    let stage = record.choice(&case::STAGE).and_then(Stage::from_code);
    let needed = match stage {
        Some(Stage::OnHold) => &case::RESUME_ON,
        Some(Stage::Closed) => &case::CLOSED_REASON,
        _ => return Ok(()),
    };
    if record.get(needed).is_none() {
        return Err(Rejection::invalid(needed, Fault::Required));
    }
    let held = record.choice(&case::HELD_STAGE).and_then(Stage::from_code);
    if held.is_some_and(|stage| matches!(stage, Stage::OnHold | Stage::Closed)) {
        return Err(Rejection::invalid(&case::HELD_STAGE, Fault::Form));
    }
    Ok(())
}

/// What was done on a case was done with its person.
fn of_one_person(state: &State, record: &Record, person: &Field, of_case: &Field) -> Result<(), Rejection> {
    let held = record.reference(of_case).and_then(|id| state.record(id));
    let about = held.and_then(|held| held.reference(&case::PERSON));
    match (record.reference(person), about) {
        (Some(one), Some(other)) if one != other => Err(Rejection::invalid(of_case, Fault::OtherPerson)),
        _ => Ok(()),
    }
}
