//! `round solve`: a matching round from a file. It opens no store.

use std::io::Read as _;
use std::path::Path;

use serde_json::Value as Json;

use super::failure::Failure;
use super::ground::Ground;
use crate::interchange::encodings::FILE_BYTES_MAX;
use crate::matching::round::{Round, report};

pub fn solve(ground: &mut Ground, file: &Path) -> Result<(), Failure> {
    let lang = ground.lang();
    let failed = |error: std::io::Error| Failure::file(file, &error, lang);
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        std::io::stdin().lock().take(FILE_BYTES_MAX).read_to_end(&mut bytes).map_err(failed)?;
    } else {
        std::fs::File::open(file)
            .and_then(|file| file.take(FILE_BYTES_MAX).read_to_end(&mut bytes))
            .map_err(failed)?;
    }
    let round =
        Round::from_json(&bytes).map_err(|bad| Failure::failed(format!("{}: {bad}", file.display())))?;
    drop(bytes);
    let begun = ground.clock.elapsed();
    let report = report(&round, lang);
    let took = ground.clock.elapsed().saturating_sub(begun);
    // A program that pipes the answer on wants the object, asked for or not.
    if !ground.json && ground.out.is_terminal() {
        return text(ground, &report);
    }
    let mut json = serde_json::to_value(&report).map_err(|error| Failure::failed(error.to_string()))?;
    if let Json::Object(map) = &mut json {
        map.insert("took_us".to_owned(), u64::try_from(took.as_micros()).unwrap_or(u64::MAX).into());
        map.insert("peak_mib".to_owned(), super::stats::peak_mib().into());
    }
    ground.out.json(&json)
}

fn text(ground: &mut Ground, report: &crate::matching::round::Report<'_>) -> Result<(), Failure> {
    let lang = ground.lang();
    let mut rows: Vec<Vec<String>> = report
        .assignments
        .iter()
        .map(|(applicant, post)| vec![(*applicant).to_owned(), (*post).to_owned(), String::new()])
        .collect();
    let unmatched = report.unmatched.iter();
    rows.extend(unmatched.map(|one| vec![one.applicant.to_owned(), "-".to_owned(), one.why.to_owned()]));
    let header = [lang.pick("応募者", "Applicant"), lang.pick("受入先", "Post"), lang.pick("理由", "Why")];
    ground.out.table(&header, &rows)?;
    let (blocking, tolerated) = (report.blocking_pairs, report.tolerated_pairs);
    let line = super::either(
        lang,
        || format!("ブロッキングペア {blocking}、上限のため許容 {tolerated}"),
        || format!("blocking pairs {blocking}, tolerated because of caps {tolerated}"),
    );
    ground.out.text(&line)?;
    if report.unknown.is_empty() {
        return Ok(());
    }
    let names = report.unknown.join(", ");
    let line = super::either(
        lang,
        || format!("一覧のどこにもない名前: {names}"),
        || format!("names that nothing declares: {names}"),
    );
    ground.out.text(&line)
}
