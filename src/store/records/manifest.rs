//! What the records say of themselves: whose they are, as of which commit, how many of each kind and their checksums.
//! Invariant: written in the same batch as the records that it counts, so that the two can never disagree unseen.

use crate::field::{Kind, Moment};
use crate::store::log::Head;

/// How many kinds of records there are.
const KINDS: usize = Kind::ALL.len();
/// Changes whenever stored records change their form; others are made again.
const VERSION: u16 = 1;

/// The manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manifest {
    pub store: [u8; 16],
    /// False while a large write is under way.
    pub complete: bool,
    /// The commit that the records are as of.
    pub head: Head,
    pub at: Moment,
    pub kinds: [Counted; KINDS],
}

/// All records of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    pub count: u64,
    /// The checksums of all of them, combined so that the order does not matter.
    pub sum: u32,
}

impl Manifest {
    /// The manifest of no records.
    pub fn empty(store: [u8; 16]) -> Self {
        let kinds = [Counted::default(); KINDS];
        Self { store, complete: true, head: Head::default(), at: Moment::default(), kinds }
    }

    /// Counts a record in, in place of an older one.
    pub fn replace(&mut self, kind: Kind, old: Option<u32>, new: u32) {
        if let Some(counted) = self.kinds.get_mut(kind.index()) {
            counted.count += u64::from(old.is_none());
            counted.sum ^= old.unwrap_or(0) ^ new;
        }
    }

    /// Adds what another part of the records came to.
    pub fn add(&mut self, part: &Self) {
        for (own, other) in self.kinds.iter_mut().zip(&part.kinds) {
            own.count += other.count;
            own.sum ^= other.sum;
        }
    }

    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&self.store);
        bytes.push(u8::from(self.complete));
        bytes.extend_from_slice(&self.head.seq.to_le_bytes());
        bytes.extend_from_slice(&self.head.hash);
        bytes.extend_from_slice(&self.at.0.to_le_bytes());
        for kind in &self.kinds {
            bytes.extend_from_slice(&kind.count.to_le_bytes());
            bytes.extend_from_slice(&kind.sum.to_le_bytes());
        }
        let sum = crc32fast::hash(&bytes);
        bytes.extend_from_slice(&sum.to_le_bytes());
        bytes
    }

    /// The manifest in these bytes; `None` when they are damaged or of another version.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (body, sum) = bytes.split_last_chunk::<4>()?;
        let (version, rest) = body.split_first_chunk::<2>()?;
        if crc32fast::hash(body) != u32::from_le_bytes(*sum) || u16::from_le_bytes(*version) != VERSION {
            return None;
        }
        let (store, rest) = rest.split_first_chunk::<16>()?;
        let (complete, rest) = rest.split_first_chunk::<1>()?;
        let (seq, rest) = rest.split_first_chunk::<8>()?;
        let (hash, rest) = rest.split_first_chunk::<32>()?;
        let (at, mut rest) = rest.split_first_chunk::<8>()?;
        let mut kinds = [Counted::default(); KINDS];
        for kind in &mut kinds {
            // A manifest from before a kind came has no place for it: there were no records of it.
            if rest.is_empty() {
                break;
            }
            let (count, behind) = rest.split_first_chunk::<8>()?;
            let (sum, behind) = behind.split_first_chunk::<4>()?;
            *kind = Counted { count: u64::from_le_bytes(*count), sum: u32::from_le_bytes(*sum) };
            rest = behind;
        }
        rest.is_empty().then_some(Self {
            store: *store,
            complete: *complete == [1],
            head: Head { seq: u64::from_le_bytes(*seq), hash: *hash },
            at: Moment(i64::from_le_bytes(*at)),
            kinds,
        })
    }
}

/// The checksum of one record under its key.
pub fn checksum(key: &[u8], value: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(key);
    hasher.update(value);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_from_before_a_kind_came_is_read() {
        let mut manifest = Manifest::empty([7; 16]);
        manifest.replace(Kind::Person, None, 5);
        let bytes = manifest.encode();
        assert_eq!(Manifest::decode(&bytes), Some(manifest));
        let older = &bytes[..bytes.len() - 4 - 12];
        let older = [older, &crc32fast::hash(older).to_le_bytes()].concat();
        assert_eq!(Manifest::decode(&older), Some(manifest));
        let torn = &bytes[..bytes.len() - 4 - 5];
        let torn = [torn, &crc32fast::hash(torn).to_le_bytes()].concat();
        assert_eq!(Manifest::decode(&torn), None);
    }
}
