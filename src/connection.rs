//! One person's wire, whatever it is made of: bytes in, frames out, a size, and what the terminal can do.
//! Invariant: both directions are bounded, so that a flood of keys or a slow link costs its own session only.
//! Transports make connections; the session runs on one and knows no wire.

use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use tokio::sync::{mpsc, oneshot};

use crate::input::Size;
pub use crate::terminal::caps::{Ambiguous, Caps, Colours};

/// How many chunks of input may wait for the session before the wire is no longer read.
const INPUT_CHUNKS_WAITING: usize = 64;
/// The largest chunk of input that a wire should hand over at once.
pub const CHUNK_BYTES_MAX: usize = 4096;

/// What arrives from a wire. The end of the channel means that the terminal is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    Bytes(Vec<u8>),
    Resize(Size),
}

/// A terminal that a session can run on.
#[derive(Debug)]
pub struct Connection {
    pub input: mpsc::Receiver<Incoming>,
    pub output: Output,
    pub size: Size,
    pub caps: Caps,
    /// Who the wire says this is; the session maps it to a member of staff.
    pub user: String,
}

/// The other end of a `Connection`, held by the transport that made it.
#[derive(Debug)]
pub struct Wire {
    pub input: mpsc::Sender<Incoming>,
    pub frames: mpsc::Receiver<Frame>,
}

impl Connection {
    /// A connection and the wire end that a transport serves it by.
    pub fn new(size: Size, caps: Caps, user: String) -> (Self, Wire) {
        let (input_sender, input) = mpsc::channel(INPUT_CHUNKS_WAITING);
        let (frame_sender, frames) = mpsc::channel(1);
        let connection = Self { input, output: Output { frames: frame_sender }, size, caps, user };
        (connection, Wire { input: input_sender, frames })
    }

    /// A connection without a terminal, for tests: 80 x 24, every ability, and the other end in the test's hand.
    pub fn memory() -> (Self, Memory) {
        Self::memory_of(Size::DEFAULT, Caps::full())
    }

    /// The same with a chosen size and abilities.
    pub fn memory_of(size: Size, caps: Caps) -> (Self, Memory) {
        let (connection, wire) = Self::new(size, caps, "test".to_owned());
        (connection, Memory { wire })
    }
}

/// The wire is gone; the session should end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the terminal has gone away")]
pub struct Closed;

/// Where a session sends its frames. One frame is on its way at a time.
#[derive(Debug, Clone)]
pub struct Output {
    frames: mpsc::Sender<Frame>,
}

impl Output {
    /// Sends `bytes` and returns when the wire has taken all of them; a session that awaits it before drawing again
    /// skips frames on a slow link instead of queueing them. Safe to drop between polls: the frame is then either
    /// not sent at all or sent whole. Errors when the terminal is gone.
    pub async fn send(&self, bytes: Vec<u8>) -> Result<(), Closed> {
        if bytes.is_empty() {
            return Ok(());
        }
        let (written, waiting) = oneshot::channel();
        self.frames.send(Frame { bytes, written }).await.map_err(|_gone| Closed)?;
        waiting.await.map_err(|_gone| Closed)
    }
}

/// Bytes that must reach the terminal whole and in order.
#[derive(Debug)]
pub struct Frame {
    pub bytes: Vec<u8>,
    written: oneshot::Sender<()>,
}

impl Frame {
    /// Says that the bytes are out; dropping the frame instead says that the terminal is gone.
    pub fn done(self) {
        // A session that no longer waits has ended, which is no error of the wire.
        let _ = self.written.send(());
    }
}

/// Writes each frame to `writer` until the session ends or the writer fails; what wires made of a stream need.
pub async fn pump(
    mut frames: mpsc::Receiver<Frame>,
    mut writer: impl AsyncWrite + Unpin,
) -> std::io::Result<()> {
    while let Some(frame) = frames.recv().await {
        writer.write_all(&frame.bytes).await?;
        writer.flush().await?;
        frame.done();
    }
    Ok(())
}

/// A terminal made of memory: the test types and looks.
#[derive(Debug)]
pub struct Memory {
    wire: Wire,
}

impl Memory {
    /// Types `bytes`. Errors when the session has ended.
    pub async fn send(&self, bytes: impl Into<Vec<u8>>) -> Result<(), Closed> {
        self.wire.input.send(Incoming::Bytes(bytes.into())).await.map_err(|_gone| Closed)
    }

    /// Changes the size of the terminal. Errors when the session has ended.
    pub async fn resize(&self, size: Size) -> Result<(), Closed> {
        self.wire.input.send(Incoming::Resize(size)).await.map_err(|_gone| Closed)
    }

    /// The bytes of the next frame, taken at once; `None` when the session has ended.
    pub async fn receive(&mut self) -> Option<Vec<u8>> {
        let mut frame = self.receive_slowly().await?;
        let bytes = std::mem::take(&mut frame.bytes);
        frame.done();
        Some(bytes)
    }

    /// The next frame, on its way until the test calls `Frame::done`: a slow link.
    pub async fn receive_slowly(&mut self) -> Option<Frame> {
        self.wire.frames.recv().await
    }

    /// Closes the terminal's input, as a hang-up does; output can still be received.
    #[must_use]
    pub fn hang_up(self) -> mpsc::Receiver<Frame> {
        self.wire.frames
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn bytes_go_round_trip_and_the_end_is_seen() {
        let (mut connection, mut memory) = Connection::memory();
        memory.send("あ").await.unwrap();
        memory.resize(Size { columns: 60, rows: 15 }).await.unwrap();
        assert_eq!(connection.input.recv().await, Some(Incoming::Bytes("あ".into())));
        assert_eq!(connection.input.recv().await, Some(Incoming::Resize(Size { columns: 60, rows: 15 })));
        let (sent, received) = tokio::join!(connection.output.send(b"frame".to_vec()), memory.receive());
        assert_eq!((sent, received.as_deref()), (Ok(()), Some(&b"frame"[..])));
        drop(memory);
        assert_eq!(connection.input.recv().await, None);
        assert_eq!(connection.output.send(b"late".to_vec()).await, Err(Closed));
    }

    #[tokio::test]
    async fn a_send_ends_only_when_the_wire_has_taken_the_frame() {
        let (connection, mut memory) = Connection::memory();
        let mut sending = Box::pin(connection.output.send(b"one".to_vec()));
        let frame = tokio::select! {
            biased;
            _ = &mut sending => panic!("sent before anyone took it"),
            frame = memory.receive_slowly() => frame.unwrap(),
        };
        tokio::select! {
            biased;
            _ = &mut sending => panic!("sent before it was written"),
            () = std::future::ready(()) => {}
        }
        frame.done();
        assert_eq!(sending.await, Ok(()));
    }

    #[tokio::test]
    async fn a_pump_writes_whole_frames_in_order() {
        let (connection, wire) = Connection::new(Size::DEFAULT, Caps::full(), String::new());
        let (near, mut far) = tokio::io::duplex(3);
        let pumping = tokio::spawn(pump(wire.frames, near));
        let reading = tokio::spawn(async move {
            let mut seen = Vec::new();
            tokio::io::AsyncReadExt::read_to_end(&mut far, &mut seen).await.map(|_| seen)
        });
        connection.output.send(b"first,".to_vec()).await.unwrap();
        connection.output.send(b"second".to_vec()).await.unwrap();
        drop(connection);
        pumping.await.unwrap().unwrap();
        assert_eq!(reading.await.unwrap().unwrap(), b"first,second");
    }
}
