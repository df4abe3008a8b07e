//! Jobs to be developed, from those for whom none was found; projects, from the cases that bear their names.

use nichiiki::field::Id;
use nichiiki::lang::Lang;
use nichiiki::report::{Asked, Report, Table};

use super::office::{client, desk};
use crate::domain::office::Office;

fn table(office: &Office, report: &str, fiscal_year: Option<i16>) -> Table {
    let asked = Asked { today: crate::desk::now().date(), fiscal_year, lang: Lang::Ja };
    Report::parse(report).unwrap().table(&office.state, &asked)
}

/// Two whose case ended without a match, one unplaced in a round, and of three in matching one who has waited long for nothing.
fn office() -> (Office, Vec<Id>) {
    let mut office = Office::new();
    for label in ["広報", "経理"] {
        office.make("skill", &[("label", label)]);
    }
    let ended = [("stage", "closed"), ("closed_reason", "no_match"), ("closed_on", "2026-10-01")];
    let skilled = [("skills", "広報:2;経理:1"), ("hours_week", "6"), ("want", "side_job;farm")];
    let first = client(&mut office, 0, &skilled, &ended).1;
    let second = client(&mut office, 1, &[("skills", "広報:3"), ("hours_week", "10")], &ended).1;
    let last_year = [
        ("stage", "closed"),
        ("closed_reason", "no_match"),
        ("closed_on", "2025-10-01"),
        ("regions", "佐渡市"),
    ];
    let third = client(&mut office, 2, &[], &last_year).1;
    client(&mut office, 3, &[], &[("stage", "closed"), ("closed_reason", "withdrew")]);
    let (entrant, fourth) = client(&mut office, 4, &[], &[("stage", "planned")]);
    office.make(
        "round",
        &[
            ("name", "秋"),
            ("run_on", "2026-11-01"),
            ("seed", "1"),
            ("inputs_hash", "x"),
            ("entries", &format!("[{{\"person\":\"{entrant}\",\"case\":\"{fourth}\",\"why\":\"枠\"}}]")),
        ],
    );
    let long = [("stage", "matching"), ("stage_since", "2026-10-01")];
    let fifth = client(&mut office, 5, &[], &long).1;
    let (person, case) = client(&mut office, 6, &[], &long);
    let job = office.make("job", &[("title", "販促"), ("region_code", "202151")]);
    let of = [("person", person.to_string()), ("job", job.to_string()), ("case", case.to_string())];
    let of: Vec<(&str, &str)> = of.iter().map(|(key, cell)| (*key, cell.as_str())).collect();
    office.make("match", &of);
    client(&mut office, 7, &[], &[("stage", "matching"), ("stage_since", "2026-11-20")]);
    (office, vec![first, second, third, fourth, fifth])
}

#[test]
fn those_without_a_match_stand_by_region_and_wish_with_their_cases() {
    let (office, cases) = office();
    let table = table(&office, "develop", None);
    let row = |place: usize| table.rows[place].iter().map(String::as_str).collect::<Vec<_>>();
    let ids = [cases[0], cases[1], cases[3], cases[4]].map(|id| id.to_string()).join(" ");
    assert_eq!(row(0), ["塩尻市", "副業", "4", "2", "1", "1", "広報 2、経理 1", "6", ids.as_str()]);
    assert_eq!(table.rows.len(), 3, "{:?}", table.rows);
    let rest: Vec<[&str; 3]> = [1, 2].map(|place| [row(place)[0], row(place)[1], row(place)[2]]).into();
    assert!(rest.contains(&["佐渡市", "副業", "1"]) && rest.contains(&["塩尻市", "農業", "1"]), "{rest:?}");
    let of_year = self::table(&office, "R13", Some(2025));
    assert_eq!(of_year.rows.len(), 1, "{:?}", of_year.rows);
    assert_eq!(of_year.rows[0][0], "佐渡市");
}

#[test]
fn the_cases_behind_a_row_are_walked_through() {
    let (office, cases) = office();
    let mut desk = desk(office, 140, 40);
    desk.press("g t");
    for _ in 0..12 {
        desk.press("Tab");
    }
    let screen = desk.screen();
    assert!(screen.contains("R13 案件開拓") && screen.contains("広報 2、経理 1"), "{screen}");
    desk.press("Enter");
    let screen = desk.screen();
    assert!(screen.contains(&cases[0].to_string()) && screen.contains("1/4"), "{screen}");
    desk.press("J");
    assert!(desk.screen().contains(&cases[1].to_string()), "{}", desk.screen());
}

#[test]
fn a_project_is_told_by_its_stages_endings_and_days() {
    let mut office = Office::new();
    let project = ("project", "三島実証");
    let all: [&[(&str, &str)]; 5] = [
        &[project, ("stage", "planned"), ("opened_on", "2026-04-10"), ("stage_since", "2026-05-01")],
        &[project, ("stage", "active"), ("opened_on", "2026-05-01"), ("start_on", "2026-05-21")],
        &[project, ("stage", "settled"), ("opened_on", "2026-05-01"), ("start_on", "2026-06-10")],
        &[
            project,
            ("stage", "closed"),
            ("closed_reason", "withdrew"),
            ("opened_on", "2026-05-01"),
            ("closed_on", "2026-05-11"),
        ],
        &[("project", "ほか"), ("opened_on", "2025-05-01")],
    ];
    for (number, cells) in all.iter().enumerate() {
        client(&mut office, number, &[], cells);
    }
    let of_year = table(&office, "projects", Some(2026));
    assert_eq!(of_year.rows.len(), 1);
    let row = &of_year.rows[0];
    assert_eq!(row[..3], ["三島実証", "4", "2026-04-10"]);
    // Intake, planned, matching, agreed, active, settled; held, ended well, ended otherwise, came to agree; days.
    assert_eq!(row[4..], ["0", "1", "0", "0", "1", "1", "0", "0", "1", "2", "20", "10"]);
    assert_eq!(table(&office, "r14", None).rows.len(), 2);
}
