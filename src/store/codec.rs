//! The stored form of commits: the only place that turns events into bytes and back.
//! Invariant: bytes that were ever written decode for ever; a changed form gets a new schema number and an upcast, and
//! golden bytes under fixtures/ guard each. Nothing is decoded without limits, and nothing may be left over.
//! Called by the writer (encode) and by everything that reads the log (decode).

use bincode::config::{Configuration, Limit, LittleEndian, Varint};
use thiserror::Error;

use super::log::{HEADER_LIMIT, SECTION_LIMIT, Section};
use crate::domain::{Author, Cause, Event};
use crate::field::{Id, Kind, Moment};

/// The newest form of headers and of events; both are written in this one.
pub const SCHEMA: u16 = 1;
const HEADER_MAGIC: [u8; 4] = *b"NCHD";
const EVENTS_MAGIC: [u8; 4] = *b"NCEV";
/// Magic, schema, length and checksum.
const ENVELOPE: usize = 4 + 2 + 4 + 4;
/// A header names at most so many ranges of ids; above, one range per kind covers them all.
const SPAN_LIMIT: usize = 1024;

const HEADER_CONFIG: Configuration<LittleEndian, Varint, Limit<HEADER_LIMIT>> =
    bincode::config::standard().with_limit::<HEADER_LIMIT>();
const EVENTS_CONFIG: Configuration<LittleEndian, Varint, Limit<SECTION_LIMIT>> =
    bincode::config::standard().with_limit::<SECTION_LIMIT>();

/// The clear part of a commit: what it did, to which records, but no content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitHead {
    pub seq: u64,
    pub at: Moment,
    pub author: Author,
    pub cause: Cause,
    /// What happened to which kind of record, and how often. Ascending.
    pub counts: Vec<EventCount>,
    /// The records it touches, as ranges. With very many, a range may also cover records in between.
    pub spans: Vec<(Id, Id)>,
}

/// How many events of one type a commit has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, bincode::Encode, bincode::Decode)]
pub struct EventCount {
    pub kind: Kind,
    pub act: Act,
    pub count: u64,
}

/// What an event does, without its content. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, bincode::Encode, bincode::Decode)]
pub enum Act {
    Added,
    /// The code of a verb.
    Changed(u16),
    Withdrawn,
    Restored,
}

/// Why stored bytes could not be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CodecError {
    #[error("the bytes are not what they should be")]
    Malformed,
    #[error("the bytes do not match their checksum")]
    Checksum,
    #[error("written in form {found} by a newer version; this program knows {SCHEMA}")]
    Newer { found: u16 },
    #[error("sealed with a key that is not here")]
    Sealed,
    #[error("events are missing or doubled")]
    Ordinals,
    #[error("one event alone is larger than a section may be")]
    TooLarge,
}

/// The stored form of `CommitHead`, schema 1.
#[derive(bincode::Encode, bincode::Decode)]
struct HeadV1 {
    seq: u64,
    at: Moment,
    author: Box<str>,
    cause: Cause,
    counts: Vec<EventCount>,
    spans: Vec<(Id, Id)>,
}

impl CommitHead {
    /// A head that counts no events yet.
    pub fn new(seq: u64, at: Moment, author: Author, cause: Cause) -> Self {
        Self { seq, at, author, cause, counts: Vec::new(), spans: Vec::new() }
    }

    /// Counts events in. Ids in a row become one range.
    pub fn count(&mut self, events: &[Event]) {
        for event in events {
            let (kind, act) = (event.id().kind, act(event));
            match self.counts.binary_search_by_key(&(kind, act), |held| (held.kind, held.act)) {
                Ok(place) => self.counts.iter_mut().skip(place).take(1).for_each(|held| held.count += 1),
                Err(place) => self.counts.insert(place, EventCount { kind, act, count: 1 }),
            }
            self.cover(event.span());
        }
        if self.spans.len() > SPAN_LIMIT {
            self.spans = merged(std::mem::take(&mut self.spans));
        }
    }

    /// Number of events.
    pub fn events(&self) -> u64 {
        self.counts.iter().map(|held| held.count).sum()
    }

    /// Whether the commit may have touched the record: false is certain.
    pub fn touches(&self, id: Id) -> bool {
        self.spans.iter().any(|(first, last)| *first <= id && id <= *last)
    }

    /// The stored header.
    pub fn encode(mut self) -> Result<Vec<u8>, CodecError> {
        self.spans = merged(self.spans);
        let Self { seq, at, author, cause, counts, spans } = self;
        let stored = HeadV1 { seq, at, author: author.0, cause, counts, spans };
        let payload = bincode::encode_to_vec(stored, HEADER_CONFIG).map_err(too_large)?;
        seal(HEADER_MAGIC, &payload)
    }

    /// The head in a stored header.
    pub fn decode(bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, payload) = open(HEADER_MAGIC, bytes)?;
        let (stored, used): (HeadV1, usize) =
            bincode::decode_from_slice(payload, HEADER_CONFIG).map_err(malformed)?;
        if used != payload.len() {
            return Err(CodecError::Malformed);
        }
        let HeadV1 { seq, at, author, cause, counts, spans } = stored;
        Ok(Self { seq, at, author: Author(author), cause, counts, spans })
    }

    fn cover(&mut self, (first, last): (Id, Id)) {
        if let Some((_, end)) = self.spans.last_mut()
            && end.kind == first.kind
            && (*end == first || end.number.checked_add(1) == Some(first.number))
        {
            *end = last;
            return;
        }
        self.spans.push((first, last));
    }
}

/// What an event does.
pub const fn act(event: &Event) -> Act {
    match event {
        Event::Added(_) => Act::Added,
        Event::Changed { verb, .. } => Act::Changed(*verb),
        Event::Withdrawn { .. } => Act::Withdrawn,
        Event::Restored { .. } => Act::Restored,
    }
}

/// Ranges in ascending order, joined where they touch or overlap.
pub fn joined(mut spans: Vec<(Id, Id)>) -> Vec<(Id, Id)> {
    spans.sort_unstable();
    let mut joined: Vec<(Id, Id)> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some((_, end)) if end.kind == span.0.kind && span.0.number <= end.number.saturating_add(1) => {
                *end = (*end).max(span.1);
            }
            _ => joined.push(span),
        }
    }
    joined
}

/// Joined ranges, and one per kind where there are still too many.
fn merged(spans: Vec<(Id, Id)>) -> Vec<(Id, Id)> {
    let joined = joined(spans);
    if joined.len() <= SPAN_LIMIT {
        return joined;
    }
    let mut whole: Vec<(Id, Id)> = Vec::new();
    for span in joined {
        match whole.last_mut() {
            Some((_, end)) if end.kind == span.0.kind => *end = span.1,
            _ => whole.push(span),
        }
    }
    whole
}

/// The sections of one chunk of events: one for each subject, in order of appearance, and last, always, the rest.
/// `subjects` names the person of each event (0 = none), `first` is the ordinal of the first event in its commit.
pub fn encode_events(first: u64, events: &[Event], subjects: &[u64]) -> Result<Vec<Section>, CodecError> {
    let mut groups: Vec<(u64, Vec<u8>)> = Vec::new();
    let mut places = std::collections::BTreeMap::new();
    let mut rest = Vec::new();
    for ((ordinal, event), subject) in (first..).zip(events).zip(subjects) {
        let bytes = bincode::encode_to_vec((ordinal, event), EVENTS_CONFIG).map_err(too_large)?;
        if *subject == 0 {
            rest.extend(bytes);
            continue;
        }
        let place = *places.entry(*subject).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, group)) => group.extend(bytes),
            None => groups.push((*subject, bytes)),
        }
    }
    groups.push((0, rest));
    let section = |(subject, payload): (u64, Vec<u8>)| {
        Ok(Section { subject, key_id: 0, bytes: seal(EVENTS_MAGIC, &payload)? })
    };
    groups.into_iter().map(section).collect()
}

/// Adds the events of a section to `into`, each with its ordinal.
pub fn decode_events(section: &Section, into: &mut Vec<(u64, Event)>) -> Result<(), CodecError> {
    if section.key_id != 0 {
        return Err(CodecError::Sealed);
    }
    let (schema, mut payload) = open(EVENTS_MAGIC, &section.bytes)?;
    while !payload.is_empty() {
        let (ordinal, event, used) = upcast(schema, payload)?;
        into.push((ordinal, event));
        payload = payload.get(used..).filter(|_| used > 0).ok_or(CodecError::Malformed)?;
    }
    Ok(())
}

/// Reads one event of any schema as one of today. A new schema adds an arm that reads the old form and converts it.
fn upcast(schema: u16, payload: &[u8]) -> Result<(u64, Event, usize), CodecError> {
    match schema {
        SCHEMA => {
            let ((ordinal, event), used) =
                bincode::decode_from_slice(payload, EVENTS_CONFIG).map_err(malformed)?;
            Ok((ordinal, event, used))
        }
        found if found > SCHEMA => Err(CodecError::Newer { found }),
        _ => Err(CodecError::Malformed),
    }
}

/// Puts the decoded events of a chunk in order: they must be exactly those from `first` on.
pub fn in_order(first: u64, mut events: Vec<(u64, Event)>) -> Result<Vec<Event>, CodecError> {
    events.sort_by_key(|(ordinal, _)| *ordinal);
    let dense = (first..).zip(&events).all(|(wanted, (ordinal, _))| wanted == *ordinal);
    if dense { Ok(events.into_iter().map(|(_, event)| event).collect()) } else { Err(CodecError::Ordinals) }
}

/// `magic | schema | length | checksum | payload`.
fn seal(magic: [u8; 4], payload: &[u8]) -> Result<Vec<u8>, CodecError> {
    let Ok(length) = u32::try_from(payload.len()) else { return Err(CodecError::TooLarge) };
    let mut bytes = Vec::with_capacity(ENVELOPE + payload.len());
    bytes.extend_from_slice(&magic);
    bytes.extend_from_slice(&SCHEMA.to_le_bytes());
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(&crc32fast::hash(payload).to_le_bytes());
    bytes.extend_from_slice(payload);
    Ok(bytes)
}

/// The schema and payload of an envelope.
fn open(magic: [u8; 4], bytes: &[u8]) -> Result<(u16, &[u8]), CodecError> {
    let (found, rest) = bytes.split_first_chunk::<4>().ok_or(CodecError::Malformed)?;
    let (schema, rest) = rest.split_first_chunk::<2>().ok_or(CodecError::Malformed)?;
    let (length, rest) = rest.split_first_chunk::<4>().ok_or(CodecError::Malformed)?;
    let (checksum, payload) = rest.split_first_chunk::<4>().ok_or(CodecError::Malformed)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
    let schema = u16::from_le_bytes(*schema);
    if *found != magic || payload.len() != length || schema == 0 {
        return Err(CodecError::Malformed);
    }
    if crc32fast::hash(payload) != u32::from_le_bytes(*checksum) {
        return Err(CodecError::Checksum);
    }
    if schema > SCHEMA {
        return Err(CodecError::Newer { found: schema });
    }
    Ok((schema, payload))
}

fn malformed(_: bincode::error::DecodeError) -> CodecError {
    CodecError::Malformed
}

fn too_large(_: bincode::error::EncodeError) -> CodecError {
    CodecError::TooLarge
}
