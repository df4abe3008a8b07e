//! The holder's end of a line to somebody who asked for a command: what is printed goes out, and their files are read and
//! written by asking them.
//! Invariant: one question is open at a time; once they are gone every question fails, so the command ends.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value as Json, json};

use super::PIECE_BYTES_MAX;
use crate::cli::host::{Host, Reading, Writing};
use crate::transport::socket::screen::Ending;
use crate::transport::socket::{Packet, Tag};

/// The line.
pub struct Line {
    /// Whoever writes a packet holds it.
    writer: Mutex<UnixStream>,
    /// Whoever has asked something holds it until the answer is there.
    answers: Mutex<Receiver<Vec<u8>>>,
    terminals: (bool, bool),
    gone: AtomicBool,
    me: std::sync::Weak<Self>,
}

impl Line {
    /// Starts listening for answers. Whoever takes longer than `print_max` to take what is printed is gone.
    pub fn start(stream: UnixStream, terminals: (bool, bool), print_max: Duration) -> io::Result<Arc<Self>> {
        stream.set_write_timeout(Some(print_max))?;
        let reader = stream.try_clone()?;
        let (sender, answers) = channel();
        let line = Arc::new_cyclic(|me| Self {
            writer: Mutex::new(stream),
            answers: Mutex::new(answers),
            terminals,
            gone: AtomicBool::new(false),
            me: me.clone(),
        });
        let of_reader = Arc::downgrade(&line);
        std::thread::Builder::new().name("answers".into()).spawn(move || {
            while let Ok(Some(Packet { tag: Tag::Answer, bytes })) = Packet::read(&reader) {
                if sender.send(bytes).is_err() {
                    return;
                }
            }
            if let Some(line) = of_reader.upgrade() {
                line.gone.store(true, Ordering::SeqCst);
            }
        })?;
        Ok(line)
    }

    /// Says how the command ended, and hangs up.
    pub fn end(&self, ending: &Ending) {
        // Whoever is gone needs no ending.
        let _ = self.send(Tag::End, ending.encode());
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = writer.shutdown(std::net::Shutdown::Both);
    }

    fn send(&self, tag: Tag, bytes: Vec<u8>) -> io::Result<()> {
        if self.gone.load(Ordering::SeqCst) {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = Packet::new(tag, bytes).write(&*writer);
        if sent.is_err() {
            self.gone.store(true, Ordering::SeqCst);
        }
        sent.map_err(|_gone| io::ErrorKind::BrokenPipe.into())
    }

    fn ask(&self, question: &Json, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        self.send(Tag::Call, encode_call(question, bytes))?;
        let answer = answers.recv().map_err(|_gone| io::Error::from(io::ErrorKind::BrokenPipe))?;
        decode_answer(&answer)
    }

    fn strong(&self) -> io::Result<Arc<Self>> {
        self.me.upgrade().ok_or_else(|| io::ErrorKind::BrokenPipe.into())
    }
}

impl Host for Line {
    fn input(&self) -> Box<dyn Read + Send> {
        match self.strong() {
            Ok(line) => Box::new(Input { line }),
            Err(_) => Box::new(io::empty()),
        }
    }

    fn output(&self) -> Box<dyn Write + Send> {
        match self.strong() {
            Ok(line) => Box::new(Output { line }),
            Err(_) => Box::new(io::sink()),
        }
    }

    fn say(&self, text: &str) {
        // Whoever is gone hears nothing.
        let _ = self.send(Tag::Stderr, text.as_bytes().to_vec());
    }

    fn is_terminal(&self) -> (bool, bool) {
        self.terminals
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Reading>> {
        let file = number(&self.ask(&json!({"do": "open", "path": text(path)?}), &[])?)?;
        Ok(Box::new(Remote { line: self.strong()?, file, at: 0 }))
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn Writing>> {
        let file = number(&self.ask(&json!({"do": "create", "path": text(path)?}), &[])?)?;
        Ok(Box::new(Remote { line: self.strong()?, file, at: 0 }))
    }

    fn is_gone(&self) -> bool {
        self.gone.load(Ordering::SeqCst)
    }
}

struct Input {
    line: Arc<Line>,
}

impl Read for Input {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = into.len().min(PIECE_BYTES_MAX);
        fill(into, &self.line.ask(&json!({"do": "stdin", "most": most}), &[])?)
    }
}

struct Output {
    line: Arc<Line>,
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = bytes.get(..bytes.len().min(PIECE_BYTES_MAX)).unwrap_or_default();
        self.line.send(Tag::Stdout, piece.to_vec())?;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A file of whoever asked.
struct Remote {
    line: Arc<Line>,
    file: u64,
    at: u64,
}

impl Read for Remote {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = into.len().min(PIECE_BYTES_MAX);
        let question = json!({"do": "read", "file": self.file, "at": self.at, "most": most});
        let read = fill(into, &self.line.ask(&question, &[])?)?;
        self.at += u64::try_from(read).unwrap_or(0);
        Ok(read)
    }
}

impl Seek for Remote {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (from, by) = match to {
            SeekFrom::Start(at) => (at, 0),
            SeekFrom::Current(by) => (self.at, by),
            SeekFrom::End(by) => {
                (number(&self.line.ask(&json!({"do": "length", "file": self.file}), &[])?)?, by)
            }
        };
        self.at = from.checked_add_signed(by).ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

impl Write for Remote {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = bytes.get(..bytes.len().min(PIECE_BYTES_MAX)).unwrap_or_default();
        self.line.ask(&json!({"do": "write", "file": self.file}), piece)?;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Writing for Remote {
    fn finish(self: Box<Self>) -> io::Result<()> {
        self.line.ask(&json!({"do": "finish", "file": self.file}), &[]).map(drop)
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        // A file that is finished is not there any more, which is as well.
        let _ = self.line.ask(&json!({"do": "drop", "file": self.file}), &[]);
    }
}

fn fill(into: &mut [u8], bytes: &[u8]) -> io::Result<usize> {
    let place = into.get_mut(..bytes.len()).ok_or(io::ErrorKind::InvalidData)?;
    place.copy_from_slice(bytes);
    Ok(bytes.len())
}

fn number(bytes: &[u8]) -> io::Result<u64> {
    let bytes: [u8; 8] = bytes.try_into().map_err(|_other| io::Error::from(io::ErrorKind::InvalidData))?;
    Ok(u64::from_be_bytes(bytes))
}

fn text(path: &Path) -> io::Result<&str> {
    path.to_str().ok_or_else(|| io::ErrorKind::InvalidInput.into())
}

fn encode_call(question: &Json, bytes: &[u8]) -> Vec<u8> {
    let question = question.to_string();
    let length = u32::try_from(question.len()).unwrap_or(u32::MAX);
    [&length.to_be_bytes()[..], question.as_bytes(), bytes].concat()
}

/// The question in a packet, and the bytes that go with it.
pub fn decode_call(bytes: &[u8]) -> Option<(Json, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (question, rest) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    Some((serde_json::from_slice(question).ok()?, rest))
}

/// Kinds of errors that keep their meaning on the way.
const KINDS: [(u8, io::ErrorKind); 5] = [
    (1, io::ErrorKind::NotFound),
    (2, io::ErrorKind::PermissionDenied),
    (3, io::ErrorKind::IsADirectory),
    (4, io::ErrorKind::StorageFull),
    (5, io::ErrorKind::InvalidInput),
];

/// An answer as it goes over the line.
pub fn encode_answer(answer: io::Result<Vec<u8>>) -> Vec<u8> {
    match answer {
        Ok(bytes) => [&[0][..], &bytes].concat(),
        Err(error) => {
            let kind = KINDS.iter().find(|(_, kind)| *kind == error.kind()).map_or(255, |(byte, _)| *byte);
            [&[kind][..], error.to_string().as_bytes()].concat()
        }
    }
}

fn decode_answer(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let (kind, rest) = bytes.split_first().ok_or(io::ErrorKind::InvalidData)?;
    if *kind == 0 {
        return Ok(rest.to_vec());
    }
    let known = KINDS.iter().find(|(byte, _)| byte == kind).map_or(io::ErrorKind::Other, |(_, kind)| *kind);
    Err(io::Error::new(known, String::from_utf8_lossy(rest).into_owned()))
}
