//! Scores, gates, rankings and their account.

mod account;
mod office;
mod properties;
mod ranking;
mod round;
