//! Which blocks of faces hold which runs of letters: what stands inside a text is looked for only where it can be.
//! A block is some two thousand bytes of faces of one slot. Runs are told by a hash of sixteen bits: one that is shared
//! makes a block be looked at for nothing, and never one be missed.

use super::faces::Faces;
use crate::search::lists::{Lists, number};

/// Bytes of a block, about.
const BLOCK_BYTES: usize = 2048;
/// How many hashes there are.
const HASHES: usize = 1 << 16;
/// Bytes of a list that take as long to read as a block takes to look through.
const BYTES_A_BLOCK: usize = 128;
/// Lists that are compared at most: further ones hardly make a difference.
const COMPARED: usize = 5;

/// Blocks and the hashes in each.
#[derive(Debug)]
pub(in crate::search) struct Grams {
    /// The first face of each block and, last, the number of faces.
    pub blocks: Box<[u32]>,
    /// For each hash its blocks: the distance from the one before, seven bits a byte.
    pub lists: Lists<u8>,
}

impl Default for Grams {
    fn default() -> Self {
        Self { blocks: [0].into(), lists: Lists::default() }
    }
}

impl Grams {
    pub fn of(faces: &Faces) -> Self {
        let blocks = cut(faces);
        let mut lists: Vec<(Vec<u8>, u32)> = vec![(Vec::new(), u32::MAX); HASHES];
        for (block, span) in (0..).zip(blocks.windows(2)) {
            let &[first, last] = span else { continue };
            for face in first..last {
                each(faces.texts.get(face), |hash| {
                    let Some((bytes, newest)) = lists.get_mut(usize::from(hash)) else { return };
                    if *newest != block {
                        push(bytes, block.wrapping_sub(*newest));
                        *newest = block;
                    }
                });
            }
        }
        let mut starts = Vec::with_capacity(HASHES + 1);
        starts.push(0);
        let mut all = Vec::with_capacity(lists.iter().map(|(bytes, _)| bytes.len()).sum());
        for (bytes, _) in lists {
            all.extend(bytes);
            starts.push(number(all.len()));
        }
        Self { blocks: blocks.into(), lists: Lists::new(starts, all) }
    }

    /// The blocks, each as first face and the one after its last, that may hold all of these hashes.
    pub fn with(&self, hashes: &[u16]) -> Vec<(u32, u32)> {
        let mut lists: Vec<&[u8]> = hashes.iter().map(|hash| self.lists.get(u32::from(*hash))).collect();
        lists.sort_unstable_by_key(|list| list.len());
        lists.dedup();
        let count = self.blocks.len().saturating_sub(1);
        let mut lists = lists.into_iter().take(COMPARED);
        let mut found: Option<Vec<u32>> = lists.next().map(|list| {
            let mut blocks = Vec::with_capacity(list.len());
            decode(list, |block| blocks.push(block));
            blocks
        });
        for list in lists {
            // What most blocks hold rules few of them out.
            let ruled_out =
                |found: &&mut Vec<u32>| found.len() * count.saturating_sub(list.len()) / count.max(1);
            let worth = |found: &&mut Vec<u32>| ruled_out(found) * BYTES_A_BLOCK > list.len();
            let Some(found) = found.as_mut().filter(worth) else { break };
            let (mut next, mut kept) = (0, 0);
            decode(list, |block| {
                while found.get(next).is_some_and(|one| *one < block) {
                    next += 1;
                }
                if found.get(next) == Some(&block) {
                    found.swap(kept, next);
                    (kept, next) = (kept + 1, next + 1);
                }
            });
            found.truncate(kept);
        }
        let span =
            |block: u32| Some((*self.blocks.get(block as usize)?, *self.blocks.get(block as usize + 1)?));
        match found {
            Some(found) => found.into_iter().filter_map(span).collect(),
            None => (0..number(count)).filter_map(span).collect(),
        }
    }
}

/// The hashes of all runs in a text of which a block must hold every one.
pub(in crate::search) fn hashes(text: &str) -> Vec<u16> {
    let mut hashes = Vec::new();
    each(text, |hash| hashes.push(hash));
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// The hashes of the single letters of a text.
pub(in crate::search) fn letters(text: &str) -> Vec<u16> {
    let mut hashes: Vec<u16> = text.chars().map(|c| hash(&[c])).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// The first face of each block.
fn cut(faces: &Faces) -> Vec<u32> {
    let mut blocks = Vec::new();
    for slot in &faces.slots {
        let mut room = 0;
        for face in slot.span.0..slot.span.1 {
            if room == 0 {
                blocks.push(face);
                room = BLOCK_BYTES;
            }
            room = room.saturating_sub(faces.texts.get(face).len());
        }
    }
    blocks.push(number(faces.len()));
    blocks
}

/// Every run of a text: single letters, pairs, threes of ASCII and fours of digits, which alone are too common.
fn each(text: &str, mut take: impl FnMut(u16)) {
    let mut before = ['\0'; 3];
    for c in text.chars() {
        let [third, second, first] = before;
        take(hash(&[c]));
        if first != '\0' {
            take(hash(&[first, c]));
        }
        if second != '\0' && [second, first, c].iter().all(char::is_ascii) {
            take(hash(&[second, first, c]));
        }
        if [third, second, first, c].iter().all(char::is_ascii_digit) {
            take(hash(&[third, second, first, c]));
        }
        before = [second, first, c];
    }
}

fn hash(letters: &[char]) -> u16 {
    let mixed = letters.iter().fold(0x9E37_79B9_7F4A_7C15_u64, |hash, c| {
        (hash ^ u64::from(u32::from(*c))).wrapping_mul(0xD6E8_FEB8_6659_FD93).rotate_left(29)
    });
    let [high, low, ..] = mixed.to_be_bytes();
    u16::from_be_bytes([high, low])
}

fn push(bytes: &mut Vec<u8>, mut distance: u32) {
    while distance >= 0x80 {
        bytes.push(u8::try_from(distance & 0x7F).unwrap_or_default() | 0x80);
        distance >>= 7;
    }
    bytes.push(u8::try_from(distance).unwrap_or_default());
}

fn decode(bytes: &[u8], mut take: impl FnMut(u32)) {
    let (mut block, mut distance, mut shift) = (u32::MAX, 0_u32, 0);
    for byte in bytes {
        distance |= u32::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            block = block.wrapping_add(distance);
            take(block);
            (distance, shift) = (0, 0);
        } else {
            // A list from a damaged file must not shift too far; its blocks are then wrong, but never outside.
            shift = (shift + 7).min(28);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lists_come_back(mut blocks in proptest::collection::vec(0_u32..1_000_000, 0..40)) {
            blocks.sort_unstable();
            blocks.dedup();
            let (mut bytes, mut newest) = (Vec::new(), u32::MAX);
            for block in &blocks {
                push(&mut bytes, block.wrapping_sub(newest));
                newest = *block;
            }
            let mut back = Vec::new();
            decode(&bytes, |block| back.push(block));
            prop_assert_eq!(back, blocks);
        }

        #[test]
        fn the_runs_of_a_part_are_in_the_whole(whole in "[a-c1-3山田あ]{0,12}", from in 0_usize..12, count in 0_usize..6) {
            let part: String = whole.chars().skip(from).take(count).collect();
            let all = hashes(&whole);
            prop_assert!(hashes(&part).iter().all(|hash| all.contains(hash)));
            prop_assert!(letters(&part).iter().all(|hash| all.contains(hash)));
        }
    }
}
