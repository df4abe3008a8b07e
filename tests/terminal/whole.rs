//! A terminal from its first byte to its last, over a connection made of memory.

use std::time::{Duration, Instant};

use nichiiki::connection::{Connection, Incoming};
use nichiiki::input::{Input, Key, Size};
use nichiiki::terminal::{Ambiguous, Caps, Symbols, Terminal, modes};
use ratatui::Frame;
use ratatui::style::Style;

fn probing() -> Caps {
    Caps::full().with_ambiguous(Ambiguous::Auto)
}

#[test]
fn the_probe_finds_a_terminal_that_draws_ambiguous_characters_wide() {
    let now = Instant::now();
    let (mut terminal, bytes) = Terminal::start(Size::DEFAULT, probing(), now);
    assert!(bytes.ends_with("①\x1b[6n".as_bytes()));
    assert_eq!(terminal.symbols(), &Symbols::UNICODE);
    terminal.draw(|_| {});
    assert_eq!(terminal.feed(b"\x1b[2;3R", now + Duration::from_millis(40)), []);
    assert!(terminal.caps().ambiguous_wide);
    assert_eq!(terminal.symbols(), &Symbols::ASCII);
    assert!(!terminal.draw(|_| {}).is_empty(), "all is painted again");
}

#[test]
fn a_terminal_that_answers_narrow_late_or_not_stays_as_it_was() {
    let now = Instant::now();
    for (reply, delay) in [("\x1b[2;2R", 1), ("\x1b[2;3R", 5_000), ("\x1b[9;3R", 1)] {
        let (mut terminal, _) = Terminal::start(Size::DEFAULT, probing(), now);
        terminal.draw(|_| {});
        assert_eq!(terminal.feed(reply.as_bytes(), now + Duration::from_millis(delay)), []);
        assert!(!terminal.caps().ambiguous_wide, "{reply:?}");
        assert_eq!(terminal.draw(|_| {}), b"");
    }
    let (terminal, _) = Terminal::start(Size::DEFAULT, probing(), now);
    assert_eq!(terminal.wake_at(), None, "nothing waits for the answer");
}

#[test]
fn a_chosen_width_is_not_asked_for_and_not_overruled() {
    let now = Instant::now();
    let wide = Caps::full().with_ambiguous(Ambiguous::Wide);
    let (mut terminal, bytes) = Terminal::start(Size::DEFAULT, wide, now);
    assert_eq!(bytes, modes::ENTER);
    terminal.feed(b"\x1b[2;2R", now);
    assert!(terminal.caps().ambiguous_wide);
}

#[test]
fn leaving_undoes_what_entering_did() {
    let enter =
        String::from_utf8(modes::ENTER.to_vec()).unwrap() + std::str::from_utf8(modes::mouse(true)).unwrap();
    let leave = String::from_utf8(modes::LEAVE.to_vec()).unwrap();
    for mode in enter.split("\x1b[?").skip(1) {
        let number: String = mode.chars().take_while(char::is_ascii_digit).collect();
        let undone = if mode.starts_with(&format!("{number}h")) { 'l' } else { 'h' };
        assert!(leave.contains(&format!("\x1b[?{number}{undone}")), "mode {number}");
    }
    assert!(leave.contains("\x1b[?25h") && leave.contains("\x1b[?2026l"));
}

#[tokio::test]
async fn keys_and_frames_go_through_a_connection() {
    let (mut connection, mut memory) = Connection::memory();
    let now = Instant::now();
    let (mut terminal, first) = Terminal::start(connection.size, connection.caps, now);
    let (sent, received) = tokio::join!(connection.output.send(first), memory.receive());
    assert_eq!((sent, received.as_deref()), (Ok(()), Some(modes::ENTER)));

    memory.send("あ").await.unwrap();
    memory.resize(Size { columns: 60, rows: 15 }).await.unwrap();
    let Some(Incoming::Bytes(bytes)) = connection.input.recv().await else { panic!("bytes come first") };
    let inputs = terminal.feed(&bytes, now);
    let [Input::Key(key)] = inputs[..] else { panic!("{inputs:?}") };
    assert_eq!(key.folded().and_then(Key::typed), Some('a'));
    let Some(Incoming::Resize(size)) = connection.input.recv().await else { panic!("then the size") };
    terminal.resize(size);

    let paint = |frame: &mut Frame<'_>| {
        assert_eq!((frame.area().width, frame.area().height), (60, 15));
        frame.buffer_mut().set_string(0, 0, "練馬区", Style::new());
    };
    let frame = terminal.draw(paint);
    let (sent, received) = tokio::join!(connection.output.send(frame), memory.receive());
    assert_eq!(sent, Ok(()));
    assert!(String::from_utf8(received.unwrap()).unwrap().contains("練馬区"));
    assert_eq!(
        connection.output.send(terminal.draw(paint)).await,
        Ok(()),
        "an empty frame is not sent and not waited for"
    );
}
