//! The way to a login: keys are shown, one is proven, and what comes to nothing is written down.
//! Invariant: only a proven key of a member lets anybody in; every other way ends in the same refusal, and each
//! connection that did not get in leaves one note at least, if it tried at all.
//! The visitor passes on what the client sends before it is logged in.

use std::sync::Arc;

use russh::keys::{Algorithm, EcdsaCurve, HashAlg, PublicKey};
use russh::server::Auth;

use super::Front;
use super::limits::CLAIMED_GRAPHEMES_MAX;
use crate::text::clean_line;
use crate::transport::{Method, Origin, Why};

/// How far one connection has come with its login.
pub(super) struct Login {
    front: Arc<Front>,
    origin: Origin,
    done: bool,
    /// A key was shown, or the question which ways there are was asked; written down only if nothing comes of it.
    pending: Option<Why>,
    noted: bool,
}

impl Login {
    pub fn new(front: Arc<Front>, origin: Origin) -> Self {
        Self { front, origin, done: false, pending: None, noted: false }
    }

    /// Who this is, as far as it is known.
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The login has succeeded.
    pub const fn finish(&mut self) {
        self.done = true;
    }

    /// Refuses an attempt and writes it down.
    pub fn refuse(&mut self, user: &str, why: Why) -> Auth {
        self.claims(user);
        self.noted = true;
        self.front.note(&self.origin, why);
        Auth::reject()
    }

    /// The question which ways to log in there are, which every OpenSSH client asks first.
    pub fn ask(&mut self, user: &str) -> Auth {
        self.claims(user);
        self.pending = self.pending.or(Some(Why::Method(Method::None)));
        Auth::reject()
    }

    /// A key is shown. Any of a kind that is taken may go on to prove itself: whoever has only somebody's public key
    /// learns nothing about whether it is known here.
    pub fn offer(&mut self, user: &str, key: &PublicKey, algorithm: &Algorithm) -> Auth {
        self.origin.fingerprint = Some(fingerprint(key));
        if !is_taken(algorithm) {
            return self.refuse(user, Why::KeyKind);
        }
        self.claims(user);
        self.pending = Some(Why::KeyUnproven);
        Auth::Accept
    }

    /// A key is proven.
    pub fn prove(&mut self, user: &str, key: &PublicKey, algorithm: &Algorithm) -> Auth {
        let fingerprint = fingerprint(key);
        let member = self.front.door.by_key(&fingerprint).filter(|_| is_taken(algorithm));
        self.origin.fingerprint = Some(fingerprint);
        self.origin.member = member.map(|member| member.name);
        if self.origin.member.is_none() {
            return self.refuse(user, Why::UnknownKey);
        }
        self.claims(user);
        Auth::Accept
    }

    fn claims(&mut self, user: &str) {
        self.origin.claimed = Some(clean_line(user, CLAIMED_GRAPHEMES_MAX).text);
    }
}

impl Drop for Login {
    fn drop(&mut self) {
        if let Some(why) = self.pending.filter(|_| !self.done && !self.noted) {
            self.front.note(&self.origin, why);
        }
    }
}

fn fingerprint(key: &PublicKey) -> String {
    key.fingerprint(HashAlg::Sha256).to_string()
}

/// The kinds of keys that are taken.
fn is_taken(algorithm: &Algorithm) -> bool {
    matches!(algorithm, Algorithm::Ed25519 | Algorithm::Ecdsa { curve: EcdsaCurve::NistP256 })
}
