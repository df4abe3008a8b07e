//! The screen: on the store of the settings, made on first use, or on a throw-away demo office.

use super::args::{DemoOptions, Extra};
use super::failure::Failure;
use super::ground::Ground;
use super::init::{Filling, create};
use crate::store::Store;
use crate::store::open::Opening;

/// Opens the screen on the store; makes the store first where there is none.
pub fn open(ground: &Ground) -> Result<(), Failure> {
    let opening = ground.opening();
    if !opening.exists() {
        let nothing = Extra { people: 0, jobs: 0, seed: 1 };
        let store = create(ground, opening, Filling { demo: false, extra: &nothing })?;
        store.flush_blocking();
        drop(store);
    }
    let store = ground.write()?;
    show(ground, store)
}

/// Opens the screen on a demo office, which goes away with it unless it is to be kept.
pub fn demo(ground: &Ground, options: &DemoOptions) -> Result<(), Failure> {
    let passing = std::env::temp_dir()
        .join(format!("nichiiki-demo-{:x}", u128::from_be_bytes(ground.clock.random_bytes())));
    let directory = options.keep.as_ref().unwrap_or(&passing);
    let opening = Opening { layout: crate::store::layout::Layout::new(directory), ..ground.opening() };
    let shown = create(ground, opening, Filling { demo: true, extra: &options.extra })
        .and_then(|store| show(ground, store));
    if options.keep.is_none() {
        // What is left of a demo in the directory for passing files harms nobody.
        let _ = std::fs::remove_dir_all(&passing);
    }
    shown
}

/// Runs a session on this terminal.
fn show(ground: &Ground, store: Store) -> Result<(), Failure> {
    drop(store);
    Err(Failure::failed(ground.lang().pick("この版には画面がありません", "this build has no screen")))
}
