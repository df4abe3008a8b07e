//! The two languages of every text: Japanese and English.
//! A `Label` always holds both, so that a text missing in one language cannot be written.
//! Leaf module: everything that speaks to a person uses it.

use std::fmt;

/// A language of the screen, the command line and the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    #[default]
    Ja,
    En,
}

impl Lang {
    /// The language named `ja` or `en` (also as a locale such as `ja_JP.UTF-8`); `None` for any other.
    pub fn parse(name: &str) -> Option<Self> {
        let stem = name.split(['_', '.', '-']).next().unwrap_or_default();
        match stem.to_ascii_lowercase().as_str() {
            "ja" => Some(Self::Ja),
            "en" | "c" | "posix" => Some(Self::En),
            _ => None,
        }
    }

    /// The text of this language.
    pub fn pick<'a>(self, ja: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Ja => ja,
            Self::En => en,
        }
    }
}

/// One fixed text in both languages.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Label {
    pub ja: &'static str,
    pub en: &'static str,
}

impl Label {
    pub const fn new(ja: &'static str, en: &'static str) -> Self {
        Self { ja, en }
    }

    /// The text in `lang`.
    pub const fn text(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ja => self.ja,
            Lang::En => self.en,
        }
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.ja, self.en)
    }
}
