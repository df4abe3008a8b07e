//! The sound key: one spelling for everything that sounds alike, whether it came in kana or romaji.
//! Kana are romanised and romaji are read by the same rules, so a rule can never hold for one and not for the other.
//! A key is for comparing only: it drops what people write differently (long vowels, n and nn, m before b), and the key
//! of a beginning of a word is nearly always a beginning of the word's key, so keys serve typing too.

use super::kana::romanise;
use super::{fold, is_kana};

/// The key of a text in kana, romaji or both, in any width and case: さとう, ｻﾄｳ, satou, sato, satoh and SATŌ give
/// `sato`; しおじり, shiojiri and siojiri give `sioziri`. `None` when the text holds
/// anything else (kanji, signs) or nothing.
pub fn sound_key(text: &str) -> Option<String> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Some(squeeze(text.as_bytes()));
    }
    let folded = fold(text);
    let speakable = |c: char| c.is_ascii_alphanumeric() || is_kana(c);
    if folded.is_empty() || !folded.chars().all(speakable) {
        return None;
    }
    let romaji = romanise(&folded, false);
    let key = squeeze(romaji.as_bytes());
    (!key.is_empty()).then_some(key)
}

/// Reads romaji into the key, letter group by letter group.
fn squeeze(romaji: &[u8]) -> String {
    let mut key = String::with_capacity(romaji.len());
    let mut rest = romaji;
    while !rest.is_empty() {
        let (taken, letters) = if is_long_mark(rest, &key) { (1, "") } else { read(rest) };
        for letter in letters.chars() {
            push(&mut key, letter);
        }
        rest = rest.get(taken..).unwrap_or_default();
    }
    key
}

/// How many bytes the next group has and what it is in the key. Kunrei consonants are the key's spelling.
#[expect(clippy::match_same_arms, reason = "a table of spellings, read from top to bottom")]
fn read(rest: &[u8]) -> (usize, &'static str) {
    match rest {
        [b's', b'h' | b'y', b'i', ..] => (2, "s"),
        [b's', b'h', b'y', ..] => (3, "sy"),
        [b's', b'h', b'a' | b'u' | b'e' | b'o', ..] => (2, "sy"),
        [b's', b'h', ..] => (2, "s"),
        [b'c', b'h' | b'y', b'i', ..] => (2, "t"),
        [b'c', b'h', b'y', ..] => (3, "ty"),
        [b'c', b'h' | b'y', b'a' | b'u' | b'e' | b'o', ..] => (2, "ty"),
        [b'c', b'h' | b'y', ..] => (2, "t"),
        [b'c', b'c', ..] | [b'c'] => (1, "t"),
        [b'c' | b'q', ..] => (1, "k"),
        [b't', b's', b'a' | b'i' | b'e' | b'o', ..] => (2, "tu"),
        [b't', b's', ..] => (2, "t"),
        [b't', b'h', b'a' | b'u' | b'e' | b'o', ..] => (2, "ty"),
        [b't', b'h', ..] => (2, "t"),
        [b'd', b'h', b'a' | b'u' | b'e' | b'o', ..] => (2, "zy"),
        [b'd', b'z' | b'h', ..] => (2, "z"),
        [b'd', b'i' | b'u' | b'y', ..] | [b'd', b'd', b'i' | b'u' | b'y', ..] => (1, "z"),
        [b'j', b'y', ..] => (2, "zy"),
        [b'j', b'a' | b'u' | b'e' | b'o', ..] => (1, "zy"),
        [b'j', ..] => (1, "z"),
        [b'f', b'f', ..] => (1, ""),
        [b'f', b'a' | b'i' | b'e' | b'o', ..] => (1, "hu"),
        [b'f', ..] => (1, "h"),
        [b'k', b'w', ..] => (2, "ku"),
        [b'g', b'w', ..] => (2, "gu"),
        [b'w', b'o', ..] => (1, ""),
        [b'm', b'b' | b'm' | b'p', ..] => (1, "n"),
        [b'v', ..] => (1, "b"),
        [b'l', ..] => (1, "r"),
        [other, ..] => (1, itself(*other)),
        [] => (0, ""),
    }
}

/// An h that only lengthens the vowel before it: satoh, ohno, ohyama. Before a y it does so at the start of a word only.
fn is_long_mark(rest: &[u8], key: &str) -> bool {
    let [b'h', after @ ..] = rest else { return false };
    let closes = match after.first() {
        None => true,
        Some(b'y') => key.len() == 1,
        Some(next) => !is_vowel(char::from(*next)),
    };
    closes && key.chars().last().is_some_and(is_vowel)
}

/// Adds a letter, unless it only makes the sound before it longer.
fn push(key: &mut String, letter: char) {
    let longer = match (key.chars().last(), letter) {
        (Some('o'), 'u') | (Some('n'), 'n') => true,
        (Some(last), _) => last == letter && is_vowel(letter),
        (None, _) => false,
    };
    if !longer {
        key.push(letter);
    }
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'i' | 'u' | 'e' | 'o')
}

fn itself(byte: u8) -> &'static str {
    const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
    LETTERS.find(char::from(byte)).and_then(|at| LETTERS.get(at..=at)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all_alike(spellings: &[&str]) {
        for pair in spellings.windows(2) {
            assert_eq!(sound_key(pair[0]), sound_key(pair[1]), "{pair:?}");
            assert!(sound_key(pair[0]).is_some(), "{pair:?}");
        }
    }

    #[test]
    fn what_sounds_alike_has_one_key() {
        all_alike(&[
            "さとう",
            "サトウ",
            "ｻﾄｳ",
            "さとー",
            "satou",
            "sato",
            "satoh",
            "SATŌ",
            "satoo",
            "ｓａｔｏｕ",
        ]);
        all_alike(&["しおじり", "shiojiri", "siojiri", "siozIri", "SHIOJIRI"]);
        all_alike(&["おおの", "ohno", "ono", "oono", "ōno"]);
        all_alike(&["なんば", "namba", "nanba", "nannba"]);
        all_alike(&["しんいち", "shin'ichi", "shinichi", "sinniti", "sin'iti"]);
        all_alike(&["はっちょう", "hatcho", "haccho", "hattyou", "hacchō"]);
        all_alike(&["つづき", "tsuzuki", "tuduki", "tuzuki"]);
        all_alike(&["じゅんじ", "junji", "zyunzi", "jyunji"]);
        all_alike(&["ふじもと", "fujimoto", "huzimoto"]);
        all_alike(&["ちゅうおう", "chuo", "tyuuou", "Chūō", "chuou"]);
        all_alike(&["ティー", "thi", "ti"]);
        all_alike(&["ヴァイオリン", "vaiorin", "baiorin"]);
        all_alike(&["ほんま", "homma", "honma"]);
        all_alike(&["ウォーク", "woku"]);
    }

    #[test]
    fn what_sounds_different_keeps_its_key() {
        assert_ne!(sound_key("さいとう"), sound_key("さとう"));
        assert_ne!(sound_key("きた"), sound_key("きった"));
        assert_eq!(sound_key("佐藤"), None);
        assert_eq!(sound_key(" "), None);
        assert_eq!(sound_key("おはよう").as_deref(), Some("ohayo"));
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key(kana in "[ぁ-んー]{1,12}|[a-z]{1,12}") {
            if let Some(key) = sound_key(&kana).filter(|_| kana.chars().all(is_kana)) {
                prop_assert_eq!(sound_key(&key), Some(key));
            }
        }

        #[test]
        fn the_key_of_a_beginning_begins_the_key(kana in "([あいうえおかさたなはまやらわがざだばぱきしちにりじんこ]|きょ|しゅ|ちゃ|っ[かたさぱ]){1,8}", cut in 1usize..8) {
            let head: String = kana.chars().take(cut).collect();
            if head.ends_with(['き', 'し', 'ち', 'っ']) { return Ok(()); }
            let (Some(whole), Some(part)) = (sound_key(&kana), sound_key(&head)) else { return Ok(()); };
            prop_assert!(whole.starts_with(&part), "{} {}", whole, part);
        }

        #[test]
        fn nothing_panics(text in ".{0,40}|[a-z]{0,30}") {
            let _ = sound_key(&text);
        }
    }
}
