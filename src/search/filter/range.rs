//! Ranges: `a..b`, `..b`, `a..`, `>a`, `>=a`, `<a`, `<=a`, in any width, over numbers, days and the order of choices.

use super::days::Span;
use crate::search::query::narrow;

/// What one end of a range stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct End {
    pub first: i64,
    pub last: i64,
    /// An age: more of it is earlier.
    pub age: bool,
}

impl End {
    pub const fn one(number: i64) -> Self {
        Self { first: number, last: number, age: false }
    }
}

impl From<Span> for End {
    fn from(span: Span) -> Self {
        Self { first: i64::from(span.first.0), last: i64::from(span.last.0), age: span.age }
    }
}

/// From one end to the first and last number.
type Limits = fn(End) -> (i64, i64);

const LEAST: i64 = i64::MIN;
const MOST: i64 = i64::MAX;

/// The first and last number that `value` lets pass; `read` says what a word stands for.
pub(super) fn range(value: &str, read: &dyn Fn(&str) -> Option<End>) -> Option<(i64, i64)> {
    let value: String = narrow(value).chars().filter(|c| !c.is_whitespace()).collect();
    for between in ["...", "..", "。。", "~", "〜"] {
        if let Some((from, to)) = value.split_once(between) {
            return between_ends(from, to, read);
        }
    }
    let signs: [(&[&str], Limits); 4] = [
        (&[">=", "≥", "≧"], |end| if end.age { (LEAST, end.last) } else { (end.first, MOST) }),
        (&["<=", "≤", "≦"], |end| if end.age { (end.first, MOST) } else { (LEAST, end.last) }),
        (&[">"], |end| {
            if end.age { (LEAST, end.first.saturating_sub(1)) } else { (end.last.saturating_add(1), MOST) }
        }),
        (&["<"], |end| {
            if end.age { (end.last.saturating_add(1), MOST) } else { (LEAST, end.first.saturating_sub(1)) }
        }),
    ];
    for (words, limits) in signs {
        if let Some(rest) = words.iter().find_map(|word| value.strip_prefix(word)) {
            return read(rest).map(limits);
        }
    }
    let end = read(value.strip_prefix('=').unwrap_or(&value))?;
    Some((end.first, end.last))
}

fn between_ends(from: &str, to: &str, read: &dyn Fn(&str) -> Option<End>) -> Option<(i64, i64)> {
    match (from.is_empty(), to.is_empty()) {
        (true, true) => None,
        (true, false) => {
            let end = read(to)?;
            Some(if end.age { (end.first, MOST) } else { (LEAST, end.last) })
        }
        (false, true) => {
            let end = read(from)?;
            Some(if end.age { (LEAST, end.last) } else { (end.first, MOST) })
        }
        (false, false) => {
            // Whoever names the later end first means the same days.
            let (one, other) = (read(from)?, read(to)?);
            Some((one.first.min(other.first), one.last.max(other.last)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(value: &str) -> Option<(i64, i64)> {
        range(value, &|text| text.parse().ok().map(End::one))
    }

    fn ages(value: &str) -> Option<(i64, i64)> {
        range(value, &|text| text.parse::<i64>().ok().map(|age| End { age: true, ..End::one(-age) }))
    }

    #[test]
    fn every_writing_of_a_range() {
        assert_eq!(limits("10"), Some((10, 10)));
        for text in ["5..10", "5...10", "５．．１０", "5〜10", "5～10", "5 .. 10", "10..5", "5。。10"]
        {
            assert_eq!(limits(text), Some((5, 10)), "{text}");
        }
        assert_eq!(limits("5.."), Some((5, MOST)));
        assert_eq!(limits("..5"), Some((LEAST, 5)));
        for text in [">=5", "＞＝5", "≥5", "≧5", ">4"] {
            assert_eq!(limits(text), Some((5, MOST)), "{text}");
        }
        assert_eq!(limits("<5"), Some((LEAST, 4)));
        assert_eq!(limits("＝5"), Some((5, 5)));
        for text in ["", "..", ">", "x", "5..x", ">=>=5"] {
            assert_eq!(limits(text), None, "{text}");
        }
    }

    #[test]
    fn more_of_an_age_is_earlier() {
        assert_eq!(ages(">14"), Some((LEAST, -15)));
        assert_eq!(ages("14.."), Some((LEAST, -14)));
        assert_eq!(ages("..14"), Some((-14, MOST)));
        assert_eq!(ages("<14"), Some((-13, MOST)));
        assert_eq!(ages("7..14"), Some((-14, -7)));
    }
}
