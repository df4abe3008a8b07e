//! Kanji shapes: every variant of a kanji folds to one shape.
//! The table is `fixtures/variant_kanji.tsv`, one group a line, its first character the shape the others fold to.
//! Only `fold` calls it; the shape is for comparing and is never shown.

use std::sync::LazyLock;

const GROUPS: &str = include_str!("../../fixtures/variant_kanji.tsv");
/// The plane of the everyday kanji is a direct table; the few outside are a short sorted list.
const FIRST: u32 = 0x3400;
const LAST: u32 = 0xfaff;

struct Shapes {
    direct: Vec<char>,
    others: Vec<(char, char)>,
}

static SHAPES: LazyLock<Shapes> = LazyLock::new(Shapes::read);

/// The shape that all variants of `c` share; `c` itself when it has none.
pub(super) fn canonical(c: char) -> char {
    let code = u32::from(c);
    if code < FIRST {
        return c;
    }
    let found = if code <= LAST {
        SHAPES.direct.get((code - FIRST) as usize).copied().filter(|shape| *shape != '\0')
    } else {
        let others = &SHAPES.others;
        others.binary_search_by_key(&c, |pair| pair.0).ok().and_then(|at| others.get(at)).map(|pair| pair.1)
    };
    found.unwrap_or(c)
}

impl Shapes {
    fn read() -> Self {
        let mut direct = vec!['\0'; (LAST - FIRST + 1) as usize];
        let mut others = Vec::new();
        for group in GROUPS.lines() {
            let mut shapes = group.chars();
            let Some(first) = shapes.next() else { continue };
            for shape in shapes {
                let slot = u32::from(shape).checked_sub(FIRST).and_then(|at| direct.get_mut(at as usize));
                match slot {
                    Some(slot) => *slot = first,
                    None => others.push((shape, first)),
                }
            }
        }
        others.sort_unstable();
        Self { direct, others }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_kanji_is_in_two_groups() {
        let mut seen = HashSet::new();
        for c in GROUPS.lines().flat_map(str::chars) {
            assert!(seen.insert(c), "{c}");
        }
    }
}
