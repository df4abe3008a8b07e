//! Bytes in both directions: rates, sizes, slow clients, faults.

use std::net::SocketAddr;
use std::time::Duration;

use nichiiki::connection::{Closed, Incoming};
use nichiiki::input::Size;
use nichiiki::terminal::modes;
use nichiiki::transport::ssh::{Limits, StayLimits};
use nichiiki::transport::{Arrival, Stay};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, timeout};

use super::house::{Guest, House};
use super::{Server, roomy};
use crate::wires::screen::PATIENCE;
use crate::wires::ssh::{Claimed, Client, SshTerminal};
use crate::wires::{Screen, Typist as _};

fn limits(stay: StayLimits) -> Limits {
    Limits { stay, ..roomy() }
}

/// A client's terminal and the session's end of it, in the test's hands.
async fn sit(stay: StayLimits) -> (Server, SshTerminal, Guest) {
    let (house, mut guests) = House::handing();
    let server = Server::start(house, limits(stay));
    let (terminal, guest) = sit_at(&server, &mut guests).await;
    (server, terminal, guest)
}

async fn sit_at(server: &Server, guests: &mut mpsc::UnboundedReceiver<Guest>) -> (SshTerminal, Guest) {
    let key = server.house.member("tanaka");
    let terminal = SshTerminal::open(server.wire.address(), &key).await;
    (terminal, guests.recv().await.unwrap())
}

async fn next(guest: &mut Guest) -> Option<Incoming> {
    timeout(PATIENCE, guest.arrival.connection.input.recv()).await.expect("nothing arrives")
}

/// Reads input until so many bytes have come.
async fn take(guest: &mut Guest, count: usize) -> Vec<u8> {
    let mut taken = Vec::new();
    while taken.len() < count {
        match next(guest).await.expect("the input goes on") {
            Incoming::Bytes(bytes) => taken.extend(bytes),
            Incoming::Resize(_) => {}
        }
    }
    taken
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_of_sizes_is_passed_on_slowly_and_the_last_one_arrives() {
    let (_server, terminal, mut guest) = sit(StayLimits::default()).await;
    let begun = Instant::now();
    for step in 0..2_000 {
        terminal.claim_size(30 + step % 400, 10 + step % 100);
    }
    terminal.claim_size(123, 45);
    let mut passed = 0;
    loop {
        let Some(Incoming::Resize(size)) = next(&mut guest).await else { panic!("only sizes were sent") };
        passed += 1;
        if size == (Size { columns: 123, rows: 45 }) {
            break;
        }
    }
    let most = 2 + begun.elapsed().as_millis() / 100;
    assert!(passed <= most, "{passed} sizes in {:?}", begun.elapsed());
    for (columns, rows, size) in [
        (u32::MAX, u32::MAX, Size { columns: 500, rows: 200 }),
        (1, 1, Size { columns: 20, rows: 5 }),
        (0, 7, Size::DEFAULT),
    ] {
        terminal.claim_size(columns, rows);
        assert_eq!(next(&mut guest).await, Some(Incoming::Resize(size)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn input_beyond_the_burst_is_slowed_and_not_lost() {
    let stay =
        StayLimits { input_burst_bytes: 8_000, input_bytes_per_second: 20_000, ..StayLimits::default() };
    let (_server, terminal, mut guest) = sit(stay).await;
    let sent: Vec<u8> = (0..24_000_u32).map(|number| b'a' + (number % 26) as u8).collect();
    let begun = Instant::now();
    terminal.type_bytes(sent.clone());
    assert_eq!(take(&mut guest, sent.len()).await, sent);
    // (24,000 - 8,000) bytes at 20,000 a second; the last chunk may be ahead of its time, never behind.
    assert!(begun.elapsed() >= Duration::from_millis(500), "all came in {:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_input_is_held_back_at_the_client() {
    let stay =
        StayLimits { input_burst_bytes: 1_000, input_bytes_per_second: 1_000, ..StayLimits::default() };
    let (_server, terminal, guest) = sit(stay).await;
    let (sender, far) = (terminal, guest);
    // Far more than may wait anywhere; the session stays able to show frames all the same.
    for _ in 0..8 {
        sender.type_bytes(vec![b'x'; 16 * 1024]);
    }
    far.arrival.connection.output.send(b"still here".to_vec()).await.unwrap();
    sender.screen().wait_text("still here");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paste_of_the_greatest_length_goes_through_at_once() {
    // Beyond the burst nothing at all passes, so that what arrives was within it.
    let stay = StayLimits { input_bytes_per_second: 0, ..StayLimits::default() };
    let (_server, terminal, mut guest) = sit(stay).await;
    let mut paste = b"\x1b[200~".to_vec();
    paste.extend(std::iter::repeat_n(b'p', 64 * 1024));
    paste.extend(b"\x1b[201~");
    terminal.type_bytes(paste.clone());
    assert_eq!(take(&mut guest, paste.len()).await, paste);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paste_that_is_too_long_is_refused_on_the_screen_and_the_session_goes_on() {
    let server = Server::start(House::of(crate::session::store().await), roomy());
    let key = server.house.member("tanaka");
    let mut terminal = SshTerminal::open(server.wire.address(), &key).await;
    terminal.screen().wait_text("髙橋 美佳");
    let mut paste = b"\x1b[200~".to_vec();
    paste.extend(std::iter::repeat_n(b'p', 100 * 1024));
    paste.extend(b"\x1b[201~");
    terminal.type_bytes(paste);
    terminal.screen().wait_text("貼り付けが大きすぎます");
    terminal.type_keys("j");
    terminal.screen().wait_text("佐藤 実結 に合う順");
}

/// A window that is never exhausted here, so that a client that does not read stops the connection itself.
const ENDLESS: u32 = 1 << 30;
/// One that is exhausted before the connection is.
const NARROW: u32 = 64 * 1024;

/// A logged-in client whose channel nobody reads.
async fn deaf(server: &Server, window_size: u32) -> (Client, russh::Channel<russh::client::Msg>) {
    let key = server.house.member("suzuki");
    let config = russh::client::Config { window_size, channel_buffer_size: 1, ..Default::default() };
    let client = Client::login_with(server.wire.address(), &key, config).await;
    let channel = client.handle.channel_open_session().await.unwrap();
    channel.request_pty(false, "xterm", 80, 24, 0, 0, &[]).await.unwrap();
    channel.request_shell(false).await.unwrap();
    (client, channel)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_stops_reading_is_closed_after_its_limit_and_slows_nobody() {
    for window in [NARROW, ENDLESS] {
        let (house, mut guests) = House::handing();
        let stay = StayLimits { frame_max: Duration::from_millis(500), ..StayLimits::default() };
        let server = Server::start(house, limits(stay));
        let (mut client, channel) = deaf(&server, window).await;
        let slow = guests.recv().await.unwrap();
        let (terminal, other) = sit_at(&server, &mut guests).await;
        let stuck = tokio::spawn(async move {
            let mut frames = 0;
            // Each frame is awaited, so the memory held for the client is one frame, however many are drawn.
            while slow.arrival.connection.output.send(vec![b'#'; 32 * 1024]).await.is_ok() {
                frames += 1;
            }
            (frames, slow)
        });
        for tick in 1..=100 {
            other.arrival.connection.output.send(b"tick ".to_vec()).await.unwrap();
            terminal.screen().wait_bytes(5 * tick);
        }
        let (frames, mut slow) = timeout(PATIENCE, stuck).await.expect("never closed").unwrap();
        // What the client's window, its queue and the kernel's buffers hold, and no more.
        assert!((1..400).contains(&frames), "{frames} frames of 32 KiB went to a client that does not read");
        assert_eq!(slow.arrival.connection.output.send(b"x".to_vec()).await, Err(Closed));
        assert_eq!(next(&mut slow).await, None);
        drop(channel);
        client.wait_closed().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frame_is_done_only_when_it_is_out() {
    let (house, mut guests) = House::handing();
    let server = Server::start(house, roomy());
    let (_client, mut channel) = deaf(&server, ENDLESS).await;
    let guest = guests.recv().await.unwrap();
    let output = guest.arrival.connection.output.clone();
    // A frame larger than all that client and kernel can hold without reading.
    let length = 8 * 1024 * 1024;
    let mut sending = Box::pin(output.send(vec![b'#'; length]));
    assert!(timeout(Duration::from_millis(300), &mut sending).await.is_err(), "done before it was out");
    let reading = tokio::spawn(async move {
        let mut read = 0;
        while read < length {
            if let Some(russh::ChannelMsg::Data { data }) = channel.wait().await {
                read += data.len();
            }
        }
    });
    timeout(PATIENCE, sending).await.expect("never done").unwrap();
    reading.await.unwrap();
}

/// A way to a server that a test can stop: what the server's kernel has taken stays there. Counts what has come through,
/// and says when nothing more will.
async fn stoppable(
    address: SocketAddr,
) -> (DuplexStream, watch::Sender<bool>, watch::Receiver<(usize, bool)>) {
    let (near, far) = tokio::io::duplex(64 * 1024);
    let (stopped, mut may_go) = watch::channel(false);
    let (count, counted) = watch::channel((0, false));
    let (mut from_server, mut to_server) = TcpStream::connect(address).await.unwrap().into_split();
    let (mut from_client, mut to_client) = tokio::io::split(far);
    tokio::spawn(async move { tokio::io::copy(&mut from_client, &mut to_server).await });
    tokio::spawn(async move {
        let mut bytes = vec![0; 16 * 1024];
        loop {
            may_go.wait_for(|stopped| !stopped).await.unwrap();
            let Ok(length @ 1..) = from_server.read(&mut bytes).await else { break };
            count.send_modify(|(count, _)| *count += length);
            let _closed = to_client.write_all(&bytes[..length]).await;
        }
        count.send_modify(|(_, ended)| *ended = true);
    });
    (near, stopped, counted)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_frame_is_done_that_the_kernel_has_not_taken() {
    let (house, mut guests) = House::handing();
    let server = Server::start(house, roomy());
    let key = server.house.member("tanaka");
    let (stream, stopped, mut counted) = stoppable(server.wire.address()).await;
    let config = russh::client::Config { window_size: ENDLESS, ..Default::default() };
    let mut client = Client::connect_over(stream, config).await.unwrap();
    assert!(client.try_key("tanaka", &key).await.unwrap().success());
    let terminal = SshTerminal::open_as(client, &Claimed::default()).await;
    let guest = guests.recv().await.unwrap();
    stopped.send_replace(true);
    let (mut done, frame) = (0, vec![b'#'; 24 * 1024]);
    let output = &guest.arrival.connection.output;
    while timeout(Duration::from_millis(300), output.send(frame.clone())).await.is_ok() {
        done += frame.len();
    }
    // Nothing of the server's own memory survives this, and all of the kernel's does.
    drop(server);
    stopped.send_replace(false);
    let (came, _) = *timeout(PATIENCE, counted.wait_for(|(_, ended)| *ended)).await.unwrap().unwrap();
    assert!(done > 0 && done < came, "{done} bytes were said to be out, {came} were");
    drop(terminal);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_in_one_session_ends_that_session_and_gives_its_screen_back() {
    let server = Server::start(
        House::with(|arrival: Arrival| -> Result<Stay, _> {
            Ok(Box::pin(async move {
                let mut connection = arrival.connection;
                connection.output.send(modes::ENTER.to_vec()).await.unwrap();
                let typed = connection.input.recv().await;
                assert_ne!(typed, Some(Incoming::Bytes(b"!".to_vec())), "this panic is part of a test");
                std::future::pending().await
            }))
        }),
        roomy(),
    );
    let key = server.house.member("tanaka");
    let mut faulty = SshTerminal::open(server.wire.address(), &key).await;
    let mut sound = SshTerminal::open(server.wire.address(), &key).await;
    for terminal in [&faulty, &sound] {
        terminal.screen().wait("the other screen", vt100::Screen::alternate_screen);
    }
    faulty.type_keys("!");
    assert_eq!(faulty.end(), Some(1));
    faulty.screen().wait_whole();
    assert!(faulty.screen().contents().contains("不具合"), "{}", faulty.screen().contents());
    sound.type_keys("?");
    let _third = SshTerminal::open(server.wire.address(), &key).await;
    assert!(sound.screen().stream().len() >= modes::ENTER.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_house_may_end_a_session_and_say_why() {
    let (_server, terminal, guest) = sit(StayLimits::default()).await;
    guest.arrival.connection.output.send(modes::ENTER.to_vec()).await.unwrap();
    terminal.screen().wait("the other screen", vt100::Screen::alternate_screen);
    guest.finish.send(Some("この鍵は停止されました\x1b[2J".to_owned())).unwrap();
    drop(guest.arrival);
    assert_eq!(terminal.end(), Some(1));
    terminal.screen().wait_whole();
    assert!(terminal.screen().contents().contains("この鍵は停止されました"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_types_nothing_and_who_stays_too_long_is_sent_home() {
    let idle = StayLimits { idle_max: Duration::from_millis(200), ..StayLimits::default() };
    let long = StayLimits { stay_max: Duration::from_millis(200), ..StayLimits::default() };
    for (stay, word) in [(idle, "操作がなかった"), (long, "長時間")] {
        let server = Server::start(House::of(crate::session::store().await), limits(stay));
        let key = server.house.member("tanaka");
        let terminal = SshTerminal::open(server.wire.address(), &key).await;
        assert_eq!(terminal.end(), Some(1));
        terminal.screen().wait_whole();
        assert!(terminal.screen().contents().contains(word), "{}", terminal.screen().contents());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_hangs_up_ends_its_session() {
    let (_server, terminal, mut guest) = sit(StayLimits::default()).await;
    drop(terminal);
    while let Some(incoming) = next(&mut guest).await {
        assert!(matches!(incoming, Incoming::Resize(_)));
    }
    assert_eq!(guest.arrival.connection.output.send(b"x".to_vec()).await, Err(Closed));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_closes_its_input_ends_its_session_in_order() {
    let server = Server::start(House::of(crate::session::store().await), roomy());
    let key = server.house.member("tanaka");
    let client = Client::login(server.wire.address(), &key).await;
    let channel = client.handle.channel_open_session().await.unwrap();
    let claimed = Claimed::default();
    channel.request_pty(false, claimed.term, claimed.columns, claimed.rows, 0, 0, &[]).await.unwrap();
    channel.request_shell(false).await.unwrap();
    channel.eof().await.unwrap();
    let terminal = SshTerminal::on(client, channel, Screen::new(140, 40));
    terminal.end();
    terminal.screen().wait_whole();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_outlives_new_keys() {
    let (_server, terminal, mut guest) = sit(StayLimits::default()).await;
    for round in 0..3 {
        terminal.client.handle.rekey_soon().await.unwrap();
        let (typed, shown) = (format!("keys {round}"), format!("frame {round}"));
        terminal.type_bytes(typed.clone());
        assert_eq!(take(&mut guest, typed.len()).await, typed.as_bytes());
        guest.arrival.connection.output.send(shown.clone().into_bytes()).await.unwrap();
        terminal.screen().wait_text(&shown);
    }
}
