//! A job opens once it says what it takes; what comes from elsewhere may be open as it was there.

use super::office::{Office, draft};
use nichiiki::domain::opening::{Step, terms_missing};
use nichiiki::domain::{Command, Rejection};
use nichiiki::field::choices::{JobStatus, TermsItem};
use nichiiki::field::tables::job;
use nichiiki::field::{Fault, Id, Kind};

const BASE: [(&str, &str); 2] = [("title", "販促DX"), ("region_code", "202151")];

/// Tries to make a job by hand.
fn by_hand(office: &mut Office, cells: &[(&str, &str)]) -> Result<Id, Rejection> {
    let cells: Vec<(&str, &str)> = BASE.iter().chain(cells).copied().collect();
    let events = office.run(&Command::add(Kind::Job, draft(Kind::Job, &cells)))?;
    Ok(events.last().unwrap().id())
}

fn status(office: &Office, id: Id) -> Option<JobStatus> {
    office.state.live(id).unwrap().choice(&job::STATUS).and_then(JobStatus::from_code)
}

fn is_refused<T>(result: &Result<T, Rejection>) -> bool {
    matches!(result, Err(Rejection::Invalid { key: "skills_must", fault: Fault::OpensWithoutSkills, .. }))
}

#[test]
fn a_job_by_hand_opens_with_a_skill_or_with_none_required() {
    let mut office = Office::new();
    office.make("skill", &[("label", "広報")]);
    assert!(is_refused(&by_hand(&mut office, &[("status", "open")])));
    assert!(is_refused(&by_hand(&mut office, &[("status", "open"), ("any_skill", "no")])));
    assert!(by_hand(&mut office, &[("status", "open"), ("any_skill", "yes")]).is_ok());
    let id = by_hand(&mut office, &[]).unwrap();
    assert_eq!(status(&office, id), Some(JobStatus::Draft), "nobody has said that it is open");
    assert!(is_refused(&office.update(id, &[("status", "open")])));
    office.update(id, &[("skills_must", "広報:2"), ("status", "open")]).unwrap();
    assert!(
        is_refused(&office.update(id, &[("skills_must", "")])),
        "an open job goes on saying what it takes"
    );
    office.update(id, &[("skills_must", ""), ("any_skill", "yes")]).unwrap();
    office.update(id, &[("any_skill", ""), ("status", "paused")]).unwrap();
    assert!(is_refused(&office.update(id, &[("status", "open")])), "nor does it open again without");
}

#[test]
fn what_comes_from_elsewhere_stays_as_it_was_there() {
    let mut office = Office::new();
    let id = office.make("job", &[BASE[0], BASE[1], ("status", "open")]);
    assert_eq!(status(&office, id), Some(JobStatus::Open));
    office.update(id, &[("deliverable", "販促の型")]).unwrap();
    office.update(id, &[("status", "paused")]).unwrap();
    assert!(is_refused(&office.update(id, &[("status", "open")])));
    let again = Command::Update { id, draft: draft(Kind::Job, &[("status", "open")]), imported: true };
    office.run(&again).unwrap();
    assert_eq!(status(&office, id), Some(JobStatus::Open));
}

#[test]
fn each_step_is_taken_by_its_own_fields() {
    let mut office = Office::new();
    let id = office.make("job", &[BASE[0], BASE[1], ("work_kind", "outsourcing")]);
    let taken = |office: &Office| {
        let job = office.state.live(id).unwrap();
        Step::ALL.map(|step| step.is_done(&job))
    };
    assert_eq!(taken(&office), [false; 4]);
    office.update(id, &[("problem", "記録がない"), ("deliverable", "型"), ("any_skill", "yes")]).unwrap();
    assert_eq!(taken(&office), [true, true, true, false]);
    office.update(id, &[("hours_max", "8"), ("reward_yen", "50000")]).unwrap();
    assert_eq!(terms_missing(&office.state.live(id).unwrap()).len(), TermsItem::ALL.len());
    let terms: Vec<String> = TermsItem::ALL.iter().map(|item| format!("{}:済", item.key())).collect();
    office.update(id, &[("terms_sheet", &terms.join(";"))]).unwrap();
    assert_eq!(taken(&office), [true; 4]);
    office.update(id, &[("terms_sheet", ""), ("work_kind", "pro_bono"), ("reward_yen", "")]).unwrap();
    assert_eq!(taken(&office), [true, true, true, false], "nobody says what is paid");
    office.update(id, &[("reward_unit", "none")]).unwrap();
    assert_eq!(taken(&office), [true; 4], "who works for nothing is owed no sheet");
}
