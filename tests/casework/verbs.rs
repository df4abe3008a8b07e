//! Verbs of one letter that fill a row: checks, papers, consents, steps of a selection; letters; houses.

use nichiiki::app::Effect;
use nichiiki::domain::Command;
use nichiiki::domain::houses::{full_on, houses};
use nichiiki::field::tables::case;
use nichiiki::field::{Date, Id, Kind};

use super::office::{client, desk, value};
use crate::desk::Desk;
use crate::domain::office::{Office, draft};

fn one(person: &[(&str, &str)], cells: &[(&str, &str)]) -> (Desk, Id, Id) {
    let mut office = Office::new();
    let (person, case) = client(&mut office, 0, person, cells);
    (desk(office, 120, 40), person, case)
}

#[test]
fn a_check_is_made_by_two_keys_and_the_next_one_is_due_later() {
    let cells = [("stage", "active"), ("start_on", "2026-08-20"), ("settle_checks", "1:2026-09-20")];
    let (mut desk, _, case) = one(&[], &cells);
    assert!(desk.screen().contains("3か月確認"), "{}", desk.screen());
    desk.press("F");
    assert!(desk.screen().contains("3か月目の確認 (期日 2026-11-20)"), "{}", desk.screen());
    desk.press("a");
    let record = desk.snapshot.state.live(case).unwrap();
    let rows = record.rows(&case::CHECKS);
    assert_eq!((rows.len(), rows[1].int(1), rows[1].date(2)), (2, Some(3), Date::from_ymd(2026, 11, 23)));
    assert!(desk.screen().contains("6か月確認"), "{}", desk.screen());
    desk.press("u");
    assert_eq!(desk.snapshot.state.live(case).unwrap().rows(&case::CHECKS).len(), 1);
}

#[test]
fn papers_come_one_by_one_or_for_several() {
    let (mut desk, _, case) =
        one(&[], &[("docs", "[{\"name\":\"届出\",\"needed\":true},{\"name\":\"合意書\",\"needed\":true}]")]);
    assert!(value(&desk, case, "docs").contains("届出"));
    desk.press("P");
    let screen = desk.screen();
    assert!(
        screen.contains("届出") && screen.contains("合意書") && screen.contains("未受領 1件"),
        "{screen}"
    );
    desk.press("a");
    let record = desk.snapshot.state.live(case).unwrap();
    let got = record.rows(&case::DOCS).iter().filter(|row| row.date(case::doc::GOT.code).is_some());
    assert_eq!(got.count(), 1);
    desk.press("P a");
    let record = desk.snapshot.state.live(case).unwrap();
    assert_eq!(nichiiki::domain::risk::papers_missing(&record), 0);
}

#[test]
fn what_needs_a_consent_says_so_and_goes_on_once_it_is_there() {
    let cells =
        [("stage", "triaged"), ("owner", "田中"), ("priority", "1"), ("dedupe_checked_on", "2026-11-20")];
    let (mut desk, person, case) = one(&[], &cells);
    desk.press("s");
    assert!(desk.screen().contains("相談の同意") || desk.screen().contains("同意"), "{}", desk.screen());
    desk.press("Enter");
    assert_eq!(value(&desk, case, "stage"), "振分け済", "{}", desk.screen());
    desk.press("C");
    assert!(desk.screen().contains("未確認"), "{}", desk.screen());
    desk.press("a");
    assert!(value(&desk, person, "consent").contains("相談"), "{}", value(&desk, person, "consent"));
    desk.press("s Enter");
    assert_eq!(value(&desk, case, "stage"), "聞き取り", "{}", desk.screen());
}

#[test]
fn a_selection_goes_step_by_step_and_ends_with_who_did_not_pass() {
    let (mut desk, _, case) = one(&[], &[("kind", "startup_lvs"), ("stage", "introduced")]);
    desk.press("S");
    assert!(desk.screen().contains("書類選考"), "{}", desk.screen());
    desk.press("a S");
    assert!(desk.screen().contains("選考合宿"), "{}", desk.screen());
    desk.press("c");
    let record = desk.snapshot.state.live(case).unwrap();
    assert_eq!(record.rows(&case::STEPS).len(), 2);
    assert_eq!(nichiiki::app::deed::rows::next_step(&record), None, "withdrawn");
}

#[test]
fn a_letter_is_seen_whole_and_does_not_leave_with_gaps_or_without_consent() {
    let (mut desk, person, case) = one(&[], &[("owner", "田中")]);
    desk.press("E");
    let screen = desk.screen();
    assert!(screen.contains("青木 00 様") && screen.contains("塩尻市での暮らし"), "{screen}");
    // A proposal needs a job and a day, and a consent.
    desk.press("j y");
    assert!(desk.screen().contains("同意「相談」がないため送れません"), "{}", desk.screen());
    desk.press("C a y");
    assert!(desk.screen().contains("空いている所があります: 案件、団体、期日"), "{}", desk.screen());
    // What has no gaps goes to the clipboard, once and on the key alone.
    desk.press("k");
    let effects = desk.app.update(nichiiki::app::Message::Input(nichiiki::input::Input::Key(
        nichiiki::input::parse_sequence("y").unwrap()[0],
    )));
    let copied: Vec<&String> = effects
        .iter()
        .filter_map(|effect| if let Effect::Copy(text) = effect { Some(text) } else { None })
        .collect();
    assert!(copied.len() == 1 && copied[0].starts_with("青木 00 様"), "{effects:?}");
    // As a contact: it answers the clock of the case.
    desk.press("Enter C-s");
    let told = desk.snapshot.state.linked(person, Kind::Activity).next().unwrap();
    assert_eq!(value(&desk, told, "summary"), "ご相談ありがとうございます");
    assert!(value(&desk, case, "first_response_on").contains("2026-11-23"));
    let until = draft(Kind::Person, &[("dnc_until", "2026-12-31")]);
    desk.other("鈴木", &Command::update(person, until));
    desk.press("E y");
    assert!(desk.screen().contains("連絡不可です"), "{}", desk.screen());
}

#[test]
fn a_full_house_is_said_before_somebody_is_sent_there() {
    let mut office = Office::new();
    let house = draft(Kind::Region, &[("trial_houses", "[{\"name\":\"桔梗の家\",\"beds\":1}]")]);
    office.run(&Command::update(Id::new(Kind::Region, 202_151), house)).unwrap();
    let stay = |from: &'static str, to: &'static str| {
        [("stage", "planned"), ("trial_place", "塩尻 桔梗の家"), ("trial_from", from), ("trial_to", to)]
    };
    let (_, first) = client(&mut office, 0, &[], &stay("2026-12-01", "2026-12-04"));
    let (_, second) = client(&mut office, 1, &[], &stay("2026-12-03", "2026-12-06"));
    let (_, third) = client(&mut office, 2, &[], &stay("2026-12-06", "2026-12-08"));
    let full = |id: Id| full_on(&office.state, &office.state.live(id).unwrap());
    assert_eq!(houses(&office.state).len(), 1);
    assert_eq!(full(first), Date::from_ymd(2026, 12, 3));
    assert_eq!(full(second), Date::from_ymd(2026, 12, 3));
    assert_eq!(full(third), None, "who leaves in the morning is no guest of the night");
    let mut desk = desk(office, 140, 40);
    desk.press(":").enter(&second.to_string()).press("Enter s");
    let screen = desk.screen();
    assert!(
        screen.lines().any(|line| line.contains("お試し・下見") && line.contains("2026-12-03 は満室です")),
        "{screen}"
    );
    // The calendar of the houses.
    desk.press("Esc Esc g t S-Tab S-Tab S-Tab S-Tab");
    let screen = desk.screen();
    assert!(
        screen.contains("お試し住宅の予約") && screen.contains("桔梗の家") && screen.contains("2/1!"),
        "{screen}"
    );
}

#[test]
fn a_wide_report_is_walked_through_by_its_columns() {
    let mut office = Office::new();
    office.make("job", &[("title", "販促"), ("region_code", "202151"), ("work_kind", "telework_job")]);
    let ledger = r#"[{"job":"J-000001","on":"2026-11-02"}]"#;
    client(&mut office, 0, &[], &[("ledger", ledger)]);
    let mut desk = desk(office, 80, 24);
    desk.press("g t h h h h h");
    let screen = desk.screen();
    assert!(
        screen.contains("求人求職管理簿") && screen.contains("求職者氏名") && screen.contains("青木 00"),
        "{screen}"
    );
    assert!(!screen.contains("保存期限"), "{screen}");
    for _ in 0..14 {
        desk.press(">");
    }
    let screen = desk.screen();
    assert!(
        screen.contains("C-2026-00001") && screen.contains("2026-11-02") && screen.contains("保存期限"),
        "{screen}"
    );
    desk.press("Enter");
    assert!(desk.screen().contains("青木 00"), "{}", desk.screen());
}

#[test]
fn a_key_that_does_nothing_here_says_which_are_near() {
    let (mut desk, ..) = one(&[], &[]);
    desk.press("R");
    let screen = desk.screen();
    assert!(screen.contains("R はここでは使えません。近いキー: r 範囲、g r 地域へ"), "{screen}");
    desk.press("g b");
    assert!(desk.screen().contains("b はここでは使えません"), "{}", desk.screen());
    desk.press("j");
    assert!(!desk.screen().contains("使えません"), "{}", desk.screen());
    // Where keys are text, nothing is said.
    desk.press("/").enter("R");
    assert!(!desk.screen().contains("使えません"), "{}", desk.screen());
}
