//! `duplicates`: who may be there twice, with the account of every number.

use std::cell::RefCell;
use std::io::BufRead as _;
use std::time::Instant;

use serde_json::{Value as Json, json};

use super::args::DuplicatesOptions;
use super::failure::Failure;
use super::ground::Ground;
use crate::alike::{Likeness, is_compared};
use crate::domain::State;
use crate::field::{Id, Kind};
use crate::snapshot::{Pair, Snapshot};
use crate::store::Store;

pub fn run(ground: &mut Ground, options: &DuplicatesOptions) -> Result<(), Failure> {
    let reading = ground.read_to_search()?;
    let whole = reading.store.as_ref().map_or_else(|| Snapshot::new(reading.state.clone()), Store::snapshot);
    // Asked together with the state that the caller may see.
    let snapshot = match reading.state.lens() {
        Some(lens) => whole.seen_with(lens.rights()),
        None => whole,
    };
    snapshot.index();
    if options.stdin {
        for line in std::io::BufReader::new(ground.host.input()).lines() {
            let line = line?;
            let id =
                line.trim().parse::<Id>().ok().filter(|id| snapshot.state.has(snapshot.state.survivor(*id)));
            if let Some(id) = id.filter(|id| is_compared(id.kind)) {
                of_one(ground, &snapshot, id)?;
            } else {
                let id = super::ground::short(&line);
                let answer = json!({"id": id, "took_us": 0, "total": 0, "hits": [], "error": "not_found"});
                ground.out.json(&answer)?;
            }
            ground.out.finish()?;
        }
        return Ok(());
    }
    match &options.id {
        Some(id) => {
            let id = ground.id(id)?;
            of_one(ground, &snapshot, id)
        }
        None => pairs(ground, &snapshot, options),
    }
}

/// The candidates for one record.
fn of_one(ground: &mut Ground, snapshot: &Snapshot, id: Id) -> Result<(), Failure> {
    let state = &snapshot.state;
    let id = state.survivor(id);
    let Some(record) = state.live(id).filter(|_| is_compared(id.kind)) else {
        return Err(ground.no_record(id));
    };
    let start = Instant::now();
    let found = snapshot.alike(&record);
    let took_us = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
    if ground.json {
        let hits = found.iter().map(|one| {
            json!({
                "id": one.id.to_string(), "label": state.label(one.id), "score": score(&one.likeness),
                "verdict": verdict(&one.likeness), "reported": one.reported, "parts": parts(&one.likeness),
            })
        });
        let hits: Json = hits.collect();
        return ground
            .out
            .json(&json!({"id": id.to_string(), "took_us": took_us, "total": found.len(), "hits": hits}));
    }
    let lang = ground.lang();
    if found.is_empty() {
        return ground.out.text(lang.pick("重複の疑いはありません", "nothing like it"));
    }
    for one in &found {
        let label = state.label(one.id).unwrap_or_default();
        ground.out.text(&format!(
            "{} {label}  {}  {}",
            one.id,
            one.likeness.total,
            one.likeness.verdict(lang)
        ))?;
        account(ground, state, &one.likeness)?;
    }
    Ok(())
}

/// The suspected pairs of a kind.
fn pairs(ground: &mut Ground, snapshot: &Snapshot, options: &DuplicatesOptions) -> Result<(), Failure> {
    let kind = options.kind.unwrap_or(Kind::Person);
    if !is_compared(kind) {
        return Err(Failure::usage("people, jobs, organisations".to_owned()));
    }
    let limit = if options.limit == 0 { usize::MAX } else { options.limit };
    let progress = RefCell::new(ground.progress());
    let go_on = |hundredths: u32| {
        progress.borrow_mut().at(u64::from(hundredths) * 1000, 100_000);
        true
    };
    let found = snapshot.pairs(kind, limit, &go_on).unwrap_or_default();
    let state = &snapshot.state;
    for Pair { one, other, likeness, reported } in &found.pairs {
        if ground.json {
            let labels = [state.label(*one), state.label(*other)];
            ground.out.json(&json!({
                "one": one.to_string(), "other": other.to_string(), "labels": labels, "score": score(likeness),
                "verdict": verdict(likeness), "reported": reported, "parts": parts(likeness),
            }))?;
        } else {
            let lang = ground.lang();
            let [left, right] =
                [one, other].map(|id| format!("{id} {}", state.label(*id).unwrap_or_default()));
            let said = if *reported { lang.pick(" (申出)", " (reported)") } else { "" };
            let (total, reasons) = (likeness.total, likeness.in_short(lang));
            ground.out.text(&format!("{total:>6}  {left}  {right}  {reasons}{said}"))?;
        }
    }
    if !ground.json {
        let total = found.total;
        let text = super::either(
            ground.lang(),
            || format!("疑わしい組 {total}件"),
            || format!("{total} suspected pairs"),
        );
        ground.say(&text);
    }
    Ok(())
}

fn account(ground: &mut Ground, state: &State, likeness: &Likeness) -> Result<(), Failure> {
    let lang = ground.lang();
    for line in &likeness.lines {
        let what = crate::text::pad(line.what.label().text(lang), 18, false);
        ground.out.text(&format!("  {what} {:>6}  {}", line.weight, line.detail(state, lang)))?;
    }
    ground.out.text(&format!("  {}", likeness.sum_text()))
}

fn score(likeness: &Likeness) -> f64 {
    f64::from(likeness.total.0) / 10.0
}

fn verdict(likeness: &Likeness) -> &'static str {
    match (likeness.warns(), likeness.is_suspected()) {
        (true, _) => "probable",
        (false, true) => "possible",
        (false, false) => "unlikely",
    }
}

fn parts(likeness: &Likeness) -> Json {
    let part = |line: &crate::alike::Line| json!({"name": line.what.key(), "sign": line.sign.key(), "weight": f64::from(line.weight.0) / 10.0});
    likeness.lines.iter().map(part).collect()
}
