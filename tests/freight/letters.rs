//! An office's own letters, notes and plans: listed beside the others, filled, looked at, kept.

use nichiiki::field::Kind;
use nichiiki::field::tables::{case, note};
use nichiiki::session::porter::Files;
use nichiiki::store::Store;

use super::{Hand, everywhere};
use crate::session::store;

const OWN: &str = "[[letter]]\nkey = \"own_mail\"\nja = \"冬のご案内\"\nkind = \"mail\"\nsubject = \"{name} さんへ\"\n\
body = \"\"\"\n{人.姓} 様 週{person.hours_week}の件\n\"\"\"\n\n[[letter]]\nkey = \"own_note\"\nja = \"電話の控え\"\nkind = \"note\"\n\
body = \"{name} さんより {today}\"\n\n[[letter]]\nkey = \"own_plan\"\nja = \"週末プラン\"\nkind = \"plan\"\nbody = \"\"\"\n\
{region}で週末を過ごす\n- 仲間をつくる\n\"\"\"\nservices = \"内覧の同行\"\n\n[[letter]]\nkey = \"bad\"\nbody = \"{nothing}\"\n";

async fn desk(place: &std::path::Path) -> (Store, Hand) {
    let store = store().await;
    std::fs::create_dir_all(place.join("letters")).unwrap();
    std::fs::write(place.join("letters/own.toml"), OWN).unwrap();
    let files = Files { store: Some(place.to_owned()), ..everywhere(place) };
    let mut hand = Hand::sit(&store, "田中", files);
    hand.sees("に合う順").await;
    hand.press("E").await;
    hand.sees("冬のご案内").await;
    (store, hand)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn own_letters_stand_beside_the_others_and_faults_are_told_with_their_line() {
    let place = tempfile::tempdir().unwrap();
    let (_store, mut hand) = desk(place.path()).await;
    let screen = hand.screen();
    assert!(screen.contains("初回のご連絡") && screen.contains("自作"), "{screen}");
    assert!(screen.contains("own.toml:28: {nothing} に入るものがありません"), "{screen}");
    hand.press("Gkk").await;
    hand.sees("髙橋 様 週6").await;
    hand.sees("髙橋 美佳 さんへ").await;
    hand.press("\r").await;
    hand.sees("文面: 髙橋").await;
    hand.press("\x13").await;
    hand.sees("保存しました").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn notes_and_plans_begin_with_a_template() {
    let place = tempfile::tempdir().unwrap();
    let (store, mut hand) = desk(place.path()).await;
    hand.press("Gk").await;
    hand.sees("美佳 さんより 2026-11-23").await;
    hand.press("\r").await;
    hand.sees("メモ: ").await;
    hand.press("\x13").await;
    hand.sees("保存しました").await;
    let state = store.snapshot().state;
    assert!(
        state.records(Kind::Note).any(|one| one.text(&note::TEXT) == Some("髙橋 美佳 さんより 2026-11-23"))
    );
    let held = state.records(Kind::Case).map(|one| one.texts(&case::GOALS).count()).sum::<usize>();
    hand.press("E").await;
    hand.sees("冬のご案内").await;
    hand.press("G").await;
    hand.sees("塩尻市で週末を過ごす").await;
    hand.press("\r").await;
    hand.sees("プラン: ").await;
    hand.press("\x13").await;
    hand.sees("編集").await;
    hand.person.sees_no("プラン: ").await;
    let state = store.snapshot().state;
    let goals: Vec<String> = state
        .records(Kind::Case)
        .flat_map(|one| one.texts(&case::GOALS).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert_eq!(goals.len(), held + 2, "{goals:?}");
    assert!(goals.contains(&"塩尻市で週末を過ごす".to_owned()) && goals.contains(&"仲間をつくる".to_owned()));
    hand.press("u").await;
    hand.sees("取消:").await;
    let state = store.snapshot().state;
    assert_eq!(state.records(Kind::Case).map(|one| one.texts(&case::GOALS).count()).sum::<usize>(), held);
}
