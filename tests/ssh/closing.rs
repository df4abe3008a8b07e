//! The end of the wire: in order for whoever can hear it, soon for whoever cannot.

use std::time::Duration;

use nichiiki::connection::Incoming;
use nichiiki::transport::ssh::{Limits, StayLimits};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::house::House;
use super::{Server, roomy};
use crate::wires::Typist as _;
use crate::wires::screen::PATIENCE;
use crate::wires::ssh::{Client, SshTerminal};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_gives_every_screen_back_and_says_why() {
    let server = Server::start(House::of(crate::session::store().await), roomy());
    let address = server.wire.address();
    let mut terminals = Vec::new();
    for name in ["tanaka", "suzuki", "sato"] {
        let key = server.house.member(name);
        terminals.push(SshTerminal::open(address, &key).await);
    }
    for terminal in &terminals {
        terminal.screen().wait_text("髙橋 美佳");
    }
    timeout(PATIENCE, server.wire.close()).await.expect("closing takes too long");
    for terminal in &terminals {
        assert_eq!(terminal.end(), Some(1));
        terminal.screen().wait_whole();
        assert!(terminal.screen().contents().contains("サーバーを停止"), "{}", terminal.screen().contents());
    }
    assert!(Client::connect(address).await.is_err(), "the door is open still");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_waits_neither_for_idle_clients_nor_for_sessions_that_do_not_leave() {
    let (house, mut guests) = House::handing();
    let stay = StayLimits { leaving_max: Duration::from_millis(200), ..StayLimits::default() };
    let server = Server::start(house, Limits { stay, ..roomy() });
    let address = server.wire.address();
    let mut silent = TcpStream::connect(address).await.unwrap();
    let mut knocking = Client::connect(address).await.unwrap();
    let key = server.house.member("tanaka");
    let mut logged_in = Client::login(address, &key).await;
    let _stubborn = SshTerminal::open(address, &key).await;
    // This session neither reads its input nor ends.
    let _guest = guests.recv().await.unwrap();
    timeout(PATIENCE, server.wire.close()).await.expect("closing waits for a session that does not leave");
    let mut rest = Vec::new();
    let _reset =
        timeout(PATIENCE, silent.read_to_end(&mut rest)).await.expect("a silent client stays connected");
    knocking.wait_closed().await;
    logged_in.wait_closed().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_wire_cuts_every_connection() {
    let (house, mut guests) = House::handing();
    let server = Server::start(house, roomy());
    let key = server.house.member("tanaka");
    let mut terminal = SshTerminal::open(server.wire.address(), &key).await;
    let mut guest = guests.recv().await.unwrap();
    drop(server);
    let ended = timeout(PATIENCE, guest.arrival.connection.input.recv()).await.expect("the input stays open");
    assert!(!matches!(ended, Some(Incoming::Bytes(_))));
    terminal.client.wait_closed().await;
}
