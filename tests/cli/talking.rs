//! Changes by `apply`, and the log of them.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};

use serde_json::json;

use super::Office;

#[test]
fn replies_come_in_order_and_say_what_happened() {
    let office = Office::new();
    let mut input = String::new();
    for number in 1..=600 {
        input += &json!({"command": "add_person", "family_name": format!("人{number}")}).to_string();
        input.push('\n');
        if number % 100 == 0 {
            input.push_str("{\"command\":\"add_person\"}\n\nnonsense\n");
        }
    }
    let ran = office.run_with(&["apply"], &input).code(1);
    let replies = ran.lines();
    assert_eq!(replies.len(), 612);
    let made: Vec<_> = replies.iter().filter(|reply| reply["ok"] == true).collect();
    for (number, reply) in made.iter().enumerate() {
        assert_eq!(reply["ids"], json!([format!("P-{:06}", number + 1)]));
        assert_eq!(reply["seq"], number + 2, "one commit each");
    }
    assert_eq!(replies[100]["error"], "invalid");
    assert_eq!(replies[101]["error"], "invalid");
}

#[test]
fn rules_and_stale_sights_are_refused() {
    let office = Office::new();
    let setting = concat!(
        r#"{"command":"add_person","family_name":"山田","channel":"window"}"#,
        "\n",
        r#"{"command":"open_case","person":"P-000001","kind":"side_job"}"#,
        "\n",
    );
    let replies = office.run_with(&["apply"], setting).done().lines();
    let case = replies[1]["ids"][0].as_str().unwrap().to_owned();
    let seen = replies[1]["seq"].as_u64().unwrap();
    let try_line = |user: &str, line: &str| office.run_with(&["--user", user, "apply"], line);
    let gate =
        try_line("a", &format!(r#"{{"command":"set_stage","id":"{case}","to":"triaged"}}"#)).code(4).json();
    assert_eq!(gate["error"], "rejected");
    assert!(gate["reason"].as_str().unwrap().contains("owns"), "{gate}");
    try_line("a", r#"{"command":"update_person","id":"P-1","notes":"from a"}"#).done();
    let stale = format!(r#"{{"command":"update_person","id":"P-1","notes":"from b","seen":{seen}}}"#);
    assert_eq!(try_line("b", &stale).code(4).json()["error"], "stale");
    let other = format!(r#"{{"command":"update_person","id":"P-1","tags":["x"],"seen":{seen}}}"#);
    assert_eq!(try_line("b", &other).done().json()["ok"], true, "another field does not conflict");
    assert_eq!(
        try_line("b", r#"{"command":"update_person","id":"P-77","notes":"x"}"#).code(3).json()["error"],
        "not_found"
    );
    let batch =
        r#"{"command":"batch","commands":[{"command":"add_skill","label":"一"},{"command":"add_skill"}]}"#;
    assert_eq!(try_line("b", batch).code(1).json()["error"], "invalid");
    assert_eq!(
        office.run(&["search", "一", "--kind", "skill", "--json"]).done().json()["hits"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|hit| hit["label"] == "一")
            .count(),
        0
    );
    let undone = office.run(&["--user", "a", "undo"]).done();
    assert!(undone.out.contains("P-000001"));
    office.run(&["--user", "nobody", "undo"]).code(4);
}

#[test]
fn the_log_speaks_json_and_plain_words() {
    let office = Office::new();
    office.run_with(&["--user", "tanaka", "apply"], "{\"command\":\"add_person\",\"family_name\":\"山田\",\"email\":\"a@example.org\"}\n{\"command\":\"update_person\",\"id\":\"P-1\",\"email\":\"b@example.org\"}\n{\"command\":\"add_person\",\"family_name\":\"佐藤\"}\n").done();
    let lines = office.run(&["log", "--json"]).done().lines();
    assert_eq!(lines.iter().map(|line| line["seq"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2, 3, 4]);
    let change = &lines[2];
    assert_eq!((&change["author"], &change["cause"]), (&json!("tanaka"), &json!("apply")));
    assert_eq!(change["hash"].as_str().unwrap().len(), 64);
    let event = &change["events"][0];
    assert_eq!((&event["type"], &event["id"]), (&json!("person_updated"), &json!("P-000001")));
    assert_eq!(
        event["changes"][0],
        json!({"field": "email", "before": ["a@example.org"], "after": ["b@example.org"]})
    );
    assert_eq!(office.run(&["log", "--json", "--since", "3"]).done().lines().len(), 1);
    assert_eq!(office.run(&["log", "--json", "--of", "P-000001"]).done().lines().len(), 2);
    let words = office.run(&["--lang", "ja", "log", "--since", "1"]).done().out;
    assert!(words.contains("メール: a@example.org → b@example.org"), "{words}");
    assert!(words.contains("人 P-000001 山田  人を登録"), "{words}");
    let words = office.run(&["log", "--since", "1"]).done().out;
    assert!(words.contains("Email: a@example.org → b@example.org"), "{words}");
}

#[test]
fn a_followed_log_shows_commits_as_they_come() {
    let office = Office::new();
    let mut follower = office.start(&["log", "--follow", "--json"]);
    let mut lines = BufReader::new(follower.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().starts_with("{\"seq\":1,"));
    office.run_with(&["apply"], r#"{"command":"add_person","family_name":"山田"}"#).done();
    assert!(lines.next().unwrap().unwrap().starts_with("{\"seq\":2,"));
    follower.kill().unwrap();
    follower.wait().unwrap();
}

#[test]
fn a_reply_comes_before_the_next_command_is_sent() {
    let office = Office::new();
    let mut child = office.start(&["apply"]);
    let mut input = child.stdin.take().unwrap();
    let mut replies = BufReader::new(child.stdout.take().unwrap()).lines();
    for number in 0..20 {
        writeln!(input, "{{\"command\":\"add_person\",\"family_name\":\"{number}\"}}").unwrap();
        assert!(replies.next().unwrap().unwrap().starts_with("{\"ok\":true"), "{number}");
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let office = Office::demo();
    for arguments in [&["log", "--json"][..], &["list", "people", "--limit", "0"], &["export", "cases"]] {
        let mut child = office.start(arguments);
        let mut first = [0; 10];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && err.is_empty(), "{arguments:?}: {err}");
    }
}
