//! Casework: how urgent, whose move, what happens to many at once.

mod clocks;
pub mod office;
mod triage;
