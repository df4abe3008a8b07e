//! The laws of the house, held by reading the source: who may know whom, how long a file, a function and a struct may be,
//! and which crate is named where. A law is loosened here, with the reason beside it, or not at all.

mod laws;
mod source;

use source::{Source, sources};

/// Lines of a file at most; tables of truth are exempt.
const FILE_LINES: usize = 400;
/// Lines of a function at most.
const FUNCTION_LINES: usize = 70;
/// Fields of a struct at most.
const STRUCT_FIELDS: usize = 10;

#[test]
fn every_room_knows_only_whom_it_may() {
    let mut broken = Vec::new();
    for source in sources() {
        let room = source.room();
        let Some((_, allowed)) = laws::MAY_KNOW.iter().find(|(name, _)| *name == room) else {
            broken.push(format!("{}: the room `{room}` is not in the import law", source.path));
            continue;
        };
        for other in source.known_rooms() {
            if other != room && !allowed.contains(&other.as_str()) {
                broken.push(format!("{}: `{room}` must not know `{other}`", source.path));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_import_law_has_no_cycle() {
    fn reaches(from: &str, to: &str, depth: usize) -> bool {
        assert!(depth < 64, "the law goes round");
        let known = laws::MAY_KNOW.iter().find(|(name, _)| *name == from).map_or(&[][..], |(_, known)| known);
        known.iter().any(|next| *next == to || reaches(next, to, depth + 1))
    }
    for (room, _) in laws::MAY_KNOW {
        assert!(!reaches(room, room, 0), "`{room}` reaches itself");
    }
}

#[test]
fn each_crate_is_named_only_where_it_belongs() {
    let mut broken = Vec::new();
    for source in sources() {
        for (krate, places) in laws::CRATES {
            let at_home = places.iter().any(|place| source.path.starts_with(place));
            if !at_home && source.names_crate(krate) {
                broken.push(format!("{} names {krate}, which belongs in {places:?}", source.path));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn files_functions_and_structs_stay_small() {
    let mut broken = Vec::new();
    for source in sources().into_iter().filter(|source| !source.is_table()) {
        if source.lines.len() > FILE_LINES {
            broken.push(format!("{} has {} lines", source.path, source.lines.len()));
        }
        for (name, lines) in source.functions() {
            if lines > FUNCTION_LINES {
                broken.push(format!("{}: fn {name} has {lines} lines", source.path));
            }
        }
        for (name, fields) in source.structs() {
            if fields > STRUCT_FIELDS {
                broken.push(format!("{}: struct {name} has {fields} fields", source.path));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for_and_leaves_nothing_behind() {
    let mut broken = Vec::new();
    for source in sources() {
        let documented = source.lines.first().is_some_and(|line| line.starts_with("//! ") && line.len() > 12);
        if !documented {
            broken.push(format!("{} does not begin with what it is for", source.path));
        }
        if source.path.ends_with("/mod.rs") {
            broken.push(format!("{}: a room's door is foo.rs beside foo/", source.path));
        }
        for (number, line) in source.lines.iter().enumerate() {
            let marks = ["todo!", "unimplemented!", "dbg!", "static mut ", "FIXME", "XXX"];
            if let Some(mark) = marks.iter().find(|mark| line.contains(**mark)) {
                broken.push(format!("{}:{}: {mark}", source.path, number + 1));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_checks_themselves_can_fail() {
    let long =
        format!("//! A file for the test.\nfn long() {{\n{}}}\n", "    step();\n".repeat(FUNCTION_LINES));
    let source = Source::new("src/store/x.rs", &long);
    assert_eq!(source.functions(), [("long".to_owned(), FUNCTION_LINES + 2)]);
    let knowing = Source::new(
        "src/domain/x.rs",
        "use crate::store::Store;\nuse crate::{app::App, field};\nsled::open(1)",
    );
    assert_eq!(knowing.known_rooms(), ["app", "field", "store"]);
    assert!(knowing.names_crate("sled"));
    let wide = Source::new("src/x.rs", "struct Wide {\n    a: u8,\n    pub b: u8,\n}\n");
    assert_eq!(wide.structs(), [("Wide".to_owned(), 2)]);
}
