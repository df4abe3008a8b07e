//! An SSH client for tests: it logs in with a key, asks for a terminal and a shell, types and shows.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use russh::client::{AuthResult, Config, Handle, Handler, Msg};
use russh::keys::{
    Algorithm, EcdsaCurve, HashAlg, PrivateKey, PrivateKeyWithHashAlg, PublicKey, PublicKeyOrCertificate,
};
use russh::{Channel, ChannelMsg, ChannelWriteHalf};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use super::{Screen, Typist};

/// A client that remembers the server's key.
pub struct Client {
    pub handle: Handle<Trusting>,
    pub host_fingerprint: String,
}

/// Takes any host key and keeps its fingerprint.
pub struct Trusting {
    seen: Arc<Mutex<String>>,
}

impl Handler for Trusting {
    type Error = russh::Error;

    async fn check_server_key(&mut self, key: &PublicKeyOrCertificate) -> Result<bool, Self::Error> {
        let PublicKeyOrCertificate::PublicKey { key, .. } = key else { return Ok(false) };
        *self.seen.lock().unwrap() = fingerprint(key);
        Ok(true)
    }
}

/// A new ed25519 key.
pub fn key() -> PrivateKey {
    PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ed25519).unwrap()
}

/// A new key on a NIST curve.
pub fn ecdsa_key(curve: EcdsaCurve) -> PrivateKey {
    PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ecdsa { curve }).unwrap()
}

pub fn fingerprint(key: &PublicKey) -> String {
    key.fingerprint(HashAlg::Sha256).to_string()
}

impl Client {
    /// Connects and agrees on keys, without logging in.
    pub async fn connect(address: SocketAddr) -> Result<Self, russh::Error> {
        Self::connect_with(address, Config::default()).await
    }

    pub async fn connect_with(address: SocketAddr, config: Config) -> Result<Self, russh::Error> {
        Self::connect_over(TcpStream::connect(address).await?, config).await
    }

    /// Connects over any stream that leads to a server.
    pub async fn connect_over(
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        config: Config,
    ) -> Result<Self, russh::Error> {
        let seen = Arc::new(Mutex::new(String::new()));
        let handler = Trusting { seen: Arc::clone(&seen) };
        let handle = russh::client::connect_stream(Arc::new(config), stream, handler).await?;
        let host_fingerprint = seen.lock().unwrap().clone();
        Ok(Self { handle, host_fingerprint })
    }

    /// Tries to log in with a key.
    pub async fn try_key(&mut self, user: &str, key: &PrivateKey) -> Result<AuthResult, russh::Error> {
        let key = PrivateKeyWithHashAlg::new(Arc::new(key.clone()), None);
        self.handle.authenticate_publickey(user, key).await
    }

    /// Connects and logs in.
    pub async fn login(address: SocketAddr, key: &PrivateKey) -> Self {
        Self::login_with(address, key, Config::default()).await
    }

    pub async fn login_with(address: SocketAddr, key: &PrivateKey, config: Config) -> Self {
        let mut client = Self::connect_with(address, config).await.unwrap();
        assert!(client.try_key("anyone", key).await.unwrap().success(), "the key was refused");
        client
    }

    /// Waits until the server has closed the connection.
    pub async fn wait_closed(&mut self) {
        let closed = tokio::time::timeout(super::screen::PATIENCE, &mut self.handle).await;
        let _how = closed.expect("the connection stays open");
    }
}

/// What the terminal of a client is said to be.
#[derive(Clone)]
pub struct Claimed {
    pub term: &'static str,
    pub columns: u32,
    pub rows: u32,
    pub lang: Option<&'static str>,
}

impl Default for Claimed {
    fn default() -> Self {
        Self { term: "xterm-256color", columns: 140, rows: 40, lang: None }
    }
}

/// A person at a terminal over SSH.
pub struct SshTerminal {
    pub client: Client,
    screen: Screen,
    keys: mpsc::UnboundedSender<Typed>,
    status: Arc<Mutex<Option<u32>>>,
}

enum Typed {
    Keys(Vec<u8>),
    Size(u32, u32),
}

impl SshTerminal {
    pub async fn open(address: SocketAddr, key: &PrivateKey) -> Self {
        Self::open_as(Client::login(address, key).await, &Claimed::default()).await
    }

    /// Asks a logged-in client's server for a terminal and a shell.
    pub async fn open_as(client: Client, claimed: &Claimed) -> Self {
        let channel = client.handle.channel_open_session().await.unwrap();
        if let Some(lang) = claimed.lang {
            channel.set_env(false, "LANG", lang).await.unwrap();
        }
        channel.request_pty(false, claimed.term, claimed.columns, claimed.rows, 0, 0, &[]).await.unwrap();
        channel.request_shell(false).await.unwrap();
        let shown = |size: u32| u16::try_from(size.clamp(1, 500)).unwrap();
        Self::on(client, channel, Screen::new(shown(claimed.columns), shown(claimed.rows)))
    }

    /// Shows what comes on a channel.
    pub fn on(client: Client, channel: Channel<Msg>, screen: Screen) -> Self {
        let (mut incoming, outgoing) = channel.split();
        let status = Arc::new(Mutex::new(None));
        let (shown, ended) = (screen.clone(), Arc::clone(&status));
        tokio::spawn(async move {
            while let Some(message) = incoming.wait().await {
                match message {
                    ChannelMsg::Data { data } => shown.show(&data),
                    ChannelMsg::ExitStatus { exit_status } => *ended.lock().unwrap() = Some(exit_status),
                    _ => {}
                }
            }
            shown.end();
        });
        let (keys, typed) = mpsc::unbounded_channel();
        tokio::spawn(send(outgoing, typed));
        Self { client, screen, keys, status }
    }

    pub fn type_bytes(&self, bytes: impl Into<Vec<u8>>) {
        // A session that has ended takes no keys, which tests may try.
        let _ = self.keys.send(Typed::Keys(bytes.into()));
    }

    /// Changes the size at the server only, to any number.
    pub fn claim_size(&self, columns: u32, rows: u32) {
        let _ = self.keys.send(Typed::Size(columns, rows));
    }

    /// Waits for the end and returns the exit status.
    pub fn end(&self) -> Option<u32> {
        self.screen.wait_end();
        *self.status.lock().unwrap()
    }
}

async fn send(channel: ChannelWriteHalf<Msg>, mut typed: mpsc::UnboundedReceiver<Typed>) {
    while let Some(typed) = typed.recv().await {
        let sent = match typed {
            Typed::Keys(bytes) => channel.data_bytes(bytes).await,
            Typed::Size(columns, rows) => channel.window_change(columns, rows, 0, 0).await,
        };
        if sent.is_err() {
            return;
        }
    }
}

impl Typist for SshTerminal {
    fn type_keys(&mut self, keys: &str) {
        self.type_bytes(keys);
    }

    fn resize(&mut self, columns: u16, rows: u16) {
        self.screen.set_size(columns, rows);
        self.claim_size(u32::from(columns), u32::from(rows));
    }

    fn screen(&self) -> &Screen {
        &self.screen
    }
}
