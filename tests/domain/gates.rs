//! Every pair of stages against the table, and every requirement of every gate on its own.

use super::office::{Office, cleared, draft};
use nichiiki::domain::stage::{Requirement, STAGES, may_go};
use nichiiki::domain::{Command, Draft, Rejection};
use nichiiki::field::choices::{ClosedReason, MatchStatus, Purpose, Stage, TermsItem};
use nichiiki::field::{Date, Id, Kind};
use nichiiki::lang::Lang;

struct Ready {
    office: Office,
    person: Id,
    job: Id,
    case: Id,
}

/// A case in `stage` for which every gate is open.
fn ready(stage: Stage) -> Ready {
    let mut office = Office::new();
    let rules = [("community_rules", "自治会費は年9,000円")];
    office.update(Id::new(Kind::Region, 202_151), &rules).unwrap();
    let person = office.make(
        "person",
        &[
            ("family_name", "髙橋"),
            ("given_name", "美佳"),
            ("want", "side_job"),
            ("needs", "childcare"),
            ("consent", "consult;share_company"),
            ("job_style", "full_remote"),
            ("side_job_status", "notified"),
            ("channel", "smout"),
        ],
    );
    let terms: Vec<String> = TermsItem::ALL.iter().map(|item| format!("{}:済", item.key())).collect();
    let job = office.make(
        "job",
        &[
            ("title", "販促DX"),
            ("region_code", "202151"),
            ("work_kind", "outsourcing"),
            ("status", "open"),
            ("terms_sheet", &terms.join(";")),
        ],
    );
    let held = if stage == Stage::OnHold || stage == Stage::Closed { "planned" } else { "" };
    let resume_on = if stage == Stage::OnHold { "2026-12-24" } else { "" };
    let closed_reason = if stage == Stage::Closed { "withdrew" } else { "" };
    let case = office.make(
        "case",
        &[
            ("person", &person.to_string()),
            ("job", &job.to_string()),
            ("stage", stage.key()),
            ("kind", "side_job"),
            ("owner", "tanaka"),
            ("priority", "1"),
            ("channel", "smout"),
            ("dedupe_checked_on", "2026-11-20"),
            ("plan_agreed_on", "2026-11-20"),
            ("rules_explained_on", "2026-11-20"),
            ("trial_place", "塩尻の家"),
            ("trial_from", "2026-12-01"),
            ("trial_to", "2026-12-07"),
            ("docs", "届出"),
            ("start_on", "2026-12-10"),
            ("settle_checks", "12:2026-11-01"),
            ("held_stage", held),
            ("resume_on", resume_on),
            ("closed_reason", closed_reason),
        ],
    );
    Ready { office, person, job, case }
}

fn go(ready: &mut Ready, to: Stage) -> Result<(), Rejection> {
    let context = ready.office.context();
    let command = match to {
        Stage::OnHold => {
            Command::Hold { case: ready.case, resume_on: Some(context.today().plus_days(7)), reason: None }
        }
        Stage::Closed => Command::Close {
            case: ready.case,
            closed_reason: Some(ClosedReason::GoalMet),
            resume_on: None,
            reason: None,
        },
        _ => Command::SetStage { case: ready.case, to, draft: Draft::new(), reason: None },
    };
    ready.office.run(&command).map(|_| ())
}

fn stage(ready: &Ready) -> Stage {
    let case = ready.office.state.live(ready.case).unwrap();
    Stage::from_code(case.choice(&nichiiki::field::tables::case::STAGE).unwrap()).unwrap()
}

#[test]
fn every_pair_of_stages_goes_as_the_table_says() {
    for from in Stage::ALL.iter().copied() {
        for to in Stage::ALL.iter().copied() {
            let mut ready = ready(from);
            let result = go(&mut ready, to);
            let resumes = from == Stage::OnHold && to == Stage::Planned;
            if may_go(from, to) || resumes {
                assert_eq!(result, Ok(()), "{from:?} -> {to:?}");
                assert_eq!(stage(&ready), to);
            } else if from == Stage::Closed && to != Stage::Closed && to != Stage::OnHold {
                assert_eq!(result, Err(Rejection::ReasonNeeded), "{to:?}");
                assert_eq!(stage(&ready), from);
            } else {
                assert_eq!(result, Err(Rejection::Transition { from, to }), "{from:?} -> {to:?}");
                assert_eq!(stage(&ready), from);
            }
        }
    }
}

/// Takes away just what a requirement asks for.
fn spoil(ready: &mut Ready, requirement: Requirement) {
    let (case, person, job) = (ready.case, ready.person, ready.job);
    let clear = |office: &mut Office, id: Id, key: &str| {
        office.run(&Command::update(id, cleared(id.kind, key))).unwrap();
    };
    let office = &mut ready.office;
    match requirement {
        Requirement::Channel => clear(office, case, "channel"),
        Requirement::Owner => {
            office.run(&Command::Assign { case, owner: None }).unwrap();
        }
        Requirement::Kind => clear(office, case, "kind"),
        Requirement::Priority => clear(office, case, "priority"),
        Requirement::DedupeChecked => clear(office, case, "dedupe_checked_on"),
        Requirement::ConsentConsult => {
            office.run(&Command::RevokeConsent { person, purpose: Purpose::Consult }).unwrap();
        }
        Requirement::NeedsAndWant => clear(office, person, "needs"),
        Requirement::PlanAgreed => clear(office, case, "plan_agreed_on"),
        Requirement::Want => clear(office, person, "want"),
        Requirement::ConsentShareCompany => {
            office.run(&Command::RevokeConsent { person, purpose: Purpose::ShareCompany }).unwrap();
        }
        Requirement::JobOpen => {
            office.update(job, &[("status", "paused")]).unwrap();
        }
        Requirement::TrialPlace => clear(office, case, "trial_place"),
        Requirement::TrialDates => clear(office, case, "trial_to"),
        Requirement::TermsComplete => {
            office.update(job, &[("terms_sheet", "fee:月5万")]).unwrap();
        }
        Requirement::EmployerCleared => {
            office.update(person, &[("side_job_status", "permission_pending")]).unwrap();
        }
        Requirement::RulesExplained => clear(office, case, "rules_explained_on"),
        Requirement::Documents => clear(office, case, "docs"),
        Requirement::StartDate => clear(office, case, "start_on"),
        Requirement::TwelveMonthCheck => clear(office, case, "settle_checks"),
        Requirement::ResumeDate
        | Requirement::ClosedReason
        | Requirement::Success
        | Requirement::ConsentShareOwner
        | Requirement::ConsentShareSupportCorp => {}
    }
}

#[test]
fn every_requirement_is_asked_for_and_named() {
    for row in
        STAGES.iter().filter(|row| !matches!(row.stage, Stage::Received | Stage::OnHold | Stage::Closed))
    {
        let from =
            STAGES.iter().find(|from| from.stage < row.stage && from.to.contains(&row.stage)).unwrap().stage;
        for requirement in row.gate {
            let mut ready = ready(from);
            spoil(&mut ready, *requirement);
            let refusal = go(&mut ready, row.stage).unwrap_err();
            assert_eq!(refusal, Rejection::Gate { to: row.stage, missing: vec![*requirement] });
            for lang in [Lang::Ja, Lang::En] {
                assert!(refusal.text(lang).contains(requirement.text(lang)));
            }
            assert_eq!(stage(&ready), from, "a refusal changes nothing");
        }
    }
}

#[test]
fn holding_needs_a_date_and_closing_a_reason() {
    let mut one = ready(Stage::Planned);
    let hold = Command::Hold { case: one.case, resume_on: None, reason: None };
    let refusal = one.office.run(&hold).unwrap_err();
    assert_eq!(refusal, Rejection::Gate { to: Stage::OnHold, missing: vec![Requirement::ResumeDate] });
    let close = Command::Close { case: one.case, closed_reason: None, resume_on: None, reason: None };
    let refusal = one.office.run(&close).unwrap_err();
    assert_eq!(refusal, Rejection::Gate { to: Stage::Closed, missing: vec![Requirement::ClosedReason] });
}

#[test]
fn a_held_case_resumes_where_it_was_and_a_closed_one_reopens_for_a_reason() {
    let mut one = ready(Stage::Matching);
    go(&mut one, Stage::OnHold).unwrap();
    one.office.run(&Command::Resume { case: one.case }).unwrap();
    assert_eq!(stage(&one), Stage::Matching);
    go(&mut one, Stage::Closed).unwrap();
    let reopen = Command::Reopen { case: one.case, reason: Some("再度の相談".into()) };
    one.office.run(&reopen).unwrap();
    assert_eq!(stage(&one), Stage::Matching);
    let case = one.office.state.live(one.case).unwrap();
    assert!(case.get(&nichiiki::field::tables::case::CLOSED_REASON).is_none());
}

#[test]
fn what_the_gate_asks_for_may_come_along() {
    let mut one = ready(Stage::Assessed);
    spoil(&mut one, Requirement::PlanAgreed);
    let draft = draft(Kind::Case, &[("plan_agreed_on", "2026-11-23")]);
    one.office.run(&Command::SetStage { case: one.case, to: Stage::Planned, draft, reason: None }).unwrap();
    assert_eq!(stage(&one), Stage::Planned);
}

#[test]
fn introducing_writes_the_ledger_once() {
    let mut one = ready(Stage::Matching);
    go(&mut one, Stage::Introduced).unwrap();
    go(&mut one, Stage::Matching).unwrap();
    go(&mut one, Stage::Introduced).unwrap();
    let case = one.office.state.live(one.case).unwrap();
    let rows = case.rows(&nichiiki::field::tables::case::LEDGER);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].reference(1), Some(one.job));
    assert_eq!(rows[0].date(2), Date::from_ymd(2026, 11, 23));
}

#[test]
fn a_pair_is_matched_once_and_presented_with_consent_only() {
    let mut one = ready(Stage::Matching);
    let cells = [("person", one.person.to_string()), ("job", one.job.to_string())];
    let cells: Vec<(&str, &str)> = cells.iter().map(|(key, text)| (*key, text.as_str())).collect();
    let matched = one.office.make("match", &cells);
    let again = Command::add(Kind::Match, draft(Kind::Match, &cells));
    assert_eq!(one.office.run(&again), Err(Rejection::Exists(matched)));
    let to =
        |to, reason: Option<&str>| Command::SetMatchStatus { matched, to, reason: reason.map(Into::into) };
    one.office.run(&Command::RevokeConsent { person: one.person, purpose: Purpose::ShareCompany }).unwrap();
    let refusal = one.office.run(&to(MatchStatus::Presented, None)).unwrap_err();
    let missing = vec![Requirement::ConsentShareCompany];
    assert_eq!(refusal, Rejection::MatchGate { to: MatchStatus::Presented, missing });
    let consent =
        Command::GiveConsent { person: one.person, purpose: Purpose::ShareCompany, expires: None, how: None };
    one.office.run(&consent).unwrap();
    one.office.run(&to(MatchStatus::Presented, None)).unwrap();
    assert_eq!(one.office.run(&to(MatchStatus::DeclinedFirm, None)), Err(Rejection::ReasonNeeded));
    one.office.run(&to(MatchStatus::DeclinedFirm, Some("経験不足"))).unwrap();
    let refusal = one.office.run(&to(MatchStatus::Interview, Some("再考"))).unwrap_err();
    assert!(matches!(refusal, Rejection::MatchTransition { .. }));
}

#[test]
fn a_case_by_hand_begins_at_the_beginning() {
    let mut office = Office::new();
    let person = office.make("person", &[("family_name", "山田")]);
    let cells = [("person", person.to_string())];
    let cells: Vec<(&str, &str)> = cells.iter().map(|(key, text)| (*key, text.as_str())).collect();
    let open = Command::add(Kind::Case, draft(Kind::Case, &cells));
    let refusal = office.run(&open).unwrap_err();
    assert_eq!(refusal, Rejection::Gate { to: Stage::Received, missing: vec![Requirement::Channel] });
    let mut with_stage = draft(Kind::Case, &cells);
    with_stage.0.extend(draft(Kind::Case, &[("stage", "active"), ("channel", "tel")]).0);
    assert!(matches!(
        office.run(&Command::add(Kind::Case, with_stage)),
        Err(Rejection::Ruled { key: "stage", .. })
    ));
    let mut lawful = draft(Kind::Case, &cells);
    lawful.0.extend(draft(Kind::Case, &[("channel", "tel")]).0);
    let events = office.run(&Command::add(Kind::Case, lawful)).unwrap();
    let case = office.state.live(events[0].id()).unwrap();
    assert_eq!(case.id.to_string(), "C-2026-00001");
    let due = case.date(&nichiiki::field::tables::case::FIRST_RESPONSE_DUE);
    assert_eq!(due, Date::from_ymd(2026, 11, 25), "two working days after Monday");
}
