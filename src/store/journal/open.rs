//! Opening a journal: finds its segments, checks what is there, cuts an unfinished end.
//! Invariant: only bytes behind the last saved commit are ever removed, each removal is reported, and damage
//! anywhere else is an error that names the commit.
//! Called by `Journal::open` once per start.

use std::collections::BTreeSet;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use super::bulk::{BULK_PREFIX, BulkReader, UNFINISHED_PREFIX};
use super::read::bulk_of;
use super::scan::{Scanner, Step, starts_whole, torn};
use super::segment::{Segment, segment_first};
use crate::store::disk::{Entry, SharedDisk};
use crate::store::log::{Fault, Head, LogError};
use crate::store::repair::Repair;

/// Up to so many bytes everything is checked at each opening; beyond, only the last segment is.
pub const FULL_SCAN_BYTES: u64 = 256 << 20;

/// What may be done to a journal, and how much of it is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// False beside another process that holds the store: nothing is changed.
    pub write: bool,
    /// Checks every commit and every large payload, whatever their size.
    pub all: bool,
}

/// What the opening found.
pub(super) struct Found {
    pub segments: Vec<Segment>,
    pub head: Head,
    pub repairs: Vec<Repair>,
}

/// How the present segment is looked at, and what has been seen so far.
struct Check {
    /// All segments before it have been checked, so it must continue them.
    chained: bool,
    /// No segment follows it, so it may end with an unfinished append.
    last: bool,
    /// The bulk files that commits refer to.
    used: BTreeSet<String>,
}

pub(super) struct Opening<'a> {
    pub disk: &'a SharedDisk,
    pub directory: &'a Path,
    pub store: [u8; 16],
    pub access: Access,
    /// Up to so many bytes everything is checked.
    pub scan_bytes: u64,
}

impl Opening<'_> {
    /// Goes through the journal and returns its segments and head.
    pub fn run(&self) -> Result<Found, LogError> {
        let entries = self.disk.list(self.directory).map_err(LogError::io("read", self.directory))?;
        let mut firsts: Vec<(u64, u64)> =
            entries.iter().filter_map(|entry| Some((segment_first(&entry.name)?, entry.length))).collect();
        firsts.sort_unstable();
        if firsts.is_empty() {
            return Err(self.damaged(1, &Segment::new(1, 0), Fault::Missing));
        }
        let total: u64 = entries.iter().map(|entry| entry.length).sum();
        let all = self.access.all || total <= self.scan_bytes;
        let mut found = Found { segments: Vec::new(), head: Head::default(), repairs: Vec::new() };
        let mut check = Check { chained: all, last: false, used: BTreeSet::new() };
        let last = firsts.len() - 1;
        for (place, (first, length)) in firsts.into_iter().enumerate() {
            check.last = place == last;
            if all || check.last {
                self.scan(&mut found, Segment::new(first, 0), &mut check)?;
            } else {
                found.segments.push(Segment::new(first, length));
            }
        }
        self.remove_unused(&entries, all.then_some(&check.used), &mut found.repairs)?;
        Ok(found)
    }

    /// Takes up what was appended behind `head`, where `segment` was the last one.
    pub fn run_from(&self, segment: &Segment, head: Head) -> Result<Found, LogError> {
        let entries = self.disk.list(self.directory).map_err(LogError::io("read", self.directory))?;
        let mut firsts: Vec<u64> = entries.iter().filter_map(|entry| segment_first(&entry.name)).collect();
        firsts.retain(|first| *first > segment.first);
        firsts.sort_unstable();
        let mut found = Found { segments: Vec::new(), head, repairs: Vec::new() };
        let file = self.directory.join(segment.file_name());
        let opened = Scanner::open(self.disk.as_ref(), &file, self.store)?;
        let mut scanner = opened.map_err(|fault| self.damaged(segment.first, segment, fault))?;
        scanner.seek(head, segment.length)?;
        let mut check = Check { chained: true, last: firsts.is_empty(), used: BTreeSet::new() };
        self.walk(&mut found, scanner, segment.clone(), &mut check)?;
        for (place, first) in firsts.iter().enumerate() {
            check.last = place + 1 == firsts.len();
            self.scan(&mut found, Segment::new(*first, 0), &mut check)?;
        }
        Ok(found)
    }

    /// Checks one segment.
    fn scan(&self, found: &mut Found, segment: Segment, check: &mut Check) -> Result<(), LogError> {
        let file = self.directory.join(segment.file_name());
        let missing_from = if check.chained { found.head.seq + 1 } else { segment.first };
        let scanner = match Scanner::open(self.disk.as_ref(), &file, self.store)? {
            Ok(scanner) => scanner,
            Err(Fault::SegmentHead) if check.last && segment.first > 1 => {
                return self.unfinished_segment(found, &segment, check);
            }
            Err(fault) => return Err(self.damaged(missing_from, &segment, fault)),
        };
        if scanner.head().seq + 1 != segment.first || (check.chained && scanner.head() != found.head) {
            return Err(self.damaged(missing_from, &segment, Fault::Chain));
        }
        self.walk(found, scanner, segment, check)
    }

    /// Goes through the frames of a segment and takes it into `found`.
    fn walk(
        &self,
        found: &mut Found,
        mut scanner: Scanner,
        mut segment: Segment,
        check: &mut Check,
    ) -> Result<(), LogError> {
        loop {
            let (before, offset) = (scanner.head(), scanner.offset());
            match scanner.step()? {
                Step::Frame => {
                    segment.note(before, offset);
                    self.check_bulk(&scanner, check)?;
                }
                Step::End => break,
                Step::Broken(fault) if check.last && fault != Fault::Chain => {
                    self.cut(found, &scanner, &segment, fault)?;
                    break;
                }
                Step::Broken(fault) => return Err(scanner.damaged(fault)),
            }
        }
        segment.length = scanner.offset();
        found.head = scanner.head();
        found.segments.push(segment);
        Ok(())
    }

    fn check_bulk(&self, scanner: &Scanner, check: &mut Check) -> Result<(), LogError> {
        let Some(reference) = bulk_of(scanner)? else { return Ok(()) };
        check.used.insert(reference.file_name());
        let mut reader = BulkReader::open(self.disk, self.directory, scanner.head().seq, reference)?;
        if check.chained {
            return reader.try_for_each(|section| section.map(|_| ()));
        }
        // Without a full check the presence of the file has to do.
        Ok(())
    }

    /// Cuts an unfinished end; anything else that breaks there is damage.
    fn cut(
        &self,
        found: &mut Found,
        scanner: &Scanner,
        segment: &Segment,
        fault: Fault,
    ) -> Result<(), LogError> {
        let file = self.directory.join(segment.file_name());
        let rest = self.rest_of(&file, scanner.offset())?;
        let (offset, seq) = (scanner.offset(), scanner.head().seq + 1);
        if !self.access.write && starts_whole(&rest) {
            // The holder has finished it since; whoever reads on will find it.
            return Ok(());
        }
        if !torn(&rest, offset, seq) {
            return Err(scanner.damaged(fault));
        }
        if !self.access.write {
            // Beside a holder this is most likely a commit that is being written at this moment.
            return Ok(());
        }
        let mut writer = self.disk.append(&file).map_err(LogError::io("open", &file))?;
        writer.set_length(offset).map_err(LogError::io("cut", &file))?;
        writer.sync().map_err(LogError::io("save", &file))?;
        let bytes = u64::try_from(rest.len()).unwrap_or_default();
        found.repairs.push(Repair::TornTail { file: segment.file_name(), offset, bytes, seq });
        Ok(())
    }

    fn unfinished_segment(
        &self,
        found: &mut Found,
        segment: &Segment,
        check: &mut Check,
    ) -> Result<(), LogError> {
        let file = self.directory.join(segment.file_name());
        let rest = self.rest_of(&file, 0)?;
        let finished = !self.access.write && Scanner::open(self.disk.as_ref(), &file, self.store)?.is_ok();
        if !finished && !torn(&rest, 0, segment.first) {
            return Err(self.damaged(segment.first, segment, Fault::SegmentHead));
        }
        if !check.chained {
            // The one before it is the last one that holds commits, and it has not been read yet.
            let Some(before) = found.segments.pop() else {
                return Err(self.damaged(segment.first, segment, Fault::SegmentHead));
            };
            check.last = false;
            self.scan(found, Segment::new(before.first, 0), check)?;
        }
        if found.head.seq + 1 != segment.first {
            return Err(self.damaged(found.head.seq + 1, segment, Fault::Missing));
        }
        if self.access.write {
            self.disk.remove(&file).map_err(LogError::io("remove", &file))?;
            self.disk.sync_directory(self.directory).map_err(LogError::io("save", self.directory))?;
            found.repairs.push(Repair::UnfinishedSegment { file: segment.file_name() });
        }
        Ok(())
    }

    /// Removes what no commit refers to. Without the full list of references only unfinished files go.
    fn remove_unused(
        &self,
        entries: &[Entry],
        used: Option<&BTreeSet<String>>,
        repairs: &mut Vec<Repair>,
    ) -> Result<(), LogError> {
        if !self.access.write {
            return Ok(());
        }
        for entry in entries.iter().filter(|entry| entry.name.starts_with(BULK_PREFIX)) {
            let unfinished = entry.name.starts_with(UNFINISHED_PREFIX);
            if unfinished || used.is_some_and(|used| !used.contains(&entry.name)) {
                let path = self.directory.join(&entry.name);
                self.disk.remove(&path).map_err(LogError::io("remove", &path))?;
                repairs.push(Repair::UnusedBulk { file: entry.name.clone(), bytes: entry.length });
            }
        }
        Ok(())
    }

    fn rest_of(&self, file: &Path, offset: u64) -> Result<Vec<u8>, LogError> {
        let mut rest = Vec::new();
        let mut reader = self.disk.open(file).map_err(LogError::io("open", file))?;
        reader
            .seek(SeekFrom::Start(offset))
            .and_then(|_| reader.read_to_end(&mut rest))
            .map_err(LogError::io("read", file))?;
        Ok(rest)
    }

    fn damaged(&self, seq: u64, segment: &Segment, fault: Fault) -> LogError {
        LogError::Damaged { seq, file: self.directory.join(segment.file_name()), offset: 0, fault }
    }
}
