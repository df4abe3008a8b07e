//! The clocks of a case as commands turn them: they stand still while somebody else has the next move or the case is on hold,
//! and go on from where they stood; a contact with somebody answers them.
//! Invariant: what a clock shows follows from the case alone, so that no list has to read its history.

use super::Context;
use super::write::changed;
use crate::domain::event::{Event, Verb};
use crate::domain::record::Record;
use crate::domain::state::State;
use crate::domain::urgency::{lacks_first_response, waits_on_others};
use crate::field::calendar::{business_days_after, business_days_between};
use crate::field::choices::{ActivityKind, WaitingOn};
use crate::field::tables::{activity, case};
use crate::field::{Date, Kind, Value};

/// Starts or ends the waiting of a case whose next move went to somebody else or came back.
pub fn follow_waiting(before: &Record, after: &mut Record, today: Date) {
    match (waits_on_others(before), waits_on_others(after)) {
        (false, true) => after.set(case::WAITING_SINCE.code, Some(Value::date(today))),
        (true, false) => {
            if let Some(since) = before.date(&case::WAITING_SINCE) {
                go_on(after, since, today);
            }
            after.set(case::WAITING_SINCE.code, None);
        }
        _ => {}
    }
}

/// Lets the clocks go on that stood still from `since` on: what was left then is left now.
pub fn go_on(case: &mut Record, since: Date, today: Date) {
    let stood = business_days_between(since, today);
    if stood <= 0 {
        return;
    }
    if lacks_first_response(case)
        && let Some(due) = case.date(&case::FIRST_RESPONSE_DUE)
    {
        case.set(case::FIRST_RESPONSE_DUE.code, Some(Value::date(business_days_after(due, stood))));
    }
    if let Some(review) = case.date(&case::PLAN_REVIEW) {
        let later = review.plus_days(today.days_since(since));
        case.set(case::PLAN_REVIEW.code, Some(Value::date(later)));
    }
}

/// What a new contact means for the clocks of its case: somebody who wrote waits for an answer, and one who was answered no
/// longer does.
pub fn contacted(state: &State, contact: &Record, context: &Context) -> Vec<Event> {
    let of_case = contact.reference(&activity::CASE).filter(|id| id.kind == Kind::Case);
    let Some(before) = of_case.and_then(|id| state.live(id)) else { return Vec::new() };
    let on = contact.moment(&activity::AT).unwrap_or(context.at).date();
    let mut after = before.clone();
    if contact.flag(&activity::INBOUND) == Some(true) {
        after.set(case::REPLY_ON.code, Some(Value::date(on)));
        if waits_on_others(&before) {
            after.set(case::WAITING_ON.code, Some(Value::choice(WaitingOn::Us.code())));
            follow_waiting(&before, &mut after, context.today());
        }
    } else if is_contact(contact) {
        if lacks_first_response(&before) {
            after.set(case::FIRST_RESPONSE_ON.code, Some(Value::date(on)));
        }
        after.set(case::REPLY_ON.code, None);
    }
    changed(&before, &after, Verb::Updated, None)
}

/// Whether somebody was spoken or written to, and not in vain.
fn is_contact(contact: &Record) -> bool {
    use ActivityKind::{Call, Line, Mail, Meeting, Online, Viewing, Visit};
    let kind = contact.choice(&activity::KIND).and_then(ActivityKind::from_code);
    let spoke = matches!(kind, Some(Call | Mail | Line | Visit | Meeting | Viewing | Online));
    spoke && contact.flag(&activity::REACHED) != Some(false)
}
