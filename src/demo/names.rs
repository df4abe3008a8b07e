//! Invented people's names, mail addresses and telephone numbers.
//! Invariant: addresses are in domains reserved for examples and numbers in ranges never given out, so nobody real is reached.

use super::random::{Random, Weighted};
use super::sources::{DemoError, GIVEN_NAMES, INTERNATIONAL, SURNAMES, Table};

/// Of a hundred people, how many bear a name of another tradition.
const INTERNATIONAL_PERCENT: usize = 2;
/// Mobile numbers with 0 behind the prefix are not given out: three prefixes of ten million.
const NUMBERS: u64 = 30_000_000;
/// Shares no factor with the count of numbers, so that no two records get the same one.
const STRIDE: u64 = 17_654_321;
const DOMAINS: [&str; 5] = ["example.jp", "example.com", "mail.example.jp", "example.net", "example.org"];

/// A name with its reading, and in Latin letters for addresses.
#[derive(Debug, Clone, Default)]
pub struct Name {
    pub family: String,
    pub given: String,
    pub family_kana: String,
    pub given_kana: String,
    latin: (String, String),
}

/// The lists to draw from.
#[derive(Debug)]
pub struct Names {
    families: Weighted<[String; 3]>,
    givens: Weighted<[String; 3]>,
    international: Vec<Name>,
}

impl Names {
    /// # Errors
    /// A list that does not read.
    pub fn read() -> Result<Self, DemoError> {
        let international = Table::read(INTERNATIONAL)?.rows.into_iter().filter_map(|row| {
            let [family, given, family_kana, given_kana, first, second] =
                <[String; 6]>::try_from(row).ok()?;
            Some(Name { family, given, family_kana, given_kana, latin: (first, second) })
        });
        Ok(Self {
            families: weighted(SURNAMES)?,
            givens: weighted(GIVEN_NAMES)?,
            international: international.collect(),
        })
    }

    pub fn draw(&self, random: &mut Random) -> Name {
        if random.chance(INTERNATIONAL_PERCENT) {
            return random.pick(&self.international).cloned().unwrap_or_default();
        }
        let [family, family_kana, first] = self.families.draw(random).cloned().unwrap_or_default();
        let [given, given_kana, second] = self.givens.draw(random).cloned().unwrap_or_default();
        Name { family, given, family_kana, given_kana, latin: (first, second) }
    }

    /// A family name alone, for firms.
    pub fn family(&self, random: &mut Random) -> &str {
        self.families.draw(random).map_or("", |[family, _, _]| family)
    }
}

impl Name {
    /// An address in a domain reserved for examples; `number` keeps it unique.
    pub fn mail(&self, random: &mut Random, number: u64) -> String {
        let (family, given) = (&self.latin.0, &self.latin.1);
        let domain = random.word(&DOMAINS);
        match random.below(4) {
            0 => format!("{family}.{given}{number}@{domain}"),
            1 => format!("{given}.{family}{number}@{domain}"),
            2 => format!("{given}{number}@{domain}"),
            _ => format!("{}{family}{number}@{domain}", given.chars().next().unwrap_or('x')),
        }
    }
}

/// A mobile number that nobody has; different for every number of a seed below thirty million.
pub fn phone(seed: u64, number: u64) -> String {
    let place = (number % NUMBERS * STRIDE + seed % NUMBERS) % NUMBERS;
    let prefix =
        ["090", "080", "070"].into_iter().cycle().nth(usize::try_from(place / 10_000_000).unwrap_or(0));
    let digits = place % 10_000_000;
    format!("{}-0{:03}-{:04}", prefix.unwrap_or("090"), digits / 10_000, digits % 10_000)
}

fn weighted(text: &str) -> Result<Weighted<[String; 3]>, DemoError> {
    let rows = Table::read(text)?.rows.into_iter().filter_map(|row| {
        let [name, kana, latin, weight] = <[String; 4]>::try_from(row).ok()?;
        Some(([name, kana, latin], weight.parse().ok()?))
    });
    Ok(Weighted::new(rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn numbers_are_never_real_and_never_twice() {
        let seen: BTreeSet<String> = (0..20_000).map(|number| phone(7, number)).collect();
        assert_eq!(seen.len(), 20_000);
        assert!(seen.iter().all(|phone| phone.len() == 13 && phone.as_bytes()[4] == b'0'));
    }
}
