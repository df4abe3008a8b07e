//! The process's own terminal as a connection.
//! Invariant: the terminal is given back whole on every way out: the end of the session, a panic, a hang-up, TERM and
//! INT. Nothing here waits for the terminal before the session starts.
//! The command line opens it, runs a session on the connection and drops the guard afterwards.

mod restore;

use std::io::IsTerminal as _;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGWINCH};
use signal_hook::iterator::{Handle, Signals};
use tokio::sync::mpsc;

use crate::connection::{CHUNK_BYTES_MAX, Caps, Connection, Frame, Incoming};
use crate::input::Size;
use crate::lang::Lang;
use restore::Restorer;

/// How long a session may take to end after a signal before the process is ended for it.
const ORDERLY_END_MAX: Duration = Duration::from_secs(3);

/// Why the terminal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TtyError {
    #[error("this needs a terminal; input or output goes elsewhere")]
    NotATerminal,
    #[error(
        "the terminal (TERM={term}) cannot place text on its screen; use the other commands, or a full terminal"
    )]
    Dumb { term: String },
    #[error("the terminal could not be set up: {source}")]
    Setup { source: std::io::Error },
}

impl TtyError {
    /// The sentence for a person: what is wrong and what to do.
    pub fn text(&self, lang: Lang) -> String {
        match (lang, self) {
            (Lang::En, error) => error.to_string(),
            (Lang::Ja, Self::NotATerminal) => {
                "端末の画面が必要です。入力または出力が端末ではありません。".to_owned()
            }
            (Lang::Ja, Self::Dumb { term }) => format!(
                "この端末（TERM={term}）では画面を表示できません。ほかのコマンドを使うか、通常の端末で開いてください。"
            ),
            (Lang::Ja, Self::Setup { source }) => format!("端末を準備できませんでした: {source}"),
        }
    }
}

/// Holds the terminal; dropping it gives the terminal back and prints what a panic had to say.
#[derive(Debug)]
pub struct Guard {
    restorer: Arc<Restorer>,
    signals: Handle,
    /// Dropped to tell the signal thread that the session has ended in order.
    _ended: Sender<()>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.signals.close();
        self.restorer.restore();
        self.restorer.print_panics();
    }
}

/// Takes the process's terminal. `term` is the value of TERM, `caps` what its environment promises, `user` who it is.
/// Returns at once; errors when there is no terminal or it can only print lines.
pub fn open(term: &str, caps: Caps, user: String) -> Result<(Connection, Guard), TtyError> {
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return Err(TtyError::NotATerminal);
    }
    if matches!(term, "" | "dumb") {
        return Err(TtyError::Dumb { term: term.to_owned() });
    }
    let setup = |source| TtyError::Setup { source };
    let signals = Signals::new([SIGWINCH, SIGHUP, SIGTERM, SIGINT]).map_err(setup)?;
    let restorer = Restorer::take().map_err(setup)?;
    let (connection, wire) = Connection::new(size(), caps, user);
    let (ended, session_end) = channel();
    let guard = Guard { restorer: Arc::clone(&restorer), signals: signals.handle(), _ended: ended };
    let reading = wire.input.downgrade();
    let close = signals.handle();
    let spawn = |name: &str, work: Box<dyn FnOnce() + Send>| {
        thread::Builder::new().name(name.to_owned()).spawn(work).map(drop).map_err(setup)
    };
    let watching = Arc::clone(&restorer);
    spawn("tty-read", Box::new(move || read_keys(&reading, &close)))?;
    spawn("tty-write", Box::new(move || write_frames(wire.frames, &restorer)))?;
    spawn("tty-signals", Box::new(move || watch_signals(signals, wire.input, &session_end, &watching)))?;
    Ok((connection, guard))
}

/// The size of the terminal on the output; 80 x 24 when it does not tell.
fn size() -> Size {
    match rustix::termios::tcgetwinsize(rustix::stdio::stdout()) {
        Ok(size) => Size::reported(u32::from(size.ws_col), u32::from(size.ws_row)),
        Err(_) => Size::DEFAULT,
    }
}

/// Hands keys over until the terminal or the session is gone. Only a weak sender is held, so that the thread, which
/// cannot be woken while it waits for a key, never keeps a session alive.
fn read_keys(session: &mpsc::WeakSender<Incoming>, signals: &Handle) {
    let mut chunk = [0; CHUNK_BYTES_MAX];
    loop {
        let count = match rustix::io::read(rustix::stdio::stdin(), &mut chunk) {
            Err(Errno::INTR) => continue,
            Err(Errno::AGAIN) if wait(PollFlags::IN) => continue,
            Err(_) | Ok(0) => break,
            Ok(count) => count,
        };
        let bytes = chunk.get(..count).unwrap_or_default().to_vec();
        let Some(sender) = session.upgrade() else { break };
        if sender.blocking_send(Incoming::Bytes(bytes)).is_err() {
            break;
        }
    }
    signals.close();
}

/// Writes frames until the session ends or the terminal is gone. The descriptor is written to directly: a lock on the
/// standard output, held by a terminal that has stopped, would keep the terminal from being given back.
fn write_frames(mut frames: mpsc::Receiver<Frame>, restorer: &Restorer) {
    while let Some(frame) = frames.blocking_recv() {
        if !restorer.note(&frame.bytes) || restore::write_whole(&frame.bytes).is_err() {
            return;
        }
        frame.done();
    }
}

/// Passes on changes of size. Any other signal, or the end of the keys, closes the session's input; a session that
/// does not end then is ended with the process.
fn watch_signals(
    mut signals: Signals,
    session: mpsc::Sender<Incoming>,
    session_end: &Receiver<()>,
    restorer: &Restorer,
) {
    let ending = signals.forever().find(|signal| {
        // A session that has ended takes no sizes any more; the next signal or the guard ends this thread.
        *signal != SIGWINCH || session.blocking_send(Incoming::Resize(size())).is_err()
    });
    drop(session);
    if session_end.recv_timeout(ORDERLY_END_MAX) == Err(RecvTimeoutError::Timeout) {
        restorer.restore();
        restorer.print_panics();
        std::process::exit(128 + ending.unwrap_or(SIGHUP));
    }
}

/// Waits until the input is ready, for the case that somebody else has set the terminal to not block.
fn wait(flags: PollFlags) -> bool {
    let stdin = rustix::stdio::stdin();
    let mut watched = [PollFd::new(&stdin, flags)];
    matches!(poll(&mut watched, None), Ok(_) | Err(Errno::INTR))
}
