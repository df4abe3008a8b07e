//! One form for characters that mean the same: full and half width, circled and squared ones (NFKC).

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// The text in its compatible form. Plain ASCII is in it already and costs nothing: most of what a file holds is.
pub fn compatible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect()) }
}
