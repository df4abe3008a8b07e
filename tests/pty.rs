//! The built binary in a real pseudo-terminal: keys as bytes, the screen as an emulator shows it, the terminal whole afterwards.

use crate::wires::Typist as _;
use crate::wires::pty::PtyTerminal;

#[test]
fn the_demo_opens_moves_finds_and_leaves_the_terminal_whole() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = PtyTerminal::start(&["demo"], 140, 40, home.path());
    terminal.screen().wait("three panes", |screen| {
        let text = screen.contents();
        ["人", "地域", "案件"].iter().all(|pane| text.contains(pane)) && text.contains("超過")
    });
    terminal.type_keys("/");
    terminal.type_keys("takahashi mika");
    terminal.screen().wait_text("髙橋 美佳");
    terminal.type_keys("\r");
    terminal.screen().wait("the record", |screen| {
        screen.contents().contains("髙橋 美佳") && screen.contents().contains("P-")
    });
    terminal.screen().wait_text("つながり");
    // A lone Esc is told from the start of a sequence by what follows, so the next key waits for the screen.
    terminal.type_keys("\x1b");
    terminal.screen().wait("the record gone", |screen| !screen.contents().contains("つながり"));
    terminal.type_keys("\x11");
    terminal.screen().wait_text("緊急度順");
    terminal.type_keys("q");
    assert_eq!(terminal.end(), 0);
    terminal.screen().wait_whole();
}

#[test]
fn a_small_window_says_so_and_grows_again() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = PtyTerminal::start(&["demo"], 80, 24, home.path());
    terminal.screen().wait_text("超過");
    terminal.resize(50, 10);
    terminal.screen().wait_text("画面を広げて");
    terminal.resize(60, 15);
    terminal.screen().wait_text("超過");
    terminal.type_keys("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn what_is_saved_is_there_at_the_next_start() {
    let home = tempfile::tempdir().unwrap();
    let store = home.path().join("office");
    let store = store.to_str().unwrap();
    let mut terminal = PtyTerminal::start(&["--store", store], 100, 30, home.path());
    terminal.screen().wait_text("案件");
    terminal.type_keys("+");
    terminal.screen().wait_text("新しい人");
    terminal.type_keys("山田\t太郎\tやまだ\tたろう");
    terminal.type_keys("\x13");
    terminal.screen().wait_text("山田 太郎");
    terminal.screen().wait_text("P-000001");
    terminal.type_keys("q");
    assert_eq!(terminal.end(), 0);
    let mut again = PtyTerminal::start(&["--store", store], 100, 30, home.path());
    again.screen().wait_text("山田 太郎");
    again.type_keys("q");
    assert_eq!(again.end(), 0);
}

#[cfg(unix)]
#[test]
fn hang_up_and_termination_leave_the_terminal_whole() {
    use rustix::process::{Pid, Signal, kill_process};
    for signal in [Signal::HUP, Signal::TERM] {
        let home = tempfile::tempdir().unwrap();
        let mut terminal = PtyTerminal::start(&["demo"], 100, 30, home.path());
        terminal.screen().wait_text("超過");
        let pid = terminal.process_id();
        kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
        terminal.end();
        terminal.screen().wait_whole();
    }
}
