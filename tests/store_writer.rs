//! The writer: durable before published, one order, undo and redo, a full disk, large commits.

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::{Duration, Instant};

use nichiiki::domain::{Author, Cause, Command, Rejection};
use nichiiki::field::{Id, Kind, Moment};
use nichiiki::snapshot::Snapshot;
use nichiiki::store::disk::SharedDisk;
use nichiiki::store::history::Commits;
use nichiiki::store::layout::{BALLAST_BYTES, Ballast};
use nichiiki::store::memory::MemoryLog;
use nichiiki::store::submit::{Submission, SubmitError, Trouble};
use nichiiki::store::verify::first_difference;
use nichiiki::store::{Parts, Store};
use proptest::prelude::*;

use crate::store_log::sim_journal;
use crate::store_office::{Hands, add_person, bare, family_name, noon, rename, replayed, run, tanaka};
use crate::store_sim::{FaultLog, SimDisk};

const P1: Id = Id::new(Kind::Person, 1);

fn memory() -> Store {
    bare(MemoryLog::new(), noon())
}

#[test]
fn a_receipt_names_the_commit_and_the_records_and_the_snapshot_has_them() {
    let store = memory();
    let mut watch = store.watch();
    assert_eq!(watch.borrow_and_update().seq(), 0);
    let receipt = run(&store, add_person("山田")).unwrap();
    assert_eq!((receipt.seq, receipt.changed, receipt.ids.as_slice()), (1, true, [P1].as_slice()));
    assert!(watch.has_changed().unwrap());
    assert_eq!(watch.borrow_and_update().seq(), 1);
    assert_eq!(family_name(&store.snapshot().state, P1).unwrap(), "山田");
    let same = run(&store, rename(P1, "山田")).unwrap();
    assert_eq!((same.seq, same.changed), (1, false));
    let missing = run(&store, rename(Id::new(Kind::Person, 9), "x"));
    assert!(matches!(missing, Err(SubmitError::Rejected(Rejection::NotFound(_)))));
    assert_eq!(store.head().seq, 1);
}

#[test]
fn many_writers_get_one_order_and_the_replay_is_the_state() {
    let store = memory();
    let threads: Vec<_> = (0..8)
        .map(|thread| {
            let store = store.clone();
            std::thread::spawn(move || {
                for number in 0..40 {
                    let receipt = run(&store, add_person(&format!("人{thread}の{number}"))).unwrap();
                    run(&store, rename(receipt.ids[0], &format!("改{thread}の{number}"))).unwrap();
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(store.head().seq, 640);
    assert_eq!(store.snapshot().state.count(Kind::Person), 320);
    assert_eq!(first_difference(&replayed(&store), &store.snapshot().state), None);
    let seqs: Vec<u64> = store.commits(0).unwrap().map(|stored| stored.unwrap().head.seq).collect();
    assert_eq!(seqs, (1..=640).collect::<Vec<_>>());
}

#[test]
fn time_never_runs_backward_in_the_log() {
    let hands = Hands::default();
    let store = bare(MemoryLog::new(), hands.now());
    for moment in [1000, 5000, 2000, 4000, 6000] {
        hands.set(moment);
        run(&store, add_person("x")).unwrap();
    }
    let times: Vec<Moment> = store.commits(1).unwrap().map(|stored| stored.unwrap().head.at).collect();
    assert_eq!(times, [1000, 5000, 5000, 5000, 6000].map(Moment));
}

#[test]
fn headers_hold_no_name() {
    let (log, _) = FaultLog::new(MemoryLog::new());
    let store = bare(log, noon());
    run(&store, add_person("秘密山")).unwrap();
    run(&store, rename(P1, "別秘密")).unwrap();
    let mut heads = store.commits(1).unwrap();
    let heads: Vec<_> = heads.by_ref().map(|stored| stored.unwrap().head).collect();
    for head in &heads {
        let bytes = head.clone().encode().unwrap();
        for text in ["秘密", "山", "連絡"] {
            let found = bytes.windows(text.len()).any(|window| window == text.as_bytes());
            assert!(!found, "{text} is readable in a header");
        }
        assert!(head.touches(P1) && !head.touches(Id::new(Kind::Person, 2)));
        assert_eq!(head.author, tanaka());
    }
}

#[test]
fn undo_and_redo_walk_through_the_authors_own_changes() {
    let store = memory();
    let sato = Author::new("sato");
    run(&store, add_person("一")).unwrap();
    run(&store, rename(P1, "二")).unwrap();
    run(&store, rename(P1, "三")).unwrap();
    let name = || family_name(&store.snapshot().state, P1);
    let undo = || store.undo_blocking(tanaka(), None);
    let redo = || store.redo_blocking(tanaka());
    assert!(matches!(redo(), Err(SubmitError::Rejected(Rejection::NothingToRedo))));
    assert!(matches!(
        store.undo_blocking(sato.clone(), None),
        Err(SubmitError::Rejected(Rejection::NothingToUndo))
    ));
    assert_eq!(undo().unwrap().seq, 4);
    assert_eq!(name().unwrap(), "二");
    undo().unwrap();
    assert_eq!(name().unwrap(), "一");
    undo().unwrap();
    assert_eq!(name(), None, "the creation is taken back, the record is hidden");
    assert!(matches!(undo(), Err(SubmitError::Rejected(Rejection::NothingToUndo))));
    for wanted in ["一", "二", "三"] {
        redo().unwrap();
        assert_eq!(name().unwrap(), wanted);
    }
    assert!(matches!(redo(), Err(SubmitError::Rejected(Rejection::NothingToRedo))));
    undo().unwrap();
    assert_eq!(name().unwrap(), "二");
    run(&store, rename(P1, "四")).unwrap();
    assert!(matches!(redo(), Err(SubmitError::Rejected(Rejection::NothingToRedo))));
    let mine = Submission::new(sato, Cause::Apply, rename(P1, "五"));
    store.submit_blocking(mine).unwrap();
    assert!(matches!(undo(), Err(SubmitError::Rejected(Rejection::Overtaken(ids))) if ids == [P1]));
    assert_eq!(first_difference(&replayed(&store), &store.snapshot().state), None);
}

#[test]
fn one_commit_can_be_named_and_is_not_taken_back_twice() {
    let store = memory();
    run(&store, add_person("一")).unwrap();
    run(&store, add_person("二")).unwrap();
    let undo = |seq| store.undo_blocking(tanaka(), Some(seq));
    assert_eq!(undo(1).unwrap().ids, [P1]);
    assert!(matches!(undo(1), Err(SubmitError::Rejected(Rejection::NothingToUndo))));
    assert!(matches!(undo(3), Err(SubmitError::Rejected(Rejection::NothingToUndo))));
    assert!(matches!(undo(77), Err(SubmitError::Rejected(Rejection::NothingToUndo))));
    assert_eq!(store.snapshot().state.count(Kind::Person), 1);
    let causes: Vec<Cause> = store.commits(1).unwrap().map(|stored| stored.unwrap().head.cause).collect();
    assert_eq!(causes, [Cause::Apply, Cause::Apply, Cause::Undo(1)]);
}

#[test]
fn a_failing_disk_publishes_nothing_and_says_so() {
    let (log, switch) = FaultLog::new(MemoryLog::new());
    let store = bare(log, noon());
    run(&store, add_person("一")).unwrap();
    switch.fail_with(ErrorKind::TimedOut);
    let mut watch = store.watch();
    watch.mark_unchanged();
    let result = run(&store, add_person("二"));
    assert!(matches!(result, Err(SubmitError::ReadOnly(Trouble::DiskFailed))));
    assert!(!watch.has_changed().unwrap());
    assert_eq!(store.snapshot().seq(), 1);
    assert_eq!(store.status().borrow().trouble, Some(Trouble::DiskFailed));
    switch.heal();
    let later = run(&store, add_person("三"));
    assert!(matches!(later, Err(SubmitError::ReadOnly(Trouble::DiskFailed))), "only opening anew helps");
}

#[test]
fn a_full_disk_lets_work_go_on_once_there_is_space() {
    let (log, switch) = FaultLog::new(MemoryLog::new());
    let store = bare(log, noon());
    run(&store, add_person("一")).unwrap();
    switch.fail_with(ErrorKind::StorageFull);
    for _ in 0..3 {
        let result = run(&store, add_person("二"));
        assert!(matches!(result, Err(SubmitError::ReadOnly(Trouble::DiskFull))));
    }
    assert_eq!(store.status().borrow().trouble, Some(Trouble::DiskFull));
    assert_eq!(store.snapshot().seq(), 1);
    switch.heal();
    assert_eq!(run(&store, add_person("三")).unwrap().seq, 2, "the next request finds the space");
    assert_eq!(store.status().borrow().trouble, None);
}

#[test]
fn the_reserve_saves_what_is_under_way_and_is_made_again() {
    let disk = SimDisk::new();
    let shared: SharedDisk = Arc::new(disk.clone());
    let ballast = Ballast::new(shared, "/s/ballast".into());
    let journal = sim_journal(&disk);
    ballast.make().unwrap();
    let parts = Parts::bare(Box::new(journal), Snapshot::default(), noon());
    let store = Store::start(Parts { ballast: Some(ballast.clone()), ..parts }).unwrap();
    run(&store, add_person("一")).unwrap();
    disk.limit(Some(BALLAST_BYTES));
    assert_eq!(run(&store, add_person("二")).unwrap().seq, 2, "saved with the reserve");
    assert_eq!(store.status().borrow().trouble, Some(Trouble::DiskFull));
    assert!(!ballast.is_whole());
    let refused = run(&store, add_person("三"));
    assert!(matches!(refused, Err(SubmitError::ReadOnly(Trouble::DiskFull))));
    disk.limit(None);
    assert_eq!(run(&store, add_person("三")).unwrap().seq, 3);
    assert!(ballast.is_whole());
    assert_eq!(store.status().borrow().trouble, None);
}

#[test]
fn a_store_on_a_full_disk_opens_again_by_itself() {
    let (log, switch) = FaultLog::new(MemoryLog::new());
    let store = bare(log, noon());
    switch.fail_with(ErrorKind::StorageFull);
    run(&store, add_person("一")).unwrap_err();
    switch.heal();
    let deadline = Instant::now() + Duration::from_secs(60);
    let status = store.status();
    while status.borrow().trouble.is_some() {
        assert!(Instant::now() < deadline, "still read-only");
        std::thread::yield_now();
    }
}

#[test]
fn a_large_batch_is_one_commit_in_a_file_of_its_own_and_one_undo_step() {
    let disk = SimDisk::new();
    let store = bare(sim_journal(&disk), noon());
    let long = "長い覚え書き。".repeat(300);
    let person = |number: usize| {
        let cells = [("family_name", format!("人{number}")), ("notes", long.clone())];
        let cells: Vec<(&str, &str)> = cells.iter().map(|(key, text)| (*key, text.as_str())).collect();
        Command::add(Kind::Person, crate::store_office::draft(Kind::Person, &cells))
    };
    run(&store, add_person("前")).unwrap();
    let batch = Command::Batch((0..2500).map(person).collect());
    let receipt = run(&store, batch).unwrap();
    assert_eq!((receipt.seq, receipt.counts[0].count), (2, 2500));
    assert!(disk.names().iter().any(|path| path.to_str().unwrap().contains("bulk-")));
    assert_eq!(first_difference(&replayed(&store), &store.snapshot().state), None);
    let stored = store.commits(2).unwrap().next().unwrap().unwrap();
    assert_eq!(stored.head.spans, [(Id::new(Kind::Person, 2), Id::new(Kind::Person, 2501))]);
    store.undo_blocking(tanaka(), None).unwrap();
    assert_eq!(store.snapshot().state.count(Kind::Person), 1);
    store.redo_blocking(tanaka()).unwrap();
    assert_eq!(store.snapshot().state.count(Kind::Person), 2501);
    drop(store);
    let shared: nichiiki::store::disk::SharedDisk = Arc::new(disk);
    let path = std::path::Path::new("/s/journal");
    let access = crate::store_log::WRITE;
    let (journal, _) =
        nichiiki::store::journal::Journal::open(shared, path, crate::store_log::STORE, access).unwrap();
    let events: usize =
        Commits::read(&journal, 1).unwrap().map(|stored| stored.unwrap().load().unwrap().events.len()).sum();
    assert_eq!(events, 1 + 2500 + 2);
}

#[test]
fn a_large_batch_that_others_overtake_is_decided_again() {
    let store = memory();
    let other = store.clone();
    let import = std::thread::spawn(move || {
        let rows = (0..2100).map(|number| add_person(&format!("取込{number}"))).collect();
        run(&other, Command::Batch(rows)).unwrap()
    });
    let mut small = 0;
    while !import.is_finished() {
        run(&store, add_person("窓口")).unwrap();
        small += 1;
    }
    let receipt = import.join().unwrap();
    assert_eq!(receipt.counts[0].count, 2100);
    assert_eq!(store.snapshot().state.count(Kind::Person), 2100 + small);
    assert_eq!(first_difference(&replayed(&store), &store.snapshot().state), None);
}

#[test]
fn a_refused_row_refuses_the_whole_batch() {
    let store = memory();
    let mut rows: Vec<Command> = (0..2100).map(|number| add_person(&number.to_string())).collect();
    rows.push(rename(Id::new(Kind::Person, 999_999), "x"));
    for batch in [rows.clone(), rows[2090..].to_vec()] {
        let result = run(&store, Command::Batch(batch.clone()));
        let Err(SubmitError::Rejected(Rejection::InBatch { index, .. })) = result else {
            panic!("{result:?}")
        };
        assert_eq!(index, batch.len() - 1);
    }
    assert_eq!(store.head().seq, 0);
}

#[test]
fn a_stale_edit_is_refused() {
    let store = memory();
    run(&store, add_person("一")).unwrap();
    let sato = |command| Submission::new(Author::new("sato"), Cause::Tui, command).seen(Some(1));
    run(&store, rename(P1, "二")).unwrap();
    let result = store.submit_blocking(sato(rename(P1, "三")));
    assert!(matches!(result, Err(SubmitError::Rejected(Rejection::Stale { .. }))), "{result:?}");
}

#[tokio::test]
async fn sessions_await_their_receipts() {
    let store = memory();
    let one = store.submit(Submission::new(tanaka(), Cause::Tui, add_person("一")));
    let two = store.submit(Submission::new(tanaka(), Cause::Tui, add_person("二")));
    assert_eq!((one.await.unwrap().seq, two.await.unwrap().seq), (1, 2));
    let rows = (0..2100).map(|number| add_person(&number.to_string())).collect();
    let large = store.submit(Submission::new(tanaka(), Cause::Import, Command::Batch(rows)));
    assert_eq!(large.await.unwrap().seq, 3);
    assert_eq!(store.undo(tanaka(), None).await.unwrap().seq, 4);
    assert_eq!(store.redo(tanaka()).await.unwrap().seq, 5);
    let snapshot = store.watch();
    tokio::task::spawn_blocking(move || drop(store)).await.unwrap();
    assert_eq!(snapshot.borrow().state.count(Kind::Person), 2102);
}

/// What somebody at a desk might do next.
#[derive(Debug, Clone)]
enum Step {
    Add(u8),
    Rename(u8, u8),
    Hide(u8),
    Undo(bool),
    Redo(bool),
    Many(u8),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        any::<u8>().prop_map(Step::Add),
        (any::<u8>(), any::<u8>()).prop_map(|(who, name)| Step::Rename(who, name)),
        any::<u8>().prop_map(Step::Hide),
        any::<bool>().prop_map(Step::Undo),
        any::<bool>().prop_map(Step::Redo),
        (1_u8..6).prop_map(Step::Many),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_done_the_replay_is_the_state(steps in prop::collection::vec(step(), 1..60)) {
        let store = bare(sim_journal(&SimDisk::new()), noon());
        let author = |first: bool| Author::new(if first { "tanaka" } else { "sato" });
        for step in steps {
            let count = store.snapshot().state.all(Kind::Person).count() as u32;
            let someone = |number: u8| Id::new(Kind::Person, 1 + u32::from(number) % count.max(1));
            let before = store.snapshot().seq();
            let result = match step {
                Step::Add(name) => run(&store, add_person(&format!("人{name}"))),
                Step::Rename(who, name) => {
                    let command = rename(someone(who), &format!("改{}", name % 4));
                    store.submit_blocking(Submission::new(author(who % 2 == 0), Cause::Tui, command))
                }
                Step::Hide(who) => run(&store, Command::Withdraw { id: someone(who), reason: None }),
                Step::Undo(first) => store.undo_blocking(author(first), None),
                Step::Redo(first) => store.redo_blocking(author(first)),
                Step::Many(rows) => run(&store, Command::Batch((0..rows).map(|_| add_person("同")).collect())),
            };
            let after = store.snapshot().seq();
            match result {
                Ok(receipt) => prop_assert_eq!((receipt.seq, after), (after, before + u64::from(receipt.changed))),
                Err(SubmitError::Rejected(_)) => prop_assert_eq!(after, before),
                Err(error) => prop_assert!(false, "{}", error),
            }
        }
        prop_assert_eq!(first_difference(&replayed(&store), &store.snapshot().state), None);
    }
}
