//! Casework: how urgent, whose move, what happens to many at once.

mod board;
mod clocks;
mod day;
mod develop;
mod events;
mod keeping;
pub mod office;
mod opening;
mod own;
mod policy;
mod properties;
mod rules;
mod sheet;
mod targets;
mod triage;
mod twice;
mod verbs;
