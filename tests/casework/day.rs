//! A coordinator's day, as the acceptance scenarios tell it: keys in, screens and log out, and how many keys it took.

use nichiiki::domain::Command;
use nichiiki::field::tables::case;
use nichiiki::field::{Id, Kind};
use nichiiki::lang::Lang;
use nichiiki::search::{Asker, Query, counts, views};

use super::office::{client, desk, here, value};
use crate::desk::Desk;
use crate::domain::office::{Office, draft};

/// How many keys a part of the day took.
fn keys(desk: &mut Desk, keys: &str) -> usize {
    let before = desk.keys;
    desk.press(keys);
    desk.keys - before
}

/// What a ready view shows to somebody now, by its place among the ready ones.
fn shown(desk: &Desk, user: &str, name: &str) -> Vec<Id> {
    let state = &desk.snapshot.state;
    let asker = Asker { state, today: desk.now.date(), user };
    let view = views(state, user, Lang::Ja).into_iter().find(|view| view.name.starts_with(name)).unwrap();
    let query = Query::read(&view.query, &asker).unwrap();
    let found: Vec<Id> = state
        .records(view.kind)
        .filter(|record| query.passes(record, state))
        .map(|record| record.id)
        .collect();
    let counted = counts(std::slice::from_ref(&view), &asker);
    assert_eq!(counted, [Some(found.len())], "{name}");
    found
}

// 1. 08:45 朝の一覧
#[test]
fn the_morning_begins_with_what_is_urgent_and_says_why() {
    let mut office = Office::new();
    let last = client(
        &mut office,
        30,
        &[],
        &[("stage", "planned"), ("opened_on", "2026-11-02"), ("next_due", "2026-11-20"), ("priority", "3")],
    );
    for number in 0..12 {
        client(&mut office, number, &[], &[("opened_on", "2026-11-22")]);
    }
    for number in 12..18 {
        client(
            &mut office,
            number,
            &[],
            &[("stage", "planned"), ("opened_on", "2026-11-02"), ("next_due", "2026-11-23")],
        );
    }
    let mut desk = desk(office, 140, 40);
    // Whoever opens it is on the most urgent row, whose number is asked for.
    assert_eq!(here(&desk), last.0);
    let screen = desk.screen();
    assert!(screen.contains("緊急度順") && screen.contains("1/19"), "{screen}");
    assert_eq!(keys(&mut desk, "!"), 1);
    let screen = desk.screen();
    let parts =
        [("期限", "+7.2"), ("自分待ち", "+8.0"), ("優先度", "+18.0"), ("経過", "+0.4"), ("合計", "33.6")];
    // The Friday before a Monday that is a holiday: no working day has passed since.
    let parts = parts.map(|(name, amount)| {
        if name == "期限" {
            (name, "+6.0")
        } else if name == "合計" {
            (name, "32.4")
        } else {
            (name, amount)
        }
    });
    for (name, amount) in parts {
        assert!(
            screen.lines().any(|line| line.contains(name) && line.contains(amount)),
            "{name} {amount}\n{screen}"
        );
    }
    desk.press("Esc");
    // Counts beside the day, and the list of the view has as many rows.
    assert_eq!(keys(&mut desk, "t"), 1);
    let screen = desk.screen();
    assert!(screen.contains("今日 7") && screen.contains("新規未対応 12"), "{screen}");
    assert_eq!(keys(&mut desk, "v 1"), 2);
    assert!(desk.screen().contains("1/7"), "{}", desk.screen());
    assert_eq!(shown(&desk, "田中", "今日").len(), 7);
    // Nothing is sent while nothing happens.
    desk.screen();
    let sent = desk.sent.len();
    desk.at("2026-11-23 09:30").screen();
    assert_eq!(desk.sent.len(), sent, "0 bytes while idle");
}

// 4. 振分け
#[test]
fn nine_are_marked_by_a_filter_and_the_one_without_consent_is_named() {
    let mut office = Office::new();
    let mut nine = Vec::new();
    for number in 0..30 {
        let wanted = number % 3 == 0 && number < 27;
        let region = if wanted { "塩尻市" } else { "佐渡市" };
        let consent = if number == 9 { "" } else { "consult" };
        let cells = [
            ("stage", "triaged"),
            ("regions", region),
            ("priority", "1"),
            ("dedupe_checked_on", "2026-11-20"),
        ];
        let made = client(&mut office, number, &[("consent", consent), ("regions", region)], &cells);
        if wanted {
            nine.push(made);
        }
    }
    let mut desk = desk(office, 140, 40);
    let before = desk.keys;
    desk.press("&").enter("kind:side_job region:塩尻 owner:none").press("Enter");
    assert!(desk.screen().contains("✓9"), "{}", desk.screen());
    desk.press("a a");
    assert!(desk.screen().contains("担当: 9件を実行します"), "{}", desk.screen());
    desk.press("y");
    assert_eq!(desk.keys - before, 5, "marking and assigning nine, besides the words of the filter");
    let commits = desk.commits.len();
    let staged = keys(&mut desk, "s Enter");
    let screen = desk.screen();
    assert!(screen.contains("段階: 8件を実行します") && screen.contains("1件は実行できません"), "{screen}");
    assert!(screen.contains("同意") && screen.contains("(1件)"), "{screen}");
    assert_eq!(staged + keys(&mut desk, "y"), 3);
    assert_eq!(desk.commits.len(), commits + 1, "one commit, and so one undo");
    let at = |desk: &Desk, stage: &str| {
        nine.iter().filter(|(_, case)| value(desk, *case, "stage") == stage).count()
    };
    assert_eq!((at(&desk, "聞き取り"), at(&desk, "振分け済")), (8, 1));
    desk.press("u");
    assert_eq!(at(&desk, "振分け済"), 9);
    desk.press("C-r");
    assert_eq!(at(&desk, "聞き取り"), 8);
    // Next and previous inside the record, and the row that was left.
    desk.press("Esc g g j j");
    let (row, _) = desk.caret();
    desk.press("Enter J J K");
    assert!(desk.screen().contains("4/30"), "{}", desk.screen());
    desk.press("Esc");
    assert_eq!(desk.caret().0, row);
}

// 5. 聞き取り
#[test]
fn a_note_is_taken_while_another_changes_the_same_person() {
    let mut office = Office::new();
    let (person, _) = client(&mut office, 0, &[("hours_week", "6"), ("phone", "090-0000-0001")], &[]);
    let mut desk = desk(office, 140, 40);
    desk.press("n");
    let (row, column) = desk.caret();
    desk.enter("十月から動ける。");
    assert_eq!(desk.caret(), (row, column + 16), "text appears at the caret");
    let theirs = |cells: &[(&str, &str)]| Command::update(person, draft(Kind::Person, cells));
    desk.other("佐藤", &theirs(&[("phone", "090-0000-0002")]));
    desk.press("C-s");
    assert!(desk.screen().contains("保存しました"), "{}", desk.screen());
    assert_eq!(value(&desk, person, "phone"), "090-0000-0002");
    // Both change the hours: mine, theirs or what was before.
    for (choice, wanted) in [("m", "10"), ("t", "8"), ("b", "6")] {
        desk.press("e");
        while desk.caret_line() != "hours_week" {
            desk.press("Tab");
        }
        desk.press("C-u").enter("10");
        desk.other("佐藤", &theirs(&[("hours_week", "8")]));
        desk.press("C-s");
        assert!(desk.screen().contains("どれを残すか"), "{}", desk.screen());
        desk.press(choice).press("Enter");
        let held = value(&desk, person, "hours_week");
        assert!(held.starts_with(wanted), "{choice}: {held}");
        desk.press("Esc Esc");
        desk.other("佐藤", &theirs(&[("hours_week", "6")]));
    }
}

// 8. 社員支援
#[test]
fn a_company_shows_its_employees_hours_and_a_breach_is_said_before_it_is_saved() {
    let mut office = Office::new();
    let firm = office.make(
        "organisation",
        &[
            ("name", "あさぎりソフト"),
            ("roles", "sender"),
            ("side_job_rule", "notify"),
            ("cap_hours", "30"),
            ("purposes", "recruit_retain;diverse_work;regional_contribution"),
            ("value_log", "retain:離職が減った"),
        ],
    );
    let jobs = [("telework_job", "J1"), ("outsourcing", "J2")].map(|(kind, title)| {
        office.make(
            "job",
            &[
                ("title", title),
                ("region_code", "202151"),
                ("work_kind", kind),
                ("hours_max", "10"),
                ("status", "open"),
            ],
        )
    });
    let of = firm.to_string();
    let mut made = Vec::new();
    for number in 0..5 {
        let person = [
            ("employer", of.as_str()),
            ("job_style", "full_remote"),
            ("consent", "consult;share_company"),
            ("side_job_status", "notified"),
        ];
        let cells = [
            ("kind", "employee_support"),
            ("stage", "active"),
            ("start_on", "2026-10-01"),
            ("work_hours_month", "25"),
            ("company", of.as_str()),
        ];
        made.push(client(&mut office, number, &person, &cells));
    }
    let (person, _) = made[0];
    let second = |office: &mut Office, job: Id| {
        let cells = [("person", person.to_string()), ("job", job.to_string())];
        let mut cells: Vec<(&str, &str)> = cells.iter().map(|(key, text)| (*key, text.as_str())).collect();
        cells.extend([
            ("channel", "employer"),
            ("kind", "side_job"),
            ("stage", "introduced"),
            ("owner", "田中"),
        ]);
        office.make("case", &cells)
    };
    let employed = second(&mut office, jobs[0]);
    let ordered = second(&mut office, jobs[1]);
    let mut desk = desk(office, 140, 40);
    desk.press("g o Enter");
    let screen = desk.screen();
    for text in [
        "届出制",
        "30時間/月",
        "1 人材確保・定着",
        "3 地域貢献",
        "離職が減った",
        "社員の副業",
        "雇用25/30h",
        "書類不足: 届出、合意書",
    ] {
        assert!(screen.contains(text), "{text}\n{screen}");
    }
    // Ten hours a week are 43 a month: with the 25 there are that is more than 30.
    desk.press(":").enter(&employed.to_string()).press("Enter s");
    let screen = desk.screen();
    assert!(screen.contains("副業の上限を超えます 雇用68時間/月 > 上限30"), "{screen}");
    desk.press("Esc Esc :").enter(&ordered.to_string()).press("Enter s");
    let screen = desk.screen();
    assert!(!screen.contains("上限を超えます"), "{screen}");
    assert!(screen.contains("参考: 雇用25時間/月 / 上限30 (委託など43は通算外)"), "{screen}");
    // The same when the work is typed into a case.
    desk.press("Esc e");
    while desk.caret_line() != "work_hours_month" {
        desk.press("Tab");
    }
    desk.enter("20").press("C-s");
    assert!(desk.screen().contains("委託など20は通算外"), "{}", desk.screen());
    desk.press("n Esc Esc Esc");
    assert_eq!(value(&desk, ordered, "work_hours_month"), "");
}

// 9. 夕方の引継ぎと終結
#[test]
fn eighty_four_cases_change_hands_and_six_are_closed_with_a_word() {
    let mut office = Office::new();
    let mut mine = Vec::new();
    for number in 0..84 {
        let due = if number % 2 == 0 { "2026-11-10" } else { "" };
        let action = if number % 2 == 0 { "面談の候補日を聞く" } else { "" };
        let tags = if number < 6 { "不通" } else { "" };
        let cells = [
            ("owner", "田中"),
            ("stage", "planned"),
            ("next_due", due),
            ("next_action", action),
            ("tags", tags),
            ("opened_on", "2026-10-01"),
        ];
        mine.push(client(&mut office, number, &[("consent", "consult")], &cells));
        if number == 3 {
            let of = mine[number].0.to_string();
            for day in ["2026-10-02 10:00", "2026-10-09 10:00"] {
                office.make("activity", &[("person", &of), ("kind", "call"), ("at", day), ("reached", "no")]);
            }
        }
    }
    client(&mut office, 84, &[], &[("owner", "鈴木"), ("stage", "planned")]);
    client(
        &mut office,
        85,
        &[],
        &[
            ("owner", "鈴木"),
            ("stage", "settled"),
            ("start_on", "2025-12-10"),
            ("settle_checks", "1:2026-01-10;3:2026-03-10;6:2026-06-10"),
        ],
    );
    let mut desk = desk(office, 140, 40);
    // Six are closed first: a reason, and a warning for those who were hardly tried.
    desk.press("&").enter("tag:不通").press("Enter x e");
    assert!(desk.screen().contains("理由"), "{}", desk.screen());
    desk.press("C-s");
    assert!(desk.screen().contains("理由を入力してください"), "{}", desk.screen());
    desk.enter("電話番号が使われていない").press("C-s");
    let screen = desk.screen();
    assert!(
        screen.contains("終結: 6件を実行します") && screen.contains("連絡の試みが2回未満です (5件)"),
        "{screen}"
    );
    desk.press("y");
    assert_eq!(value(&desk, mine[5].1, "closed_reason"), "連絡不能");
    desk.press("u Esc");
    assert_eq!(value(&desk, mine[5].1, "stage"), "プラン");
    // All of them to a colleague: what is next, the last contact and the risks of each are seen before.
    let before = desk.keys;
    desk.press("v 3 * H a");
    let screen = desk.screen();
    assert!(screen.contains("鈴木さんへ 84件を引き継ぎます"), "{screen}");
    assert!(screen.contains("引継ぎの挨拶と状況の確認") && screen.contains("面談の候補日を聞く"), "{screen}");
    assert!(screen.contains("13日超過") && screen.contains("連絡なし"), "{screen}");
    desk.press("y");
    assert_eq!(desk.keys - before, 6, "84 cases handed over");
    let commit = desk.commits.last().unwrap();
    assert_eq!(commit.events.len(), 84);
    for (_, case) in &mine {
        let record = desk.snapshot.state.live(*case).unwrap();
        assert_eq!(record.text(&case::OWNER), Some("鈴木"));
        assert!(record.get(&case::NEXT_ACTION).is_some() && record.get(&case::NEXT_DUE).is_some());
    }
    assert_eq!(shown(&desk, "鈴木", "引継ぎ").len(), 84);
    assert!(shown(&desk, "田中", "引継ぎ").is_empty());
    // The checks of next month.
    desk.press("Esc Esc f").enter("check_due:next_month").press("Enter");
    assert!(desk.screen().contains("1/1") && desk.screen().contains("12か月確認"), "{}", desk.screen());
    desk.press("Esc u");
    assert_eq!(value(&desk, mine[0].1, "owner"), "田中");
}

// Finding somebody by the sound of their name, and opening their record.
#[test]
fn somebody_is_found_and_opened() {
    let mut office = Office::new();
    for number in 0..40 {
        client(&mut office, number, &[("family_kana", "アオキ")], &[]);
    }
    let (person, _) = client(&mut office, 41, &[("family_name", "髙橋"), ("family_kana", "タカハシ")], &[]);
    let mut desk = desk(office, 120, 40);
    let before = desk.keys;
    desk.press("/").enter("taka").press("Enter");
    assert_eq!(desk.keys - before + 4, 6, "with the four letters");
    assert!(desk.screen().contains(&person.to_string()), "{}", desk.screen());
}
