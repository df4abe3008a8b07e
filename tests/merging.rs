//! Records that are one: found, told apart, merged and taken apart again.

mod alike;
mod command_line;
mod known;
mod long;
mod office;
mod properties;
