//! The language of filters on an office: what lets whom pass, and how a name is looked up.

use nichiiki::domain::Command;
use nichiiki::field::{Date, Id, Kind};
use nichiiki::lang::Lang;
use nichiiki::search::{Asker, Problem, Query, QueryError};

use crate::domain::office::Office;

/// Four people with cases and a job, on Monday 2026-11-23.
struct Scene {
    office: Office,
}

const TODAY: (i16, i8, i8) = (2026, 11, 23);

impl Scene {
    fn new() -> Self {
        let mut office = Office::new();
        for (code, name, kana, romaji, prefecture) in [
            ("202011", "長野市", "ナガノシ", "Nagano-shi", "長野県"),
            ("015814", "厚真町", "アツマチョウ", "Atsuma-cho", "北海道"),
        ] {
            office.make(
                "region",
                &[
                    ("code", code),
                    ("name", name),
                    ("kana", kana),
                    ("romaji", romaji),
                    ("prefecture", prefecture),
                ],
            );
        }
        office.make("skill", &[("label", "経理"), ("aliases", "会計;簿記"), ("kana", "ケイリ")]);
        office.make("skill", &[("label", "Web制作"), ("aliases", "ホームページ制作")]);
        for (family, regions, skills, hours) in [
            ("髙橋", "塩尻市", "経理:3", "6"),
            ("山田", "佐渡市;塩尻市", "Web制作", "12"),
            ("佐藤", "長野市", "", "20"),
            ("鈴木", "", "", ""),
        ] {
            let mut fields = vec![("family_name", family)];
            fields.extend([("regions", regions), ("skills", skills), ("hours_week", hours)]);
            fields.retain(|(_, value)| !value.is_empty());
            office.make("person", &fields);
        }
        for (person, kind, owner, due) in [
            ("P-000001", "side_job", "", "2026-11-25"),
            ("P-000002", "trial_stay", "田中", "2026-12-24"),
            ("P-000003", "side_job", "鈴木", "2026-11-20"),
        ] {
            let mut fields =
                vec![("person", person), ("kind", kind), ("channel", "smout"), ("next_due", due)];
            if !owner.is_empty() {
                fields.push(("owner", owner));
            }
            office.make("case", &fields);
        }
        office.make(
            "job",
            &[
                ("title", "経理の立て直し"),
                ("region_code", "202151"),
                ("closes_on", "2026-11-30"),
                ("hours_max", "8"),
            ],
        );
        Self { office }
    }

    fn asker(&self) -> Asker<'_> {
        let (year, month, day) = TODAY;
        Asker { state: &self.office.state, today: Date::from_ymd(year, month, day).unwrap(), user: "田中" }
    }

    fn read(&self, line: &str) -> Result<Query, QueryError> {
        Query::read(line, &self.asker())
    }

    /// Who passes, by the numbers of the ids.
    fn of(&self, kind: Kind, line: &str) -> Vec<u32> {
        let query = self.read(line).unwrap_or_else(|error| panic!("{line}: {}", error.text(Lang::En)));
        let state = &self.office.state;
        let passing = state.records(kind).filter(|record| query.passes(record, state));
        passing
            .map(|record| if kind == Kind::Case { record.id.case_parts().1 } else { record.id.number })
            .collect()
    }

    fn people(&self, line: &str) -> Vec<u32> {
        self.of(Kind::Person, line)
    }

    fn wrong(&self, line: &str) -> (usize, usize, String) {
        let error = self.read(line).unwrap_err();
        (error.at, error.length, error.text(Lang::Ja))
    }
}

#[test]
fn a_line_means_the_same_among_people_and_among_cases() {
    let scene = Scene::new();
    for (line, who) in [
        ("region:塩尻 owner:none stage:received", vec![1]),
        ("kind:side_job", vec![1, 3]),
        ("種類:副業", vec![1, 3]),
        ("担当:あり", vec![2, 3]),
        ("owner:me", vec![2]),
        ("担当:自分 or 担当:なし", vec![1, 2]),
        ("stage:received..planned hours:>=10", vec![2, 3]),
        ("skill:経理", vec![1]),
        ("-skill:経理 region:長野県", vec![2, 3]),
        ("not (owner:me or owner:none) kind:side_job", vec![3]),
        ("due:..7d", vec![1, 3]),
        ("due:today..7d", vec![1]),
        ("期日：超過", vec![3]),
        ("due:>7d", vec![2]),
        ("due:今週", vec![1]),
        ("priority:none", vec![1, 2, 3]),
    ] {
        assert_eq!(scene.of(Kind::Case, line), who, "cases {line}");
        let mut people = scene.people(line);
        people.retain(|number| *number < 4);
        assert_eq!(people, who, "people {line}");
    }
    assert_eq!(scene.people("owner:none"), [1], "who has no case has no case without owner");
    assert_eq!(scene.people("-stage:any"), [4], "who has no open case is found by the opposite");
    assert_eq!(scene.of(Kind::Job, "due:..7d"), [1], "a job is due when its window closes");
}

#[test]
fn a_closed_case_does_not_lead() {
    let mut scene = Scene::new();
    let case = Id::case(2026, 1);
    let close = Command::Close {
        case,
        closed_reason: Some(nichiiki::field::choices::ClosedReason::Withdrew),
        resume_on: None,
        reason: None,
    };
    scene.office.run(&close).unwrap();
    assert_eq!(scene.people("kind:side_job"), [3]);
    assert_eq!(scene.of(Kind::Case, "kind:side_job stage:closed"), [1]);
    assert_eq!(scene.people("stage:closed"), Vec::<u32>::new());
}

#[test]
fn places_are_known_by_name_reading_romaji_and_prefecture() {
    let scene = Scene::new();
    for line in [
        "塩尻",
        "塩尻市",
        "しおじり",
        "シオジリシ",
        "ｼｵｼﾞﾘ",
        "shiojiri",
        "siojiri",
        "202151",
        "R-202151",
        "長野県塩尻市",
    ] {
        assert_eq!(scene.people(&format!("region:{line}")), [1, 2], "{line}");
    }
    for line in ["長野", "長野県", "ながの", "nagano", "ナガノケン"] {
        assert_eq!(
            scene.people(&format!("地域:{line}")),
            [1, 2, 3],
            "a prefecture is all of its towns: {line}"
        );
    }
    assert_eq!(scene.people("region:長野市"), [3]);
    assert_eq!(scene.people("region:佐渡,長野市"), [2, 3]);
    assert_eq!(scene.people("region:しお"), [1, 2], "the beginning is enough");
    assert_eq!(scene.people("region:none"), [4]);
    assert_eq!(scene.people("skill:簿記"), [1], "a skill by an alias");
    assert_eq!(scene.people("skill:keiri"), [1]);
    assert_eq!(scene.people("skills.level:>=3"), [1], "a part of a row");
}

#[test]
fn what_an_input_method_writes_is_understood() {
    let scene = Scene::new();
    for line in [
        "稼働時間：＞＝１０",
        "稼働：１０．．２０",
        "hours:10〜20",
        "稼働時間:10時間..20時間",
        "ｈｏｕｒｓ：＞９",
    ] {
        assert_eq!(scene.people(line), [2, 3], "{line}");
    }
    assert_eq!(scene.people("－担当：あり　種類：副業"), [1]);
    assert_eq!(scene.people("（担当：自分　ｏｒ　担当：なし）　地域：塩尻"), [1, 2]);
    assert_eq!(scene.people("地域：塩尻、佐渡"), [1, 2]);
    assert_eq!(scene.people("region:“塩尻市”"), [1, 2]);
}

#[test]
fn days_count_ahead_for_what_is_due_and_back_for_what_was_done() {
    let scene = Scene::new();
    let all = [1, 2, 3];
    let among = |scene: &Scene, line: &str| scene.of(Kind::Case, line);
    assert_eq!(among(&scene, "updated:..2w"), all);
    assert_eq!(among(&scene, "updated:>2w"), Vec::<u32>::new());
    assert_eq!(among(&scene, "updated:今日"), all);
    assert_eq!(among(&scene, "created:<1d"), all);
    let later = scene.asker().today.plus_days(15);
    let asker = Asker { today: later, ..scene.asker() };
    let query = Query::read("updated:>2w", &asker).unwrap();
    let state = &scene.office.state;
    assert_eq!(state.records(Kind::Case).filter(|record| query.passes(record, state)).count(), 3);
    let ahead = Query::read("updated:>-2w", &asker).unwrap();
    assert_eq!(
        state.records(Kind::Case).filter(|record| ahead.passes(record, state)).count(),
        0,
        "a sign says which way"
    );
}

#[test]
fn an_error_points_and_says_what_is_possible() {
    let scene = Scene::new();
    let (at, length, text) = scene.wrong("region:塩尻 stage:受け付け");
    assert_eq!((at, length), (16, 4));
    assert!(text.contains("受付"), "{text}");
    let (at, length, text) = scene.wrong("kind:side_job region:塩島");
    assert_eq!((at, length), (21, 2));
    assert!(text.contains("塩尻市"), "{text}");
    let (at, _, text) = scene.wrong("hours:たくさん");
    assert_eq!(at, 6);
    assert!(text.contains(">=10"), "{text}");
    assert!(scene.wrong("due:いつか").2.contains("今週"));
    assert!(scene.wrong("担等:田中").2.contains("担当"));
    assert!(matches!(scene.read("kind:widget").unwrap_err().problem, Problem::BadValue { .. }));
    assert!(scene.wrong("skill:計理").2.contains("経理"));
}

#[test]
fn me_is_written_out_for_lists_that_others_share() {
    let spelled = |line: &str| nichiiki::search::spelled_out(line, "田中");
    assert_eq!(spelled("担当：自分 me"), "担当：\"=田中\" me");
    assert_eq!(spelled("-owner:me,なし title:me"), "-owner:\"=田中\",なし title:me");
    assert_eq!(spelled("(owner:\"me\""), "(owner:\"me\"", "a line that is wrong stays as it is");
    let scene = Scene::new();
    assert_eq!(scene.people(&spelled("owner:me")), [2]);
}

#[test]
fn words_in_a_list_look_at_names_readings_ids_and_stages() {
    let scene = Scene::new();
    assert_eq!(scene.people("高橋"), [1]);
    assert_eq!(scene.people("高橋 or 佐藤"), [1, 3]);
    assert_eq!(scene.people("受付 !高橋"), [2, 3]);
    assert_eq!(scene.people("P-2"), Vec::<u32>::new());
    assert_eq!(scene.people("P-000002"), [2]);
    assert_eq!(scene.people("id:P-2"), [2]);
    assert_eq!(scene.people("(高橋 owner:none) or (山田 owner:me)"), [1, 2]);
}
