//! One slip of the finger: whether two texts differ by at most one letter substituted, missing, extra or swapped with its
//! neighbour. Called for every reading of every record, so it stops at the first difference.

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

    proptest! {
        #[test]
        fn agrees_with_the_book(a in "[abか]{0,6}", b in "[abか]{0,6}") {
            prop_assert_eq!(one_slip(&a, &b), distance(&a, &b) <= 1);
        }
    }
}
