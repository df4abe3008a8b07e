//! The index as bytes, so that it need not be made anew at each opening: arrays of numbers, each with its length before it,
//! least byte first. Whoever keeps the bytes checks them; what cannot be meant is refused all the same, never believed.

use std::io::{self, Write};

/// Numbers converted at once while writing.
const AT_ONCE: usize = 16 << 10;

/// What can be put away as bytes and taken out again.
pub(super) trait Stored: Sized {
    /// Writes it.
    fn store(&self, out: &mut dyn Write) -> io::Result<()>;
    /// Reads what `store` has written; `None` where the bytes are no such thing.
    fn restore(source: &mut Source<'_>) -> Option<Self>;
}

/// Bytes that are still to be read.
pub(super) struct Source<'a>(&'a [u8]);

impl<'a> Source<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn length(&mut self) -> Option<usize> {
        let (length, rest) = self.0.split_first_chunk::<8>()?;
        self.0 = rest;
        usize::try_from(u64::from_le_bytes(*length)).ok()
    }
}

fn store_length(length: usize, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(&u64::try_from(length).unwrap_or(u64::MAX).to_le_bytes())
}

/// How arrays of a number are stored.
macro_rules! numbers {
    ($($number:ty),+) => {$(
        impl Stored for Box<[$number]> {
            fn store(&self, out: &mut dyn Write) -> io::Result<()> {
                store_length(self.len(), out)?;
                let mut bytes = Vec::with_capacity(self.len().min(AT_ONCE) * size_of::<$number>());
                for numbers in self.chunks(AT_ONCE) {
                    bytes.clear();
                    bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
                    out.write_all(&bytes)?;
                }
                Ok(())
            }

            fn restore(source: &mut Source<'_>) -> Option<Self> {
                const SIZE: usize = size_of::<$number>();
                let length = source.length()?;
                let bytes = source.take(length.checked_mul(SIZE)?)?;
                let (chunks, _) = bytes.as_chunks::<SIZE>();
                Some(chunks.iter().map(|chunk| <$number>::from_le_bytes(*chunk)).collect())
            }
        }
    )+};
}

numbers!(u8, u16, u32, u64);

impl Stored for Box<str> {
    fn store(&self, out: &mut dyn Write) -> io::Result<()> {
        store_length(self.len(), out)?;
        out.write_all(self.as_bytes())
    }

    fn restore(source: &mut Source<'_>) -> Option<Self> {
        let length = source.length()?;
        std::str::from_utf8(source.take(length)?).ok().map(Into::into)
    }
}

impl<T: Stored, const N: usize> Stored for [T; N] {
    fn store(&self, out: &mut dyn Write) -> io::Result<()> {
        self.iter().try_for_each(|one| one.store(out))
    }

    fn restore(source: &mut Source<'_>) -> Option<Self> {
        let all: Vec<T> = (0..N).map_while(|_| T::restore(source)).collect();
        all.try_into().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_comes_back_and_nothing_else_does() {
        let numbers: Box<[u32]> = (0..40_000).map(|number| number * 77).collect();
        let text: Box<str> = "塩尻しおじりshiojiri".into();
        let mut bytes = Vec::new();
        numbers.store(&mut bytes).unwrap();
        text.store(&mut bytes).unwrap();
        let mut source = Source::new(&bytes);
        assert_eq!(<Box<[u32]>>::restore(&mut source), Some(numbers));
        assert_eq!(<Box<str>>::restore(&mut source), Some(text));
        assert!(source.is_empty());
        for length in 0..bytes.len().min(64) {
            assert!(<Box<[u32]>>::restore(&mut Source::new(&bytes[..length])).is_none());
        }
        assert!(
            <Box<[u64]>>::restore(&mut Source::new(&u64::MAX.to_le_bytes())).is_none(),
            "a length beyond"
        );
    }
}
