//! The board of a regional HR, links of organisations seen from both sides, actions with their cases and jobs, and the days of
//! a round of municipal side jobs.

use nichiiki::field::{Id, Kind};
use nichiiki::lang::Lang;
use nichiiki::report::Asked;
use nichiiki::report::board::board;

use super::office::{client, desk, value};
use crate::domain::office::Office;

const SHIOJIRI: Id = Id::new(Kind::Region, 202_151);

/// A regional HR of 塩尻 with a member elsewhere, two firms with jobs, one candidate at the interview and one who declined.
fn office() -> (Office, Id, Id) {
    let mut office = Office::new();
    let hr = office.make("organisation", &[("name", "しおじり人事部"), ("roles", "regional_hr")]);
    office.update(SHIOJIRI, &[("regional_hr", "しおじり人事部")]).unwrap();
    let firm = office.make("organisation", &[("name", "みなもと精密")]);
    office.make("organisation", &[("name", "島の宿"), ("links", "member:しおじり人事部")]);
    let mut job = |title: &str, status: &str| {
        let cells = [
            ("title", title),
            ("region_code", "202151"),
            ("organisation", "みなもと精密"),
            ("status", status),
            ("openings", "2"),
        ];
        office.make("job", &cells)
    };
    let (first, _, _) = (job("販促DX", "open"), job("経理の整理", "open"), job("昔の仕事", "closed"));
    for (number, status) in [(0, "interview"), (1, "declined_person"), (2, "accepted")] {
        let (person, _) = client(&mut office, number, &[], &[]);
        let of = [("person", person.to_string()), ("job", first.to_string())];
        let of: Vec<(&str, &str)> = of.iter().map(|(key, cell)| (*key, cell.as_str())).collect();
        office.make("match", &[of[0], of[1], ("status", status)]);
    }
    (office, hr, firm)
}

#[test]
fn firms_stand_with_their_jobs_and_candidates() {
    let (office, hr, firm) = office();
    let asked = Asked { today: crate::desk::now().date(), fiscal_year: None, lang: Lang::Ja };
    assert!(board(&office.state, firm, &asked).is_none(), "a firm is no regional HR");
    let paper = board(&office.state, hr, &asked).unwrap();
    assert!(paper.note.contains("2社 2件"), "{}", paper.note);
    let text = paper.text(Lang::Ja);
    assert!(text.contains("■ みなもと精密") && text.contains("■ 島の宿"), "{text}");
    assert!(text.contains("販促DX: 募集中  成約 1/2人  面談 1・本人辞退 1"), "{text}");
    assert!(text.contains("経理の整理: 募集中  成約 0/2人  候補なし"), "{text}");
    assert!(
        text.contains("青木 00: 面談") && !text.contains("石川 01") && !text.contains("昔の仕事"),
        "{text}"
    );
    let mut desk = desk(office, 140, 40);
    desk.press("/").enter(&hr.to_string()).press("Enter b");
    let screen = desk.screen();
    assert!(
        screen.contains("企業と案件の板")
            && screen.contains("  青木 00 ")
            && screen.contains("面談 1・本人辞退 1"),
        "{screen}"
    );
    desk.press("y");
    assert!(
        desk.screen().contains("目的を残して書き出します"),
        "people leave for a purpose only: {}",
        desk.screen()
    );
}

#[test]
fn links_and_actions_are_seen_from_both_sides() {
    let (mut office, _, firm) = office();
    let school = office.make("organisation", &[("name", "塩尻工業高校"), ("roles", "school")]);
    let (_, case) = client(&mut office, 5, &[], &[("title", "週末の二拠点")]);
    let links = "school:塩尻工業高校:塩尻市:doing:2026-04-01:IT人材の授業;attract::佐渡市:planned";
    let action = format!("support_employee:doing:家賃の補助:{case}");
    office.update(firm, &[("links", links), ("actions", &action)]).unwrap();
    let mut desk = desk(office, 140, 40);
    assert!(value(&desk, firm, "links").contains("企業誘致"), "{}", value(&desk, firm, "links"));
    for id in [school, Id::new(Kind::Region, 152_242), case] {
        desk.press("/").enter(&id.to_string()).press("Enter");
        assert!(desk.screen().contains("みなもと精密"), "{id}: {}", desk.screen());
        desk.press("Esc Esc");
    }
}

#[test]
fn the_days_of_a_round_are_filled_where_they_are_not_set() {
    let mut office = Office::new();
    let cells =
        [("title", "市の広報"), ("region_code", "202151"), ("closes_on", "2026-12-25"), ("status", "draft")];
    let job = office.make("job", &cells);
    let mut desk = desk(office, 140, 40);
    desk.press("/").enter(&job.to_string()).press("Enter s");
    let screen = desk.screen();
    assert!(screen.contains("日程を入れる") && screen.contains("最終報告"), "{screen}");
    desk.press("h");
    let days = ["opens_on", "closes_on", "decided_on", "term_from", "term_to", "final_report_on"];
    let days: Vec<String> = days.iter().map(|key| value(&desk, job, key)).collect();
    // From a holiday to the next working day; the offices are closed from 29 December to 3 January.
    let wanted = ["2026-11-24", "2026-12-25", "2027-01-08", "2027-01-22", "2027-07-21", "2027-08-04"];
    assert_eq!(days, wanted);
    desk.press("s");
    assert!(!desk.screen().contains("日程を入れる"), "all are set: {}", desk.screen());
}
