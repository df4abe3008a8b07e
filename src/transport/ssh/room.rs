//! The one session channel of a connection: what was agreed on it, and the session that it carries.
//! Invariant: a terminal is named once and before the session, a session begins once, and refused requests are counted.
//! The visitor passes on what a logged-in client sends.

use std::sync::Arc;

use russh::server::Session;
use russh::{ChannelId, Disconnect};
use tokio::sync::{mpsc, watch};

use super::client::{self, Variable};
use super::limits::{INPUT_CHUNKS_WAITING, PACKET_BYTES_MIN, REQUESTS_REFUSED_MAX, VARIABLES_MAX};
use super::link::Tap;
use super::stay::{self, Channel, Keys, Screen};
use super::words::{self, DUMB_TERMINAL, NO_TERMINAL, NOT_ANY_MORE};
use super::{Front, Phase, Phases};
use crate::connection::{CHUNK_BYTES_MAX, Caps, Connection, Wire};
use crate::input::Size;
use crate::lang::{Label, Lang};
use crate::transport::{Arrival, Asked, Full, Origin, Stay, Why};

/// What a logged-in client has.
pub(super) struct Room {
    front: Arc<Front>,
    tap: Arc<Tap>,
    phases: Phases,
    id: Option<ChannelId>,
    /// The way out, until the session takes it.
    channel: Option<Channel>,
    /// `None` inside for a terminal that cannot place text.
    terminal: Option<(Option<Caps>, watch::Sender<Size>)>,
    lang: Option<Lang>,
    keys: Option<mpsc::Sender<Vec<u8>>>,
    gone: watch::Sender<bool>,
    counts: Counts,
}

/// What is counted so that nobody asks for ever.
#[derive(Default)]
struct Counts {
    variables: u32,
    refused: u32,
    /// What has been written down already, so that asking again and again fills no log.
    noted: Vec<Asked>,
}

impl Room {
    pub fn new(front: Arc<Front>, tap: Arc<Tap>, phases: Phases) -> Self {
        Self {
            front,
            tap,
            phases,
            id: None,
            channel: None,
            terminal: None,
            lang: None,
            keys: None,
            gone: watch::Sender::new(false),
            counts: Counts::default(),
        }
    }

    pub fn is(&self, channel: ChannelId) -> bool {
        self.id == Some(channel)
    }

    /// Takes the channel. False when there is or was one, or when it could take nothing but crumbs.
    pub async fn open(&mut self, channel: Channel) -> bool {
        if self.id.is_some() || channel.writable_packet_size().await < PACKET_BYTES_MIN {
            return false;
        }
        self.id = Some(channel.id());
        self.channel = Some(channel);
        true
    }

    /// Takes a terminal of this kind and size. False when it is not the time for one.
    pub fn set_terminal(&mut self, kind: &str, columns: u32, rows: u32) -> bool {
        if self.channel.is_none() || self.terminal.is_some() {
            return false;
        }
        self.terminal = Some((client::caps(kind), watch::Sender::new(client::size(columns, rows))));
        true
    }

    pub fn resize(&self, columns: u32, rows: u32) {
        if let Some((_, sizes)) = &self.terminal {
            let size = client::size(columns, rows);
            sizes.send_if_modified(|known| std::mem::replace(known, size) != size);
        }
    }

    /// Looks at an environment variable; what it means, or what to refuse it as.
    pub fn take_variable(&mut self, name: &str, value: &str) -> Result<Variable, Asked> {
        self.counts.variables += 1;
        if self.counts.variables > VARIABLES_MAX {
            return Err(Asked::TooMuch);
        }
        let variable = client::variable(name, value);
        match variable {
            Variable::Refused => return Err(Asked::Environment),
            // LC_ALL wins over LANG as everywhere; otherwise the first that says something counts.
            Variable::Locale(lang) if name == "LC_ALL" => self.lang = lang.or(self.lang),
            Variable::Locale(lang) => self.lang = self.lang.or(lang),
            Variable::Usual => {}
        }
        Ok(variable)
    }

    /// Passes input on. Waiting here stops the reading from this client, and from no other.
    pub async fn input(&self, data: &[u8]) {
        let Some(keys) = &self.keys else { return };
        for chunk in data.chunks(CHUNK_BYTES_MAX) {
            if keys.send(chunk.to_vec()).await.is_err() {
                return;
            }
        }
    }

    /// No more input will come: the same as a terminal that hangs up.
    pub fn hang_up(&mut self) {
        self.keys = None;
    }

    /// The client has closed the channel.
    pub fn close(&mut self) {
        self.hang_up();
        self.gone.send_replace(true);
        if self.channel.take().is_some() {
            self.phases.send_replace(Phase::Over);
        }
    }

    /// Whether no session has begun yet.
    pub const fn may_start(&self) -> bool {
        self.channel.is_some()
    }

    /// Starts the session, or says on the channel why there is none.
    pub fn start(&mut self, origin: &Origin) {
        let Some(channel) = self.channel.take() else { return };
        let screen = Screen::new(channel, Arc::clone(&self.tap), self.lang());
        match self.enter(origin) {
            Ok((stay, wire, keys)) => {
                self.phases.send_replace(Phase::Inside);
                let limits = self.front.limits.stay.clone();
                tokio::spawn(stay::attend(stay, wire, screen, keys, limits, Arc::clone(&self.phases)));
            }
            Err((line, why)) => {
                self.front.note(origin, why);
                self.turn_away(screen, &line);
            }
        }
    }

    /// Asks the house for a session; else the sentence for the person and the reason for the log.
    fn enter(&mut self, origin: &Origin) -> Result<(Stay, Wire, Keys), (String, Why)> {
        let lang = self.lang();
        let sorry = |label: Label, why| Err((label.text(lang).to_owned(), why));
        let Some((caps, sizes)) = &self.terminal else {
            return sorry(NO_TERMINAL, Why::Asked(Asked::NoTerminal));
        };
        let Some(caps) = *caps else {
            return sorry(DUMB_TERMINAL, Why::Asked(Asked::NoTerminal));
        };
        let sizes = sizes.subscribe();
        // Asked again, since the key may have been taken back since the login.
        let fingerprint = origin.fingerprint.as_deref().unwrap_or_default();
        let Some(member) = self.front.door.by_key(fingerprint) else {
            return sorry(NOT_ANY_MORE, Why::UnknownKey);
        };
        let (connection, wire) = Connection::new(*sizes.borrow(), caps, member.name.clone());
        let arrival = Arrival { member, connection, lang: self.lang, origin: origin.clone() };
        let full = |full: Full| (words::clean(&full.text(lang)), Why::Full(full));
        let stay = self.front.door.enter(arrival).map_err(full)?;
        let (keys, chunks) = mpsc::channel(INPUT_CHUNKS_WAITING);
        self.keys = Some(keys);
        let (gone, closing) = (self.gone.subscribe(), self.front.closing.subscribe());
        Ok((stay, wire, Keys { chunks, sizes, gone, closing }))
    }

    /// Says one line on a channel that gets no session, and closes it.
    fn turn_away(&self, screen: Screen, line: &str) {
        let last = format!("nichiiki: {line}\r\n").into_bytes();
        let phases = Arc::clone(&self.phases);
        let patience = self.front.limits.stay.leaving_max;
        tokio::spawn(async move {
            let _late = tokio::time::timeout(patience, screen.close(last, 1)).await;
            phases.send_replace(Phase::Over);
        });
    }

    /// Writes a refused request down, once of each kind, and closes the connection of a client that makes too many.
    pub fn refuse(
        &mut self,
        origin: &Origin,
        asked: Asked,
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        self.counts.refused += 1;
        let too_many = self.counts.refused > REQUESTS_REFUSED_MAX;
        for asked in [Some(asked), too_many.then_some(Asked::TooMuch)].into_iter().flatten() {
            if !self.counts.noted.contains(&asked) {
                self.counts.noted.push(asked);
                self.front.note(origin, Why::Asked(asked));
            }
        }
        if too_many { session.disconnect(Disconnect::ByApplication, "", "") } else { Ok(()) }
    }

    fn lang(&self) -> Lang {
        self.lang.unwrap_or_default()
    }
}
