//! Which letters a text is made of, as one number: most texts are ruled out for a term by that, before they are read.

/// The different letters of a text, sixty-four bits. Each small letter has a bit of its own; all others share what is left, so that
/// two may look like one, and never one like two.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Alphabet(u64);

/// Bits of small letters.
const SMALL: u32 = 26;

impl Alphabet {
    pub fn of(text: &str) -> Self {
        let bit = |c: char| match c {
            'a'..='z' => u32::from(c) - u32::from('a'),
            _ => SMALL + u32::from(c) % (u64::BITS - SMALL),
        };
        Self(text.chars().fold(0, |bits, c| bits | 1 << bit(c)))
    }

    /// Whether a text of these letters may hold all of those.
    pub const fn has_all(self, those: Self) -> bool {
        those.0 & !self.0 == 0
    }

    /// Whether a text of these letters may hold all of those but one.
    pub const fn has_all_but_one(self, those: Self) -> bool {
        let missing = those.0 & !self.0;
        missing & missing.wrapping_sub(1) == 0
    }

    /// A number below `1 << bits` that is the same for equal letters.
    const fn mixed(self, bits: u32) -> u64 {
        self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - bits)
    }
}

/// The alphabets of many texts, of which it is asked whether one may be among them.
#[derive(Debug)]
pub(super) struct Alphabets(Box<[u64]>);

impl Alphabets {
    /// Two to this are told apart.
    const BITS: u32 = 14;

    pub fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut words = vec![0; (1 << Self::BITS) / u64::BITS as usize];
        for text in texts {
            let (place, bit) = Self::at(Alphabet::of(text));
            words.get_mut(place).into_iter().for_each(|word| *word |= 1 << bit);
        }
        Self(words.into())
    }

    /// Whether one of the texts may have just these letters.
    pub fn may_have(&self, alphabet: Alphabet) -> bool {
        let (place, bit) = Self::at(alphabet);
        self.0.get(place).is_some_and(|word| word >> bit & 1 == 1)
    }

    fn at(alphabet: Alphabet) -> (usize, u64) {
        let mixed = alphabet.mixed(Self::BITS);
        (usize::try_from(mixed / u64::from(u64::BITS)).unwrap_or_default(), mixed % u64::from(u64::BITS))
    }
}

#[cfg(test)]
mod tests {
    use super::super::needle::is_subsequence;
    use super::super::slip::one_slip;
    use super::*;
    use proptest::prelude::*;

    /// The text with one letter substituted, left out, added or swapped with the next.
    fn slipped(text: &str, at: usize, letter: char, how: u8) -> String {
        let mut letters: Vec<char> = text.chars().collect();
        let at = at % (letters.len() + 1);
        match (how % 4, letters.len().saturating_sub(at)) {
            (0, 1..) => letters[at] = letter,
            (1, 1..) => drop(letters.remove(at)),
            (2, 2..) => letters.swap(at, at + 1),
            _ => letters.insert(at, letter),
        }
        letters.into_iter().collect()
    }

    // あ and と share a bit, as い and な do.
    proptest! {
        #[test]
        fn no_slip_is_ruled_out(
            text in "[a-dあとい]{0,8}",
            at in 0_usize..9,
            letter in prop::sample::select(vec!['a', 'z', 'あ', 'と', 'な', '山']),
            how in 0_u8..4,
        ) {
            let other = slipped(&text, at, letter, how);
            prop_assert!(one_slip(&text, &other));
            let (own, others) = (Alphabet::of(&text), Alphabet::of(&other));
            prop_assert!(others.has_all_but_one(own) && own.has_all_but_one(others), "{} {}", text, other);
        }

        #[test]
        fn no_letters_apart_are_ruled_out(text in "[a-dあとい]{0,8}", kept in prop::collection::vec(any::<bool>(), 8)) {
            let part: String = text.chars().zip(kept).filter(|(_, kept)| *kept).map(|(c, _)| c).collect();
            prop_assert!(is_subsequence(&part, &text) && Alphabet::of(&text).has_all(Alphabet::of(&part)));
        }
    }

    #[test]
    fn what_lacks_letters_is_ruled_out() {
        let of = Alphabet::of;
        assert!(of("satou").has_all(of("sat")) && !of("satou").has_all(of("saw")));
        assert!(of("satou").has_all_but_one(of("satow")) && !of("satou").has_all_but_one(of("gatow")));
        let known = Alphabets::of(["satou", "kato"].into_iter());
        assert!(known.may_have(of("outas")) && !known.may_have(of("sat")));
        assert_eq!(of("あい"), of("とな"));
    }
}
