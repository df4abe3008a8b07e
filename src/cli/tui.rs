//! The screen: on the store of the settings, made on first use, or on a throw-away demo office.

use std::io::IsTerminal as _;
use std::os::unix::process::CommandExt as _;
use std::sync::Arc;
use std::time::Duration;

use super::args::{DemoOptions, Extra};
use super::failure::Failure;
use super::ground::Ground;
use super::init::{Filling, create};
use crate::app::Banner;
use crate::config::office;
use crate::field::Moment;
use crate::server::{Hello, Server, Want};
use crate::session::porter::{Files, Reach};
use crate::session::{self, End, Setup};
use crate::store::Store;
use crate::store::layout::{Layout, Lock};
use crate::store::open::{Aside, Opening};
use crate::store::repair::Repair;
use crate::store::writer::Now;
use crate::transport::socket::screen::{self, Ending};
use crate::transport::tty::TtyError;
use crate::transport::{socket, tty};

/// How long work that nobody waits for may go on once the screen is closed.
const LAST_WORK: Duration = Duration::from_secs(2);

/// How often the screen looks for a new holder after the old one has left.
const TRIES_AFTER_HOLDER: u32 = 50;
const TRY_PAUSE: Duration = Duration::from_millis(100);

/// Opens the screen on the store; makes the store first where there is none, and goes to the holder where there is one.
/// When a holder leaves in order, the next of those who were attached takes its place.
///
/// # Errors
/// No terminal, or a store that cannot be opened.
pub fn open(ground: &Ground) -> Result<(), Failure> {
    needs_terminal(ground)?;
    let opening = ground.opening();
    if !opening.exists() {
        let nothing = Extra { people: 0, jobs: 0, seed: 1 };
        let store = create(ground, opening, Filling { demo: false, extra: &nothing, aside: Aside::Ready })?;
        store.flush_blocking();
        drop(store);
        super::init::sync(ground)?;
    }
    match attach(ground)? {
        Some(true) => begin_again(ground),
        Some(false) => Ok(()),
        None => {
            let (store, repairs) = ground.open_to_show()?;
            let outcome = store.outcome().clone();
            show(ground, store, &repairs, true)?;
            // What could not be read was said on the screen, which has been closed since.
            outcome.take_failure().map_or(Ok(()), |error| Err(error.into()))
        }
    }
}

/// The holder has left: begins anew as soon as somebody else serves the store, or nobody holds it. The process replaces itself,
/// since the thread that waits for keys cannot be told to stop and would take the first of them.
fn begin_again(ground: &Ground) -> Result<(), Failure> {
    for _ in 0..TRIES_AFTER_HOLDER {
        let free = Lock::take(&ground.opening().layout, &ground.config.system_user).is_ok();
        if free || socket::knock(&ground.config.store)?.is_some() {
            break;
        }
        std::thread::sleep(TRY_PAUSE);
    }
    let program = std::env::current_exe()?;
    let error = std::process::Command::new(program).args(std::env::args_os().skip(1)).exec();
    // Only where it could not be done does anything come back.
    Err(error.into())
}

/// Only goes to the holder.
///
/// # Errors
/// No terminal, or nobody who serves the store.
pub fn attach_only(ground: &Ground) -> Result<(), Failure> {
    needs_terminal(ground)?;
    match attach(ground)? {
        Some(_) => Ok(()),
        None => Err(Failure::Said {
            code: super::failure::NOT_FOUND,
            sentence: super::either(
                ground.lang(),
                || {
                    format!(
                        "{} を開いているプロセスがありません(nichiiki serve で開けます)",
                        ground.config.store.display()
                    )
                },
                || format!("nobody serves {}; nichiiki serve does", ground.config.store.display()),
            ),
        }),
    }
}

/// Joins this terminal to a session with the holder. `None` where nobody serves the store; else whether the holder is
/// leaving, so that somebody else may take its place.
fn attach(ground: &Ground) -> Result<Option<bool>, Failure> {
    let Some(stream) = socket::knock(&ground.config.store)? else { return Ok(None) };
    let runtime = runtime()?;
    let term = ground.environment.get("TERM").unwrap_or_default();
    let opened = tty::open(term, ground.config.caps, ground.config.user.clone());
    let (connection, guard) = opened.map_err(|error| Failure::failed(error.text(ground.lang())))?;
    let named = (ground.config.user != ground.config.system_user).then(|| ground.config.user.clone());
    let want = Want::Screen {
        size: connection.size,
        caps: connection.caps,
        keymap: ground.config.keymap,
        own_keymap: ground.config.own_keymap.clone(),
    };
    let hello = Hello { lang: ground.lang(), user: named, want };
    let ended = runtime.block_on(async {
        stream.set_nonblocking(true)?;
        let stream = tokio::net::UnixStream::from_std(stream)?;
        screen::attach(stream, hello.encode(), connection).await
    });
    drop(guard);
    runtime.shutdown_timeout(LAST_WORK);
    match ended {
        Ok(Ending { code: 0, closing, .. }) => Ok(Some(closing)),
        Ok(Ending { code, sentence, .. }) => Err(Failure::Said { code, sentence }),
        Err(_lost) => Err(super::remote::gone(ground.lang())),
    }
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
    // An office of its own, under its own rules.
    let (rules, _) = office::read(directory);
    let opening = Opening { layout: Layout::new(directory), office: Arc::new(rules), ..ground.opening() };
    let aside = if options.keep.is_some() { Aside::Ready } else { Aside::Nothing };
    let filling = Filling { demo: true, extra: &options.extra, aside };
    let shown = create(ground, opening, filling).and_then(|store| show(ground, store, &[], false));
    if options.keep.is_none() {
        // What might be left of an invented office in the directory for passing files harms nobody.
        let _ = std::fs::remove_dir_all(&passing);
    }
    shown
}

/// What a session of this process needs to know.
pub fn setup(ground: &Ground, banner: Option<Banner>) -> Setup {
    let clock = Arc::clone(&ground.clock);
    let now: Now = Arc::new(move || Moment(clock.now_ms()));
    let drafts = session::drafts::Drafts::open(ground.opening().layout.drafts(), Arc::clone(&now));
    Setup {
        lang: ground.lang(),
        keymap: ground.config.keymap,
        own_keymap: ground.config.own_keymap.clone(),
        now,
        owner: ground.config.user == ground.config.system_user,
        banner,
        idle: Some(session::IDLE),
        // Without a place for drafts everything else works all the same.
        shared: session::Shared { drafts: drafts.unwrap_or_default(), ..session::Shared::default() },
        files: files(ground),
    }
}

/// The files that a session of whoever runs this process may use.
fn files(ground: &Ground) -> Files {
    Files {
        reach: Reach::Everywhere,
        store: Some(ground.opening().layout.root().to_owned()),
        settings: ground.config.directory.clone(),
        home: ground.environment.get("HOME").map(Into::into),
        base: std::env::current_dir().ok(),
    }
}

/// Runs a session on this terminal; where the store is an office's, others may join it meanwhile.
fn show(ground: &Ground, store: Store, repairs: &[Repair], joined: bool) -> Result<(), Failure> {
    let runtime = runtime()?;
    let mut setup = setup(ground, session::told::of_repairs(repairs));
    if !joined {
        // A passing office leaves nothing behind, least of all drafts in somebody's own.
        setup.shared = session::Shared::default();
    }
    let state = store.snapshot().state;
    let actor = ground.actor(&state)?;
    // Where the socket cannot be opened, this one screen works all the same.
    let server = joined
        .then(|| {
            let _inside = runtime.enter();
            Server::open(super::serve::opening(ground, store.clone(), setup.clone())).ok()
        })
        .flatten();
    let term = ground.environment.get("TERM").unwrap_or_default();
    let opened = tty::open(term, ground.config.caps, ground.config.user.clone());
    let (connection, guard) = opened.map_err(|error| Failure::failed(error.text(ground.lang())))?;
    let setup = Setup { owner: actor.owner, ..setup };
    let end = runtime.block_on(async {
        let end = session::run(connection, store, setup).await;
        if let Some(server) = server {
            server.close().await;
        }
        end
    });
    drop(guard);
    runtime.shutdown_timeout(LAST_WORK);
    match end {
        End::Over => Ok(()),
        End::Denied(sentence) => Err(Failure::refused(sentence)),
    }
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
