//! Triage at the desk: single keys, what they take, and that one undo takes all of it back.

use nichiiki::field::Id;

use super::office::{client, desk, here, value};
use crate::desk::Desk;
use crate::domain::office::Office;

/// Six new intakes; of the last two one has no consent and one no wish.
fn intakes() -> (Desk, Vec<(Id, Id)>) {
    let mut office = Office::new();
    let mut made = Vec::new();
    for number in 0..6 {
        let consent = if number == 4 { "" } else { "consult" };
        // Working days, the first one so long ago that everybody is late.
        let opened =
            ["2026-11-11", "2026-11-12", "2026-11-13", "2026-11-16", "2026-11-17", "2026-11-18"][number];
        made.push(client(
            &mut office,
            number,
            &[("consent", consent)],
            &[("opened_on", opened), ("kind", "")],
        ));
    }
    (desk(office, 120, 40), made)
}

#[test]
fn an_applicant_is_triaged_by_three_keys_and_the_next_one_is_there() {
    let (mut desk, made) = intakes();
    let order: Vec<Id> = made.iter().map(|(person, _)| *person).collect();
    assert_eq!(here(&desk), order[0], "who has waited longest");
    let before = desk.keys;
    desk.press("s Enter C-s");
    assert_eq!(desk.keys - before, 3);
    let case = made[0].1;
    assert_eq!(value(&desk, case, "stage"), "振分け済");
    assert_eq!(
        (value(&desk, case, "owner"), value(&desk, case, "kind")),
        ("田中".into(), "副業・複業".into())
    );
    assert_eq!(here(&desk), order[1], "{}", desk.screen());
    assert!(desk.screen().contains("段階:"), "what was done is said: {}", desk.screen());
    desk.press("u");
    assert_eq!(value(&desk, case, "stage"), "受付");
    assert_eq!(value(&desk, case, "owner"), "", "one undo takes back all of it");
    desk.press("C-r");
    assert_eq!(value(&desk, case, "owner"), "田中");
}

#[test]
fn declining_holding_and_giving_away_take_two_keys() {
    let (mut desk, made) = intakes();
    let keys = |desk: &mut Desk, keys: &str| {
        let before = desk.keys;
        desk.press(keys);
        desk.keys - before
    };
    assert_eq!(keys(&mut desk, "x d"), 2);
    assert_eq!(value(&desk, made[0].1, "closed_reason"), "本人辞退");
    assert_eq!(keys(&mut desk, "z c"), 2);
    assert_eq!(value(&desk, made[1].1, "stage"), "保留");
    // Next week's Monday is a working day.
    assert!(value(&desk, made[1].1, "resume_on").contains("2026-11-30"));
    assert_eq!(keys(&mut desk, "a a"), 2);
    assert_eq!(value(&desk, made[2].1, "owner"), "田中");
    assert_eq!(keys(&mut desk, "A"), 1);
    assert_eq!(value(&desk, made[3].1, "owner"), "田中");
    // The letter is the same with an input method on, and Tab asks for more than a letter can say.
    desk.press("z ｅ");
    assert_eq!(value(&desk, made[4].1, "stage"), "保留");
    desk.press("z Tab").enter("2027-01-12").press("C-s");
    assert!(value(&desk, made[5].1, "resume_on").contains("2027-01-12"));
}

#[test]
fn inside_a_record_a_decision_goes_on_to_the_next_and_comes_back_to_it() {
    let (mut desk, made) = intakes();
    desk.press("j Enter");
    assert!(desk.screen().contains("2/6"), "{}", desk.screen());
    desk.press("A");
    assert_eq!(value(&desk, made[1].1, "owner"), "田中");
    assert!(desk.screen().contains("3/6"), "{}", desk.screen());
    desk.press("n").enter("電話が楽しみとのこと").press("C-s");
    assert!(desk.screen().contains("3/6"), "a note is no decision: {}", desk.screen());
    desk.press("K");
    assert!(desk.screen().contains("2/6"));
}

#[test]
fn a_range_is_obeyed_by_every_verb() {
    let (mut desk, made) = intakes();
    desk.press("j r 2 j");
    assert!(desk.screen().contains("✓3"), "{}", desk.screen());
    desk.press("a a y");
    let owners: Vec<String> = made.iter().map(|(_, case)| value(&desk, *case, "owner")).collect();
    assert_eq!(owners, ["", "田中", "田中", "田中", "", ""]);
    let commits = desk.commits.len();
    desk.press("n").enter("一括のメモ").press("C-s y");
    assert_eq!(desk.commits.len(), commits + 1, "one commit");
    assert_eq!(desk.commits.last().unwrap().events.len(), 3);
    desk.press("c").enter("留守電").press("C-s y");
    assert!(desk.commits.last().unwrap().events.len() >= 3);
    desk.press("T").enter("モニター").press("C-s y");
    assert_eq!(value(&desk, made[2].1, "tags"), "モニター");
    desk.press("e").press("C-s");
    assert!(desk.screen().contains("変更") || desk.screen().contains("実行できません"), "{}", desk.screen());
    desk.press("Esc Esc Esc");
    assert!(!desk.screen().contains('✓'), "{}", desk.screen());
    desk.press("u u u u");
    assert_eq!(value(&desk, made[2].1, "owner"), "", "each undo takes back one action");
}

#[test]
fn a_dot_does_again_what_was_done_last() {
    let (mut desk, made) = intakes();
    desk.press(".");
    assert!(desk.screen().contains("繰り返せる操作がまだありません"), "{}", desk.screen());
    desk.press("z c");
    desk.press(".");
    assert_eq!(value(&desk, made[1].1, "stage"), "保留");
    // On marks, with the look that several always get.
    desk.press("2 Space .");
    assert!(desk.screen().contains("保留: 2件を実行します"), "{}", desk.screen());
    desk.press("y");
    assert_eq!(value(&desk, made[3].1, "stage"), "保留");
    let refused = desk.commits.len();
    desk.press("Esc G .");
    assert_eq!(desk.commits.len(), refused, "who is on hold cannot be held: {}", desk.screen());
}

#[test]
fn marks_are_made_by_a_filter_and_the_list_stays() {
    let (mut desk, _) = intakes();
    desk.press("&").enter("同意:none").press("Enter");
    let screen = desk.screen();
    assert!(screen.contains("✓1") && screen.contains("/6"), "{screen}");
    desk.press("&").enter("青木").press("Enter");
    assert!(desk.screen().contains("✓2"), "marks add up: {}", desk.screen());
    desk.press("&").enter("石川").press("Esc");
    assert!(desk.screen().contains("✓2"), "{}", desk.screen());
}

#[test]
fn a_look_says_how_many_go_and_why_the_others_do_not() {
    let (mut desk, made) = intakes();
    desk.press("* s Enter C-s y");
    assert!(made.iter().all(|(_, case)| value(&desk, *case, "stage") == "振分け済"), "{}", desk.screen());
    desk.press("s Enter");
    let screen = desk.screen();
    assert!(screen.contains("段階: 5件を実行します") && screen.contains("1件は実行できません"), "{screen}");
    assert!(screen.contains("相談") && screen.contains("(1件): 岡田 04"), "{screen}");
    let commits = desk.commits.len();
    desk.press("y");
    assert_eq!(desk.commits.len(), commits + 1);
    assert_eq!(value(&desk, made[4].1, "stage"), "振分け済");
    assert_eq!(value(&desk, made[5].1, "stage"), "聞き取り");
}

#[test]
fn a_new_day_makes_another_order() {
    let mut office = Office::new();
    client(
        &mut office,
        0,
        &[],
        &[("opened_on", "2026-11-02"), ("stage", "planned"), ("next_due", "2027-03-01")],
    );
    let (late, _) = client(&mut office, 1, &[], &[("stage", "planned"), ("next_due", "2026-12-04")]);
    let mut desk = desk(office, 120, 40);
    assert_ne!(here(&desk), late);
    desk.press("g g").at("2026-12-07 00:00");
    let screen = desk.screen();
    assert!(screen.contains("1日超過") || screen.contains("3日超過"), "{screen}");
    assert!(screen.contains("12月7日(月)"), "{screen}");
    desk.press("g g");
    assert_eq!(here(&desk), late, "{screen}");
}

#[test]
fn days_are_told_by_the_era_on_request() {
    let (mut desk, _) = intakes();
    assert!(!desk.screen().contains("令和"));
    desk.press("g e");
    assert!(desk.screen().contains("令和8年11月23日(月祝)  令和8年度"), "{}", desk.screen());
    desk.at("2027-02-01 09:00");
    assert!(desk.screen().contains("令和9年2月1日(月)  令和8年度"), "{}", desk.screen());
    desk.press("g e");
    assert!(!desk.screen().contains("令和"));
}

#[test]
fn cases_are_opened_for_all_who_came_to_an_event() {
    let mut office = Office::new();
    let people: Vec<Id> = (0..4)
        .map(|number| {
            office.make("person", &[("family_name", &format!("参加{number}")), ("channel", "event")])
        })
        .collect();
    let mut desk = desk(office, 120, 40);
    desk.press("* c").enter("移住フェアで話した").press("C-s y");
    assert_eq!(desk.snapshot.state.count(nichiiki::field::Kind::Activity), 4);
    desk.press("+").enter("相談").press("C-s");
    assert!(desk.screen().contains("ケースの受付: 4件を実行します"), "{}", desk.screen());
    desk.press("y");
    for person in people {
        let case = desk.snapshot.state.linked(person, nichiiki::field::Kind::Case).next().unwrap();
        assert_eq!(value(&desk, case, "kind"), "相談");
        assert_eq!(value(&desk, case, "channel"), "イベント", "each comes by the way its person came");
    }
    desk.press("u");
    assert_eq!(desk.snapshot.state.count(nichiiki::field::Kind::Case), 0);
}
