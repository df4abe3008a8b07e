//! A screen over the socket: both ends.
//! Invariant: a frame counts as done only once the kernel has taken all of it, so one frame at most is on its way to a slow
//! client; a client that takes none for its limit is cut, and nobody else waits meanwhile.
//! `serve` runs with the holder, `attach` with the person.

use std::io;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::watch;
use tokio::time::timeout;

use super::{Packet, Tag};
use crate::connection::{CHUNK_BYTES_MAX, Connection, Incoming, Wire};
use crate::input::Size;
use crate::transport::Stay;

/// A client has so long to take one frame.
pub const FRAME_MAX: Duration = Duration::from_secs(30);
/// And a session so long to end in order.
const LEAVING_MAX: Duration = Duration::from_secs(3);

/// How a screen over the socket ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    pub code: u8,
    /// What to say once the screen is given back; may be empty.
    pub sentence: String,
    /// The holder is closing, so that somebody else may hold the store next.
    pub closing: bool,
}

/// Serves a session to a client until either ends or `closing` turns true.
pub async fn serve(
    stream: UnixStream,
    wire: Wire,
    stay: Stay,
    closing: watch::Receiver<bool>,
    frame_max: Duration,
) {
    let (reader, mut writer) = stream.into_split();
    let Wire { input, mut frames } = wire;
    // A task of its own, so that a panic in it ends this session only.
    let session = tokio::spawn(stay);
    let feeding = tokio::spawn(feed(reader, input, closing.clone()));
    let mut stalled = false;
    while let Some(mut frame) = frames.recv().await {
        let bytes = std::mem::take(&mut frame.bytes);
        if !matches!(timeout(frame_max, show(&mut writer, bytes)).await, Ok(Ok(()))) {
            stalled = true;
            break;
        }
        frame.done();
    }
    // The session has given up its output, or loses it now; the end of its input tells it to leave.
    drop(frames);
    feeding.abort();
    let farewell = match timeout(LEAVING_MAX, session).await {
        Ok(Ok(farewell)) => farewell,
        Ok(Err(_)) | Err(_) => None,
    };
    if !stalled {
        let ending = Ending {
            code: u8::from(farewell.is_some()),
            sentence: farewell.unwrap_or_default(),
            closing: *closing.borrow(),
        };
        let _ = timeout(LEAVING_MAX, Packet::new(Tag::End, ending.encode()).send(&mut writer)).await;
    }
}

async fn show(writer: &mut OwnedWriteHalf, bytes: Vec<u8>) -> io::Result<()> {
    for piece in bytes.chunks(super::PACKET_BYTES_MAX) {
        Packet::new(Tag::Output, piece.to_vec()).send(&mut *writer).await?;
    }
    Ok(())
}

/// Hands keys and sizes over until the client or the house ends it.
async fn feed(
    mut reader: OwnedReadHalf,
    input: tokio::sync::mpsc::Sender<Incoming>,
    mut closing: watch::Receiver<bool>,
) {
    let closed = async move {
        // A house without a keeper is closed as well.
        let _ = closing.wait_for(|closing| *closing).await;
    };
    tokio::pin!(closed);
    loop {
        let packet = tokio::select! {
            () = &mut closed => return,
            // What is dropped half-read here belongs to a session that ends.
            packet = Packet::receive(&mut reader) => packet,
        };
        let incoming = match packet {
            Ok(Some(Packet { tag: Tag::Input, bytes })) if bytes.len() <= CHUNK_BYTES_MAX => {
                Incoming::Bytes(bytes)
            }
            Ok(Some(Packet { tag: Tag::Resize, bytes })) => match size_of(&bytes) {
                Some(size) => Incoming::Resize(size),
                None => return,
            },
            _ => return,
        };
        if input.send(incoming).await.is_err() {
            return;
        }
    }
}

/// Joins a terminal to a session that runs with the holder, until either ends. `hello` is what the client wants.
///
/// # Errors
/// Those of the stream; the end of it without a word is `UnexpectedEof`: the holder is gone.
pub async fn attach(stream: UnixStream, hello: Vec<u8>, terminal: Connection) -> io::Result<Ending> {
    let (mut reader, mut writer) = stream.into_split();
    let Connection { mut input, output, .. } = terminal;
    Packet::new(Tag::Hello, hello).send(&mut writer).await?;
    let typing = tokio::spawn(async move {
        while let Some(incoming) = input.recv().await {
            let packet = match incoming {
                Incoming::Bytes(bytes) => Packet::new(Tag::Input, bytes),
                Incoming::Resize(size) => Packet::new(Tag::Resize, bytes_of(size)),
            };
            if packet.send(&mut writer).await.is_err() {
                return;
            }
        }
        // The terminal is gone: the holder is to know, and says how it ended.
        let _ = writer.shutdown().await;
    });
    let ending = loop {
        match Packet::receive(&mut reader).await {
            Ok(Some(Packet { tag: Tag::Output, bytes })) => {
                // A terminal that is gone ends the session by its input.
                let _ = output.send(bytes).await;
            }
            Ok(Some(Packet { tag: Tag::End, bytes })) => break Ok(Ending::decode(&bytes)),
            Ok(Some(_)) => break Err(io::ErrorKind::InvalidData.into()),
            Ok(None) => break Err(io::ErrorKind::UnexpectedEof.into()),
            Err(error) => break Err(error),
        }
    };
    typing.abort();
    ending
}

impl Ending {
    pub fn encode(&self) -> Vec<u8> {
        serde_json::json!({"code": self.code, "sentence": self.sentence, "closing": self.closing})
            .to_string()
            .into_bytes()
    }

    pub fn decode(bytes: &[u8]) -> Self {
        let json: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
        let code = json.get("code").and_then(serde_json::Value::as_u64).unwrap_or(1);
        let sentence = json.get("sentence").and_then(serde_json::Value::as_str).unwrap_or_default();
        let closing = json.get("closing").and_then(serde_json::Value::as_bool).unwrap_or(false);
        Self { code: u8::try_from(code).unwrap_or(1), sentence: sentence.to_owned(), closing }
    }
}

fn bytes_of(size: Size) -> Vec<u8> {
    [size.columns.to_be_bytes(), size.rows.to_be_bytes()].concat()
}

fn size_of(bytes: &[u8]) -> Option<Size> {
    let [a, b, c, d] = bytes.try_into().ok()?;
    Some(Size::reported(u16::from_be_bytes([a, b]).into(), u16::from_be_bytes([c, d]).into()))
}
