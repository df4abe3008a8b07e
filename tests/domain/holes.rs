//! Ways around the rules that are closed: each test tries one.

use super::office::{Office, draft};
use nichiiki::domain::gate::{ConsentState, consent};
use nichiiki::domain::stage::Requirement;
use nichiiki::domain::{Author, Command, Context, Draft, Record, Rejection, decide};
use nichiiki::field::choices::{ClosedReason, MatchStatus, Purpose, Stage};
use nichiiki::field::tables::{case, note, region};
use nichiiki::field::{Date, Fault, Id, Kind};

/// An office with a person, an open job and a case in `stage`.
fn office(stage: &str) -> (Office, Id, Id, Id) {
    let mut office = Office::new();
    let person = office.make(
        "person",
        &[
            ("family_name", "髙橋"),
            ("want", "side_job"),
            ("needs", "car"),
            ("consent", "consult;share_company"),
        ],
    );
    let job = office.make("job", &[("title", "販促"), ("region_code", "202151"), ("status", "open")]);
    let cells = [
        ("person", person.to_string()),
        ("job", job.to_string()),
        ("stage", stage.to_owned()),
        ("channel", "web".to_owned()),
    ];
    let cells: Vec<(&str, &str)> = cells.iter().map(|(key, text)| (*key, text.as_str())).collect();
    let case = office.make("case", &cells);
    (office, person, job, case)
}

fn go(case: Id, to: Stage, cells: &[(&str, &str)]) -> Command {
    Command::SetStage { case, to, draft: draft(Kind::Case, cells), reason: None }
}

fn held(office: &Office, id: Id) -> Record {
    office.state.live(id).unwrap()
}

fn invalid(result: Result<Vec<nichiiki::domain::Event>, Rejection>) -> Fault {
    match result.unwrap_err() {
        Rejection::Invalid { fault, .. } => fault,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_move_brings_no_ruled_nor_fixed_field_along() {
    let (mut office, person, _, case) = office("planned");
    let other = office.make("person", &[("family_name", "鈴木")]).to_string();
    for (key, text) in [
        ("closed_reason", "cost"),
        ("closed_on", "2026-01-01"),
        ("resume_on", "2027-01-01"),
        ("held_stage", "trial"),
    ] {
        let refusal = office.run(&go(case, Stage::Matching, &[(key, text)])).unwrap_err();
        assert!(
            matches!(refusal, Rejection::Ruled { key: refused, .. } if refused == key),
            "{key}: {refusal:?}"
        );
    }
    let refusal = office.run(&go(case, Stage::Matching, &[("person", &other)])).unwrap_err();
    assert!(matches!(refusal, Rejection::Fixed { key: "person", .. }));
    office.run(&go(case, Stage::Matching, &[("owner", "suzuki"), ("next_action", "電話")])).unwrap();
    assert_eq!(held(&office, case).text(&case::OWNER), Some("suzuki"));
    assert_eq!(held(&office, case).reference(&case::PERSON), Some(person));
}

#[test]
fn what_comes_along_to_a_close_or_a_hold_is_kept() {
    let (mut office, _, _, case) = office("planned");
    office
        .run(&go(case, Stage::OnHold, &[("resume_on", "2027-04-01"), ("next_action", "春に電話")]))
        .unwrap();
    assert_eq!(held(&office, case).text(&case::NEXT_ACTION), Some("春に電話"));
    office.run(&Command::Resume { case }).unwrap();
    office.run(&go(case, Stage::Closed, &[("closed_reason", "cost"), ("outcome", "来年度に再度")])).unwrap();
    let closed = held(&office, case);
    assert_eq!(closed.text(&case::OUTCOME), Some("来年度に再度"));
    assert_eq!(closed.choice(&case::CLOSED_REASON), Some(ClosedReason::Cost.code()));
}

#[test]
fn a_case_that_another_moved_is_not_moved_unseen() {
    let (mut office, _, _, case) = office("matching");
    let seen = office.state.seq();
    office.author = Author::new("suzuki");
    office.run(&go(case, Stage::Introduced, &[])).unwrap();
    let mine = Context { author: Author::new("tanaka"), seen: Some(seen), ..office.context() };
    let back = decide(&office.state, &go(case, Stage::Matching, &[]), &mine).unwrap_err();
    let Rejection::Stale { fields, .. } = back else { panic!("{back:?}") };
    assert_eq!(fields.iter().map(|field| field.code).collect::<Vec<_>>(), [case::STAGE.code]);
}

#[test]
fn who_has_settled_ends_with_success() {
    let (mut office, _, _, case) = office("settled");
    let close = |closed_reason| Command::Close {
        case,
        closed_reason: Some(closed_reason),
        resume_on: None,
        reason: None,
    };
    let refusal = office.run(&close(ClosedReason::Cost)).unwrap_err();
    assert_eq!(refusal, Rejection::Gate { to: Stage::Closed, missing: vec![Requirement::Success] });
    office.run(&close(ClosedReason::Settled)).unwrap();
}

#[test]
fn a_blank_reason_is_none() {
    let (mut office, _, _, case) = office("active");
    let settle = |reason: &str| Command::SetStage {
        case,
        to: Stage::Settled,
        draft: Draft::new(),
        reason: Some(reason.into()),
    };
    let refusal = office.run(&settle(" ")).unwrap_err();
    assert_eq!(refusal, Rejection::Gate { to: Stage::Settled, missing: vec![Requirement::TwelveMonthCheck] });
    office.run(&settle("半年で定着と判断")).unwrap();
}

#[test]
fn homes_and_stays_name_whose_consent_is_missing() {
    for (kind, requirement) in [
        ("housing_only", Requirement::ConsentShareOwner),
        ("trial_stay", Requirement::ConsentShareSupportCorp),
        ("side_job", Requirement::ConsentShareCompany),
    ] {
        let (mut office, person, _, case) = office("matching");
        office.run(&Command::RevokeConsent { person, purpose: Purpose::ShareCompany }).unwrap();
        let refusal = office.run(&go(case, Stage::Introduced, &[("kind", kind)])).unwrap_err();
        assert_eq!(refusal, Rejection::Gate { to: Stage::Introduced, missing: vec![requirement] });
    }
}

#[test]
fn a_refusal_is_recorded_also_where_no_consent_was() {
    let (mut office, person, ..) = office("planned");
    let today = office.context().today();
    let state = |office: &Office, day| consent(&held(office, person), Purpose::Stats, day);
    assert_eq!(state(&office, today), ConsentState::Unknown);
    office.run(&Command::RevokeConsent { person, purpose: Purpose::Stats }).unwrap();
    assert_eq!(state(&office, today), ConsentState::Ended);
    office.update(person, &[("hours_week", "5")]).unwrap();
    assert_eq!(state(&office, today), ConsentState::Ended, "an update does not make a consent of it");
    let again = Command::RevokeConsent { person, purpose: Purpose::Stats };
    assert_eq!(office.run(&again), Ok(Vec::new()), "the first day stays");
    let give = |expires| Command::GiveConsent { person, purpose: Purpose::Stats, expires, how: None };
    assert!(matches!(invalid(office.run(&give(Some(today.plus_days(-1))))), Fault::Order { .. }));
    office.run(&give(Some(today))).unwrap();
    assert_eq!(state(&office, today), ConsentState::Given);
    assert_eq!(state(&office, today.plus_days(1)), ConsentState::Ended);
}

#[test]
fn a_consent_of_tomorrow_does_not_hold_today() {
    let (mut office, person, ..) = office("planned");
    let cells = [("consent", r#"[{"purpose":"stats","given":"2026-12-01"}]"#)];
    office.update(person, &cells).unwrap();
    let record = held(&office, person);
    let on = |day: &str| consent(&record, Purpose::Stats, Date::parse(day).unwrap());
    assert_eq!(on("2026-11-30"), ConsentState::Unknown);
    assert_eq!(on("2026-12-01"), ConsentState::Given);
    let reversed = [("consent", r#"[{"purpose":"stats","given":"2026-12-01","expires":"2026-11-01"}]"#)];
    assert!(matches!(invalid(office.update(person, &reversed)), Fault::Order { .. }));
    let nothing = [("consent", r#"[{"given":"2026-12-01"}]"#)];
    assert!(matches!(invalid(office.update(person, &nothing)), Fault::RowWithout { .. }));
}

#[test]
fn nothing_in_sight_is_linked_to_what_is_withdrawn() {
    let (mut office, person, job, case) = office("planned");
    let withdraw = |id| Command::Withdraw { id, reason: None };
    let refused = office.run(&withdraw(person)).unwrap_err();
    assert_eq!(refused, Rejection::Referenced { id: person, by: 1 });
    office.run(&withdraw(case)).unwrap();
    let gone = office.commits.last().unwrap().events.clone();
    office.run(&withdraw(person)).unwrap();
    assert_eq!(office.run(&Command::Restore { id: case }), Err(Rejection::Withdrawn(person)));
    let undo = nichiiki::domain::invert::invert_all(&gone, &office.state, &office.stamp());
    assert_eq!(undo, Err(Rejection::Overtaken(vec![case])));
    for command in [
        Command::update(person, Draft::new()),
        Command::GiveConsent { person, purpose: Purpose::Stats, expires: None, how: None },
    ] {
        assert_eq!(office.run(&command), Err(Rejection::Withdrawn(person)));
    }
    let text = person.to_string();
    let (text, job) = (text.as_str(), job.to_string());
    for (kind, cells) in [
        (Kind::Case, vec![("person", text), ("channel", "web")]),
        (Kind::Match, vec![("person", text), ("job", job.as_str())]),
        (Kind::Note, vec![("person", text), ("text", "電話")]),
        (Kind::Activity, vec![("person", text), ("kind", "call")]),
    ] {
        assert!(matches!(
            invalid(office.run(&Command::add(kind, draft(kind, &cells)))),
            Fault::NoRecord { .. }
        ));
    }
    office.run(&Command::Restore { id: person }).unwrap();
    office.run(&Command::Restore { id: case }).unwrap();
}

#[test]
fn a_pair_stays_one_match_when_an_old_one_comes_back() {
    let (mut office, person, job, _) = office("planned");
    let cells = [("person", person.to_string()), ("job", job.to_string())];
    let cells: Vec<(&str, &str)> = cells.iter().map(|(key, text)| (*key, text.as_str())).collect();
    let first = office.make("match", &cells);
    office.run(&Command::Withdraw { id: first, reason: None }).unwrap();
    let second = office.make("match", &cells);
    assert_eq!(office.run(&Command::Restore { id: first }), Err(Rejection::Exists(second)));
}

#[test]
fn what_is_about_a_case_is_about_its_person() {
    let (mut office, person, _, case) = office("planned");
    let other = office.make("person", &[("family_name", "鈴木")]).to_string();
    let case = case.to_string();
    let wrong = draft(Kind::Note, &[("person", &other), ("case", &case), ("text", "x")]);
    assert_eq!(invalid(office.run(&Command::add(Kind::Note, wrong))), Fault::OtherPerson);
    let note = office.make("note", &[("case", &case), ("text", "聞き取り")]);
    assert_eq!(
        held(&office, note).reference(&note::PERSON),
        Some(person),
        "a note on a case belongs to its person"
    );
}

#[test]
fn presenting_writes_the_ledger_of_the_case_and_the_end_its_result() {
    let (mut office, person, job, case) = office("matching");
    let cells = [("person", person.to_string()), ("job", job.to_string()), ("case", case.to_string())];
    let cells: Vec<(&str, &str)> = cells.iter().map(|(key, text)| (*key, text.as_str())).collect();
    let matched = office.make("match", &cells);
    let to = |to| Command::SetMatchStatus { matched, to, reason: Some("調整".into()) };
    let rows = |office: &Office| held(office, case).rows(&case::LEDGER).to_vec();
    office.run(&to(MatchStatus::Presented)).unwrap();
    assert_eq!(rows(&office).len(), 1);
    assert_eq!(rows(&office)[0].reference(case::ledger::JOB.code), Some(job));
    office.run(&to(MatchStatus::Accepted)).unwrap();
    assert_eq!(rows(&office)[0].flag(case::ledger::RESULT.code), Some(true));
    office.run(&to(MatchStatus::Shortlisted)).unwrap();
    assert_eq!(rows(&office)[0].flag(case::ledger::RESULT.code), None);
}

#[test]
fn no_record_refers_to_itself_and_no_skill_is_above_itself() {
    let (mut office, person, _, case) = office("planned");
    assert_eq!(invalid(office.update(person, &[("introduced_by", &person.to_string())])), Fault::Itself);
    assert_eq!(invalid(office.update(case, &[("previous", &case.to_string())])), Fault::Itself);
    let first = office.make("skill", &[("label", "経理")]);
    let second = office.make("skill", &[("label", "簿記"), ("parent", "経理")]);
    let third = office.make("skill", &[("label", "仕訳"), ("parent", "簿記")]);
    assert_eq!(invalid(office.update(first, &[("parent", &third.to_string())])), Fault::Itself);
    let again = Command::add(Kind::Skill, draft(Kind::Skill, &[("label", "簿記")]));
    assert_eq!(office.run(&again), Err(Rejection::Exists(second)));
}

#[test]
fn a_region_keeps_its_code_however_it_is_written() {
    let mut office = Office::new();
    let id = office.make("region", &[("code", "15814"), ("name", "厚真町")]);
    assert_eq!(id.to_string(), "R-015814");
    assert_eq!(held(&office, id).text(&region::CODE), Some("015814"));
    assert_eq!(office.update(id, &[("code", "０１５８１４")]), Ok(Vec::new()), "the same in wide digits");
    let other = office.update(id, &[("code", "222062")]).unwrap_err();
    assert!(matches!(other, Rejection::Fixed { key: "code", .. }));
    for wrong in ["015815", "1581", "0158145", "塩尻"] {
        let add = Command::add(Kind::Region, draft(Kind::Region, &[("code", wrong), ("name", "x")]));
        assert_eq!(invalid(office.run(&add)), Fault::NotARegionCode, "{wrong}");
    }
    let cells = draft(Kind::Region, &[("code", "222062"), ("name", "三島市")]);
    let add_as = |number| Command::AddAs { id: Id::new(Kind::Region, number), draft: cells.clone() };
    assert_eq!(invalid(office.run(&add_as(222_071))), Fault::NotARegionCode);
    office.run(&add_as(222_062)).unwrap();
}

#[test]
fn ids_from_elsewhere_use_up_no_numbers_to_come() {
    let (mut office, person, _, case) = office("planned");
    assert_eq!(case, Id::case(2026, 1));
    let far = Id::case(2090, 7);
    let cells = [("person", person.to_string()), ("channel", "web".to_owned())];
    let cells: Vec<(&str, &str)> = cells.iter().map(|(key, text)| (*key, text.as_str())).collect();
    let add_as = |id| Command::AddAs { id, draft: draft(Kind::Case, &cells) };
    office.run(&add_as(far)).unwrap();
    assert_eq!(office.make("case", &cells), Id::case(2026, 2));
    assert_eq!(office.run(&add_as(far)), Err(Rejection::Exists(far)));
    for id in [Id::new(Kind::Case, 0), Id::new(Kind::Case, 100_000_000), Id::new(Kind::Case, u32::MAX)] {
        assert_eq!(office.run(&add_as(id)), Err(Rejection::IdOutOfRange(id)));
    }
}

#[test]
fn an_imported_case_is_whole_in_its_stage() {
    let (mut office, person, ..) = office("planned");
    let person = person.to_string();
    let add = |cells: &[(&str, &str)]| {
        let mut all = vec![("person", person.as_str()), ("channel", "web")];
        all.extend(cells);
        Command::Add { kind: Kind::Case, draft: draft(Kind::Case, &all), imported: true }
    };
    assert_eq!(invalid(office.run(&add(&[("stage", "on_hold")]))), Fault::Required);
    assert_eq!(invalid(office.run(&add(&[("stage", "closed")]))), Fault::Required);
    let circle = [("stage", "closed"), ("closed_reason", "cost"), ("held_stage", "closed")];
    assert_eq!(invalid(office.run(&add(&circle))), Fault::Form);
    office.run(&add(&[("stage", "on_hold"), ("resume_on", "2027-04-01")])).unwrap();
}

#[test]
fn a_batch_holds_no_batch() {
    let mut office = Office::new();
    let nested = Command::Batch(vec![Command::Batch(Vec::new())]);
    assert_eq!(office.run(&nested), Err(Rejection::BatchInBatch));
    assert_eq!(office.run(&Command::Batch(Vec::new())), Ok(Vec::new()));
}
