//! How long a store of a million people takes. Run by hand, in release: the figures are printed, not asserted.

use std::path::PathBuf;
use std::time::Instant;

use nichiiki::domain::{Cause, Command};
use nichiiki::field::Kind;
use nichiiki::store::submit::Submission;
use nichiiki::store::verify::first_difference;

use crate::store_office::{draft, on_disk, opening, run, tanaka};

const PEOPLE: usize = 1_000_000;
const AT_ONCE: usize = 100_000;

#[test]
#[ignore = "takes minutes; run in release with --ignored --nocapture"]
fn a_million_people() {
    let root = tempfile::tempdir().unwrap();
    let path = kept().unwrap_or_else(|| root.path().join("store"));
    let mut since = Instant::now();
    let mut lap = |what: &str| {
        println!("{what}: {:.2} s, {} MiB resident", since.elapsed().as_secs_f64(), resident_mib());
        since = Instant::now();
    };
    let store = on_disk(&path);
    for part in 0..PEOPLE / AT_ONCE {
        let person = |number: usize| {
            let name = format!("山田{}", part * AT_ONCE + number);
            let mail = format!("p{number}@example.jp");
            let cells = [
                ("family_name", name.as_str()),
                ("given_name", "太郎"),
                ("family_kana", "ヤマダ"),
                ("given_kana", "タロウ"),
                ("email", mail.as_str()),
                ("hours_week", "8"),
                ("visit_days_month", "4"),
            ];
            Command::add(Kind::Person, draft(Kind::Person, &cells))
        };
        let batch = Command::Batch((0..AT_ONCE).map(person).collect());
        store.submit_blocking(Submission::new(tanaka(), Cause::Import, batch)).unwrap();
    }
    lap("import");
    store.flush_blocking();
    lap("records behind");
    let before = store.snapshot().state;
    run(&store, crate::store_office::add_person("最後")).unwrap();
    lap("one commit");
    drop(store);
    lap("close");
    let (store, repairs) = opening(&path).open(&mut |_, _| {}).unwrap();
    lap("open");
    assert_eq!(repairs, []);
    assert_eq!(store.snapshot().state.count(Kind::Person), PEOPLE + 1);
    assert!(first_difference(&before, &store.snapshot().state).is_some());
    drop((store, before));
    lap("compare and close");
    let (events, _) = opening(&path).rebuild(&mut |_, _| {}).unwrap();
    lap(&format!("rebuild of {events} events"));
    let report = opening(&path).verify(false, &mut |_, _| {}).unwrap();
    assert!(report.is_ok());
    lap("verify");
    std::fs::remove_dir_all(path.join("records")).unwrap();
    let (store, _) = opening(&path).open(&mut |_, _| {}).unwrap();
    lap("open without records");
    store.flush_blocking();
    lap("records made behind it");
}

/// Where the store is to stay for further measurements, if anywhere.
fn kept() -> Option<PathBuf> {
    std::env::var_os("NICHIIKI_SCALE_STORE").map(PathBuf::from)
}

#[test]
#[ignore = "opens the store that the other one left in NICHIIKI_SCALE_STORE"]
fn opening_a_million_people() {
    let Some(path) = kept() else { return };
    let since = Instant::now();
    let journal = opening(&path).read_journal(false).unwrap();
    println!("journal: {:.2} s, {} MiB", since.elapsed().as_secs_f64(), journal.bytes() >> 20);
    let since = Instant::now();
    let (store, repairs) = opening(&path).open(&mut |_, _| {}).unwrap();
    println!("open: {:.2} s, {} MiB resident", since.elapsed().as_secs_f64(), resident_mib());
    assert_eq!(repairs, []);
    drop(store);
}

fn resident_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap() / 1024
}

#[test]
#[ignore = "prints how many commits a second the disk takes"]
fn a_thousand_commits() {
    let root = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR").to_owned() + "/target").unwrap();
    let store = on_disk(&root.path().join("store"));
    let since = Instant::now();
    for number in 0..1000 {
        run(&store, crate::store_office::add_person(&number.to_string())).unwrap();
    }
    println!("one after the other: {:.0} commits a second", 1000.0 / since.elapsed().as_secs_f64());
    let since = Instant::now();
    let threads: Vec<_> = (0..16)
        .map(|_| {
            let store = store.clone();
            std::thread::spawn(move || {
                for number in 0..200 {
                    run(&store, crate::store_office::add_person(&number.to_string())).unwrap();
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    println!("sixteen at once: {:.0} commits a second", 3200.0 / since.elapsed().as_secs_f64());
}
