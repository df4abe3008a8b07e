//! The events that somebody may be put on the list of: those to come, the next one first, then those of late.

use crate::app::choose::Choice;
use crate::app::deed::Deed;
use crate::app::layer::Context;
use crate::domain::Record;
use crate::domain::attendance::attendees;
use crate::field::choices::Attendance;
use crate::field::tables::gathering;
use crate::field::{Date, Kind, Moment};
use crate::lang::Lang;

/// Events offered at most: as many as there are letters.
const OFFERED: usize = 23;
/// Days for which an event that is over is offered: who was there unannounced is put down after it.
const PAST_DAYS: i32 = 60;

/// The events; whoever is put on the list of one that is over was there.
pub fn near(context: &Context<'_>) -> Vec<Choice> {
    let today = context.today();
    let day = |event: &Record| event.moment(&gathering::STARTS_AT).map(Moment::date);
    let is_near = |day: Option<Date>| day.is_none_or(|day| today.days_since(day) <= PAST_DAYS);
    let all = context.snapshot.state.records(Kind::Gathering);
    let mut events: Vec<(bool, i32, Record)> = all
        .filter(|event| is_near(day(event)))
        .map(|event| {
            let ahead = day(&event).map_or(i32::MAX, |day| day.days_since(today));
            (ahead < 0, ahead.saturating_abs(), event)
        })
        .collect();
    events.sort_by_key(|(over, distance, event)| (*over, *distance, event.id));
    events.truncate(OFFERED);
    events.into_iter().map(|(over, _, event)| choice(&event, over, context)).collect()
}

fn choice(event: &Record, over: bool, context: &Context<'_>) -> Choice {
    let state = &context.snapshot.state;
    let held = attendees(state, event.id);
    let taken = held.iter().filter(|one| one.how != Attendance::Absent).count();
    let seats = event.int(&gathering::CAPACITY).map(|seats| format!("/{seats}")).unwrap_or_default();
    let day = event.moment(&gathering::STARTS_AT).map(|at| at.date().to_string()).unwrap_or_default();
    let how = if over { Attendance::Attended } else { Attendance::Applied };
    let people = match context.lang {
        Lang::Ja => format!("{taken}{seats}人"),
        Lang::En => format!("{taken}{seats} people"),
    };
    Choice {
        label: state.label(event.id).unwrap_or_default(),
        detail: format!("{day}  {people}  {}", how.label().text(context.lang)),
        deed: Deed::Enter { event: event.id, how },
    }
}
