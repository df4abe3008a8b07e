//! The office's own rules, where an office may have its own: read from its file when the store is opened, carried by every
//! state, and so the same for everybody who reads one. Pure: where they come from is the configuration's business.

use super::retention::Retention;
use super::urgency::Weights;
pub use crate::field::own::{List, OPEN, OwnNames, SEPARATORS};

/// The rules.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Office {
    /// How the queue weighs what makes a case urgent.
    pub urgency: Weights,
    /// How long what is known of people is kept.
    pub retention: Retention,
    /// What it calls the choices that are left open to it.
    pub names: OwnNames,
}
