//! Memory a person takes, packed in a state and as plain structs, each in a process of its own, since what one form
//! leaves free the other would fill.

use std::collections::BTreeMap;
use std::process::Command;

use nichiiki::domain::packed::Packed;
use nichiiki::domain::{Record, State};
use nichiiki::field::Kind;

use crate::table::{Table, Unit};
use crate::world::{self, World};

/// Says that this process holds people in the form that follows, and prints what they take.
pub const FLAG: &str = "--hold";
const PACKED: &str = "packed";
const PLAIN: &str = "plain";

pub fn run(world: &World, table: &mut Table) {
    let both = (in_child(PACKED, world.many()), in_child(PLAIN, world.many()));
    table.line(
        "memory a person",
        Unit::Bytes,
        both,
        "BTreeMap<u32, Record>, which has no links and names either",
    );
}

/// Holds so many people in a form and prints the bytes that each takes.
#[expect(clippy::cast_precision_loss, reason = "measured bytes need no fifteen digits")]
pub fn hold(form: &str, count: usize) {
    let mut state = world::master();
    let mut plain: BTreeMap<u32, Record> = BTreeMap::new();
    // The generator's own tables are read before the first measurement.
    let mut people =
        world::people(world::master(), count).filter(|record| record.id.kind == Kind::Person).peekable();
    people.peek();
    let before = resident_bytes();
    for record in people {
        if form == PACKED {
            state.load(Packed::pack(&record));
        } else {
            // Cloned, as a decoded record is: every part exactly as large as it must be.
            plain.insert(record.id.number, record.clone());
        }
    }
    println!("{}", (resident_bytes() - before) as f64 / count as f64);
    drop::<(State, BTreeMap<u32, Record>)>((state, plain));
}

fn in_child(form: &str, count: usize) -> f64 {
    let own = std::env::current_exe().unwrap();
    let output = Command::new(own).args([FLAG, form, &count.to_string()]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
}

fn resident_bytes() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0 kB");
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
}
