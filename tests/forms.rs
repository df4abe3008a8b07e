//! Forms, stages and the board at the desk: keys in, changes and screens out.

use nichiiki::domain::{Command, State};
use nichiiki::field::choices::Stage;
use nichiiki::field::tables::{case, note, person};
use nichiiki::field::{Id, Kind, Value};
use nichiiki::lang::Lang;
use nichiiki::snapshot::Snapshot;

use crate::desk::Desk;
use crate::domain::office::{Office, draft};

struct Scene {
    desk: Desk,
    person: Id,
    case: Id,
}

fn scene() -> Scene {
    let mut office = Office::new();
    let person = office.make(
        "person",
        &[
            ("family_name", "髙橋"),
            ("given_name", "美佳"),
            ("family_kana", "タカハシ"),
            ("hours_week", "6"),
            ("consent", "consult"),
            ("channel", "smout"),
        ],
    );
    office.make("person", &[("family_name", "山田"), ("given_name", "太郎"), ("family_kana", "ヤマダ")]);
    let case = office.make(
        "case",
        &[
            ("person", &person.to_string()),
            ("channel", "smout"),
            ("kind", "side_job"),
            ("first_response_due", "2026-11-20"),
            ("dedupe_checked_on", "2026-11-20"),
        ],
    );
    let desk = Desk::new(Snapshot::new(office.state), 120, 40, Lang::Ja);
    Scene { desk, person, case }
}

fn state(scene: &Scene) -> &State {
    &scene.desk.snapshot.state
}

fn stage(scene: &Scene) -> Stage {
    Stage::from_code(state(scene).live(scene.case).unwrap().choice(&case::STAGE).unwrap()).unwrap()
}

#[test]
fn editing_sends_only_what_was_changed() {
    let mut scene = scene();
    scene.desk.press("e");
    assert!(scene.desk.screen().contains("家族") || scene.desk.screen().contains("姓"));
    scene.desk.press("Tab C-u").enter("美香");
    let id = scene.person;
    let other = Command::update(id, draft(Kind::Person, &[("phone", "090-0000-0001")]));
    scene.desk.other("suzuki", &other);
    scene.desk.press("C-s");
    let record = state(&scene).live(scene.person).unwrap();
    assert_eq!(record.text(&person::GIVEN_NAME), Some("美香"));
    assert_eq!(
        record.texts(&person::PHONE).collect::<Vec<_>>(),
        ["090-0000-0001"],
        "the other's change stays"
    );
    let events = &scene.desk.commits.last().unwrap().events;
    assert!(matches!(&events[0], nichiiki::domain::Event::Changed { changes, .. } if changes.len() == 1));
}

#[test]
fn a_fault_is_shown_at_its_line_and_nothing_is_sent() {
    let mut scene = scene();
    let before = scene.desk.commits.len();
    scene.desk.press("e Tab Tab").enter("漢字");
    scene.desk.press("C-s");
    assert_eq!(scene.desk.commits.len(), before);
    assert!(scene.desk.screen().contains("読みはカナで"));
    scene.desk.press("C-u").enter("たかはし");
    scene.desk.press("C-s");
    let record = state(&scene).live(scene.person).unwrap();
    assert_eq!(record.text(&person::FAMILY_KANA), Some("タカハシ"));
}

#[test]
fn a_stale_field_is_shown_with_theirs_and_saved_when_it_is_chosen() {
    let mut scene = scene();
    scene.desk.press("e");
    let hours = person::HOURS;
    let index = nichiiki::field::fields(Kind::Person)
        .iter()
        .filter(|f| f.origin == nichiiki::field::Origin::Typed)
        .position(|f| f.key == hours.key)
        .unwrap();
    for _ in 0..index {
        scene.desk.press("Tab");
    }
    scene.desk.press("C-u").enter("10");
    let id = scene.person;
    scene.desk.other("suzuki", &Command::update(id, draft(Kind::Person, &[("hours_week", "8")])));
    scene.desk.press("C-s");
    let screen = scene.desk.screen();
    assert!(screen.contains("suzuki") && screen.contains("10"), "{screen}");
    assert_eq!(state(&scene).live(id).unwrap().int(&hours), Some(8));
    scene.desk.press("C-s");
    assert_eq!(state(&scene).live(id).unwrap().int(&hours), Some(8), "nothing is written over unasked");
    scene.desk.press("m Enter");
    assert_eq!(state(&scene).live(id).unwrap().int(&hours), Some(10));
}

#[test]
fn leaving_a_changed_form_asks_twice() {
    let mut scene = scene();
    scene.desk.press("e").enter("様");
    scene.desk.press("Esc");
    assert!(scene.desk.screen().contains("もう一度 Esc"));
    let layers = scene.desk.app.layers().len();
    scene.desk.enter("子").press("Esc");
    assert_eq!(scene.desk.app.layers().len(), layers, "typing on takes the question back");
    scene.desk.press("Esc");
    assert_eq!(scene.desk.app.layers().len(), layers - 1);
}

#[test]
fn a_note_is_written_to_the_person_and_the_open_case() {
    let mut scene = scene();
    scene.desk.press("n").enter("10月から動ける");
    scene.desk.press("Enter").enter("家族も賛成");
    scene.desk.press("F2");
    let id = state(&scene).linked(scene.person, Kind::Note).next().unwrap();
    let record = state(&scene).live(id).unwrap();
    assert_eq!(record.text(&note::TEXT), Some("10月から動ける\n家族も賛成"));
    assert_eq!(record.reference(&note::CASE), Some(scene.case));
}

#[test]
fn the_way_to_the_next_stage_asks_for_what_is_missing() {
    let mut scene = scene();
    scene.desk.press("s");
    let screen = scene.desk.screen();
    assert!(screen.contains("担当が決まっていません") && screen.contains("優先度"), "{screen}");
    scene.desk.press("Enter").enter("田中");
    scene.desk.press("Tab").enter("2");
    scene.desk.press("C-s");
    assert_eq!(stage(&scene), Stage::Triaged, "{}", scene.desk.screen());
    let record = state(&scene).live(scene.case).unwrap();
    assert_eq!(record.int(&case::PRIORITY), Some(2));
    assert_eq!(record.text(&case::OWNER), Some("田中"));
}

#[test]
fn a_gate_that_the_form_cannot_meet_refuses_in_words() {
    let mut scene = scene();
    scene.desk.press("s Enter").enter("田中");
    scene.desk.press("Tab").enter("2");
    // Decided, the next one is looked at; back to the first.
    scene.desk.press("C-s k s Enter");
    let screen = scene.desk.screen();
    assert!(screen.contains("「希望」と「生活ニーズ」"), "{screen}");
    assert_eq!(stage(&scene), Stage::Triaged);
}

#[test]
fn marks_are_obeyed_with_a_look_before() {
    let mut scene = scene();
    let second = scene.desk.snapshot.state.ids(Kind::Person).nth(1).unwrap();
    let cells = [("person", second.to_string()), ("channel", "tel".to_owned())];
    let cells: Vec<(&str, &str)> = cells.iter().map(|(key, text)| (*key, text.as_str())).collect();
    scene.desk.other("suzuki", &Command::add(Kind::Case, draft(Kind::Case, &cells)));
    // Nobody has tried them twice: a word is asked for.
    scene.desk.press("* x e");
    scene.desk.press("C-s");
    assert!(scene.desk.screen().contains("理由を入力してください"), "{}", scene.desk.screen());
    scene.desk.enter("番号が使われていない").press("C-s");
    let screen = scene.desk.screen();
    assert!(screen.contains("2件") && screen.contains("連絡の試みが2回未満"), "{screen}");
    let before = scene.desk.commits.len();
    scene.desk.press("y");
    assert_eq!(scene.desk.commits.len(), before + 1, "one action is one commit");
    let closed = state(&scene)
        .records(Kind::Case)
        .filter(|record| record.choice(&case::STAGE) == Some(Stage::Closed.code()));
    assert_eq!(closed.count(), 2);
}

#[test]
fn choices_are_offered_and_taken() {
    let mut scene = scene();
    let typed = |f: &&nichiiki::field::Field| f.origin == nichiiki::field::Origin::Typed;
    let index =
        nichiiki::field::fields(Kind::Person).iter().filter(typed).position(|f| f.key == "regions").unwrap();
    scene.desk.press("e");
    for _ in 0..index {
        scene.desk.press("Tab");
    }
    scene.desk.enter("しおじ");
    assert!(scene.desk.screen().contains("塩尻市"), "{}", scene.desk.screen());
    scene.desk.press("Enter").enter("; さど");
    scene.desk.press("Down Enter C-s");
    let record = state(&scene).live(scene.person).unwrap();
    let held = record.get(&person::REGIONS).cloned();
    let wished = [202_151, 152_242].map(|number| Id::new(Kind::Region, number));
    assert_eq!(held, Some(Value::references(wished)), "{}", scene.desk.screen());
}

#[test]
fn the_board_shows_cases_by_stage_and_keeps_the_cursor_on_its_case() {
    let mut scene = scene();
    scene.desk.press("g c");
    let screen = scene.desk.screen();
    assert!(screen.contains("受付") && screen.contains("髙橋 美佳") && screen.contains("超過"), "{screen}");
    let case = scene.case;
    scene.desk.other("suzuki", &Command::Assign { case, owner: Some("鈴木".into()) });
    let mut more = draft(Kind::Case, &[("priority", "1")]);
    more.0.extend(draft(Kind::Case, &[("kind", "side_job")]).0);
    scene.desk.other("suzuki", &Command::SetStage { case, to: Stage::Triaged, draft: more, reason: None });
    let screen = scene.desk.screen();
    assert!(screen.contains("振分け済") && screen.contains("鈴木"), "{screen}");
    scene.desk.press("z Tab");
    assert!(scene.desk.screen().contains("再開日"), "the verb is for the case that moved");
}

#[test]
fn the_caret_stands_where_text_appears() {
    let mut scene = scene();
    scene.desk.press("e");
    let (row, column) = scene.desk.caret();
    scene.desk.press("Left");
    assert_eq!(scene.desk.caret(), (row, column - 2), "a kanji is two cells");
    scene.desk.enter("山");
    assert_eq!(scene.desk.caret(), (row, column));
}

#[test]
fn kinds_without_a_pane_have_a_list_and_are_added_there() {
    let mut scene = scene();
    scene.desk.press("g o");
    assert!(scene.desk.screen().contains("まだありません"));
    scene.desk.press("+").enter("信州複業舎");
    scene.desk.press("C-s");
    let screen = scene.desk.screen();
    assert!(screen.contains("O-000001") && screen.contains("信州複業舎"), "{screen}");
    scene.desk.press("f").enter("ふく");
    assert!(scene.desk.screen().contains("合うものはありません"));
    scene.desk.press("Esc").press("Enter");
    assert!(scene.desk.screen().contains("信州複業舎"));
}

#[test]
fn a_candidate_is_explained_presented_and_taken_out_for_a_reason() {
    use nichiiki::field::choices::MatchStatus;
    use nichiiki::field::tables::matched;
    let mut scene = scene();
    let cells =
        [("title", "販促DX"), ("region_code", "202151"), ("status", "open"), ("skills_must", "SNS運用:3")];
    scene
        .desk
        .other("suzuki", &Command::Add { kind: Kind::Job, draft: draft(Kind::Job, &cells), imported: true });
    scene.desk.press("m");
    let screen = scene.desk.screen();
    assert!(
        screen.contains("案件から見て") && screen.contains("本人から見て") && screen.contains("関門"),
        "{screen}"
    );
    scene.desk.press("p");
    assert!(scene.desk.screen().contains("企業に情報を提供する同意がありません"), "{}", scene.desk.screen());
    let person = scene.person;
    let purpose = nichiiki::field::choices::Purpose::ShareCompany;
    scene.desk.other("suzuki", &Command::GiveConsent { person, purpose, expires: None, how: None });
    scene.desk.press("p");
    let id = state(&scene).linked(person, Kind::Match).next().unwrap();
    let status = |scene: &Scene| {
        MatchStatus::from_code(state(scene).live(id).unwrap().choice(&matched::STATUS).unwrap())
    };
    assert_eq!(status(&scene), Some(MatchStatus::Presented), "{}", scene.desk.screen());
    assert!(state(&scene).live(id).unwrap().int(&matched::SCORE).is_some(), "what the matching said is kept");
    scene.desk.press("x").enter("本人の都合");
    scene.desk.press("C-s");
    assert_eq!(status(&scene), Some(MatchStatus::Withdrawn), "{}", scene.desk.screen());
}

#[test]
fn a_case_is_opened_from_the_person() {
    let mut scene = scene();
    let before = state(&scene).linked(scene.person, Kind::Case).count();
    scene.desk.press("Enter +");
    assert!(scene.desk.screen().contains("ケースを受け付ける"), "{}", scene.desk.screen());
    scene.desk.enter("お試し滞在").press("C-s");
    assert_eq!(state(&scene).linked(scene.person, Kind::Case).count(), before + 1, "{}", scene.desk.screen());
}

#[test]
fn a_pane_is_filtered_by_kanji_kana_and_romaji() {
    let mut scene = scene();
    for written in ["髙橋", "高橋", "たかはし", "takahashi", "ﾀｶﾊｼ"] {
        scene.desk.press("f").enter(written);
        let screen = scene.desk.screen();
        assert!(screen.contains("髙橋 美佳") && !screen.contains("山田 太郎"), "{written}: {screen}");
        scene.desk.press("Esc");
        assert!(scene.desk.screen().contains("山田 太郎"));
    }
}

#[test]
fn rows_are_edited_in_words_and_what_is_taken_out_is_gone() {
    let mut scene = scene();
    let id = scene.person;
    let skills = r#"[{"skill":"経理","level":3,"years":5}]"#;
    let draft = draft(Kind::Person, &[("skills", skills)]);
    scene.desk.other("suzuki", &Command::Update { id, draft, imported: true });
    let typed = |f: &&nichiiki::field::Field| f.origin == nichiiki::field::Origin::Typed;
    let index =
        nichiiki::field::fields(Kind::Person).iter().filter(typed).position(|f| f.key == "skills").unwrap();
    scene.desk.press("e");
    for _ in 0..index {
        scene.desk.press("Tab");
    }
    assert!(scene.desk.screen().contains("経理:3:5"), "{}", scene.desk.screen());
    scene.desk.press("C-u").enter("経理:4");
    scene.desk.press("C-s");
    let record = state(&scene).live(id).unwrap();
    let row = &record.rows(&person::SKILLS)[0];
    assert_eq!((row.int(2), row.int(3)), (Some(4), None), "{}", scene.desk.screen());
}

#[test]
fn a_prohibited_side_job_is_warned_of_and_not_forbidden() {
    let mut scene = scene();
    let (id, case) = (scene.person, scene.case);
    let facts =
        draft(Kind::Person, &[("side_job_status", "prohibited"), ("want", "side_job"), ("needs", "car")]);
    scene.desk.other("suzuki", &Command::update(id, facts));
    let go = |to: Stage, cells: &[(&str, &str)]| Command::SetStage {
        case,
        to,
        draft: draft(Kind::Case, cells),
        reason: None,
    };
    scene.desk.other("suzuki", &Command::Assign { case, owner: Some("鈴木".into()) });
    scene.desk.other("suzuki", &go(Stage::Triaged, &[("priority", "1")]));
    scene.desk.other("suzuki", &go(Stage::Assessed, &[]));
    scene.desk.other("suzuki", &go(Stage::Planned, &[("plan_agreed_on", "2026-11-20")]));
    scene.desk.press("s");
    assert!(scene.desk.screen().contains("副業を禁止しています"), "{}", scene.desk.screen());
    scene.desk.press("Enter");
    assert_eq!(stage(&scene), Stage::Matching, "{}", scene.desk.screen());
}

#[test]
fn a_filter_that_finds_nothing_keeps_the_caret() {
    for open in ["f", "g o f", "g c f"] {
        let mut scene = scene();
        scene.desk.press(open).enter("ぬ");
        let (row, column) = scene.desk.caret();
        scene.desk.enter("ぬぬ");
        assert_eq!(scene.desk.caret(), (row, column + 4), "after {open}: {}", scene.desk.screen());
    }
}

#[test]
fn a_filter_is_completed_marked_where_it_is_wrong_and_kept_as_a_view() {
    let mut scene = scene();
    scene.desk.press("f").enter("担");
    assert!(scene.desk.screen().contains("Tab 担当:"), "{}", scene.desk.screen());
    scene.desk.press("Tab").enter("な");
    scene.desk.press("Tab");
    assert!(scene.desk.screen().contains("/担当:なし"), "{}", scene.desk.screen());
    assert!(scene.desk.screen().contains("髙橋") && !scene.desk.screen().contains("山田"));
    scene.desk.enter("段階:そば ");
    let screen = scene.desk.screen();
    assert!(screen.contains("^^^^") && screen.contains("「そば」は「段階」の値ではありません"), "{screen}");
    assert!(screen.contains("髙橋"), "the last line that could be meant stays in force");
    scene.desk.press("C-w Enter V");
    assert!(scene.desk.screen().contains("表示に保存: 人"), "{}", scene.desk.screen());
    scene.desk.enter("手つかず").press("C-s");
    let view = state(&scene).records(Kind::View).next().expect("a view is kept");
    assert_eq!(view.text(&nichiiki::field::tables::view::WHOSE), Some("田中"));
    scene.desk.press("Esc");
    assert!(scene.desk.screen().contains("山田"), "Esc takes the filter away");
    scene.desk.press("g v");
    let screen = scene.desk.screen();
    assert!(screen.contains("手つかず") && screen.contains("自分の 担当:なし"), "{screen}");
    scene.desk.enter("手つ").press("Enter");
    assert!(!scene.desk.screen().contains("山田"), "{}", scene.desk.screen());
    scene.desk.press("g v").enter("4");
    assert!(scene.desk.screen().contains("/owner:none"), "a digit opens the view of that key");
}

#[test]
fn a_view_of_a_kind_without_a_pane_is_a_list() {
    let mut scene = scene();
    scene.desk.press("g v").enter("要再確認").press("Enter");
    assert!(scene.desk.screen().contains("due:..today"), "{}", scene.desk.screen());
    scene.desk.press("Esc Esc");
    assert!(scene.desk.screen().contains("髙橋"));
}
