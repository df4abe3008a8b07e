//! One session on one channel: keys in, frames out, an orderly end.
//! Invariant: a frame counts as done only when the kernel has taken all of it, so that one frame at most is on its way to
//! a slow client; and however a session ends, the client's screen is given back if bytes can still reach it.
//! The visitor starts it when a client asks for a shell; nobody waits for it.

use std::sync::Arc;
use std::time::Duration;

use russh::server::Msg;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};

use super::bucket::Bucket;
use super::limits::StayLimits;
use super::link::Tap;
use super::words::End;
use super::{Phase, Phases};
use crate::connection::{Closed, Frame, Incoming, Wire};
use crate::input::Size;
use crate::lang::Lang;
use crate::terminal::modes;
use crate::transport::Stay;

/// The library's writing end of a channel.
pub(super) type Channel = russh::ChannelWriteHalf<Msg>;

/// The longest single wait for input to be paid for; only keeps times in bounds.
const WAIT_MAX: Duration = Duration::from_secs(3600);

/// Where frames go.
pub(super) struct Screen {
    pub channel: Channel,
    pub tap: Arc<Tap>,
    pub lang: Lang,
    /// The client has got a session's first bytes and not its last.
    entered: bool,
}

/// What comes from the client while the session runs.
pub(super) struct Keys {
    pub chunks: mpsc::Receiver<Vec<u8>>,
    pub sizes: watch::Receiver<Size>,
    /// Turns true when the client has closed the channel; its sender goes with the connection.
    pub gone: watch::Receiver<bool>,
    /// Turns true when the server closes.
    pub closing: watch::Receiver<bool>,
}

/// Runs a session from its first frame to the closed channel.
pub(super) async fn attend(
    stay: Stay,
    wire: Wire,
    mut screen: Screen,
    keys: Keys,
    limits: StayLimits,
    phases: Phases,
) {
    let over = OverAtEnd(phases);
    let gone = is_true(keys.gone.clone());
    let living = live(stay, wire, &mut screen, keys, &limits);
    tokio::select! {
        biased;
        () = gone => {}
        (end, farewell) = living => {
            if end == End::Stalled {
                // Nothing that is written could arrive, and what was written must not be waited for.
                return screen.tap.cut();
            }
            let _late = timeout(limits.leaving_max, screen.leave(end, farewell)).await;
        }
    }
    drop(over);
}

/// Says that the session is over, also where its task is dropped.
struct OverAtEnd(Phases);

impl Drop for OverAtEnd {
    fn drop(&mut self) {
        self.0.send_replace(Phase::Over);
    }
}

/// Runs until the session is over; how it ended, and what the house has to say about it.
async fn live(
    stay: Stay,
    wire: Wire,
    screen: &mut Screen,
    keys: Keys,
    limits: &StayLimits,
) -> (End, Option<String>) {
    let Wire { input, frames } = wire;
    // A task of its own, so that a panic in it is seen as an error here.
    let session = tokio::spawn(stay);
    let mut showing = Box::pin(screen.show(frames, limits.frame_max));
    let mut feeding = Box::pin(feed(keys, input, limits));
    let end = tokio::select! {
        biased;
        end = &mut showing => end,
        end = &mut feeding => {
            // The end of its input tells the session to leave.
            drop(feeding);
            match timeout(limits.leaving_max, &mut showing).await {
                Ok(End::Stalled) => End::Stalled,
                _left_or_late => end,
            }
        }
    };
    drop(showing);
    // A session that does not end now notices when it next writes; it must not keep the client waiting.
    match timeout(limits.leaving_max, session).await {
        Ok(Ok(farewell)) => (end, farewell),
        Ok(Err(_panicked)) => (End::Fault, None),
        Err(_late) => (end, None),
    }
}

impl Screen {
    pub fn new(channel: Channel, tap: Arc<Tap>, lang: Lang) -> Self {
        Self { channel, tap, lang, entered: false }
    }

    /// Delivers frame after frame until the session has no more, the client takes none, or is gone.
    async fn show(&mut self, mut frames: mpsc::Receiver<Frame>, frame_max: Duration) -> End {
        while let Some(mut frame) = frames.recv().await {
            let bytes = std::mem::take(&mut frame.bytes);
            self.entered = !bytes.ends_with(modes::LEAVE);
            match timeout(frame_max, self.deliver(bytes)).await {
                Ok(Ok(())) => frame.done(),
                Ok(Err(Closed)) => return End::Gone,
                Err(_stalled) => return End::Stalled,
            }
        }
        End::Left
    }

    /// Hands bytes to the connection and waits until the kernel has taken as many and nothing is left to write.
    /// Encrypted, they are a little more than plain, so that of a frame that is written in several turns the last few
    /// bytes may still be on their way.
    async fn deliver(&self, bytes: Vec<u8>) -> Result<(), Closed> {
        let more = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let until = self.tap.out_bytes().saturating_add(more);
        self.channel.data_bytes(bytes).await.map_err(|_gone| Closed)?;
        self.tap.out_to(until).await;
        Ok(())
    }

    /// Gives the client's screen back if the session has not, says why, and closes the channel.
    async fn leave(&mut self, end: End, farewell: Option<String>) {
        let mut last = if self.entered { modes::LEAVE.to_vec() } else { Vec::new() };
        let said = farewell.map(|text| super::words::clean(&text));
        // Whom the house sends away with a word has not left by themselves.
        let status = if said.is_some() { 1 } else { end.status() };
        if let Some(line) = said.or_else(|| end.text(self.lang).map(str::to_owned)) {
            last.extend_from_slice(format!("nichiiki: {line}\r\n").as_bytes());
        }
        self.close(last, status).await;
    }

    /// Sends the last bytes and the exit status and closes the channel. Errors mean that the client is gone.
    pub async fn close(&self, last: Vec<u8>, status: u32) {
        let _ = self.channel.data_bytes(last).await;
        let _ = self.channel.exit_status(status).await;
        let _ = self.channel.eof().await;
        let _ = self.channel.close().await;
    }
}

/// Passes keys and sizes on at the rate that is allowed, until there are no more or it is time to end.
async fn feed(mut keys: Keys, session: mpsc::Sender<Incoming>, limits: &StayLimits) -> End {
    let begun = Instant::now();
    let mut bucket = Bucket::full(limits.input_bytes_per_second, limits.input_burst_bytes, begun);
    let closing = is_true(keys.closing.clone());
    tokio::pin!(closing);
    // A chunk that has been taken and is not paid for yet; no further one is taken, which holds the client back.
    let mut held: Option<(Vec<u8>, Instant)> = None;
    let mut touched = begun;
    let mut resize_at = begun;
    loop {
        let paid_at = held.as_ref().map(|(_, at)| *at);
        let incoming = tokio::select! {
            biased;
            () = &mut closing => return End::Closing,
            () = sleep_until(begun + limits.stay_max) => return End::TooLong,
            () = sleep_until(touched + limits.idle_max) => return End::Idle,
            size = newest(&mut keys.sizes, resize_at) => match size {
                Some(size) => {
                    resize_at = Instant::now() + limits.resize_pause;
                    Incoming::Resize(size)
                }
                None => return End::Gone,
            },
            () = at(paid_at) => match held.take() {
                Some((bytes, _)) => Incoming::Bytes(bytes),
                None => continue,
            },
            chunk = keys.chunks.recv(), if held.is_none() => match chunk {
                Some(bytes) => {
                    touched = Instant::now();
                    let wait = bucket.owe(u32::try_from(bytes.len()).unwrap_or(u32::MAX), touched);
                    held = Some((bytes, touched + wait.min(WAIT_MAX)));
                    continue;
                }
                None => return End::Gone,
            },
        };
        if session.send(incoming).await.is_err() {
            return End::Left;
        }
    }
}

/// The newest size that has not been passed on, not before `from`; `None` when there will be none.
async fn newest(sizes: &mut watch::Receiver<Size>, from: Instant) -> Option<Size> {
    sleep_until(from).await;
    sizes.changed().await.ok()?;
    Some(*sizes.borrow_and_update())
}

/// Done at that time; never where there is none.
async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}

/// Done when the value is true or can change no more.
pub(super) async fn is_true(mut value: watch::Receiver<bool>) {
    let _ = value.wait_for(|value| *value).await;
}
