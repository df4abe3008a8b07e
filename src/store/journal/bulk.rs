//! Large payloads in files of their own: `bulk-<BLAKE3 of the file>`, a row of sections each with a checksum.
//! Invariant: a file gets its final name only when it is durable, and it means nothing before a frame names it.
//! Written by imports while the log goes on; read back section by section, never whole.

use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};

use super::scan::read_full;
use crate::store::disk::{DiskFile, ReadSeek, SharedDisk};
use crate::store::log::{BulkRef, BulkWriter, Fault, LogError, SECTION_HEAD, SECTION_LIMIT, Section};

/// Begins the name of each bulk file.
pub const BULK_PREFIX: &str = "bulk-";
/// Begins the name of one that is still being written.
pub const UNFINISHED_PREFIX: &str = "bulk-new-";
/// Bytes that are collected before they are written.
const WRITE_AT_ONCE: usize = 1 << 20;
/// Bytes that are hashed together while reading.
const HASH_AT_ONCE: usize = 1 << 17;
/// Bytes behind each section: its CRC-32.
const CHECKSUM: usize = 4;

/// Writes one bulk file.
pub struct FileBulk {
    disk: SharedDisk,
    directory: PathBuf,
    unfinished: PathBuf,
    /// `None` once finished.
    file: Option<Box<dyn DiskFile>>,
    waiting: Vec<u8>,
    hasher: blake3::Hasher,
    length: u64,
    sections: u64,
}

impl FileBulk {
    /// Begins a file. `number` tells apart those that are written at the same time.
    pub fn create(disk: SharedDisk, directory: &Path, number: u64) -> Result<Self, LogError> {
        let unfinished = directory.join(format!("{UNFINISHED_PREFIX}{number}"));
        let file = disk.create(&unfinished).map_err(LogError::io("create", &unfinished))?;
        Ok(Self {
            disk,
            directory: directory.to_path_buf(),
            unfinished,
            file: Some(file),
            waiting: Vec::with_capacity(WRITE_AT_ONCE),
            hasher: blake3::Hasher::new(),
            length: 0,
            sections: 0,
        })
    }

    fn write_waiting(&mut self) -> Result<(), LogError> {
        let Some(file) = self.file.as_mut() else { return Ok(()) };
        file.write_all(&self.waiting).map_err(LogError::io("write", &self.unfinished))?;
        self.hasher.update(&self.waiting);
        self.length += u64::try_from(self.waiting.len()).unwrap_or_default();
        self.waiting.clear();
        Ok(())
    }
}

impl BulkWriter for FileBulk {
    fn section(&mut self, section: &Section) -> Result<(), LogError> {
        let start = self.waiting.len();
        section.encode(&mut self.waiting)?;
        let checksum = crc32fast::hash(self.waiting.get(start..).unwrap_or_default());
        self.waiting.extend_from_slice(&checksum.to_le_bytes());
        self.sections += 1;
        if self.waiting.len() >= WRITE_AT_ONCE { self.write_waiting() } else { Ok(()) }
    }

    fn finish(mut self: Box<Self>) -> Result<BulkRef, LogError> {
        self.write_waiting()?;
        let root = *self.hasher.finalize().as_bytes();
        let bulk = BulkRef { length: self.length, sections: self.sections, root };
        let path = self.directory.join(bulk.file_name());
        if let Some(file) = self.file.as_mut() {
            file.sync().map_err(LogError::io("save", &self.unfinished))?;
        }
        self.disk.rename(&self.unfinished, &path).map_err(LogError::io("rename", &self.unfinished))?;
        self.file = None;
        self.disk.sync_directory(&self.directory).map_err(LogError::io("save", &self.directory))?;
        Ok(bulk)
    }
}

impl Drop for FileBulk {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            // What stays behind here is removed when the store is opened next.
            let _ = self.disk.remove(&self.unfinished);
        }
    }
}

/// Reads the sections of a bulk file and checks each, and the whole at the end.
pub struct BulkReader {
    reader: BufReader<Box<dyn ReadSeek>>,
    file: PathBuf,
    seq: u64,
    expected: BulkRef,
    hasher: blake3::Hasher,
    /// Read, but not in the hash yet: hashing many small pieces would take several times as long.
    unhashed: Vec<u8>,
    offset: u64,
    sections: u64,
    done: bool,
}

impl BulkReader {
    /// Opens the file that commit `seq` refers to.
    pub fn open(disk: &SharedDisk, directory: &Path, seq: u64, bulk: BulkRef) -> Result<Self, LogError> {
        let file = directory.join(bulk.file_name());
        let reader = match disk.open(&file) {
            Ok(reader) => BufReader::with_capacity(WRITE_AT_ONCE, reader),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(LogError::Damaged { seq, file, offset: 0, fault: Fault::Missing });
            }
            Err(error) => return Err(LogError::io("open", file)(error)),
        };
        let hasher = blake3::Hasher::new();
        Ok(Self {
            reader,
            file,
            seq,
            expected: bulk,
            hasher,
            unhashed: Vec::new(),
            offset: 0,
            sections: 0,
            done: false,
        })
    }

    fn next_section(&mut self) -> Result<Option<Section>, LogError> {
        let mut head = [0_u8; SECTION_HEAD];
        let got = self.fill(&mut head)?;
        if got == 0 {
            return self.check_end().map(|()| None);
        }
        let length = head.last_chunk::<4>().map_or(0, |length| u32::from_le_bytes(*length));
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if got < SECTION_HEAD || length > SECTION_LIMIT {
            return Err(self.damaged(if got < SECTION_HEAD { Fault::Short } else { Fault::Length }));
        }
        let mut bytes = vec![0; length];
        let mut checksum = [0_u8; CHECKSUM];
        if self.fill(&mut bytes)? < length || self.fill(&mut checksum)? < CHECKSUM {
            return Err(self.damaged(Fault::Short));
        }
        let mut sum = crc32fast::Hasher::new();
        sum.update(&head);
        sum.update(&bytes);
        if sum.finalize() != u32::from_le_bytes(checksum) {
            return Err(self.damaged(Fault::Checksum));
        }
        for part in [head.as_slice(), bytes.as_slice(), checksum.as_slice()] {
            self.unhashed.extend_from_slice(part);
        }
        if self.unhashed.len() >= HASH_AT_ONCE {
            self.hash_waiting();
        }
        self.offset += u64::try_from(SECTION_HEAD + length + CHECKSUM).unwrap_or_default();
        self.sections += 1;
        let (subject, key_id) = subject_and_key(&head);
        Ok(Some(Section { subject, key_id, bytes }))
    }

    fn hash_waiting(&mut self) {
        self.hasher.update(&self.unhashed);
        self.unhashed.clear();
    }

    fn check_end(&mut self) -> Result<(), LogError> {
        self.hash_waiting();
        let same = self.offset == self.expected.length && self.sections == self.expected.sections;
        if !same {
            return Err(self.damaged(Fault::Short));
        }
        if *self.hasher.finalize().as_bytes() == self.expected.root {
            Ok(())
        } else {
            Err(self.damaged(Fault::Checksum))
        }
    }

    fn damaged(&self, fault: Fault) -> LogError {
        LogError::Damaged { seq: self.seq, file: self.file.clone(), offset: self.offset, fault }
    }

    fn fill(&mut self, into: &mut [u8]) -> Result<usize, LogError> {
        read_full(self.reader.by_ref(), into).map_err(LogError::io("read", &self.file))
    }
}

impl Iterator for BulkReader {
    type Item = Result<Section, LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let item = self.next_section().transpose();
        self.done = !matches!(item, Some(Ok(_)));
        item
    }
}

fn subject_and_key(head: &[u8; SECTION_HEAD]) -> (u64, u32) {
    let subject = head.first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes));
    let key_id = head.get(8..12).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes);
    (subject, key_id)
}

/// True for the name of a finished bulk file.
pub fn is_bulk_name(name: &str) -> bool {
    let root = name.strip_prefix(BULK_PREFIX).unwrap_or_default();
    root.len() == 64 && root.bytes().all(|byte| byte.is_ascii_hexdigit())
}
