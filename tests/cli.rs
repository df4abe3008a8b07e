//! The built program as scripts and people use it: arguments, input, output, exit codes.

mod events;
pub mod files;
mod holding;
mod looking;
pub mod rounds;
mod rules;
mod serving;
mod talking;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value as Json;

/// A store in a directory that goes away, and the program to use it with.
pub struct Office {
    directory: tempfile::TempDir,
}

/// What a run of the program came to.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Office {
    /// A directory without a store.
    pub fn bare() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    /// An office with the vocabulary of every new store.
    pub fn new() -> Self {
        let office = Self::bare();
        office.run(&["init"]).done();
        office
    }

    /// The demo office.
    pub fn demo() -> Self {
        let office = Self::bare();
        office.run(&["init", "--demo"]).done();
        office
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// A file in the office's directory; returns its path as an argument.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nichiiki"));
        command.env_clear();
        command.env("HOME", self.directory.path()).env("LANG", "en_US.UTF-8").env("TERM", "xterm");
        command.arg("--store").arg(self.path("store")).args(arguments);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "")
    }

    pub fn run_with(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Ran {
        let mut child = self.start(arguments);
        let mut stdin = child.stdin.take().unwrap();
        let input = input.as_ref().to_vec();
        // A program that does not read its input closes it; that is its right.
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
        Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }

    pub fn start(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }
}

impl Ran {
    #[track_caller]
    pub fn done(self) -> Self {
        self.code(0)
    }

    #[track_caller]
    pub fn code(self, wanted: i32) -> Self {
        assert_eq!(self.code, wanted, "stdout: {}\nstderr: {}", self.out, self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self
    }

    /// Every line of the answer as an object.
    #[track_caller]
    pub fn lines(&self) -> Vec<Json> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect()
    }

    /// The answer, where it is one object.
    #[track_caller]
    pub fn json(&self) -> Json {
        let lines = self.lines();
        assert_eq!(lines.len(), 1, "{}", self.out);
        lines.into_iter().next().unwrap()
    }
}

/// The naughty strings, or a few of ours where the list is not there.
pub fn naughty() -> Vec<String> {
    let path = Path::new("../shared/data/messy/naughty_strings.json");
    let text = std::fs::read_to_string(path).unwrap_or_else(|_| {
        println!("no list of naughty strings; a few of our own instead");
        r#"["\u001b[31mred", "\u009b2J", "\u202eabc", "=1+1", "'; DROP TABLE", "\u0000", "👨‍👩‍👧", "Ω≈ç√", "\u200b"]"#.to_owned()
    });
    serde_json::from_str(&text).unwrap()
}

/// Nothing in a text can act on a terminal.
#[track_caller]
pub fn harmless(text: &str) {
    for c in text.chars() {
        let acts =
            (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert!(!acts, "{c:?} in {text:?}");
    }
}
