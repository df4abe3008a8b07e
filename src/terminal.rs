//! A terminal on any wire: bytes become inputs, drawings become the fewest bytes that show them.
//! Invariant: nothing here asks the process's own terminal for anything; size and cursor are answered from memory.
//! The session owns one `Terminal` per connection.

pub mod caps;
