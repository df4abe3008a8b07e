//! Closed lists of choices: stored number, key for files and scripts, label for people.
//! Numbers are stored: a list may only grow at its end (guarded by a test); at most 64 where a field holds a set.
//! `choices!` makes an enum and its table from one list, so that rules match on the enum and screens read the table.

use crate::lang::Label;
use crate::text::compatible;

/// One choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    pub key: &'static str,
    pub label: Label,
}

/// A list of choices; a choice's code is its place in `items`.
#[derive(Debug, Clone, Copy)]
pub struct Choices {
    pub items: &'static [Choice],
}

impl Choices {
    /// The choice with `code`.
    pub fn get(&self, code: u16) -> Option<&'static Choice> {
        self.items.get(usize::from(code))
    }

    /// The code of the choice that `text` names by key or by a label in either language, in any case and width.
    pub fn find(&self, text: &str) -> Option<u16> {
        let names = |item: &Choice| [item.key, item.label.ja, item.label.en];
        // Programs write keys as they are, and a million of them: folding every name for each would take most of an import.
        let exact = self.items.iter().position(|item| item.key == text);
        let place = exact.or_else(|| {
            let wanted = plain(text);
            self.items.iter().position(|item| names(item).into_iter().any(|name| wanted == plain(name)))
        })?;
        u16::try_from(place).ok()
    }

    /// Each choice with its code, in order.
    pub fn iter(&self) -> impl Iterator<Item = (u16, &'static Choice)> + use<> {
        (0..).zip(self.items.iter())
    }
}

/// What two writings of a choice have in common.
pub(super) fn plain(text: &str) -> String {
    let dropped = |c: &char| c.is_whitespace() || "-_・/".contains(*c);
    compatible(text).chars().filter(|c| !dropped(c)).flat_map(char::to_lowercase).collect()
}

/// Makes an enum, its codes, keys and labels.
macro_rules! choices {
    ($( $(#[$doc:meta])* $name:ident { $( $item:ident $key:literal $ja:literal $en:literal ),+ $(,)? } )+) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        pub enum $name { $( $item ),+ }

        impl $name {
            /// Every choice, in the order of their codes.
            pub const ALL: &'static [Self] = &[$( Self::$item ),+];
            /// Keys and labels.
            pub const TABLE: $crate::field::choice::Choices = $crate::field::choice::Choices {
                items: &[$( $crate::field::choice::Choice { key: $key, label: $crate::lang::Label::new($ja, $en) } ),+],
            };

            /// The stored number.
            pub const fn code(self) -> u16 {
                self as u16
            }

            /// The choice with that stored number.
            pub fn from_code(code: u16) -> Option<Self> {
                Self::ALL.get(usize::from(code)).copied()
            }

            /// The bit of this choice in a set.
            pub const fn bit(self) -> u64 {
                1 << (self as u16)
            }

            pub const fn key(self) -> &'static str {
                match self { $( Self::$item => $key ),+ }
            }

            pub const fn label(self) -> $crate::lang::Label {
                match self { $( Self::$item => $crate::lang::Label::new($ja, $en) ),+ }
            }
        }
    )+ };
}
pub(crate) use choices;
