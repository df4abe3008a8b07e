//! The directory of a store: modes, lock, identity, reserve, backup and restore.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use nichiiki::lang::Lang;
use nichiiki::store::backup::{backup, restore};
use nichiiki::store::disk::{OsDisk, SharedDisk};
use nichiiki::store::error::StoreError;
use nichiiki::store::journal::{Access, Journal};
use nichiiki::store::layout::{BALLAST_BYTES, Ballast, Layout, Lock};
use nichiiki::store::log::{Frame, Log, LogError, Payload, Section};

use crate::store_log::{STORE, WRITE, frame};

fn disk() -> SharedDisk {
    OsDisk::durable().shared()
}

fn made(root: &Path) -> Layout {
    let layout = Layout::new(root.join("store"));
    layout.create(&disk(), STORE, "tanaka").unwrap();
    layout
}

fn journal(layout: &Layout) -> Journal {
    Journal::open(disk(), &layout.journal(), STORE, WRITE).unwrap().0
}

fn fill(layout: &Layout) -> Journal {
    let mut journal = journal(layout).with_segment_bytes(4096);
    for number in 1..=30 {
        journal.append(journal.head(), &[frame(number, 500)]).unwrap();
    }
    let mut bulk = journal.bulk().unwrap();
    bulk.section(&Section { subject: 1, key_id: 0, bytes: vec![3; 100_000] }).unwrap();
    let payload = Payload::Bulk(bulk.finish().unwrap());
    journal.append(journal.head(), &[Frame { header: b"bulk".to_vec(), payload }]).unwrap();
    journal
}

#[test]
fn a_new_store_belongs_to_its_owner_alone() {
    let root = tempfile::tempdir().unwrap();
    let layout = made(root.path());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(layout.root()), 0o700);
    for directory in [layout.journal(), layout.keys(), layout.access(), layout.cache()] {
        assert_eq!(mode(&directory), 0o700);
    }
    for file in [layout.lock(), layout.identity(), layout.ballast()] {
        assert_eq!(mode(&file), 0o600);
    }
    assert_eq!(fs::metadata(layout.ballast()).unwrap().len(), BALLAST_BYTES);
    let identity = layout.read_identity(disk().as_ref()).unwrap();
    assert_eq!((identity.store, identity.format), (STORE, 1));
    assert!(matches!(layout.create(&disk(), STORE, "x"), Err(StoreError::NotEmpty { .. })));
}

#[test]
fn a_directory_with_other_things_in_it_is_refused_and_an_unfinished_attempt_is_not() {
    let root = tempfile::tempdir().unwrap();
    let layout = made(root.path());
    fs::remove_file(layout.identity()).unwrap();
    assert!(!layout.exists());
    layout.create(&disk(), STORE, "tanaka").unwrap();
    drop(fill(&layout));
    fs::remove_file(layout.identity()).unwrap();
    assert!(matches!(layout.create(&disk(), STORE, "x"), Err(StoreError::NotEmpty { .. })));
    let other = Layout::new(root.path().join("other"));
    fs::create_dir(other.root()).unwrap();
    fs::write(other.root().join("letter.txt"), "x").unwrap();
    assert!(matches!(other.create(&disk(), STORE, "x"), Err(StoreError::NotEmpty { .. })));
}

#[test]
fn a_second_opener_is_told_who_holds_the_store() {
    let root = tempfile::tempdir().unwrap();
    let layout = made(root.path());
    let lock = Lock::take(&layout, "佐藤\u{1b}[31m").unwrap();
    let error = Lock::take(&layout, "tanaka").unwrap_err();
    let StoreError::Held { pid, user } = &error else { panic!("{error}") };
    assert_eq!((*pid, user.as_str()), (Some(std::process::id()), "佐藤[31m"));
    assert!(error.text(Lang::Ja).contains("使用中") && error.is_held());
    drop(lock);
    Lock::take(&layout, "tanaka").unwrap();
}

#[test]
fn a_damaged_or_newer_identity_is_refused_with_a_sentence() {
    let root = tempfile::tempdir().unwrap();
    let layout = made(root.path());
    let text = fs::read_to_string(layout.identity()).unwrap();
    for bad in [String::new(), text.replace("07", "08"), text[..20].to_owned(), "\0".repeat(90)] {
        fs::write(layout.identity(), bad).unwrap();
        let error = layout.read_identity(disk().as_ref()).unwrap_err();
        assert!(matches!(error, StoreError::Identity { .. }) && error.is_damage());
    }
    let body = "nichiiki store\nformat=2\nstore=".to_owned() + &"07".repeat(16) + "\n";
    let newer = format!("{body}checksum={:08x}\n", crc32fast::hash(body.as_bytes()));
    fs::write(layout.identity(), newer).unwrap();
    let error = layout.read_identity(disk().as_ref()).unwrap_err();
    assert!(matches!(error, StoreError::NewerFormat { found: 2, known: 1 }));
    assert!(error.text(Lang::Ja).contains("更新"));
    fs::remove_file(layout.identity()).unwrap();
    assert!(matches!(layout.read_identity(disk().as_ref()), Err(StoreError::NotAStore { .. })));
}

#[test]
fn a_store_of_empty_files_is_an_error_and_never_a_panic() {
    let root = tempfile::tempdir().unwrap();
    let layout = made(root.path());
    drop(fill(&layout));
    for entry in fs::read_dir(layout.journal()).unwrap() {
        fs::write(entry.unwrap().path(), b"").unwrap();
    }
    let result = Journal::open(disk(), &layout.journal(), STORE, WRITE);
    assert!(matches!(result, Err(LogError::Damaged { seq: 1, .. })));
}

#[test]
fn links_and_missing_rights_have_their_own_sentences() {
    let root = tempfile::tempdir().unwrap();
    let layout = made(root.path());
    let aside = root.path().join("aside");
    fs::rename(layout.identity(), &aside).unwrap();
    symlink(&aside, layout.identity()).unwrap();
    assert!(matches!(layout.read_identity(disk().as_ref()), Err(StoreError::Link { .. })));
    fs::remove_file(layout.lock()).unwrap();
    symlink(&aside, layout.lock()).unwrap();
    assert!(matches!(Lock::take(&layout, "x"), Err(StoreError::Link { .. })));
    let denied = StoreError::io("open", "/store")(std::io::ErrorKind::PermissionDenied.into());
    assert!(matches!(denied, StoreError::Denied { .. }));
}

#[test]
fn the_reserve_is_freed_and_made_again() {
    let root = tempfile::tempdir().unwrap();
    let layout = made(root.path());
    let ballast = Ballast::new(disk(), layout.ballast());
    assert!(ballast.is_whole());
    ballast.free().unwrap();
    assert!(!ballast.is_whole());
    fs::write(layout.ballast(), b"").unwrap();
    assert!(!ballast.is_whole());
    assert!(ballast.make_if_room() && ballast.is_whole());
}

#[test]
fn a_backup_taken_beside_a_writer_restores_to_the_same_chain() {
    let root = tempfile::tempdir().unwrap();
    let layout = made(root.path());
    let lock = Lock::take(&layout, "tanaka").unwrap();
    let mut writer = fill(&layout);
    let file = root.path().join("office.backup");
    let report = backup(&disk(), &layout, &file).unwrap();
    assert_eq!(report.head, writer.head());
    assert_eq!(report.bytes, fs::metadata(&file).unwrap().len());
    writer.append(writer.head(), &[frame(99, 10)]).unwrap();
    drop(lock);
    let copy = Layout::new(root.path().join("copy"));
    let restored = restore(&disk(), &file, &copy, "sato").unwrap();
    assert_eq!(restored, report);
    assert!(copy.exists());
    let all = Access { write: false, all: true };
    let (found, repairs) = Journal::open(disk(), &copy.journal(), STORE, all).unwrap();
    assert_eq!((found.head(), repairs), (report.head, vec![]));
    assert!(matches!(restore(&disk(), &file, &copy, "sato"), Err(StoreError::NotEmpty { .. })));
}

#[test]
fn a_backup_holds_what_the_office_wrote_for_itself() {
    use nichiiki::config::{office, shelf};
    use nichiiki::store::layout::{OWN_FILE, OWN_FOLDERS, is_own};
    assert_eq!((OWN_FILE, OWN_FOLDERS), (office::FILE, [shelf::LETTERS, shelf::PROFILES]));
    let root = tempfile::tempdir().unwrap();
    let layout = made(root.path());
    drop(fill(&layout));
    let own = [
        ("office.toml", "[urgency]\nversion = 2\n"),
        ("letters/案内.toml", "a"),
        ("profiles/jobhub.toml", ""),
    ];
    for folder in OWN_FOLDERS {
        fs::create_dir(layout.root().join(folder)).unwrap();
    }
    for (name, text) in
        own.into_iter().chain([("letters/.x.toml", "x"), ("letters/readme.md", "x"), ("other.toml", "x")])
    {
        fs::write(layout.root().join(name), text).unwrap();
    }
    let file = root.path().join("office.backup");
    let report = backup(&disk(), &layout, &file).unwrap();
    let copy = Layout::new(root.path().join("copy"));
    assert_eq!(restore(&disk(), &file, &copy, "sato").unwrap(), report);
    for (name, text) in own {
        assert_eq!(fs::read_to_string(copy.root().join(name)).unwrap(), text, "{name}");
    }
    let restored: Vec<_> = fs::read_dir(copy.root().join("letters")).unwrap().collect();
    assert_eq!((restored.len(), copy.root().join("other.toml").exists()), (1, false));
    for name in [
        "letters/../office.toml",
        "letters/a/b.toml",
        "/office.toml",
        "letters/..toml",
        "keys/a.toml",
        "letters/a\\b.toml",
    ] {
        assert!(!is_own(name), "{name}");
    }
}

#[test]
fn a_damaged_backup_restores_nothing() {
    let root = tempfile::tempdir().unwrap();
    let layout = made(root.path());
    drop(fill(&layout));
    let file = root.path().join("office.backup");
    backup(&disk(), &layout, &file).unwrap();
    let good = fs::read(&file).unwrap();
    let copy = Layout::new(root.path().join("copy"));
    let bad = root.path().join("bad.backup");
    for at in (0..good.len()).step_by(good.len() / 60) {
        let mut bytes = good.clone();
        bytes[at] ^= 4;
        fs::write(&bad, bytes).unwrap();
        assert!(restore(&disk(), &bad, &copy, "x").is_err(), "byte {at}");
        assert!(!copy.exists(), "byte {at}");
    }
    for length in [0, 7, 40, good.len() / 2, good.len() - 1] {
        fs::write(&bad, &good[..length]).unwrap();
        let error = restore(&disk(), &bad, &copy, "x").unwrap_err();
        assert!(
            matches!(error, StoreError::BadBackup { .. } | StoreError::NotABackup { .. }),
            "{length}: {error}"
        );
    }
    let longer = [good.as_slice(), b"x"].concat();
    fs::write(&bad, longer).unwrap();
    assert!(matches!(restore(&disk(), &bad, &copy, "x"), Err(StoreError::BadBackup { .. })));
    restore(&disk(), &file, &copy, "x").unwrap();
}
