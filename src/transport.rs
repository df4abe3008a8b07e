//! The wires that a person can arrive on; each makes a `Connection`.
//! Invariant: a transport moves bytes and sizes and knows nothing of the application.
//! Sessions are started on the connections by the command line.

pub mod tty;
