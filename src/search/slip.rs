//! One slip of the finger: whether two texts differ by at most one letter substituted, missing, extra or swapped with its
//! neighbour. In kana two readings are compared; in romaji the term's possible corrections are listed once, so that any
//! spelling of a reading may be the one that was meant.

/// Whether `a` and `b` are equal or one slip apart.
pub(super) fn one_slip(a: &str, b: &str) -> bool {
    let common = common_prefix(a, b);
    let (Some(a), Some(b)) = (a.get(common..), b.get(common..)) else { return false };
    let (mut left, mut right) = (a.chars(), b.chars());
    let (first_left, first_right) = (left.next(), right.next());
    let (after_left, after_right) = (left.as_str(), right.as_str());
    if after_left == after_right || after_left == b || a == after_right {
        return true;
    }
    let (second_left, second_right) = (left.next(), right.next());
    first_left == second_right && second_left == first_right && left.as_str() == right.as_str()
}

/// Every word of small letters that is one slip away from `word`, and the word itself.
pub(super) fn neighbours(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut words = vec![word.to_owned()];
    for at in 0..=letters.len() {
        let (before, after) = letters.split_at(at);
        let rest = after.get(1..).unwrap_or_default();
        let mut add =
            |middle: &[char], after: &[char]| words.push([before, middle, after].concat().iter().collect());
        for letter in 'a'..='z' {
            add(&[letter], after);
            if !after.is_empty() {
                add(&[letter], rest);
            }
        }
        if let [first, second, others @ ..] = after {
            add(&[*second, *first], others);
        }
        if !after.is_empty() {
            add(&[], rest);
        }
    }
    words
}

/// The length in bytes of the longest common beginning, in whole characters.
fn common_prefix(a: &str, b: &str) -> usize {
    let same = a.bytes().zip(b.bytes()).take_while(|(left, right)| left == right).count();
    (0..=same).rev().find(|at| a.is_char_boundary(*at) && b.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The optimal string alignment distance, by the book.
    fn distance(a: &str, b: &str) -> usize {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                rows[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    let mut best = change.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        best = best.min(rows[i - 2][j - 2] + 1);
                    }
                    best
                };
            }
        }
        rows[a.len()][b.len()]
    }

    #[test]
    fn neighbours_are_those_one_slip_away() {
        let words = neighbours("sato");
        assert!(words.iter().all(|word| distance(word, "sato") <= 1));
        for word in ["sato", "asto", "sao", "satto", "saito", "kato", "satoh"] {
            assert!(words.iter().any(|found| found == word), "{word}");
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_book(a in "[abか]{0,6}", b in "[abか]{0,6}") {
            prop_assert_eq!(one_slip(&a, &b), distance(&a, &b) <= 1);
        }
    }
}
