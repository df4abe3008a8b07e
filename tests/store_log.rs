//! The contract of a log, run on each implementation.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nichiiki::store::disk::{OsDisk, SharedDisk};
use nichiiki::store::journal::{Access, Journal};
use nichiiki::store::log::{Frame, HEADER_LIMIT, Head, INLINE_LIMIT, Log, LogError, Payload, Section};
use nichiiki::store::memory::MemoryLog;

use crate::store_sim::{FaultLog, SimDisk};

pub const STORE: [u8; 16] = [7; 16];
pub const WRITE: Access = Access { write: true, all: false };

pub fn frame(number: u64, size: usize) -> Frame {
    let bytes = number.to_le_bytes().iter().copied().cycle().take(size).collect();
    let sections = vec![
        Section { subject: number, key_id: 0, bytes },
        Section { subject: 0, key_id: 0, bytes: format!("rest of {number}").into_bytes() },
    ];
    Frame { header: format!("header {number}").into_bytes(), payload: Payload::Sections(sections) }
}

pub fn sim_journal(disk: &SimDisk) -> Journal {
    let disk: SharedDisk = Arc::new(disk.clone());
    Journal::create(&disk, Path::new("/s/journal"), STORE).unwrap();
    Journal::open(disk, Path::new("/s/journal"), STORE, WRITE).unwrap().0.with_segment_bytes(4096)
}

/// Every implementation, empty.
fn each(test: impl Fn(&str, Box<dyn Log>)) {
    let directory = tempfile::tempdir().unwrap();
    let path: PathBuf = directory.path().join("journal");
    let disk = OsDisk::durable().shared();
    Journal::create(&disk, &path, STORE).unwrap();
    let (journal, repairs) = Journal::open(disk, &path, STORE, WRITE).unwrap();
    assert_eq!(repairs, []);
    test("journal", Box::new(journal.with_segment_bytes(4096)));
    test("memory", Box::new(MemoryLog::new()));
    test("faulty", Box::new(FaultLog::new(sim_journal(&SimDisk::new())).0));
}

fn read_all(log: &dyn Log, from: u64) -> Vec<(u64, Vec<u8>, Vec<Section>)> {
    let frames = log.read(from).unwrap().map(Result::unwrap);
    frames.map(|frame| (frame.seq, frame.header, frame.sections.map(Result::unwrap).collect())).collect()
}

#[test]
fn what_is_appended_is_read_back_in_order_without_gaps() {
    each(|name, mut log| {
        assert_eq!(log.head(), Head::default(), "{name}");
        for group in 0..20_u64 {
            let frames: Vec<_> = (0..3).map(|place| frame(group * 3 + place + 1, 100)).collect();
            let head = log.append(log.head(), &frames).unwrap();
            assert_eq!(head, log.head());
            assert_eq!(head.seq, group * 3 + 3);
        }
        let all = read_all(log.as_ref(), 0);
        assert_eq!(all.len(), 60, "{name}");
        for (place, (seq, header, sections)) in all.iter().enumerate() {
            let wanted = frame(place as u64 + 1, 100);
            assert_eq!(*seq, place as u64 + 1);
            assert_eq!(*header, wanted.header);
            assert_eq!(Payload::Sections(sections.clone()), wanted.payload);
        }
        for from in [1, 2, 30, 60] {
            assert_eq!(read_all(log.as_ref(), from).first().unwrap().0, from, "{name}");
        }
        assert!(read_all(log.as_ref(), 61).is_empty());
        assert!(read_all(log.as_ref(), u64::MAX).is_empty());
    });
}

#[test]
fn all_logs_give_the_same_hashes() {
    let heads = std::cell::RefCell::new(Vec::new());
    each(|_, mut log| {
        log.append(log.head(), &[frame(1, 10), frame(2, 5000)]).unwrap();
        let mut bulk = log.bulk().unwrap();
        bulk.section(&Section { subject: 9, key_id: 0, bytes: b"large".to_vec() }).unwrap();
        let payload = Payload::Bulk(bulk.finish().unwrap());
        log.append(log.head(), &[Frame { header: b"bulk".to_vec(), payload }]).unwrap();
        heads.borrow_mut().push(log.head());
    });
    let heads = heads.into_inner();
    assert_eq!(heads.len(), 3);
    assert!(heads.iter().all(|head| *head == heads[0] && head.seq == 3));
}

#[test]
fn an_outdated_head_is_a_conflict_and_changes_nothing() {
    each(|name, mut log| {
        let empty = log.head();
        let head = log.append(empty, &[frame(1, 10)]).unwrap();
        let result = log.append(empty, &[frame(2, 10)]);
        assert!(matches!(result, Err(LogError::Conflict { expected: 0, found: 1 })), "{name}");
        let forged = Head { seq: 1, hash: [1; 32] };
        assert!(matches!(log.append(forged, &[frame(2, 10)]), Err(LogError::Conflict { .. })), "{name}");
        assert_eq!(log.head(), head);
        assert_eq!(log.append(head, &[]).unwrap(), head);
    });
}

#[test]
fn lengths_beyond_the_limits_are_refused_as_a_whole() {
    each(|name, mut log| {
        let mut long_header = frame(2, 1);
        long_header.header = vec![0; HEADER_LIMIT + 1];
        for bad in [long_header, frame(2, INLINE_LIMIT)] {
            let result = log.append(log.head(), &[frame(1, 10), bad]);
            assert!(matches!(result, Err(LogError::TooLarge { .. })), "{name}");
            assert_eq!(log.head().seq, 0);
        }
        let room = INLINE_LIMIT - 64;
        log.append(log.head(), &[frame(1, room)]).unwrap();
        assert_eq!(read_all(log.as_ref(), 1).len(), 1);
        let large: Vec<_> = (0..9).map(|number| frame(number, room)).collect();
        assert!(matches!(log.append(log.head(), &large), Err(LogError::TooLarge { .. })), "{name}");
    });
}

#[test]
fn headers_are_read_backward_with_a_cap() {
    each(|name, mut log| {
        for number in 1..=600 {
            log.append(log.head(), &[frame(number, 20)]).unwrap();
        }
        let seqs = |before, limit| -> Vec<u64> {
            log.headers_before(before, limit).unwrap().iter().map(|header| header.seq).collect()
        };
        assert_eq!(seqs(u64::MAX, 3), [600, 599, 598], "{name}");
        assert_eq!(seqs(257, 3), [256, 255, 254], "{name}");
        assert_eq!(seqs(3, 10), [2, 1], "{name}");
        assert!(seqs(1, 10).is_empty() && seqs(0, 10).is_empty());
        assert_eq!(seqs(601, 1000), (1..=600).rev().collect::<Vec<u64>>());
        let newest = log.headers_before(601, 1).unwrap().remove(0);
        assert_eq!((newest.hash, newest.header), (log.head().hash, b"header 600".to_vec()));
    });
}

#[test]
fn a_large_payload_is_written_beside_the_log_and_read_back() {
    each(|name, mut log| {
        let mut bulk = log.bulk().unwrap();
        let sections: Vec<_> = (0..30_u64)
            .map(|number| Section { subject: number, key_id: 0, bytes: vec![number as u8; 100_000] })
            .collect();
        for section in &sections {
            bulk.section(section).unwrap();
            log.append(log.head(), &[frame(log.head().seq + 1, 10)]).unwrap();
        }
        let reference = bulk.finish().unwrap();
        assert_eq!(reference.sections, 30);
        let large = Frame { header: b"import".to_vec(), payload: Payload::Bulk(reference) };
        log.append(log.head(), &[large]).unwrap();
        let (seq, header, found) = read_all(log.as_ref(), 31).remove(0);
        assert_eq!((seq, header.as_slice()), (31, b"import".as_slice()), "{name}");
        assert!(found == sections);
    });
}

#[test]
fn a_failed_append_leaves_the_log_as_it_was() {
    let (mut log, switch) = FaultLog::new(MemoryLog::new());
    let head = log.append(log.head(), &[frame(1, 10)]).unwrap();
    switch.fail_with(ErrorKind::StorageFull);
    let error = log.append(head, &[frame(2, 10)]).unwrap_err();
    assert!(error.is_disk_full());
    assert_eq!(log.head(), head);
    assert!(log.recover().is_err());
    switch.heal();
    log.recover().unwrap();
    assert_eq!(log.append(head, &[frame(2, 10)]).unwrap().seq, 2);
}
