//! Who may come in, and what each is given: a session on the one store, in their own language and with their own keys.
//! Invariant: everybody who comes or is turned away is noted in the access chain; a session holds its place for exactly as
//! long as it runs.
//! The SSH wire asks it as a `Door`; the socket's loop asks it directly.

use std::sync::Arc;

use tokio::sync::watch;

use super::Places;
use super::places::Place;
use crate::connection::Connection;
use crate::domain::rights::{self, Denied};
use crate::domain::{Author, Rights};
use crate::field::Kind;
use crate::session::{self, End, Setup};
use crate::store::Store;
use crate::store::access::{Access, Act};
use crate::transport::{Arrival, Door, Full, Member, Refusal, Stay};

/// What all visitors share.
pub struct House {
    store: Store,
    setup: Setup,
    places: Places,
    closing: watch::Sender<bool>,
    /// Visitors who have not been told yet how it ended.
    visitors: Arc<watch::Sender<usize>>,
}

/// Somebody at the door or inside, until it goes.
pub struct Visitor(Arc<watch::Sender<usize>>);

impl Drop for Visitor {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}

impl House {
    pub fn new(store: Store, setup: Setup, places: Places) -> Self {
        let (closing, visitors) = (watch::Sender::new(false), Arc::new(watch::Sender::new(0)));
        Self { store, setup, places, closing, visitors }
    }

    pub const fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Turns true once the house takes nobody in any more.
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// Takes nobody in any more.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Somebody who is to be waited for.
    pub fn visitor(&self) -> Visitor {
        self.visitors.send_modify(|count| *count += 1);
        Visitor(Arc::clone(&self.visitors))
    }

    /// Done once every session is over and everybody has been told so.
    pub async fn is_empty(&self) {
        let _ = self.places.count().wait_for(|count| *count == 0).await;
        let _ = self.visitors.subscribe().wait_for(|count| *count == 0).await;
    }

    /// What a visitor may do; an office without users lets only the owner of its files in.
    ///
    /// # Errors
    /// `Denied` for whoever may not come in.
    pub fn admit(&self, name: &str, owner: bool) -> Result<Rights, Denied> {
        let state = self.store.snapshot().state;
        if !owner && state.count_raw(Kind::User) == 0 {
            return Err(Denied::Unknown { name: name.into() });
        }
        Rights::of(&state, &Author::new(name), owner)
    }

    /// A session for somebody who may come in, to be run to its end.
    ///
    /// # Errors
    /// `Full` where there is no place, or the house closes.
    pub fn session(&self, connection: Connection, setup: Setup, from: &str) -> Result<Stay, Full> {
        if *self.closing.borrow() {
            return Err(Full::Closing);
        }
        let name = connection.user.clone();
        let place = self.places.take(&name).inspect_err(|_full| {
            self.note(Access::new(&name, Act::Refused).detail(format!("{from} full")));
        })?;
        self.note(Access::new(&name, Act::LoggedIn).detail(from));
        let left = Left { store: self.store.clone(), name, from: from.to_owned(), _place: place };
        let session = session::run(connection, self.store.clone(), setup);
        Ok(Box::pin(async move {
            let _left = left;
            match session.await {
                End::Over => None,
                End::Denied(sentence) => Some(sentence),
            }
        }))
    }

    /// Notes something in the access chain.
    pub fn note(&self, access: Access) {
        self.store.access().note(access);
    }
}

/// Notes that somebody has left when it goes, also after a panic.
struct Left {
    store: Store,
    name: String,
    from: String,
    _place: Place,
}

impl Drop for Left {
    fn drop(&mut self) {
        self.store.access().note(Access::new(&self.name, Act::LoggedOut).detail(self.from.as_str()));
    }
}

impl Door for House {
    fn by_key(&self, fingerprint: &str) -> Option<Member> {
        let name = rights::user_of_key(&self.store.snapshot().state, fingerprint)?;
        Some(Member { name: name.into() })
    }

    fn enter(&self, arrival: Arrival) -> Result<Stay, Full> {
        let Arrival { member: _, connection, lang, origin } = arrival;
        let setup = Setup {
            lang: lang.unwrap_or(self.setup.lang),
            owner: false,
            files: self.setup.files.within(),
            ..self.setup.clone()
        };
        let address = origin.address.map(|address| address.to_string()).unwrap_or_default();
        let key = origin.fingerprint.unwrap_or_default();
        self.session(connection, setup, &format!("ssh {address} {key}"))
    }

    fn refused(&self, refusal: Refusal) {
        let Refusal { origin, why, left_out } = refusal;
        let address = origin.address.map(|address| address.to_string()).unwrap_or_default();
        let key = origin.fingerprint.unwrap_or_default();
        let more = if left_out > 0 { format!(" (+{left_out})") } else { String::new() };
        // Only a proven name is somebody's; a claimed one is part of the story.
        let who = origin.member.unwrap_or_else(|| "-".to_owned());
        let claimed = origin.claimed.map(|claimed| format!(" as {claimed}")).unwrap_or_default();
        self.note(
            Access::new(&who, Act::Refused).detail(format!("ssh {address} {key} {why}{claimed}{more}")),
        );
    }
}

/// A house that several hold.
pub type SharedHouse = Arc<House>;
