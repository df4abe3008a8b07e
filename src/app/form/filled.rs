//! Forms that begin with a template's text: a contact, a note, a case's plan. What stands there already stays.

use super::Form;
use super::field_line::FieldLine;
use super::intent::Intent;
use super::open::told_lines;
use crate::app::deed;
use crate::app::layer::{Context, Step};
use crate::app::message::Notice;
use crate::app::verb;
use crate::field::choices::ActivityKind;
use crate::field::tables::{activity, case, note};
use crate::field::{Atom, Field, Id, Kind, Value};

/// A letter as a contact, to be changed before it is kept.
pub fn letter(about: Id, kind: ActivityKind, subject: &str, text: &str, context: &Context<'_>) -> Step {
    let Some(with) = deed::whose(about, Kind::Activity, context) else { return verb::nothing(context) };
    let mut lines = told_lines(Kind::Activity, context);
    let written = [
        (&activity::KIND, kind.label().text(context.lang)),
        (&activity::SUMMARY, subject),
        (&activity::TEXT, text),
    ];
    for (field, text) in written {
        put(&mut lines, field, text);
    }
    let title = format!("{}: {}", context.say("文面", "Letter"), verb::whom(about, context));
    Step::push(Form::new(title, Intent::Add { kind: Kind::Activity, with }, lines, context))
}

/// A note that begins with a text.
pub fn filled_note(about: Id, text: &str, context: &Context<'_>) -> Step {
    let Some(with) = deed::whose(about, Kind::Note, context) else { return verb::nothing(context) };
    let mut lines = told_lines(Kind::Note, context);
    put(&mut lines, &note::TEXT, text);
    let title = format!("{}: {}", Kind::Note.label().text(context.lang), verb::whom(about, context));
    Step::push(Form::new(title, Intent::Add { kind: Kind::Note, with }, lines, context))
}

/// A case's plan with further goals and services, a line each.
pub fn filled_plan(about: Id, goals: &str, services: &str, context: &Context<'_>) -> Step {
    let state = &context.snapshot.state;
    let Some(record) = state.live(about).filter(|record| record.id.kind == Kind::Case) else {
        let why =
            context.say("プランはケースに付けます(+ で受け付け)", "a plan belongs to a case; + opens one");
        return Step::Say(Notice::plain(why));
    };
    let fields = [
        &case::GOALS,
        &case::SERVICES,
        &case::PLAN_AGREED,
        &case::PLAN_REVIEW,
        &case::NEXT_ACTION,
        &case::NEXT_DUE,
    ];
    let mut lines: Vec<FieldLine> = fields
        .into_iter()
        .map(|field| FieldLine::new(field, record.get(field), state, context.lang))
        .collect();
    for (field, text) in [(&case::GOALS, goals), (&case::SERVICES, services)] {
        let mut all = match record.get(field) {
            Some(Value::List(atoms)) => atoms.clone(),
            _ => Vec::new(),
        };
        for line in text.lines().map(|line| line.trim().trim_start_matches(['-', '・']).trim()) {
            let atom = Atom::Text(line.into());
            if !line.is_empty() && !all.contains(&atom) {
                all.push(atom);
            }
        }
        let whole = FieldLine::new(field, Some(&Value::List(all)), state, context.lang);
        if let Some(line) = lines.iter_mut().find(|line| line.field.code == field.code) {
            line.area.set(whole.area.text());
        }
    }
    if let Some(first) = lines.first_mut() {
        first.wanted = true;
    }
    let title = format!("{}: {}", context.say("プラン", "Plan"), verb::whom(about, context));
    Step::push(Form::new(title, Intent::Update(about), lines, context))
}

/// Puts a text where a line is, as if it had been typed: what is typed then goes into it, not in its place.
fn put(lines: &mut [FieldLine], field: &'static Field, text: &str) {
    if let Some(line) = lines.iter_mut().find(|line| line.field.code == field.code) {
        let wanted = line.wanted;
        *line = FieldLine::proposed(field, text);
        line.proposed = false;
        line.wanted = wanted;
    }
}
