//! The demo office and generated records: everything in it is invented, and the same for the same seed on every platform.
//! Invariant: what comes out passes the domain's own checks; cases reach their stages only by lawful moves.
//! `generate` makes rows for files, `master` the vocabulary of every new store, `office` the demo office as batches of
//! commands with the time at which each was made. Called by the command line.

mod cases;
mod desk;
mod firms;
mod generate;
mod history;
mod jobs;
mod names;
mod office;
mod people;
pub mod random;
mod sources;
mod story;
mod teller;
mod texts;
mod thoughts;
mod words;

pub use generate::{Generated, KINDS, additional, generate};
pub use office::{Batch, office};
pub use sources::{DemoError, master};
