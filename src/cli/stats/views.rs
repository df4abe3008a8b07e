//! `stats --views`: what every view costs on this store: its first rows and all of them, and whether counting record by record
//! comes to as many.

use std::time::Instant;

use serde_json::{Map, Value as Json};

use crate::app::listing::{self, Listing, Order};
use crate::cli::failure::Failure;
use crate::cli::ground::Ground;
use crate::domain::Author;
use crate::field::{Date, Kind};
use crate::search::{Asker, View, counts, views};
use crate::snapshot::Snapshot;

/// What opening one view came to.
struct Opened {
    view: View,
    /// Milliseconds until its first rows were known.
    first: f64,
    /// Milliseconds until all were.
    all: f64,
    rows: usize,
    /// How many are counted, record by record.
    counted: Option<usize>,
}

/// Opens every view that the user has, as the home screen does, each in lists of its own beside those that every session has.
///
/// # Errors
/// Those of reading the store.
pub fn run(ground: &mut Ground) -> Result<(), Failure> {
    let mut reading = ground.read()?;
    if let Some(store) = &reading.store {
        store.wait_blocking();
        if let Some(error) = store.outcome().take_failure() {
            return Err(error.into());
        }
        reading.state = ground.seen(&store.snapshot().state)?;
    }
    let today = ground.now().date();
    let author = Author::new(&ground.config.user);
    let snapshot = Snapshot::new(reading.state.clone());
    snapshot.index();
    for kind in Kind::ALL {
        listing::rows(&all(kind), &snapshot, today);
    }
    let all = views(&snapshot.state, author.name(), ground.lang());
    let begun = Instant::now();
    let counted = counts(&all, &Asker { state: &snapshot.state, today, user: author.name() });
    let counting = milliseconds(begun);
    let opened: Vec<Opened> = all
        .into_iter()
        .zip(counted)
        .map(|(view, counted)| open(view, counted, author.name(), &snapshot, today))
        .collect();
    told(ground, &opened, counting)
}

fn all(kind: Kind) -> Listing {
    Listing { kind, order: Order::Urgency, filter: String::new() }
}

fn open(view: View, counted: Option<usize>, user: &str, snapshot: &Snapshot, today: Date) -> Opened {
    let asked = listing::listing_of(&view, user);
    let begun = Instant::now();
    let known =
        listing::begin(&asked, snapshot, today).is_some_and(|rows| !rows.is_empty() || rows.is_whole());
    let first = milliseconds(begun);
    let rows = listing::rows(&asked, snapshot, today).len();
    let all = milliseconds(begun);
    Opened { view, first: if known { first } else { all }, all, rows, counted }
}

fn told(ground: &mut Ground, opened: &[Opened], counting: f64) -> Result<(), Failure> {
    if ground.json {
        for one in opened {
            let mut row = Map::new();
            row.insert("view".to_owned(), one.view.name.clone().into());
            row.insert("kind".to_owned(), one.view.kind.key().into());
            row.insert("rows".to_owned(), one.rows.into());
            row.insert("counted".to_owned(), one.counted.into());
            row.insert("first_ms".to_owned(), one.first.into());
            row.insert("all_ms".to_owned(), one.all.into());
            ground.out.json(&Json::Object(row))?;
        }
        let mut row = Map::new();
        row.insert("counts_ms".to_owned(), counting.into());
        return ground.out.json(&Json::Object(row));
    }
    let lang = ground.config.lang;
    let header = [
        lang.pick("表示", "view"),
        lang.pick("件数", "rows"),
        lang.pick("数えた件数", "counted"),
        lang.pick("先頭(ms)", "first (ms)"),
        lang.pick("全件(ms)", "all (ms)"),
    ];
    let mut rows: Vec<Vec<String>> = opened
        .iter()
        .map(|one| {
            let counted = one.counted.map_or_else(String::new, |count| count.to_string());
            let (first, all) = (format!("{:.1}", one.first), format!("{:.1}", one.all));
            vec![one.view.name.clone(), one.rows.to_string(), counted, first, all]
        })
        .collect();
    let name = lang.pick("全表示の件数", "counts of all views").to_owned();
    rows.push(vec![name, String::new(), String::new(), String::new(), format!("{counting:.1}")]);
    ground.out.table(&header, &rows)
}

fn milliseconds(begun: Instant) -> f64 {
    let micros = u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX);
    f64::from(micros / 100) / 10.0
}
