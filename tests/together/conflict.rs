//! Two people change the same fields: what the second one is shown, and what each choice leaves.

use nichiiki::domain::{Command, State};
use nichiiki::field::tables::{case, person};
use nichiiki::field::{Id, Kind};
use nichiiki::lang::Lang;
use nichiiki::snapshot::Snapshot;

use crate::desk::Desk;
use crate::domain::office::draft;
use crate::screens::office::office;

const PERSON: Id = Id::new(Kind::Person, 1);

fn desk(columns: u16, rows: u16, lang: Lang) -> Desk {
    let office = office();
    let mut desk = Desk::new(Snapshot::new(office.state), columns, rows, lang);
    desk.commits = office.commits;
    desk
}

fn state(desk: &Desk) -> &State {
    &desk.snapshot.state
}

/// Goes down to the line of a field in a form.
fn go_to(desk: &mut Desk, key: &str) {
    for _ in 0..200 {
        if desk.caret_line() == key {
            return;
        }
        desk.press("Tab");
    }
    panic!("there is no line {key}");
}

/// A form in which hours and notes were changed while somebody else changed both.
fn disputed(columns: u16, rows: u16, lang: Lang) -> Desk {
    let mut desk = desk(columns, rows, lang);
    desk.press("e");
    go_to(&mut desk, "hours_week");
    desk.press("C-u").enter("10");
    go_to(&mut desk, "notes");
    desk.press("C-u").enter("夏から通えます。\n家族も賛成。");
    let theirs = [("hours_week", "8"), ("notes", "月に二度は通えます。")];
    desk.other("鈴木", &Command::update(PERSON, draft(Kind::Person, &theirs)));
    desk.press("C-s");
    desk
}

#[test]
fn each_field_is_shown_three_ways() {
    for lang in [Lang::Ja, Lang::En] {
        for (columns, rows) in [(80, 24), (140, 40)] {
            let mut desk = disputed(columns, rows, lang);
            let name = format!("conflict_{columns}_{}", lang.pick("ja", "en"));
            insta::assert_snapshot!(name, desk.screen());
        }
    }
}

#[test]
fn each_choice_ends_as_it_says() {
    for (key, hours) in [("m", 10), ("t", 8), ("b", 6)] {
        let mut desk = disputed(80, 24, Lang::Ja);
        desk.press(key).press("t").press("Enter");
        let record = state(&desk).live(PERSON).unwrap();
        assert_eq!(record.int(&person::HOURS), Some(hours), "{key}: {}", desk.screen());
        assert_eq!(record.text(&person::NOTES), Some("月に二度は通えます。"));
        assert_eq!(desk.app.layers().len(), 1, "the form is done: {}", desk.screen());
    }
}

#[test]
fn arrows_choose_too_and_nothing_is_saved_undecided() {
    let mut desk = disputed(80, 24, Lang::Ja);
    desk.press("Right Enter");
    assert_eq!(state(&desk).live(PERSON).unwrap().int(&person::HOURS), Some(8));
    desk.press("Right Right Enter");
    let record = state(&desk).live(PERSON).unwrap();
    assert_eq!(record.int(&person::HOURS), Some(10));
    assert_eq!(record.text(&person::NOTES), Some("月に二度は通えます。"));
}

#[test]
fn escape_goes_back_to_the_text_and_the_choice_comes_again() {
    let mut desk = disputed(80, 24, Lang::Ja);
    desk.press("Esc");
    assert!(desk.screen().contains("鈴木: 8"), "{}", desk.screen());
    desk.press("C-u").enter("12").press("C-s");
    assert_eq!(state(&desk).live(PERSON).unwrap().int(&person::HOURS), Some(8), "asked again");
    desk.press("m m Enter");
    let record = state(&desk).live(PERSON).unwrap();
    assert_eq!(record.int(&person::HOURS), Some(12));
    assert_eq!(record.text(&person::NOTES), Some("夏から通えます。\n家族も賛成。"));
}

#[test]
fn what_changes_while_one_chooses_is_chosen_again() {
    let mut desk = disputed(80, 24, Lang::Ja);
    desk.press("m m");
    desk.other("佐藤", &Command::update(PERSON, draft(Kind::Person, &[("hours_week", "4")])));
    desk.press("Enter");
    assert!(desk.screen().contains("佐藤"), "{}", desk.screen());
    assert_eq!(state(&desk).live(PERSON).unwrap().int(&person::HOURS), Some(4));
    desk.press("t Enter");
    let record = state(&desk).live(PERSON).unwrap();
    assert_eq!(record.int(&person::HOURS), Some(4));
    assert_eq!(record.text(&person::NOTES), Some("夏から通えます。\n家族も賛成。"));
}

#[test]
fn after_a_choice_a_later_change_of_another_line_is_not_written_over() {
    let mut desk = disputed(80, 24, Lang::Ja);
    // The phone was changed in between and is no part of the conflict; the form must not go on showing the old one.
    desk.other("佐藤", &Command::update(PERSON, draft(Kind::Person, &[("phone", "090-1111-1111")])));
    desk.press("m m Enter e");
    go_to(&mut desk, "phone");
    assert!(desk.screen().contains("090-1111-1111"), "{}", desk.screen());
}

#[test]
fn a_case_taken_by_another_is_refused_with_who_and_asked_in_the_form() {
    let mut desk = desk(80, 24, Lang::Ja);
    desk.press("a Tab");
    let id = leading(&desk);
    desk.other("鈴木", &Command::Assign { case: id, owner: Some("鈴木".into()) });
    desk.press("C-s");
    assert!(desk.screen().contains("鈴木"), "{}", desk.screen());
    assert_eq!(state(&desk).live(id).unwrap().text(&case::OWNER), Some("鈴木"));
    desk.press("m Enter");
    assert_eq!(state(&desk).live(id).unwrap().text(&case::OWNER), Some("田中"));
}

#[test]
fn a_claim_takes_a_free_case_at_once_and_asks_about_one_that_is_held() {
    let mut desk = desk(80, 24, Lang::Ja);
    let id = leading(&desk);
    desk.other("鈴木", &Command::Assign { case: id, owner: None });
    desk.press("A");
    assert_eq!(state(&desk).live(id).unwrap().text(&case::OWNER), Some("田中"), "{}", desk.screen());
    desk.press("k A");
    assert!(desk.screen().contains("すでに自分の担当"), "{}", desk.screen());
    desk.other("鈴木", &Command::Assign { case: id, owner: Some("鈴木".into()) });
    desk.press("A");
    assert!(desk.screen().contains("鈴木 の担当です"), "{}", desk.screen());
    desk.press("n");
    assert_eq!(state(&desk).live(id).unwrap().text(&case::OWNER), Some("鈴木"));
    desk.press("A y");
    assert_eq!(state(&desk).live(id).unwrap().text(&case::OWNER), Some("田中"));
}

#[test]
fn a_claim_of_several_is_one_commit() {
    let mut desk = desk(80, 24, Lang::Ja);
    let cases: Vec<Id> = state(&desk).ids(Kind::Case).collect();
    for id in &cases {
        desk.other("鈴木", &Command::Assign { case: *id, owner: None });
    }
    let before = desk.commits.len();
    desk.press("* A");
    assert_eq!(desk.commits.len(), before + 1, "{}", desk.screen());
    let mine = state(&desk).records(Kind::Case).filter(|case| case.text(&case::OWNER) == Some("田中"));
    assert!(mine.count() >= 2);
}

#[test]
fn others_changes_move_neither_cursor_nor_typing() {
    let mut desk = desk(80, 24, Lang::Ja);
    desk.press("j");
    let chosen = |desk: &Desk| match &desk.app.layers()[0] {
        nichiiki::app::Layer::Home(home) => home.selected(),
        _ => None,
    };
    let before = chosen(&desk).unwrap();
    for id in state(&desk).ids(Kind::Case).collect::<Vec<_>>() {
        let due = draft(Kind::Case, &[("next_due", "2026-11-01"), ("next_action", "電話")]);
        desk.other("鈴木", &Command::update(id, due));
        assert_eq!(chosen(&desk), Some(before), "the cursor follows its person");
    }
    desk.press("e").enter("太").press("Left");
    let (caret, text) = (desk.caret(), desk.screen());
    desk.other(
        "鈴木",
        &Command::update(before, draft(Kind::Person, &[("family_name", "別"), ("phone", "090-0000-0002")])),
    );
    assert_eq!(desk.caret(), caret);
    let same = |screen: &str| screen.lines().take(20).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(same(&desk.screen())[2..], same(&text)[2..], "no line of the form moves");
}

fn leading(desk: &Desk) -> Id {
    let chosen = match &desk.app.layers()[0] {
        nichiiki::app::Layer::Home(home) => home.selected().unwrap(),
        _ => PERSON,
    };
    nichiiki::app::listing::leading_case(state(desk), chosen).unwrap().id
}

#[test]
fn a_small_screen_shows_the_dispute_with_the_cursor() {
    for lang in [Lang::Ja, Lang::En] {
        let mut desk = disputed(60, 15, lang);
        desk.press("m");
        let screen = desk.screen();
        assert!(screen.contains("月に二度は通えます。"), "{screen}");
        let (row, column) = desk.caret();
        assert!(row < 15 && column < 60);
    }
}
