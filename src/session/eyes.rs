//! What the person of a session may see of each snapshot.
//! Invariant: no snapshot reaches the application but through here, and rights are read anew from every one, so that a
//! right that is taken away is gone with the next commit.

use std::sync::Arc;

use crate::domain::rights::Denied;
use crate::domain::{Actor, Lens, Rights, State};
use crate::snapshot::Snapshot;

/// The eyes of one session.
pub struct Eyes {
    actor: Actor,
    /// The lens of the last look and the state it was on, which the next look goes on from.
    last: Option<(State, Arc<Lens>)>,
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
        if rights.sees_all() {
            self.last = None;
            return Ok(whole.through(None));
        }
        let lens = Arc::new(match &self.last {
            Some((state, lens)) if *lens.rights() == rights => lens.carried(state, &whole.state),
            _ => Lens::new(rights),
        });
        self.last = Some((whole.state.clone(), Arc::clone(&lens)));
        Ok(whole.through(Some(lens)))
    }
}
