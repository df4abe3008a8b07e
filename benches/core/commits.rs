//! Durable commits a second, beside the least that a disk must do for as many: append and wait.
//! Sixteen writers may be faster than that, since commits that wait together are saved together.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use nichiiki::domain::{Command, Draft};
use nichiiki::field::Kind;
use nichiiki::field::tables::person;
use nichiiki::store::Store;

use crate::table::{Table, Unit, duel, each};
use crate::world::{self, World};

const WRITERS: usize = 16;
/// What a commit that adds a person with a name takes in the journal, about.
const FRAME_BYTES: usize = 256;
const NANOSECONDS: f64 = 1e9;

pub fn run(world: &World, table: &mut Table) {
    let directory = world::directory();
    let store = world::new_store(&directory);
    let times = if world.rounds() < 5 { 50 } else { 200 };
    let file = directory.path().join("plain");
    let plain = || NANOSECONDS / appended(&file, times);
    let one = duel(world.rounds(), || NANOSECONDS / each(times, |turn| add(&store, turn)), plain);
    table.line("commits, one writer", Unit::Rate, one, "append 256 B + fdatasync, one file, one thread");
    let sixteen = duel(world.rounds(), || NANOSECONDS / by_sixteen(&store, times), plain);
    table.line("commits, 16 writers at once", Unit::Rate, sixteen, "the same loop, one thread");
}

fn add(store: &Store, turn: usize) {
    let draft = Draft::new().with_text(&person::FAMILY_NAME, &format!("山田{turn}"));
    world::submit(store, Command::add(Kind::Person, draft));
}

/// Nanoseconds a commit, with sixteen threads at it.
#[expect(clippy::cast_precision_loss, reason = "there are sixteen of them")]
fn by_sixteen(store: &Store, times: usize) -> f64 {
    let all = each(1, |_| {
        std::thread::scope(|scope| {
            for _ in 0..WRITERS {
                scope.spawn(|| (0..times).for_each(|turn| add(store, turn)));
            }
        });
    });
    all / (WRITERS * times) as f64
}

fn appended(path: &Path, times: usize) -> f64 {
    let mut file = OpenOptions::new().append(true).create(true).open(path).unwrap();
    each(times, |_| {
        file.write_all(&[7; FRAME_BYTES]).unwrap();
        file.sync_data().unwrap();
    })
}
