//! The system's own `ssh`, in pseudo-terminals, where there is one: what people really use.

use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use portable_pty::CommandBuilder;
use russh::keys::PrivateKey;
use russh::keys::ssh_key::LineEnding;

use super::house::House;
use super::{Server, roomy};
use crate::wires::Typist as _;
use crate::wires::pty::PtyTerminal;

/// A home with a key in it, and the arguments that make `ssh` use nothing else.
struct Home {
    directory: tempfile::TempDir,
    port: u16,
}

impl Home {
    fn with(key: &PrivateKey, server: &Server) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut file = std::fs::OpenOptions::new();
        let mut file =
            file.write(true).create_new(true).mode(0o600).open(directory.path().join("id")).unwrap();
        std::io::Write::write_all(&mut file, key.to_openssh(LineEnding::LF).unwrap().as_bytes()).unwrap();
        Self { directory, port: server.wire.address().port() }
    }

    fn options(&self, port_flag: &str) -> Vec<String> {
        let path = |name: &str| Path::new(self.directory.path()).join(name).display().to_string();
        let known_hosts = format!("UserKnownHostsFile={}", path("known"));
        let (port, key) = (self.port.to_string(), path("id"));
        let identities = "IdentitiesOnly=yes";
        let hosts = "StrictHostKeyChecking=accept-new";
        ["-F", "none", port_flag, &port, "-i", &key, "-o", identities, "-o", hosts, "-o", &known_hosts]
            .map(str::to_owned)
            .to_vec()
    }

    /// A person at a terminal with `ssh` on it.
    fn sit(&self) -> PtyTerminal {
        let mut command = CommandBuilder::new("ssh");
        command.args(self.options("-p"));
        command.args(["-o", "SendEnv=LANG", "somebody@127.0.0.1"]);
        command.env("TERM", "xterm-256color");
        command.env("LANG", "ja_JP.UTF-8");
        PtyTerminal::run(command, 140, 40)
    }

    /// Runs a program without a terminal.
    fn run(&self, program: &str, port_flag: &str, more: &[&str]) -> Output {
        let mut command = Command::new(program);
        command.args(self.options(port_flag)).args(more).stdin(Stdio::null());
        command.output().unwrap()
    }
}

fn is_installed() -> bool {
    Command::new("ssh").arg("-V").output().is_ok_and(|output| output.status.success())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_clients_of_the_system_see_each_others_changes_and_leave_whole_terminals() {
    if !is_installed() {
        return;
    }
    let server = Server::start(House::of(crate::session::store().await), roomy());
    let homes = ["tanaka", "suzuki"].map(|name| Home::with(&server.house.member(name), &server));
    let [mut tanaka, mut suzuki] = homes.each_ref().map(Home::sit);
    tanaka.screen().wait_text("髙橋 美佳 に合う順");
    suzuki.screen().wait_text("髙橋 美佳 に合う順");
    suzuki.type_keys("gl");
    suzuki.screen().wait_text("suzuki");
    tanaka.type_keys("m");
    tanaka.screen().wait_text("案件から見て");
    tanaka.type_keys("i");
    tanaka.screen().wait_text("保存しました");
    suzuki.screen().wait_text("tanaka");
    tanaka.resize(80, 24);
    tanaka.type_keys("qq");
    assert_eq!(tanaka.end(), 0);
    tanaka.screen().wait_whole();
    server.wire.close().await;
    assert_eq!(suzuki.end(), 1);
    suzuki.screen().wait_whole();
    suzuki.screen().wait_text("サーバーを停止しています");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_systems_tools_get_nothing_but_the_screen() {
    if !is_installed() {
        return;
    }
    let server = Server::start(House::of(crate::session::store().await), roomy());
    let home = Home::with(&server.house.member("tanaka"), &server);
    let shell = home.run("ssh", "-p", &["-T", "x@127.0.0.1"]);
    assert_eq!(shell.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&shell.stdout).contains("ssh -t"), "{shell:?}");
    let away = home.directory.path().join("away").display().to_string();
    for (program, port_flag, more) in [
        ("ssh", "-p", &["x@127.0.0.1", "cat /etc/passwd"][..]),
        ("ssh", "-p", &["-tt", "x@127.0.0.1", "sh"]),
        ("ssh", "-p", &["-N", "-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:22", "x@127.0.0.1"]),
        ("ssh", "-p", &["-W", "127.0.0.1:22", "x@127.0.0.1"]),
        ("sftp", "-P", &["x@127.0.0.1"]),
        ("scp", "-P", &["x@127.0.0.1:/etc/passwd", &away]),
        ("scp", "-P", &["-O", "x@127.0.0.1:/etc/passwd", &away]),
    ] {
        let output = home.run(program, port_flag, more);
        assert!(!output.status.success() && output.stdout.is_empty(), "{program} {more:?}: {output:?}");
    }
    assert!(!Path::new(&away).exists());
    let stranger = Home::with(&crate::wires::ssh::key(), &server).run("ssh", "-p", &["x@127.0.0.1"]);
    assert!(
        String::from_utf8_lossy(&stranger.stderr).contains("Permission denied (publickey)"),
        "{stranger:?}"
    );
}
