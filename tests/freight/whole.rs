//! Large files and large changes: told how far they are, given up with nothing half done, one undo for all of it.

use std::fmt::Write as _;

use nichiiki::app::port::Told;
use nichiiki::app::{Layer, Message};
use nichiiki::domain::{Actor, Author, Cause, Command, Draft};
use nichiiki::field::tables::person;
use nichiiki::field::{Id, Kind, Value};
use nichiiki::lang::Lang;
use nichiiki::snapshot::Snapshot;
use nichiiki::store::Store;
use nichiiki::store::submit::{Basis, Submission, SubmitError, Watch};

use super::{Hand, change, everywhere};
use crate::desk::Desk;
use crate::session::store;

/// A file of so many people.
fn crowd(count: usize) -> String {
    let mut text = "family_name,given_name,phone,hours_week\n".to_owned();
    for number in 0..count {
        writeln!(text, "群衆{number},太郎,090-{:04}-{:04},{}", number / 10_000, number % 10_000, number % 40)
            .unwrap();
    }
    text
}

fn people(store: &Store) -> usize {
    store.snapshot().state.count(Kind::Person)
}

async fn try_crowd(count: usize) -> (tempfile::TempDir, Store, Hand) {
    let (store, place) = (store().await, tempfile::tempdir().unwrap());
    std::fs::write(place.path().join("crowd.csv"), crowd(count)).unwrap();
    let mut hand = Hand::sit(&store, "田中", everywhere(place.path()));
    hand.sees("に合う順").await;
    hand.press("gi").await;
    hand.sees("crowd.csv").await;
    hand.press("\r").await;
    (place, store, hand)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reading_is_given_up_and_begun_again() {
    let (_place, store, mut hand) = try_crowd(20_000).await;
    let (known, seq) = (people(&store), store.head().seq);
    hand.sees("試し読みをしています").await;
    // Keys are answered meanwhile.
    hand.press("\x1bOP").await;
    hand.sees("名前かキーを打つと絞り込み").await;
    hand.press("\x03").await;
    hand.person.sees_no("名前かキーを打つと絞り込み").await;
    hand.sees("試し読みをしています").await;
    hand.press("\x03").await;
    hand.sees("中止しました").await;
    assert_eq!((people(&store), store.head().seq), (known, seq));
    hand.press("\r").await;
    hand.sees("作成 20,000").await;
    hand.press("G").await;
    hand.sees("群衆19999").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn saving_that_is_given_up_leaves_all_or_nothing_and_one_undo_takes_back_all() {
    let (_place, store, mut hand) = try_crowd(6_000).await;
    let (known, seq) = (people(&store), store.head().seq);
    hand.sees("作成 6000").await;
    hand.press("y").await;
    hand.sees("保存しています").await;
    hand.press("\x1b").await;
    hand.person.sees_no("保存しています").await;
    if hand.screen().contains("中止しました") {
        assert_eq!((people(&store), store.head().seq), (known, seq), "nothing half done");
        hand.press("\r").await;
        hand.sees("作成 6000").await;
        hand.press("y").await;
        hand.sees("作成6000件").await;
    }
    assert_eq!((people(&store), store.head().seq), (known + 6_000, seq + 1), "one commit");
    hand.press("u").await;
    hand.sees("取消:").await;
    assert_eq!(people(&store), known);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verb_on_thousands_is_one_commit_that_is_waited_for() {
    let (_place, store, mut hand) = try_crowd(2_500).await;
    hand.sees("作成 2500").await;
    hand.press("y").await;
    hand.sees("作成2500件").await;
    hand.sees("1/2506").await;
    hand.press("*").await;
    hand.sees("✓2506").await;
    hand.press("n").await;
    hand.sees("本文").await;
    hand.enter("一斉のお知らせ").await;
    hand.press("\x13").await;
    hand.sees("2506件を実行します").await;
    let seq = store.head().seq;
    hand.press("y").await;
    hand.sees("保存しました").await;
    let notes = |store: &Store| store.snapshot().state.count(Kind::Note);
    assert_eq!((store.head().seq, notes(&store)), (seq + 1, 2_507));
    hand.press("u").await;
    hand.sees("取消:").await;
    assert_eq!(notes(&store), 1);
}

#[test]
fn what_ends_beneath_the_cover_leaves_the_screen_covered() {
    let mut desk = Desk::new(Snapshot::new(crate::screens::office::office().state), 120, 40, Lang::Ja);
    desk.press("g i").enter("x.csv").press("Enter");
    desk.send(Message::Files(Told::Names { path: "x.csv".into(), place: Ok("/".into()), names: Vec::new() }));
    let imports = |desk: &Desk| desk.app.layers().iter().any(|layer| matches!(layer, Layer::Import(_)));
    desk.send(Message::Idle);
    assert!(desk.app.is_covered() && imports(&desk));
    for number in 0..50 {
        desk.send(Message::Files(Told::Carried { number, seq: Some(1) }));
    }
    assert!(desk.app.is_covered() && !imports(&desk), "{}", desk.screen());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_is_made_on_what_it_was_decided_on_or_not_at_all() {
    let store = store().await;
    let author = || Actor::owner(Author::new("田中"));
    let add = |name: &str| Command::add(Kind::Person, Draft::new().with_text(&person::FAMILY_NAME, name));
    let submit = |count: usize, basis: &Basis, watch: Watch| {
        let commands = (0..count).map(|number| add(&format!("新{number}"))).collect();
        let submission = Submission::new(author(), Cause::Import, Command::Batch(commands));
        let (submission, store) = (submission.based_on(basis.clone()), store.clone());
        tokio::task::spawn_blocking(move || store.submit_watched(submission, &watch))
    };
    let stopped = Watch::default();
    stopped.stop();
    for count in [2, 2_100] {
        let seq = store.head().seq;
        let basis = Basis { seq, kinds: vec![Kind::Person] };
        let given_up = submit(count, &basis, stopped.clone()).await.unwrap();
        assert!(matches!(given_up, Err(SubmitError::Stopped)), "{given_up:?}");
        // Another kind is no reason, its own is.
        change(
            &store,
            "佐藤",
            Command::add(
                Kind::Skill,
                Draft::new().with_text(&nichiiki::field::tables::skill::LABEL, &format!("技{count}")),
            ),
        )
        .await;
        let made = submit(count, &basis, Watch::default()).await.unwrap();
        assert!(made.unwrap().changed);
        change(
            &store,
            "佐藤",
            Command::update(Id::new(Kind::Person, 1), Draft::new().with(&person::HOURS, Value::int(9))),
        )
        .await;
        let head = store.head().seq;
        let moved = submit(count, &basis, Watch::default()).await.unwrap();
        assert!(matches!(moved, Err(SubmitError::Moved)), "{moved:?}");
        assert_eq!(store.head().seq, head, "nothing was done");
        let back = Draft::new().with(&person::HOURS, Value::int(8));
        change(&store, "佐藤", Command::update(Id::new(Kind::Person, 1), back)).await;
    }
}
