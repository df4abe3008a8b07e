//! Who holds the store, what is damaged, what is kept safe.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;

use serde_json::json;

use super::Office;

fn segment(office: &Office) -> PathBuf {
    let entries = std::fs::read_dir(office.path("store/journal")).unwrap().flatten();
    entries.map(|entry| entry.path()).find(|path| path.extension().is_some_and(|end| end == "seg")).unwrap()
}

#[test]
fn beside_a_holder_one_reads_and_does_not_write() {
    let office = Office::new();
    let people = office.file("p.csv", "family_name\n山田\n");
    let mut holder = office.start(&["apply"]);
    let mut input = holder.stdin.take().unwrap();
    let mut replies = BufReader::new(holder.stdout.take().unwrap()).lines();
    writeln!(input, r#"{{"command":"add_person","family_name":"佐藤"}}"#).unwrap();
    assert!(replies.next().unwrap().unwrap().contains("\"ok\":true"));
    for arguments in [&["undo"][..], &["import", "people", &people], &["rebuild"], &["verify"]] {
        let refused = office.run(arguments).code(6);
        assert!(refused.err.contains(&holder.id().to_string()), "{}", refused.err);
    }
    office.run_with(&["apply"], "{}").code(6);
    let backup = office.path("b").display().to_string();
    for arguments in [
        &["log"][..],
        &["show", "P-1"],
        &["export", "people"],
        &["verify", "--read-only"],
        &["backup", &backup],
        &["list", "people"],
        &["search", "佐藤"],
        &["stats"],
        &["import", "people", &people, "--dry-run"],
    ] {
        office.run(arguments).done();
    }
    assert!(office.run(&["list", "people"]).done().out.contains("佐藤"), "what was acknowledged is seen");
    drop(input);
    assert!(holder.wait().unwrap().success());
    office.run(&["undo"]).done();
}

#[test]
fn a_killed_writer_loses_nothing_that_it_acknowledged() {
    let office = Office::new();
    let mut acknowledged = 0;
    for round in 0..5 {
        let mut child = office.start(&["apply"]);
        let mut input = child.stdin.take().unwrap();
        let feeder = std::thread::spawn(move || {
            for number in 0..100_000 {
                if writeln!(input, "{{\"command\":\"add_person\",\"family_name\":\"人{number}\"}}").is_err()
                {
                    return;
                }
            }
        });
        let mut replies = BufReader::new(child.stdout.take().unwrap()).lines();
        for _ in 0..50 + 40 * round {
            assert!(replies.next().unwrap().unwrap().contains("\"ok\":true"));
            acknowledged += 1;
        }
        child.kill().unwrap();
        acknowledged += replies
            .map_while(Result::ok)
            .filter(|line| line.contains("\"ok\":true") && line.ends_with('}'))
            .count();
        child.wait().unwrap();
        feeder.join().unwrap();
    }
    let people = office.run(&["stats", "--json"]).done().json()["people"].as_u64().unwrap();
    assert!(people >= acknowledged as u64, "{people} of {acknowledged}");
    assert_eq!(office.run(&["verify", "--json"]).done().json()["ok"], true);
}

#[test]
fn records_that_are_gone_are_made_again_with_a_word() {
    let office = Office::demo();
    std::fs::remove_dir_all(office.path("store/records")).unwrap();
    let ran = office.run(&["stats", "--json"]).done();
    assert!(ran.err.contains("made the records again"), "{}", ran.err);
    assert_eq!(ran.json()["people"], 400);
    assert_eq!(office.run(&["stats"]).done().err, "");
    for entry in std::fs::read_dir(office.path("store/records")).unwrap().flatten() {
        if entry.file_type().unwrap().is_file() {
            std::fs::write(entry.path(), b"").unwrap();
        }
    }
    let report = office.run(&["verify", "--json"]).done().json();
    assert_eq!((&report["ok"], &report["problems"]), (&json!(true), &json!([])));
    assert_eq!(report["repaired"].as_array().unwrap().len(), 1);
    let rebuilt = office.run(&["rebuild", "--json"]).done().json();
    assert_eq!(rebuilt["events"], report["events"]);
}

#[test]
fn damage_is_named_and_a_torn_end_is_cut() {
    let office = Office::new();
    office.run_with(&["apply"], "{\"command\":\"add_person\",\"family_name\":\"一\"}\n{\"command\":\"add_person\",\"family_name\":\"二\"}\n").done();
    let path = segment(&office);
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() - 7]).unwrap();
    let report = office.run(&["verify", "--json"]).done().json();
    assert_eq!((&report["ok"], &report["commits"]), (&json!(true), &json!(2)));
    assert!(!report["repaired"].as_array().unwrap().is_empty());
    let mut broken = whole;
    let middle = broken.len() / 2;
    broken[middle] ^= 1;
    std::fs::write(&path, &broken).unwrap();
    let report = office.run(&["verify", "--json"]).code(5).json();
    assert_eq!(report["ok"], false);
    assert!(report["problems"][0].as_str().unwrap().contains("commit 1"), "{report}");
    for arguments in [&["list", "people"][..], &["undo"], &["log"], &["backup", "/tmp/never"]] {
        office.run(arguments).code(5);
    }
    assert!(!PathBuf::from("/tmp/never").exists());
}

#[test]
fn backups_come_back_whole() {
    let office = Office::demo();
    let file = office.path("backup").display().to_string();
    office.run(&["backup", &file]).done();
    let before = office.run(&["verify", "--json"]).done().json();
    let again = office.path("again").display().to_string();
    let restore = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_nichiiki"));
        command.env_clear().env("HOME", office.path("")).args(arguments).output().unwrap()
    };
    assert!(restore(&["restore", &file, "--store", &again]).status.success());
    let after = restore(&["--store", &again, "verify", "--json"]);
    let after: serde_json::Value = serde_json::from_slice(&after.stdout).unwrap();
    assert_eq!(after["head"], before["head"]);
    assert_eq!(restore(&["restore", &file, "--store", &again]).status.code(), Some(4));
    let mut cut = std::fs::read(&file).unwrap();
    cut.truncate(cut.len() / 2);
    std::fs::write(&file, cut).unwrap();
    assert_eq!(restore(&["restore", &file, "--store", &format!("{again}2")]).status.code(), Some(5));
    office.run(&["init"]).code(4);
}

#[test]
fn timings_open_everything() {
    let office = Office::demo();
    let stats = office.run(&["stats", "--timings", "--json"]).done().json();
    for key in [
        "people",
        "jobs",
        "regions",
        "cases",
        "commits",
        "log_bytes",
        "record_bytes",
        "open_ms",
        "searchable_ms",
        "rss_mib",
        "peak_mib",
    ] {
        assert!(stats[key].is_u64(), "{key}");
    }
    assert!(stats["log_bytes"].as_u64() > Some(0) && stats["record_bytes"].as_u64() > Some(0));
}
