//! Regions' targets: counted where the program can count, else as entered; the gap by sign and word.

use nichiiki::field::{Id, Kind};
use nichiiki::lang::Lang;
use nichiiki::report::kpi::of_region;
use nichiiki::report::{Asked, Report};

use super::office::{client, desk};
use crate::domain::office::Office;

const SHIOJIRI: Id = Id::new(Kind::Region, 202_151);

fn office() -> Office {
    let mut office = Office::new();
    let targets = "相談件数:3::2026:consultations;定着:1::2026:settled;去年の相談:2::2025:consultations;\
                   始めた人:2::2026:started;お試し:1::2026:trial_stays;成約:1::2026:matches;\
                   二拠点:1:::dual_residents;空き家の登録:40:31:2026::2026-10-01;見学:5::2026";
    office.update(SHIOJIRI, &[("targets", targets)]).unwrap();
    let (_, _) = client(&mut office, 0, &[], &[("opened_on", "2026-05-01")]);
    // The same person twice: two consultations, one who settled.
    let cells = [
        ("stage", "settled"),
        ("stage_since", "2026-06-01"),
        ("start_on", "2026-05-20"),
        ("opened_on", "2026-04-01"),
    ];
    let (person, _) = client(&mut office, 1, &[("second_base", "塩尻市:rent")], &cells);
    let of = person.to_string();
    office.make(
        "case",
        &[
            ("person", &of),
            ("channel", "web"),
            ("stage", "closed"),
            ("closed_reason", "settled"),
            ("closed_on", "2026-11-01"),
            ("regions", "塩尻市"),
            ("opened_on", "2026-03-31"),
            ("trial_from", "2026-04-10"),
        ],
    );
    // Elsewhere, and in a job here.
    client(&mut office, 2, &[], &[("regions", "佐渡市"), ("opened_on", "2026-05-01")]);
    let job = office.make("job", &[("title", "販促"), ("region_code", "202151")]);
    let (_, case) = client(
        &mut office,
        3,
        &[],
        &[("regions", "佐渡市"), ("opened_on", "2026-05-02"), ("job", &job.to_string())],
    );
    let on = office.state.live(case).unwrap().reference(&nichiiki::field::tables::case::PERSON).unwrap();
    office.make(
        "match",
        &[
            ("person", &on.to_string()),
            ("job", &job.to_string()),
            ("status", "accepted"),
            ("status_since", "2026-07-01"),
        ],
    );
    office
}

#[test]
fn what_can_be_counted_is_counted_of_the_year_and_the_place() {
    let office = office();
    let kpis = of_region(&office.state, SHIOJIRI);
    let today = crate::desk::now().date();
    let told: Vec<(String, Option<i64>, String, String)> = kpis
        .iter()
        .map(|kpi| (kpi.indicator.clone(), kpi.actual, kpi.signed(), kpi.verdict(today, Lang::Ja)))
        .collect();
    let row = |name: &str, actual, signed: &str, word: &str| {
        (name.to_owned(), actual, signed.to_owned(), word.to_owned())
    };
    assert_eq!(
        told,
        [
            row("相談件数", Some(3), "±0", "達成"),
            row("定着", Some(1), "±0", "達成"),
            row("去年の相談", Some(1), "-1", "未達"),
            row("始めた人", Some(1), "-1", "あと1"),
            row("お試し", Some(1), "±0", "達成"),
            row("成約", Some(1), "±0", "達成"),
            row("二拠点", Some(1), "±0", "達成"),
            row("空き家の登録", Some(31), "-9", "あと9"),
            row("見学", None, "", "実績なし"),
        ]
    );
    let asked = Asked { today, fiscal_year: Some(2025), lang: Lang::Ja };
    let table = Report::parse("kpi").unwrap().table(&office.state, &asked);
    assert_eq!(table.rows, [["塩尻市", "2025", "去年の相談", "2", "1", "-1", "未達", "集計: 相談件数"]]);
}

#[test]
fn a_regions_record_says_how_short_of_hands_it_is() {
    let mut desk = desk(office(), 140, 40);
    desk.press("/").enter("R-202151").press("Enter");
    assert!(desk.screen().contains("担い手: 募集中 1件 1人  うち成約 1人"), "{}", desk.screen());
}

#[test]
fn a_regions_record_shows_each_target_beside_what_came_of_it() {
    for (columns, rows) in [(80, 40), (140, 40)] {
        let mut desk = desk(office(), columns, rows);
        desk.press("/").enter("R-202151").press("Enter");
        let screen = desk.screen();
        assert!(screen.contains("KPI 目標と実績"), "{screen}");
        for text in ["目標 3  実績 3  ±0 達成", "-1 未達", "目標 40  実績 31  -9 あと9"] {
            assert!(screen.contains(text), "{text}\n{screen}");
        }
        // What somebody else does counts at once.
        let id = Id::new(Kind::Region, 202_151);
        let draft =
            crate::domain::office::draft(Kind::Region, &[("targets", "相談件数:9::2026:consultations")]);
        desk.other("suzuki", &nichiiki::domain::Command::update(id, draft));
        assert!(desk.screen().contains("目標 9  実績 3  -6 あと6"), "{}", desk.screen());
    }
}
