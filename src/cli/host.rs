//! Where a command's streams and files are: with this process, or with the client who asked the holder of a store for it.
//! Invariant: a command reads and writes the files of whoever asks for it, never those of the process that holds the store.
//! `Own` is this process; `remote` has the other end of a socket.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal as _, Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// The mode of files that commands write: what is in them is nobody else's business.
const MODE: u32 = 0o600;

/// A file to read.
pub trait Reading: Read + Seek + Send {}
impl<T: Read + Seek + Send> Reading for T {}

/// A file that is being written: it takes its place whole, on the disk, once it is finished, or not at all.
pub trait Writing: Write + Send {
    /// Puts the file in its place.
    ///
    /// # Errors
    /// Those of the file system; nothing has taken the file's place then.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// The streams and files of whoever asks.
pub trait Host: Send + Sync {
    fn input(&self) -> Box<dyn Read + Send>;
    fn output(&self) -> Box<dyn Write + Send>;
    /// Text for people beside the answer.
    fn say(&self, text: &str);
    /// Whether a person reads the output, and the messages.
    fn is_terminal(&self) -> (bool, bool);
    /// Opens a file to read.
    ///
    /// # Errors
    /// Those of the file system.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Reading>>;
    /// Begins a file.
    ///
    /// # Errors
    /// Those of the file system.
    fn create(&self, path: &Path) -> io::Result<Box<dyn Writing>>;
    /// Whether whoever asked has gone away.
    fn is_gone(&self) -> bool;
}

/// This process.
#[derive(Debug, Clone, Copy)]
pub struct Own;

impl Host for Own {
    fn input(&self) -> Box<dyn Read + Send> {
        Box::new(io::stdin())
    }

    fn output(&self) -> Box<dyn Write + Send> {
        Box::new(io::stdout())
    }

    fn say(&self, text: &str) {
        // There is nobody to tell that stderr is gone.
        let _ = io::stderr().write_all(text.as_bytes());
    }

    fn is_terminal(&self) -> (bool, bool) {
        (io::stdout().is_terminal(), io::stderr().is_terminal())
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Reading>> {
        let file = File::open(path)?;
        if file.metadata().is_ok_and(|about| about.is_dir()) {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        Ok(Box::new(file))
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn Writing>> {
        let mut name = path.file_name().unwrap_or_default().to_os_string();
        name.push(".part");
        let unfinished = path.with_file_name(name);
        let mut how = OpenOptions::new();
        let file = how.write(true).create(true).truncate(true).mode(MODE).open(&unfinished)?;
        Ok(Box::new(Part { file: BufWriter::new(file), unfinished: Some(unfinished), path: path.to_owned() }))
    }

    fn is_gone(&self) -> bool {
        false
    }
}

/// A file that is written beside the one whose place it takes.
struct Part {
    file: BufWriter<File>,
    /// `None` once it has its place.
    unfinished: Option<PathBuf>,
    path: PathBuf,
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Writing for Part {
    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        if let Some(unfinished) = &self.unfinished {
            std::fs::rename(unfinished, &self.path)?;
        }
        self.unfinished = None;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if let Some(unfinished) = &self.unfinished {
            // The half-written file has served its purpose; the failure is what is told.
            let _ = std::fs::remove_file(unfinished);
        }
    }
}
