//! Import and export through the program.

use serde_json::json;

use super::{Office, naughty};

const KINDS: [&str; 10] = [
    "people",
    "regions",
    "jobs",
    "organisations",
    "cases",
    "matches",
    "skills",
    "measures",
    "activities",
    "notes",
];

#[test]
fn a_file_is_one_commit_and_one_undo() {
    let office = Office::new();
    let people = office.path("people.csv").display().to_string();
    office.run(&["generate", "people", "--count", "300", "--seed", "7", "--output", &people]).done();
    let dry = office.run(&["import", "people", &people, "--dry-run", "--json"]).done().json();
    assert_eq!((&dry["created"], &dry["seq"]), (&json!(300), &json!(null)));
    assert_eq!(office.run(&["stats", "--json"]).done().json()["people"], 0, "a dry run writes nothing");
    let done = office.run(&["import", "people", &people, "--json"]).done().json();
    assert_eq!((&done["created"], &done["seq"], &done["rejected"]), (&json!(300), &json!(2), &json!([])));
    assert_eq!(office.run(&["stats", "--json"]).done().json()["people"], 300);
    let undone = office.run(&["undo", "--json"]).done().json();
    assert_eq!((&undone["ok"], &undone["seq"]), (&json!(true), &json!(3)));
    assert_eq!(office.run(&["stats", "--json"]).done().json()["people"], 0);
    office.run(&["redo"]).done();
    assert_eq!(office.run(&["stats", "--json"]).done().json()["people"], 300);
    office.run(&["verify"]).done();
}

#[test]
fn every_kind_is_exported_and_read_back_unchanged() {
    let office = Office::demo();
    for kind in KINDS {
        for (format, options) in [("csv", &["--bom"][..]), ("csv", &[]), ("jsonl", &[])] {
            let file = office.path(&format!("{kind}.{format}")).display().to_string();
            let mut arguments = vec!["export", kind, "--format", format, "--output", &file];
            arguments.extend(options);
            office.run(&arguments).done();
            let report = office.run(&["import", kind, &file, "--dry-run", "--json"]).done().json();
            assert_eq!(
                (&report["created"], &report["updated"]),
                (&json!(0), &json!(0)),
                "{kind} {format}: {report}"
            );
            assert_eq!(report["rejected"], json!([]), "{kind} {format}");
            assert_ne!(report["unchanged"], 0, "{kind} {format}");
        }
        let file = office.path(&format!("{kind}.xlsx")).display().to_string();
        office.run(&["export", kind, "--format", "xlsx", "--output", &file]).done();
        assert!(std::fs::read(&file).unwrap().starts_with(b"PK"), "{kind}");
        let refused = office.run(&["import", kind, &file, "--dry-run"]).code(1);
        assert!(refused.err.contains("CSV UTF-8"), "{}", refused.err);
    }
    let noted = std::fs::read_to_string(office.path("store/access/chain.jsonl")).unwrap();
    assert_eq!(noted.lines().count(), KINDS.len() * 4);
}

#[test]
fn cp932_files_of_spreadsheets_are_read() {
    let office = Office::new();
    let text = "姓,名,セイ,メイ,メール,希望地域,備考\r\n髙﨑,①子,ﾀｶｻｷ,ｲﾁｺ,t@example.org,塩尻市,～㈱－\r\n山田,太郎,やまだ,たろう,,202151;佐渡市,\"二行\r\nの備考\"\r\n";
    let bytes = nichiiki::interchange::encodings::to_cp932(text).unwrap().0;
    let file = office.file("people.csv", bytes);
    let report = office.run(&["import", "人", &file, "--json"]).done().json();
    assert_eq!((&report["created"], &report["encoding"]), (&json!(2), &json!("cp932")));
    let shown = office.run(&["show", "P-000001", "--json"]).done().json();
    assert_eq!((&shown["family_name"], &shown["family_kana"]), (&json!("髙﨑"), &json!("タカサキ")));
    assert_eq!(shown["regions"], json!(["R-202151"]));
    let forced = office.run(&["import", "people", &file, "--encoding", "utf-8", "--dry-run"]).code(1);
    assert!(forced.err.contains("line 1, column 1"), "{}", forced.err);
    let exported = office.run(&["export", "people", "--encoding", "cp932", "--output", &file]).done();
    assert_eq!(exported.out, "");
    let report = office.run(&["import", "people", &file, "--dry-run", "--json"]).done().json();
    assert_eq!((&report["unchanged"], &report["encoding"]), (&json!(2), &json!("cp932")));
    office.run_with(&["apply"], r#"{"command":"add_person","family_name":"𠮷田"}"#).done();
    let refused = office.run(&["export", "people", "--encoding", "cp932"]).code(4);
    assert!(refused.err.contains("U+20BB7") && refused.out.is_empty(), "{}", refused.err);
}

#[test]
fn bad_rows_stop_everything_unless_they_may_be_skipped() {
    let office = Office::new();
    let file = office.file(
        "p.csv",
        "family_name,email,hours_week\n山田,,5\n佐藤,not-a-mail,900\n\n鈴木,s@example.org,x\n高橋\n",
    );
    let refused = office.run(&["import", "people", &file, "--json"]).code(4);
    let report = refused.json();
    assert_eq!(report["seq"], json!(null));
    let rows: Vec<_> = report["rejected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["line"].clone(), row["column"].clone()))
        .collect();
    assert_eq!(rows, [(json!(3), json!("email")), (json!(5), json!("hours_week")), (json!(6), json!(null))]);
    assert_eq!(report["rejected"][0]["also"][0]["column"], "hours_week");
    assert_eq!(office.run(&["stats", "--json"]).done().json()["people"], 0);
    let taken = office.run(&["import", "people", &file, "--skip-invalid", "--json"]).done().json();
    assert_eq!((&taken["created"], &taken["seq"]), (&json!(1), &json!(2)));
    let words = office.run(&["--lang", "ja", "import", "people", &file]).code(4);
    assert!(words.out.contains("3行目「email」") && words.err.contains("--skip-invalid"), "{words:?}");
}

#[test]
fn files_that_cannot_be_read_are_refused_with_a_sentence() {
    let office = Office::new();
    for (content, word) in [
        (&b""[..], "empty"),
        (b"a,b\n1,2\n", "header"),
        (b"family_name\nx\0y\n", "NUL"),
        (b"\xFF\xFEa\0", "UTF-16"),
        (b"family_name,\xE5\xA7\x93\n", "same field"),
    ] {
        let file = office.file("x.csv", content);
        let refused = office.run(&["import", "people", &file]).code(1);
        assert!(refused.err.contains(word), "{word}: {}", refused.err);
    }
    office.run(&["import", "people", "/no/such/file.csv"]).code(3);
    office.run(&["import", "widgets", "x.csv"]).code(2);
    office.run(&["import", "people", &office.file("y.csv", "family_name\n山田\n"), "--key", "notes"]).code(2);
    office
        .run(&["import", "people", &office.file("y.csv", "family_name\n山田\n"), "--profile", "../x"])
        .code(2);
}

#[test]
fn a_profile_names_columns_and_key() {
    let office = Office::new();
    std::fs::create_dir_all(office.path(".config/nichiiki/profiles")).unwrap();
    let profile = "key = \"email\"\n[columns]\n\"お名前\" = \"family_name\"\n\"ご連絡先\" = \"email\"\n";
    std::fs::write(office.path(".config/nichiiki/profiles/window.toml"), profile).unwrap();
    let file = office.file("w.csv", "お名前,ご連絡先,年齢\n山田,y@example.org,40\n");
    for (created, unchanged) in [(1, 0), (0, 1)] {
        let ran = office.run(&["import", "people", &file, "--profile", "window", "--json"]).done();
        let report = ran.json();
        assert_eq!(
            (&report["created"], &report["unchanged"]),
            (&json!(created), &json!(unchanged)),
            "{report}"
        );
        assert!(report["warnings"][0].as_str().unwrap().contains("年齢"));
    }
}

#[test]
fn profiles_are_listed_checked_and_told_apart() {
    let office = Office::new();
    std::fs::create_dir_all(office.path("store/profiles")).unwrap();
    let own = "kind = \"jobs\"\nkey = \"external_id\"\n[columns]\n\"番号\" = \"external_id\"\n";
    std::fs::write(office.path("store/profiles/own.toml"), own).unwrap();
    let listed = office.run(&["profiles", "--json"]).done();
    let names: Vec<String> =
        listed.lines().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(names, ["excel_list", "fukugyo_cloud", "jobhub", "jobhub_jobs", "own"]);
    // One that is copied out is one that can be changed.
    let text = office.run(&["profiles", "excel_list"]).done().out;
    let copy =
        office.file("mine.toml", text.replace("\"整理番号\" = \"external_id\"", "\"整理番号\" = \"外部\""));
    let bad = office.run(&["profiles", "--check", &copy]).code(4);
    let line = 1 + text.lines().position(|line| line.contains("整理番号")).unwrap();
    assert!(bad.out.contains(&format!("mine.toml:{line}: ")) && bad.out.contains("外部"), "{bad:?}");
    office.run(&["profiles", "--check", &office.file("good.toml", &text)]).done();
    let file = office.file("m.csv", "氏名,電話\n山田 太郎,090-0000-0001\n");
    let misfit = office.run(&["--lang", "ja", "import", "people", &file, "--profile", "jobhub"]).code(1);
    assert!(
        misfit.err.contains("必要な列: 会員番号") && misfit.err.contains("ファイルの列: 氏名、電話"),
        "{misfit:?}"
    );
    assert!(
        office.run(&["import", "people", &file, "--profile", "jobhubb"]).code(3).err.contains("jobhub_jobs")
    );
    assert!(office.run(&["import", "people", &file, "--profile", "own"]).code(2).err.contains("jobs"));
    let list = office.file("l.csv", "No,氏名,ふりがな,電話,希望,相談のきっかけ,家族構成\n7,山田　太郎,やまだ　たろう,090-0000-0001,移住・仕事,来庁,4人\n");
    let taken = office.run(&["import", "people", &list, "--profile", "excel_list", "--json"]).done().json();
    assert_eq!(taken["created"], 1, "{taken}");
    let shown = office.run(&["list", "people", "--json"]).done();
    assert!(shown.out.contains("山田") && shown.out.contains("太郎"), "{shown:?}");
}

#[test]
fn own_letters_are_listed_and_checked() {
    let office = Office::new();
    std::fs::create_dir_all(office.path("store/letters")).unwrap();
    let own = "[[letter]]\nkey = \"first\"\nja = \"あいさつ\"\nbody = \"{name} 様\"\n\n[[letter]]\nkey = \"x\"\nbody = \"{y}\"\n";
    std::fs::write(office.path("store/letters/own.toml"), own).unwrap();
    let listed = office.run(&["letters", "--json"]).done();
    assert!(listed.err.contains("own.toml:8: there is nothing for {y}"), "{listed:?}");
    let rows = listed.lines();
    let own: Vec<_> = rows.iter().filter(|row| row["own"] == true).map(|row| row["key"].clone()).collect();
    assert_eq!(own, ["first"], "in the place of the ready one");
    assert_eq!(rows.iter().filter(|row| row["kind"] == "plan").count(), 2);
    office.run(&["letters", "--check", &office.file("bad.toml", "[[letter]]\nkey = 1\n")]).code(4);
    office
        .run(&["letters", "--check", &office.file("good.toml", "[[letter]]\nkey = \"a\"\nbody = \"b\"\n")])
        .done();
}

#[test]
fn naughty_cells_come_and_go_unharmed() {
    let office = Office::new();
    let mut file = b"family_name,notes,external_id\n".to_vec();
    let strings = naughty();
    for (number, text) in strings.iter().enumerate() {
        let name: String = text.chars().take(60).collect();
        let row = [format!("名{name}").replace('\0', ""), text.replace('\0', ""), number.to_string()];
        nichiiki::interchange::csv_write::row(&mut file, &row).unwrap();
    }
    let path = office.file("n.csv", &file);
    let report = office.run(&["import", "people", &path, "--key", "external_id", "--json"]).done().json();
    assert_eq!(report["created"], strings.len());
    let again =
        office.run(&["import", "people", &path, "--key", "external_id", "--dry-run", "--json"]).done().json();
    assert_eq!(again["unchanged"], strings.len(), "cleaning is done once");
    for format in ["csv", "jsonl"] {
        let out = office.path(&format!("out.{format}")).display().to_string();
        office.run(&["export", "people", "--format", format, "--output", &out]).done();
        let report = office.run(&["import", "people", &out, "--dry-run", "--json"]).done().json();
        assert_eq!(report["unchanged"], strings.len(), "{format}: {}", report["rejected"]);
    }
}
