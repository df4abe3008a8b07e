//! The same from the command line: who is likely there twice, merging and taking apart by commands, rows of a file that are likely somebody.

use serde_json::json;

use crate::cli::Office;

/// An office with 髙橋 ﾐｶ, 高橋 みか with the same telephone, and a stranger.
fn office() -> Office {
    let office = Office::new();
    let commands = [
        json!({"command": "add_person", "family_name": "髙橋", "given_name": "ミカ", "family_kana": "ﾀｶﾊｼ", "phone": "090-1234-5678"}),
        json!({"command": "add_person", "family_name": "高橋", "given_name": "みか", "phone": "０９０-1234-5678", "notes": "二度目"}),
        json!({"command": "add_person", "family_name": "山田", "given_name": "太郎", "phone": "080-0000-0000"}),
        json!({"command": "add_note", "person": "P-000002", "text": "電話あり"}),
    ];
    let lines: Vec<String> = commands.iter().map(ToString::to_string).collect();
    office.run_with(&["apply"], lines.join("\n")).done();
    office
}

#[test]
fn candidates_come_with_an_account_that_adds_up() {
    let office = office();
    let found = office.run(&["duplicates", "P-000002", "--json"]).done().json();
    assert_eq!((found["id"].as_str(), found["total"].as_u64()), (Some("P-000002"), Some(1)));
    let hit = &found["hits"][0];
    assert_eq!((hit["id"].as_str(), hit["verdict"].as_str()), (Some("P-000001"), Some("probable")));
    let tenths = |json: &serde_json::Value| (json.as_f64().unwrap() * 10.0).round();
    let sum: f64 = hit["parts"].as_array().unwrap().iter().map(|part| tenths(&part["weight"])).sum();
    assert!((sum - tenths(&hit["score"])).abs() < 0.5, "{hit}");
    let pairs = office.run(&["duplicates", "--json"]).done().lines();
    assert_eq!(pairs.len(), 1);
    assert_eq!((pairs[0]["one"].as_str(), pairs[0]["other"].as_str()), (Some("P-000001"), Some("P-000002")));
    let none = office.run(&["duplicates", "P-000003", "--lang", "en"]).done().out;
    assert!(none.contains("nothing like it"), "{none}");
    office.run(&["duplicates", "P-000099"]).code(3);
}

#[test]
fn an_old_id_stands_for_the_record_until_it_is_unmerged() {
    let office = office();
    let merge =
        json!({"command": "merge", "id": "P-000001", "other": "P-000002", "keep": {"given_name": "other"}});
    office.run_with(&["apply"], merge.to_string()).done();
    let shown = office.run(&["show", "P-000002", "--json"]).done().json();
    assert_eq!((shown["id"].as_str(), shown["merged_from"].as_str()), (Some("P-000001"), Some("P-000002")));
    assert_eq!(shown["fields"]["given_name"], "みか");
    for query in ["P-000002", "2", "電話あり"] {
        let found = office.run(&["search", query, "--json"]).done().json();
        let ids: Vec<&str> =
            found["hits"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap()).collect();
        assert!(ids.contains(&"P-000001") || query == "電話あり", "{query}: {ids:?}");
        assert!(!ids.contains(&"P-000002"), "{query}: {ids:?}");
    }
    let listed = office.run(&["list", "people", "P-000002", "--json"]).done().lines();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["id"], "P-000001");
    // A row and a command that name the old id mean the record of today.
    let file = office.file("old.csv", "id,hours_week\nP-000002,9\n");
    assert_eq!(office.run(&["import", "people", &file, "--json"]).done().json()["updated"], 1);
    assert_eq!(office.run(&["show", "P-000001", "--json"]).done().json()["fields"]["hours_week"], 9);
    let unmerge = json!({"command": "unmerge", "id": "P-000002"});
    let reply = office.run_with(&["apply"], unmerge.to_string()).done().lines();
    assert_eq!(reply[0]["ok"], true, "{reply:?}");
    let shown = office.run(&["show", "P-000002", "--json"]).done().json();
    assert_eq!((shown["id"].as_str(), shown["links"].as_array().unwrap().len()), (Some("P-000002"), 1));
    assert_eq!(
        office.run(&["show", "P-000001", "--json"]).done().json()["fields"]["hours_week"],
        9,
        "what was done since stays"
    );
    let types: Vec<String> = office
        .run(&["log", "--json"])
        .done()
        .lines()
        .iter()
        .flat_map(|commit| commit["events"].as_array().unwrap().clone())
        .map(|event| event["type"].as_str().unwrap().to_owned())
        .collect();
    for wanted in ["person_merged", "note_moved", "person_unmerged"] {
        assert!(types.iter().any(|one| one == wanted), "{wanted}: {types:?}");
    }
    office.run(&["verify", "--json"]).done();
    let again = office.run_with(&["apply"], unmerge.to_string()).code(4).lines();
    assert_eq!(again[0]["error"], "rejected");
}

#[test]
fn rows_that_are_likely_somebody_are_told_whatever_they_are_written_like() {
    let office = office();
    let file = office.file(
        "intake.csv",
        "family_name,given_name,phone\nTakahashi,Mika,+81 90 1234 5678\n佐藤,花子,070-5555-6666\nみか,高橋,090 1234 5678\n",
    );
    let told = office.run(&["import", "people", &file, "--dry-run", "--json"]).done().json();
    assert_eq!(told["created"], 3);
    let lines: Vec<u64> = told["possible_duplicates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["line"].as_u64().unwrap())
        .collect();
    assert_eq!(lines, [2, 4], "{told}");
    assert!(told["possible_duplicates"][0]["id"].as_str().is_some());
}
