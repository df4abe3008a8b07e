//! The commands of a case: stage, owner, holding, closing. Every way through the stages passes the one table.

use super::clocks::{follow_waiting, go_on};
use super::write::{changed, fresh, lawful, patched};
use super::{Context, target};
use crate::domain::draft::Draft;
use crate::domain::event::{Event, Verb};
use crate::domain::gate::unmet;
use crate::domain::record::Record;
use crate::domain::rejection::Rejection;
use crate::domain::stage::{Requirement, is_open, may_go};
use crate::domain::state::State;
use crate::field::choices::{ClosedReason, Stage};
use crate::field::tables::case;
use crate::field::{Atom, Date, Fault, Field, Id, Kind, Row, Value};

type Reason = Option<Box<str>>;

/// Moves a case to a stage, with what the draft brings: what people type, and what the stage itself asks for.
pub fn set_stage(
    state: &State,
    id: Id,
    to: Stage,
    draft: &Draft,
    reason: Reason,
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    let step = Step::of(state, id, context)?.bring(draft, asked_by(to))?;
    match to {
        Stage::OnHold => step.hold(reason),
        Stage::Closed => step.close(reason),
        _ if step.from == Stage::Closed => step.reopen(reason),
        _ if step.from == Stage::OnHold && held_stage(&step.before) == to => step.resume(),
        _ => step.enter(to, reason),
    }
}

/// Gives a case an owner, or none.
pub fn assign(
    state: &State,
    id: Id,
    owner: Option<&str>,
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    let mut step = Step::of(state, id, context)?;
    let owner = owner.map(|name| crate::text::clean_line(name, crate::text::NAME_GRAPHEMES).text);
    step.after.set(case::OWNER.code, owner.filter(|name| !name.is_empty()).map(Value::text));
    step.done(Verb::Assigned, None)
}

/// Gives an open case to another owner, with its next action: the one it has, else what the draft brings. The successor finds
/// it by the day and by who had it.
pub fn hand_over(
    state: &State,
    id: Id,
    to: &str,
    draft: &Draft,
    reason: Reason,
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    let step = Step::of(state, id, context)?;
    let to = crate::text::clean_line(to, crate::text::NAME_GRAPHEMES).text;
    if to.is_empty() {
        return Err(Rejection::invalid(&case::OWNER, Fault::Required));
    }
    if !is_open(step.from) {
        return Err(Rejection::Transition { from: step.from, to: step.from });
    }
    let lacks = |code: u16| step.before.values.iter().all(|(held, _)| *held != code);
    let brought = Draft(draft.0.iter().filter(|(code, _)| lacks(*code)).cloned().collect());
    let mut step = step.bring(&brought, &[])?;
    if step.after.get(&case::NEXT_ACTION).is_none() {
        return Err(Rejection::invalid(&case::NEXT_ACTION, Fault::Required));
    }
    let by = step.before.text(&case::OWNER).map_or_else(|| context.author.name().to_owned(), str::to_owned);
    step.after.set(case::OWNER.code, Some(Value::text(to)));
    step.after.set(case::HANDED_OVER_ON.code, Some(Value::date(context.today())));
    step.after.set(case::HANDED_OVER_BY.code, Some(Value::text(by)));
    step.done(Verb::HandedOver, reason)
}

/// Stops the clock until a date.
pub fn hold(
    state: &State,
    id: Id,
    resume_on: Option<Date>,
    reason: Reason,
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    let mut step = Step::of(state, id, context)?;
    step.after.set(case::RESUME_ON.code, resume_on.map(Value::date));
    step.hold(reason)
}

/// Lets a held case go on in the stage it was held in.
pub fn resume(state: &State, id: Id, context: &Context) -> Result<Vec<Event>, Rejection> {
    Step::of(state, id, context)?.resume()
}

/// Ends a case, for a reason.
pub fn close(
    state: &State,
    id: Id,
    (closed_reason, resume_on): (Option<ClosedReason>, Option<Date>),
    reason: Reason,
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    let mut step = Step::of(state, id, context)?;
    let code = closed_reason.map(|reason| Value::choice(reason.code()));
    step.after.set(case::CLOSED_REASON.code, code);
    step.after.set(case::RESUME_ON.code, resume_on.map(Value::date));
    step.close(reason)
}

/// Takes a closed case up again where it was, for a reason.
pub fn reopen(state: &State, id: Id, reason: Reason, context: &Context) -> Result<Vec<Event>, Rejection> {
    Step::of(state, id, context)?.reopen(reason)
}

/// One step of a case on its way: the record before and after it, and the events that its references need first.
struct Step<'a> {
    state: &'a State,
    context: &'a Context,
    from: Stage,
    before: Record,
    after: Record,
    events: Vec<Event>,
}

impl<'a> Step<'a> {
    fn of(state: &'a State, id: Id, context: &'a Context) -> Result<Self, Rejection> {
        let before = target(state, id, Kind::Case)?;
        let after = before.clone();
        Ok(Self { state, context, from: stage_of(&before), before, after, events: Vec::new() })
    }

    /// Puts a draft to the case; of the fields that commands rule, only those `asked` for may come along.
    fn bring(self, draft: &Draft, asked: &[&Field]) -> Result<Self, Rejection> {
        let (mut after, events) = patched(self.state, &self.before, draft, false, self.context)?;
        lawful(&self.before, &after, asked)?;
        follow_waiting(&self.before, &mut after, self.context.today());
        Ok(Self { after, events, ..self })
    }

    fn enter(mut self, to: Stage, reason: Reason) -> Result<Vec<Event>, Rejection> {
        self.way(to)?;
        let mut missing = self.missing(to);
        if is_given(&reason) {
            // Settling is the coordinator's decision where the year's check was not made.
            missing.retain(|one| *one != Requirement::TwelveMonthCheck);
        }
        // Going back asks for nothing: what was met may have been withdrawn, which is why the case goes back.
        if to > self.from && !missing.is_empty() {
            return Err(Rejection::Gate { to, missing });
        }
        self.mark(to);
        if to == Stage::Introduced {
            introduce(&mut self.after, self.context.today());
        }
        self.done(Verb::StageChanged, reason)
    }

    fn hold(mut self, reason: Reason) -> Result<Vec<Event>, Rejection> {
        self.way(Stage::OnHold)?;
        self.gate(Stage::OnHold)?;
        self.mark(Stage::OnHold);
        self.after.set(case::HELD_STAGE.code, Some(Value::choice(self.from.code())));
        self.done(Verb::Held, reason)
    }

    fn resume(mut self) -> Result<Vec<Event>, Rejection> {
        let to = held_stage(&self.before);
        if self.from != Stage::OnHold {
            return Err(Rejection::Transition { from: self.from, to });
        }
        if let Some(since) = self.before.date(&case::STAGE_SINCE) {
            go_on(&mut self.after, since, self.context.today());
        }
        self.mark(to);
        self.after.set(case::HELD_STAGE.code, None);
        self.after.set(case::RESUME_ON.code, None);
        self.done(Verb::Resumed, None)
    }

    fn close(mut self, reason: Reason) -> Result<Vec<Event>, Rejection> {
        self.way(Stage::Closed)?;
        self.gate(Stage::Closed)?;
        self.mark(Stage::Closed);
        self.after.set(case::HELD_STAGE.code, Some(Value::choice(self.from.code())));
        self.after.set(case::CLOSED_ON.code, Some(Value::date(self.context.today())));
        self.done(Verb::Closed, reason)
    }

    fn reopen(mut self, reason: Reason) -> Result<Vec<Event>, Rejection> {
        let to = held_stage(&self.before);
        if self.from != Stage::Closed {
            return Err(Rejection::Transition { from: self.from, to });
        }
        if !is_given(&reason) {
            return Err(Rejection::ReasonNeeded);
        }
        self.mark(to);
        for field in [&case::HELD_STAGE, &case::CLOSED_REASON, &case::CLOSED_ON, &case::RESUME_ON] {
            self.after.set(field.code, None);
        }
        self.done(Verb::Reopened, reason)
    }

    /// Refuses a way that the table does not have.
    fn way(&self, to: Stage) -> Result<(), Rejection> {
        if may_go(self.from, to) { Ok(()) } else { Err(Rejection::Transition { from: self.from, to }) }
    }

    fn gate(&self, to: Stage) -> Result<(), Rejection> {
        let missing = self.missing(to);
        if missing.is_empty() { Ok(()) } else { Err(Rejection::Gate { to, missing }) }
    }

    fn missing(&self, to: Stage) -> Vec<Requirement> {
        unmet(self.state, &self.after, to, self.context.today())
    }

    fn mark(&mut self, stage: Stage) {
        self.after.set(case::STAGE.code, Some(Value::choice(stage.code())));
        self.after.set(case::STAGE_SINCE.code, Some(Value::date(self.context.today())));
    }

    /// The events, unless somebody else moved the case since the author looked.
    fn done(mut self, verb: Verb, reason: Reason) -> Result<Vec<Event>, Rejection> {
        fresh(&self.before, &self.after, self.context)?;
        self.events.extend(changed(&self.before, &self.after, verb, reason));
        Ok(self.events)
    }
}

/// The ruled fields that a move to `to` asks for.
const fn asked_by(to: Stage) -> &'static [&'static Field] {
    match to {
        Stage::OnHold => &[&case::RESUME_ON],
        Stage::Closed => &[&case::CLOSED_REASON, &case::RESUME_ON],
        _ => &[&case::OWNER],
    }
}

fn is_given(reason: &Reason) -> bool {
    reason.as_deref().is_some_and(|reason| !reason.trim().is_empty())
}

/// The stage a case is in.
pub fn stage_of(case: &Record) -> Stage {
    case.choice(&case::STAGE).and_then(Stage::from_code).unwrap_or(Stage::Received)
}

/// The stage that a held or closed case would go back to; never one of those two again.
fn held_stage(case: &Record) -> Stage {
    let held = case.choice(&case::HELD_STAGE).and_then(Stage::from_code);
    held.filter(|stage| !matches!(stage, Stage::OnHold | Stage::Closed)).unwrap_or(Stage::Received)
}

/// Writes the row of the placement ledger for the case's job.
fn introduce(case: &mut Record, today: Date) {
    if let Some(job) = case.reference(&case::JOB) {
        write_ledger(case, job, today);
    }
}

/// Writes a row of the placement ledger, unless the job has one.
pub fn write_ledger(case: &mut Record, job: Id, today: Date) {
    let mut rows = case.rows(&case::LEDGER).to_vec();
    if rows.iter().any(|row| row.reference(case::ledger::JOB.code) == Some(job)) {
        return;
    }
    let mut row = Row::default();
    row.set(case::ledger::JOB.code, Some(Atom::Ref(job)));
    row.set(case::ledger::ON.code, Some(Atom::Date(today)));
    rows.push(row);
    case.set(case::LEDGER.code, Some(Value::Rows(rows)));
}
