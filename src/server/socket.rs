//! The loop at the Unix socket: each visitor says what they want, the kernel says who they are.
//! Invariant: nobody waits for a slow visitor; of commands only so many run at once, each on a thread of its own.

use std::io;
use std::os::unix::net::UnixStream as BlockingStream;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::UnixStream;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::front::SharedHouse;
use super::hello::{Asking, Hello, Want};
use super::is_true;
use crate::config::user_name;
use crate::connection::Connection;
use crate::domain::rights::Denied;
use crate::lang::Lang;
use crate::session::Setup;
use crate::store::access::{Access, Act};
use crate::transport::socket::screen::{self, Ending, FRAME_MAX};
use crate::transport::socket::{HELLO_MAX, Listening, Packet, Tag};

/// Commands that run at once at most.
const COMMANDS_MAX: usize = 16;
/// A pause after the system has refused to accept.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
const NOT_YOURS: (&str, &str) = (
    "--user でほかの人を指定できるのは管理者だけです",
    "only an administrator may name somebody else by --user",
);
/// The exit code of whoever may not come in.
const REFUSED: u8 = 4;

/// A command that the holder is asked to run.
pub struct Call {
    pub stream: BlockingStream,
    pub asking: Asking,
    pub lang: Lang,
    /// The operating system's name of whoever asks.
    pub name: String,
    /// Whom they would act as.
    pub user: Option<String>,
    /// Whether they own the store's files.
    pub owner: bool,
}

/// Runs a command to its end, on the thread it is called on.
pub type Commands = Arc<dyn Fn(Call) + Send + Sync>;

/// Takes visitors until the house closes.
pub async fn accept(listening: Listening, house: SharedHouse, commands: Commands) {
    let room = Arc::new(Semaphore::new(COMMANDS_MAX));
    let closing = is_true(house.closing());
    tokio::pin!(closing);
    loop {
        tokio::select! {
            biased;
            () = &mut closing => return,
            arrived = listening.listener.accept() => match arrived {
                Ok((stream, _)) => {
                    let visit = visit(stream, house.clone(), Arc::clone(&commands), Arc::clone(&room));
                    tokio::spawn(visit);
                }
                Err(_refused) => tokio::time::sleep(ACCEPT_PAUSE).await,
            },
        }
    }
}

async fn visit(mut stream: UnixStream, house: SharedHouse, commands: Commands, room: Arc<Semaphore>) {
    let hello = match timeout(HELLO_MAX, Packet::receive(&mut stream)).await {
        Ok(Ok(Some(Packet { tag: Tag::Hello, bytes }))) => Hello::decode(&bytes),
        _ => None,
    };
    let Some(hello) = hello else {
        let sentence = "this is the socket of nichiiki, of another version than yours".to_owned();
        return end(stream, 1, sentence).await;
    };
    let Ok(peer) = stream.peer_cred() else { return };
    let owner = peer.uid() == 0 || peer.uid() == rustix::process::getuid().as_raw();
    let name = user_name(peer.uid());
    let from = format!("socket uid {} pid {}", peer.uid(), peer.pid().unwrap_or_default());
    let Hello { lang, user, want } = hello;
    let acting = match acting(&house, &name, user.as_deref(), owner) {
        Ok(acting) => acting,
        Err(refused) => {
            house.note(Access::new(&name, Act::Refused).detail(from));
            let sentence = match refused {
                Refused::Denied(denied) => denied.text(lang),
                Refused::NotYours => lang.pick(NOT_YOURS.0, NOT_YOURS.1).to_owned(),
            };
            return end(stream, REFUSED, sentence).await;
        }
    };
    match want {
        Want::Screen { size, caps, keymap, own_keymap } => {
            let (connection, wire) = Connection::new(size, caps, acting.name);
            // Only the machine's own user for the store reaches as far as this process does.
            let files = &house.setup().files;
            let files = if owner { files.clone() } else { files.within() };
            let setup =
                Setup { lang, keymap, own_keymap, owner: acting.owner, files, ..house.setup().clone() };
            let _visitor = house.visitor();
            match house.session(connection, setup, &from) {
                Ok(stay) => screen::serve(stream, wire, stay, house.closing(), FRAME_MAX).await,
                Err(full) => end(stream, 1, full.text(lang)).await,
            }
        }
        Want::Command(asking) => {
            let Ok(permit) = room.acquire_owned().await else { return };
            let Ok(stream) = blocking(stream) else { return };
            let call = Call { stream, asking, lang, name, user, owner };
            let work = move || {
                commands(call);
                drop(permit);
            };
            // Without a thread the stream is closed, which the client tells.
            let _ = std::thread::Builder::new().name("command".into()).spawn(work);
        }
    }
}

/// Under which name a visitor acts.
struct Acting {
    name: String,
    owner: bool,
}

/// Why a visitor is not let in.
enum Refused {
    Denied(Denied),
    /// Named somebody else without being an administrator.
    NotYours,
}

/// Whoever names somebody else must be an administrator; then that other one's rights count, which the session looks at.
fn acting(house: &SharedHouse, name: &str, user: Option<&str>, owner: bool) -> Result<Acting, Refused> {
    let rights = house.admit(name, owner).map_err(Refused::Denied)?;
    match user.filter(|user| *user != name) {
        None => Ok(Acting { name: name.to_owned(), owner }),
        Some(user) if rights.administers() => Ok(Acting { name: user.to_owned(), owner: false }),
        Some(_) => Err(Refused::NotYours),
    }
}

/// Says how it ended, to somebody who was not let in.
async fn end(mut stream: UnixStream, code: u8, sentence: String) {
    let ending = Ending { code, sentence, closing: false };
    let _ = timeout(HELLO_MAX, Packet::new(Tag::End, ending.encode()).send(&mut stream)).await;
}

fn blocking(stream: UnixStream) -> io::Result<BlockingStream> {
    let stream = stream.into_std()?;
    stream.set_nonblocking(false)?;
    Ok(stream)
}
