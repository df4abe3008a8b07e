//! How a command ends when it does not end well: a sentence and an exit code.

use std::io;

use crate::demo::DemoError;
use crate::domain::Rejection;
use crate::lang::Lang;
use crate::store::error::StoreError;
use crate::store::submit::SubmitError;

/// Exit codes; 0 is done.
pub const FAILED: u8 = 1;
pub const USAGE: u8 = 2;
pub const NOT_FOUND: u8 = 3;
pub const REFUSED: u8 = 4;
pub const DAMAGED: u8 = 5;
pub const HELD: u8 = 6;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub enum Failure {
    Store(Box<StoreError>),
    Submit(Box<SubmitError>),
    Demo(Box<DemoError>),
    /// A sentence that is ready, with its exit code.
    Said {
        code: u8,
        sentence: String,
    },
    /// Everything has been said already.
    Silent {
        code: u8,
    },
    /// The reader of our output has gone.
    Pipe,
}

impl Failure {
    pub fn usage(sentence: impl Into<String>) -> Self {
        Self::Said { code: USAGE, sentence: sentence.into() }
    }

    pub fn failed(sentence: impl Into<String>) -> Self {
        Self::Said { code: FAILED, sentence: sentence.into() }
    }

    pub fn not_found(sentence: impl Into<String>) -> Self {
        Self::Said { code: NOT_FOUND, sentence: sentence.into() }
    }

    /// Something that a rule or a right does not allow.
    pub fn refused(sentence: impl Into<String>) -> Self {
        Self::Said { code: REFUSED, sentence: sentence.into() }
    }

    /// A file that could not be read or written.
    pub fn file(path: &std::path::Path, error: &io::Error, lang: Lang) -> Self {
        let name = path.display();
        let sentence = match (error.kind(), lang) {
            (io::ErrorKind::NotFound, Lang::Ja) => format!("{name} がありません"),
            (io::ErrorKind::NotFound, Lang::En) => format!("there is no {name}"),
            (_, Lang::Ja) => format!("{name} を読み書きできません: {error}"),
            (_, Lang::En) => format!("cannot read or write {name}: {error}"),
        };
        let code = if error.kind() == io::ErrorKind::NotFound { NOT_FOUND } else { FAILED };
        Self::Said { code, sentence }
    }

    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::Store(error) => store_code(error),
            Self::Submit(error) => match &**error {
                SubmitError::Rejected(rejection) => rejection_code(rejection),
                SubmitError::Store(error) => store_code(error),
                _ => FAILED,
            },
            Self::Demo(_) => FAILED,
            Self::Said { code, .. } | Self::Silent { code } => *code,
            Self::Pipe => 0,
        }
    }

    /// The sentence for stderr; empty where nothing is left to say.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Store(error) => error.text(lang),
            Self::Submit(error) => error.text(lang),
            Self::Demo(error) => error.to_string(),
            Self::Said { sentence, .. } => sentence.clone(),
            Self::Silent { .. } | Self::Pipe => String::new(),
        }
    }
}

fn store_code(error: &StoreError) -> u8 {
    if error.is_held() {
        HELD
    } else if error.is_damage() {
        DAMAGED
    } else if matches!(error, StoreError::NotAStore { .. }) {
        NOT_FOUND
    } else if matches!(error, StoreError::NotEmpty { .. }) {
        REFUSED
    } else {
        FAILED
    }
}

/// The exit code of a refusal.
pub fn rejection_code(rejection: &Rejection) -> u8 {
    if rejection.error_key() == "not_found" { NOT_FOUND } else { REFUSED }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(Box::new(error))
    }
}

impl From<SubmitError> for Failure {
    fn from(error: SubmitError) -> Self {
        Self::Submit(Box::new(error))
    }
}

impl From<DemoError> for Failure {
    fn from(error: DemoError) -> Self {
        Self::Demo(Box::new(error))
    }
}

/// Errors of standard output; those of named files go through `Failure::file`.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::Pipe;
        }
        Self::Said { code: FAILED, sentence: error.to_string() }
    }
}
