//! Segment files: their names, the head each begins with, and what the journal remembers of each.
//! Invariant: a segment is named after its first commit and its head repeats that, with the store it belongs to and
//! the hash it continues from, so that a segment can be checked without those before it.

use crate::store::log::Head;

/// Bytes in front of the first frame.
pub const SEGMENT_HEAD: usize = 68;
/// A segment that has reached this many bytes takes no further group.
pub const SEGMENT_BYTES: u64 = 64 << 20;
/// A place is remembered for each of so many commits.
const MARK_EVERY: u64 = 256;
const MAGIC: [u8; 8] = *b"NICHIJN1";
const SUFFIX: &str = ".seg";
const DIGITS: usize = 20;

/// What a segment file begins with: `magic | store | first seq | previous hash | checksum`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SegmentHead {
    pub store: [u8; 16],
    pub first: u64,
    pub previous: [u8; 32],
}

impl SegmentHead {
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(SEGMENT_HEAD);
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&self.store);
        bytes.extend_from_slice(&self.first.to_le_bytes());
        bytes.extend_from_slice(&self.previous);
        let checksum = crc32fast::hash(&bytes);
        bytes.extend_from_slice(&checksum.to_le_bytes());
        bytes
    }

    pub fn parse(bytes: &[u8; SEGMENT_HEAD]) -> Option<Self> {
        let (body, checksum) = bytes.split_last_chunk::<4>()?;
        if crc32fast::hash(body) != u32::from_le_bytes(*checksum) {
            return None;
        }
        let (magic, rest) = body.split_first_chunk::<8>()?;
        let (store, rest) = rest.split_first_chunk::<16>()?;
        let (first, rest) = rest.split_first_chunk::<8>()?;
        let previous: [u8; 32] = rest.try_into().ok()?;
        (*magic == MAGIC).then_some(Self { store: *store, first: u64::from_le_bytes(*first), previous })
    }
}

/// What the journal remembers of a segment.
#[derive(Debug, Clone)]
pub struct Segment {
    pub first: u64,
    /// Bytes up to the end of its last good frame.
    pub length: u64,
    marks: Vec<Mark>,
}

/// The place of a frame, with the chain before it: reading may begin here.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    pub before: Head,
    pub offset: u64,
}

impl Segment {
    pub fn new(first: u64, length: u64) -> Self {
        Self { first, length, marks: Vec::new() }
    }

    pub fn file_name(&self) -> String {
        segment_name(self.first)
    }

    /// Notes where the frame behind `before` begins, if it is one of those worth a mark.
    pub fn note(&mut self, before: Head, offset: u64) {
        if (before.seq + 1).is_multiple_of(MARK_EVERY) {
            self.marks.push(Mark { before, offset });
        }
    }

    /// The last mark at or before commit `seq`; `None` = begin at the first frame.
    pub fn mark(&self, seq: u64) -> Option<Mark> {
        let behind = self.marks.partition_point(|mark| mark.before.seq < seq);
        self.marks.get(behind.checked_sub(1)?).copied()
    }
}

/// The file name of the segment that begins with commit `first`.
pub fn segment_name(first: u64) -> String {
    format!("{first:0DIGITS$}{SUFFIX}")
}

/// The first commit of the segment with this name, or `None` for any other file.
pub fn segment_first(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(SUFFIX)?;
    let plain = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}
