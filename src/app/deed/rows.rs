//! Deeds that add or fill one row of a case: a check after the start, a paper that came, a step of a selection; and consents.

use crate::app::layer::Context;
use crate::app::verb;
use crate::domain::{Command, Draft, Record, hours, lead};
use crate::field::choices::{Feeling, Purpose, SubStep, Verdict};
use crate::field::tables::case;
use crate::field::{Atom, Field, Id, Kind, Row, Value};

/// The check that is due next, made today; `None` where none is.
pub fn check(id: Id, feeling: Feeling, context: &Context<'_>) -> Option<Command> {
    let record = context.snapshot.state.live(id)?;
    let (month, _) = lead::next_check(&record)?;
    let mut row = Row::default();
    row.set(case::check::MONTH.code, Some(Atom::Int(month)));
    row.set(case::check::DONE.code, Some(Atom::Date(context.today())));
    row.set(case::check::FEELING.code, Some(Atom::Choice(feeling.code())));
    Some(with(&record, &case::CHECKS, |rows| rows.push(row)))
}

/// A paper that came today: the one of the list that is called so, or one more.
pub fn paper(id: Id, name: &str, context: &Context<'_>) -> Option<Command> {
    let record = context.snapshot.state.live(id)?;
    let today = Atom::Date(context.today());
    Some(with(&record, &case::DOCS, |rows| {
        let held = rows.iter().position(|row| row.text(case::doc::DOCUMENT.code) == Some(name));
        let place = held.unwrap_or_else(|| {
            let mut row = Row::default();
            row.set(case::doc::DOCUMENT.code, Some(Atom::Text(name.into())));
            row.set(case::doc::NEEDED.code, Some(Atom::Flag(true)));
            rows.push(row);
            rows.len() - 1
        });
        if let Some(row) = rows.get_mut(place) {
            row.set(case::doc::GOT.code, Some(today));
        }
    }))
}

/// The papers that a case waits for: those on its list, and those that the employer's rule asks for.
pub fn papers(record: &Record, context: &Context<'_>) -> Vec<String> {
    let waits = |row: &&Row| row.date(case::doc::GOT.code).is_none();
    let listed = record.rows(&case::DOCS).iter().filter(waits);
    let mut names: Vec<String> =
        listed.filter_map(|row| row.text(case::doc::DOCUMENT.code).map(str::to_owned)).collect();
    let person = record.reference(&case::PERSON);
    let asked = person.map(|id| hours::papers_missing(&context.snapshot.state, id)).unwrap_or_default();
    for name in asked {
        if names.iter().all(|held| !held.contains(name)) {
            names.push(name.to_owned());
        }
    }
    names
}

/// The step of a selection that comes next: the first without a verdict, as long as those before were passed.
pub fn next_step(record: &Record) -> Option<SubStep> {
    let verdict = |step: SubStep| {
        let mut rows = record.rows(&case::STEPS).iter();
        let row = rows.find(|row| row.choice(case::step::STEP.code) == Some(step.code()))?;
        row.choice(case::step::VERDICT.code).and_then(Verdict::from_code)
    };
    let next = SubStep::ALL.iter().find(|step| verdict(**step).is_none())?;
    let before = SubStep::ALL.iter().take_while(|step| *step != next);
    before.copied().all(|step| verdict(step) == Some(Verdict::Pass)).then_some(*next)
}

/// What came of the step that is next.
pub fn step(id: Id, verdict: Verdict, context: &Context<'_>) -> Option<Command> {
    let record = context.snapshot.state.live(id)?;
    let next = next_step(&record)?;
    Some(with(&record, &case::STEPS, |rows| {
        let held = rows.iter().position(|row| row.choice(case::step::STEP.code) == Some(next.code()));
        let mut row = held.map(|place| rows.remove(place)).unwrap_or_default();
        row.set(case::step::STEP.code, Some(Atom::Choice(next.code())));
        row.set(case::step::VERDICT.code, Some(Atom::Choice(verdict.code())));
        row.set(case::step::ON.code, Some(Atom::Date(context.today())));
        rows.push(row);
    }))
}

/// The consent of the person of a record, given today.
pub fn consent(id: Id, purpose: Purpose, context: &Context<'_>) -> Option<Command> {
    let person = person_of(id, context)?;
    Some(Command::GiveConsent { person, purpose, expires: None, how: None })
}

/// The person that a record is about.
pub fn person_of(id: Id, context: &Context<'_>) -> Option<Id> {
    match id.kind {
        Kind::Person => Some(id),
        Kind::Case => context.snapshot.state.live(id)?.reference(&case::PERSON),
        _ => None,
    }
}

/// The case that rows are added to.
pub fn case_of(id: Id, context: &Context<'_>) -> Option<Record> {
    context.snapshot.state.live(*verb::cases(&[id], context).first()?)
}

fn with(record: &Record, field: &Field, change: impl FnOnce(&mut Vec<Row>)) -> Command {
    let mut rows = record.rows(field).to_vec();
    change(&mut rows);
    Command::update(record.id, Draft::new().with(field, Value::Rows(rows)))
}
