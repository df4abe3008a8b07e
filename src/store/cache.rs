//! What is put aside to open faster the next time: the search index, and a first page of records to be looked at while the
//! rest is read. Disposable: whatever is missing, damaged, of another program or of another store is made anew.
//! Invariant: a file is only used where the journal holds the very commit that it is as of; later commits are caught up with.
//! It has names in it as the records have, and their mode. Used when a store is opened, and by the writer when it closes.

pub mod page;

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use super::disk::{DiskFile, SharedDisk};
use super::history::Commits;
use super::journal::Journal;
use super::log::{Head, Log};
use crate::domain::State;
use crate::field::Id;
use crate::search::{Index, PARTS};
use crate::snapshot::Shelf;

/// Commits behind the file that are caught up with, and records that they may have touched.
const BEHIND_MAX: u64 = 20_000;
const TOUCHED_MAX: u64 = 8_000;
const MAGIC: [u8; 8] = *b"nichidx1";
/// Magic, program, store, seq, hash, then offset, length and checksum of each part, and a checksum of all that.
const TRAILER_BYTES: usize = 8 + 8 + 16 + 8 + 32 + PARTS * 20 + 4;

/// The directory of what is put aside.
#[derive(Debug, Clone)]
pub struct Cache {
    disk: SharedDisk,
    directory: PathBuf,
    store: [u8; 16],
    /// Records below which nothing is put aside.
    worth: usize,
}

/// What the end of an index file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Trailer {
    head: Head,
    parts: [Span; PARTS],
}

/// Where a part lies, and the checksum of its bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Span {
    offset: u64,
    length: u64,
    sum: u32,
}

/// An index that lies ready.
#[derive(Debug)]
struct Kept {
    cache: Cache,
    trailer: Trailer,
    /// What has changed since.
    spans: Vec<(Id, Id)>,
    read: OnceLock<Option<Index>>,
}

impl Cache {
    pub const fn new(disk: SharedDisk, directory: PathBuf, store: [u8; 16], worth: usize) -> Self {
        Self { disk, directory, store, worth }
    }

    /// The index that lies ready for the newest commit of `journal`, if there is a usable one. With `at_once` it is read
    /// from now on by threads of its own.
    pub fn shelf(&self, journal: &Journal, at_once: bool) -> Option<Arc<dyn Shelf>> {
        let trailer = self.trailer()?;
        if !journal.holds(trailer.head).is_ok_and(|held| held) {
            return None;
        }
        let spans = spans_since(journal, trailer.head.seq)?;
        let kept = Arc::new(Kept { cache: self.clone(), trailer, spans, read: OnceLock::new() });
        if at_once {
            let early = Arc::clone(&kept);
            // Without a thread it is read when it is asked for.
            let _ = std::thread::Builder::new().name("index".into()).spawn(move || {
                early.read();
            });
        }
        Some(kept)
    }

    /// Puts an index aside for the next opening, unless that is done already or not worth it. What fails is left.
    pub fn keep(&self, index: &Index, log: &dyn Log) {
        let seq = index.base();
        if index.len() < self.worth || seq == 0 || self.trailer().is_some_and(|held| held.head.seq == seq) {
            return;
        }
        let Ok(headers) = log.headers_before(seq + 1, 1) else { return };
        let Some(header) = headers.first().filter(|header| header.seq == seq) else { return };
        let head = Head { seq, hash: header.hash };
        if self.write(index, head).is_err() {
            let _ = self.disk.remove(&self.fresh());
        }
    }

    fn path(&self) -> PathBuf {
        self.directory.join("index")
    }

    fn fresh(&self) -> PathBuf {
        self.directory.join("index.new")
    }

    fn write(&self, index: &Index, head: Head) -> io::Result<()> {
        let mut file = self.disk.create(&self.fresh())?;
        let mut trailer = Trailer { head, parts: [Span::default(); PARTS] };
        let mut offset = 0;
        for (part, span) in trailer.parts.iter_mut().enumerate() {
            let mut counted = Counted { file: file.as_mut(), hasher: crc32fast::Hasher::new(), length: 0 };
            index.store_part(part, &mut counted)?;
            *span = Span { offset, length: counted.length, sum: counted.hasher.finalize() };
            offset += span.length;
        }
        file.write_all(&trailer.encode(self.store))?;
        drop(file);
        // Not made durable: checksums tell what a power cut has left of it.
        self.disk.rename(&self.fresh(), &self.path())
    }

    fn trailer(&self) -> Option<Trailer> {
        let mut file = self.disk.open(&self.path()).ok()?;
        let back = i64::try_from(TRAILER_BYTES).ok()?;
        let start = file.seek(SeekFrom::End(-back)).ok()?;
        let mut bytes = [0; TRAILER_BYTES];
        file.read_exact(&mut bytes).ok()?;
        let trailer = Trailer::decode(&bytes, self.store)?;
        let within = |span: &Span| span.offset.checked_add(span.length).is_some_and(|end| end <= start);
        trailer.parts.iter().all(within).then_some(trailer)
    }

    fn part(&self, span: Span) -> Option<Vec<u8>> {
        let mut file = self.disk.open(&self.path()).ok()?;
        file.seek(SeekFrom::Start(span.offset)).ok()?;
        let mut bytes = vec![0; usize::try_from(span.length).ok()?];
        file.read_exact(&mut bytes).ok()?;
        (crc32fast::hash(&bytes) == span.sum).then_some(bytes)
    }
}

impl Kept {
    fn read(&self) -> Option<&Index> {
        let read = self.read.get_or_init(|| {
            let fetch = |part: usize| self.cache.part(*self.trailer.parts.get(part)?);
            Index::restore(self.trailer.head.seq, &fetch)
        });
        read.as_ref()
    }
}

impl Shelf for Kept {
    fn index(&self, state: &State) -> Option<Index> {
        Some(self.read()?.follow(&self.spans, state))
    }
}

impl Trailer {
    fn encode(&self, store: [u8; 16]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(TRAILER_BYTES);
        bytes.extend(MAGIC);
        bytes.extend(program());
        bytes.extend(store);
        bytes.extend(self.head.seq.to_le_bytes());
        bytes.extend(self.head.hash);
        for span in &self.parts {
            bytes.extend(span.offset.to_le_bytes());
            bytes.extend(span.length.to_le_bytes());
            bytes.extend(span.sum.to_le_bytes());
        }
        let sum = crc32fast::hash(&bytes);
        bytes.extend(sum.to_le_bytes());
        bytes
    }

    fn decode(bytes: &[u8], store: [u8; 16]) -> Option<Self> {
        let (body, sum) = bytes.split_last_chunk::<4>()?;
        let rest = body.strip_prefix(&MAGIC)?.strip_prefix(&program())?.strip_prefix(&store)?;
        if crc32fast::hash(body) != u32::from_le_bytes(*sum) {
            return None;
        }
        let (seq, rest) = rest.split_first_chunk::<8>()?;
        let (hash, mut rest) = rest.split_first_chunk::<32>()?;
        let mut parts = [Span::default(); PARTS];
        for span in &mut parts {
            let (offset, behind) = rest.split_first_chunk::<8>()?;
            let (length, behind) = behind.split_first_chunk::<8>()?;
            let (sum, behind) = behind.split_first_chunk::<4>()?;
            (span.offset, span.length) = (u64::from_le_bytes(*offset), u64::from_le_bytes(*length));
            span.sum = u32::from_le_bytes(*sum);
            rest = behind;
        }
        let head = Head { seq: u64::from_le_bytes(*seq), hash: *hash };
        rest.is_empty().then_some(Self { head, parts })
    }
}

/// A file whose bytes are counted and summed up as they are written.
struct Counted<'a> {
    file: &'a mut dyn DiskFile,
    hasher: crc32fast::Hasher,
    length: u64,
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(bytes.get(..written).unwrap_or_default());
        self.length += u64::try_from(written).unwrap_or_default();
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The sources that this program is made of: what another program has put aside, it may have folded otherwise.
fn program() -> [u8; 8] {
    let hash = u64::from_str_radix(env!("NICHIIKI_SOURCES"), 16);
    hash.unwrap_or_default().to_le_bytes()
}

/// The records that commits behind `seq` have touched; `None` where they are too many to catch up with.
fn spans_since(log: &dyn Log, seq: u64) -> Option<Vec<(Id, Id)>> {
    let newest = log.head().seq;
    if newest - seq > BEHIND_MAX {
        return None;
    }
    let (mut spans, mut touched) = (Vec::new(), 0);
    if newest == seq {
        return Some(spans);
    }
    for stored in Commits::read(log, seq + 1).ok()? {
        let stored = stored.ok()?;
        let width = |span: &(Id, Id)| u64::from(span.1.number.saturating_sub(span.0.number)) + 1;
        touched += stored.head.spans.iter().map(width).sum::<u64>();
        if touched > TOUCHED_MAX {
            return None;
        }
        spans.extend(stored.head.spans);
    }
    Some(spans)
}
