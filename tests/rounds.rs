//! Rounds and measures at the screen. Scenario 7 of the domain's acceptance list: the selection of the local venture school.

use nichiiki::domain::State;
use nichiiki::domain::decide::stage_of;
use nichiiki::field::choices::{ClosedReason, MatchStatus, Stage};
use nichiiki::field::tables::{case, job, matched, round};
use nichiiki::field::{Date, Id, Kind};
use nichiiki::lang::Lang;
use nichiiki::snapshot::Snapshot;

use crate::desk::Desk;
use crate::domain::office::Office;

const TOWN: Id = Id::new(Kind::Region, 15_814);

/// Fourteen entrants of the town's school, eight seats at the camp, a cap of three; the camp.
fn school() -> (Office, Id) {
    let mut office = Office::new();
    office.make(
        "region",
        &[
            ("code", "015814"),
            ("name", "厚真町"),
            ("kana", "アツマチョウ"),
            ("prefecture", "北海道"),
            ("intake_cap", "3"),
        ],
    );
    let camp = office.make(
        "job",
        &[
            ("title", "LVS 一次選考合宿"),
            ("region_code", "015814"),
            ("work_kind", "startup_corps"),
            ("openings", "8"),
            ("status", "open"),
            ("opens_on", "2026-09-01"),
            ("closes_on", "2026-10-31"),
            ("any_skill", "yes"),
        ],
    );
    for number in 1..=14 {
        let hours = (4 + number % 5).to_string();
        let person = office.make(
            "person",
            &[
                ("family_name", "応募"),
                ("given_name", &format!("{number:02}")),
                ("want", "startup"),
                ("hours_week", &hours),
                ("channel", "web"),
            ],
        );
        office.make(
            "case",
            &[
                ("person", &person.to_string()),
                ("kind", "startup_lvs"),
                ("regions", "015814"),
                ("channel", "web"),
            ],
        );
    }
    (office, camp)
}

fn desk(office: &Office, columns: u16, rows: u16, lang: Lang) -> Desk {
    let mut desk = Desk::new(Snapshot::new(office.state.clone()), columns, rows, lang);
    desk.commits.clone_from(&office.commits);
    desk
}

/// A desk with the round of the town open, from the town's own row.
fn opened(office: &Office, columns: u16, rows: u16, lang: Lang) -> Desk {
    let mut desk = desk(office, columns, rows, lang);
    desk.press(":").enter("R-015814").press("Enter g k");
    desk
}

fn cases(state: &State) -> Vec<nichiiki::domain::Record> {
    state.records(Kind::Case).collect()
}

#[test]
fn the_selection_of_the_school_is_proposed_left_by_one_and_accepted() {
    let (office, camp) = school();
    let mut desk = opened(&office, 140, 40, Lang::Ja);
    let first = desk.screen();
    assert!(first.contains("応募 14  配置 3  未配置 11  ブロッキングペア 0 (許容 11)"), "{first}");
    assert!(first.contains("42") && first.contains("3 /  8") && first.contains("3 /  3"), "{first}");
    assert!(first.contains("席はあるが、地域の上限に達した"));
    for _ in 0..3 {
        assert_eq!(opened(&office, 140, 40, Lang::Ja).screen(), first, "the same on every run");
    }
    let before = desk.snapshot.seq();

    desk.press("j j j m");
    assert!(desk.screen().contains("案件から見て"), "the account behind the numbers: {}", desk.screen());
    desk.press("Esc k k k");

    // The first who was placed withdraws: 来年度再挑戦.
    desk.press("j j j x");
    let asked = desk.screen();
    assert!(asked.contains("辞退で終結しますか") && asked.contains("2027-09-01"), "{asked}");
    desk.press("y");
    let state = &desk.snapshot.state;
    let left: Vec<_> = cases(state).into_iter().filter(|record| stage_of(record) == Stage::Closed).collect();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].choice(&case::CLOSED_REASON), Some(ClosedReason::Withdrew.code()));
    assert_eq!(left[0].date(&case::RESUME_ON), Date::from_ymd(2027, 9, 1));
    let screen = desk.screen();
    assert!(screen.contains("応募 13  配置 3  未配置 10"), "somebody else moves up: {screen}");

    desk.press("a");
    let asked = desk.screen();
    assert!(asked.contains("3人を候補に入れ") && asked.contains("未配置の10人"), "{asked}");
    desk.press("n");
    assert_eq!(desk.snapshot.seq(), before + 1, "nothing is written before a yes");
    desk.press("a y");
    assert_eq!(desk.snapshot.seq(), before + 2, "one commit, so one undo");
    let state = &desk.snapshot.state;
    let run = state.records(Kind::Round).next().expect("the run is kept");
    assert_eq!(
        (run.int(&round::SEED), run.int(&round::PLACED), run.reference(&round::REGION)),
        (Some(42), Some(3), Some(TOWN))
    );
    assert_eq!(run.text(&round::INPUTS_HASH).map(str::len), Some(64));
    assert_eq!(run.rows(&round::ENTRIES).len(), 13);
    assert_eq!(run.rows(&round::CAPS).len(), 1);
    let matches: Vec<_> = state.records(Kind::Match).collect();
    assert_eq!(matches.len(), 3);
    assert!(matches.iter().all(|one| one.choice(&matched::STATUS) == Some(MatchStatus::Shortlisted.code())
        && one.reference(&matched::JOB) == Some(camp)));
    assert_eq!(cases(state).iter().filter(|record| record.reference(&case::JOB) == Some(camp)).count(), 3);

    desk.press("a");
    assert!(desk.screen().contains("採用済みです: K-000001"), "{}", desk.screen());
    desk.press("n g l");
    let log = desk.screen();
    assert!(log.contains("ラウンド 厚真町 2026-11-23"), "the run is in the log: {log}");
    desk.press("Esc g K Enter");
    let kept = desk.screen();
    assert!(kept.contains("ラウンド 厚真町") && kept.contains("入力の指紋"), "{kept}");
}

#[test]
fn other_numbers_stand_beside_the_round_that_was_kept() {
    let (office, _) = school();
    let mut desk = opened(&office, 140, 40, Lang::Ja);
    desk.press("w j + +");
    let screen = desk.screen();
    assert!(screen.contains("配置 5  未配置 9"), "{screen}");
    assert!(screen.contains("比較元  種 42  応募 14  配置 3"), "{screen}");
    assert_eq!(screen.matches("* -").count(), 2, "two are placed who were not before: {screen}");
    desk.press("j 6 -");
    assert!(desk.screen().contains("配置 2"), "two seats are left at the camp: {}", desk.screen());
    desk.press("n").enter("8").press("Enter k n").enter("12").press("Enter");
    assert!(desk.screen().contains("配置 8  未配置 6"), "{}", desk.screen());
    desk.press("k n").enter("x").press("Enter");
    assert!(desk.screen().contains("0 以上の整数"), "{}", desk.screen());
    desk.press("Backspace").enter("7").press("Enter w");
    let screen = desk.screen();
    assert!(!screen.contains("比較元") && screen.contains("7  "), "{screen}");
    assert_eq!(desk.snapshot.seq(), office.state.seq(), "nothing was written");
}

#[test]
fn entries_and_posts_are_chosen_by_the_query_language() {
    let (mut office, _) = school();
    office.make(
        "job",
        &[
            ("title", "町の起業支援"),
            ("region_code", "015814"),
            ("work_kind", "startup_corps"),
            ("openings", "2"),
            ("status", "open"),
        ],
    );
    let mut desk = opened(&office, 140, 40, Lang::Ja);
    assert!(desk.screen().contains("町の起業支援"));
    desk.press("p").enter("合宿").press("Enter");
    assert!(!desk.screen().contains("町の起業支援"), "{}", desk.screen());
    desk.press("f").enter("kind:(").press("Enter");
    assert!(desk.screen().contains("kind:("), "a line that means nothing is not taken: {}", desk.screen());
    desk.press("C-u").enter("C-2026-00001").press("Enter");
    let screen = desk.screen();
    assert!(screen.contains("応募 1  配置 1") && screen.contains("応募者 C-2026-00001"), "{screen}");
    desk.press("f C-u Enter p C-u Enter");
    assert!(desk.screen().contains("応募 14") && desk.screen().contains("町の起業支援"), "{}", desk.screen());
    desk.press("Esc Esc g k");
    assert!(
        desk.screen().contains("応募者がいません") || desk.screen().contains("応募 "),
        "{}",
        desk.screen()
    );
}

#[test]
fn wishes_are_confirmed_and_a_post_sets_its_order_by_hand() {
    let (office, camp) = school();
    let mut desk = opened(&office, 140, 40, Lang::Ja);
    assert_eq!(desk.screen().matches("1/1 仮").count(), 3);
    desk.press("j j j c");
    assert_eq!(desk.screen().matches("1/1 仮").count(), 2, "one list is their own now: {}", desk.screen());
    let confirmed: Vec<_> = cases(&desk.snapshot.state)
        .into_iter()
        .filter(|one| one.references(&case::WISHED_JOBS).eq([camp]))
        .collect();
    assert_eq!(confirmed.len(), 1);
    desk.press("c");
    assert!(desk.screen().contains("確定済み"), "{}", desk.screen());
    // The last of those who were not placed comes first in the post's own order, and is placed.
    desk.press("G");
    let last = |screen: &str| screen.lines().find(|line| line.contains('▸')).unwrap().trim().to_owned();
    let before = last(&desk.screen());
    assert!(before.contains("席はあるが"), "{before}");
    desk.press("P");
    let person = desk.snapshot.state.live(camp).unwrap().references(&job::ROUND_ORDER).next().unwrap();
    let name = desk.snapshot.state.label(person).unwrap();
    assert!(before.contains(&name), "{before} {name}");
    let screen = desk.screen();
    let row = screen.lines().find(|line| line.contains(&name) && line.contains("C-2026")).unwrap();
    assert!(row.contains("LVS 一次選考合宿"), "{screen}");
    assert_eq!(desk.snapshot.seq(), office.state.seq() + 2);
}

#[test]
fn a_round_is_about_what_was_chosen() {
    let (office, _) = school();
    let mut desk = desk(&office, 140, 40, Lang::Ja);
    desk.press("g k");
    let screen = desk.screen();
    assert!(screen.contains("ラウンド 厚真町  応募 14"), "of a person, where they wish to go: {screen}");
    desk.press("Esc Space Space Space g k");
    assert!(desk.screen().contains("ラウンド 厚真町  応募 3"), "of several, these: {}", desk.screen());
    desk.press("Esc g j g k");
    assert!(desk.screen().contains("応募 14"), "of a job, those about it: {}", desk.screen());
}

#[test]
fn a_round_without_anything_says_what_to_do() {
    let office = Office::new();
    let mut desk = desk(&office, 80, 24, Lang::Ja);
    desk.press("g k");
    let screen = desk.screen();
    assert!(screen.contains("応募者がいません"), "{screen}");
    desk.press("a");
    assert!(desk.screen().contains("配置された人がいません"));
    desk.press("x n Esc Esc");
    assert!(!desk.screen().contains("応募者がいません"), "{}", desk.screen());
}

/// Measures for somebody, and their case.
fn asking() -> (Office, Id) {
    let mut office = Office::new();
    office.make(
        "measure",
        &[
            ("name", "地方創生移住支援金"),
            ("for", "person"),
            ("answers_worries", "career;cost"),
            ("requires", "move_domicile;from_tokyo"),
            ("conditions", "転入が前提のため、住民票を移さない二地域居住は要確認。"),
            ("amount", "単身60万円以内"),
        ],
    );
    office.make(
        "measure",
        &[
            ("name", "一時預かりの体験"),
            ("region_code", "202151"),
            ("for", "person"),
            ("answers_needs", "childcare"),
            ("answers_worries", "convenience"),
            ("requires", "child"),
        ],
    );
    let person = office.make(
        "person",
        &[
            ("family_name", "二拠点"),
            ("given_name", "花"),
            ("regions", "202151"),
            ("pattern", "weekend"),
            ("needs", "childcare"),
            ("worries", "cost;relations"),
            ("channel", "web"),
        ],
    );
    let case =
        office.make("case", &[("person", &person.to_string()), ("kind", "consult"), ("channel", "web")]);
    (office, case)
}

#[test]
fn measures_are_suggested_with_a_question_and_put_into_the_case() {
    let (office, case) = asking();
    let mut desk = desk(&office, 140, 40, Lang::Ja);
    desk.press("Enter M");
    let screen = desk.screen();
    assert!(screen.contains("応える施策がない: 人間関係"), "{screen}");
    assert!(
        screen.find("一時預かりの体験") < screen.find("地方創生移住支援金"),
        "the region first: {screen}"
    );
    desk.press("j");
    let screen = desk.screen();
    assert!(
        screen.contains("要確認") && screen.contains("住民票を移さない二地域居住は対象外の場合がある"),
        "{screen}"
    );
    desk.press("i");
    let record = desk.snapshot.state.live(case).unwrap();
    let listed = record.rows(&case::MEASURES);
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].reference(case::measure::MEASURE.code), Some(Id::new(Kind::Measure, 1)));
    assert!(desk.screen().contains("候補"), "{}", desk.screen());
    desk.press("i");
    assert_eq!(desk.snapshot.seq(), office.state.seq() + 1, "not twice: {}", desk.screen());
    desk.press("Enter");
    assert!(desk.screen().contains("要件の区分"), "the measure's own screen: {}", desk.screen());
    desk.press("Esc M");
    assert!(!desk.screen().contains("応える施策がない"), "back at the person");
}

#[test]
fn rounds_and_measures_look_as_they_did() {
    for lang in [Lang::Ja, Lang::En] {
        for (columns, rows) in [(80, 24), (140, 40)] {
            let of = |name: &str| format!("{name}_{columns}_{}", lang.pick("ja", "en"));
            let (office, _) = school();
            let mut round = opened(&office, columns, rows, lang);
            insta::assert_snapshot!(of("round"), round.screen());
            round.press("w j +");
            insta::assert_snapshot!(of("round_beside"), round.screen());
            let (office, _) = asking();
            let mut aid = desk(&office, columns, rows, lang);
            aid.press("Enter M j");
            insta::assert_snapshot!(of("measures"), aid.screen());
        }
    }
}
