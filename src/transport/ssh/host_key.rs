//! The key that the server proves itself with: made once, kept in one file, never replaced.
//! Invariant: the file is readable by its owner alone, or the wire does not open; it appears whole or not at all.
//! The randomness for it comes from the library's own source (the operating system): a key needs more than the sixteen
//! bytes of identity that `clock` deals in, and a replay must never be able to make the same key again.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use russh::keys::ssh_key::LineEnding;
use russh::keys::{Algorithm, HashAlg, PrivateKey};

use super::SshError;

/// The largest file of a key that is read, in bytes; an ed25519 key takes 400.
const KEY_BYTES_MAX: u64 = 16 * 1024;

/// The key in the file at `path`, which is made if there is none.
pub(super) fn load_or_make(path: &Path) -> Result<PrivateKey, SshError> {
    match load(path) {
        Err(SshError::HostKeyFile { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            make(path)?;
            load(path)
        }
        done => done,
    }
}

/// The fingerprint as OpenSSH shows it to whoever connects first.
pub(super) fn fingerprint(key: &PrivateKey) -> String {
    key.public_key().fingerprint(HashAlg::Sha256).to_string()
}

fn load(path: &Path) -> Result<PrivateKey, SshError> {
    let failed = |source| SshError::HostKeyFile { path: path.to_owned(), source };
    // Whoever may write the directory could put a link to another file here.
    let nofollow = i32::try_from(rustix::fs::OFlags::NOFOLLOW.bits()).unwrap_or(0);
    let file = OpenOptions::new().read(true).custom_flags(nofollow).open(path).map_err(failed)?;
    let about = file.metadata().map_err(failed)?;
    let mode = about.mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(SshError::HostKeyOpen { path: path.to_owned(), mode });
    }
    if about.uid() != rustix::process::geteuid().as_raw() {
        return Err(SshError::HostKeyForeign { path: path.to_owned() });
    }
    let mut text = String::new();
    (&file).take(KEY_BYTES_MAX).read_to_string(&mut text).map_err(failed)?;
    let unusable = || SshError::HostKeyUnusable { path: path.to_owned() };
    let key = PrivateKey::from_openssh(&text).map_err(|_not_a_key| unusable())?;
    if key.is_encrypted() || key.algorithm() != Algorithm::Ed25519 {
        return Err(unusable());
    }
    Ok(key)
}

/// Writes a new key beside the file and links it into place, so that of two servers that start at once both use the key
/// of the first, and a power cut leaves no half of one.
fn make(path: &Path) -> Result<(), SshError> {
    let failed = |source| SshError::HostKeyFile { path: path.to_owned(), source };
    let made = PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ed25519);
    let text = made.and_then(|key| key.to_openssh(LineEnding::LF).map(|text| text.to_string()));
    let text = text.map_err(|_cannot| SshError::HostKeyUnusable { path: path.to_owned() })?;
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}", std::process::id()));
    let beside = PathBuf::from(beside);
    // What an earlier process of this number left behind is of no use to anyone.
    let _ = std::fs::remove_file(&beside);
    let linked = write(&beside, &text).and_then(|()| match std::fs::hard_link(&beside, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        done => done,
    });
    let _ = std::fs::remove_file(&beside);
    linked.map_err(failed)?;
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(directory.unwrap_or(Path::new("."))).and_then(|directory| directory.sync_all()).map_err(failed)
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
