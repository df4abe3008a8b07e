//! What neighbours expect is shown and its explaining dated before somebody agrees, for one case and for many.

use nichiiki::domain::stage::Requirement;
use nichiiki::domain::{Command, Draft, Rejection};
use nichiiki::field::choices::Stage;
use nichiiki::field::{Id, Kind};

use super::office::{client, desk, value};
use crate::desk::Desk;
use crate::domain::office::Office;

const SHIOJIRI: Id = Id::new(Kind::Region, 202_151);
const SADO: Id = Id::new(Kind::Region, 152_242);

/// Stays that are about to be agreed: two in 塩尻, which has rules on record, one in 佐渡, which may have some.
fn office(of_sado: &str) -> (Office, [Id; 3]) {
    let mut office = Office::new();
    office.update(SHIOJIRI, &[("community_rules", "自治会費は年9,000円\n春に水道掃除")]).unwrap();
    office.update(SADO, &[("community_rules", of_sado)]).unwrap();
    let cells = [("stage", "trial"), ("kind", "trial_stay"), ("trial_place", "家")];
    let place = |office: &mut Office, number: usize, region: &str| {
        let mut all = cells.to_vec();
        all.push(("regions", region));
        client(office, number, &[], &all).1
    };
    let cases =
        [place(&mut office, 0, "塩尻市"), place(&mut office, 1, "塩尻市"), place(&mut office, 2, "佐渡市")];
    (office, cases)
}

#[test]
fn a_region_without_rules_on_record_asks_for_nothing() {
    let (mut office, [first, _, third]) = office("");
    let go = |case| Command::SetStage { case, to: Stage::Agreed, draft: Draft::new(), reason: None };
    let missing = vec![Requirement::RulesExplained];
    assert_eq!(office.run(&go(first)).unwrap_err(), Rejection::Gate { to: Stage::Agreed, missing });
    office.run(&go(third)).unwrap();
}

/// Moves the cursor of the open list of stages to 合意.
fn choose_agreed(desk: &mut Desk) {
    let to = match desk.app.top() {
        Some(nichiiki::app::Layer::StagePick(pick)) => {
            pick.targets().iter().position(|target| target.stage == Stage::Agreed).unwrap() - pick.index()
        }
        _ => panic!("no stages are offered"),
    };
    for _ in 0..to {
        desk.press("j");
    }
}

#[test]
fn the_rules_are_read_where_their_explaining_is_dated() {
    for (columns, rows) in [(80, 24), (140, 40)] {
        let (office, [first, ..]) = office("");
        let mut desk = desk(office, columns, rows);
        desk.press("/").enter(&first.to_string()).press("Enter s");
        let screen = desk.screen();
        assert!(screen.contains("地域の決まり"), "{screen}");
        choose_agreed(&mut desk);
        desk.press("Enter");
        let screen = desk.screen();
        assert!(screen.contains("塩尻市: 自治会費は年9,000円 / 春に水道掃除"), "{screen}");
        assert_eq!(desk.caret_line(), "rules_explained_on");
        desk.press("C-s");
        assert_eq!(value(&desk, first, "stage"), "合意・内定");
        assert_eq!(value(&desk, first, "rules_explained_on"), "2026-11-23", "the day that was proposed");
    }
}

#[test]
fn of_many_cases_each_regions_rules_are_read_at_once() {
    let (office, cases) = office("祭りの日は道路を空ける");
    let mut desk = desk(office, 140, 40);
    desk.press("* s");
    choose_agreed(&mut desk);
    desk.press("Enter");
    let screen = desk.screen();
    assert!(screen.contains("塩尻市: 自治会費") && screen.contains("佐渡市: 祭りの日"), "{screen}");
    desk.press("C-s y");
    for case in cases {
        assert_eq!(value(&desk, case, "stage"), "合意・内定", "{}", desk.screen());
        assert_eq!(value(&desk, case, "rules_explained_on"), "2026-11-23");
    }
}
