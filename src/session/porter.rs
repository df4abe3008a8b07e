//! Files in and out for one session: read, decided, saved and written on threads of their own, so that drawing never waits.
//! Invariant: one errand runs at a time; a session reads and writes no file beyond its reach, and what is given up leaves nothing
//! half done: no commit, no file. What leaves is noted in the access chain before its first byte.

mod change;
mod import;
mod leave;
mod look;
mod reach;
mod refused;

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::app::Message;
use crate::app::letter::template;
use crate::app::port::{Errand, SoFar, Told};
use crate::config::shelf;
use crate::domain::Actor;
use crate::field::Moment;
use crate::lang::Lang;
use crate::store::Store;
use crate::store::submit::Watch;
use crate::store::writer::Now;

use super::eyes::Eyes;
pub use reach::{Files, Reach};

/// What may wait to be told; progress that finds no room is left out.
const WAITING: usize = 64;
/// Faults of an office's own files that are told at most.
const FAULTS_MAX: usize = 100;

/// The porter of one session.
pub struct Porter {
    ground: Ground,
    running: Option<Running>,
    told: mpsc::Receiver<Told>,
}

/// What every errand needs.
#[derive(Clone)]
struct Ground {
    store: Store,
    actor: Actor,
    lang: Lang,
    now: Now,
    files: Files,
    sender: mpsc::Sender<Told>,
}

/// An errand that is being done.
struct Running {
    watch: Watch,
    /// Whether it is an import being saved, which whoever asked for it wants done even when they have gone.
    saving: bool,
}

/// One errand, for the thread that does it.
struct Job {
    ground: Ground,
    number: u64,
    watch: Watch,
}

/// Why an errand came to nothing.
enum Ended {
    Failed(String),
    Stopped,
}

impl Porter {
    pub fn new(store: Store, actor: Actor, lang: Lang, now: Now, files: Files) -> Self {
        let (sender, told) = mpsc::channel(WAITING);
        Self { ground: Ground { store, actor, lang, now, files, sender }, running: None, told }
    }

    /// Begins an errand, after giving up the one that runs.
    pub fn ask(&mut self, errand: Errand) {
        match errand {
            Errand::Names { path } => self.names(path),
            Errand::Change(request) => {
                self.start(request.ticket, true, move |job| Ok(change::make(job, *request)));
            }
            Errand::Look(look) => self.start(look.number, false, move |job| look::take(job, &look)),
            Errand::Letters => self.letters(),
            Errand::Stop => self.stop(),
            Errand::Read(wanted) => {
                let number = wanted.number;
                self.start(number, false, move |job| {
                    let tried = import::read(job, &wanted)?;
                    Ok(Told::Tried { number, tried: Arc::new(tried), moved: false })
                });
            }
            Errand::Carry { number, tried } => {
                self.start(number, true, move |job| import::carry(job, tried));
            }
            Errand::Refused { number, tried } => {
                self.start(number, false, move |job| {
                    let written = refused::write(job, &tried).map_err(|ended| match ended {
                        Ended::Failed(why) => why,
                        Ended::Stopped => job.ground.lang.pick("中止しました", "stopped").to_owned(),
                    });
                    Ok(Told::Refused { number, written })
                });
            }
            Errand::Write(going) => {
                self.start(going.number, false, move |job| leave::write(job, &going));
            }
        }
    }

    /// What is told next. Safe to drop between polls.
    pub async fn next(&mut self) -> Message {
        match self.told.recv().await {
            Some(told) => Message::Files(told),
            // The sender is held here, so the channel cannot end.
            None => std::future::pending().await,
        }
    }

    fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.watch.stop();
        }
    }

    fn names(&self, path: String) {
        let ground = self.ground.clone();
        tokio::task::spawn_blocking(move || {
            let (place, names) = ground.files.names(&path, ground.lang);
            // A session that has ended needs no names.
            let _ = ground.sender.blocking_send(Told::Names { path, place, names });
        });
    }

    /// The templates that are compiled in and the office's own, the person's own in place of theirs.
    fn letters(&self) {
        let ground = self.ground.clone();
        tokio::task::spawn_blocking(move || {
            let (mut own, mut faults) = (Vec::new(), Vec::new());
            for directory in ground.files.store.iter().chain(&ground.files.settings) {
                let (leaves, warnings) = shelf::read(&directory.join(shelf::LETTERS));
                faults.extend(warnings.iter().map(|warning| warning.text(ground.lang)));
                for leaf in leaves {
                    let (templates, bad) = template::read(&leaf.file, &leaf.text, true);
                    own.extend(templates);
                    faults.extend(bad.iter().map(|bad| bad.text(ground.lang)));
                }
            }
            faults.truncate(FAULTS_MAX);
            let templates = template::with_own(own);
            // A session that has ended needs no letters.
            let _ = ground.sender.blocking_send(Told::Letters { templates, faults });
        });
    }

    fn start(
        &mut self,
        number: u64,
        saving: bool,
        work: impl FnOnce(&Job) -> Result<Told, Ended> + Send + 'static,
    ) {
        self.stop();
        let watch = Watch::default();
        let job = Job { ground: self.ground.clone(), number, watch: watch.clone() };
        self.running = Some(Running { watch, saving });
        let thread = std::thread::Builder::new().name("files".into());
        let begun = thread.spawn(move || {
            let told = work(&job).unwrap_or_else(|ended| match ended {
                Ended::Failed(why) => Told::Failed { number, why },
                Ended::Stopped => Told::Stopped { number },
            });
            // A session that has ended is told nothing.
            let _ = job.ground.sender.blocking_send(told);
        });
        if let Err(error) = begun {
            let _ = self.ground.sender.try_send(Told::Failed { number, why: error.to_string() });
        }
    }
}

impl Drop for Porter {
    fn drop(&mut self) {
        if let Some(running) = self.running.take().filter(|running| !running.saving) {
            running.watch.stop();
        }
    }
}

impl Job {
    /// Tells how far it is; false where it is not to go on.
    fn at(&self, so_far: SoFar) -> bool {
        // What finds no room is followed by something newer.
        let _ = self.ground.sender.try_send(Told::SoFar { number: self.number, so_far });
        !self.watch.is_stopped()
    }

    fn now(&self) -> Moment {
        (self.ground.now)()
    }

    fn eyes(&self) -> Eyes {
        Eyes::new(self.ground.actor.clone())
    }
}

/// Lets through no more than one word in so long, so that a session is not busy with being told.
struct Pace {
    next: std::time::Instant,
}

impl Pace {
    const BETWEEN: std::time::Duration = std::time::Duration::from_millis(100);

    fn new() -> Self {
        Self { next: std::time::Instant::now() + Self::BETWEEN }
    }

    fn is_due(&mut self) -> bool {
        let now = std::time::Instant::now();
        let due = now >= self.next;
        if due {
            self.next = now + Self::BETWEEN;
        }
        due
    }
}
