//! Properties of the fold: undo takes back exactly, redo brings back, and replay gives the same state.

use super::office::{Office, draft, visible};
use nichiiki::domain::invert::invert_all;
use nichiiki::domain::{Cause, Command, Draft, Rejection, State};
use nichiiki::field::choices::{MatchStatus, Stage};
use nichiiki::field::{Id, Kind};
use proptest::prelude::*;

/// One random wish of a user.
#[derive(Debug, Clone)]
enum Wish {
    AddPerson(u8),
    AddJob(u8),
    OpenCase(u8),
    Suggest(u8, u8),
    Hours(u8, u8),
    Note(u8),
    Stage(u8, usize),
    Status(u8, usize),
    Hold(u8),
    Resume(u8),
    Withdraw(u8),
    Many(u8),
}

fn wish() -> impl Strategy<Value = Wish> {
    prop_oneof![
        any::<u8>().prop_map(Wish::AddPerson),
        any::<u8>().prop_map(Wish::AddJob),
        any::<u8>().prop_map(Wish::OpenCase),
        (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Wish::Suggest(a, b)),
        (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Wish::Hours(a, b)),
        any::<u8>().prop_map(Wish::Note),
        (any::<u8>(), 0..Stage::ALL.len()).prop_map(|(a, b)| Wish::Stage(a, b)),
        (any::<u8>(), 0..MatchStatus::ALL.len()).prop_map(|(a, b)| Wish::Status(a, b)),
        any::<u8>().prop_map(Wish::Hold),
        any::<u8>().prop_map(Wish::Resume),
        any::<u8>().prop_map(Wish::Withdraw),
        any::<u8>().prop_map(Wish::Many),
    ]
}

fn pick(state: &State, kind: Kind, choice: u8) -> Option<Id> {
    let ids: Vec<Id> = state.ids(kind).collect();
    ids.get(usize::from(choice) % ids.len().max(1)).copied()
}

fn command(office: &Office, wish: &Wish) -> Option<Command> {
    let state = &office.state;
    let add =
        |kind: Kind, cells: &[(&str, &str)]| Command::Add { kind, draft: draft(kind, cells), imported: true };
    Some(match wish {
        Wish::AddPerson(n) => add(
            Kind::Person,
            &[
                ("family_name", &format!("姓{n}")),
                ("want", "side_job"),
                ("needs", "car"),
                ("consent", "consult;share_company"),
                ("skills", &format!("技能{}:2", n % 5)),
            ],
        ),
        Wish::AddJob(n) => {
            add(Kind::Job, &[("title", &format!("案件{n}")), ("region_code", "202151"), ("status", "open")])
        }
        Wish::OpenCase(n) => {
            let person = pick(state, Kind::Person, *n)?.to_string();
            add(
                Kind::Case,
                &[
                    ("person", &person),
                    ("channel", "web"),
                    ("kind", "side_job"),
                    ("priority", "1"),
                    ("dedupe_checked_on", "2026-01-01"),
                ],
            )
        }
        Wish::Suggest(n, m) => {
            let (person, job) =
                (pick(state, Kind::Person, *n)?.to_string(), pick(state, Kind::Job, *m)?.to_string());
            add(Kind::Match, &[("person", &person), ("job", &job)])
        }
        Wish::Hours(n, hours) => {
            let id = pick(state, Kind::Person, *n)?;
            Command::update(id, draft(Kind::Person, &[("hours_week", &(hours % 40).to_string())]))
        }
        Wish::Note(n) => {
            let person = pick(state, Kind::Person, *n)?.to_string();
            add(Kind::Note, &[("person", &person), ("text", "電話あり")])
        }
        Wish::Stage(n, to) => {
            let case = pick(state, Kind::Case, *n)?;
            Command::SetStage {
                case, to: Stage::ALL[*to], draft: Draft::new(), reason: Some("確認".into())
            }
        }
        Wish::Status(n, to) => {
            let matched = pick(state, Kind::Match, *n)?;
            Command::SetMatchStatus { matched, to: MatchStatus::ALL[*to], reason: Some("確認".into()) }
        }
        Wish::Hold(n) => {
            let case = pick(state, Kind::Case, *n)?;
            Command::Hold { case, resume_on: Some(office.context().today().plus_days(5)), reason: None }
        }
        Wish::Resume(n) => Command::Resume { case: pick(state, Kind::Case, *n)? },
        Wish::Withdraw(n) => Command::Withdraw { id: pick(state, Kind::Person, *n)?, reason: None },
        Wish::Many(n) => {
            let one = |k: u8| {
                add(
                    Kind::Person,
                    &[("family_name", &format!("一括{n}-{k}")), ("employer", &format!("株式会社{}", n % 3))],
                )
            };
            Command::Batch((0..3).map(one).collect())
        }
    })
}

fn replay(office: &Office) -> State {
    let mut state = State::new();
    office.commits.iter().for_each(|commit| state.apply(commit));
    state
}

/// Every record as stored, withdrawn ones and stamps too.
fn stored(state: &State) -> Vec<(Id, Vec<u8>)> {
    Kind::ALL
        .into_iter()
        .flat_map(|kind| state.all(kind).map(|(id, packed)| (id, packed.bytes().to_vec())))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn undo_and_redo_are_exact_and_replay_is_the_state(wishes in prop::collection::vec(wish(), 1..40)) {
        let mut office = Office::new();
        for wish in &wishes {
            let Some(command) = command(&office, wish) else { continue };
            let before = visible(&office.state);
            let Ok(events) = office.run(&command) else {
                prop_assert_eq!(visible(&office.state), before, "a refusal changes nothing");
                continue;
            };
            let after = visible(&office.state);
            if events.is_empty() {
                prop_assert_eq!(&after, &before);
                continue;
            }
            let undo = invert_all(&events, &office.state, &office.stamp());
            prop_assert!(undo.is_ok(), "nothing came after {:?}: {:?}", wish, undo);
            let undo = undo.unwrap();
            let seq = office.state.seq();
            office.commit(undo.clone(), Cause::Undo(seq));
            prop_assert_eq!(visible(&office.state), before, "undo of {:?}", wish);
            let redo = invert_all(&undo, &office.state, &office.stamp()).unwrap();
            office.commit(redo, Cause::Redo(seq + 1));
            prop_assert_eq!(visible(&office.state), after, "redo of {:?}", wish);
        }
        let replayed = replay(&office);
        prop_assert_eq!(stored(&replayed), stored(&office.state));
        for kind in Kind::ALL {
            prop_assert_eq!(replayed.count(kind), replayed.ids(kind).count());
            for id in replayed.ids(kind) {
                prop_assert!(replayed.links(id).eq(office.state.links(id)));
            }
        }
        let mut loaded = State::new();
        for kind in Kind::ALL {
            for (_, packed) in replayed.all(kind) {
                loaded.load(packed.clone());
            }
        }
        for kind in Kind::ALL {
            prop_assert_eq!(loaded.count(kind), replayed.count(kind));
            for id in replayed.ids(kind) {
                prop_assert!(loaded.links(id).eq(replayed.links(id)), "links of {} after loading", id);
            }
        }
    }
}

#[test]
fn undo_refuses_what_was_built_upon() {
    let mut office = Office::new();
    let person = office.make("person", &[("family_name", "山田"), ("hours_week", "6")]);
    let added = office.commits.last().unwrap().events.clone();
    office.update(person, &[("hours_week", "8")]).unwrap();
    let changed = office.commits.last().unwrap().events.clone();
    assert_eq!(invert_all(&added, &office.state, &office.stamp()), Err(Rejection::Overtaken(vec![person])));
    office.update(person, &[("hours_week", "10")]).unwrap();
    assert_eq!(invert_all(&changed, &office.state, &office.stamp()), Err(Rejection::Overtaken(vec![person])));
}

#[test]
fn an_import_is_taken_back_as_one_span() {
    let mut office = Office::new();
    let add = |n: usize| Command::Add {
        kind: Kind::Person,
        draft: draft(Kind::Person, &[("family_name", &format!("姓{n}"))]),
        imported: true,
    };
    office.run(&Command::Batch((0..1000).map(add).collect())).unwrap();
    let events = office.commits.last().unwrap().events.clone();
    let undo = invert_all(&events, &office.state, &office.stamp()).unwrap();
    assert_eq!(undo.len(), 1, "neighbours are one span");
    office.commit(undo.clone(), Cause::Undo(3));
    assert_eq!(office.state.count(Kind::Person), 0);
    let redo = invert_all(&undo, &office.state, &office.stamp()).unwrap();
    office.commit(redo, Cause::Redo(4));
    assert_eq!(office.state.count(Kind::Person), 1000);
}
