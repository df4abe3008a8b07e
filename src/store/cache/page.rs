//! The first page of records in a file: read in a few milliseconds, shown until the others are there.

use std::io::{Read, Write};
use std::path::PathBuf;

use super::{BEHIND_MAX, Cache, program};
use crate::domain::State;
use crate::domain::packed::Packed;
use crate::domain::state::Gathered;
use crate::field::{Date, Kind, Moment};
use crate::snapshot::Snapshot;
use crate::store::history::replay;
use crate::store::journal::Journal;
use crate::store::log::Head;

const KINDS: usize = Kind::ALL.len();
/// A page is some hundred kilobytes; a file of more is not one.
const BYTES_MAX: u64 = 64 << 20;
const MAGIC: [u8; 8] = *b"nichpag1";
/// Magic, program, store, seq, hash, moment, counts.
const HEAD_BYTES: usize = 8 + 8 + 16 + 8 + 32 + 8 + KINDS * 8;

/// What a file says.
struct Page<'a> {
    head: Head,
    at: Moment,
    /// How many records of each kind there are in all.
    counts: [usize; KINDS],
    records: Vec<&'a [u8]>,
}

impl Cache {
    /// Puts the first page of a snapshot aside, which is as of `head`; `make` says whether the queue may be made for it.
    /// What fails is left.
    pub fn keep_page(&self, snapshot: &Snapshot, head: Head, today: Date, make: bool) {
        if snapshot.state.count_raw(Kind::Person) < self.worth {
            return;
        }
        let Some(records) = snapshot.front(today, make) else { return };
        let bytes = self.encode(&snapshot.state, &records, head);
        let fresh = self.directory.join("page.new");
        let written = self.disk.create(&fresh).and_then(|mut file| file.write_all(&bytes));
        if written.and_then(|()| self.disk.rename(&fresh, &self.page_path())).is_err() {
            let _ = self.disk.remove(&fresh);
        }
    }

    /// The first page as of the newest commit of `journal`. Its state counts what there is, not what is on it, and says that
    /// it is as of the commit before: whoever has asked something of it asks again as soon as everything is there.
    pub fn page(&self, journal: &Journal) -> Option<State> {
        let mut bytes = Vec::new();
        let file = self.disk.open(&self.page_path()).ok()?;
        file.take(BYTES_MAX).read_to_end(&mut bytes).ok()?;
        let Page { head, at, counts, records } = self.decode(&bytes)?;
        let newest = crate::store::log::Log::head(journal).seq;
        if newest.checked_sub(head.seq)? > BEHIND_MAX || !journal.holds(head).is_ok_and(|held| held) {
            return None;
        }
        let mut gathered = Gathered::default();
        for record in records {
            gathered.take(record).ok()?;
        }
        let mut state = State::of(vec![gathered], head.seq, at);
        state.set_counts(counts);
        replay(journal, &mut state, &mut |_, _| {}).ok()?;
        let at = state.at();
        state.loaded(newest.saturating_sub(1), at);
        Some(state)
    }

    fn page_path(&self) -> PathBuf {
        self.directory.join("page")
    }

    fn encode(&self, state: &State, records: &[Packed], head: Head) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEAD_BYTES);
        bytes.extend(MAGIC);
        bytes.extend(program());
        bytes.extend(self.store);
        bytes.extend(head.seq.to_le_bytes());
        bytes.extend(head.hash);
        bytes.extend(state.at().0.to_le_bytes());
        for kind in Kind::ALL {
            bytes.extend(u64::try_from(state.count_raw(kind)).unwrap_or_default().to_le_bytes());
        }
        for packed in records {
            bytes.extend(u32::try_from(packed.bytes().len()).unwrap_or_default().to_le_bytes());
            bytes.extend(packed.bytes());
        }
        let sum = crc32fast::hash(&bytes);
        bytes.extend(sum.to_le_bytes());
        bytes
    }

    fn decode<'a>(&self, bytes: &'a [u8]) -> Option<Page<'a>> {
        let (body, sum) = bytes.split_last_chunk::<4>()?;
        let rest = body.strip_prefix(&MAGIC)?.strip_prefix(&program())?.strip_prefix(&self.store)?;
        if crc32fast::hash(body) != u32::from_le_bytes(*sum) {
            return None;
        }
        let (seq, rest) = rest.split_first_chunk::<8>()?;
        let (hash, rest) = rest.split_first_chunk::<32>()?;
        let (at, mut rest) = rest.split_first_chunk::<8>()?;
        let mut counts = [0; KINDS];
        for count in &mut counts {
            let (held, behind) = rest.split_first_chunk::<8>()?;
            *count = usize::try_from(u64::from_le_bytes(*held)).ok()?;
            rest = behind;
        }
        let mut records = Vec::new();
        while !rest.is_empty() {
            let (length, behind) = rest.split_first_chunk::<4>()?;
            let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
            let (record, behind) = behind.split_at_checked(length)?;
            records.push(record);
            rest = behind;
        }
        let head = Head { seq: u64::from_le_bytes(*seq), hash: *hash };
        Some(Page { head, at: Moment(i64::from_le_bytes(*at)), counts, records })
    }
}
