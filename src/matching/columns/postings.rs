//! Postings: for each key the rows of a chunk that have it, in two bytes each: the place in the chunk, and a number below 16.
//! Made once and read often; a change makes a new one in time proportional to the chunk.

use super::CHUNK_ROWS;

/// Bits of the number beside a place.
const SMALL_BITS: u32 = 4;
/// The greatest number beside a place.
pub(crate) const SMALL_MAX: u16 = (1 << SMALL_BITS) - 1;

/// Bits of a key that a search begins with: of skills all there are, of the codes of towns the most part.
const PLACES_BITS: u32 = 10;

/// A key with an entry.
pub(crate) type Pair = (u32, u16);

/// An entry: `small` is at most `SMALL_MAX`.
pub(crate) const fn entry(local: u16, small: u16) -> u16 {
    (local << SMALL_BITS) | small
}

/// The place and the number of an entry.
pub(crate) const fn parts(entry: u16) -> (u16, u8) {
    let [small, _] = (entry & SMALL_MAX).to_le_bytes();
    (entry >> SMALL_BITS, small)
}

/// The lists. Keys ascend, and so do the entries of each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Postings {
    keys: Box<[u32]>,
    /// By the key without its last `coarse` bits, the first place among the keys: a search begins where it ends, since what is
    /// looked at on the way is other memory for each chunk.
    places: Box<[u32]>,
    coarse: u32,
    /// Where each key's entries begin, and at last where all end.
    starts: Box<[u32]>,
    entries: Box<[u16]>,
}

impl Postings {
    /// The lists of pairs in any order.
    pub fn of(mut pairs: Vec<Pair>) -> Self {
        pairs.sort_unstable();
        Self::sorted(pairs.into_iter())
    }

    fn sorted(pairs: impl Iterator<Item = Pair>) -> Self {
        let (mut keys, mut starts, mut entries) = (Vec::new(), Vec::new(), Vec::new());
        for (key, entry) in pairs {
            if keys.last() != Some(&key) {
                keys.push(key);
                starts.push(u32::try_from(entries.len()).unwrap_or(u32::MAX));
            }
            entries.push(entry);
        }
        starts.push(u32::try_from(entries.len()).unwrap_or(u32::MAX));
        let last = keys.last().copied().unwrap_or(0);
        let coarse = (u32::BITS - last.leading_zeros()).saturating_sub(PLACES_BITS);
        let places = (0..=(last >> coarse) + 1)
            .map(|part| u32::try_from(keys.partition_point(|key| key >> coarse < part)).unwrap_or(u32::MAX));
        Self {
            places: places.collect(),
            coarse,
            keys: keys.into(),
            starts: starts.into(),
            entries: entries.into(),
        }
    }

    /// The first place of a key that is not below this one.
    fn place(&self, key: u32) -> usize {
        let part = (key >> self.coarse) as usize;
        let Some([from, to]) = self.places.get(part..part + 2) else { return self.keys.len() };
        let (from, to) = (*from as usize, *to as usize);
        from + self.keys.get(from..to).map_or(0, |keys| keys.partition_point(|held| *held < key))
    }

    /// The entries of a key.
    pub fn get(&self, key: u32) -> &[u16] {
        let place = self.place(key);
        if self.keys.get(place) == Some(&key) { self.at(place) } else { &[] }
    }

    /// Every key with its entries.
    pub fn lists(&self) -> impl Iterator<Item = (u32, &[u16])> {
        let ends = self.starts.iter().skip(1);
        let bounds = self.keys.iter().zip(&self.starts).zip(ends);
        bounds.map(|((key, from), to)| {
            (*key, self.entries.get(*from as usize..*to as usize).unwrap_or_default())
        })
    }

    /// The entries of every key from `first` to `last`, those of each key in order.
    pub fn range(&self, first: u32, last: u32) -> &[u16] {
        let to = last.checked_add(1).map_or(self.keys.len(), |after| self.place(after));
        self.between(self.place(first), to)
    }

    /// The numbers beside one place among the entries of a key.
    pub fn small(&self, key: u32, local: u16) -> impl Iterator<Item = u8> {
        let entries = self.get(key);
        let first = entries.partition_point(|entry| parts(*entry).0 < local);
        let held = entries.get(first..).unwrap_or_default().iter().map(|entry| parts(*entry));
        held.take_while(move |(place, _)| *place == local).map(|(_, small)| small)
    }

    /// The lists without the rows at places that are marked, and with other pairs.
    pub fn patched(&self, marked: &[bool; CHUNK_ROWS], mut into: Vec<Pair>) -> Self {
        into.sort_unstable();
        let is_marked = |entry: u16| marked.get(usize::from(parts(entry).0)).copied().unwrap_or(false);
        let held = self.keys.iter().enumerate();
        let held = held.flat_map(|(place, key)| self.at(place).iter().map(move |entry| (*key, *entry)));
        let mut held = held.filter(|(_, entry)| !is_marked(*entry)).peekable();
        let mut into = into.into_iter().peekable();
        Self::sorted(std::iter::from_fn(|| match (held.peek(), into.peek()) {
            (Some(one), Some(other)) if one <= other => held.next(),
            (_, Some(_)) => into.next(),
            (_, None) => held.next(),
        }))
    }

    fn at(&self, place: usize) -> &[u16] {
        self.between(place, place + 1)
    }

    fn between(&self, from: usize, to: usize) -> &[u16] {
        let bound = |place: usize| self.starts.get(place).map_or(0, |start| *start as usize);
        self.entries.get(bound(from)..bound(to)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs() -> impl Strategy<Value = Vec<Pair>> {
        prop::collection::vec((prop_oneof![0_u32..9, 470_000_u32..470_020], 0_u16..40, 0_u16..16), 0..90)
            .prop_map(|all| all.into_iter().map(|(key, local, small)| (key, entry(local, small))).collect())
    }

    proptest! {
        #[test]
        fn a_patch_is_what_making_anew_gives(before in pairs(), after in pairs(), out in prop::collection::btree_set(0_u16..40, 0..20)) {
            let mut marked = [false; CHUNK_ROWS];
            for local in &out {
                marked[usize::from(*local)] = true;
            }
            let of_out = |pair: &Pair| out.contains(&parts(pair.1).0);
            let into: Vec<Pair> = after.into_iter().filter(of_out).collect();
            let mut all: Vec<Pair> = before.iter().copied().filter(|pair| !of_out(pair)).collect();
            all.extend(&into);
            let patched = Postings::of(before).patched(&marked, into);
            let listed = patched.lists().flat_map(|(key, entries)| entries.iter().map(move |entry| (key, *entry)));
            prop_assert_eq!(listed.collect::<Vec<_>>(), { let mut all = all.clone(); all.sort_unstable(); all });
            prop_assert_eq!(&patched, &Postings::of(all.clone()));
            all.sort_unstable();
            for (first, last) in [(0, u32::MAX), (0, 470_019), (3, 470_010), (5, 7), (9, 100), (470_003, 470_003)] {
                let read: Vec<u16> = patched.range(first, last).to_vec();
                let wanted = all.iter().filter(|(key, _)| (first..=last).contains(key));
                prop_assert_eq!(read, wanted.map(|(_, entry)| *entry).collect::<Vec<_>>());
            }
            for key in (0..12).chain(469_990..470_030).chain([u32::MAX]) {
                prop_assert!(patched.get(key).iter().eq(all.iter().filter(|(one, _)| *one == key).map(|(_, entry)| entry)));
            }
        }
    }
}
