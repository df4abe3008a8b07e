//! A record as the State and sled hold it: one allocation with a short head and the encoded record.
//! A million records as structs would take about three times the memory; decoding one on access costs under a microsecond.
//! The head answers the two questions asked of every record (hidden? how new?) without decoding.

mod part;
mod skim;

use std::sync::Arc;

use bincode::config::{Configuration, Limit, LittleEndian, Varint};

pub use self::part::Wanted;
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

    /// The record with the wanted fields alone; `None` where it is withdrawn.
    pub fn unpack_part(&self, wanted: Wanted) -> Option<Record> {
        if self.is_withdrawn() {
            return None;
        }
        if wanted.is_all() {
            return self.unpack();
        }
        part::read(self.0.get(HEAD_BYTES..)?, wanted)
    }

    /// Adds what the record names to `named`, each with the field that names it.
    pub fn name_all(&self, named: &mut Named) {
        let body = self.0.get(HEAD_BYTES..).unwrap_or_default();
        let before = named.len();
        let skimmed: Result<(Skim, usize), _> =
            bincode::borrow_decode_from_slice_with_context(body, CONFIG, &mut *named);
        if skimmed.is_err() {
            named.truncate(before);
        }
    }

    /// Whether the record refers to `id` by any field.
    pub fn names(&self, id: Id) -> bool {
        let mut named = Named::new();
        self.name_all(&mut named);
        named.iter().any(|(_, held)| *held == id)
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
    use crate::domain::record::Stamp;
    use crate::field::{Atom, Date, Id, Kind, Moment, Row, Value};

    #[test]
    fn a_part_is_the_whole_without_the_rest() {
        let mut record = Record::new(Id::new(Kind::Person, 7));
        record.created = Stamp { seq: 3, at: Moment(5), author: "田中".into() };
        let row = |code: u16| Row(vec![(1, Atom::Choice(code)), (3, Atom::Date(Date(20_000)))]);
        let values = [
            Value::text("髙橋"),
            Value::choice(2),
            Value::Set(5),
            Value::references([Id::new(Kind::Region, 20_215)]),
            Value::Rows(vec![row(0), row(1)]),
            Value::Rows(vec![
                Row(vec![
                    (1, Atom::Moment(Moment(i64::MAX))),
                    (300, Atom::Int(-70_000)),
                    (301, Atom::Flag(true)),
                ]),
                Row(vec![
                    (2, Atom::Text("い".repeat(300).into())),
                    (3, Atom::Ref(Id::new(Kind::Case, 1 << 30))),
                ]),
            ]),
        ];
        for (code, value) in (1..).zip(values) {
            record.set(code, Some(value));
            record.mark(code, Stamp { seq: u64::from(code), at: Moment(7), author: "鈴木".into() });
        }
        record.set(200, Some(Value::flag(true)));
        let packed = Packed::pack(&record);
        for fields in 0_u16..128 {
            for stamps in [false, true] {
                let one = |code: u32| Wanted { fields: u128::from(fields) & (1_u128 << code), stamps };
                let wanted = (0..7).map(one).fold(Wanted { stamps, ..Wanted::NOTHING }, Wanted::and);
                let mut left = record.clone();
                left.values.retain(|(code, _)| *code < 7 && fields >> code & 1 == 1);
                if !stamps {
                    left.stamps.clear();
                    left.created.author = Box::default();
                }
                assert_eq!(packed.unpack_part(wanted), Some(left), "{fields:b} {stamps}");
            }
        }
        assert_eq!(packed.unpack_part(Wanted::ALL), Some(record));
    }

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
        for wanted in [Wanted::NOTHING, Wanted::STAMPS, Wanted::ALL] {
            assert_eq!(packed.unpack_part(wanted), None, "withdrawn");
        }
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
