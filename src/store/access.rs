//! The access chain: who opened whose record, who logged in or was refused, what was exported. It is no part of the journal,
//! so that looking at a record never stands in the way of an undo.
//! Invariant: each line carries the hash of the line before it, so that none can be changed, dropped or moved unseen; it holds
//! ids and names of users, never a value of a field.
//! Written by sessions, servers and the command line through the store; read by whoever may audit.

mod tail;

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use serde_json::{Map, Value as Json};
use tokio::sync::oneshot;

use self::tail::Tail;
use super::disk::open_plain;
use super::error::StoreError;
use super::writer::Now;
use crate::field::{Id, Moment};
use crate::lang::Label;
use crate::text::clean_line;

/// The file in `access/`.
const FILE: &str = "chain.jsonl";
/// Entries that may wait to be written; those who bring more wait themselves.
const WAITING: usize = 4096;
/// Characters of a detail that are kept.
const DETAIL_GRAPHEMES: usize = 300;
/// The longest line that is read, in bytes.
const LINE_BYTES_MAX: u64 = 16 << 10;
/// What the first line follows on.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Opened a record.
    Viewed,
    LoggedIn,
    LoggedOut,
    /// Was not let in, or was refused something for want of rights.
    Refused,
    Exported,
    BackedUp,
    /// Read the access chain itself.
    Audited,
}

impl Act {
    /// As the chain and scripts name it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Viewed => "viewed",
            Self::LoggedIn => "logged_in",
            Self::LoggedOut => "logged_out",
            Self::Refused => "refused",
            Self::Exported => "exported",
            Self::BackedUp => "backed_up",
            Self::Audited => "audited",
        }
    }

    /// What people call it.
    pub const fn label(self) -> Label {
        match self {
            Self::Viewed => Label::new("閲覧", "opened"),
            Self::LoggedIn => Label::new("ログイン", "logged in"),
            Self::LoggedOut => Label::new("ログアウト", "logged out"),
            Self::Refused => Label::new("拒否", "refused"),
            Self::Exported => Label::new("書き出し", "exported"),
            Self::BackedUp => Label::new("バックアップ", "backed up"),
            Self::Audited => Label::new("監査", "audited"),
        }
    }

    /// The act of that key.
    pub fn parse(key: &str) -> Option<Self> {
        let all = [
            Self::Viewed,
            Self::LoggedIn,
            Self::LoggedOut,
            Self::Refused,
            Self::Exported,
            Self::BackedUp,
            Self::Audited,
        ];
        all.into_iter().find(|act| act.key() == key)
    }
}

/// One thing that somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    pub who: Box<str>,
    pub act: Act,
    pub record: Option<Id>,
    /// From where, by which key, for what purpose; cleaned when it is written.
    pub detail: String,
}

impl Access {
    pub fn new(who: &str, act: Act) -> Self {
        Self { who: who.into(), act, record: None, detail: String::new() }
    }

    #[must_use]
    pub fn of(mut self, record: Id) -> Self {
        self.record = Some(record);
        self
    }

    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
}

/// An entry as it stands in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    pub seq: u64,
    pub at: Moment,
    pub access: Access,
}

type Order = (Access, Option<oneshot::Sender<bool>>);

/// The chain, open for writing; a clone writes to the same one, and the last one to go waits for what is not written yet.
#[derive(Debug, Clone)]
pub struct AccessChain(Option<Arc<Writing>>);

/// The thread that writes.
#[derive(Debug)]
struct Writing {
    sender: Option<SyncSender<Order>>,
    thread: Option<JoinHandle<()>>,
}

impl AccessChain {
    /// A chain that keeps nothing: for stores that are thrown away.
    pub const fn nowhere() -> Self {
        Self(None)
    }

    /// Opens the chain in a directory. A last line that was not finished is cut.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn open(directory: &Path, now: Now) -> Result<Self, StoreError> {
        let path = path_in(directory);
        let tail = Tail::open(&path).map_err(StoreError::io("open", &path))?;
        let (sender, orders) = sync_channel(WAITING);
        let work = move || tail.serve(&orders, &now);
        let thread = std::thread::Builder::new().name("access".into()).spawn(work);
        let thread = thread.map_err(StoreError::io("start", "access"))?;
        Ok(Self(Some(Arc::new(Writing { sender: Some(sender), thread: Some(thread) }))))
    }

    /// Notes something; it is on the disk a moment later.
    pub fn note(&self, access: Access) {
        if let Some(sender) = self.sender() {
            // The thread ends only with the chain itself.
            let _ = sender.send((access, None));
        }
    }

    /// Notes something and returns once it is on the disk; false where it could not be put there.
    pub fn note_durably(&self, access: Access) -> bool {
        let Some(sender) = self.sender() else { return true };
        let (reply, done) = oneshot::channel();
        sender.send((access, Some(reply))).is_ok() && done.blocking_recv().unwrap_or(false)
    }

    fn sender(&self) -> Option<&SyncSender<Order>> {
        self.0.as_ref()?.sender.as_ref()
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        // The thread ends once the sender is gone and all that was sent is written.
        self.sender = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Where the chain of a store's `access` directory is.
pub fn path_in(directory: &Path) -> PathBuf {
    directory.join(FILE)
}

fn line(noted: &Noted) -> Map<String, Json> {
    let mut map = Map::new();
    map.insert("seq".to_owned(), noted.seq.into());
    map.insert("at".to_owned(), noted.at.to_string().into());
    map.insert("who".to_owned(), clean_line(&noted.access.who, DETAIL_GRAPHEMES).text.into());
    map.insert("act".to_owned(), noted.access.act.key().into());
    if let Some(id) = noted.access.record {
        map.insert("id".to_owned(), id.to_string().into());
    }
    if !noted.access.detail.is_empty() {
        map.insert("detail".to_owned(), clean_line(&noted.access.detail, DETAIL_GRAPHEMES).text.into());
    }
    map
}

/// The hash of a line that follows on `before`.
fn chained(before: &str, map: &Map<String, Json>) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(before.as_bytes());
    hasher.update(Json::Object(map.clone()).to_string().as_bytes());
    hasher.finalize().to_hex().to_string()
}

fn sealed(mut map: Map<String, Json>, hash: &str) -> Vec<u8> {
    map.insert("hash".to_owned(), hash.into());
    format!("{}\n", Json::Object(map)).into_bytes()
}

/// Reads the chain of a directory from its beginning, each entry once its place in the chain has been checked.
///
/// # Errors
/// Those of the file system; a line that does not follow on the one before it ends the reading with `AccessChain`.
pub fn read(directory: &Path) -> Result<impl Iterator<Item = Result<Noted, StoreError>>, StoreError> {
    let path = path_in(directory);
    let file = match open_plain(OpenOptions::new().read(true), &path) {
        Ok(file) => Some(file),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(StoreError::io("open", &path)(error)),
    };
    let mut lines = file.map(BufReader::new);
    let (mut hash, mut number, mut broken) = (GENESIS.to_owned(), 0, false);
    Ok(std::iter::from_fn(move || {
        let reader = lines.as_mut().filter(|_| !broken)?;
        let mut bytes = Vec::new();
        let read = reader.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut bytes);
        // A line without an end is being written by somebody just now.
        match read {
            Ok(_) if bytes.last() != Some(&b'\n') => return None,
            Ok(_) => {}
            Err(error) => return Some(Err(StoreError::io("read", &path)(error))),
        }
        number += 1;
        let noted = check(&bytes, number, &mut hash);
        broken = noted.is_none();
        Some(noted.ok_or(StoreError::AccessChain { line: number }))
    }))
}

fn check(bytes: &[u8], number: u64, hash: &mut String) -> Option<Noted> {
    let Json::Object(mut map) = serde_json::from_slice(bytes).ok()? else { return None };
    let told = map.shift_remove("hash")?;
    let next = chained(hash, &map);
    if told.as_str() != Some(&next) || map.get("seq")?.as_u64() != Some(number) {
        return None;
    }
    *hash = next;
    let text = |key: &str| map.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    let access = Access {
        who: text("who").into(),
        act: Act::parse(&text("act"))?,
        record: text("id").parse().ok(),
        detail: text("detail"),
    };
    Some(Noted { seq: number, at: Moment::parse(&text("at"))?, access })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Kind;
    use std::io::Write as _;

    fn now() -> Now {
        Arc::new(|| Moment(1_790_000_000_000))
    }

    fn all(directory: &Path) -> Vec<Noted> {
        read(directory).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn entries_are_chained_over_openings_and_a_torn_line_is_cut() {
        let place = tempfile::tempdir().unwrap();
        for round in 0..2 {
            let chain = AccessChain::open(place.path(), now()).unwrap();
            chain.note(Access::new("tanaka", Act::Viewed).of(Id::new(Kind::Person, 7)));
            assert!(chain.note_durably(Access::new("sa\u{1b}to", Act::Exported).detail("目的")));
            drop(chain);
            assert_eq!(all(place.path()).len(), 2 * (round + 1));
            let mut file = OpenOptions::new().append(true).open(path_in(place.path())).unwrap();
            file.write_all(b"{\"seq\":").unwrap();
        }
        let noted = all(place.path());
        assert_eq!(noted[0].access.record, Some(Id::new(Kind::Person, 7)));
        assert_eq!((&*noted[3].access.who, noted[3].access.detail.as_str()), ("sato", "目的"));
    }

    #[test]
    fn a_changed_or_missing_line_is_named() {
        let place = tempfile::tempdir().unwrap();
        let chain = AccessChain::open(place.path(), now()).unwrap();
        for who in ["a", "b", "c"] {
            chain.note(Access::new(who, Act::LoggedIn));
        }
        drop(chain);
        let path = path_in(place.path());
        let text = std::fs::read_to_string(&path).unwrap();
        for (bad, line) in [
            (text.replace("\"who\":\"b\"", "\"who\":\"d\""), 2),
            (text.split_inclusive('\n').filter(|line| !line.contains("\"who\":\"b\"")).collect(), 2),
            (format!("{text}{text}"), 4),
        ] {
            std::fs::write(&path, bad).unwrap();
            let fault = read(place.path()).unwrap().find_map(Result::err);
            assert!(matches!(fault, Some(StoreError::AccessChain { line: at }) if at == line), "{fault:?}");
        }
    }
}
