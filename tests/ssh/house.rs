//! A house for tests: a list of keys, what was refused, and sessions as the test wants them.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Instant;

use nichiiki::lang::Lang;
use nichiiki::session;
use nichiiki::store::Store;
use nichiiki::transport::{Arrival, Door, Full, Member, Refusal, Stay, Why};
use russh::keys::PrivateKey;
use tokio::sync::{mpsc, oneshot};

use crate::session::setup;
use crate::wires::screen::PATIENCE;
use crate::wires::ssh::fingerprint;

type Host = Box<dyn Fn(Arrival) -> Result<Stay, Full> + Send + Sync>;

pub struct House {
    members: Mutex<HashMap<String, String>>,
    refusals: Mutex<Vec<Refusal>>,
    noted: Condvar,
    host: Host,
}

/// A session in the test's own hands.
pub struct Guest {
    pub arrival: Arrival,
    /// Ends the session from the house's side, with what it has to say.
    pub finish: oneshot::Sender<Option<String>>,
}

impl House {
    pub fn with(host: impl Fn(Arrival) -> Result<Stay, Full> + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            members: Mutex::default(),
            refusals: Mutex::default(),
            noted: Condvar::new(),
            host: Box::new(host),
        })
    }

    /// Whose sessions are real ones on a store.
    pub fn of(store: Store) -> Arc<Self> {
        Self::with(move |arrival| {
            let setup = setup(arrival.lang.unwrap_or(Lang::Ja));
            let session = session::run(arrival.connection, store.clone(), setup);
            Ok(Box::pin(async move {
                session.await;
                None
            }))
        })
    }

    /// Whose sessions come to the test.
    pub fn handing() -> (Arc<Self>, mpsc::UnboundedReceiver<Guest>) {
        let (guests, arriving) = mpsc::unbounded_channel();
        let house = Self::with(move |arrival| {
            let (finish, finished) = oneshot::channel();
            let _gone = guests.send(Guest { arrival, finish });
            Ok(Box::pin(async move { finished.await.unwrap_or_default() }))
        });
        (house, arriving)
    }

    pub fn welcome(&self, name: &str, key: &PrivateKey) {
        self.welcome_fingerprint(name, &fingerprint(key.public_key()));
    }

    pub fn welcome_fingerprint(&self, name: &str, fingerprint: &str) {
        self.members.lock().unwrap().insert(fingerprint.to_owned(), name.to_owned());
    }

    /// A new member with a new key.
    pub fn member(&self, name: &str) -> PrivateKey {
        let key = crate::wires::ssh::key();
        self.welcome(name, &key);
        key
    }

    pub fn revoke(&self, key: &PrivateKey) {
        self.members.lock().unwrap().remove(&fingerprint(key.public_key()));
    }

    /// Waits until a refusal of this kind has been written down.
    pub fn wait_refusal(&self, why: Why) -> Refusal {
        let deadline = Instant::now() + PATIENCE;
        let mut refusals = self.refusals.lock().unwrap();
        loop {
            if let Some(refusal) = refusals.iter().find(|refusal| refusal.why == why) {
                return refusal.clone();
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "{why:?} was never noted, only {refusals:?}");
            refusals = self.noted.wait_timeout(refusals, left).unwrap().0;
        }
    }

    pub fn refusals(&self) -> Vec<Refusal> {
        self.refusals.lock().unwrap().clone()
    }
}

impl Door for House {
    fn by_key(&self, fingerprint: &str) -> Option<Member> {
        self.members.lock().unwrap().get(fingerprint).map(|name| Member { name: name.clone() })
    }

    fn enter(&self, arrival: Arrival) -> Result<Stay, Full> {
        (self.host)(arrival)
    }

    fn refused(&self, refusal: Refusal) {
        self.refusals.lock().unwrap().push(refusal);
        self.noted.notify_all();
    }
}
