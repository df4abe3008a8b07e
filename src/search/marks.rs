//! Marks on documents: one bit each. A million take 125 KiB, so sets are joined and compared faster than they are read.

use std::io::{self, Write};

use super::stored::{Source, Stored};

/// A set of small numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    words: Box<[u64]>,
}

impl Marks {
    /// No marks on `count` documents.
    pub fn new(count: usize) -> Self {
        Self { words: vec![0; count.div_ceil(64)].into() }
    }

    /// Sets a mark; true when it was not set before. A document that does not exist is never marked.
    pub fn set(&mut self, at: u32) -> bool {
        let Some(word) = self.words.get_mut(at as usize / 64) else { return false };
        let bit = 1 << (at % 64);
        let fresh = *word & bit == 0;
        *word |= bit;
        fresh
    }

    pub fn get(&self, at: u32) -> bool {
        self.words.get(at as usize / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// How many marks are set.
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// What is marked, ascending.
    pub fn listed(&self) -> Vec<u32> {
        let mut all = Vec::with_capacity(self.len());
        for (first, word) in (0..).step_by(64).zip(&self.words) {
            let mut left = *word;
            while left != 0 {
                all.push(first + left.trailing_zeros());
                left &= left - 1;
            }
        }
        all
    }

    /// Takes away what is marked in another set of the same size.
    pub fn remove(&mut self, others: &Self) {
        for (word, other) in self.words.iter_mut().zip(&others.words) {
            *word &= !other;
        }
    }

    /// Adds what is marked in another set of the same size.
    pub fn add(&mut self, others: &Self) {
        for (word, other) in self.words.iter_mut().zip(&others.words) {
            *word |= other;
        }
    }
}

/// Some numbers and the place of each among them.
#[derive(Debug)]
pub(super) struct Shortlist {
    /// Marks on sixty-four numbers, and how many are marked before those.
    words: Box<[(u64, u32)]>,
    len: usize,
}

impl Shortlist {
    /// `numbers` ascend, each once, and are below `count`.
    pub fn new(numbers: &[u32], count: usize) -> Self {
        let mut marks = Marks::new(count);
        for number in numbers {
            marks.set(*number);
        }
        let mut sum = 0;
        let words = marks.words.iter().map(|word| {
            let before = sum;
            sum += word.count_ones();
            (*word, before)
        });
        Self { words: words.collect(), len: numbers.len() }
    }

    pub const fn len(&self) -> usize {
        self.len
    }

    /// Where a number stands in the list.
    pub fn place(&self, number: u32) -> Option<usize> {
        let (word, before) = *self.words.get(number as usize / 64)?;
        let bit = 1_u64 << (number % 64);
        (word & bit != 0).then_some(())?;
        let below = (word & (bit - 1)).count_ones();
        Some((before + below) as usize)
    }
}

impl Stored for Marks {
    fn store(&self, out: &mut dyn Write) -> io::Result<()> {
        self.words.store(out)
    }

    fn restore(source: &mut Source<'_>) -> Option<Self> {
        Some(Self { words: Stored::restore(source)? })
    }
}

/// Beyond so many, marking numbers and reading the marks is faster than sorting.
pub(super) const MARKED_FROM: usize = if cfg!(debug_assertions) { 16 } else { 2000 };

/// Different numbers below `count`, in their order.
pub(super) fn in_order(mut numbers: Vec<u32>, count: usize) -> Vec<u32> {
    if numbers.len() < MARKED_FROM {
        numbers.sort_unstable();
        numbers.dedup();
        return numbers;
    }
    if numbers.is_sorted_by(|one, next| one < next) {
        return numbers;
    }
    let mut marks = Marks::new(count);
    for number in &numbers {
        marks.set(*number);
    }
    marks.listed()
}
