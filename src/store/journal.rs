//! The journal: the log as segment files on a disk. It alone is the truth of a store.
//! Invariant: a group of commits is acknowledged only after its bytes, and the name of the file they are in, survive
//! a power cut; a failed append is taken back before anything else is written.
//! Owned by the writer; readers open their own and never write.

mod bulk;
mod frame;
mod open;
mod read;
mod scan;
mod segment;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use self::bulk::{FileBulk, is_bulk_name};
use self::open::{Found, Opening};
use self::read::{Reader, headers_backward};
use self::segment::{SEGMENT_BYTES, SEGMENT_HEAD, Segment, SegmentHead, segment_first, segment_name};
use super::disk::{DiskFile, SharedDisk};
use super::log::{BulkWriter, Frame, Frames, Head, Log, LogError, StoredHeader, is_full};
use super::repair::Repair;

pub use self::open::{Access, FULL_SCAN_BYTES};

/// A log in a directory.
pub struct Journal {
    disk: SharedDisk,
    directory: PathBuf,
    store: [u8; 16],
    segments: Vec<Segment>,
    head: Head,
    /// The last segment, opened with the first append.
    tail: Option<Box<dyn DiskFile>>,
    health: Health,
    access: Access,
    segment_bytes: u64,
    bulk_numbers: Arc<AtomicU64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Health {
    Good,
    /// The last append failed: behind the head there may be bytes that have to go.
    Unclean,
    /// The disk did not keep its promise; what it holds is only known after opening anew.
    Broken,
}

impl Journal {
    /// Makes the empty journal of a new store and its first segment, durably.
    pub fn create(disk: &SharedDisk, directory: &Path, store: [u8; 16]) -> Result<(), LogError> {
        disk.create_directory(directory).map_err(LogError::io("create", directory))?;
        create_segment(disk, directory, SegmentHead { store, first: 1, previous: [0; 32] }).map(|_| ())
    }

    /// Opens the journal of `store`, checks it and, when it may write, cuts an unfinished end.
    pub fn open(
        disk: SharedDisk,
        directory: &Path,
        store: [u8; 16],
        access: Access,
    ) -> Result<(Self, Vec<Repair>), LogError> {
        Self::open_within(disk, directory, store, access, FULL_SCAN_BYTES)
    }

    /// The same, checking everything only up to `scan_bytes` of journal.
    pub fn open_within(
        disk: SharedDisk,
        directory: &Path,
        store: [u8; 16],
        access: Access,
        scan_bytes: u64,
    ) -> Result<(Self, Vec<Repair>), LogError> {
        let opening = Opening { disk: &disk, directory, store, access, scan_bytes };
        let Found { segments, head, repairs } = opening.run()?;
        let journal = Self {
            disk,
            directory: directory.to_path_buf(),
            store,
            segments,
            head,
            tail: None,
            health: Health::Good,
            access,
            segment_bytes: SEGMENT_BYTES,
            bulk_numbers: Arc::default(),
        };
        Ok((journal, repairs))
    }

    /// The same with smaller segments, so that a test can cross their borders without writing gigabytes.
    #[must_use]
    pub fn with_segment_bytes(mut self, bytes: u64) -> Self {
        self.segment_bytes = bytes;
        self
    }

    /// Looks for commits that another process has appended since. Only for a journal opened without `write`.
    pub fn refresh(&mut self) -> Result<Head, LogError> {
        let Some(known) = self.segments.last() else { return Ok(self.head) };
        let opening = Opening {
            disk: &self.disk,
            directory: &self.directory,
            store: self.store,
            access: self.access,
            scan_bytes: 0,
        };
        let found = opening.run_from(known, self.head)?;
        self.segments.pop();
        self.segments.extend(found.segments);
        self.head = found.head;
        Ok(self.head)
    }

    /// Bytes of all segments up to the head.
    pub fn bytes(&self) -> u64 {
        self.segments.iter().map(|segment| segment.length).sum()
    }

    /// Names and lengths of the segments up to the head, oldest first: what a backup copies.
    pub fn files(&self) -> Vec<(String, u64)> {
        self.segments.iter().map(|segment| (segment.file_name(), segment.length)).collect()
    }

    /// Names and lengths of the large payloads that lie beside the segments.
    pub fn bulk_files(&self) -> Result<Vec<(String, u64)>, LogError> {
        let entries = self.disk.list(&self.directory).map_err(LogError::io("read", &self.directory))?;
        let finished = entries.into_iter().filter(|entry| is_bulk_name(&entry.name));
        Ok(finished.map(|entry| (entry.name, entry.length)).collect())
    }

    /// Whether a journal has files of this name: a restore writes no other.
    pub fn is_file_name(name: &str) -> bool {
        segment_first(name).is_some() || is_bulk_name(name)
    }

    /// Whether commit `seq` is in the log with this hash (a seq of 0 stands for the empty log).
    pub fn holds(&self, head: Head) -> Result<bool, LogError> {
        if head.seq == 0 || head.seq > self.head.seq {
            return Ok(head == Head::default());
        }
        let mut reader = self.reader(head.seq, head.seq);
        Ok(reader.advance()?.is_some_and(|scanner| scanner.head() == head))
    }

    fn reader(&self, from: u64, until: u64) -> Reader {
        Reader::new(self.disk.clone(), &self.directory, self.store, &self.segments, (from, until))
    }

    /// Where reading backward from commit `last` begins: at a mark, or at the start of a segment that has none.
    fn floor(&self, last: u64) -> u64 {
        let segment = self.segments.iter().rev().find(|segment| segment.first <= last);
        segment.map_or(1, |segment| segment.mark(last).map_or(segment.first, |mark| mark.before.seq + 1))
    }

    fn write_group(&mut self, frames: &[Frame]) -> Result<(), LogError> {
        let (mut bytes, mut head, mut starts) = (Vec::new(), self.head, Vec::with_capacity(frames.len()));
        for frame in frames {
            starts.push((head, bytes.len()));
            head = frame::encode(&mut bytes, head, self.head.seq + 1, frame)?;
        }
        self.health = Health::Unclean;
        self.roll_over()?;
        self.open_tail()?;
        let Some(segment) = self.segments.last() else { return Err(LogError::Broken) };
        let path = self.directory.join(segment.file_name());
        let Some(tail) = self.tail.as_mut() else { return Err(LogError::Broken) };
        tail.write_all(&bytes).map_err(LogError::io("write", &path))?;
        let synced = tail.sync();
        self.believe(synced, path)?;
        let Some(segment) = self.segments.last_mut() else { return Err(LogError::Broken) };
        for (before, start) in starts {
            segment.note(before, segment.length + u64::try_from(start).unwrap_or_default());
        }
        segment.length += u64::try_from(bytes.len()).unwrap_or_default();
        self.head = head;
        self.health = Health::Good;
        Ok(())
    }

    /// Passes on the result of a sync. After one that failed for another reason than space the system may drop what
    /// it could not write and report success next time, so nothing is written any more.
    fn believe(&mut self, synced: std::io::Result<()>, path: PathBuf) -> Result<(), LogError> {
        let Err(source) = synced else { return Ok(()) };
        if !is_full(&source) {
            self.health = Health::Broken;
        }
        Err(LogError::Io { action: "save", path, source })
    }

    /// Begins a new segment when the last one is full. Groups never cross a border.
    fn roll_over(&mut self) -> Result<(), LogError> {
        if self.segments.last().is_some_and(|segment| segment.length < self.segment_bytes) {
            return Ok(());
        }
        let first = self.head.seq + 1;
        let head = SegmentHead { store: self.store, first, previous: self.head.hash };
        match create_segment(&self.disk, &self.directory, head) {
            Ok(file) => {
                self.tail = Some(file);
                let length = u64::try_from(SEGMENT_HEAD).unwrap_or_default();
                self.segments.push(Segment::new(first, length));
                Ok(())
            }
            Err(error) => {
                let _ = self.disk.remove(&self.directory.join(segment_name(first)));
                Err(error)
            }
        }
    }

    fn open_tail(&mut self) -> Result<(), LogError> {
        if self.tail.is_some() {
            return Ok(());
        }
        let Some(segment) = self.segments.last() else { return Err(LogError::Broken) };
        let path = self.directory.join(segment.file_name());
        self.tail = Some(self.disk.append(&path).map_err(LogError::io("open", &path))?);
        Ok(())
    }
}

impl Log for Journal {
    fn head(&self) -> Head {
        self.head
    }

    fn append(&mut self, expected: Head, frames: &[Frame]) -> Result<Head, LogError> {
        if !self.access.write {
            return Err(LogError::ReadOnly);
        }
        if expected != self.head {
            return Err(LogError::Conflict { expected: expected.seq, found: self.head.seq });
        }
        self.recover()?;
        if frames.is_empty() {
            return Ok(self.head);
        }
        if let Err(error) = self.write_group(frames) {
            // A second failure here leaves the log unclean, and the next append begins with the same attempt.
            let _ = self.recover();
            return Err(error);
        }
        Ok(self.head)
    }

    fn read(&self, from_seq: u64) -> Result<Frames, LogError> {
        Ok(Box::new(self.reader(from_seq, self.head.seq)))
    }

    fn headers_before(&self, before_seq: u64, limit: usize) -> Result<Vec<StoredHeader>, LogError> {
        let before = before_seq.min(self.head.seq + 1);
        headers_backward(|from, until| self.reader(from, until), |last| self.floor(last), before, limit)
    }

    fn bulk(&self) -> Result<Box<dyn BulkWriter>, LogError> {
        if !self.access.write {
            return Err(LogError::ReadOnly);
        }
        let number = self.bulk_numbers.fetch_add(1, Ordering::Relaxed);
        Ok(Box::new(FileBulk::create(self.disk.clone(), &self.directory, number)?))
    }

    fn recover(&mut self) -> Result<(), LogError> {
        match self.health {
            Health::Good => return Ok(()),
            Health::Broken => return Err(LogError::Broken),
            Health::Unclean => {}
        }
        self.tail = None;
        self.open_tail()?;
        let Some(segment) = self.segments.last() else { return Err(LogError::Broken) };
        let path = self.directory.join(segment.file_name());
        let Some(tail) = self.tail.as_mut() else { return Err(LogError::Broken) };
        tail.set_length(segment.length).map_err(LogError::io("cut", &path))?;
        let synced = tail.sync();
        self.believe(synced, path)?;
        self.health = Health::Good;
        Ok(())
    }
}

/// Creates a segment with its head, durable together with its name.
fn create_segment(
    disk: &SharedDisk,
    directory: &Path,
    head: SegmentHead,
) -> Result<Box<dyn DiskFile>, LogError> {
    let path = directory.join(segment_name(head.first));
    let mut file = disk.create(&path).map_err(LogError::io("create", &path))?;
    file.write_all(&head.encode()).map_err(LogError::io("write", &path))?;
    file.sync().map_err(LogError::io("save", &path))?;
    disk.sync_directory(directory).map_err(LogError::io("save", directory))?;
    Ok(file)
}
