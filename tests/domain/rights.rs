//! Who may do what and see what: every role, reach and kind of command against each other, denied by default.

use nichiiki::domain::sight::shows;
use nichiiki::domain::{Author, Command, Lens, Rejection, Rights};
use nichiiki::field::choices::{Grant, Reach, Role};
use nichiiki::field::tables::{person, user};
use nichiiki::field::{Guard, Id, Kind, Value};
use proptest::prelude::*;

use super::office::{Office, draft};

const HERE: &str = "R-202151";
const ELSEWHERE: &str = "R-152242";

/// An office with two people with a case each, one here and one elsewhere, and a user for each role and reach.
fn office() -> (Office, [Id; 2], [Id; 2]) {
    let mut office = Office::new();
    let pair = |office: &mut Office, region, owner| {
        let cells =
            [("family_name", "山田"), ("phone", "090-1111-2222"), ("needs", "医療"), ("regions", region)];
        let person = office.make("person", &cells);
        let id = person.to_string();
        let cells = [("person", id.as_str()), ("regions", region), ("owner", owner), ("channel", "web")];
        (person, office.make("case", &cells))
    };
    let (here, elsewhere) = (pair(&mut office, HERE, "hana"), pair(&mut office, ELSEWHERE, "ken"));
    let mut pairs: Vec<(Role, Reach)> =
        Role::ALL.iter().flat_map(|role| Reach::ALL.iter().map(|reach| (*role, *reach))).collect();
    // Once there is one user, names count: the first is whoever adds the others.
    pairs.sort_by_key(|pair| *pair != (Role::Admin, Reach::All));
    for (role, reach) in pairs {
        let name = name_of(role, reach);
        let cells = [
            ("name", name.as_str()),
            ("role", role.key()),
            ("scope", reach.key()),
            ("regions", HERE),
            ("team", "a"),
        ];
        office.make("user", &cells);
        office.author = Author::new("admin-all");
    }
    office.make("user", &[("name", "hana"), ("role", "coordinator"), ("scope", "own"), ("team", "a")]);
    (office, [here.0, elsewhere.0], [here.1, elsewhere.1])
}

fn name_of(role: Role, reach: Reach) -> String {
    format!("{}-{}", role.key(), reach.key())
}

/// What a role may ask for at all, told here a second time on purpose.
fn expected(role: Role, command: &str) -> bool {
    match command {
        "user" => role == Role::Admin,
        "reopen" | "region" | "withdraw" => matches!(role, Role::Lead | Role::Admin),
        _ => matches!(role, Role::Coordinator | Role::Lead | Role::Admin),
    }
}

#[test]
fn every_role_and_reach_against_every_kind_of_command() {
    let (mut office, people, cases) = office();
    let close = |case| Command::Close {
        case,
        closed_reason: Some(nichiiki::field::choices::ClosedReason::Withdrew),
        resume_on: None,
        reason: None,
    };
    for case in cases {
        office.author = Author::new("lead-all");
        office.run(&close(case)).unwrap();
    }
    for (place, (person, case)) in people.into_iter().zip(cases).enumerate() {
        for role in Role::ALL {
            for reach in Reach::ALL {
                office.author = Author::new(&name_of(*role, *reach));
                let shown = *reach == Reach::All || (*reach != Reach::Own && place == 0);
                let update = |cells: &[(&str, &str)]| Command::update(person, draft(Kind::Person, cells));
                let commands = [
                    ("update", update(&[("hours_week", "3")])),
                    ("contact", update(&[("phone", "090-3333-4444")])),
                    (
                        "note",
                        Command::add(
                            Kind::Note,
                            draft(Kind::Note, &[("person", &person.to_string()), ("text", "x")]),
                        ),
                    ),
                    ("assign", Command::Assign { case, owner: Some("x".into()) }),
                    ("reopen", Command::Reopen { case, reason: Some("また".into()) }),
                    ("withdraw", Command::Withdraw { id: case, reason: None }),
                ];
                for (name, command) in commands {
                    let before = office.state.clone();
                    let answer = office.run(&command);
                    office.state = before;
                    let allowed = expected(*role, name);
                    let what = format!("{role:?} {reach:?} {name} place {place}: {answer:?}");
                    match answer {
                        Ok(_) => assert!(allowed && shown, "{what}"),
                        Err(Rejection::Forbidden(_)) => assert!(!allowed, "{what}"),
                        Err(Rejection::NotFound(id)) => {
                            assert!(!shown && (id == person || id == case), "{what}");
                        }
                        Err(other) => panic!("{what} {other:?}"),
                    }
                }
                let users = Command::add(
                    Kind::User,
                    draft(Kind::User, &[("name", "new"), ("role", "admin"), ("scope", "all")]),
                );
                let answer = nichiiki::domain::decide(&office.state, &users, &office.context());
                assert_eq!(answer.is_ok(), expected(*role, "user"), "{role:?}");
            }
        }
    }
}

#[test]
fn a_reach_shows_what_is_within_it() {
    let (mut office, people, cases) = office();
    let rights = |office: &Office, name: &str| Rights::of(&office.state, &Author::new(name), false).unwrap();
    let sees = |office: &Office, name: &str| {
        let rights = rights(office, name);
        [people, cases].concat().into_iter().map(|id| shows(&office.state, &rights, id)).collect::<Vec<_>>()
    };
    assert_eq!(sees(&office, "viewer-all"), [true; 4]);
    assert_eq!(sees(&office, "viewer-region"), [true, false, true, false]);
    // Hana owns the case here and is of the team; Ken is not.
    assert_eq!(sees(&office, "viewer-team"), [true, false, true, false]);
    assert_eq!(sees(&office, "hana"), [true, false, true, false]);
    assert_eq!(sees(&office, "viewer-own"), [false; 4]);
    // A case that is handed over takes its person along; one that nobody has is the team's to take.
    office.author = Author::new("lead-all");
    office.run(&Command::Assign { case: cases[1], owner: Some("hana".into()) }).unwrap();
    assert_eq!(sees(&office, "hana"), [true; 4]);
    office.run(&Command::Assign { case: cases[1], owner: None }).unwrap();
    assert_eq!(sees(&office, "hana"), [true, false, true, false]);
    assert_eq!(sees(&office, "viewer-team"), [true; 4]);
    // Whoever recorded somebody goes on seeing them.
    office.author = Author::new("coordinator-own");
    let added =
        office.run(&Command::add(Kind::Person, draft(Kind::Person, &[("family_name", "森")]))).unwrap();
    assert!(shows(&office.state, &rights(&office, "coordinator-own"), added[0].id()));
    assert!(!shows(&office.state, &rights(&office, "hana"), added[0].id()));
}

#[test]
fn a_lens_takes_out_what_is_guarded_wherever_it_is_read() {
    let (office, people, cases) = office();
    let rights = Rights::of(&office.state, &Author::new("viewer-region"), false).unwrap();
    assert!(!rights.sees(Guard::Contact) && !rights.sees(Guard::Needs));
    let seen = office.state.through(Some(std::sync::Arc::new(Lens::new(rights))));
    let record = seen.live(people[0]).unwrap();
    assert!(record.get(&person::PHONE).is_none() && record.get(&person::NEEDS).is_none());
    assert!(seen.records(Kind::Person).all(|record| record.get(&person::PHONE).is_none()));
    assert_eq!(seen.ids(Kind::Person).collect::<Vec<_>>(), [people[0]]);
    assert_eq!(seen.count(Kind::Person), 1);
    assert_eq!((seen.record(people[1]), seen.label(cases[1])), (None, None));
    assert!(seen.links(people[0]).all(|id| id == cases[0]));
    assert!(seen.records(Kind::User).all(|record| record.text(&user::NAME_FIELD) == Some("viewer-region")));
    let change = nichiiki::domain::Change {
        field: person::PHONE.code,
        before: None,
        after: Some(Value::text("090-1111-2222")),
    };
    let event =
        nichiiki::domain::Event::changed(people[0], nichiiki::domain::Verb::Updated, vec![change], None);
    let told = seen.event(event.clone());
    assert!(!format!("{told:?}").contains("1111"), "{told:?}");
    let hidden =
        nichiiki::domain::Event::changed(cases[1], nichiiki::domain::Verb::Assigned, Vec::new(), None);
    assert_eq!(seen.event(hidden), None);
    assert_eq!(office.state.event(event.clone()), Some(event), "who sees all is told all");
}

#[test]
fn a_lens_that_is_carried_sees_what_a_new_one_sees() {
    let (mut office, people, cases) = office();
    let readers = ["viewer-own", "viewer-team", "viewer-region", "hana", "auditor-all"];
    let rights = |office: &Office, name: &str| Rights::of(&office.state, &Author::new(name), false).unwrap();
    let mut carried: Vec<Lens> = readers.iter().map(|name| Lens::new(rights(&office, name))).collect();
    let everything = |office: &Office| -> Vec<Id> {
        Kind::ALL.into_iter().flat_map(|kind| office.state.ids(kind).collect::<Vec<_>>()).collect()
    };
    office.author = Author::new("lead-all");
    let region = |region| draft(Kind::Person, &[("regions", region)]);
    let steps = [
        Command::Assign { case: cases[1], owner: Some("hana".into()) },
        Command::update(people[1], region(HERE)),
        Command::add(Kind::Note, draft(Kind::Note, &[("case", &cases[1].to_string()), ("text", "x")])),
        Command::update(people[1], region(ELSEWHERE)),
        Command::update(cases[0], draft(Kind::Case, &[("regions", ELSEWHERE)])),
        Command::Assign { case: cases[1], owner: None },
        Command::Withdraw { id: cases[0], reason: None },
        Command::Restore { id: cases[0] },
    ];
    for command in steps {
        let before = office.state.clone();
        for (lens, _) in carried.iter().zip(readers) {
            let _looked = everything(&office).into_iter().filter(|id| lens.shows(&before, *id)).count();
        }
        office.run(&command).unwrap();
        for (lens, name) in carried.iter_mut().zip(readers) {
            *lens = lens.carried(&before, &office.state);
            let fresh = Lens::new(rights(&office, name));
            for id in everything(&office) {
                assert_eq!(
                    lens.shows(&office.state, id),
                    fresh.shows(&office.state, id),
                    "{name} {id} {command:?}"
                );
            }
        }
    }
}

#[test]
fn nobody_is_let_in_who_is_not_named() {
    let (mut office, people, _) = office();
    let state = &office.state;
    assert!(Rights::of(state, &Author::new("stranger"), false).is_err());
    assert!(Rights::of(state, &Author::new("HANA"), false).is_err(), "names are told apart to the letter");
    assert!(Rights::of(state, &Author::new("stranger"), true).unwrap().is_whole(), "the owner of the files");
    office.author = Author::new("admin-all");
    let hana = state.records(Kind::User).find(|one| one.text(&user::NAME_FIELD) == Some("hana")).unwrap();
    let revoke = draft(Kind::User, &[("revoked_on", "2026-11-23")]);
    office.run(&Command::update(hana.id, revoke)).unwrap();
    assert!(Rights::of(&office.state, &Author::new("hana"), true).is_err(), "revoked is revoked");
    office.author = Author::new("hana");
    let refused = office.run(&Command::update(people[0], draft(Kind::Person, &[("hours_week", "1")])));
    assert!(matches!(refused, Err(Rejection::Denied(_))), "{refused:?}");
}

proptest! {
    /// Grants and denials decide over the role, and a denial over a grant.
    #[test]
    fn a_denial_wins(role in 0..Role::ALL.len(), granted in 0_u64..64, denied in 0_u64..64) {
        let mut office = Office::new();
        let mut cells = draft(Kind::User, &[("name", "x"), ("scope", "all"), ("role", Role::ALL[role].key())]);
        cells = cells.with(&user::GRANTED, Value::Set(granted)).with(&user::DENIED, Value::Set(denied));
        office.run(&Command::add(Kind::User, cells)).unwrap();
        let rights = Rights::of(&office.state, &Author::new("x"), false).unwrap();
        for grant in Grant::ALL {
            let given = granted & grant.bit() != 0 || Role::ALL[role] == Role::Admin;
            if denied & grant.bit() != 0 {
                prop_assert!(!rights.has(*grant));
            } else if given {
                prop_assert!(rights.has(*grant));
            }
        }
        prop_assert_eq!(rights.sees(Guard::Contact), rights.has(Grant::SeeContact));
    }
}
