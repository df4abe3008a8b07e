//! Scenario 3: 髙橋 ﾐｶ is there, and 高橋 みか comes to the window. Keys in, screens and log out, and how many keys it took.

use nichiiki::domain::Command;
use nichiiki::domain::command::Finding;
use nichiiki::field::tables::{case, note, person};
use nichiiki::field::{Id, Kind};
use nichiiki::input::Size;
use nichiiki::lang::Lang;
use nichiiki::snapshot::Snapshot;

use super::office::value;
use crate::desk::Desk;
use crate::domain::office::{Office, draft};

const MIKA: Id = Id::new(Kind::Person, 1);
const SECOND: Id = Id::new(Kind::Person, 2);

/// 髙橋 ﾐｶ with a case and a note; the index has been made, as it is once somebody has been at the screen for a moment.
fn window(lang: Lang, size: Size) -> Desk {
    let mut office = Office::new();
    office.make(
        "person",
        &[
            ("family_name", "髙橋"),
            ("given_name", "ミカ"),
            ("given_kana", "ﾐｶ"),
            ("family_kana", "ﾀｶﾊｼ"),
            ("phone", "090-1234-5678"),
            ("hours_week", "6"),
            ("consent", "consult;share_company"),
            ("channel", "smout"),
        ],
    );
    office.make("case", &[("person", "P-000001"), ("channel", "smout"), ("kind", "side_job")]);
    office.make("note", &[("person", "P-000001"), ("text", "週末に動ける")]);
    let snapshot = Snapshot::new(office.state);
    snapshot.index();
    let mut desk = Desk::new(snapshot, size.columns, size.rows, lang);
    desk.commits = office.commits;
    desk
}

const WIDE: Size = Size { columns: 140, rows: 40 };
const NARROW: Size = Size { columns: 80, rows: 24 };

/// Types the second intake, up to saving.
fn second_intake(desk: &mut Desk) {
    desk.press("+").enter("高橋");
    desk.press("Tab").enter("みか");
    while desk.caret_line() != "phone" {
        desk.press("Tab");
    }
    desk.enter("０９０－１２３４－５６７８");
}

fn keys(desk: &mut Desk, keys: &str) -> usize {
    let before = desk.keys;
    desk.press(keys);
    desk.keys - before
}

/// What of the screen shows the account: its weights, and the total behind them.
fn weights(screen: &str) -> (Vec<i32>, i32) {
    let sum = screen.lines().find(|line| line.contains(" = ") && line.contains(" + ")).unwrap();
    let sum = sum.trim();
    let (parts, total) = sum.split_once(" = ").unwrap();
    let tenths = |text: &str| text.trim().replace(['.', '+', ' '], "").parse::<i32>().unwrap();
    let parts = parts.replace(" + ", " +").replace(" - ", " -");
    let total = total.split_whitespace().next().unwrap();
    (parts.split_whitespace().map(tenths).collect(), tenths(total))
}

#[test]
fn who_makes_the_second_record_is_warned_and_both_are_merged_and_taken_apart() {
    let mut desk = window(Lang::Ja, WIDE);
    second_intake(&mut desk);
    desk.press("C-s");
    let screen = desk.screen();
    assert!(screen.contains("すでに登録されているようです") && screen.contains("P-000001"), "{screen}");
    assert!(screen.contains("電話が同じ") && screen.contains("はじめの見込み"), "{screen}");
    let (parts, total) = weights(&screen);
    assert_eq!(parts.iter().sum::<i32>(), total, "the waterfall adds up: {screen}");
    assert!(total >= 50 && parts.len() >= 4);
    assert_eq!(desk.snapshot.state.count(Kind::Person), 1, "nothing is saved yet");
    // Looking at the other one comes back to what was typed.
    desk.press("Enter");
    assert!(desk.screen().contains("つながり"), "{}", desk.screen());
    desk.press("Esc Esc");
    assert!(desk.screen().contains("０９０") || desk.screen().contains("090"), "{}", desk.screen());
    // From the warning to one record: save and compare, merge, yes.
    desk.press("C-s");
    assert_eq!(keys(&mut desk, "m"), 1);
    let screen = desk.screen();
    assert!(screen.contains("見比べる") && screen.contains("P-000002"), "{screen}");
    let case = desk.other_case();
    // The reading of the second is chosen for the given name.
    let mut seen = 0;
    while !desk.screen().lines().any(|line| line.trim_start().starts_with("名 ") && line.contains('>')) {
        seen += keys(&mut desk, "l");
        assert!(seen < 8, "{}", desk.screen());
    }
    desk.press("m");
    let screen = desk.screen();
    assert!(screen.contains("移るもの") && screen.contains("ケース 1"), "{screen}");
    desk.press("y");
    let state = &desk.snapshot.state;
    assert_eq!((state.count(Kind::Person), state.survivor(SECOND)), (1, MIKA));
    assert_eq!(value(&desk, MIKA, "given_name"), "みか");
    assert_eq!(state.live(case).unwrap().reference(&case::PERSON), Some(MIKA));
    // The old id goes on opening the record.
    desk.press("/").enter("P-000002");
    desk.press("Enter");
    assert!(desk.screen().contains("P-000001") && desk.screen().contains("髙橋"), "{}", desk.screen());
    desk.press("Tab");
    assert!(
        desk.screen().contains("統合された記録") && desk.screen().contains("P-000002"),
        "{}",
        desk.screen()
    );
    // Work goes on, then both stand by themselves again.
    desk.other("suzuki", &Command::update(MIKA, draft(Kind::Person, &[("hours_week", "10")])));
    assert_eq!(keys(&mut desk, "U y"), 2);
    let state = &desk.snapshot.state;
    assert_eq!(state.count(Kind::Person), 2);
    assert_eq!(state.live(case).unwrap().reference(&case::PERSON), Some(SECOND));
    assert_eq!(
        (value(&desk, MIKA, "given_name"), value(&desk, MIKA, "hours_week")),
        ("ミカ".into(), "10時間/週".into())
    );
    let held = state.live(Id::new(Kind::Note, 1)).unwrap();
    assert_eq!(held.reference(&note::PERSON), Some(MIKA));
    desk.press("u");
    assert_eq!(desk.snapshot.state.survivor(SECOND), MIKA, "one undo takes the unmerging back");
}

#[test]
fn from_the_warning_to_one_record_it_takes_three_keys() {
    let mut desk = window(Lang::Ja, NARROW);
    second_intake(&mut desk);
    desk.press("C-s");
    assert!(desk.screen().contains("s それでも保存"), "{}", desk.screen());
    assert_eq!(keys(&mut desk, "m m y"), 3);
    assert_eq!(desk.snapshot.state.count(Kind::Person), 1);
}

#[test]
fn merging_an_existing_pair_takes_four_keys_and_one_undo_takes_it_back() {
    let mut desk = window(Lang::Ja, WIDE);
    second_intake(&mut desk);
    desk.press("C-s s");
    assert_eq!(desk.snapshot.state.count(Kind::Person), 2, "saved all the same");
    // The row of the second one tells of the first without a key.
    let screen = desk.screen();
    assert!(screen.contains("重複の疑い") && screen.contains("(D 見比べる)"), "{screen}");
    let before = desk.keys;
    desk.press("D m y");
    assert_eq!(desk.keys - before, 3);
    assert_eq!(desk.snapshot.state.count(Kind::Person), 1);
    assert!(desk.screen().contains("統合:"), "{}", desk.screen());
    desk.press("u");
    assert_eq!(desk.snapshot.state.count(Kind::Person), 2);
}

#[test]
fn not_the_same_is_remembered_and_can_be_taken_back() {
    let mut desk = window(Lang::En, NARROW);
    second_intake(&mut desk);
    desk.press("C-s");
    assert!(desk.screen().contains("seems to be there already"), "{}", desk.screen());
    desk.press("s g D");
    let screen = desk.screen();
    assert!(screen.contains("Suspected duplicates") && screen.contains("same phone"), "{screen}");
    desk.press("Enter");
    let screen = desk.screen();
    assert!(screen.contains("Side by side") && screen.contains(" why "), "{screen}");
    desk.press("x");
    assert!(desk.screen().contains("there is no suspected pair"), "{}", desk.screen());
    let known = |desk: &Desk| {
        [MIKA, SECOND].map(|id| desk.snapshot.state.live(id).unwrap().references(&person::NOT_SAME).count())
    };
    assert_eq!(known(&desk), [1, 1]);
    desk.press("Esc D");
    assert!(desk.screen().contains("nobody is likely the same"), "never asked again: {}", desk.screen());
    desk.press("Esc u");
    assert_eq!(known(&desk), [0, 0]);
    desk.press("D");
    assert!(desk.screen().contains("Side by side") && desk.screen().contains("1/1"), "{}", desk.screen());
}

#[test]
fn whoever_may_not_merge_reports_and_a_lead_finds_it() {
    let mut office = Office::new();
    office.make("person", &[("family_name", "山田"), ("given_name", "太郎")]);
    office.make("person", &[("family_name", "山本"), ("given_name", "次郎")]);
    for (name, role) in [("tanaka", "admin"), ("田中", "coordinator"), ("mori", "lead")] {
        office.make("user", &[("name", name), ("role", role), ("scope", "all")]);
    }
    let snapshot = Snapshot::new(office.state);
    snapshot.index();
    let mut desk = Desk::new(snapshot, 120, 40, Lang::Ja);
    let report = Command::Judge { id: MIKA, other: SECOND, finding: Finding::Reported, reason: None };
    desk.other("田中", &report);
    // Reported by somebody: it is found whatever the score says.
    desk.press("g D");
    assert!(desk.screen().contains("申出あり"), "{}", desk.screen());
    desk.press("Enter m");
    assert!(desk.screen().contains("統合の権限がありません"), "{}", desk.screen());
    assert_eq!(desk.snapshot.state.count(Kind::Person), 2);
}

impl Desk {
    /// A case and a note of the second record, which somebody else makes meanwhile.
    fn other_case(&mut self) -> Id {
        let cells = [("person", "P-000002"), ("channel", "window"), ("kind", "trial_stay")];
        self.other("suzuki", &Command::add(Kind::Case, draft(Kind::Case, &cells)));
        self.snapshot.state.linked(SECOND, Kind::Case).next().unwrap()
    }
}

#[test]
fn who_was_found_to_be_somebody_else_was_looked_for_in_their_cases() {
    let mut office = Office::new();
    let person = |office: &mut Office, name: &str| {
        let id = office.make("person", &[("family_name", name), ("channel", "web")]);
        (id, office.make("case", &[("person", &id.to_string()), ("channel", "web")]))
    };
    let ((one, first), (other, second)) = (person(&mut office, "高橋"), person(&mut office, "髙橋"));
    office.update(second, &[("dedupe_checked_on", "2026-11-01")]).unwrap();
    office.run(&Command::Judge { id: one, other, finding: Finding::Reported, reason: None }).unwrap();
    let checked = |office: &Office, id: Id| {
        let record = office.state.live(id).unwrap();
        record.date(&case::DEDUPE_CHECKED).map(|day| day.to_string())
    };
    assert_eq!(checked(&office, first), None, "a report is no finding");
    let before = office.state.clone();
    office.run(&Command::Judge { id: one, other, finding: Finding::Different, reason: None }).unwrap();
    assert_eq!(checked(&office, first).as_deref(), Some("2026-11-23"));
    assert_eq!(checked(&office, second).as_deref(), Some("2026-11-01"), "what was said before stays");
    assert_ne!(office.state.seq(), before.seq());
}
