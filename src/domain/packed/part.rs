//! Reading some fields of an encoded record and passing over the others: a filter over a million people asks for one or two of
//! fifty, and of what decoding costs, nearly all is memory for values that nobody looks at.
//! Invariant: what is read is what decoding gives; what is not wanted is absent. The numbers of the variants are those in which
//! the types are written, which are stored and never change. Called by `Packed`.

use super::CONFIG;
use crate::domain::record::{Record, Stamp};
use crate::field::{Field, Id, Moment};

/// The first bytes of numbers that do not fit into one: two, four, eight and sixteen bytes follow.
const WIDE: [(u8, usize); 4] = [(251, 2), (252, 4), (253, 8), (254, 16)];
/// The numbers of the variants of `Value` and `Atom`, as they are stored.
const ONE: u64 = 0;
const SET: u64 = 1;
const LIST: u64 = 2;
const ROWS: u64 = 3;
const FLAG: u64 = 0;
const TEXT: u64 = 5;
const REF: u64 = 6;

/// Which fields of a record are read. Id, whether it is withdrawn, and when it was made always are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Bit n is the field with code n.
    pub(super) fields: u128,
    /// Whether it is asked who wrote it, and when it was last changed.
    pub(super) stamps: bool,
}

impl Wanted {
    /// No field.
    pub const NOTHING: Self = Self { fields: 0, stamps: false };
    /// The whole record.
    pub const ALL: Self = Self { fields: u128::MAX, stamps: true };
    /// Who made and changed it, and when.
    pub const STAMPS: Self = Self { fields: 0, stamps: true };

    /// One field.
    pub const fn field(field: &Field) -> Self {
        if field.code as u32 >= u128::BITS {
            return Self::ALL;
        }
        Self { fields: 1 << field.code, stamps: false }
    }

    /// What either wants.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self { fields: self.fields | other.fields, stamps: self.stamps || other.stamps }
    }

    /// Whether the whole record is wanted.
    pub fn is_all(self) -> bool {
        self == Self::ALL
    }

    const fn has(self, code: u16) -> bool {
        (code as u32) < u128::BITS && self.fields >> code & 1 == 1
    }

    /// Whether no field after this one is wanted: fields ascend.
    const fn ends_before(self, code: u16) -> bool {
        code as u32 >= u128::BITS || self.fields >> code == 0
    }
}

/// Reads the record in an encoded one's bytes with the wanted fields alone; `None` for bytes that are no record.
pub fn read(body: &[u8], wanted: Wanted) -> Option<Record> {
    let mut walk = Walk { rest: body };
    let mut record = Record::new(walk.decode::<Id>()?);
    record.withdrawn = walk.decode::<bool>()?;
    record.created = if wanted.stamps {
        walk.decode()?
    } else {
        let (seq, at) = (walk.decode()?, walk.decode::<Moment>()?);
        walk.pass_text()?;
        // By whom is left out: a name needs memory.
        Stamp { seq, at, author: Box::default() }
    };
    for _ in 0..walk.number()? {
        let code = u16::try_from(walk.number()?).ok()?;
        if wanted.has(code) {
            record.values.push((code, walk.decode()?));
        } else if !wanted.stamps && wanted.ends_before(code) {
            return Some(record);
        } else {
            walk.pass_value()?;
        }
    }
    if wanted.stamps {
        for _ in 0..walk.number()? {
            record.stamps.push((u16::try_from(walk.number()?).ok()?, walk.decode()?));
        }
    }
    Some(record)
}

/// What is left of the bytes. Numbers are stored as bincode stores them: small ones in one byte, larger ones behind a byte that
/// says how many follow.
struct Walk<'a> {
    rest: &'a [u8],
}

impl<'a> Walk<'a> {
    fn decode<T: bincode::Decode<()>>(&mut self) -> Option<T> {
        let (value, used) = bincode::decode_from_slice(self.rest, CONFIG).ok()?;
        self.pass(used)?;
        Some(value)
    }

    fn pass(&mut self, bytes: usize) -> Option<&'a [u8]> {
        let (passed, rest) = self.rest.split_at_checked(bytes)?;
        self.rest = rest;
        Some(passed)
    }

    fn number(&mut self) -> Option<u64> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        let Some((_, width)) = WIDE.iter().find(|(mark, _)| mark == first) else {
            return Some(u64::from(*first));
        };
        let wide = self.pass(*width)?;
        let little = wide.iter().take(8).rev();
        Some(little.fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn pass_text(&mut self) -> Option<()> {
        let length = usize::try_from(self.number()?).ok()?;
        self.pass(length).map(drop)
    }

    fn pass_atom(&mut self) -> Option<()> {
        match self.number()? {
            FLAG => self.pass(1).map(drop),
            TEXT => self.pass_text(),
            REF => {
                self.number()?;
                self.number().map(drop)
            }
            _ => self.number().map(drop),
        }
    }

    fn pass_value(&mut self) -> Option<()> {
        match self.number()? {
            ONE => self.pass_atom(),
            SET => self.number().map(drop),
            LIST => (0..self.number()?).try_for_each(|_| self.pass_atom()),
            ROWS => (0..self.number()?).try_for_each(|_| {
                (0..self.number()?).try_for_each(|_| {
                    self.number()?;
                    self.pass_atom()
                })
            }),
            _ => None,
        }
    }
}
