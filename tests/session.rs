//! Sessions on wires of memory over one store: what one person does appears on the other's screen.

use std::sync::Arc;
use std::time::Duration;

use nichiiki::connection::{Connection, Memory};
use nichiiki::domain::{Author, Cause, Command, Draft, Event, Put};
use nichiiki::field::Moment;
use nichiiki::input::Size;
use nichiiki::keymap::Preset;
use nichiiki::lang::Lang;
use nichiiki::session::porter::Files;
use nichiiki::session::{self, End, Setup, Shared};
use nichiiki::snapshot::Snapshot;
use nichiiki::store::memory::MemoryLog;
use nichiiki::store::submit::Submission;
use nichiiki::store::{Parts, Store};
use nichiiki::terminal::Caps;
use tokio::task::JoinHandle;

use crate::screens::office::office;

/// How long a screen may take to show what is awaited.
const DEADLINE: Duration = Duration::from_secs(20);

/// A person at a terminal.
pub struct Person {
    pub wire: Memory,
    pub shown: vt100::Parser,
    pub session: JoinHandle<End>,
    pub bytes: usize,
}

pub fn setup(lang: Lang) -> Setup {
    let now: Arc<dyn Fn() -> Moment + Send + Sync> = Arc::new(|| Moment::parse("2026-11-23 09:00").unwrap());
    Setup {
        lang,
        keymap: Preset::Default,
        own_keymap: None,
        now,
        owner: false,
        banner: None,
        idle: None,
        shared: Shared::default(),
        files: Files::default(),
    }
}

/// A store that holds the office.
pub async fn store() -> Store {
    store_with(|parts| parts).await
}

/// The same, made of other parts.
pub async fn store_with(change: impl FnOnce(Parts) -> Parts) -> Store {
    let parts = Parts::bare(Box::new(MemoryLog::new()), Snapshot::default(), setup(Lang::Ja).now);
    let store = Store::start(change(parts)).unwrap();
    for event in office().commits.into_iter().flat_map(|commit| commit.events) {
        let Event::Added(record) = event else { continue };
        let puts = record.values.into_iter().map(|(code, value)| (code, Put::Set(value)));
        let command = Command::Add { kind: record.id.kind, draft: Draft(puts.collect()), imported: true };
        store.submit(Submission::new(Author::new("init"), Cause::Init, command)).await.unwrap();
    }
    store
}

impl Person {
    fn sit(store: &Store, lang: Lang) -> Self {
        Self::sit_as(store, "test", setup(lang))
    }

    /// A session of that user.
    pub fn sit_as(store: &Store, user: &str, setup: Setup) -> Self {
        let size = Size { columns: 140, rows: 40 };
        let (mut connection, wire) = Connection::memory_of(size, Caps::full());
        user.clone_into(&mut connection.user);
        let session = tokio::spawn(session::run(connection, store.clone(), setup));
        Self {
            wire,
            shown: vt100::Parser::new(40.try_into().unwrap(), 140.try_into().unwrap(), 0),
            session,
            bytes: 0,
        }
    }

    /// Types keys as the terminal sends them.
    pub async fn types(&self, keys: &str) {
        self.wire.send(keys).await.unwrap();
    }

    /// Looks until the screen shows `text`.
    pub async fn sees(&mut self, text: &str) {
        self.until(text, |screen| screen.contains(text)).await;
    }

    /// Looks until the screen no longer shows `text`.
    pub async fn sees_no(&mut self, text: &str) {
        self.until(text, |screen| !screen.contains(text)).await;
    }

    async fn until(&mut self, what: &str, wanted: impl Fn(&str) -> bool) {
        let deadline = tokio::time::Instant::now() + DEADLINE;
        while !wanted(&self.shown.screen().contents()) {
            let frame = tokio::time::timeout_at(deadline, self.wire.receive()).await;
            let Ok(Some(bytes)) = frame else {
                panic!("{what:?} is not so on\n{}", self.shown.screen().contents());
            };
            self.bytes += bytes.len();
            self.shown.process(&bytes);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_persons_change_appears_on_the_others_screen() {
    let store = store().await;
    let mut tanaka = Person::sit(&store, Lang::Ja);
    let mut suzuki = Person::sit(&store, Lang::En);
    tanaka.sees("髙橋 美佳").await;
    suzuki.sees("best for").await;
    suzuki.types("gl").await;
    suzuki.sees("Log").await;
    tanaka.types("m").await;
    tanaka.sees("案件から見て").await;
    tanaka.types("i").await;
    tanaka.sees("保存しました").await;
    suzuki.sees("shortlisted").await;
    tanaka.types("u").await;
    tanaka.sees("取消").await;
    suzuki.sees("undo of").await;
    tanaka.types("qq").await;
    tokio::time::timeout(DEADLINE, drained(tanaka)).await.expect("q ends a session");
    drop(suzuki.wire);
    tokio::time::timeout(DEADLINE, suzuki.session).await.expect("a lost terminal ends a session").unwrap();
}

/// Takes what a session still sends until it has ended; the last bytes give the terminal back.
async fn drained(mut person: Person) {
    let mut last = Vec::new();
    while let Some(bytes) = person.wire.receive().await {
        last = bytes;
    }
    assert!(last.ends_with(nichiiki::terminal::modes::LEAVE));
    person.session.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sleeping_session_sends_nothing() {
    let store = store().await;
    let mut person = Person::sit(&store, Lang::Ja);
    person.sees("に合う順").await;
    // A move and its way back are answered in order, so that what follows is certainly the rest.
    person.types("j").await;
    person.sees("佐藤 実結 に合う順").await;
    person.types("k").await;
    person.sees("髙橋 美佳 に合う順").await;
    person.sees("新規未対応 1").await;
    let silence = tokio::time::timeout(Duration::from_millis(200), person.wire.receive()).await;
    assert!(silence.is_err(), "an idle session sent {silence:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_wire_gets_the_newest_screen_only() {
    let store = store().await;
    let mut person = Person::sit(&store, Lang::Ja);
    person.sees("に合う順").await;
    person.types("j").await;
    let slow = person.wire.receive_slowly().await.unwrap();
    person.shown.process(&slow.bytes);
    for _ in 0..50 {
        person.types("j").await;
        person.types("k").await;
    }
    person.types("G").await;
    slow.done();
    let before = person.bytes;
    person.sees("小野寺 健 に合う順").await;
    assert!(person.bytes - before < 20_000, "{} bytes for one screen", person.bytes - before);
}
