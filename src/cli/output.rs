//! Standard output and standard error. Every text passes the escape of controls, so that no record can act on a terminal.

use std::io::{self, BufWriter, Write};
use std::sync::Arc;

use serde_json::Value as Json;

use super::failure::Failure;
use super::host::{Host, Own};
use crate::text::{cells, escape_lines, escape_plain, pad};

/// The answer of a command.
pub struct Out {
    to: Stream,
    is_terminal: bool,
}

/// Where the answer goes, gathered into larger pieces.
pub type Stream = BufWriter<Box<dyn Write + Send>>;

impl Out {
    pub fn new(host: &dyn Host) -> Self {
        Self { to: BufWriter::new(host.output()), is_terminal: host.is_terminal().0 }
    }

    /// Whether a person reads it.
    pub const fn is_terminal(&self) -> bool {
        self.is_terminal
    }

    /// Lines of text for people.
    ///
    /// # Errors
    /// Those of the output, as `Pipe` where its reader has gone.
    pub fn text(&mut self, text: &str) -> Result<(), Failure> {
        self.to.write_all(escape_lines(text).as_bytes())?;
        Ok(self.to.write_all(b"\n")?)
    }

    /// One object on a line.
    ///
    /// # Errors
    /// Those of the output.
    pub fn json(&mut self, json: &Json) -> Result<(), Failure> {
        serde_json::to_writer(&mut self.to, json).map_err(io::Error::from)?;
        Ok(self.to.write_all(b"\n")?)
    }

    /// Rows under a header, each column as wide as its widest cell.
    ///
    /// # Errors
    /// Those of the output.
    pub fn table(&mut self, header: &[&str], rows: &[Vec<String>]) -> Result<(), Failure> {
        let clean = |row: &[String]| -> Vec<String> {
            row.iter().map(|cell| escape_plain(&cell.replace('\n', " ")).into_owned()).collect()
        };
        let head: Vec<String> = header.iter().map(|cell| (*cell).to_owned()).collect();
        let lines: Vec<Vec<String>> =
            std::iter::once(head).chain(rows.iter().map(|row| clean(row))).collect();
        let width = |column: usize| {
            lines.iter().filter_map(|row| row.get(column)).map(|cell| cells(cell, true)).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..header.len()).map(width).collect();
        for row in &lines {
            let parts: Vec<String> =
                row.iter().zip(&widths).map(|(cell, width)| pad(cell, *width, true)).collect();
            self.to.write_all(parts.join("  ").trim_end().as_bytes())?;
            self.to.write_all(b"\n")?;
        }
        Ok(())
    }

    /// The bytes of a file that goes to standard output.
    pub const fn raw(&mut self) -> &mut Stream {
        &mut self.to
    }

    /// Sends what is waiting.
    ///
    /// # Errors
    /// Those of the output.
    pub fn finish(&mut self) -> Result<(), Failure> {
        Ok(self.to.flush()?)
    }
}

/// A message for people on this process's own stderr.
pub fn say(text: &str) {
    say_to(&Own, text);
}

/// A message for people, wherever they are.
pub fn say_to(host: &dyn Host, text: &str) {
    host.say(&format!("{}\n", escape_lines(text)));
}

/// How far something is, on a terminal only.
pub struct Progress {
    shown: Option<u64>,
    host: Arc<dyn Host>,
}

impl Progress {
    pub const fn new(host: Arc<dyn Host>) -> Self {
        Self { shown: None, host }
    }

    /// Shows whole percents as they pass.
    pub fn at(&mut self, done: u64, all: u64) {
        if all < 1000 || !self.host.is_terminal().1 {
            return;
        }
        let percent = done.saturating_mul(100) / all.max(1);
        if self.shown != Some(percent) {
            self.shown = Some(percent);
            self.host.say(&format!("\r{percent:3} %"));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown.is_some() {
            self.host.say("\r      \r");
        }
    }
}
