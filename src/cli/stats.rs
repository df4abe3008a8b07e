//! `stats`: how much there is, on disk and, with `--timings`, in memory and in time.

pub mod views;

use std::path::Path;

use serde_json::{Map, Value as Json};

use super::failure::Failure;
use super::ground::Ground;
use crate::connection::{Caps, Connection};
use crate::domain::Actor;
use crate::field::Kind;
use crate::input::Size;
use crate::session::{self, Setup, Shared};
use crate::snapshot::Snapshot;
use crate::store::Store;

/// A frame of at most so many bytes only sets the terminal up.
const SET_UP_BYTES: usize = 512;
/// Where no row ever comes, nothing is waited for any longer.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(120);

pub fn run(ground: &mut Ground, timings: bool) -> Result<(), Failure> {
    let mut reading = if timings { ground.read_to_show()? } else { ground.read()? };
    if timings && let Some(store) = &reading.store {
        first_frame(ground, store)?;
    }
    let opened = ground.clock.elapsed();
    if let Some(store) = &reading.store {
        store.wait_blocking();
        if let Some(error) = store.outcome().take_failure() {
            return Err(error.into());
        }
        ground.tell(&store.outcome().take_repairs());
        reading.state = ground.seen(&store.snapshot().state)?;
    }
    let mut map = Map::new();
    for kind in Kind::ALL {
        map.insert(kind.plural().to_owned(), reading.state.count(kind).into());
    }
    let layout = ground.opening().layout;
    map.insert("commits".to_owned(), reading.state.seq().into());
    map.insert("log_bytes".to_owned(), bytes_below(&layout.journal()).into());
    map.insert("record_bytes".to_owned(), bytes_below(&layout.records()).into());
    if timings {
        let snapshot =
            reading.store.as_ref().map_or_else(|| Snapshot::new(reading.state.clone()), Store::snapshot);
        snapshot.index();
        let searchable = ground.clock.elapsed();
        let milliseconds =
            |time: std::time::Duration| Json::from(u64::try_from(time.as_millis()).unwrap_or(u64::MAX));
        map.insert("open_ms".to_owned(), milliseconds(opened));
        map.insert("searchable_ms".to_owned(), milliseconds(searchable));
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        map.insert("rss_mib".to_owned(), mib(&status, "VmRSS:").into());
        map.insert("peak_mib".to_owned(), mib(&status, "VmHWM:").into());
        drop(snapshot);
    }
    if ground.json {
        return ground.out.json(&Json::Object(map));
    }
    let rows: Vec<Vec<String>> =
        map.iter().map(|(key, value)| vec![key.clone(), value.to_string()]).collect();
    ground
        .out
        .table(&[ground.config.lang.pick("項目", "what"), ground.config.lang.pick("値", "count")], &rows)
}

/// Runs a session in memory until it has drawn a screen with the rows of the queue.
fn first_frame(ground: &Ground, store: &Store) -> Result<(), Failure> {
    let runtime = super::tui::runtime()?;
    let (mut connection, mut memory) = Connection::memory_of(Size { columns: 140, rows: 40 }, Caps::full());
    let Actor { author, owner } = ground.actor(&store.snapshot().state)?;
    author.name().clone_into(&mut connection.user);
    let setup = Setup { owner, shared: Shared::default(), ..super::tui::setup(ground, None) };
    runtime.block_on(async {
        let session = tokio::spawn(session::run(connection, store.clone(), setup));
        // The first bytes set the terminal up; what follows them is the screen, and in the end one with the rows of the queue.
        let people = store.snapshot().state.count(Kind::Person) > 0;
        let frame = async {
            while let Some(bytes) = memory.receive().await {
                // Every row of people shows an id at this width.
                let is_id = |window: &[u8]| matches!(window, [b'P', b'-', b'0'..=b'9']);
                let rows = !people || bytes.windows(3).any(is_id);
                if rows && bytes.len() > SET_UP_BYTES {
                    break;
                }
            }
        };
        let _ = tokio::time::timeout(PATIENCE, frame).await;
        drop(memory);
        // A session whose terminal is gone ends by itself.
        let _ = session.await;
    });
    runtime.shutdown_background();
    Ok(())
}

/// Bytes of all files below a directory; files that vanish meanwhile count nothing.
fn bytes_below(directory: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(directory) else { return 0 };
    let sizes = entries.flatten().map(|entry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => bytes_below(&entry.path()),
        Ok(_) => entry.metadata().map_or(0, |about| about.len()),
        Err(_) => 0,
    });
    sizes.sum()
}

/// The most memory that this process has held, in MiB.
pub fn peak_mib() -> u64 {
    mib(&std::fs::read_to_string("/proc/self/status").unwrap_or_default(), "VmHWM:")
}

/// A line of the process's status, in MiB.
fn mib(status: &str, name: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kib =
        line.and_then(|line| line.split_whitespace().next()).and_then(|number| number.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}
