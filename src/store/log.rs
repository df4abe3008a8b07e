//! The log: the order of all commits as opaque, hash-chained frames.
//! Invariant: `seq` counts from 1 without gaps, a frame is either wholly in the log or not at all, and what
//! `append` has acknowledged is never changed. The writer appends, everybody else only reads.
//! Three implementations pass one contract suite: the journal, the memory log and the fault-injecting one of the tests.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Longest header of a frame, in bytes.
pub const HEADER_LIMIT: usize = 1 << 20;
/// Longest payload that stays inside its frame, in bytes; anything above goes through a `BulkWriter`.
pub const INLINE_LIMIT: usize = 8 << 20;
/// Longest single section, in bytes.
pub const SECTION_LIMIT: usize = 8 << 20;
/// Most bytes that one `append` may write at once.
pub const GROUP_LIMIT: usize = 64 << 20;
/// Bytes that a section takes beside its own ones.
pub const SECTION_HEAD: usize = 16;

/// Where a log ends: the newest sequence number and the hash of the chain up to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Head {
    pub seq: u64,
    pub hash: [u8; 32],
}

/// One commit on its way into the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Readable without any key: never holds a name nor a hash of one.
    pub header: Vec<u8>,
    pub payload: Payload,
}

/// What a frame carries: sections in place, or the reference to a file that is already durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    Sections(Vec<Section>),
    Bulk(BulkRef),
}

/// The part of a payload that concerns one subject, so that it can be sealed with a key of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The person it is about; 0 = nobody.
    pub subject: u64,
    /// The key it is sealed with; 0 = not sealed.
    pub key_id: u32,
    pub bytes: Vec<u8>,
}

/// A large payload that lies in a file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BulkRef {
    /// Bytes of the file.
    pub length: u64,
    pub sections: u64,
    /// BLAKE3 of the whole file.
    pub root: [u8; 32],
}

/// A frame as it is read back; its sections are read on demand and only once.
pub struct StoredFrame {
    pub seq: u64,
    pub hash: [u8; 32],
    pub header: Vec<u8>,
    pub sections: Sections,
}

/// The clear part of a frame, for readers that need no payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredHeader {
    pub seq: u64,
    pub hash: [u8; 32],
    pub header: Vec<u8>,
}

/// Sections in the order in which they were written. Those of a bulk payload are streamed from its file.
pub type Sections = Box<dyn Iterator<Item = Result<Section, LogError>> + Send>;
/// Frames in ascending order up to the head at the time of the call; the first error is the last item.
pub type Frames = Box<dyn Iterator<Item = Result<StoredFrame, LogError>> + Send>;

/// Takes the sections of one large payload, one at a time. Dropping it unfinished leaves nothing behind.
pub trait BulkWriter: Send {
    /// Adds a section.
    fn section(&mut self, section: &Section) -> Result<(), LogError>;
    /// Makes the payload durable; it becomes true only with the frame that names it.
    fn finish(self: Box<Self>) -> Result<BulkRef, LogError>;
}

/// An append-only, hash-chained sequence of frames.
pub trait Log: Send {
    /// The newest frame that is durable.
    fn head(&self) -> Head;

    /// Appends all frames behind `expected`, durably and as one group, and returns the new head.
    /// On `Conflict` the log is untouched. On every other error nothing of the group is in the log.
    fn append(&mut self, expected: Head, frames: &[Frame]) -> Result<Head, LogError>;

    /// All frames from `from_seq` (0 and 1 mean the first one) to the present head.
    fn read(&self, from_seq: u64) -> Result<Frames, LogError>;

    /// At most `limit` headers of frames with a seq below `before_seq`, newest first.
    fn headers_before(&self, before_seq: u64, limit: usize) -> Result<Vec<StoredHeader>, LogError>;

    /// Starts a large payload. It is independent of the log, which may be appended to meanwhile.
    fn bulk(&self) -> Result<Box<dyn BulkWriter>, LogError>;

    /// After a failed append: brings the log back to its head. Ok when it can be appended to again.
    fn recover(&mut self) -> Result<(), LogError>;
}

/// Why a log could not do what was asked.
#[derive(Debug, Error)]
pub enum LogError {
    #[error("another commit came first: the log is at commit {found}, not {expected}")]
    Conflict { expected: u64, found: u64 },
    #[error("commit {seq} is damaged in {} at byte {offset}: {fault}", file.display())]
    Damaged { seq: u64, file: PathBuf, offset: u64, fault: Fault },
    #[error("{what} has {bytes} bytes, more than the limit of {limit}")]
    TooLarge { what: &'static str, bytes: u64, limit: u64 },
    #[error("cannot {action} {}: {source}", path.display())]
    Io { action: &'static str, path: PathBuf, source: io::Error },
    #[error("the log was opened for reading only")]
    ReadOnly,
    #[error(
        "the disk failed while a commit was being saved; nothing more is written until the store is opened anew"
    )]
    Broken,
}

/// What is wrong with a damaged commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Fault {
    #[error("its bytes do not match their checksum")]
    Checksum,
    #[error("it does not follow from the commit before it")]
    Chain,
    #[error("it is cut short")]
    Short,
    #[error("a file that should be there is missing")]
    Missing,
    #[error("the start of the segment is not readable")]
    SegmentHead,
    #[error("the segment belongs to another store")]
    Foreign,
    #[error("its length is beyond all limits")]
    Length,
}

impl LogError {
    /// An I/O error with the verb and the path that a person needs.
    pub fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }

    /// True when the disk (or a quota) had no room: nothing is broken and trying again later makes sense.
    pub fn is_disk_full(&self) -> bool {
        matches!(self, Self::Io { source, .. } if is_full(source))
    }
}

/// True for the two errors that say "no room".
pub fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

impl Payload {
    /// The payload as it is stored: this, and not the plain text, is what the chain runs over.
    pub fn encode(&self, out: &mut Vec<u8>) -> Result<(), LogError> {
        match self {
            Self::Sections(sections) => {
                let bytes: usize = sections.iter().map(|section| SECTION_HEAD + section.bytes.len()).sum();
                limit("a commit", bytes, INLINE_LIMIT)?;
                for section in sections {
                    section.encode(out)?;
                }
            }
            Self::Bulk(bulk) => bulk.encode(out),
        }
        Ok(())
    }

    /// The tag that tells the two kinds apart on disk.
    pub const fn tag(&self) -> u8 {
        match self {
            Self::Sections(_) => TAG_SECTIONS,
            Self::Bulk(_) => TAG_BULK,
        }
    }
}

pub(crate) const TAG_SECTIONS: u8 = 1;
pub(crate) const TAG_BULK: u8 = 2;

impl Section {
    /// Appends `subject | key id | length | bytes` to `out`.
    pub(crate) fn encode(&self, out: &mut Vec<u8>) -> Result<(), LogError> {
        limit("a section", self.bytes.len(), SECTION_LIMIT)?;
        let length = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        out.extend_from_slice(&self.subject.to_le_bytes());
        out.extend_from_slice(&self.key_id.to_le_bytes());
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&self.bytes);
        Ok(())
    }

    /// The first section of `bytes` and what follows it; `None` when the bytes are cut short.
    pub(crate) fn decode(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (subject, rest) = bytes.split_first_chunk::<8>()?;
        let (key_id, rest) = rest.split_first_chunk::<4>()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let (own, rest) = rest.split_at_checked(length)?;
        let (subject, key_id) = (u64::from_le_bytes(*subject), u32::from_le_bytes(*key_id));
        Some((Self { subject, key_id, bytes: own.to_vec() }, rest))
    }

    /// All sections of an inline payload; `None` unless they fill it exactly.
    pub(crate) fn decode_all(mut bytes: &[u8]) -> Option<Vec<Self>> {
        let mut sections = Vec::new();
        while !bytes.is_empty() {
            let (section, rest) = Self::decode(bytes)?;
            sections.push(section);
            bytes = rest;
        }
        Some(sections)
    }
}

impl BulkRef {
    /// The name of its file, relative to the journal.
    pub fn file_name(&self) -> String {
        format!("bulk-{}", blake3::Hash::from_bytes(self.root).to_hex())
    }

    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.length.to_le_bytes());
        out.extend_from_slice(&self.sections.to_le_bytes());
        out.extend_from_slice(&self.root);
    }

    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk::<8>()?;
        let (sections, rest) = rest.split_first_chunk::<8>()?;
        let root: [u8; 32] = rest.try_into().ok()?;
        Some(Self { length: u64::from_le_bytes(*length), sections: u64::from_le_bytes(*sections), root })
    }
}

/// The hash of a frame: it covers the frame before it, so that no commit can be changed, dropped or moved unseen.
pub fn chain(previous: &[u8; 32], seq: u64, header: &[u8], tag: u8, payload: &[u8]) -> [u8; 32] {
    let header_length = u64::try_from(header.len()).unwrap_or(u64::MAX);
    let mut hasher = blake3::Hasher::new();
    hasher.update(previous);
    hasher.update(&seq.to_le_bytes());
    hasher.update(&header_length.to_le_bytes());
    hasher.update(header);
    hasher.update(&[tag]);
    hasher.update(payload);
    *hasher.finalize().as_bytes()
}

/// `TooLarge` where `bytes` passes `most`.
pub(crate) fn limit(what: &'static str, bytes: usize, most: usize) -> Result<(), LogError> {
    if bytes <= most {
        return Ok(());
    }
    let wide = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    Err(LogError::TooLarge { what, bytes: wide(bytes), limit: wide(most) })
}
