//! Keys typed while a Japanese input method is on, read as the keys that were meant.
//! Invariant: it is applied only where keys are commands, never where they are text; the application decides that.

use super::{Key, KeyCode};

/// The distance between a full-width form (U+FF01 to U+FF5E) and its ASCII character.
const FULL_WIDTH_DISTANCE: u32 = 0xFEE0;

impl Key {
    /// The ASCII key behind a full-width or kana character that an input method sent for it (`ｍ` is `m`, `あ` is
    /// `a`, `・` is `/`); `None` when the key needs no folding. A `Some` is also the sign that the input method is on.
    pub fn folded(self) -> Option<Self> {
        let KeyCode::Char(character) = self.code else { return None };
        let meant = match character {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - FULL_WIDTH_DISTANCE)?,
            '\u{3000}' => ' ',
            'あ' => 'a',
            'い' => 'i',
            'う' => 'u',
            'え' => 'e',
            'お' => 'o',
            '、' => ',',
            '。' => '.',
            '・' => '/',
            'ー' => '-',
            '「' => '[',
            '」' => ']',
            '￥' => '\\',
            _ => return None,
        };
        Some(Self { code: KeyCode::Char(meant), ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_and_kana_become_the_keys_that_were_meant() {
        for (typed, meant) in [
            ('ｍ', 'm'),
            ('Ｚ', 'Z'),
            ('あ', 'a'),
            ('お', 'o'),
            ('？', '?'),
            ('：', ':'),
            ('　', ' '),
            ('・', '/'),
        ] {
            assert_eq!(Key::char(typed).folded(), Some(Key::char(meant)), "{typed}");
        }
    }

    #[test]
    fn other_keys_are_left_alone() {
        for character in ['m', ' ', '山', 'か', 'ｱ', 'ア'] {
            assert_eq!(Key::char(character).folded(), None, "{character}");
        }
        assert_eq!(Key::plain(KeyCode::Enter).folded(), None);
    }
}
