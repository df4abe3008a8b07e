//! An office with a day's work: people with cases in many stages, for the scenarios at the desk.

use nichiiki::field::{Id, Kind};
use nichiiki::lang::Lang;
use nichiiki::snapshot::Snapshot;

use crate::desk::Desk;
use crate::domain::office::Office;

/// Family names, so that rows can be told apart.
const NAMES: [&str; 12] =
    ["青木", "石川", "上田", "遠藤", "岡田", "加藤", "木村", "工藤", "小林", "斎藤", "佐野", "清水"];

/// Somebody with a case, whose cells are given.
pub fn client(
    office: &mut Office,
    number: usize,
    person: &[(&str, &str)],
    cells: &[(&str, &str)],
) -> (Id, Id) {
    let given = format!("{number:02}");
    let mut all = vec![("family_name", NAMES[number % NAMES.len()]), ("given_name", given.as_str())];
    all.extend([("channel", "smout"), ("want", "side_job"), ("needs", "workplace"), ("regions", "塩尻市")]);
    all.extend(person.iter().copied());
    let person = office.make("person", &deduped(&all));
    let of = person.to_string();
    let mut all =
        vec![("person", of.as_str()), ("channel", "smout"), ("kind", "side_job"), ("regions", "塩尻市")];
    all.extend(cells.iter().copied());
    let case = office.make("case", &deduped(&all));
    (person, case)
}

/// Of cells with one key the last.
fn deduped<'a>(cells: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut kept: Vec<(&str, &str)> = Vec::new();
    for cell in cells {
        kept.retain(|(key, _)| *key != cell.0);
        kept.push(*cell);
    }
    kept
}

/// A desk over an office, in Japanese.
pub fn desk(office: Office, columns: u16, rows: u16) -> Desk {
    let mut desk = Desk::new(Snapshot::new(office.state), columns, rows, Lang::Ja);
    desk.commits = office.commits;
    desk
}

/// The value of a field of a record at the desk, as text.
pub fn value(desk: &Desk, id: Id, key: &str) -> String {
    let state = &desk.snapshot.state;
    let field = nichiiki::field::by_name(id.kind, key).unwrap();
    let record = state.live(id).unwrap();
    record
        .get(field)
        .map(|value| nichiiki::field::print::display(field, value, Lang::Ja, state))
        .unwrap_or_default()
}

/// The record under the cursor of the focused pane.
pub fn here(desk: &Desk) -> Id {
    match desk.app.layers().first() {
        Some(nichiiki::app::Layer::Home(home)) => home.selected().unwrap(),
        _ => Id::new(Kind::Person, 0),
    }
}
