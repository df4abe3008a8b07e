//! The rules, tried as a whole: what is allowed, what is refused and why, and that every change can be taken back.

mod gates;
mod holes;
mod hostile;
pub mod office;
mod opening;
mod properties;
mod rights;
mod stale;
