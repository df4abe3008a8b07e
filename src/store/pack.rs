//! From events to a frame: each event goes to the section of the person it is about, and large payloads to a bulk file.
//! Invariant: the order of events is kept, and memory stays within one chunk once a payload is large.
//! Called by the writer for each commit, small or large.

use super::codec::{CommitHead, encode_events};
use super::error::StoreError;
use super::log::{BulkWriter, Frame, INLINE_LIMIT, LogError, Payload, SECTION_HEAD, Section};
use crate::domain::{Event, State};
use crate::field::Id;

/// Events that share one set of sections.
pub const CHUNK: usize = 4096;

/// Takes events and becomes a frame.
pub struct Packer<'a> {
    head: CommitHead,
    ordinal: u64,
    inline: Vec<Section>,
    inline_bytes: usize,
    bulk: Option<Box<dyn BulkWriter>>,
    open_bulk: &'a dyn Fn() -> Result<Box<dyn BulkWriter>, LogError>,
}

impl<'a> Packer<'a> {
    /// A packer for the commit of `head`; `open_bulk` is called if the payload gets large.
    pub fn new(head: CommitHead, open_bulk: &'a dyn Fn() -> Result<Box<dyn BulkWriter>, LogError>) -> Self {
        Self { head, ordinal: 0, inline: Vec::new(), inline_bytes: 0, bulk: None, open_bulk }
    }

    /// Adds events. `after` is the state with them applied: it knows which person each is about.
    pub fn add(&mut self, events: &[Event], after: &State) -> Result<(), StoreError> {
        for chunk in events.chunks(CHUNK) {
            let subjects: Vec<u64> = chunk.iter().map(|event| subject(event, after)).collect();
            let seq = self.head.seq;
            let sections = encode_events(self.ordinal, chunk, &subjects);
            let sections = sections.map_err(|fault| StoreError::Commit { seq, fault })?;
            self.head.count(chunk);
            self.ordinal += u64::try_from(chunk.len()).unwrap_or_default();
            self.put(sections)?;
        }
        Ok(())
    }

    /// Number of events so far.
    pub fn events(&self) -> u64 {
        self.ordinal
    }

    /// The frame, and the head it was made with.
    pub fn finish(self) -> Result<(Frame, CommitHead), StoreError> {
        let seq = self.head.seq;
        let header = self.head.clone().encode().map_err(|fault| StoreError::Commit { seq, fault })?;
        let payload = match self.bulk {
            Some(bulk) => Payload::Bulk(bulk.finish()?),
            None => Payload::Sections(self.inline),
        };
        Ok((Frame { header, payload }, self.head))
    }

    fn put(&mut self, sections: Vec<Section>) -> Result<(), StoreError> {
        if self.bulk.is_none() {
            self.inline_bytes +=
                sections.iter().map(|section| SECTION_HEAD + section.bytes.len()).sum::<usize>();
            self.inline.extend(sections);
            if self.inline_bytes <= INLINE_LIMIT {
                return Ok(());
            }
            let mut bulk = (self.open_bulk)()?;
            for section in std::mem::take(&mut self.inline) {
                bulk.section(&section)?;
            }
            self.bulk = Some(bulk);
            return Ok(());
        }
        if let Some(bulk) = self.bulk.as_mut() {
            for section in &sections {
                bulk.section(section)?;
            }
        }
        Ok(())
    }
}

/// The person whose section the event belongs to; 0 = nobody's.
fn subject(event: &Event, after: &State) -> u64 {
    let person = match event {
        Event::Added(record) => after.subject(record),
        Event::Changed { id, .. } => after.record(*id).and_then(|record| after.subject(&record)),
        Event::Withdrawn { .. } | Event::Restored { .. } => None,
    };
    person.map_or(0, Id::raw)
}
