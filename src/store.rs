//! The store: keeps every commit durable and in order, and the records that follow from them.
//! Invariant: what was acknowledged is in the journal and on the disk; everything else can be made again from it.
//! `journal` holds the truth, `log` is its contract, `layout` the directory; called by the command line and sessions.

pub mod backup;
pub mod codec;
pub mod disk;
pub mod error;
pub mod history;
pub mod journal;
pub mod layout;
pub mod log;
pub mod memory;
pub mod repair;
pub mod undo;
