//! The process's own terminal, tried in a pseudo terminal with a shell around it that tells how it was left.

use std::io::{Read as _, Write as _};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use nichiiki::connection::{Caps, Incoming};
use nichiiki::input::{Input, Size};
use nichiiki::lang::Lang;
use nichiiki::terminal::{Terminal, modes};
use nichiiki::transport::tty;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use ratatui::style::Style;
use rustix::process::{Pid, Signal, kill_process};

const CHILD: &str = "NICHIIKI_TTY_CHILD";
const DEADLINE: Duration = Duration::from_secs(20);

/// The program inside the terminal: shows its process id and size; `q` ends it, `p` panics, `h` hangs.
#[test]
#[ignore = "runs only inside the terminals of the tests below"]
fn child() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (mut connection, guard) = tty::open("xterm", Caps::full(), "staff".to_owned()).unwrap();
    runtime.block_on(async {
        let (mut terminal, first) = Terminal::start(connection.size, connection.caps, Instant::now());
        connection.output.send(first).await.unwrap();
        loop {
            let Size { columns, rows } = terminal.size();
            let text = format!("pid={} size={columns}x{rows}.", std::process::id());
            let frame = terminal.draw(|frame| frame.buffer_mut().set_string(0, 0, &text, Style::new()));
            connection.output.send(frame).await.unwrap();
            let inputs = match connection.input.recv().await {
                None => break,
                Some(Incoming::Resize(size)) => {
                    terminal.resize(size);
                    continue;
                }
                Some(Incoming::Bytes(bytes)) => terminal.feed(&bytes, Instant::now()),
            };
            let typed =
                inputs.iter().find_map(|input| if let Input::Key(key) = input { key.typed() } else { None });
            match typed {
                Some('q') => break,
                Some('p') => panic!("a fault on purpose"),
                Some('h') => {
                    connection.output.send(b"hanging".to_vec()).await.unwrap();
                    std::future::pending::<()>().await;
                }
                _ => {}
            }
        }
        let _ = connection.output.send(terminal.leave()).await;
    });
    drop(guard);
    println!("orderly");
}

/// A pseudo terminal in which a shell runs the child and then says how the terminal was left.
struct Stage {
    pair: portable_pty::PtyPair,
    keyboard: Box<dyn std::io::Write + Send>,
    output: Receiver<Vec<u8>>,
    seen: Vec<u8>,
}

impl Stage {
    fn open(columns: u16, rows: u16) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new("sh");
        command.arg("-c");
        command.arg("trap : INT; \"$0\" --ignored --exact --nocapture --test-threads=1 terminal::tty::child; echo code=$?; stty -a; echo over");
        command.arg(std::env::current_exe().unwrap());
        command.env(CHILD, "1");
        command.env("RUST_BACKTRACE", "0");
        pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keyboard = pair.master.take_writer().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut chunk) {
                if sender.send(chunk[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self { pair, keyboard, output, seen: Vec::new() }
    }

    fn wait_for(&mut self, text: &str) -> String {
        let deadline = Instant::now() + DEADLINE;
        while !String::from_utf8_lossy(&self.seen).contains(text) {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(bytes) = self.output.recv_timeout(left) else {
                panic!("no {text:?} in {:?}", self.text())
            };
            self.seen.extend(bytes);
        }
        self.text()
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.seen).into_owned()
    }

    fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    fn signal(&mut self, signal: Signal) {
        let text = self.wait_for("size=");
        let digits: String =
            text.split("pid=").nth(1).unwrap().chars().take_while(char::is_ascii_digit).collect();
        kill_process(Pid::from_raw(digits.parse().unwrap()).unwrap(), signal).unwrap();
    }

    /// What came after the program, checked for a terminal that is whole again.
    fn ending(mut self) -> String {
        let text = self.wait_for("over\r\n");
        let leave = std::str::from_utf8(modes::LEAVE).unwrap();
        assert_eq!(text.matches(leave).count(), 1, "given back once: {text:?}");
        let ending = text.split(leave).nth(1).unwrap().to_owned();
        for mode in ["icanon", "echo", "opost", "isig"] {
            let set = ending.split([' ', ';', '\r', '\n']).any(|word| word == mode);
            assert!(set, "{mode} is off: {ending}");
        }
        ending
    }
}

#[test]
fn the_end_of_the_session_gives_the_terminal_back() {
    let mut stage = Stage::open(90, 30);
    stage.wait_for("size=90x30.");
    stage.press("q");
    let ending = stage.ending();
    assert!(ending.contains("orderly") && ending.contains("code=0"), "{ending}");
}

#[test]
fn a_terminal_without_a_size_is_taken_for_80_by_24_and_follows_changes() {
    let mut stage = Stage::open(0, 0);
    stage.wait_for("size=80x24.");
    stage.pair.master.resize(PtySize { rows: 15, cols: 60, pixel_width: 0, pixel_height: 0 }).unwrap();
    stage.wait_for("60x15.");
    stage.press("q");
    assert!(stage.ending().contains("code=0"));
}

#[test]
fn a_panic_gives_the_terminal_back_and_is_told_afterwards() {
    let mut stage = Stage::open(80, 24);
    stage.wait_for("size=");
    stage.press("p");
    let ending = stage.ending();
    assert!(ending.contains("a fault on purpose") && !ending.contains("code=0"), "{ending}");
}

#[test]
fn signals_end_the_session_in_order() {
    for signal in [Signal::HUP, Signal::TERM, Signal::INT] {
        let mut stage = Stage::open(80, 24);
        stage.signal(signal);
        let ending = stage.ending();
        assert!(ending.contains("orderly"), "{signal:?}: {ending}");
    }
}

#[test]
fn a_session_that_hangs_is_ended_after_a_signal() {
    let mut stage = Stage::open(80, 24);
    stage.wait_for("size=");
    stage.press("h");
    stage.wait_for("hanging");
    stage.signal(Signal::TERM);
    assert!(stage.ending().contains("code=143"));
}

#[test]
fn without_a_terminal_there_is_a_plain_sentence() {
    use std::io::IsTerminal as _;
    if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        println!("skipped: the tests run in a terminal");
        return;
    }
    let error = tty::open("xterm", Caps::full(), String::new()).unwrap_err();
    assert!(matches!(error, tty::TtyError::NotATerminal));
    let dumb = tty::TtyError::Dumb { term: "dumb".to_owned() };
    for sentence in [error.text(Lang::Ja), error.text(Lang::En), dumb.text(Lang::Ja), dumb.text(Lang::En)] {
        assert!(!sentence.contains('\n') && !sentence.is_empty());
    }
}
