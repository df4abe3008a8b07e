//! `stats`: how much there is, on disk and, with `--timings`, in memory and in time.

use std::path::Path;

use serde_json::{Map, Value as Json};

use super::failure::Failure;
use super::ground::Ground;
use crate::field::Kind;
use crate::search::Index;
use crate::store::Store;

pub fn run(ground: &mut Ground, timings: bool) -> Result<(), Failure> {
    let reading = ground.read()?;
    let opened = ground.clock.elapsed();
    if let Some(store) = &reading.store {
        Store::flush_blocking(store);
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
        let index = Index::build(&reading.state);
        let searchable = ground.clock.elapsed();
        let milliseconds =
            |time: std::time::Duration| Json::from(u64::try_from(time.as_millis()).unwrap_or(u64::MAX));
        map.insert("open_ms".to_owned(), milliseconds(opened));
        map.insert("searchable_ms".to_owned(), milliseconds(searchable));
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        map.insert("rss_mib".to_owned(), mib(&status, "VmRSS:").into());
        map.insert("peak_mib".to_owned(), mib(&status, "VmHWM:").into());
        drop(index);
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

/// A line of the process's status, in MiB.
fn mib(status: &str, name: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kib =
        line.and_then(|line| line.split_whitespace().next()).and_then(|number| number.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}
