//! `match ID --kind measures`: what answers the needs and worries of a person, or of the person of a case, with its conditions.

use std::io::BufRead as _;

use serde_json::{Value as Json, json};

use super::args::MatchOptions;
use super::failure::Failure;
use super::ground::Ground;
use crate::domain::State;
use crate::field::choices::MeasureStatus;
use crate::field::{Guard, Id};
use crate::lang::Lang;
use crate::matching::measures::{Advice, Answered, Check, Suggestion, measures};
use crate::matching::{MatchError, Options};

pub fn run(ground: &mut Ground, options: &MatchOptions) -> Result<(), Failure> {
    let reading = ground.read()?;
    let state = &reading.state;
    if !options.stdin {
        let id = ground.id(options.id.as_deref().unwrap_or_default())?;
        return match answer(ground, state, id, options.limit) {
            Ok(found) => print(ground, state, id, &found, options.limit),
            Err(error) => Err(super::matching::failure(ground, error)),
        };
    }
    for line in std::io::BufReader::new(ground.host.input()).lines() {
        let line = line?;
        match line.trim().parse::<Id>().ok().map(|id| (id, answer(ground, state, id, options.limit))) {
            Some((id, Ok(found))) => print(ground, state, id, &found, options.limit)?,
            Some((_, Err(error))) => {
                let (key, reason) = (super::matching::error_key(error), error.text(ground.lang()));
                super::matching::refuse(ground, &line, key, &reason)?;
            }
            None => {
                let reason = ground.lang().pick("IDではありません", "is no id");
                super::matching::refuse(ground, &line, "invalid", reason)?;
            }
        }
        ground.out.finish()?;
    }
    Ok(())
}

/// The measures, and how long they took to find.
fn answer(ground: &Ground, state: &State, id: Id, limit: usize) -> Result<(Advice, u64), MatchError> {
    let options = Options { limit, today: ground.now().date(), sees_needs: state.sees(Guard::Needs) };
    let begun = ground.clock.elapsed();
    let advice = measures(state, id, &options)?;
    let took = ground.clock.elapsed().saturating_sub(begun);
    Ok((advice, u64::try_from(took.as_micros()).unwrap_or(u64::MAX)))
}

fn print(
    ground: &mut Ground,
    state: &State,
    id: Id,
    (advice, took_us): &(Advice, u64),
    limit: usize,
) -> Result<(), Failure> {
    let most = if limit == 0 { usize::MAX } else { limit };
    if !ground.json {
        return table(ground, state, advice, most);
    }
    let json = object(state, id, advice, most, *took_us, ground.lang());
    ground.out.json(&json)
}

/// The answer of one id as an object.
fn object(state: &State, id: Id, advice: &Advice, limit: usize, took_us: u64, lang: Lang) -> Json {
    let hits = advice.suggestions.iter().take(limit).map(|one| {
        let answers = one.answers.iter().map(|answer| answered(*answer, lang));
        let conditions = one.checks.iter().map(|check| condition(*check, lang));
        json!({
            "id": one.id().map(|id| id.to_string()), "kind": "measure", "label": one.label(state, lang),
            "from": one.giver.key(), "answers": answers.collect::<Json>(), "conditions": conditions.collect::<Json>(),
            "to_check": one.open_checks(), "status": one.status.map(MeasureStatus::key),
        })
    });
    let unanswered = advice.unanswered.iter().map(|answer| answered(*answer, lang));
    json!({
        "id": id.to_string(), "person": advice.person.to_string(), "case": advice.case.map(|id| id.to_string()),
        "took_us": took_us, "total": advice.suggestions.len(), "hits": hits.collect::<Json>(),
        "unanswered": unanswered.collect::<Json>(),
    })
}

fn answered(answer: Answered, lang: Lang) -> Json {
    json!({"sort": answer.sort().0, "key": answer.key(), "label": answer.label().text(lang)})
}

fn condition(check: Check, lang: Lang) -> Json {
    json!({
        "key": check.asked.key(), "label": check.asked.label().text(lang), "result": check.key(),
        "word": check.word(lang), "why": check.why.text(lang),
    })
}

/// The answer as a table for people.
fn table(ground: &mut Ground, state: &State, advice: &Advice, limit: usize) -> Result<(), Failure> {
    let lang = ground.lang();
    let list = |answers: &[Answered]| {
        answers.iter().map(|one| one.label().text(lang)).collect::<Vec<_>>().join(lang.pick("、", ", "))
    };
    let row = |one: &Suggestion| {
        let open = one.checks.iter().filter(|check| !check.met).map(|check| check.asked.label().text(lang));
        let open = open.collect::<Vec<_>>().join(lang.pick("、", ", "));
        let word = lang.pick("要確認: ", "to be checked: ");
        vec![
            one.id().map(|id| id.to_string()).unwrap_or_default(),
            one.label(state, lang),
            one.giver.label().text(lang).to_owned(),
            list(&one.answers),
            if open.is_empty() { String::new() } else { format!("{word}{open}") },
            one.status.map_or("", |status| status.label().text(lang)).to_owned(),
        ]
    };
    let rows: Vec<Vec<String>> = advice.suggestions.iter().take(limit).map(row).collect();
    let header = [
        "ID",
        lang.pick("施策", "Measure"),
        lang.pick("実施", "From"),
        lang.pick("応える", "Answers"),
        lang.pick("要件", "Conditions"),
        lang.pick("状態", "Status"),
    ];
    ground.out.table(&header, &rows)?;
    if advice.unanswered.is_empty() {
        return Ok(());
    }
    let line = format!("{}: {}", lang.pick("応える施策がない", "nothing answers"), list(&advice.unanswered));
    ground.out.text(&line)
}
