//! Taking the terminal and giving it back, once, from whichever thread comes first.
//! Invariant: after `restore` the terminal is as it was before `take`, whatever had been written in between.
//! Used by `tty` only.

use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use crate::terminal::modes;

/// How many messages of panics are kept for the end.
const PANICS_KEPT: usize = 4;
/// How long giving the terminal back may wait for one that has stopped its output.
const STOPPED_MAX: Duration = Duration::from_millis(500);

/// What is needed to give the terminal back.
#[derive(Debug)]
pub(super) struct Restorer {
    /// Raw mode is on and nobody has given it back.
    raw: AtomicBool,
    /// The terminal has got the session's first bytes and not its last.
    entered: AtomicBool,
    panics: Mutex<Vec<String>>,
    main: ThreadId,
}

impl Restorer {
    /// Puts the terminal into raw mode and has panics kept back until it is restored: a message printed over the
    /// screen could not be read.
    pub fn take() -> std::io::Result<Arc<Self>> {
        crossterm::terminal::enable_raw_mode()?;
        let restorer = Arc::new(Self {
            raw: AtomicBool::new(true),
            entered: AtomicBool::new(false),
            panics: Mutex::new(Vec::new()),
            main: thread::current().id(),
        });
        let of_hook = Arc::downgrade(&restorer);
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| match of_hook.upgrade() {
            Some(restorer) if restorer.raw.load(Ordering::SeqCst) => restorer.keep(info),
            _ => previous(info),
        }));
        Ok(restorer)
    }

    /// Watches what is sent, to know whether the session itself has given the screen back. False when the terminal
    /// has been given back already and nothing may be sent.
    pub fn note(&self, bytes: &[u8]) -> bool {
        self.entered.store(!bytes.ends_with(modes::LEAVE), Ordering::SeqCst);
        self.raw.load(Ordering::SeqCst)
    }

    /// Gives the terminal back. Errors are not reported: there is nowhere left to report them to.
    pub fn restore(&self) {
        if !self.raw.swap(false, Ordering::SeqCst) {
            return;
        }
        if self.entered.swap(false, Ordering::SeqCst) {
            let _ = write_whole_within(modes::LEAVE, Some(STOPPED_MAX));
        }
        let _ = crossterm::terminal::disable_raw_mode();
    }

    /// Prints the panics that were kept back.
    pub fn print_panics(&self) {
        let kept = std::mem::take(&mut *self.panics.lock().unwrap_or_else(PoisonError::into_inner));
        for message in kept {
            eprintln!("{message}");
        }
    }

    /// A panic of the main thread ends the program, so the terminal is given back at once; one of another thread is
    /// that thread's matter, and the screen goes on.
    fn keep(&self, info: &panic::PanicHookInfo<'_>) {
        let mut kept = self.panics.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < PANICS_KEPT {
            kept.push(info.to_string());
        }
        drop(kept);
        if thread::current().id() == self.main {
            self.restore();
        }
    }
}

/// Writes all of `bytes` to the terminal.
pub(super) fn write_whole(bytes: &[u8]) -> rustix::io::Result<()> {
    write_whole_within(bytes, None)
}

fn write_whole_within(mut bytes: &[u8], patience: Option<Duration>) -> rustix::io::Result<()> {
    let stdout = rustix::stdio::stdout();
    let timeout = patience.and_then(|patience| Timespec::try_from(patience).ok());
    while !bytes.is_empty() {
        let mut watched = [PollFd::new(&stdout, PollFlags::OUT)];
        match poll(&mut watched, timeout.as_ref()) {
            Ok(0) => return Err(Errno::TIMEDOUT),
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error),
        }
        match rustix::io::write(stdout, bytes) {
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
