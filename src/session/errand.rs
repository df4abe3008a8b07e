//! Small things a terminal is asked to do beside showing frames.

/// The bell.
pub const BELL: u8 = 0x07;
/// Characters that are sent to a clipboard at most; terminals refuse more.
const CLIPBOARD_BYTES_MAX: usize = 70_000;
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The bytes that put `text` on the terminal's clipboard (OSC 52).
pub fn clipboard(text: &str) -> Vec<u8> {
    let bytes: Vec<u8> = text.bytes().take(CLIPBOARD_BYTES_MAX).collect();
    [b"\x1b]52;c;", base64(&bytes).as_slice(), b"\x07"].concat()
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let at = |place: usize| u32::from(chunk.get(place).copied().unwrap_or(0));
        let group = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4_usize {
            let sextet = usize::try_from(group >> (18 - 6 * place) & 63).unwrap_or(0);
            let letter = ALPHABET.get(sextet).copied().unwrap_or(b'=');
            out.push(if place <= chunk.len() { letter } else { b'=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_padded() {
        for (text, wanted) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("塩尻", "5aGp5bC7")]
        {
            assert_eq!(base64(text.as_bytes()), wanted.as_bytes(), "{text}");
        }
    }
}
