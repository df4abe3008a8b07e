//! What a terminal can show, as far as it said: widths, colours, synchronized updates.
//! Invariant: a wrong guess stays readable; the widths and colours assumed for an unknown terminal are the modest ones.
//! Transports fill it from the client's environment, the probe corrects it, and the screen writes by it.

/// How many columns a character of ambiguous width (`①`, `…`, box rules) takes, as a person has set it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ambiguous {
    /// Ask the terminal.
    #[default]
    Auto,
    Narrow,
    Wide,
}

impl Ambiguous {
    /// The setting written `auto`, `1` or `2`.
    pub fn parse(written: &str) -> Option<Self> {
        match written {
            "auto" => Some(Self::Auto),
            "1" => Some(Self::Narrow),
            "2" => Some(Self::Wide),
            _ => None,
        }
    }
}

/// The colours a terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Colours {
    Mono,
    Ansi16,
    Ansi256,
    True,
}

/// The abilities of one terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// Whether ambiguous characters take two columns; the probe may correct it while `ambiguous` is `Auto`.
    pub ambiguous_wide: bool,
    pub ambiguous: Ambiguous,
    pub colours: Colours,
    /// Whether frames are wrapped in a synchronized update; terminals that do not know it ignore it.
    pub synchronized: bool,
}

impl Caps {
    /// A modern terminal: true colour, narrow ambiguous characters, no probing.
    pub const fn full() -> Self {
        Self {
            ambiguous_wide: false,
            ambiguous: Ambiguous::Narrow,
            colours: Colours::True,
            synchronized: true,
        }
    }

    /// What the values of `TERM` and `COLORTERM` promise; `no_colour` (`NO_COLOR` is set and not empty) wins over both.
    pub fn from_environment(term: &str, colorterm: &str, no_colour: bool) -> Self {
        let colours = if no_colour || matches!(term, "" | "dumb") || term.starts_with("vt") {
            Colours::Mono
        } else if matches!(colorterm, "truecolor" | "24bit") || term.ends_with("-direct") {
            Colours::True
        } else if term.contains("256color") {
            Colours::Ansi256
        } else {
            Colours::Ansi16
        };
        let plain = term.starts_with("vt") || term == "linux" || term.is_empty();
        Self { ambiguous_wide: false, ambiguous: Ambiguous::Auto, colours, synchronized: !plain }
    }

    /// The same abilities with a person's setting of the ambiguous width.
    #[must_use]
    pub fn with_ambiguous(self, ambiguous: Ambiguous) -> Self {
        Self { ambiguous, ambiguous_wide: ambiguous == Ambiguous::Wide, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_decides_the_colours() {
        let colours = |term, colorterm, no_colour| Caps::from_environment(term, colorterm, no_colour).colours;
        assert_eq!(colours("xterm-256color", "", false), Colours::Ansi256);
        assert_eq!(colours("xterm-256color", "truecolor", false), Colours::True);
        assert_eq!(colours("xterm-256color", "truecolor", true), Colours::Mono);
        assert_eq!(colours("xterm", "", false), Colours::Ansi16);
        assert_eq!(colours("vt100", "", false), Colours::Mono);
        assert_eq!(colours("dumb", "", false), Colours::Mono);
    }

    #[test]
    fn a_setting_replaces_the_guess() {
        let caps = Caps::full().with_ambiguous(Ambiguous::Wide);
        assert!(caps.ambiguous_wide);
        assert!(!caps.with_ambiguous(Ambiguous::Auto).ambiguous_wide);
        assert_eq!(Ambiguous::parse("2"), Some(Ambiguous::Wide));
        assert_eq!(Ambiguous::parse("3"), None);
    }
}
