//! A job is thought through before it opens: its state by one key, what it takes asked for on the way.

use nichiiki::field::{Id, Kind};

use super::office::{desk, value};
use crate::domain::office::Office;

/// Two drafts, of which the second says that no skill is required.
fn office() -> (Office, [Id; 2]) {
    let mut office = Office::new();
    office.make("skill", &[("label", "広報")]);
    let cells =
        [("title", "販促DX"), ("region_code", "202151"), ("work_kind", "outsourcing"), ("status", "draft")];
    let first = office.make("job", &cells);
    let second = office.make(
        "job",
        &[("title", "柿の収穫"), ("region_code", "202151"), ("status", "checking"), ("any_skill", "yes")],
    );
    (office, [first, second])
}

#[test]
fn opening_asks_what_the_job_takes_and_nothing_else() {
    let (office, [first, _]) = office();
    let mut desk = desk(office, 140, 40);
    desk.press("/").enter(&first.to_string()).press("Enter s");
    let screen = desk.screen();
    assert!(screen.contains("状態: 販促DX") && screen.contains("スキルが未定"), "{screen}");
    assert!(screen.contains("条件明示 あと9項目"), "{screen}");
    desk.press("c");
    assert_eq!(desk.caret_line(), "skills_must");
    assert!(desk.screen().contains("募集を始める: 販促DX"), "{}", desk.screen());
    desk.press("C-s");
    let screen = desk.screen();
    assert!(screen.contains("募集を始めるには必須スキルを1つ以上"), "{screen}");
    assert_eq!(value(&desk, first, "status"), "下書き");
    desk.enter("広報:2").press("C-s");
    assert_eq!(value(&desk, first, "status"), "募集中");
    let commits = desk.commits.len();
    desk.press("u");
    assert_eq!((value(&desk, first, "status").as_str(), desk.commits.len()), ("下書き", commits + 1));
}

#[test]
fn of_several_those_open_that_say_what_they_take() {
    let (office, [first, second]) = office();
    let mut desk = desk(office, 140, 40);
    desk.press("Tab Tab * s c");
    let screen = desk.screen();
    assert!(screen.contains("1件を実行します") && screen.contains("募集を始めるには"), "{screen}");
    desk.press("y");
    assert_eq!(value(&desk, first, "status"), "下書き");
    assert_eq!(value(&desk, second, "status"), "募集中");
}

#[test]
fn a_new_job_is_a_draft_and_shows_the_steps_that_it_has_taken() {
    for columns in [80, 140] {
        let (office, _) = office();
        let mut desk = desk(office, columns, 40);
        desk.press("Tab Tab +");
        let screen = desk.screen();
        assert!(screen.contains("• 課題 → • 成果 → • スキル → • 条件 → • 募集中"), "{screen}");
        desk.enter("展示会の準備").press("Tab").enter("塩尻市").press("Tab Tab Tab").enter("人手がない");
        let screen = desk.screen();
        assert!(screen.contains("✓ 課題 → • 成果"), "{screen}");
        desk.press("C-s");
        let made = desk.snapshot.state.ids(Kind::Job).last().unwrap();
        assert_eq!(value(&desk, made, "title"), "展示会の準備", "{}", desk.screen());
        assert_eq!(value(&desk, made, "status"), "下書き");
    }
}
