//! The arguments of files in and out, and of what says how they are read.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};

use super::{ReadAs, encoding, kind};
use crate::field::Kind;
use crate::interchange::profile::READY;

#[derive(Debug, Args)]
pub struct ImportOptions {
    #[arg(value_name = "KIND", value_parser = kind)]
    pub kind: Kind,
    /// A .csv or .jsonl file, or - for standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Says what would happen; writes nothing
    #[arg(long)]
    pub dry_run: bool,
    /// How files of this sender are read (`nichiiki profiles` lists them)
    #[arg(long, value_name = "NAME", value_parser = ProfileName)]
    pub profile: Option<String>,
    /// auto, utf-8 or cp932
    #[arg(long, value_name = "ENCODING", default_value = "auto", value_parser = encoding)]
    pub encoding: ReadAs,
    /// Takes the good rows and leaves the others
    #[arg(long)]
    pub skip_invalid: bool,
    /// What names a record: id, email, phone, external_id
    #[arg(long, value_name = "FIELD")]
    pub key: Option<String>,
}

#[derive(Debug, Args)]
pub struct ExportOptions {
    #[arg(value_name = "KIND", value_parser = kind)]
    pub kind: Kind,
    /// csv, jsonl or xlsx
    #[arg(long, value_name = "FORMAT", default_value = "csv", value_parser = ["csv", "jsonl", "xlsx"])]
    pub format: String,
    /// Where to write; else standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What the export is for; noted beside who made it
    #[arg(long, value_name = "TEXT")]
    pub purpose: Option<String>,
    /// utf-8 or cp932 (csv)
    #[arg(long, value_name = "ENCODING", default_value = "utf-8", value_parser = encoding)]
    pub encoding: ReadAs,
    /// Begins with a byte order mark, so that Japanese Excel opens it (csv)
    #[arg(long)]
    pub bom: bool,
}

#[derive(Debug, Args)]
pub struct ProfilesOptions {
    /// Prints this one, to be copied and changed
    #[arg(value_name = "NAME", value_parser = ProfileName)]
    pub name: Option<String>,
    /// Says what is wrong in a file, with its line
    #[arg(long, value_name = "FILE")]
    pub check: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct LettersOptions {
    /// Says what is wrong in a file, with its line
    #[arg(long, value_name = "FILE")]
    pub check: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct OfficeOptions {
    /// Says what is wrong in a file, with its line
    #[arg(long, value_name = "FILE")]
    pub check: Option<PathBuf>,
}

/// Any name; those that are compiled in are offered where a shell completes.
#[derive(Debug, Clone, Copy)]
struct ProfileName;

impl TypedValueParser for ProfileName {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(READY.iter().map(|(name, ..)| PossibleValue::new(*name))))
    }
}
