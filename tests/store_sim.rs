//! Failing disks and logs for the tests of the store.
//! `SimDisk` keeps apart what was written and what was synced, counts every step, and can crash or fail at each.

use std::collections::BTreeMap;
use std::io::{self, Cursor, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use nichiiki::store::disk::{Disk, DiskFile, Entry, ReadSeek};
use nichiiki::store::log::{BulkWriter, Frame, Frames, Head, Log, LogError, StoredHeader};

/// What a crash leaves of the writes that had not been synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leftover {
    Nothing,
    All,
    /// Half of them, cut in the middle of a write.
    Half,
    /// All, but the first sector that had not been synced was never written.
    Hole,
}

pub const LEFTOVERS: [Leftover; 4] = [Leftover::Nothing, Leftover::All, Leftover::Half, Leftover::Hole];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The step fails with this and does nothing.
    Error(ErrorKind),
    /// A write puts down half of its bytes and then fails.
    Half(ErrorKind),
    /// A write takes only one byte, which is lawful.
    Short,
    /// The machine stops in the middle of the step: it and all later ones fail.
    Crash,
}

#[derive(Debug, Clone, Default)]
struct Inode {
    now: Vec<u8>,
    synced: Vec<u8>,
}

#[derive(Debug, Default)]
struct World {
    inodes: Vec<Inode>,
    names: BTreeMap<PathBuf, usize>,
    synced_names: BTreeMap<PathBuf, usize>,
    steps: u64,
    troubles: BTreeMap<u64, Trouble>,
    crashed: bool,
    capacity: Option<u64>,
    /// Every sync says yes and does nothing.
    lying: bool,
}

#[derive(Debug, Clone, Default)]
pub struct SimDisk {
    world: Arc<Mutex<World>>,
}

impl SimDisk {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn trouble_at(&self, step: u64, trouble: Trouble) {
        self.world.lock().unwrap().troubles.insert(step, trouble);
    }

    pub fn no_more_trouble(&self) {
        self.world.lock().unwrap().troubles.clear();
    }

    pub fn lie(&self) {
        self.world.lock().unwrap().lying = true;
    }

    pub fn limit(&self, capacity: Option<u64>) {
        self.world.lock().unwrap().capacity = capacity;
    }

    pub fn steps(&self) -> u64 {
        self.world.lock().unwrap().steps
    }

    pub fn bytes_of(&self, path: &Path) -> Option<Vec<u8>> {
        let world = self.world.lock().unwrap();
        world.names.get(path).map(|inode| world.inodes[*inode].now.clone())
    }

    pub fn put(&self, path: &Path, bytes: Vec<u8>) {
        let mut world = self.world.lock().unwrap();
        let place = world.inodes.len();
        world.inodes.push(Inode { now: bytes.clone(), synced: bytes });
        world.names.insert(path.to_path_buf(), place);
        world.synced_names.insert(path.to_path_buf(), place);
    }

    pub fn names(&self) -> Vec<PathBuf> {
        self.world.lock().unwrap().names.keys().cloned().collect()
    }

    /// The disk as the next start finds it.
    pub fn after_crash(&self, leftover: Leftover, keep_names: bool) -> Self {
        let world = self.world.lock().unwrap();
        let names = if keep_names { &world.names } else { &world.synced_names };
        let fresh = Self::new();
        for (path, inode) in names {
            fresh.put(path, left(&world.inodes[*inode], leftover));
        }
        fresh
    }
}

fn left(inode: &Inode, leftover: Leftover) -> Vec<u8> {
    let same = inode.now.iter().zip(&inode.synced).take_while(|(one, other)| one == other).count();
    match leftover {
        Leftover::Nothing => inode.synced.clone(),
        Leftover::All => inode.now.clone(),
        Leftover::Half => {
            let end = same + inode.now.len().saturating_sub(same) / 2;
            inode.now[..end].to_vec()
        }
        Leftover::Hole => {
            let mut bytes = inode.now.clone();
            let end = ((same / 512 + 1) * 512).min(bytes.len());
            if same < end {
                bytes[same..end].fill(0);
            }
            bytes
        }
    }
}

impl World {
    /// Counts a step and says what shall happen to it.
    fn step(&mut self) -> io::Result<Option<Trouble>> {
        if self.crashed {
            return Err(io::Error::other("crashed"));
        }
        self.steps += 1;
        match self.troubles.get(&self.steps).copied() {
            Some(Trouble::Crash) => {
                self.crashed = true;
                Ok(Some(Trouble::Crash))
            }
            Some(Trouble::Error(kind)) => Err(kind.into()),
            other => Ok(other),
        }
    }

    /// A step that happens wholly, or (on a crash) wholly before it is reported.
    fn plain_step(&mut self, act: impl FnOnce(&mut Self)) -> io::Result<()> {
        let trouble = self.step()?;
        act(self);
        match trouble {
            Some(Trouble::Crash) => Err(io::Error::other("crashed")),
            Some(Trouble::Half(kind)) => Err(kind.into()),
            _ => Ok(()),
        }
    }

    fn sync_step(&mut self) -> io::Result<()> {
        match self.step()? {
            Some(Trouble::Crash) => Err(io::Error::other("crashed")),
            Some(Trouble::Half(kind)) => Err(kind.into()),
            _ => Ok(()),
        }
    }

    fn used(&self) -> u64 {
        self.names.values().map(|inode| self.inodes[*inode].now.len() as u64).sum()
    }
}

fn missing() -> io::Error {
    ErrorKind::NotFound.into()
}

impl Disk for SimDisk {
    fn create_directory(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn list(&self, directory: &Path) -> io::Result<Vec<Entry>> {
        let world = self.world.lock().unwrap();
        let inside = world.names.iter().filter(|(path, _)| path.parent() == Some(directory));
        let entry = |(path, inode): (&PathBuf, &usize)| Entry {
            name: path.file_name().unwrap().to_str().unwrap().to_owned(),
            length: world.inodes[*inode].now.len() as u64,
        };
        Ok(inside.map(entry).collect())
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn ReadSeek>> {
        let world = self.world.lock().unwrap();
        let inode = world.names.get(path).ok_or_else(missing)?;
        Ok(Box::new(Cursor::new(world.inodes[*inode].now.clone())))
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let mut world = self.world.lock().unwrap();
        let place = world.inodes.len();
        world.plain_step(|world| {
            world.inodes.push(Inode::default());
            world.names.insert(path.to_path_buf(), place);
        })?;
        Ok(Box::new(SimFile { world: self.world.clone(), place }))
    }

    fn append(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let world = self.world.lock().unwrap();
        let place = *world.names.get(path).ok_or_else(missing)?;
        Ok(Box::new(SimFile { world: self.world.clone(), place }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.world.lock().unwrap().plain_step(|world| {
            if let Some(inode) = world.names.remove(from) {
                world.names.insert(to.to_path_buf(), inode);
            }
        })
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.world.lock().unwrap().plain_step(|world| {
            world.names.remove(path);
        })
    }

    fn sync_directory(&self, directory: &Path) -> io::Result<()> {
        let mut world = self.world.lock().unwrap();
        world.sync_step()?;
        if world.lying {
            return Ok(());
        }
        let inside = |path: &PathBuf| path.parent() == Some(directory);
        let now: Vec<_> = world.names.iter().map(|(path, inode)| (path.clone(), *inode)).collect();
        world.synced_names.retain(|path, _| !inside(path));
        world.synced_names.extend(now.into_iter().filter(|(path, _)| inside(path)));
        Ok(())
    }

    fn free_bytes(&self, _: &Path) -> io::Result<u64> {
        let world = self.world.lock().unwrap();
        Ok(world.capacity.map_or(u64::MAX, |capacity| capacity.saturating_sub(world.used())))
    }
}

struct SimFile {
    world: Arc<Mutex<World>>,
    place: usize,
}

impl Write for SimFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut world = self.world.lock().unwrap();
        let trouble = world.step()?;
        let room = world.capacity.map_or(u64::MAX, |capacity| capacity.saturating_sub(world.used()));
        let fitting = usize::try_from(room).unwrap_or(usize::MAX).min(bytes.len());
        if fitting == 0 && !bytes.is_empty() {
            return Err(ErrorKind::StorageFull.into());
        }
        let count = match trouble {
            Some(Trouble::Crash | Trouble::Half(_)) => fitting / 2,
            Some(Trouble::Short) => 1,
            _ => fitting,
        };
        world.inodes[self.place].now.extend_from_slice(&bytes[..count]);
        match trouble {
            Some(Trouble::Crash) => Err(io::Error::other("crashed")),
            Some(Trouble::Half(kind)) => Err(kind.into()),
            _ => Ok(count),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl DiskFile for SimFile {
    fn sync(&mut self) -> io::Result<()> {
        let mut world = self.world.lock().unwrap();
        world.sync_step()?;
        if !world.lying {
            let now = world.inodes[self.place].now.clone();
            world.inodes[self.place].synced = now;
        }
        Ok(())
    }

    fn set_length(&mut self, length: u64) -> io::Result<()> {
        let place = self.place;
        self.world.lock().unwrap().plain_step(|world| world.inodes[place].now.truncate(length as usize))
    }
}

/// A log that refuses appends while told to, and otherwise does what the one inside does.
pub struct FaultLog<L> {
    inner: L,
    switch: Switch,
}

/// Turns the failures of a `FaultLog` on and off from outside.
#[derive(Debug, Clone, Default)]
pub struct Switch(Arc<Mutex<Option<ErrorKind>>>);

impl Switch {
    pub fn fail_with(&self, kind: ErrorKind) {
        *self.0.lock().unwrap() = Some(kind);
    }

    pub fn heal(&self) {
        *self.0.lock().unwrap() = None;
    }

    fn check(&self) -> Result<(), LogError> {
        let Some(kind) = *self.0.lock().unwrap() else { return Ok(()) };
        Err(LogError::Io { action: "write", path: "journal".into(), source: kind.into() })
    }
}

impl<L: Log> FaultLog<L> {
    pub fn new(inner: L) -> (Self, Switch) {
        let switch = Switch::default();
        (Self { inner, switch: switch.clone() }, switch)
    }
}

impl<L: Log> Log for FaultLog<L> {
    fn head(&self) -> Head {
        self.inner.head()
    }

    fn append(&mut self, expected: Head, frames: &[Frame]) -> Result<Head, LogError> {
        self.switch.check()?;
        self.inner.append(expected, frames)
    }

    fn read(&self, from_seq: u64) -> Result<Frames, LogError> {
        self.inner.read(from_seq)
    }

    fn headers_before(&self, before_seq: u64, limit: usize) -> Result<Vec<StoredHeader>, LogError> {
        self.inner.headers_before(before_seq, limit)
    }

    fn bulk(&self) -> Result<Box<dyn BulkWriter>, LogError> {
        self.switch.check()?;
        self.inner.bulk()
    }

    fn recover(&mut self) -> Result<(), LogError> {
        self.switch.check()?;
        self.inner.recover()
    }
}
