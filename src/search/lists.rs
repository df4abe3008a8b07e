//! Many short lists end to end, and many short texts end to end: what the index is made of.
//! No list has an allocation of its own; a list's beginning is the end of the one before.

use std::io::{self, Write};

use super::stored::{Source, Stored};

/// Lists of numbers, or of what is as small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lists<T = u32> {
    starts: Box<[u32]>,
    items: Box<[T]>,
}

/// Texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Texts {
    starts: Box<[u32]>,
    all: Box<str>,
}

/// Texts that are still being added to.
#[derive(Debug)]
pub(super) struct TextsMaker {
    starts: Vec<u32>,
    all: String,
}

/// A place or count as the lists hold it. What the index holds is far below four thousand million.
pub(super) fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { starts: [0].into(), items: Box::default() }
    }
}

impl<T: Copy + Default> Lists<T> {
    /// The lists with these parts: `starts` has one number more than there are lists.
    pub fn new(starts: Vec<u32>, items: Vec<T>) -> Self {
        Self { starts: starts.into(), items: items.into() }
    }

    /// `count` lists from pairs of list and item; each list keeps the order of the pairs. `pairs` is called twice.
    pub fn of<I: Iterator<Item = (u32, T)>>(count: usize, pairs: impl Fn() -> I) -> Self {
        let mut starts = vec![0_u32; count + 1];
        for (list, _) in pairs() {
            if let Some(start) = starts.get_mut(list as usize + 1) {
                *start += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut items = vec![T::default(); sum as usize];
        for (list, item) in pairs() {
            if let Some(place) = next.get_mut(list as usize) {
                if let Some(slot) = items.get_mut(*place as usize) {
                    *slot = item;
                }
                *place += 1;
            }
        }
        Self::new(starts, items)
    }

    /// How many lists there are.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Where a list begins among all items.
    pub fn start(&self, list: u32) -> u32 {
        self.starts.get(list as usize).copied().unwrap_or(0)
    }

    pub fn get(&self, list: u32) -> &[T] {
        self.span(list, list.saturating_add(1))
    }

    /// The items of the lists from `first` up to `last`, which is not among them.
    pub fn span(&self, first: u32, last: u32) -> &[T] {
        let (Some(from), Some(to)) = (self.starts.get(first as usize), self.starts.get(last as usize)) else {
            return &[];
        };
        self.items.get(*from as usize..*to as usize).unwrap_or_default()
    }

    pub fn parts(&self) -> (&[u32], &[T]) {
        (&self.starts, &self.items)
    }
}

impl Default for Texts {
    fn default() -> Self {
        Self { starts: [0].into(), all: Box::default() }
    }
}

impl Texts {
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    pub fn get(&self, at: u32) -> &str {
        let (from, to) = (self.start(at), self.start(at.saturating_add(1)));
        self.all.get(from..to).unwrap_or_default()
    }

    /// Where a text begins in the whole.
    pub fn start(&self, at: u32) -> usize {
        self.starts.get(at as usize).map_or(self.all.len(), |start| *start as usize)
    }

    /// All texts end to end.
    pub fn all(&self) -> &str {
        &self.all
    }

    /// The text that has the byte at `place` of the whole.
    pub fn at(&self, place: usize) -> u32 {
        number(self.starts.partition_point(|start| *start as usize <= place).saturating_sub(1))
    }

    /// The same among the texts from `first` up to `last`.
    pub fn at_between(&self, place: usize, first: u32, last: u32) -> u32 {
        let starts = self.starts.get(first as usize..last as usize).unwrap_or_default();
        first + number(starts.partition_point(|start| *start as usize <= place).saturating_sub(1))
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..number(self.len())).map(|at| self.get(at))
    }

    /// Of texts that ascend from `first` up to `last`, those that begin with `beginning`.
    pub fn beginning(&self, beginning: &str, first: u32, last: u32) -> (u32, u32) {
        let from = self.split(first, last, |text| text < beginning);
        let to = self.split(from, last, |text| text.starts_with(beginning));
        (from, to)
    }

    /// The first text from `first` up to `last` for which `before` does not hold.
    fn split(&self, first: u32, last: u32, before: impl Fn(&str) -> bool) -> u32 {
        let (mut low, mut high) = (first, last);
        while low < high {
            let middle = low + (high - low) / 2;
            if before(self.get(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

impl<T> Stored for Lists<T>
where
    Box<[T]>: Stored,
{
    fn store(&self, out: &mut dyn Write) -> io::Result<()> {
        self.starts.store(out)?;
        self.items.store(out)
    }

    fn restore(source: &mut Source<'_>) -> Option<Self> {
        Some(Self { starts: Stored::restore(source)?, items: Stored::restore(source)? })
    }
}

impl Stored for Texts {
    fn store(&self, out: &mut dyn Write) -> io::Result<()> {
        self.starts.store(out)?;
        self.all.store(out)
    }

    fn restore(source: &mut Source<'_>) -> Option<Self> {
        Some(Self { starts: Stored::restore(source)?, all: Stored::restore(source)? })
    }
}

impl Default for TextsMaker {
    fn default() -> Self {
        Self { starts: vec![0], all: String::new() }
    }
}

impl TextsMaker {
    /// The texts so far.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.starts.windows(2).map(|ends| match ends {
            &[from, to] => self.all.get(from as usize..to as usize).unwrap_or_default(),
            _ => "",
        })
    }

    pub fn push(&mut self, text: &str) {
        self.all.push_str(text);
        self.starts.push(number(self.all.len()));
    }

    pub fn finish(self) -> Texts {
        Texts { starts: self.starts.into(), all: self.all.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_keep_the_order_of_their_pairs() {
        let pairs = [(2, 7), (0, 5), (2, 3), (3, 1)];
        let lists = Lists::of(4, || pairs.into_iter());
        assert_eq!((0..4).map(|list| lists.get(list)).collect::<Vec<_>>(), [&[5][..], &[], &[7, 3], &[1]]);
        assert_eq!(lists.span(0, 3), [5, 7, 3]);
        assert!(lists.get(4).is_empty());
    }

    #[test]
    fn texts_are_found_by_their_beginning() {
        let mut maker = TextsMaker::default();
        for text in ["a", "ab", "abc", "b"] {
            maker.push(text);
        }
        let texts = maker.finish();
        assert_eq!(texts.beginning("ab", 0, 4), (1, 3));
        assert_eq!(texts.beginning("c", 0, 4), (4, 4));
        assert_eq!((texts.at(0), texts.at(1), texts.at(2), texts.at(6)), (0, 1, 1, 3));
    }
}
