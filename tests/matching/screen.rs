//! Matching at the desk: keys in, candidates, reasons and changes out.

use nichiiki::domain::{Event, Verb};
use nichiiki::field::choices::{MatchStatus, Purpose};
use nichiiki::field::tables::{case, matched};
use nichiiki::field::{Id, Kind};
use nichiiki::lang::Lang;
use nichiiki::matching::{Options, WEIGHTS_VERSION, rank};
use nichiiki::snapshot::Snapshot;

use super::office::today;
use crate::desk::Desk;
use crate::domain::office::Office;

struct Scene {
    desk: Desk,
    job: Id,
    people: Vec<Id>,
}

/// 販促DX with three must-have skills, ten people who may do it, and one whose employer prohibits side jobs.
fn scene() -> Scene {
    let mut office = Office::new();
    for label in ["Web制作", "SNS運用", "補助金申請"] {
        office.make("skill", &[("label", label)]);
    }
    let firm = office.make(
        "organisation",
        &[("name", "株式会社東京"), ("roles", "sender"), ("side_job_rule", "prohibit")],
    );
    let job = office.make(
        "job",
        &[
            ("title", "販促DX 週4-8時間 月5万"),
            ("region_code", "202151"),
            ("work_kind", "outsourcing"),
            ("skills_must", "Web制作:3;SNS運用:2;補助金申請:3"),
            ("hours_min", "4"),
            ("hours_max", "8"),
            ("reward_yen", "50000"),
            ("reward_unit", "month"),
            ("status", "open"),
        ],
    );
    let mut people = Vec::new();
    for number in 0..11 {
        let name = format!("候補{number:02}");
        let level = (1 + number % 4).to_string();
        let skills = format!("Web制作:3;SNS運用:2;補助金申請:{level}");
        let mut cells = vec![
            ("family_name", name.as_str()),
            ("want", "side_job"),
            ("regions", "202151"),
            ("skills", &skills),
        ];
        if number != 5 {
            cells.push(("hours_week", "6"));
        }
        let firm = firm.to_string();
        match number {
            10 => cells.push(("employer", &firm)),
            _ => cells.push(("side_job_status", "allowed")),
        }
        let person = office.make("person", &cells);
        office.make("case", &[("person", &person.to_string()), ("kind", "side_job"), ("channel", "web")]);
        people.push(person);
    }
    let desk = Desk::new(Snapshot::new(office.state), 140, 44, Lang::Ja);
    Scene { desk, job, people }
}

/// The numbers of the account on the screen: each heading's number with the points of its parts.
fn accounts(screen: &str) -> Vec<(u32, Vec<u32>)> {
    let mut found: Vec<(u32, Vec<u32>)> = Vec::new();
    for line in screen.lines() {
        if line.contains("から見て") {
            let number = line.split_whitespace().filter_map(|word| word.parse().ok()).next_back().unwrap();
            found.push((number, Vec::new()));
        } else if let Some(points) = line.split_whitespace().find_map(|word| {
            let (got, of) = word.split_once('/')?;
            of.parse::<u32>().ok()?;
            got.parse::<u32>().ok()
        }) && let Some((_, parts)) = found.last_mut()
        {
            parts.push(points);
        }
    }
    found
}

fn matches_of(scene: &Scene, person: Id) -> Vec<Id> {
    scene.desk.snapshot.state.linked(person, Kind::Match).collect()
}

#[test]
fn scenario_6_candidates_are_shown_with_reasons_and_three_are_presented() {
    let mut scene = scene();
    scene.desk.press("g j");
    let screen = scene.desk.screen();
    assert!(screen.contains("販促DX 週4-8時間 月5万 に合う順"), "the panes are linked: {screen}");
    scene.desk.press("m");
    let state = scene.desk.snapshot.state.clone();
    let options = Options { limit: 0, today: today(), sees_needs: true };
    let ranking = rank(&state, scene.job, Kind::Person, &options).unwrap();
    assert_eq!((ranking.hits.len(), ranking.excluded.len()), (10, 1));
    let mut lacking = 0;
    let mut unknown = 0;
    for (place, hit) in ranking.hits.iter().enumerate() {
        let screen = scene.desk.screen();
        let name = state.label(hit.id).unwrap();
        assert!(screen.contains(&name) && screen.contains(&format!("{}/11", place + 1)), "{name}: {screen}");
        assert!(screen.contains(&format!("適合 {}", hit.score)), "{screen}");
        let accounts = accounts(&screen);
        let fits: Vec<u32> = accounts.iter().map(|(fit, _)| *fit).collect();
        assert_eq!(fits, [hit.fit_to_job, hit.fit_to_person], "{screen}");
        for (fit, parts) in accounts {
            assert_eq!(parts.iter().sum::<u32>(), fit, "the parts add up to the number: {screen}");
        }
        lacking += usize::from(screen.contains("補助金申請 必須3 <-"));
        unknown += usize::from(screen.contains("週") && screen.contains("幅"));
        scene.desk.press("J");
    }
    assert!(
        lacking >= 4 && unknown == 10,
        "what is lacking and what is not known is said: {lacking}, {unknown}"
    );
    // Who may not take it stands at the end with the gate, and is no hit.
    let screen = scene.desk.screen();
    assert!(screen.contains("候補10") && screen.contains("本業の副業規則 不可"), "{screen}");
    scene.desk.press("Esc");

    // Presenting needs the consent; the three who give it are presented, each with the advice and a row of the ledger.
    scene.desk.press("m p");
    assert!(scene.desk.screen().contains("企業に情報を提供する同意がありません"));
    for hit in &ranking.hits[..3] {
        let give = nichiiki::domain::Command::GiveConsent {
            person: hit.id,
            purpose: Purpose::ShareCompany,
            expires: None,
            how: None,
        };
        scene.desk.other("suzuki", &give);
    }
    scene.desk.press("p J p J p");
    for hit in &ranking.hits[..3] {
        let state = &scene.desk.snapshot.state;
        let found = matches_of(&scene, hit.id);
        assert_eq!(found.len(), 1, "{}", hit.id);
        let record = state.live(found[0]).unwrap();
        assert_eq!(record.choice(&matched::STATUS), Some(MatchStatus::Presented.code()));
        assert_eq!(record.int(&matched::WEIGHTS), Some(i64::from(WEIGHTS_VERSION)), "by which weights");
        assert!(record.int(&matched::SCORE).is_some());
        let case = state.live(record.reference(&matched::CASE).unwrap()).unwrap();
        let rows = case.rows(&case::LEDGER);
        assert_eq!(rows.len(), 1, "the placement ledger");
        assert_eq!(rows[0].reference(case::ledger::JOB.code), Some(scene.job));
    }
    assert!(matches_of(&scene, ranking.hits[3].id).is_empty());
    scene.desk.press("K K");
    assert!(scene.desk.screen().contains("候補 1回   提示 1回"), "{}", scene.desk.screen());
}

#[test]
fn a_coordinator_pins_and_hides_for_a_reason_and_takes_it_back() {
    let mut scene = scene();
    let job = scene.job;
    scene.desk.press("g j m J J");
    let options = Options { limit: 0, today: today(), sees_needs: true };
    let hits = |scene: &Scene| {
        let ranking = rank(&scene.desk.snapshot.state, job, Kind::Person, &options).unwrap();
        ranking.hits.iter().map(|hit| hit.id).collect::<Vec<_>>()
    };
    let before = hits(&scene);
    let third = before[2];
    scene.desk.press("f C-s");
    assert!(matches_of(&scene, third).is_empty(), "not without a reason");
    scene.desk.enter("地元の出身").press("C-s");
    let matched_id = matches_of(&scene, third)[0];
    let state = &scene.desk.snapshot.state;
    let record = state.live(matched_id).unwrap();
    assert_eq!(
        (record.flag(&matched::PINNED), record.text(&matched::REASON)),
        (Some(true), Some("地元の出身"))
    );
    let events = &scene.desk.commits.last().unwrap().events;
    let overridden = events.iter().any(|event| {
        matches!(event, Event::Changed { verb, reason: Some(reason), .. }
            if *verb == Verb::Overridden.code() && &**reason == "地元の出身")
    });
    assert!(overridden, "the log says who set it and why: {events:?}");
    assert!(scene.desk.screen().contains("固定した候補"), "{}", scene.desk.screen());
    assert_eq!(hits(&scene), before, "the numbers and their order stay");
    scene.desk.press("Esc");
    let screen = scene.desk.screen();
    let first = screen.lines().find(|line| line.contains("候補0")).unwrap();
    let name = scene.desk.snapshot.state.label(third).unwrap();
    assert!(first.contains(&name) && first.contains("固定"), "{screen}");

    // The cursor stayed with whom it was on, who is second now. Hidden, the third is kept out of the ranking; once more, it is back in its place.
    scene.desk.press("m K X").enter("辞退の意向").press("C-s");
    assert!(!hits(&scene).contains(&third), "{}", scene.desk.screen());
    assert!(scene.desk.screen().contains("隠した候補"), "{}", scene.desk.screen());
    scene.desk.press("X").enter("気が変わった").press("C-s");
    assert_eq!(hits(&scene), before);
    assert_eq!(scene.people.len(), 11);
}

#[test]
fn a_region_and_a_job_show_which_skills_are_scarce() {
    let mut scene = scene();
    scene.desk.press("g j Enter Tab");
    let screen = scene.desk.screen();
    // Five of the eleven reach level 3, and all wish for the region.
    let row = screen.lines().find(|line| line.contains("補助金申請 3")).unwrap_or_else(|| panic!("{screen}"));
    assert!(row.contains("案件 1   5+6 / 5+6"), "{screen}");
    let place = |name: &str| screen.lines().position(|line| line.contains(name)).unwrap();
    assert!(place("補助金申請 3") < place("Web制作 3"), "the scarcest first: {screen}");
    // One more learns it: the count follows.
    let person = scene.people[0];
    let cells = [("skills", "Web制作:3;SNS運用:2;補助金申請:4")];
    let draft = crate::domain::office::draft(Kind::Person, &cells);
    scene.desk.other("suzuki", &nichiiki::domain::Command::update(person, draft));
    assert!(scene.desk.screen().contains("案件 1   6+5 / 6+5"), "{}", scene.desk.screen());
    scene.desk.press("Esc g r Enter Tab");
    assert!(scene.desk.screen().contains("補助金申請 3"), "{}", scene.desk.screen());
}
