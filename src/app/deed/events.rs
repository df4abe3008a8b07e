//! Deeds about events: on the list, how it went, and the cases that come of it.

use crate::app::layer::Context;
use crate::domain::attendance::{attendees, of_person};
use crate::domain::decide::stage_of;
use crate::domain::{Command, Draft, stage};
use crate::field::choices::{Attendance, Channel};
use crate::field::tables::{activity, case, gathering};
use crate::field::{Id, Kind, Value};
use crate::lang::Lang;

use super::{Deed, rows};

/// Puts somebody on the list of an event; who is on it already is refused by the domain, so that a look at many says so.
pub fn enter(id: Id, event: Id, how: Attendance, context: &Context<'_>) -> Option<Command> {
    let person = rows::person_of(id, context)?;
    let draft = Draft::new().with_ref(&activity::PERSON, person).with_ref(&activity::EVENT, event);
    let draft = draft.with(&activity::ATTENDANCE, Value::choice(how.code()));
    Some(Command::add(Kind::Activity, draft))
}

/// Says how it went for somebody, on the list or not; `None` where that is said already.
pub fn attend(id: Id, event: Id, how: Attendance, context: &Context<'_>) -> Option<Command> {
    let state = &context.snapshot.state;
    let Some(said) = of_person(state, event, rows::person_of(id, context)?) else {
        return enter(id, event, how, context);
    };
    if crate::domain::attendance::how(&said) == Some(how) {
        return None;
    }
    let mut draft = Draft::new().with(&activity::ATTENDANCE, Value::choice(how.code()));
    // The day may have changed since they applied.
    if let Some(starts) = state.live(event).and_then(|event| event.moment(&gathering::STARTS_AT)) {
        draft = draft.with(&activity::AT, Value::moment(starts));
    }
    Some(Command::update(said.id, draft))
}

/// A case for a person, begun by an event and about its region; `None` for somebody who has an open one.
pub fn open_from(id: Id, event: Id, context: &Context<'_>) -> Option<Command> {
    let person = rows::person_of(id, context).filter(|person| !is_at_work(*person, context))?;
    let state = &context.snapshot.state;
    let mut draft = Draft::new().with_ref(&case::PERSON, person).with_ref(&case::EVENT, event);
    draft = draft.with(&case::CHANNEL, Value::choice(Channel::Event.code()));
    if let Some(region) = state.live(event).and_then(|event| event.reference(&gathering::REGION)) {
        draft = draft.with(&case::REGIONS, Value::List(vec![crate::field::Atom::Ref(region)]));
    }
    Some(Command::add(Kind::Case, draft))
}

/// What speaks against a deed about an event without forbidding it, and who is left out of it.
pub fn doubts(deed: &Deed, chosen: &[Id], context: &Context<'_>) -> Vec<(String, Id)> {
    let people = chosen.iter().filter_map(|id| rows::person_of(*id, context));
    match deed {
        Deed::OpenFrom(_) => {
            let text = context.say("進行中のケースがあるので開きません", "has an open case; none is opened");
            people.filter(|id| is_at_work(*id, context)).map(|id| (text.to_owned(), id)).collect()
        }
        Deed::Enter { event, how: Attendance::Applied | Attendance::Attended } => {
            let state = &context.snapshot.state;
            let Some(capacity) = state.live(*event).and_then(|event| event.int(&gathering::CAPACITY)) else {
                return Vec::new();
            };
            let held = attendees(state, *event);
            let taken = held.iter().filter(|one| one.how != Attendance::Absent).count();
            let new = people.filter(|id| held.iter().all(|one| one.person != *id)).count();
            let over = i64::try_from(taken + new).unwrap_or(i64::MAX) - capacity;
            let text = match context.lang {
                Lang::Ja => format!("注意: 定員{capacity}人を{over}人超えます"),
                Lang::En => format!("note: {over} more than the capacity of {capacity}"),
            };
            (over > 0 && new > 0).then_some((text, *event)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Whether somebody has an open case.
fn is_at_work(person: Id, context: &Context<'_>) -> bool {
    let state = &context.snapshot.state;
    let mut cases = state.linked(person, Kind::Case).filter_map(|id| state.live(id));
    cases.any(|one| one.reference(&case::PERSON) == Some(person) && stage::is_open(stage_of(&one)))
}
