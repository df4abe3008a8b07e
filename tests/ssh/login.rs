//! Who comes in, and who does not.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

use nichiiki::input::Size;
use nichiiki::lang::Lang;
use nichiiki::terminal::Caps;
use nichiiki::transport::ssh::{self, Limits, LoginLimits};
use nichiiki::transport::{Full, Method, Why};
use russh::keys::EcdsaCurve;
use russh::keys::ssh_key::LineEnding;

use super::house::House;
use super::{Server, roomy};
use crate::wires::memory::MemoryTerminal;
use crate::wires::screen::PATIENCE;
use crate::wires::ssh::{self as wire, Claimed, Client, SshTerminal};
use crate::wires::{Typist, all_show, converse};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_known_key_opens_the_screen_and_keys_work() {
    let server = Server::start(House::of(crate::session::store().await), roomy());
    let key = server.house.member("tanaka");
    let mut terminal = SshTerminal::open(server.wire.address(), &key).await;
    assert_eq!(terminal.client.host_fingerprint, server.wire.fingerprint());
    terminal.screen().wait_text("髙橋 美佳");
    terminal.screen().wait_text("tanaka");
    terminal.type_keys("j");
    terminal.screen().wait_text("佐藤 実結 に合う順");
    terminal.resize(60, 15);
    terminal
        .screen()
        .wait("a narrow screen", |screen| screen.contents().contains("佐藤") && screen.size().1.get() == 60);
    terminal.type_keys("qq");
    assert_eq!(terminal.end(), Some(0));
    terminal.screen().wait_whole();
    assert!(server.house.refusals().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_persons_change_appears_on_the_others_screen_and_each_has_its_own_language() {
    let server = Server::start(House::of(crate::session::store().await), roomy());
    let keys = [server.house.member("tanaka"), server.house.member("suzuki")];
    let mut tanaka = SshTerminal::open(server.wire.address(), &keys[0]).await;
    let claimed = Claimed { lang: Some("en_GB.UTF-8"), ..Claimed::default() };
    let mut suzuki =
        SshTerminal::open_as(Client::login(server.wire.address(), &keys[1]).await, &claimed).await;
    tanaka.screen().wait_text("髙橋 美佳");
    suzuki.screen().wait_text("best for");
    suzuki.type_keys("gl");
    suzuki.screen().wait_text("Log");
    tanaka.type_keys("m");
    tanaka.screen().wait_text("案件から見て");
    tanaka.type_keys("i");
    tanaka.screen().wait_text("保存しました");
    suzuki.screen().wait_text("shortlisted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_days_work_looks_the_same_over_ssh_as_on_a_wire_of_memory() {
    let server = Server::start(House::of(crate::session::store().await), roomy());
    let key = server.house.member("tanaka");
    let mut far = SshTerminal::open(server.wire.address(), &key).await;
    let caps = Caps::from_environment("xterm-256color", "", false);
    let (connection, mut near) = MemoryTerminal::new(Size { columns: 140, rows: 40 }, caps, "tanaka");
    // A store of its own, so that what is saved on one is not seen on the other.
    let store = crate::session::store().await;
    tokio::spawn(nichiiki::session::run(connection, store, crate::session::setup(Lang::Ja)));
    let wires: &mut [&mut dyn Typist] = &mut [&mut far, &mut near];
    converse(wires);
    for wire in wires.iter_mut() {
        wire.resize(100, 30);
    }
    all_show(wires, "案件から見て", "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_of_both_kinds_are_taken_and_of_others_refused() {
    let (house, _guests) = House::handing();
    let server = Server::start(house, roomy());
    let taken = wire::ecdsa_key(EcdsaCurve::NistP256);
    server.house.welcome("tanaka", &taken);
    let mut client = Client::connect(server.wire.address()).await.unwrap();
    assert!(client.try_key("tanaka", &taken).await.unwrap().success());
    let other = wire::ecdsa_key(EcdsaCurve::NistP384);
    server.house.welcome("suzuki", &other);
    let mut client = Client::connect(server.wire.address()).await.unwrap();
    assert!(!client.try_key("suzuki", &other).await.unwrap().success());
    server.house.wait_refusal(Why::KeyKind);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unknown_and_revoked_keys_are_refused_and_noted_with_what_was_claimed() {
    let (house, _guests) = House::handing();
    let server = Server::start(house, roomy());
    let (unknown, revoked) = (wire::key(), server.house.member("tanaka"));
    server.house.revoke(&revoked);
    for key in [&unknown, &revoked] {
        let mut client = Client::connect(server.wire.address()).await.unwrap();
        assert!(!client.try_key("tan\x1b]2;x\x07aka\u{202e}", key).await.unwrap().success());
    }
    let refusals = server.house.refusals();
    let fingerprints: Vec<_> = refusals.iter().map(|refusal| refusal.origin.fingerprint.clone()).collect();
    let expected = [&unknown, &revoked].map(|key| Some(wire::fingerprint(key.public_key())));
    assert_eq!(fingerprints, expected);
    for refusal in refusals {
        assert_eq!((refusal.why, refusal.left_out), (Why::UnknownKey, 0));
        assert_eq!(refusal.origin.address, Some("127.0.0.1".parse().unwrap()));
        assert_eq!(refusal.origin.member, None, "a claimed name is nobody's");
        let claimed = refusal.origin.claimed.unwrap();
        assert!(claimed.starts_with("tan") && !claimed.contains(['\x1b', '\x07', '\u{202e}']), "{claimed:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_name_that_is_claimed_decides_nothing() {
    let (house, mut guests) = House::handing();
    let server = Server::start(house, roomy());
    let key = server.house.member("tanaka");
    let mut client = Client::connect(server.wire.address()).await.unwrap();
    assert!(client.try_key("root", &key).await.unwrap().success());
    let _terminal = SshTerminal::open_as(client, &Claimed::default()).await;
    let guest = guests.recv().await.unwrap();
    assert_eq!(guest.arrival.member.name, "tanaka");
    assert_eq!(guest.arrival.connection.user, "tanaka");
    assert_eq!(guest.arrival.origin.claimed.as_deref(), Some("root"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_ways_to_log_in_do_not_exist() {
    let (house, _guests) = House::handing();
    let server = Server::start(house, roomy());
    let connect = || Client::connect(server.wire.address());
    let mut client = connect().await.unwrap();
    let refused = client.handle.authenticate_password("tanaka", "secret").await.unwrap();
    assert!(!refused.success());
    server.house.wait_refusal(Why::Method(Method::Password));
    let mut client = connect().await.unwrap();
    let refused = client.handle.authenticate_keyboard_interactive_start("tanaka", None).await;
    assert!(!matches!(refused, Ok(russh::client::KeyboardInteractiveAuthResponse::Success)));
    server.house.wait_refusal(Why::Method(Method::KeyboardInteractive));
    let mut client = connect().await.unwrap();
    assert!(!client.handle.authenticate_none("tanaka").await.unwrap().success());
    drop(client);
    server.house.wait_refusal(Why::Method(Method::None));
    assert!(client_cannot_open(connect().await.unwrap()).await, "a channel without a login");
}

async fn client_cannot_open(client: Client) -> bool {
    let opening =
        tokio::time::timeout(Duration::from_millis(300), client.handle.channel_open_session()).await;
    !matches!(opening, Ok(Ok(_)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_may_try_three_keys_and_each_refusal_takes_its_time() {
    let (house, _guests) = House::handing();
    let refusal_time = Duration::from_millis(150);
    let limits = Limits { login: LoginLimits { refusal_time, ..roomy().login }, ..roomy() };
    let server = Server::start(house, limits);
    let mut client = Client::connect(server.wire.address()).await.unwrap();
    let begun = Instant::now();
    for _ in 0..3 {
        assert!(!client.try_key("tanaka", &wire::key()).await.unwrap().success());
    }
    assert!(begun.elapsed() >= 3 * refusal_time, "refusals were quicker than they may be");
    let key = server.house.member("tanaka");
    let fourth = client.try_key("tanaka", &key).await;
    assert!(!fourth.is_ok_and(|result| result.success()), "a fourth key was looked at");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_log_in_or_asks_for_no_screen_is_closed() {
    let (house, _guests) = House::handing();
    let login_max = Duration::from_millis(300);
    let limits = Limits { login: LoginLimits { login_max, ..roomy().login }, ..roomy() };
    let server = Server::start(house, limits);
    let mut idle = Client::connect(server.wire.address()).await.unwrap();
    let key = server.house.member("tanaka");
    let mut inside = Client::login(server.wire.address(), &key).await;
    idle.wait_closed().await;
    inside.wait_closed().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn handshakes_are_few_at_once_and_a_session_gives_its_place_back() {
    let (house, mut guests) = House::handing();
    let limits = Limits { login: LoginLimits { per_address: 2, ..roomy().login }, ..roomy() };
    let server = Server::start(house, limits);
    let key = server.house.member("tanaka");
    // Sessions hold no place.
    let mut sessions = Vec::new();
    for _ in 0..4 {
        let mut client = connects(&server).await;
        assert!(client.try_key("tanaka", &key).await.unwrap().success());
        let terminal = SshTerminal::open_as(client, &Claimed::default()).await;
        sessions.push((terminal, guests.recv().await.unwrap()));
    }
    let first = connects(&server).await;
    let _second = connects(&server).await;
    assert!(Client::connect(server.wire.address()).await.is_err(), "a third handshake");
    server.house.wait_refusal(Why::TooMany);
    drop(first);
    connects(&server).await;
}

/// A client that connects as soon as a place is free; one is given back a moment after its holder is gone.
async fn connects(server: &Server) -> Client {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Ok(client) = Client::connect(server.wire.address()).await {
            return client;
        }
        assert!(Instant::now() < deadline, "no place was given back");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_in_a_hurry_is_turned_away_and_this_is_noted_with_measure() {
    let (house, _guests) = House::handing();
    let limits = Limits { login: LoginLimits { per_second: 0, burst: 3, ..roomy().login }, ..roomy() };
    let server = Server::start(house, limits);
    let mut passed = 0;
    for _ in 0..100 {
        passed += usize::from(Client::connect(server.wire.address()).await.is_ok());
    }
    assert_eq!(passed, 3);
    let noted = server.house.refusals().len();
    assert!((1..50).contains(&noted), "{noted} notes of 97");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_house_says_so() {
    let full = Full::Person { sessions_max: 4 };
    let server = Server::start(House::with(move |_arrival| Err(full)), roomy());
    let key = server.house.member("tanaka");
    let terminal = SshTerminal::open(server.wire.address(), &key).await;
    assert_eq!(terminal.end(), Some(1));
    assert_eq!(terminal.screen().stream(), format!("nichiiki: {}\r\n", full.text(Lang::Ja)));
    server.house.wait_refusal(Why::Full(full));
}

#[tokio::test]
async fn the_host_key_is_made_once_and_kept_from_others() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("host_key");
    let (house, _guests) = House::handing();
    let serve = || ssh::serve("127.0.0.1:0".parse().unwrap(), &path, house.clone(), roomy());
    let first = serve().unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 1, "nothing else is left behind");
    let fingerprint = first.fingerprint().to_owned();
    first.close().await;
    assert_eq!(serve().unwrap().fingerprint(), fingerprint);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    let error = serve().unwrap_err();
    assert!(error.to_string().contains("chmod 600") && error.text(Lang::Ja).contains("640"), "{error}");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::fs::write(&path, "no key at all").unwrap();
    assert!(serve().unwrap_err().text(Lang::Ja).contains("ed25519"));
    let other = wire::ecdsa_key(EcdsaCurve::NistP256).to_openssh(LineEnding::LF).unwrap();
    std::fs::write(&path, other.as_bytes()).unwrap();
    assert!(serve().is_err(), "another kind of key");
    std::fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", &path).unwrap();
    assert!(serve().is_err(), "a link");
    assert!(Arc::strong_count(&house) >= 1);
}
