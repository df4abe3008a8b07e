//! The person of a session among the others: what they may see, where they are, what they leave behind, how long they are away.
//! Invariant: whatever ends the session, its place is empty afterwards and its slips stay.
//! Held by the session, which hands it every change of its screen.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use super::Shared;
use super::drafts::Keeper;
use super::eyes::Eyes;
use super::presence::Place;
use crate::app::slip::{Found, Mark, Slip};
use crate::app::{App, Message};
use crate::domain::Actor;
use crate::field::{Id, Moment};
use crate::input::Input;
use crate::store::Store;
use crate::store::access::{Access, Act};

/// What a session knows of its person and the others.
pub struct Seat {
    pub eyes: Eyes,
    place: Place,
    keeper: Keeper,
    store: Store,
    who: Box<str>,
    /// The people's records that are open; each is noted as it opens.
    opened: Vec<Id>,
    /// After how long without a key the screen is covered, and when that is.
    patience: Option<Duration>,
    covers_at: Option<Instant>,
    /// The slips being looked for, and whether they are to be offered.
    finding: Option<(JoinHandle<Vec<Found>>, bool)>,
}

impl Seat {
    pub fn new(
        shared: &Shared,
        store: &Store,
        actor: &Actor,
        eyes: Eyes,
        patience: Option<Duration>,
    ) -> Self {
        let who = actor.author.name();
        Self {
            eyes,
            place: shared.presence.enter(who),
            keeper: shared.drafts.of(who),
            store: store.clone(),
            who: who.into(),
            opened: Vec::new(),
            patience,
            covers_at: patience.map(|patience| Instant::now() + patience),
            finding: None,
        }
    }

    /// Where the person is now; who else is there, where that is to be looked at anew.
    pub fn follow(&mut self, app: &App) -> Option<Message> {
        let opened = app.opened();
        if opened != self.opened {
            let known = opened.iter().zip(&self.opened).take_while(|(one, other)| one == other).count();
            for id in opened.iter().skip(known) {
                self.store.access().note(Access::new(&self.who, Act::Viewed).of(*id));
            }
            self.opened = opened;
        }
        if self.place.go(app.at()) { self.company(app) } else { None }
    }

    /// Who else is where the person is, if the screen does not say so already.
    pub fn company(&self, app: &App) -> Option<Message> {
        let others = self.place.others();
        (others != app.others()).then_some(Message::Company(others))
    }

    /// The person has done something.
    pub fn stirred(&mut self, inputs: &[Input]) {
        if inputs.iter().any(|input| !matches!(input, Input::Resize(_) | Input::Focus(_))) {
            self.covers_at = self.patience.map(|patience| Instant::now() + patience);
        }
    }

    pub fn keep(&mut self, mark: &Mark, slip: Box<Slip>) {
        self.keeper.keep(mark, slip);
    }

    pub fn forget(&mut self, mark: &Mark) {
        self.keeper.forget(mark);
    }

    /// Looks for slips beside the loop.
    pub fn find_drafts(&mut self, offer: bool, now: Moment) {
        let find = self.keeper.finder();
        self.finding = Some((tokio::task::spawn_blocking(move || find(now)), offer));
    }

    /// What comes next from elsewhere than the keyboard and the store. Safe to drop between polls.
    pub async fn next(&mut self) -> Stir {
        tokio::select! {
            () = self.place.changed() => Stir::Company,
            rows = found(&mut self.finding) => {
                let offer = self.finding.take().is_some_and(|(_, offer)| offer);
                Stir::Message(Message::Drafts { rows, offer })
            }
            () = reached(self.covers_at) => {
                self.covers_at = None;
                Stir::Message(Message::Idle)
            }
        }
    }
}

/// Something that the others or the clock did.
#[expect(clippy::large_enum_variant, reason = "one at a time, consumed at once and never kept")]
pub enum Stir {
    /// Somebody moved, perhaps to or from the record on the screen.
    Company,
    Message(Message),
}

async fn found(finding: &mut Option<(JoinHandle<Vec<Found>>, bool)>) -> Vec<Found> {
    match finding {
        // A fault in reading leaves the slips where they are.
        Some((work, _)) => work.await.unwrap_or_default(),
        None => std::future::pending().await,
    }
}

async fn reached(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}
