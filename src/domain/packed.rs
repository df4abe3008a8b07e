//! A record as the State and sled hold it: one allocation with a short head and the encoded record.
//! A million records as structs would take about three times the memory; decoding one on access costs under a microsecond.
//! The head answers the two questions asked of every record (hidden? how new?) without decoding.

mod skim;

use std::sync::Arc;

use bincode::config::{Configuration, Limit, LittleEndian, Varint};

pub use self::skim::Named;
use self::skim::Skim;
use super::record::Record;
use crate::field::Id;

/// The largest encoded record, in bytes: the sum of all text limits with room to spare.
pub const RECORD_LIMIT_BYTES: usize = 4 << 20;
/// Flags (1) and the sequence number of the newest change (8).
const HEAD_BYTES: usize = 9;
const WITHDRAWN: u8 = 1;

/// The encoding of records: stored bytes, never to be changed.
const CONFIG: Configuration<LittleEndian, Varint, Limit<RECORD_LIMIT_BYTES>> =
    bincode::config::standard().with_limit::<RECORD_LIMIT_BYTES>();

/// Bytes that are no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these {length} bytes are no record")]
pub struct NotARecord {
    pub length: usize,
}

/// A packed record; a clone shares the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed(Arc<[u8]>);

impl Packed {
    /// Packs a record.
    pub fn pack(record: &Record) -> Self {
        let flags = if record.withdrawn { WITHDRAWN } else { 0 };
        let mut bytes = vec![flags];
        bytes.extend(record.updated().seq.to_be_bytes());
        // Encoding into a growing vector fails only over the limit, which the limits on texts and lists exclude.
        let body = bincode::encode_to_vec(record, CONFIG).unwrap_or_default();
        bytes.extend(body);
        Self(bytes.into())
    }

    /// The packed record in stored bytes, checked by decoding it.
    ///
    /// # Errors
    /// `NotARecord` for bytes that do not decode to one record without a rest.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotARecord> {
        let packed = Self(bytes.into());
        packed.decode()?;
        Ok(packed)
    }

    /// The packed record in stored bytes, whose id this returns; what it names is added to `named`.
    ///
    /// # Errors
    /// As `from_bytes`.
    pub fn skim(bytes: &[u8], named: &mut Named) -> Result<(Self, Id), NotARecord> {
        let fault = NotARecord { length: bytes.len() };
        let body = bytes.get(HEAD_BYTES..).ok_or(fault)?;
        let skimmed = bincode::borrow_decode_from_slice_with_context(body, CONFIG, named);
        let (Skim(id), used): (Skim, usize) = skimmed.ok().ok_or(fault)?;
        if used == body.len() { Ok((Self(bytes.into()), id)) } else { Err(fault) }
    }

    /// The record.
    pub fn unpack(&self) -> Option<Record> {
        self.decode().ok()
    }

    /// Whether the record refers to `id` by any field.
    pub fn names(&self, id: Id) -> bool {
        let mut named = Named::new();
        let body = self.0.get(HEAD_BYTES..).unwrap_or_default();
        let skimmed: Result<(Skim, usize), _> =
            bincode::borrow_decode_from_slice_with_context(body, CONFIG, &mut named);
        skimmed.is_ok() && named.iter().any(|(_, held)| *held == id)
    }

    /// The stored bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether this is a clone of `other`: written once, not written again to the same bytes.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    pub fn is_withdrawn(&self) -> bool {
        self.0.first().is_some_and(|flags| flags & WITHDRAWN != 0)
    }

    /// The sequence number of the newest change.
    pub fn updated_seq(&self) -> u64 {
        let bytes = self.0.get(1..HEAD_BYTES).and_then(|bytes| <[u8; 8]>::try_from(bytes).ok());
        bytes.map_or(0, u64::from_be_bytes)
    }

    fn decode(&self) -> Result<Record, NotARecord> {
        let fault = NotARecord { length: self.0.len() };
        let body = self.0.get(HEAD_BYTES..).ok_or(fault)?;
        let (record, used): (Record, usize) = bincode::decode_from_slice(body, CONFIG).ok().ok_or(fault)?;
        if used == body.len() { Ok(record) } else { Err(fault) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{Id, Kind, Value};

    #[test]
    fn packing_keeps_everything_and_refuses_a_rest() {
        let mut record = Record::new(Id::new(Kind::Person, 7));
        record.set(1, Some(Value::text("髙橋")));
        record.withdrawn = true;
        record.created.seq = 300;
        let packed = Packed::pack(&record);
        assert_eq!(packed.unpack(), Some(record));
        assert!(packed.is_withdrawn());
        assert_eq!(packed.updated_seq(), 300);
        let mut named = Named::new();
        assert_eq!(
            Packed::skim(packed.bytes(), &mut named).unwrap(),
            (packed.clone(), Id::new(Kind::Person, 7))
        );
        let mut longer = packed.bytes().to_vec();
        longer.push(0);
        assert!(Packed::from_bytes(&longer).is_err());
        assert!(Packed::skim(&longer, &mut named).is_err());
        for length in 0..packed.bytes().len() {
            assert!(Packed::from_bytes(&packed.bytes()[..length]).is_err());
            assert!(Packed::skim(&packed.bytes()[..length], &mut named).is_err());
        }
    }
}
