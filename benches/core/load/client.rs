//! A client on a wire of memory: types like a person and takes the time of each key.

use std::sync::Arc;
use std::time::{Duration, Instant};

use nichiiki::connection::{Connection, Memory};
use nichiiki::demo::random::Random;
use nichiiki::input::Size;
use nichiiki::keymap::Preset;
use nichiiki::lang::Lang;
use nichiiki::session::{self, Setup, Shared};
use nichiiki::store::Store;
use nichiiki::terminal::Caps;
use tokio::task::JoinHandle;

use crate::world::now;

const SIZE: Size = Size { columns: 140, rows: 40 };
/// Between two keys, in milliseconds: about three a second, as one who reads while moving.
const PAUSE_MS: (i32, i32) = (120, 560);
/// What one may do, and how often of a hundred: down, up, another pane and back, a record and back, a filter and back.
const HABITS: [(usize, &[&str]); 5] = [
    (55, &["j"]),
    (20, &["j", "k"]),
    (5, &["\t", "j", "\x1b[Z"]),
    (14, &["\r", "j", "j", "q"]),
    (6, &["f", "や", "ま", "だ", "\r", "j", "j", ESCAPE]),
];
/// A lone Esc could be the beginning of a longer key, so a terminal waits a moment before it is one; its time is not taken.
const ESCAPE: &str = "\x1b";
/// A key without a frame after so long has changed nothing on the screen, such as up in the first row.
const NO_FRAME: Duration = Duration::from_secs(2);

/// One person at a terminal.
pub struct Client {
    wire: Memory,
    random: Random,
    _session: JoinHandle<session::End>,
}

/// What a client saw.
#[derive(Default)]
pub struct Watch {
    times: Vec<Duration>,
    pub frames: usize,
    pub bytes: usize,
}

impl Client {
    pub fn sit(store: &Store, shared: Shared, number: u64) -> Self {
        let (connection, wire) = Connection::memory_of(SIZE, Caps::full());
        let setup = Setup {
            lang: Lang::Ja,
            keymap: Preset::Default,
            own_keymap: None,
            now: Arc::new(now),
            banner: None,
            owner: true,
            idle: None,
            shared,
            files: nichiiki::session::porter::Files::default(),
        };
        let session = tokio::spawn(session::run(connection, store.clone(), setup));
        Self { wire, random: Random::of(11, number), _session: session }
    }

    /// Takes one frame and never lets go of it, so that the session waits for it to be written.
    pub fn sit_still(mut self) -> JoinHandle<()> {
        tokio::spawn(async move {
            let frame = self.wire.receive_slowly().await;
            // Types all the same.
            while self.wire.send("j").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
            drop(frame);
        })
    }

    /// Types until `end`; keys from `begin` on count.
    pub async fn work(mut self, begin: Instant, end: Instant) -> Watch {
        let mut watch = Watch::default();
        while Instant::now() < end {
            let mut choice = self.random.below(100);
            let habit = HABITS.iter().find(|(often, _)| {
                let chosen = choice < *often;
                choice = choice.saturating_sub(*often);
                chosen
            });
            for key in habit.map_or(&[][..], |(_, keys)| keys) {
                self.rest(&mut watch, begin).await;
                self.press(key, &mut watch, begin, end).await;
            }
        }
        watch
    }

    /// Reads what comes while the person looks.
    async fn rest(&mut self, watch: &mut Watch, begin: Instant) {
        let pause = Duration::from_millis(self.random.between(PAUSE_MS.0, PAUSE_MS.1).unsigned_abs().into());
        let until = tokio::time::Instant::now() + pause;
        while let Ok(Some(bytes)) = tokio::time::timeout_at(until, self.wire.receive()).await {
            if Instant::now() >= begin {
                watch.frames += 1;
                watch.bytes += bytes.len();
            }
        }
    }

    async fn press(&mut self, key: &str, watch: &mut Watch, begin: Instant, end: Instant) {
        let sent = Instant::now();
        self.wire.send(key).await.unwrap();
        let frame = tokio::time::timeout(NO_FRAME, self.wire.receive()).await;
        let took = sent.elapsed();
        if let Ok(Some(bytes)) = frame
            && sent >= begin
            && sent < end
        {
            watch.frames += 1;
            watch.bytes += bytes.len();
            if key != ESCAPE {
                watch.times.push(took);
            }
        }
    }
}

impl Watch {
    pub fn join(&mut self, other: Self) {
        self.times.extend(other.times);
        self.frames += other.frames;
        self.bytes += other.bytes;
    }

    pub fn keys(&self) -> usize {
        self.times.len()
    }

    /// The time, in nanoseconds, within which that share of the keys was answered.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place among some thousand keys"
    )]
    pub fn at(&self, share: f64) -> f64 {
        let mut times = self.times.clone();
        times.sort_unstable();
        let place = ((times.len() as f64 * share).ceil() as usize).clamp(1, times.len().max(1)) - 1;
        times.get(place).map_or(f64::NAN, |time| time.as_nanos() as f64)
    }
}
