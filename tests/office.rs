//! The whole house as people use it: what is hidden, what a killed server leaves, who holds the store next.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

use crate::cli::Office;
use crate::wires::Typist;
use crate::wires::pty::PtyTerminal;
use crate::wires::screen::PATIENCE;
use crate::wires::ssh::{self as wire, SshTerminal};

/// A server of the built program, ended with the value.
struct Server {
    child: Child,
    ssh: SocketAddr,
}

impl Server {
    fn start(office: &Office) -> Self {
        let mut child = office.start(&["serve", "--ssh", "127.0.0.1:0", "--json"]);
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let json: serde_json::Value = serde_json::from_str(&line).unwrap();
        Self { child, ssh: json["ssh"].as_str().unwrap().parse().unwrap() }
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn people(office: &Office) {
    let file = office.file(
        "p.csv",
        "family_name,given_name,family_kana,given_kana,phone,regions\n山田,太郎,ヤマダ,タロウ,090-1111-2222,塩尻市\n佐渡,花,サワタリ,ハナ,090-3333-4444,佐渡市\n",
    );
    office.run(&["import", "people", &file]).done();
}

/// A user of that name with a new key.
fn member(office: &Office, name: &str, options: &[&str]) -> russh::keys::PrivateKey {
    let key = wire::key();
    office.run(&[&["user", "add", name], options].concat()).done();
    let public = office.file("key.pub", key.public_key().to_openssh().unwrap());
    office.run(&["user", "key", name, &public]).done();
    key
}

fn sit(office: &Office, arguments: &[&str], columns: u16, rows: u16) -> PtyTerminal {
    let store = office.path("store").display().to_string();
    let arguments = [&["--store", store.as_str()], arguments].concat();
    PtyTerminal::start(&arguments, columns, rows, &office.path("home"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_may_not_see_is_in_no_byte_that_is_sent_and_a_revoked_user_is_out() {
    let office = Office::new();
    people(&office);
    let here = member(&office, "tanaka", &["--role", "viewer", "--scope", "region:202151"]);
    let all = member(&office, "leo", &["--role", "lead", "--scope", "all"]);
    let server = Server::start(&office);
    let mut viewer = SshTerminal::open(server.ssh, &here).await;
    let mut lead = SshTerminal::open(server.ssh, &all).await;
    viewer.screen().wait_text("山田 太郎");
    lead.screen().wait_text("佐渡 花");
    // Everywhere one can look: the record, a search for what is hidden, the log.
    viewer.type_keys("\r");
    viewer.screen().wait_text("ヤマダ");
    viewer.type_keys("\x1b");
    viewer.screen().wait("the list", |screen| !screen.contents().contains("ヤマダ"));
    viewer.type_keys("gl");
    viewer.screen().wait_text("#");
    office.run(&["--user", "leo", "apply"]).done();
    let change = r#"{"command":"update_person","id":"P-2","hours_week":7}"#;
    office.run_with(&["--user", "leo", "apply"], change).done();
    let change = r#"{"command":"update_person","id":"P-1","hours_week":7}"#;
    office.run_with(&["--user", "leo", "apply"], change).done();
    viewer.screen().wait_text("leo");
    let stream = viewer.screen().stream();
    for hidden in ["佐渡 花", "佐渡　花", "サワタリ", "090-1111-2222", "090-3333-4444", "P-000002"]
    {
        assert!(!stream.contains(hidden), "{hidden} was sent");
    }
    office.run(&["user", "revoke", "tanaka"]).done();
    viewer.screen().wait_end();
    assert_eq!(viewer.end(), Some(1));
    viewer.screen().wait_whole();
    lead.type_keys("j");
    let unknown = wire::key();
    let mut client = wire::Client::connect(server.ssh).await.unwrap();
    assert!(!client.try_key("leo", &unknown).await.unwrap().success());
    let chain = office.run(&["log", "--access", "--json"]).done();
    for (who, act) in
        [("tanaka", "logged_in"), ("tanaka", "viewed"), ("tanaka", "logged_out"), ("-", "refused")]
    {
        let has = |line: &serde_json::Value| line["who"] == who && line["act"] == act;
        assert!(chain.lines().iter().any(has), "{who} {act}: {}", chain.out);
    }
}

#[test]
fn a_killed_server_leaves_terminals_whole_and_drafts_are_offered() {
    let office = Office::new();
    people(&office);
    let mut server = Server::start(&office);
    let mut terminal = sit(&office, &[], 100, 30);
    terminal.screen().wait_text("佐渡 花");
    terminal.type_keys("n");
    terminal.screen().wait_text("本文");
    terminal.type_keys("十月から動ける");
    terminal.screen().wait_text("十月から動ける");
    wait_for(|| has_file(&office.path("store/drafts")));
    server.kill();
    assert_eq!(terminal.end(), 1);
    terminal.screen().wait_whole();
    // The next to come holds the store; the slip is there.
    let mut terminal = sit(&office, &[], 100, 30);
    terminal.screen().wait_text("下書き");
    terminal.type_keys("\r");
    terminal.screen().wait_text("十月から動ける");
    terminal.type_keys("\x13");
    terminal.screen().wait_text("保存しました");
    wait_for(|| !has_file(&office.path("store/drafts")));
}

#[test]
fn when_the_holder_quits_the_next_screen_takes_its_place() {
    let office = Office::new();
    people(&office);
    let mut first = sit(&office, &[], 100, 30);
    first.screen().wait_text("佐渡 花");
    wait_for(|| office.path("store/socket").exists());
    let mut second = sit(&office, &[], 100, 30);
    second.screen().wait_text("佐渡 花");
    // A change made on one is seen on the other.
    let change = r#"{"command":"add_person","family_name":"三人目","given_name":"々"}"#;
    office.run_with(&["apply"], change).done();
    first.screen().wait_text("三人目");
    second.screen().wait_text("三人目");
    first.type_keys("q");
    assert_eq!(first.end(), 0);
    let change = r#"{"command":"add_person","family_name":"四人目"}"#;
    wait_for(|| office.run_with(&["apply"], change).code == 0);
    second.screen().wait_text("四人目");
    second.type_keys("q");
    assert_eq!(second.end(), 0);
}

/// Whether a slip is there whole: while it is being written its file has another name.
fn has_file(directory: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(directory) else { return false };
    let is_slip = |path: &Path| path.extension().is_some_and(|extension| extension == "json");
    entries.flatten().map(|entry| entry.path()).any(|path| has_file(&path) || is_slip(&path))
}

fn wait_for(done: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !done() {
        assert!(Instant::now() < deadline, "it never came");
        std::thread::park_timeout(Duration::from_millis(10));
    }
}
