//! One connection's side of the conversation: who this is, and what it asks for.
//! Invariant: nothing is granted that is not written here; every other request keeps the answer "no" and is written
//! down. A login is by a proven key only, and a connection carries one session.
//! The library calls it for each message; it runs inside the connection's own task.

use std::sync::Arc;

use russh::keys::{Algorithm, Certificate, EcdsaCurve, HashAlg};
use russh::server::{
    Auth, ChannelOpenHandle, Handler, Msg, PublicKeyOffer, Response, Session, VerifiedPublicKey,
};
use russh::{ChannelId, Disconnect, Pty};
use tokio::sync::{mpsc, watch};

use super::client::{self, Variable};
use super::limits::{INPUT_CHUNKS_WAITING, PACKET_BYTES_MIN, REQUESTS_REFUSED_MAX, VARIABLES_MAX};
use super::link::Tap;
use super::stay::{self, Channel, Keys, Screen};
use super::words::{self, DUMB_TERMINAL, NO_TERMINAL, NOT_ANY_MORE};
use super::{Front, Phase, Phases};
use crate::connection::{CHUNK_BYTES_MAX, Caps, Connection};
use crate::input::Size;
use crate::lang::{Label, Lang};
use crate::transport::{Arrival, Asked, Method, Origin, Why};

/// Who is on a connection and how far they have come.
pub(super) struct Visitor {
    front: Arc<Front>,
    tap: Arc<Tap>,
    phases: Phases,
    origin: Origin,
    login: Login,
    room: Room,
}

/// What happened on the way to a login.
#[derive(Default)]
struct Login {
    done: bool,
    /// A key was shown, or the question which ways there are was asked; written down only if nothing comes of it.
    pending: Option<Why>,
    noted: bool,
}

/// The one session channel.
#[derive(Default)]
struct Room {
    id: Option<ChannelId>,
    /// Until the shell is asked for.
    channel: Option<Channel>,
    terminal: Option<(Option<Caps>, watch::Sender<Size>)>,
    lang: Option<Lang>,
    keys: Option<mpsc::Sender<Vec<u8>>>,
    gone: watch::Sender<bool>,
    variables: u32,
    refused: u32,
    /// What has been written down already, so that asking again and again fills no log.
    noted: Vec<Asked>,
}

impl Visitor {
    pub fn new(front: Arc<Front>, tap: Arc<Tap>, phases: Phases, origin: Origin) -> Self {
        Self { front, tap, phases, origin, login: Login::default(), room: Room::default() }
    }

    fn note(&mut self, why: Why) {
        self.login.noted = true;
        self.front.note(&self.origin, why);
    }

    /// Refuses a way to log in.
    fn refuse_method(&mut self, user: &str, method: Method) -> Auth {
        self.claims(user);
        self.note(Why::Method(method));
        Auth::reject()
    }

    fn claims(&mut self, user: &str) {
        self.origin.claimed = Some(super::claimed(user));
    }

    /// Writes a refused request down, and closes the connection of a client that makes too many.
    fn refuse(&mut self, asked: Asked, session: &mut Session) -> Result<(), russh::Error> {
        self.room.refused += 1;
        if !self.room.noted.contains(&asked) {
            self.room.noted.push(asked);
            self.note(Why::Asked(asked));
        }
        if self.room.refused > REQUESTS_REFUSED_MAX {
            self.note(Why::Asked(Asked::TooMuch));
            session.disconnect(Disconnect::ByApplication, "", "")?;
        }
        Ok(())
    }

    fn refuse_request(
        &mut self,
        asked: Asked,
        channel: ChannelId,
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        session.channel_failure(channel)?;
        self.refuse(asked, session)
    }

    fn is_mine(&self, channel: ChannelId) -> bool {
        self.room.id == Some(channel)
    }

    fn lang(&self) -> Lang {
        self.room.lang.unwrap_or_default()
    }

    /// Starts the session; where that cannot be, the sentence that says why.
    fn start(&mut self, channel: Channel) -> Result<(), (Channel, String)> {
        let lang = self.lang();
        let sorry = |channel, label: Label| Err((channel, label.text(lang).to_owned()));
        let Some((caps, sizes)) = &self.room.terminal else {
            self.note(Why::Asked(Asked::NoTerminal));
            return sorry(channel, NO_TERMINAL);
        };
        let Some(caps) = *caps else {
            return sorry(channel, DUMB_TERMINAL);
        };
        let sizes = sizes.subscribe();
        // Asked again, since the key may have been taken back since the login.
        let fingerprint = self.origin.fingerprint.as_deref().unwrap_or_default();
        let Some(member) = self.front.door.by_key(fingerprint) else {
            self.note(Why::UnknownKey);
            return sorry(channel, NOT_ANY_MORE);
        };
        let (connection, wire) = Connection::new(*sizes.borrow(), caps, member.name.clone());
        let origin = self.origin.clone();
        let arrival = Arrival { member, connection, lang: self.room.lang, origin };
        let stay = match self.front.door.enter(arrival) {
            Ok(stay) => stay,
            Err(full) => {
                self.note(Why::Full(full));
                return Err((channel, words::clean(&full.text(lang))));
            }
        };
        let (keys, chunks) = mpsc::channel(INPUT_CHUNKS_WAITING);
        self.room.keys = Some(keys);
        let keys =
            Keys { chunks, sizes, gone: self.room.gone.subscribe(), closing: self.front.closing.subscribe() };
        self.phases.send_replace(Phase::Inside);
        let screen = Screen::new(channel, Arc::clone(&self.tap), lang);
        let limits = self.front.limits.stay.clone();
        tokio::spawn(stay::attend(stay, wire, screen, keys, limits, self.phases.clone()));
        Ok(())
    }

    /// Says one line on a channel that gets no session, and closes it.
    fn turn_away(&self, channel: Channel, line: &str) {
        let screen = Screen::new(channel, Arc::clone(&self.tap), self.lang());
        let last = format!("nichiiki: {line}\r\n").into_bytes();
        let phases = self.phases.clone();
        let patience = self.front.limits.stay.leaving_max;
        tokio::spawn(async move {
            let _late = tokio::time::timeout(patience, screen.close(last, 1)).await;
            phases.send_replace(Phase::Over);
        });
    }
}

impl Drop for Visitor {
    fn drop(&mut self) {
        if !self.login.done
            && !self.login.noted
            && let Some(why) = self.login.pending
        {
            self.note(why);
        }
    }
}

/// The kinds of keys that are taken.
fn is_taken(algorithm: &Algorithm) -> bool {
    matches!(algorithm, Algorithm::Ed25519 | Algorithm::Ecdsa { curve: EcdsaCurve::NistP256 })
}

impl Handler for Visitor {
    type Error = russh::Error;

    async fn auth_none(&mut self, user: &str) -> Result<Auth, Self::Error> {
        // Every OpenSSH client asks this first, to hear which ways there are.
        self.claims(user);
        self.login.pending = self.login.pending.or(Some(Why::Method(Method::None)));
        Ok(Auth::reject())
    }

    async fn auth_password(&mut self, user: &str, _password: &str) -> Result<Auth, Self::Error> {
        Ok(self.refuse_method(user, Method::Password))
    }

    async fn auth_keyboard_interactive<'a>(
        &'a mut self,
        user: &str,
        _submethods: &str,
        _response: Option<Response<'a>>,
    ) -> Result<Auth, Self::Error> {
        Ok(self.refuse_method(user, Method::KeyboardInteractive))
    }

    /// Any key of a kind that is taken may go on to prove itself: whoever has only somebody's public key learns nothing
    /// about whether it is known here.
    async fn auth_publickey_offered(
        &mut self,
        user: &str,
        offer: PublicKeyOffer<'_>,
    ) -> Result<Auth, Self::Error> {
        self.claims(user);
        self.origin.fingerprint = Some(offer.public_key.fingerprint(HashAlg::Sha256).to_string());
        if !is_taken(offer.algorithm) {
            self.note(Why::KeyKind);
            return Ok(Auth::reject());
        }
        self.login.pending = Some(Why::KeyUnproven);
        Ok(Auth::Accept)
    }

    async fn auth_publickey(&mut self, user: &str, key: VerifiedPublicKey<'_>) -> Result<Auth, Self::Error> {
        self.claims(user);
        let fingerprint = key.public_key.fingerprint(HashAlg::Sha256).to_string();
        let member = self.front.door.by_key(&fingerprint).filter(|_| is_taken(key.algorithm));
        self.origin.fingerprint = Some(fingerprint);
        if member.is_none() {
            self.note(Why::UnknownKey);
            return Ok(Auth::reject());
        }
        Ok(Auth::Accept)
    }

    async fn auth_openssh_certificate(
        &mut self,
        user: &str,
        _certificate: &Certificate,
    ) -> Result<Auth, Self::Error> {
        self.claims(user);
        self.note(Why::KeyKind);
        Ok(Auth::reject())
    }

    async fn auth_succeeded(&mut self, _session: &mut Session) -> Result<(), Self::Error> {
        self.login.done = true;
        self.phases.send_replace(Phase::LoggedIn);
        Ok(())
    }

    async fn channel_open_session(
        &mut self,
        channel: russh::Channel<Msg>,
        reply: ChannelOpenHandle,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        if self.room.id.is_some() {
            return self.refuse(Asked::SecondSession, session);
        }
        // What the client says comes through the calls below; the other half would only queue it a second time.
        let (_queue, channel) = channel.split();
        if channel.writable_packet_size().await < PACKET_BYTES_MIN {
            return self.refuse(Asked::TooMuch, session);
        }
        self.room.id = Some(channel.id());
        self.room.channel = Some(channel);
        reply.accept().await;
        Ok(())
    }

    async fn channel_open_x11(
        &mut self,
        _channel: russh::Channel<Msg>,
        _address: &str,
        _port: u32,
        _reply: ChannelOpenHandle,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.refuse(Asked::X11, session)
    }

    async fn channel_open_direct_tcpip(
        &mut self,
        _channel: russh::Channel<Msg>,
        _host: &str,
        _port: u32,
        _from: &str,
        _from_port: u32,
        _reply: ChannelOpenHandle,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.refuse(Asked::Forward, session)
    }

    async fn channel_open_forwarded_tcpip(
        &mut self,
        _channel: russh::Channel<Msg>,
        _host: &str,
        _port: u32,
        _from: &str,
        _from_port: u32,
        _reply: ChannelOpenHandle,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.refuse(Asked::Forward, session)
    }

    async fn channel_open_direct_streamlocal(
        &mut self,
        _channel: russh::Channel<Msg>,
        _path: &str,
        _reply: ChannelOpenHandle,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.refuse(Asked::Forward, session)
    }

    async fn channel_close(&mut self, channel: ChannelId, _session: &mut Session) -> Result<(), Self::Error> {
        if self.is_mine(channel) {
            self.room.keys = None;
            self.room.gone.send_replace(true);
            if self.room.channel.take().is_some() {
                self.phases.send_replace(Phase::Over);
            }
        }
        Ok(())
    }

    async fn channel_eof(&mut self, channel: ChannelId, _session: &mut Session) -> Result<(), Self::Error> {
        // No more keys will come: the same as a terminal that hangs up.
        if self.is_mine(channel) {
            self.room.keys = None;
        }
        Ok(())
    }

    async fn data(
        &mut self,
        channel: ChannelId,
        data: &[u8],
        _session: &mut Session,
    ) -> Result<(), Self::Error> {
        if !self.is_mine(channel) {
            return Ok(());
        }
        let Some(keys) = &self.room.keys else { return Ok(()) };
        for chunk in data.chunks(CHUNK_BYTES_MAX) {
            // Waiting here stops the reading from this client, and from no other.
            if keys.send(chunk.to_vec()).await.is_err() {
                break;
            }
        }
        Ok(())
    }

    async fn pty_request(
        &mut self,
        channel: ChannelId,
        term: &str,
        columns: u32,
        rows: u32,
        _width: u32,
        _height: u32,
        _modes: &[(Pty, u32)],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        // A terminal is named once, before the shell.
        if !self.is_mine(channel) || self.room.channel.is_none() || self.room.terminal.is_some() {
            return self.refuse_request(Asked::SecondSession, channel, session);
        }
        let sizes = watch::Sender::new(client::size(columns, rows));
        self.room.terminal = Some((client::caps(term), sizes));
        session.channel_success(channel)
    }

    async fn window_change_request(
        &mut self,
        channel: ChannelId,
        columns: u32,
        rows: u32,
        _width: u32,
        _height: u32,
        _session: &mut Session,
    ) -> Result<(), Self::Error> {
        if self.is_mine(channel)
            && let Some((_, sizes)) = &self.room.terminal
        {
            let size = client::size(columns, rows);
            sizes.send_if_modified(|known| std::mem::replace(known, size) != size);
        }
        Ok(())
    }

    async fn env_request(
        &mut self,
        channel: ChannelId,
        name: &str,
        value: &str,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.room.variables += 1;
        if self.room.variables > VARIABLES_MAX {
            return self.refuse_request(Asked::TooMuch, channel, session);
        }
        match client::variable(name, value) {
            Variable::Locale(lang) => {
                // LC_ALL wins over LANG as everywhere; otherwise the first that says something counts.
                self.room.lang =
                    if name == "LC_ALL" { lang.or(self.room.lang) } else { self.room.lang.or(lang) };
                session.channel_success(channel)
            }
            Variable::Usual => session.channel_failure(channel),
            Variable::Refused => self.refuse_request(Asked::Environment, channel, session),
        }
    }

    async fn shell_request(&mut self, channel: ChannelId, session: &mut Session) -> Result<(), Self::Error> {
        let Some(out) = self.room.channel.take().filter(|_| self.is_mine(channel)) else {
            return self.refuse_request(Asked::SecondSession, channel, session);
        };
        session.channel_success(channel)?;
        if let Err((out, line)) = self.start(out) {
            self.turn_away(out, &line);
        }
        Ok(())
    }

    async fn exec_request(
        &mut self,
        channel: ChannelId,
        _command: &[u8],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.refuse_request(Asked::Exec, channel, session)
    }

    async fn subsystem_request(
        &mut self,
        channel: ChannelId,
        _name: &str,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.refuse_request(Asked::Subsystem, channel, session)
    }

    async fn x11_request(
        &mut self,
        channel: ChannelId,
        _single: bool,
        _protocol: &str,
        _cookie: &str,
        _screen: u32,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.refuse_request(Asked::X11, channel, session)
    }

    async fn agent_request(
        &mut self,
        _channel: ChannelId,
        session: &mut Session,
    ) -> Result<bool, Self::Error> {
        // The library itself sends the failure for `false`.
        self.refuse(Asked::Agent, session).map(|()| false)
    }

    async fn tcpip_forward(
        &mut self,
        _address: &str,
        _port: &mut u32,
        session: &mut Session,
    ) -> Result<bool, Self::Error> {
        self.refuse(Asked::Forward, session).map(|()| false)
    }

    async fn streamlocal_forward(&mut self, _path: &str, session: &mut Session) -> Result<bool, Self::Error> {
        self.refuse(Asked::Forward, session).map(|()| false)
    }
}
