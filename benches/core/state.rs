//! The state at 100,000 people: a commit together with the snapshot that readers keep, and reading one record.

use std::collections::BTreeMap;
use std::sync::Arc;

use nichiiki::domain::packed::Packed;
use nichiiki::domain::{Command, Draft};
use nichiiki::field::tables::person;
use nichiiki::field::{Id, Kind};
use nichiiki::snapshot::Snapshot;

use crate::table::{Table, Unit, duel, each};
use crate::world::{self, World};

/// A step through the people that visits them all in no order: a prime.
const STEP: usize = 7919;

type Plain = BTreeMap<u32, Arc<Vec<u8>>>;

pub fn run(world: &World, table: &mut Table) {
    let (state, count) = (world.many_people(), world.many());
    let plain: Plain =
        state.all(Kind::Person).map(|(id, packed)| (id.number, Arc::new(packed.bytes().to_vec()))).collect();
    commits(world, table, &plain);

    let number = |turn: usize| u32::try_from(turn * STEP % count + 1).unwrap();
    let id = |turn: usize| Id::new(Kind::Person, number(turn));
    let looked = duel(
        world.rounds(),
        || each(count, |turn| state.packed(id(turn)).map(Packed::updated_seq)),
        || each(count, |turn| plain.get(&number(turn)).map(|bytes| bytes.len())),
    );
    table.line(&format!("finding one of {count} people"), Unit::Time, looked, "BTreeMap<u32, Arc<Vec<u8>>>");
    let held: Vec<Packed> = state.all(Kind::Person).map(|(_, packed)| packed.clone()).collect();
    let read = duel(
        world.rounds(),
        || each(count, |turn| state.live(id(turn))),
        || each(count, |turn| held[turn * STEP % count].unpack()),
    );
    table.line(&format!("reading one of {count} people"), Unit::Time, read, "decoding alone, bytes at hand");
}

/// One changed field, with the older snapshot still in a reader's hands.
fn commits(world: &World, table: &mut Table, plain: &Plain) {
    let count = world.many();
    let change = |turn: usize| {
        let draft = Draft::new().with_text(&person::NOTES, &format!("{turn} 月に一度、通ってみたい"));
        Command::update(Id::new(Kind::Person, u32::try_from(turn * STEP % count + 1).unwrap()), draft)
    };
    let snapshot = Snapshot::new(world.many_people().clone());
    let commits: Vec<_> = (0..100).map(|turn| world::commit(&snapshot.state, &change(turn))).collect();
    let cloned = || {
        each(5, |turn| {
            let mut next = plain.clone();
            next.insert(u32::try_from(turn).unwrap(), Arc::default());
            next
        })
    };
    let advanced = || each(commits.len(), |turn| snapshot.advance(&commits[turn]));
    let what = format!("a commit and its snapshot at {count} people");
    let baseline = "clone of BTreeMap<u32, Arc<Vec<u8>>>, one insert";
    table.line(&what, Unit::Time, duel(world.rounds(), advanced, cloned), baseline);
    snapshot.index();
    table.line(
        "the same with the search index",
        Unit::Time,
        duel(world.rounds(), advanced, cloned),
        "the same clone, no index",
    );
}
