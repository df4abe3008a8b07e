//! Whole sessions on one store and one set of shared things: presence, drafts over a lost link, claims, the cover.

use std::time::Duration;

use nichiiki::domain::{Author, Cause, Command};
use nichiiki::field::tables::{case, person};
use nichiiki::field::{Id, Kind, Moment, Value};
use nichiiki::lang::Lang;
use nichiiki::session::drafts::Drafts;
use nichiiki::session::{Setup, Shared};
use nichiiki::store::Store;
use nichiiki::store::submit::Submission;

use crate::session::{Person, setup, store};

fn shared(directory: Option<&std::path::Path>) -> Shared {
    let drafts =
        directory.map(|directory| Drafts::open(directory.join("drafts"), setup(Lang::Ja).now).unwrap());
    Shared { drafts: drafts.unwrap_or_default(), ..Shared::default() }
}

fn sit(store: &Store, user: &str, shared: &Shared) -> Person {
    Person::sit_as(store, user, Setup { shared: shared.clone(), ..setup(Lang::Ja) })
}

async fn change(store: &Store, author: &str, command: Command) {
    store.submit(Submission::new(Author::new(author), Cause::Tui, command)).await.unwrap();
}

/// The file that somebody's draft is in.
fn files(directory: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for user in std::fs::read_dir(directory.join("drafts")).into_iter().flatten().flatten() {
        found.extend(std::fs::read_dir(user.path()).unwrap().flatten().map(|file| file.path()));
    }
    found.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    found
}

/// Waits until a draft on the disk holds `text`.
async fn on_disk(directory: &std::path::Path, text: &str) {
    let wanted = text.to_owned();
    let directory = directory.to_owned();
    let look = async move {
        loop {
            let held = files(&directory)
                .iter()
                .any(|path| std::fs::read_to_string(path).is_ok_and(|written| written.contains(&wanted)));
            if held {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), look).await.expect("the draft reaches the disk");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_outlives_a_lost_link_and_a_dead_server() {
    let place = tempfile::tempdir().unwrap();
    let store = store().await;
    let shared_before = shared(Some(place.path()));
    let mut tanaka = sit(&store, "田中", &shared_before);
    tanaka.sees("に合う順").await;
    tanaka.types("n").await;
    tanaka.sees("改行").await;
    tanaka.types("十月から動ける").await;
    tanaka.types("\r家族も賛成").await;
    on_disk(place.path(), "十月から動ける\\n家族も賛成").await;
    // Another person is not offered it, and neither is the same person while the form is open elsewhere.
    for user in ["佐藤", "田中"] {
        let mut other = sit(&store, user, &shared_before);
        other.sees("に合う順").await;
        other.types(":drafts\r").await;
        other.sees("保存していない入力はありません").await;
    }
    // As after a kill: nothing of the old process is told, a new one reads the files.
    let copy = tempfile::tempdir().unwrap();
    copied(&place.path().join("drafts"), &copy.path().join("drafts"));
    drop(tanaka.wire);
    tanaka.session.await.unwrap();
    for shared in [shared_before, shared(Some(copy.path()))] {
        let mut again = sit(&store, "田中", &shared);
        again.sees("保存していない入力が残っています").await;
        again.types("\r").await;
        again.sees("家族も賛成").await;
        again.types("\x13").await;
        again.sees("保存しました").await;
    }
    let state = store.snapshot().state;
    let notes = state
        .records(Kind::Note)
        .filter(|note| note.text(&nichiiki::field::tables::note::TEXT) == Some("十月から動ける\n家族も賛成"));
    assert_eq!(notes.count(), 2);
    drop(store);
}

fn copied(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copied(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_saved_draft_is_gone_from_the_disk() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = tempfile::tempdir().unwrap();
    let store = store().await;
    let shared = shared(Some(place.path()));
    // A name that would lead out of the directory does not.
    let mut tanaka = sit(&store, "../田中", &shared);
    tanaka.sees("に合う順").await;
    tanaka.types("n").await;
    tanaka.sees("改行").await;
    tanaka.types("途中").await;
    on_disk(place.path(), "途中").await;
    let file = files(place.path()).pop().unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
    tanaka.types("\x13").await;
    tanaka.sees("保存しました").await;
    drop(tanaka.wire);
    tanaka.session.await.unwrap();
    drop(shared);
    // The last handle waits for what is not done yet.
    assert_eq!(files(place.path()), Vec::<std::path::PathBuf>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_sessions_of_one_user_keep_two_drafts_and_old_ones_go() {
    let place = tempfile::tempdir().unwrap();
    let store = store().await;
    let shared = shared(Some(place.path()));
    for text in ["一つめ", "二つめ"] {
        let mut session = sit(&store, "田中", &shared);
        if text == "二つめ" {
            session.sees("保存していない入力が残っています").await;
            session.types("\x1b").await;
        }
        session.sees("に合う順").await;
        session.types("n").await;
        session.sees("改行").await;
        session.types(text).await;
        on_disk(place.path(), text).await;
        drop(session.wire);
        session.session.await.unwrap();
    }
    let mut again = sit(&store, "田中", &shared);
    again.sees("一つめ").await;
    again.sees("二つめ").await;
    let later = std::sync::Arc::new(|| nichiiki::field::Moment::parse("2026-12-01 09:00").unwrap());
    let late = Setup { now: later, shared: shared.clone(), ..setup(Lang::Ja) };
    let mut late = Person::sit_as(&store, "田中", late);
    late.sees("に合う順").await;
    late.types(":drafts\r").await;
    late.sees("保存していない入力はありません").await;
    assert!(files(place.path()).is_empty(), "a week is over");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_on_a_record_is_seen_and_goes_with_them() {
    let store = store().await;
    let shared = shared(None);
    let mut tanaka = sit(&store, "田中", &shared);
    let mut sato = sit(&store, "佐藤", &shared);
    tanaka.sees("に合う順").await;
    sato.sees("に合う順").await;
    tanaka.types("\r").await;
    tanaka.sees("P-000001").await;
    sato.types("\r").await;
    sato.sees("田中 も開いています").await;
    tanaka.sees("佐藤 も開いています").await;
    sato.types("e").await;
    tanaka.sees("佐藤 が編集中").await;
    sato.sees("田中 も開いています").await;
    sato.types("\x1b").await;
    tanaka.sees("佐藤 も開いています").await;
    sato.types("J").await;
    tanaka.sees_no("佐藤").await;
    sato.types("K").await;
    tanaka.sees("佐藤 も開いています").await;
    drop(sato.wire);
    tanaka.sees_no("も開いています").await;
    let silence = tokio::time::timeout(Duration::from_millis(200), tanaka.wire.receive()).await;
    assert!(silence.is_err(), "an idle session sent {silence:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_claim_one_case_the_second_is_told_who_was_first() {
    let store = store().await;
    let case_of = |store: &Store| {
        let state = store.snapshot().state;
        nichiiki::app::listing::leading_case(&state, Id::new(Kind::Person, 1)).unwrap().id
    };
    let id = case_of(&store);
    change(&store, "init", Command::Assign { case: id, owner: None }).await;
    let seen = store.snapshot().seq();
    change(&store, "佐藤", Command::Assign { case: id, owner: Some("佐藤".into()) }).await;
    // What the second sends was decided on a screen that did not show the first yet.
    let second = Command::Assign { case: id, owner: Some("田中".into()) };
    let late = Submission::new(Author::new("田中"), Cause::Tui, second).seen(Some(seen));
    let refused = store.submit(late).await.unwrap_err();
    let nichiiki::store::submit::SubmitError::Rejected(rejection) = refused else { panic!("{refused}") };
    let text = nichiiki::app::message::refusal(&rejection, &store.snapshot().state, Lang::Ja);
    assert!(text.contains("佐藤さんが") && text.contains("「佐藤」に"), "{text}");
    let owner = store.snapshot().state.live(id).unwrap().get(&case::OWNER).cloned();
    assert_eq!(owner, Some(Value::text("佐藤")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn different_fields_both_stay_and_the_same_field_is_asked_about() {
    let store = store().await;
    let shared = shared(None);
    let mut tanaka = sit(&store, "田中", &shared);
    let mut sato = sit(&store, "佐藤", &shared);
    for person in [&mut tanaka, &mut sato] {
        person.sees("に合う順").await;
        person.types("e").await;
        person.sees("前の項目").await;
    }
    tanaka.types("A\x13").await;
    tanaka.sees("保存しました").await;
    sato.types("\tB\x13").await;
    sato.sees("保存しました").await;
    let name = |store: &Store| {
        let record = store.snapshot().state.live(Id::new(Kind::Person, 1)).unwrap();
        let text = |field| record.text(field).unwrap_or_default().to_owned();
        (text(&person::FAMILY_NAME), text(&person::GIVEN_NAME))
    };
    assert_eq!(name(&store), ("髙橋A".to_owned(), "美佳B".to_owned()));
    for person in [&mut tanaka, &mut sato] {
        person.types("e").await;
        person.sees("前の項目").await;
    }
    tanaka.types("1\x13").await;
    tanaka.sees("保存しました").await;
    sato.types("2\x13").await;
    sato.sees("どれを残すか").await;
    sato.sees("髙橋A1").await;
    sato.types("m\r").await;
    sato.sees_no("どれを残すか").await;
    sato.sees("髙橋A2").await;
    assert_eq!(name(&store).0, "髙橋A2");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_cover_hides_everything_and_gives_it_back() {
    let store = store().await;
    let setup = Setup { idle: Some(Duration::from_secs(2)), ..setup(Lang::Ja) };
    let mut person = Person::sit_as(&store, "田中", setup);
    person.sees("に合う順").await;
    person.types("n").await;
    person.sees("改行").await;
    person.types("途中の文").await;
    person.sees("途中の文").await;
    person.sees("離席中").await;
    let screen = person.shown.screen().contents();
    assert_eq!(screen.trim(), "離席中 — Enter で戻る", "nothing else is left");
    // Neither keys nor others' changes send anything.
    person.types("q\x1bj:abc").await;
    let id = Id::new(Kind::Person, 2);
    let other = crate::domain::office::draft(Kind::Person, &[("hours_week", "9")]);
    change(&store, "佐藤", Command::update(id, other)).await;
    let silence = tokio::time::timeout(Duration::from_millis(250), person.wire.receive()).await;
    assert!(silence.is_err(), "a covered session sent {silence:?}");
    person.types("\r").await;
    person.sees("途中の文").await;
    assert!(!person.shown.screen().contents().contains("abc"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_opening_of_a_persons_record_is_noted_once() {
    use nichiiki::snapshot::Snapshot;
    use nichiiki::store::Parts;
    use nichiiki::store::access::{AccessChain, Act, read};
    use nichiiki::store::memory::MemoryLog;
    let place = tempfile::tempdir().unwrap();
    let office = crate::screens::office::office();
    let mut parts = Parts::bare(Box::new(MemoryLog::new()), Snapshot::new(office.state), setup(Lang::Ja).now);
    parts.access = AccessChain::open(place.path(), setup(Lang::Ja).now).unwrap();
    let store = Store::start(parts).unwrap();
    let mut person = sit(&store, "田中", &shared(None));
    person.sees("に合う順").await;
    person.types("\r").await;
    person.sees("経過").await;
    person.types("jjkJ").await;
    person.sees("2/").await;
    person.types("e").await;
    person.sees("前の項目").await;
    // Each by itself: an escape with a letter at once is another key.
    person.types("\x1b").await;
    person.sees("経過").await;
    person.types("q").await;
    person.sees("に合う順").await;
    drop(person.wire);
    person.session.await.unwrap();
    drop(store);
    let noted: Vec<_> = read(place.path()).unwrap().map(Result::unwrap).collect();
    assert!(noted.iter().all(|noted| noted.access.act == Act::Viewed && &*noted.access.who == "田中"));
    let ids: Vec<_> = noted.iter().filter_map(|noted| noted.access.record).collect();
    assert_eq!(ids.len(), 2, "{ids:?}");
    assert!(ids[0] != ids[1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_day_appears_by_itself() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};
    let store = store().await;
    // A fifth of a second before midnight in Japan, for as long as the first screen takes.
    let clock = Arc::new(AtomicI64::new(Moment::parse("2026-11-24 00:00").unwrap().0 - 200));
    let shown = Arc::clone(&clock);
    let now = Arc::new(move || Moment(shown.load(Ordering::SeqCst)));
    let mut person = Person::sit_as(&store, "田中", Setup { now, ..setup(Lang::Ja) });
    person.sees("11月23日(月祝)").await;
    clock.fetch_add(1000, Ordering::SeqCst);
    person.sees("11月24日(火)").await;
}
