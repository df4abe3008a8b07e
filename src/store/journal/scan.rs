//! One sequential pass over a segment: checks each frame and hands out its parts without copying them.
//! Invariant: what `frame` returns has passed its checksum and continues the chain.
//! Called when the journal opens, reads and verifies; `torn` decides what a broken end means.

use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::frame::{FRAME_HEAD, FRAME_MAGIC, FRAME_TAIL, FrameHead};
use super::segment::{SEGMENT_HEAD, SegmentHead};
use crate::store::disk::{Disk, ReadSeek};
use crate::store::log::{Fault, Head, LogError, chain};

/// Bytes read from the disk at once.
const READ_AHEAD: usize = 1 << 20;
/// The smallest unit that a disk writes whole.
const SECTOR: u64 = 512;

/// Walks through the frames of one segment.
pub struct Scanner {
    reader: BufReader<Box<dyn ReadSeek>>,
    file: PathBuf,
    offset: u64,
    head: Head,
    frame: Option<FrameHead>,
    bytes: Vec<u8>,
}

/// What the next bytes of a segment turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Frame,
    End,
    Broken(Fault),
}

impl Scanner {
    /// Opens a segment at its first frame. The inner error says what is wrong with the head of the segment.
    pub fn open(disk: &dyn Disk, file: &Path, store: [u8; 16]) -> Result<Result<Self, Fault>, LogError> {
        let reader = disk.open(file).map_err(LogError::io("open", file))?;
        let mut reader = BufReader::with_capacity(READ_AHEAD, reader);
        let mut head = [0_u8; SEGMENT_HEAD];
        let got = read_full(&mut reader, &mut head).map_err(LogError::io("read", file))?;
        if got < SEGMENT_HEAD {
            return Ok(Err(Fault::SegmentHead));
        }
        let Some(head) = SegmentHead::parse(&head) else { return Ok(Err(Fault::SegmentHead)) };
        if head.store != store {
            return Ok(Err(Fault::Foreign));
        }
        let before = Head { seq: head.first.saturating_sub(1), hash: head.previous };
        let offset = u64::try_from(SEGMENT_HEAD).unwrap_or_default();
        Ok(Ok(Self {
            reader,
            file: file.to_path_buf(),
            offset,
            head: before,
            frame: None,
            bytes: Vec::new(),
        }))
    }

    /// Goes on at a frame whose place and predecessor are known.
    pub fn seek(&mut self, before: Head, offset: u64) -> Result<(), LogError> {
        self.reader.seek(SeekFrom::Start(offset)).map_err(LogError::io("read", &self.file))?;
        (self.offset, self.head, self.frame) = (offset, before, None);
        Ok(())
    }

    /// Reads and checks the next frame.
    pub fn step(&mut self) -> Result<Step, LogError> {
        let mut head = [0_u8; FRAME_HEAD];
        let got = self.fill(&mut head)?;
        match got {
            0 => return Ok(Step::End),
            FRAME_HEAD => {}
            _ => return Ok(Step::Broken(Fault::Short)),
        }
        let Some(frame) = FrameHead::parse(&head) else {
            return Ok(Step::Broken(Fault::Checksum));
        };
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.resize(frame.rest(), 0);
        let got = self.fill(&mut bytes)?;
        self.bytes = bytes;
        if got < frame.rest() {
            return Ok(Step::Broken(Fault::Short));
        }
        if !frame.matches(&self.bytes) {
            return Ok(Step::Broken(Fault::Checksum));
        }
        self.frame = Some(frame);
        if frame.seq != self.head.seq + 1 || !self.continues_chain(&frame) {
            return Ok(Step::Broken(Fault::Chain));
        }
        self.head = Head { seq: frame.seq, hash: self.hash() };
        self.offset += u64::try_from(FRAME_HEAD + frame.rest()).unwrap_or_default();
        Ok(Step::Frame)
    }

    /// The chain up to and with the last good frame.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Where the last good frame ends.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The clear header of the last frame.
    pub fn header(&self) -> &[u8] {
        let length = self.frame.map_or(0, |frame| frame.header);
        self.bytes.get(..length).unwrap_or_default()
    }

    /// The payload of the last frame, as stored.
    pub fn payload(&self) -> &[u8] {
        let (from, to) = self.frame.map_or((0, 0), |frame| (frame.header, frame.body));
        self.bytes.get(from..to).unwrap_or_default()
    }

    /// Which kind of payload the last frame has.
    pub fn tag(&self) -> u8 {
        self.frame.map_or(0, |frame| frame.tag)
    }

    /// The error for the frame behind the last good one.
    pub fn damaged(&self, fault: Fault) -> LogError {
        LogError::Damaged { seq: self.head.seq + 1, file: self.file.clone(), offset: self.offset, fault }
    }

    /// The error for the last frame when its checksum is right but its payload makes no sense.
    pub fn unreadable(&self) -> LogError {
        let length = self.frame.map_or(0, |frame| FRAME_HEAD + frame.rest());
        let offset = self.offset.saturating_sub(u64::try_from(length).unwrap_or_default());
        LogError::Damaged { seq: self.head.seq, file: self.file.clone(), offset, fault: Fault::Length }
    }

    fn continues_chain(&self, frame: &FrameHead) -> bool {
        chain(&self.head.hash, frame.seq, self.header(), frame.tag, self.payload()) == self.hash()
    }

    fn hash(&self) -> [u8; 32] {
        self.bytes.last_chunk::<FRAME_TAIL>().copied().unwrap_or_default()
    }

    fn fill(&mut self, into: &mut [u8]) -> Result<usize, LogError> {
        read_full(&mut self.reader, into).map_err(LogError::io("read", &self.file))
    }
}

/// Decides about a segment that breaks at `offset`, where commit `seq` should be and `rest` is what the file holds
/// from there: true when it is the trace of an append that was never finished, and so may be cut off.
///
/// A valid frame of a later group proves that commit `seq` had been saved: that is damage. A valid frame of the same
/// group proves it too, unless sectors before it were never written, which reads as zeros.
pub fn torn(rest: &[u8], offset: u64, seq: u64) -> bool {
    let mut same_group = None;
    let mut from = 1;
    while let Some(found) = find_magic(rest, from) {
        from = found + 1;
        let Some(frame) = valid_at(rest, found) else { continue };
        if frame.group > seq {
            return false;
        }
        if frame.seq > seq && same_group.is_none() {
            same_group = Some(found);
        }
    }
    match same_group {
        None => true,
        Some(found) => has_unwritten_sector(rest.get(..found).unwrap_or_default(), offset),
    }
}

/// Whether the bytes begin with a whole, valid frame.
pub fn starts_whole(bytes: &[u8]) -> bool {
    valid_at(bytes, 0).is_some()
}

fn valid_at(bytes: &[u8], at: usize) -> Option<FrameHead> {
    let (head, rest) = bytes.get(at..)?.split_first_chunk::<FRAME_HEAD>()?;
    let frame = FrameHead::parse(head)?;
    frame.matches(rest.get(..frame.rest())?).then_some(frame)
}

fn find_magic(bytes: &[u8], from: usize) -> Option<usize> {
    let window = bytes.get(from..)?;
    window.windows(FRAME_MAGIC.len()).position(|four| four == FRAME_MAGIC).map(|place| place + from)
}

fn has_unwritten_sector(bytes: &[u8], offset: u64) -> bool {
    let mut rest = bytes;
    let mut room = usize::try_from(SECTOR - offset % SECTOR).unwrap_or(1);
    while !rest.is_empty() {
        let (sector, behind) = rest.split_at(room.min(rest.len()));
        if sector.iter().all(|byte| *byte == 0) {
            return true;
        }
        rest = behind;
        room = usize::try_from(SECTOR).unwrap_or(1);
    }
    false
}

/// Reads until `into` is full or the input ends; returns how many bytes there were.
pub fn read_full(reader: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = into.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match reader.read(rest) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
