//! Slips of unfinished forms on the disk, so that what was typed outlives a lost link and a killed server.
//! Invariant: what was typed is on the disk at most a second later, whole or not at all; each file belongs to one form of
//! one session, and goes only when that form was saved or dropped, or after a week.
//!
//! One directory a user, a file a slip, readable by the owner of the store only. Writing happens on a thread of its own, so that
//! no session waits for the disk. A week is long enough for a weekend and a cold, and short enough that forgotten personal
//! text does not pile up.

mod files;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use files::{PASSING, SLIPS_MAX, SUFFIX, is_old, make_room, names_in, passing_in, read};

use crate::app::slip::{Found, Mark, Slip};
use crate::clock::{Clock as _, SystemClock};
use crate::field::Moment;
use crate::store::disk::{Disk as _, OsDisk};
use crate::store::writer::Now;

/// After this long without a key a slip is written.
const PAUSE: Duration = Duration::from_millis(300);
/// While typing goes on it is written this often.
const AT_MOST: Duration = Duration::from_secs(1);
/// Bytes of a user's name up to which its directory is called by it.
const NAME_BYTES_MAX: usize = 100;
/// How often all users' slips are looked through for old ones, while any are written.
const CLEARED_EVERY: Duration = Duration::from_secs(24 * 60 * 60);

/// The slips of a store; a clone is the same ones. Without a directory nothing is kept.
#[derive(Debug, Clone, Default)]
pub struct Drafts(Option<Arc<Held>>);

/// The last handle to go waits for what is not written yet.
#[derive(Debug)]
struct Held {
    inner: Arc<Inner>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug)]
struct Inner {
    directory: PathBuf,
    table: Mutex<Table>,
    bell: Condvar,
}

#[derive(Debug, Default)]
struct Table {
    waiting: BTreeMap<Key, Waiting>,
    /// Slips whose forms are open, and in which session.
    open: BTreeMap<Key, u64>,
    sessions: u64,
    writing: bool,
    closing: bool,
}

/// A user and a slip of theirs.
type Key = (Box<str>, Box<str>);

/// What is to be done with a file.
#[derive(Debug)]
struct Waiting {
    /// `None`: the file goes.
    slip: Option<Box<Slip>>,
    first: Instant,
    last: Instant,
}

impl Waiting {
    fn due(&self) -> Instant {
        (self.last + PAUSE).min(self.first + AT_MOST)
    }
}

impl Drafts {
    /// Slips in a directory, which is made when the first is written. `now` says which are too old.
    ///
    /// # Errors
    /// A system that gives no thread.
    pub fn open(directory: PathBuf, now: Now) -> std::io::Result<Self> {
        let inner = Arc::new(Inner { directory, table: Mutex::default(), bell: Condvar::new() });
        let served = Arc::clone(&inner);
        let thread = std::thread::Builder::new().name("drafts".into()).spawn(move || served.serve(&now))?;
        Ok(Self(Some(Arc::new(Held { inner, thread: Mutex::new(Some(thread)) }))))
    }

    /// The slips as one session of `user` keeps them.
    pub fn of(&self, user: &str) -> Keeper {
        let session = self.0.as_ref().map_or(0, |held| {
            let mut table = held.inner.table();
            table.sessions += 1;
            table.sessions
        });
        let nonce = u128::from_be_bytes(SystemClock::new().random_bytes());
        Keeper { drafts: self.clone(), user: user.into(), session, nonce, names: BTreeMap::new() }
    }
}

/// What one session keeps. When it goes, its slips stay, for a later session to find.
#[derive(Debug)]
pub struct Keeper {
    drafts: Drafts,
    user: Box<str>,
    session: u64,
    /// Tells this session's files from those of all others.
    nonce: u128,
    /// The files of its forms.
    names: BTreeMap<u64, Box<str>>,
}

impl Keeper {
    /// Keeps a slip; it is on the disk soon.
    pub fn keep(&mut self, mark: &Mark, slip: Box<Slip>) {
        let Some(held) = self.drafts.0.clone() else { return };
        let mut table = held.inner.table();
        let name = self.name(mark, &table);
        let key = (self.user.clone(), name);
        table.open.insert(key.clone(), self.session);
        let now = Instant::now();
        let first = table.waiting.get(&key).map_or(now, |waiting| waiting.first);
        table.waiting.insert(key, Waiting { slip: Some(slip), first, last: now });
        drop(table);
        held.inner.bell.notify_all();
    }

    /// The form was saved or dropped.
    pub fn forget(&mut self, mark: &Mark) {
        let Some(held) = self.drafts.0.clone() else { return };
        let own = self.names.remove(&mark.number);
        let Some(name) = own.or_else(|| mark.found.clone()) else { return };
        let key = (self.user.clone(), name);
        let mut table = held.inner.table();
        if table.open.get(&key).is_some_and(|session| *session != self.session) {
            return;
        }
        table.open.remove(&key);
        let now = Instant::now();
        let long_ago = now.checked_sub(AT_MOST).unwrap_or(now);
        table.waiting.insert(key, Waiting { slip: None, first: long_ago, last: now });
        drop(table);
        held.inner.bell.notify_all();
    }

    /// A handle that reads what earlier sessions of the user have left, on whatever thread.
    pub fn finder(&self) -> impl FnOnce(Moment) -> Vec<Found> + Send + use<> {
        let (drafts, user) = (self.drafts.clone(), self.user.clone());
        move |now| drafts.0.as_ref().map_or_else(Vec::new, |held| held.inner.find(&user, now))
    }

    /// The file of a form. A slip that another session has open meanwhile stays that one's.
    fn name(&mut self, mark: &Mark, table: &Table) -> Box<str> {
        if let Some(name) = self.names.get(&mark.number) {
            return name.clone();
        }
        let found = mark.found.clone().filter(|name| {
            let holder = table.open.get(&(self.user.clone(), name.clone()));
            holder.is_none_or(|session| *session == self.session)
        });
        let name = found.unwrap_or_else(|| format!("{:032x}-{}", self.nonce, mark.number).into());
        self.names.insert(mark.number, name.clone());
        name
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        let Some(held) = &self.drafts.0 else { return };
        let mut table = held.inner.table();
        table.open.retain(|_, session| *session != self.session);
        let user = &self.user;
        table
            .waiting
            .iter_mut()
            .filter(|((held, _), _)| held == user)
            .for_each(|(_, waiting)| waiting.hurry());
        drop(table);
        held.inner.bell.notify_all();
    }
}

impl Waiting {
    fn hurry(&mut self) {
        self.first = self.first.checked_sub(AT_MOST).unwrap_or(self.first);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.inner.table().closing = true;
        self.inner.bell.notify_all();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

impl Inner {
    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what is due until the last handle goes; sleeps while nothing waits.
    fn serve(&self, clock: &Now) {
        self.clear(clock());
        let mut cleared = Instant::now();
        let mut table = self.table();
        loop {
            let now = Instant::now();
            let closing = table.closing;
            let due: Vec<Key> = table
                .waiting
                .iter()
                .filter(|(_, waiting)| closing || waiting.due() <= now)
                .map(|(key, _)| key.clone())
                .collect();
            if due.is_empty() {
                if closing {
                    return;
                }
                table = self.sleep(table, now);
                continue;
            }
            let work: Vec<(Key, Waiting)> =
                due.into_iter().filter_map(|key| table.waiting.remove_entry(&key)).collect();
            let open: Vec<Key> = table.open.keys().cloned().collect();
            table.writing = true;
            drop(table);
            for (key, waiting) in work {
                // A disk that is full or gone costs the slips; the work itself is saved by the store, which says so.
                let _ = self.carry_out(&key, waiting.slip.as_deref(), &open);
            }
            if cleared.elapsed() > CLEARED_EVERY {
                self.clear(clock());
                cleared = Instant::now();
            }
            table = self.table();
            table.writing = false;
            self.bell.notify_all();
        }
    }

    /// What is too old goes, also of users who never come back.
    fn clear(&self, now: Moment) {
        for entry in fs::read_dir(&self.directory).into_iter().flatten().flatten() {
            for passing in passing_in(&entry.path(), now) {
                let _ = fs::remove_file(passing);
            }
            for name in names_in(&entry.path()) {
                let path = entry.path().join(format!("{name}{SUFFIX}"));
                if read(&path).is_some_and(|slip| is_old(&slip, now)) {
                    let _ = fs::remove_file(path);
                }
            }
        }
    }

    fn sleep<'a>(&self, table: MutexGuard<'a, Table>, now: Instant) -> MutexGuard<'a, Table> {
        let next = table.waiting.values().map(Waiting::due).min();
        match next {
            None => self.bell.wait(table).unwrap_or_else(PoisonError::into_inner),
            Some(due) => {
                let patience = due.saturating_duration_since(now);
                self.bell.wait_timeout(table, patience).unwrap_or_else(PoisonError::into_inner).0
            }
        }
    }

    fn carry_out(&self, (user, name): &Key, slip: Option<&Slip>, open: &[Key]) -> std::io::Result<()> {
        let directory = self.directory_of(user);
        let path = directory.join(format!("{name}{SUFFIX}"));
        let disk = OsDisk::durable();
        let Some(slip) = slip else {
            return match fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            };
        };
        disk.create_directory(&self.directory)?;
        disk.create_directory(&directory)?;
        if !path.exists() {
            make_room(&directory, user, open)?;
        }
        let bytes = serde_json::to_vec(slip)?;
        let passing = directory.join(format!("{name}.{PASSING}"));
        let mut file = disk.create(&passing)?;
        file.write_all(&bytes)?;
        file.sync()?;
        disk.rename(&passing, &path)?;
        disk.sync_directory(&directory)
    }

    /// The slips of a user that no session has open, the newest first; those that are too old go.
    fn find(&self, user: &str, now: Moment) -> Vec<Found> {
        let mut table = self.table();
        table.waiting.iter_mut().filter(|((held, _), _)| **held == *user).for_each(|(_, one)| one.hurry());
        self.bell.notify_all();
        while table.writing
            || table.waiting.iter().any(|((held, _), one)| **held == *user && one.is_overdue())
        {
            table = self.bell.wait(table).unwrap_or_else(PoisonError::into_inner);
        }
        let open: Vec<Key> = table.open.keys().cloned().collect();
        drop(table);
        let directory = self.directory_of(user);
        let mut found = Vec::new();
        for name in names_in(&directory) {
            let path = directory.join(format!("{name}{SUFFIX}"));
            let key = (user.into(), name.clone());
            if open.contains(&key) {
                continue;
            }
            let Some(slip) = read(&path) else { continue };
            if is_old(&slip, now) {
                // What cannot be removed now is looked at again the next time.
                let _ = fs::remove_file(&path);
            } else {
                found.push(Found { name, slip });
            }
        }
        found.sort_by(|one, other| (other.slip.at_ms, &other.name).cmp(&(one.slip.at_ms, &one.name)));
        found.truncate(SLIPS_MAX);
        found
    }

    /// The directory of a user: the name's bytes in hexadecimal digits, or the hash of a long one, so that no two are alike
    /// and none leads elsewhere.
    fn directory_of(&self, user: &str) -> PathBuf {
        let name = if user.len() <= NAME_BYTES_MAX {
            user.bytes().fold(String::from("u-"), |name, byte| format!("{name}{byte:02x}"))
        } else {
            format!("h-{}", blake3::hash(user.as_bytes()).to_hex())
        };
        self.directory.join(name)
    }
}

impl Waiting {
    fn is_overdue(&self) -> bool {
        self.due() <= Instant::now()
    }
}
