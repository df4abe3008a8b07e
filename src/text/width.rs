//! Text measured in terminal cells, always at whole graphemes.
//! The sum of the grapheme widths is what the screen buffer uses too, so a measured text fits where it is drawn.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// The width of `text` in cells; `wide` says that the terminal draws ambiguous characters (①, …, ○) two cells wide.
pub fn cells(text: &str, wide: bool) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.graphemes(true).map(|grapheme| grapheme_cells(grapheme, wide)).sum()
}

/// `text` if it fits in `width` cells, else its beginning and `ellipsis` within that width.
pub fn cut<'a>(text: &'a str, width: usize, wide: bool, ellipsis: &str) -> Cow<'a, str> {
    if cells(text, wide) <= width {
        return Cow::Borrowed(text);
    }
    let tail = cells(ellipsis, wide);
    if tail > width {
        return Cow::Borrowed(head(text, width, wide));
    }
    Cow::Owned(format!("{}{ellipsis}", head(text, width - tail, wide)))
}

/// `text` in exactly `width` cells, at the left; cut without an ellipsis when it is too long.
pub fn pad(text: &str, width: usize, wide: bool) -> String {
    let kept = head(text, width, wide);
    let blanks = width.saturating_sub(cells(kept, wide));
    format!("{kept}{}", " ".repeat(blanks))
}

/// `text` in exactly `width` cells, at the right; cut without an ellipsis when it is too long.
pub fn pad_left(text: &str, width: usize, wide: bool) -> String {
    let kept = head(text, width, wide);
    let blanks = width.saturating_sub(cells(kept, wide));
    format!("{}{kept}", " ".repeat(blanks))
}

/// The longest beginning of `text` that fits in `width` cells.
pub(super) fn head(text: &str, width: usize, wide: bool) -> &str {
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme_cells(grapheme, wide);
        if used > width {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

pub(super) fn grapheme_cells(grapheme: &str, wide: bool) -> usize {
    if wide { grapheme.width_cjk() } else { grapheme.width() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cells_of_japanese() {
        assert_eq!(cells("山田ab", false), 6);
        assert_eq!(cells("ｶﾞ", false), 2);
        assert_eq!((cells("①…", false), cells("①…", true)), (2, 4));
        assert_eq!(cells("葛\u{e0100}", false), 2);
        assert_eq!(cells("👨\u{200d}👩\u{200d}👧", false), 2);
    }

    #[test]
    fn cutting_and_padding() {
        assert_eq!(cut("塩尻市役所", 10, false, "…"), "塩尻市役所");
        assert_eq!(cut("塩尻市役所", 8, false, "…"), "塩尻市…");
        assert_eq!(cut("塩尻市役所", 8, true, ".."), "塩尻市..");
        assert_eq!(cut("塩尻", 1, true, ".."), "");
        assert_eq!(pad("塩尻", 3, false), "塩 ");
        assert_eq!(pad_left("12", 5, false), "   12");
    }

    proptest! {
        #[test]
        fn measures_hold(text in ".{0,40}", width in 0usize..30, wide: bool) {
            prop_assert!(cells(&cut(&text, width, wide, "…"), wide) <= width);
            let kept = head(&text, width, wide);
            prop_assert!(cells(kept, wide) <= width);
            prop_assert!(text.starts_with(kept));
        }
    }
}
