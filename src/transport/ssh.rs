//! The SSH wire: strangers knock, members prove a key, each gets one session on one channel.
//! Invariant: before a key is proven nothing is held but what `limits` bounds; after that, each connection costs itself
//! only: its own tasks, one frame on its way, bounded input. russh is named here and below, nowhere else.
//! The server opens it with its `Door` and closes it; closing waits for nobody longer than `StayLimits::leaving_max`.

mod bucket;
mod client;
mod gate;
mod host_key;
pub mod key;
pub mod limits;
mod link;
mod login;
mod room;
mod stay;
mod visit;
mod visitor;
mod words;

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use russh::keys::{Algorithm, EcdsaCurve, PrivateKey};
use russh::{MethodKind, MethodSet, Preferred, SshId, cipher, compression, kex, mac};
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, timeout};

use crate::lang::Lang;
use crate::transport::{Door, Origin, Refusal, Why};
use bucket::Bucket;
use gate::Gate;
pub use limits::{Limits, LoginLimits, StayLimits};

/// What the server calls itself before anything is encrypted: neither a product nor a version.
const IDENTITY: &str = "SSH-2.0-Server";
/// How long to wait after the system refused a connection, for want of descriptors mostly.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Why the wire cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum SshError {
    #[error("cannot listen on {address}: {source}")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error("the host key {} cannot be read or made: {source}", path.display())]
    HostKeyFile { path: PathBuf, source: std::io::Error },
    #[error("the host key {0} may be read by others (mode {mode:03o}); run `chmod 600 {0}`, and if others may have read it, remove it so that a new one is made", path.display())]
    HostKeyOpen { path: PathBuf, mode: u32 },
    #[error("the host key {} belongs to another user; give it to the user that runs the server", path.display())]
    HostKeyForeign { path: PathBuf },
    #[error("the host key {} is not an ed25519 key without a passphrase; move it away so that a new one is made", path.display())]
    HostKeyUnusable { path: PathBuf },
}

impl SshError {
    /// The sentence for a person: what is wrong and what to do.
    pub fn text(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::Listen { address, source } => format!("{address}で待ち受けできません: {source}"),
            Self::HostKeyFile { path, source } => {
                format!("ホスト鍵{}を読み書きできません: {source}", path.display())
            }
            Self::HostKeyOpen { path, mode } => format!(
                "ホスト鍵{0}がほかの利用者から読めます（モード{mode:03o}）。「chmod 600 {0}」を実行してください。読まれたおそれがあれば削除すると作り直します。",
                path.display()
            ),
            Self::HostKeyForeign { path } => format!(
                "ホスト鍵{}の所有者が違います。サーバーを動かす利用者の所有にしてください。",
                path.display()
            ),
            Self::HostKeyUnusable { path } => format!(
                "ホスト鍵{}はパスフレーズなしのed25519鍵ではありません。別の場所へ移すと作り直します。",
                path.display()
            ),
        }
    }
}

/// How far a connection has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Knocking,
    LoggedIn,
    Inside,
    /// The session has ended; the client should hang up.
    Over,
}

type Phases = Arc<watch::Sender<Phase>>;

/// What all connections share.
struct Front {
    door: Arc<dyn Door>,
    limits: Limits,
    config: Arc<russh::server::Config>,
    /// Turns true once.
    closing: watch::Sender<bool>,
    notes: Mutex<Notes>,
}

/// How many refusals may still be written down.
struct Notes {
    logins: Bucket,
    turned: Bucket,
    left_out: u64,
}

impl Front {
    fn new(door: Arc<dyn Door>, limits: Limits, key: PrivateKey) -> Arc<Self> {
        let now = Instant::now();
        let notes = Notes {
            logins: Bucket::full(limits::NOTES_PER_SECOND, limits::NOTES_BURST, now),
            turned: Bucket::full(limits::TURNED_NOTES_PER_SECOND, limits::TURNED_NOTES_BURST, now),
            left_out: 0,
        };
        let config = Arc::new(config(&limits, key));
        Arc::new(Self { door, limits, config, closing: watch::Sender::new(false), notes: Mutex::new(notes) })
    }

    /// Has a refusal written down, if not too many have come just now.
    fn note(&self, origin: &Origin, why: Why) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = match why {
            Why::TooMany | Why::TooOften => &mut notes.turned,
            _ => &mut notes.logins,
        };
        if !bucket.take(Instant::now()) {
            notes.left_out = notes.left_out.saturating_add(1);
            return;
        }
        let left_out = std::mem::take(&mut notes.left_out);
        drop(notes);
        self.door.refused(Refusal { origin: origin.clone(), why, left_out });
    }
}

/// The wire while it is open. Dropping it cuts every connection; `close` ends them in order.
#[derive(Debug)]
pub struct Listening {
    address: SocketAddr,
    fingerprint: String,
    closing: watch::Sender<bool>,
    accepting: JoinHandle<()>,
    closing_max: Duration,
}

/// Opens the wire on `address` (port 0 takes a free one) with the host key at `host_key`, which is made if there is none.
/// Needs a tokio runtime with time and I/O. Errors when the address or the key cannot be used.
pub fn serve(
    address: SocketAddr,
    host_key: &Path,
    door: Arc<dyn Door>,
    limits: Limits,
) -> Result<Listening, SshError> {
    let key = host_key::load_or_make(host_key)?;
    let fingerprint = host_key::fingerprint(&key);
    let listen = |source| SshError::Listen { address, source };
    let listener = listen_on(address).map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;
    let closing_max = limits.stay.leaving_max;
    let gate = Gate::new(limits.login.clone());
    let front = Front::new(door, limits, key);
    let closing = front.closing.clone();
    let accepting = tokio::spawn(accept(listener, front, gate));
    Ok(Listening { address, fingerprint, closing, accepting, closing_max })
}

impl Listening {
    /// Where the wire listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The host key's fingerprint, for people to compare when they connect first.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Takes nobody in any more and ends every session in order: each client gets its screen back and is told why.
    /// Whoever has not left after `StayLimits::leaving_max`, twice at most, is cut.
    pub async fn close(mut self) {
        self.closing.send_replace(true);
        let patience = self.closing_max.saturating_mul(2).saturating_add(limits::GOODBYE_MAX);
        let _late = timeout(patience, &mut self.accepting).await;
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        // The connections are tasks of this one and go with it.
        self.accepting.abort();
    }
}

fn listen_on(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    // Connections inherit it.
    socket.set_send_buffer_size(limits::SEND_BUFFER_BYTES)?;
    socket.bind(address)?;
    socket.listen(limits::BACKLOG)
}

/// Takes connections until the wire closes, then waits for those that are there.
async fn accept(listener: TcpListener, front: Arc<Front>, gate: Arc<Gate>) {
    let mut visits = JoinSet::new();
    let closing = stay::is_true(front.closing.subscribe());
    tokio::pin!(closing);
    loop {
        tokio::select! {
            biased;
            () = &mut closing => break,
            // Only to forget those that have ended.
            Some(_ended) = visits.join_next() => {}
            arrived = listener.accept() => match arrived {
                Ok((stream, from)) => match gate.pass(from.ip(), Instant::now()) {
                    Ok(place) => {
                        visits.spawn(visit::visit(Arc::clone(&front), stream, from.ip(), place));
                    }
                    Err(why) => front.note(&origin(from.ip()), why),
                },
                Err(_refused) => tokio::time::sleep(ACCEPT_PAUSE).await,
            },
        }
    }
    drop(listener);
    while visits.join_next().await.is_some() {}
}

fn origin(address: IpAddr) -> Origin {
    Origin { address: Some(address.to_canonical()), ..Origin::default() }
}

/// What the library is told: one way to log in, and of each kind of algorithm only those without a known weakness.
fn config(limits: &Limits, key: PrivateKey) -> russh::server::Config {
    let preferred = Preferred {
        kex: Cow::Borrowed(&[
            kex::MLKEM768X25519_SHA256,
            kex::CURVE25519,
            kex::CURVE25519_PRE_RFC_8731,
            kex::EXTENSION_SUPPORT_AS_SERVER,
            kex::EXTENSION_OPENSSH_STRICT_KEX_AS_SERVER,
        ]),
        // The host has the first kind; people may have both.
        key: Cow::Borrowed(&[Algorithm::Ed25519, Algorithm::Ecdsa { curve: EcdsaCurve::NistP256 }]),
        host_key_certificates: Cow::Borrowed(&[]),
        cipher: Cow::Borrowed(&[cipher::CHACHA20_POLY1305, cipher::AES_256_GCM]),
        // Both ciphers authenticate by themselves; a name must be agreed on all the same.
        mac: Cow::Borrowed(&[mac::HMAC_SHA512_ETM, mac::HMAC_SHA256_ETM]),
        compression: Cow::Borrowed(&[compression::NONE]),
    };
    russh::server::Config {
        server_id: SshId::Standard(Cow::Borrowed(IDENTITY)),
        methods: MethodSet::from(&[MethodKind::PublicKey][..]),
        auth_rejection_time: limits.login.refusal_time,
        auth_rejection_time_initial: Some(Duration::ZERO),
        max_auth_attempts: limits.login.attempts_max,
        keys: vec![key],
        preferred,
        window_size: limits::WINDOW_BYTES,
        maximum_packet_size: limits::PACKET_BYTES_MAX,
        channel_buffer_size: limits::CHANNEL_MESSAGES_WAITING,
        event_buffer_size: limits::EVENTS_WAITING,
        // A client that answers is active for the library; whether its person is, is counted in `stay`.
        inactivity_timeout: Some(limits.stay.idle_max),
        keepalive_interval: Some(limits::KEEPALIVE),
        keepalive_max: limits::KEEPALIVES_MAX,
        nodelay: true,
        ..russh::server::Config::default()
    }
}
