//! `verify`, `rebuild`, `backup`, `restore`: whether all is there, and how it is kept safe.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::failure::{DAMAGED, Failure};
use super::ground::Ground;
use crate::interchange::eventlog::hex;
use crate::store::backup;

pub fn verify(ground: &mut Ground, read_only: bool) -> Result<(), Failure> {
    let lang = ground.lang();
    let opening = ground.opening();
    let mut progress = ground.progress();
    let report = ground.patiently(|| opening.verify(read_only, &mut |done, all| progress.at(done, all)))?;
    drop(progress);
    let repaired: Vec<String> = report.repaired.iter().map(|one| one.text(lang)).collect();
    let problems = report.problem_texts(lang);
    if ground.json {
        ground.out.json(&json!({
            "ok": report.is_ok(), "commits": report.head.seq, "events": report.events,
            "head": hex(&report.head.hash), "repaired": repaired, "problems": problems,
        }))?;
    } else {
        for line in repaired.iter().chain(&problems) {
            ground.out.text(line)?;
        }
        let (commits, events) = (report.head.seq, report.events);
        if report.is_ok() {
            let text = super::either(
                lang,
                || format!("異常ありません(コミット {commits}、出来事 {events})"),
                || format!("all is well ({commits} commits, {events} events)"),
            );
            ground.out.text(&text)?;
        }
    }
    ground.out.finish()?;
    if report.is_ok() { Ok(()) } else { Err(Failure::Silent { code: DAMAGED }) }
}

pub fn rebuild(ground: &mut Ground) -> Result<(), Failure> {
    let lang = ground.lang();
    let opening = ground.opening();
    let mut progress = ground.progress();
    let (events, repairs) = ground.patiently(|| opening.rebuild(&mut |done, all| progress.at(done, all)))?;
    drop(progress);
    let repaired: Vec<String> = repairs.iter().map(|one| one.text(lang)).collect();
    if ground.json {
        return ground.out.json(&json!({"ok": true, "events": events, "repaired": repaired}));
    }
    for line in &repaired {
        ground.out.text(line)?;
    }
    Ok(())
}

pub fn backup(ground: &mut Ground, file: &Path) -> Result<(), Failure> {
    let opening = ground.opening();
    let report = backup::backup(&opening.disk, &opening.layout, file)?;
    answer(ground, &report, file, ("バックアップを作成しました", "backup made"))
}

pub fn restore(ground: &mut Ground, file: &Path) -> Result<(), Failure> {
    let opening = ground.opening();
    let report = backup::restore(&opening.disk, file, &opening.layout, &opening.user)?;
    let store = ground.config.store.clone();
    answer(ground, &report, &store, ("復元しました", "restored"))
}

fn answer(
    ground: &mut Ground,
    report: &backup::BackupReport,
    path: &Path,
    (ja, en): (&str, &str),
) -> Result<(), Failure> {
    if ground.json {
        let json: Json = json!({
            "ok": true, "commits": report.head.seq, "head": hex(&report.head.hash),
            "files": report.files, "bytes": report.bytes, "path": path.display().to_string(),
        });
        return ground.out.json(&json);
    }
    let (seq, bytes) = (report.head.seq, report.bytes);
    let text = super::either(
        ground.lang(),
        || format!("{ja}: {} (コミット {seq}、{bytes} バイト)", path.display()),
        || format!("{en}: {} ({seq} commits, {bytes} bytes)", path.display()),
    );
    ground.out.text(&text)
}
