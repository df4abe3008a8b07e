//! A sorted list that is cheap to copy and to change: chunks of some hundred items behind shared pointers, with the count of
//! what stands before each. A clone costs one pointer, an edit the chunks it touches and one pointer for each chunk.
//! Invariant: items ascend by the order that every call is given, no chunk is empty, and `start` counts what is before.

use std::cmp::Ordering;
use std::sync::Arc;

/// Items of a chunk when it is made; one of twice as many is split.
const CHUNK: usize = 512;

/// One item: what it is sorted by first, its number, and one more number that its row needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    pub rank: u64,
    pub number: u32,
    pub aux: u32,
}

/// A total order of items whose first word is the rank.
pub type Order<'a> = &'a dyn Fn(&Item, &Item) -> Ordering;

/// The list.
#[derive(Debug, Clone, Default)]
pub struct Sorted {
    chunks: Arc<Vec<Chunk>>,
    len: usize,
}

#[derive(Debug, Clone)]
struct Chunk {
    start: usize,
    items: Arc<Vec<Item>>,
}

impl Sorted {
    /// The list of items that ascend.
    pub fn of(items: &[Item]) -> Self {
        let chunks = items.chunks(CHUNK).map(|items| Chunk { start: 0, items: Arc::new(items.to_vec()) });
        let mut sorted = Self { chunks: Arc::new(chunks.collect()), len: 0 };
        sorted.count();
        sorted
    }

    pub const fn len(&self) -> usize {
        self.len
    }

    /// The item at a place, counted from 0.
    pub fn get(&self, place: usize) -> Option<&Item> {
        let chunk = self.chunks.partition_point(|chunk| chunk.start <= place).checked_sub(1)?;
        let chunk = self.chunks.get(chunk)?;
        chunk.items.get(place - chunk.start)
    }

    /// Every item, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Item> {
        self.chunks.iter().flat_map(|chunk| chunk.items.iter())
    }

    /// The items in pieces, in order.
    pub fn chunks(&self) -> impl Iterator<Item = &[Item]> {
        self.chunks.iter().map(|chunk| chunk.items.as_slice())
    }

    /// The place of an item; `None` where it is not in the list.
    pub fn find(&self, item: &Item, order: Order<'_>) -> Option<usize> {
        let chunk = self.chunks.get(self.chunk_for(item, order))?;
        let within = chunk.items.binary_search_by(|held| order(held, item)).ok()?;
        Some(chunk.start + within)
    }

    /// How many items have a rank below `rank`.
    pub fn below(&self, rank: u64) -> usize {
        let is_below = |item: &Item| item.rank < rank;
        let chunk = self.chunks.partition_point(|chunk| chunk.items.last().is_some_and(is_below));
        let within = |chunk: &Chunk| chunk.start + chunk.items.partition_point(is_below);
        self.chunks.get(chunk).map_or(self.len, within)
    }

    /// Takes items out and puts others in. What goes out is found by the order `was`, under which it got its place;
    /// `is` is the order from now on, and agrees with `was` on everything that stays.
    pub fn edit(&mut self, out: &[Item], was: Order<'_>, into: &[Item], is: Order<'_>) {
        for item in out {
            self.remove(item, was);
        }
        for item in into {
            self.insert(*item, is);
        }
        self.count();
    }

    fn remove(&mut self, item: &Item, order: Order<'_>) {
        let place = self.chunk_for(item, order);
        let held = self.chunks.get(place);
        let Some(Ok(within)) = held.map(|chunk| chunk.items.binary_search_by(|held| order(held, item)))
        else {
            return;
        };
        let chunks = Arc::make_mut(&mut self.chunks);
        let Some(chunk) = chunks.get_mut(place) else { return };
        let items = Arc::make_mut(&mut chunk.items);
        items.remove(within);
        if items.is_empty() {
            chunks.remove(place);
        }
    }

    fn insert(&mut self, item: Item, order: Order<'_>) {
        let place = self.chunk_for(&item, order).min(self.chunks.len().saturating_sub(1));
        let chunks = Arc::make_mut(&mut self.chunks);
        let Some(chunk) = chunks.get_mut(place) else {
            chunks.push(Chunk { start: 0, items: Arc::new(vec![item]) });
            return;
        };
        let items = Arc::make_mut(&mut chunk.items);
        let within = items.partition_point(|held| order(held, &item) == Ordering::Less);
        // The same item twice would be two rows for one record.
        if items.get(within).is_some_and(|held| order(held, &item) == Ordering::Equal) {
            return;
        }
        items.insert(within, item);
        if items.len() > CHUNK * 2 {
            let second = items.split_off(items.len() / 2);
            chunks.insert(place + 1, Chunk { start: 0, items: Arc::new(second) });
        }
    }

    /// The chunk in which an item is or would be.
    fn chunk_for(&self, item: &Item, order: Order<'_>) -> usize {
        self.chunks.partition_point(|chunk| {
            chunk.items.last().is_some_and(|last| order(last, item) == Ordering::Less)
        })
    }

    fn count(&mut self) {
        let mut start = 0;
        for chunk in Arc::make_mut(&mut self.chunks) {
            chunk.start = start;
            start += chunk.items.len();
        }
        self.len = start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn by_rank(one: &Item, other: &Item) -> Ordering {
        (one.rank, one.number).cmp(&(other.rank, other.number))
    }

    fn items(numbers: &[(u8, u16)]) -> Vec<Item> {
        let item =
            |(rank, number): &(u8, u16)| Item { rank: u64::from(*rank), number: u32::from(*number), aux: 0 };
        let mut items: Vec<Item> = numbers.iter().map(item).collect();
        items.sort_by(by_rank);
        items.dedup();
        items
    }

    proptest! {
        #[test]
        fn it_is_what_sorting_anew_gives(
            first in prop::collection::vec((0_u8..4, 0_u16..3000), 0..3000),
            out in prop::collection::vec((0_u8..4, 0_u16..3000), 0..300),
            into in prop::collection::vec((0_u8..4, 0_u16..3000), 0..1500),
        ) {
            let (mut model, out, into) = (items(&first), items(&out), items(&into));
            let before = Sorted::of(&model);
            let mut sorted = before.clone();
            sorted.edit(&out, &by_rank, &into, &by_rank);
            prop_assert!(before.iter().eq(&model), "an older copy does not change");
            model.retain(|item| !out.contains(item));
            model.extend(&into);
            model.sort_by(by_rank);
            model.dedup();
            prop_assert!(sorted.iter().eq(&model));
            prop_assert_eq!(sorted.len(), model.len());
            for (place, item) in model.iter().enumerate() {
                prop_assert_eq!(sorted.get(place), Some(item));
                prop_assert_eq!(sorted.find(item, &by_rank), Some(place));
            }
            prop_assert_eq!(sorted.get(model.len()), None);
            for rank in 0..5 {
                prop_assert_eq!(sorted.below(rank), model.iter().filter(|item| item.rank < rank).count());
            }
        }
    }
}
