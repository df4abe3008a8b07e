//! The arguments, as clap reads them. Their comments are the English help; the Japanese one stands in `words`.
#![expect(clippy::doc_markdown, reason = "the comments are help that people read, without marks")]

mod duplicates;
mod files;
mod people;
mod rounds;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use duplicates::DuplicatesOptions;
pub use files::{ExportOptions, ImportOptions, LettersOptions, OfficeOptions, ProfilesOptions};
pub use rounds::ProposeOptions;

pub use people::{ServeOptions, UserAddOptions, UserSub};

use crate::field::Kind;
use crate::lang::Lang;

/// nichiiki: case management for dual-region living
#[derive(Debug, Parser)]
#[command(name = "nichiiki", version, disable_help_subcommand = true)]
pub struct Cli {
    /// The store's directory (else NICHIIKI_STORE, else the data directory)
    #[arg(long, value_name = "DIR", global = true)]
    pub store: Option<PathBuf>,
    /// Language: ja or en
    #[arg(long, value_name = "ja|en", global = true, value_parser = lang)]
    pub lang: Option<Lang>,
    /// Who acts (else the operating system's user)
    #[arg(long, value_name = "NAME", global = true)]
    pub user: Option<String>,
    /// One JSON object per line
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Option<Sub>,
}

#[derive(Debug, Subcommand)]
pub enum Sub {
    #[command(name = "tui", hide = true)]
    Tui,
    /// The screen on a throw-away demo office
    Demo(DemoOptions),
    /// Creates a store
    Init(InitOptions),
    /// Reads records from a CSV or JSON lines file
    Import(ImportOptions),
    /// Writes records so that import reads them back
    Export(ExportOptions),
    /// How files of other senders are read; which there are
    Profiles(ProfilesOptions),
    /// Templates of letters, notes and plans; which there are
    Letters(LettersOptions),
    /// The office's rules that count, as its file office.toml has them
    Office(OfficeOptions),
    /// The records of a kind
    List(ListOptions),
    /// The office's reports; without a name, which there are
    Report(ReportOptions),
    /// One record with its links and latest events
    Show {
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Finds records
    Search(SearchOptions),
    /// Ranked counterparts of a person, job or region, with reasons; measures for a person or a case
    Match(MatchOptions),
    /// Who may be there twice: candidates for one record with their account, or the suspected pairs of a kind
    Duplicates(DuplicatesOptions),
    /// Matching rounds
    Round {
        #[command(subcommand)]
        command: RoundSub,
    },
    /// Carries out commands given as JSON lines (--help lists them)
    Apply {
        /// A file, or - for standard input
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Takes back the author's newest change, or commit SEQ
    Undo {
        #[arg(value_name = "SEQ")]
        seq: Option<u64>,
    },
    /// Takes back the author's newest undo
    Redo,
    /// The events, in plain words or JSON
    Log(LogOptions),
    /// Opens the store, mends what can be mended, and checks everything
    Verify {
        /// Writes nothing; works beside a holder
        #[arg(long)]
        read_only: bool,
    },
    /// Makes the records again from the journal
    Rebuild,
    /// A consistent copy in one file, while others work
    Backup {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// A store from a backup, in a new or empty directory
    Restore {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Counts, bytes on disk
    Stats {
        /// Opens everything as the screen does, and says how long it took
        #[arg(long)]
        timings: bool,
        /// Opens every view, and says how many rows it has and how long they took
        #[arg(long, conflicts_with = "timings")]
        views: bool,
    },
    /// Realistic records for trials, the same for the same seed
    Generate(GenerateOptions),
    /// The table of actions and their keys
    Keys {
        /// default, vim or emacs
        #[arg(long, value_name = "NAME")]
        keymap: Option<String>,
    },
    /// Keymap files
    Keymap {
        #[command(subcommand)]
        command: KeymapSub,
    },
    /// Completions for a shell
    Completions {
        #[arg(value_name = "SHELL")]
        shell: clap_complete::Shell,
    },
    /// The manual page, in roff
    Man,
    /// What this terminal can do and what is set
    Doctor,
    /// Holds the store for many sessions, until TERM
    Serve(ServeOptions),
    /// The screen of a store that another process holds
    Attach,
    /// People and rights
    User {
        #[command(subcommand)]
        command: UserSub,
    },
}

#[derive(Debug, Subcommand)]
pub enum RoundSub {
    /// Solves the round in a file; opens no store
    Solve {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Proposes a round from the store, with the reason of everybody who has no post
    Propose(ProposeOptions),
}

#[derive(Debug, Subcommand)]
pub enum KeymapSub {
    /// Says what is wrong in a keymap file, with lines
    Check {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct Extra {
    /// Generated people on top
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub people: u64,
    /// Generated jobs on top
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub jobs: u64,
    /// Seed of what is generated
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
}

#[derive(Debug, Args)]
pub struct DemoOptions {
    #[command(flatten)]
    pub extra: Extra,
    /// Keeps the store in this directory
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct InitOptions {
    /// Fills the store with the demo office
    #[arg(long)]
    pub demo: bool,
    #[command(flatten)]
    pub extra: Extra,
}

/// The encoding asked for; `None` in it means to look at the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadAs(pub Option<crate::interchange::encodings::Encoding>);

#[derive(Debug, Args)]
pub struct ListOptions {
    #[arg(value_name = "KIND", value_parser = kind)]
    pub kind: Kind,
    /// Words and filters, as field:value, -field:value, with and, or and brackets
    #[arg(value_name = "QUERY", value_parser = super::words::query_word)]
    pub query: Vec<String>,
    /// A saved view, or one of the ready ones, by its name
    #[arg(long, value_name = "NAME")]
    pub view: Option<String>,
    /// Field to sort by; a minus in front turns the order
    #[arg(long, value_name = "FIELD", allow_hyphen_values = true)]
    pub sort: Option<String>,
    /// Rows at most; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
}

#[derive(Debug, Args)]
pub struct ReportOptions {
    /// Its name or number: funnel, loads, ledger, R10, ...
    #[arg(value_name = "REPORT")]
    pub report: Option<String>,
    /// Only what began in this fiscal year (April to March)
    #[arg(long, value_name = "YEAR")]
    pub fiscal_year: Option<i16>,
    /// As CSV with a byte order mark, as with --output
    #[arg(long)]
    pub csv: bool,
    /// Where to write; else standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What it is for; noted beside who made it
    #[arg(long, value_name = "TEXT")]
    pub purpose: Option<String>,
}

#[derive(Debug, Args)]
pub struct SearchOptions {
    /// Words and filters, as field:value, -field:value, with and, or and brackets
    #[arg(value_name = "QUERY", required_unless_present = "stdin", value_parser = super::words::query_word)]
    pub query: Vec<String>,
    /// Only this kind
    #[arg(long, value_name = "KIND", value_parser = kind)]
    pub kind: Option<Kind>,
    /// Hits at most; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// By plain scan, without an index
    #[arg(long)]
    pub exhaustive: bool,
    /// One query per line from standard input, one answer line each
    #[arg(long)]
    pub stdin: bool,
}

#[derive(Debug, Args)]
pub struct MatchOptions {
    #[arg(value_name = "ID", required_unless_present = "stdin")]
    pub id: Option<String>,
    /// Counterparts of this kind: people, jobs or regions; measures for a person or a case
    #[arg(long, value_name = "KIND", value_parser = kind)]
    pub kind: Option<Kind>,
    /// Hits at most; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// By plain scan, without an index
    #[arg(long)]
    pub exhaustive: bool,
    /// Instead of counterparts: the skills that a region or job asks for, and how many people have them
    #[arg(long, conflicts_with_all = ["kind", "stdin"])]
    pub gaps: bool,
    /// One id per line from standard input, one answer line each
    #[arg(long)]
    pub stdin: bool,
}

#[derive(Debug, Args)]
pub struct LogOptions {
    /// Commits after this one
    #[arg(long, value_name = "SEQ", default_value_t = 0)]
    pub since: u64,
    /// Only what touches this record
    #[arg(long, value_name = "ID")]
    pub of: Option<String>,
    /// Goes on with each new commit
    #[arg(long)]
    pub follow: bool,
    /// Who looked at what, logged in, exported: for auditors
    #[arg(long, conflicts_with = "follow")]
    pub access: bool,
}

#[derive(Debug, Args)]
pub struct GenerateOptions {
    #[arg(value_name = "KIND", value_parser = kind)]
    pub kind: Kind,
    #[arg(long, value_name = "N")]
    pub count: u64,
    #[arg(long, value_name = "S")]
    pub seed: u64,
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

fn lang(name: &str) -> Result<Lang, String> {
    match name {
        "ja" => Ok(Lang::Ja),
        "en" => Ok(Lang::En),
        _ => Err("ja / en".to_owned()),
    }
}

fn kind(name: &str) -> Result<Kind, String> {
    Kind::parse(name).ok_or_else(|| {
        let names: Vec<&str> = Kind::ALL.into_iter().map(Kind::plural).collect();
        names.join(", ")
    })
}

fn encoding(name: &str) -> Result<ReadAs, String> {
    match crate::interchange::encodings::Encoding::parse(name) {
        None if name == "auto" => Ok(ReadAs(None)),
        None => Err("auto / utf-8 / cp932".to_owned()),
        found => Ok(ReadAs(found)),
    }
}

/// The language that the arguments ask for, seen without understanding the rest.
pub fn lang_in(arguments: &[OsString]) -> Option<Lang> {
    let mut words = arguments.iter().filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        if word == "--" {
            return None;
        }
        let value = if word == "--lang" { words.next() } else { word.strip_prefix("--lang=") };
        if let Some(value) = value {
            return lang(value).ok();
        }
    }
    None
}
