//! The SSH wire with real clients on loopback: logins, refusals, limits, hostile peers, an orderly end.

mod closing;
mod flow;
mod hostile;
mod house;
mod login;
mod openssh;
mod requests;

use std::sync::Arc;
use std::time::Duration;

use nichiiki::transport::ssh::{self, Limits, Listening, LoginLimits};

use house::House;

/// A server in the test's process.
pub struct Server {
    pub wire: Listening,
    pub house: Arc<House>,
    _home: tempfile::TempDir,
}

impl Server {
    pub fn start(house: Arc<House>, limits: Limits) -> Self {
        let home = tempfile::tempdir().unwrap();
        let address = "127.0.0.1:0".parse().unwrap();
        let wire = ssh::serve(address, &home.path().join("host_key"), house.clone(), limits).unwrap();
        Self { wire, house, _home: home }
    }
}

/// Limits that do not stand in a test's way: its clients all come from one address and at once.
pub fn roomy() -> Limits {
    let login = LoginLimits {
        per_address: 1_000,
        in_all: 1_000,
        per_second: 100_000,
        burst: 100_000,
        refusal_time: Duration::from_millis(10),
        ..LoginLimits::default()
    };
    Limits { login, ..Limits::default() }
}
