//! The built program on its three wires: the own terminal, the socket of a server, SSH. The same day's work looks the same on
//! all of them, and who is taken off the list is off the screen.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Stdio};

use russh::keys::PrivateKey;
use serde_json::Value as Json;

use crate::cli::Office;
use crate::wires::pty::PtyTerminal;
use crate::wires::ssh::{Client, SshTerminal, key};
use crate::wires::{Typist, all_show};

/// Keys, what the screen then says, and what it then says no more; it changes nothing, so that two may do it on one store.
const LOOKING: &[(&str, &str, &str)] = &[
    ("", "緊急度順", ""),
    ("/takahashi mika", "検索 takahashi mika", "緊急度順"),
    ("\x1b", "緊急度順", "検索 takahashi mika"),
    ("j", "緊急度順", ""),
    ("\r", "つながり", "緊急度順"),
    ("\x1b", "緊急度順", "つながり"),
    ("?", "名前かキーを打つと絞り込み", ""),
    ("\x1b", "緊急度順", "名前かキーを打つと絞り込み"),
];

/// An office with one user, whose key is this.
fn with_user(office: Office, key: &PrivateKey) -> Office {
    office.run(&["user", "add", "tanaka", "--role", "admin", "--scope", "all"]).done();
    let public = office.file("tanaka.pub", key.public_key().to_openssh().unwrap());
    office.run(&["user", "key", "tanaka", &public]).done();
    office
}

/// A running server; it ends with the test.
struct Served {
    child: Child,
    ssh: SocketAddr,
    host_key: String,
}

impl Served {
    fn start(office: &Office) -> Self {
        let mut command = office.command(&["--lang", "ja", "serve", "--ssh", "127.0.0.1:0", "--json"]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: Json = serde_json::from_str(&line).unwrap();
        let text = |name: &str| said[name].as_str().unwrap().to_owned();
        Self { child, ssh: text("ssh").parse().unwrap(), host_key: text("host_key") }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Ended already where a test has seen to it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program in a pseudo-terminal on an office's store, as `tanaka`.
fn sit(office: &Office, more: &[&str]) -> PtyTerminal {
    let store = office.path("store").display().to_string();
    let arguments = [&["--store", &store, "--user", "tanaka"][..], more].concat();
    PtyTerminal::start(&arguments, 120, 34, &office.path("home"))
}

async fn sit_far(served: &Served, key: &PrivateKey) -> SshTerminal {
    let client = Client::login(served.ssh, key).await;
    assert_eq!(client.host_fingerprint, served.host_key);
    let claimed = crate::wires::ssh::Claimed { columns: 120, rows: 34, ..Default::default() };
    SshTerminal::open_as(client, &claimed).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_work_looks_the_same_on_all_three_wires() {
    let key = key();
    let (shared, own) = (with_user(Office::demo(), &key), with_user(Office::demo(), &key));
    let served = Served::start(&shared);
    let mut alone = sit(&own, &[]);
    let mut attached = sit(&shared, &["attach"]);
    let mut far = sit_far(&served, &key).await;
    let wires: &mut [&mut dyn Typist] = &mut [&mut alone, &mut attached, &mut far];
    for (keys, text, gone) in LOOKING {
        for wire in wires.iter_mut().filter(|_| !keys.is_empty()) {
            wire.type_keys(keys);
        }
        all_show(wires, text, gone);
    }
    for wire in wires.iter_mut() {
        wire.resize(90, 26);
    }
    all_show(wires, "緊急度順", "");
    for wire in wires.iter_mut() {
        wire.type_keys("q");
    }
    assert_eq!((alone.end(), attached.end(), far.end()), (0, 0, Some(0)));
    for screen in [alone.screen(), attached.screen(), far.screen()] {
        screen.wait_whole();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_revoked_is_off_the_screen_at_once_and_does_not_come_back() {
    let key = key();
    let office = with_user(Office::new(), &key);
    let served = Served::start(&office);
    let far = sit_far(&served, &key).await;
    far.screen().wait_text("tanaka");
    office.run(&["user", "revoke", "tanaka"]).done();
    far.end();
    far.screen().wait_whole();
    far.screen().wait_text("停止");
    let mut client = Client::connect(served.ssh).await.unwrap();
    assert!(!client.try_key("tanaka", &key).await.unwrap().success());
}
