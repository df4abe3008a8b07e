//! Which files of the machine a session may read and write.
//! Invariant: whoever has not proved to be the machine's own user for the store reads from `inbox/` and writes to `outbox/` of the
//! store's directory and nowhere else: no way leads out by `..`, by an absolute path or through a link, also while files change.

use std::fs::{File, Metadata};
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Component, Path, PathBuf};

use rustix::fs::{Mode, OFlags, mkdirat, openat, renameat, unlinkat};

use crate::app::port::Name;
use crate::field::Moment;
use crate::lang::Lang;

/// Where others leave files for sessions without reach, and find what those write.
pub const INBOX: &str = "inbox";
pub const OUTBOX: &str = "outbox";
/// Names that are offered at most, and looked at.
const NAMES_MAX: usize = 500;
const LOOKED_AT_MAX: usize = 20_000;
/// Endings of files that can be imported, or whose fault is worth telling.
const ENDINGS: [&str; 7] = ["csv", "jsonl", "ndjson", "json", "txt", "tsv", "xlsx"];
const DIRECTORY: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
const DIRECTORY_MODE: Mode = Mode::RWXU;
const FILE_MODE: Mode = Mode::RUSR.union(Mode::WUSR);

/// Which files a session may read and write; the default is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    pub reach: Reach,
    /// The directory of the store; `None` where it has none, as in tests.
    pub store: Option<PathBuf>,
    /// The settings of whoever runs the process, where the session is theirs.
    pub settings: Option<PathBuf>,
    /// What `~` stands for, and where relative paths begin.
    pub home: Option<PathBuf>,
    pub base: Option<PathBuf>,
}

/// How far a session reaches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach {
    #[default]
    Nowhere,
    /// The directories in the store that are meant for it.
    Boxes,
    /// As far as the process's own user may.
    Everywhere,
}

/// Which way a file goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    In,
    Out,
}

/// A file that is being written: it takes its name once it is whole and on the disk, or never.
pub struct Part {
    pub file: File,
    directory: OwnedFd,
    unfinished: String,
    name: String,
    /// Where it will be.
    pub path: PathBuf,
    done: bool,
}

impl Files {
    /// The same for a session that the machine does not vouch for.
    #[must_use]
    pub fn within(&self) -> Self {
        let reach = if self.store.is_some() { Reach::Boxes } else { Reach::Nowhere };
        Self { reach, store: self.store.clone(), ..Self::default() }
    }

    /// The directory that paths begin at.
    pub fn root(&self, way: Way) -> Option<PathBuf> {
        match self.reach {
            Reach::Nowhere => None,
            Reach::Boxes => {
                let name = if way == Way::In { INBOX } else { OUTBOX };
                self.store.as_ref().map(|store| store.join(name))
            }
            Reach::Everywhere => self.base.clone().or_else(|| self.home.clone()),
        }
    }

    /// Opens a file to read.
    ///
    /// # Errors
    /// Those of the file system, and `PermissionDenied` for what is beyond reach.
    pub fn open(&self, typed: &str) -> io::Result<File> {
        let (head, name) = parts(typed)?;
        let (directory, _) = self.directory(head, Way::In)?;
        // Without waiting, since opening a pipe would wait for somebody to write.
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | self.follow();
        let file = File::from(openat(&directory, name, flags, Mode::empty())?);
        if !file.metadata()?.is_file() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        Ok(file)
    }

    /// Begins a file that is not there yet.
    ///
    /// # Errors
    /// Those of the file system: `AlreadyExists` where there is one, `PermissionDenied` beyond reach.
    pub fn create(&self, typed: &str) -> io::Result<Part> {
        let (head, name) = parts(typed)?;
        let (directory, place) = self.directory(head, Way::Out)?;
        if is_there(&directory, name) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let unfinished = format!("{name}.part");
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = File::from(openat(&directory, unfinished.as_str(), flags, FILE_MODE)?);
        Ok(Part { file, directory, unfinished, name: name.to_owned(), path: place.join(name), done: false })
    }

    /// The directory that names of a path are looked for in, and the files and directories there that fit it.
    pub fn names(&self, typed: &str, lang: Lang) -> (Result<PathBuf, String>, Vec<Name>) {
        let (head, begun) = split(typed);
        match self.look(head, begun) {
            Ok((place, names)) => (Ok(place), names),
            Err(error) => (Err(why(&error, lang)), Vec::new()),
        }
    }

    fn look(&self, head: &str, begun: &str) -> io::Result<(PathBuf, Vec<Name>)> {
        let (directory, place) = self.directory(head, Way::In)?;
        let wanted = begun.to_lowercase();
        let mut names = Vec::new();
        for entry in rustix::fs::Dir::read_from(&directory)?.take(LOOKED_AT_MAX) {
            let Ok(name) = entry?.file_name().to_str().map(str::to_owned) else { continue };
            let hidden = name.starts_with('.') && !begun.starts_with('.');
            if hidden || matches!(name.as_str(), "." | "..") || !name.to_lowercase().contains(&wanted) {
                continue;
            }
            let flags = OFlags::PATH | OFlags::CLOEXEC | self.follow();
            let Ok(file) = openat(&directory, name.as_str(), flags, Mode::empty()) else { continue };
            let Ok(about) = File::from(file).metadata() else { continue };
            let ending = Path::new(&name).extension().and_then(|ending| ending.to_str());
            let fits = ending.is_some_and(|it| ENDINGS.iter().any(|known| it.eq_ignore_ascii_case(known)));
            // A name that cannot be shown as it is cannot be typed either.
            let shown = crate::text::escape_plain(&name) == name.as_str();
            if shown && (about.is_dir() || (about.is_file() && fits)) {
                names.push(named(head, &name, &about));
            }
        }
        names.sort_by(|one, other| {
            let newest = other.changed.cmp(&one.changed);
            one.directory.cmp(&other.directory).then(newest).then_with(|| one.text.cmp(&other.text))
        });
        names.truncate(NAMES_MAX);
        Ok((place, names))
    }

    /// A directory, opened, and its path; what stands before a name, as it is typed.
    fn directory(&self, head: &str, way: Way) -> io::Result<(OwnedFd, PathBuf)> {
        let denied = || io::Error::from(io::ErrorKind::PermissionDenied);
        let root = self.root(way).ok_or_else(denied)?;
        if self.reach == Reach::Everywhere {
            let path = match (head.strip_prefix("~/"), &self.home) {
                (Some(rest), Some(home)) => home.join(rest),
                _ => root.join(head),
            };
            return Ok((rustix::fs::open(&path, DIRECTORY, Mode::empty())?, path));
        }
        // Step by step below a directory of the store, through no link.
        let store = self.store.as_ref().ok_or_else(denied)?;
        let outer = rustix::fs::open(store, DIRECTORY, Mode::empty())?;
        let own = root.file_name().ok_or_else(denied)?;
        match mkdirat(&outer, own, DIRECTORY_MODE) {
            Ok(()) | Err(rustix::io::Errno::EXIST) => {}
            Err(error) => return Err(error.into()),
        }
        let mut directory = openat(&outer, own, DIRECTORY | OFlags::NOFOLLOW, Mode::empty())?;
        for step in Path::new(head).components() {
            match step {
                Component::Normal(step) => {
                    directory = openat(&directory, step, DIRECTORY | OFlags::NOFOLLOW, Mode::empty())?;
                }
                Component::CurDir => {}
                Component::ParentDir | Component::RootDir | Component::Prefix(_) => return Err(denied()),
            }
        }
        Ok((directory, root.join(head)))
    }

    /// Links are followed where the process's own user asks, who could do so anyway.
    fn follow(&self) -> OFlags {
        if self.reach == Reach::Everywhere { OFlags::empty() } else { OFlags::NOFOLLOW }
    }
}

impl Part {
    /// Puts the file in its place, if nobody has put one there meanwhile.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn finish(mut self) -> io::Result<PathBuf> {
        self.file.sync_all()?;
        if is_there(&self.directory, &self.name) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        renameat(&self.directory, self.unfinished.as_str(), &self.directory, self.name.as_str())?;
        self.done = true;
        // The name itself is on the disk with its directory.
        let _ = rustix::fs::fsync(&self.directory);
        Ok(self.path.clone())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.done {
            // Half a file is of no use to anybody.
            let _ = unlinkat(&self.directory, self.unfinished.as_str(), rustix::fs::AtFlags::empty());
        }
    }
}

fn is_there(directory: &OwnedFd, name: &str) -> bool {
    openat(directory, name, OFlags::PATH | OFlags::NOFOLLOW, Mode::empty()).is_ok()
}

/// What stands before the last name of a path, with the stroke behind it, and that name.
fn split(typed: &str) -> (&str, &str) {
    let typed = typed.trim_start();
    match typed.rfind('/') {
        Some(place) => typed.split_at_checked(place + 1).unwrap_or((typed, "")),
        None => ("", typed),
    }
}

fn parts(typed: &str) -> io::Result<(&str, &str)> {
    let (head, name) = split(typed.trim());
    if matches!(name, "" | "." | "..") { Err(io::ErrorKind::InvalidInput.into()) } else { Ok((head, name)) }
}

fn named(head: &str, name: &str, about: &Metadata) -> Name {
    let ending = if about.is_dir() { "/" } else { "" };
    let changed = about.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    let changed = changed.and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or(0);
    Name {
        text: format!("{head}{name}{ending}"),
        directory: about.is_dir(),
        bytes: about.len(),
        changed: Moment(changed),
    }
}

/// Why a file cannot be used.
pub fn why(error: &io::Error, lang: Lang) -> String {
    match (error.kind(), lang) {
        (io::ErrorKind::NotFound, Lang::Ja) => "ファイルがありません".to_owned(),
        (io::ErrorKind::NotFound, Lang::En) => "there is no such file".to_owned(),
        (io::ErrorKind::AlreadyExists, Lang::Ja) => {
            "同じ名前のファイルがあります。別の名前にしてください".to_owned()
        }
        (io::ErrorKind::AlreadyExists, Lang::En) => "there is such a file already; name another".to_owned(),
        (io::ErrorKind::PermissionDenied, Lang::Ja) => "その場所は使えません".to_owned(),
        (io::ErrorKind::PermissionDenied, Lang::En) => "that place is not open to you".to_owned(),
        (_, Lang::Ja) => format!("ファイルを読み書きできません: {error}"),
        (_, Lang::En) => format!("cannot read or write the file: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use super::*;

    fn boxes(store: &Path) -> Files {
        let whole = Files { reach: Reach::Everywhere, store: Some(store.into()), ..Files::default() };
        whole.within()
    }

    #[test]
    fn who_comes_from_afar_reads_and_writes_in_the_boxes_alone() {
        let place = tempfile::tempdir().unwrap();
        let store = place.path().join("store");
        std::fs::create_dir_all(store.join("inbox/may")).unwrap();
        std::fs::create_dir_all(store.join("keys")).unwrap();
        let put = |name: &str| std::fs::write(store.join(name), name).unwrap();
        for name in ["inbox/a.csv", "inbox/may/b.csv", "inbox/c.exe", "keys/secret.csv", "inbox/.hidden.csv"]
        {
            put(name);
        }
        std::os::unix::fs::symlink(store.join("keys"), store.join("inbox/link")).unwrap();
        std::os::unix::fs::symlink(store.join("keys/secret.csv"), store.join("inbox/link.csv")).unwrap();
        let files = boxes(&store);
        let (place_shown, names) = files.names("", Lang::Ja);
        assert_eq!(place_shown.unwrap(), store.join("inbox"));
        let texts: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
        assert_eq!(texts, ["a.csv", "may/"]);
        assert_eq!(files.names("may/", Lang::Ja).1[0].text, "may/b.csv");
        let mut text = String::new();
        files.open("may/b.csv").unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "inbox/may/b.csv");
        let outside = place.path().join("store/keys/secret.csv").display().to_string();
        for bad in [
            "../keys/secret.csv",
            "may/../../keys/secret.csv",
            "link/secret.csv",
            "link.csv",
            &outside,
            "",
            "..",
            "may",
        ] {
            assert!(files.open(bad).is_err(), "{bad}");
        }
        let mut part = files.create("out.csv").unwrap();
        part.file.write_all(b"x").unwrap();
        assert_eq!(part.finish().unwrap(), store.join("outbox/out.csv"));
        assert_eq!(files.create("out.csv").err().unwrap().kind(), io::ErrorKind::AlreadyExists);
        drop(files.create("half.csv").unwrap());
        let left: Vec<_> =
            std::fs::read_dir(store.join("outbox")).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left, ["out.csv"], "nothing half done stays");
        assert!(files.create("../x.csv").is_err() && files.create("/tmp/x.csv").is_err());
        assert!(Files::default().open("/etc/passwd").is_err());
    }

    #[test]
    fn whoever_runs_the_process_reads_what_they_may() {
        let place = tempfile::tempdir().unwrap();
        std::fs::write(place.path().join("x.csv"), "x").unwrap();
        let base = Some(place.path().to_owned());
        let files = Files { reach: Reach::Everywhere, home: base.clone(), base, ..Files::default() };
        assert!(files.open("x.csv").is_ok() && files.open("~/x.csv").is_ok());
        assert_eq!(files.names("~/", Lang::En).1[0].text, "~/x.csv");
        assert_eq!(files.open("none.csv").unwrap_err().kind(), io::ErrorKind::NotFound);
        assert!(files.names("none/", Lang::En).0.is_err());
        let pipe = std::process::Command::new("mkfifo").arg(place.path().join("p.csv")).status();
        if pipe.is_ok_and(|made| made.success()) {
            assert!(files.open("p.csv").is_err(), "a pipe is no file to wait for");
        }
    }
}
