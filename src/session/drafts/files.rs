//! The files of slips: their names, reading them, and which of them go.
//! Invariant: nothing is followed out of the directory, and no more is read than a slip can hold.
//! Called by the thread that writes and by whoever looks for slips.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::Key;
use crate::app::slip::{SLIP_BYTES_MAX, Slip};
use crate::field::Moment;
use crate::store::disk::{Disk as _, OsDisk};

/// Slips of one user.
pub const SLIPS_MAX: usize = 20;
/// Days that a slip is kept.
const DAYS_KEPT: i64 = 7;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// Bytes of a file that are read at most: texts may grow when they are written as JSON.
const FILE_BYTES_MAX: u64 = 8 * SLIP_BYTES_MAX as u64;
/// How the name of a slip's file ends.
pub const SUFFIX: &str = ".json";
/// What a slip's file is called while it is written, and after how long one was left by a killed process.
pub const PASSING: &str = "new";
const PASSING_MS: i64 = 60_000;

/// Whether a slip is past its time.
pub const fn is_old(slip: &Slip, now: Moment) -> bool {
    now.0.saturating_sub(slip.at_ms) > DAYS_KEPT * DAY_MS
}

/// Files that a killed process did not finish; what is being written just now is young.
pub fn passing_in(directory: &Path, now: Moment) -> Vec<PathBuf> {
    let is_left = |entry: &fs::DirEntry| {
        let modified = entry.metadata().and_then(|data| data.modified()).ok();
        let since = modified.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let written_ms = since.and_then(|since| i64::try_from(since.as_millis()).ok());
        written_ms.is_some_and(|at| now.0.saturating_sub(at) > PASSING_MS)
    };
    let entries = fs::read_dir(directory).into_iter().flatten().flatten().filter(is_left);
    let paths = entries.map(|entry| entry.path());
    paths.filter(|path| path.extension().is_some_and(|extension| extension == PASSING)).collect()
}

/// The names of the slips in a directory.
pub fn names_in(directory: &Path) -> Vec<Box<str>> {
    let entries = OsDisk::durable().list(directory).unwrap_or_default();
    entries.iter().filter_map(|entry| entry.name.strip_suffix(SUFFIX)).map(Into::into).collect()
}

/// Before one more is written, the oldest that nobody has open goes.
pub fn make_room(directory: &Path, user: &str, open: &[Key]) -> std::io::Result<()> {
    let names = names_in(directory);
    if names.len() < SLIPS_MAX {
        return Ok(());
    }
    let mut idle: Vec<(i64, PathBuf)> = names
        .into_iter()
        .filter(|name| !open.contains(&(user.into(), name.clone())))
        .map(|name| directory.join(format!("{name}{SUFFIX}")))
        .map(|path| (read(&path).map_or(0, |slip| slip.at_ms), path))
        .collect();
    idle.sort();
    idle.first().map_or(Ok(()), |(_, path)| fs::remove_file(path))
}

/// A slip from its file; `None` where there is none that can be read.
pub fn read(path: &Path) -> Option<Slip> {
    let file = OsDisk::durable().open(path).ok()?;
    let mut bytes = Vec::new();
    file.take(FILE_BYTES_MAX).read_to_end(&mut bytes).ok()?;
    serde_json::from_slice(&bytes).ok()
}
