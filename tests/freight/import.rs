//! Import on the screen: a dry run that writes nothing, a yes that does exactly that, one undo.

use nichiiki::domain::{Command, Draft};
use nichiiki::field::tables::person;
use nichiiki::field::{Id, Kind, Value};
use nichiiki::session::porter::Files;
use nichiiki::store::Store;

use super::{Hand, change, everywhere, municipality, put_cp932};
use crate::session::store;

const HEADER: &str = "応募者ID,応募日時,氏名,フリガナ,メールアドレス,電話番号,年代,居住地(都道府県),居住地(市区町村),本業の会社名,\
本業の働き方,副業の可否,希望する契約,スキル,稼働可能時間(週),希望地域,自己PR,個人情報の取扱い";

/// A row of the service's file.
fn row(number: usize, mail: &str, hours: &str) -> String {
    const NAMES: [(&str, &str); 5] = [
        ("青木", "アオキ"),
        ("石川", "イシカワ"),
        ("上田", "ウエダ"),
        ("髙橋", "タカハシ"),
        ("渡邉", "ワタナベ"),
    ];
    let (name, kana) = NAMES[number % 5];
    format!(
        "FC-{number:04},2026/11/{:02} 09:30,{name} 第{number},{kana} ダイ,{mail},090-0000-{number:04},30代,東京都,三鷹市,\
         あさぎりソフト,一部リモート,可(届出済),業務委託(有償)/プロボノ(無償),Web制作/写真,{hours},塩尻市,\
         \"月に一度は通えます。\n現地の仕事も歓迎です\",同意する",
        1 + number % 20,
    )
}

/// A file with these rows; the line breaks in the cells are taken out, so that a row is a line.
fn file(rows: &[String]) -> String {
    let rows: Vec<String> = rows.iter().map(|row| row.replace('\n', "")).collect();
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

fn mail(number: usize) -> String {
    format!("fc{number}@example.jp")
}

/// Four people who applied before.
fn before() -> String {
    file(&[1, 2, 3, 4].map(|number| row(number, &mail(number), "5〜10時間")))
}

/// Twenty-five rows: of the four three have other hours; line 14 has no mail address that is one.
fn november() -> String {
    let rows = (1..=25).map(|number| {
        let hours = if number < 4 { "10〜20時間" } else { "5〜10時間" };
        let mail = if number == 13 { "fc13.example.jp".to_owned() } else { mail(number) };
        row(number, &mail, hours)
    });
    file(&rows.collect::<Vec<_>>())
}

async fn office() -> Store {
    let store = store().await;
    municipality(&store, "132047", "東京都", "三鷹市").await;
    store
}

fn people(store: &Store) -> usize {
    store.snapshot().state.count(Kind::Person)
}

async fn import(hand: &mut Hand, path: &str) {
    hand.press("gi").await;
    hand.sees("ファイル").await;
    hand.enter(path).await;
    hand.press("\r").await;
}

/// An office that has taken in October's file, at the screen, with November's file beside it.
async fn october() -> (Store, tempfile::TempDir, Hand) {
    let (store, place) = (office().await, tempfile::tempdir().unwrap());
    put_cp932(place.path(), "10月.csv", &before());
    put_cp932(place.path(), "11月.csv", &november());
    let mut hand = Hand::sit(&store, "田中", everywhere(place.path()));
    hand.sees("に合う順").await;
    import(&mut hand, "10月.csv").await;
    hand.sees("作成 4").await;
    hand.press("y").await;
    hand.sees("作成4件").await;
    (store, place, hand)
}

// 2. 受付の取込
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_intake_of_a_service_is_tried_taken_in_and_taken_back() {
    let (store, _place, mut hand) = october().await;
    let (known, seq) = (people(&store), store.head().seq);
    let begun = hand.keys;
    import(&mut hand, "11月.csv").await;
    hand.sees("作成 20").await;
    let screen = hand.screen();
    for text in
        ["更新 3", "変更なし 1", "不可 1", "複業クラウド 応募者", "cp932", "y で不可の1行を除く23件を保存"]
    {
        assert!(screen.contains(text), "{text}\n{screen}");
    }
    assert_eq!((people(&store), store.head().seq), (known, seq), "nothing is written before the yes");
    hand.press("y").await;
    hand.sees("作成20件、更新3件").await;
    assert_eq!(hand.keys - begun, 4, "besides the name of the file");
    assert_eq!((people(&store), store.head().seq), (known + 20, seq + 1), "one commit");
    let state = store.snapshot().state;
    let taken =
        state.records(Kind::Person).find(|one| one.text(&person::EXTERNAL_ID) == Some("FC-0001")).unwrap();
    assert_eq!(taken.int(&person::HOURS), Some(15));
    assert_eq!(taken.text(&person::GIVEN_NAME), Some("第1"));
    assert_eq!(state.label(taken.reference(&person::DOMICILE).unwrap()).unwrap(), "三鷹市");
    assert!(taken.text(&person::NOTES).unwrap().starts_with("自己PR: "));
    hand.press("u").await;
    hand.sees("取消:").await;
    assert_eq!(hand.keys - begun, 5);
    let state = store.snapshot().state;
    assert_eq!(state.count(Kind::Person), known, "one undo takes back all of it");
    assert_eq!(state.live(taken.id).unwrap().int(&person::HOURS), Some(8));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_class_is_looked_at_with_old_and_new_and_reasons() {
    let (store, _place, mut hand) = october().await;
    import(&mut hand, "11月.csv").await;
    hand.sees("作成 20").await;
    hand.press("l").await;
    hand.sees("→ 15").await;
    let screen = hand.screen();
    assert!(screen.contains("稼働時間 8時間/週 → 15時間/週") && screen.contains("2行"), "{screen}");
    hand.press("l").await;
    hand.sees("5行").await;
    hand.press("l").await;
    hand.sees("14行").await;
    let screen = hand.screen();
    assert!(screen.contains("メールアドレス: ") && screen.contains("メール"), "{screen}");
    // Another way to read it, and back to the one that was found.
    hand.press("p").await;
    hand.sees("読み方を選ぶ").await;
    hand.press("\x1b").await;
    hand.sees("14行").await;
    hand.press("c").await;
    hand.sees("utf-8").await;
    hand.sees("読めない").await;
    assert_eq!(store.snapshot().state.count(Kind::Person), 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changed_meanwhile_is_tried_anew_and_told() {
    let (store, place) = (office().await, tempfile::tempdir().unwrap());
    put_cp932(place.path(), "11月.csv", &november());
    let mut hand = Hand::sit(&store, "田中", everywhere(place.path()));
    hand.sees("に合う順").await;
    import(&mut hand, "11月.csv").await;
    hand.sees("作成 24").await;
    // Somebody else takes one of them in by hand; what is no person's changes nothing for it.
    let known =
        Draft::new().with_text(&person::FAMILY_NAME, "石川").with_text(&person::EXTERNAL_ID, "FC-0001");
    change(&store, "佐藤", Command::add(Kind::Person, known)).await;
    hand.press("y").await;
    hand.sees("やり直しました").await;
    hand.sees("作成 23").await;
    assert!(hand.screen().contains("更新 1"), "{}", hand.screen());
    let seq = store.head().seq;
    // A change that comes to the same for the file is no reason to ask again.
    let hours = Draft::new().with(&person::HOURS, Value::int(3));
    change(&store, "佐藤", Command::update(Id::new(Kind::Person, 2), hours)).await;
    hand.press("y").await;
    hand.sees("作成23件、更新1件").await;
    assert_eq!(store.head().seq, seq + 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_and_rights_are_asked_first() {
    let (store, place) = (office().await, tempfile::tempdir().unwrap());
    put_cp932(place.path(), "11月.csv", &november());
    std::fs::create_dir(place.path().join("may")).unwrap();
    std::fs::write(place.path().join("empty.csv"), "x,y\n1,2\n").unwrap();
    let mut hand = Hand::sit(&store, "田中", everywhere(place.path()));
    hand.sees("に合う順").await;
    hand.press("gi").await;
    hand.sees("11月.csv").await;
    hand.sees("may/").await;
    hand.enter("em").await;
    hand.press("\t").await;
    hand.sees("empty.csv").await;
    hand.press("\r").await;
    hand.sees("知っている項目がありません").await;
    hand.press("\x15").await;
    hand.enter("nothing.csv").await;
    hand.press("\r").await;
    hand.sees("ファイルがありません").await;
    drop(hand);
    // A session without files of its own.
    let mut nobody = Hand::sit(&store, "鈴木", Files::default());
    nobody.sees("に合う順").await;
    nobody.press("gi").await;
    nobody.sees("その場所は使えません").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_rows_leave_with_their_reasons_to_be_mended() {
    let (store, place, mut hand) = october().await;
    let seq = store.head().seq;
    import(&mut hand, "11月.csv").await;
    hand.sees("作成 20").await;
    hand.press("w").await;
    hand.sees("不可の1行を理由とともに書き出しました").await;
    assert!(hand.screen().contains("不可 1"), "the dry run stays\n{}", hand.screen());
    let text = std::fs::read_to_string(place.path().join("11月-refused-202611230900.csv")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert_eq!(lines[0], format!("\u{feff}{HEADER},理由"));
    assert!(lines[1].starts_with("FC-0013,") && lines[1].contains("メールアドレス: "), "{text}");
    assert_eq!(store.head().seq, seq, "nothing is taken in by that");
    // Once more at the same minute: the file that is there stays, and the reason is said.
    hand.press("w").await;
    hand.sees("同じ名前のファイルがあります").await;
    // Mended, the file is read like any other.
    let mended = text.replace("fc13.example.jp", "fc13@example.jp");
    std::fs::write(place.path().join("mended.csv"), mended).unwrap();
    hand.press("\x1b").await;
    hand.sees("場所").await;
    hand.press("\x15").await;
    hand.enter("mended.csv").await;
    hand.press("\r").await;
    hand.sees("作成 1").await;
}
