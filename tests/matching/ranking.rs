//! Who is ranked, in which order, and who is kept out by which gate.

use nichiiki::domain::Record;
use nichiiki::field::choices::{JobStatus, Purpose, RewardUnit, SideJobStatus};
use nichiiki::field::tables::{case, job, matched, person};
use nichiiki::field::{Date, Id, Kind, Value};
use nichiiki::lang::Lang;
use nichiiki::matching::{
    Direction, Gate, MatchError, Options, Outcome, PartName, Signs, rank, short_reason,
};

use super::office::*;

fn part(office: &Office, name: PartName) -> Option<(u32, u32)> {
    let hit = office.hit(MIKA);
    hit.parts.iter().find(|part| part.name == name).map(|part| (part.got, part.of))
}

#[test]
fn the_numbers_are_those_of_the_rules() {
    let office = office();
    let hit = office.hit(MIKA);
    // (3 + 3 + 3 * 1/3 + 1) of 10 in skills; half of the visits and a way of 160 minutes; second wish; no childcare there.
    let got: Vec<(PartName, u32, u32)> =
        hit.parts.iter().map(|part| (part.name, part.got, part.of)).collect();
    assert_eq!(
        got,
        [
            (PartName::Skills, 48, 60),
            (PartName::Hours, 15, 15),
            (PartName::Style, 10, 10),
            (PartName::Onsite, 8, 15),
            (PartName::Wish, 41, 41),
            (PartName::Region, 22, 29),
            (PartName::Reward, 18, 18),
            (PartName::Needs, 0, 12),
        ]
    );
    assert_eq!((hit.fit_to_job, hit.fit_to_person), (81, 81));
    assert_eq!((hit.low, hit.score, hit.high), (81, 81, 81));
    assert_eq!(
        hit.missing.iter().map(|lack| (lack.skill, lack.need, lack.has)).collect::<Vec<_>>(),
        [(skill_id(GRANT), 3, Some(1))]
    );
    assert!(hit.unknown.is_empty());
    let gates: Vec<Outcome> = hit.gates.iter().map(|(_, outcome)| *outcome).collect();
    assert_eq!(gates, [Outcome::Pass; 7]);
}

#[test]
fn needs_are_left_out_without_the_right_to_see_them() {
    let office = office();
    let blind = Options { sees_needs: false, ..options() };
    let ranking = rank(&office.state, JOB, Kind::Person, &blind).unwrap();
    assert!(ranking.hits[0].parts.iter().all(|part| part.name != PartName::Needs));
    assert_eq!(ranking.hits[0].fit_to_person, 92);
}

#[test]
fn a_related_skill_counts_half() {
    let office = office().with(MIKA, |record| {
        record.set(person::SKILLS.code, Some(skills(&[(SHOP, 4), (CAMERA, 2)])));
    });
    // Half of 3 for the child of the first must-have, half of 1 for the skill with the alias of the nice one, of 10.
    assert_eq!(part(&office, PartName::Skills), Some((12, 60)));
    assert_eq!(office.hit(MIKA).missing.len(), 3);
}

#[test]
fn rewards_compare_by_the_month() {
    let by_hour = |yen: i64| {
        office().with(JOB, |record| {
            record.set(job::REWARD.code, Some(Value::int(yen)));
            record.set(job::REWARD_UNIT.code, Some(Value::choice(RewardUnit::Hour.code())));
        })
    };
    // 4 hours a week are 208 / 12 hours a month: 3,000 yen an hour make 52,000 a month, 1,500 make 26,000.
    assert_eq!(part(&by_hour(3000), PartName::Reward), Some((18, 18)));
    assert_eq!(part(&by_hour(1500), PartName::Reward), Some((9, 18)));
    let free = office().with(MIKA, |record| {
        record.set(person::REWARD_UNIT.code, Some(Value::choice(RewardUnit::None.code())));
    });
    assert_eq!(part(&free, PartName::Reward), None, "who asks for nothing is not asked about");
}

#[test]
fn what_is_not_known_widens_the_range() {
    let office = office().with(MIKA, |record| {
        record.set(person::HOURS.code, None);
        record.set(person::SKILLS.code, None);
    });
    let hit = office.hit(MIKA);
    assert_eq!(hit.unknown, ["skills", "hours_week"]);
    assert!(hit.missing.is_empty() && hit.low < hit.score && hit.score < hit.high);
    let skills = hit.parts.iter().find(|part| part.name == PartName::Skills).unwrap();
    assert_eq!((skills.low, skills.got, skills.high), (0, 30, 60));
    assert_eq!(hit.gates.iter().find(|(gate, _)| *gate == Gate::Hours).unwrap().1, Outcome::Unknown);
    let reason = short_reason(&hit, &office.state, Lang::Ja, &Signs::PLAIN);
    assert_eq!(reason, format!("{}-{} 技能?", hit.low, hit.high));
}

#[test]
fn rows_say_the_most_useful_reason_in_few_words() {
    let office = office();
    let reason = |office: &Office, lang| short_reason(&office.hit(MIKA), &office.state, lang, &Signs::MARKS);
    assert_eq!(reason(&office, Lang::Ja), "不足: 補助金申請 1<3");
    assert_eq!(reason(&office, Lang::En), "lacks 補助金申請 1<3");
    let office = office.with(JOB, |record| record.set(job::SKILLS_MUST.code, Some(skills(&[(WEB, 3)]))));
    assert_eq!(reason(&office, Lang::Ja), "技能◎ 暮らし×");
}

#[test]
fn each_gate_keeps_out_whom_it_should() {
    type Change = fn(&mut Record);
    let cases: [(Gate, Change); 5] = [
        (Gate::SideJobRule, |one| {
            one.set(person::SIDE_JOB_STATUS.code, Some(Value::choice(SideJobStatus::Prohibited.code())));
        }),
        (Gate::SideJobRule, |one| {
            one.set(person::SIDE_JOB_STATUS.code, None);
            one.set(person::EMPLOYER.code, Some(Value::reference(Id::new(Kind::Organisation, 1))));
        }),
        (Gate::Consent, |one| one.set(person::CONSENT.code, Some(consent(Purpose::ShareCompany, true)))),
        (Gate::Hours, |one| one.set(person::HOURS.code, Some(Value::int(3)))),
        (Gate::Contact, |one| one.set(person::DNC_UNTIL.code, Some(Value::date(today())))),
    ];
    for (gate, change) in cases {
        let ranking = office().with(MIKA, change).rank(JOB, Kind::Person);
        assert_eq!(ranking.total, 0, "{gate:?}");
        assert_eq!(ranking.excluded[0].gate, gate);
        assert_eq!(ranking.excluded_total, [(gate.key(), 1)].into());
        assert!(!ranking.excluded[0].reason(Lang::Ja).is_empty());
    }
}

#[test]
fn a_closed_job_and_a_missing_licence_keep_out_and_no_consent_does_not() {
    let ranking = office()
        .with(JOB, |one| one.set(job::STATUS.code, Some(Value::choice(JobStatus::Paused.code()))))
        .rank(MIKA, Kind::Job);
    assert_eq!(ranking.excluded[0].gate, Gate::JobOpen);
    let licence = |held: Option<bool>| {
        office()
            .with(JOB, |one| one.set(job::DRIVER.code, Some(Value::flag(true))))
            .with(MIKA, |one| one.set(person::DRIVER.code, held.map(Value::flag)))
            .rank(JOB, Kind::Person)
    };
    assert_eq!(licence(Some(false)).excluded[0].gate, Gate::Licence);
    assert!(licence(None).hits[0].gates.contains(&(Gate::Licence, Outcome::Unknown)));
    let silent = office().with(MIKA, |one| one.set(person::CONSENT.code, None)).hit(MIKA);
    assert!(silent.gates.contains(&(Gate::Consent, Outcome::Unknown)));
}

#[test]
fn pairs_that_were_taken_out_stay_out() {
    let office = office().with(Id::new(Kind::Match, 1), |record| {
        record.set(matched::PERSON.code, Some(Value::reference(MIKA)));
        record.set(matched::JOB.code, Some(Value::reference(JOB)));
        record.set(matched::HIDDEN.code, Some(Value::flag(true)));
    });
    assert_eq!(office.rank(JOB, Kind::Person).excluded[0].gate, Gate::Hidden);
    assert_eq!(office.rank(MIKA, Kind::Job).excluded[0].gate, Gate::Hidden);
}

#[test]
fn equals_are_ordered_by_the_days_they_have_waited_then_by_id() {
    let opened = |person: u32, day: Date| {
        let mut record = Record::new(Id::case(2026, person));
        record.set(case::PERSON.code, Some(Value::reference(Id::new(Kind::Person, person))));
        record.set(case::OPENED_ON.code, Some(Value::date(day)));
        record
    };
    let mut office = Office::new().with(JOB, |record| *record = job_record(JOB));
    for number in 1..=4 {
        office.put(&person_record(Id::new(Kind::Person, number)));
        // All have a case; without one the day of the record counts, and these records have none.
        let waited = [10, 30, 10, 50][number as usize - 1];
        office.put(&opened(number, today().plus_days(-waited)));
    }
    let ids: Vec<u32> = office.rank(JOB, Kind::Person).hits.iter().map(|hit| hit.id.number).collect();
    assert_eq!(ids, [4, 2, 1, 3]);
    let first = rank(&office.state, JOB, Kind::Person, &Options { limit: 1, ..options() }).unwrap();
    assert_eq!((first.total, first.hits.len(), first.hits[0].id.number), (4, 1, 4));
}

#[test]
fn every_pane_can_be_ranked_for_every_other() {
    let office = office();
    let regions = office.rank(MIKA, Kind::Region);
    assert_eq!((regions.total, regions.excluded[0].gate), (3, Gate::Home), "home is no second base");
    assert!([SHIOJIRI, SADO].contains(&regions.hits[0].id.number), "a wished region comes first");
    let people = office.rank(region_id(SHIOJIRI), Kind::Person);
    assert_eq!(people.hits[0].id, MIKA);
    assert_eq!(
        office.rank(JOB, Kind::Region).hits[0].id.number,
        SHIOJIRI,
        "the job's own region comes first"
    );
    assert_eq!(office.rank(JOB, Kind::Region).hits[1].id.number, MATSUMOTO, "then the next town");
    assert_eq!(office.rank(region_id(SHIOJIRI), Kind::Job).hits[0].id, JOB);
    for (id, kind) in [(MIKA, Kind::Region), (region_id(SADO), Kind::Person), (JOB, Kind::Region)] {
        for hit in office.rank(id, kind).hits {
            let sum = |direction| {
                hit.parts.iter().filter(|part| part.direction == direction).map(|part| part.got).sum::<u32>()
            };
            assert_eq!((sum(Direction::Job), sum(Direction::Person)), (hit.fit_to_job, hit.fit_to_person));
        }
    }
}

#[test]
fn what_cannot_be_ranked_says_so() {
    let office = office();
    let nobody = Id::new(Kind::Person, 999);
    assert_eq!(rank(&office.state, nobody, Kind::Job, &options()), Err(MatchError::NotFound { id: nobody }));
    assert!(matches!(rank(&office.state, MIKA, Kind::Person, &options()), Err(MatchError::Unpaired { .. })));
    let merged = office.with(MIKA, |one| one.set(person::MERGED_INTO.code, Some(Value::reference(nobody))));
    assert_eq!(merged.rank(JOB, Kind::Person).total, 0, "a record merged into another is nobody");
}
