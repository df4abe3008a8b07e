//! The office's own rules: one file in the store, and everything that ranks by urgency ranks by it.

use super::Office;

/// Weights under which priority is all that counts, turned round.
const TURNED: &str = "[urgency]\nversion = 2\ndue = 0\nour_move = 0\npriority = -10.5\nwindow = 0\nfirst_response = 0\n\
    reply = 0\nage = 0\nwaiting = 0\non_hold = 0\n";

fn order(office: &Office, arguments: &[&str]) -> Vec<String> {
    let rows = office.run(arguments).done().lines();
    rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn changed_weights_reorder_every_list_by_urgency() {
    let office = Office::demo();
    let lists: [&[&str]; 3] = [
        &["list", "cases", "-stage:closed", "-stage:settled", "--json", "--limit", "0"],
        &["list", "people", "--view", "today", "--json", "--limit", "0"],
        &["list", "people", "--sort", "urgency", "--json", "--limit", "0"],
    ];
    let before = lists.map(|list| order(&office, list));
    office.file("store/office.toml", TURNED);
    let after = lists.map(|list| order(&office, list));
    for (before, after) in before.iter().zip(&after) {
        assert_ne!(before, after);
        let sorted = |ids: &Vec<String>| {
            let mut ids = ids.clone();
            ids.sort();
            ids
        };
        assert_eq!(sorted(before), sorted(after), "the same records in another order");
    }
    let rows = office.run(lists[0]).done().lines();
    let steps: Vec<i64> = rows.iter().map(|row| row["priority"].as_i64().unwrap_or(0)).collect();
    assert!(steps.is_sorted() && steps.first() < steps.last(), "{steps:?}");
    let told = office.run(&["office", "--json"]).done().json();
    assert_eq!((&told["urgency"]["version"], &told["urgency"]["from"]), (&2.into(), &"office".into()));
    std::fs::remove_file(office.path("store/office.toml")).unwrap();
    assert_eq!(lists.map(|list| order(&office, list)), before);
}

#[test]
fn a_wrong_file_is_told_with_its_line_and_counts_for_nothing() {
    let office = Office::demo();
    let list = ["list", "cases", "-stage:closed", "-stage:settled", "--json"];
    let before = order(&office, &list);
    let file = office.file("store/office.toml", format!("{TURNED}sun = 3\n"));
    let ran = office.run(&list);
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("office.toml:12: there is no \"sun\""), "{}", ran.err);
    assert_eq!(order(&office, &list), before);
    let ran = office.run(&["office", "--check", &file]).code(4);
    assert!(ran.out.contains(":12: ") && ran.out.contains("our_move"), "{}", ran.out);
    let written = office.run(&["office"]).done().out;
    assert!(written.contains("version = 1\n"), "{written}");
    let written = office.file("written.toml", written);
    office.run(&["office", "--check", &written]).done();
}
