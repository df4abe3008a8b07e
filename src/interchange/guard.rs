//! Cells that a spreadsheet would run as a formula, and the apostrophe that keeps it from doing so.
//! Invariant: `unguard(guard(cell)) == cell` for every cell; `guard` touches only cells that begin (behind apostrophes) with a formula's character.
//! Called where CSV is written and read.

/// What begins a formula: in ASCII, in full width, and the controls that a spreadsheet drops in front of one.
const STARTS: &[char] = &['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// The cell with an apostrophe in front where a spreadsheet would take it for a formula.
pub fn guard(cell: &str) -> String {
    if is_formula(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// The cell without the apostrophe that `guard` put there.
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => cell,
    }
}

/// Apostrophes in front are looked through, so that a cell which really holds `'=1` keeps its own.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(STARTS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_kept_from_running() {
        for cell in ["=1+1", "+81-3", "-5", "@x", "＝cmd", "－", "\tx", "'=1", "''=1"] {
            assert_eq!(guard(cell), format!("'{cell}"));
        }
        for cell in ["", "'", "'a", "a=b", "山田", "1", "'90s"] {
            assert_eq!(guard(cell), cell);
            assert_eq!(unguard(cell), cell);
        }
        assert_eq!(unguard("'=1"), "=1");
    }

    proptest! {
        #[test]
        fn guarding_is_undone_exactly(cell in "['=+＝a@-]{0,5}[あ-ん]{0,2}") {
            let guarded = guard(&cell);
            prop_assert_eq!(unguard(&guarded), cell);
        }
    }
}
