//! A backup: one file with the journal up to a head, and a checksum over all of it.
//! Invariant: a backup is consistent while another process writes, because it takes only what was durable when it
//! began; a restore is a store only after everything in it has been checked.
//! Format: `magic | format | store | head seq | head hash | files.. | 0 | BLAKE3`, a file being
//! `1 | name length | name | length | bytes`, or 2 in place of 1 for what the office wrote for itself (rules, profiles, letters).
//! Keys are not in it: they are kept, and lost, apart from the data.

use std::fs;
use std::io::{BufReader, Read, Write};
use std::path::Path;

use super::disk::{DiskFile, ReadSeek, SharedDisk};
use super::error::StoreError;
use super::journal::{Access, Journal};
use super::layout::{FORMAT, Layout, Lock, OWN_FILE, OWN_FOLDERS, is_own};
use super::log::{Head, Log};

const MAGIC: [u8; 8] = *b"NICHIBK1";
const BLOCK: usize = 1 << 20;
const NAME_LIMIT: usize = 300;
/// The largest file of an office's own, in bytes; a larger one is none of those that are read.
const OWN_LIMIT: u64 = 1 << 20;
const FILE: u8 = 1;
const OWN: u8 = 2;
const END: u8 = 0;

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupReport {
    pub head: Head,
    pub files: u64,
    pub bytes: u64,
}

/// Writes a backup of the store to `target`, replacing it only once the new one is complete.
pub fn backup(disk: &SharedDisk, layout: &Layout, target: &Path) -> Result<BackupReport, StoreError> {
    let identity = layout.read_identity(disk.as_ref())?;
    let access = Access { write: false, all: true };
    let (journal, _) = Journal::open(disk.clone(), &layout.journal(), identity.store, access)?;
    let mut name = target.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    let unfinished = target.with_file_name(name);
    let written = write_all(disk, layout, &journal, identity.store, &unfinished);
    let report = match written {
        Ok(report) => report,
        Err(error) => {
            let _ = disk.remove(&unfinished);
            return Err(error);
        }
    };
    disk.rename(&unfinished, target).map_err(StoreError::io("write", target))?;
    let directory = target.parent().filter(|parent| !parent.as_os_str().is_empty());
    let directory = directory.unwrap_or_else(|| Path::new("."));
    disk.sync_directory(directory).map_err(StoreError::io("save", directory))?;
    Ok(report)
}

/// Makes a store in `layout` from a backup and holds its lock until everything has been checked.
pub fn restore(
    disk: &SharedDisk,
    source: &Path,
    layout: &Layout,
    user: &str,
) -> Result<BackupReport, StoreError> {
    let mut input = Input::open(disk, source)?;
    let (store, head) = input.preamble()?;
    layout.refuse_foreign_content()?;
    let made_root = !layout.root().exists();
    disk.create_directory(layout.root()).map_err(StoreError::io("create", layout.root()))?;
    let lock = Lock::take(layout, user)?;
    layout.refuse_foreign_content()?;
    let restored = unpack(disk, &mut input, layout, store, head);
    if restored.is_err() {
        // Half a journal must not stand in the way of the next attempt.
        let _ = fs::remove_dir_all(layout.journal());
        let _ = fs::remove_file(layout.root().join(OWN_FILE));
        for folder in OWN_FOLDERS {
            let _ = fs::remove_dir_all(layout.root().join(folder));
        }
        if made_root {
            let _ = fs::remove_dir_all(layout.root());
        }
    }
    drop(lock);
    restored
}

fn write_all(
    disk: &SharedDisk,
    layout: &Layout,
    journal: &Journal,
    store: [u8; 16],
    path: &Path,
) -> Result<BackupReport, StoreError> {
    let file = disk.create(path).map_err(StoreError::io("create", path))?;
    let mut output = Output { file, hasher: blake3::Hasher::new(), bytes: 0, path };
    let head = journal.head();
    output.put(&MAGIC)?;
    output.put(&FORMAT.to_le_bytes())?;
    output.put(&store)?;
    output.put(&head.seq.to_le_bytes())?;
    output.put(&head.hash)?;
    let mut files = journal.files();
    files.extend(journal.bulk_files()?);
    for (name, length) in &files {
        output.copy(disk, FILE, &layout.journal().join(name), name, *length)?;
    }
    let own = own_files(layout);
    for (name, length) in &own {
        output.copy(disk, OWN, &layout.root().join(name), name, *length)?;
    }
    output.put(&[END])?;
    let sum = *output.hasher.finalize().as_bytes();
    output.put(&sum)?;
    output.file.sync().map_err(StoreError::io("save", path))?;
    let files = u64::try_from(files.len() + own.len()).unwrap_or_default();
    Ok(BackupReport { head, files, bytes: output.bytes })
}

/// The files that the office wrote for itself, each with its length.
fn own_files(layout: &Layout) -> Vec<(String, u64)> {
    let names = |folder: &str| {
        let entries = fs::read_dir(layout.root().join(folder)).into_iter().flatten().flatten();
        let named = entries.filter_map(|entry| Some(format!("{folder}/{}", entry.file_name().to_str()?)));
        named.collect::<Vec<_>>()
    };
    let mut names: Vec<String> = OWN_FOLDERS.into_iter().flat_map(names).collect();
    names.push(OWN_FILE.to_owned());
    names.sort();
    let sized = |name: String| {
        let length =
            fs::symlink_metadata(layout.root().join(&name)).ok().filter(fs::Metadata::is_file)?.len();
        (is_own(&name) && name.len() <= NAME_LIMIT && length <= OWN_LIMIT).then_some((name, length))
    };
    names.into_iter().filter_map(sized).collect()
}

fn unpack(
    disk: &SharedDisk,
    input: &mut Input<'_>,
    layout: &Layout,
    store: [u8; 16],
    head: Head,
) -> Result<BackupReport, StoreError> {
    let directory = layout.journal();
    disk.create_directory(&directory).map_err(StoreError::io("create", &directory))?;
    let mut files = 0;
    loop {
        match input.byte()? {
            FILE => input.file(disk, &directory, Journal::is_file_name)?,
            OWN => input.file(disk, layout.root(), is_own)?,
            _ => break,
        }
        files += 1;
    }
    input.check_end()?;
    disk.sync_directory(&directory).map_err(StoreError::io("save", &directory))?;
    let access = Access { write: true, all: true };
    let (journal, _) = Journal::open(disk.clone(), &directory, store, access)?;
    if journal.head() != head {
        return Err(input.bad());
    }
    layout.finish(disk, store)?;
    Ok(BackupReport { head, files, bytes: input.bytes })
}

struct Output<'a> {
    file: Box<dyn DiskFile>,
    hasher: blake3::Hasher,
    bytes: u64,
    path: &'a Path,
}

impl Output<'_> {
    fn put(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.file.write_all(bytes).map_err(StoreError::io("write", self.path))?;
        self.hasher.update(bytes);
        self.bytes += u64::try_from(bytes.len()).unwrap_or_default();
        Ok(())
    }

    /// Copies the first `length` bytes of a file: a writer may be adding more behind them.
    fn copy(
        &mut self,
        disk: &SharedDisk,
        what: u8,
        from: &Path,
        name: &str,
        length: u64,
    ) -> Result<(), StoreError> {
        self.put(&[what])?;
        self.put(&u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes())?;
        self.put(name.as_bytes())?;
        self.put(&length.to_le_bytes())?;
        let mut input = disk.open(from).map_err(StoreError::io("open", from))?.take(length);
        let mut block = vec![0_u8; BLOCK];
        let mut left = length;
        while left > 0 {
            let got = input.read(&mut block).map_err(StoreError::io("read", from))?;
            if got == 0 {
                let short = std::io::ErrorKind::UnexpectedEof.into();
                return Err(StoreError::io("read", from)(short));
            }
            self.put(block.get(..got).unwrap_or_default())?;
            left = left.saturating_sub(u64::try_from(got).unwrap_or(left));
        }
        Ok(())
    }
}

struct Input<'a> {
    reader: BufReader<Box<dyn ReadSeek>>,
    hasher: blake3::Hasher,
    bytes: u64,
    path: &'a Path,
}

impl<'a> Input<'a> {
    fn open(disk: &SharedDisk, path: &'a Path) -> Result<Self, StoreError> {
        let reader = disk.open(path).map_err(StoreError::io("open", path))?;
        let reader = BufReader::with_capacity(BLOCK, reader);
        Ok(Self { reader, hasher: blake3::Hasher::new(), bytes: 0, path })
    }

    fn preamble(&mut self) -> Result<([u8; 16], Head), StoreError> {
        let magic: [u8; 8] = match self.array() {
            Ok(magic) => magic,
            Err(StoreError::BadBackup { .. }) => {
                return Err(StoreError::NotABackup { path: self.path.into() });
            }
            Err(error) => return Err(error),
        };
        if magic != MAGIC {
            return Err(StoreError::NotABackup { path: self.path.into() });
        }
        let found = u32::from_le_bytes(self.array()?);
        if found > FORMAT {
            return Err(StoreError::NewerFormat { found, known: FORMAT });
        }
        let store = self.array()?;
        let seq = u64::from_le_bytes(self.array()?);
        Ok((store, Head { seq, hash: self.array()? }))
    }

    /// Unpacks one file. Only names that have their place there are accepted, so that nothing is written elsewhere.
    fn file(
        &mut self,
        disk: &SharedDisk,
        directory: &Path,
        is_name: impl Fn(&str) -> bool,
    ) -> Result<(), StoreError> {
        let length = usize::from(u16::from_le_bytes(self.array()?));
        if length > NAME_LIMIT {
            return Err(self.bad());
        }
        let mut name = vec![0; length];
        self.fill(&mut name)?;
        let name = String::from_utf8(name).ok().filter(|name| is_name(name));
        let name = name.ok_or_else(|| self.bad())?;
        let mut left = u64::from_le_bytes(self.array()?);
        let path = directory.join(name);
        let folder = path.parent().unwrap_or(directory);
        disk.create_directory(folder).map_err(StoreError::io("create", folder))?;
        let mut file = disk.create(&path).map_err(StoreError::io("create", &path))?;
        let mut block = vec![0_u8; BLOCK];
        while left > 0 {
            let most = usize::try_from(left).unwrap_or(BLOCK).min(BLOCK);
            let part = block.get_mut(..most).unwrap_or_default();
            self.fill(part)?;
            file.write_all(part).map_err(StoreError::io("write", &path))?;
            left = left.saturating_sub(u64::try_from(most).unwrap_or(left));
        }
        file.sync().map_err(StoreError::io("save", &path))
    }

    fn check_end(&mut self) -> Result<(), StoreError> {
        let sum = *self.hasher.finalize().as_bytes();
        let stored: [u8; 32] = self.array()?;
        let mut behind = [0_u8; 1];
        let behind = self.reader.read(&mut behind).map_err(StoreError::io("read", self.path))?;
        if sum == stored && behind == 0 { Ok(()) } else { Err(self.bad()) }
    }

    fn byte(&mut self) -> Result<u8, StoreError> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn array<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], StoreError> {
        let mut bytes = [0; LENGTH];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn fill(&mut self, into: &mut [u8]) -> Result<(), StoreError> {
        match self.reader.read_exact(into) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Err(self.bad()),
            Err(error) => return Err(StoreError::io("read", self.path)(error)),
        }
        self.hasher.update(into);
        self.bytes += u64::try_from(into.len()).unwrap_or_default();
        Ok(())
    }

    fn bad(&self) -> StoreError {
        StoreError::BadBackup { path: self.path.to_path_buf() }
    }
}
