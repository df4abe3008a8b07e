//! The screen: on the store of the settings, made on first use, or on a throw-away demo office.

use std::io::IsTerminal as _;
use std::sync::Arc;
use std::time::Duration;

use super::args::{DemoOptions, Extra};
use super::failure::Failure;
use super::ground::Ground;
use super::init::{Filling, create};
use crate::app::Banner;
use crate::field::Moment;
use crate::lang::Lang;
use crate::session::{self, Setup};
use crate::store::Store;
use crate::store::layout::Layout;
use crate::store::open::Opening;
use crate::store::repair::Repair;
use crate::transport::tty::{self, TtyError};

/// How long work that nobody waits for may go on once the screen is closed.
const LAST_WORK: Duration = Duration::from_secs(2);

/// Opens the screen on the store; makes the store first where there is none.
///
/// # Errors
/// No terminal, or a store that cannot be opened.
pub fn open(ground: &Ground) -> Result<(), Failure> {
    needs_terminal(ground)?;
    let opening = ground.opening();
    if !opening.exists() {
        let nothing = Extra { people: 0, jobs: 0, seed: 1 };
        let store = create(ground, opening, Filling { demo: false, extra: &nothing })?;
        store.flush_blocking();
        drop(store);
        super::init::sync(ground)?;
    }
    let (store, repairs) = ground.open()?;
    show(ground, store, &repairs)
}

/// Opens the screen on a demo office, which goes away with it unless it is to be kept.
///
/// # Errors
/// No terminal, or a directory that is in use.
pub fn demo(ground: &Ground, options: &DemoOptions) -> Result<(), Failure> {
    needs_terminal(ground)?;
    let name = format!("nichiiki-demo-{:032x}", u128::from_be_bytes(ground.clock.random_bytes()));
    let passing = std::env::temp_dir().join(name);
    let directory = options.keep.as_ref().unwrap_or(&passing);
    let opening = Opening { layout: Layout::new(directory), ..ground.opening() };
    let shown = create(ground, opening, Filling { demo: true, extra: &options.extra })
        .and_then(|store| show(ground, store, &[]));
    if options.keep.is_none() {
        // What might be left of an invented office in the directory for passing files harms nobody.
        let _ = std::fs::remove_dir_all(&passing);
    }
    shown
}

/// What a session of this process needs to know.
pub fn setup(ground: &Ground, banner: Option<Banner>) -> Setup {
    let clock = Arc::clone(&ground.clock);
    Setup {
        lang: ground.lang(),
        keymap: ground.config.keymap,
        own_keymap: ground.config.own_keymap.clone(),
        now: Arc::new(move || Moment(clock.now_ms())),
        owner: ground.config.user == ground.config.system_user,
        banner,
    }
}

/// Runs a session on this terminal.
fn show(ground: &Ground, store: Store, repairs: &[Repair]) -> Result<(), Failure> {
    let runtime = runtime()?;
    let term = ground.environment.get("TERM").unwrap_or_default();
    let opened = tty::open(term, ground.config.caps, ground.config.user.clone());
    let (connection, guard) = opened.map_err(|error| Failure::failed(error.text(ground.lang())))?;
    runtime.block_on(session::run(connection, store, setup(ground, banner(repairs))));
    drop(guard);
    runtime.shutdown_timeout(LAST_WORK);
    Ok(())
}

/// The threads that a session runs on.
///
/// # Errors
/// A system that gives none.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    Ok(tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?)
}

/// Said before anything is opened or made.
fn needs_terminal(ground: &Ground) -> Result<(), Failure> {
    if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        return Ok(());
    }
    Err(Failure::failed(TtyError::NotATerminal.text(ground.lang())))
}

/// What was put right, for the first line of the screen.
fn banner(repairs: &[Repair]) -> Option<Banner> {
    let words = |lang: Lang| repairs.iter().map(|one| one.text(lang)).collect::<Vec<_>>().join(" ");
    (!repairs.is_empty()).then(|| Banner { ja: words(Lang::Ja), en: words(Lang::En), alarming: false })
}
