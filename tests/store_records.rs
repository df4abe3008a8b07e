//! Records on disk: they equal the replay, and whatever happens to them is found and mended.

use std::fs;
use std::path::{Path, PathBuf};

use nichiiki::domain::Command;
use nichiiki::field::{Id, Kind};
use nichiiki::store::error::StoreError;
use nichiiki::store::layout::Layout;
use nichiiki::store::open::Opening;
use nichiiki::store::repair::{RecordsFault, Repair};
use nichiiki::store::verify::first_difference;
use nichiiki::store::{Store, backup};

use crate::store_office::{add_person, on_disk, opening, rename, replayed, run, tanaka};

/// A closed store with a few hundred records of which some were changed, some hidden.
fn filled(root: &Path) -> PathBuf {
    let path = root.join("store");
    let store = on_disk(&path);
    run(&store, Command::Batch((0..700).map(|number| add_person(&format!("人{number}"))).collect())).unwrap();
    for number in (1..200).step_by(7) {
        run(&store, rename(Id::new(Kind::Person, number), &format!("改{number}"))).unwrap();
    }
    store.undo_blocking(tanaka(), None).unwrap();
    drop(store);
    path
}

fn open(path: &Path) -> (Store, Vec<Repair>) {
    opening(path).open(&mut |_, _| {}).unwrap()
}

fn assert_sound(store: &Store) {
    assert_eq!(first_difference(&replayed(store), &store.snapshot().state), None);
}

#[test]
fn records_that_are_loaded_equal_the_replay_of_the_journal() {
    let root = tempfile::tempdir().unwrap();
    let path = filled(root.path());
    let (store, repairs) = open(&path);
    assert_eq!(repairs, []);
    assert_sound(&store);
    let (head, state) = (store.head(), store.snapshot().state);
    assert_eq!((state.seq(), state.at()), (head.seq, replayed(&store).at()));
    assert_eq!(run(&store, add_person("次")).unwrap().ids, [Id::new(Kind::Person, 701)]);
    drop(store);
    let (store, repairs) = open(&path);
    assert_eq!((repairs, store.head().seq), (vec![], head.seq + 1));
    assert_sound(&store);
}

#[test]
fn the_tail_of_the_journal_is_replayed_over_older_records() {
    let root = tempfile::tempdir().unwrap();
    let path = filled(root.path());
    let kept = root.path().join("kept");
    copy(&path.join("records"), &kept);
    let (store, _) = open(&path);
    for number in 300..320 {
        run(&store, rename(Id::new(Kind::Person, number), "後から")).unwrap();
    }
    drop(store);
    fs::remove_dir_all(path.join("records")).unwrap();
    copy(&kept, &path.join("records"));
    let (store, repairs) = open(&path);
    assert_eq!(repairs, []);
    assert_sound(&store);
}

#[test]
fn records_made_again_are_byte_equal() {
    let root = tempfile::tempdir().unwrap();
    let path = filled(root.path());
    let (store, _) = open(&path);
    let before = store.snapshot().state;
    drop(store);
    let (events, repairs) = opening(&path).rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(events, 700 + 29 + 1);
    assert!(matches!(repairs[..], [Repair::Records { why: RecordsFault::Asked, .. }]));
    let (store, repairs) = open(&path);
    assert_eq!(repairs, []);
    assert_eq!(first_difference(&before, &store.snapshot().state), None);
}

/// Breaks the records in some way, opens, and wants the repair and the whole state.
fn broken(why: &[RecordsFault], spoil: impl Fn(&Path)) {
    let root = tempfile::tempdir().unwrap();
    let path = filled(root.path());
    spoil(&path.join("records"));
    let (store, repairs) = open(&path);
    let [Repair::Records { why: found, set_aside, commits }] = &repairs[..] else { panic!("{repairs:?}") };
    assert!(why.contains(found), "{found:?}");
    assert_eq!(*commits, store.head().seq);
    if let Some(name) = set_aside {
        assert!(path.join(name).exists());
    }
    assert_sound(&store);
    drop(store);
    let (store, repairs) = open(&path);
    assert_eq!(repairs, [], "it is mended for good");
    assert_sound(&store);
}

#[test]
fn missing_or_empty_records_are_made_again() {
    broken(&[RecordsFault::Missing], |records| fs::remove_dir_all(records).unwrap());
    broken(&[RecordsFault::Empty], |records| {
        fs::remove_dir_all(records).unwrap();
        fs::create_dir(records).unwrap();
    });
    broken(&[RecordsFault::Corrupt], |records| {
        fs::remove_dir_all(records).unwrap();
        fs::write(records, "not a directory").unwrap();
    });
}

#[test]
fn emptied_cut_or_overwritten_records_are_made_again() {
    let any = [RecordsFault::Corrupt, RecordsFault::Empty, RecordsFault::Short, RecordsFault::Version];
    broken(&any, |records| each_file(records, &|path, _| fs::write(path, b"").unwrap()));
    broken(&any, |records| {
        each_file(records, &|path, bytes| fs::write(path, &bytes[..bytes.len() / 2]).unwrap());
    });
    broken(&any, |records| {
        each_file(records, &|path, bytes| fs::write(path, vec![0xA5; bytes.len()]).unwrap());
    });
    broken(&any, |records| fs::remove_file(records.join("db")).unwrap());
}

#[test]
fn a_damaged_byte_in_the_records_never_reaches_the_state() {
    let root = tempfile::tempdir().unwrap();
    let path = filled(root.path());
    let kept = root.path().join("kept");
    copy(&path.join("records"), &kept);
    let db = fs::read(kept.join("db")).unwrap();
    let used = db.iter().rposition(|byte| *byte != 0).unwrap();
    for at in (0..used).step_by(used / 12) {
        fs::remove_dir_all(path.join("records")).unwrap();
        copy(&kept, &path.join("records"));
        let mut bad = db.clone();
        bad[at] ^= 0x10;
        fs::write(path.join("records/db"), bad).unwrap();
        let (store, repairs) = open(&path);
        assert!(repairs.len() <= 1, "byte {at}: {repairs:?}");
        assert_sound(&store);
    }
}

#[test]
fn records_of_another_store_or_from_the_future_are_not_believed() {
    let root = tempfile::tempdir().unwrap();
    let other = root.path().join("other");
    Opening::new(&other, "sato", crate::store_office::noon()).create([9; 16]).unwrap();
    let (store, _) = open(&other);
    run(&store, add_person("よその人")).unwrap();
    drop(store);
    broken(&[RecordsFault::Foreign], |records| {
        fs::remove_dir_all(records).unwrap();
        copy(&other.join("records"), records);
    });
    let ahead = root.path().join("ahead");
    drop(filled(&ahead));
    let (store, _) = open(&ahead.join("store"));
    (0..5).for_each(|_| drop(run(&store, add_person("先の人")).unwrap()));
    drop(store);
    broken(&[RecordsFault::Ahead], |records| {
        fs::remove_dir_all(records).unwrap();
        copy(&ahead.join("store/records"), records);
    });
}

#[test]
fn verify_counts_mends_and_names_what_it_finds() {
    let root = tempfile::tempdir().unwrap();
    let path = filled(root.path());
    let report = opening(&path).verify(false, &mut |_, _| {}).unwrap();
    assert!(report.is_ok());
    assert_eq!((report.head.seq, report.events, report.repaired.len()), (31, 730, 0));
    fs::remove_dir_all(path.join("records")).unwrap();
    let segment = path.join("journal/00000000000000000001.seg");
    let good = fs::read(&segment).unwrap();
    fs::write(&segment, [good.as_slice(), b"NJF1 half"].concat()).unwrap();
    let read_only = opening(&path).verify(true, &mut |_, _| {}).unwrap();
    assert!(read_only.is_ok() && read_only.repaired.is_empty());
    assert!(!path.join("records").exists(), "reading only writes nothing");
    let report = opening(&path).verify(false, &mut |_, _| {}).unwrap();
    assert!(report.is_ok());
    assert!(matches!(report.repaired[..], [Repair::TornTail { .. }, Repair::Records { .. }]));
    let mut bad = good.clone();
    bad[good.len() / 2] ^= 1;
    fs::write(&segment, bad).unwrap();
    for read_only in [true, false] {
        let report = opening(&path).verify(read_only, &mut |_, _| {}).unwrap();
        assert!(!report.is_ok());
        assert!(report.problems[0].is_damage(), "{}", report.problems[0]);
    }
    let error = opening(&path).open(&mut |_, _| {}).err().unwrap();
    assert!(error.is_damage());
}

#[test]
fn others_can_read_beside_the_holder_and_writing_twice_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let path = filled(root.path());
    let (store, _) = open(&path);
    let beside = opening(&path).read_beside(&mut |_, _| {}).unwrap();
    assert_eq!(first_difference(&beside, &store.snapshot().state), None);
    let second = opening(&path).open(&mut |_, _| {});
    assert!(matches!(second.err(), Some(StoreError::Held { pid: Some(_), .. })));
    assert!(opening(&path).verify(true, &mut |_, _| {}).unwrap().is_ok());
    assert!(opening(&path).verify(false, &mut |_, _| {}).unwrap_err().is_held());
    let file = root.path().join("copy.backup");
    let disk = opening(&path).disk;
    backup::backup(&disk, &Layout::new(&path), &file).unwrap();
    let copy = Layout::new(root.path().join("copy"));
    backup::restore(&disk, &file, &copy, "sato").unwrap();
    let (restored, _) = open(copy.root());
    assert_eq!(first_difference(&restored.snapshot().state, &store.snapshot().state), None);
    assert_eq!(restored.head(), store.head());
}

fn each_file(directory: &Path, act: &dyn Fn(&Path, Vec<u8>)) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            act(&path, fs::read(&path).unwrap());
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}

#[test]
fn only_the_newest_directories_set_aside_are_kept() {
    let root = tempfile::tempdir().unwrap();
    let path = filled(root.path());
    for round in 1..=6 {
        fs::write(path.join("records/db"), format!("no database {round}")).unwrap();
        let (store, repairs) = open(&path);
        assert_eq!(repairs.len(), 1);
        drop(store);
    }
    let kept = fs::read_dir(&path)
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("records.bad-"));
    assert_eq!(kept.count(), 3);
    assert!(path.join("records.bad-6").exists());
}
