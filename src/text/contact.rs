//! Keys for comparing ways to reach a person: two spellings of one number or mailbox give one key.
//! The stored text is never replaced by its key.

/// The digits of a Japanese telephone number; the country code 81 becomes the leading 0. Empty when there is no digit.
pub fn phone_key(raw: &str) -> String {
    let plain: String = super::compatible(raw).chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    let national = plain.strip_prefix("+81").or_else(|| plain.strip_prefix("01081"));
    match national {
        // "+81 (0)90-..." writes the leading zero although it is not dialled.
        Some(rest) => format!("0{}", digits(rest.strip_prefix('0').unwrap_or(rest))),
        None => digits(&plain),
    }
}

/// A mail address in one width and case, without blanks.
pub fn mail_key(raw: &str) -> String {
    super::compatible(raw).chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_one_key() {
        for raw in [
            "090-1234-5678",
            "０９０（１２３４）５６７８",
            "+81 90 1234 5678",
            "+81(0)90-1234-5678",
            "090ー1234ー5678",
        ] {
            assert_eq!(phone_key(raw), "09012345678", "{raw}");
        }
        assert_eq!(phone_key("なし"), "");
        assert_eq!(mail_key(" Ｔaro.Yamada@Example.JP "), "taro.yamada@example.jp");
    }
}
