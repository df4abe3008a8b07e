//! `serve`: holds the store for many sessions, on the socket and where asked over SSH, until TERM or INT.

use std::path::Path;
use std::sync::Arc;

use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

use super::args::ServeOptions;
use super::failure::Failure;
use super::ground::Ground;
use crate::server::{Opening, Places, ServeError, Server};
use crate::session::Setup;
use crate::store::Store;
use crate::transport::socket;
use crate::transport::ssh::Limits;

/// The host key in the directory of keys.
const HOST_KEY: &str = "ssh_host_ed25519_key";
/// The mode of a store's directory whose socket a group may reach: through, but not into.
const GROUP_DIRECTORY_MODE: u32 = 0o710;

pub fn run(ground: &mut Ground, options: &ServeOptions) -> Result<(), Failure> {
    let group = options.group.as_deref().map(|name| group_of(ground, name)).transpose()?;
    let (store, repairs) = ground.open_to_serve()?;
    ground.tell(&repairs);
    let runtime = super::tui::runtime()?;
    let setup = super::tui::setup(ground, None);
    let opening = Opening {
        ssh: options.ssh.map(|address| (address, ground.opening().layout.keys().join(HOST_KEY))),
        places: Places::of(options.sessions_per_person, options.sessions),
        ..opening(ground, store, setup)
    };
    let server = {
        let _inside = runtime.enter();
        Server::open(opening).map_err(|error| failure(&error, ground))?
    };
    if let Some(group) = group {
        open_to(&ground.config.store, group)?;
    }
    announce(ground, &server)?;
    runtime.block_on(async {
        ended().await?;
        server.close().await;
        Ok::<(), Failure>(())
    })?;
    // Commands that run for others end with the process; what they were told is durable.
    runtime.shutdown_background();
    Ok(())
}

/// What a house needs that serves this store.
pub fn opening(ground: &Ground, store: Store, setup: Setup) -> Opening {
    let (config, of_commands) = (ground.config.clone(), store.clone());
    Opening {
        store,
        directory: ground.config.store.clone(),
        setup,
        commands: Arc::new(move |call| super::remote::serve(call, of_commands.clone(), &config)),
        ssh: None,
        ssh_limits: Limits::default(),
        places: Places::default(),
    }
}

fn announce(ground: &mut Ground, server: &Server) -> Result<(), Failure> {
    let path = socket::path_in(&ground.config.store).display().to_string();
    let ssh = server.ssh().map(|(address, key)| (address.to_string(), key.to_owned()));
    if ground.json {
        let (address, key) = ssh.unzip();
        ground.out.json(&json!({"ok": true, "socket": path, "ssh": address, "host_key": key}))?;
        return ground.out.finish();
    }
    let lang = ground.lang();
    ground.out.text(&format!("{}: {path}", lang.pick("受付中", "serving")))?;
    if let Some((address, key)) = ssh {
        ground.out.text(&format!("SSH: {address} ({} {key})", lang.pick("ホスト鍵", "host key")))?;
    }
    ground.out.finish()
}

/// Done when the process is asked to end.
async fn ended() -> Result<(), Failure> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = hang_up.recv() => {}
    }
    Ok(())
}

fn failure(error: &ServeError, ground: &Ground) -> Failure {
    match error {
        ServeError::Ssh(error) => Failure::failed(error.text(ground.lang())),
        ServeError::Socket { .. } => Failure::failed(error.to_string()),
    }
}

fn group_of(ground: &Ground, name: &str) -> Result<u32, Failure> {
    let list = std::fs::read_to_string("/etc/group").unwrap_or_default();
    let found = list.lines().find_map(|line| {
        let mut parts = line.split(':');
        (parts.next() == Some(name)).then(|| parts.nth(1)?.parse().ok()).flatten()
    });
    found.ok_or_else(|| {
        Failure::usage(super::either(
            ground.lang(),
            || format!("グループ「{}」はありません", super::ground::short(name)),
            || format!("there is no group \"{}\"", super::ground::short(name)),
        ))
    })
}

/// Lets a group through to the socket; everything else in the directory stays the owner's.
fn open_to(store: &Path, group: u32) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt as _;
    std::os::unix::fs::chown(socket::path_in(store), None, Some(group))?;
    std::os::unix::fs::chown(store, None, Some(group))?;
    std::fs::set_permissions(store, std::fs::Permissions::from_mode(GROUP_DIRECTORY_MODE))?;
    Ok(())
}
