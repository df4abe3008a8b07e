//! What a wire that strangers can reach asks of the house: whose key this is, whether there is room, and to write down
//! who was turned away.
//! Invariant: a wire hands over only what the person has proven (a key) as identity; everything claimed (a user name) is
//! in `Origin`, for display. The SSH wire asks; the server, and tests, answer.

use std::fmt;
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;

use crate::connection::Connection;
use crate::lang::Lang;

/// The keeper of the house, as a wire sees it. All three are called between other people's bytes, so they must be quick:
/// a look into memory or a message to somebody else, never a disk.
pub trait Door: Send + Sync + 'static {
    /// The member whose key has this OpenSSH fingerprint (`SHA256:...`, without padding); `None` refuses. An unknown and
    /// a revoked key must take the same path here, so that the answer's time does not tell them apart.
    fn by_key(&self, fingerprint: &str) -> Option<Member>;

    /// Takes a connection in. Errors when there is no room or the house is closing.
    fn enter(&self, arrival: Arrival) -> Result<Stay, Full>;

    /// Writes down who was refused what. The wire has bounded and cleaned the texts and calls this at a bounded rate.
    fn refused(&self, refusal: Refusal);
}

/// One session, until it is over. The wire runs it to its end as a task of its own, so a panic inside ends this session
/// only. It ends by itself when the connection's input ends; the house ends it early (a revoked key) by finishing the
/// future, and the wire gives the terminal back where the session has not. The text, if any, says why the house
/// ended it: one line that is printed for the person after the screen is gone, with an exit status other than 0.
pub type Stay = Pin<Box<dyn Future<Output = Option<String>> + Send>>;

/// Somebody the house knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The name that changes are made in.
    pub name: String,
}

/// A member with a terminal, at the door.
#[derive(Debug)]
pub struct Arrival {
    pub member: Member,
    pub connection: Connection,
    /// The language that the client's locale asks for, where it sent one.
    pub lang: Option<Lang>,
    pub origin: Origin,
}

/// Where a connection comes from. Texts are clean, of one line and short.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// `None` on wires of this machine.
    pub address: Option<IpAddr>,
    /// The name that the client claims; never an identity.
    pub claimed: Option<String>,
    /// The key that was shown; proven unless the refusal says otherwise.
    pub fingerprint: Option<String>,
    /// Whose key it is, once it is proven: the one name here that may be believed.
    pub member: Option<String>,
}

/// Somebody was refused something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub origin: Origin,
    pub why: Why,
    /// How many refusals before this one were left out because they came too fast to be written down.
    pub left_out: u64,
}

/// Why somebody was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The key was proven and belongs to nobody who may come in (unknown or revoked).
    UnknownKey,
    /// A key of a kind that is not taken, or a certificate.
    KeyKind,
    /// Keys were shown, but none was proven before the connection ended.
    KeyUnproven,
    /// A way to log in that does not exist here.
    Method(Method),
    /// Too many connections of this address are logging in at once, or too many in all.
    TooMany,
    /// The address has connected too often.
    TooOften,
    /// Logged in, and then asked for something other than a screen.
    Asked(Asked),
    /// Logged in, but the house had no room.
    Full(Full),
}

/// A way to log in that is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    None,
    Password,
    KeyboardInteractive,
}

/// What a logged-in client may not ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Exec,
    Subsystem,
    Forward,
    X11,
    Agent,
    Environment,
    SecondSession,
    /// A screen without a terminal to draw on.
    NoTerminal,
    /// More requests than an honest client makes.
    TooMuch,
}

/// Why there is no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Full {
    #[error("you have {sessions_max} sessions open already; close one of them")]
    Person { sessions_max: usize },
    #[error("all {sessions_max} places are taken; try again in a moment")]
    House { sessions_max: usize },
    #[error("nichiiki is being stopped; try again in a moment")]
    Closing,
}

impl Full {
    /// The sentence for a person: what is wrong and what to do.
    pub fn text(self, lang: Lang) -> String {
        match (lang, self) {
            (Lang::En, full) => full.to_string(),
            (Lang::Ja, Self::Person { sessions_max }) => {
                format!("あなたの画面はすでに{sessions_max}つ開いています。どれかを閉じてください。")
            }
            (Lang::Ja, Self::House { sessions_max }) => {
                format!("{sessions_max}席すべてが使用中です。しばらくしてからお試しください。")
            }
            (Lang::Ja, Self::Closing) => {
                "nichiikiを停止しています。しばらくしてからお試しください。".to_owned()
            }
        }
    }
}

impl fmt::Display for Why {
    /// One word for a log; never anything that came from outside.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownKey => "unknown_key",
            Self::KeyKind => "key_kind",
            Self::KeyUnproven => "key_unproven",
            Self::Method(Method::None) => "method_none",
            Self::Method(Method::Password) => "method_password",
            Self::Method(Method::KeyboardInteractive) => "method_keyboard_interactive",
            Self::TooMany => "too_many",
            Self::TooOften => "too_often",
            Self::Asked(Asked::Exec) => "asked_exec",
            Self::Asked(Asked::Subsystem) => "asked_subsystem",
            Self::Asked(Asked::Forward) => "asked_forward",
            Self::Asked(Asked::X11) => "asked_x11",
            Self::Asked(Asked::Agent) => "asked_agent",
            Self::Asked(Asked::Environment) => "asked_environment",
            Self::Asked(Asked::SecondSession) => "asked_second_session",
            Self::Asked(Asked::NoTerminal) => "asked_no_terminal",
            Self::Asked(Asked::TooMuch) => "asked_too_much",
            Self::Full(Full::Person { .. }) => "full_person",
            Self::Full(Full::House { .. }) => "full_house",
            Self::Full(Full::Closing) => "full_closing",
        })
    }
}
