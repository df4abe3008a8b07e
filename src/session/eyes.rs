//! What the person of a session may see of each snapshot.
//! Invariant: no snapshot reaches the application but through here, and rights are read anew from every one, so that a
//! right that is taken away is gone with the next commit.

use crate::domain::rights::Denied;
use crate::domain::{Actor, Rights};
use crate::snapshot::Snapshot;

/// The eyes of one session.
pub struct Eyes {
    actor: Actor,
}

impl Eyes {
    pub const fn new(actor: Actor) -> Self {
        Self { actor }
    }

    /// The snapshot as the person may see it.
    ///
    /// # Errors
    /// `Denied` once the person may see nothing at all.
    pub fn look(&self, whole: &Snapshot) -> Result<Snapshot, Denied> {
        let rights = Rights::of(&whole.state, &self.actor.author, self.actor.owner)?;
        Ok(whole.seen_with(&rights))
    }
}
