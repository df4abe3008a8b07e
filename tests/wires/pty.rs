//! The built binary in a real pseudo-terminal, as a wire.

use std::io::{Read as _, Write};
use std::path::Path;
use std::time::Instant;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::screen::PATIENCE;
use super::{Screen, Typist};

/// A process and its terminal.
pub struct PtyTerminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    screen: Screen,
}

impl PtyTerminal {
    /// Starts the binary with these arguments in Japanese, with everything it may find at home below `home`.
    pub fn start(arguments: &[&str], columns: u16, rows: u16, home: &Path) -> Self {
        // A pseudo-terminal begins at home, which must be there.
        std::fs::create_dir_all(home).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_nichiiki"));
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        command.env("HOME", home);
        command.env("XDG_DATA_HOME", home);
        command.env("XDG_CONFIG_HOME", home);
        command.env("LANG", "ja_JP.UTF-8");
        Self::run(command, columns, rows)
    }

    /// Starts any command, such as a client of the system's.
    pub fn run(command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let screen = Screen::new(columns, rows);
        let mut output = pair.master.try_clone_reader().unwrap();
        let shown = screen.clone();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(length @ 1..) = output.read(&mut bytes) {
                shown.show(&bytes[..length]);
            }
            shown.end();
        });
        let keys = pair.master.take_writer().unwrap();
        Self { child, master: pair.master, keys, screen }
    }

    pub fn process_id(&self) -> i32 {
        self.child.process_id().unwrap().try_into().unwrap()
    }

    /// Waits for the end of the process; its exit code.
    pub fn end(&mut self) -> u32 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(Instant::now() < deadline, "the program does not end");
            std::thread::yield_now();
        }
    }
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

impl Typist for PtyTerminal {
    fn type_keys(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    fn resize(&mut self, columns: u16, rows: u16) {
        self.screen.set_size(columns, rows);
        self.master.resize(size(columns, rows)).unwrap();
    }

    fn screen(&self) -> &Screen {
        &self.screen
    }
}

impl Drop for PtyTerminal {
    fn drop(&mut self) {
        // The child may have ended already, which is no fault.
        let _ended = self.child.kill();
    }
}
