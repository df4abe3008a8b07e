//! The file of settings: what may stand in it, and what is wrong with it.

use std::io;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use crate::keymap::Preset;
use crate::lang::{Label, Lang};
use crate::terminal::caps::Ambiguous;

/// The most of a file of settings that is read, in bytes.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// What the file says.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    pub store: Option<PathBuf>,
    pub lang: Option<Lang>,
    pub keymap: Option<Preset>,
    pub keymap_file: Option<PathBuf>,
    pub ambiguous_width: Option<Ambiguous>,
    pub colours: Option<bool>,
}

/// Something wrong in a file of settings; the rest of the file counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    pub file: PathBuf,
    /// Counted from 1; 0 where the file could not be read.
    pub line: usize,
    pub kind: WarningKind,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WarningKind {
    Unreadable {
        why: String,
    },
    Syntax {
        message: String,
    },
    UnknownKey {
        key: String,
    },
    BadValue {
        key: String,
        wanted: &'static str,
    },
    /// Of the office's rules; a table with a fault does not count.
    OfficeKey {
        key: String,
        known: String,
    },
    OfficeValue {
        key: String,
        wanted: Label,
    },
}

impl Warning {
    /// A file that could not be read.
    pub fn unreadable(path: &Path, error: &io::Error) -> Self {
        let kind = WarningKind::Unreadable { why: error.to_string() };
        Self { file: path.to_owned(), line: 0, kind }
    }

    /// The sentence for people, with file and line in front.
    pub fn text(&self, lang: Lang) -> String {
        let what = match (&self.kind, lang) {
            (WarningKind::Unreadable { why }, Lang::Ja) => format!("読めません: {why}"),
            (WarningKind::Unreadable { why }, Lang::En) => format!("cannot be read: {why}"),
            (WarningKind::Syntax { message }, Lang::Ja) => format!("TOMLとして読めません: {message}"),
            (WarningKind::Syntax { message }, Lang::En) => format!("is not TOML: {message}"),
            (WarningKind::UnknownKey { key }, Lang::Ja) => format!("設定「{key}」はありません。無視します"),
            (WarningKind::UnknownKey { key }, Lang::En) => format!("there is no setting \"{key}\"; ignored"),
            (WarningKind::BadValue { key, wanted }, Lang::Ja) => {
                format!("「{key}」は {wanted} です。無視します")
            }
            (WarningKind::BadValue { key, wanted }, Lang::En) => format!("\"{key}\" takes {wanted}; ignored"),
            (WarningKind::OfficeKey { key, known }, Lang::Ja) => {
                format!("「{key}」はありません。書けるのは {known} です。直すまで標準の決まりを使います")
            }
            (WarningKind::OfficeKey { key, known }, Lang::En) => {
                format!(
                    "there is no \"{key}\", only {known}; the program's own rule counts until it is put right"
                )
            }
            (WarningKind::OfficeValue { key, wanted }, Lang::Ja) => {
                format!("「{key}」は{}。直すまで標準の決まりを使います", wanted.ja)
            }
            (WarningKind::OfficeValue { key, wanted }, Lang::En) => {
                format!("\"{key}\" {}; the program's own rule counts until it is put right", wanted.en)
            }
        };
        match self.line {
            0 => format!("{}: {what}", self.file.display()),
            line => format!("{}:{line}: {what}", self.file.display()),
        }
    }
}

/// The settings of `config.toml` in a directory; none where there is no file.
pub fn read(directory: &Path) -> (Settings, Vec<Warning>) {
    let path = directory.join("config.toml");
    match text(&path) {
        Ok(text) => parse(&path, &text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Default::default(),
        Err(error) => (Settings::default(), vec![Warning::unreadable(&path, &error)]),
    }
}

/// The text of a file of settings.
///
/// # Errors
/// Missing, unreadable, too large or no text.
pub fn text(path: &Path) -> io::Result<String> {
    if std::fs::metadata(path)?.len() > FILE_BYTES_MAX {
        return Err(io::Error::from(io::ErrorKind::FileTooLarge));
    }
    std::fs::read_to_string(path)
}

/// The line of a place in a text, counted from 1.
pub fn line_of(text: &str, place: usize) -> usize {
    1 + text.bytes().take(place).filter(|byte| *byte == b'\n').count()
}

fn parse(path: &Path, text: &str) -> (Settings, Vec<Warning>) {
    let mut settings = Settings::default();
    let mut warnings = Vec::new();
    let mut warn = |start: usize, kind| {
        warnings.push(Warning { file: path.to_owned(), line: line_of(text, start), kind });
    };
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let start = error.span().map_or(0, |span| span.start);
        warn(start, WarningKind::Syntax { message: error.message().trim().to_owned() });
    }
    if errors.is_empty() {
        for (name, value) in document.get_ref() {
            if let Err(kind) = settings.put(name.get_ref(), value.get_ref()) {
                warn(name.span().start, kind);
            }
        }
    }
    warnings.sort_by_key(|warning| warning.line);
    (settings, warnings)
}

impl Settings {
    /// Takes one setting.
    fn put(&mut self, key: &str, value: &DeValue<'_>) -> Result<(), WarningKind> {
        let bad = |wanted| WarningKind::BadValue { key: key.to_owned(), wanted };
        let text = match value {
            DeValue::String(text) => Some(text.as_ref()),
            DeValue::Integer(number) => Some(number.as_str()),
            _ => None,
        };
        match key {
            "store" => self.store = Some(text.ok_or(bad("a directory"))?.into()),
            "keymap_file" => self.keymap_file = Some(text.ok_or(bad("a file"))?.into()),
            "lang" => self.lang = Some(text.and_then(Lang::parse).ok_or(bad("\"ja\" / \"en\""))?),
            "keymap" => {
                let wanted = bad("\"default\" / \"vim\" / \"emacs\"");
                self.keymap = Some(text.and_then(Preset::parse).ok_or(wanted)?);
            }
            "ambiguous_width" => {
                let wanted = bad("\"auto\" / 1 / 2");
                self.ambiguous_width = Some(text.and_then(Ambiguous::parse).ok_or(wanted)?);
            }
            "colours" | "colors" => match value {
                DeValue::Boolean(on) => self.colours = Some(*on),
                _ => return Err(bad("true / false")),
            },
            _ => return Err(WarningKind::UnknownKey { key: key.to_owned() }),
        }
        Ok(())
    }
}
