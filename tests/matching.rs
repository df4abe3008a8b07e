//! Scores, gates, rankings and their account.

mod account;
mod equal;
mod measures;
mod office;
mod properties;
mod ranking;
mod round;
mod round_exact;
mod screen;
