//! The one door for text from outside, and the one ruler for text on the screen.
//! Whatever is typed, pasted, imported or sent passes `clean_line` or `clean_text` before it is stored, so that no stored
//! text can move a cursor, reverse a line or hide inside another name.
//! Widths are in terminal cells; whether ambiguous characters are wide is the terminal's affair and always an argument.
//! Leaf module: used by everything that takes, draws or prints text.

mod clean;
mod compatible;
mod contact;
mod width;
mod wrap;

pub use clean::{
    ADDRESS_GRAPHEMES, Cleaned, NAME_GRAPHEMES, NOTE_GRAPHEMES, Removed, clean_line, clean_text,
    escape_lines, escape_plain,
};
pub use compatible::compatible;
pub use contact::{mail_key, phone_key};
pub use width::{cells, cut, pad, pad_left};
pub use wrap::wrap;
