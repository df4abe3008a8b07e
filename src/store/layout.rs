//! The directory of a store: where everything lies, which store it is, and who holds it.
//! Invariant: nothing is written before LOCK is held, and a store exists exactly when its IDENTITY does, which is
//! written last. Directories have mode 0700, files 0600, whatever the umask.
//! Called when a store is made, opened, copied or restored.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};

use super::disk::{DIRECTORY_MODE, Disk, FILE_MODE, SharedDisk, open_plain, replace_file, set_mode};
use super::error::StoreError;
use super::journal::Journal;

/// The newest format of a store that this program reads and the one it writes.
pub const FORMAT: u32 = 1;
/// Bytes that are set aside so that work can be finished on a full disk.
pub const BALLAST_BYTES: u64 = 16 << 20;
const IDENTITY_LIMIT: u64 = 4096;
const USER_LIMIT: usize = 64;
/// How often, and how long, a second opener waits for a lock that names nobody.
const HOLDER_TRIES: u32 = 200;
const HOLDER_WAIT: Duration = Duration::from_millis(5);

/// The paths of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    root: PathBuf,
}

/// Which store this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    pub store: [u8; 16],
    pub format: u32,
}

/// What an office writes for itself beside its records: its rules, and folders of small files.
pub const OWN_FILE: &str = "office.toml";
pub const OWN_FOLDERS: [&str; 2] = ["letters", "profiles"];

/// Whether this is the name of a file that an office writes for itself, as it stands in a backup: `office.toml`, `letters/x.toml`.
pub fn is_own(name: &str) -> bool {
    let plain = |file: &str| {
        file.strip_suffix(".toml").is_some_and(|stem| !stem.is_empty())
            && !file.starts_with('.')
            && !file.contains(['/', '\\', ':'])
            && !file.contains(char::is_control)
    };
    name == OWN_FILE
        || name.split_once('/').is_some_and(|(folder, file)| OWN_FOLDERS.contains(&folder) && plain(file))
}

impl Layout {
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn journal(&self) -> PathBuf {
        self.root.join("journal")
    }

    pub fn records(&self) -> PathBuf {
        self.root.join("records")
    }

    pub fn keys(&self) -> PathBuf {
        self.root.join("keys")
    }

    pub fn access(&self) -> PathBuf {
        self.root.join("access")
    }

    pub fn cache(&self) -> PathBuf {
        self.root.join("cache")
    }

    pub fn drafts(&self) -> PathBuf {
        self.root.join("drafts")
    }

    pub fn lock(&self) -> PathBuf {
        self.root.join("LOCK")
    }

    pub fn identity(&self) -> PathBuf {
        self.root.join("IDENTITY")
    }

    pub fn ballast(&self) -> PathBuf {
        self.root.join("ballast")
    }

    /// Whether there is a store, usable or not.
    pub fn exists(&self) -> bool {
        fs::symlink_metadata(self.identity()).is_ok()
    }

    /// Makes an empty store with this id, for `user`. The lock is held on return.
    /// Refuses a directory with anything in it but the remains of an earlier attempt.
    pub fn create(&self, disk: &SharedDisk, store: [u8; 16], user: &str) -> Result<Lock, StoreError> {
        self.refuse_foreign_content()?;
        disk.create_directory(&self.root).map_err(StoreError::io("create", &self.root))?;
        let lock = Lock::take(self, user)?;
        self.refuse_foreign_content()?;
        Journal::create(disk, &self.journal(), store)?;
        self.finish(disk, store)?;
        Ok(lock)
    }

    /// The last steps of making a store whose journal is in place: the other directories, ballast and IDENTITY.
    pub(super) fn finish(&self, disk: &SharedDisk, store: [u8; 16]) -> Result<(), StoreError> {
        self.make_directories(disk.as_ref())?;
        Ballast::new(disk.clone(), self.ballast())
            .make()
            .map_err(StoreError::io("create", self.ballast()))?;
        let text = Identity { store, format: FORMAT }.text();
        let identity = self.identity();
        replace_file(disk.as_ref(), &identity, text.as_bytes())
            .map_err(StoreError::io("write", &identity))?;
        let parent = self.root.parent().filter(|parent| !parent.as_os_str().is_empty());
        let parent = parent.unwrap_or_else(|| Path::new("."));
        disk.sync_directory(parent).map_err(StoreError::io("save", parent))
    }

    /// Puts back the directories that may be missing and takes other people's rights away.
    pub fn make_directories(&self, disk: &dyn Disk) -> Result<(), StoreError> {
        set_mode(&self.root, DIRECTORY_MODE).map_err(StoreError::io("protect", &self.root))?;
        for directory in [self.journal(), self.keys(), self.access(), self.cache()] {
            disk.create_directory(&directory).map_err(StoreError::io("create", &directory))?;
        }
        Ok(())
    }

    /// Which store this is; refuses one of a newer format.
    pub fn read_identity(&self, disk: &dyn Disk) -> Result<Identity, StoreError> {
        let path = self.identity();
        let file = match disk.open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(StoreError::NotAStore { path: self.root.clone() });
            }
            Err(error) => return Err(StoreError::io("open", &path)(error)),
        };
        let mut bytes = Vec::new();
        file.take(IDENTITY_LIMIT).read_to_end(&mut bytes).map_err(StoreError::io("read", &path))?;
        let identity = Identity::parse(&bytes).ok_or(StoreError::Identity { path })?;
        if identity.format > FORMAT {
            return Err(StoreError::NewerFormat { found: identity.format, known: FORMAT });
        }
        Ok(identity)
    }

    /// Refuses a directory that holds more than an attempt to make a store may leave behind.
    pub(super) fn refuse_foreign_content(&self) -> Result<(), StoreError> {
        let entries = match fs::read_dir(&self.root) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(StoreError::io("read", &self.root)(error)),
        };
        for entry in entries {
            let entry = entry.map_err(StoreError::io("read", &self.root))?;
            let ours = match entry.file_name().to_str() {
                Some("LOCK" | "ballast" | "IDENTITY.new") => true,
                Some("keys" | "access" | "cache") => is_bare(&entry.path(), 0),
                // The head of the first segment and nothing behind it.
                Some("journal") => is_bare(&entry.path(), 68),
                _ => false,
            };
            if !ours {
                return Err(StoreError::NotEmpty { path: self.root.clone() });
            }
        }
        Ok(())
    }
}

/// True for a directory with at most one file, and that one of at most `bytes`.
fn is_bare(directory: &Path, bytes: u64) -> bool {
    let Ok(entries) = fs::read_dir(directory) else { return false };
    let sizes: Vec<u64> = entries
        .map(|entry| entry.and_then(|entry| entry.metadata()).map_or(u64::MAX, |meta| meta.len()))
        .collect();
    sizes.len() <= usize::from(bytes > 0) && sizes.iter().all(|size| *size <= bytes)
}

impl Identity {
    fn text(&self) -> String {
        let id = self.store.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        let body = format!("nichiiki store\nformat={}\nstore={id}\n", self.format);
        let checksum = crc32fast::hash(body.as_bytes());
        format!("{body}checksum={checksum:08x}\n")
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let (body, checksum) = text.rsplit_once("checksum=")?;
        let checksum = u32::from_str_radix(checksum.trim_end(), 16).ok()?;
        if crc32fast::hash(body.as_bytes()) != checksum {
            return None;
        }
        let value = |key: &str| body.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        let digits = value("store")?.as_bytes();
        let mut store = [0_u8; 16];
        if digits.len() != store.len() * 2 {
            return None;
        }
        for (byte, pair) in store.iter_mut().zip(digits.chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self { store, format: value("format")?.parse().ok()? })
    }
}

/// The right to write to a store; it ends with the value, and with the process in any case.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock for `user`, or says who has it.
    pub fn take(layout: &Layout, user: &str) -> Result<Self, StoreError> {
        let path = layout.lock();
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = open_plain(&mut options, &path).map_err(StoreError::io("open", &path))?;
        let mut tries = 0;
        loop {
            match flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => break,
                Err(rustix::io::Errno::WOULDBLOCK) => {}
                Err(error) => return Err(StoreError::io("lock", &path)(error.into())),
            }
            // An empty lock belongs to a holder who is about to write a name into it, or who has just let it go.
            let held = holder(&mut file);
            tries += 1;
            if held.is_some() || tries == HOLDER_TRIES {
                let (pid, user) = held.unwrap_or_default();
                return Err(StoreError::Held { pid, user });
            }
            std::thread::sleep(HOLDER_WAIT);
        }
        set_mode(&path, FILE_MODE).map_err(StoreError::io("protect", &path))?;
        let user: String = user.chars().filter(|letter| !letter.is_control()).take(USER_LIMIT).collect();
        let text = format!("{} {user}\n", std::process::id());
        let written = file.set_len(0).and_then(|()| file.write_all(text.as_bytes()));
        // On a full disk the name may be missing from the lock, but the lock itself holds.
        let _ = written;
        Ok(Self { file })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The next opener shall not be told about a process that has ended.
        let _ = self.file.set_len(0);
    }
}

/// Who holds the lock, as written in it; `None` while nothing is.
fn holder(file: &mut File) -> Option<(Option<u32>, String)> {
    let mut text = String::new();
    file.seek(SeekFrom::Start(0)).and_then(|_| file.take(256).read_to_string(&mut text)).ok()?;
    let (pid, user) = text.trim_end().split_once(' ')?;
    Some((pid.parse().ok(), user.chars().filter(|letter| !letter.is_control()).take(USER_LIMIT).collect()))
}

/// The reserve for a full disk.
#[derive(Debug, Clone)]
pub struct Ballast {
    disk: SharedDisk,
    path: PathBuf,
}

impl Ballast {
    pub fn new(disk: SharedDisk, path: PathBuf) -> Self {
        Self { disk, path }
    }

    /// Whether the whole reserve is there.
    pub fn is_whole(&self) -> bool {
        let (Some(directory), Some(name)) = (self.path.parent(), self.path.file_name()) else { return false };
        let entries = self.disk.list(directory).unwrap_or_default();
        entries
            .iter()
            .any(|entry| Some(entry.name.as_str()) == name.to_str() && entry.length >= BALLAST_BYTES)
    }

    /// Sets the reserve aside; leaves nothing behind when there is no room for it.
    pub fn make(&self) -> std::io::Result<()> {
        let made = self.write();
        if made.is_err() {
            let _ = self.disk.remove(&self.path);
        }
        made
    }

    /// Gives the reserve up.
    pub fn free(&self) -> std::io::Result<()> {
        self.disk.remove(&self.path)
    }

    /// Makes the reserve again once the disk has room for it twice over.
    pub fn make_if_room(&self) -> bool {
        let room = self.disk.free_bytes(self.path.parent().unwrap_or(&self.path)).unwrap_or_default();
        room >= BALLAST_BYTES.saturating_mul(2) && self.make().is_ok()
    }

    fn write(&self) -> std::io::Result<()> {
        // Not zeros: a file system that stores holes would set nothing aside.
        let block = vec![0xB5_u8; 1 << 20];
        let mut file = self.disk.create(&self.path)?;
        for _ in 0..BALLAST_BYTES >> 20 {
            file.write_all(&block)?;
        }
        file.flush()
    }
}
