//! The rules: what is recorded, what may change, and why not. Pure: no input or output, no clock, no randomness, no hash order.
//! `decide` turns a command into events or a rejection; `State::apply` folds a commit and never fails; `invert` makes the undo.
//! Called by the store's writer, by import's dry run and by screens that ask whether a command would be allowed.

pub mod attendance;
pub mod command;
pub mod commit;
pub mod decide;
pub mod draft;
pub mod event;
pub mod gate;
pub mod guideline;
pub mod hours;
pub mod houses;
pub mod invert;
pub mod label;
pub mod lead;
pub mod merge;
pub mod office;
pub mod opening;
pub mod packed;
pub mod record;
pub mod rejection;
pub mod retention;
pub mod rights;
pub mod risk;
pub mod sight;
pub mod stage;
pub mod state;
pub mod table;
pub mod urgency;
pub mod wording;

pub use command::Command;
pub use commit::{Author, Cause, Commit};
pub use decide::{Context, decide};
pub use draft::{Draft, Put};
pub use event::{Change, Event, Verb};
pub use invert::invert;
pub use office::Office;
pub use record::{Record, Stamp};
pub use rejection::Rejection;
pub use rights::{Actor, Rights};
pub use sight::Lens;
pub use state::State;
