//! The records on disk: a copy of the state in sled, so that opening need not replay the whole journal.
//! Invariant: they are disposable. Whatever is wrong with them is found by the manifest (count and checksum per kind,
//! and the commit they are as of) and answered by making them again; no error and no panic of sled goes any further.
//! The only file that names sled. Its flush is no sync, so each one is followed by an fdatasync of its own.

pub mod keeper;
pub mod manifest;

use std::fs::{self, File};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use self::manifest::{Manifest, checksum};
use super::disk::{FILE_MODE, set_mode};
use super::error::StoreError;
use super::log::Head;
use super::repair::RecordsFault;
use crate::domain::State;
use crate::domain::packed::Packed;
use crate::domain::state::Gathered;
use crate::field::{Id, Kind};

/// Memory that sled may use for its cache, in bytes.
const CACHE_BYTES: u64 = 64 << 20;
/// Records written at once.
const BATCH: usize = 1000;
/// How often, and how long, a database that was closed a moment ago is waited for.
const UNLOCK_TRIES: u32 = 500;
const UNLOCK_WAIT: Duration = Duration::from_millis(10);
const MANIFEST_KEY: [u8; 2] = [0xFF, b'M'];
const KEY_BYTES: usize = 5;

/// An open database of records.
pub struct Records {
    db: sled::Db,
    directory: PathBuf,
}

impl Records {
    /// Opens or creates the database in `directory`.
    pub fn open(directory: &Path) -> Result<Self, StoreError> {
        let fresh = !directory.exists();
        let config = sled::Config::new()
            .path(directory)
            .cache_capacity(CACHE_BYTES)
            .flush_every_ms(None)
            .mode(sled::Mode::HighThroughput);
        let db = open_patiently(&config)?;
        protect(directory);
        let records = Self { db, directory: directory.to_path_buf() };
        if fresh {
            records.flush()?;
        }
        Ok(records)
    }

    /// Takes every record and the manifest away.
    pub fn clear(&self) -> Result<(), StoreError> {
        guarded(|| self.db.clear())
    }

    /// What the database says of itself; `None` when it has never been written.
    pub fn manifest(&self) -> Result<Option<Manifest>, StoreError> {
        let bytes = guarded(|| self.db.get(MANIFEST_KEY))?;
        match bytes {
            None => Ok(None),
            Some(bytes) => {
                Manifest::decode(&bytes).map(Some).ok_or_else(|| failed("the manifest is not readable"))
            }
        }
    }

    /// Loads and checks every record, on two threads, into a state as of the manifest.
    pub fn load(&self, manifest: &Manifest) -> Result<State, RecordsFault> {
        let Ok(middle) = self.middle(manifest) else { return Err(RecordsFault::Corrupt) };
        let halves = [(vec![0_u8], middle.clone()), (middle, vec![0xFF_u8])];
        let parts = std::thread::scope(|scope| {
            let threads = halves.map(|(from, to)| scope.spawn(move || self.scan(&from, &to)));
            threads.map(|thread| thread.join().unwrap_or(Err(RecordsFault::Corrupt)))
        });
        let mut found = Manifest::empty(manifest.store);
        let mut gathered = Vec::new();
        for part in parts {
            let (counted, part) = part?;
            found.add(&counted);
            gathered.push(part);
        }
        if found.kinds != manifest.kinds {
            return Err(RecordsFault::Short);
        }
        Ok(State::of(gathered, manifest.head.seq, manifest.at))
    }

    /// Writes what differs between `before` (what the database holds) and `after` within `spans`, and the manifest.
    pub fn write(
        &self,
        manifest: &mut Manifest,
        before: &State,
        after: &State,
        head: Head,
        spans: &[(Id, Id)],
    ) -> Result<usize, StoreError> {
        let (mut batch, mut waiting, mut written) = (sled::Batch::default(), 0, 0);
        for (id, packed) in spans.iter().flat_map(|span| within(after, *span)) {
            let old = before.packed(id);
            if old == Some(packed) {
                continue;
            }
            if waiting == BATCH {
                // What follows is not in yet: until the last batch the manifest says so.
                manifest.complete = false;
                batch.insert(&MANIFEST_KEY, manifest.encode());
                guarded(|| self.db.apply_batch(std::mem::take(&mut batch)))?;
                waiting = 0;
            }
            let key = key(id);
            manifest.replace(
                id.kind,
                old.map(|old| checksum(&key, old.bytes())),
                checksum(&key, packed.bytes()),
            );
            batch.insert(&key, packed.bytes());
            waiting += 1;
            written += 1;
        }
        (manifest.complete, manifest.head, manifest.at) = (true, head, after.at());
        batch.insert(&MANIFEST_KEY, manifest.encode());
        guarded(|| self.db.apply_batch(batch))?;
        Ok(written)
    }

    /// Makes all that was written durable.
    pub fn flush(&self) -> Result<(), StoreError> {
        guarded(|| self.db.flush())?;
        let sync = |name: &str| match File::open(self.directory.join(name)) {
            Ok(file) => file.sync_data(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        };
        let synced =
            sync("db").and_then(|()| sync("conf")).and_then(|()| sync("blobs")).and_then(|()| sync(""));
        synced.map_err(StoreError::io("save", &self.directory))
    }

    /// Bytes that the database takes on disk.
    pub fn bytes(&self) -> u64 {
        guarded(|| self.db.size_on_disk()).unwrap_or_default()
    }

    /// Closes the database; sled flushes once more while it does so, and what it says then is of no use to anybody.
    pub fn close(self) {
        let _ = self.flush();
        let _ = catch_unwind(AssertUnwindSafe(move || drop(self.db)));
    }

    /// The records from key `from` up to `to`, decoded, and what they add up to.
    fn scan(&self, from: &[u8], to: &[u8]) -> Result<(Manifest, Gathered), RecordsFault> {
        let scanned = catch_unwind(AssertUnwindSafe(|| {
            let (mut found, mut gathered) = (Manifest::empty([0; 16]), Gathered::default());
            for item in self.db.range(from..to) {
                let Ok((stored_key, value)) = item else { return Err(RecordsFault::Corrupt) };
                let id = id_of(&stored_key).ok_or(RecordsFault::Corrupt)?;
                found.replace(id.kind, None, checksum(&stored_key, &value));
                if !gathered.take(&value).is_ok_and(|taken| taken == id) {
                    return Err(RecordsFault::Corrupt);
                }
            }
            Ok((found, gathered))
        }));
        scanned.unwrap_or(Err(RecordsFault::Corrupt))
    }

    /// A key with about half of all records before it.
    fn middle(&self, manifest: &Manifest) -> Result<Vec<u8>, StoreError> {
        let total: u64 = manifest.kinds.iter().map(|kind| kind.count).sum();
        let mut before = 0;
        for (kind, held) in Kind::ALL.into_iter().zip(&manifest.kinds) {
            if before + held.count > total / 2 {
                let first = guarded(|| self.db.get_gt(key_before(kind)))?.and_then(|(key, _)| id_of(&key));
                let last = guarded(|| self.db.get_lt(key(Id::new(kind, u32::MAX))))?
                    .and_then(|(key, _)| id_of(&key));
                let (Some(first), Some(last)) = (first, last) else { break };
                let share =
                    u128::from(total / 2 - before) * u128::from(last.number.saturating_sub(first.number));
                let number = u128::from(first.number) + share / u128::from(held.count.max(1));
                return Ok(key(Id::new(kind, u32::try_from(number).unwrap_or(u32::MAX))).to_vec());
            }
            before += held.count;
        }
        Ok(vec![0x7F])
    }
}

/// The records of a state from one id to another of its kind.
fn within(state: &State, (first, last): (Id, Id)) -> Box<dyn Iterator<Item = (Id, &Packed)> + '_> {
    // Numbers are not always dense (cases count by year): beyond a modest width, going through what is there is cheaper.
    if last.number.saturating_sub(first.number) <= 1 << 16 {
        return Box::new(state.range(first, last));
    }
    Box::new(state.all(first.kind).filter(move |(id, _)| first <= *id && *id <= last))
}

/// Spans that cover every record.
pub fn everything() -> Vec<(Id, Id)> {
    Kind::ALL.into_iter().map(|kind| (Id::new(kind, 0), Id::new(kind, u32::MAX))).collect()
}

/// How directories set aside are called, before their number.
const SET_ASIDE: &str = "records.bad-";
/// Directories set aside that are kept: records are made from the journal, so older ones teach nothing.
const SET_ASIDE_KEPT: usize = 3;

/// Moves a directory that is not usable out of the way, the newest few of which are kept; returns its new name, or `None` where there was nothing.
pub fn set_aside(directory: &Path) -> Result<Option<String>, StoreError> {
    let empty = fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_none());
    if empty || fs::symlink_metadata(directory).is_err() {
        return Ok(None);
    }
    let held = set_aside_before(directory);
    let number = held.last().map_or(1, |last| last.saturating_add(1));
    let name = format!("{SET_ASIDE}{number}");
    fs::rename(directory, directory.with_file_name(&name)).map_err(StoreError::io("set aside", directory))?;
    for old in held.iter().rev().skip(SET_ASIDE_KEPT - 1) {
        // What cannot be removed now goes at another time.
        let _ = fs::remove_dir_all(directory.with_file_name(format!("{SET_ASIDE}{old}")));
    }
    Ok(Some(name))
}

/// The numbers of the directories set aside so far, ascending.
fn set_aside_before(directory: &Path) -> Vec<u32> {
    let entries = directory.parent().and_then(|parent| fs::read_dir(parent).ok());
    let names = entries.into_iter().flatten().flatten().map(|entry| entry.file_name());
    let mut numbers: Vec<u32> =
        names.filter_map(|name| name.to_str()?.strip_prefix(SET_ASIDE)?.parse().ok()).collect();
    numbers.sort_unstable();
    numbers
}

fn key(id: Id) -> [u8; KEY_BYTES] {
    let [a, b, c, d] = id.number.to_be_bytes();
    [u8::try_from(id.kind.index()).unwrap_or(u8::MAX), a, b, c, d]
}

/// The greatest key below all of a kind.
fn key_before(kind: Kind) -> Vec<u8> {
    vec![u8::try_from(kind.index()).unwrap_or(u8::MAX)]
}

fn id_of(key: &[u8]) -> Option<Id> {
    let [kind, a, b, c, d]: [u8; KEY_BYTES] = key.try_into().ok()?;
    Some(Id::new(*Kind::ALL.get(usize::from(kind))?, u32::from_be_bytes([a, b, c, d])))
}

/// sled creates its files with ordinary rights.
fn protect(directory: &Path) {
    let _ = set_mode(directory, super::disk::DIRECTORY_MODE);
    let Ok(entries) = fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let plain = entry.file_type().is_ok_and(|kind| kind.is_file());
        let _ = set_mode(&entry.path(), if plain { FILE_MODE } else { super::disk::DIRECTORY_MODE });
    }
}

/// Calls sled; its panics become errors.
fn guarded<T>(call: impl FnOnce() -> sled::Result<T>) -> Result<T, StoreError> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(source)) => Err(StoreError::Records { source: Box::new(source) }),
        Err(_) => Err(failed("it panicked")),
    }
}

/// sled lets go of a closed database a little later, on its own threads: opening it again at once finds it locked.
fn open_patiently(config: &sled::Config) -> Result<sled::Db, StoreError> {
    for _ in 0..UNLOCK_TRIES {
        let opened = guarded(|| match config.open() {
            Err(sled::Error::Io(error)) if error.to_string().contains("could not acquire lock") => Ok(None),
            other => other.map(Some),
        })?;
        if let Some(db) = opened {
            return Ok(db);
        }
        std::thread::sleep(UNLOCK_WAIT);
    }
    Err(failed("it is locked"))
}

fn failed(why: &'static str) -> StoreError {
    StoreError::Records { source: why.into() }
}
