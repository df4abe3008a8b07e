//! What every command stands on: settings, clock, output, and the ways to open the store.

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::failure::Failure;
use super::host::{Host, Own};
use super::output::{Out, Progress, say_to};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, Environment};
use crate::domain::{Actor, Author, Cause, Command, Lens, Rejection, Rights, State};
use crate::field::{Id, Moment};
use crate::lang::{Label, Lang};
use crate::search::{Asker, Query};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::open::{Aside, Opening, Progress as ReadSoFar};
use crate::store::repair::Repair;
use crate::store::submit::{Receipt, Submission};

/// How long a command waits for another that holds the store for a moment, as reading ones do.
const WAIT: Duration = Duration::from_secs(1);
/// The most of a small text file that is read, in bytes.
const TEXT_BYTES_MAX: u64 = 1 << 20;
const WAIT_STEP: Duration = Duration::from_millis(20);

/// Settings, clock and output of one run.
pub struct Ground {
    pub config: Config,
    pub environment: Environment,
    pub clock: Arc<dyn Clock>,
    pub json: bool,
    pub out: Out,
    /// Where streams and files are.
    pub host: Arc<dyn Host>,
    /// The store, where this process has it open already and serves it.
    pub served: Option<Served>,
}

/// A store that is open already, and who asks for it.
pub struct Served {
    pub store: Store,
    /// Whether the machine vouches for whoever asks as the owner of the store's files.
    pub owner: bool,
}

/// A way to open a store.
type Way = fn(&Opening, ReadSoFar<'_>) -> Result<(Store, Vec<Repair>), StoreError>;

/// A state to read, and the store while it is open.
pub struct Reading {
    pub state: State,
    /// Held so that nobody else writes the records meanwhile; none beside a holder.
    pub store: Option<Store>,
}

impl Ground {
    pub fn new(config: Config, environment: Environment, json: bool) -> Self {
        let (clock, host) = (Arc::new(SystemClock::new()), Arc::new(Own));
        Self { config, environment, clock, json, out: Out::new(&*host), host, served: None }
    }

    /// The ground of a command that runs for somebody else, on their streams and files.
    pub fn lent(config: Config, environment: Environment, json: bool, host: Arc<dyn Host>) -> Self {
        Self { out: Out::new(&*host), host, ..Self::new(config, environment, json) }
    }

    pub const fn lang(&self) -> Lang {
        self.config.lang
    }

    /// Whoever acts: the system's user, or the one named by `--user` where the system's user may name others.
    ///
    /// # Errors
    /// Named by somebody who is no administrator.
    pub fn actor(&self, state: &State) -> Result<Actor, Failure> {
        let (own, named) = (Author::new(&self.config.system_user), Author::new(&self.config.user));
        let owner = self.served.as_ref().is_none_or(|served| served.owner);
        if own == named {
            return Ok(Actor { author: own, owner });
        }
        let may_name = Rights::of(state, &own, owner).is_ok_and(|rights| rights.administers());
        if may_name {
            return Ok(Actor::from(named));
        }
        Err(Failure::refused(super::either(
            self.lang(),
            || "--user でほかの人を指定できるのは管理者だけです".to_owned(),
            || "only an administrator may name somebody else by --user".to_owned(),
        )))
    }

    /// What whoever acts may do.
    ///
    /// # Errors
    /// Nobody here, or named by somebody who may not.
    pub fn rights(&self, state: &State) -> Result<Rights, Failure> {
        let actor = self.actor(state)?;
        let rights = Rights::of(state, &actor.author, actor.owner);
        rights.map_err(|denied| Failure::refused(denied.text(self.lang())))
    }

    /// The state as whoever acts may see it.
    ///
    /// # Errors
    /// As `rights`.
    pub fn seen(&self, state: &State) -> Result<State, Failure> {
        let rights = self.rights(state)?;
        let lens = (!rights.sees_all()).then(|| Arc::new(Lens::new(rights)));
        Ok(state.through(lens))
    }

    /// Refuses whoever lacks a right, and names it.
    ///
    /// # Errors
    /// As `rights`, and `Forbidden`.
    pub fn needs(&self, state: &State, held: impl Fn(&Rights) -> bool, what: Label) -> Result<(), Failure> {
        if held(&self.rights(state)?) {
            return Ok(());
        }
        Err(Failure::refused(Rejection::Forbidden(what).text(self.lang())))
    }

    /// A message for people beside the answer.
    pub fn say(&self, text: &str) {
        say_to(&*self.host, text);
    }

    /// How far something is, shown to whoever asks.
    pub fn progress(&self) -> Progress {
        Progress::new(Arc::clone(&self.host))
    }

    /// Says what is wrong in a file that was looked at, each as file, line and reason, or that nothing is.
    ///
    /// # Errors
    /// `Silent` where something is wrong: it has been said.
    pub fn verdict(&mut self, faults: &[(&Path, usize, String)]) -> Result<(), Failure> {
        for (file, line, reason) in faults {
            if self.json {
                let file = file.display().to_string();
                self.out.json(&serde_json::json!({"file": file, "line": line, "reason": reason}))?;
            } else {
                self.out.text(reason)?;
            }
        }
        if !faults.is_empty() {
            self.out.finish()?;
            return Err(Failure::Silent { code: super::failure::REFUSED });
        }
        if self.json {
            Ok(())
        } else {
            self.out.text(self.lang().pick("問題ありません", "nothing is wrong"))
        }
    }

    /// A small text file of whoever asks.
    ///
    /// # Errors
    /// Missing, unreadable, too large or no text.
    pub fn read_text(&self, path: &Path) -> Result<String, Failure> {
        let failed = |error: std::io::Error| Failure::file(path, &error, self.lang());
        let mut text = String::new();
        let file = self.host.open(path).map_err(failed)?;
        file.take(TEXT_BYTES_MAX).read_to_string(&mut text).map_err(failed)?;
        Ok(text)
    }

    /// What time it is.
    pub fn now(&self) -> Moment {
        Moment(self.clock.now_ms())
    }

    /// The store in the directory of the settings.
    pub fn opening(&self) -> Opening {
        let clock = Arc::clone(&self.clock);
        let now = Arc::new(move || Moment(clock.now_ms()));
        let opening = Opening::new(&self.config.store, &self.config.system_user, now);
        Opening { office: Arc::clone(&self.config.office), ..opening }
    }

    /// Opens the store to change it.
    ///
    /// # Errors
    /// Held by another process, no store, damaged.
    pub fn write(&self) -> Result<Store, Failure> {
        let (store, repairs) = self.open()?;
        self.tell(&repairs);
        Ok(store)
    }

    /// The same, with what was put right for the caller to tell.
    ///
    /// # Errors
    /// As `write`.
    pub fn open(&self) -> Result<(Store, Vec<Repair>), Failure> {
        self.open_as(Aside::Ready, Opening::open)
    }

    /// The same for whoever lets many search.
    ///
    /// # Errors
    /// As `write`.
    pub fn open_to_serve(&self) -> Result<(Store, Vec<Repair>), Failure> {
        self.open_as(Aside::Wanted, Opening::open)
    }

    /// The same for a screen, which may be shown before everything is read.
    ///
    /// # Errors
    /// As `write`.
    pub fn open_to_show(&self) -> Result<(Store, Vec<Repair>), Failure> {
        self.open_as(Aside::Wanted, Opening::open_to_show)
    }

    fn open_as(&self, aside: Aside, open: Way) -> Result<(Store, Vec<Repair>), Failure> {
        if let Some(served) = &self.served {
            return Ok((served.store.clone(), Vec::new()));
        }
        let opening = Opening { aside, ..self.opening() };
        let mut progress = self.progress();
        Ok(self.patiently(|| open(&opening, &mut |done, all| progress.at(done, all)))?)
    }

    /// Opens the store to read it: as its holder where nobody else is, else beside them.
    ///
    /// # Errors
    /// No store, or a damaged one.
    pub fn read(&self) -> Result<Reading, Failure> {
        self.read_as(Aside::Ready, Opening::open)
    }

    /// The same for whoever searches.
    ///
    /// # Errors
    /// As `read`.
    pub fn read_to_search(&self) -> Result<Reading, Failure> {
        self.read_as(Aside::Wanted, Opening::open)
    }

    /// The same for whoever looks before everything is read: until then the state is a first page.
    ///
    /// # Errors
    /// As `read`.
    pub fn read_to_show(&self) -> Result<Reading, Failure> {
        self.read_as(Aside::Wanted, Opening::open_to_show)
    }

    fn read_as(&self, aside: Aside, open: Way) -> Result<Reading, Failure> {
        if let Some(served) = &self.served {
            let state = self.seen(&served.store.snapshot().state)?;
            return Ok(Reading { state, store: Some(served.store.clone()) });
        }
        let opening = Opening { aside, ..self.opening() };
        let mut progress = self.progress();
        match open(&opening, &mut |done, all| progress.at(done, all)) {
            Ok((store, repairs)) => {
                self.tell(&repairs);
                Ok(Reading { state: self.seen(&store.snapshot().state)?, store: Some(store) })
            }
            Err(error) if error.is_held() => {
                let state = opening.read_beside(&mut |done, all| progress.at(done, all))?;
                Ok(Reading { state: self.seen(&state)?, store: None })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Reads a query; what is wrong with it is pointed at.
    ///
    /// # Errors
    /// Usage, with the line and a line of `^` under it.
    pub fn query(&self, line: &str, state: &State) -> Result<Query, Failure> {
        let user = Author::new(&self.config.user);
        let asker = Asker { state, today: self.now().date(), user: user.name() };
        Query::read(line, &asker).map_err(|error| {
            let sentence = error.text(self.lang());
            // What has to be escaped to be shown has other widths than what was typed.
            if crate::text::escape_plain(line) != line {
                return Failure::usage(sentence);
            }
            Failure::usage(format!("{sentence}\n  {line}\n  {}", error.pointer(line)))
        })
    }

    /// Tries again for a moment while another process holds the store.
    ///
    /// # Errors
    /// The last one.
    pub fn patiently<T>(&self, mut attempt: impl FnMut() -> Result<T, StoreError>) -> Result<T, StoreError> {
        let deadline = self.clock.elapsed() + WAIT;
        loop {
            match attempt() {
                Err(error) if error.is_held() && self.clock.elapsed() < deadline => {
                    std::thread::sleep(WAIT_STEP);
                }
                other => return other,
            }
        }
    }

    /// Submits a command and waits until it is durable.
    ///
    /// # Errors
    /// The refusal, or a fault of the store.
    pub fn submit(&self, store: &Store, cause: Cause, command: Command) -> Result<Receipt, Failure> {
        let actor = self.actor(&store.snapshot().state)?;
        Ok(store.submit_blocking(Submission::new(actor, cause, command))?)
    }

    /// Says what was put right while the store was opened.
    pub fn tell(&self, repairs: &[Repair]) {
        for repair in repairs {
            self.say(&repair.text(self.lang()));
        }
    }

    /// Reads an id that somebody typed.
    ///
    /// # Errors
    /// Usage where it is none.
    pub fn id(&self, text: &str) -> Result<Id, Failure> {
        text.parse::<Id>().map_err(|_bad| {
            Failure::usage(super::either(
                self.lang(),
                || format!("「{}」はIDではありません(例 P-000123、C-2026-00045、R-202151)", short(text)),
                || {
                    format!(
                        "\"{}\" is no id; an id looks like P-000123, C-2026-00045 or R-202151",
                        short(text)
                    )
                },
            ))
        })
    }

    /// The failure of an id that no record has.
    pub fn no_record(&self, id: Id) -> Failure {
        Failure::not_found(super::either(
            self.lang(),
            || format!("{id} はありません"),
            || format!("there is no {id}"),
        ))
    }
}

/// What somebody typed, short enough for a sentence.
pub fn short(text: &str) -> String {
    crate::text::clean_line(text, 40).text
}
