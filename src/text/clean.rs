//! Sanitising: what may stay in stored text.
//! Cleaning is idempotent: cleaning a cleaned text changes nothing.
//! Every field of every record is cleaned here, whichever way it came in.

use std::borrow::Cow;
use std::fmt;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation as _;

/// The longest name, title or label, in graphemes.
pub const NAME_GRAPHEMES: usize = 100;
/// The longest address or one-line description, in graphemes.
pub const ADDRESS_GRAPHEMES: usize = 300;
/// The longest note, in graphemes.
pub const NOTE_GRAPHEMES: usize = 10_000;
/// Combining marks kept on one base; more are only ever a prank.
const MARKS_PER_BASE: usize = 8;
/// Characters kept per permitted grapheme on average, since one grapheme may be arbitrarily long.
const CHARS_PER_GRAPHEME: usize = 8;
/// Notes kept about what was removed; a hostile file must not make a long report.
const NOTES: usize = 16;

/// A text after cleaning, with what the person should be told about it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cleaned {
    pub text: String,
    /// What was taken out or deserves a look, each once, in order of appearance, at most 16.
    pub removed: Vec<Removed>,
}

/// One thing that cleaning did or noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removed {
    /// This character is no text and was left out.
    Character(char),
    /// A private-use character (外字) was kept; other machines may show it differently.
    PrivateUse(char),
    /// The text was longer than the field and was cut.
    Cut,
    /// Nothing visible was left, and U+FFFD stands in its place.
    Invisible,
}

impl fmt::Display for Removed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(c) => write!(f, "U+{:04X} を除去", u32::from(*c)),
            Self::PrivateUse(c) => write!(f, "外字 U+{:04X} あり", u32::from(*c)),
            Self::Cut => write!(f, "長すぎるため末尾を省略"),
            Self::Invisible => write!(f, "見える文字がないため U+FFFD に置換"),
        }
    }
}

/// One line of clean text: line ends and tabs become spaces, outer blanks go, at most `max_graphemes` stay.
pub fn clean_line(raw: &str, max_graphemes: usize) -> Cleaned {
    if let Some(cleaned) = plain_line(raw, max_graphemes) {
        return cleaned;
    }
    let mut notes = Notes::default();
    let kept = join_rules(&filter(raw, false, &mut notes), &mut notes);
    let normal = cap_marks(&normalise(&kept), &mut notes);
    let text = limit(normal.trim(), max_graphemes, &mut notes);
    finish(text.trim_end().to_owned(), &mut notes)
}

/// Clean text of several lines: `\n` is kept, CRLF and CR become `\n`, a tab becomes two spaces. Blank lines at both
/// ends and blanks at line ends go; the indentation of a line stays.
pub fn clean_text(raw: &str, max_graphemes: usize) -> Cleaned {
    if let Some(cleaned) = plain_line(raw.trim_end(), max_graphemes) {
        return Cleaned { text: raw.trim_end().to_owned(), ..cleaned };
    }
    let mut notes = Notes::default();
    let kept = join_rules(&filter(raw, true, &mut notes), &mut notes);
    let normal = cap_marks(&normalise(&kept), &mut notes);
    let tidy = normal.split('\n').map(str::trim_end).collect::<Vec<_>>().join("\n");
    let text = limit(tidy.trim_matches('\n'), max_graphemes, &mut notes);
    finish(text.trim_end().to_owned(), &mut notes)
}

/// The text on one line with everything that could act on a terminal written as `\u{..}`, for plain output.
pub fn escape_plain(text: &str) -> Cow<'_, str> {
    escape(text, false)
}

/// As [`escape_plain`], but `\n` stays a line end.
pub fn escape_lines(text: &str) -> Cow<'_, str> {
    escape(text, true)
}

fn escape(text: &str, lines: bool) -> Cow<'_, str> {
    let harmless = |c: char| (lines && c == '\n') || !(c.is_control() || is_forbidden(c) || is_private(c));
    if text.chars().all(harmless) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if harmless(c) { out.push(c) } else { out.extend(c.escape_unicode()) }
    }
    Cow::Owned(out)
}

#[derive(Default)]
struct Notes {
    list: Vec<Removed>,
    hidden: bool,
}

impl Notes {
    fn add(&mut self, note: Removed) {
        if self.list.len() < NOTES && !self.list.contains(&note) {
            self.list.push(note);
        }
    }
}

/// Nearly every line is of letters that stay as they are, each a grapheme of its own: ASCII, kana and common kanji. `None`
/// where a line is not, or too long.
fn plain_line(raw: &str, max_graphemes: usize) -> Option<Cleaned> {
    let plain = |c: char| matches!(c, ' '..='~' | '、' | '。' | '「' | '」' | '・' | 'ー' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '\u{4e00}'..='\u{9fff}');
    let mut length = 0;
    let short = raw.chars().all(|c| {
        length += 1;
        plain(c) && length <= max_graphemes
    });
    short.then(|| Cleaned { text: raw.trim().to_owned(), removed: Vec::new() })
}

/// The first pass: forbidden characters go, blanks are unified.
fn filter(raw: &str, lines: bool, notes: &mut Notes) -> Vec<char> {
    let mut kept = Vec::with_capacity(raw.len() / 2 + 1);
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => kept.push(if lines { '\n' } else { ' ' }),
            '\t' if lines => kept.extend([' ', ' ']),
            '\t'
            | '\u{b}'
            | '\u{c}'
            | '\u{a0}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200a}'
            | '\u{202f}'
            | '\u{205f}' => {
                kept.push(' ');
            }
            _ if c.is_control() || is_forbidden(c) => {
                notes.hidden |= is_hidden(c);
                notes.add(Removed::Character(c));
            }
            _ => {
                if is_private(c) {
                    notes.add(Removed::PrivateUse(c));
                }
                kept.push(c);
            }
        }
    }
    kept
}

/// The second pass: variation selectors only where they mean a glyph, joiners only between emoji.
fn join_rules(chars: &[char], notes: &mut Notes) -> String {
    let mut out = String::with_capacity(chars.len() * 3);
    let mut last: Option<char> = None;
    let mut following = chars.iter().copied().skip(1);
    for c in chars.iter().copied() {
        let next = following.next();
        let keep = match c {
            '\u{fe0e}' | '\u{fe0f}' => last.is_some_and(|b| is_emoji(b) || is_keycap(b) || is_ideograph(b)),
            '\u{fe00}'..='\u{fe0d}' | '\u{e0100}'..='\u{e01ef}' => last.is_some_and(is_ideograph),
            '\u{200d}' => last.is_some_and(|b| is_emoji(b) || b == '\u{fe0f}') && next.is_some_and(is_emoji),
            _ => true,
        };
        if keep {
            out.push(c);
            last = Some(c);
        } else {
            notes.hidden = true;
            notes.add(Removed::Character(c));
        }
    }
    out
}

/// NFC, except that compatibility ideographs stay as they are: they are the shapes people write their names with,
/// and NFC would replace them by another shape.
fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_compatibility_ideograph(*c)) {
        let (before, from) = rest.split_at(at);
        out.extend(before.nfc());
        out.push(c);
        rest = from.get(c.len_utf8()..).unwrap_or_default();
    }
    out.extend(rest.nfc());
    out
}

fn cap_marks(text: &str, notes: &mut Notes) -> String {
    let mut marks = 0;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        if marks <= MARKS_PER_BASE {
            out.push(c);
        } else {
            notes.add(Removed::Character(c));
        }
    }
    out
}

fn limit<'a>(text: &'a str, max_graphemes: usize, notes: &mut Notes) -> &'a str {
    let max_chars = max_graphemes.saturating_mul(CHARS_PER_GRAPHEME);
    if text.len() <= max_graphemes {
        return text;
    }
    let mut chars = 0;
    let mut end = 0;
    for (count, (at, grapheme)) in text.grapheme_indices(true).enumerate() {
        chars += grapheme.chars().count();
        if count >= max_graphemes || chars > max_chars {
            notes.add(Removed::Cut);
            let whole = text.get(..end).unwrap_or_default();
            // A single grapheme that is longer than the whole field is cut inside: it is no writing.
            let inside = text.char_indices().nth(max_chars).map_or(text.len(), |(at, _)| at);
            let kept = if whole.is_empty() { text.get(..inside).unwrap_or_default() } else { whole };
            return kept.trim_end_matches('\u{200d}');
        }
        end = at + grapheme.len();
    }
    text
}

fn finish(text: String, notes: &mut Notes) -> Cleaned {
    let blank = text.chars().all(|c| c.is_whitespace() || is_combining_mark(c));
    let invisible = blank && (notes.hidden || text.chars().any(is_combining_mark));
    let text = if invisible {
        notes.add(Removed::Invisible);
        "\u{fffd}".to_owned()
    } else {
        text
    };
    Cleaned { text, removed: std::mem::take(&mut notes.list) }
}

/// Characters that are never text here: directions, marks of order, tags, invisible blanks, noncharacters.
fn is_forbidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180e}'
        | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e00ff}'
        | '\u{e01f0}'..='\u{e0fff}' | '\u{1d173}'..='\u{1d17a}' | '\u{fdd0}'..='\u{fdef}')
        || u32::from(c) & 0xfffe == 0xfffe
}

/// Invisible characters that are used to make two names look alike (byte order marks and controls only come by accident).
fn is_hidden(c: char) -> bool {
    !c.is_control() && c != '\u{feff}'
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

fn is_compatibility_ideograph(c: char) -> bool {
    matches!(c, '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' | '々' | '〆' | '\u{e000}'..='\u{f8ff}')
        || is_compatibility_ideograph(c)
}

fn is_keycap(c: char) -> bool {
    matches!(c, '0'..='9' | '#' | '*')
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2190}'..='\u{21ff}'
        | '\u{2300}'..='\u{23ff}' | '\u{24c2}' | '\u{25a0}'..='\u{27bf}' | '\u{2934}' | '\u{2935}' | '\u{2b00}'..='\u{2bff}'
        | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(raw: &str) -> String {
        clean_line(raw, NAME_GRAPHEMES).text
    }

    #[test]
    fn what_acts_on_a_terminal_goes() {
        assert_eq!(line("\u{1b}[31m山田\u{9b}2J\u{7}"), "[31m山田2J");
        assert_eq!(line("山田\u{202e}太郎\u{200f}"), "山田太郎");
        assert_eq!(line("\u{feff}山田\r\n太郎\t子"), "山田 太郎 子");
        assert_eq!(line("　山田　太郎　"), "山田　太郎");
        assert_eq!(clean_line("a\u{202e}b", 10).removed, [Removed::Character('\u{202e}')]);
        assert_eq!(Removed::Character('\u{202e}').to_string(), "U+202E を除去");
    }

    #[test]
    fn glyph_selectors_and_emoji_stay() {
        assert_eq!(line("葛\u{e0100}城"), "葛\u{e0100}城");
        assert_eq!(line("か\u{e0100}"), "か");
        assert_eq!(line("👨\u{200d}👩\u{200d}👧"), "👨\u{200d}👩\u{200d}👧");
        assert_eq!(line("山\u{200d}田"), "山田");
        assert_eq!(line("❤\u{fe0f}"), "❤\u{fe0f}");
        assert_eq!(line("か\u{3099}"), "が");
        assert_eq!(line("\u{fa19}"), "\u{fa19}", "the shape of a name is kept");
    }

    #[test]
    fn invisible_names_are_made_visible() {
        assert_eq!(line("\u{200b}\u{200b}"), "\u{fffd}");
        assert_eq!(line("\u{301}"), "\u{fffd}");
        assert_eq!(line("\u{feff}"), "");
        assert_eq!(line("   "), "");
    }

    #[test]
    fn marks_and_length_have_limits() {
        let zalgo = format!("a{}", "\u{316}".repeat(50));
        assert_eq!(line(&zalgo).chars().count(), 9);
        let long = clean_line(&"あ".repeat(200), NAME_GRAPHEMES);
        assert_eq!((long.text.chars().count(), long.removed), (100, vec![Removed::Cut]));
        let family = vec!["👨"; 5000].join("\u{200d}");
        assert!(line(&family).chars().count() <= 800);
    }

    #[test]
    fn notes_keep_their_lines() {
        assert_eq!(clean_text("\r\n　一行目  \r\n\tb\u{2028}c\n\n", 100).text, "　一行目\n  b\nc");
        assert_eq!(escape_plain("a\u{1b}b\n"), "a\\u{1b}b\\u{a}");
        assert_eq!(escape_lines("a\nb"), "a\nb");
    }

    proptest! {
        #[test]
        fn cleaning_is_idempotent_and_safe(raw in ".{0,80}|[\\x00-\\x{2fff}]{0,40}|[か-ん\u{3099}\u{e0100}\u{200d}❤\u{fe0f}👨1\u{20e3}]{0,40}", max in 1usize..40) {
            for clean in [clean_line, clean_text] {
                let once = clean(&raw, max);
                let twice = clean(&once.text, max);
                prop_assert_eq!(&once.text, &twice.text);
                prop_assert!(once.text.graphemes(true).count() <= max);
                prop_assert!(!once.text.chars().any(|c| (c.is_control() && c != '\n') || is_forbidden(c)));
            }
            prop_assert!(!clean_line(&raw, max).text.contains('\n'));
        }
    }
}
