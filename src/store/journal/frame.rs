//! The bytes of one frame: `head (40) | header | payload | hash (32)`, with a checksum over all of it.
//! Invariant: no length is believed before it is within its limit, and no byte before the checksum has matched.
//! Called by the journal when it appends and by the scanner when it reads.

use crate::store::log::{Frame, GROUP_LIMIT, HEADER_LIMIT, Head, INLINE_LIMIT, LogError, chain, limit};

/// Bytes in front of the header of a frame.
pub const FRAME_HEAD: usize = 40;
/// Bytes behind its payload: the chain hash.
pub const FRAME_TAIL: usize = 32;
/// First bytes of each frame.
pub const FRAME_MAGIC: [u8; 4] = *b"NJF1";
/// Where the checksummed part of the head begins again behind the checksum itself.
const AFTER_CHECKSUM: usize = 12;

/// The fixed part of a frame: `magic | body length | checksum | header length | seq | group | tag | zeros`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameHead {
    pub body: usize,
    pub checksum: u32,
    pub header: usize,
    pub seq: u64,
    /// The first seq of the group that was written and synced in one go. A valid frame of a *later* group proves that
    /// everything before it had been synced; one of the same group proves nothing.
    pub group: u64,
    pub tag: u8,
    bytes: [u8; FRAME_HEAD],
}

impl FrameHead {
    /// The head in these bytes, or `None` when they are no head or name lengths beyond the limits.
    pub fn parse(bytes: &[u8; FRAME_HEAD]) -> Option<Self> {
        let (magic, rest) = bytes.split_first_chunk::<4>()?;
        let (body, rest) = rest.split_first_chunk::<4>()?;
        let (checksum, rest) = rest.split_first_chunk::<4>()?;
        let (header, rest) = rest.split_first_chunk::<4>()?;
        let (seq, rest) = rest.split_first_chunk::<8>()?;
        let (group, rest) = rest.split_first_chunk::<8>()?;
        let tag = *rest.first()?;
        let body = usize::try_from(u32::from_le_bytes(*body)).ok()?;
        let header = usize::try_from(u32::from_le_bytes(*header)).ok()?;
        let fits = header <= HEADER_LIMIT && header <= body && body - header <= INLINE_LIMIT;
        (*magic == FRAME_MAGIC && fits).then_some(Self {
            body,
            checksum: u32::from_le_bytes(*checksum),
            header,
            seq: u64::from_le_bytes(*seq),
            group: u64::from_le_bytes(*group),
            tag,
            bytes: *bytes,
        })
    }

    /// Bytes that follow the head.
    pub fn rest(&self) -> usize {
        self.body + FRAME_TAIL
    }

    /// Whether `rest` (body and hash) is what was written together with this head.
    pub fn matches(&self, rest: &[u8]) -> bool {
        checksum(&self.bytes, rest) == self.checksum
    }
}

/// Appends the frame to `out` and returns the head of the chain behind it.
pub fn encode(out: &mut Vec<u8>, previous: Head, group: u64, frame: &Frame) -> Result<Head, LogError> {
    limit("the header of a commit", frame.header.len(), HEADER_LIMIT)?;
    let seq = previous.seq + 1;
    let tag = frame.payload.tag();
    let mut payload = Vec::new();
    frame.payload.encode(&mut payload)?;
    let hash = chain(&previous.hash, seq, &frame.header, tag, &payload);
    let narrow = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
    let mut head = [0_u8; FRAME_HEAD];
    let parts: [&[u8]; 7] = [
        &FRAME_MAGIC,
        &narrow(frame.header.len() + payload.len()),
        &[0; 4],
        &narrow(frame.header.len()),
        &seq.to_le_bytes(),
        &group.to_le_bytes(),
        &[tag],
    ];
    for (place, byte) in head.iter_mut().zip(parts.iter().flat_map(|part| part.iter())) {
        *place = *byte;
    }
    let start = out.len();
    out.extend_from_slice(&head);
    out.extend_from_slice(&frame.header);
    out.extend_from_slice(&payload);
    out.extend_from_slice(&hash);
    limit("a group of commits", out.len(), GROUP_LIMIT)?;
    let rest = out.get(start + FRAME_HEAD..).unwrap_or_default();
    let sum = checksum(&head, rest).to_le_bytes();
    for (place, byte) in out.iter_mut().skip(start + 8).zip(sum) {
        *place = byte;
    }
    Ok(Head { seq, hash })
}

/// CRC-32 over everything but the magic (which is compared) and the checksum itself.
fn checksum(head: &[u8; FRAME_HEAD], rest: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(head.get(4..8).unwrap_or_default());
    hasher.update(head.get(AFTER_CHECKSUM..).unwrap_or_default());
    hasher.update(rest);
    hasher.finalize()
}
