//! Every input in every cut, and what must never happen with broken ones.

use std::time::{Duration, Instant};

use nichiiki::input::{Input, Key, KeyCode, Mouse, MouseButton, MouseKind, parse_sequence};
use nichiiki::terminal::{Decoder, PASTE_BYTES_MAX};
use proptest::prelude::*;

fn keys(written: &str) -> Vec<Input> {
    parse_sequence(written).unwrap().into_iter().map(Input::Key).collect()
}

fn paste(text: &str) -> Vec<Input> {
    vec![Input::Paste(text.to_owned())]
}

fn mouse(kind: MouseKind, column: u16, row: u16) -> Vec<Input> {
    vec![Input::Mouse(Mouse { kind, column, row })]
}

/// Bytes and what they mean, wherever they are cut.
fn table() -> Vec<(&'static str, Vec<Input>)> {
    vec![
        ("aB~ ", keys("a B ~ Space")),
        ("日本語", keys("日 本 語")),
        ("𠮷é", keys("𠮷 é")),
        ("\r\t\x7f\x08\n\x00", keys("Enter Tab Backspace C-h C-j C-Space")),
        ("\x01\x1a\x1c\x1d\x1e\x1f", keys("C-a C-z C-\\ C-] C-^ C-/")),
        ("\x1b[A\x1b[B\x1b[C\x1b[D\x1bOA\x1bOD", keys("Up Down Right Left Up Left")),
        ("\x1b[1;5C\x1b[1;2A\x1b[1;3B\x1b[1;6D", keys("C-Right S-Up A-Down C-S-Left")),
        (
            "\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[5~\x1b[6~\x1b[2~\x1b[3~",
            keys("Home End Home End PageUp PageDown Insert Delete"),
        ),
        ("\x1bOP\x1bOS\x1b[15~\x1b[24~\x1b[[A\x1b[1;2R", {
            let mut keys = keys("F1 F4 F5 F12 F1 F3");
            if let Some(Input::Key(key)) = keys.last_mut() {
                key.shift = true;
            }
            keys
        }),
        ("\x1b[Z", keys("S-Tab")),
        ("\x1bx\x1bX\x1b\r\x1bあ\x1b\x7f", keys("A-x A-X A-Enter A-あ A-Backspace")),
        ("\x1b\x1b[A", keys("A-Up")),
        ("\x1b\x1bx", keys("Esc A-x")),
        ("\x1b[200~山田 太郎\r\n二行目\r\x1b[201~q", [paste("山田 太郎\n二行目\n"), keys("q")].concat()),
        ("\x1b[200~a\tb\x1b[31m\u{9b}\x00c\x1b[20\x1b[201~", paste("a b[31mc[20")),
        ("\x1b[200~\x1b[201~", paste("")),
        ("\x1b[<0;5;7M", mouse(MouseKind::Press(MouseButton::Left), 4, 6)),
        ("\x1b[<2;300;200m", mouse(MouseKind::Release(MouseButton::Right), 299, 199)),
        ("\x1b[<64;1;1M", mouse(MouseKind::WheelUp, 0, 0)),
        ("\x1b[<32;2;2M", mouse(MouseKind::Drag(MouseButton::Left), 1, 1)),
        ("\x1b[I\x1b[O", vec![Input::Focus(true), Input::Focus(false)]),
        // Replies and unknown sequences are nothing, and the key behind them lives.
        ("\x1b[?62;1;4cq", keys("q")),
        ("\x1b[12;40Rq", keys("q")),
        ("\x1b]11;rgb:0000/0000/0000\x1b\\q", keys("q")),
        ("\x1b]52;c;aGk=\x07q", keys("q")),
        ("\x1bP>|XTerm(370)\x1b\\q", keys("q")),
        ("\x1b_Gi=1;OK\x1b\\q", keys("q")),
        ("\x1b[27;5;97~\x1b[48;24;80;0;0tq", keys("q")),
        // Broken ones cost themselves only.
        ("\u{85}q", keys("q")),
        ("\x1b[12\x1b[Aq", keys("Up q")),
        ("\x1b]0;x\rq", keys("Enter q")),
    ]
}

fn in_pieces(pieces: &[&[u8]]) -> Vec<Input> {
    let mut decoder = Decoder::new();
    let now = Instant::now();
    let mut inputs: Vec<Input> = pieces.iter().flat_map(|piece| decoder.feed(piece, now)).collect();
    inputs.extend(decoder.expire(now + Duration::from_secs(10)));
    inputs
}

#[test]
fn each_input_is_read_whole_and_in_every_two_pieces() {
    for (bytes, expected) in table() {
        let bytes = bytes.as_bytes();
        assert_eq!(in_pieces(&[bytes]), expected, "{:?}", String::from_utf8_lossy(bytes));
        for cut in 0..=bytes.len() {
            let (left, right) = bytes.split_at(cut);
            assert_eq!(
                in_pieces(&[left, right]),
                expected,
                "{:?} cut at {cut}",
                String::from_utf8_lossy(bytes)
            );
        }
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(in_pieces(&single), expected, "{:?} byte by byte", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn broken_text_loses_the_broken_bytes_only() {
    assert_eq!(in_pieces(&[b"\xE3ab"]), keys("a b"));
    assert_eq!(in_pieces(&[b"\xFF\x80a"]), keys("a"));
    assert_eq!(in_pieces(&[b"\x1b[200~\xE3\x81z\x1b[201~"]), paste("\u{FFFD}z"));
}

#[test]
fn only_a_lone_escape_becomes_a_key_by_waiting() {
    let start = Instant::now();
    let mut decoder = Decoder::new();
    assert_eq!(decoder.wake_at(), None);
    assert_eq!(decoder.feed(b"\x1b", start), []);
    let wake = decoder.wake_at().unwrap();
    assert!(wake - start <= Duration::from_millis(50));
    assert_eq!(decoder.expire(start), []);
    assert_eq!(decoder.expire(wake), keys("Esc"));
    assert_eq!(decoder.wake_at(), None);
    assert_eq!(decoder.feed(b"[A", wake), keys("[ A"));

    assert_eq!(decoder.feed(b"\x1b\x1b", wake), []);
    assert_eq!(decoder.expire(decoder.wake_at().unwrap()), keys("Esc Esc"));

    // A sequence that was cut by a slow link, not by a person, is still one sequence.
    assert_eq!(decoder.feed(b"\x1b[", wake), []);
    assert_eq!(decoder.expire(wake + Duration::from_millis(60)), []);
    assert_eq!(decoder.feed(b"A", wake + Duration::from_millis(70)), keys("Up"));
}

#[test]
fn an_unfinished_sequence_swallows_no_key_that_comes_later() {
    let start = Instant::now();
    for beginning in [&b"\x1b["[..], b"\x1b]0;x", b"\x1bP1", b"\x1bO", b"\xE3\x81", b"\x1b[1;2", b"\x1b_G"] {
        let mut decoder = Decoder::new();
        assert_eq!(decoder.feed(beginning, start), []);
        assert_eq!(decoder.feed(b"q", start + Duration::from_secs(1)), keys("q"), "{beginning:?}");
    }
}

#[test]
fn an_endless_sequence_holds_no_memory_and_ends() {
    let start = Instant::now();
    let mut decoder = Decoder::new();
    assert_eq!(decoder.feed(b"\x1b[", start), []);
    assert_eq!(decoder.feed(&vec![b'1'; 1_000_000], start), []);
    assert_eq!(decoder.feed(b"Aq", start), keys("q"));
}

#[test]
fn a_paste_without_an_end_is_kept_as_text() {
    let start = Instant::now();
    let mut decoder = Decoder::new();
    assert_eq!(decoder.feed("\x1b[200~山田".as_bytes(), start), []);
    assert_eq!(decoder.expire(decoder.wake_at().unwrap()), paste("山田"));
    assert_eq!(decoder.feed(b"q", start + Duration::from_secs(9)), keys("q"));
}

#[test]
fn a_paste_over_the_limit_is_refused_whole() {
    let exact = "a".repeat(PASTE_BYTES_MAX);
    assert_eq!(in_pieces(&[b"\x1b[200~", exact.as_bytes(), b"\x1b[201~"]), paste(&exact));
    let long = "a".repeat(PASTE_BYTES_MAX * 3);
    let expected = [vec![Input::PasteRefused { bytes: long.len() }], keys("q")].concat();
    assert_eq!(in_pieces(&[b"\x1b[200~", long.as_bytes(), b"\x1b[201~q"]), expected);
}

#[test]
fn a_cursor_report_is_no_key() {
    let mut decoder = Decoder::new();
    assert_eq!(decoder.feed(b"\x1b[2;3R", Instant::now()), []);
    assert_eq!(decoder.take_cursor_report(), Some((3, 2)));
    assert_eq!(decoder.take_cursor_report(), None);
}

fn fragment() -> impl Strategy<Value = Vec<u8>> {
    let known: Vec<Vec<u8>> = table().into_iter().map(|(bytes, _)| bytes.as_bytes().to_vec()).collect();
    prop_oneof![
        proptest::sample::select(known),
        proptest::collection::vec(any::<u8>(), 1..6),
        proptest::sample::select(vec![
            b"\x1b".to_vec(),
            b"\x1b[".to_vec(),
            b"\x1b]".to_vec(),
            b"\x1b[200~".to_vec()
        ]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn anything_is_read_alike_in_any_pieces_and_leaves_nothing_behind(
        fragments in proptest::collection::vec(fragment(), 1..12),
        size in 1usize..7,
    ) {
        let bytes = fragments.concat();
        let whole = in_pieces(&[&bytes]);
        let pieces: Vec<&[u8]> = bytes.chunks(size).collect();
        prop_assert_eq!(&whole, &in_pieces(&pieces));
        for input in &whole {
            match input {
                Input::Paste(text) => prop_assert!(!text.chars().any(|c| c.is_control() && c != '\n')),
                Input::Key(Key { code: KeyCode::Char(character), .. }) => prop_assert!(!character.is_control()),
                _ => {}
            }
        }
        let mut decoder = Decoder::new();
        let start = Instant::now();
        decoder.feed(&bytes, start);
        decoder.expire(start + Duration::from_secs(10));
        prop_assert_eq!(decoder.feed(b"q", start + Duration::from_secs(11)), keys("q"));
    }
}
