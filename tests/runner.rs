//! The one integration binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_possible_truncation,
    reason = "a test fails by panicking, and its numbers are small"
)]
mod alike;
mod casework;
mod cli;
mod demo;
mod desk;
mod domain;
mod folding;
mod forms;
mod freight;
mod hostile;
mod interchange;
mod matching;
mod merging;
mod office;
mod pty;
mod queue;
mod rounds;
mod screens;
mod search;
mod session;
mod ssh;
mod store_cache;
mod store_codec;
mod store_crash;
mod store_journal;
mod store_layout;
mod store_log;
mod store_office;
mod store_records;
mod store_scale;
mod store_sim;
mod store_writer;
mod terminal;
mod tidy;
mod together;
mod wires;
