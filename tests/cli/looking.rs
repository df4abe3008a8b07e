//! What reading commands print, and what opens no store.

use serde_json::{Value as Json, json};

use super::{Office, harmless, naughty};

#[test]
fn search_answers_each_line_with_one_line() {
    let office = Office::new();
    let people = office.file(
        "p.csv",
        "family_name,given_name,family_kana,given_kana\n山田,太郎,ヤマダ,タロウ\n佐藤,花子,サトウ,ハナコ\n",
    );
    office.run(&["import", "people", &people]).done();
    let ran = office
        .run_with(
            &["search", "--stdin", "--json", "--kind", "people"],
            "山田\nやまだ\nﾔﾏﾀﾞ\nyamada\n\nnope:x\nsatou",
        )
        .done();
    let lines = ran.lines();
    assert_eq!(lines.len(), 7);
    for line in &lines[..4] {
        assert_eq!(line["hits"][0]["id"], "P-000001", "{line}");
        assert_eq!(line["total"], 1);
    }
    assert_eq!((&lines[4]["query"], &lines[4]["hits"]), (&json!(""), &json!([])));
    assert!(lines[5]["error"].is_string());
    assert_eq!(lines[6]["hits"][0]["id"], "P-000002");
    let hit = office.run(&["search", "しおじり", "--json"]).done().json();
    assert_eq!((&hit["hits"][0]["id"], &hit["hits"][0]["kind"]), (&json!("R-202151"), &json!("region")));
    assert!(hit["took_us"].is_u64() && hit["hits"][0]["spans"].is_array());
    office.run(&["search", "kind:"]).code(2);
    office.run(&["search"]).code(2);
}

#[test]
fn matches_add_up_and_lines_are_answered_in_order() {
    let office = Office::demo();
    let answer = office.run(&["match", "J-000001", "--json", "--limit", "5"]).done().json();
    let hits = answer["hits"].as_array().unwrap();
    assert!(!hits.is_empty() && hits.len() <= 5);
    for hit in hits {
        for (direction, sum) in [("job", "fit_to_job"), ("person", "fit_to_person")] {
            let parts = hit["parts"].as_array().unwrap().iter().filter(|part| part["direction"] == direction);
            let (got, of) = parts.fold((0, 0), |(got, of), part| {
                (got + part["got"].as_u64().unwrap(), of + part["of"].as_u64().unwrap())
            });
            assert_eq!((got, of), (hit[sum].as_u64().unwrap(), 100), "{hit}");
        }
    }
    let lines = office
        .run_with(&["match", "--stdin", "--json"], "P-000001\nR-202151\nP-999999\nrubbish\n")
        .done()
        .lines();
    assert_eq!(lines.len(), 4);
    assert_eq!((&lines[0]["id"], &lines[1]["id"]), (&json!("P-000001"), &json!("R-202151")));
    assert_eq!((&lines[2]["error"], &lines[3]["error"]), (&json!("not_found"), &json!("invalid")));
    office.run(&["match", "P-999999"]).code(3);
    office.run(&["match", "O-000001"]).code(2);
}

#[test]
fn lists_are_filtered_sorted_and_cut() {
    let office = Office::demo();
    let all = office.run(&["list", "people", "--limit", "0", "--json"]).done().lines();
    assert_eq!(all.len(), 400);
    let some = office
        .run(&["list", "people", "want:副業", "--sort", "-hours_week", "--limit", "5", "--json"])
        .done()
        .lines();
    let hours: Vec<u64> = some.iter().filter_map(|row| row["hours_week"].as_u64()).collect();
    assert!(hours.is_sorted_by(|one, other| one >= other) && some.len() == 5, "{hours:?}");
    assert_eq!(some[0]["kind"], "person");
    assert_eq!(office.run(&["list", "region", "--json", "--limit", "1"]).done().json()["id"], "R-011002");
    office.run(&["list", "people", "--sort", "nothing"]).code(2);
    office.run(&["list", "people", "--view", "nothing of the kind"]).code(3);
}

#[test]
fn one_language_filters_people_and_cases() {
    let office = Office::demo();
    let of =
        |kind: &str, line: &str| office.run(&["list", kind, line, "--limit", "0", "--json"]).done().lines();
    let line = "kind:side_job stage:received..planned";
    let (cases, people) = (of("cases", line), of("people", line));
    assert!(!cases.is_empty() && !people.is_empty(), "the demo office has such cases");
    let stages = ["received", "triaged", "assessed", "planned"];
    assert!(cases.iter().all(|row| stages.contains(&row["stage"].as_str().unwrap())), "{cases:?}");
    assert!(cases.len() >= people.len(), "a person shows one case at most");
    let either = of("cases", "kind:side_job or kind:trial_stay").len();
    assert_eq!(either, of("cases", "kind:side_job").len() + of("cases", "kind:trial_stay").len());
    assert_eq!(
        of("cases", "-kind:side_job").len() + of("cases", "kind:side_job").len(),
        of("cases", "").len()
    );
    let said = office.run(&["list", "people", "region:塩尻 stage:そば"]).code(2).err;
    assert!(
        said.contains("character 17")
            && said.ends_with("\n  region:塩尻 stage:そば\n                    ^^^^\n"),
        "{said}"
    );
}

#[test]
fn views_are_kept_listed_and_undone() {
    let office = Office::demo();
    let count = |arguments: &[&str]| office.run(arguments).done().lines().len();
    let ready = count(&["list", "people", "--view", "担当なし", "--limit", "0", "--json"]);
    assert_eq!(ready, count(&["list", "people", "owner:none", "--limit", "0", "--json"]));
    let view = r#"{"command":"add_view","name":"長時間","listed":"person","query":"hours:>=10","sort":"-hours_week","columns":["family_name","hours_week"],"number":9}"#;
    let reply = office.run_with(&["apply", "-", "--json"], view).done().json();
    assert_eq!((&reply["ok"], &reply["ids"][0]), (&json!(true), &json!("V-000001")), "{reply}");
    let rows = office.run(&["list", "people", "--view", "長時間", "--limit", "0", "--json"]).done().lines();
    let hours: Vec<u64> = rows.iter().map(|row| row["hours_week"].as_u64().unwrap()).collect();
    assert!(!hours.is_empty() && hours.is_sorted_by(|one, other| one >= other), "{hours:?}");
    assert!(hours.iter().all(|hours| *hours >= 10));
    assert!(rows[0].get("skills").is_none(), "only the columns of the view");
    let more = count(&["list", "people", "--view", "長時間", "hours:<=12", "--limit", "0", "--json"]);
    assert!(more < hours.len(), "a line narrows the view");
    office.run(&["list", "jobs", "--view", "長時間"]).code(2);
    office.run(&["undo"]).done();
    office.run(&["list", "people", "--view", "長時間"]).code(3);
}

#[test]
fn a_record_is_shown_with_links_and_events() {
    let office = Office::demo();
    let shown = office.run(&["show", "J-000001", "--json"]).done().json();
    for key in ["id", "kind", "label", "title", "fields", "links", "events", "created", "updated"] {
        assert!(!shown[key].is_null(), "{key}");
    }
    assert!(shown["events"].as_array().unwrap().iter().any(|event| event["type"] == "job_added"));
    let words = office.run(&["--lang", "ja", "show", "j1"]).done().out;
    assert!(words.contains("案件 J-000001") && words.contains("案件を登録"), "{words}");
    office.run(&["show", "P-999999"]).code(3);
    office.run(&["show", "nobody"]).code(2);
}

#[test]
fn what_needs_no_store_works_without_one() {
    let office = Office::bare();
    let one = office.run(&["generate", "jobs", "--count", "20", "--seed", "3"]).done().out;
    assert_eq!(one, office.run(&["generate", "jobs", "--count", "20", "--seed", "3"]).done().out);
    assert_ne!(one, office.run(&["generate", "jobs", "--count", "20", "--seed", "4"]).done().out);
    assert_eq!(one.lines().next().unwrap().split(',').next(), Some("title"));
    office.run(&["generate", "notes", "--count", "1", "--seed", "1"]).code(2);
    assert!(office.run(&["keys", "--json"]).done().lines().iter().any(|line| line["action"] == "redraw"));
    office.run(&["keys", "--keymap", "wordstar"]).code(2);
    let bad = office.file("k.toml", "[home]\n\"x\" = \"no_such\"\n");
    let checked = office.run(&["keymap", "check", &bad]).code(4);
    assert!(checked.out.contains("k.toml:2"), "{}", checked.out);
    office.run(&["keymap", "check", &office.file("good.toml", "")]).done();
    assert!(office.run(&["man"]).done().out.contains(".TH"));
    assert!(office.run(&["completions", "bash"]).done().out.contains("nichiiki"));
    assert!(office.run(&["doctor"]).done().out.contains("store"));
    let file = office.file(
        "r.json",
        r#"{"applicants":{"A":["x"],"B":["x"]},"posts":{"x":{"capacity":1,"prefers":["B","A"]}}}"#,
    );
    let solved = office.run(&["round", "solve", &file, "--json"]).done().json();
    assert_eq!((&solved["assignments"], &solved["blocking_pairs"]), (&json!({"B": "x"}), &json!(0)));
    assert!(solved["took_us"].is_u64() && solved["peak_mib"].is_u64());
    office.run(&["round", "solve", &office.file("bad.json", "{")]).code(1);
    assert!(!office.path("store").exists(), "nothing was made");
    assert!(office.run(&["apply", "--help"]).done().out.contains("close_case"));
    for arguments in [
        &["list", "people"][..],
        &["undo"],
        &["log"],
        &["verify"],
        &["export", "people"],
        &["backup", "/tmp/x"],
    ] {
        let refused = office.run(arguments).code(3);
        assert!(refused.err.contains("nichiiki init"), "{}", refused.err);
    }
    let screen = office.run(&[]).code(1);
    assert!(screen.err.contains("terminal") && !office.path("store").exists(), "{}", screen.err);
}

#[test]
fn naughty_names_act_on_no_terminal() {
    let office = Office::new();
    let mut commands = String::new();
    for text in naughty() {
        let line = json!({"command": "add_person", "family_name": format!("名{}", text.chars().take(60).collect::<String>()), "notes": text});
        commands += &line.to_string();
        commands.push('\n');
    }
    let replies = office.run_with(&["apply"], &commands).done().lines();
    assert_eq!(replies.len(), commands.lines().count());
    for arguments in [
        &["list", "people", "--limit", "0"][..],
        &["log"],
        &["--lang", "ja", "log"],
        &["show", "P-000001"],
        &["search", "名"],
    ] {
        harmless(&office.run(arguments).done().out);
    }
    let raw = office.run(&["show", "\u{1b}[31mP-1"]).code(2);
    harmless(&raw.err);
    let lines = office.run(&["list", "people", "--limit", "0", "--json"]).done();
    assert!(lines.lines().iter().all(|line| line["label"].is_string()));
    harmless(&lines.out);
}

#[test]
fn help_and_mistakes_are_told_apart() {
    let office = Office::bare();
    assert!(office.run(&["--help"]).done().out.contains("import"));
    assert!(office.run(&["--lang", "ja", "--help"]).done().out.contains("二地域居住"));
    assert!(office.run(&["--version"]).done().out.starts_with("nichiiki "));
    office.run(&["imprt"]).code(2);
    office.run(&["--lang", "fr", "doctor"]).code(2);
    std::fs::create_dir_all(office.path(".config/nichiiki")).unwrap();
    std::fs::write(office.path(".config/nichiiki/config.toml"), "lang = \"en\"\ncolor = 1\n").unwrap();
    let warned = office.run(&["doctor", "--json"]).done();
    assert!(warned.err.contains("config.toml:2"), "{}", warned.err);
    let facts: Json = warned.json();
    assert_eq!(facts["store_state"], "not there yet");
}

#[test]
fn reports_are_printed_and_what_names_people_is_noted_before_it_leaves() {
    let office = Office::demo();
    let names = office.run(&["report", "--json"]).done().lines();
    assert!(names.iter().any(|line| line["report"] == "ledger") && names.len() == 14, "{names:?}");
    let funnel = office.run(&["report", "R2", "--json"]).done().lines();
    let all = funnel.last().unwrap();
    assert_eq!((&all["consultations"], all["agreed"].is_u64()), (&json!(500), true), "{all}");
    // The ledger as a file: with a byte order mark, and its purpose in the access chain.
    let file = office.path("ledger.csv").display().to_string();
    office.run(&["--lang", "ja", "report", "ledger", "--output", &file, "--purpose", "監査"]).done();
    let written = std::fs::read(&file).unwrap();
    assert!(written.starts_with("\u{feff}ケース,求職者氏名".as_bytes()));
    let rows = office.run(&["report", "ledger", "--json"]).done().lines();
    assert_eq!(String::from_utf8(written).unwrap().lines().count(), rows.len() + 1);
    let chain = office.run(&["log", "--access", "--json"]).done().lines();
    let noted = |line: &Json| {
        line["act"] == "exported" && line["detail"].as_str().is_some_and(|it| it.contains("監査"))
    };
    assert!(chain.iter().any(noted), "{chain:?}");
    office.run(&["report", "nothing"]).code(3);
    // Somebody without the right to export gets the counts, not the names.
    office.run(&["user", "add", "vera", "--role", "viewer", "--scope", "all"]).done();
    office.run(&["--user", "vera", "report", "funnel"]).done();
    office.run(&["--user", "vera", "report", "ledger"]).code(4);
}
