//! A list of all people that follows a change, beside one made anew; finding a row, beside looking through all of them.

use nichiiki::app::listing::{Listing, Order, rows, rows_at_once};
use nichiiki::domain::{Command, Draft};
use nichiiki::field::tables::person;
use nichiiki::field::{Id, Kind};
use nichiiki::snapshot::Snapshot;

use crate::table::{Table, Unit, duel, each};
use crate::world::{self, World, now};

/// A step through the people that visits them all in no order: a prime.
const STEP: usize = 7919;

pub fn run(world: &World, table: &mut Table) {
    let (count, today) = (world.many(), now().date());
    let snapshot = Snapshot::new(world.many_people().clone());
    let change = |turn: usize| {
        let draft = Draft::new().with_text(&person::FAMILY_KANA, ["アオキ", "ワタナベ"][turn % 2]);
        Command::update(Id::new(Kind::Person, u32::try_from(turn * STEP % count + 1).unwrap()), draft)
    };
    for (name, order) in [("by urgency", Order::Urgency), ("by name", Order::Name)] {
        let listing = Listing { kind: Kind::Person, order, filter: String::new() };
        let mut newest = snapshot.clone();
        rows(&listing, &newest, today);
        let mut turn = 0;
        let followed = || {
            // The commit itself is not measured.
            let commit = world::commit(&newest.state, &change(turn));
            newest = newest.advance(&commit);
            turn += 1;
            each(1, |_| rows_at_once(&listing, &newest, today).unwrap())
        };
        let anew = || {
            let fresh = Snapshot::new(snapshot.state.clone());
            each(1, |_| rows(&listing, &fresh, today))
        };
        let what = format!("the list of {count} people {name} after a change");
        table.line(&what, Unit::Time, duel(world.rounds(), followed, anew), "the list made anew");

        let held = rows(&listing, &snapshot, today);
        let ids: Vec<Id> = held.ids().collect();
        let id = |turn: usize| Id::new(Kind::Person, u32::try_from(turn * STEP % count + 1).unwrap());
        let found = duel(
            world.rounds(),
            || each(100, |turn| held.position(id(turn))),
            || each(100, |turn| ids.iter().position(|held| *held == id(turn))),
        );
        table.line("  the row of a record", Unit::Time, found, "looking through the ids");
    }
}
