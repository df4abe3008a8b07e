//! Merges as people know them: what moves, what stays, what is refused and why.

use nichiiki::domain::command::{Finding, Keep};
use nichiiki::domain::merge::referrers;
use nichiiki::domain::{Author, Command, Context, Rejection, decide};
use nichiiki::field::choices::Purpose::{Newsletter, ShareCompany};
use nichiiki::field::tables::{case, job, matched, person, round};
use nichiiki::field::{Id, Kind, by_name};
use nichiiki::lang::Lang;

use super::office::{Office, draft, judge, merge, merge_keeping, sound, unmerge, visible};

/// 髙橋 ﾐｶ and 高橋 みか, each with what hangs on a person.
fn twins() -> (Office, Id, Id) {
    let mut office = Office::new();
    let one = office.make(
        "person",
        &[
            ("family_name", "髙橋"),
            ("given_kana", "ﾐｶ"),
            ("phone", "090-1234-5678"),
            ("hours_week", "6"),
            ("consent", "consult"),
            ("skills", "Web制作:3"),
            ("want", "side_job"),
            ("notes", "週末に"),
        ],
    );
    let two = office.make(
        "person",
        &[
            ("family_name", "高橋"),
            ("given_name", "みか"),
            ("phone", "０９０１２３４５６７８"),
            ("email", "mika@example.jp"),
            ("skills", "Web制作:2;写真:2"),
            ("want", "trial_stay"),
            ("notes", "夏から"),
            ("dnc_until", "2027-01-01"),
            ("employer", "株式会社めぐる"),
        ],
    );
    (office, one, two)
}

fn text(office: &Office, id: Id, key: &str) -> String {
    let record = office.state.live(id).unwrap();
    let field = by_name(id.kind, key).unwrap();
    record
        .get(field)
        .map(|value| nichiiki::field::print::display(field, value, Lang::En, &office.state))
        .unwrap_or_default()
}

/// Whom somebody was reported with first stays first.
#[test]
fn a_merge_taken_back_leaves_what_was_said_in_its_order() {
    let mut office = Office::new();
    let [one, two, three] = ["一", "二", "三"].map(|name| office.make("person", &[("family_name", name)]));
    for other in [two, one] {
        office.run(&judge(three, other, Finding::Reported)).unwrap();
    }
    let before = visible(&office.state);
    for (id, other) in [(one, three), (three, one), (two, three), (three, two), (one, two)] {
        office.run(&merge(id, other)).unwrap();
        office.tell(unmerge(other)).unwrap();
        assert_eq!(visible(&office.state), before, "{other} into {id}");
    }
}

#[test]
fn every_child_of_any_kind_moves() {
    let (mut office, one, two) = twins();
    let name = two.to_string();
    let job = office.make("job", &[("title", "販促DX"), ("region_code", "202151"), ("status", "open")]);
    let case = office.make("case", &[("person", &name), ("channel", "web")]);
    let children = [
        case,
        office.make("match", &[("person", &name), ("job", &job.to_string()), ("case", &case.to_string())]),
        office.make("note", &[("person", &name), ("text", "電話あり")]),
        office.make("activity", &[("person", &name), ("kind", "call"), ("case", &case.to_string())]),
        office.make("person", &[("family_name", "紹介された人"), ("introduced_by", &name)]),
        job,
    ];
    office.update(job, &[("round_order", &name)]).unwrap();
    let entries = format!("{name}:{case}");
    let held =
        office.make("round", &[("name", "LVS"), ("seed", "42"), ("inputs_hash", "x"), ("entries", &entries)]);
    let gone = office.make("note", &[("person", &name), ("text", "取り下げたメモ")]);
    office.run(&Command::Withdraw { id: gone, reason: None }).unwrap();
    let stranger = office.make("person", &[("family_name", "別人")]);
    office.run(&judge(stranger, two, Finding::Different)).unwrap();
    let all: Vec<Id> = children.into_iter().chain([held, gone, stranger]).collect();
    let mut sorted = all.clone();
    sorted.sort_unstable();
    assert_eq!(referrers(&office.state, two), sorted);
    let before = visible(&office.state);
    office.tell(merge(one, two)).unwrap();
    sound(&office.state);
    assert!(referrers(&office.state, two).is_empty(), "{:?}", referrers(&office.state, two));
    assert_eq!(referrers(&office.state, one), sorted);
    assert_eq!((office.state.survivor(two), office.state.has(two)), (one, false));
    assert_eq!(office.state.count(Kind::Person), 3);
    office.tell(unmerge(two)).unwrap();
    sound(&office.state);
    assert_eq!(visible(&office.state), before);
    assert_eq!(referrers(&office.state, two), sorted);
}

#[test]
fn what_stays_is_chosen_and_the_stricter_wish_wins() {
    let (mut office, one, two) = twins();
    office
        .run(&Command::RevokeConsent { person: two, purpose: nichiiki::field::choices::Purpose::Consult })
        .unwrap();
    let keep = [("family_name", Keep::Survivor), ("given_name", Keep::Other), ("notes", Keep::Other)];
    office.tell(merge_keeping(one, two, &keep)).unwrap();
    assert_eq!(
        (text(&office, one, "family_name"), text(&office, one, "given_name")),
        ("髙橋".into(), "みか".into())
    );
    assert_eq!(text(&office, one, "notes"), "夏から");
    assert_eq!(text(&office, one, "hours_week"), "6 h/week");
    assert_eq!(text(&office, one, "email"), "mika@example.jp");
    assert!(
        text(&office, one, "skills").contains("Web制作 (L3)")
            && text(&office, one, "skills").contains("写真 (L2)"),
        "{}",
        text(&office, one, "skills")
    );
    let record = office.state.live(one).unwrap();
    assert_eq!(record.set_bits(&person::WANT).count_ones(), 2);
    let consents = record.rows(&person::CONSENT);
    assert_eq!(consents.len(), 1);
    assert!(consents[0].date(person::consent::REVOKED.code).is_some(), "revoked wins");
    assert!(record.date(&person::DNC_UNTIL).is_some(), "whoever is not to be contacted is not");
    assert!(record.reference(&person::EMPLOYER).is_some());
}

#[test]
fn a_consent_is_the_stricter_one_whoever_survives() {
    for turned in [false, true] {
        let mut office = Office::new();
        let one = office
            .make("person", &[("family_name", "山田"), ("consent", "consult;share_company;newsletter")]);
        let two = office.make("person", &[("family_name", "山田"), ("consent", "share_company")]);
        let give = |person, purpose, days| Command::GiveConsent {
            person,
            purpose,
            expires: Some(office.context().today().plus_days(days)),
            how: None,
        };
        let (longer, shorter) = (give(one, ShareCompany, 90), give(two, ShareCompany, 30));
        office.run(&longer).unwrap();
        office.run(&shorter).unwrap();
        office.run(&Command::RevokeConsent { person: two, purpose: Newsletter }).unwrap();
        let (id, other) = if turned { (two, one) } else { (one, two) };
        office.tell(merge(id, other)).unwrap();
        let record = office.state.live(id).unwrap();
        let row = |purpose: nichiiki::field::choices::Purpose| {
            record
                .rows(&person::CONSENT)
                .iter()
                .find(|row| row.choice(person::consent::PURPOSE.code) == Some(purpose.code()))
                .unwrap()
                .clone()
        };
        assert_eq!(
            row(ShareCompany).date(person::consent::EXPIRES.code),
            Some(office.context().today().plus_days(30))
        );
        assert!(row(Newsletter).date(person::consent::REVOKED.code).is_some());
        assert!(
            row(nichiiki::field::choices::Purpose::Consult).date(person::consent::REVOKED.code).is_none()
        );
    }
}

#[test]
fn of_two_matches_for_one_job_the_one_that_stands_further_stays() {
    let (mut office, one, two) = twins();
    let job = office.make("job", &[("title", "販促DX"), ("region_code", "202151"), ("status", "open")]);
    let at = |office: &mut Office, person: Id, status: &str| {
        office
            .make("match", &[("person", &person.to_string()), ("job", &job.to_string()), ("status", status)])
    };
    let first = at(&mut office, one, "suggested");
    let second = at(&mut office, two, "interview");
    let before = visible(&office.state);
    office.tell(merge(one, two)).unwrap();
    sound(&office.state);
    assert!(!office.state.has(first) && office.state.has(second));
    assert_eq!(office.state.live(second).unwrap().reference(&matched::PERSON), Some(one));
    let merged = office.state.seq();
    office.undo(merged).unwrap();
    assert_eq!(visible(&office.state), before, "undo");
    office.undo(merged + 1).unwrap();
    sound(&office.state);
    office.tell(unmerge(two)).unwrap();
    assert_eq!(visible(&office.state), before, "a merge that was made again is taken apart too");
}

#[test]
fn an_undo_never_pairs_two_a_second_time() {
    let (mut office, one, two) = twins();
    let job = office.make("job", &[("title", "販促DX"), ("region_code", "202151"), ("status", "open")]);
    let pair = |office: &mut Office, person: Id| {
        office.make("match", &[("person", &person.to_string()), ("job", &job.to_string())])
    };
    let first = pair(&mut office, two);
    office.tell(merge(one, two)).unwrap();
    office.tell(unmerge(two)).unwrap();
    let apart = office.state.seq();
    let since = pair(&mut office, one);
    let before = visible(&office.state);
    let told = office.undo(apart).unwrap_err();
    let Rejection::Overtaken(ids) = told else { panic!("{told:?}") };
    assert_eq!(ids, [since], "what stands in the way of {first} is named");
    assert_eq!(visible(&office.state), before);
    office.undo(apart + 1).unwrap();
    office.undo(apart).unwrap();
    sound(&office.state);
    assert_eq!(office.state.live(first).unwrap().reference(&matched::PERSON), Some(one));
}

#[test]
fn what_was_done_since_stays_where_it_can() {
    let (mut office, one, two) = twins();
    let case = office.make("case", &[("person", &two.to_string()), ("channel", "web")]);
    office.tell(merge(one, two)).unwrap();
    office
        .update(one, &[("hours_week", "10"), ("phone", "090-1234-5678;080-0000-1111"), ("notes", "変更")])
        .unwrap();
    office.update(case, &[("next_action", "電話"), ("next_due", "2026-12-01")]).unwrap();
    let note = office.make("note", &[("case", &case.to_string()), ("text", "統合の後")]);
    assert!(matches!(
        office.undo(office.commits.iter().rev().nth(3).unwrap().seq),
        Err(Rejection::Overtaken(_))
    ));
    office.tell(unmerge(two)).unwrap();
    sound(&office.state);
    assert_eq!(text(&office, one, "hours_week"), "10 h/week");
    assert_eq!(text(&office, one, "notes"), "変更");
    assert_eq!(text(&office, one, "email"), "", "what came with the other is gone");
    assert!(text(&office, one, "phone").contains("080-0000-1111"));
    let held = office.state.live(case).unwrap();
    assert_eq!((held.reference(&case::PERSON), held.text(&case::NEXT_ACTION)), (Some(two), Some("電話")));
    let note = office.state.live(note).unwrap();
    assert_eq!(
        note.reference(&nichiiki::field::tables::note::PERSON),
        Some(two),
        "a note stays with its case"
    );
    assert_eq!(text(&office, two, "notes"), "夏から");
}

#[test]
fn refusals_say_what_to_do() {
    let (mut office, one, two) = twins();
    let third = office.make("person", &[("family_name", "第三")]);
    let region = Id::new(Kind::Region, 202_151);
    let refused = |office: &mut Office, command: Command| office.tell(command).unwrap_err();
    assert!(matches!(refused(&mut office, merge(one, one)), Rejection::Invalid { .. }));
    assert!(matches!(refused(&mut office, merge(region, region)), Rejection::WrongKind { .. }));
    assert!(matches!(refused(&mut office, merge(one, Id::new(Kind::Person, 99))), Rejection::NotFound(_)));
    assert!(matches!(
        refused(&mut office, merge_keeping(one, two, &[("consent", Keep::Other)])),
        Rejection::Ruled { key: "consent", .. }
    ));
    assert!(matches!(
        refused(&mut office, merge_keeping(one, two, &[("family_name", Keep::Both)])),
        Rejection::Invalid { key: "family_name", .. }
    ));
    assert!(matches!(refused(&mut office, unmerge(two)), Rejection::NotMerged(_)));
    office.run(&judge(two, one, Finding::Different)).unwrap();
    assert!(matches!(refused(&mut office, merge(one, two)), Rejection::KnownDifferent { .. }));
    office.run(&judge(one, two, Finding::Open)).unwrap();
    office.tell(merge(one, two)).unwrap();
    assert_eq!(refused(&mut office, Command::Restore { id: two }), Rejection::Merged { id: two, into: one });
    assert_eq!(refused(&mut office, merge(third, two)), Rejection::Merged { id: two, into: one });
    let again = office.update(two, &[("hours_week", "3")]).unwrap_err();
    assert_eq!(again, Rejection::Merged { id: two, into: one });
    office.tell(merge(third, one)).unwrap();
    assert_eq!(office.state.survivor(two), third);
    assert_eq!(
        refused(&mut office, unmerge(two)),
        Rejection::Merged { id: one, into: third },
        "the newer merge first"
    );
    assert_eq!(office.run(&unmerge(one)).unwrap_err(), Rejection::MergeForgotten(one), "nobody told");
    office.tell(unmerge(one)).unwrap();
    office.tell(unmerge(two)).unwrap();
    sound(&office.state);
    for lang in [Lang::Ja, Lang::En] {
        assert!(Rejection::Merged { id: two, into: one }.text(lang).contains(&one.to_string()));
    }
}

#[test]
fn judging_is_on_both_and_can_be_taken_back() {
    let (mut office, one, two) = twins();
    let before = visible(&office.state);
    for (id, other) in [(one, two), (two, one)] {
        office.run(&judge(id, other, Finding::Reported)).unwrap();
        office.run(&judge(id, other, Finding::Different)).unwrap();
        for (id, other) in [(one, two), (two, one)] {
            let record = office.state.live(id).unwrap();
            assert_eq!(record.references(&person::NOT_SAME).collect::<Vec<_>>(), [other]);
            assert_eq!(record.references(&person::MAYBE_SAME).count(), 0);
        }
        office.run(&judge(other, id, Finding::Open)).unwrap();
        assert_eq!(visible(&office.state), before);
    }
    office.run(&judge(one, two, Finding::Reported)).unwrap();
    office.run(&Command::Withdraw { id: two, reason: None }).unwrap();
}

#[test]
fn merging_needs_its_grant_and_reporting_does_not() {
    let (mut office, one, two) = twins();
    for (name, role) in [("tanaka", "admin"), ("sato", "coordinator"), ("mori", "lead"), ("ono", "viewer")] {
        office.make("user", &[("name", name), ("role", role), ("scope", "all")]);
    }
    let asked = |office: &Office, name: &str, command: &Command| {
        decide(&office.state, command, &Context { author: Author::new(name), ..office.context() })
    };
    assert!(matches!(asked(&office, "sato", &merge(one, two)), Err(Rejection::Forbidden(_))));
    assert!(matches!(
        asked(&office, "ono", &judge(one, two, Finding::Reported)),
        Err(Rejection::Forbidden(_))
    ));
    assert_eq!(asked(&office, "sato", &judge(one, two, Finding::Reported)).unwrap().len(), 2);
    let events = asked(&office, "mori", &merge(one, two)).unwrap();
    office.commit(events.clone(), nichiiki::domain::Cause::Apply);
    let context = Context { author: Author::new("sato"), ..office.context() };
    let undone = nichiiki::domain::decide::permit::permit_events(&office.state, &events, &context);
    assert!(matches!(undone, Err(Rejection::Forbidden(_))), "nor is undo a way to it");
    assert!(matches!(asked(&office, "sato", &unmerge(two)), Err(Rejection::Forbidden(_))));
}

#[test]
fn jobs_and_organisations_are_merged_too() {
    let mut office = Office::new();
    let firms = [
        office.make("organisation", &[("name", "株式会社めぐる")]),
        office.make("organisation", &[("name", "(株)めぐる"), ("kana", "メグル")]),
    ];
    let jobs = firms.map(|firm| {
        office.make(
            "job",
            &[
                ("title", "販促DX"),
                ("region_code", "202151"),
                ("organisation", &firm.to_string()),
                ("status", "open"),
            ],
        )
    });
    let mika = office.make("person", &[("family_name", "髙橋"), ("employer", &firms[1].to_string())]);
    for job in jobs {
        office.make("match", &[("person", &mika.to_string()), ("job", &job.to_string())]);
    }
    let before = visible(&office.state);
    office.tell(merge(firms[0], firms[1])).unwrap();
    sound(&office.state);
    office.tell(merge(jobs[0], jobs[1])).unwrap();
    sound(&office.state);
    assert_eq!(office.state.count(Kind::Match), 1);
    assert_eq!(office.state.live(jobs[0]).unwrap().reference(&job::ORGANISATION), Some(firms[0]));
    assert_eq!(office.state.live(mika).unwrap().reference(&person::EMPLOYER), Some(firms[0]));
    office.tell(unmerge(jobs[1])).unwrap();
    office.tell(unmerge(firms[1])).unwrap();
    assert_eq!(visible(&office.state), before);
    assert!(!round::FIELDS.is_empty());
    let _ = draft(Kind::Person, &[]);
}

#[test]
fn a_record_that_names_another_twice_is_found_from_there_until_it_names_it_no_more() {
    let (mut office, one, two) = twins();
    office.update(two, &[("introduced_by", &one.to_string())]).unwrap();
    office.tell(merge(one, two)).unwrap();
    // Then it named the other by having been merged into it as well; that alone is gone.
    office.tell(unmerge(two)).unwrap();
    assert!(office.state.linked(one, Kind::Person).any(|id| id == two));
    assert!(referrers(&office.state, one).contains(&two));
    let third = office.make("person", &[("family_name", "三人目")]);
    office.tell(merge(third, one)).unwrap();
    sound(&office.state);
    assert_eq!(office.state.live(two).unwrap().reference(&person::INTRODUCED_BY), Some(third));
}

#[test]
fn an_undo_never_names_a_case_of_somebody_else() {
    let (mut office, one, two) = twins();
    let job = office.make("job", &[("title", "販促DX"), ("region_code", "202151"), ("status", "open")]);
    let case =
        |office: &mut Office, of: Id| office.make("case", &[("person", &of.to_string()), ("channel", "web")]);
    let (first, second) = (case(&mut office, one), case(&mut office, two));
    let on = [("person", one.to_string()), ("job", job.to_string()), ("case", first.to_string())];
    let on: Vec<(&str, &str)> = on.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let pair = office.make("match", &on);
    office.tell(merge(two, one)).unwrap();
    office.update(pair, &[("case", &second.to_string())]).unwrap();
    let named = office.state.seq();
    office.tell(unmerge(one)).unwrap();
    assert!(matches!(office.undo(named), Err(Rejection::Overtaken(ids)) if ids == [pair]));
    sound(&office.state);
}
