//! Romaji to kana, as an input method reads it.
//! Takes Hepburn, kunrei and the usual keyboard spellings in one table; the first kana of a row is what a spelling means.

/// Consonant spellings with their five syllables for a, i, u, e, o; an empty one is no Japanese syllable.
const ROWS: &[(&str, [&str; 5])] = &[
    ("", ["あ", "い", "う", "え", "お"]),
    ("k", ["か", "き", "く", "け", "こ"]),
    ("c", ["か", "", "く", "", "こ"]),
    ("s", ["さ", "し", "す", "せ", "そ"]),
    ("t", ["た", "ち", "つ", "て", "と"]),
    ("n", ["な", "に", "ぬ", "ね", "の"]),
    ("h", ["は", "ひ", "ふ", "へ", "ほ"]),
    ("m", ["ま", "み", "む", "め", "も"]),
    ("y", ["や", "い", "ゆ", "いぇ", "よ"]),
    ("r", ["ら", "り", "る", "れ", "ろ"]),
    ("l", ["ら", "り", "る", "れ", "ろ"]),
    ("w", ["わ", "うぃ", "う", "うぇ", "を"]),
    ("g", ["が", "ぎ", "ぐ", "げ", "ご"]),
    ("z", ["ざ", "じ", "ず", "ぜ", "ぞ"]),
    ("d", ["だ", "ぢ", "づ", "で", "ど"]),
    ("b", ["ば", "び", "ぶ", "べ", "ぼ"]),
    ("p", ["ぱ", "ぴ", "ぷ", "ぺ", "ぽ"]),
    ("f", ["ふぁ", "ふぃ", "ふ", "ふぇ", "ふぉ"]),
    ("v", ["ゔぁ", "ゔぃ", "ゔ", "ゔぇ", "ゔぉ"]),
    ("j", ["じゃ", "じ", "じゅ", "じぇ", "じょ"]),
    ("sh", ["しゃ", "し", "しゅ", "しぇ", "しょ"]),
    ("ch", ["ちゃ", "ち", "ちゅ", "ちぇ", "ちょ"]),
    ("ts", ["つぁ", "つぃ", "つ", "つぇ", "つぉ"]),
    ("dz", ["ざ", "じ", "ず", "ぜ", "ぞ"]),
    ("th", ["てゃ", "てぃ", "てゅ", "てぇ", "てょ"]),
    ("dh", ["でゃ", "でぃ", "でゅ", "でぇ", "でょ"]),
    ("kw", ["くぁ", "くぃ", "くぅ", "くぇ", "くぉ"]),
    ("gw", ["ぐぁ", "ぐぃ", "ぐぅ", "ぐぇ", "ぐぉ"]),
    ("ky", ["きゃ", "きぃ", "きゅ", "きぇ", "きょ"]),
    ("sy", ["しゃ", "しぃ", "しゅ", "しぇ", "しょ"]),
    ("ty", ["ちゃ", "ちぃ", "ちゅ", "ちぇ", "ちょ"]),
    ("cy", ["ちゃ", "ちぃ", "ちゅ", "ちぇ", "ちょ"]),
    ("ny", ["にゃ", "にぃ", "にゅ", "にぇ", "にょ"]),
    ("hy", ["ひゃ", "ひぃ", "ひゅ", "ひぇ", "ひょ"]),
    ("my", ["みゃ", "みぃ", "みゅ", "みぇ", "みょ"]),
    ("ry", ["りゃ", "りぃ", "りゅ", "りぇ", "りょ"]),
    ("ly", ["りゃ", "りぃ", "りゅ", "りぇ", "りょ"]),
    ("gy", ["ぎゃ", "ぎぃ", "ぎゅ", "ぎぇ", "ぎょ"]),
    ("zy", ["じゃ", "じぃ", "じゅ", "じぇ", "じょ"]),
    ("jy", ["じゃ", "じぃ", "じゅ", "じぇ", "じょ"]),
    ("dy", ["ぢゃ", "ぢぃ", "ぢゅ", "ぢぇ", "ぢょ"]),
    ("by", ["びゃ", "びぃ", "びゅ", "びぇ", "びょ"]),
    ("py", ["ぴゃ", "ぴぃ", "ぴゅ", "ぴぇ", "ぴょ"]),
    ("fy", ["ふゃ", "ふぃ", "ふゅ", "ふぇ", "ふょ"]),
    ("x", ["ぁ", "ぃ", "ぅ", "ぇ", "ぉ"]),
    ("xy", ["ゃ", "", "ゅ", "", "ょ"]),
    ("xt", ["", "", "っ", "", ""]),
    ("xts", ["", "", "っ", "", ""]),
];
const LONGEST_CONSONANT: usize = 3;

/// The hiragana that `romaji` spells, in any case and width; `ō` reads おう, `n'` and `nn` read ん, `m` before b, m, p
/// reads ん, an `h` that closes a vowel lengthens it. `None` when a letter is left over or there is no letter.
pub fn romaji_to_kana(romaji: &str) -> Option<String> {
    let letters = spell_out(romaji)?;
    let mut out = String::with_capacity(letters.len() * 2);
    let mut rest: &[char] = &letters;
    while let Some((first, after)) = rest.split_first() {
        let next = after.first().copied();
        rest = match (*first, next) {
            ('-', _) => {
                out.push('ー');
                after
            }
            ('n', Some('\'')) => {
                out.push('ん');
                after.get(1..)?
            }
            // "nn" is ん typed twice only where no syllable of the n row follows: konnichi, but kenn.
            ('n', Some('n')) if !starts_syllable(after) => {
                out.push('ん');
                after.get(1..)?
            }
            ('n', Some('a' | 'i' | 'u' | 'e' | 'o' | 'y')) => read_syllable(rest, &mut out)?,
            ('m', Some('b' | 'm' | 'p')) | ('n', _) => {
                out.push('ん');
                after
            }
            ('h', None) => lengthen(&mut out, after),
            ('h', Some(next)) if !matches!(next, 'a' | 'i' | 'u' | 'e' | 'o' | 'y') => {
                lengthen(&mut out, after)
            }
            (c, Some(next)) if (c == next && !is_vowel(c)) || (c, next) == ('t', 'c') => {
                out.push('っ');
                after
            }
            _ => read_syllable(rest, &mut out)?,
        };
    }
    (!out.is_empty()).then_some(out)
}

fn starts_syllable(letters: &[char]) -> bool {
    matches!(letters.get(1), Some('a' | 'i' | 'u' | 'e' | 'o' | 'y'))
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'i' | 'u' | 'e' | 'o')
}

fn lengthen<'a>(out: &mut String, after: &'a [char]) -> &'a [char] {
    // Satoh is さとう; after the other vowels the long mark says the same.
    let ends_in_o = out.chars().last().is_some_and(|c| "おこそとのほもよろをごぞどぼぽょぉ".contains(c));
    out.push(if ends_in_o { 'う' } else { 'ー' });
    after
}

fn read_syllable<'a>(rest: &'a [char], out: &mut String) -> Option<&'a [char]> {
    let consonants = rest.iter().position(|c| is_vowel(*c))?;
    if consonants > LONGEST_CONSONANT {
        return None;
    }
    let spelling: String = rest.get(..consonants)?.iter().collect();
    let vowel = "aiueo".find(*rest.get(consonants)?)?;
    let row = ROWS.iter().find(|row| row.0 == spelling)?;
    let kana = row.1.get(vowel).filter(|kana| !kana.is_empty())?;
    out.push_str(kana);
    rest.get(consonants + 1..)
}

/// Lower-case ASCII letters, with long vowels written out; blanks go.
fn spell_out(romaji: &str) -> Option<Vec<char>> {
    use unicode_normalization::UnicodeNormalization as _;
    let mut letters = Vec::with_capacity(romaji.len());
    for c in romaji.nfkc().flat_map(char::to_lowercase) {
        match c {
            'ā' | 'â' => letters.extend(['a', 'a']),
            'ī' | 'î' => letters.extend(['i', 'i']),
            'ū' | 'û' => letters.extend(['u', 'u']),
            'ē' | 'ê' => letters.extend(['e', 'e']),
            'ō' | 'ô' => letters.extend(['o', 'u']),
            '’' => letters.push('\''),
            'a'..='z' | '\'' | '-' => letters.push(c),
            _ if c.is_whitespace() => {}
            _ => return None,
        }
    }
    Some(letters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::kana_to_romaji;
    use proptest::prelude::*;

    #[test]
    fn spellings() {
        for (romaji, kana) in [
            ("shiojiri", "しおじり"),
            ("siojiri", "しおじり"),
            ("SATŌ", "さとう"),
            ("satoh", "さとう"),
            ("ｎｅｒｉｍａ", "ねりま"),
            ("namba", "なんば"),
            ("kenn", "けん"),
            ("shin'ichi", "しんいち"),
            ("konnichi", "こんにち"),
            ("hatchou", "はっちょう"),
            ("haccyou", "はっちょう"),
            ("ohno", "おうの"),
            ("tyuuou", "ちゅうおう"),
        ] {
            assert_eq!(romaji_to_kana(romaji).as_deref(), Some(kana), "{romaji}");
        }
        assert_eq!(romaji_to_kana("sch"), None);
        assert_eq!(romaji_to_kana("山"), None);
        assert_eq!(romaji_to_kana(""), None);
    }

    proptest! {
        #[test]
        fn kana_come_back(kana in "([かしつてのはみゆれがじずでどばぴ]|きょ|しゃ|ちゅ|っ[かしたちぱ])([かしつてのはみゆれがじずでばぴ]|きょ|ん[かなえよ]){0,6}") {
            let romaji = kana_to_romaji(&kana);
            prop_assert_eq!(romaji_to_kana(&romaji), Some(kana));
        }

        #[test]
        fn nothing_panics(text in ".{0,30}|[a-z'\\-]{0,30}") {
            let _ = romaji_to_kana(&text);
            let _ = kana_to_romaji(&text);
        }
    }
}
