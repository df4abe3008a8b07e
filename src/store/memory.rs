//! A log in memory: for tests, demonstrations and as the plainest statement of what a log does.
//! Invariant: it encodes and chains exactly as the journal does, so that both give equal hashes.
//! Used by the contract suite and by stores that are thrown away.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::log::{
    BulkRef, BulkWriter, Fault, Frame, Frames, GROUP_LIMIT, HEADER_LIMIT, Head, Log, LogError, Payload,
    Section, StoredFrame, StoredHeader, chain, limit,
};

/// A log that lasts as long as the value.
#[derive(Default)]
pub struct MemoryLog {
    commits: Vec<Kept>,
    bulk: Shelf,
}

/// Large payloads by root.
type Shelf = Arc<Mutex<Vec<([u8; 32], Vec<Section>)>>>;

#[derive(Clone)]
struct Kept {
    hash: [u8; 32],
    frame: Frame,
}

impl MemoryLog {
    pub fn new() -> Self {
        Self::default()
    }

    fn stored(&self, place: usize, kept: &Kept) -> Result<StoredFrame, LogError> {
        let seq = seq_at(place);
        let sections = match &kept.frame.payload {
            Payload::Sections(sections) => sections.clone(),
            Payload::Bulk(bulk) => self.fetch(seq, bulk)?,
        };
        let sections = Box::new(sections.into_iter().map(Ok));
        Ok(StoredFrame { seq, hash: kept.hash, header: kept.frame.header.clone(), sections })
    }

    fn fetch(&self, seq: u64, bulk: &BulkRef) -> Result<Vec<Section>, LogError> {
        let kept = self.bulk.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().find(|(root, _)| *root == bulk.root).map(|(_, sections)| sections.clone());
        let file = PathBuf::from(bulk.file_name());
        found.ok_or(LogError::Damaged { seq, file, offset: 0, fault: Fault::Missing })
    }
}

impl Log for MemoryLog {
    fn head(&self) -> Head {
        let hash = self.commits.last().map_or([0; 32], |kept| kept.hash);
        Head { seq: u64::try_from(self.commits.len()).unwrap_or(u64::MAX), hash }
    }

    fn append(&mut self, expected: Head, frames: &[Frame]) -> Result<Head, LogError> {
        let mut head = self.head();
        if expected != head {
            return Err(LogError::Conflict { expected: expected.seq, found: head.seq });
        }
        let (mut group, mut bytes) = (Vec::with_capacity(frames.len()), 0);
        for frame in frames {
            limit("the header of a commit", frame.header.len(), HEADER_LIMIT)?;
            let mut payload = Vec::new();
            frame.payload.encode(&mut payload)?;
            bytes += frame.header.len() + payload.len();
            limit("a group of commits", bytes, GROUP_LIMIT)?;
            let seq = head.seq + 1;
            head = Head { seq, hash: chain(&head.hash, seq, &frame.header, frame.payload.tag(), &payload) };
            group.push(Kept { hash: head.hash, frame: frame.clone() });
        }
        self.commits.append(&mut group);
        Ok(head)
    }

    fn read(&self, from_seq: u64) -> Result<Frames, LogError> {
        let skip = usize::try_from(from_seq.saturating_sub(1)).unwrap_or(usize::MAX);
        let frames: Vec<_> = self
            .commits
            .iter()
            .enumerate()
            .skip(skip)
            .map(|(place, kept)| self.stored(place, kept))
            .collect();
        Ok(Box::new(frames.into_iter()))
    }

    fn headers_before(&self, before_seq: u64, limit: usize) -> Result<Vec<StoredHeader>, LogError> {
        let end = usize::try_from(before_seq.saturating_sub(1)).unwrap_or(usize::MAX);
        let below = self.commits.iter().enumerate().take(end);
        let newest_first = below.rev().take(limit).map(|(place, kept)| StoredHeader {
            seq: seq_at(place),
            hash: kept.hash,
            header: kept.frame.header.clone(),
        });
        Ok(newest_first.collect())
    }

    fn bulk(&self) -> Result<Box<dyn BulkWriter>, LogError> {
        Ok(Box::new(MemoryBulk { shelf: self.bulk.clone(), sections: Vec::new() }))
    }

    fn recover(&mut self) -> Result<(), LogError> {
        Ok(())
    }
}

struct MemoryBulk {
    shelf: Shelf,
    sections: Vec<Section>,
}

impl BulkWriter for MemoryBulk {
    fn section(&mut self, section: &Section) -> Result<(), LogError> {
        limit("a section", section.bytes.len(), super::log::SECTION_LIMIT)?;
        self.sections.push(section.clone());
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<BulkRef, LogError> {
        let mut bytes = Vec::new();
        for section in &self.sections {
            let start = bytes.len();
            section.encode(&mut bytes)?;
            let checksum = crc32fast::hash(bytes.get(start..).unwrap_or_default());
            bytes.extend_from_slice(&checksum.to_le_bytes());
        }
        let wide = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let root = *blake3::hash(&bytes).as_bytes();
        let bulk = BulkRef { length: wide(bytes.len()), sections: wide(self.sections.len()), root };
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner).push((root, self.sections));
        Ok(bulk)
    }
}

fn seq_at(place: usize) -> u64 {
    u64::try_from(place).unwrap_or(u64::MAX).saturating_add(1)
}
