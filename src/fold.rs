//! Folding: one spelling for all the ways a Japanese text may be written.
//! `fold` joins widths, cases, kana, old and new kanji shapes and drops blanks, hyphens and long marks;
//! `sound_key` joins everything that is read aloud alike, in kana or romaji. Both are pure and idempotent, so folded
//! texts may be stored and compared with `==`, `starts_with` and `contains`.
//! Leaf module: search, matching, import and the name-duplicate check use it.

mod kana;
mod romaji;
mod sound;
mod variants;

use unicode_normalization::char::{compose, decompose_compatible};

pub use kana::{folded_to_romaji, is_kana, kana_to_romaji};
pub use romaji::romaji_to_kana;
pub use sound::sound_key;

/// A folded text that knows where each of its characters came from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folded {
    pub text: String,
    /// For each character of `text` the half-open range of characters of the original that it stands for.
    pub origins: Vec<(u32, u32)>,
}

impl Folded {
    /// Folds `original` and keeps the way back.
    pub fn new(original: &str) -> Self {
        let folded = fold_chars(original);
        Self {
            text: folded.iter().map(|piece| piece.folded).collect(),
            origins: folded.iter().map(|piece| (piece.start, piece.end)).collect(),
        }
    }

    /// The half-open range of original characters behind the folded characters `start..end`; `None` when that range is
    /// empty or outside.
    pub fn origin(&self, start: usize, end: usize) -> Option<(u32, u32)> {
        let first = self.origins.get(start)?;
        let last = self.origins.get(end.checked_sub(1)?)?;
        (start < end).then_some((first.0, last.1))
    }
}

/// The text in one width, case, kana and kanji shape, without blanks, middle dots, hyphens, long marks and accents.
/// ヶ, ヵ and, between kanji, ケ and カ become が (霞ヶ関 = 霞ケ関 = 霞が関); 々 and ゝ become what they repeat.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.chars().filter(|c| !is_dropped(*c)).map(|c| c.to_ascii_lowercase()).collect();
    }
    plain(text).unwrap_or_else(|| fold_chars(text).iter().map(|piece| piece.folded).collect())
}

/// The same for what nearly all names are: everyday kanji, kana and blanks, of which each letter folds by itself; `None` where
/// one may depend on its neighbours.
fn plain(text: &str) -> Option<String> {
    let mut folded = String::with_capacity(text.len());
    let (mut kanji, mut by_neighbours, mut letters) = (false, false, 0);
    for c in text.chars() {
        let letter = match c {
            ' ' | '\u{3000}' | 'ー' => continue,
            '\u{3041}'..='\u{3094}' => c,
            '\u{4e00}'..='\u{9fff}' => {
                kanji = true;
                variants::canonical(c)
            }
            KE | KA | SMALL_TSU => {
                by_neighbours = true;
                char::from_u32(u32::from(c) - 0x60)?
            }
            '\u{30a1}'..='\u{30f4}' => hiragana(c),
            _ => return None,
        };
        letters += 1;
        folded.push(letter);
    }
    // These three become others beside kanji, and alone.
    (!by_neighbours || (!kanji && letters > 1)).then_some(folded)
}

/// Whether `c` is a kanji, in any shape.
pub fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '々' | '〆')
}

/// One character on its way: what it is now and which original characters it stands for.
#[derive(Clone, Copy)]
struct Piece {
    folded: char,
    start: u32,
    end: u32,
}

fn fold_chars(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::with_capacity(text.len() / 2 + 1);
    for (at, c) in text.chars().enumerate() {
        let at = u32::try_from(at).unwrap_or(u32::MAX - 1);
        match c {
            // Nearly all text is one of these, which no normalisation changes.
            '\u{3041}'..='\u{3096}' | '\u{4e00}'..='\u{9fff}' => push(&mut pieces, c, at),
            '\u{20}'..='\u{7e}' => push(&mut pieces, c.to_ascii_lowercase(), at),
            _ => decompose_compatible(c, |part| {
                for lower in part.to_lowercase() {
                    push(&mut pieces, lower, at);
                }
            }),
        }
    }
    contract(&mut pieces);
    pieces
}

/// Adds one decomposed character, composed with the one before where they are one letter.
fn push(pieces: &mut Vec<Piece>, c: char, at: u32) {
    if is_dropped(c) {
        if let Some(last) = pieces.last_mut().filter(|_| is_mark(c)) {
            last.end = at + 1;
        }
        return;
    }
    if let Some(last) = pieces.last_mut()
        && let Some(joined) = compose(last.folded, c)
    {
        last.folded = hiragana(joined);
        last.end = at + 1;
        return;
    }
    pieces.push(Piece { folded: hiragana(c), start: at, end: at + 1 });
}

/// What depends on the neighbours: repeat marks, the small ケ of place names, then kanji shapes.
fn contract(pieces: &mut [Piece]) {
    let mut before: Option<char> = None;
    let mut rest = pieces;
    while let Some((piece, following)) = rest.split_first_mut() {
        let next = following.first().map(|piece| piece.folded);
        let joins = |side: Option<char>| side.is_none_or(|c| is_kanji(c) || c.is_ascii_digit());
        let between = joins(before) && next.is_none_or(is_kanji) && (before.is_some() || next.is_some());
        piece.folded = match piece.folded {
            '々' | '〻' => before.filter(|c| is_kanji(*c)).unwrap_or('々'),
            'ゝ' => before.filter(|c| is_kana(*c)).unwrap_or('ゝ'),
            'ゞ' => before.and_then(|c| compose(c, '\u{3099}').or(is_kana(c).then_some(c))).unwrap_or('ゞ'),
            SMALL_KE => 'が',
            KE | KA if between => 'が',
            KE => 'け',
            KA => 'か',
            SMALL_TSU if between => 'つ',
            SMALL_TSU => 'っ',
            c => variants::canonical(c),
        };
        before = Some(piece.folded);
        rest = following;
    }
}

// Letters that fold by their neighbours wait as katakana until the neighbours are known.
const SMALL_KE: char = 'ヶ';
const KE: char = 'ケ';
const KA: char = 'カ';
const SMALL_TSU: char = 'ッ';

fn hiragana(c: char) -> char {
    match c {
        KE | KA | SMALL_KE | SMALL_TSU => c,
        'ヵ' | 'ゕ' | 'ゖ' => SMALL_KE,
        'ヽ' => 'ゝ',
        'ヾ' => 'ゞ',
        '\u{30a1}'..='\u{30f4}' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        _ => c,
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Blanks, dots between names, hyphens and long marks, apostrophes, accents and glyph selectors.
fn is_dropped(c: char) -> bool {
    match c {
        '-'
        | '\''
        | 'ー'
        | '・'
        | '·'
        | '’'
        | '‘'
        | '`'
        | '´'
        | '\u{2010}'..='\u{2015}'
        | '−'
        | '‧'
        | '\u{200b}'..='\u{200d}'
        | '\u{feff}' => true,
        _ => is_mark(c) || (c.is_whitespace()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ways_of_writing_fall_together() {
        for (a, b) in [
            ("山田　太郎", "山田太郎"),
            ("ヤマダ", "ﾔﾏﾀﾞ"),
            ("やまだ", "ヤマタ\u{3099}"),
            ("ＹＡＭＡＤＡ", "yamada"),
            ("SATŌ", "sato"),
            ("髙橋", "高橋"),
            ("山﨑", "山崎"),
            ("齋藤", "斎藤"),
            ("斉藤", "斎藤"),
            ("濵田", "浜田"),
            ("渡邊", "渡辺"),
            ("渡邉", "渡辺"),
            ("𠮷田", "吉田"),
            ("霞ヶ関", "霞が関"),
            ("霞ケ関", "霞が関"),
            ("須惠町", "須恵町"),
            ("佐々木", "佐佐木"),
            ("みすゞ", "みすず"),
            ("三ッ沢", "三ツ沢"),
            ("サーバー", "サーハ\u{3099}"),
            ("㈱山田", "(株)山田"),
            ("葛\u{e0100}城", "葛城"),
            ("１２－３", "123"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
        assert_ne!(fold("ケア"), fold("がア"));
        assert_ne!(fold("か"), fold("が"));
    }

    #[test]
    fn the_way_back() {
        let folded = Folded::new("ﾔﾏﾀﾞ　ﾀﾛｳ");
        assert_eq!(folded.text, "やまだたろう");
        assert_eq!(folded.origin(2, 3), Some((2, 4)));
        assert_eq!(folded.origin(3, 5), Some((5, 7)));
        assert_eq!(folded.origin(3, 3), None);
        assert_eq!(folded.origin(5, 7), None);
    }

    proptest! {
        #[test]
        fn folding_is_idempotent(text in ".{0,40}|[ァ-ヺｦ-ﾟ゛か゜ヶケ関々ー\u{3099} a]{0,20}|[\\x00-\\x{3fff}]{0,20}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn what_folds_letter_by_letter_folds_alike(text in "[ぁ-ゖァ-ヺ一-龥ー々　 ]{0,6}|[ァ-ヴ]{0,4}|[ケカッ山あ]{0,5}") {
            let whole: String = fold_chars(&text).iter().map(|piece| piece.folded).collect();
            prop_assert_eq!(fold(&text), whole);
        }

        #[test]
        fn origins_are_in_order_and_inside(text in ".{0,40}|[ｦ-ﾟか゛㈱ー]{0,20}") {
            let folded = Folded::new(&text);
            let count = text.chars().count();
            prop_assert_eq!(folded.text.chars().count(), folded.origins.len());
            prop_assert_eq!(&folded.text, &fold(&text));
            let mut last = 0;
            for (start, end) in folded.origins {
                prop_assert!(start < end && end as usize <= count && start >= last);
                last = start;
            }
        }
    }
}
