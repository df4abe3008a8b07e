//! The disk as the store sees it: few verbs, each of which can fail, so that tests can put a failing one in its place.
//! Invariant: nothing counts as durable before `sync` (files) or `sync_directory` (names) has returned.
//! The journal, the layout and backups go through it; sled does its own input and output.

use std::fmt;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::sync::Arc;

/// Mode of every directory of a store.
pub const DIRECTORY_MODE: u32 = 0o700;
/// Mode of every file of a store.
pub const FILE_MODE: u32 = 0o600;

/// A disk that several parts of the store share.
pub type SharedDisk = Arc<dyn Disk>;

/// What the store asks of a file system.
pub trait Disk: Send + Sync + fmt::Debug {
    /// Creates a directory that only its owner can enter; fine if it is there already.
    fn create_directory(&self, path: &Path) -> io::Result<()>;
    /// Names and lengths of the plain files in a directory, in no order.
    fn list(&self, directory: &Path) -> io::Result<Vec<Entry>>;
    /// Opens a file for reading.
    fn open(&self, path: &Path) -> io::Result<Box<dyn ReadSeek>>;
    /// Creates a file, or empties the one that is there, for its owner only.
    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;
    /// Opens an existing file for writing at its end.
    fn append(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;
    /// Gives a file a new name, over whatever has it.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Makes creations, renames and removals in a directory durable.
    fn sync_directory(&self, directory: &Path) -> io::Result<()>;
    /// Bytes that may still be written below `path`.
    fn free_bytes(&self, path: &Path) -> io::Result<u64>;
}

/// A file that is being written.
pub trait DiskFile: Write + Send {
    /// Returns once all that was written survives a power cut.
    fn sync(&mut self) -> io::Result<()>;
    /// Cuts the file; the next write goes to its new end.
    fn set_length(&mut self, length: u64) -> io::Result<()>;
}

/// A file that is being read.
pub trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

/// One plain file of a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    pub length: u64,
}

/// The file system of the operating system.
#[derive(Debug, Clone, Copy)]
pub struct OsDisk {
    durable: bool,
}

impl OsDisk {
    /// The disk of every store that is to last.
    pub fn durable() -> Self {
        Self { durable: true }
    }

    /// A disk that never waits for the hardware: for stores that are thrown away, where a power cut costs nothing.
    pub fn throw_away() -> Self {
        Self { durable: false }
    }

    /// The same, shared.
    pub fn shared(self) -> SharedDisk {
        Arc::new(self)
    }
}

impl Disk for OsDisk {
    fn create_directory(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)?;
        set_mode(path, DIRECTORY_MODE)
    }

    fn list(&self, directory: &Path) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(directory)? {
            let entry = entry?;
            let metadata = entry.metadata()?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            if metadata.is_file() {
                entries.push(Entry { name, length: metadata.len() });
            }
        }
        Ok(entries)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn ReadSeek>> {
        Ok(Box::new(open_plain(OpenOptions::new().read(true), path)?))
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let file = open_plain(OpenOptions::new().create(true).write(true).truncate(true), path)?;
        // The mode given at creation passes through the umask, which could take the owner's own rights away.
        file.set_permissions(Permissions::from_mode(FILE_MODE))?;
        Ok(Box::new(OsFile { file, durable: self.durable }))
    }

    fn append(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let file = open_plain(OpenOptions::new().append(true), path)?;
        Ok(Box::new(OsFile { file, durable: self.durable }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_directory(&self, directory: &Path) -> io::Result<()> {
        if self.durable { File::open(directory)?.sync_all() } else { Ok(()) }
    }

    fn free_bytes(&self, path: &Path) -> io::Result<u64> {
        let room = rustix::fs::statvfs(path)?;
        Ok(room.f_bavail.saturating_mul(room.f_frsize))
    }
}

struct OsFile {
    file: File,
    durable: bool,
}

impl Write for OsFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl DiskFile for OsFile {
    fn sync(&mut self) -> io::Result<()> {
        if self.durable { self.file.sync_data() } else { Ok(()) }
    }

    fn set_length(&mut self, length: u64) -> io::Result<()> {
        self.file.set_len(length)?;
        self.file.seek(io::SeekFrom::End(0)).map(|_| ())
    }
}

/// Opens a file without following a symbolic link: nobody may lead the store out of its own directory.
pub(crate) fn open_plain(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let no_follow = i32::try_from(rustix::fs::OFlags::NOFOLLOW.bits()).unwrap_or_default();
    options.mode(FILE_MODE).custom_flags(no_follow).open(path)
}

/// Sets the mode unless it is right already, so that a store on a foreign mount is not refused for nothing.
pub(crate) fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    if fs::metadata(path)?.permissions().mode() & 0o777 == mode {
        return Ok(());
    }
    fs::set_permissions(path, Permissions::from_mode(mode))
}

/// Creates `path` with these bytes in one step: after a crash it holds either the old bytes or the new ones.
pub fn replace_file(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let directory = path.parent().unwrap_or_else(|| Path::new("."));
    let fresh = path.with_extension("new");
    let mut file = disk.create(&fresh)?;
    file.write_all(bytes)?;
    file.sync()?;
    drop(file);
    disk.rename(&fresh, path)?;
    disk.sync_directory(directory)
}
