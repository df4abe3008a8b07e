//! The Unix socket in a store's directory: how other processes of this machine reach the one that holds the store.
//! Invariant: who somebody is comes from the kernel (the peer's user id) and never from what they say; every packet has a
//! length that is checked before anything is read into memory.
//! The server listens here; `attach` and the command line knock. A packet is a tag, a length of four bytes and the bytes.

pub mod screen;

use std::io::{self, Read, Write};
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::UnixListener;

/// The socket's name in the directory of a store.
const FILE: &str = "socket";
/// Its mode: the owner and, where a group is set, the group.
const MODE: u32 = 0o660;
/// The longest packet, in bytes. Frames and pieces of files are cut to fit.
pub const PACKET_BYTES_MAX: usize = 1 << 20;
/// A tag and a length.
const HEAD_BYTES: usize = 5;
/// Whoever connects has so long to say what they want.
pub const HELLO_MAX: Duration = Duration::from_secs(5);
/// The version of the packets. A client of another one is told so.
pub const VERSION: u64 = 1;

/// What a packet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// The client says what it wants, as JSON; the first packet.
    Hello,
    /// Keys.
    Input,
    /// Columns and rows, two bytes each.
    Resize,
    /// The client's answer to a call.
    Answer,
    /// Bytes for the client's terminal.
    Output,
    /// Bytes for the client's standard output, and its standard error.
    Stdout,
    Stderr,
    /// Something the server needs of the client's files, as JSON and bytes.
    Call,
    /// How it ended: an exit code and a sentence, as JSON; the last packet.
    End,
}

impl Tag {
    const ALL: [Self; 9] = [
        Self::Hello,
        Self::Input,
        Self::Resize,
        Self::Answer,
        Self::Output,
        Self::Stdout,
        Self::Stderr,
        Self::Call,
        Self::End,
    ];

    fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.get(usize::from(byte)).copied()
    }
}

/// A packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    pub tag: Tag,
    pub bytes: Vec<u8>,
}

impl Packet {
    pub const fn new(tag: Tag, bytes: Vec<u8>) -> Self {
        Self { tag, bytes }
    }

    fn head(&self) -> [u8; HEAD_BYTES] {
        let length = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        let [a, b, c, d] = length.to_be_bytes();
        [self.tag as u8, a, b, c, d]
    }

    /// Writes the packet.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn write(&self, mut to: impl Write) -> io::Result<()> {
        let mut whole = self.head().to_vec();
        whole.extend_from_slice(&self.bytes);
        to.write_all(&whole)?;
        to.flush()
    }

    /// Writes the packet.
    ///
    /// # Errors
    /// Those of the stream.
    pub async fn send(&self, mut to: impl AsyncWrite + Unpin) -> io::Result<()> {
        let mut whole = self.head().to_vec();
        whole.extend_from_slice(&self.bytes);
        to.write_all(&whole).await?;
        to.flush().await
    }

    /// Reads a packet; `None` where the stream has ended between two.
    ///
    /// # Errors
    /// Those of the stream, and `InvalidData` for what is no packet.
    pub fn read(mut from: impl Read) -> io::Result<Option<Self>> {
        let mut head = [0; HEAD_BYTES];
        match from.read_exact(&mut head) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            other => other?,
        }
        let (tag, length) = parse(head)?;
        let mut bytes = vec![0; length];
        from.read_exact(&mut bytes)?;
        Ok(Some(Self { tag, bytes }))
    }

    /// Reads a packet; `None` where the stream has ended between two. Not safe to drop between polls.
    ///
    /// # Errors
    /// As `read`.
    pub async fn receive(mut from: impl AsyncRead + Unpin) -> io::Result<Option<Self>> {
        let mut head = [0; HEAD_BYTES];
        match from.read_exact(&mut head).await {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            other => other?,
        };
        let (tag, length) = parse(head)?;
        let mut bytes = vec![0; length];
        from.read_exact(&mut bytes).await?;
        Ok(Some(Self { tag, bytes }))
    }
}

fn parse([tag, a, b, c, d]: [u8; HEAD_BYTES]) -> io::Result<(Tag, usize)> {
    let length = usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX);
    match Tag::from_byte(tag).filter(|_| length <= PACKET_BYTES_MAX) {
        Some(tag) => Ok((tag, length)),
        None => Err(io::ErrorKind::InvalidData.into()),
    }
}

/// Where the socket of a store is.
pub fn path_in(store: &Path) -> PathBuf {
    store.join(FILE)
}

/// A listening socket; its name goes with it.
#[derive(Debug)]
pub struct Listening {
    pub listener: UnixListener,
    path: PathBuf,
}

impl Listening {
    /// Listens in the directory of a store whose lock is held, so that a socket that is there already is a dead one's.
    /// Needs a tokio runtime.
    ///
    /// # Errors
    /// Those of the file system; something that is no socket in its place.
    pub fn open(store: &Path) -> io::Result<Self> {
        let path = path_in(store);
        match std::fs::symlink_metadata(&path) {
            Ok(about) if about.file_type().is_socket() => std::fs::remove_file(&path)?,
            Ok(_) => return Err(io::ErrorKind::AlreadyExists.into()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let listener = UnixListener::bind(short(&path)?.as_path())?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(MODE))?;
        Ok(Self { listener, path })
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        // What is left behind is taken for a dead one's by the next holder.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Knocks at the socket of a store; `None` where nobody answers.
///
/// # Errors
/// Those of the system other than that nobody is there.
pub fn knock(store: &Path) -> io::Result<Option<std::os::unix::net::UnixStream>> {
    let path = short(&path_in(store))?;
    match std::os::unix::net::UnixStream::connect(&*path) {
        Ok(stream) => Ok(Some(stream)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// A path short enough for a socket: a long one is reached through an open descriptor of its directory.
struct Short {
    path: PathBuf,
    /// Held open for as long as the path is used.
    _directory: Option<std::fs::File>,
}

/// What the system takes for the path of a socket, in bytes, with some to spare.
const SOCKET_PATH_BYTES_MAX: usize = 100;

fn short(path: &Path) -> io::Result<Short> {
    use std::os::fd::AsRawFd as _;
    if path.as_os_str().len() <= SOCKET_PATH_BYTES_MAX {
        return Ok(Short { path: path.to_owned(), _directory: None });
    }
    let directory = std::fs::File::open(path.parent().unwrap_or(Path::new(".")))?;
    let within = format!("/proc/self/fd/{}", directory.as_raw_fd());
    Ok(Short { path: Path::new(&within).join(FILE), _directory: Some(directory) })
}

impl Short {
    fn as_path(&self) -> &Path {
        &self.path
    }
}

impl std::ops::Deref for Short {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_come_back_and_what_is_none_is_refused() {
        let packet = Packet::new(Tag::Output, "塩尻".into());
        let mut bytes = Vec::new();
        packet.write(&mut bytes).unwrap();
        assert_eq!(Packet::read(&bytes[..]).unwrap(), Some(packet));
        assert_eq!(Packet::read(&[][..]).unwrap(), None);
        assert!(Packet::read(&bytes[..bytes.len() - 1]).is_err());
        assert!(Packet::read(&[99, 0, 0, 0, 0][..]).is_err(), "no such tag");
        assert!(Packet::read(&[0, 255, 255, 255, 255][..]).is_err(), "a length beyond the limit");
    }

    #[tokio::test]
    async fn a_socket_deep_down_is_found_and_goes_with_its_listener() {
        let place = tempfile::tempdir().unwrap();
        let store = place.path().join("x".repeat(120));
        std::fs::create_dir(&store).unwrap();
        assert!(knock(&store).unwrap().is_none());
        let listening = Listening::open(&store).unwrap();
        let mode = std::fs::metadata(path_in(&store)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, MODE);
        assert!(knock(&store).unwrap().is_some());
        drop(listening);
        assert!(knock(&store).unwrap().is_none());
        assert!(!path_in(&store).exists());
    }
}
