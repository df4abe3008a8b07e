//! What the person of a session may see of each snapshot.
//! Invariant: no snapshot reaches the application but through here, and rights are read anew from every one, so that a
//! right that is taken away is gone with the next commit.

use std::sync::Arc;

use crate::domain::rights::Denied;
use crate::domain::{Actor, Lens, Rights};
use crate::snapshot::Snapshot;

/// The eyes of one session.
pub struct Eyes {
    actor: Actor,
    /// What was seen last, which the next look goes on from.
    last: Option<(Snapshot, Rights)>,
}

impl Eyes {
    pub const fn new(actor: Actor) -> Self {
        Self { actor, last: None }
    }

    /// The snapshot as the person may see it.
    ///
    /// # Errors
    /// `Denied` once the person may see nothing at all.
    pub fn look(&mut self, whole: &Snapshot) -> Result<Snapshot, Denied> {
        let rights = Rights::of(&whole.state, &self.actor.author, self.actor.owner)?;
        let lens = (!rights.sees_all()).then(|| Arc::new(self.lens(&rights, whole)));
        self.last = Some((whole.clone(), rights));
        Ok(whole.through(lens))
    }

    fn lens(&self, rights: &Rights, _whole: &Snapshot) -> Lens {
        Lens::new(rights.clone())
    }
}
