//! Small files of an office's own, by name: profiles of senders, letters. They lie in a directory of settings or of the store.
//! Invariant: only plain files `NAME.toml` of a bounded size and number are read; one that cannot be is told and the others count.
//! Called by the command line and by sessions.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::file::Warning;

/// The directories that files may lie in, under the settings or the store.
pub const PROFILES: &str = "profiles";
pub const LETTERS: &str = "letters";
/// Files of a directory that are read at most.
const FILES_MAX: usize = 200;
/// The longest one, in bytes.
const BYTES_MAX: u64 = 256 << 10;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// Its name without the ending.
    pub name: String,
    pub file: PathBuf,
    pub text: String,
}

/// The files of a directory by name; none where there is no such directory.
pub fn read(directory: &Path) -> (Vec<Leaf>, Vec<Warning>) {
    let mut names: Vec<String> = match std::fs::read_dir(directory) {
        Ok(entries) => entries.filter_map(|entry| name_of(&entry.ok()?.path())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return (Vec::new(), vec![Warning::unreadable(directory, &error)]),
    };
    names.sort();
    names.truncate(FILES_MAX);
    let (mut leaves, mut warnings) = (Vec::new(), Vec::new());
    for name in names {
        let file = directory.join(format!("{name}.toml"));
        match one(&file) {
            Ok(text) => leaves.push(Leaf { name, file, text }),
            Err(error) => warnings.push(Warning::unreadable(&file, &error)),
        }
    }
    (leaves, warnings)
}

/// The file of that name; `None` where there is none.
///
/// # Errors
/// A file that cannot be read, is no plain file or too long.
pub fn find(directory: &Path, name: &str) -> io::Result<Option<Leaf>> {
    if !is_name(name) {
        return Ok(None);
    }
    let file = directory.join(format!("{name}.toml"));
    match one(&file) {
        Ok(text) => Ok(Some(Leaf { name: name.to_owned(), file, text })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether a word may name such a file: nothing that leads out of the directory.
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0'])
}

fn name_of(path: &Path) -> Option<String> {
    let named = path.extension().is_some_and(|ending| ending == "toml");
    let name = path.file_stem()?.to_str().filter(|name| named && is_name(name))?;
    Some(name.to_owned())
}

fn one(path: &Path) -> io::Result<String> {
    // Looked at before it is opened, since opening a pipe would wait for somebody to write.
    let about = std::fs::metadata(path)?;
    if !about.is_file() {
        return Err(io::Error::from(io::ErrorKind::InvalidInput));
    }
    let mut text = String::new();
    std::fs::File::open(path)?.take(BYTES_MAX + 1).read_to_string(&mut text)?;
    if text.len() as u64 > BYTES_MAX { Err(io::Error::from(io::ErrorKind::FileTooLarge)) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_files_are_read_by_name_and_others_told() {
        let directory = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &[u8]| std::fs::write(directory.path().join(name), text).unwrap();
        put("b.toml", b"x = 1\n");
        put("a.toml", b"");
        put("notes.txt", b"");
        put(".hidden.toml", b"");
        put("bad.toml", b"\xFF");
        put("long.toml", &vec![b' '; 300 << 10]);
        std::fs::create_dir(directory.path().join("d.toml")).unwrap();
        let (leaves, warnings) = read(directory.path());
        assert_eq!(leaves.iter().map(|leaf| leaf.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(warnings.len(), 3, "{warnings:?}");
        assert_eq!(find(directory.path(), "b").unwrap().unwrap().text, "x = 1\n");
        assert_eq!(find(directory.path(), "../b").unwrap(), None);
        assert_eq!(find(directory.path(), "none").unwrap(), None);
        assert_eq!(read(&directory.path().join("missing")), (Vec::new(), Vec::new()));
    }
}
