//! What is put aside to open faster: used where it belongs, never believed where it does not, and the same answers either way.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use nichiiki::domain::{Cause, Command, State};
use nichiiki::field::{Id, Kind};
use nichiiki::search::{Cancel, Index, Query, search};
use nichiiki::snapshot::Snapshot;
use nichiiki::store::error::StoreError;
use nichiiki::store::memory::MemoryLog;
use nichiiki::store::open::{Aside, Opening};
use nichiiki::store::submit::{Submission, SubmitError, Trouble};
use nichiiki::store::{Parts, Store};

use crate::store_log::STORE;
use crate::store_office::{add_person, draft, noon, opening, rename, run, tanaka};

const QUERIES: [&str; 8] = ["山田", "やまだ", "yam", "連絡", "夜", "田中", "P-000003", "~山夜"];

fn aside(root: &Path) -> Opening {
    Opening { worth: 0, aside: Aside::Wanted, ..opening(root) }
}

fn open(root: &Path) -> Store {
    let (store, repairs) = aside(root).open(&mut |_, _| {}).unwrap();
    assert_eq!(repairs, []);
    store
}

/// A store with some people, a region and an index that was made before it closed.
fn made(root: &Path) {
    aside(root).create(STORE).unwrap();
    let store = open(root);
    let town = draft(
        Kind::Region,
        &[("code", "202151"), ("prefecture", "長野県"), ("name", "塩尻市"), ("kana", "シオジリシ")],
    );
    run(&store, Command::add(Kind::Region, town)).unwrap();
    for name in ["山田", "田中", "山本", "佐藤"] {
        let person = [
            ("family_name", name),
            ("family_kana", "ヤマダ"),
            ("notes", "連絡は夜に"),
            ("domicile_code", "202151"),
        ];
        run(&store, Command::add(Kind::Person, draft(Kind::Person, &person))).unwrap();
    }
    store.snapshot().index();
    store.snapshot().front(aside(root).now.as_ref()().date(), true).unwrap();
}

fn file(root: &Path, name: &str) -> PathBuf {
    root.join("cache").join(name)
}

/// What a snapshot finds, which is what an index made of its own state finds.
fn finds(snapshot: &Snapshot) -> Vec<String> {
    let fresh = Index::build(&snapshot.state);
    let found = |index: &Index, line: &str| {
        search(index, &snapshot.state, &Query::parse(line).unwrap(), 50, &Cancel::never()).unwrap()
    };
    QUERIES
        .iter()
        .map(|line| {
            let hits = format!("{:?}", found(snapshot.index(), line));
            assert_eq!(hits, format!("{:?}", found(&fresh, line)), "{line}");
            hits
        })
        .collect()
}

#[test]
fn an_index_put_aside_is_taken_up_with_what_has_changed_since() {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("store");
    made(&root);
    for name in ["index", "page"] {
        assert_eq!(fs::metadata(file(&root, name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
    let store = open(&root);
    let base = store.snapshot().index().base();
    assert_eq!(base, store.snapshot().seq());
    finds(&store.snapshot());
    run(&store, rename(Id::new(Kind::Person, 3), "山夜")).unwrap();
    run(&store, add_person("田中田")).unwrap();
    finds(&store.snapshot());
    drop(store);
    let store = open(&root);
    assert_eq!(store.snapshot().index().base(), base, "the large part is as it was");
    assert!(finds(&store.snapshot()).iter().any(|hits| hits.contains("田中田")));
    store.undo_blocking(tanaka(), None).unwrap();
    finds(&store.snapshot());
}

#[test]
fn what_is_damaged_foreign_or_cut_is_made_anew() {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("store");
    made(&root);
    let whole = fs::read(file(&root, "index")).unwrap();
    let store = open(&root);
    let expected = finds(&store.snapshot());
    drop(store);
    let step = whole.len() / 40;
    for at in (0..whole.len()).step_by(step.max(1)).chain([whole.len() - 1]) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        fs::write(file(&root, "index"), bytes).unwrap();
        let store = open(&root);
        assert_eq!(finds(&store.snapshot()), expected, "byte {at}");
        drop(store);
    }
    for length in [0, 1, whole.len() / 2, whole.len() - 1] {
        fs::write(file(&root, "index"), &whole[..length]).unwrap();
        assert_eq!(finds(&open(&root).snapshot()), expected, "{length} bytes");
    }
    // The same bytes in another store, whose commits are others.
    let other = place.path().join("other");
    aside(&other).create([9; 16]).unwrap();
    drop(open(&other));
    fs::write(file(&other, "index"), &whole).unwrap();
    let found = finds(&open(&other).snapshot());
    assert!(found.iter().all(|hits| hits.contains("total: 0")));
}

#[test]
fn a_first_page_is_shown_until_everything_is_read() {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("store");
    made(&root);
    // Behind the page: a change and a new person, which it has to catch up with.
    let store = open(&root);
    run(&store, rename(Id::new(Kind::Person, 2), "高橋")).unwrap();
    let added = run(&store, add_person("小林")).unwrap();
    drop(store);
    let (store, repairs) = aside(&root).open_to_show(&mut |_, _| {}).unwrap();
    assert_eq!(repairs, []);
    let shown = store.watch().borrow().clone();
    // The reading may be done by the time that anybody looks, with so few records.
    if shown.is_page() {
        assert_eq!(shown.seq() + 1, added.seq);
        assert_eq!(shown.state.count(Kind::Person), 5);
        let label = |number| shown.state.label(Id::new(Kind::Person, number)).unwrap();
        assert_eq!((label(2), label(5)), ("高橋".to_owned(), "小林".to_owned()));
        assert_eq!(shown.state.label(Id::new(Kind::Region, 202_151)).unwrap(), "塩尻市", "named by people");
    }
    // What is asked for meanwhile waits and is done.
    let receipt = run(&store, rename(Id::new(Kind::Person, 4), "渡辺")).unwrap();
    assert_eq!(receipt.seq, added.seq + 1);
    let whole = store.snapshot();
    assert!(!whole.is_page());
    assert_eq!(whole.state.label(Id::new(Kind::Person, 4)).unwrap(), "渡辺");
    finds(&whole);
}

#[test]
fn a_page_of_a_state_before_an_undone_future_is_not_shown() {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("store");
    made(&root);
    let page = fs::read(file(&root, "page")).unwrap();
    let torn = &page[..page.len() - 3];
    fs::write(file(&root, "page"), torn).unwrap();
    let (store, _) = aside(&root).open_to_show(&mut |_, _| {}).unwrap();
    assert!(!store.watch().borrow().is_page(), "a torn page is no page");
    drop(store);
    let mut flipped = page;
    flipped[100] ^= 1;
    fs::write(file(&root, "page"), flipped).unwrap();
    let (store, _) = aside(&root).open_to_show(&mut |_, _| {}).unwrap();
    assert!(!store.watch().borrow().is_page());
}

#[test]
fn a_store_that_cannot_be_read_behind_its_page_takes_nothing() {
    let parts = Parts::bare(Box::new(MemoryLog::new()), Snapshot::of_page(State::new()), noon());
    let reading = || Err(StoreError::NotAStore { path: "nowhere".into() });
    let store = Store::start_late(parts, Box::new(reading)).unwrap();
    let refused = store.submit_blocking(Submission::new(tanaka(), Cause::Apply, add_person("山田")));
    assert!(matches!(refused, Err(SubmitError::ReadOnly(Trouble::Unreadable))), "{refused:?}");
    assert!(!store.wait_blocking());
    assert!(store.outcome().take_failure().is_some());
    assert!(store.outcome().take_failure().is_none(), "told once");
}
