//! The built binary in a real pseudo-terminal: keys as bytes, the screen as an emulator shows it, the terminal whole afterwards.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How long a screen may take to appear; a loaded machine is slow, a broken program never gets there.
const PATIENCE: Duration = Duration::from_secs(60);

struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    screen: Arc<Mutex<vt100::Parser>>,
}

impl Terminal {
    fn start(arguments: &[&str], columns: u16, rows: u16, home: &Path) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_nichiiki"));
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        command.env("HOME", home);
        command.env("XDG_DATA_HOME", home);
        command.env("XDG_CONFIG_HOME", home);
        command.env("LANG", "ja_JP.UTF-8");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let (rows, columns) = (rows.try_into().unwrap(), columns.try_into().unwrap());
        let screen = Arc::new(Mutex::new(vt100::Parser::new(rows, columns, 0)));
        let mut output = pair.master.try_clone_reader().unwrap();
        let shown = Arc::clone(&screen);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(length @ 1..) = output.read(&mut bytes) {
                shown.lock().unwrap().process(&bytes[..length]);
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self { child, master: pair.master, keys, screen }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    fn contents(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Waits until the screen satisfies `wanted`.
    fn wait(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !wanted(self.screen.lock().unwrap().screen()) {
            assert!(Instant::now() < deadline, "waited for {what}, but the screen is:\n{}", self.contents());
            std::thread::yield_now();
        }
    }

    fn wait_text(&self, text: &str) {
        self.wait(text, |screen| screen.contents().contains(text));
    }

    fn resize(&mut self, columns: u16, rows: u16) {
        let (height, width) = (rows.try_into().unwrap(), columns.try_into().unwrap());
        self.screen.lock().unwrap().screen_mut().set_size(height, width);
        self.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    fn end(&mut self) -> u32 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(Instant::now() < deadline, "the program does not end");
            std::thread::yield_now();
        }
    }

    /// Out of the alternate screen, with a visible cursor, no paste mode and no mouse.
    fn wait_whole(&self) {
        self.wait("a terminal left whole", |screen| {
            !screen.alternate_screen()
                && !screen.hide_cursor()
                && !screen.bracketed_paste()
                && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
        });
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // The child may have ended already, which is no fault.
        let _ended = self.child.kill();
    }
}

#[test]
fn the_demo_opens_moves_finds_and_leaves_the_terminal_whole() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(&["demo"], 140, 40, home.path());
    terminal.wait("three panes", |screen| {
        let text = screen.contents();
        ["人", "地域", "案件"].iter().all(|pane| text.contains(pane)) && text.contains("超過")
    });
    terminal.press("/");
    terminal.press("takahashi mika");
    terminal.wait_text("髙橋 美佳");
    terminal.press("\r");
    terminal.wait("the record", |screen| {
        screen.contents().contains("髙橋 美佳") && screen.contents().contains("P-")
    });
    terminal.wait_text("つながり");
    // A lone Esc is told from the start of a sequence by what follows, so the next key waits for the screen.
    terminal.press("\x1b");
    terminal.wait("the record gone", |screen| !screen.contents().contains("つながり"));
    terminal.press("\x11");
    terminal.wait_text("期日の近い順");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    terminal.wait_whole();
}

#[test]
fn a_small_window_says_so_and_grows_again() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start(&["demo"], 80, 24, home.path());
    terminal.wait_text("超過");
    terminal.resize(50, 10);
    terminal.wait_text("画面を広げて");
    terminal.resize(60, 15);
    terminal.wait_text("超過");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn what_is_saved_is_there_at_the_next_start() {
    let home = tempfile::tempdir().unwrap();
    let store = home.path().join("office");
    let store = store.to_str().unwrap();
    let mut terminal = Terminal::start(&["--store", store], 100, 30, home.path());
    terminal.wait_text("案件");
    terminal.press("+");
    terminal.wait_text("新しい人");
    terminal.press("山田\t太郎\tやまだ\tたろう");
    terminal.press("\x13");
    terminal.wait_text("山田 太郎");
    terminal.wait_text("P-000001");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let mut again = Terminal::start(&["--store", store], 100, 30, home.path());
    again.wait_text("山田 太郎");
    again.press("q");
    assert_eq!(again.end(), 0);
}

#[cfg(unix)]
#[test]
fn hang_up_and_termination_leave_the_terminal_whole() {
    use rustix::process::{Pid, Signal, kill_process};
    for signal in [Signal::HUP, Signal::TERM] {
        let home = tempfile::tempdir().unwrap();
        let mut terminal = Terminal::start(&["demo"], 100, 30, home.path());
        terminal.wait_text("超過");
        let pid = i32::try_from(terminal.child.process_id().unwrap()).unwrap();
        kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
        terminal.end();
        terminal.wait_whole();
    }
}
