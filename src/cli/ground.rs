//! What every command stands on: settings, clock, output, and the ways to open the store.

use std::sync::Arc;
use std::time::Duration;

use super::failure::Failure;
use super::output::{Out, Progress, say};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, Environment};
use crate::domain::{Author, Cause, Command, State};
use crate::field::{Id, Moment};
use crate::lang::Lang;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::open::Opening;
use crate::store::repair::Repair;
use crate::store::submit::{Receipt, Submission};

/// How long a command waits for another that holds the store for a moment, as reading ones do.
const WAIT: Duration = Duration::from_secs(1);
const WAIT_STEP: Duration = Duration::from_millis(20);

/// Settings, clock and output of one run.
pub struct Ground {
    pub config: Config,
    pub environment: Environment,
    pub clock: Arc<dyn Clock>,
    pub json: bool,
    pub out: Out,
}

/// A state to read, and the store while it is open.
pub struct Reading {
    pub state: State,
    /// Held so that nobody else writes the records meanwhile; none beside a holder.
    pub store: Option<Store>,
}

impl Ground {
    pub fn new(config: Config, environment: Environment, json: bool) -> Self {
        Self { config, environment, clock: Arc::new(SystemClock::new()), json, out: Out::new() }
    }

    pub const fn lang(&self) -> Lang {
        self.config.lang
    }

    /// Whoever acts.
    pub fn author(&self) -> Author {
        Author::new(&self.config.user)
    }

    /// What time it is.
    pub fn now(&self) -> Moment {
        Moment(self.clock.now_ms())
    }

    /// The store in the directory of the settings.
    pub fn opening(&self) -> Opening {
        let clock = Arc::clone(&self.clock);
        Opening::new(&self.config.store, &self.config.system_user, Arc::new(move || Moment(clock.now_ms())))
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
        let opening = self.opening();
        let mut progress = Progress::new();
        Ok(self.patiently(|| opening.open(&mut |done, all| progress.at(done, all)))?)
    }

    /// Opens the store to read it: as its holder where nobody else is, else beside them.
    ///
    /// # Errors
    /// No store, or a damaged one.
    pub fn read(&self) -> Result<Reading, Failure> {
        let opening = self.opening();
        let mut progress = Progress::new();
        match opening.open(&mut |done, all| progress.at(done, all)) {
            Ok((store, repairs)) => {
                self.tell(&repairs);
                Ok(Reading { state: store.snapshot().state, store: Some(store) })
            }
            Err(error) if error.is_held() => {
                let state = opening.read_beside(&mut |done, all| progress.at(done, all))?;
                Ok(Reading { state, store: None })
            }
            Err(error) => Err(error.into()),
        }
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
        Ok(store.submit_blocking(Submission::new(self.author(), cause, command))?)
    }

    /// Says what was put right while the store was opened.
    pub fn tell(&self, repairs: &[Repair]) {
        for repair in repairs {
            say(&repair.text(self.lang()));
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
