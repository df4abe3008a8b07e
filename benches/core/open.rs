//! Opening a store of 100,000 people: from the records, and by replaying the journal, which is what they save.

use std::time::Duration;

use nichiiki::domain::Command;

use crate::table::{Table, Unit, duel, each};
use crate::world::{self, World};

/// After it is closed, the database lets go of its file on threads of its own.
const LET_GO: Duration = Duration::from_millis(300);

pub fn run(world: &World, table: &mut Table) {
    let directory = world::directory();
    let store = world::new_store(&directory);
    world::submit(&store, Command::Batch(world::additions(world.many())));
    store.flush_blocking();
    drop(store);
    let opening = world::opening(&directory);
    let open = || {
        std::thread::sleep(LET_GO);
        let mut store = None;
        let time = each(1, |_| store = Some(opening.open(&mut |_, _| {}).unwrap()));
        drop(store);
        time
    };
    let replay = || {
        let mut state = None;
        each(1, |_| state = Some(opening.read_beside(&mut |_, _| {}).unwrap()))
    };
    let both = duel(world.rounds(), open, replay);
    let what = format!("opening a store of {} people", world.many());
    table.line(&what, Unit::Time, both, "replaying its journal into a state");
}
