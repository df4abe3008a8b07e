//! Rounds from the store and measures, as scripts ask for them.

use super::Office;
use serde_json::{Value as Json, json};

/// Fourteen entrants for the camp of 厚真町, eight seats, a cap of three for the town. The ids of the cases.
pub fn entrants(office: &Office, count: usize) -> (String, Vec<String>) {
    let mut lines = vec![
        json!({"command": "update_region", "id": "R-015814", "intake_cap": 3}),
        json!({"command": "add_job", "title": "LVS一次選考合宿", "region_code": "015814", "work_kind": "startup_corps",
            "openings": 8, "status": "open", "opens_on": "2026-09-01", "closes_on": "2026-10-31", "any_skill": true}),
    ];
    for number in 0..count {
        lines.push(json!({"command": "add_person", "family_name": "応募", "given_name": format!("{number:02}"), "channel": "web",
            "want": "startup", "hours_week": 10 + number % 5}));
    }
    let replies = apply(office, &lines);
    let job = id_of(&replies[1]);
    let cases: Vec<Json> = replies[2..]
        .iter()
        .map(|reply| json!({"command": "open_case", "person": id_of(reply), "kind": "startup_lvs", "regions": "015814"}))
        .collect();
    (job, apply(office, &cases).iter().map(id_of).collect())
}

fn apply(office: &Office, lines: &[Json]) -> Vec<Json> {
    let input: Vec<String> = lines.iter().map(Json::to_string).collect();
    let replies = office.run_with(&["apply"], input.join("\n")).done().lines();
    for reply in &replies {
        assert_eq!(reply["ok"], true, "{reply}");
    }
    replies
}

fn id_of(reply: &Json) -> String {
    reply["ids"][0].as_str().unwrap().to_owned()
}

#[test]
fn a_round_is_proposed_compared_accepted_and_taken_back() {
    let office = Office::new();
    let (job, cases) = entrants(&office, 14);
    let propose = |more: &[&str]| {
        let arguments =
            [&["round", "propose", "--region", "厚真町", "--seed", "42", "--json"], more].concat();
        office.run(&arguments).done().lines()
    };
    let first = propose(&[]);
    assert_eq!(first, propose(&[]), "the same on every run");
    let base = &first[0];
    assert_eq!(
        (&base["entries"], &base["placed"], &base["blocking_pairs"]),
        (&json!(14), &json!(3), &json!(0))
    );
    assert_eq!(base["tolerated_pairs"], 11, "eleven would come, and five seats are free behind the cap");
    let why: Vec<&Json> = base["placings"].as_array().unwrap().iter().map(|one| &one["why_key"]).collect();
    assert_eq!(why.iter().filter(|why| ***why == "cap_full").count(), 11);
    assert_eq!(base["inputs_hash"].as_str().unwrap().len(), 64);

    let solved =
        office.run(&["round", "solve", &office.file("round.json", base["file"].to_string()), "--json"]);
    let solved = solved.done().json();
    for one in base["placings"].as_array().unwrap() {
        assert_eq!(
            solved["assignments"].get(one["entry"].as_str().unwrap()).unwrap_or(&Json::Null),
            &one["job"]
        );
    }

    let beside = propose(&["--what-if", "R-015814=none", "--what-if", &format!("seed=7 {job}=2")]);
    assert_eq!(beside.len(), 3);
    assert_eq!((&beside[1]["placed"], &beside[2]["placed"]), (&json!(8), &json!(2)));
    let other_seed = propose(&["--what-if", "seed=7"]);
    assert_ne!(other_seed[1]["inputs_hash"], base["inputs_hash"]);
    let table =
        office.run(&["round", "propose", "--region", "015814", "--what-if", "R-015814=none", "--lang", "ja"]);
    assert!(table.done().out.contains("席はあるが、地域の上限に達した"));

    let accepted =
        office.run(&["round", "propose", "--region", "厚真町", "--name", "LVS 2026", "--accept", "--json"]);
    let seq = accepted.done().lines()[1]["seq"].as_u64().unwrap();
    let log = office.run(&["log", "--since", &(seq - 1).to_string(), "--json"]).done().json();
    let run = &log["events"][0];
    assert_eq!(run["type"], "round_added");
    let told = run.to_string();
    assert!(told.contains(base["inputs_hash"].as_str().unwrap()) && told.contains("LVS 2026"), "{told}");
    let placed: Vec<&str> = base["placings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["job"] == job.as_str())
        .map(|one| one["entry"].as_str().unwrap())
        .collect();
    for case in &cases {
        let shown = office.run(&["show", case, "--json"]).done().json();
        assert_eq!(shown["job"] == job.as_str(), placed.contains(&case.as_str()), "{shown}");
    }
    let matches = office.run(&["list", "matches", "--json"]).done().lines();
    assert_eq!(matches.len(), 3);
    let round = office.run(&["show", "K-1", "--json"]).done().json();
    assert_eq!(
        (&round["seed"], &round["placed"], &round["region_code"]),
        (&json!(42), &json!(3), &json!("R-015814"))
    );

    office.run(&["undo"]).done();
    assert!(office.run(&["list", "matches", "--json"]).done().lines().is_empty());
    assert!(office.run(&["list", "rounds", "--json"]).done().lines().is_empty());

    let again = office.run_with(&["apply"], format!("{}\n", base["command"])).done().json();
    assert_eq!(again["ok"], true, "what the proposal prints is what apply reads: {again}");
    assert_eq!(office.run(&["list", "matches", "--json"]).done().lines().len(), 3);
}

#[test]
fn lists_that_people_confirmed_and_orders_that_posts_set_come_first() {
    let office = Office::new();
    let (job, cases) = entrants(&office, 4);
    let other = apply(
        &office,
        &[
            json!({"command": "add_job", "title": "町の起業支援", "region_code": "015814", "work_kind": "startup_corps", "openings": 1, "status": "open", "any_skill": true}),
        ],
    );
    let other = id_of(&other[0]);
    let person = |case: &str| {
        office.run(&["show", case, "--json"]).done().json()["person"].as_str().unwrap().to_owned()
    };
    let favourite = person(&cases[3]);
    apply(
        &office,
        &[
            json!({"command": "update_case", "id": cases[3], "wished_jobs": [other]}),
            json!({"command": "update_case", "id": cases[2], "wished_jobs": [other]}),
            json!({"command": "update_case", "id": cases[0], "party_size": 2, "wished_jobs": [job]}),
            json!({"command": "update_job", "id": other, "round_order": [favourite]}),
        ],
    );
    let run = |more: &[&str]| {
        let arguments = [&["round", "propose", "--region", "015814", "--json"], more].concat();
        office.run(&arguments).done().json()
    };
    let found = run(&["--cap", "R-015814=9"]);
    let of = |found: &Json, case: &str| {
        let placings = found["placings"].as_array().unwrap().clone();
        placings.into_iter().find(|one| one["entry"] == case).unwrap()
    };
    assert_eq!(
        (&of(&found, &cases[3])["job"], &of(&found, &cases[3])["confirmed"]),
        (&json!(other), &json!(true))
    );
    assert_eq!(of(&found, &cases[2])["why_key"], "outranked");
    assert_eq!(of(&found, &cases[1])["confirmed"], false);
    assert_eq!((&of(&found, &cases[0])["seats"], &of(&found, &cases[0])["job"]), (&json!(2), &json!(job)));
    let tight = run(&["--capacity", &format!("{job}=1"), "--cap", "R-015814=none"]);
    assert_eq!(of(&tight, &cases[0])["why_key"], "outranked", "one seat is no room for two people: {tight}");
}

#[test]
fn what_is_wrong_with_a_proposal_is_said() {
    let office = Office::new();
    office.run(&["round", "propose"]).code(2);
    office.run(&["round", "propose", "--region", "どこにもない町"]).code(3);
    office.run(&["round", "propose", "--region", "015814", "--cap", "R-015814"]).code(2);
    office.run(&["round", "propose", "--region", "015814", "--capacity", "J-000999=3"]).code(3);
    office.run(&["round", "propose", "--region", "015814", "--seed", "-1"]).code(2);
    office.run(&["round", "propose", "--region", "015814", "--what-if", "seed=x"]).code(2);
    office.run(&["round", "propose", "--region", "015814", "--entries", "nonsense:("]).code(2);
    let none = office.run(&["round", "propose", "--region", "015814", "--json"]).done().json();
    assert_eq!((&none["entries"], &none["placed"]), (&json!(0), &json!(0)));
}

#[test]
fn measures_answer_needs_and_worries_with_what_is_to_be_checked() {
    let office = Office::demo();
    let person = id_of(
        &apply(
            &office,
            &[
                json!({"command": "add_person", "family_name": "二拠点", "given_name": "花", "pattern": "weekend", "channel": "web",
                "needs": "housing;childcare", "worries": "cost;career", "regions": "202151", "domicile_code": "132047"}),
            ],
        )[0],
    );
    let found = office.run(&["match", &person, "--kind", "measures", "--limit", "0", "--json"]).done().json();
    let hits = found["hits"].as_array().unwrap();
    let named =
        |id: &str| hits.iter().find(|hit| hit["id"] == id).unwrap_or_else(|| panic!("{id} in {found}"));
    let grant = named("G-000001");
    let result = |hit: &Json, key: &str| {
        let conditions = hit["conditions"].as_array().unwrap().clone();
        conditions.into_iter().find(|one| one["key"] == key).map(|one| one["result"].clone())
    };
    assert_eq!(
        result(grant, "move_domicile"),
        Some(json!("check")),
        "a pure dual resident is asked about, not refused"
    );
    assert_eq!(result(named("G-000025"), "in_words"), Some(json!("check")));
    assert_eq!(result(named("G-000029"), "child"), Some(json!("met")));
    assert!(
        hits.iter().all(|hit| hit["conditions"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["result"] != "fail"))
    );
    assert!(hits[0]["answers"].as_array().unwrap().len() >= 2, "the most answers come first: {}", hits[0]);
    let text = office.run(&["match", &person, "--kind", "measures", "--lang", "ja"]).done().out;
    assert!(text.contains("要確認"), "{text}");
    office.run(&["match", "J-000001", "--kind", "measures"]).code(2);
    office.run(&["match", "P-999999", "--kind", "measures"]).code(3);
    let lines =
        office.run_with(&["match", "--stdin", "--kind", "measures", "--json"], format!("{person}\nx\n"));
    assert_eq!(lines.done().lines().len(), 2);
}
