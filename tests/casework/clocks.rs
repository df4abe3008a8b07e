//! Urgency and clocks, row by row: what a case says on a day, and what stands still.

use nichiiki::domain::urgency::{Part, Reason, Section, Urgency};
use nichiiki::domain::{Command, Context, Record, Rejection, decide, lead};
use nichiiki::field::choices::{Stage, WaitingOn};
use nichiiki::field::tables::case;
use nichiiki::field::{Date, Id, Kind, Moment};

use crate::domain::office::{Office, cleared, draft};

struct Scene {
    office: Office,
    case: Id,
}

/// A case that somebody else's office brought with these cells.
fn scene(cells: &[(&str, &str)]) -> Scene {
    let mut office = Office::new();
    let person = office.make("person", &[("family_name", "髙橋"), ("channel", "web")]).to_string();
    office.make("job", &[("title", "販促"), ("region_code", "202151"), ("closes_on", "2026-11-27")]);
    let mut all = vec![("person", person.as_str()), ("channel", "web")];
    all.extend(cells.iter().copied());
    let case = office.make("case", &all);
    Scene { office, case }
}

impl Scene {
    fn record(&self) -> Record {
        self.office.state.live(self.case).unwrap()
    }

    /// Decides on a day.
    fn on(&mut self, day: &str, command: &Command) -> Result<(), Rejection> {
        let at = Moment::parse(&format!("{day} 09:00")).unwrap();
        let context = Context { at, ..self.office.context() };
        let events = decide(&self.office.state, command, &context)?;
        self.office.commit(events, nichiiki::domain::Cause::Apply);
        Ok(())
    }

    fn date(&self, field: &nichiiki::field::Field) -> Option<String> {
        self.record().date(field).map(|day| day.to_string())
    }
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// Cells of a case, a day, and what it says then: the reason, the group, the parts in tenths.
type Said = (&'static [(&'static str, &'static str)], &'static str, Reason, Section, &'static [(Part, i32)]);

#[expect(clippy::too_many_lines, reason = "a table of truth")]
fn table() -> Vec<Said> {
    let next = |text| Reason::Next(day(text));
    vec![
        // Opened on a Friday before a Monday that is a holiday: two working days are over on Wednesday.
        (
            &[("opened_on", "2026-11-20")],
            "2026-11-24",
            Reason::First(day("2026-11-25")),
            Section::First,
            &[(Part::Due, 48), (Part::Ours, 80), (Part::First, 40)],
        ),
        (
            &[("opened_on", "2026-11-20")],
            "2026-11-27",
            Reason::First(day("2026-11-25")),
            Section::Late,
            &[(Part::Due, 84), (Part::Ours, 80), (Part::First, 40), (Part::Age, 1)],
        ),
        (
            &[("opened_on", "2026-11-20"), ("waiting_on", "person"), ("waiting_since", "2026-11-20")],
            "2026-11-27",
            Reason::Waiting(WaitingOn::Person, Some(day("2026-11-20"))),
            Section::Waiting,
            &[(Part::Age, 1), (Part::Others, -30)],
        ),
        (
            &[
                ("stage", "planned"),
                ("opened_on", "2026-08-25"),
                ("next_due", "2026-11-23"),
                ("priority", "2"),
            ],
            "2026-11-23",
            next("2026-11-23"),
            Section::Today,
            &[(Part::Due, 60), (Part::Ours, 80), (Part::Priority, 120), (Part::Age, 20)],
        ),
        (
            &[("stage", "planned"), ("opened_on", "2026-11-23"), ("next_due", "2026-11-02")],
            "2026-11-23",
            next("2026-11-02"),
            Section::Late,
            &[(Part::Due, 120), (Part::Ours, 80)],
        ),
        (
            &[
                ("stage", "on_hold"),
                ("held_stage", "planned"),
                ("opened_on", "2026-11-23"),
                ("resume_on", "2026-12-01"),
            ],
            "2026-11-30",
            Reason::Held(Some(day("2026-12-01"))),
            Section::Held,
            &[(Part::Age, 1), (Part::Held, -50)],
        ),
        (
            &[
                ("stage", "on_hold"),
                ("held_stage", "planned"),
                ("opened_on", "2026-12-01"),
                ("resume_on", "2026-12-01"),
            ],
            "2026-12-01",
            next("2026-12-01"),
            Section::Today,
            &[(Part::Due, 60), (Part::Ours, 80)],
        ),
        (
            &[("stage", "matching"), ("opened_on", "2026-11-23"), ("job", "J-000001")],
            "2026-11-23",
            Reason::Nothing,
            Section::Later,
            &[(Part::Ours, 80), (Part::Window, 50)],
        ),
        (
            &[
                ("stage", "trial"),
                ("opened_on", "2026-11-23"),
                ("trial_from", "2026-11-22"),
                ("trial_to", "2026-11-29"),
            ],
            "2026-11-23",
            Reason::Trial(day("2026-11-29")),
            Section::Trial,
            &[(Part::Ours, 80), (Part::Window, 50)],
        ),
        (
            &[
                ("stage", "settled"),
                ("opened_on", "2026-11-23"),
                ("start_on", "2026-08-25"),
                ("settle_checks", "1:2026-09-25"),
            ],
            "2026-11-24",
            Reason::Check(3, day("2026-11-25")),
            Section::Check,
            &[(Part::Due, 48)],
        ),
        (
            &[("stage", "planned"), ("opened_on", "2026-11-23"), ("plan_review_on", "2026-11-24")],
            "2026-11-24",
            Reason::Review(day("2026-11-24")),
            Section::Today,
            &[(Part::Due, 60), (Part::Ours, 80)],
        ),
        (
            &[("stage", "planned"), ("opened_on", "2026-11-23"), ("reply_on", "2026-11-20")],
            "2026-11-24",
            Reason::Reply(day("2026-11-20")),
            Section::Reply,
            &[(Part::Ours, 80), (Part::Reply, 30)],
        ),
    ]
}

#[test]
fn every_reason_and_part_is_as_the_table_says() {
    for (cells, today, reason, section, parts) in table() {
        let scene = scene(cells);
        let today = day(today);
        let record = scene.record();
        assert_eq!(Reason::of(&record, today), reason, "{cells:?} on {today}");
        assert_eq!(reason.section(today), section, "{cells:?} on {today}");
        let urgency = Urgency::of(&scene.office.state, &record, today).unwrap();
        assert_eq!(urgency.parts().collect::<Vec<_>>(), parts, "{cells:?} on {today}");
        assert_eq!(urgency.tenths(), parts.iter().map(|(_, amount)| amount).sum::<i32>());
    }
    let told: Vec<Part> = table().iter().flat_map(|row| row.4.iter().map(|(part, _)| *part)).collect();
    assert!(Part::ALL.iter().all(|part| told.contains(part)), "every part is in the table");
    let closed = scene(&[("stage", "closed"), ("held_stage", "planned"), ("closed_reason", "withdrew")]);
    assert_eq!(Urgency::of(&closed.office.state, &closed.record(), day("2026-11-23")), None);
}

#[test]
fn the_first_response_waits_while_others_have_the_move() {
    let mut scene = scene(&[("opened_on", "2026-11-24")]);
    assert_eq!(scene.date(&case::FIRST_RESPONSE_DUE).as_deref(), Some("2026-11-26"));
    let case = scene.case;
    let wait = Command::update(case, draft(Kind::Case, &[("waiting_on", "region")]));
    scene.on("2026-11-25", &wait).unwrap();
    assert_eq!(scene.date(&case::WAITING_SINCE).as_deref(), Some("2026-11-25"));
    // From one to another of the others it waits on.
    let other = Command::update(case, draft(Kind::Case, &[("waiting_on", "company")]));
    scene.on("2026-11-27", &other).unwrap();
    assert_eq!(scene.date(&case::WAITING_SINCE).as_deref(), Some("2026-11-25"));
    let back = Command::update(case, cleared(Kind::Case, "waiting_on"));
    scene.on("2026-12-01", &back).unwrap();
    // Wednesday to the next Tuesday are four working days, and one was left.
    assert_eq!(scene.date(&case::FIRST_RESPONSE_DUE).as_deref(), Some("2026-12-02"));
    assert_eq!(scene.date(&case::WAITING_SINCE), None);
    let by_hand = Command::update(case, draft(Kind::Case, &[("waiting_since", "2026-11-01")]));
    assert!(matches!(scene.on("2026-12-01", &by_hand), Err(Rejection::Ruled { key: "waiting_since", .. })));
}

#[test]
fn clocks_stand_still_on_hold() {
    let mut scene = scene(&[("opened_on", "2026-11-24"), ("plan_review_on", "2026-12-10")]);
    let case = scene.case;
    scene
        .on("2026-11-24", &Command::Hold { case, resume_on: Some(day("2026-12-31")), reason: None })
        .unwrap();
    assert!(matches!(Reason::of(&scene.record(), day("2026-11-30")), Reason::Held(_)));
    scene.on("2026-12-01", &Command::Resume { case }).unwrap();
    assert_eq!(scene.date(&case::FIRST_RESPONSE_DUE).as_deref(), Some("2026-12-03"));
    assert_eq!(scene.date(&case::PLAN_REVIEW).as_deref(), Some("2026-12-17"));
}

fn contact(case: Id, cells: &[(&str, &str)]) -> Command {
    let case = case.to_string();
    let mut all = vec![("case", case.as_str())];
    all.extend(cells.iter().copied());
    Command::add(Kind::Activity, draft(Kind::Activity, &all))
}

#[test]
fn a_contact_turns_the_clocks_of_its_case() {
    let mut scene = scene(&[("opened_on", "2026-11-20"), ("waiting_on", "person")]);
    let case = scene.case;
    scene.on("2026-11-24", &contact(case, &[("kind", "call"), ("reached", "no")])).unwrap();
    assert_eq!(scene.date(&case::FIRST_RESPONSE_ON), None, "nobody answered");
    scene.on("2026-11-24", &contact(case, &[("kind", "mail"), ("inbound", "yes")])).unwrap();
    assert_eq!(scene.date(&case::REPLY_ON).as_deref(), Some("2026-11-24"));
    assert_eq!(
        scene.record().choice(&case::WAITING_ON),
        Some(WaitingOn::Us.code()),
        "the move is ours again"
    );
    scene.on("2026-11-25", &contact(case, &[("kind", "festival")])).unwrap();
    assert!(scene.date(&case::REPLY_ON).is_some(), "a festival answers nobody");
    scene.on("2026-11-25", &contact(case, &[("kind", "call")])).unwrap();
    assert_eq!(scene.date(&case::REPLY_ON), None);
    assert_eq!(scene.date(&case::FIRST_RESPONSE_ON).as_deref(), Some("2026-11-25"));
    // Two calls of ours and none of theirs.
    assert_eq!(lead::attempts(&scene.office.state, &scene.record()), 2);
}

#[test]
fn handing_over_brings_a_next_action_and_says_who_had_it() {
    let mut scene = scene(&[("owner", "tanaka")]);
    let case = scene.case;
    let to = |to: &str, cells: &[(&str, &str)]| Command::HandOver {
        case,
        to: to.into(),
        draft: draft(Kind::Case, cells),
        reason: None,
    };
    let brought = [("next_action", "挨拶"), ("next_due", "2026-11-30")];
    assert!(matches!(
        scene.on("2026-11-24", &to(" ", &brought)),
        Err(Rejection::Invalid { key: "owner", .. })
    ));
    let refused = scene.on("2026-11-24", &to("suzuki", &[]));
    assert!(matches!(refused, Err(Rejection::Invalid { key: "next_action", .. })), "{refused:?}");
    scene.on("2026-11-24", &to("suzuki", &brought)).unwrap();
    let record = scene.record();
    assert_eq!(record.text(&case::OWNER), Some("suzuki"));
    assert_eq!(record.text(&case::HANDED_OVER_BY), Some("tanaka"));
    assert_eq!(scene.date(&case::HANDED_OVER_ON).as_deref(), Some("2026-11-24"));
    // The second time it has something next, which stays.
    scene.on("2026-11-25", &to("sato", &[("next_action", "別の挨拶")])).unwrap();
    assert_eq!(scene.record().text(&case::NEXT_ACTION), Some("挨拶"));
    let close = Command::SetStage {
        case,
        to: Stage::Closed,
        draft: draft(Kind::Case, &[("closed_reason", "withdrew")]),
        reason: None,
    };
    scene.on("2026-11-25", &close).unwrap();
    assert!(matches!(scene.on("2026-11-25", &to("suzuki", &brought)), Err(Rejection::Transition { .. })));
}
