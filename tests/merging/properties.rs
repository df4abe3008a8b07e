//! Merged, taken apart, undone and redone in any order with other work between: the state is what replay gives, the index what a
//! fresh one gives, and nothing is left behind.

use nichiiki::domain::command::Finding;
use nichiiki::domain::{Command, State};
use nichiiki::field::{Id, Kind};
use nichiiki::search::{Asker, Cancel, Index, Plain, Query, search};
use proptest::prelude::*;

use super::office::{Office, draft, judge, merge, sound, unmerge, visible};

#[derive(Debug, Clone)]
pub(super) enum Wish {
    Person(u8),
    Case(u8),
    Job(u8),
    Pair(u8, u8),
    Note(u8, u8),
    Introduced(u8, u8),
    Hours(u8, u8),
    Phone(u8, u8),
    Order(u8, u8),
    Revoke(u8),
    Status(u8, u8),
    WithCase(u8, u8),
    Merge(u8, u8, u8),
    Unmerge(u8),
    Judge(u8, u8, u8),
    Withdraw(u8, u8),
    Undo(u8),
}

pub(super) fn wish() -> impl Strategy<Value = Wish> {
    let two = || (any::<u8>(), any::<u8>());
    prop_oneof![
        2 => any::<u8>().prop_map(Wish::Person),
        2 => any::<u8>().prop_map(Wish::Case),
        1 => any::<u8>().prop_map(Wish::Job),
        2 => two().prop_map(|(a, b)| Wish::Pair(a, b)),
        2 => two().prop_map(|(a, b)| Wish::Note(a, b)),
        1 => two().prop_map(|(a, b)| Wish::Introduced(a, b)),
        1 => two().prop_map(|(a, b)| Wish::Hours(a, b)),
        1 => two().prop_map(|(a, b)| Wish::Phone(a, b)),
        1 => two().prop_map(|(a, b)| Wish::Order(a, b)),
        1 => any::<u8>().prop_map(Wish::Revoke),
        1 => two().prop_map(|(a, b)| Wish::Status(a, b)),
        1 => two().prop_map(|(a, b)| Wish::WithCase(a, b)),
        5 => (any::<u8>(), any::<u8>(), any::<u8>()).prop_map(|(a, b, c)| Wish::Merge(a, b, c)),
        4 => any::<u8>().prop_map(Wish::Unmerge),
        1 => (any::<u8>(), any::<u8>(), any::<u8>()).prop_map(|(a, b, c)| Wish::Judge(a, b, c)),
        1 => two().prop_map(|(a, b)| Wish::Withdraw(a, b)),
        3 => any::<u8>().prop_map(Wish::Undo),
    ]
}

fn pick(ids: impl Iterator<Item = Id>, choice: u8) -> Option<Id> {
    let ids: Vec<Id> = ids.collect();
    ids.get(usize::from(choice) % ids.len().max(1)).copied()
}

const MERGED: [Kind; 3] = [Kind::Person, Kind::Job, Kind::Organisation];

pub(super) fn command(state: &State, wish: &Wish) -> Option<Command> {
    let add =
        |kind: Kind, cells: &[(&str, &str)]| Command::Add { kind, draft: draft(kind, cells), imported: true };
    let one = |kind: Kind, choice: u8| pick(state.ids(kind), choice);
    let text = |kind: Kind, choice: u8| one(kind, choice).map(|id| id.to_string());
    Some(match wish {
        Wish::Person(n) => add(
            Kind::Person,
            &[
                ("family_name", &format!("姓{}", n % 4)),
                ("phone", &format!("0901234000{}", n % 3)),
                ("employer", &format!("会社{}", n % 3)),
                ("consent", if n % 2 == 0 { "consult" } else { "share_company" }),
                ("want", if n % 3 == 0 { "side_job" } else { "farm" }),
                ("skills", &format!("技能{}:{}", n % 3, n % 4 + 1)),
            ],
        ),
        Wish::Case(n) => add(Kind::Case, &[("person", &text(Kind::Person, *n)?), ("channel", "web")]),
        Wish::Job(n) => add(
            Kind::Job,
            &[
                ("title", &format!("案件{}", n % 3)),
                ("region_code", "202151"),
                ("organisation", &format!("会社{}", n % 3)),
            ],
        ),
        Wish::Pair(n, m) => {
            add(Kind::Match, &[("person", &text(Kind::Person, *n)?), ("job", &text(Kind::Job, *m)?)])
        }
        Wish::Note(n, m) if m % 2 == 0 => {
            add(Kind::Note, &[("person", &text(Kind::Person, *n)?), ("text", "電話")])
        }
        Wish::Note(n, _) => add(Kind::Activity, &[("case", &text(Kind::Case, *n)?), ("kind", "call")]),
        Wish::Introduced(n, m) => Command::update(
            one(Kind::Person, *n)?,
            draft(Kind::Person, &[("introduced_by", &text(Kind::Person, *m)?)]),
        ),
        Wish::Hours(n, hours) => Command::update(
            one(Kind::Person, *n)?,
            draft(Kind::Person, &[("hours_week", &(hours % 40).to_string())]),
        ),
        Wish::Phone(n, m) => Command::update(
            one(Kind::Person, *n)?,
            draft(Kind::Person, &[("phone", &format!("0801111000{};0901234000{}", m % 5, m % 3))]),
        ),
        Wish::Order(n, m) => Command::update(
            one(Kind::Job, *n)?,
            draft(Kind::Job, &[("round_order", &text(Kind::Person, *m)?)]),
        ),
        Wish::Revoke(n) => Command::RevokeConsent {
            person: one(Kind::Person, *n)?,
            purpose: nichiiki::field::choices::Purpose::Consult,
        },
        Wish::Status(n, m) => {
            let all = nichiiki::field::choices::MatchStatus::ALL;
            Command::SetMatchStatus {
                matched: one(Kind::Match, *n)?,
                to: all[usize::from(*m) % all.len()],
                reason: Some("x".into()),
            }
        }
        Wish::WithCase(n, m) => {
            Command::update(one(Kind::Match, *n)?, draft(Kind::Match, &[("case", &text(Kind::Case, *m)?)]))
        }
        Wish::Merge(n, m, kind) => {
            let kind = MERGED[usize::from(*kind) % 4 % 3];
            merge(one(kind, *n)?, one(kind, *m)?)
        }
        Wish::Unmerge(n) => {
            let gone =
                MERGED.into_iter().flat_map(|kind| state.all(kind).map(|(id, _)| id).collect::<Vec<_>>());
            unmerge(pick(gone.filter(|id| state.survivor(*id) != *id), *n)?)
        }
        Wish::Judge(n, m, how) => {
            let finding = [Finding::Reported, Finding::Different, Finding::Open][usize::from(*how) % 3];
            judge(one(Kind::Person, *n)?, one(Kind::Person, *m)?, finding)
        }
        Wish::Withdraw(n, m) => {
            let kind = [Kind::Case, Kind::Note, Kind::Match, Kind::Activity][usize::from(*m) % 4];
            Command::Withdraw { id: one(kind, *n)?, reason: None }
        }
        Wish::Undo(_) => return None,
    })
}

fn stored(state: &State) -> Vec<(Id, Vec<u8>)> {
    let all = |kind| state.all(kind).map(|(id, packed)| (id, packed.bytes().to_vec())).collect::<Vec<_>>();
    Kind::ALL.into_iter().flat_map(all).collect()
}

fn query(state: &State, text: &str) -> Query {
    let today = nichiiki::field::Date::parse("2026-11-23").unwrap();
    Query::read(text, &Asker { state, today, user: "tanaka" }).unwrap()
}

/// What the index finds.
pub(super) fn found(index: &Index, state: &State, text: &str) -> Vec<(Id, i64)> {
    let hits = search(index, state, &query(state, text), 100, &Cancel::never()).unwrap();
    hits.hits.into_iter().map(|hit| (hit.id, hit.score)).collect()
}

/// What the plain scan finds.
pub(super) fn scanned(plain: &Plain, state: &State, text: &str) -> Vec<(Id, i64)> {
    let hits = plain.search(state, &query(state, text), 100, &Cancel::never()).unwrap();
    hits.hits.into_iter().map(|hit| (hit.id, hit.score)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::default())]

    #[test]
    fn nothing_is_left_behind_in_any_order(wishes in prop::collection::vec(wish(), 5..60)) {
        let mut office = Office::new();
        let mut index = Index::build(&office.state);
        let mut seen = 0;
        for wish in &wishes {
            let before = visible(&office.state);
            if let Wish::Undo(n) = wish {
                let Some(commit) = office.commits.iter().rev().nth(usize::from(*n) % 6).filter(|commit| commit.seq > 2) else { continue };
                let seq = commit.seq;
                let _refused = office.undo(seq).is_err();
            } else {
                let Some(command) = command(&office.state, wish) else { continue };
                if office.tell(command.clone()).is_err() {
                    prop_assert_eq!(visible(&office.state), before, "a refusal changes nothing");
                    continue;
                }
                if let Command::Merge { other, .. } = command {
                    let (after, seq) = (visible(&office.state), office.state.seq());
                    office.tell(unmerge(other)).unwrap();
                    prop_assert_eq!(&visible(&office.state), &before, "taken apart at once: {:?}", wish);
                    office.undo(seq + 1).unwrap();
                    prop_assert_eq!(&visible(&office.state), &after, "and merged again");
                    office.undo(seq + 2).unwrap();
                    prop_assert_eq!(&visible(&office.state), &before, "and apart");
                    office.undo(seq + 3).unwrap();
                    prop_assert_eq!(&visible(&office.state), &after);
                }
            }
            sound(&office.state);
            for commit in &office.commits[seen..] {
                index = index.advance(commit, &office.state);
            }
            seen = office.commits.len();
        }
        let mut replayed = State::new();
        office.commits.iter().for_each(|commit| replayed.apply(commit));
        prop_assert_eq!(stored(&replayed), stored(&office.state));
        let fresh = Index::build(&replayed);
        prop_assert_eq!(index.len(), fresh.len());
        for text in ["姓1", "kind:person 姓", "0901234", "会社1", "案件2", "P-1", "P-2"] {
            prop_assert_eq!(found(&index, &office.state, text), found(&fresh, &replayed, text), "{}", text);
        }
    }
}
