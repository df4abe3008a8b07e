//! What a logged-in client may not ask for, and what it is told.

use nichiiki::connection::Colours;
use nichiiki::input::Size;
use nichiiki::lang::Lang;
use nichiiki::transport::{Asked, Why};
use russh::client::Msg;
use russh::{Channel, ChannelMsg};

use super::house::{Guest, House};
use super::{Server, roomy};
use crate::wires::ssh::{Claimed, Client, SshTerminal};
use crate::wires::{Screen, Typist as _};

/// A client that is logged in and its server.
async fn logged_in() -> (Server, Client, tokio::sync::mpsc::UnboundedReceiver<Guest>) {
    let (house, guests) = House::handing();
    let server = Server::start(house, roomy());
    let key = server.house.member("tanaka");
    let client = Client::login(server.wire.address(), &key).await;
    (server, client, guests)
}

/// The answer to the request that was made last.
async fn answer(channel: &mut Channel<Msg>) -> bool {
    loop {
        match channel.wait().await.expect("the channel stays open") {
            ChannelMsg::Success => return true,
            ChannelMsg::Failure => return false,
            _ => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_subsystems_agents_and_x11_are_refused_and_noted() {
    let (server, client, _guests) = logged_in().await;
    let mut channel = client.handle.channel_open_session().await.unwrap();
    channel.exec(true, "rm -rf /").await.unwrap();
    assert!(!answer(&mut channel).await);
    channel.request_subsystem(true, "sftp").await.unwrap();
    assert!(!answer(&mut channel).await);
    channel.agent_forward(true).await.unwrap();
    assert!(!answer(&mut channel).await);
    channel.request_x11(true, false, "MIT-MAGIC-COOKIE-1", "00", 0).await.unwrap();
    assert!(!answer(&mut channel).await);
    for asked in [Asked::Exec, Asked::Subsystem, Asked::Agent, Asked::X11] {
        let refusal = server.house.wait_refusal(Why::Asked(asked));
        assert!(refusal.origin.fingerprint.is_some());
        assert_eq!(refusal.origin.member.as_deref(), Some("tanaka"));
    }
    // None of this harms the session that the client may have.
    channel.request_pty(true, "xterm", 80, 24, 0, 0, &[]).await.unwrap();
    assert!(answer(&mut channel).await);
    channel.request_shell(true).await.unwrap();
    assert!(answer(&mut channel).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_forwarded_in_either_direction() {
    let (server, client, _guests) = logged_in().await;
    let handle = &client.handle;
    assert!(handle.channel_open_direct_tcpip("127.0.0.1", 22, "127.0.0.1", 1).await.is_err());
    assert!(handle.channel_open_direct_streamlocal("/run/nichiiki/sock").await.is_err());
    assert!(handle.channel_open_x11("127.0.0.1", 1).await.is_err());
    assert!(handle.tcpip_forward("0.0.0.0", 0).await.is_err());
    assert!(handle.streamlocal_forward("/tmp/s").await.is_err());
    server.house.wait_refusal(Why::Asked(Asked::Forward));
    server.house.wait_refusal(Why::Asked(Asked::X11));
    assert!(!client.handle.is_closed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_has_one_session_even_after_the_first_has_ended() {
    let (server, client, mut guests) = logged_in().await;
    let mut terminal = SshTerminal::open_as(client, &Claimed::default()).await;
    let guest = guests.recv().await.unwrap();
    assert!(terminal.client.handle.channel_open_session().await.is_err());
    server.house.wait_refusal(Why::Asked(Asked::SecondSession));
    guest.finish.send(None).unwrap();
    drop(guest.arrival);
    assert_eq!(terminal.end(), Some(0));
    assert!(terminal.client.handle.channel_open_session().await.is_err());
    terminal.client.wait_closed().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_the_environment_only_the_language_is_taken() {
    let (server, client, mut guests) = logged_in().await;
    let mut channel = client.handle.channel_open_session().await.unwrap();
    let variables =
        [("LD_PRELOAD", "/tmp/x.so", false), ("LANG", "en_US.UTF-8", true), ("LC_TIME", "ja_JP", true)];
    for (name, value, taken) in variables {
        channel.set_env(true, name, value).await.unwrap();
        assert_eq!(answer(&mut channel).await, taken, "{name}");
    }
    server.house.wait_refusal(Why::Asked(Asked::Environment));
    channel.request_pty(true, "xterm-256color", 80, 24, 0, 0, &[]).await.unwrap();
    channel.request_shell(true).await.unwrap();
    assert_eq!(guests.recv().await.unwrap().arrival.lang, Some(Lang::En));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_terminal_is_the_clients_and_what_it_claims_is_bounded() {
    let claims = [
        ("alacritty", 132, 43, Colours::True, Size { columns: 132, rows: 43 }),
        ("vt100", 1, 1, Colours::Mono, Size { columns: 20, rows: 5 }),
        ("\x1b]0;owned\x07", u32::MAX, u32::MAX, Colours::Ansi256, Size { columns: 500, rows: 200 }),
        ("xterm", 0, 0, Colours::Ansi16, Size { columns: 80, rows: 24 }),
    ];
    let (house, mut guests) = House::handing();
    let server = Server::start(house, roomy());
    let key = server.house.member("tanaka");
    for (term, columns, rows, colours, size) in claims {
        let client = Client::login(server.wire.address(), &key).await;
        let claimed = Claimed { term, columns, rows, lang: None };
        let _terminal = SshTerminal::open_as(client, &claimed).await;
        let connection = guests.recv().await.unwrap().arrival.connection;
        assert_eq!((connection.caps.colours, connection.size), (colours, size), "{term:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_terminal_one_line_says_what_to_do() {
    let (server, client, _guests) = logged_in().await;
    let channel = client.handle.channel_open_session().await.unwrap();
    channel.request_shell(false).await.unwrap();
    let mut terminal = SshTerminal::on(client, channel, Screen::new(80, 24));
    assert_eq!(terminal.end(), Some(1));
    let said = terminal.screen().stream();
    assert!(said.contains("ssh -t") && said.ends_with("\r\n") && said.lines().count() == 1, "{said:?}");
    server.house.wait_refusal(Why::Asked(Asked::NoTerminal));
    terminal.client.wait_closed().await;
    let (_server, client, _guests) = logged_in().await;
    let claimed = Claimed { term: "dumb", lang: Some("en_US.UTF-8"), ..Claimed::default() };
    let terminal = SshTerminal::open_as(client, &claimed).await;
    assert_eq!(terminal.end(), Some(1));
    assert!(terminal.screen().stream().contains("TERM=dumb"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_keeps_asking_is_closed_and_noted_once_per_thing() {
    let (server, mut client, _guests) = logged_in().await;
    let mut refused = 0;
    while client.handle.channel_open_direct_tcpip("127.0.0.1", 22, "127.0.0.1", 1).await.is_err() {
        refused += 1;
        if client.handle.is_closed() {
            break;
        }
        assert!(refused < 100, "nobody stops it");
    }
    client.wait_closed().await;
    server.house.wait_refusal(Why::Asked(Asked::TooMuch));
    let noted = server.house.refusals();
    assert_eq!(noted.iter().filter(|refusal| refusal.why == Why::Asked(Asked::Forward)).count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_taken_back_between_login_and_shell_opens_nothing() {
    let (house, mut guests) = House::handing();
    let server = Server::start(house, roomy());
    let key = server.house.member("tanaka");
    let client = Client::login(server.wire.address(), &key).await;
    server.house.revoke(&key);
    let terminal = SshTerminal::open_as(client, &Claimed::default()).await;
    assert_eq!(terminal.end(), Some(1));
    assert!(terminal.screen().stream().contains("鍵"));
    server.house.wait_refusal(Why::UnknownKey);
    assert!(guests.try_recv().is_err());
}
