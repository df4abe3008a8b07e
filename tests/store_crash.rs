//! Real processes and real file systems: a killed writer, a full disk, and a power cut.
//! The last two need root and mount a file system of their own; without that they say so and do nothing.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command as Program, Stdio};
use std::time::{Duration, Instant};

use nichiiki::field::{Id, Kind};
use nichiiki::store::layout::Layout;
use nichiiki::store::repair::Repair;
use nichiiki::store::submit::{SubmitError, Trouble};
use nichiiki::store::verify::first_difference;

use crate::store_log::STORE;
use crate::store_office::{add_person, on_disk, opening, rename, replayed, run};

/// Where the child works; with a `!` in front it does so without ever syncing.
const PLACE: &str = "NICHIIKI_TEST_STORE";

/// Not a test: the process that is killed. It says each commit that it was told is saved.
#[test]
#[ignore = "the other tests of this file run it"]
fn acknowledging_child() {
    let Some(place) = std::env::var_os(PLACE) else { return };
    let place = place.into_string().unwrap();
    let opening = match place.strip_prefix('!') {
        Some(path) => opening(Path::new(path)).throw_away(),
        None => opening(Path::new(&place)),
    };
    let (store, _) = opening.open(&mut |_, _| {}).unwrap();
    let mut out = std::io::stdout();
    for number in 0.. {
        let command = match store.snapshot().state.count(Kind::Person) as u32 {
            count if count > 0 && number % 3 == 0 => {
                rename(Id::new(Kind::Person, 1 + number % count), &number.to_string())
            }
            _ => add_person(&format!("人{number}")),
        };
        let receipt = run(&store, command).unwrap();
        writeln!(out, "\nsaved {}", receipt.seq).unwrap();
        out.flush().unwrap();
    }
}

fn spawn(place: &str) -> Child {
    Program::new(std::env::current_exe().unwrap())
        .args(["--exact", "store_crash::acknowledging_child", "--ignored", "--nocapture"])
        .env(PLACE, place)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Lets the child save `count` commits, kills it, and returns the last commit it was told is saved.
fn interrupt(place: &str, count: usize) -> u64 {
    let mut child = spawn(place);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut saved = lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("saved ")?.parse().ok());
    let last: u64 = saved.by_ref().take(count).last().expect("the child saved nothing");
    child.kill().unwrap();
    child.wait().unwrap();
    // What it had said before it died counts as well.
    saved.last().unwrap_or(last)
}

#[test]
fn killing_the_writer_loses_nothing_that_was_acknowledged() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("store");
    opening(&path).create(STORE).unwrap();
    for round in 0..12 {
        let last = interrupt(path.to_str().unwrap(), 3 + round * 5);
        let (store, repairs) = opening(&path).open(&mut |_, _| {}).unwrap();
        assert!(store.head().seq >= last, "round {round}: {last} was acknowledged");
        assert_eq!(first_difference(&replayed(&store), &store.snapshot().state), None, "{repairs:?}");
    }
    assert!(opening(&path).verify(false, &mut |_, _| {}).unwrap().is_ok());
}

/// A file system that ends with the value.
struct Mount(PathBuf);

impl Mount {
    fn new(at: PathBuf, arguments: &[&str]) -> Option<Self> {
        fs::create_dir_all(&at).unwrap();
        let mounted = Program::new("mount").args(arguments).arg(&at).stderr(Stdio::null()).status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Self(at));
        }
        println!("skipped: mounting a file system needs root");
        None
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !Program::new("umount").arg(&self.0).stderr(Stdio::null()).status().unwrap().success() {
            assert!(Instant::now() < deadline, "{} stays mounted", self.0.display());
            std::thread::yield_now();
        }
    }
}

#[test]
fn a_full_disk_saves_what_it_acknowledges_and_opens_again_with_space() {
    let root = tempfile::tempdir().unwrap();
    let options = ["-t", "tmpfs", "-o", "size=64m,mode=0700", "tmpfs"];
    let Some(mount) = Mount::new(root.path().join("disk"), &options) else { return };
    let path = mount.0.join("store");
    let store = on_disk(&path);
    let filler = mount.0.join("filler");
    let mut file = File::create(&filler).unwrap();
    // Fill the disk up to the last byte.
    while file.write_all(&vec![7; 64 << 10]).is_ok() {}
    while file.write_all(&[7]).is_ok() {}
    let mut last = 0;
    let trouble = loop {
        match run(&store, add_person("満杯の日の人")) {
            Ok(receipt) => last = receipt.seq,
            Err(error) => break error,
        }
    };
    assert!(matches!(trouble, SubmitError::ReadOnly(Trouble::DiskFull)), "{trouble}");
    assert!(last > 0, "the reserve lets what is under way be saved");
    assert_eq!(store.status().borrow().trouble, Some(Trouble::DiskFull));
    assert_eq!((store.snapshot().seq(), store.head().seq), (last, last));
    assert!(!Layout::new(&path).ballast().exists());
    drop(file);
    fs::remove_file(&filler).unwrap();
    assert_eq!(run(&store, add_person("空きのできた日の人")).unwrap().seq, last + 1);
    assert_eq!(store.status().borrow().trouble, None);
    assert!(Layout::new(&path).ballast().exists());
    drop(store);
    let (store, repairs) = opening(&path).open(&mut |_, _| {}).unwrap();
    assert!(repairs.iter().all(|repair| matches!(repair, Repair::Records { .. })), "{repairs:?}");
    assert_eq!(store.head().seq, last + 1);
    assert_eq!(first_difference(&replayed(&store), &store.snapshot().state), None);
}

/// Cuts the power after `count` commits: what the device has by then is copied and mounted anew. Returns the commit
/// that was last acknowledged before the picture was taken, and the head that is found; `None` without root.
fn power_cut(sync: bool, count: usize) -> Option<(u64, u64)> {
    let root = tempfile::tempdir().unwrap();
    let (image, picture) = (root.path().join("image"), root.path().join("picture"));
    File::create(&image).unwrap().set_len(80 << 20).unwrap();
    let made = Program::new("mkfs.ext4").arg("-q").arg(&image).status();
    if !made.is_ok_and(|status| status.success()) {
        println!("skipped: mkfs.ext4 is not here");
        return None;
    }
    let mount = Mount::new(root.path().join("disk"), &["-o", "loop", image.to_str()?])?;
    let path = mount.0.join("store");
    opening(&path).create(STORE).unwrap();
    drop(on_disk(&path));
    let place = format!("{}{}", if sync { "" } else { "!" }, path.display());
    let mut child = spawn(&place);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut saved = lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("saved ")?.parse().ok());
    let last: u64 = saved.by_ref().take(count).last().expect("the child saved nothing");
    fs::copy(&image, &picture).unwrap();
    child.kill().unwrap();
    drop(saved);
    child.wait().unwrap();
    drop(mount);
    let mount = Mount::new(root.path().join("after"), &["-o", "loop", picture.to_str()?])?;
    let found = opening(&mount.0.join("store")).open(&mut |_, _| {}).map_or(0, |(store, _)| {
        assert_eq!(first_difference(&replayed(&store), &store.snapshot().state), None);
        store.head().seq
    });
    Some((last, found))
}

#[test]
fn a_power_cut_loses_nothing_that_was_acknowledged() {
    for round in 0..5 {
        let Some((acknowledged, found)) = power_cut(true, 5 + round * 40) else { return };
        assert!(found >= acknowledged, "round {round}: {acknowledged} acknowledged, {found} found");
    }
}

#[test]
fn without_syncs_the_same_power_cut_does_lose_commits() {
    let lost = (0..3).map_while(|round| power_cut(false, 20 + round * 40));
    let lost: Vec<bool> = lost.map(|(acknowledged, found)| found < acknowledged).collect();
    assert!(lost.is_empty() || lost.contains(&true), "the power cut would not notice a missing sync");
}
