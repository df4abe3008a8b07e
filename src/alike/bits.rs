//! Weights of evidence in tenths of bits, and their logarithm in integers: floats may round differently elsewhere.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

/// Places after the point of the logarithm, in bits.
const PLACES: u32 = 12;
/// The unit in which the mantissa is held.
const ONE: u128 = 1 << 32;

/// A weight in tenths of bits: ten is twice as likely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Bits(pub i32);

impl Bits {
    /// log2 of a ratio, rounded to tenths; a part that is 0 counts as 1.
    pub fn ratio(above: u64, below: u64) -> Self {
        let (above, below) = (u128::from(above.max(1)), u128::from(below.max(1)));
        if above < below { -Self::log(below, above) } else { Self::log(above, below) }
    }

    /// The same, of `above` not less than `below`.
    fn log(above: u128, below: u128) -> Self {
        let mut whole = 0_u32;
        while below << (whole + 1) <= above {
            whole += 1;
        }
        // Between 1 and 2; each squaring gives one more place.
        let mut mantissa = above * ONE / (below << whole);
        let mut places = 0_u64;
        for _ in 0..PLACES {
            mantissa = mantissa * mantissa / ONE;
            places <<= 1;
            if mantissa >= 2 * ONE {
                mantissa /= 2;
                places |= 1;
            }
        }
        let tenths = ((u64::from(whole) << PLACES) + places) * 10;
        let half = 1 << (PLACES - 1);
        Self(i32::try_from((tenths + half) >> PLACES).unwrap_or(i32::MAX))
    }
}

impl Add for Bits {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Bits {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Bits {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Bits {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self(0), Add::add)
    }
}

/// Always with its sign: `+5.5`, `-13.2`, `0.0`.
impl fmt::Display for Bits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.0 {
            0 => "",
            1.. => "+",
            _ => "-",
        };
        let tenths = self.0.unsigned_abs();
        f.pad(&format!("{sign}{}.{}", tenths / 10, tenths % 10))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_logarithms() {
        for (above, below, tenths) in
            [(1, 1, 0), (2, 1, 10), (1, 2, -10), (1, 1_000_000, -199), (3, 1, 16), (860, 20, 54), (0, 4, -20)]
        {
            assert_eq!(Bits::ratio(above, below), Bits(tenths), "{above}/{below}");
        }
        assert_eq!(Bits(-132).to_string(), "-13.2");
        assert_eq!(format!("{:>6}", Bits(4)), "  +0.4");
    }

    proptest! {
        #[test]
        fn it_is_the_logarithm(above in 1_u64..1 << 60, below in 1_u64..1 << 60) {
            #[expect(clippy::cast_precision_loss, reason = "a tenth is coarse")]
            let exact = (above as f64 / below as f64).log2() * 10.0;
            prop_assert!((f64::from(Bits::ratio(above, below).0) - exact).abs() < 0.51);
        }
    }
}
