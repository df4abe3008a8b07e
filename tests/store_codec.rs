//! The stored form of commits: golden bytes decode for ever, and hostile bytes never do harm.

use std::fs;
use std::path::PathBuf;

use nichiiki::domain::packed::Packed;
use nichiiki::domain::{Author, Cause, Change, Event, Record, Stamp, Verb};
use nichiiki::field::{Atom, Date, Id, Kind, Moment, Row, Value};
use nichiiki::store::codec::{CodecError, CommitHead, SCHEMA, decode_events, encode_events, in_order};
use nichiiki::store::log::Section;
use proptest::prelude::*;

/// One event of each shape, and one value of each.
fn events() -> Vec<Event> {
    let id = |kind, number| Id::new(kind, number);
    let values = vec![
        (1, Value::text("髙橋")),
        (2, Value::One(Atom::Flag(true))),
        (3, Value::int(-12_345_678_901)),
        (4, Value::date(Date(20_780))),
        (5, Value::moment(Moment(1_795_000_000_000))),
        (6, Value::choice(300)),
        (7, Value::reference(id(Kind::Region, 202_151))),
        (8, Value::Set(0x8000_0000_0000_0001)),
        (9, Value::List(vec![Atom::Text("一".into()), Atom::Ref(Id::case(2026, 45))])),
        (1000, Value::Rows(vec![Row(vec![(1, Atom::Int(1)), (2, Atom::Text("".into()))]), Row::default()])),
    ];
    let stamp = Stamp { seq: 70_000, at: Moment(1_795_000_000_000), author: "tanaka".into() };
    let record = Record {
        id: id(Kind::Person, 1_000_000),
        withdrawn: false,
        created: Stamp::default(),
        values,
        stamps: vec![(1, stamp)],
    };
    let change = Change { field: 1, before: Some(Value::text("高橋")), after: None };
    let changed = Event::changed(record.id, Verb::Updated, vec![change], Some("訂正".into()));
    let empty = Event::changed(id(Kind::Note, 7), Verb::Erased, Vec::new(), None);
    let hidden = Event::Withdrawn { first: id(Kind::Job, 1), last: id(Kind::Job, 900) };
    let shown = Event::Restored { first: id(Kind::Match, 3), last: id(Kind::Match, 3) };
    vec![Event::Added(record), changed, empty, hidden, shown]
}

fn heads() -> Vec<CommitHead> {
    let causes = [Cause::Tui, Cause::Apply, Cause::Import, Cause::Init, Cause::Undo(12), Cause::Redo(400)];
    let head = |(seq, cause)| {
        let mut head = CommitHead::new(seq, Moment(1_795_000_000_000), Author::new("田中"), cause);
        head.count(&events());
        head
    };
    (1..).zip(causes).map(head).collect()
}

/// What is stored of the samples, by file name.
fn encoded() -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let subjects = [7, 7, 0, 9, 0];
    let sections = encode_events(41, &events(), &subjects).unwrap();
    let Event::Added(record) = events().remove(0) else { panic!() };
    vec![
        ("events-1.bin", sections.into_iter().map(|section| section.bytes).collect()),
        ("heads-1.bin", heads().into_iter().map(|head| head.encode().unwrap()).collect()),
        ("record-1.bin", vec![Packed::pack(&record).bytes().to_vec()]),
    ]
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/golden").join(name)
}

fn golden(name: &str) -> Vec<Vec<u8>> {
    let bytes = fs::read(path(name)).unwrap();
    let mut rest = bytes.as_slice();
    let mut parts = Vec::new();
    while let Some((length, behind)) = rest.split_first_chunk::<4>() {
        let (part, behind) = behind.split_at(u32::from_le_bytes(*length) as usize);
        parts.push(part.to_vec());
        rest = behind;
    }
    parts
}

/// Writes the files of a new schema; those of older ones are never written again.
#[test]
#[ignore = "only when a new schema is made"]
fn write_golden_files() {
    for (name, parts) in encoded() {
        assert!(!path(name).exists(), "{name} exists and never changes");
        let framed = parts.iter().flat_map(|part| [&(part.len() as u32).to_le_bytes()[..], part].concat());
        fs::create_dir_all(path("")).unwrap();
        fs::write(path(name), framed.collect::<Vec<u8>>()).unwrap();
    }
}

#[test]
fn todays_bytes_are_the_golden_ones() {
    assert_eq!(SCHEMA, 1, "a new schema needs golden files of its own; the old ones stay");
    for (name, parts) in encoded() {
        assert!(
            parts == golden(name),
            "{name}: the stored form has changed; make a new schema with an upcast"
        );
    }
}

#[test]
fn golden_bytes_of_every_schema_decode() {
    let mut found = Vec::new();
    for bytes in golden("events-1.bin") {
        decode_events(&Section { subject: 1, key_id: 0, bytes }, &mut found).unwrap();
    }
    assert_eq!(in_order(41, found).unwrap(), events());
    let mut wanted = heads();
    for head in &mut wanted {
        head.spans.sort();
    }
    let decoded: Vec<_> =
        golden("heads-1.bin").iter().map(|bytes| CommitHead::decode(bytes).unwrap()).collect();
    assert_eq!(decoded, wanted);
    let record = Packed::from_bytes(&golden("record-1.bin")[0]).unwrap().unpack().unwrap();
    assert_eq!(Event::Added(record), events().remove(0));
}

#[test]
fn each_event_is_in_the_section_of_its_person_and_the_order_comes_back() {
    let sections = encode_events(0, &events(), &[7, 9, 7, 0, 9]).unwrap();
    let subjects: Vec<u64> = sections.iter().map(|section| section.subject).collect();
    assert_eq!(subjects, [7, 9, 0], "the rest comes last");
    let mut found = Vec::new();
    for section in sections.iter().rev() {
        decode_events(section, &mut found).unwrap();
    }
    assert_eq!(in_order(0, found.clone()).unwrap(), events());
    assert_eq!(in_order(1, found.clone()), Err(CodecError::Ordinals));
    found.push(found[0].clone());
    assert_eq!(in_order(0, found), Err(CodecError::Ordinals));
}

#[test]
fn changed_cut_and_longer_bytes_are_refused() {
    let sealed = encode_events(0, &events(), &[0; 5]).unwrap().remove(0).bytes;
    let try_events =
        |bytes: Vec<u8>| decode_events(&Section { subject: 0, key_id: 0, bytes }, &mut Vec::new());
    try_events(sealed.clone()).unwrap();
    let head = heads().remove(0).encode().unwrap();
    for length in 0..sealed.len() {
        assert!(try_events(sealed[..length].to_vec()).is_err());
    }
    for length in 0..head.len() {
        assert!(CommitHead::decode(&head[..length]).is_err());
    }
    for at in 0..sealed.len() {
        let mut bad = sealed.clone();
        bad[at] ^= 0x20;
        assert!(try_events(bad).is_err(), "byte {at}");
    }
    assert!(try_events([sealed.as_slice(), b"x"].concat()).is_err());
    let mut newer = sealed.clone();
    newer[4] = 2;
    assert_eq!(try_events(newer), Err(CodecError::Newer { found: 2 }));
    let locked = Section { subject: 1, key_id: 5, bytes: sealed };
    assert_eq!(decode_events(&locked, &mut Vec::new()), Err(CodecError::Sealed));
}

#[test]
fn a_head_with_very_many_records_stays_small_and_misses_none() {
    let scattered: Vec<Event> = (0..300_000)
        .map(|number| {
            let id = Id::new(if number % 2 == 0 { Kind::Person } else { Kind::Job }, number * 7 % 1_000_003);
            Event::changed(id, Verb::Updated, Vec::new(), None)
        })
        .collect();
    let mut head = CommitHead::new(1, Moment(0), Author::new("x"), Cause::Import);
    scattered.chunks(4096).for_each(|chunk| head.count(chunk));
    assert_eq!(head.events(), 300_000);
    let bytes = head.encode().unwrap();
    assert!(bytes.len() < 20_000);
    let head = CommitHead::decode(&bytes).unwrap();
    assert!(scattered.iter().all(|event| head.touches(event.id())));
    assert!(!head.touches(Id::new(Kind::Case, 1)));
}

proptest! {
    #[test]
    fn hostile_payloads_with_a_right_checksum_never_panic(payload in prop::collection::vec(any::<u8>(), 0..200)) {
        for magic in [b"NCEV", b"NCHD"] {
            let mut bytes = magic.to_vec();
            bytes.extend(1_u16.to_le_bytes());
            bytes.extend((payload.len() as u32).to_le_bytes());
            bytes.extend(crc32fast::hash(&payload).to_le_bytes());
            bytes.extend(&payload);
            let _ = CommitHead::decode(&bytes);
            let _ = decode_events(&Section { subject: 0, key_id: 0, bytes }, &mut Vec::new());
        }
    }
}
