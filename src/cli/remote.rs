//! Commands through the holder of a store: this side asks and lends its streams and files, the other side runs them.
//! Invariant: what is printed, and how it ends, is the same as if this process had opened the store itself; the holder touches
//! no file of whoever asks but through this side, with this side's rights.
//! `ask` is called before a command opens the store; `serve` by the holder, on a thread of its own.

mod line;

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use serde_json::Value as Json;

use super::args::Cli;
use super::failure::Failure;
use super::ground::{Ground, Served};
use super::host::{Host, Own, Reading, Writing};
use super::output::say;
use crate::config::{Config, Environment};
use crate::lang::Lang;
use crate::server::{Asking, Call, Hello, Want};
use crate::store::Store;
use crate::transport::socket::screen::Ending;
use crate::transport::socket::{Packet, Tag, knock};
use line::Line;

/// The longest piece of a file that is sent at once, in bytes.
pub const PIECE_BYTES_MAX: usize = 256 << 10;
/// Files that one command may have open at once.
const FILES_MAX: usize = 16;
/// A client has so long to take what is printed.
const PRINT_MAX: Duration = Duration::from_secs(30);

/// Has the holder of the store run the command that this process was given; `None` where nobody serves the store.
///
/// # Errors
/// The command's own failure, told already; a holder that goes away meanwhile.
pub fn ask(ground: &Ground, arguments: &[std::ffi::OsString]) -> Result<Option<()>, Failure> {
    let Some(stream) = knock(&ground.config.store)? else { return Ok(None) };
    let words: Option<Vec<String>> =
        arguments.iter().skip(1).map(|word| word.to_str().map(str::to_owned)).collect();
    let Some(words) = words else {
        return Err(Failure::usage(
            ground.lang().pick("引数が文字として読めません", "an argument is not readable text"),
        ));
    };
    let asking = Asking {
        arguments: words,
        terminals: Own.is_terminal(),
        directory: ground.config.directory.as_ref().map(|path| path.display().to_string()),
    };
    let named = (ground.config.user != ground.config.system_user).then(|| ground.config.user.clone());
    let hello = Hello { lang: ground.lang(), user: named, want: Want::Command(asking) };
    Packet::new(Tag::Hello, hello.encode()).write(&stream)?;
    let mut lender = Lender { stream, files: BTreeMap::new(), next: 1, typing: None };
    let ending = lender.lend()?.ok_or_else(|| gone(ground.lang()))?;
    if !ending.sentence.is_empty() {
        say(&format!("nichiiki: {}", ending.sentence));
    }
    if ending.code == 0 { Ok(Some(())) } else { Err(Failure::Silent { code: ending.code }) }
}

/// The failure of a holder that went away without a word.
pub fn gone(lang: Lang) -> Failure {
    Failure::failed(lang.pick(
        "ストアを開いていたプロセスが終了しました。保存済みと表示された内容は残っています",
        "the process that held the store has ended; what was told as saved is there",
    ))
}

/// This side: prints what the holder sends, and does with files what it asks.
struct Lender {
    stream: UnixStream,
    files: BTreeMap<u64, Open>,
    next: u64,
    /// How much of the standard input is wanted; whoever reads it may wait long, while what is printed goes on.
    typing: Option<Sender<usize>>,
}

enum Open {
    Reading(Box<dyn Reading>),
    Writing(Box<dyn Writing>),
}

impl Lender {
    fn lend(&mut self) -> Result<Option<Ending>, Failure> {
        let (mut stdout, mut stderr) = (io::stdout(), io::stderr());
        loop {
            match Packet::read(&self.stream)? {
                None => return Ok(None),
                Some(Packet { tag: Tag::End, bytes }) => return Ok(Some(Ending::decode(&bytes))),
                Some(Packet { tag: Tag::Stdout, bytes }) => {
                    stdout.write_all(&bytes)?;
                    stdout.flush()?;
                }
                // There is nobody to tell that stderr is gone.
                Some(Packet { tag: Tag::Stderr, bytes }) => drop(stderr.write_all(&bytes)),
                Some(Packet { tag: Tag::Call, bytes }) if wanted_input(&bytes).is_some() => {
                    self.read_input(wanted_input(&bytes).unwrap_or_default())?;
                }
                Some(Packet { tag: Tag::Call, bytes }) => {
                    let answer = self.answer(&bytes);
                    Packet::new(Tag::Answer, line::encode_answer(answer)).write(&self.stream)?;
                }
                Some(_) => return Err(io::Error::from(io::ErrorKind::InvalidData).into()),
            }
        }
    }

    /// Has a piece of the standard input read and sent, without waiting for it.
    fn read_input(&mut self, most: usize) -> Result<(), Failure> {
        if self.typing.is_none() {
            let (sender, wanted) = channel::<usize>();
            let stream = self.stream.try_clone()?;
            std::thread::Builder::new().name("input".into()).spawn(move || {
                while let Ok(most) = wanted.recv() {
                    let answer = line::encode_answer(read_some(&mut io::stdin(), most));
                    if Packet::new(Tag::Answer, answer).write(&stream).is_err() {
                        return;
                    }
                }
            })?;
            self.typing = Some(sender);
        }
        if let Some(typing) = &self.typing {
            // The thread ends only with the stream, which the next packet tells.
            let _ = typing.send(most);
        }
        Ok(())
    }

    fn answer(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let bad = || io::Error::from(io::ErrorKind::InvalidInput);
        let (json, rest) = line::decode_call(bytes).ok_or_else(bad)?;
        let number = |key: &str| json.get(key).and_then(Json::as_u64);
        let most =
            number("most").and_then(|most| usize::try_from(most).ok()).unwrap_or(0).min(PIECE_BYTES_MAX);
        let path = json.get("path").and_then(Json::as_str).map(Path::new);
        match (json.get("do").and_then(Json::as_str).unwrap_or_default(), path) {
            ("open", Some(path)) => self.keep(Open::Reading(Own.open(path)?)),
            ("create", Some(path)) => self.keep(Open::Writing(Own.create(path)?)),
            (verb, _) => {
                let file = number("file").ok_or_else(bad)?;
                match (verb, self.files.get_mut(&file)) {
                    ("read", Some(Open::Reading(reading))) => {
                        reading.seek(io::SeekFrom::Start(number("at").ok_or_else(bad)?))?;
                        read_some(reading, most)
                    }
                    ("length", Some(Open::Reading(reading))) => {
                        Ok(reading.seek(io::SeekFrom::End(0))?.to_be_bytes().to_vec())
                    }
                    ("write", Some(Open::Writing(writing))) => {
                        writing.write_all(rest)?;
                        Ok(Vec::new())
                    }
                    ("finish", Some(Open::Writing(_))) => match self.files.remove(&file) {
                        Some(Open::Writing(writing)) => writing.finish().map(|()| Vec::new()),
                        _ => Err(bad()),
                    },
                    ("drop", Some(_)) => {
                        self.files.remove(&file);
                        Ok(Vec::new())
                    }
                    _ => Err(bad()),
                }
            }
        }
    }

    fn keep(&mut self, open: Open) -> io::Result<Vec<u8>> {
        if self.files.len() >= FILES_MAX {
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        let file = self.next;
        self.next += 1;
        self.files.insert(file, open);
        Ok(file.to_be_bytes().to_vec())
    }
}

/// How much of the standard input a call wants; `None` for other calls.
fn wanted_input(bytes: &[u8]) -> Option<usize> {
    let (json, _) = line::decode_call(bytes)?;
    let most = json.get("most")?.as_u64().and_then(|most| usize::try_from(most).ok())?;
    (json.get("do")?.as_str()? == "stdin").then_some(most.min(PIECE_BYTES_MAX))
}

fn read_some(from: &mut (impl io::Read + ?Sized), most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; most];
    let read = loop {
        match from.read(&mut bytes) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => break other?,
        }
    };
    bytes.truncate(read);
    Ok(bytes)
}

/// The holder's side: runs what somebody asks on the open store, with their rights and their files.
pub fn serve(call: Call, store: Store, config: &Config) {
    let Call { stream, asking, lang, name, user, owner } = call;
    let Ok(line) = Line::start(stream, asking.terminals, PRINT_MAX) else { return };
    let host: Arc<dyn Host> = line.clone();
    let config = Config {
        lang,
        user: user.unwrap_or_else(|| name.clone()),
        system_user: name,
        directory: asking.directory.map(Into::into),
        warnings: Vec::new(),
        ..config.clone()
    };
    let words = std::iter::once("nichiiki".to_owned()).chain(asking.arguments);
    let parsed = super::words::parse(lang, words.map(Into::into));
    let ending = match parsed {
        Err(error) => {
            host.say(&error.to_string());
            Ending { code: super::failure::USAGE, sentence: String::new(), closing: false }
        }
        Ok(Cli { command: Some(command), json, .. }) if super::through_holder(&command) => {
            let environment = Environment::default();
            let mut ground = Ground::lent(config, environment, json, Arc::clone(&host));
            // Whoever holds it may have begun to show it a moment ago.
            store.wait_blocking();
            ground.served = Some(Served { store, owner });
            let result = super::run(command, &mut ground).and_then(|()| ground.out.finish());
            match result {
                Ok(()) => Ending { code: 0, sentence: String::new(), closing: false },
                Err(failure) => {
                    let _ = ground.out.finish();
                    Ending { code: failure.code(), sentence: failure.text(lang), closing: false }
                }
            }
        }
        // What needs no open store, or a terminal, is never asked of a holder by an honest client.
        Ok(_) => Ending { code: super::failure::USAGE, sentence: "not here".to_owned(), closing: false },
    };
    line.end(&ending);
}
