//! Peers that mean harm, thousands of them from a fixed seed, against a server in a process of its own, so that its
//! memory can be weighed. Afterwards a person logs in as if nothing had been.

mod attack;

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use nichiiki::transport::ssh::Limits;
use russh::keys::PrivateKey;
use tokio::task::JoinSet;

use super::house::House;
use super::{Server, roomy};
use crate::wires::Typist as _;
use crate::wires::ssh::{Client, SshTerminal, fingerprint, key};
use attack::{Dice, attack};

/// Set in the process that is the server: the fingerprint of the one key that it knows.
const SERVES: &str = "NICHIIKI_TEST_SERVES_KEY";
/// How the server says where it listens.
const LISTENS: &str = "listens on ";

/// The server's process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "runs only as the process of the tests below"]
async fn serves_in_a_process_of_its_own() {
    let Ok(known) = std::env::var(SERVES) else { return };
    let house = House::of(crate::session::store().await);
    house.welcome_fingerprint("tanaka", &known);
    // As a real one but for what is counted per address: all come from one here.
    let mut limits = Limits { login: roomy().login, ..Limits::default() };
    limits.login.in_all = 64;
    let server = Server::start(house, limits);
    eprintln!("{LISTENS}{}", server.wire.address());
    // Until the test lets go of the other end.
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await.unwrap().unwrap();
    server.wire.close().await;
}

struct Process {
    child: Child,
    address: SocketAddr,
}

impl Process {
    fn start(known: &PrivateKey) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--ignored", "--nocapture", "ssh::hostile::serves_in_a_process_of_its_own"])
            .env(SERVES, fingerprint(known.public_key()))
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = loop {
            let line = lines.next().expect("the server never listened").unwrap();
            if let Some(address) = line.strip_prefix(LISTENS) {
                break address.parse().unwrap();
            }
        };
        // What else it says must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    /// The memory of the process, in KiB.
    fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("the server is gone");
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Ended already where a test failed on it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Lets loose so many attacks, some at a time, and waits until the server has let go of each.
async fn storm(address: SocketAddr, count: usize, seed: u64) {
    let mut dice = Dice::new(seed);
    let mut running = JoinSet::new();
    for _ in 0..count {
        if running.len() >= 16 {
            running.join_next().await.unwrap().unwrap();
        }
        running.spawn(attack(address, Dice::new(dice.roll())));
    }
    while let Some(ended) = running.join_next().await {
        ended.unwrap();
    }
}

async fn a_person_works(address: SocketAddr, key: &PrivateKey) {
    let mut terminal = SshTerminal::open(address, key).await;
    terminal.screen().wait_text("緊急度順");
    // What hostile clients typed may have moved the rows; the help is the same whatever they did.
    terminal.type_keys("?");
    terminal.screen().wait_text("名前かキーを打つと絞り込み");
    terminal.type_keys("\x1b");
    terminal.screen().wait("the list", |screen| !screen.contents().contains("名前かキーを打つと絞り込み"));
    terminal.type_keys("qq");
    assert_eq!(terminal.end(), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_hostile_handshakes_leave_the_server_up_and_its_memory_flat() {
    let known = key();
    let server = Process::start(&known);
    a_person_works(server.address, &known).await;
    // Some hold a place and send a byte now and then, as long as they are let.
    let mut lurking = JoinSet::new();
    for seed in 0..8 {
        lurking.spawn(attack::lurk(server.address, seed));
    }
    storm(server.address, 400, 1).await;
    let before_kib = server.resident_kib();
    storm(server.address, 10_000, 2).await;
    let after_kib = server.resident_kib();
    assert!(after_kib < before_kib + 12 * 1024, "memory grew from {before_kib} KiB to {after_kib} KiB");
    lurking.abort_all();
    a_person_works(server.address, &known).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logged_in_clients_that_ask_for_everything_leave_the_server_up_and_its_memory_flat() {
    let known = Arc::new(key());
    let server = Process::start(&known);
    let round = async |count: u64, seed: u64| {
        let mut running = JoinSet::new();
        for number in 0..count {
            if running.len() >= 8 {
                running.join_next().await.unwrap().unwrap();
            }
            let (address, known) = (server.address, Arc::clone(&known));
            running.spawn(async move {
                let client = Client::login(address, &known).await;
                attack::ask_for_everything(&client, Dice::new(seed + number)).await;
            });
        }
        while let Some(ended) = running.join_next().await {
            ended.unwrap();
        }
    };
    round(80, 1_000).await;
    let before_kib = server.resident_kib();
    for seed in [2_000, 3_000, 4_000] {
        round(80, seed).await;
    }
    let after_kib = server.resident_kib();
    // Eight at a time, each of whom may claim the greatest screen, are some MiB more or less at any moment.
    assert!(after_kib < before_kib + 32 * 1024, "memory grew from {before_kib} KiB to {after_kib} KiB");
    a_person_works(server.address, &known).await;
}
