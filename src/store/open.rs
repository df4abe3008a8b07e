//! The ways into a store: make it, open it to work, read it beside its holder, make its records again.
//! Invariant: nothing is written before the lock is held, and every repair is in the list that is returned.
//! Called by the command line and by sessions, which choose how much they need.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use super::access::AccessChain;
use super::cache::Cache;
use super::disk::{OsDisk, SharedDisk};
use super::error::StoreError;
use super::history::replay;
use super::journal::{Access, Journal};
use super::late::Rest;
use super::layout::{Ballast, Layout, Lock};
use super::log::{Head, Log};
use super::records::keeper::{Keeper, Update};
use super::records::manifest::Manifest;
use super::records::{Records, everything, set_aside};
use super::repair::{RecordsFault, Repair};
use super::writer::Now;
use super::{Parts, Store};
use crate::domain::{Office, State};
use crate::snapshot::{Shelf, Snapshot};

/// Records below which everything is read and made faster than it is found.
const WORTH: usize = 20_000;

/// Called while much is read: commits done, commits in all.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// What to do with what is put aside to open faster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aside {
    /// Neither used nor made: for stores that are thrown away.
    Nothing,
    /// Used when it is asked for.
    Ready,
    /// Read at once, beside everything else: it will be asked for.
    Wanted,
}

/// A store that is about to be opened.
#[derive(Clone)]
pub struct Opening {
    pub layout: Layout,
    /// Who opens it: written into LOCK.
    pub user: String,
    pub now: Now,
    pub disk: SharedDisk,
    pub aside: Aside,
    /// Records from which on it is worth putting something aside.
    pub worth: usize,
    /// The office's rules, under which its state is read.
    pub office: Arc<Office>,
}

/// A store whose journal is open.
struct Begun {
    lock: Lock,
    journal: Journal,
    repairs: Vec<Repair>,
    ballast: Ballast,
    cache: Option<Cache>,
}

/// The records and the state they give, brought up to the head of the journal.
pub(super) struct Loaded {
    pub state: State,
    pub keeper: Option<Keeper>,
    pub repair: Option<Repair>,
}

impl Opening {
    /// The store in `root`, on the ordinary disk.
    pub fn new(root: impl Into<PathBuf>, user: &str, now: Now) -> Self {
        Self {
            layout: Layout::new(root),
            user: user.to_owned(),
            now,
            disk: OsDisk::durable().shared(),
            aside: Aside::Ready,
            worth: WORTH,
            office: Arc::default(),
        }
    }

    /// The same, never waiting for the hardware: for stores that are thrown away.
    #[must_use]
    pub fn throw_away(mut self) -> Self {
        self.disk = OsDisk::throw_away().shared();
        self
    }

    /// Whether there is a store.
    pub fn exists(&self) -> bool {
        self.layout.exists()
    }

    /// Makes an empty store with this id.
    pub fn create(&self, store: [u8; 16]) -> Result<(), StoreError> {
        self.layout.create(&self.disk, store, &self.user).map(drop)
    }

    /// Opens the store to work in it.
    pub fn open(&self, progress: Progress<'_>) -> Result<(Store, Vec<Repair>), StoreError> {
        let begun = self.begin()?;
        self.finish(begun, progress)
    }

    /// The same for a screen: where a first page lies ready, it is shown while the writer reads the rest, and what was put
    /// right meanwhile is in the store's `outcome`.
    pub fn open_to_show(&self, progress: Progress<'_>) -> Result<(Store, Vec<Repair>), StoreError> {
        let begun = self.begin()?;
        let page = begun.cache.as_ref().and_then(|cache| cache.page(&begun.journal));
        let Some(page) = page else { return self.finish(begun, progress) };
        let Begun { lock, journal, repairs, ballast, cache } = begun;
        let (own, again) = (self.clone(), self.read_journal(false)?);
        let ready = self.shelf(cache.as_ref(), &journal);
        let reading = move || {
            let loaded = own.load(&again, &mut |_, _| {})?;
            let snapshot = Snapshot::with_shelf(loaded.state.under(Arc::clone(&own.office)), ready);
            warm(&snapshot);
            Ok(Rest { snapshot, keeper: loaded.keeper, repairs: loaded.repair.into_iter().collect() })
        };
        let snapshot = Snapshot::of_page(page.under(Arc::clone(&self.office)));
        snapshot.make_queue((self.now)().date());
        let parts = Parts {
            log: Box::new(journal),
            snapshot,
            now: self.now.clone(),
            ballast: Some(ballast),
            keeper: None,
            access: self.access()?,
            cache,
            lock: Some(lock),
        };
        Ok((Store::start_late(parts, Box::new(reading))?, repairs))
    }

    fn begin(&self) -> Result<Begun, StoreError> {
        let (lock, journal, mut repairs) = self.open_journal(false)?;
        let ballast = Ballast::new(self.disk.clone(), self.layout.ballast());
        if !ballast.is_whole() && ballast.make_if_room() {
            repairs.push(Repair::Ballast);
        }
        let store = self.layout.read_identity(self.disk.as_ref())?.store;
        let made = || Cache::new(self.disk.clone(), self.layout.cache(), store, self.worth);
        let cache = (self.aside != Aside::Nothing).then(made);
        Ok(Begun { lock, journal, repairs, ballast, cache })
    }

    fn finish(&self, begun: Begun, progress: Progress<'_>) -> Result<(Store, Vec<Repair>), StoreError> {
        let Begun { lock, journal, mut repairs, ballast, cache } = begun;
        let ready = self.shelf(cache.as_ref(), &journal);
        let loaded = self.load(&journal, progress)?;
        repairs.extend(loaded.repair);
        let store = Store::start(Parts {
            log: Box::new(journal),
            snapshot: Snapshot::with_shelf(loaded.state.under(Arc::clone(&self.office)), ready),
            now: self.now.clone(),
            ballast: Some(ballast),
            keeper: loaded.keeper,
            access: self.access()?,
            cache,
            lock: Some(lock),
        })?;
        Ok((store, repairs))
    }

    fn shelf(&self, cache: Option<&Cache>, journal: &Journal) -> Option<Arc<dyn Shelf>> {
        cache.and_then(|cache| cache.shelf(journal, self.aside == Aside::Wanted))
    }

    /// The access chain, which may be written to beside whoever holds the store.
    pub fn access(&self) -> Result<AccessChain, StoreError> {
        AccessChain::open(&self.layout.access(), self.now.clone())
    }

    /// The journal for reading, beside whoever holds the store.
    pub fn read_journal(&self, all: bool) -> Result<Journal, StoreError> {
        let identity = self.layout.read_identity(self.disk.as_ref())?;
        let access = Access { write: false, all };
        let (journal, _) = Journal::open(self.disk.clone(), &self.layout.journal(), identity.store, access)?;
        Ok(journal)
    }

    /// The state as the journal gives it, beside whoever holds the store; takes as long as the journal is.
    pub fn read_beside(&self, progress: Progress<'_>) -> Result<State, StoreError> {
        let journal = self.read_journal(false)?;
        let mut state = State::new();
        replay(&journal, &mut state, progress)?;
        Ok(state.under(Arc::clone(&self.office)))
    }

    /// Makes the records again from the journal, durably; returns the number of events and what else was repaired.
    pub fn rebuild(&self, progress: Progress<'_>) -> Result<(u64, Vec<Repair>), StoreError> {
        let (_lock, journal, mut repairs) = self.open_journal(false)?;
        let directory = self.layout.records();
        match fs::remove_dir_all(&directory) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreError::io("remove", &directory)(error));
            }
            _ => {}
        }
        let mut state = State::new();
        let events = replay(&journal, &mut state, progress)?;
        let records = Records::open(&directory)?;
        let identity = self.layout.read_identity(self.disk.as_ref())?;
        let mut manifest = Manifest::empty(identity.store);
        records.write(&mut manifest, &State::new(), &state, journal.head(), &everything())?;
        records.flush()?;
        records.close();
        repairs.push(Repair::Records {
            why: RecordsFault::Asked,
            set_aside: None,
            commits: journal.head().seq,
        });
        Ok((events, repairs))
    }

    /// Takes the lock and opens the journal to write; with `all`, checks every commit whatever their number.
    pub(super) fn open_journal(&self, all: bool) -> Result<(Lock, Journal, Vec<Repair>), StoreError> {
        let disk = self.disk.as_ref();
        self.layout.read_identity(disk)?;
        let lock = Lock::take(&self.layout, &self.user)?;
        let identity = self.layout.read_identity(disk)?;
        self.layout.make_directories(disk)?;
        let access = Access { write: true, all };
        let (journal, repairs) =
            Journal::open(self.disk.clone(), &self.layout.journal(), identity.store, access)?;
        Ok((lock, journal, repairs))
    }

    /// The state from the records and the tail of the journal, or from the whole journal where they are not usable.
    pub(super) fn load(&self, journal: &Journal, progress: Progress<'_>) -> Result<Loaded, StoreError> {
        let store = self.layout.read_identity(self.disk.as_ref())?.store;
        match self.usable(journal, store)? {
            Ok((records, manifest, state)) => {
                let written = state.clone();
                let (state, spans) = catch_up(journal, state, progress)?;
                Ok(Loaded {
                    keeper: keep(records, &manifest, written, &state, journal.head(), spans),
                    state,
                    repair: None,
                })
            }
            Err(why) => self.remake(journal, store, why, progress),
        }
    }

    /// Makes the records again while the store is already in use: only the state is waited for.
    pub(super) fn remake(
        &self,
        journal: &Journal,
        store: [u8; 16],
        why: RecordsFault,
        progress: Progress<'_>,
    ) -> Result<Loaded, StoreError> {
        let directory = self.layout.records();
        let set_aside = set_aside(&directory)?;
        let mut state = State::new();
        replay(journal, &mut state, progress)?;
        // Without a database (a full disk, say) the store still works; the next opening tries again.
        let records = Records::open(&directory).ok();
        let manifest = Manifest::empty(store);
        let keeper = records
            .and_then(|records| keep(records, &manifest, State::new(), &state, journal.head(), everything()));
        let commits = journal.head().seq;
        let new = commits == 0 && matches!(why, RecordsFault::Missing | RecordsFault::Empty);
        let repair = (!new).then_some(Repair::Records { why, set_aside, commits });
        Ok(Loaded { state, keeper, repair })
    }

    /// The records, if they are whole and belong to this journal.
    fn usable(
        &self,
        journal: &Journal,
        store: [u8; 16],
    ) -> Result<Result<(Records, Manifest, State), RecordsFault>, StoreError> {
        let directory = self.layout.records();
        match fs::read_dir(&directory) {
            Ok(mut entries) => {
                if entries.next().is_none() {
                    return Ok(Err(RecordsFault::Empty));
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Err(RecordsFault::Missing));
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => {
                return Ok(Err(RecordsFault::Corrupt));
            }
            Err(error) => return Err(StoreError::io("open", &directory)(error)),
        }
        let Ok(records) = Records::open(&directory) else { return Ok(Err(RecordsFault::Corrupt)) };
        let manifest = match records.manifest() {
            Ok(Some(manifest)) => manifest,
            Ok(None) => return Ok(refuse(records, RecordsFault::Empty)),
            Err(_) => return Ok(refuse(records, RecordsFault::Version)),
        };
        if manifest.store != store {
            return Ok(refuse(records, RecordsFault::Foreign));
        }
        if !manifest.complete {
            return Ok(refuse(records, RecordsFault::Incomplete));
        }
        if manifest.head.seq > journal.head().seq {
            return Ok(refuse(records, RecordsFault::Ahead));
        }
        if !journal.holds(manifest.head)? {
            return Ok(refuse(records, RecordsFault::Foreign));
        }
        match records.load(&manifest) {
            Ok(state) => Ok(Ok((records, manifest, state))),
            Err(fault) => Ok(refuse(records, fault)),
        }
    }
}

/// Has the index made or read beside everything else.
fn warm(snapshot: &Snapshot) {
    let snapshot = snapshot.clone();
    // Without a thread it is made when it is asked for.
    let _ = std::thread::Builder::new().name("index".into()).spawn(move || {
        snapshot.index();
    });
}

fn refuse<T>(records: Records, fault: RecordsFault) -> Result<T, RecordsFault> {
    records.close();
    Err(fault)
}

/// Folds the tail of the journal into the state and notes which records it touched.
fn catch_up(
    journal: &Journal,
    mut state: State,
    progress: Progress<'_>,
) -> Result<(State, Vec<(crate::field::Id, crate::field::Id)>), StoreError> {
    let mut spans = Vec::new();
    if state.seq() < journal.head().seq {
        for stored in super::history::Commits::read(journal, state.seq() + 1)? {
            let stored = stored?;
            let seq = stored.head.seq;
            spans.extend_from_slice(&stored.head.spans);
            stored.fold(&mut state)?;
            progress(seq, journal.head().seq);
        }
    }
    Ok((state, spans))
}

fn keep(
    records: Records,
    manifest: &Manifest,
    written: State,
    state: &State,
    head: Head,
    spans: Vec<(crate::field::Id, crate::field::Id)>,
) -> Option<Keeper> {
    let mut keeper = Keeper::start(records, *manifest, written).ok()?;
    if manifest.head != head {
        keeper.changed(Update { head, state: state.clone(), spans });
    }
    Some(keeper)
}
