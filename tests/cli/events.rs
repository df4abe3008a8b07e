//! Events and attendance by files: what goes out comes back, and attendance is checked like anything else.

use serde_json::json;

use super::Office;

#[test]
fn events_and_who_came_go_out_and_come_back() {
    let office = Office::new();
    let people = office.file("p.csv", "family_name,channel\n青木,web\n石川,web\n");
    office.run(&["import", "people", &people]).done();
    let events = office.file(
        "e.csv",
        "名称,種類,日時,地域,会場,定員\n空き家見学会,現地見学・ツアー,2026-12-05 14:00,塩尻市,木曽平沢,8\n",
    );
    office.run(&["import", "events", &events]).done();
    let came = "person,event,attendance\nP-000001,E-000001,参加\nP-000002,E-000001,申込\n";
    let came = office.file("a.csv", came);
    office.run(&["import", "activities", &came]).done();
    let event = office.run(&["list", "events", "--json"]).done().json();
    assert_eq!(
        (&event["id"], &event["name"], &event["capacity"], &event["region_code"]),
        (&json!("E-000001"), &json!("空き家見学会"), &json!(8), &json!("R-202151"))
    );
    assert_eq!(office.run(&["list", "events", "kind:tour", "--json"]).done().lines().len(), 1);
    let told = office.run(&["list", "activities", "attendance:参加", "--json"]).done().json();
    assert_eq!((&told["label"], &told["attendance"]), (&json!("イベント 空き家見学会"), &json!("attended")));
    assert!(told["at"].as_str().unwrap().starts_with("2026-12-05"), "{told}");
    assert_eq!(office.run(&["list", "activities", "event:E-000001", "--json"]).done().lines().len(), 2);
    // Nobody is twice on a list, whichever way they come.
    let again = office.run_with(
        &["apply", "--json"],
        "{\"command\":\"add_activity\",\"person\":\"P-000001\",\"event\":\"E-000001\"}\n",
    );
    assert_ne!(again.code, 0, "{}", again.out);
    assert!(again.out.contains("on the list of this event already"), "{} {}", again.out, again.err);
    for kind in ["events", "activities"] {
        let out = office.run(&["export", kind, "--purpose", "控え", "--format", "jsonl"]);
        let file = office.file(&format!("{kind}.jsonl"), out.done().out);
        let tried = office.run(&["import", kind, &file, "--dry-run", "--json"]).done().json();
        assert_eq!(
            (&tried["unchanged"], &tried["created"]),
            (&json!(if kind == "events" { 1 } else { 2 }), &json!(0)),
            "{tried}"
        );
    }
}
