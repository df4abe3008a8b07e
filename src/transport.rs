//! The wires that a person can arrive on; each makes a `Connection`.
//! Invariant: a transport moves bytes and sizes and knows nothing of the application; who may come in it asks of a `Door`.
//! Sessions are started on the connections by the command line and, behind a door, by whoever keeps the house.

mod door;
pub mod socket;
pub mod ssh;
pub mod tty;

pub use door::{Arrival, Asked, Door, Full, Member, Method, Origin, Refusal, Stay, Why};
