//! Measures: what answers needs and worries, what is known of their conditions, and that nobody is ever refused.

use nichiiki::domain::Record;
use nichiiki::field::choices::{
    Audience, CaseKind, Condition, DualSupport, MeasureStatus, Need, Pattern, Stage, Want, Worry,
};
use nichiiki::field::tables::{case, measure, organisation, person, region};
use nichiiki::field::{Atom, Id, Kind, Row, Value};
use nichiiki::lang::Lang;
use nichiiki::matching::Options;
use nichiiki::matching::measures::{Advice, Answered, Asked, Giver, Source, Suggestion, measures};
use proptest::prelude::*;

use super::office::*;

const GRANT_ID: Id = Id::new(Kind::Measure, 1);
const LOCAL: Id = Id::new(Kind::Measure, 2);
const CASE: Id = Id::case(2026, 1);

fn measure(id: Id, change: impl FnOnce(&mut Record)) -> Record {
    let mut record = Record::new(id);
    record.set(measure::NAME_FIELD.code, Some(Value::text("施策")));
    record.set(measure::ANSWERS_WORRIES.code, Some(Value::Set(Worry::Cost.bit())));
    change(&mut record);
    record
}

fn asking() -> Office {
    let mut office = office().with(MIKA, |record| {
        record.set(person::WORRIES.code, Some(Value::Set(Worry::Cost.bit() | Worry::Relations.bit())));
        record.set(person::NEEDS.code, Some(Value::Set(Need::Housing.bit())));
        record.set(person::PATTERN.code, Some(Value::choice(Pattern::Weekend.code())));
    });
    office.put(&measure(GRANT_ID, |record| {
        let required =
            Condition::MoveDomicile.bit() | Condition::FromTokyo.bit() | Condition::QualifyingJob.bit();
        record.set(measure::REQUIRES.code, Some(Value::Set(required)));
        record.set(measure::CONDITIONS.code, Some(Value::text("転入が前提")));
    }));
    office.put(&measure(LOCAL, |record| {
        record.set(measure::REGION.code, Some(Value::reference(region_id(SHIOJIRI))));
        record.set(measure::ANSWERS_NEEDS.code, Some(Value::Set(Need::Housing.bit())));
    }));
    office
}

fn ask(office: &Office, id: Id) -> Advice {
    measures(&office.state, id, &options()).unwrap()
}

fn of(advice: &Advice, id: Id) -> Option<&Suggestion> {
    advice.suggestions.iter().find(|one| one.id() == Some(id))
}

fn met(suggestion: &Suggestion, asked: Asked) -> Option<bool> {
    suggestion.checks.iter().find(|check| check.asked == asked).map(|check| check.met)
}

#[test]
fn what_answers_more_comes_first_and_what_nothing_answers_is_named() {
    let advice = ask(&asking(), MIKA);
    let ids: Vec<Option<Id>> = advice.suggestions.iter().map(Suggestion::id).collect();
    assert_eq!(ids, [Some(LOCAL), Some(GRANT_ID)]);
    assert_eq!(
        of(&advice, LOCAL).unwrap().answers,
        [Answered::Need(Need::Housing), Answered::Worry(Worry::Cost)]
    );
    assert_eq!(of(&advice, LOCAL).unwrap().giver, Giver::Region);
    assert_eq!(advice.unanswered, [Answered::Worry(Worry::Relations)]);
}

#[test]
fn a_pure_dual_resident_is_asked_about_and_somebody_who_moved_is_not() {
    let office = asking();
    let grant = |office: &Office| of(&ask(office, MIKA), GRANT_ID).unwrap().clone();
    let domicile = Asked::Condition(Condition::MoveDomicile);
    assert_eq!(met(&grant(&office), domicile), Some(false));
    let check = grant(&office).checks.into_iter().find(|check| check.asked == domicile).unwrap();
    assert_eq!(check.word(Lang::Ja), "要確認");
    let moved = office.with(MIKA, |record| {
        record.set(person::PATTERN.code, Some(Value::choice(Pattern::Relocated.code())));
    });
    assert_eq!(met(&grant(&moved), domicile), Some(true));
    assert_eq!(met(&grant(&moved), Asked::Condition(Condition::QualifyingJob)), Some(false));
    assert_eq!(met(&grant(&moved), Asked::InWords), Some(false), "words are for people to read");
}

#[test]
fn measures_of_other_regions_and_other_audiences_are_left_out() {
    let elsewhere = asking().with(LOCAL, |record| {
        record.set(measure::REGION.code, Some(Value::reference(region_id(MITAKA))));
    });
    assert!(of(&ask(&elsewhere, MIKA), LOCAL).is_none());
    let for_region = asking().with(LOCAL, |record| {
        record.set(measure::AUDIENCE.code, Some(Value::Set(Audience::Region.bit())));
    });
    assert!(of(&ask(&for_region, MIKA), LOCAL).is_none());
}

#[test]
fn the_employers_support_and_measures_for_companies_are_there_with_a_question() {
    let company = Id::new(Kind::Organisation, 9);
    let mut office = asking().with(MIKA, |record| {
        record.set(person::EMPLOYER.code, Some(Value::reference(company)));
    });
    let mut record = Record::new(company);
    record.set(organisation::NAME_FIELD.code, Some(Value::text("見本社")));
    record.set(organisation::DUAL_SUPPORT.code, Some(Value::Set(DualSupport::TravelAllowance.bit())));
    office.put(&record);
    let advice = ask(&office, MIKA);
    let own = advice.suggestions.iter().find(|one| matches!(one.source, Source::Employer { .. })).unwrap();
    assert_eq!((own.answers.as_slice(), own.giver), (&[Answered::Worry(Worry::Cost)][..], Giver::Company));
    assert_eq!(own.label(&office.state, Lang::Ja), "交通費の補助 (見本社)");
    assert_eq!(own.open_checks(), 1);
    let for_company = office.with(GRANT_ID, |record| {
        record.set(measure::AUDIENCE.code, Some(Value::Set(Audience::Company.bit())));
    });
    let advice = ask(&for_company, MIKA);
    assert_eq!(met(of(&advice, GRANT_ID).unwrap(), Asked::Area), Some(false));
}

#[test]
fn a_measure_of_the_state_is_asked_about_until_the_region_says_that_it_has_it() {
    let office = asking();
    let area = |office: &Office| met(of(&ask(office, MIKA), GRANT_ID).unwrap(), Asked::Area);
    assert_eq!(area(&office), Some(false));
    let offered = office.with(region_id(SHIOJIRI), |record| {
        record.set(region::MEASURES.code, Some(Value::references([GRANT_ID])));
    });
    assert_eq!(area(&offered), Some(true));
}

#[test]
fn windows_and_stale_measures_are_told() {
    let told = |window: &str| {
        let office =
            asking().with(LOCAL, |record| record.set(measure::WINDOW.code, Some(Value::text(window))));
        met(of(&ask(&office, MIKA), LOCAL).unwrap(), Asked::Window)
    };
    assert_eq!(told("2026-04-15～2027-01-29"), Some(true));
    assert_eq!(told("2026-04-15～2026-10-31"), Some(false));
    assert_eq!(told("2027-04-15～2027-10-31"), Some(false));
    assert_eq!(told("先着順"), Some(false));
    let checked = |days: i32| {
        let office = asking().with(LOCAL, |record| {
            record.set(measure::CHECKED_ON.code, Some(Value::date(today().plus_days(-days))));
            record.set(measure::STALE_AFTER.code, Some(Value::int(180)));
        });
        met(of(&ask(&office, MIKA), LOCAL).unwrap(), Asked::Stale)
    };
    assert_eq!((checked(180), checked(181)), (None, Some(false)));
}

#[test]
fn a_case_brings_its_kind_its_regions_and_its_own_list() {
    let mut office = asking();
    office.put(&measure(Id::new(Kind::Measure, 3), |record| {
        record.set(measure::ANSWERS_WORRIES.code, None);
        record.set(measure::REQUIRES.code, Some(Value::Set(Condition::Startup.bit())));
    }));
    let mut record = Record::new(CASE);
    record.set(case::PERSON.code, Some(Value::reference(MIKA)));
    record.set(case::KIND.code, Some(Value::choice(CaseKind::StartupLvs.code())));
    record.set(case::STAGE.code, Some(Value::choice(Stage::Assessed.code())));
    let mut row = Row::default();
    row.set(case::measure::MEASURE.code, Some(Atom::Ref(GRANT_ID)));
    row.set(case::measure::STATUS.code, Some(Atom::Choice(MeasureStatus::Applied.code())));
    record.set(case::MEASURES.code, Some(Value::Rows(vec![row])));
    office.put(&record);
    for id in [CASE, MIKA] {
        let advice = ask(&office, id);
        assert_eq!((advice.person, advice.case), (MIKA, Some(CASE)));
        assert_eq!(of(&advice, GRANT_ID).unwrap().status, Some(MeasureStatus::Applied));
        let startup = of(&advice, Id::new(Kind::Measure, 3)).unwrap();
        assert_eq!(startup.answers, [Answered::Case(CaseKind::StartupLvs)]);
        assert_eq!(met(startup, Asked::Condition(Condition::Startup)), Some(true));
    }
}

#[test]
fn needs_that_may_not_be_seen_are_not_told_by_what_is_suggested() {
    let blind = Options { sees_needs: false, ..options() };
    let office = asking();
    let advice = measures(&office.state, MIKA, &blind).unwrap();
    assert!(advice.suggestions.is_empty() && advice.unanswered.is_empty(), "{advice:?}");
    assert!(measures(&office.state, JOB, &blind).is_err());
    assert!(measures(&office.state, Id::new(Kind::Person, 999), &blind).is_err());
}

proptest! {
    #[test]
    fn nobody_is_refused_and_what_is_asked_for_is_always_told(
        required in any::<u64>(), wants in any::<u64>(), needs in 1_u64..512, pattern in prop::option::of(0_u16..8), lives_there in any::<bool>(),
    ) {
        let known: u64 = Condition::ALL.iter().map(|condition| condition.bit()).sum();
        let wanted: u64 = Want::ALL.iter().map(|want| want.bit()).sum();
        let office = asking()
            .with(MIKA, |record| {
                record.set(person::NEEDS.code, Some(Value::Set(needs)));
                record.set(person::WANT.code, Some(Value::Set(wants & wanted)));
                record.set(person::PATTERN.code, pattern.map(Value::choice));
                let home = if lives_there { SHIOJIRI } else { MITAKA };
                record.set(person::DOMICILE.code, Some(Value::reference(region_id(home))));
            })
            .with(GRANT_ID, |record| record.set(measure::REQUIRES.code, Some(Value::Set(required & known))));
        let advice = ask(&office, MIKA);
        let grant = of(&advice, GRANT_ID).expect("it answers the worry, so it is there");
        let conditions = grant.checks.iter().filter(|check| matches!(check.asked, Asked::Condition(_))).count();
        prop_assert_eq!(conditions, (required & known).count_ones() as usize);
        prop_assert!(grant.checks.iter().all(|check| ["met", "check"].contains(&check.key())));
    }
}
