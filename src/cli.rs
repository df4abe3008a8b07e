//! The command line: one file a subcommand, text for people, JSON for programs, exit codes for scripts.
//! Invariant: what a command prints on stdout is its answer and nothing else; messages go to stderr; no panic and no escape byte reaches either.
//! Called by `main` alone. Names and JSON keys are a contract: they are added to, never changed.

mod apply;
mod args;
mod check;
mod doctor;
mod duplicates;
mod export;
mod failure;
mod generate;
mod ground;
mod host;
mod import;
mod init;
mod keys;
mod letters;
mod list;
mod log;
mod matching;
mod measures;
mod office;
mod output;
mod profiles;
mod propose;
mod remote;
mod report;
mod round;
mod search;
mod serve;
mod show;
mod stats;
mod tui;
mod undo;
mod user;
mod words;

use std::process::ExitCode;

use args::Sub;
use failure::Failure;
use ground::Ground;

use crate::config::{Config, Environment, Flags};
use crate::lang::Lang;

/// Runs the program with the arguments and environment of the process.
pub fn main() -> ExitCode {
    let environment = Environment::of_process();
    let arguments: Vec<std::ffi::OsString> = std::env::args_os().collect();
    // The language of the help has to be known before the arguments are understood.
    let flags = Flags { lang: args::lang_in(&arguments), ..Flags::default() };
    let lang = Config::load(&flags, &environment).lang;
    let cli = match words::parse(lang, arguments.iter().cloned()) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let flags = Flags { store: cli.store.clone(), lang: cli.lang, user: cli.user.clone() };
    let config = Config::load(&flags, &environment);
    let lang = config.lang;
    for warning in &config.warnings {
        output::say(&warning.text(lang));
    }
    let mut ground = Ground::new(config, environment, cli.json);
    let command = cli.command.unwrap_or(Sub::Tui);
    let result = answer(command, &mut ground, &arguments).and_then(|()| ground.out.finish());
    match result {
        // Where the pipe is broken, whoever read us has seen enough.
        Ok(()) | Err(Failure::Pipe) => ExitCode::SUCCESS,
        Err(failure) => {
            let sentence = failure.text(lang);
            if !sentence.is_empty() {
                output::say(&format!("nichiiki: {sentence}"));
            }
            ExitCode::from(failure.code())
        }
    }
}

fn usage(error: &clap::Error) -> ExitCode {
    // Help that was asked for is an answer; everything else is a mistake in the arguments.
    let _ = error.print();
    ExitCode::from(if error.use_stderr() { failure::USAGE } else { 0 })
}

/// Runs a command, through the holder of the store where somebody serves it.
fn answer(command: Sub, ground: &mut Ground, arguments: &[std::ffi::OsString]) -> Result<(), Failure> {
    if through_holder(&command) && remote::ask(ground, arguments)?.is_some() {
        return Ok(());
    }
    run(command, ground)
}

/// Whether a command works on a store that is open already; the others need none, or a terminal of their own.
const fn through_holder(command: &Sub) -> bool {
    matches!(
        command,
        Sub::Import(_)
            | Sub::Export(_)
            | Sub::List(_)
            | Sub::Office(_)
            | Sub::Report(_)
            | Sub::Show { .. }
            | Sub::Search(_)
            | Sub::Match(_)
            | Sub::Duplicates(_)
            | Sub::Round { command: args::RoundSub::Propose(_) }
            | Sub::Apply { .. }
            | Sub::Undo { .. }
            | Sub::Redo
            | Sub::Log(_)
            | Sub::Verify { .. }
            | Sub::Rebuild
            | Sub::Backup { .. }
            | Sub::Stats { .. }
            | Sub::User { .. }
    )
}

fn run(command: Sub, ground: &mut Ground) -> Result<(), Failure> {
    match command {
        Sub::Tui => tui::open(ground),
        Sub::Demo(options) => tui::demo(ground, &options),
        Sub::Init(options) => init::run(ground, &options),
        Sub::Import(options) => import::run(ground, &options),
        Sub::Export(options) => export::run(ground, &options),
        Sub::Letters(options) => letters::run(ground, &options),
        Sub::Office(options) => office::run(ground, &options),
        Sub::Profiles(options) => profiles::run(ground, &options),
        Sub::List(options) => list::run(ground, &options),
        Sub::Report(options) => report::run(ground, &options),
        Sub::Show { id } => show::run(ground, &id),
        Sub::Search(options) => search::run(ground, &options),
        Sub::Match(options) => matching::run(ground, &options),
        Sub::Duplicates(options) => duplicates::run(ground, &options),
        Sub::Round { command: args::RoundSub::Solve { file } } => round::solve(ground, &file),
        Sub::Round { command: args::RoundSub::Propose(options) } => propose::run(ground, &options),
        Sub::Apply { file } => apply::run(ground, file.as_deref()),
        Sub::Undo { seq } => undo::undo(ground, seq),
        Sub::Redo => undo::redo(ground),
        Sub::Log(options) => log::run(ground, &options),
        Sub::Verify { read_only } => check::verify(ground, read_only),
        Sub::Rebuild => check::rebuild(ground),
        Sub::Backup { file } => check::backup(ground, &file),
        Sub::Restore { file } => check::restore(ground, &file),
        Sub::Stats { views: true, .. } => stats::views::run(ground),
        Sub::Stats { timings, .. } => stats::run(ground, timings),
        Sub::Generate(options) => generate::run(ground, &options),
        Sub::Keys { keymap } => keys::list(ground, keymap.as_deref()),
        Sub::Keymap { command: args::KeymapSub::Check { file } } => keys::check(ground, &file),
        Sub::Completions { shell } => keys::completions(ground, shell),
        Sub::Man => keys::man(ground),
        Sub::Doctor => doctor::run(ground),
        Sub::Serve(options) => serve::run(ground, &options),
        Sub::Attach => tui::attach_only(ground),
        Sub::User { command } => user::run(ground, command),
    }
}

/// A text in one of the languages, for sentences made on the spot.
fn either(lang: Lang, ja: impl FnOnce() -> String, en: impl FnOnce() -> String) -> String {
    match lang {
        Lang::Ja => ja(),
        Lang::En => en(),
    }
}
