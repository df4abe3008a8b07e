//! `verify`, `rebuild`, `backup`, `restore`: whether all is there, and how it is kept safe.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::failure::{DAMAGED, Failure};
use super::ground::Ground;
use crate::domain::Rights;
use crate::interchange::eventlog::hex;
use crate::lang::Label;
use crate::store::access::{Access, Act};
use crate::store::backup;
use crate::store::repair::{RecordsFault, Repair};

const OPERATE: Label = Label::new("ストアの管理", "run the store");

pub fn verify(ground: &mut Ground, read_only: bool) -> Result<(), Failure> {
    let lang = ground.lang();
    let opening = ground.opening();
    let mut progress = ground.progress();
    // Whoever serves the store has mended it when it was opened, and holds it.
    let read_only = read_only || ground.served.is_some();
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
    if let Some(served) = &ground.served {
        let store = served.store.clone();
        let state = store.snapshot().state;
        ground.needs(&state, Rights::administers, OPERATE)?;
        if !store.rebuild_blocking() {
            return Err(Failure::failed(lang.pick(
                "記録を作り直せませんでした。ストアを閉じてからもう一度お試しください",
                "the records could not be made again; close the store and try once more",
            )));
        }
        let repair =
            Repair::Records { why: RecordsFault::Asked, set_aside: None, commits: state.seq() }.text(lang);
        if ground.json {
            return ground.out.json(&json!({"ok": true, "commits": state.seq(), "repaired": [repair]}));
        }
        return ground.out.text(&repair);
    }
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
    let report = match &ground.served {
        None => backup::backup(&opening.disk, &opening.layout, file)?,
        Some(served) => {
            let store = served.store.clone();
            ground.needs(&store.snapshot().state, Rights::administers, OPERATE)?;
            let actor = ground.actor(&store.snapshot().state)?;
            store.access().note_durably(Access::new(actor.author.name(), Act::BackedUp));
            lend_backup(ground, file)?
        }
    };
    answer(ground, &report, file, ("バックアップを作成しました", "backup made"))
}

/// A backup for somebody who asked the holder: made beside the store, then handed over.
fn lend_backup(ground: &Ground, file: &Path) -> Result<backup::BackupReport, Failure> {
    let opening = ground.opening();
    let failed = |error: std::io::Error| Failure::file(file, &error, ground.lang());
    let mut target = ground.host.create(file).map_err(failed)?;
    let name = format!("backup-{:032x}", u128::from_be_bytes(ground.clock.random_bytes()));
    let passing = opening.layout.cache().join(name);
    let report = backup::backup(&opening.disk, &opening.layout, &passing)?;
    let copied = std::fs::File::open(&passing).and_then(|mut made| std::io::copy(&mut made, &mut target));
    // It was made to be handed over.
    let _ = std::fs::remove_file(&passing);
    copied.and_then(|_| target.finish()).map_err(failed)?;
    Ok(report)
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
