//! Scores, gates, rankings and their account.

mod account;
mod measures;
mod office;
mod properties;
mod ranking;
mod round;
mod round_exact;
