//! Line breaking for Japanese and Latin text in terminal cells.
//! Breaks between Japanese characters and at blanks; keeps Latin words whole; no closing mark starts a line and no
//! opening bracket ends one (基本的な行頭・行末禁則).

use unicode_segmentation::UnicodeSegmentation as _;

use super::width::{cells, grapheme_cells, head};

const NOT_AT_START: &str = "、。，．・：；？！）］｝〉》」』】〕〗ー々ゝゞ〜～…‥ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ｡､･ﾞﾟｰ｣%％℃円)]},.!?:;";
const NOT_AT_END: &str = "（［｛〈《「『【〔〖￥＄｢([{";

/// The lines of `text` in at most `width` cells each (a single grapheme that is wider stands alone). `\n` ends a line;
/// an empty text is one empty line. Blanks at a break are dropped, the indentation of a line stays.
pub fn wrap(text: &str, width: usize, wide: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        wrap_paragraph(paragraph, width.max(1), wide, &mut lines);
    }
    lines
}

fn wrap_paragraph(paragraph: &str, width: usize, wide: bool, lines: &mut Vec<String>) {
    if cells(paragraph, wide) <= width {
        lines.push(paragraph.to_owned());
        return;
    }
    let mut line = String::new();
    let mut used = 0;
    let mut fresh = true;
    for unit in units(paragraph, wide) {
        let size = cells(unit, wide);
        let blank = unit.chars().all(char::is_whitespace);
        if used + size > width && used > 0 {
            flush(&mut line, lines);
            used = 0;
            fresh = false;
        }
        if blank && used == 0 && !fresh {
            continue;
        }
        let mut rest = unit;
        while cells(rest, wide) > width {
            let fitting = head(rest, width, wide);
            let first = rest.graphemes(true).next().unwrap_or_default();
            let piece = if fitting.is_empty() { first } else { fitting };
            lines.push(piece.to_owned());
            fresh = false;
            rest = rest.get(piece.len()..).unwrap_or_default();
        }
        line.push_str(rest);
        used += cells(rest, wide);
    }
    if used > 0 || lines.is_empty() {
        flush(&mut line, lines);
    }
}

fn flush(line: &mut String, lines: &mut Vec<String>) {
    lines.push(line.trim_end().to_owned());
    line.clear();
}

/// The pieces that may not be broken: words, single wide characters with the marks that cling to them, runs of blanks.
fn units(text: &str, wide: bool) -> Vec<&str> {
    let mut units = Vec::new();
    let mut start = 0;
    let mut previous: Option<Class> = None;
    for (at, grapheme) in text.grapheme_indices(true) {
        let class = Class::of(grapheme, wide);
        if at > 0 && previous.is_some_and(|before| before.breaks_before(class)) {
            units.extend(text.get(start..at));
            start = at;
        }
        previous = Some(class);
    }
    units.extend(text.get(start..));
    units
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Blank,
    Word,
    Wide,
    Closing,
    /// A closing mark of ASCII, which may also stand inside a word: "3.14", "a,b", "12:30".
    Stop,
    Opening,
}

impl Class {
    fn of(grapheme: &str, wide: bool) -> Self {
        let first = grapheme.chars().next().unwrap_or(' ');
        if first.is_whitespace() {
            Self::Blank
        } else if NOT_AT_START.contains(first) {
            if first.is_ascii() { Self::Stop } else { Self::Closing }
        } else if NOT_AT_END.contains(first) {
            Self::Opening
        } else if grapheme_cells(grapheme, wide) > 1 || matches!(first, '\u{ff61}'..='\u{ff9f}') {
            Self::Wide
        } else {
            Self::Word
        }
    }

    fn breaks_before(self, next: Self) -> bool {
        match (self, next) {
            (Self::Blank, Self::Blank) => false,
            (Self::Blank, _) | (_, Self::Blank) => true,
            (Self::Opening, _) | (_, Self::Closing | Self::Stop) | (Self::Word | Self::Stop, Self::Word) => {
                false
            }
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn japanese_breaks_anywhere_but_not_before_marks() {
        assert_eq!(wrap("塩尻市に移る。", 6, false), ["塩尻市", "に移", "る。"]);
        assert_eq!(wrap("彼は「はい」と", 6, false), ["彼は", "「は", "い」と"]);
        assert_eq!(wrap("週3日 remote work 可", 8, false), ["週3日", "remote", "work 可"]);
        assert_eq!(wrap("a\n\nb", 8, false), ["a", "", "b"]);
        assert_eq!(wrap("", 8, false), [""]);
    }

    #[test]
    fn long_words_are_cut() {
        assert_eq!(wrap("abcdefghij", 4, false), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("。。。。。", 4, false), ["。。", "。。", "。"]);
        assert_eq!(wrap("塩尻", 1, false), ["塩", "尻"]);
    }

    proptest! {
        #[test]
        fn lines_fit_and_lose_nothing_visible(text in "[ab 塩尻市。、「」ー\n]{0,60}", width in 2usize..20) {
            let lines = wrap(&text, width, false);
            for line in &lines {
                prop_assert!(cells(line, false) <= width);
            }
            let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(visible(&lines.concat()), visible(&text));
        }
    }
}
