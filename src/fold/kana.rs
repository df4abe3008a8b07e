//! Kana and their Hepburn romaji.
//! The reverse of `romaji`; long vowels are written out as in kana (さとう = satou), since `sound_key` joins them.

use super::fold;

/// Whether `c` is hiragana or katakana, small letters, repeat marks and the long mark included, in any width.
pub fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}')
}

/// The Hepburn romaji of a kana text, lower case; characters that are not kana stay, folded. ん before a vowel or y
/// is `n'`, and っ doubles the consonant that follows.
pub fn kana_to_romaji(text: &str) -> String {
    romanise(&fold(text), true)
}

/// The same of a text that is folded already, without apostrophes: as people type it.
pub fn folded_to_romaji(folded: &str) -> String {
    let mut romaji = romanise(folded, false);
    romaji.retain(|c| c != '\'');
    romaji
}

/// As `kana_to_romaji` for text that is folded already; `apostrophe` says whether ん is kept apart from a vowel.
pub(super) fn romanise(folded: &str, apostrophe: bool) -> String {
    let mut out = String::with_capacity(folded.len() + 4);
    let mut doubled = false;
    let mut chars = folded.chars().peekable();
    while let Some(c) = chars.next() {
        if c == 'っ' {
            doubled = true;
            continue;
        }
        let Some(plain) = syllable(c) else {
            out.push(c);
            doubled = false;
            continue;
        };
        let small = chars.peek().copied().and_then(small_vowel).filter(|_| c != 'ん');
        let joined = small.and_then(|small| join(plain, small));
        if joined.is_some() {
            chars.next();
        }
        let (head, tail) = joined.unwrap_or((plain, ""));
        if doubled && let Some(first) = head.chars().next().filter(|first| !is_vowel(*first)) {
            out.push(if head.starts_with("ch") { 't' } else { first });
        }
        doubled = false;
        let vowel_follows =
            |c: char| syllable(c).is_some_and(|next| next.starts_with(['a', 'i', 'u', 'e', 'o', 'y']));
        out.push_str(head);
        out.push_str(tail);
        if c == 'ん' && apostrophe && chars.peek().copied().is_some_and(vowel_follows) {
            out.push('\'');
        }
    }
    out
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'i' | 'u' | 'e' | 'o')
}

/// The consonant and glide of a syllable with a small letter after it: き + ゃ = ky + a, て + ぃ = t + i.
fn join(plain: &'static str, small: &'static str) -> Option<(&'static str, &'static str)> {
    let glide = small.starts_with('y');
    let vowel = small.strip_prefix('y').unwrap_or(small);
    let head = match plain {
        "shi" => "sh",
        "chi" => "ch",
        "ji" => "j",
        "ki" => "ky",
        "gi" => "gy",
        "ni" => "ny",
        "hi" => "hy",
        "bi" => "by",
        "pi" => "py",
        "mi" => "my",
        "ri" => "ry",
        "te" if glide => "ty",
        "de" if glide => "dy",
        "fu" if glide => "fy",
        "vu" if glide => "vy",
        "i" if small == "e" => "y",
        "u" if !glide && small != "u" => "w",
        "ku" if !glide => "kw",
        "gu" if !glide => "gw",
        "fu" => "f",
        "tsu" => "ts",
        "vu" => "v",
        "te" | "to" => "t",
        "de" | "do" => "d",
        "su" => "s",
        "zu" => "z",
        _ => return None,
    };
    Some((head, vowel))
}

fn small_vowel(c: char) -> Option<&'static str> {
    Some(match c {
        'ぁ' | 'ゎ' => "a",
        'ぃ' => "i",
        'ぅ' => "u",
        'ぇ' => "e",
        'ぉ' => "o",
        'ゃ' => "ya",
        'ゅ' => "yu",
        'ょ' => "yo",
        _ => return None,
    })
}

const SYLLABLES: [&str; 0x53] = [
    "a", "a", "i", "i", "u", "u", "e", "e", "o", "o", "ka", "ga", "ki", "gi", "ku", "gu", "ke", "ge", "ko",
    "go", "sa", "za", "shi", "ji", "su", "zu", "se", "ze", "so", "zo", "ta", "da", "chi", "ji", "", "tsu",
    "zu", "te", "de", "to", "do", "na", "ni", "nu", "ne", "no", "ha", "ba", "pa", "hi", "bi", "pi", "fu",
    "bu", "pu", "he", "be", "pe", "ho", "bo", "po", "ma", "mi", "mu", "me", "mo", "ya", "ya", "yu", "yu",
    "yo", "yo", "ra", "ri", "ru", "re", "ro", "wa", "wa", "i", "e", "o", "n",
];

fn syllable(c: char) -> Option<&'static str> {
    match c {
        'ゔ' => Some("vu"),
        'ゕ' => Some("ka"),
        'ゖ' => Some("ke"),
        _ => SYLLABLES.get(u32::from(c).checked_sub(0x3041)? as usize).copied(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hepburn() {
        for (kana, romaji) in [
            ("さとう", "satou"),
            ("しおじり", "shiojiri"),
            ("ｼﾝｼﾞｭｸ", "shinjuku"),
            ("はっちょう", "hatchou"),
            ("けんいち", "ken'ichi"),
            ("ほっかいどう", "hokkaidou"),
            ("ちゅうおう", "chuuou"),
            ("フィリピン", "firipin"),
            ("ウェブディレクター", "webudirekuta"),
            ("あっ", "a"),
        ] {
            assert_eq!(kana_to_romaji(kana), romaji, "{kana}");
        }
    }
}
