//! What the program costs, each figure beside that of a plain way to do the same, measured by turns in one run.
//! `cargo bench` measures everything, `cargo bench -- NAME ...` only some, `--quick` a tenth of the size. Machines and
//! moments differ, so the ratio is what counts: above 1 the program is better than the plain way by that factor.
//! Invariant: nothing is asserted about time; every line names its baseline.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a measurement that cannot be made stops, which harms nobody"
)]

#[path = "core/casework.rs"]
mod casework;
#[path = "core/commits.rs"]
mod commits;
#[path = "core/frame.rs"]
mod frame;
#[path = "core/lists.rs"]
mod lists;
#[path = "core/load.rs"]
mod load;
#[path = "core/matching.rs"]
mod matching;
#[path = "core/memory.rs"]
mod memory;
#[path = "core/open.rs"]
mod open;
#[path = "core/rounds.rs"]
mod rounds;
#[path = "core/search.rs"]
mod search;
#[path = "core/state.rs"]
mod state;
#[path = "core/table.rs"]
mod table;
#[path = "core/world.rs"]
mod world;

use table::Table;
use world::World;

type Bench = fn(&World, &mut Table);

const BENCHES: [(&str, Bench); 11] = [
    ("commits", commits::run),
    ("state", state::run),
    ("memory", memory::run),
    ("search", search::run),
    ("matching", matching::run),
    ("rounds", rounds::run),
    ("frame", frame::run),
    ("open", open::run),
    ("lists", lists::run),
    ("casework", casework::run),
    ("load", load::run),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, form, people] = arguments.as_slice()
        && flag == memory::FLAG
    {
        return memory::hold(form, people.parse().unwrap());
    }
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let wanted: Vec<&str> =
        arguments.iter().map(String::as_str).filter(|argument| !argument.starts_with('-')).collect();
    let known = |name: &&str| BENCHES.iter().any(|(bench, _)| bench == name);
    if let Some(unknown) = wanted.iter().find(|name| !known(name)) {
        let names: Vec<&str> = BENCHES.iter().map(|(name, _)| *name).collect();
        eprintln!("there is no {unknown}; choose among {}", names.join(", "));
        std::process::exit(2);
    }
    let world = World::new(quick);
    let mut table = Table::new();
    for (name, bench) in BENCHES {
        if wanted.is_empty() || wanted.contains(&name) {
            bench(&world, &mut table);
        }
    }
}
