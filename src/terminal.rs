//! A terminal on any wire: bytes become inputs, drawings become the fewest bytes that show them.
//! Invariant: nothing here asks the process's own terminal for anything; size and cursor are answered from memory.
//! The session owns one `Terminal` per connection.

pub mod caps;
mod cells;
mod colour;
mod symbols;

pub use caps::{Ambiguous, Caps, Colours};
pub use cells::{clear_overlay, is_ambiguous, widen};
pub use symbols::{Arrows, Marks, Signs, Symbols};
