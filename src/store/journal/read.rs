//! Reading frames back: forward from any commit, and headers backward in blocks.
//! Invariant: a reader checks all it passes and never goes beyond the head it was made with, so that it can run
//! beside the writer without a lock.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use super::bulk::BulkReader;
use super::scan::{Scanner, Step};
use super::segment::Segment;
use crate::store::disk::SharedDisk;
use crate::store::log::{
    BulkRef, Fault, Head, LogError, Section, Sections, StoredFrame, StoredHeader, TAG_BULK, TAG_SECTIONS,
};

/// Reads frames forward through the segments.
pub struct Reader {
    disk: SharedDisk,
    directory: PathBuf,
    store: [u8; 16],
    waiting: VecDeque<Segment>,
    scanner: Option<Scanner>,
    from: u64,
    until: u64,
    done: bool,
}

impl Reader {
    /// A reader of the commits `from..=until` in these segments (ascending, without gap).
    pub fn new(
        disk: SharedDisk,
        directory: &Path,
        store: [u8; 16],
        segments: &[Segment],
        range: (u64, u64),
    ) -> Self {
        let (from, until) = (range.0.max(1), range.1);
        let first = segments.partition_point(|segment| segment.first <= from).saturating_sub(1);
        let waiting = segments.iter().skip(first).cloned().collect();
        let done = from > until;
        Self { disk, directory: directory.to_path_buf(), store, waiting, scanner: None, from, until, done }
    }

    /// Moves to the next wanted frame and lends the scanner that stands on it.
    pub fn advance(&mut self) -> Result<Option<&Scanner>, LogError> {
        while !self.done {
            let Some(scanner) = self.scanner.as_mut() else {
                self.open_next()?;
                continue;
            };
            match scanner.step()? {
                Step::Frame => {
                    let seq = scanner.head().seq;
                    self.done = seq >= self.until;
                    if seq >= self.from {
                        return Ok(self.scanner.as_ref());
                    }
                }
                Step::End if self.waiting.is_empty() => return Err(scanner.damaged(Fault::Short)),
                Step::End => self.open_next()?,
                Step::Broken(fault) => return Err(scanner.damaged(fault)),
            }
        }
        Ok(None)
    }

    fn open_next(&mut self) -> Result<(), LogError> {
        let before = self.scanner.as_ref().map(Scanner::head);
        let Some(segment) = self.waiting.pop_front() else {
            self.done = true;
            return Ok(());
        };
        let file = self.directory.join(segment.file_name());
        let damaged = |fault| LogError::Damaged { seq: segment.first, file: file.clone(), offset: 0, fault };
        let mut scanner = Scanner::open(self.disk.as_ref(), &file, self.store)?.map_err(damaged)?;
        if before.is_some_and(|before| before != scanner.head()) {
            return Err(damaged(Fault::Chain));
        }
        if let Some(mark) = segment.mark(self.from).filter(|_| before.is_none()) {
            scanner.seek(mark.before, mark.offset)?;
        }
        self.scanner = Some(scanner);
        Ok(())
    }

    fn next_frame(&mut self) -> Result<Option<StoredFrame>, LogError> {
        let (disk, directory) = (self.disk.clone(), self.directory.clone());
        let Some(scanner) = self.advance()? else { return Ok(None) };
        let sections = sections(scanner, &disk, &directory)?;
        let Head { seq, hash } = scanner.head();
        Ok(Some(StoredFrame { seq, hash, header: scanner.header().to_vec(), sections }))
    }
}

impl Iterator for Reader {
    type Item = Result<StoredFrame, LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let item = self.next_frame().transpose();
        self.done |= !matches!(item, Some(Ok(_)));
        item
    }
}

/// At most `limit` headers of the commits below `before`, newest first. `floor` says where reading can begin so that
/// a block of commits up to the given one comes out.
pub fn headers_backward(
    open: impl Fn(u64, u64) -> Reader,
    floor: impl Fn(u64) -> u64,
    before: u64,
    limit: usize,
) -> Result<Vec<StoredHeader>, LogError> {
    let mut found = Vec::new();
    let mut end = before;
    while end > 1 && found.len() < limit {
        let start = floor(end - 1).clamp(1, end - 1);
        let mut reader = open(start, end - 1);
        let mut block = Vec::new();
        while let Some(scanner) = reader.advance()? {
            let Head { seq, hash } = scanner.head();
            block.push(StoredHeader { seq, hash, header: scanner.header().to_vec() });
        }
        found.extend(block.into_iter().rev());
        end = start;
    }
    found.truncate(limit);
    Ok(found)
}

/// The bulk file that the frame under the scanner refers to, if it does.
pub fn bulk_of(scanner: &Scanner) -> Result<Option<BulkRef>, LogError> {
    if scanner.tag() != TAG_BULK {
        return Ok(None);
    }
    BulkRef::decode(scanner.payload()).map(Some).ok_or_else(|| scanner.unreadable())
}

fn sections(scanner: &Scanner, disk: &SharedDisk, directory: &Path) -> Result<Sections, LogError> {
    if let Some(bulk) = bulk_of(scanner)? {
        return Ok(Box::new(BulkReader::open(disk, directory, scanner.head().seq, bulk)?));
    }
    let sections = (scanner.tag() == TAG_SECTIONS).then(|| Section::decode_all(scanner.payload())).flatten();
    let sections = sections.ok_or_else(|| scanner.unreadable())?;
    Ok(Box::new(sections.into_iter().map(Ok)))
}
