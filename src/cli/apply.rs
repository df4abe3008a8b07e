//! `apply`: commands as JSON lines, one commit each, a reply a line once it is durable.
//! Several are on their way at once, so that one sync serves many; replies come in the order of the lines all the same.

use std::io::{BufRead, BufReader, Read as _};
use std::path::Path;
use std::pin::Pin;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use serde_json::{Value as Json, json};

use super::failure::{FAILED, Failure, NOT_FOUND, REFUSED};
use super::ground::Ground;
use crate::domain::{Actor, Cause, Command};
use crate::interchange::commands::{BadCommand, LINE_BYTES_MAX, parse};
use crate::lang::Lang;
use crate::store::Store;
use crate::store::submit::{Receipt, Submission, SubmitError};

/// Commands on their way at most; below what the store's queue takes, so that it is never too busy for them.
const IN_FLIGHT: usize = 256;

type Pending = Pin<Box<dyn Future<Output = Result<Receipt, SubmitError>> + Send>>;

/// What a line came to, or will.
enum Reply {
    Pending(Pending),
    Bad(BadCommand),
    /// Says when all replies before it have been printed.
    Barrier(SyncSender<()>),
}

pub fn run(ground: &mut Ground, file: Option<&Path>) -> Result<(), Failure> {
    let lang = ground.lang();
    let input: Box<dyn BufRead + Send> = match file.filter(|path| *path != Path::new("-")) {
        None => Box::new(BufReader::new(ground.host.input())),
        Some(path) => {
            let file = ground.host.open(path).map_err(|error| Failure::file(path, &error, lang))?;
            Box::new(BufReader::new(file))
        }
    };
    let store = ground.write()?;
    let actor = ground.actor(&store.snapshot().state)?;
    let (sender, replies) = sync_channel(IN_FLIGHT);
    let result = std::thread::scope(|scope| {
        let reader = scope.spawn({
            let (store, actor) = (&store, &actor);
            // The sender goes with the thread, so that its end is the end of the replies.
            move || submit_all(input, store, actor, &sender)
        });
        let printed = print_all(ground, replies);
        // Where the output is gone the reader may wait for its input for ever; the process ends without it.
        match printed {
            Ok(code) => match reader.join() {
                Ok(Ok(())) => Ok(code),
                Ok(Err(error)) => Err(Failure::failed(error.to_string())),
                Err(_) => Err(Failure::failed("internal error")),
            },
            Err(Failure::Pipe) => std::process::exit(0),
            Err(failure) => Err(failure),
        }
    });
    match result? {
        0 => Ok(()),
        code => Err(Failure::Silent { code }),
    }
}

/// Reads lines and submits them in order.
fn submit_all(
    mut input: Box<dyn BufRead + Send>,
    store: &Store,
    actor: &Actor,
    replies: &SyncSender<Reply>,
) -> std::io::Result<()> {
    loop {
        let mut bytes = Vec::new();
        let limit = LINE_BYTES_MAX as u64 + 1;
        if input.by_ref().take(limit).read_until(b'\n', &mut bytes)? == 0 {
            return Ok(());
        }
        let too_long = bytes.len() as u64 == limit && bytes.last() != Some(&b'\n');
        if too_long {
            skip_line(&mut input)?;
        }
        let line = String::from_utf8_lossy(&bytes);
        if line.trim().is_empty() {
            continue;
        }
        let request = if too_long { Err(BadCommand::TooLong) } else { parse(&line) };
        // The printer is gone only when nobody reads the replies any more.
        let gone = match request {
            Err(bad) => replies.send(Reply::Bad(bad)).is_err(),
            Ok(request) => {
                let alone = matches!(request.command, Command::Batch(_));
                let submission =
                    Submission::new(actor.clone(), Cause::Apply, request.command).seen(request.seen);
                let pending: Pending = Box::pin(store.submit(submission));
                replies.send(Reply::Pending(pending)).is_err() || (alone && wait_for(replies))
            }
        };
        if gone {
            return Ok(());
        }
    }
}

/// A batch may be decided beside the writer; what follows it must not overtake it.
fn wait_for(replies: &SyncSender<Reply>) -> bool {
    let (done, waiting) = sync_channel(1);
    replies.send(Reply::Barrier(done)).is_err() || waiting.recv().is_err()
}

fn skip_line(input: &mut Box<dyn BufRead + Send>) -> std::io::Result<()> {
    loop {
        let (used, found) = {
            let bytes = input.fill_buf()?;
            match bytes.iter().position(|byte| *byte == b'\n') {
                Some(place) => (place + 1, true),
                None => (bytes.len(), bytes.is_empty()),
            }
        };
        input.consume(used);
        if found {
            return Ok(());
        }
    }
}

/// Prints each reply as soon as it is due. Returns the exit code that the worst of them asks for.
fn print_all(ground: &mut Ground, replies: Receiver<Reply>) -> Result<u8, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let mut worst = 0;
    for reply in replies {
        let (json, code) = match reply {
            Reply::Barrier(done) => {
                // Where the reader is gone there is nothing to hold back.
                let _ = done.send(());
                continue;
            }
            Reply::Bad(bad) => {
                (json!({"ok": false, "error": "invalid", "reason": bad.text(ground.lang())}), FAILED)
            }
            Reply::Pending(pending) => match runtime.block_on(pending) {
                Ok(receipt) => (accepted(&receipt), 0),
                Err(error) => {
                    let (key, reason) = refusal(&error, ground.lang());
                    (json!({"ok": false, "error": key, "reason": reason}), code_of(key))
                }
            },
        };
        worst = worst.max(code);
        ground.out.json(&json)?;
        // What is durable is told at once: the asker may be waiting for it before it goes on.
        ground.out.finish()?;
    }
    Ok(worst)
}

/// The reply to a command that was carried out.
pub fn accepted(receipt: &Receipt) -> Json {
    let ids: Vec<String> = receipt.ids.iter().map(ToString::to_string).collect();
    json!({"ok": true, "seq": receipt.seq, "ids": ids})
}

/// The word and the sentence for a command that was not.
pub fn refusal(error: &SubmitError, lang: Lang) -> (&'static str, String) {
    let key = match error {
        SubmitError::Rejected(rejection) => rejection.error_key(),
        _ => "failed",
    };
    (key, error.text(lang))
}

fn code_of(key: &str) -> u8 {
    match key {
        "not_found" => NOT_FOUND,
        "rejected" | "stale" => REFUSED,
        _ => FAILED,
    }
}
