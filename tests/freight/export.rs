//! Export on the screen: what is shown leaves, for a purpose, and the access chain knows it; who may not export is told so.

use nichiiki::domain::{Command, Draft};
use nichiiki::field::choices::{NoteKind, PolicyAsk, Reach, Role};
use nichiiki::field::tables::{note, user};
use nichiiki::field::{Kind, Value};
use nichiiki::session::porter::Files;
use nichiiki::store::access;

use super::{Hand, change, everywhere, noted_store};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filtered_list_leaves_for_a_purpose_and_is_noted() {
    let place = tempfile::tempdir().unwrap();
    let store = noted_store(place.path()).await;
    let mut hand = Hand::sit(&store, "田中", everywhere(place.path()));
    hand.sees("に合う順").await;
    hand.press("f").await;
    hand.enter("希望:副業").await;
    hand.press("\r").await;
    hand.sees("1/2").await;
    hand.press("gx").await;
    hand.sees("人 2件").await;
    let screen = hand.screen();
    for text in [
        "人 2件  絞り込み: 希望:副業",
        "BOM",
        "要配慮の列が含まれます: ",
        "メール",
        "people-202611230900.csv",
    ] {
        assert!(screen.contains(text), "{text}\n{screen}");
    }
    // Without a purpose nothing leaves.
    hand.press("\x13").await;
    hand.sees("目的を入力してください").await;
    hand.enter("月次の報告").await;
    hand.press("\x13").await;
    hand.sees("2件 → ").await;
    let text = std::fs::read_to_string(place.path().join("people-202611230900.csv")).unwrap();
    assert!(text.starts_with("\u{feff}id,family_name,"), "{text}");
    assert_eq!(text.lines().count(), 3, "{text}");
    assert!(text.contains("髙橋") && text.contains("佐藤") && !text.contains("Sarah"), "{text}");
    let noted: Vec<_> = access::read(&place.path().join("access")).unwrap().map(Result::unwrap).collect();
    let export = noted.iter().find(|one| one.access.act == access::Act::Exported).unwrap();
    let detail = &export.access.detail;
    assert!(detail.contains("people csv 2 people-202611230900.csv: 月次の報告"), "{detail:?}");
    // The same name again is refused, and the file that is there stays.
    hand.press("gx").await;
    hand.sees("書き出し先").await;
    hand.enter("もう一度").await;
    hand.press("\x13").await;
    hand.sees("同じ名前のファイルがあります").await;
    assert_eq!(std::fs::read_to_string(place.path().join("people-202611230900.csv")).unwrap(), text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn marked_rows_leave_in_chosen_columns_and_every_form() {
    let place = tempfile::tempdir().unwrap();
    let store = noted_store(place.path()).await;
    let mut hand = Hand::sit(&store, "田中", everywhere(place.path()));
    hand.sees("に合う順").await;
    hand.press("  ").await;
    hand.sees("✓2").await;
    hand.press("gx").await;
    hand.sees("印の付いたもの").await;
    // Only the two names.
    hand.press("\x1b[A\r").await;
    hand.sees("Space で出す列を選ぶ").await;
    hand.press("* j ").await;
    hand.sees("✓").await;
    hand.press("\r").await;
    hand.sees("列のうち2列").await;
    hand.sees("連絡先・生活ニーズの列は含まれません").await;
    hand.press("\x1b[A").await;
    for (form, ending) in [("xlsx", "xlsx"), ("CP932", "csv"), ("JSON Lines", "jsonl")] {
        hand.press("\x1b[C").await;
        hand.sees(form).await;
        hand.sees(&format!("people-202611230900.{ending}")).await;
    }
    hand.press("\t\t").await;
    hand.enter("渡す先の確認").await;
    hand.press("\x13").await;
    hand.sees("2件 → ").await;
    let text = std::fs::read_to_string(place.path().join("people-202611230900.jsonl")).unwrap();
    let rows: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 2);
    for row in &rows {
        let keys: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
        assert!(keys.iter().all(|key| ["id", "family_name", "family_kana"].contains(key)), "{keys:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_export_is_refused_and_who_comes_from_afar_writes_to_the_outbox() {
    let place = tempfile::tempdir().unwrap();
    let store = noted_store(place.path()).await;
    for (name, role) in [("鈴木", Role::Coordinator), ("佐藤", Role::Lead)] {
        let draft = Draft::new()
            .with_text(&user::NAME_FIELD, name)
            .with(&user::ROLE, Value::choice(role.code()))
            .with(&user::SCOPE, Value::choice(Reach::All.code()));
        change(&store, "init", Command::Add { kind: Kind::User, draft, imported: true }).await;
    }
    let mut coordinator = Hand::sit_as_visitor(&store, "鈴木", everywhere(place.path()));
    coordinator.sees("に合う順").await;
    coordinator.press("gx").await;
    coordinator.sees("権限").await;
    let files = Files { store: Some(place.path().to_owned()), ..everywhere(place.path()) }.within();
    let mut lead = Hand::sit_as_visitor(&store, "佐藤", files);
    lead.sees("に合う順").await;
    lead.press("gx").await;
    lead.enter("外から").await;
    lead.press("\t\x15").await;
    lead.enter("../x.csv").await;
    lead.press("\x13").await;
    lead.sees("その場所は使えません").await;
    lead.press("\x15").await;
    lead.enter("x.csv").await;
    lead.press("\x13").await;
    lead.sees("→ ").await;
    lead.sees("outbox/x.csv").await;
    assert!(place.path().join("outbox/x.csv").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_of_what_is_asked_of_policy_leaves_as_text_and_as_a_table() {
    let place = tempfile::tempdir().unwrap();
    let store = noted_store(place.path()).await;
    let draft = Draft::new()
        .with_text(&note::TEXT, "様式があれば進む")
        .with(&note::KIND, Value::choice(NoteKind::Hypothesis.code()))
        .with(&note::ASK, Value::choice(PolicyAsk::LawTax.code()));
    change(&store, "田中", Command::add(Kind::Note, draft)).await;
    let mut hand = Hand::sit(&store, "田中", everywhere(place.path()));
    hand.sees("に合う順").await;
    hand.press("ga").await;
    hand.sees("仮説の共有").await;
    hand.press("\r").await;
    hand.sees("様式があれば進む").await;
    hand.press("gx").await;
    hand.sees("政策提言: 1 法・税制").await;
    hand.sees("policy-law_tax-202611230900.txt").await;
    hand.press("\x13").await;
    hand.sees("目的を入力してください").await;
    hand.enter("部会への提出").await;
    hand.press("\x13").await;
    hand.sees("→ ").await;
    let text = std::fs::read_to_string(place.path().join("policy-law_tax-202611230900.txt")).unwrap();
    assert!(
        text.contains("■ 1 法・税制") && text.contains("・様式があれば進む  (N-000002 賛成0 反対0)"),
        "{text}"
    );
    // The overview leaves whole, as a table.
    hand.press("\x1b").await;
    hand.sees("仮説の共有").await;
    hand.press("gx").await;
    hand.sees("policy-202611230900.txt").await;
    hand.press("\x1b[A\x1b[C").await;
    hand.sees("policy-202611230900.csv").await;
    hand.press("\t").await;
    hand.enter("部会への提出").await;
    hand.press("\x13").await;
    hand.sees("1件 → ").await;
    let text = std::fs::read_to_string(place.path().join("policy-202611230900.csv")).unwrap();
    assert!(text.starts_with("\u{feff}区分,要望,内容,件数・賛成,反対,本文\n"), "{text}");
    assert!(text.contains("仮説,1 法・税制,N-000002,0,0,様式があれば進む"), "{text}");
    let noted: Vec<_> = access::read(&place.path().join("access")).unwrap().map(Result::unwrap).collect();
    let details: Vec<&str> = noted
        .iter()
        .filter(|one| one.access.act == access::Act::Exported)
        .map(|one| &*one.access.detail)
        .collect();
    assert_eq!(
        details,
        [
            "policy-law_tax text 1 policy-law_tax-202611230900.txt: 部会への提出",
            "policy csv 1 policy-202611230900.csv: 部会への提出"
        ]
    );
    // A report leaves the same way.
    hand.press("gt").await;
    hand.sees("R1").await;
    hand.press("gx").await;
    hand.sees("report-active-202611230900.csv").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_merged_is_told_where_all_of_a_kind_leaves() {
    let place = tempfile::tempdir().unwrap();
    let store = noted_store(place.path()).await;
    let ids: Vec<_> = store.snapshot().state.ids(Kind::Person).take(2).collect();
    change(&store, "田中", Command::Merge { id: ids[0], other: ids[1], keep: Vec::new(), reason: None })
        .await;
    let mut hand = Hand::sit(&store, "田中", everywhere(place.path()));
    hand.sees("に合う順").await;
    hand.press("gx").await;
    hand.sees("書き出し先").await;
    hand.enter("照合").await;
    hand.press("\x13").await;
    hand.sees("統合済みの1件は統合先として出ています").await;
}
