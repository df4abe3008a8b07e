//! Every limit of the SSH wire, in one table, with its unit and why it has this value.
//! Invariant: what a stranger can make the process hold is a product of numbers that stand here.
//! The server takes `Limits::default()` or changes single values; tests narrow them.

use std::time::Duration;

/// Handshakes of one address (IPv4) or one /64 network (IPv6) at once. A place is given back when the screen opens.
pub const HANDSHAKES_PER_ADDRESS: usize = 4;
/// Handshakes in all at once; each may hold one packet of 256 KiB.
pub const HANDSHAKES_IN_ALL: usize = 32;
/// Connections that an address may begin per second, in the long run.
pub const CONNECTIONS_PER_SECOND: u32 = 1;
/// Connections that an address may begin at once after a quiet time.
pub const CONNECTIONS_BURST: u32 = 10;
/// Addresses that are remembered for this; the one seen longest ago is forgotten first.
pub const ADDRESSES_KEPT: usize = 4096;
/// From the first byte to a proven key, and again from there to a screen.
pub const LOGIN_MAX: Duration = Duration::from_secs(20);
/// Keys that a client may try on one connection.
pub const ATTEMPTS_MAX: usize = 3;
/// How long every refused attempt takes, so that its time tells nothing.
pub const REFUSAL_TIME: Duration = Duration::from_secs(2);

/// Input that a session may send per second, in the long run: a fast typist sends 20 bytes, a held key 500.
pub const INPUT_BYTES_PER_SECOND: u32 = 1_000;
/// Input that may come at once after a quiet time: a paste of 64 KiB, the longest that is taken, with its marks, and
/// enough of a longer one that its refusal comes at once.
pub const INPUT_BURST_BYTES: u32 = 128 * 1024;
/// How long one frame may take to be taken by the client's side.
pub const FRAME_MAX: Duration = Duration::from_secs(30);
/// The least time between two changes of size that are passed on; the newest size always arrives.
pub const RESIZE_PAUSE: Duration = Duration::from_millis(100);
/// How long nothing may be typed before the session is closed; the screen is locked long before.
pub const IDLE_MAX: Duration = Duration::from_secs(15 * 60);
/// How long a session may last whatever is typed.
pub const STAY_MAX: Duration = Duration::from_secs(12 * 3600);
/// How long a session may take to end in order, and so how long closing the whole wire takes at most.
pub const LEAVING_MAX: Duration = Duration::from_secs(3);

/// Chunks of input that wait between the wire and the session, 4 KiB each.
pub(super) const INPUT_CHUNKS_WAITING: usize = 16;
/// Refused requests of a logged-in client before the connection is closed.
pub(super) const REQUESTS_REFUSED_MAX: u32 = 16;
/// Environment variables that a client may send, taken or not.
pub(super) const VARIABLES_MAX: u32 = 64;
/// The longest value of an environment variable that is looked at, in bytes.
pub(super) const VARIABLE_BYTES_MAX: usize = 64;
/// The longest claimed name that is kept, in graphemes.
pub(super) const CLAIMED_GRAPHEMES_MAX: usize = 64;
/// The least that a client must be able to receive at once, in bytes; with less, one frame becomes thousands of packets.
pub(super) const PACKET_BYTES_MIN: usize = 1024;
/// The smallest screen that is drawn.
pub(super) const COLUMNS_MIN: u16 = 20;
pub(super) const ROWS_MIN: u16 = 5;
/// How long a client may take to hang up after its session has ended.
pub(super) const GOODBYE_MAX: Duration = Duration::from_secs(2);
/// Refusals written down per second in the long run, and at once after a quiet time; the rest is counted.
pub(super) const NOTES_PER_SECOND: u32 = 2;
pub(super) const NOTES_BURST: u32 = 60;
/// The same for connections that are turned away before they have said anything.
pub(super) const TURNED_NOTES_PER_SECOND: u32 = 1;
pub(super) const TURNED_NOTES_BURST: u32 = 10;

/// What the library is told: the window of one channel, in bytes.
pub(super) const WINDOW_BYTES: u32 = 256 * 1024;
/// The largest packet that a client should send, in bytes.
pub(super) const PACKET_BYTES_MAX: u32 = 32 * 1024;
/// Messages that may wait in one channel.
pub(super) const CHANNEL_MESSAGES_WAITING: usize = 16;
/// Messages that may wait between a session and its connection; with one frame on its way, never many.
pub(super) const EVENTS_WAITING: usize = 4;
/// How long nothing may come from a client before it is asked whether it is still there.
pub(super) const KEEPALIVE: Duration = Duration::from_secs(30);
/// Questions without an answer before the client is gone.
pub(super) const KEEPALIVES_MAX: usize = 3;
/// What the kernel may hold for one client that does not read, in bytes (it doubles the number); with its usual megabytes
/// a slow screen would lag by many frames.
pub(super) const SEND_BUFFER_BYTES: u32 = 64 * 1024;
/// Connections that the kernel may hold ready.
pub(super) const BACKLOG: u32 = 128;

/// The limits that a server may set.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    pub login: LoginLimits,
    pub stay: StayLimits,
}

/// Before a screen is open.
#[derive(Debug, Clone)]
pub struct LoginLimits {
    pub per_address: usize,
    pub in_all: usize,
    pub per_second: u32,
    pub burst: u32,
    pub addresses_kept: usize,
    pub login_max: Duration,
    pub attempts_max: usize,
    pub refusal_time: Duration,
}

impl Default for LoginLimits {
    fn default() -> Self {
        Self {
            per_address: HANDSHAKES_PER_ADDRESS,
            in_all: HANDSHAKES_IN_ALL,
            per_second: CONNECTIONS_PER_SECOND,
            burst: CONNECTIONS_BURST,
            addresses_kept: ADDRESSES_KEPT,
            login_max: LOGIN_MAX,
            attempts_max: ATTEMPTS_MAX,
            refusal_time: REFUSAL_TIME,
        }
    }
}

/// While a screen is open.
#[derive(Debug, Clone)]
pub struct StayLimits {
    pub input_bytes_per_second: u32,
    pub input_burst_bytes: u32,
    pub frame_max: Duration,
    pub resize_pause: Duration,
    pub idle_max: Duration,
    pub stay_max: Duration,
    pub leaving_max: Duration,
}

impl Default for StayLimits {
    fn default() -> Self {
        Self {
            input_bytes_per_second: INPUT_BYTES_PER_SECOND,
            input_burst_bytes: INPUT_BURST_BYTES,
            frame_max: FRAME_MAX,
            resize_pause: RESIZE_PAUSE,
            idle_max: IDLE_MAX,
            stay_max: STAY_MAX,
            leaving_max: LEAVING_MAX,
        }
    }
}
