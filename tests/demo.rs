//! The demo office and the generator: everything made passes the domain's own checks and is the same every time.

use nichiiki::demo::{self, Generated};
use nichiiki::domain::command::Command;
use nichiiki::domain::commit::{Author, Cause, Commit};
use nichiiki::domain::decide::{Context, decide};
use nichiiki::domain::state::State;
use nichiiki::field::{Date, Kind, Moment};

fn today() -> Date {
    Date::from_ymd(2026, 11, 23).unwrap()
}

/// Decides and applies a batch, or says which command is refused.
fn submit(state: &mut State, author: &str, at: Moment, commands: Vec<Command>) {
    let context = Context { author: Author::new(author), at, seen: None };
    let command = Command::Batch(commands);
    let events = match decide(state, &command, &context) {
        Ok(events) => events,
        Err(rejection) => panic!("{rejection} in {command:?}"),
    };
    let commit = Commit { seq: state.seq() + 1, at, author: context.author, cause: Cause::Init, events };
    state.apply(&commit);
}

fn new_store() -> State {
    let mut state = State::new();
    submit(&mut state, "admin", Moment::at_start_of(today()), demo::master().unwrap());
    state
}

#[test]
fn the_vocabulary_is_whole() {
    let state = new_store();
    assert_eq!(state.count(Kind::Region), 1741);
    assert!(state.count(Kind::Skill) >= 160, "{} skills", state.count(Kind::Skill));
    for (place, skill) in state.records(Kind::Skill).enumerate() {
        assert_eq!(skill.id.number as usize, place + 1, "skills are numbered as their table is ordered");
    }
}

#[test]
fn skill_ids_never_move() {
    let table = include_str!("../fixtures/skills.csv");
    for (place, line) in table.lines().skip(1).enumerate() {
        assert!(line.starts_with(&format!("S-{:06},", place + 1)), "{line}");
    }
    let state = new_store();
    for (id, label) in [
        ("S-000002", "Web制作"),
        ("S-000034", "補助金申請"),
        ("S-000084", "写真"),
        ("S-000212", "清掃・管理"),
    ] {
        assert_eq!(state.label(id.parse().unwrap()).as_deref(), Some(label));
    }
}

#[test]
fn generated_records_are_taken_as_they_are() {
    let mut state = new_store();
    let at = Moment::at_start_of(today());
    for (kind, count) in [(Kind::Organisation, 50), (Kind::Person, 400), (Kind::Job, 300), (Kind::Case, 200)]
    {
        let before = state.count(Kind::Skill);
        let commands: Vec<Command> =
            demo::additional(kind, count, 42).unwrap().collect::<Result<_, _>>().unwrap();
        submit(&mut state, "admin", at, commands);
        assert!(state.count(kind) >= usize::try_from(count).unwrap(), "{kind:?}");
        assert_eq!(state.count(Kind::Skill), before, "every skill is in the vocabulary: {kind:?}");
    }
}

fn lines(kind: Kind, count: u64, seed: u64) -> Vec<String> {
    let Generated { columns, rows } = demo::generate(kind, count, seed).unwrap();
    rows.map(|row| {
        assert_eq!(row.len(), columns.len(), "{kind:?}");
        row.join("|")
    })
    .collect()
}

#[test]
fn the_same_seed_gives_the_same_records_and_a_longer_run_begins_like_a_shorter() {
    for kind in demo::KINDS {
        let long = lines(kind, 300, 7);
        assert_eq!(long[..100], lines(kind, 100, 7)[..], "{kind:?}");
        if !matches!(kind, Kind::Region | Kind::Skill) {
            assert_ne!(long[..100], lines(kind, 100, 8)[..], "{kind:?}");
        }
    }
    // Guards the bytes themselves: a change of the generator changes what others measured with it.
    let all = lines(Kind::Person, 1000, 42).join("\n") + &lines(Kind::Job, 1000, 42).join("\n");
    let hash = blake3::hash(all.as_bytes()).to_hex();
    assert_eq!(
        &hash[..16],
        "5956136026ceefd2",
        "the generator or its fixtures changed: note it in the changelog and put the new hash here"
    );
}

#[test]
fn generated_texts_have_no_open_slot_and_survive_an_old_spreadsheet() {
    for kind in [Kind::Person, Kind::Job, Kind::Case, Kind::Organisation] {
        for line in lines(kind, 2000, 3) {
            assert!(!line.contains('{') && !line.contains('}'), "{line}");
            let (_, _, lost) = encoding_rs::SHIFT_JIS.encode(&line);
            assert!(!lost, "not in CP932: {line}");
        }
    }
}

#[test]
fn nobody_generated_can_be_reached() {
    let Generated { columns, rows } = demo::generate(Kind::Person, 3000, 1).unwrap();
    let place = |name: &str| columns.iter().position(|column| column == name).unwrap();
    let (mail, phone) = (place("email"), place("phone"));
    let mut seen = std::collections::BTreeSet::new();
    for row in rows {
        let (mail, phone) = (&row[mail], &row[phone]);
        let host = mail.rsplit('@').next().unwrap();
        assert!(mail.is_empty() || host.contains("example."), "{mail}");
        assert!(phone.is_empty() || phone.as_bytes()[4] == b'0', "{phone}");
        assert!(!mail.is_empty() || !phone.is_empty());
        assert!(mail.is_empty() || seen.insert(mail.clone()), "{mail} twice");
    }
}
