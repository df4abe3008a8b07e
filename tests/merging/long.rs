//! Thousands of commits of every kind, and after each the same answers by the index that followed, by one built anew and by the
//! plain scan.

use nichiiki::domain::State;
use nichiiki::search::{Index, Plain};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use super::office::{Office, sound};
use super::properties::{Wish, command, found, scanned, wish};

/// Commits; a build for use makes as many as the whole claim asks for, and `LONG_COMMITS` says another number.
fn commits() -> usize {
    let asked = std::env::var("LONG_COMMITS").ok().and_then(|number| number.parse().ok());
    asked.unwrap_or(if cfg!(debug_assertions) { 250 } else { 10_000 })
}

const LINES: [&str; 16] = [
    "姓1",
    "姓2 会社1",
    "kind:person 姓",
    "0901234",
    "08011",
    "会社1",
    "会",
    "案件2",
    "案件 姓0",
    "技能1",
    "技能 会社",
    "P-1",
    "12",
    "電話",
    "~姓3",
    "!姓1 会社2",
];

/// One commit of what is wished for, if it is one; which it was.
fn step(office: &mut Office, wish: &Wish) -> Option<usize> {
    let before = office.commits.len();
    if let Wish::Undo(back) = wish {
        let seq = office.commits.iter().rev().nth(usize::from(*back) % 6).map(|commit| commit.seq)?;
        office.undo(seq).ok()?;
    } else {
        office.tell(command(&office.state, wish)?).ok()?;
    }
    (office.commits.len() > before).then_some(before)
}

#[test]
fn after_each_of_many_commits_three_ways_answer_alike() {
    let (mut office, mut runner, wish) = (Office::new(), TestRunner::deterministic(), wish());
    let mut index = Index::build(&office.state);
    let mut next = || wish.new_tree(&mut runner).unwrap().current();
    let (mut undone, mut made, commits) = (0, 0, commits());
    while made < commits {
        let wish = next();
        let Some(place) = step(&mut office, &wish) else { continue };
        for commit in &office.commits[place..] {
            index = index.advance(commit, &office.state);
        }
        (made, undone) = (made + 1, undone + usize::from(matches!(wish, Wish::Undo(_))));
        let (fresh, plain) = (Index::build(&office.state), Plain::of(&office.state));
        // Another two lines each time, so that all are asked again and again.
        for line in LINES.iter().cycle().skip(made * 2).take(2) {
            let asked = scanned(&plain, &office.state, line);
            assert_eq!(found(&index, &office.state, line), asked, "{line} by the index that followed {made}");
            assert_eq!(found(&fresh, &office.state, line), asked, "{line} by an index built anew");
        }
        if made.is_multiple_of(50) {
            sound(&office.state);
        }
    }
    assert!(undone * 20 > commits, "undo is among what happened: {undone}");
    let mut replayed = State::new();
    office.commits.iter().for_each(|commit| replayed.apply(commit));
    assert_eq!(replayed.seq(), office.state.seq());
}
