//! How long records are kept: the day that follows from cases, rule and ledger, the view of those whose day comes, and what the
//! screen says of it.

use std::sync::Arc;

use nichiiki::domain::Office as Rules;
use nichiiki::domain::retention::{Ground, Retention, kept, ledger_kept};
use nichiiki::field::{Date, Id};
use nichiiki::lang::Lang;
use nichiiki::search::{Asker, counts, views};

use super::office::{client, desk};
use crate::domain::office::Office;

const CLOSED: [(&str, &str); 2] = [("stage", "closed"), ("held_stage", "planned")];

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// A person with a closed case.
fn closed(office: &mut Office, number: usize, person: &[(&str, &str)], cells: &[(&str, &str)]) -> Id {
    let all: Vec<_> = CLOSED.iter().chain(cells).copied().collect();
    client(office, number, person, &all).0
}

#[test]
fn the_day_follows_from_the_last_case_the_rule_and_the_ledger() {
    let mut office = Office::new();
    let settled = [("closed_reason", "settled"), ("closed_on", "2024-03-31")];
    let withdrew = [("closed_reason", "withdrew"), ("closed_on", "2026-01-31")];
    office.make("job", &[("title", "販促"), ("region_code", "202151")]);
    let introduced = r#"[{"job":"J-000001","on":"2026-01-10"}]"#;
    let plain = closed(&mut office, 1, &[], &settled);
    let gone = closed(&mut office, 2, &[], &withdrew);
    let set = closed(&mut office, 3, &[("retention_until", "2030-05-05")], &withdrew);
    let ledger = closed(&mut office, 4, &[], &[withdrew[0], withdrew[1], ("ledger", introduced)]);
    let (open, _) = client(&mut office, 5, &[("retention_until", "2026-01-01")], &[("stage", "planned")]);
    let never = office.make("person", &[("family_name", "青木"), ("channel", "web")]);
    let of = |state: &nichiiki::domain::State, id: Id| {
        kept(state, &state.live(id).unwrap()).map(|kept| (kept.until, kept.ground))
    };
    let rule = |closed, months| Ground::Rule { closed: day(closed), months };
    let state = &office.state;
    assert_eq!(of(state, plain), Some((day("2029-03-31"), rule("2024-03-31", 60))));
    assert_eq!(of(state, gone), Some((day("2027-01-31"), rule("2026-01-31", 12))));
    assert_eq!(of(state, set), Some((day("2030-05-05"), Ground::Set)));
    // Two years after the end, which is later than the rule's one year.
    assert_eq!(of(state, ledger), Some((day("2028-01-31"), Ground::Ledger)));
    assert_eq!(ledger_kept(state, ledger), Some(day("2028-01-31")));
    assert_eq!((of(state, open), of(state, never)), (None, None));
    let retention = Retention { closed_months: 12, withdrew_months: 36 };
    let state = state.clone().under(Arc::new(Rules { retention, ..Rules::default() }));
    assert_eq!(of(&state, plain), Some((day("2025-03-31"), rule("2024-03-31", 12))));
    assert_eq!(of(&state, ledger), Some((day("2029-01-31"), rule("2026-01-31", 36))));
    // The last case counts: another one that is closed later, and an open one stops it.
    let person = plain.to_string();
    let all = [CLOSED[0], CLOSED[1], ("person", &*person), ("channel", "web"), withdrew[0], withdrew[1]];
    office.make("case", &all);
    assert_eq!(of(&office.state, plain), Some((day("2027-01-31"), rule("2026-01-31", 12))));
    office.make("case", &[("person", &*person), ("channel", "web")]);
    assert_eq!(of(&office.state, plain), None);
}

#[test]
fn the_view_lists_whose_day_has_come_or_comes_within_ninety_days() {
    let mut office = Office::new();
    let of = |on| [("closed_reason", "settled"), ("closed_on", on)];
    let past = closed(&mut office, 1, &[], &of("2021-11-01"));
    let soon = closed(&mut office, 2, &[], &of("2022-02-21"));
    let later = closed(&mut office, 3, &[], &of("2022-02-22"));
    client(&mut office, 4, &[("retention_until", "2020-01-01")], &[("stage", "planned")]);
    // 2026-11-23 is today: ninety days on it is 2027-02-21.
    let asker = Asker { state: &office.state, today: day("2026-11-23"), user: "田中" };
    let all = views(&office.state, "田中", Lang::Ja);
    let place = all.iter().position(|view| view.name == "保存期限").unwrap();
    assert_eq!(counts(&all, &asker)[place], Some(2));
    let mut desk = desk(office, 140, 40);
    desk.press("f").enter("keep_until:..90d").press("Enter");
    let screen = desk.screen();
    assert!(screen.contains(&past.to_string()) && screen.contains(&soon.to_string()), "{screen}");
    assert!(!screen.contains(&later.to_string()), "{screen}");
}

#[test]
fn closing_says_until_when_and_the_record_says_why_and_what_then() {
    let mut office = Office::new();
    let (person, _) = client(&mut office, 1, &[("consent", "consult")], &[("stage", "planned")]);
    let mut desk = desk(office, 140, 40);
    // Withdrew.
    desk.press("x d");
    let said = desk.screen();
    assert!(said.contains("保存期限 2027-11-23"), "{said}");
    desk.press("f").enter(&format!("id:{person}")).press("Enter Enter");
    let screen = desk.press("G").screen();
    assert!(screen.contains("2027-11-23  あと365日"), "{screen}");
    assert!(screen.contains("事務所の決まり: 2026-11-23 の終結から12か月"), "{screen}");
    assert!(screen.contains("自動では消えません"), "{screen}");
    desk.at("2027-11-30 09:00");
    let screen = desk.screen();
    assert!(screen.contains("7日前に過ぎました") && screen.contains("残すなら e"), "{screen}");
    // The day that somebody sets counts, and one undo takes it back.
    desk.press("e").screen();
    for _ in 0..200 {
        if desk.caret_line() == "retention_until" {
            break;
        }
        desk.press("Tab");
    }
    desk.enter("2030-03-31").press("C-s");
    let screen = desk.press("G").screen();
    assert!(screen.contains("2030-03-31") && screen.contains("個別に決めた日"), "{screen}");
    desk.press("u");
    assert!(desk.screen().contains("事務所の決まり"), "{}", desk.screen());
}
