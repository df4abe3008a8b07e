//! The journal against damage, failing disks and a crash at each step.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nichiiki::store::disk::SharedDisk;
use nichiiki::store::journal::{Access, Journal};
use nichiiki::store::log::{Fault, Frame, Head, Log, LogError, Payload, Section};
use nichiiki::store::repair::Repair;

use crate::store_log::{STORE, WRITE, frame, sim_journal};
use crate::store_sim::{LEFTOVERS, Leftover, SimDisk, Trouble};

const JOURNAL: &str = "/s/journal";

fn open(disk: &SimDisk) -> Result<(Journal, Vec<Repair>), LogError> {
    let disk: SharedDisk = Arc::new(disk.clone());
    let (journal, repairs) = Journal::open(disk, Path::new(JOURNAL), STORE, WRITE)?;
    Ok((journal.with_segment_bytes(4096), repairs))
}

fn segments(disk: &SimDisk) -> Vec<PathBuf> {
    disk.names().into_iter().filter(|path| path.extension().is_some_and(|end| end == "seg")).collect()
}

fn hashes(journal: &Journal) -> Vec<[u8; 32]> {
    journal.read(1).unwrap().map(|frame| frame.unwrap().hash).collect()
}

/// Groups of one to four frames, over several segments, with a large payload in between.
/// Returns the heads that were acknowledged; stops at the first error.
fn workload(journal: &mut Journal, groups: u64) -> Vec<Head> {
    let mut acknowledged = vec![journal.head()];
    for group in 0..groups {
        let frames: Vec<Frame> = if group % 7 == 3 {
            let Ok(mut bulk) = journal.bulk() else { break };
            if bulk.section(&Section { subject: 1, key_id: 0, bytes: vec![group as u8; 3000] }).is_err() {
                break;
            }
            let Ok(reference) = bulk.finish() else { break };
            vec![Frame { header: b"bulk".to_vec(), payload: Payload::Bulk(reference) }]
        } else {
            (0..=group % 4).map(|place| frame(group * 10 + place, 150 + 400 * (group % 3) as usize)).collect()
        };
        match journal.append(journal.head(), &frames) {
            Ok(head) => acknowledged.push(head),
            Err(_) => break,
        }
    }
    acknowledged
}

fn filled(groups: u64) -> (SimDisk, Vec<[u8; 32]>) {
    let disk = SimDisk::new();
    let mut journal = sim_journal(&disk);
    workload(&mut journal, groups);
    let all = hashes(&journal);
    (disk, all)
}

#[test]
fn opening_again_finds_everything_and_goes_on() {
    let (disk, all) = filled(40);
    assert!(segments(&disk).len() > 5);
    let (mut journal, repairs) = open(&disk).unwrap();
    assert_eq!(repairs, []);
    assert_eq!(hashes(&journal), all);
    let count = all.len() as u64;
    assert!(journal.holds(Head { seq: count, hash: all[all.len() - 1] }).unwrap());
    assert!(journal.holds(Head { seq: 5, hash: all[4] }).unwrap());
    assert!(!journal.holds(Head { seq: 5, hash: all[5] }).unwrap());
    assert!(!journal.holds(Head { seq: count + 1, hash: all[5] }).unwrap());
    assert_eq!(journal.append(journal.head(), &[frame(1, 1)]).unwrap().seq, count + 1);
}

#[test]
fn a_flipped_byte_anywhere_before_the_last_group_names_the_commit() {
    let (disk, all) = filled(12);
    let paths = segments(&disk);
    let mut first_commit = 1;
    for (place, path) in paths.iter().enumerate() {
        let bytes = disk.bytes_of(path).unwrap();
        let last = place + 1 == paths.len();
        for at in (0..bytes.len()).step_by(if last { 1 } else { 3 }) {
            let mut bad = bytes.clone();
            bad[at] ^= 0x40;
            disk.put(path, bad);
            match open(&disk) {
                Err(LogError::Damaged { seq, file, .. }) => {
                    assert_eq!(&file, path, "byte {at}");
                    assert!(seq >= first_commit && seq <= all.len() as u64, "byte {at} names {seq}");
                }
                // Only in the very last frame a flip cannot be told from an append that was not finished.
                Ok((journal, repairs)) => {
                    assert!(last, "byte {at} of {} went unseen", path.display());
                    assert!(matches!(repairs[..], [Repair::TornTail { .. }]), "byte {at}: {repairs:?}");
                    assert_eq!(journal.head().seq, all.len() as u64 - 1, "byte {at}");
                }
                Err(other) => panic!("byte {at}: {other}"),
            }
        }
        disk.put(path, bytes);
        let name = paths.get(place + 1).map(|next| next.file_stem().unwrap().to_str().unwrap().to_owned());
        first_commit = name.map_or(first_commit, |name| name.parse().unwrap());
    }
    assert_eq!(hashes(&open(&disk).unwrap().0), all);
}

#[test]
fn an_unfinished_end_is_cut_at_each_length_and_reported() {
    let disk = SimDisk::new();
    let mut journal = sim_journal(&disk);
    journal.append(journal.head(), &[frame(1, 50)]).unwrap();
    let path = segments(&disk).remove(0);
    let whole = disk.bytes_of(&path).unwrap();
    journal.append(journal.head(), &[frame(2, 50), frame(3, 50)]).unwrap();
    let longer = disk.bytes_of(&path).unwrap();
    let end = longer.len();
    for length in whole.len() + 1..end {
        disk.put(&path, longer[..length].to_vec());
        let (mut journal, repairs) = open(&disk).unwrap();
        let seq = journal.head().seq;
        assert!(seq == 1 || (seq == 2 && length > whole.len() + 100));
        let cut_nothing = repairs.is_empty();
        assert!(cut_nothing || matches!(repairs[..], [Repair::TornTail { .. }]));
        assert_eq!(open(&disk).unwrap().1, [], "a second opening has nothing to mend");
        assert_eq!(journal.append(journal.head(), &[frame(9, 9)]).unwrap().seq, seq + 1);
        assert_eq!(open(&disk).unwrap().0.head().seq, seq + 1);
    }
}

#[test]
fn reading_beside_a_writer_changes_nothing_and_takes_up_what_follows() {
    let disk = SimDisk::new();
    let mut writer = sim_journal(&disk);
    workload(&mut writer, 5);
    let shared: SharedDisk = Arc::new(disk.clone());
    let beside = Access { write: false, all: false };
    let (mut reader, _) = Journal::open(shared, Path::new(JOURNAL), STORE, beside).unwrap();
    assert_eq!(reader.head(), writer.head());
    assert!(matches!(reader.append(reader.head(), &[frame(1, 1)]), Err(LogError::ReadOnly)));
    for _ in 0..5 {
        workload(&mut writer, 9);
        assert_eq!(reader.refresh().unwrap(), writer.head());
        assert_eq!(hashes(&reader), hashes(&writer));
    }
    let path = segments(&disk).pop().unwrap();
    let mut bytes = disk.bytes_of(&path).unwrap();
    bytes.extend_from_slice(b"NJF1 half a frame");
    disk.put(&path, bytes.clone());
    assert_eq!(reader.refresh().unwrap(), writer.head());
    assert_eq!(disk.bytes_of(&path).unwrap(), bytes);
}

#[test]
fn missing_or_foreign_segments_are_damage() {
    let (disk, _) = filled(20);
    let paths = segments(&disk);
    for path in &paths[..paths.len() - 1] {
        let bytes = disk.bytes_of(path).unwrap();
        for bad in [Vec::new(), bytes[..30].to_vec()] {
            disk.put(path, bad);
            assert!(matches!(open(&disk), Err(LogError::Damaged { fault: Fault::SegmentHead, .. })));
        }
        disk.put(path, bytes);
    }
    let shared: SharedDisk = Arc::new(disk.clone());
    let other = Journal::open(shared.clone(), Path::new(JOURNAL), [8; 16], WRITE);
    assert!(matches!(other, Err(LogError::Damaged { fault: Fault::Foreign, .. })));
    shared.remove(&paths[1]).unwrap();
    assert!(matches!(open(&disk), Err(LogError::Damaged { fault: Fault::Chain, .. })));
    let nothing = SimDisk::new();
    assert!(matches!(open(&nothing), Err(LogError::Damaged { seq: 1, fault: Fault::Missing, .. })));
}

#[test]
fn a_damaged_or_missing_large_payload_names_its_commit() {
    let disk = SimDisk::new();
    let mut journal = sim_journal(&disk);
    workload(&mut journal, 5);
    let is_bulk = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with("bulk-");
    let path = disk.names().into_iter().find(is_bulk).unwrap();
    let seq = 1 + 2 + 3 + 1;
    let bytes = disk.bytes_of(&path).unwrap();
    for at in (0..bytes.len()).step_by(17) {
        let mut bad = bytes.clone();
        bad[at] ^= 1;
        disk.put(&path, bad);
        let Err(LogError::Damaged { seq: named, file, .. }) = open(&disk) else { panic!("byte {at}") };
        assert_eq!((named, &file), (seq, &path));
    }
    disk.put(&path, bytes[..bytes.len() - 1].to_vec());
    assert!(matches!(open(&disk), Err(LogError::Damaged { fault: Fault::Short, .. })));
    let shared: SharedDisk = Arc::new(disk.clone());
    shared.remove(&path).unwrap();
    assert!(matches!(open(&disk), Err(LogError::Damaged { fault: Fault::Missing, .. })));
    disk.put(&path, bytes);
    disk.put(&Path::new(JOURNAL).join("bulk-new-3"), vec![1; 10]);
    disk.put(&Path::new(JOURNAL).join(format!("bulk-{}", "ab".repeat(32))), vec![1; 20]);
    let (_, repairs) = open(&disk).unwrap();
    assert_eq!(repairs.len(), 2);
    assert!(repairs.iter().all(|repair| matches!(repair, Repair::UnusedBulk { .. })));
    assert_eq!(disk.names().into_iter().filter(is_bulk).count(), 1);
}

#[test]
fn a_crash_at_any_step_loses_nothing_that_was_acknowledged() {
    let probe = SimDisk::new();
    let mut journal = sim_journal(&probe);
    let before = probe.steps();
    workload(&mut journal, 16);
    let (steps, wanted) = (probe.steps(), hashes(&journal));
    assert!(steps - before > 40);
    let mut trials = 0;
    for step in before + 1..=steps {
        let disk = SimDisk::new();
        let mut journal = sim_journal(&disk);
        disk.trouble_at(step, Trouble::Crash);
        let acknowledged = workload(&mut journal, 16).pop().unwrap();
        for (leftover, keep_names) in LEFTOVERS.iter().flat_map(|left| [(*left, true), (*left, false)]) {
            let found = disk.after_crash(leftover, keep_names);
            let case = format!("step {step}, {leftover:?}, names kept: {keep_names}");
            let (mut journal, _) = open(&found).unwrap_or_else(|error| panic!("{case}: {error}"));
            let present = hashes(&journal);
            assert!(present.len() as u64 >= acknowledged.seq, "{case}: lost acknowledged commits");
            assert_eq!(present[..], wanted[..present.len()], "{case}");
            journal.append(journal.head(), &[frame(1, 1)]).unwrap_or_else(|error| panic!("{case}: {error}"));
            let (again, repairs) = open(&found).unwrap();
            assert_eq!(again.head(), journal.head(), "{case}");
            assert_eq!(repairs, [], "{case}");
            trials += 1;
        }
    }
    println!("{trials} crashes over {} steps", steps - before);
}

#[test]
fn a_disk_that_only_pretends_to_sync_is_found_out() {
    let disk = SimDisk::new();
    let mut journal = sim_journal(&disk);
    disk.lie();
    let acknowledged = workload(&mut journal, 8).pop().unwrap();
    let found = disk.after_crash(Leftover::Nothing, false);
    let kept = open(&found).map_or(0, |(journal, _)| journal.head().seq);
    assert!(kept < acknowledged.seq, "the crash test would not notice a missing sync");
}

#[test]
fn every_failing_step_is_an_error_that_is_taken_back() {
    let probe = SimDisk::new();
    let mut journal = sim_journal(&probe);
    let before = probe.steps();
    workload(&mut journal, 12);
    let steps = probe.steps();
    let full = ErrorKind::StorageFull;
    let other = ErrorKind::TimedOut;
    for trouble in [Trouble::Error(full), Trouble::Half(full), Trouble::Short, Trouble::Error(other)] {
        for step in before + 1..=steps {
            let disk = SimDisk::new();
            let mut journal = sim_journal(&disk);
            disk.trouble_at(step, trouble);
            let acknowledged = workload(&mut journal, 12);
            assert_eq!(*acknowledged.last().unwrap(), journal.head());
            disk.no_more_trouble();
            match journal.append(journal.head(), &[frame(1, 1)]) {
                Ok(head) => assert_eq!(head.seq, acknowledged.last().unwrap().seq + 1),
                // Once a sync has failed for another reason than space, nothing that the disk says is believed.
                Err(LogError::Broken) => assert_eq!(trouble, Trouble::Error(other)),
                Err(error) => panic!("{trouble:?} at {step}: {error}"),
            }
            let (again, _) = open(&disk).unwrap();
            assert!(again.head().seq >= journal.head().seq, "{trouble:?} at {step}");
        }
    }
}

#[test]
fn a_full_disk_takes_commits_again_once_there_is_room() {
    let disk = SimDisk::new();
    let mut journal = sim_journal(&disk);
    disk.limit(Some(6000));
    let head = workload(&mut journal, 30).pop().unwrap();
    let error = journal.append(head, &[frame(1, 5000)]).unwrap_err();
    assert!(error.is_disk_full(), "{error}");
    disk.limit(None);
    assert_eq!(journal.append(head, &[frame(1, 5000)]).unwrap().seq, head.seq + 1);
    assert_eq!(open(&disk).unwrap().0.head(), journal.head());
}

#[test]
fn reading_while_another_thread_writes_never_sees_damage() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal");
    let disk = nichiiki::store::disk::OsDisk::throw_away().shared();
    Journal::create(&disk, &path, STORE).unwrap();
    let (journal, _) = Journal::open(disk.clone(), &path, STORE, WRITE).unwrap();
    let mut journal = journal.with_segment_bytes(200_000);
    let writer = std::thread::spawn(move || {
        for number in 0..1500 {
            journal.append(journal.head(), &[frame(number, 3000), frame(number, 9)]).unwrap();
        }
        journal.head()
    });
    let beside = Access { write: false, all: true };
    let (mut follower, _) = Journal::open(disk.clone(), &path, STORE, beside).unwrap();
    let mut opened = 0;
    while !writer.is_finished() {
        let (fresh, _) = Journal::open(disk.clone(), &path, STORE, beside).unwrap();
        let head = fresh.head();
        assert!(follower.refresh().unwrap().seq >= head.seq);
        assert!(follower.holds(head).unwrap());
        opened += 1;
    }
    assert!(opened > 0);
    assert_eq!(follower.refresh().unwrap(), writer.join().unwrap());
}

#[test]
fn a_journal_beyond_the_limit_is_opened_by_its_last_segment() {
    let (disk, all) = filled(60);
    let partly = || {
        let shared: SharedDisk = Arc::new(disk.clone());
        let opened = Journal::open_within(shared, Path::new(JOURNAL), STORE, WRITE, 0);
        opened.map(|(journal, repairs)| (journal.with_segment_bytes(4096), repairs))
    };
    let count = all.len() as u64;
    let (journal, repairs) = partly().unwrap();
    assert_eq!((journal.head().seq, repairs), (count, vec![]));
    assert_eq!(hashes(&journal), all);
    for (seq, hash) in (1..).zip(&all) {
        assert!(journal.holds(Head { seq, hash: *hash }).unwrap());
    }
    let seqs: Vec<u64> =
        journal.headers_before(u64::MAX, 10_000).unwrap().iter().map(|header| header.seq).collect();
    assert_eq!(seqs, (1..=count).rev().collect::<Vec<_>>());
    let paths = segments(&disk);
    // A flip in an old segment waits for a full check, or for whoever reads there.
    let old = disk.bytes_of(&paths[1]).unwrap();
    let mut bad = old.clone();
    bad[300] ^= 1;
    disk.put(&paths[1], bad);
    let (journal, _) = partly().unwrap();
    assert!(journal.read(1).unwrap().any(|frame| matches!(frame, Err(LogError::Damaged { .. }))));
    assert!(open(&disk).is_err());
    disk.put(&paths[1], old);
    // An unfinished rotation: the one before it is the last that holds commits.
    let next = Path::new(JOURNAL).join(format!("{:020}.seg", count + 1));
    disk.put(&next, vec![0; 30]);
    disk.put(&Path::new(JOURNAL).join("bulk-new-0"), vec![1; 10]);
    let (mut journal, repairs) = partly().unwrap();
    assert!(matches!(repairs[..], [Repair::UnfinishedSegment { .. }, Repair::UnusedBulk { .. }]));
    assert_eq!(journal.append(journal.head(), &[frame(1, 1)]).unwrap().seq, count + 1);
    assert_eq!(partly().unwrap().0.head(), open(&disk).unwrap().0.head());
}
