//! The house that many sessions live in: takes visitors from the socket and from SSH, finds out who they are, gives each a
//! session on the one store, and closes in order.
//! Invariant: nobody is let in whom the store's users do not name, save the owner of its files; places are counted; closing
//! waits for no idle session beyond its deadline.
//! Run by `serve`, and by the screen of whoever holds a store without it.

mod front;
mod hello;
mod places;
mod socket;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::session::Setup;
use crate::store::Store;
use crate::transport::ssh;

pub use front::House;
pub use hello::{Asking, Hello, Want};
pub use places::Places;
pub use socket::{Call, Commands};

/// How long closing waits for sessions to give their screens back.
const CLOSING_MAX: Duration = Duration::from_secs(5);

/// What a house is opened with.
pub struct Opening {
    pub store: Store,
    /// The directory of the store, where the socket lies.
    pub directory: PathBuf,
    /// What every session begins with; language and keys are the visitor's.
    pub setup: Setup,
    /// Runs the commands that others ask of the holder.
    pub commands: Commands,
    /// Where SSH is listened on, with the host key's path.
    pub ssh: Option<(SocketAddr, PathBuf)>,
    pub ssh_limits: ssh::Limits,
    pub places: Places,
}

/// An open house.
pub struct Server {
    house: Arc<House>,
    socket: JoinHandle<()>,
    ssh: Option<ssh::Listening>,
}

/// Why a house cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("the socket in {}: {source}", directory.display())]
    Socket { directory: PathBuf, source: std::io::Error },
    #[error(transparent)]
    Ssh(#[from] ssh::SshError),
}

impl Server {
    /// Opens the house. Needs a tokio runtime.
    ///
    /// # Errors
    /// A socket or an address that cannot be listened on, a host key that cannot be used.
    pub fn open(opening: Opening) -> Result<Self, ServeError> {
        let Opening { store, directory, setup, commands, ssh, ssh_limits, places } = opening;
        let listening = crate::transport::socket::Listening::open(&directory)
            .map_err(|source| ServeError::Socket { directory, source })?;
        let house = Arc::new(House::new(store, setup, places));
        let ssh = ssh
            .map(|(address, key)| ssh::serve(address, &key, Arc::clone(&house) as _, ssh_limits))
            .transpose()?;
        let socket = tokio::spawn(socket::accept(listening, Arc::clone(&house), commands));
        Ok(Self { house, socket, ssh })
    }

    /// Where SSH is listened on, and the fingerprint of the host key.
    pub fn ssh(&self) -> Option<(SocketAddr, &str)> {
        self.ssh.as_ref().map(|ssh| (ssh.address(), ssh.fingerprint()))
    }

    /// Takes nobody in any more, has every session leave, and returns once they have or the deadline has passed.
    pub async fn close(self) {
        self.house.close();
        let Self { house, socket, ssh } = self;
        if let Some(ssh) = ssh {
            ssh.close().await;
        }
        let _late = timeout(CLOSING_MAX, house.is_empty()).await;
        socket.abort();
    }
}

/// Done once the flag is true, or nobody can set it any more.
pub(crate) async fn is_true(mut flag: watch::Receiver<bool>) {
    let _ = flag.wait_for(|set| *set).await;
}
