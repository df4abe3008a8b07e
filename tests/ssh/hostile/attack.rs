//! Single attacks, each decided by dice with a fixed seed.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::wires::screen::PATIENCE;
use crate::wires::ssh::Client;

/// Numbers that look random and are the same in every run (splitmix64).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.roll() % limit as u64) as usize
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.roll() as u8).collect()
    }
}

/// One hostile connection, until the server has let go of it.
pub async fn attack(address: SocketAddr, mut dice: Dice) {
    let Ok(mut stream) = TcpStream::connect(address).await else { return };
    let bytes = blow(&mut dice);
    let pieces = 1 + dice.below(3);
    for piece in bytes.chunks(bytes.len().div_ceil(pieces).max(1)) {
        // The server may have had enough already.
        if stream.write_all(piece).await.is_err() {
            break;
        }
    }
    if dice.below(8) == 0 {
        // Gone without a word, not even listening to the answer.
        return;
    }
    let _closed = stream.shutdown().await;
    let mut answer = Vec::new();
    let _reset = timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("the server holds on to it");
    assert!(answer.len() < 256 * 1024, "{} bytes for a stranger", answer.len());
}

/// Holds a connection and sends a byte of a greeting now and then; never ends by itself.
pub async fn lurk(address: SocketAddr, seed: u64) {
    let mut dice = Dice::new(seed);
    loop {
        let Ok(mut stream) = TcpStream::connect(address).await else { return };
        for byte in b"SSH-2.0-slow".iter().cycle() {
            if stream.write_all(&[*byte]).await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20 + dice.roll() % 80)).await;
        }
    }
}

/// What a connection sends.
fn blow(dice: &mut Dice) -> Vec<u8> {
    let greeting = b"SSH-2.0-OpenSSH_9.6\r\n".to_vec();
    let after = |rest: Vec<u8>| [greeting.clone(), rest].concat();
    match dice.below(14) {
        0 => {
            let count = dice.below(4_000);
            dice.bytes(count)
        }
        1 => greeting[..dice.below(greeting.len())].to_vec(),
        2 => [b"SSH-2.0-".to_vec(), vec![b'A'; dice.below(20_000)], b"\r\n".to_vec()].concat(),
        3 => b"hello\r\n".repeat(dice.below(2_000)),
        4 => b"GET / HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
        5 => {
            // A packet that claims to be of any length.
            let length = [u32::MAX, 0, 1, 4, 35_000, 262_144, 262_145, 1 << 31][dice.below(8)];
            let rest = dice.below(300);
            after([length.to_be_bytes().to_vec(), dice.bytes(rest)].concat())
        }
        6 => {
            // More padding than packet.
            let mut bytes = packet(&kexinit(dice));
            bytes[4] = dice.roll() as u8;
            after(bytes)
        }
        7 => after(packet(&kexinit(dice))),
        8 | 9 => {
            let mut payload = kexinit(dice);
            for _ in 0..=dice.below(12) {
                let place = dice.below(payload.len());
                payload[place] = dice.roll() as u8;
            }
            after(packet(&payload))
        }
        10 => {
            let mut payload = kexinit(dice);
            payload.truncate(dice.below(payload.len()));
            after(packet(&payload))
        }
        11 => {
            // The client's half of an exchange of keys, of a wrong length or of none.
            let length = [0, 1, 31, 32, 33, 64, 1_184, 1_215, 1_216, 1_217, 5_000][dice.below(11)];
            let mut exchange = vec![30];
            string(&mut exchange, &dice.bytes(length));
            after([packet(&kexinit(dice)), packet(&exchange)].concat())
        }
        12 => {
            // Any other message before its time, many times over.
            let mut rest = packet(&kexinit(dice));
            for _ in 0..dice.below(200) {
                let mut payload = vec![dice.roll() as u8];
                let count = dice.below(60);
                payload.extend(dice.bytes(count));
                rest.extend(packet(&payload));
            }
            after(rest)
        }
        _ => {
            // Lists of names without end.
            let mut payload = vec![20];
            payload.extend(dice.bytes(16));
            for _ in 0..10 {
                string(&mut payload, &b"curve25519-sha256,".repeat(dice.below(1_300)));
            }
            payload.extend([0; 5]);
            after(packet(&payload))
        }
    }
}

/// The payload of an honest list of algorithms, sometimes with a wrong guess announced.
fn kexinit(dice: &mut Dice) -> Vec<u8> {
    let kex = [
        "curve25519-sha256,kex-strict-c-v00@openssh.com",
        "mlkem768x25519-sha256,ext-info-c",
        "diffie-hellman-group1-sha1",
    ][dice.below(3)];
    let cipher = ["chacha20-poly1305@openssh.com", "aes256-gcm@openssh.com", "none"][dice.below(3)];
    let (mac, compression) = ("hmac-sha2-256-etm@openssh.com", ["none", "zlib"][dice.below(2)]);
    let mut payload = vec![20];
    payload.extend(dice.bytes(16));
    for list in [kex, "ssh-ed25519", cipher, cipher, mac, mac, compression, compression, "", ""] {
        string(&mut payload, list.as_bytes());
    }
    payload.push(u8::from(dice.below(4) == 0));
    payload.extend([0; 4]);
    payload
}

fn string(into: &mut Vec<u8>, bytes: &[u8]) {
    into.extend((bytes.len() as u32).to_be_bytes());
    into.extend(bytes);
}

/// A packet as it is before anything is encrypted.
fn packet(payload: &[u8]) -> Vec<u8> {
    let padding = 4 + (8 - (5 + payload.len() + 4) % 8) % 8;
    let mut packet = ((1 + payload.len() + padding) as u32).to_be_bytes().to_vec();
    packet.push(padding as u8);
    packet.extend(payload);
    packet.extend(vec![0; padding]);
    packet
}

/// A logged-in client that asks for whatever there is, in any order, some of it on channels that do not exist, until it
/// has done enough or is closed. What it is answered is not the question.
pub async fn ask_for_everything(client: &Client, mut dice: Dice) {
    let handle = &client.handle;
    let Ok(Ok(channel)) = timeout(PATIENCE, handle.channel_open_session()).await else { return };
    for _ in 0..60 {
        let any = |dice: &mut Dice| dice.roll() as u32;
        let step = async {
            match dice.below(15) {
                0 => channel.exec(true, "sh").await.is_ok(),
                1 => channel.request_subsystem(true, "sftp").await.is_ok(),
                2 => {
                    let (columns, rows) = (any(&mut dice), any(&mut dice));
                    channel.request_pty(true, "xterm", columns, rows, 0, 0, &[]).await.is_ok()
                }
                3 => channel.request_shell(true).await.is_ok(),
                4 => channel.window_change(any(&mut dice), any(&mut dice), 0, 0).await.is_ok(),
                5 => channel.set_env(true, "LC_ALL", "x".repeat(dice.below(30_000))).await.is_ok(),
                6 => channel.agent_forward(true).await.is_ok(),
                7 => channel.request_x11(true, false, "x", "y", 0).await.is_ok(),
                8 => {
                    let count = dice.below(30_000);
                    let sending = channel.data_bytes(dice.bytes(count));
                    timeout(Duration::from_millis(50), sending).await.is_ok()
                }
                9 => channel.extended_data_bytes(1, dice.bytes(100)).await.is_ok(),
                10 => channel.signal(russh::Sig::KILL).await.is_ok(),
                11 => handle.tcpip_forward("0.0.0.0", any(&mut dice)).await.is_ok(),
                12 => handle.channel_open_session().await.is_ok(),
                13 => handle.send_keepalive(true).await.is_ok(),
                _ => channel.eof().await.is_ok(),
            }
        };
        // A refusal is no reason to stop; a closed connection is.
        let _answer = timeout(Duration::from_secs(5), step).await;
        if handle.is_closed() {
            return;
        }
    }
    let _closed = channel.close().await;
}
