//! The most that a pattern can score in two texts end to end, out of what each says alone: there are as many pairs of names
//! as people, and few names.
//! Invariant: never below the score of both together, as long as no letter of the second has a bonus by what stands before it.

use super::{GAP, GAP_LETTER, Kernel, NONE, SIDE_BY_SIDE};

/// Stands before a text that does not stand first: no letter of a pattern.
const BEFORE: char = '\u{3400}';

/// A first text.
#[derive(Debug, Clone)]
pub(in crate::search) struct First {
    /// By how many letters of the pattern stand in it, from one on: what they come to if the next one follows at once, and if
    /// letters are skipped before it.
    ends: Vec<(i32, i32)>,
    /// What the whole pattern comes to in it.
    whole: Option<i32>,
}

/// A second text.
#[derive(Debug, Clone)]
pub(in crate::search) struct Second {
    /// By how many letters of the pattern stand before it, from none on: what the others come to in it, and whether it begins
    /// with the first of them. `None` where they do not stand in it.
    rests: Vec<Option<(i32, bool)>>,
}

impl Kernel {
    /// What a pattern, in small letters, comes to in a first text.
    pub fn first(&mut self, text: &str, pattern: &str) -> First {
        self.text.clear();
        self.text.extend(text.chars());
        self.pattern.clear();
        self.pattern.extend(pattern.chars());
        self.bonuses();
        let mut first = First { ends: Vec::new(), whole: None };
        let count = self.text.len() + 1;
        self.rows[0].fill(count, NONE, -GAP_LETTER);
        let mut from = 0;
        for place in 0..self.pattern.len() {
            let wanted = self.pattern[place];
            let Some(found) = self.text[from..].iter().position(|c| *c == wanted) else { break };
            from += found;
            self.next_row(wanted, from, &|one, other| one == other);
            from += 1;
            let [row, _] = &self.rows;
            if place + 1 == self.pattern.len() {
                first.whole = row.matched[from..].iter().copied().max();
            } else {
                let (matched, skipped) = (row.matched[count - 1], row.skipped[count - 1]);
                let at_once = (matched + SIDE_BY_SIDE).max(skipped);
                first.ends.push((at_once, (matched - GAP).max(skipped - GAP_LETTER)));
            }
        }
        first
    }

    /// What a pattern comes to in a second text.
    pub fn second(&mut self, text: &str, pattern: &str, limits: (usize, usize)) -> Second {
        let behind = format!("{BEFORE}{text}");
        let mut rest = |(at, c): (usize, char)| {
            let score = self.whole_score(&behind, pattern.get(at..)?, limits)?;
            Some((score + GAP_LETTER, text.starts_with(c)))
        };
        Second { rests: pattern.char_indices().map(&mut rest).collect() }
    }

    /// The most that a pattern can come to in any second text.
    pub fn best_second(&mut self, pattern: &str, limits: (usize, usize)) -> Second {
        let mut rest = |(at, _): (usize, char)| {
            let rest = pattern.get(at..)?;
            let score = self.whole_score(&format!("{BEFORE}{rest}"), rest, limits)?;
            Some((score + GAP_LETTER, true))
        };
        Second { rests: pattern.char_indices().map(&mut rest).collect() }
    }

    fn whole_score(&mut self, text: &str, pattern: &str, limits: (usize, usize)) -> Option<i32> {
        self.score(text, pattern, limits).and_then(|score| i32::try_from(score).ok())
    }
}

impl First {
    /// The most that the pattern can score in both texts; `None` where it does not stand in them.
    pub fn most(&self, second: &Second) -> Option<i64> {
        let mut rests = second.rests.iter();
        let alone = rests.next().copied().flatten().map(|(rest, _)| rest - GAP_LETTER);
        let both = self.ends.iter().zip(rests).filter_map(|((at_once, later), rest)| {
            let (rest, begins) = (*rest)?;
            Some(rest + if begins { *at_once } else { *later })
        });
        both.chain(alone).chain(self.whole).max().map(i64::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn two_texts_score_no_more_than_their_halves(
            one in "[abcあい]{1,6}", other in "[abcあい]{1,6}", pattern in "[abcあ]{1,5}"
        ) {
            let (mut kernel, limits) = (Kernel::default(), (256, 64));
            let most = kernel.first(&one, &pattern).most(&kernel.second(&other, &pattern, limits));
            let best = kernel.first(&one, &pattern).most(&kernel.best_second(&pattern, limits));
            prop_assert!(most <= best, "{:?} {:?}", most, best);
            let score = kernel.score(&format!("{one}{other}"), &pattern, limits);
            prop_assert_eq!(score.is_some(), most.is_some());
            prop_assert!(score <= most, "{:?} {:?}", score, most);
        }
    }
}
