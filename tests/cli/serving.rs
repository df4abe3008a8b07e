//! A store that one process serves to the others: commands through the holder, users and rights, sessions that end.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdout};

use serde_json::Value as Json;

use super::Office;

/// A served office; the server ends with the value.
struct Served {
    office: Office,
    child: Child,
    _out: BufReader<ChildStdout>,
}

impl Served {
    fn new(office: Office) -> Self {
        let mut child = office.start(&["serve", "--json"]);
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        assert!(line.contains("\"ok\":true"), "{line}");
        Self { office, child, _out: out }
    }

    /// Ends the server as a service manager does, and gives the office back.
    fn end(mut self) -> Office {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        assert!(self.child.wait().unwrap().success());
        std::mem::replace(&mut self.office, Office::bare())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn every_command_works_through_the_holder_with_the_same_output() {
    let office = Office::demo();
    let reads: [&[&str]; 11] = [
        &["list", "people", "--json"],
        &["list", "cases"],
        &["show", "P-000001", "--json"],
        &["search", "しおじり"],
        &["match", "J-000001"],
        &["match", "P-000010", "--kind", "measures"],
        &["round", "propose", "--region", "厚真町", "--what-if", "seed=7"],
        &["log", "--of", "P-000001"],
        &["log", "--json", "--since", "400"],
        &["export", "jobs"],
        &["search", "[", "--kind", "nothing"],
    ];
    let alone: Vec<_> = reads.iter().map(|arguments| office.run(arguments)).collect();
    let served = Served::new(office);
    let office = &served.office;
    for (arguments, alone) in reads.iter().zip(&alone) {
        let through = office.run(arguments);
        assert_eq!((through.code, &through.out), (alone.code, &alone.out), "{arguments:?} {}", through.err);
    }
    // Files and streams are the caller's: relative names, standard input and output.
    let people = office.file("p.csv", "family_name\n山田\n");
    assert_eq!(office.run(&["import", "people", &people, "--json"]).done().json()["created"], 1);
    let out = office.path("out.csv");
    office.run(&["export", "people", "--output", out.to_str().unwrap()]).done();
    assert!(std::fs::read_to_string(&out).unwrap().contains("山田"));
    office.run(&["import", "people", "missing.csv"]).code(3);
    let line = r#"{"command":"add_person","family_name":"佐藤"}"#;
    let reply = office.run_with(&["apply"], format!("{line}\n{line}\n")).done();
    assert_eq!(reply.lines().len(), 2);
    office.run(&["undo"]).done();
    office.run(&["redo"]).done();
    office.run(&["round", "propose", "--region", "厚真町", "--accept"]).done();
    assert_eq!(office.run(&["list", "rounds", "--json"]).done().lines().len(), 1);
    let answers = office.run_with(&["search", "--stdin", "--json"], "山田\n\n佐藤\n").done();
    assert_eq!(answers.lines().len(), 3);
    let backup = office.path("copy").display().to_string();
    office.run(&["backup", &backup]).done();
    assert_eq!(office.run(&["verify", "--json"]).done().json()["ok"], true);
    assert_eq!(office.run(&["rebuild", "--json"]).done().json()["ok"], true);
    assert_eq!(office.run(&["stats", "--json"]).done().json()["people"], 403);
    let office = served.end();
    assert_eq!(office.run(&["stats", "--json"]).done().json()["people"], 403);
    assert_eq!(office.run(&["verify", "--json"]).done().json()["ok"], true);
}

#[test]
fn a_second_server_is_refused_and_a_dead_ones_socket_is_no_obstacle() {
    let mut served = Served::new(Office::new());
    served.office.run(&["serve"]).code(6);
    served.child.kill().unwrap();
    served.child.wait().unwrap();
    assert!(served.office.path("store/socket").exists(), "what a killed server leaves behind");
    served.office.run(&["list", "people"]).done();
    let again = Served::new(std::mem::replace(&mut served.office, Office::bare()));
    again.office.run(&["list", "people"]).done();
}

#[test]
fn what_a_killed_server_acknowledged_is_there() {
    let served = Served::new(Office::new());
    let mut writer = served.office.start(&["apply"]);
    let mut input = writer.stdin.take().unwrap();
    let mut replies = BufReader::new(writer.stdout.take().unwrap()).lines();
    let mut acknowledged = 0;
    for number in 0..50 {
        writeln!(input, "{{\"command\":\"add_person\",\"family_name\":\"人{number}\"}}").unwrap();
        assert!(replies.next().unwrap().unwrap().contains("\"ok\":true"));
        acknowledged += 1;
    }
    let Served { ref office, ref child, .. } = served;
    rustix::process::kill_process(rustix::process::Pid::from_child(child), rustix::process::Signal::KILL)
        .unwrap();
    drop(input);
    assert!(!writer.wait().unwrap().success(), "a caller is told that its holder is gone");
    assert_eq!(office.run(&["stats", "--json"]).done().json()["people"], acknowledged);
}

fn user(office: &Office, arguments: &[&str]) {
    office.run(&[&["user"], arguments].concat()).done();
}

/// Runs a command as somebody; the owner of the files may name anybody.
fn as_user(office: &Office, name: &str, arguments: &[&str]) -> super::Ran {
    office.run(&[&["--user", name], arguments].concat())
}

#[test]
fn users_see_and_do_what_their_rights_allow_and_nothing_else() {
    let served = Served::new(Office::demo());
    let office = &served.office;
    for (name, role, scope) in [
        ("nagano", "coordinator", "region:202151"),
        ("sado", "coordinator", "region:佐渡市"),
        ("vera", "viewer", "all"),
        ("audrey", "auditor", "all"),
        ("leo", "lead", "all"),
        ("ada", "admin", "all"),
    ] {
        user(office, &["add", name, "--role", role, "--scope", scope]);
    }
    // Nobody, and a role or a scope that does not exist.
    as_user(office, "nobody", &["list", "people"]).code(4);
    office.run(&["user", "add", "x", "--role", "king"]).code(2);
    office.run(&["user", "add", "x", "--scope", "region:000000"]).code(3);
    office.run(&["user", "add", "vera"]).code(4);
    // Only administrators change users, by whichever way.
    for name in ["leo", "vera", "nagano"] {
        as_user(office, name, &["user", "role", name, "admin"]).code(4);
        let command = "{\"command\":\"add_user\",\"name\":\"y\",\"role\":\"admin\",\"scope\":\"all\"}\n";
        office.run_with(&["--user", name, "apply"], command).code(4);
    }
    as_user(office, "ada", &["user", "add", "yuki", "--scope", "team"]).done();
    // A record beyond the reach is not there: not shown, found, listed, counted, changed, referred to or told of.
    let everybody = office.run(&["list", "people", "--limit", "0", "--json"]).done();
    let seen = |name: &str| -> Vec<String> {
        let listed = as_user(office, name, &["list", "people", "--limit", "0", "--json"]).done();
        listed.lines().iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect()
    };
    let (in_nagano, in_sado) = (seen("nagano"), seen("sado"));
    assert!(!in_nagano.is_empty() && in_nagano.len() < everybody.lines().len());
    let hidden = in_sado.iter().find(|id| !in_nagano.contains(id)).unwrap();
    let name = office.run(&["show", hidden, "--json"]).done().json()["label"].as_str().unwrap().to_owned();
    as_user(office, "nagano", &["show", hidden]).code(3);
    let found = as_user(office, "nagano", &["search", &name, "--limit", "0", "--json"]).done();
    assert!(!found.out.contains(hidden.as_str()), "{}", found.out);
    let told = as_user(office, "nagano", &["log", "--json"]).done();
    assert!(!told.out.contains(hidden.as_str()) && told.out.contains(in_nagano[0].as_str()));
    let ranked = as_user(office, "nagano", &["match", "J-000001", "--limit", "0", "--json"]);
    assert!(!ranked.out.contains(hidden.as_str()));
    let counted = as_user(office, "nagano", &["stats", "--json"]).done();
    assert_eq!(counted.json()["people"], in_nagano.len());
    for command in [
        format!("{{\"command\":\"update_person\",\"id\":\"{hidden}\",\"hours_week\":3}}"),
        format!("{{\"command\":\"add_case\",\"person\":\"{hidden}\",\"channel\":\"web\"}}"),
        format!("{{\"command\":\"add_note\",\"person\":\"{hidden}\",\"text\":\"x\"}}"),
        format!("{{\"command\":\"withdraw\",\"id\":\"{hidden}\"}}"),
    ] {
        office.run_with(&["--user", "nagano", "apply"], &command).code(3);
    }
    let own = format!("{{\"command\":\"update_person\",\"id\":\"{}\",\"hours_week\":3}}", in_nagano[0]);
    office.run_with(&["--user", "nagano", "apply"], &own).done();
    // A viewer changes nothing, and sees neither contacts nor needs by any way.
    office.run_with(&["--user", "vera", "apply"], &own).code(4);
    as_user(office, "vera", &["undo"]).code(4);
    let phones: Vec<String> = office
        .run(&["export", "people", "--format", "jsonl"])
        .done()
        .lines()
        .iter()
        .filter_map(|line| Some(line["phone"][0].as_str()?.to_owned()))
        .collect();
    assert!(phones.len() > 100);
    let shown = as_user(office, "vera", &["show", "P-000001", "--json"]).done();
    let phone = office.run(&["show", "P-000001", "--json"]).done().json()["fields"]["phone"][0].clone();
    let phone = phone.as_str().unwrap();
    assert!(!shown.out.contains(phone) && !shown.out.contains("\"needs\""));
    assert!(!as_user(office, "vera", &["log", "--json"]).done().out.contains(phone));
    let by_phone = as_user(office, "vera", &["search", phone, "--json"]).done().json();
    assert_eq!(by_phone["hits"].as_array().map(Vec::len), Some(0), "{by_phone}");
    as_user(office, "vera", &["export", "people"]).code(4);
    // Rights of their own.
    as_user(office, "nagano", &["export", "people"]).code(4);
    user(office, &["grant", "nagano", "export"]);
    let exported = as_user(office, "nagano", &["export", "people"]).done();
    assert!(!exported.out.contains(hidden.as_str()));
    user(office, &["deny", "nagano", "see_contact"]);
    let exported = as_user(office, "nagano", &["export", "people"]).done();
    assert!(
        !exported.out.contains("phone") && !exported.out.contains(phone),
        "no empty column that an import would clear"
    );
    // Only those who may name others.
    user(office, &["revoke", "vera"]);
    as_user(office, "vera", &["list", "people"]).code(4);
    // The access chain is the auditor's.
    as_user(office, "leo", &["log", "--access"]).code(4);
    let chain = as_user(office, "audrey", &["log", "--access", "--json"]).done();
    let acts: Vec<Json> = chain.lines();
    let has = |who: &str, act: &str| acts.iter().any(|line| line["who"] == who && line["act"] == act);
    assert!(has("vera", "viewed") && has("nagano", "exported") && has("audrey", "audited"));
    assert!(!chain.out.contains(&name) && !chain.out.contains(phone));
}

#[test]
fn without_a_server_rights_hold_as_well() {
    let office = Office::demo();
    user(&office, &["add", "vera", "--role", "viewer", "--scope", "all"]);
    let own = r#"{"command":"update_person","id":"P-000001","hours_week":3}"#;
    office.run_with(&["--user", "vera", "apply"], own).code(4);
    as_user(&office, "vera", &["export", "people"]).code(4);
    as_user(&office, "nobody", &["list", "people"]).code(4);
    assert!(!as_user(&office, "vera", &["show", "P-000001"]).done().out.contains("080-"));
    office.run_with(&["apply"], own).done();
}

#[test]
fn a_public_key_is_checked_before_it_is_kept() {
    let office = Office::new();
    user(&office, &["add", "tanaka"]);
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ a\n";
    let good = office.file("good.pub", key);
    user(&office, &["key", "tanaka", &good]);
    user(&office, &["key", "tanaka", &good]);
    let listed = office.run(&["user", "list", "--json"]).done().json();
    assert_eq!(listed["keys"].as_array().unwrap().len(), 1);
    let private = office.file("private", "-----BEGIN OPENSSH PRIVATE KEY-----\n");
    assert!(office.run(&["user", "key", "tanaka", &private]).code(1).err.contains("private key"));
    let other = office.file("other", "ssh-ed25519 AAAA\n");
    office.run(&["user", "key", "tanaka", &other]).code(1);
    office.run(&["user", "key", "nobody", &good]).code(3);
}
