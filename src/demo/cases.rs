//! Invented cases for files of any size: case n is about person n of a store that was filled before.

use super::people::FEATURED;
use super::random::Random;
use super::texts::CaseTexts;
use super::words::fill;

/// The columns of a generated case.
pub const COLUMNS: [&str; 11] = [
    "person",
    "title",
    "kind",
    "pillar",
    "regions",
    "stage",
    "owner",
    "priority",
    "opened_on",
    "next_action",
    "external_id",
];
/// The coordinators of the demo office.
pub const OWNERS: [&str; 5] = ["tanaka", "suzuki", "sato", "ito", "watanabe"];
const STAGES: [&str; 11] = [
    "received",
    "triaged",
    "assessed",
    "planned",
    "matching",
    "introduced",
    "trial",
    "agreed",
    "preparing",
    "active",
    "settled",
];

/// Case `number` of a seed, one cell a column.
pub fn row(texts: &CaseTexts, seed: u64, number: u64) -> Vec<String> {
    let mut random = Random::of(seed ^ 0x4341_5345, number);
    let random = &mut random;
    let kinds: Vec<&String> = texts.titles.keys().collect();
    let kind = random.pick(&kinds).map_or("", |kind| kind.as_str());
    let titles = texts.titles.get(kind).map_or(&[][..], Vec::as_slice);
    let title = fill(random.word(titles), &[("region", "地域"), ("skill", "経験"), ("hours", "6")]);
    let stage = random.word(&STAGES);
    let next = texts.next.get(stage).map_or(&[][..], Vec::as_slice);
    let owner = if stage == "received" { "" } else { random.word(&OWNERS) };
    vec![
        format!("P-{number:06}"),
        title,
        kind.to_owned(),
        pillar(kind).to_owned(),
        random.word(&FEATURED).to_owned(),
        stage.to_owned(),
        owner.to_owned(),
        random.below(4).to_string(),
        format!("2026-{:02}-{:02}", random.between(1, 11), random.between(1, 20)),
        random.word(next).to_owned(),
        format!("GC{seed}-{number:06}"),
    ]
}

/// The pillar that a kind of case stands on.
pub fn pillar(kind: &str) -> &'static str {
    match kind {
        "trial_stay" | "housing_only" => "home",
        "consult" => "community",
        _ => "work",
    }
}

/// The project that some of the demo office's cases belong to.
pub const fn project(kind: &str, number: usize) -> Option<&'static str> {
    match kind.as_bytes() {
        b"side_job" if number.is_multiple_of(3) => Some("複業人材マッチ実証(見本)"),
        b"trial_stay" if number.is_multiple_of(2) => Some("二拠点お試し(見本)"),
        _ => None,
    }
}
