//! Several people on one store: conflicts, drafts, presence, claims and the cover.

mod conflict;
mod drafts;
mod sessions;
